"""What a range counts as before it is asked for (docs/semantics.md, section 2), worked out on paper."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.support.oracle_ranges import Range, disorder, point_of, settle

AS_OF = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("kind", "least", "most", "rule", "wanted"),
    [
        ("money", 10e6, 40e6, "middle", 20e6),  # sqrt(400e12)
        ("money", -100.0, 300.0, "middle", 100.0),  # not above 0: -100 + 400 * 0.5
        ("money", 0.0, 300.0, "middle", 150.0),
        ("integer", 51.0, 200.0, "middle", 101.0),  # sqrt(10200) = 100.995
        ("integer", 0.0, 49.0, "middle", 25.0),  # 24.5 and a half, cut
        ("integer", -4.0, -1.0, "middle", -2.0),  # -2.5 and a half
        ("percent", 0.1, 0.4, "middle", 0.25),
        ("rating", 2.0, 5.0, "middle", 3.5),
        ("number", 4.0, 16.0, "middle", 10.0),  # neither money nor a count: no geometry
        ("date", date(2026, 1, 1), date(2026, 1, 4), "middle", date(2026, 1, 2)),  # the floor of 2.5
        ("level", "seed", "tree", "middle", "sprout"),  # 1.5
        ("money", 10e6, None, "middle", 10e6),
        ("money", None, 40e6, "middle", 40e6),
        ("money", 10e6, 40e6, "low", 10e6),
        ("money", None, 40e6, "low", 40e6),
        ("date", date(2026, 1, 1), date(2026, 1, 4), "low", date(2026, 1, 1)),
        ("money", 10e6, 40e6, "unknown", 20e6),
        ("number", -1.7e308, 1.7e308, "middle", 1e300),  # both ends count as absent: no end lies beyond 1e300
    ],
)
def test_the_point_of_a_range(kind: str, least: Any, most: Any, rule: str, wanted: Any) -> None:
    declared = {"type": kind, "values": ["seed", "sprout", "plant", "tree"], "future": True}
    found = settle(declared, Range(least, most), AS_OF, rule)
    shown = disorder(declared, found.now)
    assert shown == (pytest.approx(wanted, rel=1e-15) if isinstance(wanted, float) else wanted)


def test_a_point_lies_in_its_range() -> None:
    assert point_of("money", 5.0, 5.000000000000001, "middle") in (5.0, 5.000000000000001)


@pytest.mark.parametrize(("least", "most", "rule", "wanted"), [
    (None, 2015.0, "middle", 2015.0), (500.0, 2015.0, "middle", 2015.0), (None, 2015.0, "low", 2015.0), (2001.0, 2015.0, "low", 2001.0),
    (2001.0, 2016.0, "middle", 2008.0), (2015.0, None, "middle", 2020.0), (2015.0, None, "low", 2015.0),
])  # fmt: skip
def test_the_first_year_of_a_field_is_nobodys(least: Any, most: Any, rule: str, wanted: float) -> None:
    declared = {"type": "integer", "unit": "year", "minimum": 500, "maximum": 2100}
    found = settle(declared, Range(least, most), AS_OF, rule)
    assert found.now == wanted
