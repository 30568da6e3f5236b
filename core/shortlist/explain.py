"""Why a prospect was decided so, and what to ask next: reasons, asks and tags as text columns."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from shortlist.decision import GATE, QUALIFY, REVIEW, SCORE, STEP_OF, Decided, Fired
from shortlist.schema import DecisionEntry
from shortlist.scope import Scope, Scored
from shortlist.scores import ScoredMeasure, Weighting, in_force
from shortlist.truth import Flag, both, expression, opposite, some

SEPARATOR = "; "
MOST_REASONS, MOST_ASKS, MOST_CRITERIA = 8, 5, 4


def joined(pieces: Sequence[pl.Expr], most: int | None = None) -> pl.Expr:
    """The pieces that are not null, in order, joined; at most so many; null where there is none.

    Ids hold no `;`, so the text can be cut where a separator stands, which costs less than counting in every row.
    """
    if not pieces:
        return pl.lit(None, pl.String)
    text = pl.concat_str(*pieces, separator=SEPARATOR, ignore_nulls=True)
    if most is not None and len(pieces) > most:
        text = text.str.extract(f"^((?:[^;]+; ){{0,{most - 1}}}[^;]+)")
    return pl.when(text != "").then(text)


def _word(flag: Flag, text: str, assumed: Flag = False) -> pl.Expr:
    """The text where the flag holds, marked where it rests on an assumption."""
    word = pl.lit(text)
    if assumed is not False:
        word = pl.when(expression(assumed)).then(pl.lit(f"{text} (assumed)")).otherwise(word)
    return pl.when(expression(flag)).then(word)


class Explainer:
    """Builds the columns `reasons`, `ask_next` and `tags` of a plan."""

    def __init__(self, scope: Scope, measures: Sequence[ScoredMeasure], choices: Sequence[Weighting], fired: Sequence[Fired],
                 decided: Decided, cuts: DecisionEntry) -> None:
        self.scope, self.measures, self.choices, self.fired, self.decided, self.cuts = scope, measures, choices, fired, decided, cuts
        self.scored = [key for key in scope.ruleset.criteria if any(choice.weights[key] > 0 for choice in choices)]

    # --- reasons

    def reasons(self) -> pl.Expr:
        decided = self.decided
        pieces: list[pl.Expr] = []
        if self.cuts.when_uncertain == "review":
            pieces.append(_word((decided.before == "qualify") & ~decided.certain, "uncertain"))
        for item in self.fired:
            pieces += self._deciding(item)
        if self.cuts.min_coverage > 0:
            pieces.append(self._gate())
        pieces += self._by_score()
        for item in self.fired:
            step = STEP_OF.get(item.rule.decision or "")
            deciding = decided.step == step if step else False
            pieces.append(_word(both(item.fired, opposite(deciding)), item.rule.id, self._assumed(item)))
        for measure in self.measures:
            undefined = measure.settled & measure.score.is_null()
            if measure.measure.curve.otherwise is None:
                pieces.append(_word(undefined, f"undefined:{measure.id}"))
        return joined(pieces, MOST_REASONS)

    def _deciding(self, item: Fired) -> list[pl.Expr]:
        pieces = []
        if (step := STEP_OF.get(item.rule.decision or "")) is not None:
            pieces.append(_word(both(item.fired, self.decided.step == step), item.rule.id, self._assumed(item)))
        if item.unknown is not False:
            pieces.append(_word(both(item.unknown, self.decided.step == REVIEW), f"unknown:{item.rule.id}"))
        return pieces

    def _assumed(self, item: Fired) -> Flag:
        criteria = self.scope.criteria_of(f"rule {item.rule.id}", self.scored)
        return some([self.scope.scores[key].assumed for key in criteria])

    def _weight(self, key: str) -> pl.Expr:
        """The criterion's normalised weight under the weighting in force."""
        return in_force(self.choices, [pl.lit(choice.weights[key]) for choice in self.choices])

    def _gate(self) -> pl.Expr:
        add = self.scope.stages.add
        gaps = [add(f"~gap:{key}", (self._weight(key) * (1.0 - self.scope.scores[key].coverage)).round(9)) for key in self.scored]
        most = add("~gap", pl.max_horizontal(*gaps))
        word = pl.lit(None, pl.String)
        for key, gap in reversed(list(zip(self.scored, gaps, strict=True))):
            word = pl.when(gap == most).then(pl.lit(f"coverage:{key}")).otherwise(word)
        return pl.when(self.decided.step == GATE).then(word)

    def _by_score(self) -> list[pl.Expr]:
        """Up to four criteria by falling effect: four times the greatest that is left, which costs less than sorting."""
        add = self.scope.stages.add
        decided, cuts = self.decided, self.cuts
        by_score = decided.step == SCORE
        total = self.scope.scores["score"]
        gave, rejected = decided.before == "qualify", decided.before == "reject"
        left: list[pl.Expr] = []
        for key in self.scored:
            now = self.scope.scores[key].now
            against = pl.when(rejected).then(now - cuts.review).otherwise(now - cuts.qualify)
            effect = (self._weight(key) * pl.when(gave).then(against).otherwise(-against)).round(9)
            left.append(add(f"~effect:{key}", pl.when(by_score & (effect > 0)).then(effect)))
        words = [_word(True, f"score:{key}", self.scope.scores[key].assumed) for key in self.scored]
        pieces: list[pl.Expr] = []
        rounds = min(MOST_CRITERIA, len(self.scored))
        for turn in range(rounds):
            most = add(f"~most:{turn}", pl.max_horizontal(*left))
            pick = pl.lit(None, pl.UInt8)
            for index in reversed(range(len(left))):
                pick = pl.when(left[index] == most).then(pl.lit(index, pl.UInt8)).otherwise(pick)
            pick = add(f"~pick:{turn}", pick)
            word = pl.lit(None, pl.String)
            for index, text in reversed(list(enumerate(words))):
                word = pl.when(pick == index).then(text).otherwise(word)
            pieces.append(word)
            if turn + 1 < rounds:
                left = [add(f"~left:{turn}:{index}", pl.when(pick != index).then(value)) for index, value in enumerate(left)]
        nothing = by_score & pl.col("~pick:0").is_null() & total.now.is_not_null()
        first = pl.lit(None, pl.String)
        for key, word in reversed(list(zip(self.scored, words, strict=True))):
            counted = self.scope.scores[key].now.is_not_null() & (self._weight(key) > 0)
            first = pl.when(counted).then(word).otherwise(first)
        pieces.append(pl.when(nothing).then(first))
        pieces.append(_word(by_score & total.now.is_null(), "no-score"))
        return pieces

    # --- asks

    def asks(self) -> pl.Expr:
        """Missing fields, in an order fixed here: of undetermined rules, of the segment that weights read, of measures."""
        pieces: list[pl.Expr] = []
        asked: dict[str, list[Flag]] = {}

        def ask(field: str, flag: Flag) -> None:
            missing = pl.col(field).is_null()
            before = asked.setdefault(field, [])
            if not any(other is True for other in before):
                pieces.append(_word(both(missing, both(flag, opposite(some(before)))), field))
            before.append(flag)

        for item in self.fired:
            if item.rule.decision or item.rule.if_unknown == "review":
                undetermined = self._held(item.undetermined)
                for field in self.scope.fields_of(f"rule {item.rule.id}", self._criterion_fields):
                    ask(field, undetermined)
        if self.scope.driver is not None:
            segment = self.scope.segment(self.scope.ruleset.segments[self.scope.driver])
            for field in self.scope.fields_of(f"segment {self.scope.driver}", self._criterion_fields):
                ask(field, segment.now.is_null())
        for measure in sorted(self.measures, key=lambda m: -self._greatest_effect(m)):
            if self._greatest_effect(measure) > 0:
                for field in measure.reads:
                    ask(field, True)
        return pl.when(~self.decided.certain).then(joined(pieces, MOST_ASKS))

    def _held(self, flag: Flag) -> Flag:
        return self.scope.stages.hold(flag) if isinstance(flag, pl.Expr) else flag

    def _criterion_fields(self, key: str) -> list[str]:
        return [field for m in self.measures if m.criterion == key for field in m.reads]

    def _greatest_effect(self, measure: ScoredMeasure) -> float:
        """Points of the total that the measure can move: weight shares times the curve's range."""
        share = max(choice.weights[measure.criterion] for choice in self.choices)
        group = sum(m.weight for m in self.measures if m.criterion == measure.criterion)
        return round(share * (measure.weight / group) * (measure.measure.curve.highest - measure.measure.curve.lowest), 9)

    # --- tags

    def tags(self) -> pl.Expr:
        flags: dict[str, list[Flag]] = {}
        for item in self.fired:
            for tag in item.rule.tags:
                flags.setdefault(tag, []).append(item.fired)
        return joined([_word(some(found), tag) for tag, found in flags.items()])


