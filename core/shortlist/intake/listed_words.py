"""The texts that the curves and conditions of a ruleset name.

Apart from `vocabulary`, which only compares with them: reading a list loads no parser of conditions.
"""

from __future__ import annotations

from sqlglot import exp

from shortlist.expressions.parser import ConditionError, parse
from shortlist.intake.vocabulary import Listed
from shortlist.ruleset.definition import Ruleset


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
