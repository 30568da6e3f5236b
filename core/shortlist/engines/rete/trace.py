"""Traces how one prospect was decided: the facts told, the rules that fired, and what each of them used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from shortlist.engines.rete.engine import Durable
from shortlist.engines.rete.formulas import Pattern
from shortlist.engines.rete.network import Absent, Condition
from shortlist.engines.rete.process import LostError
from shortlist.errors import ShortlistError
from shortlist.language import LANGUAGES, Text
from shortlist.planning.plan import Plan

Kind = Literal["told", "fired", "absent"]


@dataclass(frozen=True)
class Step:
    """One step of a chaining: a fact was `told`, a rule `fired` and showed something, or something stayed `absent`.

    `says`: the fact, what was shown, or what was not. `used`: the facts and earlier conclusions that the rule joined.
    """

    kind: Kind
    says: Text
    used: tuple[Text, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON, in both languages."""
        return {
            "step": self.kind,
            "says": dict(zip(LANGUAGES, self.says, strict=True)),
            "used": [dict(zip(LANGUAGES, text, strict=True)) for text in self.used],
        }


def trace(plan: Plan, prospect: pl.DataFrame) -> list[Step]:
    """The steps by which the engine durable decides one prospect, in order. `prospect` is a typed frame of one row.

    A rule that shows again what was already shown is left out. Raises ShortlistError where the engine cannot run here or
    fails on this prospect.
    """
    with Durable(plan.fit(prospect.columns)) as engine:
        values = engine.read_facts(prospect)
        try:
            events = engine.child.trace(values)
        except LostError as error:
            fault = Text(f"the engine could not chain this prospect: {error}", f"引擎无法对该客户推理：{error}")
            raise ShortlistError(fault) from None
        facts, statements = engine.model.facts, engine.model.network.statements
    # A fact may be told in several messages, and a statement shown in several ways; the reader sees each once.
    steps: dict[Step, None] = {}
    seen: set[int] = set()
    for kind, what in events:
        if kind == "told" and what < len(facts):  # the one behind them is ALWAYS
            says = f"{facts[what].text}: {_spell(values[what])}"
            steps[Step("told", Text(says, says))] = None
        elif kind == "fired":
            number, _, way = what.partition(".")
            if int(number) not in seen:
                seen.add(int(number))
                used = tuple(_describe(c, [s.text for s in statements]) for c in statements[int(number)].ways[int(way)])
                steps[Step("fired", statements[int(number)].text, used)] = None
        elif kind == "absent":
            steps[Step("absent", statements[what].text)] = None
    return list(steps)


def _describe(condition: Condition, says: Sequence[Text]) -> Text:
    if isinstance(condition, Pattern):
        return Text(condition.text, condition.text)
    if isinstance(condition, Absent):
        return Text(f"not shown: {says[condition.statement].en}", f"未得出：{says[condition.statement].zh}")
    return says[condition.statement]


def _spell(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.15g}" if isinstance(value, float) else f"'{value}'"


def lines(steps: Sequence[Step]) -> list[str]:
    """The steps as lines of text in the language of the process, rules numbered in the order in which they fired."""
    words = {
        "told": Text("fact      ", "事实    "),
        "absent": Text("not shown ", "未得出  "),
    }
    found: list[str] = []
    number = 0
    for step in steps:
        if step.kind != "fired":
            found.append(f"{words[step.kind]}{step.says}")
            continue
        number += 1
        used = str(Text(", ", "、")).join(str(text) for text in step.used)
        because = str(Text(" because ", "，依据：")) + used if used else ""
        found.append(f"{Text(f'{number:>3}. rule   ', f'{number:>3}. 规则 ')}{step.says}{because}")
    return found
