"""History tables from lists: `--history NAME=FILE` through the same intake as prospects, counted and attached."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from shortlist.errors import ListError, Place, Problem, suggest
from shortlist.intake.options import ReadOptions
from shortlist.intake.read import Intake, read_list
from shortlist.language import Text
from shortlist.loading.histories import RATINGS
from shortlist.model.fields import Field
from shortlist.planning.features import Features, attach
from shortlist.planning.rows import DATE, LATER, PROSPECT, complete, later_columns, row_reads
from shortlist.prospects.keys import SHOWN, Match, match_keys
from shortlist.ruleset.definition import Check, History, Ruleset

OPTION = "--history"


@dataclass
class HistoryTable:
    """A table as it was read: `frame` is typed, with `row`; the counts are of its rows.

    `keyless` rows have no prospect, `undated` no date, `later` are after the as-of date, `strange` rate an unknown field;
    `cut` counts, by header, dates after the as-of date in rows that are known on it; `match` says whose rows they are, and
    `checks` are what the ruleset looks at in the table as a whole: a count, or none where it is a condition.
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
            "checks": {check.id: count if count is not None else True for check, count in self.checks},
            **(_match_dict(self.match) if self.match else {}),
        }

    def text(self) -> Text:
        """One line: what was read, what was left out, for how many prospects it speaks."""
        left = [
            (self.intake.refused_count, "refused", "被拒收"),
            (self.keyless, "without a prospect", "无客户编号"),
            (self.undated, "without a date", "无日期"),
            (self.later, "after the as-of date", "晚于基准日"),
            (self.strange, "of fields that are no rating", "的评分项不存在"),
        ]
        cells = sum(self.intake.unreadable.counts().values())
        en = [f"{count:,} {what}{self._rows(what)}" for count, what, _ in left if count]
        zh = [f"{count:,} 行{what}" for count, _, what in left if count]
        en += [f"{cells:,} cells unreadable"] if cells else []
        zh += [f"{cells:,} 个单元格无法读取"] if cells else []
        en += [
            f"{count:,} dates in '{header}' after the as-of date count as unknown" for header, count in self.cut.items()
        ]
        zh += [f"'{header}' 中 {count:,} 个日期晚于基准日，按未知处理" for header, count in self.cut.items()]
        for check, count in self.checks:
            en.append(check.say.en if count is None else f"{count:,} {check.say.en}")
            zh.append(check.say.zh if count is None else f"{count:,} 行{check.say.zh}")
        found = [_match_text(self.match)] if self.match else []
        return Text(
            "; ".join([f"{self.name}: {self.rows:,} rows read", *en, *(one.en for one in found)]),
            "；".join([f"{self.name}：读入 {self.rows:,} 行", *zh, *(one.zh for one in found)]),
        )

    def _rows(self, what: str) -> str:
        rows = self.examples.get(what, [])
        return f" (row {', '.join(map(str, rows))}{' ...' if len(rows) == 3 else ''})" if rows else ""


