"""The public ruleset: loaded by name or file, it reads a list, decides a frame and explains one prospect.

The only module below the command line that knows every step from a file to an explained decision.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import polars as pl

from shortlist.errors import ListError, Place, Problem, suggest
from shortlist.explanation.explain import explain
from shortlist.intake.kept_columns import Keep
from shortlist.intake.options import ReadOptions
from shortlist.intake.read import Intake, read_list
from shortlist.language import Language, current
from shortlist.loading.load import build, follow_parents
from shortlist.model.explanation import Explanation
from shortlist.model.fields import NUMERIC, Field
from shortlist.model.identity import IDENTITY
from shortlist.model.normal import normalise_column
from shortlist.model.ranges import LEAST, MOST, ORDERED
from shortlist.model.reserved import KEPT
from shortlist.model.short_floats import SHORT_FLOATS, widen
from shortlist.planning.compile import compile_plan
from shortlist.planning.features import attach
from shortlist.planning.plan import Plan
from shortlist.planning.rows import DATE, PROSPECT
from shortlist.plugins.discovery import registry
from shortlist.plugins.registry import Registry
from shortlist.prospects.given import know_lists
from shortlist.prospects.subject import from_record
from shortlist.ruleset import definition
from shortlist.ruleset.sources import SourceFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from shortlist.decider.decider import Decider

    Tables = Mapping[str, pl.DataFrame | pl.LazyFrame]

RULESETS = 8  # kept, of those last loaded
PLANS = 8  # kept for each ruleset; a service that goes on for years must not keep one of every day
FRAME = "frame"
ROW = Field("row", "integer")  # of a history, where it is told which of two rows of one day is the newer


@dataclass(frozen=True)
class Ruleset(definition.Ruleset):
    """A ruleset, checked and complete. Load one with `Ruleset.load`; it never changes afterwards.

    `id`, `version`, `title`, `currency` and `rates` are as in its file; `fields` maps ids to every Field that it may read,
    its own and those of plugins; `criteria`, `segments`, `histories` and `treatments` have its parts by id or in order.
    Equal are rulesets that say the same. Threads may share one.

    >>> rules = Ruleset.load("b2b")
    >>> rules.id, rules.currency, rules.fields["annual_revenue"].type
    ('b2b', 'USD', 'money')
    """

    @classmethod
    def load(cls, name: str | Path, set: Sequence[str] = ()) -> Ruleset:
        """The ruleset of a name or file, with changes like `decision.qualify=65`.

        Without changes `set` is empty. While its files stay as they are it is the same object again, with its plans.
        Raises RulesetError with every mistake at once, each with file, line and column.

        >>> Ruleset.load("b2b", ["decision.qualify=65"]).decision.qualify
        65.0
        """

        files, assignments = follow_parents(str(name)), (set,) if isinstance(set, str) else (*set,)
        if not all(_is_unchanged(table) for table in _build_kept(files, assignments, registry()).origin.references):
            _build_kept.cache_clear()
        return _build_kept(files, assignments, registry())

    @classmethod
    def of(cls, ruleset: definition.Ruleset) -> Ruleset:
        """A ruleset that something else holds, such as `Run.ruleset` of a record, with the methods of this class.

        >>> rules = Ruleset.load("b2b")
        >>> Ruleset.of(rules) == rules
        True
        """

        return cls(**{part.name: getattr(ruleset, part.name) for part in fields(ruleset)})

    @cached_property
    def _compiled(self) -> Callable[[date, Language], Plan]:
        """The plans of the last days that were asked for: no part of what the ruleset says, so no field of it.

        By language too, because what treatments say is compiled in.
        """
        return lru_cache(PLANS)(lambda as_of, _language: compile_plan(self, as_of))

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name not in ("_compiled", "_deciders")}

    def plan(self, as_of: date) -> Plan:
        """The ruleset compiled for a date; kept, so that another call for the date (in the same language) returns
        the same plan.

        Of the plan are public: `fields`, the fields that it reads by id; `output_columns`, the names of what `qualify`
        returns before carried columns; and `as_of`. The plans of the last eight dates and languages are kept.
        Raises ShortlistError for what is no date.

        >>> rules = Ruleset.load("b2b")
        >>> plan = rules.plan(date(2026, 11, 23))
        >>> plan is rules.plan(date(2026, 11, 23)), plan.output_columns[:3]
        (True, ['prospect_id', 'name', 'decision'])
        """

        return self._compiled(as_of, current())

    def read(
        self,
        source: str | Path,
        options: ReadOptions = ReadOptions(),  # noqa: B008  (it is frozen)
        *,
        keep: Keep = "none",
        leave_doubts: bool = False,
    ) -> Intake:
        """Open a list for this ruleset: `read_list` with the fields that it reads, its currency and its rates.

        `options`, `keep` and `leave_doubts` are those of `read_list`. Raises ListError.

        >>> with Ruleset.load("b2b").read("examples/crm.csv", ReadOptions(limit=2)) as intake:
        ...     intake.frame.select("prospect_id", "country", "annual_revenue").collect().rows()
        [('0017A', 'DE', 90720000.0), ('0018B', 'SE', 30380000.0)]
        """

        plan = self.plan(date.today())
        return read_list(
            str(source),
            plan.fields,
            options,
            currency=self.currency,
            rates=self.rates,
            keep=keep,
            leave_doubts=leave_doubts,
            known=know_lists(plan),
        )

    @overload
    def qualify(
        self, frame: pl.DataFrame, as_of: date | None = None, histories: Tables | None = None
    ) -> pl.DataFrame: ...
    @overload
    def qualify(
        self, frame: pl.LazyFrame, as_of: date | None = None, histories: Tables | None = None
    ) -> pl.LazyFrame: ...
    def qualify(
        self, frame: pl.DataFrame | pl.LazyFrame, as_of: date | None = None, histories: Tables | None = None
    ) -> pl.DataFrame | pl.LazyFrame:
        """Decide every row of a typed frame, as `decide_frame` does; without `as_of` as of today.

        Raises ListError for columns that do not fit the ruleset.

        >>> frame = pl.DataFrame({"prospect_id": ["C-1", "C-2"], "country": ["KP", "DE"]})
        >>> Ruleset.load("b2b").qualify(frame, date(2026, 11, 23))["decision"].to_list()
        ['reject', 'review']
        """

        day, tables = as_of or date.today(), {name: table.lazy() for name, table in (histories or {}).items()}
        plan, lazy = self.plan(day), frame.lazy()
        if problems := list(_misfits(self, lazy, tables)):
            raise ListError(problems)
        lazy = _normalise_texts(_widen_floats(lazy), plan)
        tables = {name: _widen_floats(table) for name, table in tables.items()}
        decided = plan.decide(attach(self, lazy, tables, day, plan.fields))
        return decided if isinstance(frame, pl.LazyFrame) else decided.collect()

    def decider(self, as_of: date | None = None) -> Decider:
        """The ruleset compiled to a function of one prospect, for events and forms that wait; without `as_of` for today.

        It takes typed values and gives the output columns: see `Decider`. Compiling takes about as long as loading; the deciders of
        the last eight days are kept. Raises ShortlistError for what is no date.

        >>> decide = Ruleset.load("b2b").decider(date(2026, 11, 23))
        >>> decide({"country": "KP", "employees": 12})["decision"]
        'reject'
        >>> [one["prospect_id"] for one in decide.many([{"country": "DE"}, {"prospect_id": "C-2"}])]
        ['1', 'C-2']
        >>> decide({"employees": "12"})
        Traceback (most recent call last):
        shortlist.errors.ListError: prospect: 'employees' is a number (int or float); found '12'; texts as a list has them are read by Ruleset.decide
        """
        return self._deciders(as_of or date.today(), current())

    @cached_property
    def _deciders(self) -> Callable[[date, Language], Decider]:
        from shortlist.decider.decider import Decider  # which a list does not need

        return lru_cache(PLANS)(lambda as_of, _language: Decider(self.plan(as_of)))

    def decide(self, prospect: Mapping[str, Any], as_of: date | None = None) -> Explanation:
        """Decide one prospect and explain it. Keys and values are as a list has them: `{"Revenue": "$5M"}`.

        Keys are fields' ids, titles or aliases; what is not given is missing. Raises ListError for an unknown key and
        for a value that cannot be read. Without `as_of` as of today.

        >>> found = Ruleset.load("b2b").decide({"country": "Germany", "annual_revenue": "$5M"}, date(2026, 11, 23))
        >>> found.decision, found.asks[0].field.id
        ('review', 'needs')
        """

        subject = from_record(self.plan(as_of or date.today()), prospect)
        return next(explain(subject.plan, subject.frame))


@lru_cache(RULESETS)
def _build_kept(files: tuple[SourceFile, ...], assignments: tuple[str, ...], _plugins: Registry) -> Ruleset:
    return Ruleset.of(build(files, assignments))


def _is_unchanged(file: SourceFile) -> bool:
    try:
        return Path(file.path).read_bytes() == file.data
    except OSError:
        return False


@overload
def decide_frame(
    frame: pl.DataFrame, ruleset: Ruleset | str | Path, as_of: date, *, histories: Tables | None = None
) -> pl.DataFrame: ...
@overload
def decide_frame(
    frame: pl.LazyFrame, ruleset: Ruleset | str | Path, as_of: date, *, histories: Tables | None = None
) -> pl.LazyFrame: ...
def decide_frame(
    frame: pl.DataFrame | pl.LazyFrame, ruleset: Ruleset | str | Path, as_of: date, *, histories: Tables | None = None
) -> pl.DataFrame | pl.LazyFrame:
    """Decide every row of a typed frame: fields in, output columns out, a row for a row in the same order.

    Columns are named by the ids of the ruleset's fields and have the field's type: a numeric one (money in the ruleset's
    currency, a percent as a ratio), Boolean, Date, or String. Null is missing, and so are NaN, infinity and a field without
    a column; fields that this ruleset does not read are left out. `prospect_id` is String or an integer, the row number
    from 1 where there is no such column; `name` is String. Columns `list:NAME` are carried through as NAME. A number, date or
    level that is known as a range is null, with its ends, both included, in `least:FIELD` and `most:FIELD` of its type, of which one
    may be null too.

    The result has the columns of `Ruleset.plan(as_of).output_columns`, then the carried ones. Of a LazyFrame it is a
    LazyFrame, of which nothing has been run. `histories` gives tables of the ruleset's histories by name, each with the
    columns `prospect`, `date` and those that are declared. Texts are compared in their normal form. A ruleset that is given by name or file is loaded at every call.

    Raises RulesetError for a ruleset that cannot be loaded, ListError for a column that is no field or has another type,
    and for a table that is no history or lacks a column, with all of them at once. A level that is none of the field's
    values is found only when the frame runs, by Polars (InvalidOperationError).

    >>> frame = pl.LazyFrame({"prospect_id": ["C-1", "C-2"], "country": ["KP", None], "employees": [12, None]})
    >>> decide_frame(frame, "b2b", date(2026, 11, 23)).select("prospect_id", "decision", "certain").collect().rows()
    [('C-1', 'reject', True), ('C-2', 'review', False)]
    >>> frame = pl.LazyFrame({"employees": [None], "least:employees": [51], "most:employees": [200]}, schema_overrides={"employees": pl.Int64})
    >>> decide_frame(frame, "b2b", date(2026, 11, 23)).select("coverage", "scale").collect().rows()
    [(0.0248, 47.15)]
    """

    rules = ruleset if isinstance(ruleset, Ruleset) else Ruleset.load(ruleset)
    return rules.qualify(frame, as_of, histories)


def _widen_floats(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Floats of 16 and 32 bits as the decimals that they stand for, but for columns that are carried through."""
    schema = frame.collect_schema()
    short = [(one, dtype) for one, dtype in schema.items() if dtype in SHORT_FLOATS and not one.startswith(KEPT)]
    return frame.with_columns(widen(pl.col(one), dtype) for one, dtype in short)


