"""Lists that have little of what a ruleset reads, and what their owner is told to add."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shortlist.errors import Place, Problem
from shortlist.intake.read import OWN, Intake
from shortlist.language import Text
from shortlist.model.fields import Field

FIRST = 6  # columns that are named to be added


def note_numbered(source: str) -> Problem:
    """What is said of a list without ids."""
    return Problem.of(
        "no column identifies a prospect, so rows go by their number, which is somebody else in another list: no override, "
        "history or earlier decision is joined to them; say which column does with --id HEADER",
        "没有客户编号列，各行以行号代替编号；行号在别的名单中指别的客户，因此不会关联人工调整、历史表或以前的结论；请用 --id 表头 指定编号列",
        Place(source),
    )


def note_bare(intake: Intake, fields: Iterable[Field]) -> Problem:
    """What is said of a bare list: which columns to add, those first that `fields` has first, and an id where it has none."""
    titles = [field.title for field in fields if field.id not in OWN][:FIRST]
    # In quotes, because titles have commas of their own.
    en, zh = ", ".join(f"'{title.en}'" for title in titles), "、".join(f"“{title.zh}”" for title in titles)
    joined = Text(
        "; and an id, for rows go by their number, to which no override, history or earlier decision is joined",
        "；并补充客户编号列，否则以行号代替，无法关联人工调整、历史表或以前的结论",
    )
    more = joined if intake.numbered else Text("", "")
    return Problem.of(
        f"the list has nothing but names, by which nobody can be judged; add what counts most: {en}{more.en}",
        f"名单只有客户名称，无从评价；请优先补充以下列：{zh}{more.zh}",
        Place(intake.source),
    )


def useless(intake: Intake, fields: Mapping[str, Field]) -> Problem | None:
    """What is wrong with a list none of whose columns is one of these fields, which a ruleset reads; None if one is, and for a bare list."""
    if intake.is_bare or {column.field.id for column in intake.columns} & set(fields):
        return None
    headers = ", ".join(intake.raw.headers[:8])
    wanted = ", ".join(list(fields)[:8])
    if intake.decided and not set(intake.raw.headers) - {*OWN}:
        return Problem.of(
            "this list was written by shortlist and holds only decisions, nothing that they were made from; decide the original list",
            "此名单由 shortlist 写出，只含结论，不含评审所依据的资料；请评审原名单",
            Place(intake.source),
        )
    guess = intake.raw.guess.text if intake.raw.guess else Text("", "")
    more = Text(f"; the list was {guess.en}" if guess.en else "", f"；{guess.zh}" if guess.zh else "")
    return Problem.of(
        f"no column is one that the ruleset reads; columns: {headers}; the ruleset reads: {wanted}; say which is which with --map FIELD=HEADER{more.en}",
        f"名单中没有规则集可用的列；现有列：{headers}；规则集可用：{wanted}；请用 --map 字段=表头 指定{more.zh}",
        Place(intake.source),
    )
