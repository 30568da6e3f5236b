"""The `segments:` of a ruleset, written here or supplied by a plugin."""

from __future__ import annotations

from shortlist.errors import Place
from shortlist.language import Text
from shortlist.loading.dependencies import ABSENT, explain_unknown_segment
from shortlist.loading.draft import Draft
from shortlist.ruleset.definition import Segment, SegmentClass
from shortlist.ruleset.document import Node
from shortlist.ruleset.schema import SegmentEntry


def fill_segments(draft: Draft) -> None:
    """Put the classes of plugins' segments where the file says `use: SEGMENT`."""
    segments: list[SegmentEntry] = []
    for index, item in enumerate(draft.entry.segments):
        supplied = draft.plugins.segments.get(item.use or "", ABSENT)
        if item.use and supplied is ABSENT:
            place = draft.structure.item("segments", index).at(("use",)).place
            draft.problems += explain_unknown_segment(item.use, place, draft.plugins)
            draft.broken.add(item.id)
        segments.append(item.fill(supplied) if item.use else item)
    draft.entry = draft.entry.model_copy(update={"segments": segments})


def build_segments(draft: Draft) -> dict[str, Segment]:
    """The segments by id, of a file whose segments were filled."""
    return {entry.id: _build_segment(draft, entry, index) for index, entry in enumerate(draft.entry.segments)}


def _build_segment(draft: Draft, entry: SegmentEntry, index: int) -> Segment:
    node = draft.structure.item("segments", index)
    used = node.at(("use",)).place

    def condition(when: str, position: int) -> Node:
        # A plugin's condition stands in no file of the ruleset: its mistakes are told where it is used, without a column.
        return Node(when, Place(used.source, used.line)) if entry.use else node.at(("classes", position, "when"))

    classes = tuple(
        SegmentClass(
            one.id,
            condition(one.when, position) if one.when is not None else None,
            one.title.text if one.title else Text.of(one.id),
        )
        for position, one in enumerate(entry.parts)
    )
    return Segment(entry.id, entry.title.text if entry.title else Text.of(entry.id), classes, node)
