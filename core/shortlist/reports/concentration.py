"""How much of the value of the qualified prospects depends on a few of them, and for which of them there is capacity.

Both need the whole run, so the decisions are first put into a file, which is then read again a batch at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from shortlist.errors import ListError, Place, Problem, ShortlistError, suggest
from shortlist.expressions.functions import finite
from shortlist.language import Text
from shortlist.model.fields import NUMERIC, Field
from shortlist.model.ranges import LEAST, MOST
from shortlist.model.reserved import KEPT
from shortlist.ruleset.definition import Ruleset

WITHIN = "within_capacity"
SCORE = "score"
TOP = 10
DIGITS = 9
"""Significant digits of what is reported, because streamed sums differ in their last bits from run to run."""
ROW, VALUE, RANK = "~row", "~value", "~rank"
IN_RANGE = {VALUE: "~value_in_range", RANK: "~rank_in_range"}
"""Beside each of the two, where the list has ranges of it: whether only a range is known."""
QUALIFIED = pl.col("decision") == "qualify"


@dataclass
class Ranking:
    """What a run is asked for: the concentration of a field, and the `capacity` best by a field or (None) by the score.

    `rank` fills `report` with `concentration` and `capacity`, as `--json` shows them.
    """

    ruleset: Ruleset
    concentration: Field | None
    capacity: int | None
    by: Field | None
    report: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def create(
        cls, ruleset: Ruleset, concentration: str | None, capacity: int | None, by: str | None
    ) -> Ranking | None:
        """What the options ask for; None if they ask for nothing. Raises ShortlistError for a field that is unknown or has
        no numbers."""
        if concentration is None and capacity is None:
            if by is not None:
                text = Text("--by says by what --capacity chooses; give --capacity N", "--by 指定 --capacity 的排序依据；请同时给出 --capacity N")  # fmt: skip
                raise ShortlistError(Problem(text, Place("--by")))
            return None
        one = _find_numeric(ruleset, concentration, "--concentration") if concentration is not None else None
        other = None if by == SCORE else _find_numeric(ruleset, by, "--by") if by is not None else one
        return cls(ruleset, one, capacity, other)

    @property
    def fields(self) -> dict[str, Field]:
        """The fields that the list has to supply, by id."""
        return {one.id: one for one in (self.concentration, self.by) if one is not None}

    def carry(self, frame: pl.LazyFrame, source: str) -> pl.LazyFrame:
        """Typed prospects with the values to compare as further columns. Raises ListError where no column supplies one."""
        # Named like kept columns of the list, because those pass through the decision untouched.
        there = frame.collect_schema().names()
        for name in self.fields:
            if name not in there:
                text = Text(
                    f"no column feeds '{name}', by which the qualified are to be compared; say which does with --map {name}=HEADER",
                    f"没有列对应用于比较的字段 '{name}'；请用 --map {name}=表头 指定",
                )
                raise ListError(Problem(text, Place(source)))
        parts = {VALUE: self.concentration, RANK: self.by}
        values = [_value_of(one, there).alias(KEPT + name) for name, one in parts.items() if one is not None]
        ranges = [
            (_value_of(one, there).is_null() & _has_end(one, there)).alias(KEPT + IN_RANGE[name])
            for name, one in parts.items()
            if one is not None and {LEAST + one.id, MOST + one.id}.intersection(there)
        ]
        return frame.with_columns(*values, *ranges)

    def rank(self, decided: pl.LazyFrame, folder: Path) -> pl.LazyFrame:
        """The decisions, run once into `folder`; with a `capacity` the column `within_capacity` after the ruleset's own.

        It is true for the best of the qualified, as many as there is capacity for, false for the others, and null for
        prospects that did not qualify or have no value. Of equal ones the earlier row of the list is better.
        """
        path = folder / "ranked.parquet"
        decided.sink_parquet(path, engine="streaming")
        frame = pl.scan_parquet(path, glob=False, row_index_name=ROW)
        there = frame.collect_schema().names()
        names = [name for name in there if name not in (ROW, VALUE, RANK, *IN_RANGE.values())]
        if self.concentration is not None:
            self.report["concentration"] = {
                **_measure_concentration(self.ruleset, frame, self.concentration.id),
                **_count_ranges(frame, IN_RANGE[VALUE], there),
            }
        if self.capacity is None:
            return frame.select(names)
        rank = pl.col(RANK if self.by is not None else SCORE)
        report, within = _mark_within(frame, rank, self.capacity, self.by.id if self.by else SCORE)
        self.report["capacity"] = {**report, **_count_ranges(frame, IN_RANGE[RANK], there)}
        if WITHIN in names:
            frame, names = frame.rename({WITHIN: f"list_{WITHIN}"}), [f"list_{n}" if n == WITHIN else n for n in names]
        own = names.index([*self.ruleset.criteria][-1]) + 1
        return frame.with_columns(within.alias(WITHIN)).select(*names[:own], WITHIN, *names[own:])


def _value_of(field: Field, there: Sequence[str]) -> pl.Expr:
    """A field's value; a range of a single value is that value."""
    value = finite(pl.col(field.id))
    if LEAST + field.id not in there or MOST + field.id not in there:
        return value
    least, most = (finite(pl.col(end + field.id)) for end in (LEAST, MOST))
    return pl.coalesce(value, pl.when(least == most).then(least))


