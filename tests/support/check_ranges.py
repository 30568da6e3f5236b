"""The proofs of ranges: engine and oracle agree on them, and the theorem holds over all that they may turn out to be."""

from __future__ import annotations

import itertools
import math
import random
from pathlib import Path
from typing import Any

import polars as pl

from tests.support.checks import Counterexample, of, outside
from tests.support.complete_ranges import complete, completions, narrow, settled, values_inside
from tests.support.engine import compare, frame, load, message, qualify, rows
from tests.support.exact_ranges import broken, make_ranges
from tests.support.generate import AS_OF, dump
from tests.support.generate_curves import curves
from tests.support.generate_feeds import ALL as FED
from tests.support.generate_ranges import ALL, RANGED, Ranged, ranged, ranged_feed, value_of
from tests.support.oracle import Case, decide_compiled
from tests.support.oracle_ranges import Between, Range
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
    families = find_families(made, tries)
    everyone = [row for _, others in families for row in others]
    decided = iter(qualify(path, everyone, AS_OF, ALL))
    for prospect, (own, others) in zip(found, families, strict=True):
        for row in others:
            wrong = beyond(own, prospect, next(decided), row)
            if wrong:
                text = f"seed {seed}: {wrong}\n  prospect: {own.given}\n  completion: {row}"
                return of("ranges", made, folder, [own.given, row], text), len(everyone)
    return None, len(found) + len(everyone)


def find_families(made: Ranged, tries: int) -> list[tuple[Case, list[Row]]]:
    """Each prospect with what it may turn out to be: completions, and itself with narrower ranges."""
    chance = random.Random(f"completions {made.seed}")
    compiled = Compiled(made.ruleset, made.references, AS_OF)
    families = []
    for row in made.prospects:
        own = Case(compiled, row)
        base = settled(own)
        families.append((own, [*completions(chance, base, tries), *(narrow(chance, base) for _ in range(2))]))
    return families


def beyond(own: Case, prospect: Row, found: Row, row: Row) -> str | None:
    """What of a decided completion, or of the prospect with narrower ranges, lies outside what was said of the prospect."""
    # What of its ranges counts for nothing yet is no completion: a score may still wait there.
    waits = own.ruleset.silent and any(isinstance(value, Range) for value in row.values())
    wrong = outside(prospect, found)
    if wrong:
        return wrong
    if prospect["certain"] and not (found["certain"] and found["decision"] == prospect["decision"]):
        return f"{prospect['decision']} was certain, and is {found['decision']}"
    if found["coverage"] < own.total.least_coverage:
        return f"coverage {found['coverage']} of the completion is less than {own.total.least_coverage}"
    for name, mark in own.marks.items():
        now = found[name]
        if now is None and not mark.can_be_null and not waits:
            return f"criterion {name} of the completion is null"
        if now is not None and not (mark.low is not None and mark.high is not None and mark.low <= now <= mark.high):
            return f"criterion {name} of the completion is {now}, outside {mark.low}..{mark.high}"
    for name in own.ruleset.segments:
        if found[name] not in own.look_up(name).possible:  # type: ignore[union-attr]
            return f"segment {name} of the completion is {found[name]}, which was not possible"
    return None


def contract(seed: int, prospects: int = 12, tries: int = 12) -> str | None:
    """The theorem without the engine: what of a completion lies beyond what the contract says of its prospect."""
    made = ranged(seed, prospects)
    for own, others in find_families(made, tries):
        first = own.columns()
        for row in [own.given, *others]:
            wrong = beyond(own, first, decide_compiled(own.ruleset, row), row)
            if wrong:
                return f"seed {seed}: {wrong}\n  prospect: {own.given}\n  completion: {row}"
    return None


def exactness(seed: int, folder: Path) -> Found:
    """Worst and best are the extremes over completions where each field is read once."""
    made = make_ranges(seed)
    prospects = made.rows()
    found = qualify(made.exact.write(folder), prospects, AS_OF, made.exact.fields)
    for prospect, column, engine, truth in broken(made, found):
        text = (
            f"exact seed {seed}: {column} is {engine}, the extreme over completions is {truth}\n  prospect: {prospect}"
        )
        return Counterexample("exact_ranges", seed, dump(made.exact.ruleset)[0], [prospect], text), len(prospects)
    return None, len(prospects)


