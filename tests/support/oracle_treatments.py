"""Treatments a second time (docs/semantics.md, section 6): which one a decided prospect gets, and what it is offered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Context
from typing import Any

from tests.support.oracle_evaluation import Evaluation, Meaning
from tests.support.oracle_sql import Node, parse
from tests.support.oracle_values import Scalar, Segment, Truth, Value, finite, point

TWELVE_DIGITS = Context(prec=12)


@dataclass(frozen=True, eq=False)
class Treatment:
    """`when` None: for every prospect of these decisions. Offers are values, or SQL as a Node."""

    id: str
    when: Node | None
    decisions: list[str]
    offer: dict[str, Any]

    @classmethod
    def of(cls, raw: dict[str, Any]) -> Treatment:
        offer = {key: parse(value) if isinstance(value, str) else value for key, value in raw.get("offer", {}).items()}
        when = parse(raw["when"]) if "when" in raw else None
        return cls(raw["id"], when, raw.get("for", ["qualify"]), offer)


class Treatments:
    """The treatments of a ruleset that are in use; `grades` from the lowest to the highest."""

    def __init__(self, raw: list[dict[str, Any]], meaning: Meaning, grades: list[str]) -> None:
        self.meaning = Meaning(
            meaning.names | {"decision": "segment", "grade": "level:grade"},
            meaning.levels | {"level:grade": grades},
            meaning.as_of,
        )
        self.treatments = [Treatment.of(one) for one in raw if one.get("use", True)]

    def columns(
        self, decision: str, grade: str | None, look_up: Callable[[str], Value], silent: bool = False
    ) -> dict[str, Any]:
        """`treatment` and a column a key; none in a ruleset without treatments. `silent` as of an Evaluation."""
        if not self.treatments:
            return {}
        evaluation = self.evaluate(decision, grade, look_up, silent)
        chosen = next((one for one in self.treatments if self.applies(one, decision, evaluation)), None)
        offers = chosen.offer if chosen else {}
        keys = dict.fromkeys(key for one in self.treatments for key in one.offer)
        found = {f"offer_{key}": self.value(offers[key], evaluation) if key in offers else None for key in keys}
        return {"treatment": chosen.id if chosen else None} | found

    def evaluate(self, decision: str, grade: str | None, look_up: Callable[[str], Value], silent: bool) -> Evaluation:
        grades = self.meaning.levels["level:grade"]
        decided: dict[str, Value] = {
            "decision": Segment(decision, frozenset({decision})),
            "grade": point(None if grade is None else float(grades.index(grade))),
        }
        return Evaluation(self.meaning, lambda name: decided.get(name) or look_up(name), silent)

    def taken(
        self,
        decision: str,
        grade: str | None,
        look_up: Callable[[str], Value],
        hangs: Callable[[list[Node], Evaluation], bool],
        by_grade: bool,
    ) -> list[str]:
        """The columns of the prospect's treatment that were taken from a range, of which `hangs` says which texts read them."""
        evaluation = self.evaluate(decision, grade, look_up, False)

        def rests(node: Node, certain: bool) -> bool:
            return (not certain and hangs([node], evaluation)) or (by_grade and "grade" in node.names())

        open_ = False
        for one in self.treatments:
            if decision in one.decisions and one.when is not None:
                open_ = open_ or rests(one.when, evaluation.truth(one.when).certain)
            if self.applies(one, decision, evaluation):
                texts = {key: node for key, node in one.offer.items() if isinstance(node, Node)}
                offers = [key for key, node in texts.items() if rests(node, self.is_known(node, evaluation))]
                keys = dict.fromkeys(key for other in self.treatments for key in other.offer)
                return ["treatment"] * open_ + [f"offer_{key}" for key in keys if key in offers]
        return []

    def is_known(self, node: Node, evaluation: Evaluation) -> bool:
        """Whether an offer can come to one thing alone."""
        kind = self.meaning.kind(node)
        value = evaluation.value(node, "text" if kind == "literal" else kind)
        if isinstance(value, Segment):
            return len(value.possible) == 1
        return value.certain if isinstance(value, Truth) else value.known

    @staticmethod
    def applies(treatment: Treatment, decision: str, evaluation: Evaluation) -> bool:
        if decision not in treatment.decisions:
            return False
        return treatment.when is None or evaluation.truth(treatment.when).now is True

    def value(self, offered: Any, evaluation: Evaluation) -> Any:
        if isinstance(offered, dict):
            return offered["en"]
        if not isinstance(offered, Node):
            return offered
        kind = self.meaning.kind(offered)
        found = evaluation.value(offered, "text" if kind == "literal" else kind)
        if found.now is None or not isinstance(found, Scalar):
            return found.now
        if evaluation.silent and found.rests:
            return None
        if kind == "date":
            return date.fromordinal(found.now)
        if kind in self.meaning.levels:
            return self.meaning.levels[kind][int(found.now)]
        return finite(float(TWELVE_DIGITS.create_decimal_from_float(found.now))) if kind == "number" else found.now
