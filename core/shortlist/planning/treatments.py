"""Treatments compiled: which one a decided prospect gets, and what it offers.

A treatment follows the decision as shown. Nothing is said of what it could still become: its columns have no bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl

from shortlist.errors import Problem
from shortlist.expressions.compiler import Compiler, find_mentions
from shortlist.expressions.functions import finite
from shortlist.expressions.nodes import KIND_NAMES, Classes
from shortlist.expressions.parser import ConditionError, parse
from shortlist.expressions.truth import Flag, Scalar, Truth, both, expression, opposite, some
from shortlist.language import Text
from shortlist.planning import columns
from shortlist.planning.decision import Decided, rated_score
from shortlist.planning.scope import TREATMENT, Scope, Scored, place_within
from shortlist.ruleset.definition import Ruleset, Treatment
from shortlist.ruleset.document import Node
from shortlist.ruleset.schema import DecisionEntry

Rests = Callable[[str, Flag], Flag]
DIGITS = 12
"""Significant digits of an offer that is computed: 0.05 * 3 is offered as 0.15."""
DTYPES: dict[str, pl.DataType] = {
    "integer": pl.Int64(), "number": pl.Float64(), "truth": pl.Boolean(), "date": pl.Date(), "text": pl.String()
}  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """What a treatment offers under a key: a column of the kind `integer`, `number`, `truth`, `date` or `text`.

    Of one in SQL, `label` is that of its text, and `open` whether it could still come to something else.
    """

    treatment: str
    kind: str
    value: pl.Expr
    node: Node
    label: str = ""
    open: Flag = False


def treatment_columns(ruleset: Ruleset) -> list[str]:
    """The output columns of a ruleset's treatments: `treatment`, then `offer_KEY` in the order of first mention."""
    return ["treatment", *(columns.offer(key) for key in _offered_keys(ruleset))] if ruleset.treatments else []


def collect_offers(row: Mapping[str, Any], ruleset: Ruleset) -> dict[str, Any]:
    """Of a decided row the terms of its treatment, by key; empty where it has none."""
    return {key: value for key in _offered_keys(ruleset) if (value := row[columns.offer(key)]) is not None}


def _offered_keys(ruleset: Ruleset) -> list[str]:
    return list(dict.fromkeys(key for treatment in ruleset.treatments for key in treatment.offer))


TERMS = {
    "payment_days": Text("payment term, days", "账期（天）"),
    "credit_limit": Text("credit limit", "授信额度"),
    "credit_available": Text("credit still available", "可用授信额度"),
    "service_level": Text("service level", "服务等级"),
    "prepayment": Text("prepayment", "预付款"),
    "prepayment_share": Text("prepayment, share of the order", "预付款比例"),
    "advance_share": Text("advance, share of the receivables", "融资比例"),
    "discount": Text("discount", "折扣"),
    "guarantee": Text("guarantee", "担保"),
    "next_step": Text("next step", "下一步"),
    "remedy": Text("remedy", "改进措施"),
    "review_days": Text("look again after, days", "复查间隔（天）"),
}
"""What usual keys of offers are called."""


def term_title(key: str) -> Text:
    """What a key of offers is called; one that is not usual by its own words."""
    return TERMS.get(key) or Text.of(key.replace("_", " "))


def name_decision(decided: Decided, total: Scored, cuts: DecisionEntry) -> dict[str, Truth | Scalar | Classes]:
    """What `decision` and `grade` mean in a treatment: a class, and a level from the lowest grade to the highest."""
    # The decision that was taken, whatever else it could still become: a treatment is chosen for that.
    possible: dict[str, Flag] = {one: decided.decision == one for one in ("reject", "review", "qualify")}
    grades = sorted(cuts.grades, key=lambda grade: cuts.grades[grade])
    score, rank = rated_score(total, cuts), pl.lit(None, pl.Float64)
    for index, grade in enumerate(grades):
        rank = pl.when(score >= cuts.grades[grade]).then(float(index)).otherwise(rank)
    # No grade is none for good: a condition that asks for it is not open.
    level = Scalar.column("level", rank, pl.lit(False), values=tuple(grades), nullable=True)
    return {"decision": Classes(decided.decision, possible, False), "grade": level}


def compile_treatments(
    scope: Scope, decided: Decided | None, rests: Rests = lambda *_: False
) -> tuple[dict[str, pl.Expr], dict[str, Flag]]:
    """The columns of the ruleset's treatments, and by column where it was taken from a range; mistakes become problems of the scope.

    Without `decided`, because something before it is broken, only the problems count. `rests` says by the label of a text,
    and whether what it comes to is open, whether that was taken from a range.
    """
    treatments = scope.ruleset.treatments
    chosen, conditions = pl.lit(None, pl.String), []
    for treatment in treatments:
        work = partial(_compile_condition, scope, treatment, decided)
        if (found := scope.report(treatment.when or treatment.node, work)) is not None:
            conditions.append((treatment.id, *found))
    for name, shown, truth in reversed(conditions):
        chosen = pl.when(expression(both(shown, truth.is_true))).then(pl.lit(name)).otherwise(chosen)
    offers: dict[str, list[Offer]] = {}
    for treatment in treatments:
        for key, node in treatment.offer.items():
            offer = scope.report(node, partial(_compile_offer, scope, treatment, key, node))
            if offer is not None:
                offers.setdefault(key, []).append(offer)
    if not treatments:
        return {}, {}
    chosen = scope.stages.add(columns.TREATMENT, chosen)
    found_ = {columns.offer(key): _merge_offers(scope, chosen, key, some_) for key, some_ in offers.items()}
    return {"treatment": chosen, **found_}, _find_taken(chosen, conditions, offers, rests)


