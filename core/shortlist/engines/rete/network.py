"""Turns formulas into a network of statements, each shown by rules over facts and other statements.

A statement is one thing that can be shown of a prospect, such as "rule embargo is true" or "conclusion big is false". Each
way to show it becomes one rule of the Rete engine. `Absent` is negation as failure: it holds once the chaining of its
statement's stage has ended without showing it. Stages are numbered so that nothing waits for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from shortlist.engines.rete.formulas import Among, And, Constant, Formula, IsNull, IsTrue, Leaf, Named, Not, Or, Pattern
from shortlist.language import Text

LONGEST = 400  # characters of a description
MOST_JOINED = 8  # durable-rules joins at most 16 messages in one rule


@dataclass(frozen=True)
class Shown:
    """The statement of that number was shown."""

    statement: int


@dataclass(frozen=True)
class Absent:
    """The statement of that number was not shown, and cannot be any more."""

    statement: int


Condition = Pattern | Shown | Absent
Way = tuple[Condition, ...]


@dataclass
class Statement:
    """Something that can be shown: `text` says what. Any of its `ways` shows it; after its `stage` nothing can."""

    number: int
    text: Text
    ways: list[Way] = field(default_factory=list)
    stage: int = 0


class Network:
    """Collects statements, made only as they are needed: a formula's truth and its falsity are different ones."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self._named: dict[str, tuple[Formula, Text]] = {}
        self._segments: dict[str, Mapping[str, Formula]] = {}
        self._made: dict[tuple[object, bool], int] = {}
        self._ways: dict[tuple[Formula, bool], Sequence[Way]] = {}

    def name(self, title: Text, formula: Formula) -> Named:
        """Give a formula a name, which stands for it in other formulas and in a trace."""
        # Named formulas are also what keeps rules short: a name is one condition, however long its formula is.
        self._named[title.en] = formula, title
        return Named(title.en)

    def segment(self, name: str, classes: Mapping[str, Formula]) -> None:
        """Add a segment: the formula of each class by id, in order. Each holds only where no earlier one does."""
        self._segments[name] = classes

    # --- statements

    def show(self, formula: Named, value: bool) -> int:
        """The number of the statement "the formula of that name has that value"."""
        named, title = self._named[formula.name]
        says = Text(f"{title.en} holds", f"{title.zh}成立")
        if not value:
            says = Text(f"{title.en} does not hold", f"{title.zh}不成立")
        return self._make_statement((formula.name, value), named, value, says)

    def of_class(self, segment: str, class_id: str) -> int:
        """The number of the statement "the segment's class is that one"."""
        classes = self._segments[segment]
        # NOT, not "not shown": where an earlier class is unknown, so is the segment (docs/semantics.md, section 5).
        earlier = tuple(Not(when) for other, when in _classes_before(classes, class_id))
        says = f"{segment} = '{class_id}'"
        return self._make_statement((says, True), And((*earlier, classes[class_id])), True, Text(says, says))

    def _make_statement(self, key: tuple[object, bool], formula: Formula, value: bool, text: Text) -> int:
        """The number of the statement of that key, which is made the first time."""
        if key not in self._made:
            statement = Statement(len(self.statements), text)
            self._made[key] = statement.number
            self.statements.append(statement)
            for way in self._list_ways(formula, value, text):
                statement.ways.append(self._shorten(way, text))
            # Rulesets have no circles of conclusions, so whatever it reads has its stage by now.
            statement.stage = max((self._find_stage(c) for way in statement.ways for c in way), default=0)
        return self._made[key]

    def _find_stage(self, condition: Condition) -> int:
        """The stage after which a condition is settled."""
        if isinstance(condition, Pattern):
            return 0
        stage = self.statements[condition.statement].stage
        return stage + 1 if isinstance(condition, Absent) else stage

    def _shorten(self, way: Way, text: Text) -> Way:
        """A way of at most MOST_JOINED conditions; those above become a statement of their own."""
        while len(way) > MOST_JOINED:
            part = Statement(
                len(self.statements), Text(f"{text.en}, in part", f"{text.zh}（部分）"), [way[:MOST_JOINED]]
            )
            part.stage = max(self._find_stage(condition) for condition in way[:MOST_JOINED])
            self.statements.append(part)
            way = (Shown(part.number), *way[MOST_JOINED:])
        return way

    # --- ways

    def _list_ways(self, formula: Formula, value: bool, text: Text) -> Sequence[Way]:
        """The ways of a formula, found once: a part that stands in it twice would double them at every level."""
        if (formula, value) not in self._ways:
            self._ways[formula, value] = list(self._find_ways(formula, value, text))
        return self._ways[formula, value]

    def _find_ways(self, formula: Formula, value: bool, text: Text) -> Iterable[Way]:
        """Every set of conditions that gives the formula this value; NOT moves down to the leaves."""
        if isinstance(formula, Leaf):
            return [(formula.true if value else formula.false,)]
        if isinstance(formula, Constant):
            return [()] if formula.value is value else []
        if isinstance(formula, Named):
            return [(Shown(self.show(formula, value)),)]
        if isinstance(formula, Not):
            return self._list_ways(formula.part, not value, text)
        if isinstance(formula, Among):
            ids = [c for c in self._segments[formula.segment] if (c in formula.classes) is value]
            return [(Shown(self.of_class(formula.segment, c)),) for c in ids]
        # IS TRUE and IS NULL are where a null becomes a value: only there something must be known not to be shown.
        if isinstance(formula, IsTrue):
            return (
                self._list_ways(formula.part, True, text)
                if value
                else [self._require_absent(formula.part, [True], text)]
            )
        if isinstance(formula, IsNull):
            if value:
                return [self._require_absent(formula.part, [True, False], text)]
            return [way for sign in (True, False) for way in self._list_ways(formula.part, sign, text)]
        # AND is true, and OR is false, by all of their parts; the other way round one part is enough.
        if isinstance(formula, And) is value:
            return self._join_parts(formula.parts, value, text)
        return [way for part in formula.parts for way in self._list_ways(part, value, text)]

    def _require_absent(self, part: Formula, values: Sequence[bool], text: Text) -> Way:
        return tuple(Absent(self._show_part(part, value, text)) for value in values)

    def _join_parts(self, parts: Sequence[Formula], value: bool, text: Text) -> list[Way]:
        """The one way in which every part has this value."""
        # A part with several ways becomes a statement: multiplied out, ways would grow exponentially.
        together: list[Condition] = []
        for part in parts:
            ways = list(self._list_ways(part, value, text))
            if not ways:
                return []
            together += ways[0] if len(ways) == 1 else (Shown(self._show_part(part, value, text)),)
        return [tuple(dict.fromkeys(together))]

    def _show_part(self, part: Formula, value: bool, text: Text) -> int:
        """The number of the statement "that part of a formula has that value"."""
        if isinstance(part, Named):
            return self.show(part, value)
        words = description(part)
        words = words if value or not words else f"NOT ({words})"
        says = Text(words, words) if words else Text(f"a part of: {text.en}", f"其中一部分：{text.zh}")
        return self._make_statement((part, value), part, value, says)


def _classes_before(classes: Mapping[str, Formula], class_id: str) -> list[tuple[str, Formula]]:
    items = list(classes.items())
    return items[: list(classes).index(class_id)]


def description(formula: Formula) -> str:
    """The formula in words, for a trace; empty where it would be long."""
    words = _describe(formula)
    return words if len(words) <= LONGEST else ""


@lru_cache(maxsize=4096)  # a part may stand in many formulas
def _describe(formula: Formula) -> str:
    if isinstance(formula, Leaf):
        return formula.true.text
    if isinstance(formula, Named):
        return formula.name.rpartition(" ")[2]
    if isinstance(formula, Not):
        return f"NOT ({description(formula.part)})" if description(formula.part) else ""
    if isinstance(formula, And | Or) and len(formula.parts) <= 3:
        words = [description(part) for part in formula.parts]
        return (
            (" AND " if isinstance(formula, And) else " OR ").join(f"({word})" for word in words) if all(words) else ""
        )
    if isinstance(formula, Among):
        return f"{formula.segment} IN ({', '.join(sorted(formula.classes))})"
    return ""
