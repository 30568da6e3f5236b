"""Which values a ruleset lists for a field, and which of a list's cells it does not: typing errors that would take `else`."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from sqlglot import exp

from shortlist.errors import Place, Problem
from shortlist.expressions.parser import ConditionError, parse
from shortlist.intake.headers import Column
from shortlist.intake.parsing.convert import convert
from shortlist.intake.parsing.text import Reading, fold_word
from shortlist.intake.profile import Tally
from shortlist.ruleset.definition import Ruleset

SHOWN = 10  # values that one note names
NEAR = 0.75  # as difflib counts likeness


@dataclass(frozen=True)
class Listed:
    """The texts that a ruleset lists for a field. `whole`: a curve scores them, and what it does not list takes its `else`;
    without that they only stand in conditions, which need not name every value.
    """

    words: frozenset[str]
    whole: bool


def list_words(ruleset: Ruleset) -> dict[str, Listed]:
    """The texts that curves and conditions of a ruleset list for its text fields, by field."""
    found: dict[str, set[str]] = {}
    whole: set[str] = set()
    for criterion in ruleset.criteria.values():
        for measure in criterion.measures:
            if (
                isinstance(measure.value, str)
                and measure.curve.kind == "levels"
                and (name := _bare_name(measure.value))
            ):
                found.setdefault(name, set()).update(str(key) for key, _ in measure.curve.points)
                whole.add(name)
    for _, condition in conditions(ruleset):
        for name, texts in names_and_literals(condition):
            found.setdefault(name, set()).update(texts)
    return {
        name: Listed(frozenset(words), name in whole)
        for name, words in found.items()
        if words and name in ruleset.fields and ruleset.fields[name].type == "text"
    }


def conditions(ruleset: Ruleset) -> list[tuple[str, str]]:
    """The conditions of rules and segments, each with where it stands."""
    found = [(rule.id, str(rule.when.value)) for rule in ruleset.rules]
    found += [
        (f"{segment.id}.{one.id}", str(one.when.value))
        for segment in ruleset.segments.values()
        for one in segment.classes
        if one.when is not None
    ]
    return found


def names_and_literals(text: str) -> list[tuple[str, set[str]]]:
    """Each name of a condition, and the texts that it is compared with."""
    try:
        tree = parse(text)
    except ConditionError:
        return []
    found: dict[str, set[str]] = {node.name: set() for node in tree.find_all(exp.Column)}
    for node in tree.find_all(exp.EQ, exp.NEQ, exp.In):
        sides = [node.this, *(node.expressions if isinstance(node, exp.In) else [node.expression])]
        names = [side.name for side in sides if isinstance(side, exp.Column)]
        texts = {side.this for side in sides if isinstance(side, exp.Literal) and side.is_string}
        for name in names:
            found[name] |= texts
    return list(found.items())


def _bare_name(text: str) -> str | None:
    try:
        tree = parse(text)
    except ConditionError:
        return None
    return tree.name if isinstance(tree, exp.Column) else None


def note_unlisted(
    columns: Sequence[Column],
    readings: Mapping[str, Reading],
    tallies: Mapping[str, Tally],
    listed: Mapping[str, Listed],
    source: str,
) -> list[Problem]:
    """A note for each column that holds values which no level and no list of the ruleset names, with counts and near spellings."""
    notes = []
    for column in columns:
        tally = tallies.get(column.field.id)
        if tally is None or not tally.values:
            continue
        words = (
            Listed(frozenset(column.field.values), True) if column.field.type == "level" else listed[column.field.id]
        )
        unlisted = _find_unlisted(tally, readings[column.field.id], words)
        if unlisted:
            notes.append(_describe(column, unlisted, Place(source)))
    return notes


def _find_unlisted(tally: Tally, reading: Reading, listed: Listed) -> list[tuple[str, int, str | None]]:
    """The unlisted values, the most frequent first: the text, its count, and the listed value that it is near to."""
    texts = sorted(tally.values, key=lambda text: (-tally.values[text], text))
    value, bad = convert(pl.Series(texts, dtype=pl.String), reading)
    folded: dict[str, str] = {}
    for word in (*sorted(listed.words), *reading.field.value_aliases):
        folded.setdefault(fold_word(word), word)
    found = []
    for text, read, unread in zip(texts, value, bad, strict=True):
        if unread or (read is not None and read not in listed.words):
            near = _find_near(text, folded)
            if near is not None or listed.whole:
                found.append((text, tally.values[text], near))
    return found


def _find_near(text: str, folded: Mapping[str, str]) -> str | None:
    key = fold_word(text)
    if key in folded:
        return folded[key]
    near: Iterable[str] = difflib.get_close_matches(key, folded, 1, NEAR) if len(key) <= 60 else ()
    return next((folded[one] for one in near), None)


def _describe(column: Column, unlisted: Sequence[tuple[str, int, str | None]], place: Place) -> Problem:
    en = [f"'{text[:40]}' ({count:,}{f', near {near!r}' if near else ''})" for text, count, near in unlisted[:SHOWN]]
    zh = [
        f"'{text[:40]}'（{count:,} 个{f'，近似 {near!r}' if near else ''}）" for text, count, near in unlisted[:SHOWN]
    ]
    if (more := len(unlisted) - SHOWN) > 0:
        en.append(f"and {more:,} more")
        zh.append(f"另有 {more:,} 种")
    name = column.field.id
    return Problem.of(
        f"'{column.header}' holds values that no level or list of the ruleset names: {', '.join(en)}; where one is another spelling, "
        f"write `fields: {{{name}: {{type: {column.field.type}, value_aliases: {{SPELLING: VALUE}}}}}}`",
        f"'{column.header}' 中有规则集的等级或列表未列出的值：{'、'.join(zh)}；如果只是写法不同，请写 "
        f"`fields: {{{name}: {{type: {column.field.type}, value_aliases: {{写法: 值}}}}}}`",
        place,
    )