def _has_end(field: Field, there: Sequence[str]) -> pl.Expr:
    names = [end + field.id for end in (LEAST, MOST) if end + field.id in there]
    return pl.any_horizontal(finite(pl.col(name)).is_not_null() for name in names)


def _count_ranges(frame: pl.LazyFrame, name: str, there: Sequence[str]) -> dict[str, int]:
    """How many of the qualified have only a range, where the list has any: they are among those without a value."""
    if name not in there:
        return {}
    found = frame.filter(QUALIFIED).select(pl.col(name).sum()).collect(engine="streaming").item()
    return {"only_range": int(found)}


def _find_numeric(ruleset: Ruleset, name: str, option: str) -> Field:
    """The field of that name. Raises ShortlistError where it is unknown or has no numbers."""
    known = {one.id: one for one in ruleset.fields.values() if one.type in NUMERIC}
    if name in known:
        return known[name]
    if name in ruleset.fields:
        text = Text(f"'{name}' is {ruleset.fields[name].type}; numbers are needed", f"'{name}' 的类型是 {ruleset.fields[name].type}；此处需要数字")  # fmt: skip
    else:
        near = suggest(name, known)
        text = Text(
            f"unknown field '{name}'{near.en}; `shortlist fields list` shows all",
            f"未知字段 '{name}'{near.zh}；用 `shortlist fields list` 查看全部",
        )
    raise ShortlistError(Problem(text, Place(option)))


def _measure_concentration(ruleset: Ruleset, frame: pl.LazyFrame, name: str) -> dict[str, Any]:
    """Shares in the value of the qualified: of the ten largest, and of the classes of each segment."""
    value = pl.col(VALUE)
    qualified = frame.filter(QUALIFIED)
    counts = qualified.select(
        pl.len().alias("qualified"), value.is_null().sum().alias("without_value"), (value < 0).sum().alias("negative")
    )
    found: dict[str, Any] = {"field": name, **counts.collect(engine="streaming").row(0, named=True)}
    counted = qualified.filter(value >= 0)
    total = float(counted.select(value.sum()).collect(engine="streaming").item())
    # Without a value above 0 there are no shares, nor where the sum overflows.
    if not 0 < total < float("inf"):
        return found | {"total": None, "top_ten_share": None, "hhi": None, "equal_ones": None, "top_ten": [], "segments": {}}  # fmt: skip
    hhi = counted.select((value * (1 / total)).pow(2).sum()).collect(engine="streaming").item()
    # By row too, so that which of two equal ones is in does not depend on the run.
    top = counted.top_k(TOP, by=[VALUE, ROW], reverse=[False, True]).select("prospect_id", "name", VALUE, ROW)
    first = top.collect(engine="streaming").sort([VALUE, ROW], descending=[True, False]).rows(named=True)
    found |= {
        "total": _round_digits(total),
        "top_ten_share": _round_digits(sum(row[VALUE] for row in first) / total),
        "hhi": _round_digits(hhi),
        "equal_ones": _round_digits(1 / hhi),
        "top_ten": [
            {"prospect_id": row["prospect_id"], "name": row["name"], "value": row[VALUE], "share": _round_digits(row[VALUE] / total)}
            for row in first
        ],
    }  # fmt: skip
    return found | {"segments": {segment: _classes(counted, segment, total) for segment in ruleset.segments}}


def _classes(counted: pl.LazyFrame, segment: str, total: float) -> dict[str, Any]:
    """A segment's classes with the largest share first (null: unknown class), and their HHI."""
    sums = counted.group_by(segment).agg(pl.col(VALUE).sum(), pl.len().alias("n")).collect(engine="streaming")
    shares = [(one, _round_digits(value / total), n) for one, value, n in sums.select(segment, VALUE, "n").rows()]
    shares.sort(key=lambda item: (-item[1], item[0] is None, item[0]))
    classes = [{"class": one, "share": share, "prospects": n} for one, share, n in shares]
    return {"hhi": _round_digits(sum(share**2 for _, share, _ in shares)), "classes": classes}


