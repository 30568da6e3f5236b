"""Every node of conditions over every kind of argument: each compiles and evaluates, or is refused in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from sqlglot import exp

from shortlist import Ruleset
from shortlist.expressions.compiler import Compiler, compile_condition
from shortlist.expressions.nodes import Classes, Value
from shortlist.expressions.parser import ConditionError, parse
from shortlist.expressions.stages import Stages
from shortlist.expressions.table import TABLE
from shortlist.expressions.truth import ORDERED, Scalar, Truth, expression
from shortlist.model.criteria import Measure
from shortlist.model.curves import Curve, levels, linear
from shortlist.model.fields import Field
from shortlist.planning.features import Features
from shortlist.planning.rows import RowScope, complete
from shortlist.planning.scope import RULE, TREATMENT, Scope
from shortlist.planning.scores import score_measure
from shortlist.ruleset.definition import RulesetCriterion

AS_OF = date(2026, 11, 23)
RULESET = """\
ruleset: every
version: "1"
fields:
  visits: {type: integer, minimum: 0, title: {en: Visits, zh: 访问次数}}
  growth: {type: percent, title: {en: Growth, zh: 增长率}}
  spend: {type: money, title: {en: Spend, zh: 采购额}}
  stars: {type: rating, title: {en: Stars, zh: 星级}}
  likes_us: {type: bool, title: {en: Likes us, zh: 喜欢我们}}
  grown: {type: level, values: [seed, plant, tree], title: {en: Grown, zh: 成长}}
  city: {type: text, title: {en: City, zh: 城市}}
  seat: {type: country, title: {en: Seat, zh: 所在国}}
  met: {type: date, title: {en: Met, zh: 会面日期}}
seller: {max_order: 500, rate: 0.1, home: DE, motto: "Ünser_100%", since: 2020-02-29, open: true, centres: [1, 2], nothing: ""}
references:
  risk:
    file: risk.csv
    key: seat
    fields:
      index: {type: number}
      safe: {type: bool}
      label: {type: text}
      land: {type: country}
      day: {type: date}
      rank: {type: level, values: [seed, plant, tree]}
history:
  orders:
    prospect: id
    date: day
    fields:
      amount: {type: money}
      due: {type: date, future: true}
      paid: {type: date}
      kind: {type: text}
      origin: {type: country}
      late: {type: bool}
    features:
      ordered: SUM(amount)
      last_order: MAX(date)
      ever: COUNT(*) > 0
criteria:
  interest:
    weight: {default: 3, by: size, large: 5}
    measures: {visits: {value: visits, linear: {0: 0, 10: 100}}}
  fondness:
    weight: 1
    missing: skip
    title: {en: Fondness, zh: 好感}
    measures: {likes_us: {value: likes_us, levels: {false: 0, true: 100}}}
segments:
  - {id: size, classes: [{id: large, when: visits >= 8}, {id: small, else: true}]}
  - {id: place, classes: [{id: home, when: "seat = 'DE'"}, {id: away, else: true}]}
rules:
  - {id: big, when: spend > 1000, then: {conclude: big}}
  - {id: odd, when: big AND likes_us, then: [review, {conclude: odd}]}
treatments:
  - {id: one, for: [qualify], offer: {discount: 0.1}}