def _find_taken(
    chosen: pl.Expr,
    conditions: Sequence[tuple[str, Flag, Truth]],
    offers: Mapping[str, Sequence[Offer]],
    rests: Rests,
) -> dict[str, Flag]:
    """By column where it was taken from a range: by a condition up to that of the treatment, or by what the offer reads."""
    before: list[Flag] = []
    flags: list[Flag] = []
    for name, shown, truth in conditions:
        before.append(both(shown, rests(f"treatment {name}", opposite(truth.known))))
        flags.append(both(chosen == name, some(before)))
    taken = {"treatment": some(flags)}
    for key, found in offers.items():
        own = [both(chosen == one.treatment, rests(one.label, one.open)) for one in found]
        taken[columns.offer(key)] = some(own)
    return taken


def _compile_condition(scope: Scope, treatment: Treatment, decided: Decided | None) -> tuple[Flag, Truth]:
    """Whether the decision is one that the treatment is for, and its condition."""
    truth = Truth.constant(True)
    if treatment.when is not None:
        truth = scope.condition(treatment.when, f"treatment {treatment.id}", TREATMENT)
    return some([decided.decision == one for one in treatment.decisions]) if decided else False, truth


def _compile_offer(scope: Scope, treatment: Treatment, key: str, node: Node) -> Offer:
    value = node.data()
    if isinstance(value, str):
        label = f"treatment {treatment.id}, {key}"
        kind, column, open_ = _compile_sql(scope, label, node)
        return Offer(treatment.id, kind, column, node, label, open_)
    if isinstance(value, dict):
        return Offer(treatment.id, "text", pl.lit(str(Text(**value))), node)
    kind = {bool: "truth", int: "integer"}.get(type(value), "number")
    return Offer(treatment.id, kind, pl.lit(value, DTYPES[kind]), node)


def _compile_sql(scope: Scope, label: str, node: Node) -> tuple[str, pl.Expr, Flag]:
    """The kind and column of an offer in SQL, and whether it could still come to something else."""
    try:
        with scope.reading(label, TREATMENT):
            compiler, tree = Compiler(scope), parse(str(node.value))
            value = compiler.value(tree)
            scope.note_mentions(label, find_mentions(compiler, tree) if scope.ranged else ())
    except ConditionError as error:
        error.place = error.place or place_within(node, error.offset)
        error.text = Text(
            f"{error.text.en} (an offer that is a text: {{en: ..., zh: ...}})",
            f"{error.text.zh}（文本请写成 {{en: ..., zh: ...}}）",
        )
        raise
    if isinstance(value, Classes):
        return "text", value.now, value.undetermined
    if isinstance(value, Truth):
        return "truth", expression(value.now, pl.Boolean), opposite(value.known)
    return *_type_value(value), opposite(value.known)


def _type_value(value: Scalar) -> tuple[str, pl.Expr]:
    now: Any = value.now
    if value.rests is not False:
        now = pl.when(~expression(value.rests)).then(expression(now))
    if value.kind in ("number", "null"):
        return "number", finite(expression(now, pl.Float64)).round_sig_figs(DIGITS)
    if value.kind == "date":
        return "date", expression(now, pl.Float64).cast(pl.Int32, strict=False).cast(pl.Date)
    if value.kind == "level":
        ranks = expression(now, pl.Float64).cast(pl.UInt32)
        return "text", pl.lit(pl.Series(value.values, dtype=pl.String)).gather(ranks)
    return "text", expression(now, pl.String)


def _merge_offers(scope: Scope, chosen: pl.Expr, key: str, offers: list[Offer]) -> pl.Expr:
    """One column for what the treatments offer under a key; null where the prospect's offers nothing there."""
    kinds = {offer.kind for offer in offers}
    kind = "number" if kinds == {"integer", "number"} else offers[0].kind
    column = pl.lit(None, DTYPES[kind])
    for offer in reversed(offers):
        if offer.kind not in (kind, "integer" if kind == "number" else kind):
            first, here = (KIND_NAMES["number" if k == "integer" else k] for k in (kind, offer.kind))
            text = Text(
                f"'{key}' is {here.en} here, but {first.en} in '{offers[0].treatment}'; a column is of one kind",
                f"'{key}' 在此是{here.zh}，而在 '{offers[0].treatment}' 中是{first.zh}；一列只能是一种类型",
            )
            scope.problems.append(Problem(text, offer.node.place))
            continue
        column = pl.when(chosen == offer.treatment).then(offer.value.cast(DTYPES[kind])).otherwise(column)
    return column
