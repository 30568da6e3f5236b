"""A field that is scaled by a constant says of a range what the field itself would."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from shortlist.explanation.explain import explain
from tests.explanation.test_ranges import FIELDS, measures, with_range
from tests.support.generate import AS_OF
from tests.support.small import START, load


@pytest.mark.parametrize("kind", ["linear", "steps"])
@pytest.mark.parametrize(
    ("value", "by"),
    [("sales / 1000", 1e-3), ("sales * 12", 12.0), ("12 * sales", 12.0), ("sales / -8", -0.125), ("-2 * sales", -2.0), ("sales / seller.unit", 1e-4)],
)  # fmt: skip
def test_a_scaled_field_has_the_bounds_and_effects_of_the_field(
    value: str, by: float, kind: str, tmp_path: Path
) -> None:
    rng = random.Random(f"{value}{kind}")
    if kind == "steps" and by < 0:
        pytest.skip("the score at a step itself is on the other side")
    for number in range(5):
        knots, low, found = sorted(rng.sample(range(1, 100), 4)), rng.randrange(1, 90) * 1000.0, []
        for name, text, factor in (("plain", "sales", 1.0), ("scaled", value, by)):
            folder = tmp_path / f"{name}{number}"
            folder.mkdir()
            curve = dict(sorted((knot * 1000 * factor, 7 * index % 50 * 2) for index, knot in enumerate(knots, 1)))
            fields = FIELDS.replace("{value: staff, linear: {0: 0, 200: 100}}", f"{{value: {text}, {kind}: {curve}}}")
            rules = load(folder, START, "seller: {unit: 10000}\n", fields, set=["decision.ranges=low"])
            known = {"sales": (low, low + 7000.0), "rate": "BB"}
            one = next(explain(rules.plan(AS_OF), with_range(rules, known)))
            part = measures(one)["size.staff"]
            effects = [ask.effect for ask in one.asks]
            found.append([part.low, part.high, -1.0 if part.score is None else part.score, one.coverage, *effects])
        assert found[0] == pytest.approx(found[1], abs=0.011)