class Histories:
    """The history tables of a run. Use it as a context manager: leaving it removes its temporary files."""

    def __init__(self, ruleset: Ruleset, as_of: date) -> None:
        self.ruleset, self.as_of = ruleset, as_of
        self.tables: dict[str, HistoryTable] = {}
        self._stack = ExitStack()
        self._folder = Path(self._stack.enter_context(TemporaryDirectory(prefix="shortlist-")))

    def __enter__(self) -> Histories:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def notes(self) -> list[Problem]:
        return [note for table in self.tables.values() for note in table.intake.notes]

    def open(self, given: Sequence[str], maps: Sequence[str]) -> tuple[str, ...]:
        """Read the tables given as NAME=FILE; of the `--map` options those that do not begin with a table's NAME are returned.

        Raises ListError.
        """
        known = self.ruleset.histories
        for text in given:
            name, mark, source = text.partition("=")
            if not mark or not source:
                raise _wrong(text, "write NAME=FILE", "请写成 名称=文件")
            if name not in known:
                near = suggest(name, known)
                raise _wrong(
                    text,
                    f"the ruleset has no history '{name}'{near.en}; it has {', '.join(known)}",
                    f"规则集没有历史表 '{name}'{near.zh}；现有：{'、'.join(known)}",
                )
            if name in self.tables:
                raise _wrong(text, f"'{name}' is given twice", f"'{name}' 重复给出")
            mine = tuple(one.removeprefix(f"{name}.") for one in maps if one.startswith(f"{name}."))
            self.tables[name] = self._read(known[name], source, mine)
        return tuple(one for one in maps if one.partition(".")[0] not in self.tables)

    def _read(self, history: History, source: str, maps: tuple[str, ...]) -> HistoryTable:
        dated = {} if DATE in history.computed else {DATE: history.date}
        fields: dict[str, Field] = {PROSPECT: history.prospect, **dated, **history.fields}
        rules = self.ruleset
        options = ReadOptions(maps=maps, duplicates="keep")
        intake = self._stack.enter_context(
            read_list(source, fields, options, currency=rules.currency, rates=rules.rates, related=True)
        )
        there = {column.field.id for column in intake.columns}
        if not dated and not there.intersection(reads := row_reads(history, rules.seller, self.as_of, DATE)):
            raise _lacking(history, source, next(iter(reads)), fields[next(iter(reads))], intake)
        for needed in (PROSPECT, *dated, *history.newest_by[:1], *(("rating",) if history.newest_by else ())):
            if needed not in there:
                raise _lacking(history, source, needed, fields[needed], intake)
        spool = self._folder / f"{history.id}.parquet"
        intake.frame.sink_parquet(spool)
        table = HistoryTable(history.id, source, pl.scan_parquet(spool), intake)
        if history.id == RATINGS:
            table.frame = _of_fields(table.frame, rules.fields)
        self._count(table, history)
        self._check(table, history)
        lost = [name for name in history.fields if name not in there and name not in history.optional]
        if lost:
            intake.raw.notes.append(_note_lost(source, lost))
        return table

    def _count(self, table: HistoryTable, history: History) -> None:
        rows = complete(table.frame, history, self.ruleset.seller, self.as_of)
        key, day = pl.col(PROSPECT), pl.col(DATE)
        tests = {
            "without a prospect": key.is_null(),
            "without a date": key.is_not_null() & day.is_null(),
            "after the as-of date": key.is_not_null() & (day > self.as_of),
        }
        strange = pl.col("field").is_null() if table.name == RATINGS else pl.lit(False)
        tests["of fields that are no rating"] = strange & key.is_not_null() & (day <= self.as_of)
        found = [test.fill_null(False) for test in tests.values()]
        headers = {column.field.id: column.header for column in table.intake.columns}
        later = {name: header for name, header in headers.items() if name in later_columns(history)}
        cut = [
            (pl.col(LATER + name) & key.is_not_null() & (day <= self.as_of)).sum().alias(LATER + name) for name in later
        ]
        sums = [test.sum().alias(name) for name, test in zip(tests, found, strict=True)]
        counts = rows.select(pl.len().alias("rows"), *sums, *cut)
        total, *sides = counts.collect(engine="streaming").row(0)
        table.rows, (table.keyless, table.undated, table.later, table.strange) = total, sides[: len(tests)]
        cut_counts = zip(later.values(), sides[len(tests) :], strict=True)
        table.cut = {header: int(count) for header, count in cut_counts if count}
        for name, test, count in zip(tests, found, sides, strict=False):
            if count and name != "after the as-of date":
                few = rows.filter(test).select("row").head(3).collect(engine="streaming")
                table.examples[name] = few["row"].to_list()

    def _check(self, table: HistoryTable, history: History) -> None:
        """What the ruleset looks at in the table as a whole. Raises ListError for what must be settled first."""
        if not history.checks:
            return
        features = Features(history, self.ruleset.seller, self.as_of, table.frame.collect_schema().names())
        kinds = {check.id: features.add(check.id, str(check.when.value)) for check in history.checks}
        found = features.whole(table.frame).collect(engine="streaming").row(0, named=True)
        told = [
            (one, None if kinds[one.id] == "bool" else int(found[one.id] or 0))
            for one in history.checks
            if found[one.id]
        ]
        stops = [(check.say, count) for check, count in told if check.stop]
        if stops:
            texts = [
                Text(say.en, say.zh) if n is None else Text(f"{n:,} {say.en}", f"{n:,} 行{say.zh}") for say, n in stops
            ]
            raise ListError([Problem(text, Place(table.source)) for text in texts])
        table.checks = told

    def attach(self, frame: pl.LazyFrame, wanted: Collection[str] | None = None) -> pl.LazyFrame:
        """Typed prospects with the features of these tables; see `features.attach`.

        Raises ListError where the keys of a table match no prospect.
        """
        self.match(frame)
        for table in self.tables.values():
            if table.match and not table.match.prospects and table.rows and table.match.decided:
                raise _no_match(table, frame)
        return self.of_one(frame, wanted)

    def match(self, frame: pl.LazyFrame) -> None:
        """Find out which rows of the tables are whose, among all prospects of a list."""
        ids = frame.select(pl.col("prospect_id").cast(pl.String))
        for name, table in self.tables.items():
            rows = complete(table.frame, self.ruleset.histories[name], self.ruleset.seller, self.as_of)
            keys = rows.filter(pl.col(DATE) <= self.as_of).select(PROSPECT).unique()
            table.match = match_keys(ids, keys)

    def of_one(self, frame: pl.LazyFrame, wanted: Collection[str] | None = None) -> pl.LazyFrame:
        """As `attach`, for some prospects of a list that was matched, whether or not the tables have rows of them."""
        tables = {name: one.match.rename(one.frame) if one.match else one.frame for name, one in self.tables.items()}
        return attach(self.ruleset, frame, tables, self.as_of, wanted)


