"""Fields, the named and typed columns of a prospect."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, get_args

import polars as pl

from shortlist.language import InvalidError, Text
from shortlist.model.normal import normalise

FieldType = Literal["number", "money", "percent", "integer", "rating", "bool", "date", "text", "country", "level"]
FIELD_TYPES: tuple[str, ...] = get_args(FieldType)
NUMERIC: frozenset[FieldType] = frozenset({"number", "money", "percent", "integer", "rating"})
Actionable = bool | Literal["ask"]
YEAR = "year"  # the unit of fields that hold one
ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*\Z")


@dataclass(frozen=True)
class Field:
    """A column of a prospect.

    `type` says what its values are: number, money (in the ruleset's currency), percent (a ratio: 1 is 100 %), integer and
    rating (1-5) are Float64, bool is Boolean, date is Date, text and country (ISO 3166 alpha-2) are String, level is one
    of `values`, declared from worst to best. Missing is null. Values outside `minimum`..`maximum` count as unreadable. A date
    after the day of the decision, or a year after its year (unit `year`), is unknown on it, but where `future` says that the
    field's may lie ahead.

    `missing` are cells of lists that stand for nothing in this field beside those that do so in all: numbers as the column
    writes them, whatever currency a cell names (0, 9999, "0.00", "100%"), words, and days as ISO text (`1900-01-01`).

    `aliases` are headers that the field has in lists, in any language; `ask` is the question that gets a missing value. The
    `rubric` of a rating describes its steps 1 to 5, so that two people who judge alike rate alike.

    `doubtful_aliases` are headers that may mean the field or something else, each with that other meaning in both languages,
    put so that it ends "it may be ...". Such a column is left out and asked about, unless its cells settle it: those of a level
    by its own words of more than one letter, those of a bool by yes and no, and those of a count of heads whose name speaks of a size
    (`Company size`) by ranges. A name that is an alias too is taken with a warning.

    `default` is the value of every prospect of a list that has no column for the field, as of one that is given without it; a
    cell that is empty stays missing.

    `actionable` says what an explanation may name as a change that would make a prospect qualify: True where somebody, they or we, can
    bring it about within months (payment terms, contacts, open deals); "ask" where nobody changes it to pass a cut, but it can be
    found out, so that a value is named only while it is missing or a range; False where a guess at it is no use either (country, year
    founded), so that at most a range is narrowed down. "ask" is the default: a question is never wrong, and a field of which nobody said
    that it can be changed is not to be changed.

    `words` are what the values of a level are called before people, where the codes are not words; a list may hold them too. Those of
    a text are for codes that may stand in it (`oil_gas`); any other text is shown as it is.

    `history` is the related table of which it is a column, empty for a field of the prospect.

    Raises InvalidError, a ValueError, for what contradicts itself: a level without values, a minimum above the maximum.

    >>> Field("employees", "integer", title={"en": "Employees", "zh": "员工人数"}, minimum=0).title.zh
    '员工人数'
    """

    id: str
    type: FieldType
    title: Text = field(default=Text("", ""))
    aliases: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    ask: Text | None = None
    about: Text | None = None
    value_aliases: Mapping[str, str] = field(default_factory=dict)
    rubric: tuple[Text, ...] = ()
    missing: tuple[float | str, ...] = ()
    future: bool = False
    doubtful_aliases: Mapping[str, Text] = field(default_factory=dict)
    history: str = ""
    default: Any = None
    actionable: Actionable = "ask"
    words: Mapping[str, Text] = field(default_factory=dict)

    def __post_init__(self) -> None:
        set_ = object.__setattr__
        if not ID.match(self.id):
            raise InvalidError(f"the id {self.id!r} must be lower_snake_case", f"编号 {self.id!r} 须为小写字母加下划线")
        if self.type not in FIELD_TYPES:
            raise InvalidError(
                f"field {self.id}: unknown type {self.type!r}; the types are {', '.join(FIELD_TYPES)}",
                f"字段 {self.id}：未知类型 {self.type!r}；可用类型：{', '.join(FIELD_TYPES)}",
            )
        set_(self, "title", Text.of(self.title) if any(self.title) else Text.of(self.id))
        for name in ("ask", "about"):
            if (value := getattr(self, name)) is not None:
                set_(self, name, Text.of(value))
        set_(self, "aliases", tuple(self.aliases))
        set_(self, "doubtful_aliases", {name: Text.of(other) for name, other in self.doubtful_aliases.items()})
        set_(self, "values", tuple(normalise(value) if isinstance(value, str) else value for value in self.values))
        aliases = {
            alias: normalise(value) if isinstance(value, str) else value for alias, value in self.value_aliases.items()
        }
        set_(self, "value_aliases", aliases)
        set_(self, "missing", tuple(_marker(self.id, one) for one in self.missing))
        set_(self, "words", {value: Text.of(words) for value, words in self.words.items()})
        set_(self, "rubric", tuple(Text.of(step) for step in self.rubric))
        if self.type == "rating":
            set_(self, "minimum", 1.0 if self.minimum is None else self.minimum)
            set_(self, "maximum", 5.0 if self.maximum is None else self.maximum)
        self._check()

    def _check(self) -> None:
        """Raise InvalidError for what contradicts itself."""
        if (self.type == "level") != bool(self.values):
            raise InvalidError(
                f"field {self.id}: values are for the type level, which needs them, and for no other"
                + ("; write values=(worst, ..., best)" if self.type == "level" else f", so not for {self.type}"),
                f"字段 {self.id}：只有 level 类型需要且必须写 values"
                + ("，从最差到最好" if self.type == "level" else f"，{self.type} 不需要"),
            )
        if self.type == "percent" and (self.maximum or 0) >= 100:
            raise InvalidError(
                f"field {self.id}: maximum={self.maximum:g} is {self.maximum:,.0%}; a percent is a ratio: write 1 for 100 %",
                f"字段 {self.id}：maximum={self.maximum:g} 即 {self.maximum:,.0%}；百分数是比率，100% 请写 1",
            )
        if len(set(self.values)) != len(self.values):
            raise InvalidError(f"field {self.id}: a value stands twice", f"字段 {self.id}：values 中有重复值")
        if self.type != "text" and not set(self.words) <= set(self.values):
            raise InvalidError(
                f"field {self.id}: words are for its values, which are {', '.join(self.values) or 'none'}",
                f"字段 {self.id}：words 只能为其取值命名，取值为 {'、'.join(self.values) or '无'}",
            )
        if not isinstance(self.actionable, bool) and self.actionable != "ask":
            raise InvalidError(
                f"field {self.id}: actionable is true, false or 'ask'; found {self.actionable!r}",
                f"字段 {self.id}：actionable 须为 true、false 或 'ask'；实际为 {self.actionable!r}",
            )
        if self.future and self.type != "date" and self.unit != YEAR:
            raise InvalidError(
                f"field {self.id}: future is for the type date and for years, not for {self.type}",
                f"字段 {self.id}：future 只用于 date 类型和年份，不用于 {self.type}",
            )
        if self.rubric and (self.type != "rating" or len(self.rubric) != 5):
            raise InvalidError(
                f"field {self.id}: a rubric is for the type rating, and describes each of its 5 steps",
                f"字段 {self.id}：rubric 只用于 rating 类型，且须逐级说明 1 至 5 分",
            )
        for bound in (self.minimum, self.maximum):
            if bound is not None and (self.type not in NUMERIC or not math.isfinite(bound)):
                raise InvalidError(
                    f"field {self.id}: minimum and maximum are finite numbers, for numeric types only",
                    f"字段 {self.id}：minimum 与 maximum 须为有限的数，且只用于数值类型",
                )
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise InvalidError(f"field {self.id}: minimum is above maximum", f"字段 {self.id}：minimum 大于 maximum")
        if self.default is not None and not self._may_be(self.default):
            raise InvalidError(
                f"field {self.id}: the default {self.default!r} is no value of the field",
                f"字段 {self.id}：默认值 {self.default!r} 不是该字段的取值",
            )

    def _may_be(self, value: object) -> bool:
        if self.type in NUMERIC:
            low, high = self.range
            return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
        if self.type in ("bool", "date"):
            return isinstance(value, bool if self.type == "bool" else date)
        return isinstance(value, str) and (self.type != "level" or value in self.values)

    @property
    def address(self) -> str:
        """What `--map` calls it: its id, behind that of its history.

        >>> Field("amount", "money", history="invoices").address
        'invoices.amount'
        """
        return f"{self.history}.{self.id}" if self.history else self.id

    def declare(self, words: str) -> str:
        """How a ruleset says more of it, with `words` as YAML.

        >>> Field("sector", "text").declare("missing: [x]")
        '`fields: {sector: {type: text, missing: [x]}}`'
        >>> Field("amount", "money", history="invoices").declare("missing: [0]")
        '`history: {invoices: {fields: {amount: {missing: [0]}}}}`'
        """
        if self.history:
            return f"`history: {{{self.history}: {{fields: {{{self.id}: {{{words}}}}}}}}}`"
        return f"`fields: {{{self.id}: {{type: {self.type}, {words}}}}}`"

    @property
    def range(self) -> tuple[float, float]:
        """The least and the greatest number that the field can have; infinite where nothing is declared."""
        low = -math.inf if self.minimum is None else self.minimum
        return low, math.inf if self.maximum is None else self.maximum

    @property
    def span(self) -> Text:
        """The range in words.

        >>> Field("stars", "rating").span.en, Field("staff", "integer", minimum=0).span.zh
        ('1 to 5', '不低于 0')
        """
        ends = (self.minimum, self.maximum)
        low, high = (None if end is None else f"{end:,.15g}" if self.unit != YEAR else f"{end:.15g}" for end in ends)
        if low is not None and high is not None:
            return Text(f"{low} to {high}", f"{low} 至 {high}")
        if low is not None:
            return Text(f"at least {low}", f"不低于 {low}")
        return Text(f"at most {high}", f"不高于 {high}") if high is not None else Text("any number", "任意数值")

    @property
    def question(self) -> Text:
        """The question that gets a missing value; a rating's says what each step means."""
        asked = self.ask or self.title
        if not self.rubric:
            return asked
        steps = [(f"{step} {text.en}", f"{step} {text.zh}") for step, text in enumerate(self.rubric, 1)]
        return Text(f"{asked.en} {' '.join(en for en, _ in steps)}", f"{asked.zh}{' '.join(zh for _, zh in steps)}")

    @property
    def dtype(self) -> pl.DataType:
        """The Polars type of the field's column in a typed frame."""
        if self.type in NUMERIC:
            return pl.Float64()
        return {"bool": pl.Boolean(), "date": pl.Date()}.get(self.type, pl.String())


def _marker(field_id: str, marker: object) -> float | str:
    if isinstance(marker, date):
        return marker.isoformat()
    if (
        isinstance(marker, bool)
        or not isinstance(marker, int | float | str)
        or (isinstance(marker, str) and not marker.strip())
    ):
        raise InvalidError(
            f"field {field_id}: missing is a list of numbers, words and days; found {marker!r}",
            f"字段 {field_id}：missing 须为数字、文字或日期的列表；实际为 {marker!r}",
        )
    return marker


# What every list has, whatever the ruleset: who the prospect is.


def last_known(declared: Field, as_of: date) -> date | int | None:
    """The last date or year that a field can have on a day; None where later ones may be known, or it holds neither.

    >>> last_known(Field("founded", "integer", unit="year"), date(2026, 6, 30)), last_known(Field("size", "integer"), date.max)
    (2026, None)
    """
    if declared.future or (declared.type != "date" and declared.unit != YEAR):
        return None
    return as_of if declared.type == "date" else as_of.year
