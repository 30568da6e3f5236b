"""Which columns of a list hold ranges (51-200, 1000人以上), how many cells that are, and which that say one could not be read."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from shortlist.errors import Place, Problem
from shortlist.intake.columns import Column
from shortlist.intake.parsing.convert import convert
from shortlist.intake.parsing.numbers import plain_numbers
from shortlist.intake.parsing.range_reasons import UNREAD
from shortlist.intake.parsing.ranges import TOLERANCE, convert_points, read_ranges
from shortlist.intake.parsing.text import Reading
from shortlist.intake.profile import DISTINCT, Tally
from shortlist.language import Text
from shortlist.model.fields import NUMERIC, Field
from shortlist.model.formatting import format_value
from shortlist.model.ranges import Range
from shortlist.model.terms import Ranges

EXAMPLES = 3
COUNTS: dict[Ranges, Text] = {
    "middle": Text(
        "; until the exact value is known they count as their middle, and one that is open at an end as its other end",
        "；准确数值查明之前暂按中间值计，一端不限的按另一端计",
    ),
    "low": Text(
        "; until the exact value is known they count as their lower end",
        "；准确数值查明之前暂按低端计",
    ),
    "unknown": Text(
        "; what both ends do not settle is unknown until the exact value is known",
        "；两端不足以判定的，准确数值查明之前按未知处理",
    ),
}
"""What is said of the ranges of a list, by the `ranges` of the ruleset's decision."""


@dataclass
class Ranged:
    """The cells of one column that say ranges, added up from chunks by any thread.

    `cells` are ranges; `alone` say one value alone (50-50), which counts as it; `loose` ones of both are about so. `texts` count the
    texts of the ranges with their ends, up to so many; `unread` by reason the cells that are none that can be read, each with a text.
    """

    column: Column
    cells: int = 0
    alone: int = 0
    loose: int = 0
    texts: Counter[tuple[str, object, object]] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    shown: dict[str, str] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def look(self, cells: pl.Series, reading: Reading, beside: pl.Series | None) -> None:
        """Add one chunk of raw cells."""
        _, bad = convert_points(cells, reading, beside)
        at = bad.arg_true()
        if not len(at):
            return
        odd = cells.gather(at)
        found = read_ranges(odd, reading, None if beside is None else beside.gather(at))
        frame = found.with_columns(odd.cast(pl.String).str.strip_chars().str.head(40).alias("text"))
        ranges = frame.filter(pl.col("least").is_not_null() | pl.col("most").is_not_null())
        seen = ranges.group_by("text", "least", "most").len()
        unread = (
            frame.filter(pl.col("why").is_not_null() & ~pl.col("read"))
            .group_by("why")
            .agg(pl.len(), pl.col("text").min())
        )
        with self.lock:
            self.cells += ranges.height
            self.alone += int(frame["read"].sum()) - ranges.height
            self.loose += int(frame["loose"].fill_null(False).sum())
            if len(self.texts) < DISTINCT:
                self.texts.update({(text, least, most): count for text, least, most, count in seen.iter_rows()})
            for why, count, text in unread.iter_rows():
                self.unread[why] += count
                self.shown[why] = min(self.shown.get(why, text), text)

    @property
    def is_read(self) -> bool:
        return bool(self.cells or self.alone)

    @property
    def examples(self) -> list[tuple[str, object, object]]:
        """The most frequent ranges: text and ends."""
        return sorted(self.texts, key=lambda one: (-self.texts[one], one[0]))[:EXAMPLES]


def find_ranges(
    frame: pl.LazyFrame, columns: Sequence[Column], readings: Mapping[str, Reading], tallies: Mapping[str, Tally]
) -> dict[str, Ranged]:
    """What the columns of a list hold of ranges, by field. The tallies tell which are worth a second look; only these are read again."""
    found = {
        column.field.id: Ranged(column)
        for column in columns
        if _may_have(readings[column.field.id], tallies.get(column.field.id))
    }
    if not found:
        return {}
    schema = frame.collect_schema()
    looks = []
    for name, one in found.items():
        reading, cell = readings[name], pl.col(one.column.header)
        if one.column.field.type in NUMERIC and schema[one.column.header] == pl.String:
            cell = pl.when(plain_numbers(cell, reading).is_null()).then(cell)
        beside = [pl.col(reading.row.header).alias("beside")] if reading.row else []
        watched = pl.struct(cell.alias("cell"), *beside).map_batches(
            _watch(one, reading), return_dtype=pl.Boolean, is_elementwise=True
        )
        looks.append(watched.any(ignore_nulls=True).alias(name))
    frame.select(looks).collect(engine="streaming")
    return {name: one for name, one in found.items() if one.is_read or one.unread}