def _wrong(text: str, en: str, zh: str) -> ListError:
    return ListError.of(en, zh, Place(f"{OPTION} {text}"))


def _lacking(history: History, source: str, name: str, column: Field, intake: Intake) -> ListError:
    wanted = " / ".join(column.aliases) or name
    headers = ", ".join([*(one.header for one in intake.columns), *(one.header for one in intake.unmapped)])
    return ListError.of(
        f"no column is the {name} of '{history.id}' ({wanted}); columns: {headers}; say which with --map {history.id}.{name}=HEADER",
        f"没有列可作 '{history.id}' 的 {name}（{wanted}）；现有列：{headers}；请用 --map {history.id}.{name}=表头 指定",
        Place(source),
    )


def _note_lost(source: str, lost: Sequence[str]) -> Problem:
    names = ", ".join(lost)
    text = Text(
        f"has no column for {names}; what is computed from it stays unknown",
        f"缺少列：{names}；由其计算的特征按未知处理",
    )
    return Problem(text, Place(source))


def _match_text(match: Match) -> Text:
    """For how many prospects a table speaks, and which ids and keys stay alone."""
    en = [f"{match.prospects:,} of {match.decided:,} prospects have some"]
    zh = [f"{match.decided:,} 个客户中 {match.prospects:,} 个有记录"]
    if match.pairs.height:
        shown = match.pairs.sort(PROSPECT).head(SHOWN).rows()
        en.append(f"{match.pairs.height:,} of them by their number, written otherwise ({_pairs(shown, ' as ')})")
        zh.append(f"其中 {match.pairs.height:,} 个写法不同但为同一数字（{_pairs(shown, ' 即 ')}）")
    if match.idle:
        en.append(f"none for {match.idle:,} ({_quoted(match.idle_examples, match.idle)})")
        zh.append(f"{match.idle:,} 个没有记录（{_quoted(match.idle_examples, match.idle)}）")
    if match.stray:
        en.append(f"{match.stray:,} keys are no prospect's ({_quoted(match.stray_examples, match.stray)})")
        zh.append(f"{match.stray:,} 个编号不在名单中（{_quoted(match.stray_examples, match.stray)}）")
    if match.near:
        en.append(
            f"{match.near:,} ids are almost a key and were not matched, because that is not sure: write both alike ({_pairs(match.near_examples, ' and ')})"
        )
        zh.append(
            f"{match.near:,} 个编号与历史表中的写法相近，因无法确定而未匹配，请统一写法（{_pairs(match.near_examples, ' 与 ')}）"
        )
    return Text("; ".join(en), "；".join(zh))


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


def _pairs(pairs: Sequence[tuple[str, str]], between: str) -> str:
    return ", ".join(f"'{one}'{between}'{other}'" for one, other in pairs)


def _no_match(table: HistoryTable, frame: pl.LazyFrame) -> ListError:
    """Why no key is a prospect's id, as far as can be told."""
    match = table.match
    assert match is not None
    ours = ", ".join(f"'{one}'" for one in frame.select("prospect_id").drop_nulls().head(2).collect()["prospect_id"])
    theirs = ", ".join(f"'{one}'" for one in match.stray_examples[:2])
    why = Text(
        "is the id column of the list the right one (--id HEADER), and the key column of the table (--map NAME.prospect=HEADER)?",
        "请确认名单的编号列（--id 表头）与历史表的键列（--map 名称.prospect=表头）是否正确",
    )
    if match.near:
        why = Text(
            f"{match.near:,} would match but for leading zeros, case, spaces, hyphens or lost digits ({_pairs(match.near_examples, ' and ')}): write both alike",
            f"若忽略前导零、大小写、空格、连字符或丢失的数位，有 {match.near:,} 个可以对上（{_pairs(match.near_examples, ' 与 ')}）：请统一写法",
        )
    return ListError.of(
        f"of {table.rows:,} rows none belongs to one of the {match.decided:,} prospects: ids like {ours}, keys like {theirs}; {why.en}",
        f"{table.rows:,} 行中没有一行属于名单上的 {match.decided:,} 个客户：编号如 {ours}，键如 {theirs}；{why.zh}",
        Place(table.source),
    )


def _of_fields(frame: pl.LazyFrame, fields: Mapping[str, Field]) -> pl.LazyFrame:
    """Ratings with the field's id in place of whatever name of it was written; null where it is no rating field's."""
    names: dict[str, str] = {}
    for one in fields.values():
        if one.type == "rating":
            names |= {name.casefold(): one.id for name in (*one.title, *one.aliases, one.id)}
    table = pl.LazyFrame(
        {"~written": list(names), "~field": list(names.values())},
        schema_overrides={"~written": pl.String, "~field": pl.String},
    )
    written = pl.col("field").str.to_lowercase().alias("~written")
    joined = frame.with_columns(written).join(table, on="~written", how="left", maintain_order="left")
    return joined.with_columns(field=pl.col("~field")).drop("~written", "~field")
