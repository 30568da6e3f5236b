"""For which of the qualified prospects there is capacity: the best of them, as far as ranges let it be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from shortlist.language import Text
from shortlist.model.fields import Field
from shortlist.model.headings import TITLES
from shortlist.ruleset.definition import Ruleset, RulesetCriterion, Segment

ROW, RANK, LOW, HIGH = "~row", "~rank", "~low", "~high"
QUALIFIED = pl.col("decision") == "qualify"


@dataclass(frozen=True)
class Ends:
    """The least and the greatest that the value to compare can be; the same where it is known, null where nothing is."""

    least: pl.Expr
    most: pl.Expr

    @property
    def wide(self) -> pl.Expr:
        """Whether only a range is known; never null."""
        return (self.least < self.most).fill_null(False)


def mark_within(
    frame: pl.LazyFrame, rank: pl.Expr, ends: Ends | None, capacity: int, by: str
) -> tuple[dict[str, Any], pl.Expr]:
    """The report about the capacity, and the column `within_capacity`; `ends` where the list has ranges of the value."""
    qualified = frame.filter(QUALIFIED).select(rank.alias(RANK), ROW)
    all_, known = qualified.select(pl.len(), pl.col(RANK).count().alias("known")).collect(engine="streaming").row(0)
    inside = min(capacity, known)
    report = {"capacity": capacity, "by": by, "within": inside, "beyond": known - inside, "without_value": all_ - known}
    if ends is not None:
        ranged = frame.filter(QUALIFIED).select(ends.wide.sum()).collect(engine="streaming").item()
        report |= {"only_range": int(ranged), "undecided": 0}
        if ranged:
            return _mark_in_ranges(frame, ends, capacity, report)
    if not inside:
        return report, pl.lit(None, pl.Boolean)
    # The worst that is still in gives a cut (value and row) that each row compares itself with: no join, no sorting of all.
    best = qualified.drop_nulls(RANK).top_k(inside, by=[RANK, ROW], reverse=[False, True])
    cut, last = best.filter(pl.col(RANK) == pl.col(RANK).min()).select(RANK, pl.col(ROW).max()).first().collect().row(0)
    chosen = pl.when(rank > cut).then(True).when(rank == cut).then(pl.col(ROW) <= last).when(rank < cut).then(False)
    return report, pl.when(QUALIFIED).then(chosen)


def _mark_in_ranges(
    frame: pl.LazyFrame, ends: Ends, capacity: int, report: dict[str, Any]
) -> tuple[dict[str, Any], pl.Expr]:
    """True where fewer than `capacity` others can be better, false where as many certainly are, else null.

    Of two values the earlier row is the better one where they are equal; a range that touches can be better, and is not
    certainly.
    """
    all_ = frame.filter(QUALIFIED).select(ends.least.alias(LOW), ends.most.alias(HIGH), ROW).drop_nulls(LOW)
    # As above, two cuts decide for each row by itself: at the first as many are certainly better as there is capacity
    # for, at the second one more can be as good, itself among them.
    out, in_ = _find_nth(all_, LOW, capacity), _find_nth(all_, HIGH, capacity + 1)
    point = ~ends.wide
    beyond, within = pl.lit(False), pl.lit(True)
    if out is not None:
        places = capacity - _count(all_, pl.col(LOW) > out)
        beyond = (ends.most < out) | (point & (ends.most == out) & (pl.col(ROW) > _find_row(all_, out, places)))
    if in_ is not None:
        # Ranges that reach the cut can be better than the values there, which the earlier row decides among themselves.
        places = capacity - _count(all_, (pl.col(HIGH) > in_) | ((pl.col(HIGH) == in_) & (pl.col(LOW) < in_)))
        within = (ends.least > in_) | (point & (ends.least == in_) & (pl.col(ROW) <= _find_row(all_, in_, places)))
    told = pl.when(ends.least.is_null() | ~QUALIFIED).then(None).when(within).then(True).when(beyond).then(False)
    counts = frame.filter(QUALIFIED).select(
        told.sum().alias("in"), (~told).sum().alias("out"), ends.least.count().alias("any"), pl.len().alias("all")
    )
    inside, outside, any_, every = map(int, counts.collect(engine="streaming").row(0))
    counted = {"within": inside, "beyond": outside, "undecided": any_ - inside - outside, "without_value": every - any_}
    return report | counted, told


def _find_nth(frame: pl.LazyFrame, name: str, place: int) -> float | None:
    """The value at that place of a column, from the greatest on; None where there are fewer."""
    best = frame.select(name).top_k(place, by=name).select(pl.col(name).min(), pl.len()).collect(engine="streaming")
    value, found = best.row(0)
    return float(value) if found == place else None


def _count(frame: pl.LazyFrame, which: pl.Expr) -> int:
    return int(frame.select(which.sum()).collect(engine="streaming").item())


def _find_row(frame: pl.LazyFrame, value: float, place: int) -> int:
    """The row of the prospect at that place among those that have just this value; the last of them where they are fewer."""
    if place < 1:
        return -1
    same = frame.filter((pl.col(LOW) == value) & (pl.col(HIGH) == value)).select(pl.col(ROW).cast(pl.Int64))
    found = same.bottom_k(place, by=ROW).select(pl.col(ROW).max()).collect(engine="streaming").item()
    return -1 if found is None else int(found)


def title_of(ruleset: Ruleset, name: str) -> Text:
    """What a field, segment, criterion or the score is called."""
    titled: dict[str, Field | Segment | RulesetCriterion] = {
        **ruleset.fields,
        **ruleset.segments,
        **ruleset.criteria,
    }
    return titled[name].title if name in titled else TITLES.get(name, Text(name, name))


def say_capacity(found: Mapping[str, Any] | None, ruleset: Ruleset) -> list[Text]:
    """The line of a run's summary about the capacity."""
    if found is None:
        return []
    without, ranges, undecided = found["without_value"], found.get("only_range", 0), found.get("undecided", 0)
    left = Text(
        f", {without:,} have no value to compare", f"，另有 {without:,} 家无可比数值"
    ) if without else Text("", "")  # fmt: skip
    sure = Text("certainly ", "可确定") if undecided else Text("", "")
    either = Text(
        f"; {undecided:,} may be either: {ranges:,} {'is' if ranges == 1 else 'are'} known only as a range",
        f"；{undecided:,} 家尚不能确定，因为有 {ranges:,} 家仅知区间",
    ) if undecided else Text("", "")  # fmt: skip
    size, inside, beyond, by = found["capacity"], found["within"], found["beyond"], found["by"]
    return [
        Text(
            f"{sure.en}within a capacity of {size:,}: {inside:,} qualified, the best by {by}; {sure.en}beyond it {beyond:,}{either.en}{left.en}",
            f"可承接 {size:,} 家：按{title_of(ruleset, str(by)).zh}择优，{sure.zh}承接 {inside:,} 家，{sure.zh}暂不承接 {beyond:,} 家{either.zh}{left.zh}",
        )
    ]
