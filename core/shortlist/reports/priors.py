"""Priors fitted from a list: what each measure scores on average, among those of whom it is known."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import polars as pl

from shortlist.errors import ListError, Place
from shortlist.language import Text
from shortlist.planning import columns
from shortlist.planning.plan import Plan
from shortlist.ruleset.definition import Ruleset

FEWEST = 20
"""Of fewer prospects a mean says too little: the measure keeps its prior."""


@dataclass(frozen=True)
class Prior:
    """The mean score, 0-100, of a measure over the `known` prospects that have one; None where these are too few."""

    criterion: str
    measure: str
    known: int
    score: float | None


def find_priors(plan: Plan, frame: pl.LazyFrame, source: str) -> tuple[list[Prior], int]:
    """The prior of each measure of the plan, in its order, from a frame of typed fields; and the number of prospects.

    Raises ListError, which names the source, where no measure is known of enough prospects.
    """
    plan = plan.fit(frame.collect_schema().names())
    scores = [pl.col(columns.score(one.id)) for one in plan.measures]
    sums = plan.compute(frame).select(
        pl.len().alias("rows"),
        *(score.mean().alias(f"mean:{at}") for at, score in enumerate(scores)),
        *(score.count().alias(f"known:{at}") for at, score in enumerate(scores)),
    )
    found = sums.collect(engine="streaming").row(0, named=True)
    priors = []
    for at, one in enumerate(plan.measures):
        known, mean = found[f"known:{at}"], found[f"mean:{at}"]
        priors.append(Prior(one.criterion, one.measure.id, known, round(mean, 1) if known >= FEWEST else None))
    if all(one.score is None for one in priors):
        raise ListError.of(
            f"no measure of {plan.ruleset.id} is known of {FEWEST} prospects or more, so there is nothing to fit",
            f"{plan.ruleset.id} 没有任何指标的已知客户达到 {FEWEST} 个，无从拟合",
            Place(source),
        )
    return priors, found["rows"]


def write_priors(priors: Sequence[Prior], rows: int, ruleset: Ruleset, extends: str) -> Iterator[str]:
    """The lines of a ruleset that extends the one that is named so, and has these priors."""
    of, zh = ruleset.title.en, ruleset.title.zh
    title = {"en": f"{of}, priors fitted", "zh": f"{zh}（先验得分取自名单）"}
    yield f"ruleset: {ruleset.id}_fitted"
    yield 'version: "1.0"'
    yield f"title: {json.dumps(title, ensure_ascii=False)}"
    yield f"extends: {json.dumps(extends, ensure_ascii=False)}"
    yield "decision: {missing: prior}"
    yield str(Text("# Behind each: of how many prospects it is known.", "# 行尾：已知该指标的客户数。"))
    yield "criteria:"
    fitted = [one for one in priors if one.score is not None]
    for criterion, measures in groupby(fitted, key=lambda one: one.criterion):
        yield f"  {criterion}:"
        yield "    measures:"
        for one in measures:
            yield f"      {one.measure}: {{prior: {one.score:g}}}  # {one.known:,} / {rows:,}"
