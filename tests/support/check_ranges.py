"""The proofs of ranges: engine and oracle agree on them, and the theorem holds over all that they may turn out to be."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from tests.support.checks import Counterexample, of, outside
from tests.support.complete_ranges import completions, narrow, settled
from tests.support.engine import compare, message, qualify
from tests.support.generate import AS_OF
from tests.support.generate_ranges import ALL, Ranged, ranged
from tests.support.oracle import Case, decide_compiled
from tests.support.oracle_ruleset import Compiled

Row = dict[str, Any]
Found = tuple[Counterexample | None, int]


def ranges(seed: int, folder: Path, prospects: int = 12, tries: int = 12) -> Found:
    """Engine and oracle agree on prospects with ranges, and every completion lies within their bounds."""
    made = ranged(seed, prospects)
    path = made.write(folder)
    found = qualify(path, made.prospects, AS_OF, ALL)
    differences = compare(made.ruleset, made.references, AS_OF, made.prospects, found)
    if differences:
        return of("ranges", made, folder, [differences[0][0]], message(seed, path, differences[0])), len(found)
    groups = families(made, tries)
    everyone = [row for group in groups for row in group[1:]]
    decided = iter(qualify(path, everyone, AS_OF, ALL))
    theirs = [[own, *(next(decided) for _ in group[1:])] for own, group in zip(found, groups, strict=True)]
    return theorem(made, folder, groups, theirs), len(found) + len(everyone)


def families(made: Ranged, tries: int) -> list[list[Row]]:
    """Each prospect, then what it may turn out to be: completions, and itself with narrower ranges."""
    chance = random.Random(f"completions {made.seed}")
    groups = []
    for row in made.prospects:
        base = settled(row)
        groups.append([row, *completions(chance, base, tries), *(narrow(chance, base) for _ in range(2))])
    return groups


def theorem(made: Ranged, folder: Path, groups: list[list[Row]], decided: list[list[Row]]) -> Counterexample | None:
    compiled = Compiled(made.ruleset, made.references, AS_OF)
    for group, found in zip(groups, decided, strict=True):
        own = Case(compiled, group[0])
        for row, one in zip(group, found, strict=True):
            wrong = beyond(own, found[0], row, one)
            if wrong:
                text = f"seed {made.seed}: {wrong}\n  prospect: {group[0]}\n  completion: {row}"
                return of("ranges", made, folder, [group[0], row], text)
    return None


def beyond(own: Case, prospect: Row, completion: Row, found: Row) -> str | None:
    """What of a decided completion lies outside what was said of the prospect."""
    wrong = outside(prospect, found)
    if wrong:
        return wrong
    if prospect["certain"] and not (found["certain"] and found["decision"] == prospect["decision"]):
        return f"{prospect['decision']} was certain, and is {found['decision']}"
    if found["coverage"] < own.total.least_coverage:
        return f"coverage {found['coverage']} of the completion is less than {own.total.least_coverage}"
    for name, mark in own.marks.items():
        now = found[name]
        if now is None and not mark.can_be_null:
            return f"criterion {name} of the completion is null"
        if now is not None and not (mark.low is not None and mark.high is not None and mark.low <= now <= mark.high):
            return f"criterion {name} of the completion is {now}, outside {mark.low}..{mark.high}"
    for name in own.ruleset.segments:
        if found[name] not in own.look_up(name).possible:  # type: ignore[union-attr]
            return f"segment {name} of the completion is {found[name]}, which was not possible"
    return None


def oracle_theorem(seed: int, prospects: int = 12, tries: int = 12) -> tuple[str | None, int]:
    """The theorem of the oracle alone: whether what the contract says is sound."""
    made = ranged(seed, prospects)
    compiled = Compiled(made.ruleset, made.references, AS_OF)
    groups = families(made, tries)
    for group in groups:
        own = Case(compiled, group[0])
        first = own.columns()
        for row in group:
            wrong = beyond(own, first, row, decide_compiled(compiled, row))
            if wrong:
                return f"seed {seed}: {wrong}\n  prospect: {group[0]}\n  completion: {row}", 0
    return None, sum(map(len, groups))
