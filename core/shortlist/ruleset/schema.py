"""The ruleset file as pydantic models: what may be written where. `loading` gives it its meaning.

The docstrings of the models are the descriptions in docs/ruleset.schema.json.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from shortlist.language import InvalidError, Text
from shortlist.model.curves import Curve, CurveKind
from shortlist.model.fields import FieldType
from shortlist.model.segments import Segment
from shortlist.model.terms import Decision, IfUnknown, Missing, Ranges
from shortlist.ruleset.entries import Amount, BothLanguages, Id, Label, Marker, Model, Score, TextEntry, Weight, wrong
from shortlist.ruleset.rule_entries import RuleEntry, TreatmentEntry

CODE = r"^[A-Z]{3}$"  # of a currency


class FieldEntry(Model):
    """A field that no plugin declares."""

    type: FieldType
    title: BothLanguages | None = None
    aliases: list[str] = Field([])
    doubtful_aliases: dict[str, BothLanguages] = Field(
        {}, description="Headers that may mean the field or something else, each with that other meaning."
    )
    values: list[str] = Field([], description="The values of a level, from worst to best.")
    value_aliases: dict[str, str] = Field({})
    missing: list[Marker] = Field(
        [], description="Cells that stand for nothing here, such as 0, 9999 or 1900-01-01, as the list writes them."
    )
    unit: str | None = None
    minimum: Amount | None = None
    maximum: Amount | None = None
    future: bool = Field(False, description="Of a date: it may lie after the day of the decision.")
    default: bool | date | Amount | str | None = Field(
        None,
        description="What every prospect has where a list has no column for the field, such as the country of a domestic one.",
    )
    ask: BothLanguages | None = Field(None, description="The question that gets a missing value.")
    actionable: Literal[True, False, "ask"] | None = Field(
        None,
        description="Whether somebody can change it within months (true), nobody can (false), or it can only be found out (ask, the default).",
    )
    about: BothLanguages | None = None
    rubric: list[BothLanguages] = Field([], description="What each step of a rating means, from 1 to 5.")


class ReferenceField(Model):
    """A column of a lookup table."""

    type: FieldType
    header: str | None = None
    values: list[str] = Field([], description="The values of a level, from worst to best.")
    minimum: Amount | None = Field(None, description="The least number that a cell may hold; bounds count on it.")
    maximum: Amount | None = Field(None, description="The greatest number that a cell may hold; bounds count on it.")


class ReferenceEntry(Model):
    """A lookup table in a CSV file beside the ruleset."""

    file: str
    key: Id = Field(description="The field that is looked up; also the header of the table's key column.")
    fields: Annotated[dict[Id, ReferenceField], Field(min_length=1)]


class HistoryField(Model):
    """A column of a history table: with a type of its own, or like one of another history."""

    type: FieldType | None = None
    like: str | None = Field(None, description="HISTORY.COLUMN: it is declared as that column, which stands above.")
    header: str | list[str] | None = Field(None, description="Its header, or several that it may have.")
    title: BothLanguages | None = None
    values: list[str] = Field([])
    value_aliases: dict[str, str] = Field({})
    missing: list[Marker] = Field(
        [], description="Cells that stand for nothing here, such as 0, 9999 or 1900-01-01, as the table writes them."
    )
    unit: str | None = None
    future: bool = Field(False, description="Of a date: it may lie after the day of the decision, as a due date does.")
    optional: bool = Field(False, description="Nothing is said where the file has no such column.")

    @model_validator(mode="after")
    def _one_declaration(self) -> HistoryField:
        more = self.model_fields_set - {"like", "value_aliases", "missing"}
        if (self.type is None) == (self.like is None) or (self.like and more):
            raise wrong(
                "a column has either a `type:`, or `like: HISTORY.COLUMN` and beside it only `value_aliases:` and `missing:`",
                "列要么有 `type:`，要么写 `like: 历史表.列`，且后者只能另加 `value_aliases:` 与 `missing:`",
            )
        return self


class CheckEntry(Model):
    """What is looked at in a whole history table; a count above 0, or a condition that is true, is told."""

    when: str = Field(description="SQL aggregates over all rows that are known on the day: a number or a condition.")
    say: BothLanguages = Field(description="What is told; behind the count, where it is one.")
    stop: bool = Field(False, description="Whether the run stops, because this must be settled first.")


class FeatureEntry(Model):
    """A field of the prospect that is computed from its rows of a history."""

    value: str = Field(description="SQL aggregates over the history's columns.")
    type: FieldType | None = Field(None, description="What the field is, where no plugin declares it.")
    title: BothLanguages | None = None
    ask: BothLanguages | None = None


def _as_feature(value: object) -> object:
    return {"value": value} if isinstance(value, str) else value


Features = dict[
    Id,
    Annotated[
        FeatureEntry,
        BeforeValidator(_as_feature),
        WithJsonSchema({"anyOf": [{"type": "string"}, FeatureEntry.model_json_schema()]}),
    ],
]


class HistoryEntry(Model):
    """A related table, given with --history NAME=FILE; rows after the as-of date are left out."""

    prospect: str | list[str] = Field(description="The header of the prospect's id, or several that it may have.")
    date: str | list[str] | None = Field(
        None, description="The header of the row's date, or several that it may have; else `rows:` computes it."
    )
    fields: dict[Id, HistoryField] = Field({})
    rows: dict[Id, str] = Field({}, description="Columns that are computed in each row: SQL over those before them.")
    checks: dict[Id, CheckEntry] = Field({})
    features: Annotated[Features, Field(min_length=1)]

    @model_validator(mode="after")
    def _one_date(self) -> HistoryEntry:
        if (self.date is None) == ("date" not in self.rows):
            raise wrong(
                "a history has one date: `date:`, the headers that it may have, or `date:` under `rows:`, which computes it",
                "历史表须有且只有一个日期：`date:`（可能的表头），或 `rows:` 下的 `date:`（计算得出）",
            )
        return self


class MeasureEntry(Model):
    """A measure of a criterion written in the ruleset, or what changes of a plugin's measure."""

    value: str | None = Field(None, description="SQL over fields; only for a measure that no plugin declares.")
    weight: Weight | None = None
    linear: dict[Amount, Score] | None = None
    steps: dict[Amount, Score] | None = None
    levels: dict[str | bool, Score] | None = None
    otherwise: Score | None = Field(None, alias="else")
    prior: Score | None = Field(
        None, description="The score that counts while nothing is known, with `missing: prior`; else 50."
    )
    use: bool = True
    title: BothLanguages | None = None
    ask: BothLanguages | None = None

    @model_validator(mode="after")
    def _one_curve(self) -> MeasureEntry:
        if sum(curve is not None for curve in (self.linear, self.steps, self.levels)) > 1:
            raise wrong(
                "a measure has one curve: linear, steps or levels", "一个指标只能有一条曲线：linear、steps 或 levels"
            )
        try:
            self.curve()
        except InvalidError as error:
            raise wrong(error.text.en, error.text.zh) from None
        return self

    def curve(self) -> Curve | None:
        """The curve that is written here, if any."""
        kinds: tuple[CurveKind, ...] = ("linear", "steps", "levels")
        for kind in kinds:
            if (points := getattr(self, kind)) is not None:
                return Curve(kind, tuple(points.items()), self.otherwise)
        return None


