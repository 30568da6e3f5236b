"""Counts what a run came to, while its decisions pass through, so that nothing is read twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import polars as pl

from shortlist.model.reasons import ReasonCode
from shortlist.model.terms import DECISIONS
from shortlist.planning import columns
from shortlist.planning.reasons import SEPARATOR
from shortlist.ruleset.schema import DecisionEntry


@dataclass
class Summary:
    """Counts of a run: rows by decision, grade and treatment, by deciding reason, and by field to ask for.

    `asks`: for each field, how many of the prospects that are not certain are to be asked for it. `scored`: of those that the score
    alone decided, and the coverage gate could not, how many by decision and whole points. `blank`: of `reasons` how many name a
    criterion of which nothing is known. `watch` fills it all.
    """

    decisions: Counter[str] = field(default_factory=Counter)
    grades: Counter[str | None] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    blank: Counter[tuple[str, str]] = field(default_factory=Counter)
    asks: Counter[str] = field(default_factory=Counter)
    treatments: Counter[str | None] = field(default_factory=Counter)
    scored: Counter[tuple[str, int]] = field(default_factory=Counter)
    least_coverage: float = 0.0
    uncertain: int = 0
    _lock: Any = field(default_factory=Lock, repr=False)

    @property
    def rows(self) -> int:
        return self.decisions.total()

    @property
    def gated(self) -> int:
        """Rows that the coverage gate decided."""
        return sum(count for (_, reason), count in self.reasons.items() if ReasonCode.parse(reason).kind == "coverage")

    def watch(self, frame: pl.LazyFrame, on_rows: Callable[[int], None] | None = None) -> pl.LazyFrame:
        """The same frame, counted while it runs; `on_rows` gets the number of rows of every batch."""

        # Elementwise, so that the frame stays in the streaming engine. That calls it from several threads, hence the lock.
        def look(batch: pl.Series) -> pl.Series:
            rows = batch.struct.unnest()
            with self._lock:
                self._count(rows)
            if on_rows is not None:
                on_rows(len(rows))
            return rows["decision"]

        more = {"treatment", columns.BLANK} & {*frame.collect_schema().names()}
        # A column that something reads has to carry the look, or Polars would leave it out: `decision`, unchanged.
        seen = pl.struct("decision", "grade", "score", "coverage", "certain", "reasons", "ask_next", *sorted(more))
        return frame.with_columns(decision=seen.map_batches(look, return_dtype=pl.String, is_elementwise=True))

    def _count(self, rows: pl.DataFrame) -> None:
        # Of the joined reasons the first is the one that decided (docs/semantics.md, section 7).
        reason = pl.col("reasons").str.extract("^([^;]*)").alias("reason")
        told = [name for name in rows.columns if name == columns.BLANK]
        for decision, said, *blanks, count in rows.group_by("decision", reason, *told).len().rows():
            self.decisions[decision] += count
            self.reasons[decision, said] += count
            code = ReasonCode.parse(said)
            if code.kind == "score" and blanks and code.name in (blanks[0] or "").split(SEPARATOR):
                self.blank[decision, said] += count
        self.grades.update(dict(rows.group_by("grade").len().rows()))
        if "treatment" in rows.columns:
            self.treatments.update(dict(rows.group_by("treatment").len().rows()))
        # Below the gate another cut may leave a review what it is.
        by_score = rows.filter(
            pl.col("reasons").str.starts_with("score:"), pl.col("coverage") >= self.least_coverage, pl.col("score") >= 0
        )
        whole = by_score.group_by("decision", pl.col("score").floor().cast(pl.Int64)).len()
        self.scored.update({(decision, points): count for decision, points, count in whole.rows()})
        uncertain = rows.filter(~pl.col("certain"))
        self.uncertain += len(uncertain)
        asked = uncertain.select(
            pl.col("ask_next").drop_nulls().str.split(SEPARATOR).explode(empty_as_null=False)
        ).to_series()
        self.asks.update(dict(asked.value_counts().rows()))

    def split_reasons(self) -> list[tuple[str, str, dict[str, str], int]]:
        """The deciding reasons, most frequent first: decision, code, what `reason_text` has to know of the rows, and how many rows.

        Those who have it for a criterion of which nothing is known stand apart from the others.
        """
        parts = Counter({(*key, False): count - self.blank[key] for key, count in self.reasons.items()})
        parts.update({(*key, True): count for key, count in self.blank.items()})
        return [
            (decision, reason, {columns.BLANK: ReasonCode.parse(reason).name} if blank else {}, count)
            for (decision, reason, blank), count in order_counts(parts)
            if count
        ]

    def other_cut(self, cuts: DecisionEntry) -> float | None:
        """A cut for `qualify` that would decide somebody of this list otherwise: 5 points away where that does, else the nearest; None without one."""
        # With `when_uncertain: review` who reaches a lower cut may stay in review.
        lower = [points for decision, points in self.scored if decision == "review" and points >= cuts.review]
        if lower and cuts.when_uncertain == "keep":
            usual = max(cuts.review, cuts.qualify - 5)
            return usual if max(lower) >= usual else float(max(lower))
        higher = [points + 1 for decision, points in self.scored if decision == "qualify" and points < 100]
        if not higher:
            return None
        usual = min(100.0, cuts.qualify + 5)
        return usual if min(higher) <= usual else float(min(higher))

    def as_dict(self) -> dict[str, Any]:
        """Plain data for `--json`; reasons, asks and treatments with the most frequent first."""
        return {
            "rows": self.rows,
            "decisions": {decision: self.decisions[decision] for decision in reversed(DECISIONS)},
            "grades": {
                grade or "none": count
                for grade, count in sorted(self.grades.items(), key=lambda item: str(item[0] or "~"))
            },
            **(
                {"treatments": {one or "none": n for one, n in order_counts(self.treatments)}}
                if self.treatments
                else {}
            ),
            "uncertain": self.uncertain,
            "decided_by_coverage_gate": self.gated,
            "reasons": [{"decision": d, "reason": r, "rows": n} for (d, r), n in order_counts(self.reasons)],
            "ask_next": [{"field": name, "rows": n} for name, n in order_counts(self.asks)],
        }


def order_counts(counts: Counter[Any]) -> list[tuple[Any, int]]:
    """The counts, most frequent first and equal ones by name, so that two runs print the same."""
    return sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
