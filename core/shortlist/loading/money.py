"""A ruleset's money in its own currency: what it takes over from others in another currency is converted, or refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from shortlist.errors import Problem
from shortlist.expressions.degrees import Money, UnsureError, find_money, format_number
from shortlist.expressions.parser import ConditionError
from shortlist.loading.draft import Draft
from shortlist.loading.rates import HOME
from shortlist.model.criteria import Context, Measure
from shortlist.model.fields import Field
from shortlist.model.formatting import is_amount
from shortlist.planning.function_measures import AS_OF, build_expression, cast_expression, make_rows
from shortlist.ruleset.definition import History, Ruleset, RulesetCriterion, Segment, Treatment
from shortlist.ruleset.document import Node

_SELLER = re.compile(r"\bseller\.(\w+)")
_NUMBER = re.compile(r"[1-9]|\bseller\.")


def express_money(ruleset: Ruleset, draft: Draft, currencies: Mapping[str, str]) -> tuple[Ruleset, list[Problem]]:
    """The ruleset with all money in its currency, and a note of what was converted.

    `currencies` are those in which its files were written, by path; a plugin's curves are in that of their criterion. What cannot
    be converted for sure is among the draft's problems then.
    """
    written = {*currencies.values(), *(one.criterion.currency for one in ruleset.criteria.values())}
    if written <= {ruleset.currency}:
        return ruleset, []
    return _Converter(ruleset, draft, currencies).convert()


class _Converter:
    def __init__(self, ruleset: Ruleset, draft: Draft, currencies: Mapping[str, str]) -> None:
        self.rules, self.draft, self.currencies = ruleset, draft, currencies
        self.home = ruleset.currency
        self.degrees = {name: int(field.type == "money") for name, field in ruleset.fields.items()}
        for table in ruleset.references.values():
            self.degrees |= {f"{table.id}.{name}": int(one.type == "money") for name, one in table.fields.items()}
        self.amounts = {key for one in ruleset.criteria.values() for key in one.criterion.money}
        self.likely: set[str] = set()  # of the amounts, those of which only a product tells
        self.done: dict[str, list[str]] = {}
        self.rateless: set[str] = set()

    def convert(self) -> tuple[Ruleset, list[Problem]]:
        self._read_amounts()
        ruleset = replace(
            self.rules,
            histories={name: self._history(table) for name, table in self.rules.histories.items()},
            fields={name: self._field(one) for name, one in self.rules.fields.items()},
            references={name: self._reference(name) for name in self.rules.references},
            seller={key: self._seller(key, value) for key, value in self.rules.seller.items()},
            criteria={name: self._criterion(one) for name, one in self.rules.criteria.items()},
            segments={name: self._segment(one) for name, one in self.rules.segments.items()},
            rules=tuple(replace(one, when=self._text(one.when, f"rules.{one.id}")) for one in self.rules.rules),
            treatments=tuple(self._treatment(one) for one in self.rules.treatments),
        )
        return ruleset, self._explain()

    def _texts(self) -> Iterable[str]:
        nodes = [rule.when for rule in self.rules.rules]
        nodes += [one.when for segment in self.rules.segments.values() for one in segment.classes if one.when]
        for treatment in self.rules.treatments:
            nodes += [*filter(None, [treatment.when]), *treatment.offer.values()]
        measures = [one.value for criterion in self.rules.criteria.values() for one in criterion.measures]
        return [text for text in (*(node.value for node in nodes), *measures) if isinstance(text, str)]

    def _find(self, text: str, degrees: Mapping[str, int] | None = None) -> Money | None:
        """What of a text is money; None where that is unsure."""
        names = self.degrees if degrees is None else degrees
        try:
            return find_money(text, lambda name: names.get(name, 0), self.amounts)
        except UnsureError:
            return None

    def _read_amounts(self) -> None:
        """Which of the seller's numbers are amounts, by all that they are compared with: before anything is converted."""
        for sure in (True, False):
            while more := {*self._compared(sure)} - self.amounts:
                self.amounts |= more
                self.likely |= set() if sure else more

    def _compared(self, sure: bool) -> Iterator[str]:
        found = [one for table in self.rules.histories.values() for one in self._read_table(table)]
        found += [self._find(text) for text in self._texts() if _SELLER.search(text)]
        for one in filter(None, found):
            yield from one.seller if sure else one.seller | one.likely

    def _read_table(self, table: History) -> list[Money | None]:
        """What of the texts over a table is money; the degrees of its features are known then."""
        inner = self._columns(table)
        features: list[Money | None] = []
        own: dict[str, int] = {}
        for name, one in table.features.items():
            found = self._find(str(one.value.value), {**own, **inner})
            features.append(found)
            own[name] = (found and found.degree) or 0
        self.degrees |= own
        rest = [str(one.value.value) for one in table.computed.values()] + [str(one.when.value) for one in table.checks]
        return [*features, *(self._find(text, inner) for text in rest)]

    def _columns(self, table: History) -> dict[str, int]:
        inner = {name: int(one.type == "money") for name, one in table.fields.items()}
        for name, one in table.computed.items():
            found = self._find(str(one.value.value), inner)
            inner[name] = (found and found.degree) or 0
        return inner

    # --- what is in which currency

    def _currency(self, node: Node) -> str:
        return self.currencies.get(node.place.source, self.home)

    def _factor(self, currency: str, what: str) -> float:
        """What 1 in a currency is worth in the ruleset's; noted as used for `what`."""
        factor = self.rules.rates.get(currency)
        if factor is None:
            if currency not in self.rateless:
                node = self.draft.tree.get("currency") or self.draft.tree
                self.draft.problem(
                    node,
                    f"the currency is {self.home}, and {what} is written in {currency}: add the rate `{currency}: RATE` to the rates, or "
                    f"write {what} anew in {self.home}",
                    f"currency 为 {self.home}，而 {what} 以 {currency} 计：请在 rates 中加入 `{currency}: 汇率`，或以 {self.home} 重写 {what}",
                )
            self.rateless.add(currency)
            return 1.0
        self.done.setdefault(currency, []).append(what)
        return factor

    def _refuse(self, node: Node, currency: str, what: str, where: str = "") -> None:
        en, zh = (f" for {where}", f"（用于 {where}）") if where else ("", "")
        self.draft.problem(
            node,
            f"the currency is {self.home}, and {what} is written in {currency} in a way that cannot be converted{en}; write it anew in "
            f"{self.home}",
            f"currency 为 {self.home}，而 {what} 以 {currency} 计价且无法自动换算{zh}；请以 {self.home} 重写",
        )

    def _reads_money(self, text: str, degrees: Mapping[str, int] | None = None) -> bool:
        """Whether a text has an amount in it, as far as its words tell."""
        names = self.degrees if degrees is None else degrees
        return any(degree and name in text for name, degree in names.items())

    def _foreign(self, text: str, currency: str) -> set[str]:
        """The seller's numbers in a text that were written in another currency than it."""
        numbers = {name for name in _SELLER.findall(text) if _is_number(self.rules.seller.get(name))}
        return {name for name in numbers if self._currency(self.draft.tree.at(("seller", name))) != currency}

    def _find_strangers(
        self, text: str, found: Money | None, currency: str, degrees: Mapping[str, int] | None = None
    ) -> set[str]:
        """The seller's numbers in a text that were written in another currency than it, where it is unclear whether they are money."""
        strange = self._foreign(text, currency)
        if found is None:
            return (
                strange - (self.amounts - self.likely) if self._reads_money(text, degrees) else strange & self.amounts
            )
        doubtful = found.divisors
        if currency != self.home and (found.literals or found.degree):
            doubtful = found.factors
        return strange & ((doubtful - self.amounts) | self.likely)

    def _is_refused(
        self,
        node: Node,
        text: str,
        found: Money | None,
        what: str,
        currency: str,
        degrees: Mapping[str, int] | None = None,
    ) -> bool:
        """Whether the money of a text cannot be told; then that is a problem of its node."""
        strange = self._find_strangers(text, found, currency, degrees)
        if currency != self.home:
            known = found is not None or not (
                self._reads_money(text, degrees) or self.amounts.intersection(_SELLER.findall(text))
            )
            if not known or strange:
                self._refuse(node, currency, what)
            return not known or bool(strange)
        for name in sorted(strange):
            number = self.draft.tree.at(("seller", name))
            self._refuse(number, self._currency(number), f"seller.{name}", what)
        return bool(strange)

    # --- texts

    def _text(
        self, node: Node, what: str, currency: str | None = None, degrees: Mapping[str, int] | None = None
    ) -> Node:
        """A condition or scalar in the ruleset's currency."""
        currency, text = currency or self._currency(node), node.value
        if not isinstance(text, str):
            return node
        found = self._find(text, degrees)
        if self._is_refused(node, text, found, what, currency, degrees) or found is None:
            return node
        if currency == self.home or not found.literals:
            return node
        return replace(node, value=found.scaled(self._factor(currency, what)))

    def _history(self, table: History) -> History:
        inner, what = self._columns(table), f"history.{table.id}"
        both = {**{name: self.degrees.get(name, 0) for name in table.features}, **inner}

        def convert(node: Node, name: str) -> Node:
            return self._text(node, f"{what}.{name}", degrees=both if name.startswith("features.") else inner)

        return replace(
            table,
            computed={
                name: replace(one, value=convert(one.value, f"rows.{name}")) for name, one in table.computed.items()
            },
            features={
                name: replace(one, value=convert(one.value, f"features.{name}")) for name, one in table.features.items()
            },
            checks=tuple(replace(one, when=convert(one.when, f"checks.{one.id}")) for one in table.checks),
        )

    def _segment(self, segment: Segment) -> Segment:
        used = next((one.use for one in self.draft.entry.segments if one.id == segment.id), None)
        classes = [
            one if one.when is None
            else replace(one, when=self._text(one.when, f"segments.{segment.id}.{one.id}", HOME if used else None))
            for one in segment.classes
        ]  # fmt: skip
        return replace(segment, classes=tuple(classes))

    def _treatment(self, treatment: Treatment) -> Treatment:
        what = f"treatments.{treatment.id}"
        when = self._text(treatment.when, what) if treatment.when is not None else None
        offer = {key: self._term(key, node, f"{what}.offer.{key}") for key, node in treatment.offer.items()}
        return replace(treatment, when=when, offer=offer)

    def _term(self, key: str, node: Node, what: str) -> Node:
        currency = self._currency(node)
        if isinstance(node.value, str) and is_amount(key):
            found = self._find(node.value)
            plain = found is not None and found.degree != 1  # CASE WHEN grade = 'A' THEN 50000 END, employees * 200
            if plain and (
                self._foreign(node.value, currency) or (currency != self.home and _NUMBER.search(node.value))
            ):
                self._refuse(node, currency, what)
                return node
        if currency == self.home or isinstance(node.value, bool):
            return self._text(node, what)
        if isinstance(node.value, int | float):
            if not is_amount(key) or not node.value:
                return node
            return replace(node, value=_scale(node.value, self._factor(currency, what)))
        return self._text(node, what)

    # --- numbers

    def _field(self, field: Field) -> Field:
        node = self.draft.tree.get("fields")
        node = node.get(field.id) if node is not None else None
        if field.type != "money" or node is None or not (field.minimum or field.maximum):
            return field
        currency = self._currency(node)
        if currency == self.home:
            return field
        return _scale_range(field, self._factor(currency, f"fields.{field.id}"))

    def _reference(self, name: str) -> Any:
        table = self.rules.references[name]
        currency = self._currency(self.draft.tree.at(("references", name)))
        columns = [key for key, one in table.fields.items() if one.type == "money"]
        if not columns or currency == self.home:
            return table
        factor = self._factor(currency, f"references.{name}")
        rows = {
            key: {**row, **{column: _scale(row[column], factor) for column in columns if row.get(column) is not None}}
            for key, row in table.rows.items()
        }
        fields = {key: _scale_range(one, factor) if key in columns else one for key, one in table.fields.items()}
        return replace(table, fields=fields, rows=rows)

    def _seller(self, key: str, value: Any) -> Any:
        currency = self._currency(self.draft.tree.at(("seller", key)))
        if key not in self.amounts or currency == self.home or not _is_number(value):
            return value
        return _scale(value, self._factor(currency, f"seller.{key}"))

    def _params(self, criterion: RulesetCriterion) -> Any:
        changes = {}
        for key in criterion.criterion.money:
            value = getattr(criterion.params, key, None)
            node = criterion.node.get("params")
            node = node.get(key) if node is not None else None
            currency = self._currency(node) if node is not None else criterion.criterion.currency
            if _is_number(value) and currency != self.home:
                changes[key] = _scale(value, self._factor(currency, f"criteria.{criterion.id}.params.{key}"))
        return criterion.params.model_copy(update=changes) if changes else criterion.params

    # --- measures

    def _criterion(self, criterion: RulesetCriterion) -> RulesetCriterion:
        measures = tuple(self._measure(criterion, measure) for measure in criterion.measures)
        return replace(criterion, measures=measures, params=self._params(criterion))

    def _measure(self, criterion: RulesetCriterion, measure: Measure) -> Measure:
        own = criterion.node.get("measures")
        own = own.get(measure.id) if own is not None else None
        supplied = any(one.id == measure.id for one in criterion.criterion.measures) and criterion.supplier
        plugin = criterion.criterion.currency if supplied else self.home
        curve = own.get(measure.curve.kind) if own is not None else None
        value = own.get("value") if own is not None else None
        curve_currency = self._currency(curve) if curve is not None else plugin
        value_currency = self._currency(value) if value is not None else plugin
        what = f"criteria.{criterion.id}.measures.{measure.id}"
        node = own or criterion.node
        if isinstance(text := measure.value, str):
            found = self._find(text)
            if self._is_refused(node, text, found, what, value_currency):
                return measure
            degree: int | None = 0 if found is None else found.degree or 0
            if found is not None and found.literals and value_currency != self.home:
                measure = replace(measure, value=found.scaled(self._factor(value_currency, what)))
            if self._find_strangers(text, found, curve_currency) or (found is None and self._reads_money(text)):
                degree = None
        elif curve_currency == self.home:
            return measure
        else:
            degree = self._probe(criterion, measure)
        if curve_currency == self.home or degree == 0:
            return measure
        if degree is None or measure.curve.kind == "levels":
            self._refuse(node, curve_currency, what)
            return measure
        factor = self._factor(curve_currency, what) ** degree
        points = tuple((_scale(key, factor), score) for key, score in measure.curve.points)
        return replace(measure, curve=replace(measure.curve, points=points))

    def _probe(self, criterion: RulesetCriterion, measure: Measure) -> int | None:
        """The degree of a function: what becomes of its value when all money is doubled, which is exact; None for neither."""
        if not any(self.degrees.get(name) for name in measure.fields) or not set(measure.fields) <= set(
            self.rules.fields
        ):
            return 0
        fields = [self.rules.fields[name] for name in measure.fields]
        rows = make_rows(fields, 64)
        mine = [name for name in measure.fields if self.degrees.get(name)]
        seller = self.rules.seller
        keys = criterion.criterion.money
        doubled = {
            key: value * 2 if key in self.amounts and _is_number(value) else value for key, value in seller.items()
        }
        params = criterion.params
        changes = {key: getattr(params, key) * 2 for key in keys if _is_number(getattr(params, key, None))}
        twice = params.model_copy(update=changes) if changes else params
        try:
            once = _compute(measure, Context(params, seller, AS_OF), fields, rows)
            more = _compute(measure, Context(twice, doubled, AS_OF), fields, rows.with_columns(pl.col(mine) * 2.0))
        except (ConditionError, pl.exceptions.PolarsError):
            return 0  # told of where the plan is made
        for degree in (0, 1):
            if more == [value * 2.0**degree if _is_number(value) else value for value in once]:
                return degree
        return None

    def _explain(self) -> list[Problem]:
        return [
            Problem.of(
                f"money written in {currency} is converted to {self.home} at {format_number(self.rules.rates[currency])}: {', '.join(what)}",
                f"以 {currency} 计的金额已按 {format_number(self.rules.rates[currency])} 换算为 {self.home}：{'、'.join(what)}",
                (self.draft.tree.get("currency") or self.draft.tree).place,
            )
            for currency, what in self.done.items()
        ]


def _compute(measure: Measure, context: Context, fields: list[Field], rows: pl.DataFrame) -> list[Any]:
    value, kind = build_expression(measure, context, fields)
    return rows.select(cast_expression(value, kind).alias("~value"))["~value"].to_list()


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _scale(value: Any, factor: float) -> float:
    """A number times a factor, to 12 significant digits."""
    return float(format_number(float(value) * factor))


def _scale_range(field: Field, factor: float) -> Field:
    low, high = (None if one is None else _scale(one, factor) for one in (field.minimum, field.maximum))
    return replace(field, minimum=low, maximum=high)
