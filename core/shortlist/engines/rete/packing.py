"""Packs statements into rulesets of durable-rules ("sheets"), each small enough for the limits of its C code.

What limits a sheet (read in the library's source, rules.h and events.c): 512 alpha nodes below the root, where a full
table makes it search for ever; 64 alpha nodes that match one message; 255 properties in a message; 256 joins on one alpha
node; 4,096 rules. A sheet stays well below each. A statement that is read in another sheet than the one that shows it is
asserted there too.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from shortlist.engines.rete.facts import Fact
from shortlist.engines.rete.formulas import Pattern, Value
from shortlist.engines.rete.network import Condition, Network, Shown, Way

MOST_NODES, MOST_MATCHES, MOST_JOINS, MOST_RULES = 400, 50, 200, 1_000
ALWAYS = "always"  # a fact told of every prospect, for ways without conditions, since a rule needs one
SHOWN, ABSENT = "s", "a"


@dataclass
class Sheet:
    """One ruleset of the library: `rules` as JSON by name (`STATEMENT.WAY`); `messages`, each some facts by property.

    `nodes`: its alpha nodes, each with the property that it tests; `joins`: how often each is joined.
    """

    rules: dict[str, str] = field(default_factory=dict)
    messages: list[dict[str, str]] = field(default_factory=list)
    nodes: dict[Condition, str] = field(default_factory=dict)
    joins: Counter[Condition] = field(default_factory=Counter)

    def has_room(self, way: Way) -> bool:
        """Whether the sheet stays below its limits with one more rule, for this way."""
        fresh = sum(condition not in self.nodes for condition in way)
        full = len(self.rules) >= MOST_RULES or len(self.nodes) + fresh > MOST_NODES
        return not full and all(self.joins[condition] < MOST_JOINS for condition in way)


class Packer:
    """Packs a network into `sheets`. `readers`: the sheets that read a statement (SHOWN) or its absence (ABSENT)."""

    def __init__(self, network: Network) -> None:
        self.sheets: list[Sheet] = [Sheet()]
        self.readers: dict[tuple[str, int], list[int]] = {}
        self._properties = Properties()
        self._matches: list[Counter[int]] = [Counter()]
        self._places: list[dict[str, tuple[int, str]]] = [{}]
        for statement in network.statements:
            for number, way in enumerate(statement.ways):
                self._add(f"{statement.number}.{number}", way or (Pattern(ALWAYS, "$eq", True, ALWAYS),))

    def _add(self, name: str, way: Way) -> None:
        if not self.sheets[-1].has_room(way):
            self.sheets.append(Sheet())
            self._matches.append(Counter())
            self._places.append({})
        sheet = self.sheets[-1]
        sheet.joins.update(way)
        # "dist" 0: otherwise one message, which tells many facts, could meet only one condition of a rule.
        tests = ",".join(f'{{"c{number}":{self._test(condition)}}}' for number, condition in enumerate(way))
        sheet.rules[name] = f'{{"all":[{tests}],"dist":0}}'

    def _test(self, condition: Condition) -> str:
        sheet, index = self.sheets[-1], len(self.sheets) - 1
        if isinstance(condition, Pattern):
            place = self._property_for(condition) if condition not in sheet.nodes else sheet.nodes[condition]
            sheet.nodes[condition] = place
            return f'{{"{condition.operator}":{{"{place}":{spell_value(condition.value)}}}}}'
        kind = SHOWN if isinstance(condition, Shown) else ABSENT
        if condition not in sheet.nodes:
            sheet.nodes[condition] = self._properties.of(f"{kind}{condition.statement}")
            self.readers.setdefault((kind, condition.statement), []).append(index)
        return f'{{"$eq":{{"{sheet.nodes[condition]}":true}}}}'

    def _property_for(self, pattern: Pattern) -> str:
        """The property that tells the sheet the pattern's fact, in a message that not too many nodes match."""
        # Where a message is full the fact is told again in the next one, under another property.
        sheet, matches, places = self.sheets[-1], self._matches[-1], self._places[-1]
        message, place = places.get(pattern.fact, (-1, ""))
        if message < 0 or matches[message] >= MOST_MATCHES:
            if not sheet.messages or matches[len(sheet.messages) - 1] >= MOST_MATCHES:
                sheet.messages.append({})
            message = len(sheet.messages) - 1
            place = self._properties.of(f"{pattern.fact}.{len(self.sheets)}.{message}")
            places[pattern.fact] = message, place
            sheet.messages[message][place] = pattern.fact
        matches[message] += 1
        return place

    def specification(self, facts: Sequence[Fact], network: Network) -> dict[str, Any]:
        """All that the child process needs to know, as plain data."""
        numbers = {fact.name: index for index, fact in enumerate(facts)} | {ALWAYS: len(facts)}
        waited: dict[int, list[int]] = {}
        for kind, statement in self.readers:
            if kind == ABSENT:
                waited.setdefault(network.statements[statement].stage, []).append(statement)
        return {
            "sheets": [
                {
                    "rules": sheet.rules,
                    "messages": [[[place, numbers[fact]] for place, fact in told.items()] for told in sheet.messages],
                }
                for sheet in self.sheets
            ],
            "readers": [
                [kind, number, [[index, self._properties.of(f"{kind}{number}")] for index in indices]]
                for (kind, number), indices in self.readers.items()
            ],
            "waited": [waited[stage] for stage in sorted(waited)],
            "longest": [fact.longest for fact in facts],
        }


class Properties:
    """Hands out names of properties and messages, because durable-rules tells names apart by a hash of 32 bits only."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        # The names that the library uses itself.
        self._hashes = {hash_name(name) for name in ("sid", "id", "$s", "$forward", "sid-1", "1")}

    def of(self, name: str) -> str:
        """The name itself, or with underscores behind it where its hash is taken."""
        if name not in self._names:
            candidate = name
            while hash_name(candidate) in self._hashes:
                candidate += "_"
            self._hashes.add(hash_name(candidate))
            self._names[name] = candidate
        return self._names[name]


def hash_name(name: str) -> int:
    """The library's own hash of a name (FNV-1a, 32 bits), needed to know which names it would confuse."""
    result = 0x811C9DC5
    for byte in name.encode():
        result = (result ^ byte) * 16777619 & 0xFFFFFFFF
    return result


def spell_value(value: Value) -> str:
    """A value as the library's parser reads it correctly: numbers always with a point, all text in ASCII.

    It reads `1e300` as 1 followed by a misplaced `e`, but `1.0e300` correctly. Raises ValueError for NaN and infinity.
    """
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value)
    text = repr(float(value))
    if text in ("inf", "-inf", "nan"):
        raise ValueError(f"{text} is no number that a rule can be told")
    return text if "." in text else text.replace("e", ".0e")
