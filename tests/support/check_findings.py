"""The proof of finding out: where every measure counts from the start, a fact moves the score the way it moves its measures."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.support.checks import Counterexample, of
from tests.support.engine import qualify
from tests.support.generate import AS_OF, Generated, dump, field_value, generate
from tests.support.oracle import Case, count
from tests.support.oracle_ruleset import Compiled

Row = dict[str, Any]


def findings(seed: int, folder: Path, prospects: int = 20, tries: int = 6) -> tuple[Counterexample | None, int]:
    """A fact whose measures score at or above what was assumed of them never lowers the score; one at or below never raises it."""
    generated = generate(seed, prospects)
    chance = random.Random(f"findings {seed}")
    assume(generated, chance)
    pairs = [pair for row in generated.prospects for pair in find_out(chance, row, generated.ruleset["fields"], tries)]
    if not pairs:
        return None, 0
    found = qualify(generated.write(folder), [row for pair in pairs for row in pair], AS_OF)
    compiled = Compiled(generated.ruleset, generated.references, AS_OF)
    for number, (before, after) in enumerate(pairs):
        old, new = counted(compiled, before), counted(compiled, after)
        scores = found[2 * number]["score"], found[2 * number + 1]["score"]
        ways = {(new[one] > old[one]) - (new[one] < old[one]) for one in old} - {0}
        moved = (scores[1] > scores[0]) - (scores[1] < scores[0])
        if (ways == {1} and moved < 0) or (ways == {-1} and moved > 0) or (not ways and moved):
            text = f"seed {seed}: the score went from {scores[0]} to {scores[1]}\n  before: {before}\n  after: {after}"
            return of("findings", generated, folder, [before, after], text), len(found)
    return None, len(found)


def assume(generated: Generated, chance: random.Random) -> None:
    """Have every measure of the ruleset count from the start, under weights that nothing changes."""
    ruleset = generated.ruleset
    for criterion in ruleset["criteria"].values():
        if isinstance(criterion["weight"], dict):
            criterion["weight"] = criterion["weight"]["default"]
        criterion.pop("missing", None)
        if chance.random() < 0.3:
            criterion["missing"] = "neutral"
    if not any(criterion["weight"] for criterion in ruleset["criteria"].values()):
        next(iter(ruleset["criteria"].values()))["weight"] = 1
    ruleset["decision"]["missing"] = "prior"
    generated.text, generated.ruleset = dump(ruleset)


def find_out(chance: random.Random, row: Row, fields: Mapping[str, Row], tries: int) -> list[tuple[Row, Row]]:
    """The prospect, and it with one thing more that is known, several times."""
    missing = [name for name in fields if row.get(name) is None]
    names = [chance.choice(missing) for _ in range(tries)] if missing else []
    return [(row, row | {name: field_value(chance, name)}) for name in names]


def counted(compiled: Compiled, row: Row) -> dict[tuple[str, str], float]:
    """What each measure of the prospect counts as, as the oracle has it."""
    case = Case(compiled, row)
    parts = {
        (criterion.id, measure.id): count(criterion, measure, case.stand(measure))
        for criterion in compiled.criteria
        for measure in criterion.measures
    }
    return {name: part for name, part in parts.items() if part is not None}
