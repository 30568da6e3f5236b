"""Lists that this program wrote itself: its own columns are no facts about anybody, and its guards no part of a cell."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from shortlist.errors import Place, Problem
from shortlist.intake.parsing.formulas import unguard, unguard_name
from shortlist.intake.sources.raw import BOUND, CURRENCY, LOOK, NUMBER, ROW, RawList
from shortlist.model.headings import MOVED, bring_back, read_headings

IDENTITY = ("prospect_id", "name")
FIXED = ("decision", "grade", "score", "score_low", "score_high", "certain", "decision_worst", "decision_best", "coverage",
         "reasons", "ask_next", "tags")  # fmt: skip
PECULIAR = frozenset({"score_low", "score_high", "decision_worst", "decision_best", "ask_next"})
ENOUGH = 3  # of the peculiar ones, so that a list from which some were taken is known too
BESIDE = ("override", "treatment", "within_capacity")  # written by some runs only, each next to a fixed one
OFFER = "offer_"
GUARDED = ("text", "sheet")  # kinds whose cells may have guards: a CSV, and a workbook that was made of one


def take_off(raw: RawList, outputs: Sequence[str], foreign: Collection[str]) -> bool:
    """Leave in `raw` only what the list had before it was decided; whether it is a decided list at all.

    `outputs` are the columns that the ruleset writes, `foreign` those that any other may write. The id and the name stay, a
    column that was moved out of the way (`list_score`) gets its name back, guards are taken off, and all is noted.
    """
    written = tuple(unguard_name(one) for one in raw.headers) if raw.kind in GUARDED else raw.headers
    words = read_headings(written)
    headers = tuple(words.get(one, one) for one in written)
    own = {*words.values()} - {*IDENTITY} if words else _find_own(headers, outputs, foreign)
    if not own:
        return False
    left = {*headers} - own
    names = {}
    for old, name in zip(raw.headers, headers, strict=True):
        moved = name.removeprefix(MOVED)
        if words and bring_back(name) != name:
            names[old] = bring_back(name)
        elif name not in own:
            names[old] = moved if moved != name and moved in own and moved not in left else name
    frame = raw.frame
    if raw.kind in GUARDED:
        text = [old for old, dtype in frame.collect_schema().items() if dtype == pl.String and old in names]
        frame = frame.with_columns(unguard(pl.col(old)).alias(old) for old in text)
    there = frame.collect_schema().names()
    beside = {
        mark + old: mark + name
        for mark in (NUMBER, CURRENCY, LOOK, BOUND)
        for old, name in names.items()
        if mark + old in there
    }
    raw.frame = frame.select(ROW, *(pl.col(old).alias(name) for old, name in (names | beside).items()))
    raw.currencies = {names[old]: beside[column] for old, column in raw.currencies.items() if old in names}
    raw.uneven = {names[old] for old in raw.uneven if old in names}
    raw.looks = {names[old]: told for old, told in raw.looks.items() if old in names}
    raw.bounds = {names[old]: told for old, told in raw.bounds.items() if old in names}
    percents = raw.percents
    raw.percents = lambda: {names[old]: kind for old, kind in percents().items() if old in names}
    raw.headers = tuple(names.values())
    shown = ", ".join(said for said, name in zip(written, headers, strict=True) if name in own)
    raw.notes.append(
        Problem.of(
            f"this list was written by shortlist; what an earlier run came to feeds no field and is not kept: {shown}",
            f"此名单由 shortlist 写出；以下为以前运行的结果，不作为字段读取，也不保留：{shown}",
            Place(raw.source),
        )
    )
    return True


def _find_own(headers: Sequence[str], outputs: Sequence[str], foreign: Collection[str]) -> set[str]:
    """The headers under which a run wrote what it came to; none where the list is no decided one."""
    if len(PECULIAR & {*headers}) < ENOUGH or "decision" not in headers:
        return set()
    wrote = {*FIXED, *outputs} - {*IDENTITY}
    if not set(outputs) <= {*headers}:
        # Another ruleset decided, so its criteria are not known by name but by standing before the list's own columns.
        start = headers.index("decision")
        block = [*headers[start:]]
        end = next(
            (at for at, name in enumerate(block) if not (name in wrote or name in foreign or _beside(name))), len(block)
        )
        wrote |= {*block[:end]}
    own: set[str] = set()
    before = ""
    for name in headers:
        if name in wrote or (before in own and _beside(name)):
            own.add(name)
        before = name
    return own


def _beside(name: str) -> bool:
    return name in BESIDE or name.startswith(OFFER)


def counts_rows(raw: RawList) -> bool:
    """Whether the ids of a decided list are row numbers of the list that was decided, as far as can be told.

    They are where they rise without gaps that refused rows would not explain, and no other column says the same.
    """
    text = pl.col("prospect_id").cast(pl.String)
    number = text.filter(text.str.contains(r"^[1-9]\d*$")).cast(pl.Int64, strict=False)
    same = [
        (pl.col(name).cast(pl.String).eq_missing(text)).all().alias(name)
        for name in raw.headers
        if name not in IDENTITY
    ]
    facts = raw.frame.select(
        pl.len().alias("~rows"),
        number.len().alias("~numbers"),
        (number.diff().drop_nulls() > 0).all().alias("~rise"),
        number.max().alias("~last"),
        *same,
    ).collect(engine="streaming")
    rows, numbers, rise, last, *twins = facts.row(0)
    return bool(rows and numbers == rows and rise and last <= 2 * rows and not any(twins))