def _normalise_texts(frame: pl.LazyFrame, plan: Plan) -> pl.LazyFrame:
    """Texts in the form in which conditions and curves compare them, as intake reads them; ids and names stay as they are."""
    own = {one.id for one in IDENTITY}
    schema = frame.collect_schema()
    texts = [one for one, field in plan.fields.items() if field.type == "text" and one in schema and one not in own]
    return frame.with_columns(
        pl.col(one).cast(pl.String).map_batches(normalise_column, return_dtype=pl.String, is_elementwise=True)
        for one in texts
    )


# --- what does not fit


def _misfits(ruleset: Ruleset, frame: pl.LazyFrame, tables: Mapping[str, pl.LazyFrame]) -> Iterator[Problem]:
    """Columns and tables that a ruleset cannot take; no data are read to find them."""
    identity = {field.id: field for field in IDENTITY}
    schema = frame.collect_schema()
    ends = {end + name: one for name, one in ruleset.fields.items() if one.type in ORDERED for end in (LEAST, MOST)}
    yield from _columns_misfit(FRAME, schema, {**identity, **ruleset.fields, **ends})
    if tables and "prospect_id" not in schema:
        yield Problem.of(
            "histories need the column 'prospect_id', by which their rows are found",
            "使用历史表须有 'prospect_id' 列，据此查找各客户的记录",
            Place(FRAME),
        )
    for name, table in tables.items():
        if name not in ruleset.histories:
            near = suggest(name, ruleset.histories)
            yield Problem.of(
                f"the ruleset has no history '{name}'; it has: {', '.join(ruleset.histories) or 'none'}{near.en}",
                f"规则集没有历史表 '{name}'；现有：{'、'.join(ruleset.histories) or '无'}{near.zh}",
                Place("histories"),
            )
            continue
        history = ruleset.histories[name]
        needed = {PROSPECT: history.prospect, DATE: history.date}
        held = table.collect_schema()
        yield from _columns_misfit(name, held, {ROW.id: ROW, **needed, **history.fields})
        for column in needed:
            if column not in held and column not in history.computed:
                yield Problem.of(f"the column '{column}' is missing", f"缺少 '{column}' 列", Place(name))


