"""History tables from lists: `--history NAME=FILE` through the same intake as prospects, counted and attached."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from functools import partial
from threading import Lock

import polars as pl

from shortlist import temporary
from shortlist.errors import ListError, Place, Problem, suggest
from shortlist.intake.options import ReadOptions
from shortlist.intake.read import Intake, read_list
from shortlist.language import Text
from shortlist.loading.histories import RATINGS
from shortlist.model.fields import Field
from shortlist.planning.features import OUTSIDE, Features, attach, flagged
from shortlist.planning.rows import DATE, LATER, NAMED, PROSPECT, UNREAD, complete, later_columns, row_reads
from shortlist.prospects.ageing import AGEING, is_ageing
from shortlist.prospects.history_table import HistoryTable, pairs
from shortlist.prospects.keys import match_keys
from shortlist.prospects.repeats import count_repeated
from shortlist.ruleset.definition import Check, Computed, History, Ruleset

OPTION = "--history"
COUNTED = "counted_by_check"
_COUNT = re.compile(r"COUNT\(\*\) FILTER \(WHERE (.*)\)", re.DOTALL)


class Histories:
    """The history tables of a run. Use it as a context manager: leaving it removes its temporary files."""

    def __init__(self, ruleset: Ruleset, as_of: date) -> None:
        self.ruleset, self.as_of = ruleset, as_of
        self.tables: dict[str, HistoryTable] = {}
        self._outside: Counter[str] = Counter()
        self._stack = ExitStack()
        self._folder = self._stack.enter_context(temporary.folder())

    def __enter__(self) -> Histories:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def notes(self) -> list[Problem]:
        """What is said of how the tables were read; of a file that is given as several, what holds for each is said once."""
        said: dict[tuple[str, str, str], Problem] = {}
        for table in self.tables.values():
            for note in table.intake.notes:
                said.setdefault((table.source, str(note.place), _alike(note.text, table.name)), note)
        return list(said.values())

    def texts(self) -> list[Text]:
        """A line for each table, without what was said of the same file before."""
        said: set[tuple[str, str]] = set()
        lines = []
        for name, table in self.tables.items():
            first, *more = table.parts()
            new = [one for one in more if (table.source, _alike(one, name)) not in said]
            said |= {(table.source, _alike(one, name)) for one in more}
            lines.append(
                Text(
                    "; ".join([f"{name}: {first.en}", *(one.en for one in new)]),
                    "；".join([f"{name}：{first.zh}", *(one.zh for one in new)]),
                )
            )
        return lines

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
                    f"规则集没有历史表 '{name}'{near.zh or '；'}现有：{'、'.join(known)}",
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
        try:
            intake = self._stack.enter_context(
                read_list(source, fields, options, currency=rules.currency, rates=rules.rates, related=True)
            )
        except ListError as error:
            raise ListError(_name_file(error.problems, source)) from error
        intake.raw.notes[:] = _name_file(intake.raw.notes, source)
        there = {column.field.id for column in intake.columns}
        if not dated and not there.intersection(reads := row_reads(history, rules.seller, self.as_of, DATE)):
            raise _lacking(history, source, next(iter(reads)), fields[next(iter(reads))], intake)
        for needed in (PROSPECT, *dated, *history.newest_by[:1], *(("rating",) if history.newest_by else ())):
            if needed not in there:
                raise _lacking(history, source, needed, fields[needed], intake)
        spool = self._folder / f"{history.id}.parquet"
        intake.frame.sink_parquet(spool)
        table = HistoryTable(history.id, source, _flag_unread(pl.scan_parquet(spool), intake, history), intake)
        if history.id == RATINGS:
            table.frame = _of_fields(table.frame, rules.fields)
        self._count(table, history)
        self._check(table, history)
        table.repeated = count_repeated(table.frame, intake)
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
        table.unread = _name_unread(intake=table.intake, known=rows.filter(key.is_not_null() & (day <= self.as_of)))
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
        rows = partial(complete, table.frame, seller=self.ruleset.seller, as_of=self.as_of)
        known = pl.col(PROSPECT).is_not_null() & (pl.col(DATE) <= self.as_of)
        for check, _ in told:
            if NAMED.search(check.say.en) and (counted := _counted_rows(check, history)) is not None:
                mine = rows(history=counted).filter(known & pl.col(COUNTED))
                table.named[check.id] = _name_unread(table.intake, mine)
        stops = [(table.fill(check), count) for check, count in told if check.stop]
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

    def watch(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """An attached frame without its flags, which are counted while it runs once: see `outside`."""
        fields = flagged(frame)
        if not fields:
            return frame
        lock, names = Lock(), frame.collect_schema().names()

        # Elementwise and of a column that something reads, as in `Summary.watch`.
        def look(batch: pl.Series) -> pl.Series:
            rows = batch.struct.unnest()
            with lock:
                self._outside.update({name: int(rows[OUTSIDE + name].sum()) for name in fields})
            return rows["prospect_id"]

        seen = pl.struct("prospect_id", *(OUTSIDE + name for name in fields))
        ids = seen.map_batches(look, return_dtype=pl.String, is_elementwise=True).alias("prospect_id")
        return frame.with_columns(ids).select(name for name in names if not name.startswith(OUTSIDE))

    def outside(self) -> list[Problem]:
        """What is said of features that came out outside the range of their field, once a watched frame ran."""
        said = []
        for table in self.tables.values():
            mine = self.ruleset.histories[table.name].features
            table.outside = {name: count for name, count in self._outside.items() if count and name in mine}
            said += [_note_outside(table, self.ruleset.fields[name], count) for name, count in table.outside.items()]
        return said

    def match(self, frame: pl.LazyFrame) -> None:
        """Find out which rows of the tables are whose, among all prospects of a list."""
        ids = frame.select(pl.col("prospect_id").cast(pl.String))
        for name, table in self.tables.items():
            rows = complete(table.frame, self.ruleset.histories[name], self.ruleset.seller, self.as_of)
            keys = rows.filter(pl.col(DATE) <= self.as_of).select(PROSPECT).unique()
            table.match = match_keys(ids, keys)

    def of_one(self, frame: pl.LazyFrame, wanted: Collection[str] | None = None) -> pl.LazyFrame:
        """As `attach`, for some prospects of a list that was matched, whether or not the tables have rows of them.

        Beside each field with a range stands the flag that `watch` counts and removes.
        """
        tables = {name: one.match.rename(one.frame) if one.match else one.frame for name, one in self.tables.items()}
        return attach(self.ruleset, frame, tables, self.as_of, wanted, flag=True)


def _name_file(problems: Sequence[Problem], source: str) -> list[Problem]:
    """The problems, those that say no place with the file: several are read in a run."""
    return [one if one.place else replace(one, place=Place(source)) for one in problems]


def _wrong(text: str, en: str, zh: str) -> ListError:
    return ListError.of(en, zh, Place(f"{OPTION} {text}"))


def _lacking(history: History, source: str, name: str, column: Field, intake: Intake) -> ListError:
    headers = [*(one.header for one in intake.columns), *(one.header for one in intake.unmapped)]
    place = Place(source)
    if is_ageing(headers):
        return ListError([Problem(AGEING, place)])
    what = _WHAT.get(name, column.title)
    known, there = " / ".join(column.aliases) or name, ", ".join(headers)
    return ListError.of(
        f"no column holds the {what.en.lower()} (field {name}) of '{history.id}'; headers that it is known by: {known}; columns of the table: {there}; "
        f"say which it is with --map '{history.id}.{name}=HEADER'",
        f"'{history.id}' 缺少{what.zh}列（字段 {name}）；可识别的表头：{known}；表中现有列：{there}；请用 --map '{history.id}.{name}=表头' 指定",
        place,
    )


_WHAT = {PROSPECT: Text("prospect's id", "客户编号"), DATE: Text("date of the row", "日期")}


def _alike(text: Text, name: str) -> str:
    """What a line says, whichever table it is said of."""
    return text.en.replace(name, "")


def _flag_unread(frame: pl.LazyFrame, intake: Intake, history: History) -> pl.LazyFrame:
    """The table with `~unread:COLUMN` for each column of which some cells could not be read."""
    cells = intake.unreadable.cells().group_by("field").agg("row").collect()
    return frame.with_columns(
        pl.col("row").is_in(rows.implode()).alias(UNREAD + name)
        for name, rows in zip(cells["field"], cells["row"], strict=True)
        if name in history.fields
    )


def _counted_rows(check: Check, history: History) -> History | None:
    """The history with a column COUNTED that is true in the rows that a check counts; None where it is no such count."""
    found = _COUNT.fullmatch(str(check.when.value).strip())
    if found is None:
        return None
    column = Computed(Field(COUNTED, "bool"), replace(check.when, value=found[1]))
    return replace(history, computed={**history.computed, COUNTED: column})


def _name_unread(intake: Intake, known: pl.LazyFrame) -> dict[str, tuple[str, list[tuple[str, int]]]]:
    cells = intake.unreadable.cells().join(known.select("row"), on="row", how="semi")
    counted = cells.group_by("field", "header", "text").len().collect()
    found: dict[str, tuple[str, list[tuple[str, int]]]] = {}
    for name, header, text, count in counted.sort("field", -pl.col("len").cast(pl.Int64), "text").iter_rows():
        found.setdefault(name, (header, []))[1].append((text, count))
    return found


def _note_lost(source: str, lost: Sequence[str]) -> Problem:
    names = ", ".join(lost)
    text = Text(
        f"has no column for {names}; what is computed from it stays unknown",
        f"缺少列：{names}；由其计算的特征按未知处理",
    )
    return Problem(text, Place(source))


def _note_outside(table: HistoryTable, declared: Field, count: int) -> Problem:
    name, span = declared.id, declared.span
    one = count == 1
    text = Text(
        f"{table.name}: '{name}' comes out outside its range ({span.en}) for {count:,} {'prospect' if one else 'prospects'}, where it counts as unknown; "
        f"look at the amounts and units of the table, or widen the range under `fields:`",
        f"{table.name}：{count:,} 家客户的 '{name}' 计算结果超出其范围（{span.zh}），按未知处理；请核对表中的金额与单位，或在 `fields:` 中放宽范围",
    )
    return Problem(text, Place(table.source))


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
            f"{match.near:,} would match but for leading zeros, case, spaces, hyphens or lost digits ({pairs(match.near_examples, ' and ')}): write both alike",
            f"若忽略前导零、大小写、空格、连字符或丢失的数位，有 {match.near:,} 个可以对上（{pairs(match.near_examples, ' 与 ')}）：请统一写法",
        )
    return ListError.of(
        f"of {table.rows:,} rows none belongs to one of the {match.decided:,} prospects: ids like {ours}, keys like {theirs}; {why.en}",
        f"{table.rows:,} 行中没有一行属于名单上的 {match.decided:,} 家客户：编号如 {ours}，键如 {theirs}；{why.zh}",
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
