"""Why a prospect was decided so, and what to ask next: reasons, asks and tags as text columns.

Which words there are, and in which order, says docs/semantics.md, section 7.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from operator import add

import polars as pl

from shortlist.expressions.stages import Stages
from shortlist.expressions.truth import Flag, all_before, amount, both, either, opposite, some
from shortlist.model.reasons import ReasonCode
from shortlist.model.search import FEW
from shortlist.planning import columns
from shortlist.planning.decision import GATE, REVIEW, SCORE, STEP_OF, Decided, Fired, find_reach
from shortlist.planning.scores import ScoredMeasure, Weighting, take_in_force, weighed_criteria
from shortlist.planning.spans import PINNED
from shortlist.planning.wanting import Wanting, is_no_range
from shortlist.ruleset.schema import DecisionEntry

SEPARATOR = "; "
MOST_REASONS, MOST_ASKS, MOST_CRITERIA = 8, 5, 4


GROUP = 7


class Writer:
    """Joins words into one text column, at most so many of those that are counted.

    Seven flags make a number below 128 that looks the text up in a table of all their combinations; a string per flag
    and row would cost ten times as much.
    """

    def __init__(self, stages: Stages, most: int | None = None) -> None:
        self.stages, self.most = stages, most
        self._parts: list[pl.Expr] = []
        self._count: pl.Expr = pl.lit(0, pl.UInt8)
        self._bound = 0  # so many words can have been written

    def write_flags(self, words: Sequence[tuple[Flag, str]], *, always: bool = False) -> None:
        """Each word whose flag holds, in order; `always` those for which there is room however many stand before them."""
        words = [(flag, word) for flag, word in words if flag is not False]
        for start in range(0, len(words), GROUP):
            group = words[start : start + GROUP]
            texts = [SEPARATOR + word for _, word in group]
            mask = reduce(add, (amount(flag, 1 << bit, pl.UInt32) for bit, (flag, _) in enumerate(group)))
            mask = self.stages.hold(mask)
            limited = not always and self.most is not None and self._bound + len(group) > self.most
            rooms = range(self.most + 1) if limited and self.most is not None else [len(group)]
            table = [text for room in rooms for text in _combine(texts, room)]
            index = mask
            if limited:
                room = (self.most - self._count.clip(0, self.most)).cast(pl.UInt32)
                index = mask + room * (1 << len(group))
            self._parts.append(pl.lit(pl.Series(table, dtype=pl.String)).gather(index))
            if not always:
                self._count_more(mask.bitwise_count_ones().cast(pl.UInt8), len(group))

    def write_choice(self, index: pl.Expr, words: Sequence[str]) -> None:
        """The word of that index; none where it is null, or where the word is empty."""
        index = self.stages.hold(index.cast(pl.UInt32))
        table = pl.Series([word and SEPARATOR + word for word in words], dtype=pl.String)
        self._parts.append(pl.lit(table).gather(index))
        written = index.is_not_null() if words[0] else index > 0
        self._count_more(amount(written, 1, pl.UInt8), 1)

    def _count_more(self, written: pl.Expr, at_most: int) -> None:
        self._bound += at_most
        if self.most is not None:
            self._count = self.stages.hold(self._count + written)

    def join(self) -> pl.Expr:
        """The joined words; null where there are none."""
        if not self._parts:
            return pl.lit(None, pl.String)
        text = pl.concat_str(*self._parts, ignore_nulls=True).str.slice(len(SEPARATOR))
        return pl.when(text.str.len_bytes() > 0).then(text)


def _combine(texts: Sequence[str], room: int) -> list[str]:
    """For every set of bits the texts of its first `room` bits."""
    return [
        "".join([text for bit, text in enumerate(texts) if mask >> bit & 1][:room]) for mask in range(1 << len(texts))
    ]


class Explainer:
    """Builds the columns `reasons`, `ask_next` and `tags` of a plan."""

    def __init__(
        self,
        wanting: Wanting,
        choices: Sequence[Weighting],
        fired: Sequence[Fired],
        decided: Decided,
        cuts: DecisionEntry,
        taken: Mapping[str, Flag],
    ) -> None:
        """`taken` says of output columns where their value was taken from a range."""
        self.wanting, self.scope, self.measures = wanting, wanting.scope, wanting.measures
        self.choices, self.fired, self.decided, self.cuts, self.taken = choices, fired, decided, cuts, taken
        self.scored = weighed_criteria(choices)

    # --- reasons

    def write_reasons(self) -> pl.Expr:
        decided = self.decided
        writer = Writer(self.scope.stages, MOST_REASONS)
        if self.cuts.when_uncertain == "review":
            writer.write_flags([((decided.before == "qualify") & ~decided.certain, str(ReasonCode("uncertain")))])
        writer.write_flags([word for item in self.fired for word in self._find_deciding(item)])
        if self.cuts.min_coverage > 0:
            writer.write_choice(self._find_gap(), [str(ReasonCode("coverage", key)) for key in self.scored])
        self._write_effects(writer)
        words: list[tuple[Flag, str]] = []
        for item in self.fired:
            deciding = decided.step == step if (step := STEP_OF.get(item.rule.decision or "")) else False
            words += self._mark_assumed(both(item.fired, opposite(deciding)), item)
        writer.write_flags(words)
        undefined = [
            (m.settled & m.score.is_null(), str(ReasonCode("undefined", m.id)))
            for m in self.measures
            if m.measure.curve.otherwise is None
        ]
        # What could not be computed is said of no other column: rules that hold do not push it out.
        writer.write_flags(undefined, always=True)
        assumed = [
            (self.scope.stages.hold(flag), str(ReasonCode("assumed", name))) for name, flag in self.taken.items()
        ]
        writer.write_flags(assumed, always=True)
        return writer.join()

    def _mark_assumed(self, flag: Flag, item: Fired) -> list[tuple[Flag, str]]:
        """The rule's code where the flag holds, marked where it rests on an assumption."""
        code, assumed = ReasonCode.parse(item.rule.id), self._is_assumed(item)
        return [(both(flag, opposite(assumed)), str(code)), (both(flag, assumed), str(replace(code, assumed=True)))]

    def _find_deciding(self, item: Fired) -> list[tuple[Flag, str]]:
        words: list[tuple[Flag, str]] = []
        if (step := STEP_OF.get(item.rule.decision or "")) is not None:
            words += self._mark_assumed(both(item.fired, self.decided.step == step), item)
        return [*words, (both(item.unknown, self.decided.step == REVIEW), str(ReasonCode("unknown", item.rule.id)))]

    def _is_assumed(self, item: Fired) -> Flag:
        criteria = self.scope.criteria_of(f"rule {item.rule.id}", self.scored)
        assumed = [self.scope.scores[key].assumed for key in criteria]
        behind = self.scope.ranged.intersection(self.scope.fields_of(f"rule {item.rule.id}", lambda _: ()))
        ranges = some([pl.col(columns.least(name)).is_not_null() for name in sorted(behind)])
        return some([*assumed, self.scope.stages.hold(both(item.undetermined, ranges))] if behind else assumed)

    def _weight(self, key: str) -> pl.Expr:
        """The criterion's normalised weight under the weighting in force."""
        return take_in_force(self.choices, [pl.lit(choice.weights[key]) for choice in self.choices])

    def _find_gap(self) -> pl.Expr:
        """The index of the criterion that lacks most, the first of equals; null where the gate did not decide."""
        # Gaps and effects are equal where they are so in 9 digits: the first of equals is named, whatever the last bits.
        gaps = [self._weight(key) * (1.0 - self.scope.scores[key].coverage) for key in self.scored]
        gaps = [
            self.scope.stages.add(columns.gap(key), gap.round(9)) for key, gap in zip(self.scored, gaps, strict=True)
        ]
        most = self.scope.stages.hold(pl.max_horizontal(*gaps))
        index = pl.lit(None, pl.UInt32)
        for position, gap in reversed(list(enumerate(gaps))):
            index = pl.when(gap == most).then(pl.lit(position, pl.UInt32)).otherwise(index)
        return self.scope.stages.hold(pl.when(self.decided.step == GATE).then(index))

    def _write_effects(self, writer: Writer) -> None:
        """Up to four criteria by falling effect; they are ranked by comparing each pair, which costs less than sorting."""
        decided, total, hold = self.decided, self.scope.scores["score"], self.scope.stages.hold
        by_score = decided.step == SCORE
        effects = self._compute_effects(by_score)
        ranks = self._rank(effects)
        words = ["", *(str(ReasonCode("score", key, assumed)) for key in self.scored for assumed in (False, True))]
        codes = [
            hold((2 * index + 1) + amount(self.scope.scores[key].assumed, 1, pl.UInt16))
            for index, key in enumerate(self.scored)
        ]
        codes = [hold(pl.when(effect > 0).then(code).otherwise(0)) for effect, code in zip(effects, codes, strict=True)]
        for rank in range(min(MOST_CRITERIA, len(self.scored))):
            place = reduce(
                add, (pl.when(own == rank).then(code).otherwise(0) for own, code in zip(ranks, codes, strict=True))
            )
            writer.write_choice(place, words)
        nothing = by_score & total.now.is_not_null() & pl.all_horizontal(effect <= 0 for effect in effects)
        writer.write_choice(pl.when(nothing).then(self._find_first_scored()).otherwise(0), words)
        writer.write_flags([(by_score & total.now.is_null(), str(ReasonCode("no-score")))])

    def _compute_effects(self, by_score: pl.Expr) -> list[pl.Expr]:
        """What each criterion gave a qualified prospect, or cost another, against the cut; 0 where that is nothing."""
        decided, cuts, add_column = self.decided, self.cuts, self.scope.stages.add
        cut = pl.when(decided.before == "reject").then(pl.lit(cuts.review)).otherwise(pl.lit(cuts.qualify))
        sign = pl.when(by_score).then(pl.when(decided.before == "qualify").then(1.0).otherwise(-1.0)).otherwise(0.0)
        cut, sign = add_column(columns.CUT, cut), add_column(columns.SIGN, sign)
        effects = [self._weight(key) * (self.scope.scores[key].now - cut) * sign for key in self.scored]
        effects = [pl.when(effect.round(9) > 0).then(effect.round(9)).otherwise(0.0) for effect in effects]
        return [add_column(columns.effect(key), effect) for key, effect in zip(self.scored, effects, strict=True)]

    def _rank(self, values: Sequence[pl.Expr]) -> list[pl.Expr]:
        """How many values come before each: the greater ones, and equal ones that stand before it."""
        before: list[list[pl.Expr]] = [[pl.lit(0, pl.UInt16)] for _ in values]
        for second in range(len(values)):
            for first in range(second):
                wins = self.scope.stages.hold(values[first] >= values[second])
                before[second].append(amount(wins, 1, pl.UInt16))
                before[first].append(amount(~wins, 1, pl.UInt16))
        return [self.scope.stages.hold(reduce(add, counts)) for counts in before]

    def _find_first_scored(self) -> pl.Expr:
        code = pl.lit(0, pl.UInt16)
        for index, key in reversed(list(enumerate(self.scored))):
            scored = self.scope.scores[key]
            own = (2 * index + 1) + amount(scored.assumed, 1, pl.UInt16)
            code = pl.when(scored.now.is_not_null() & (self._weight(key) > 0)).then(own).otherwise(code)
        return code

    def write_blanks(self) -> pl.Expr:
        """The criteria of which nothing is known: a reason that names one says of it neither good nor bad."""
        writer = Writer(self.scope.stages)
        writer.write_flags([(self.scope.scores[key].coverage == 0.0, key) for key in self.scored])
        return writer.join()

    # --- asks

    def write_asks(self) -> pl.Expr:
        """Open fields, in this order: of undetermined rules that wait or hold for now, of the segment that weights read, of measures, of other rules."""
        asks: list[tuple[str, Flag]] = []

        def ask(field: str, flag: Flag, reach: Flag) -> None:
            # A range is asked for only where what it is in can still change the decision.
            if field in self.scope.ranged:
                flag = self.scope.stages.hold(both(flag, either(is_no_range(field), reach)))
            asks.append((field, flag))

        def ask_behind(label: str, undetermined: Flag, reach: Flag) -> None:
            for field, wanted in self.wanting.find_wanted(label).items():
                ask(field, undetermined if wanted is True else both(undetermined, wanted), reach)

        by_rules, by_score = self._find_reach()

        def ask_for(item: Fired, where: Flag = True) -> None:
            reach = item.rule.decision == "reject" or by_rules
            ask_behind(f"rule {item.rule.id}", self.scope.stages.hold(both(item.undetermined, where)), reach)

        for item in self.fired:
            if item.rule.if_unknown == "review":
                ask_for(item)
            elif item.rule.decision:  # what it found is assumed, and may have decided
                ask_for(item, item.fired)
        if self.scope.driver is not None:
            undetermined = self.scope.stages.hold(
                self.scope.segment(self.scope.ruleset.segments[self.scope.driver]).undetermined
            )
            ask_behind(f"segment {self.scope.driver}", undetermined, by_score)
        ranked = [(effect, m, flag) for m in self.measures for effect, flag in self._list_effects(m) if effect > 0]
        for _, measure, flag in sorted(ranked, key=lambda one: -one[0]):
            for field in measure.reads:
                ask(field, flag, by_score)
        # What a rule may still find that does not wait for it is asked last: it says of itself that it can be left open.
        for item in self.fired:
            if item.rule.decision and item.rule.if_unknown != "review":
                ask_for(item)
        writer = Writer(self.scope.stages, MOST_ASKS)
        writer.write_flags([(both(flag, ~self.decided.certain), field) for flag, field in self._once(asks)])
        return writer.join()

    def _find_reach(self) -> tuple[Flag, Flag]:
        """Whether rules that do not reject can change the decision, and whether the score can, also by rules that read it."""
        if not self.scope.ranged:
            return True, True
        hold = self.scope.stages.hold
        by_rules, by_score = map(hold, find_reach(self.fired, self.scope.scores["score"], self.cuts))
        for item in self.fired:
            counts = item.rule.decision or item.rule.if_unknown == "review"
            names = {name for _, name in self.scope.names_behind(f"rule {item.rule.id}")}
            if counts and names & {"score", "coverage"}:
                reach = True if item.rule.decision == "reject" else by_rules
                by_score = either(by_score, both(reach, item.undetermined))
        return by_rules, hold(by_score)

    def _once(self, asks: Sequence[tuple[str, Flag]]) -> list[tuple[Flag, str]]:
        """When each field is asked for: where it is missing, its flag holds, and none before it did."""
        flags: dict[str, list[Flag]] = {}
        for field, flag in asks:
            flags.setdefault(field, []).append(flag)
        first: dict[str, Iterator[Flag]] = {}
        for field, found in flags.items():
            if len(found) <= FEW:
                first[field] = iter([opposite(some(found[:index])) for index in range(len(found))])
            else:
                first[field] = iter(all_before([opposite(flag) for flag in found], self.scope.stages.hold))
        words = [(both(pl.col(field).is_null(), both(flag, next(first[field]))), field) for field, flag in asks]
        return [(flag, field) for flag, field in words if flag is not False]

    def _list_effects(self, measure: ScoredMeasure) -> list[tuple[float, Flag]]:
        """What the measure can move, and where: as far as it is open, by powers of four, so that no row has an order of its own."""
        effect, span = self._greatest_effect(measure), measure.span
        if span is None or not effect:
            return [(effect, True)]
        width = measure.curve.highest - measure.curve.lowest
        wide, half = span.gap > 0.25 * width + PINNED, span.gap > 0.0625 * width + PINNED
        return [(effect, wide), (effect * 0.25, half & ~wide), (effect * 0.0625, ~half & ~span.pinned)]

    def _greatest_effect(self, measure: ScoredMeasure) -> float:
        """Points of the total that the measure can move: weight shares times the curve's range."""
        share = max(choice.weights[measure.criterion] for choice in self.choices)
        group = sum(m.weight for m in self.measures if m.criterion == measure.criterion)
        return round(
            share * (measure.weight / group) * (measure.measure.curve.highest - measure.measure.curve.lowest), 9
        )

    # --- tags

    def write_tags(self) -> pl.Expr:
        flags: dict[str, list[Flag]] = {}
        for item in self.fired:
            for tag in item.rule.tags:
                flags.setdefault(tag, []).append(item.fired)
        writer = Writer(self.scope.stages)
        writer.write_flags([(some(found), tag) for tag, found in flags.items()])
        return writer.join()
