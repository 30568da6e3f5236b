"""The decision: which step decides now, and which decisions are still possible (docs/semantics.md, section 6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from shortlist.expressions.stages import Stages
from shortlist.expressions.truth import Flag, Truth, both, either, every, expression, opposite, some
from shortlist.planning import columns
from shortlist.planning.scope import Scored
from shortlist.ruleset.definition import Rule
from shortlist.ruleset.schema import DecisionEntry

REJECT, REVIEW, QUALIFY, GATE, SCORE = range(1, 6)
STEP_OF = {"reject": REJECT, "review": REVIEW, "qualify": QUALIFY}


@dataclass(frozen=True)
class Fired:
    """A rule with the truth of its condition; `fired` it is true now, `unknown` it is null now and that means review."""

    rule: Rule
    truth: Truth
    fired: Flag
    unknown: Flag

    @classmethod
    def of(cls, rule: Rule, truth: Truth, stages: Stages) -> Fired:
        fired = stages.add(columns.fired(rule.id), expression(truth.is_true))
        null = truth.now.is_null() if isinstance(truth.now, pl.Expr) else truth.now is None
        unknown = stages.add(columns.unknown(rule.id), expression(null)) if rule.if_unknown == "review" else False
        return cls(rule, truth, fired, unknown)

    @property
    def undetermined(self) -> Flag:
        return opposite(self.truth.known)


@dataclass(frozen=True)
class Decided:
    """The decision as columns. `step` (1-5) decides; `before` is the decision before `when_uncertain`; `score` is held to the cuts."""

    decision: pl.Expr
    before: pl.Expr
    step: pl.Expr
    worst: pl.Expr
    best: pl.Expr
    certain: pl.Expr
    grade: pl.Expr
    score: pl.Expr


def only(truth: Truth, flag: str) -> Flag:
    """The truth can be this and nothing else."""
    others = [opposite(getattr(truth, other)) for other in "tfn" if other != flag]
    return both(getattr(truth, flag), every(others))


def _may(fired: Sequence[Fired], kind: str) -> Flag:
    return some([f.truth.t for f in fired if f.rule.decision == kind])


def _must(fired: Sequence[Fired], kind: str) -> Flag:
    """Some rule surely decides as its kind, given that step 2 was passed where that is asked of a qualify rule."""
    flags = []
    for item in fired:
        passed = item.rule.if_unknown == "review" and kind == "qualify"
        if item.rule.decision == kind:
            flags.append(opposite(item.truth.f) if passed else only(item.truth, "t"))
    return some(flags)


def _may_review(fired: Sequence[Fired]) -> Flag:
    return either(_may(fired, "review"), some([f.truth.n for f in fired if f.rule.if_unknown == "review"]))


def _must_review(fired: Sequence[Fired]) -> Flag:
    """Some rule rejects or reviews whatever is found out, so that step 2 is never passed."""

    def flags() -> Iterator[Flag]:
        for item in fired:
            if item.rule.if_unknown == "review":
                stops = item.rule.decision in ("reject", "review")
                yield opposite(item.truth.f) if stops else only(item.truth, "n")
            elif item.rule.decision == "review":
                yield only(item.truth, "t")

    return some(list(flags()))


def decisive_score(total: Scored, cuts: DecisionEntry) -> pl.Expr:
    """The score that is held to the cuts: where there is none but all that it may be lead to one decision, one of these."""
    if total.waits is False:
        return total.now
    settled = _decide_by_cut(total.low, cuts) == _decide_by_cut(total.high, cuts)
    return pl.when(~expression(total.waits) | settled).then(total.judged)


def _decide_by_cut(score: pl.Expr, cuts: DecisionEntry) -> pl.Expr:
    return (pl.when(score >= cuts.qualify).then(pl.lit("qualify")).when(score >= cuts.review).then(pl.lit("review"))
            .when(score.is_not_null()).then(pl.lit("reject")).otherwise(pl.lit("review")))  # fmt: skip


def find_possible(
    fired: Sequence[Fired], total: Scored, cuts: DecisionEntry, stages: Stages
) -> tuple[Flag, Flag, Flag]:
    """Whether reject, review and qualify are possible under some completion."""
    # `open_` says that some completion passes all earlier steps; the score decides only where it passes every one.
    hold = stages.hold
    can_reject: Flag = _may(fired, "reject")
    open_ = hold(opposite(_must(fired, "reject")))
    can_review = both(open_, _may_review(fired))
    open_ = hold(both(open_, opposite(_must_review(fired))))
    can_qualify = both(open_, _may(fired, "qualify"))
    open_ = hold(both(open_, opposite(_must(fired, "qualify"))))
    between = (total.low < cuts.qualify) & (total.high >= cuts.review) if cuts.review < cuts.qualify else False
    can_reject = either(can_reject, both(open_, total.low < cuts.review))
    can_review = either(can_review, both(open_, either(between, total.null)))
    can_qualify = either(can_qualify, both(open_, total.high >= cuts.qualify))
    return hold(can_reject), hold(can_review), hold(can_qualify)


def find_reach(fired: Sequence[Fired], total: Scored, cuts: DecisionEntry) -> tuple[Flag, Flag]:
    """Whether rules that do not reject can change the decision, and whether the score can, by step 5 or by the gate."""
    passed = opposite(_must_review(fired))
    moves = (_decide_by_cut(total.low, cuts) != _decide_by_cut(total.high, cuts)) | (total.coverage < cuts.min_coverage)
    return passed, both(both(passed, opposite(_must(fired, "qualify"))), either(moves, total.null))


def decide(fired: Sequence[Fired], total: Scored, cuts: DecisionEntry, stages: Stages) -> Decided:
    """The columns of the decision."""
    reject, review, qualify = (expression(flag) for flag in find_possible(fired, total, cuts, stages))
    word = {name: pl.lit(name) for name in ("reject", "review", "qualify")}
    worst = stages.add(
        columns.WORST, pl.when(reject).then(word["reject"]).when(review).then(word["review"]).otherwise(word["qualify"])
    )
    best = stages.add(
        columns.BEST, pl.when(qualify).then(word["qualify"]).when(review).then(word["review"]).otherwise(word["reject"])
    )
    certain = stages.add(columns.CERTAIN, worst == best)

    def any_of(kind: str) -> Flag:
        return some([f.fired for f in fired if f.rule.decision == kind])

    # What surely ends in one decision needs no more data, however little is known: the gate lets it pass.
    gate = (total.coverage < cuts.min_coverage) & ~certain
    step = (
        pl.when(expression(any_of("reject"))).then(REJECT)
        .when(expression(either(any_of("review"), some([f.unknown for f in fired])))).then(REVIEW)
        .when(expression(any_of("qualify"))).then(QUALIFY)
        .when(gate).then(GATE)
        .otherwise(SCORE)
    )  # fmt: skip
    step, score = stages.add(columns.STEP, step.cast(pl.UInt8)), stages.hold(decisive_score(total, cuts))
    before = stages.add(columns.BEFORE, (
        pl.when(step == REJECT).then(word["reject"]).when((step == REVIEW) | (step == GATE)).then(word["review"])
        .when(step == QUALIFY).then(word["qualify"]).otherwise(_decide_by_cut(score, cuts))
    ))  # fmt: skip
    decision = before
    if cuts.when_uncertain == "review":
        decision = stages.add(
            columns.DECISION, pl.when((before == "qualify") & ~certain).then(word["review"]).otherwise(before)
        )
    return Decided(decision, before, step, worst, best, certain, _choose_grade(total, cuts), score)


def rated_score(total: Scored, cuts: DecisionEntry) -> pl.Expr:
    """The score that has a grade: none where too little is known."""
    return pl.when(total.coverage >= cuts.min_coverage).then(total.now)


def _choose_grade(total: Scored, cuts: DecisionEntry) -> pl.Expr:
    score, grade = rated_score(total, cuts), pl.lit(None, pl.String)
    for name, cut in sorted(cuts.grades.items(), key=lambda item: item[1]):
        grade = pl.when(score >= cut).then(pl.lit(name)).otherwise(grade)
    return grade
