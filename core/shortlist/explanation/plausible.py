"""What a list shows to be plausible of each field that a measure is: explanations name no value beyond it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from shortlist.explanation.detail import field_of
from shortlist.model.fields import NUMERIC, Field
from shortlist.model.ranges import LEAST, MOST
from shortlist.planning.plan import Plan

ENOUGH = 10  # a list that knows a field of fewer prospects shows nothing of it


@dataclass(frozen=True)
class Seen:
    """By field the least and the greatest number that a list holds, or the words; nothing of what it holds too seldom."""

    ends: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def shows(self, name: str, word: object) -> bool:
        """Whether a word of a field is plausible."""
        return name not in self.words or word in self.words[name]


NOTHING = Seen()
"""Where there is no list."""


def look_at(plan: Plan, frame: pl.LazyFrame) -> Seen:
    """What a frame of typed fields shows; the ends of its ranges count too. Numbers that are not finite do not."""
    there = set(frame.collect_schema().names())
    fields = {
        own.id: own
        for one in plan.measures
        if (own := field_of(plan, one)) and own.id in there and own.type not in ("bool", "date")
    }
    if not fields:
        return NOTHING
    asked = [one for own in fields.values() for one in _ask(own, there)]
    found = frame.select(asked).collect(engine="streaming").row(0, named=True)
    known = {name: own for name, own in fields.items() if found[f"count:{name}"] >= ENOUGH}
    return Seen(
        {name: (found[f"least:{name}"], found[f"most:{name}"]) for name, own in known.items() if own.type in NUMERIC},
        {name: _spread(own, found[f"words:{name}"]) for name, own in known.items() if own.type not in NUMERIC},
    )


def _ask(own: Field, there: set[str]) -> list[pl.Expr]:
    columns = [pl.col(name) for name in (own.id, LEAST + own.id, MOST + own.id) if name in there]
    if own.type in NUMERIC:
        columns = [pl.when(column.is_finite()).then(column) for column in columns]
    count = pl.any_horizontal(column.is_not_null() for column in columns).sum().alias(f"count:{own.id}")
    if own.type not in NUMERIC:
        return [count, pl.concat_list(columns).explode().drop_nulls().unique().implode().alias(f"words:{own.id}")]
    return [
        count,
        pl.min_horizontal(columns).min().alias(f"least:{own.id}"),
        pl.max_horizontal(columns).max().alias(f"most:{own.id}"),
    ]


def _spread(own: Field, words: list[str]) -> frozenset[str]:
    """The words, and of a level all that lie between the worst and the best."""
    places = [own.values.index(word) for word in words if word in own.values]
    return frozenset(own.values[min(places) : max(places) + 1] if places else words)
