"""The decisions as people read them: headings and decisions in words, why, and what to find out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from shortlist.explanation.sentences import reason_text
from shortlist.language import Language, Text
from shortlist.model.headings import CLASS, CRITERION, FIND_OUT, OFFER, QUESTION, WHY, heading, put_aside
from shortlist.model.reasons import ASSUMED, ReasonCode
from shortlist.model.terms import DECISIONS
from shortlist.outputs.dress import Dress
from shortlist.planning import columns
from shortlist.planning.reasons import MOST_ASKS, SEPARATOR
from shortlist.planning.treatments import term_title, treatment_columns
from shortlist.ruleset.definition import Ruleset

TINTS = {"qualify": "#D3E5F4", "review": "#FFF0C2", "reject": "#F3D5C8"}
"""Light blue, yellow and vermilion, which people tell apart who do not see red or green; the word stands there besides."""
YES_NO = Text("yes", "是"), Text("no", "否")
UNCERTAIN = str(ReasonCode("uncertain"))
DETAILS = (
    "score_low",
    "score_high",
    "certain",
    "decision_worst",
    "decision_best",
    "coverage",
    "tags",
    "reasons",
    "ask_next",
)
WITHIN = "within_capacity"
MARK = "\n"  # between a decision and a code, in which it never stands


@dataclass(frozen=True)
class PlainTable:
    """`frame` in words; `headings` has that of every column that the run wrote, `kept` of each of the list's own, `dress` how all look."""

    frame: pl.LazyFrame
    headings: Mapping[str, str]
    kept: Mapping[str, str]
    dress: Dress


def write_plainly(decided: pl.LazyFrame, rules: Ruleset, language: Language, headers: Sequence[str]) -> PlainTable:
    """The decisions of a ruleset, in words, then the list's own columns, which are the last of the frame and had these headers."""
    there = decided.collect_schema()
    names = there.names()
    own = names[: len(names) - len(headers)]
    headings = _name_columns(own, rules, language)
    # By their headers, for beside ids some of them have got other names.
    kept = {name: put_aside(header) for name, header in zip(names[len(own) :], headers, strict=True)}
    values = {name: pl.col(name) for name in own} | write_words(rules, language)
    for name in own:
        if there[name] == pl.Boolean:
            yes, no = (pl.lit(text.in_(language)) for text in YES_NO)
            values[name] = pl.when(pl.col(name)).then(yes).when(~pl.col(name)).then(no)
    frame = decided.select(
        *(values[name].alias(said) for name, said in headings.items()),
        *(pl.col(name).alias(said) for name, said in kept.items()),
    )
    return PlainTable(frame, headings, kept, _dress(rules, headings, language))


def write_words(rules: Ruleset, language: Language) -> dict[str, pl.Expr]:
    """By column the words of a decided frame: decisions, classes, treatments, why, and what to find out."""
    decisions: Mapping[str, str] = {name: _begin(rules.word(name).in_(language)) for name in DECISIONS}
    words: dict[str, Mapping[str, str]] = dict.fromkeys(
        ("decision", "override", "decision_worst", "decision_best"), decisions
    )
    words |= {name: {one.id: one.title.in_(language) for one in part.classes} for name, part in rules.segments.items()}
    words["treatment"] = {one.id: one.title.in_(language) for one in rules.treatments}
    found = {name: _look_up(pl.col(name), told) for name, told in words.items()}
    asks = pl.col("ask_next").str.splitn(SEPARATOR, MOST_ASKS)
    titles = {name: one.title.in_(language) for name, one in rules.fields.items()}
    each = [_look_up(asks.struct.field(f"field_{index}"), titles) for index in range(MOST_ASKS)]
    joined = pl.concat_str(each, separator=Text(", ", "、").in_(language), ignore_nulls=True)
    found[FIND_OUT] = pl.when(pl.col("ask_next").is_not_null()).then(joined)
    # A title that serves as the question stands beside it already.
    questions = {
        name: "" if one.question == one.title else one.question.in_(language) for name, one in rules.fields.items()
    }
    question = _look_up(asks.struct.field("field_0"), questions)
    found[QUESTION] = pl.when(question != "").then(question)
    found[WHY] = _say_why(rules, language)
    found["tags"] = _say_tags(rules, language)
    return found


def _say_tags(rules: Ruleset, language: Language) -> pl.Expr:
    """The titles of a prospect's tags."""
    titles = {tag: rules.tag(tag).in_(language) for rule in rules.rules for tag in rule.tags}
    if not titles:
        return pl.col("tags")
    said = pl.col("tags").str.split(SEPARATOR).list.eval(_look_up(pl.element(), titles))
    return said.list.join(Text("; ", "、").in_(language))