decision: {qualify: 70, review: 50, grades: {A: 80, B: 60, C: 0}}
"""
RISK = "seat,index,safe,label,land,day,rank\nDE,1.5,yes,fine,FR,2024-02-29,plant\nCN,3,,,,,\nKP,,no,Bonn,KP,2027-01-01,tree\n"


@dataclass
class Places:
    """A ruleset whose expressions are compiled and evaluated over a few prospects, in every place where one can stand."""

    ruleset: Ruleset
    scope: Scope
    frame: pl.DataFrame
    table: pl.DataFrame
    rows: pl.DataFrame
    criterion: RulesetCriterion
    nodes: Counter[type[exp.Expr]] = field(default_factory=Counter)
    compiled: int = 0

    @classmethod
    def load(cls, folder: Path) -> Places:
        (folder / "risk.csv").write_text(RISK, encoding="utf-8")
        path = folder / "every.yaml"
        path.write_text(RULESET, encoding="utf-8")
        ruleset = Ruleset.load(path)
        plan = ruleset.plan(AS_OF)
        for (
            one
        ) in ruleset.fields.values():  # the plan brings along what its conditions read, and here any field may be read
            plan.fields.setdefault(one.id, one)
        plan = replace(plan, references=tuple(ruleset.references.values()))
        frame = plan.compute(prospects(ruleset).lazy()).collect()
        table = orders()
        rows = complete(table.lazy(), ruleset.histories["orders"], ruleset.seller, AS_OF).collect()
        return cls(ruleset, plan.scope, frame, table, rows, ruleset.criteria["interest"])

    def try_all(self, texts: Sequence[tuple[str, str]]) -> Iterator[str]:
        """What goes wrong with expressions, each with the place where it stands; nothing where all is well."""
        try:
            wrong = list(self._try_batch(texts))
        except Exception as error:  # whatever it is, it is what is looked for
            if len(texts) > 1:
                half = len(texts) // 2
                yield from self.try_all(texts[:half])
                yield from self.try_all(texts[half:])
                return
            wrong = [f"{texts[0]}: {type(error).__name__}: {str(error)[:300]}"]
        yield from wrong

    def _try_batch(self, texts: Sequence[tuple[str, str]]) -> Iterator[str]:
        own = self.scope.copy()
        history = Features(self.ruleset.histories["orders"], self.ruleset.seller, AS_OF, self.table.columns)
        cells = RowScope(self.ruleset.histories["orders"], self.ruleset.seller, AS_OF, self.table.columns)
        shown: dict[str, list[tuple[str, pl.Expr]]] = {"frame": [], "rows": []}
        checks: list[tuple[str, str, str]] = []
        for number, (place, text) in enumerate(texts):
            try:
                self._count(text, place)
                if place == "feature":
                    history.add(f"x{number}", text)
                else:
                    value = self._compile(own, cells, place, text)
                    target = "rows" if place == "row" else "frame"
                    parts = _parts(value, f"x{number}:")
                    shown[target] += parts.items()
                    checks += [(target, text, f"x{number}:")]
                self.compiled += 1
            except ConditionError as error:
                if (fault := _fault(error, text)) is not None:
                    yield f"{text!r}: {fault}"
        bases = {"frame": (self.frame, own.stages), "rows": (self.rows, cells.stages)}
        got = {name: _evaluate(*bases[name], parts) for name, parts in shown.items() if parts}
        if history.results:
            fields = {name: Field(name, "number") for name in history.results}  # of no range
            history.attach(self.frame.lazy().select("prospect_id"), self.table.lazy(), fields).collect()
        for target, text, name in checks:
            if (fault := _contradiction(got[target], name)) is not None:
                yield f"{text!r}: {fault}"

    def _count(self, text: str, place: str) -> None:
        if place != "feature":
            self.nodes.update(type(node) for node in parse(text).walk())

    def _compile(self, scope: Scope, cells: RowScope, place: str, text: str) -> Value | pl.Expr:
        if place == "row":
            return Compiler(cells).value(parse(text))
        if place == "rule":
            with scope.reading("try", RULE):
                return scope.stages.hold(compile_condition(text, scope))
        if place == "offer":
            with scope.reading("try", TREATMENT):
                return Compiler(scope).value(parse(text))
        curve: Curve = linear({0: 0, 10: 100}) if place == "linear" else levels({"DE": 10, "Bonn": 90}, 0)
        curve = levels({True: 10, False: 0}) if place == "bool" else curve
        measure = Measure("visits", text, curve=curve)
        return score_measure(scope, self.criterion, replace(measure, id=f"m{len(scope.stages.names)}"), 1.0).score


def prospects(ruleset: Ruleset) -> pl.DataFrame:
    """A few typed prospects: full, empty, and odd."""
    rows: list[dict[str, Any]] = [
        {"visits": 9, "growth": 0.1, "spend": 2000.0, "stars": 5, "likes_us": True, "grown": "tree", "city": "Bonn", "seat": "DE",
         "met": date(2026, 1, 31), "ordered": 12.5, "last_order": date(2025, 12, 31), "ever": True},
        {},
        {"visits": 0, "growth": -0.1, "spend": 1e308, "likes_us": False, "grown": "seed", "city": "", "seat": "CN", "met": date(1, 1, 1), "ever": False},
        {"visits": 3, "spend": -0.0, "stars": 1, "city": "ẞtraße\n_%", "seat": "KP", "grown": "plant", "ordered": 0.30000000000000004},
        {"visits": 2, "growth": 3.3333333333333335, "seat": "FR", "last_order": date(1969, 12, 31), "likes_us": True},
    ]  # fmt: skip
    names = [name for name in ruleset.fields if any(name in row for row in rows)]
    return pl.DataFrame(
        {name: [row.get(name) for row in rows] for name in names},
        schema={name: ruleset.fields[name].dtype for name in names},
    )


def orders() -> pl.DataFrame:
    """A small history."""
    return pl.DataFrame(
        {
            "prospect": ["1", "1", "3", None], "date": [date(2026, 1, 1), date(2026, 2, 2), date(2025, 5, 5), date(2025, 1, 1)],
            "amount": [1.5, None, 1e308, 2.0], "due": [date(2027, 1, 1), None, date(1970, 1, 1), None], "paid": [None, date(2026, 3, 3), None, None],
            "kind": ["invoice", None, "", "ß"], "origin": ["DE", None, "CN", "DE"], "late": [True, None, False, True],
        },
        schema={"prospect": pl.String, "date": pl.Date, "amount": pl.Float64, "due": pl.Date, "paid": pl.Date, "kind": pl.String,
                "origin": pl.String, "late": pl.Boolean},
    )  # fmt: skip


def _parts(value: Value | pl.Expr, name: str) -> dict[str, pl.Expr]:
    """What is to be evaluated of a value: what it is now, its flags and ends."""
    if isinstance(value, Truth):
        flags = {"t": value.t, "f": value.f, "n": value.n}
        found = {"now": expression(value.now, pl.Boolean), **{key: expression(flag) for key, flag in flags.items()}}
    elif isinstance(value, Classes):
        found = {"class": value.now, "unknown": expression(value.unknown)}
    elif isinstance(value, Scalar):
        dtype = pl.Float64 if value.kind in ORDERED else pl.String
        found = {"value": expression(value.now, dtype), "null": expression(value.null), "can": expression(value.value)}
        if value.kind in ORDERED:
            found |= {"low": expression(value.low, pl.Float64), "high": expression(value.high, pl.Float64)}
    else:
        found = {"score": value}
    return {f"{name}{key}": part for key, part in found.items()}


def _evaluate(base: pl.DataFrame, stages: Stages, parts: Sequence[tuple[str, pl.Expr]]) -> dict[str, list[Any]]:
    new, there = Stages(), set(base.columns)
    for step in stages._steps:  # what the base has is computed already
        for one in step:
            if (name := one.meta.output_name()) not in there:
                new.add(name, one)
    frame = new.apply(base.lazy()).select(part.alias(name) for name, part in parts)
    return frame.collect().to_dict(as_series=False)


def _fault(error: ConditionError, text: str) -> str | None:
    """What is wrong with a refusal."""
    if not (0 <= error.offset <= len(text)):
        return f"the refusal's place {error.offset} is not in it"
    if "\n" in error.text.en + error.text.zh and "\n" not in text:
        return f"more than a line: {error.text.en}"
    return None if error.text.en and error.text.zh else "nothing is said"


def _contradiction(got: Mapping[str, list[Any]], name: str) -> str | None:
    """Where what a value is now lies outside what it can be."""
    parts = {
        key: got[name + key]
        for key in ("now", "t", "f", "n", "value", "null", "can", "low", "high")
        if name + key in got
    }
    height = len(got[next(iter(got))])
    rows = [{key: part[row if len(part) > 1 else 0] for key, part in parts.items()} for row in range(height)]
    for row in rows:
        if any(row.get(flag) is None for flag in ("t", "f", "n", "null", "can") if flag in row):
            return f"a flag is null: {row}"
        if "now" in row and not row[{True: "t", False: "f", None: "n"}[row["now"]]]:
            return f"it is what it cannot be: {row}"
        if "value" in row and not row["null" if row["value"] is None else "can"]:
            return f"it is what it cannot be: {row}"
        if "low" in row and row["value"] is not None and not row["low"] <= row["value"] <= row["high"]:
            return f"it lies outside its ends: {row}"
    return None


def name_missing(places: Places) -> list[str]:
    """The nodes that are allowed and stood in none of the expressions."""
    return [node.__name__ for node in TABLE if node not in places.nodes]