class Floor(Model):
    """Below this score of the criterion the prospect is rejected."""

    below: Score
    if_unknown: IfUnknown = "ignore"


def _as_floor(value: object) -> object:
    return {"below": value} if isinstance(value, int | float) and not isinstance(value, bool) else value


def _as_weights(value: object) -> object:
    return {"default": value} if isinstance(value, int | float) and not isinstance(value, bool) else value


# Not a Model, which forbids other keys: here they are the ids of classes, as they are currencies in Rates.
class Weights(BaseModel):
    """A criterion's weight; with `by: SEGMENT` another one for some of the segment's classes."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)
    __pydantic_extra__: dict[str, Weight]

    default: Weight
    by: Id | None = None

    @property
    def classes(self) -> dict[str, float]:
        return self.__pydantic_extra__ or {}


def _short_for(model: type[BaseModel]) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [{"type": "number"}, model.model_json_schema()]})


class CriterionEntry(Model):
    """A criterion of this ruleset: a plugin's, by its id, or one that is written here."""

    weight: Annotated[Weights, BeforeValidator(_as_weights), _short_for(Weights)]
    title: BothLanguages | None = None
    about: BothLanguages | None = None
    params: dict[str, Any] = Field({})
    missing: Missing | None = None
    floor: Annotated[Floor | None, BeforeValidator(_as_floor), _short_for(Floor)] = None
    measures: dict[Id, MeasureEntry] = Field({})
    use: bool = True


class ClassEntry(Model):
    """One class of a segment."""

    id: Label
    when: str | None = None
    otherwise: Literal[True] | None = Field(None, alias="else")
    title: BothLanguages | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> ClassEntry:
        if (self.when is None) == (self.otherwise is None):
            raise wrong("a class has either `when:` or `else: true`", "每个分类要么有 `when:`，要么是 `else: true`")
        return self