def _say_why(rules: Ruleset, language: Language) -> pl.Expr:
    """The sentences of the first two reasons, and whether they rest on an assumption."""
    texts = {
        f"{decision}{MARK}{code}": said
        for decision in DECISIONS
        for code, said in _say_codes(rules, decision, language)
    } | _say_blanks(rules, language)
    parts = pl.col("reasons").str.splitn(SEPARATOR, 3)
    first, second = (parts.struct.field(f"field_{index}") for index in range(2))
    # What would qualify but for missing data has the reasons of what qualifies.
    led = pl.when(first == UNCERTAIN).then(pl.lit("qualify")).otherwise(pl.col("decision"))
    decided = pl.when(first == UNCERTAIN).then(pl.lit("review")).otherwise(pl.col("decision"))
    assumed = (first.str.ends_with(ASSUMED) | second.fill_null("").str.ends_with(ASSUMED)).fill_null(False)
    note = Text("What is not known exactly was assumed.", "未确知的信息按暂定值计分。").in_(language)
    said = [
        _look_up(_mark_blank(pl.concat_str(decided, pl.lit(MARK), first), first), texts),
        _look_up(_mark_blank(pl.concat_str(led, pl.lit(MARK), second), second), texts),
        pl.when(assumed).then(pl.lit(note)),
    ]
    joined = pl.concat_str(said, separator=Text(" ", "").in_(language), ignore_nulls=True)
    return pl.when(pl.col("reasons").is_not_null()).then(joined)


def _mark_blank(key: pl.Expr, code: pl.Expr) -> pl.Expr:
    """The key of a reason's sentence, or that of a criterion of which nothing is known, where the reason is its score."""
    name = code.str.extract(r"^score:(\S+)")
    blank = pl.col(columns.BLANK).str.split(SEPARATOR).list.contains(name)
    return pl.when(blank).then(pl.lit(MARK) + name).otherwise(key)


def _say_blanks(rules: Ruleset, language: Language) -> dict[str, str]:
    stop = Text(".", "。").in_(language)
    codes = {name: str(ReasonCode("score", name)) for name in rules.criteria}
    said = {name: reason_text(rules, code, "review", {columns.BLANK: name}) for name, code in codes.items()}
    return {f"{MARK}{name}": f"{text.in_(language)}{stop}" for name, text in said.items()}


def _say_codes(rules: Ruleset, decision: str, language: Language) -> Iterator[tuple[str, str]]:
    """Every reason that a decision of a ruleset can have, and its sentence."""
    stop = Text(".", "。").in_(language)
    for code in list_codes(rules):
        said = reason_text(rules, str(code), decision).in_(language)
        yield str(code), f"{said}{stop}"
        yield str(replace(code, assumed=True)), f"{said}{stop}"


def list_codes(rules: Ruleset) -> Iterator[ReasonCode]:
    """Every reason that a ruleset can give, without the mark of an assumption."""
    yield ReasonCode("no-score")
    yield ReasonCode("uncertain")
    for rule in rules.rules:
        yield ReasonCode.parse(rule.id)
        yield ReasonCode("unknown", rule.id)
    for criterion in rules.criteria.values():
        yield ReasonCode("coverage", criterion.id)
        yield ReasonCode("score", criterion.id)
        for measure in criterion.measures:
            yield ReasonCode("undefined", f"{criterion.id}.{measure.id}")
    for column in ("grade", *rules.segments, *treatment_columns(rules)):
        yield ReasonCode("assumed", column)


def _look_up(column: pl.Expr, words: Mapping[str, str]) -> pl.Expr:
    """The word of each text. A text that has none would be a fault of this program, and fails."""
    if not words:
        return column
    table = pl.Series([*words.values()], dtype=pl.String)
    return pl.lit(table).gather(column.cast(pl.Enum([*words])).to_physical())


def _name_columns(own: list[str], rules: Ruleset, language: Language) -> dict[str, str]:
    """By column its heading, in the order in which people read them; two of one title are told apart by their ids."""
    offers = [name for name in treatment_columns(rules) if name != "treatment"]
    marked = {name: (OFFER, term_title(name.removeprefix(columns.offer("")))) for name in offers}
    marked |= {name: (CLASS, one.title) for name, one in rules.segments.items()}
    marked |= {name: (CRITERION, one.title) for name, one in rules.criteria.items()}
    titles = {name: f"{mark.in_(language)}{title.in_(language)}" for name, (mark, title) in marked.items()}
    said = [*titles.values()]
    titles = {name: f"{one} ({name})" if said.count(one) > 1 else one for name, one in titles.items()}
    first = ["prospect_id", "name", "decision", "override", "grade", "score", WHY, FIND_OUT, QUESTION]
    order = [*first, "treatment", *offers, WITHIN, *rules.segments, *rules.criteria, *DETAILS]
    there = {*own, WHY, FIND_OUT, QUESTION}
    return {name: titles.get(name) or heading(name, language) for name in order if name in there}


def _dress(rules: Ruleset, names: Mapping[str, str], language: Language) -> Dress:
    formats = {names[name]: "0.0" for name in ("score", "score_low", "score_high", *rules.criteria)}
    decisions = ("decision", "override", "decision_worst", "decision_best")
    tints = {_begin(rules.word(name).in_(language)): tint for name, tint in TINTS.items()}
    return Dress(
        formats=formats | {names["coverage"]: "0%"},
        prose=frozenset(names[name] for name in (WHY, FIND_OUT, QUESTION)),
        details=frozenset(names[name] for name in DETAILS),
        colours={names[name]: tints for name in decisions if name in names},
        frozen=2,
    )


def _begin(text: str) -> str:
    return text[:1].upper() + text[1:]