def feeds(seed: int, folder: Path, tries: int = 10) -> Found:
    """With histories and typed tables: engine and oracle agree, and bounds hold."""
    fed, chance = ranged_feed(seed), random.Random(seed)
    path, rules = fed.write(folder), fed.ruleset
    compiled = Compiled(rules, fed.references, AS_OF)
    cases = [Case(compiled, row) for row in fed.prospects]
    groups = [[complete(chance, settled(one), value_of, FED) for _ in range(tries)] for one in cases]
    everyone = [row for group in groups for row in group]
    own, theirs = qualify(path, fed.prospects, AS_OF, FED), qualify(path, everyone, AS_OF, FED)
    with_history = rows(load(path).qualify(frame(fed.prospects, FED), AS_OF, {"h": fed.frame()}))
    wrong: tuple[list[Row], str] | None = None
    for decided, prospects in ((own, fed.prospects), (with_history, [fed.attach(row) for row in fed.prospects])):
        differences = compare(rules, fed.references, AS_OF, prospects, decided)
        if differences:
            wrong = [differences[0][0]], message(seed, path, differences[0])
    completed = iter(zip(everyone, theirs, strict=True))
    for one, prospect in zip(cases, own, strict=True):
        for row, found in itertools.islice(completed, tries):
            text = beyond(one, prospect, found, row)
            if text:
                wrong = [one.given, row], f"seed {seed}: {text}\n  prospect: {one.given}\n  completion: {row}"
    if wrong is None:
        return None, len(everyone) + 2 * len(cases)
    tables = {one.name: one.read_text(encoding="utf-8") for one in folder.glob("*.csv")}
    return Counterexample("range_feeds", seed, fed.generated.text, *wrong, tables, fed.references), len(everyone)


def empty_ends(seed: int, folder: Path) -> Found:
    """Columns of ends that hold nothing change nothing, to the last bit."""
    made = ranged(seed, 20)
    plain = [
        {name: None if isinstance(value, Range) or ":" in name else value for name, value in row.items()}
        for row in made.prospects
    ]
    bare = frame(plain, ALL)
    ends = {f"{side}:{name}": pl.lit(None, bare.schema[name]) for name in RANGED for side in ("least", "most")}
    rules = load(made.write(folder))
    wanted, found = rules.qualify(bare, AS_OF), rules.qualify(bare.with_columns(**ends), AS_OF)
    if repr(wanted.rows()) == repr(found.rows()) and wanted.schema == found.schema:
        return None, len(plain)
    text = f"seed {seed}: columns of ends that are all null change what is decided"
    return of("empty_ends", made, folder, plain, text), len(plain)


def answers(seed: int, prospects: int = 10, rounds: int = 15) -> str | None:
    """Of the oracle: whoever answers what is asked comes to a certain decision, unless a measure is undefined or all else stays unknown."""
    made, chance = ranged(seed, prospects), random.Random(f"answers {seed}")
    compiled = Compiled(made.ruleset, made.references, AS_OF)
    for row in made.prospects:
        for _ in range(rounds):
            case = Case(compiled, row)
            decided, base = case.columns(), settled(case)
            if decided["certain"]:
                break
            if decided["ask_next"] is None:
                if None not in (base[name] for name in ALL) and not any(mark.undefined for mark in case.marks.values()):
                    return f"seed {seed}: not certain, and nothing is asked of {row}"
                break
            row = {name: value for name, value in row.items() if ":" not in name}
            for name in decided["ask_next"].split("; "):
                inside = base[name]
                row[name] = (
                    chance.choice(values_inside(chance, name, inside))
                    if isinstance(inside, Between)
                    else value_of(chance, name)
                )
    return None


def spans(seed: int, folder: Path) -> Found:
    """Engine and oracle agree on one measure over ranges whose ends are knots, and all values inside stay within bounds."""
    made = curves(seed)
    fields = made.ruleset["fields"]
    path = made.write(folder)
    found = qualify(path, made.prospects, AS_OF, fields)
    differences = compare(made.ruleset, {}, AS_OF, made.prospects, found)
    if differences:
        return of("spans", made, folder, [differences[0][0]], message(seed, path, differences[0])), len(found)
    chance, compiled = random.Random(seed), Compiled(made.ruleset, {}, AS_OF)
    cases = [Case(compiled, row) for row in made.prospects]
    keys = [float(key) for one in compiled.criteria[0].measures for key, _ in one.points]
    groups = [[settled(one) | {"x": value} for value in within(chance, one, keys)] for one in cases]
    decided = iter(qualify(path, [row for group in groups for row in group], AS_OF, fields))
    for one, prospect, group in zip(cases, found, groups, strict=True):
        for row in group:
            wrong = beyond(one, prospect, next(decided), row)
            if wrong:
                text = f"seed {seed}: {wrong}\n  prospect: {one.given}\n  completion: {row}"
                return of("spans", made, folder, [one.given, row], text), len(found)
    return None, len(found) + sum(map(len, groups))


def within(chance: random.Random, case: Case, keys: list[float]) -> list[Any]:
    """Values of the field `x` inside its range: the ends, the knots and the last bits beside them."""
    if "x" not in case.ranges:
        return []
    between, whole = case.ranges["x"], case.ruleset.fields["x"]["type"] == "integer"
    values = [end for end in (between.low, between.high) if math.isfinite(end)] + [between.now, *keys]
    values += [math.nextafter(value, way) for value in values for way in (-math.inf, math.inf)]
    values.append(chance.uniform(max(between.low, -10.0), min(between.high, 1e6)))
    return [
        value for value in dict.fromkeys(values) if between.low <= value <= between.high and not (whole and value % 1)
    ]