class SegmentEntry(Model):
    """An ordered list of classes, or a plugin's segment by its id; the first class whose condition holds is the prospect's."""

    id: Id
    title: BothLanguages | None = None
    use: Id | None = Field(None, description="A segment that a plugin supplies, in place of `classes`.")
    classes: Annotated[list[ClassEntry], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _else_last(self) -> SegmentEntry:
        if (self.classes is None) == (self.use is None):
            raise wrong(
                "a segment has either `classes:` or `use:`, the id of a plugin's segment",
                "分类要么有 `classes:`，要么有 `use:`（插件所提供分类的编号）",
            )
        if self.classes is None:
            return self
        if [c.otherwise for c in self.classes] != [None] * (len(self.classes) - 1) + [True]:
            raise wrong("the last class, and only it, is `else: true`", "最后一个分类（且仅它）必须是 `else: true`")
        if len({c.id for c in self.classes}) != len(self.classes):
            raise wrong("two classes have the same id", "两个分类的编号相同")
        return self

    @property
    def parts(self) -> list[ClassEntry]:
        """The classes, once `use` is filled in."""
        return self.classes or []

    def fill(self, supplied: Segment) -> SegmentEntry:
        """This entry with the classes, and where it has none the title, of a plugin's segment."""
        # model_construct does not validate: a plugin's segments were checked where they were declared.
        classes = [
            ClassEntry.model_construct(id=c.id, when=c.when, otherwise=None if c.when else True, title=_entry(c.title))
            for c in supplied.classes
        ]
        return self.model_copy(update={"classes": classes, "title": self.title or _entry(supplied.title)})


def _entry(text: Text) -> TextEntry:
    return TextEntry.model_construct(en=text.en, zh=text.zh)


class DecisionEntry(Model):
    """The cuts, the gate, and what missing data count as."""

    qualify: Score = 70
    review: Score = 50
    min_coverage: Annotated[float, Field(ge=0, le=1)] = 0.0
    missing: Missing = "skip"
    ranges: Ranges = Field(
        default="middle",
        description="What a value that is known as a range (51-200) counts as until it is asked: its middle, its low end, or nothing.",
    )
    when_uncertain: Literal["keep", "review"] = "keep"
    grades: Annotated[dict[Label, Score], Field(min_length=1)] = Field(default={"A": 85, "B": 70, "C": 50, "D": 0})
    words: dict[Decision, BothLanguages] = Field(
        default={}, description="What decisions are called before people, such as 同意授信."
    )

    @model_validator(mode="after")
    def _ordered(self) -> DecisionEntry:
        if self.review > self.qualify:
            raise wrong(
                f"the review cut {self.review:g} is above the qualify cut {self.qualify:g}",
                f"复核线 {self.review:g} 高于准入线 {self.qualify:g}",
            )
        # Otherwise a score below the lowest grade would have none.
        if 0 not in self.grades.values():
            raise wrong("one grade must begin at 0", "必须有一个等级从 0 开始")
        if len(set(self.grades.values())) != len(self.grades):
            raise wrong("two grades begin at the same score", "两个等级的起点分数相同")
        return self


class Rates(BaseModel):
    """What one unit of another currency is worth in `base`, which is the file's own currency where it is not named."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)
    __pydantic_extra__: dict[Annotated[str, Field(pattern=CODE)], Annotated[float, Field(gt=0, allow_inf_nan=False)]]

    as_of: date | None = None
    base: Annotated[str, Field(pattern=CODE)] | None = None

    @property
    def values(self) -> dict[str, float]:
        return self.__pydantic_extra__ or {}


class RulesetFile(Model):
    """A shortlist ruleset."""

    ruleset: Id
    version: str
    title: BothLanguages | None = None
    about: BothLanguages | None = None
    extends: str | None = None
    plugins: list[str] = Field([], description="The distributions whose plugins this ruleset needs.")
    currency: Annotated[str, Field(pattern=CODE)] = "USD"
    rates: Rates = Rates.model_validate({})
    seller: dict[Id, Any] = Field({})
    questions: dict[Id, BothLanguages] = Field(
        {}, description="What to ask for each key of `seller`, as one asks the person who knows it."
    )
    fields: dict[Id, FieldEntry] = Field({})
    references: dict[Id, ReferenceEntry] = Field({})
    history: dict[Id, HistoryEntry] = Field({})
    criteria: Annotated[dict[Id, CriterionEntry], Field(min_length=1)]
    segments: list[SegmentEntry] = Field([])
    rules: list[RuleEntry] = Field([])
    tags: dict[Label, BothLanguages] = Field({}, description="What tags are called before people.")
    decision: DecisionEntry = DecisionEntry()
    treatments: list[TreatmentEntry] = Field([])


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a ruleset file, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **RulesetFile.model_json_schema()}
