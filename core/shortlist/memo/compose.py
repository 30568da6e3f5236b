"""Writes a memo's content from an explanation: in one language, each number as its reader would write it."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from shortlist.explanation.sentences import ask_text, is_starred, no_change_text, open_text, rule_title, say_then, star
from shortlist.explanation.unjudged import NAMED, find_unjudged
from shortlist.explanation.unjudged import Unjudged as Waiting
from shortlist.language import Language, Text, speaking
from shortlist.memo import figures
from shortlist.memo.chart import Gauge, drawing, in_words, svg
from shortlist.memo.context import Fact, Memo, Overruled, Part, Question, Repeat, Step, Treatment, Unjudged
from shortlist.memo.opening import opening
from shortlist.memo.phrases import phrases
from shortlist.memo.provenance import Provenance
from shortlist.model.explanation import (
    ASSUMED,
    Ask,
    Change,
    CriterionPart,
    Explanation,
    MeasurePart,
    Override,
    RulePart,
)
from shortlist.model.fields import Field
from shortlist.model.formatting import format_value, put_around, round_computed
from shortlist.model.ranges import Range
from shortlist.model.terms import DECISIONS, Decision
from shortlist.planning import columns
from shortlist.planning.treatments import term_title
from shortlist.ruleset.definition import Ruleset

PARTS, MEASURES = 5, 3  # the most strengths or weaknesses that are shown, and measures of each


def compose(
    explanation: Explanation,
    ruleset: Ruleset,
    language: Language,
    provenance: Provenance,
) -> Memo:
    """The memo of one explained decision. Texts from lists lose line breaks and characters that do not print."""
    one, say = explanation, _Writer(ruleset, language)
    cuts = ruleset.decision
    gauge = Gauge(
        one.score, one.score_low, one.score_high, cuts.review, cuts.qualify, cuts.grades, ruleset.cut("qualify")
    )
    strengths, weaknesses = say.for_and_against(one.criteria)
    reasons = [star(reason.text) for reason in one.reasons]
    prospect_id, unjudged = plain(one.prospect_id), find_unjudged(one)
    return Memo(
        language=language,
        phrases=phrases(language),
        opening=plain(opening(one, ruleset, language)),
        prospect_id=prospect_id,
        name=plain(one.name or "") or prospect_id,
        decision=_decision(one.decision),
        verdict=say.verdict(one.decision).in_(language),
        certain=one.certain,
        certainty=say.certainty(one),
        grade=say.mark(one, "grade", one.grade or ""),
        score=figures.score(one.score, language),
        score_low=figures.score(one.score_low, language),
        score_high=figures.score(one.score_high, language),
        coverage=figures.share(one.coverage, language),
        picture=svg(gauge, language),
        drawing=drawing(gauge),
        picture_text=in_words(gauge, language),
        reasons=tuple(plain(reason.in_(language)) for reason in reasons),
        starred=any(is_starred(reason) for reason in reasons) or any(p.assumed for p in (*strengths, *weaknesses)),
        strengths=strengths,
        weaknesses=weaknesses,
        unscored=tuple(
            part.title.in_(language)
            for part in one.criteria
            if (part.score is None or not part.coverage) and part.weight > 0
        ),
        against=tuple(plain(change.text.in_(language)) for change in one.changes if change.kind != "measure"),
        changes=tuple(plain(change.text.in_(language)) for change in _single_values(one)),
        no_changes=say.no_changes(one),
        questions=tuple(say.question(ask) for ask in one.asks),
        unjudged=tuple(say.describe_unjudged(rule, one) for rule in unjudged.shown),
        unjudged_rest=say.sum_up(unjudged, one),
        segments=tuple(say.segments(one)),
        tags=tuple(ruleset.tag(tag).in_(language) for tag in one.tags),
        facts=tuple(say.facts(one)),
        missing=tuple(say.title(name) for name, value in one.facts.items() if value is None),
        override=say.override(one.override) if one.override else None,
        treatment=say.treatment(one),
        repeat=say.repeat(prospect_id, provenance),
    )


def plain(text: str) -> str:
    """The text on one line, without characters that do not print."""
    if text.isprintable():
        return text
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _single_values(one: Explanation) -> Iterable[Change]:
    """The single values that would make it qualify, without those that a reader could not make sense of."""
    return (change for change in one.changes if change.kind == "measure" and not _bare(change.field, change.value))


NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def _thin(part: CriterionPart) -> Text:
    """Says so where of several measures of a criterion one alone is known; empty otherwise."""
    known, count = sum(one.score is not None or one.part is not None for one in part.measures), len(part.measures)
    if known != 1 or count == 1:
        return Text("", "")
    number = NUMBERS[count] if count < len(NUMBERS) else str(count)
    return Text(f"one of {number} measures known", f"{count} 项指标中仅 1 项有数据")


def _bare(field: Field | None, value: object) -> bool:
    """Whether a value says nothing by itself: a yes or no that a measure has computed as 1 or 0."""
    return field is None and value in (0, 1)


def _decision(name: str) -> Decision:
    return next(decision for decision in DECISIONS if decision == name)


@dataclass(frozen=True)
class _Writer:
    """Writes the parts of memos under one ruleset in one language."""

    ruleset: Ruleset
    language: Language

    def title(self, name: str) -> str:
        """A field's title; for anything else, such as a reference column, its name."""
        field = self.ruleset.fields.get(name)
        return field.title.in_(self.language) if field else name

    def mark(self, one: Explanation, column: str, said: str) -> str:
        """What is said of an output column, marked where it was taken from a range."""
        return (
            f"{said}{phrases(self.language)['semicolon']}{ASSUMED.in_(self.language)}"
            if column in one.assumed
            else said
        )

    def verdict(self, decision: str) -> Text:
        """A decision as it stands by itself."""
        word = self.ruleset.word(decision)
        return Text(f"{word.en[0].upper()}{word.en[1:]}", word.zh)

    def no_changes(self, one: Explanation) -> str:
        """A sentence on why no single value is named; empty where one is."""
        said = no_change_text(one, self.ruleset)
        sentence = Text(f"{said.en[0].upper()}{said.en[1:]}.", f"{said.zh}。").in_(self.language)
        return "" if one.decision == "qualify" or any(_single_values(one)) else sentence

    def join_list(self, items: Iterable[str]) -> str:
        return phrases(self.language)["comma"].join(items)

    def certainty(self, one: Explanation) -> str:
        """A sentence that says whether missing facts could change the decision."""
        open_ = [isinstance(value, Range) for value in one.facts.values() if value is None or isinstance(value, Range)]
        if one.certain:
            if True not in open_:
                said = Text("No missing fact could change this decision.", "缺失信息无论如何补齐，结论不变。")
            else:
                what = open_text(open_)
                said = Text(
                    f"{what.en[0].upper()}{what.en[1:]} could not change this decision.",
                    f"{what.zh}无论取何值，结论不变。",
                )
            return said.in_(self.language)
        worst, best = (self.verdict(decision) for decision in (one.decision_worst, one.decision_best))
        what = open_text([ask.known is not None for ask in one.asks] or open_)
        return Text(
            f"{what.en[0].upper()}{what.en[1:]} could make it anything from {worst.en} to {best.en}.",
            f"{what.zh}查明后，结论仍可能在“{worst.zh}”与“{best.zh}”之间变化。",
        ).in_(self.language)

    # --- strengths and weaknesses

    def for_and_against(self, criteria: Sequence[CriterionPart]) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
        """Criteria at or above the cut to qualify, and those below it; those that gave or cost most come first."""
        cut = self.ruleset.decision.qualify
        scored = [
            # A criterion of which nothing is known stands for what was assumed, which is neither a strength nor a weakness.
            (part, part.share * (part.score - cut), part.score >= cut)
            for part in criteria
            if part.score is not None and part.coverage > 0
        ]
        good = sorted((item for item in scored if item[2]), key=lambda item: -item[1])
        bad = sorted((item for item in scored if not item[2]), key=lambda item: item[1])
        return (
            tuple(self._part(part, strong=True) for part, _, _ in good[:PARTS]),
            tuple(self._part(part, strong=False) for part, _, _ in bad[:PARTS]),
        )

    def _part(self, part: CriterionPart, *, strong: bool) -> Part:
        cut = self.ruleset.decision.qualify
        # Only measures on the same side of the cut: what speaks for a criterion is no part of its weakness.
        scores = [(one.part if one.score is None else one.score, one) for one in part.measures]
        gains = [((score - cut) * one.weight, one) for score, one in scores if score is not None]
        chosen = sorted((item for item in gains if (item[0] >= 0) == strong), key=lambda item: -abs(item[0]))
        return Part(
            title=part.title.in_(self.language),
            score=figures.score(part.score, self.language),
            share=figures.share(part.share, self.language),
            points=figures.score(part.contribution, self.language),
            assumed=part.assumed,
            measures=tuple(self._measure(one) for _, one in chosen[:MEASURES]),
            thin=_thin(part).in_(self.language) if strong else "",
        )

    def _measure(self, one: MeasurePart) -> str:
        currency, marks = self.ruleset.currency, phrases(self.language)
        score = figures.score(one.part if one.score is None else one.score, self.language)
        title = one.title.in_(self.language)
        if isinstance(one.value, Range):
            # Written as it is everywhere in the memo, so that nobody takes one amount for two.
            value = figures.exact(one.value, one.field, currency, self.language)
            if one.field and one.counts_as is not None:
                counts = self._counts_as(one.counts_as, one.value, one.field)
                value = f"{value}{marks['open']}{counts}{marks['close']}"
        elif one.word is not None:
            value = one.word.in_(self.language)
        else:
            value = figures.brief(self._shorten(one.value, one.field), one.field, currency, self.language)
        if one.value is None or (one.word is None and _bare(one.field, one.value)):
            return plain(Text(f"{title} scores {score}", f"{title}，得 {score} 分").in_(self.language))
        return plain(Text(f"{title}: {value}, scores {score}", f"{title}：{value}，得 {score} 分").in_(self.language))

    def _shorten(self, value: Any, field: Field | None) -> Any:
        """A value as a reader uses it, where it was computed; what the list says stays."""
        return round_computed(value, field) if field is None or self.ruleset.computes(field.id) else value

    def _counts_as(self, point: Any, known: Range, field: Field) -> str:
        """What a range counts as."""
        said = figures.point(point, known, field, self.ruleset.currency, self.language)
        return Text(f"counts as {said} until asked", put_around("暂按", said, "计")).in_(self.language)

    # --- what is not known

    def question(self, ask: Ask) -> Question:
        field = ask.field
        effect = figures.score(ask.effect, self.language)
        known = None if ask.known is None else format_value(ask.known, field, self.ruleset.currency)
        question = ask.field.ask or ask.field.title if known is None else ask_text(ask, known)
        return Question(
            title=field.title.in_(self.language),
            question=question.in_(self.language),
            effect=Text(f"could move the score by up to {effect} points", f"最多影响 {effect} 分").in_(self.language)
            if ask.effect
            else "",
            rules=tuple(rule_title(self.ruleset, one).in_(self.language) for one in ask.rules),
            rubric=tuple(Step(str(step), text.in_(self.language)) for step, text in enumerate(field.rubric, 1)),
        )

    def describe_unjudged(self, rule: RulePart, of: Explanation) -> Unjudged:
        """A rule for which data are missing, and what would follow from it."""
        text = rule.text.in_(self.language)
        return Unjudged(
            id=rule.id,
            text=plain(text),
            then=self.join_list(self._then(rule.then)),
            missing=self.join_list(self._wanted(name, of) for name in rule.wanting),
        )

    def sum_up(self, unjudged: Waiting, of: Explanation) -> str:
        """A sentence on the rules that are not shown, and the facts that they wait for; empty where all are shown."""
        if not unjudged.others:
            return ""
        count, names = len(unjudged.others), [self._wanted(name, of) for name in unjudged.waiting]
        facts, more = self.join_list(names[:NAMED]), len(names) - NAMED
        rest = Text(f" and {more} more", f"等 {len(names)} 项") if more > 0 else Text("", "")
        return Text(
            f"{count} more rules wait for: {facts}{rest.en}.",
            f"另有 {count} 条规则暂无法判断，所缺信息：{facts}{rest.zh}。",
        ).in_(self.language)

    def _wanted(self, name: str, of: Explanation) -> str:
        """A field's title, with the range that is known of it."""
        known, marks = of.facts.get(name), phrases(self.language)
        if not isinstance(known, Range):
            return self.title(name)
        said = format_value(known, self.ruleset.fields[name], self.ruleset.currency).in_(self.language)
        return plain(f"{self.title(name)}{marks['open']}{said}{marks['close']}")

    def _then(self, then: Iterable[str]) -> list[str]:
        with speaking(self.language):
            return [f"{one[0].upper()}{one[1:]}" if one in self._words else one for one in say_then(self.ruleset, then)]

    @property
    def _words(self) -> set[str]:
        return {self.ruleset.word(decision).in_(self.language) for decision in DECISIONS}

    # --- what is known

    def facts(self, one: Explanation) -> Iterable[Fact]:
        """The facts that are known, in the order of the explanation."""
        currency, language = self.ruleset.currency, self.language
        for name, value in one.facts.items():
            if value is None:
                continue
            field = self.ruleset.fields.get(name)
            money = field is not None and field.type == "money" and not isinstance(value, Range)
            short = figures.large(value, currency, language) if money else ""
            said = figures.exact(self._shorten(value, field), field, currency, language)
            if field and isinstance(value, Range) and name in one.counts_as:
                counts = self._counts_as(one.counts_as[name], value, field)
                said = f"{said}{phrases(language)['semicolon']}{counts}"
            yield Fact(name, self.title(name), plain(said), short)

    def segments(self, one: Explanation) -> Iterable[Fact]:
        unknown = Text("unknown", "未知").in_(self.language)
        for name, found in one.segments.items():
            segment = self.ruleset.segments[name]
            titles = {item.id: item.title.in_(self.language) for item in segment.classes}
            said = self.mark(one, name, titles[found] if found else unknown)
            yield Fact(name, segment.title.in_(self.language), said, "")

    # --- beside the decision

    def treatment(self, one: Explanation) -> Treatment | None:
        title = next((t.title.in_(self.language) for t in self.ruleset.treatments if t.id == one.treatment), None)
        if title is None:
            return None
        terms = [
            Fact(
                key,
                term_title(key).in_(self.language),
                self.mark(
                    one,
                    columns.offer(key),
                    plain(figures.term(key, value, self.ruleset.currency, self.language)),
                ),
                "",
            )
            for key, value in one.offer.items()
        ]
        return Treatment(self.mark(one, "treatment", title), tuple(terms))

    def override(self, override: Override) -> Overruled:
        return Overruled(
            decision=_decision(override.decision),
            verdict=self.verdict(override.decision).in_(self.language),
            because=plain(override.because),
            by=plain(override.by),
            made=figures.moment(override.made, self.language),
            until=figures.day(override.until, self.language) if override.until else "",
        )

    def repeat(self, prospect_id: str, provenance: Provenance) -> Repeat:
        rules, marks = self.ruleset, phrases(self.language)
        title = rules.title.in_(self.language)
        dashed = ["--"] if prospect_id.startswith("-") else []  # an id that would be taken for an option
        return Repeat(
            command=plain(shlex.join(["shortlist", "memo", *provenance.options, *dashed, prospect_id])),
            ruleset=f"{title}{marks['open']}{rules.id} {rules.version}{marks['close']}",
            hash=provenance.ruleset_hash,
            as_of=figures.day(provenance.as_of, self.language),
            currency=self.ruleset.currency,
            source=plain(provenance.source),
            versions=provenance.versions,
        )
