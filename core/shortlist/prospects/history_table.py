"""A history table as it was read, and the line that says what was read of it and what was not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from shortlist.intake.read import Intake
from shortlist.language import Text
from shortlist.planning.rows import NAMED, PROSPECT
from shortlist.prospects.keys import SHOWN, Match
from shortlist.ruleset.definition import Check

Cells = dict[str, tuple[str, list[tuple[str, int]]]]
"""By column, its header and texts of its cells, each with its count."""
VALUES = 6  # unread values of a column that a line names


@dataclass
class HistoryTable:
    """A table as it was read: `frame` is typed, with `row`; the counts are of its rows.

    `keyless` rows have no prospect, `undated` no date, `later` are after the as-of date, `strange` rate an unknown field;
    `cut` counts, by header, dates after the as-of date in rows that are known on it; `match` says whose rows they are, and
    `checks` are what the ruleset looks at in the table as a whole: a count, or none where it is a condition. `unread` has, by
    column, its header and the texts that could not be read in rows that are known on the day, each with its count; `named` has those in the rows
    that a check counts, by its id. `repeated` rows are alike in every column with one before. `outside` counts, by field, prospects whose feature left the field's range.
    """

    name: str
    source: str
    frame: pl.LazyFrame
    intake: Intake
    rows: int = 0
    keyless: int = 0
    undated: int = 0
    later: int = 0
    strange: int = 0
    cut: dict[str, int] = field(default_factory=dict)
    match: Match | None = None
    checks: list[tuple[Check, int | None]] = field(default_factory=list)
    examples: dict[str, list[int]] = field(default_factory=dict)
    unread: Cells = field(default_factory=dict)
    named: dict[str, Cells] = field(default_factory=dict)
    repeated: int = 0
    outside: dict[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {
            "source": self.source,
            "rows": self.rows,
            "refused": self.intake.refused_count,
            "without_prospect": self.keyless,
            "without_date": self.undated,
            "after_as_of": self.later,
            "of_unknown_field": self.strange,
            "unreadable": self.intake.unreadable.counts(),
            "dates_after_as_of": self.cut,
            "repeated": self.repeated,
            "outside_range": self.outside,
            "checks": {check.id: count if count is not None else True for check, count in self.checks},
            **(_match_dict(self.match) if self.match else {}),
        }

    def parts(self) -> list[Text]:
        """What one line says: what was read, what was left out, for how many prospects it speaks."""
        left = [
            (self.intake.refused_count, "refused", "未读入"),
            (self.keyless, "without a prospect", "无客户编号"),
            (self.undated, "without a date", "无日期"),
            (self.later, "after the as-of date", "晚于基准日"),
            (self.strange, "of fields that are no rating", "的评分项不存在"),
        ]
        parts = [Text(f"{_count(self.rows, 'row')} read", f"读入 {self.rows:,} 行")]
        parts += [
            Text(f"{count:,} {what}{self._rows(what, count).en}", f"{count:,} 行{zh}{self._rows(what, count).zh}")
            for count, what, zh in left
            if count
        ]
        parts += self._cells()
        for header, cut in self.cut.items():
            counts = "counts" if cut == 1 else "count"
            parts.append(
                Text(
                    f"{_count(cut, 'date')} in '{header}' after the as-of date {counts} as unknown",
                    f"'{header}' 中 {cut:,} 个日期晚于基准日，按未知处理",
                )
            )
        if self.repeated:
            one = self.repeated == 1
            parts.append(
                Text(
                    f"{_count(self.repeated, 'row')} {'repeats' if one else 'repeat'} an earlier row in every column: "
                    f"{'it counts' if one else 'each counts'}; remove {'it' if one else 'them'} if the export doubled {'it' if one else 'them'}",
                    f"{self.repeated:,} 行与前面某行的各列完全相同：每行均计入；如为重复导出，请删除",
                )
            )
        for check, count in self.checks:
            say = self.fill(check)
            parts.append(say if count is None else Text(f"{count:,} {say.en}", f"{count:,} 行{say.zh}"))
        return [*parts, *(_match_texts(self.match) if self.match else ())]

    def _cells(self) -> list[Text]:
        """How many cells could not be read, and which, but for those that a check names."""
        told: Counter[tuple[str, str]] = Counter()
        for check, _ in self.checks:
            mine = self._named(check)
            for name in set(NAMED.findall(check.say.en)) & set(mine):
                told.update({(name, text): count for text, count in mine[name][1]})
        cells = sum(self.intake.unreadable.counts().values()) - told.total()
        if cells <= 0:
            return []
        left = {
            name: (header, [(text, count - told[name, text]) for text, count in found if count > told[name, text]])
            for name, (header, found) in self.unread.items()
        }
        others = [values(*one) for one in left.values() if one[1]]
        return [
            Text(
                f"{_count(cells, 'cell')} unreadable" + (f" ({'; '.join(others)})" if others else ""),
                f"{cells:,} 个单元格无法读取" + (f"（{'；'.join(others)}）" if others else ""),
            )
        ]

    def _named(self, check: Check) -> Cells:
        return self.named.get(check.id, self.unread)

    def fill(self, check: Check) -> Text:
        """The text of a check with the values that it names, of the rows that it counts."""
        cells = self._named(check)

        def name(found: re.Match[str]) -> str:
            return values(*cells.get(found[1], (found[1], [])))

        return Text(*(NAMED.sub(name, one) for one in (check.say.en, check.say.zh)))

    def _rows(self, what: str, count: int) -> Text:
        """Some rows of so many, behind what is said of them."""
        rows = self.examples.get(what, [])
        if not rows:
            return Text("", "")
        shown, more = ", ".join(map(str, rows)), " ..." if count > len(rows) else ""
        return Text(f" ({'row' if count == 1 else 'rows'} {shown}{more})", f"（第 {shown}{more} 行）")


def values(header: str, found: Sequence[tuple[str, int]]) -> str:
    """The unread texts of a column behind its header, the most frequent first.

    >>> values("Status", [("Returned", 2), ("Quote", 1)])
    "'Status': 'Returned' 2, 'Quote' 1"
    """
    shown = ", ".join(f"'{text[:40]}' {count:,}" for text, count in found[:VALUES])
    return f"'{header}': {shown}{' ...' if len(found) > VALUES else ''}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _match_texts(match: Match) -> list[Text]:
    """For how many prospects a table speaks, and which ids and keys stay alone."""
    one = match.prospects == 1
    parts = [
        Text(
            f"{match.prospects:,} of {_count(match.decided, 'prospect')} {'has' if one else 'have'} some",
            f"{match.decided:,} 家客户中 {match.prospects:,} 家有记录",
        )
    ]
    if match.pairs.height:
        shown = match.pairs.sort(PROSPECT).head(SHOWN).rows()
        parts.append(
            Text(
                f"{match.pairs.height:,} of them by {'its' if match.pairs.height == 1 else 'their'} number, written otherwise ({pairs(shown, ' as ')})",
                f"其中 {match.pairs.height:,} 个写法不同但为同一数字（{pairs(shown, ' 即 ')}）",
            )
        )
    if match.idle:
        shown_idle = _quoted(match.idle_examples, match.idle)
        parts.append(Text(f"none for {match.idle:,} ({shown_idle})", f"{match.idle:,} 家没有记录（{shown_idle}）"))
    if match.stray:
        stray = _quoted(match.stray_examples, match.stray)
        belongs = "key belongs" if match.stray == 1 else "keys belong"
        parts.append(
            Text(f"{match.stray:,} {belongs} to no prospect ({stray})", f"{match.stray:,} 个编号不在名单中（{stray}）")
        )
    if match.near:
        near = "id is almost a key and was" if match.near == 1 else "ids are almost keys and were"
        parts.append(
            Text(
                f"{match.near:,} {near} not matched, because that is not sure: write both alike ({pairs(match.near_examples, ' and ')})",
                f"{match.near:,} 个编号与历史表中的写法相近，因无法确定而未匹配，请统一写法（{pairs(match.near_examples, ' 与 ')}）",
            )
        )
    return parts


def _match_dict(match: Match) -> dict[str, Any]:
    return {
        "prospects_with_rows": match.prospects,
        "prospects": match.decided,
        "written_otherwise": match.pairs.height,
        "prospects_without_rows": match.idle,
        "keys_of_no_prospect": match.stray,
        "almost_alike": match.near,
    }


def _quoted(examples: Sequence[str], count: int) -> str:
    return ", ".join(f"'{one}'" for one in examples) + (" ..." if count > len(examples) else "")


def pairs(pairs: Sequence[tuple[str, str]], between: str) -> str:
    return ", ".join(f"'{one}'{between}'{other}'" for one, other in pairs)
