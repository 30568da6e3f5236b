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
from shortlist.planning.features import DATE, PROSPECT, attach
from shortlist.ruleset.definition import History, Ruleset

OPTION = "--history"


@dataclass
class HistoryTable:
    """A table as it was read: `frame` is typed, with `row`; the counts are of its rows.

    `keyless` rows have no prospect, `undated` no date, `later` are after the as-of date, `strange` rate an unknown field;
    `prospects` of `decided` have rows that count.
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
    prospects: int = 0
    decided: int = 0
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
            "prospects_with_rows": self.prospects,
            "prospects": self.decided,
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
        return Text(
            "; ".join([f"{self.name}: {self.rows:,} rows read", *en, f"{self.prospects:,} of {self.decided:,} prospects have some"]),
            "；".join([f"{self.name}：读入 {self.rows:,} 行", *zh, f"{self.decided:,} 个客户中 {self.prospects:,} 个有记录"]),
        )  # fmt: skip

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
        fields: dict[str, Field] = {PROSPECT: history.prospect, DATE: history.date, **history.fields}
        rules = self.ruleset
        options = ReadOptions(maps=maps, duplicates="keep")
        intake = self._stack.enter_context(
            read_list(source, fields, options, currency=rules.currency, rates=rules.rates, related=True)
        )
        there = {column.field.id for column in intake.columns}
        for needed in (PROSPECT, DATE, *history.newest_by[:1], *(("rating",) if history.newest_by else ())):
            if needed not in there:
                raise _lacking(history, source, needed, fields[needed], intake)
        spool = self._folder / f"{history.id}.parquet"
        intake.frame.sink_parquet(spool)
        table = HistoryTable(history.id, source, pl.scan_parquet(spool), intake)
        if history.id == RATINGS:
            table.frame = _of_fields(table.frame, rules.fields)
        self._count(table)
        lost = [name for name in history.fields if name not in there]
        if lost:
            intake.raw.notes.append(_note_lost(source, lost))
        return table

    def _count(self, table: HistoryTable) -> None:
        key, day = pl.col(PROSPECT), pl.col(DATE)
        tests = {
            "without a prospect": key.is_null(),
            "without a date": key.is_not_null() & day.is_null(),
            "after the as-of date": key.is_not_null() & (day > self.as_of),
        }
        strange = pl.col("field").is_null() if table.name == RATINGS else pl.lit(False)
        tests["of fields that are no rating"] = strange & key.is_not_null() & (day <= self.as_of)
        found = [test.fill_null(False) for test in tests.values()]
        counts = table.frame.select(
            pl.len().alias("rows"), *(t.sum().alias(n) for n, t in zip(tests, found, strict=True))
        )
        row = counts.collect(engine="streaming").row(0)
        table.rows, table.keyless, table.undated, table.later, table.strange = row
        for name, test in zip(tests, found, strict=True):
            if name != "after the as-of date":
                few = table.frame.filter(test).select("row").head(3).collect(engine="streaming")
                table.examples[name] = few["row"].to_list()

    def attach(self, frame: pl.LazyFrame, wanted: Collection[str] | None = None) -> pl.LazyFrame:
        """Typed prospects with the features of these tables; see `history.attach`.

        Raises ListError where the keys of a table match no prospect.
        """
        ids = frame.select(pl.col("prospect_id").cast(pl.String).alias(PROSPECT))
        for table in self.tables.values():
            self._match(table, ids)
        return self.of_one(frame, wanted)

    def of_one(self, frame: pl.LazyFrame, wanted: Collection[str] | None = None) -> pl.LazyFrame:
        """As `attach`, for prospects of which it does not matter whether the tables have rows of them."""
        tables = {name: table.frame for name, table in self.tables.items()}
        return attach(self.ruleset, frame, tables, self.as_of, wanted)

    def _match(self, table: HistoryTable, ids: pl.LazyFrame) -> None:
        keys = table.frame.filter(pl.col(DATE) <= self.as_of).select(PROSPECT).unique()
        found = ids.with_columns(there=pl.lit(1)).join(keys.with_columns(found=pl.lit(1)), on=PROSPECT, how="left")
        table.decided, table.prospects = (
            found.select(pl.len(), pl.col("found").sum()).collect(engine="streaming").row(0)
        )
        if table.prospects or not table.rows or not table.decided:
            return
        loose = (
            pl.col(PROSPECT)
            .str.to_lowercase()
            .str.replace_all(r"[\s\-_.]", "")
            .str.strip_chars_start("0")
            .str.replace(r"\.0$", "")
        )
        alike = ids.with_columns(loose).unique().join(keys.with_columns(loose).unique(), on=PROSPECT, how="semi")
        count = alike.select(pl.len()).collect(engine="streaming").item()
        raise _no_match(table, ids, keys, int(count))


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


def _no_match(table: HistoryTable, ids: pl.LazyFrame, keys: pl.LazyFrame, alike: int) -> ListError:
    """Why no key is a prospect's id, as far as can be told."""
    ours, theirs = (", ".join(f"'{v}'" for v in _some(frame)) for frame in (ids, keys))
    why = Text(
        "is the id column of the list the right one (--id HEADER), and the key column of the table (--map NAME.prospect=HEADER)?",
        "请确认名单的编号列（--id 表头）与历史表的键列（--map 名称.prospect=表头）是否正确",
    )
    if alike:
        why = Text(
            f"{alike:,} would match but for leading zeros, case, spaces or hyphens: write both alike",
            f"若忽略前导零、大小写、空格或连字符，有 {alike:,} 个可以对上：请统一写法",
        )
    return ListError.of(
        f"of {table.rows:,} rows none belongs to one of the {table.decided:,} prospects: ids like {ours}, keys like {theirs}; {why.en}",
        f"{table.rows:,} 行中没有一行属于名单上的 {table.decided:,} 个客户：编号如 {ours}，键如 {theirs}；{why.zh}",
        Place(table.source),
    )


def _some(frame: pl.LazyFrame) -> list[str]:
    return [str(v) for v in frame.drop_nulls().head(2).collect()[PROSPECT]]


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
