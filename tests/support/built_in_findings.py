"""The proof of finding out, under the built-in rulesets: with all their criteria, functions of plugins, tables and priors."""

from __future__ import annotations

import random
from typing import Any

import polars as pl

from shortlist import Ruleset
from shortlist.planning import columns
from shortlist.planning.plan import Plan
from tests.support.checks import Counterexample
from tests.support.generate import AS_OF
from tests.support.real_ranges import frame, read_fields, value_of

Row = dict[str, Any]


def findings(name: str, seed: int, prospects: int = 500) -> tuple[Counterexample | None, int]:
    """A fact that brings measures at or above what was assumed of them never lowers the score; one at or below never raises it.

    Left out are facts that put another weighting in force: then the same answers count differently.
    """
    rules = Ruleset.load(name)
    plan, fields, chance = rules.plan(AS_OF), read_fields(rules), random.Random(f"{name} {seed}")
    pairs = [pair for number in range(prospects) if (pair := find_out(chance, fields, number)) is not None]
    before, after = (frame(fields, [(pair[place], {}) for pair in pairs]) for place in range(2))
    found = pl.concat([look(plan, before, "old"), look(plan, after, "new")], how="horizontal")
    heavy = {
        one
        for one, criterion in plan.ruleset.criteria.items()
        if criterion.weight.default or any(criterion.weight.classes.values())
    }
    measures = [one.id for one in plan.measures if one.criterion in heavy and one.weight]
    changes = [pl.col(f"new:{one}") - pl.col(f"old:{one}") for one in measures]
    up, down = (pl.any_horizontal([sign * one > 0 for one in changes]) for sign in (1, -1))
    moved = pl.col("new:score") - pl.col("old:score")
    same = pl.all_horizontal(
        pl.lit(True), *(pl.col(f"new:{one}").eq_missing(pl.col(f"old:{one}")) for one in drivers(plan))
    )
    wrong = (up & ~down & (moved < 0)) | (down & ~up & (moved > 0)) | (~up & ~down & (moved != 0))
    bad = found.select((same & wrong).fill_null(True)).to_series().arg_true()
    if len(bad):
        old, new = pairs[bad[0]]
        scores = found.row(bad[0], named=True)
        text = (
            f"{name}, seed {seed}: {scores['old:score']} became {scores['new:score']}\n  before: {old}\n  after: {new}"
        )
        return Counterexample(f"findings_{name}", seed, "", [old, new], text), len(pairs)
    return None, 2 * len(pairs)


def find_out(chance: random.Random, fields: dict[str, Any], number: int) -> tuple[Row, Row] | None:
    """A prospect, and it with one thing more that is known."""
    gone = chance.choice([0.1, 0.5, 0.9, 1.0])
    row = {one: value_of(chance, field) for one, field in fields.items() if chance.random() > gone}
    row |= {"prospect_id": f"p{number}", "name": "n"}
    missing = [one for one in fields if one not in row]
    if not missing:
        return None
    new = chance.choice(missing)
    return row, row | {new: value_of(chance, fields[new])}


def counted(plan: Plan) -> dict[str, float]:
    """By measure that counts what it counts as while nothing is known of it: its prior within what its curve can score."""
    found = {}
    for one in plan.measures:
        scores = one.curve.scores
        prior = 50.0 if one.measure.prior is None else one.measure.prior
        found[one.id] = min(max(prior, min(scores)), max(scores))
    return found


def drivers(plan: Plan) -> list[str]:
    """The columns of the segments whose classes drive weights."""
    return sorted({columns.segment(by) for one in plan.ruleset.criteria.values() if (by := one.weight.by)})


def look(plan: Plan, prospects: pl.DataFrame, side: str) -> pl.DataFrame:
    """The score, what each measure counts as, and the classes that drive weights, of each prospect."""
    priors = counted(plan)
    parts = [one.score.fill_null(priors[one.id]).alias(f"{side}:{one.id}") for one in plan.measures]
    classes = [pl.col(one).alias(f"{side}:{one}") for one in drivers(plan)]
    return (
        plan.compute(prospects.lazy()).select(plan.values["score"].alias(f"{side}:score"), *parts, *classes).collect()
    )