def _may_have(reading: Reading, tally: Tally | None) -> bool:
    if tally is None or not reading.takes_ranges:
        return False
    if reading.full is not None and tally.counts["full"]:
        return True
    if reading.field.type != "level" or not tally.may_hold_ranges or len(tally.values) >= DISTINCT:
        return tally.may_hold_ranges or bool(tally.counts["days"])
    texts = pl.Series(list(tally.values), dtype=pl.String)
    _, bad = convert(texts, reading)
    told = read_ranges(texts.filter(bad), reading)
    return bool((told["read"] | told["why"].is_not_null()).any())


def _watch(one: Ranged, reading: Reading) -> Callable[[pl.Series], pl.Series]:
    def watch(cells: pl.Series) -> pl.Series:
        raw = cells.struct.field("cell")
        if raw.null_count() < len(raw):
            one.look(raw, reading, cells.struct.field("beside") if reading.row else None)
        return pl.repeat(None, len(cells), dtype=pl.Boolean, eager=True)

    return watch


def say_range(least: object, most: object, declared: Field, currency: str) -> Text:
    """A range in the words that explanations have for it.

    >>> say_range(None, 200.0, Field("staff", "integer"), "USD").en, say_range(1e6, 5e6, Field("sales", "money"), "CNY").zh
    ('at most 200', '¥1,000,000 至 ¥5,000,000')
    """
    return format_value(Range(least, most), declared, currency)


def note_ranges(ranged: Collection[Ranged], source: str, currency: str, rule: Ranges | None = None) -> list[Problem]:
    """A note of the columns that hold ranges, with what they count as by the `rule` of a ruleset, and one for each reason why cells of a
    column that say one were not read."""
    there = [one for one in ranged if one.cells]
    notes = [_note_read(there, Place(source), currency, rule)] if there else []
    for one in ranged:
        for why, count in sorted(one.unread.items()):
            span = one.column.field.span if why == "outside" and one.column.field.type in NUMERIC else None
            more = Text(f" ({span.en})", f"（{span.zh}）") if span else Text("", "")
            header, shown = one.column.header, one.shown[why]
            notes.append(
                Problem.of(
                    f"'{header}': {_count(count)}, as '{shown}', stay{'s' * (count == 1)} unread: {UNREAD[why].en}{more.en}",
                    f"'{header}'：{count:,} 个单元格（如 '{shown}'）未读取：{UNREAD[why].zh}{more.zh}",
                    Place(source),
                )
            )
    return notes


def _note_read(ranged: Sequence[Ranged], place: Place, currency: str, rule: Ranges | None) -> Problem:
    """How many cells of each column are ranges, each with an example, and once how they count."""
    en, zh = [], []
    for one in ranged:
        text, least, most = one.examples[0]
        said = say_range(least, most, one.column.field, currency)
        example = Text(f"'{text}' ({said.en})", f"'{text}'（{said.zh}）")
        loose = Text(f", {one.loose:,} of them approximate", f"，其中约数 {one.loose:,} 个")
        if one.cells == one.loose:
            loose = Text(", approximate", "，为约数" if one.cells == 1 else "，均为约数")
        behind = loose if one.loose else Text("", "")
        en.append(f"'{one.column.header}' {_count(one.cells)}, as {example.en}{behind.en}")
        zh.append(f"'{one.column.header}' {one.cells:,} 个单元格，如 {example.zh}{behind.zh}")
    about = any(one.loose for one in ranged)
    loosely = Text(
        f"; what is approximate is taken {TOLERANCE:.0%} to either side, within what the field can be" * about,
        f"；约数按上下 {TOLERANCE:.0%} 计，不超出字段的取值范围" * about,
    )
    counts = COUNTS[rule] if rule else Text("", "")
    return Problem.of(
        f"ranges: {'; '.join(en)}. Their ends decide{counts.en}{loosely.en}",
        f"区间：{'；'.join(zh)}。评审以区间两端为准{counts.zh}{loosely.zh}",
        place,
    )


def _count(cells: int) -> str:
    return f"{cells:,} cell{'s' * (cells != 1)}"