def _mark_within(frame: pl.LazyFrame, rank: pl.Expr, capacity: int, by: str) -> tuple[dict[str, Any], pl.Expr]:
    """The report about the capacity, and the column `within_capacity`."""
    qualified = frame.filter(QUALIFIED).select(rank.alias(RANK), ROW)
    all_, known = qualified.select(pl.len(), pl.col(RANK).count().alias("known")).collect(engine="streaming").row(0)
    inside = min(capacity, known)
    report = {"capacity": capacity, "by": by, "within": inside, "beyond": known - inside, "without_value": all_ - known}
    if not inside:
        return report, pl.lit(None, pl.Boolean)
    # The worst that is still in gives a cut (value and row) that each row compares itself with: no join, no sorting of all.
    best = qualified.drop_nulls(RANK).top_k(inside, by=[RANK, ROW], reverse=[False, True])
    cut, last = best.filter(pl.col(RANK) == pl.col(RANK).min()).select(RANK, pl.col(ROW).max()).first().collect().row(0)
    chosen = pl.when(rank > cut).then(True).when(rank == cut).then(pl.col(ROW) <= last).when(rank < cut).then(False)
    return report, pl.when(QUALIFIED).then(chosen)


def _round_digits(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def sentences(report: Mapping[str, Any]) -> list[Text]:
    """The lines of a run's summary about concentration and capacity."""
    return [*_say_concentration(report.get("concentration")), *_say_capacity(report.get("capacity"))]


def _say_concentration(found: Mapping[str, Any] | None) -> list[Text]:
    if found is None:
        return []
    name, without, negative = found["field"], found["without_value"], found["negative"]
    range_ = _say_ranges(found)
    left = Text(
        f"; left out: {without:,} without a value{range_.en}, {negative:,} negative",
        f"；未计入：无数值 {without:,} 个{range_.zh}，负值 {negative:,} 个",
    ) if without or negative else Text("", "")  # fmt: skip
    if found["total"] is None:
        return [Text(f"no qualified prospect has a {name} above 0, so there are no shares{left.en}", f"准入客户均无大于 0 的 {name}，无法计算占比{left.zh}")]  # fmt: skip
    share, hhi, equal = found["top_ten_share"], found["hhi"], found["equal_ones"]
    lines = [
        Text(
            f"the ten largest of the {found['qualified']:,} qualified have {share:.1%} of {name}; HHI {hhi:.4f}, as of {equal:,.1f} equal ones{left.en}",
            f"{found['qualified']:,} 个准入客户中，前十名占 {name} 的 {share:.1%}；HHI 为 {hhi:.4f}，相当于 {equal:,.1f} 个同等规模客户{left.zh}",
        )
    ]
    for segment, one in found["segments"].items():
        shares = [(c["class"], f"{c['share']:.1%}") for c in one["classes"]]
        if all(name is None for name, _ in shares):
            continue
        en = ", ".join(f"{name or 'unknown'} {share}" for name, share in shares)
        zh = "、".join(f"{name or '未知'} {share}" for name, share in shares)
        lines.append(Text(f"  by {segment}: {en}", f"  按 {segment}：{zh}"))
    return lines


def _say_ranges(found: Mapping[str, Any]) -> Text:
    """How many of those without a value have a range, which is no value to add up or compare."""
    count = found.get("only_range", 0)
    return Text(f" ({count:,} of them only a range)", f"（其中 {count:,} 个仅有区间）") if count else Text("", "")


def _say_capacity(found: Mapping[str, Any] | None) -> list[Text]:
    if found is None:
        return []
    without = found["without_value"]
    range_ = _say_ranges(found)
    left = Text(
        f", {without:,} have no value to compare{range_.en}", f"，另有 {without:,} 个无数值可比{range_.zh}"
    ) if without else Text("", "")  # fmt: skip
    return [
        Text(
            f"within a capacity of {found['capacity']:,}: {found['within']:,} qualified, the best by {found['by']}; beyond it {found['beyond']:,}{left.en}",
            f"服务能力 {found['capacity']:,} 个：按 {found['by']} 择优纳入 {found['within']:,} 个，超出 {found['beyond']:,} 个{left.zh}",
        )
    ]