def _columns_misfit(source: str, schema: pl.Schema, fields: Mapping[str, Field]) -> Iterator[Problem]:
    for name, dtype in schema.items():
        if name.startswith(KEPT):
            continue
        if name not in fields:
            near = suggest(name, fields)
            yield Problem.of(
                f"the column '{name}' is no field of the ruleset; leave it out, or carry it through as '{KEPT}{name}'{near.en}",
                f"'{name}' 列不是规则集的字段；请去掉该列，或改名为 '{KEPT}{name}' 以原样保留{near.zh}",
                Place(source),
            )
        elif not _fits(dtype, fields[name]):
            wanted = _wanted(fields[name])
            yield Problem.of(
                f"the column '{name}' is {dtype}; wanted is {wanted}; cast it, or read text with `read_list`",
                f"'{name}' 列的类型为 {dtype}；应为 {wanted}；请转换类型，或用 `read_list` 读取文本",
                Place(source),
            )


def _fits(dtype: pl.DataType, field: Field) -> bool:
    """Whether a column's cast to the field's type keeps what every value means."""
    if dtype == pl.Null:
        return True
    if field.type in NUMERIC:
        return dtype.is_numeric()
    if field.dtype == pl.String:
        return dtype in (pl.String, pl.Categorical, pl.Enum) or (_is_key(field) and dtype.is_integer())
    return dtype == field.dtype


def _wanted(field: Field) -> str:
    if field.type in NUMERIC:
        return "Float64"
    return f"{field.dtype} or an integer" if _is_key(field) else str(field.dtype)


def _is_key(field: Field) -> bool:
    return field.id in ("prospect_id", PROSPECT)
