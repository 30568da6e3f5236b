"""The `history:` of a ruleset: its tables and features checked, and the table of ratings that every ruleset has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from shortlist.errors import Place, Problem, suggest
from shortlist.expressions.parser import ConditionError
from shortlist.language import InvalidError, Text
from shortlist.loading.draft import Draft
from shortlist.loading.markers import refuse_markers
from shortlist.model.fields import Field
from shortlist.planning.features import SUPPLIES, FeatureKind, Features
from shortlist.planning.rows import DATE, NAMED, PROSPECT, row_type
from shortlist.planning.scope import place_within
from shortlist.ruleset import schema
from shortlist.ruleset.definition import Check, Computed, Feature, History
from shortlist.ruleset.document import Node

RATINGS = "ratings"
AS_OF = date(2026, 1, 1)  # any day: what a feature is does not depend on it


def build_histories(draft: Draft, fields: dict[str, Field]) -> dict[str, History]:
    """The history tables of a ruleset by name; a feature that no one declares as a field is added to `fields`."""
    builder = _Builder(draft, fields)
    found = dict(builder.tables())
    if RATINGS in draft.entry.history:
        node = draft.tree.at(("history", RATINGS))
        draft.problem(
            node.key or node.place,
            "every ruleset has a history 'ratings' already; name this one otherwise",
            "每个规则集都已有名为 'ratings' 的历史表；请另起名称",
        )
    found[RATINGS] = rate_fields(fields)
    return found


class _Builder:
    """Builds the tables that are written in the ruleset; a feature has one table, which is its owner."""

    def __init__(self, draft: Draft, fields: dict[str, Field]) -> None:
        self.draft, self.fields = draft, fields
        self.owner: dict[str, str] = {}
        self.columns: dict[str, Field] = {}  # of the tables above, as HISTORY.COLUMN
        self.optional: set[str] = set()

    def tables(self) -> Iterator[tuple[str, History]]:
        for name, item in self.draft.entry.history.items():
            node = self.draft.tree.at(("history", name))
            try:
                columns = {key: refuse_markers(self._column(name, key, column)) for key, column in item.fields.items()}
            except InvalidError as error:
                self.draft.problem(node.key or node.place, error.text.en, error.text.zh)
                self.draft.broken |= set(item.features)
                continue
            for key in {PROSPECT, DATE} & set(columns):
                self.draft.problem(
                    node.at(("fields", key)),
                    f"'{key}' is named above; drop it here",
                    f"'{key}' 已在上方指定，此处请删去",
                )
            identity = Field(PROSPECT, "text", aliases=_headers(item.prospect), history=name)
            day = Field(DATE, "date", aliases=_headers(item.date) if item.date is not None else (), history=name)
            optional = frozenset(
                key for key, column in item.fields.items() if column.optional or column.like in self.optional
            )
            self.optional |= {f"{name}.{key}" for key in optional}
            self.columns |= {f"{name}.{key}": column for key, column in columns.items()}
            table = self._compute(History(name, identity, day, columns, {}, optional=optional), item)
            table = replace(table, checks=tuple(self._checks(table, item)))
            for key, feature in item.features.items():  # each may read those before it
                if (one := self._build_feature(table, key, feature)) is not None:
                    table = replace(table, features={**table.features, key: one})
            yield name, table

    def _column(self, history: str, name: str, entry: schema.HistoryField) -> Field:
        if entry.type is None:
            wanted = entry.like or ""
            if wanted not in self.columns:
                near = suggest(wanted, self.columns)
                raise InvalidError(
                    f"{history}.{name}: no history above has the column '{wanted}'{near.en}",
                    f"{history}.{name}：上方没有历史表列 '{wanted}'{near.zh}",
                )
            model = self.columns[wanted]
            aliases = {**model.value_aliases, **entry.value_aliases}
            missing = (*model.missing, *_markers(entry))
            return replace(model, id=name, history=history, value_aliases=aliases, missing=missing)
        headers = _headers(entry.header) if entry.header is not None else ()
        return Field(
            name, entry.type, aliases=headers, values=tuple(entry.values), value_aliases=entry.value_aliases,
            unit=entry.unit, future=entry.future, missing=_markers(entry), history=history,
            title=entry.title.text if entry.title else Text("", ""),
        )  # fmt: skip

    def _compute(self, table: History, item: schema.HistoryEntry) -> History:
        """The table with its computed columns, each of which may read those before it."""
        for name, text in item.rows.items():
            node = self.draft.tree.at(("history", table.id, "rows", name))
            if name in (*table.fields, PROSPECT):
                self.draft.problem(
                    node.key or node.place,
                    f"'{name}' is a column of the file already; name the computed one otherwise",
                    f"'{name}' 已是文件中的列；请为计算列另起名称",
                )
                continue
            try:
                type_ = row_type(table, self.draft.entry.seller, AS_OF, text)
            except ConditionError as error:
                self.draft.problems.append(Problem(error.text, error.place or place_within(node, error.offset)))
                self.draft.broken |= set(item.features)
                continue
            if name == DATE and type_ != "date":
                self.draft.problem(
                    node.place, f"the date of a row is a date; this is {type_}", f"行日期须为日期；此处为 {type_}"
                )
                continue
            column = table.date if name == DATE else Field(name, type_)
            table = replace(table, computed={**table.computed, name: Computed(column, node)})
        return table

    def _checks(self, table: History, item: schema.HistoryEntry) -> Iterator[Check]:
        for name, entry in item.checks.items():
            node = self.draft.tree.at(("history", table.id, "checks", name, "when"))
            try:
                kind = Features(table, self.draft.entry.seller, AS_OF).add(name, entry.when)
            except ConditionError as error:
                self.draft.problems.append(Problem(error.text, error.place or place_within(node, error.offset)))
                continue
            if kind == "date":
                self.draft.problem(node.place, "a check is a count or a condition", "检查须为计数或条件")
                continue
            for one in sorted(
                {*NAMED.findall(entry.say.text.en), *NAMED.findall(entry.say.text.zh)} - set(table.fields)
            ):
                near = suggest(one, table.fields)
                self.draft.problem(
                    node.place,
                    f"the history '{table.id}' has no column '{one}'{near.en}",
                    f"历史表 '{table.id}' 没有列 '{one}'{near.zh}",
                )
            yield Check(name, node, entry.say.text, entry.stop)

    def _build_feature(self, table: History, name: str, entry: schema.FeatureEntry) -> Feature | None:
        node = self.draft.tree.at(("history", table.id, "features", name))
        value = node.at(("value",)) if isinstance(node.value, dict) else node
        if name in self.owner:
            other = self.owner[name]
            self.draft.problem(
                node.key or node.place,
                f"the history '{other}' has a feature '{name}' too; rename one",
                f"历史表 '{other}' 也有特征 '{name}'；请改名",
            )
            return None
        self.owner[name] = table.id
        kind: FeatureKind | None = None
        try:
            kind = Features(table, self.draft.entry.seller, AS_OF).add(name, entry.value)
        except ConditionError as error:
            self.draft.problems.append(Problem(error.text, error.place or place_within(value, error.offset)))
            self.draft.broken.add(name)
            if name not in self.fields and entry.type is None:
                return None
        known = self.fields.get(name)
        type_ = known.type if known else entry.type or kind
        assert type_ is not None
        if kind and type_ not in SUPPLIES[kind]:
            self.draft.problem(
                node.key or node.place,
                f"the feature '{name}' is a {kind}, but the field of that name is {type_}; rename one",
                f"特征 '{name}' 的类型是 {kind}，而同名字段是 {type_}；请改名",
            )
            return None
        texts = {key: text.text for key in ("title", "ask") if (text := getattr(entry, key)) is not None}
        self.fields[name] = replace(known, **texts) if known else Field(name, type_, **texts)
        return Feature(name, value)


def _markers(entry: schema.HistoryField) -> tuple[float | str, ...]:
    return tuple(one.isoformat() if isinstance(one, date) else one for one in entry.missing)


def _headers(header: str | list[str]) -> tuple[str, ...]:
    return (header,) if isinstance(header, str) else tuple(header)


def rate_fields(fields: dict[str, Field]) -> History:
    """The history of ratings by several people: of each rating field the mean, the spread, the raters and the age.

    Of one person's ratings of a field only the newest counts. The fields `FIELD_spread` (largest less smallest),
    `FIELD_raters` and `FIELD_age_days` are added to `fields`, unless their names are taken.
    """
    features: dict[str, Feature] = {}
    for rated in [one for one in fields.values() if one.type == "rating"]:
        mine = f"FILTER (WHERE field = '{rated.id}')"
        en, zh = rated.title
        sums = {
            rated.id: (f"AVG(rating) {mine}", rated.title),
            f"{rated.id}_spread": (f"MAX(rating) {mine} - MIN(rating) {mine}", (f"{en}: spread of the ratings", f"{zh}：评分分歧")),
            f"{rated.id}_raters": (f"COUNT(rating) {mine}", (f"{en}: people who rated", f"{zh}：评分人数")),
            f"{rated.id}_age_days": (f"CURRENT_DATE - MAX(date) {mine}", (f"{en}: days since rated", f"{zh}：距上次评分天数")),
        }  # fmt: skip
        for name, (value, title) in sums.items():
            if name == rated.id or name not in fields:
                fields.setdefault(name, Field(name, "number", title=Text(*title), minimum=0.0))
                features[name] = Feature(name, Node(value, Place(RATINGS)))
    columns = {
        "field": Field(
            "field", "text", history=RATINGS, aliases=("Criterion", "Rated field", "评分项", "字段", "指标")
        ),
        "rating": Field("rating", "rating", history=RATINGS, aliases=("Score", "评分", "分数", "打分")),
        "rater": Field("rater", "text", history=RATINGS, aliases=("Rated by", "By", "Who", "评分人", "打分人")),
    }
    identity = Field(
        PROSPECT,
        "text",
        history=RATINGS,
        aliases=("prospect_id", "Customer ID", "customerID", "Account ID", "客户编号", "客户"),
    )
    day = Field(DATE, "date", history=RATINGS, aliases=("Date", "Rated on", "日期", "评分日期"))
    return History(RATINGS, identity, day, columns, features, newest_by=("field", "rater"))
