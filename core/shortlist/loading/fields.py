"""The `fields:` of a ruleset: what plugins declare, what the ruleset adds, and what it changes."""

from __future__ import annotations

import re
from dataclasses import replace

from shortlist.language import InvalidError
from shortlist.loading.draft import Draft
from shortlist.loading.markers import refuse_markers
from shortlist.loading.reference_cells import read_cell
from shortlist.model.fields import Field
from shortlist.model.normal import normalise
from shortlist.model.reserved import RESERVED
from shortlist.ruleset.document import Node
from shortlist.ruleset.schema import FieldEntry


def build_fields(draft: Draft) -> dict[str, Field]:
    """Every field that the ruleset may read, by id: plugins' and its own."""
    fields = dict(draft.plugins.fields)
    for name, entry in draft.entry.fields.items():
        node = draft.tree.at(("fields", name))
        known = fields.get(name) if name not in RESERVED else None
        if known is not None and (known.type != entry.type or entry.values not in ([], list(known.values))):
            if not _take_over(draft, known, node):
                continue
            known = None
        try:
            merged = refuse_markers(_merge_declared(name, entry, known))
            fields[name] = merged if entry.default is None else _give_default(draft, merged, entry.default)
        except InvalidError as error:
            draft.problem(node, error.text.en, error.text.zh)
            draft.broken.add(name)
    return fields


def _take_over(draft: Draft, known: Field, node: Node) -> bool:
    """Whether the ruleset's own declaration stands though a plugin declares the field otherwise: where nothing in use reads the plugin's.

    So a plugin's new version, with a field more, never stops a ruleset that worked.
    """
    name, place = known.id, node.key or node.place
    owner = draft.plugins.owner.get(name, "shortlist")
    reader = _find_reader(draft, name)
    if reader is not None:
        draft.problem(
            place,
            f"the field '{name}' is declared by {owner} as {known.type}, and {reader} reads it so; declare it alike or under another name",
            f"字段 '{name}' 已由 {owner} 声明为 {known.type}，且 {reader} 按此读取；请声明一致或另起名称",
        )
        return False
    draft.note(
        place,
        f"the field '{name}' is the ruleset's own; that of {owner} ({known.type}) is left out",
        f"字段 '{name}' 采用规则集自己的声明；{owner} 声明的同名字段（{known.type}）不使用",
    )
    return True


def _find_reader(draft: Draft, name: str) -> str | None:
    """A plugin's segment or criterion, of those that the ruleset uses, which reads the field."""
    for entry in draft.entry.segments:
        segment = draft.plugins.segments.get(entry.use or "")
        if segment is not None and any(_mentions(one.when or "", name) for one in segment.classes):
            return segment.id
    for id_, used in draft.entry.criteria.items():
        supplied = draft.plugins.criteria.get(id_)
        for measure in supplied.measures if supplied is not None else ():
            read = _mentions(measure.value, name) if isinstance(measure.value, str) else name in measure.fields
            change = used.measures.get(measure.id)
            if read and (change is None or change.use):
                return id_
    return None


def _mentions(condition: str, name: str) -> bool:
    return name in re.findall(r"\w+", condition)


def _give_default(draft: Draft, field: Field, default: object) -> Field:
    """The field with its default, which is held to its type and range."""
    text = normalise(str(default).lower() if isinstance(default, bool) else str(default))
    try:
        return replace(field, default=read_cell(text, field))
    except InvalidError as error:
        place = draft.tree.at(("fields", field.id, "default"))
        draft.problem(
            place,
            f"the default '{text}' of {field.id} {error.text.en}",
            f"{field.id} 的默认值 '{text}' {error.text.zh}",
        )
        return field


def _merge_declared(name: str, entry: FieldEntry, known: Field | None) -> Field:
    """A field of the ruleset; of a field that a plugin declares too, what is written here comes on top."""
    plain = {key: getattr(entry, key) for key in ("values", "unit", "minimum", "maximum", "missing", "future")}
    texts = {key: value.text for key in ("title", "ask", "about") if (value := getattr(entry, key)) is not None}
    if entry.actionable is not None:
        plain["actionable"] = entry.actionable
    plain["rubric"] = tuple(step.text for step in entry.rubric)
    doubtful = {header: other.text for header, other in entry.doubtful_aliases.items()}
    if known is None:
        aliases, values = tuple(entry.aliases), entry.value_aliases
        return Field(
            name, entry.type, aliases=aliases, value_aliases=values, doubtful_aliases=doubtful, **plain, **texts
        )
    changed = {key: value for key, value in plain.items() if key == "actionable" or value not in (None, [], (), False)}
    aliases = (*entry.aliases, *known.aliases)
    own = {alias.casefold() for alias in entry.aliases}  # what the ruleset says is sure for its lists
    doubtful = {
        header: text for header, text in known.doubtful_aliases.items() if header.casefold() not in own
    } | doubtful
    values = {**known.value_aliases, **entry.value_aliases}
    return replace(known, aliases=aliases, value_aliases=values, doubtful_aliases=doubtful, **changed, **texts)
