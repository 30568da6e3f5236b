"""Compiling: from a ruleset to a plan, in the order of evaluation (docs/semantics.md, section 5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache, partial

import polars as pl

from shortlist.errors import Place, Problem, RulesetError, ShortlistError
from shortlist.expressions.nodes import Classes
from shortlist.expressions.stages import TooLargeError
from shortlist.model.criteria import weight_fault
from shortlist.planning import columns
from shortlist.planning.decision import Decided, Fired, decide
from shortlist.planning.function_measures import name_mistakes
from shortlist.planning.plan import Plan
from shortlist.planning.reasons import Explainer
from shortlist.planning.scope import Scope
from shortlist.planning.scores import (
    ScoredMeasure,
    Weighting,
    list_weightings,
    note_percent,
    score_criterion,
    score_measure,
    score_total,
    weighed_criteria,
)
from shortlist.planning.taken import Taken
from shortlist.planning.treatments import compile_treatments, name_decision
from shortlist.planning.wanting import Wanting
from shortlist.ruleset.definition import Reference, Ruleset, RulesetCriterion

VARIANTS = 8  # plans of one ruleset and day that are kept, each for lists with ranges of other fields


def compile_plan(
    ruleset: Ruleset, as_of: date, broken: frozenset[str] = frozenset(), ranged: frozenset[str] = frozenset()
) -> Plan:
    """The plan of a ruleset for a day. Two plans of one ruleset and day are equal.

    Raises RulesetError with every condition and measure that is wrong. What reads a `broken` name, whose mistake was found
    before, makes no plan either, and no problem of its own: the error may hold none. `ranged` are the fields of which a frame
    has ranges; `Plan.decide` compiles for those of its own frame.

    >>> from shortlist import Ruleset
    >>> day = date(2026, 11, 23)
    >>> compile_plan(Ruleset.load("b2b"), day) == compile_plan(Ruleset.load("b2b"), day)
    True
    """
    # To Python a datetime is a date, but the two do not compare.
    if not isinstance(as_of, date) or isinstance(as_of, datetime):
        raise ShortlistError.of(
            f"as_of is a date such as date(2026, 11, 23); found {as_of!r}",
            f"as_of 须为日期，如 date(2026, 11, 23)；实际为 {as_of!r}",
            Place("as_of"),
        )
    scope = Scope(ruleset, as_of, broken, ranged)
    try:
        return _compile(scope)
    except TooLargeError as error:  # by what many rules or criteria come to together
        raise RulesetError([*scope.problems, Problem(error.text, error.place or Place(ruleset.source))]) from None


def _compile(scope: Scope) -> Plan:
    ruleset = scope.ruleset
    measures = [one for criterion in ruleset.criteria.values() for one in _score_criterion(scope, criterion)]
    # The segment that weights read comes before the total; the others may read the total, and come behind it.
    driver = _classify(scope, scope.driver) if scope.driver in ruleset.segments else None
    choices = _score_total(scope, driver)
    segments = {name: _classify(scope, name) for name in ruleset.segments}
    truths = [(rule, scope.report(rule.when, partial(scope.rule, rule))) for rule in ruleset.rules]
    fired = [Fired.of(rule, truth, scope.stages) for rule, truth in truths if truth is not None]
    named = {name: segment.now for name, segment in segments.items() if segment is not None}
    if scope.problems or not choices or len(fired) < len(truths) or len(named) < len(segments):
        compile_treatments(scope, None)
        raise RulesetError(scope.problems)
    total = scope.scores[columns.TOTAL]
    decided = decide(fired, total, ruleset.decision, scope.stages)
    scope.decided = name_decision(decided, total, ruleset.decision)
    wanting = Wanting(scope, measures)
    wanting.prepare(fired)
    taken = Taken(wanting, weighed_criteria(choices)).with_grade(decided, total, ruleset.decision)
    treated, derived = compile_treatments(scope, decided, taken.rests)
    if scope.problems:
        raise RulesetError(scope.problems)
    labels = {"grade": taken.grade, **{name: taken.is_segment(name, one) for name, one in segments.items() if one}}
    explainer = Explainer(wanting, choices, fired, decided, ruleset.decision, labels | derived)
    outputs = _decision_columns(scope, decided) | {
        "reasons": explainer.write_reasons(),
        "ask_next": explainer.write_asks(),
        columns.BLANK: explainer.write_blanks(),
    }
    outputs |= {**treated, "tags": explainer.write_tags(), **named}
    outputs |= {name: scope.scores[name].now for name in ruleset.criteria}
    return Plan(
        ruleset, scope.as_of, scope, tuple(measures), tuple(choices), tuple(fired), decided, wanting, outputs,
        dict(scope.fields_used), _find_references(scope),
        lru_cache(VARIANTS)(partial(compile_plan, ruleset, scope.as_of, scope.broken)),
    )  # fmt: skip


def _score_criterion(scope: Scope, criterion: RulesetCriterion) -> list[ScoredMeasure]:
    """A criterion's measures, of which the scope gets the criterion's score; none where one of them is wrong."""
    scored: list[ScoredMeasure] = []
    measures = [measure for measure in criterion.measures if measure.weight > 0]
    for measure in measures:
        node = criterion.node.at(("measures", measure.id, "value"))
        if note := note_percent(scope, measure):
            scope.notes.append(Problem(note, node.place))
        score = partial(score_measure, scope, criterion, measure, measure.weight)
        found = scope.report(node, partial(name_mistakes, criterion, measure, score))
        if found is not None:
            scored.append(found)
    if len(scored) < len(measures):
        return []
    scope.scores[criterion.id] = score_criterion(scope, criterion, scored)
    return scored


def _classify(scope: Scope, name: str | None) -> Classes | None:
    segment = scope.ruleset.segments[name or ""]
    return scope.report(segment.node, partial(scope.segment, segment))


def _score_total(scope: Scope, driver: Classes | None) -> list[Weighting]:
    """The weightings, of which the scope gets the total; none where a criterion, a weight or the driver is wrong."""
    criteria = scope.ruleset.criteria
    if len(scope.scores) < len(criteria) or (scope.driver and driver is None):
        return []
    classes = [None, *(driver.possible if driver else ())]
    if any(weight_fault(criterion.weight.of(name) for criterion in criteria.values()) for name in classes):
        return []
    choices = list_weightings(scope.ruleset, driver)
    scope.scores[columns.TOTAL] = score_total(scope, choices)
    return choices


def _decision_columns(scope: Scope, decided: Decided) -> dict[str, pl.Expr]:
    total = scope.scores[columns.TOTAL]
    return {
        "decision": decided.decision, "grade": decided.grade, "score": total.now, "score_low": total.low, "score_high": total.high,
        "certain": decided.certain, "decision_worst": decided.worst, "decision_best": decided.best, "coverage": total.coverage,
    }  # fmt: skip


def _find_references(scope: Scope) -> tuple[Reference, ...]:
    """The reference tables that something reads."""
    tables: Mapping[str, Reference] = scope.ruleset.references
    read = {name.partition(".")[0] for names in scope.mentions.values() for name in names if "." in name}
    return tuple(table for name, table in tables.items() if name in read)
