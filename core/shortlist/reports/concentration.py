"""How much of the value of the qualified prospects depends on a few of them, and for which of them there is capacity.

Both need the whole run, so the decisions are first put into a file, which is then read again a batch at a time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from shortlist.errors import ListError, Place, Problem, ShortlistError, suggest
from shortlist.expressions.functions import finite
from shortlist.language import Text
from shortlist.model.fields import NUMERIC, Field
from shortlist.model.ranges import find_ranged
from shortlist.model.reserved import KEPT
from shortlist.planning import columns
from shortlist.planning.ranges import settle_ranges, type_ends
from shortlist.reports.capacity import QUALIFIED, ROW, Ends, mark_within, say_capacity, title_of
from shortlist.ruleset.definition import Ruleset

WITHIN = "within_capacity"
SCORE = "score"
TOP = 10
DIGITS = 9
"""Significant digits of what is reported, because streamed sums differ in their last bits from run to run."""
VALUE, RANK = "~value", "~rank"
ENDS = {name: (f"{name}_least", f"{name}_most") for name in (VALUE, RANK)}
"""Beside each of the two, where the list has ranges of it: the least and the greatest that it can be, the value where it is known."""


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

    def carry(self, frame: pl.LazyFrame, source: str, as_of: date) -> pl.LazyFrame:
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
        taken: list[pl.Expr] = []
        for name, one in parts.items():
            if one is not None:
                value = finite(pl.col(one.id))
                taken.append(value.alias(KEPT + name))
                if one.id in find_ranged(there):
                    ends = (pl.col(columns.least(one.id)), pl.col(columns.most(one.id)))
                    taken += [
                        pl.coalesce(value, end).alias(KEPT + to) for end, to in zip(ends, ENDS[name], strict=True)
                    ]
        ranged = [one for one in self.fields.values() if one.id in find_ranged(there)]
        if not ranged:
            return frame.with_columns(taken)
        typed = [expr for one in ranged for expr in (finite(pl.col(one.id)), *type_ends(one, there))]
        settled = settle_ranges(frame.with_columns(typed), ranged, as_of).with_columns(taken)
        return settled.select(*there, *(pl.col(expr.meta.output_name()) for expr in taken))

    def rank(self, decided: pl.LazyFrame, folder: Path) -> pl.LazyFrame:
        """The decisions, run once into `folder`; with a `capacity` the column `within_capacity` after the ruleset's own.

        It is true for the best of the qualified, as many as there is capacity for, false for the others, and null for
        prospects that did not qualify, have no value, or may be either, as ranges have it. Of equal ones the earlier row of
        the list is better.
        """
        path = folder / "ranked.parquet"
        decided.sink_parquet(path, engine="streaming")
        frame = pl.scan_parquet(path, glob=False, row_index_name=ROW)
        there = frame.collect_schema().names()
        own_columns = (ROW, VALUE, RANK, *ENDS[VALUE], *ENDS[RANK])
        names = [name for name in there if name not in own_columns]
        if self.concentration is not None:
            found = _measure_concentration(self.ruleset, frame, self.concentration.id)
            self.report["concentration"] = {**found, **_count_ranges(frame, ENDS[VALUE], there, found)}
        if self.capacity is None:
            return frame.select(names)
        rank = pl.col(RANK if self.by is not None else SCORE)
        ends = Ends(*map(pl.col, ENDS[RANK])) if ENDS[RANK][0] in there else None
        report, within = mark_within(frame, rank, ends, self.capacity, self.by.id if self.by else SCORE)
        self.report["capacity"] = report
        if WITHIN in names:
            frame, names = frame.rename({WITHIN: f"list_{WITHIN}"}), [f"list_{n}" if n == WITHIN else n for n in names]
        own = names.index([*self.ruleset.criteria][-1]) + 1
        return frame.with_columns(within.alias(WITHIN)).select(*names[:own], WITHIN, *names[own:])


def _count_ranges(
    frame: pl.LazyFrame, ends: tuple[str, str], there: Collection[str], found: Mapping[str, Any]
) -> dict[str, int]:
    """How many of the qualified have an exact value and how many only a range, where the list has any.

    Those of a range are among those without a value.
    """
    if ends[0] not in there:
        return {}
    ranged = frame.filter(QUALIFIED).select(Ends(*map(pl.col, ends)).wide.sum()).collect(engine="streaming").item()
    return {"exact_value": found["qualified"] - found["without_value"], "only_range": int(ranged)}


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
            f"未知字段 '{name}'{near.zh or '；'}用 `shortlist fields list` 查看全部",
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


def _round_digits(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def sentences(report: Mapping[str, Any], ruleset: Ruleset) -> list[Text]:
    """The lines of a run's summary about concentration and capacity."""
    return [*_say_concentration(report.get("concentration"), ruleset), *say_capacity(report.get("capacity"), ruleset)]


def _say_concentration(found: Mapping[str, Any] | None, ruleset: Ruleset) -> list[Text]:
    if found is None:
        return []
    name, left = found["field"], _say_left_out(found)
    title = title_of(ruleset, name).zh
    ranges = found.get("only_range", 0)
    if found["total"] is None:
        exact = Text("an exact", "的准确") if ranges else Text("a", "的")
        return [
            Text(
                f"no qualified prospect has {exact.en} {name} above 0, so there are no shares{left.en}",
                f"准入客户均无大于 0 {exact.zh}{title}，无法计算占比{left.zh}",
            )
        ]
    share, hhi, equal = found["top_ten_share"], found["hhi"], found["equal_ones"]
    of = (
        Text(f"{found['exact_value']:,} qualified with an exact value", f"{found['exact_value']:,} 家有准确数值的准入客户")
        if ranges
        else Text(f"{found['qualified']:,} qualified", f"{found['qualified']:,} 家准入客户")
    )  # fmt: skip
    # What is known only as a range may be larger than all that is counted.
    their = Text(f"what these have of {name}", f"这些客户的{title}") if ranges else Text(name, title)
    lines = [
        Text(
            f"the ten largest of the {of.en} have {share:.1%} of {their.en}; HHI {hhi:.4f}, as of {equal:,.1f} equal ones{left.en}",
            f"{of.zh}中，前十大客户占{their.zh}的 {share:.1%}；HHI 为 {hhi:.4f}，相当于 {equal:,.1f} 家同等规模客户{left.zh}",
        )
    ]
    for segment, one in found["segments"].items():
        shares = [(c["class"], f"{c['share']:.1%}") for c in one["classes"]]
        if all(name is None for name, _ in shares):
            continue
        en = ", ".join(f"{name or 'unknown'} {share}" for name, share in shares)
        titles = {one.id: one.title.zh for one in ruleset.segments[segment].classes}
        zh = "、".join(f"{titles.get(name, '未知')} {share}" for name, share in shares)
        lines.append(Text(f"  by {segment}: {en}", f"  按{title_of(ruleset, segment).zh}：{zh}"))
    return lines


def _say_left_out(found: Mapping[str, Any]) -> Text:
    """Who of the qualified has no share: a range is no value to add up."""
    ranges, negative = found.get("only_range", 0), found["negative"]
    without = found["without_value"] - ranges
    if not (without or ranges or negative):
        return Text("", "")
    only = Text(f"{ranges:,} only a range, ", f"仅知区间 {ranges:,} 家，") if ranges else Text("", "")
    return Text(
        f"; left out: {only.en}{without:,} without a value, {negative:,} negative",
        f"；未计入：{only.zh}无数值 {without:,} 家，负值 {negative:,} 家",
    )
