"""Numbers in conditions mean decimals: what is computed compares as a calculator says, and bounds stay bounds."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from shortlist import Ruleset
from shortlist.engines.opening import open_engine
from shortlist.expressions.decimals import add_decimals, greatest_sum, least_sum, round_computed
from shortlist.expressions.truth import expression
from tests.support.oracle_values import add, add_greatest, add_least, decimal
from tests.support.rete import AVAILABLE

AS_OF = date(2026, 11, 23)
NAMES = ("a", "b", "c", "d")
COMPARISONS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "<": lambda x, y: x < y, "<=": lambda x, y: x <= y, ">": lambda x, y: x > y, ">=": lambda x, y: x >= y,
    "=": lambda x, y: x == y, "<>": lambda x, y: x != y,
}  # fmt: skip
Tree = str | tuple[str, "Tree", "Tree"]


def ruleset(
    folder: Path, rules: dict[str, str], fields: str = "", measure: str = "{value: a, linear: {0: 0, 1: 100}}"
) -> Ruleset:
    """Number fields a to d and t, and a tag for each rule."""
    path = folder / "decimals.yaml"
    text = 'ruleset: decimals\nversion: "1.0"\nfields:\n'
    text += "".join(f"  {name}: {{type: number, title: {name}}}\n" for name in (*NAMES, "t"))
    text += f"  day: {{type: date, title: day}}\n{fields}"
    text += f"criteria:\n  x: {{weight: 1, title: x, measures: {{m: {measure}}}}}\nrules:\n"
    text += "".join(f'  - {{id: {key}, when: "{when}", then: {{tag: {key}}}}}\n' for key, when in rules.items())
    path.write_text(text, encoding="utf-8")
    return Ruleset.load(path, [])


# --- against exact arithmetic


def units_of(scale: Fraction, digits: int) -> Fraction:
    """The last of so many digits of a number, at most 1."""
    return Fraction(1) if scale == 0 else min(Fraction(10) ** (adjusted(scale) - digits + 1), Fraction(1))


def adjusted(number: Fraction) -> int:
    exponent = 0
    while abs(number) >= Fraction(10) ** (exponent + 1):
        exponent += 1
    while abs(number) < Fraction(10) ** exponent:
        exponent -= 1
    return exponent


class UndefinedError(Exception):
    """A division by zero."""


def work_out(tree: Tree, row: dict[str, Fraction]) -> tuple[Fraction, Fraction]:
    """The exact value, and how far from it the rule may lead: nowhere for a sum that has 14 digits of its larger operand."""
    if isinstance(tree, str):
        return row[tree], Fraction(0)
    sign, left, right = tree
    (a, da), (b, db) = work_out(left, row), work_out(right, row)
    noise = Fraction(5, 10**16)
    if sign in "+-":
        total, scale = (a + b if sign == "+" else a - b), max(abs(a), abs(b))
        unit, error = units_of(scale, 14), da + db + scale * noise
        return total, Fraction(0) if (total / unit).denominator == 1 and error < unit * 48 / 100 else error + unit
    if sign == "*":
        return a * b, abs(a) * db + abs(b) * da + da * db + abs(a * b) * noise
    if abs(b) <= 2 * db:
        raise UndefinedError
    return a / b, (da + abs(a / b) * db) / (abs(b) - db) + abs(a / b) * noise


def spell(tree: Tree) -> str:
    return tree if isinstance(tree, str) else f"({spell(tree[1])} {tree[0]} {spell(tree[2])})"


def grow(chance: random.Random, depth: int) -> Tree:
    if depth == 0 or chance.random() < 0.15:
        return chance.choice(NAMES)
    return (chance.choice("+-*/"), grow(chance, depth - 1), grow(chance, depth - 1))


def number(chance: random.Random) -> str:
    places = chance.randint(0, 6)
    digits = chance.randint(1, 7)
    return f"{Decimal(chance.randint(-(10**digits), 10**digits)).scaleb(-places):f}"


def threshold(chance: random.Random, value: Fraction) -> str | None:
    """The exact value where it has 12 digits or fewer, or a neighbour of it."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    if Fraction(exact) != value or len(exact.normalize().as_tuple().digits) > 12:
        exact = Decimal(f"{float(value):.11e}")
    return f"{exact + chance.choice([0, 0, 0, exact.copy_abs().scaleb(-8)]):f}"


@pytest.mark.quick(2)
@pytest.mark.parametrize("seed", range(12))
def test_comparison_of_computed_decimals_is_that_of_exact_arithmetic(seed: int, tmp_path: Path) -> None:
    chance = random.Random(f"decimals{seed}")
    trees = [grow(chance, chance.randint(1, 3)) for _ in range(6)]
    trees = [tree for tree in trees if not isinstance(tree, str)]
    met, equal, all_ = 0, 0, 0
    for tree in trees:
        rules = {f"k{index}": f"{spell(tree)} {sign} t" for index, sign in enumerate(COMPARISONS)}
        rows: list[dict[str, Any]] = []
        expected: list[set[str] | None] = []
        for _ in range(60):
            texts = {name: number(chance) for name in NAMES}
            exact = {name: Fraction(text) for name, text in texts.items()}
            try:
                value, error = work_out(tree, exact)
            except (UndefinedError, ZeroDivisionError):
                continue
            texts["t"] = threshold(chance, value) or "0"
            at = Fraction(texts["t"])
            rows.append({name: float(text) for name, text in texts.items()})
            same = value == at and error <= units_of(max(abs(value), Fraction(1, 10**9)), 14) * 48 / 100
            apart = abs(value - at) > error + 2 * units_of(max(abs(value), abs(at)), 14)
            expected.append(
                {f"k{i}" for i, holds in enumerate(COMPARISONS.values()) if holds(value, at)} if same or apart else None
            )
            met, equal, all_ = met + (same or apart), equal + same, all_ + 1
        found = ruleset(tmp_path, rules).qualify(pl.DataFrame(rows), as_of=AS_OF)["tags"].to_list()
        for row, tags, wanted in zip(rows, found, expected, strict=True):
            assert wanted is None or set((tags or "").split("; ")) - {""} == wanted, f"{spell(tree)} {row}"
    assert met > all_ * 0.8
    assert equal > all_ * 0.15


# --- the rule itself


def awkward(chance: random.Random) -> float:
    """Decimals, numbers around powers of ten, and numbers with more digits than decimals have."""
    power = chance.choice([-9, -3, -1, 0, 1, 2, 3, 6, 9, 12, 13, 14, 15, 16, 17])
    base = 10.0**power
    shape = chance.randint(0, 4)
    if shape == 0:
        number = round(chance.random() * base, 6)
    elif shape == 1:
        number = base + chance.randint(-200, 200) * base * 10.0 ** -chance.randint(12, 17)
    elif shape == 2:
        number = chance.random() * base
    elif shape == 3:
        number = chance.randint(0, 1000) * base / 1000
    else:
        number = chance.choice([0.0, 1e308, 5e-324, 2.0**53, 2.0**53 - 1])
    return number if chance.random() < 0.5 else -number


def test_rounding_never_falls_where_the_number_rises() -> None:
    chance = random.Random("rising")
    numbers = sorted(awkward(chance) for _ in range(200_000))
    rounded = pl.select(round_computed(pl.lit(pl.Series(numbers)))).to_series()
    assert rounded.is_sorted()
    plain = rounded.filter(rounded.abs() > 1e-8)  # below, the power of ten is no exact number itself
    assert plain.equals(pl.select(round_computed(pl.lit(plain))).to_series())
    # What has 16 digits and more may fall to the other side there.
    assert [decimal(number) for number in numbers[::50]] == pytest.approx(rounded.gather_every(50).to_list(), rel=2e-13)


def test_bounds_of_a_sum_hold_for_every_greater_operand() -> None:
    chance = random.Random("bounds")
    rows = []
    for _ in range(200_000):
        a, b = awkward(chance), awkward(chance)
        b = -a * (1 + chance.choice([0, 1e-16, -3e-15, 1e-13, 1e-3])) if chance.random() < 0.5 else b
        more = [x + abs(x) * chance.choice([0, 0, 1e-16, 1e-15, 1e-13, 1.0]) for x in (a, b)]
        rows.append((a, b, *more))
    frame = pl.DataFrame(rows, schema=["a", "b", "x", "y"], orient="row")
    a, b, x, y = (pl.col(name) for name in "abxy")
    wrong = frame.filter((add_decimals(x, y) < least_sum(a, b)) | (add_decimals(-x, -y) > greatest_sum(-a, -b)))
    assert wrong.is_empty(), wrong.head(5).rows()


def test_bounds_of_a_sum_of_decimals_are_the_sum_itself() -> None:
    """So that a condition that holds up to its very threshold is certain."""
    chance = random.Random("exact")
    rows = [(float(number(chance)), float(number(chance))) for _ in range(20_000)]
    a, b = pl.col("a"), pl.col("b")
    sums = [add_decimals(a, b), least_sum(a, b), greatest_sum(a, b)]
    now, low, high = pl.DataFrame(rows, schema=["a", "b"], orient="row").select(
        value.alias(str(index)) for index, value in enumerate(sums)
    )
    assert now.equals(low)
    assert now.equals(high)
    for (one, two), total in zip(rows[::20], now.gather_every(20), strict=True):
        assert add(one, two, "number") == add_least(one, two, "number") == add_greatest(one, two, "number") == total


# --- each place where a number is compared

HOLD: list[tuple[str, dict[str, Any]]] = [
    ("a + b <= 0.3", {"a": 0.1, "b": 0.2}),
    ("a * 100 >= 29", {"a": 0.29}),
    ("a / b >= 0.07", {"a": 0.7, "b": 10.0}),
    ("a + b = 0.3", {"a": 0.1, "b": 0.2}),
    ("NOT (a + b <> c)", {"a": 0.1, "b": 0.2, "c": 0.3}),
    ("a + b IN (0.2, 0.3)", {"a": 0.1, "b": 0.2}),
    ("a + b BETWEEN 0.1 AND 0.3", {"a": 0.1, "b": 0.2}),
    ("c BETWEEN a + b AND 1", {"a": 0.1, "b": 0.2, "c": 0.3}),
    ("c <= 0.1 + 0.2", {"c": 0.3}),
    ("c >= 0.1 + 0.2", {"c": 0.3}),
    ("a - b - c = 0", {"a": 0.3, "b": 0.1, "c": 0.2}),
    ("a - b >= 0.3", {"a": 1000.3, "b": 1000.0}),
    ("a - b = 0.37", {"a": 62000000.37, "b": 62000000.0}),
    ("a * b - c <= 0", {"a": 1.1, "b": 1.1, "c": 1.21}),
    ("a / 3 * 3 >= a", {"a": 1.0}),
    ("a / 3 + a / 3 + a / 3 = 1", {"a": 1.0}),
    ("a / b = c / d", {"a": 0.1, "b": 0.3, "c": 1.0, "d": 3.0}),
    ("-(a + b) >= -0.3", {"a": 0.1, "b": 0.2}),
    ("ABS(a - b) >= 0.3", {"a": 1000.0, "b": 1000.3}),
    ("GREATEST(a + b, c) <= 0.3", {"a": 0.1, "b": 0.2, "c": 0.1}),
    ("COALESCE(c, a + b) <= 0.3", {"a": 0.1, "b": 0.2}),
    ("CASE WHEN a > 0 THEN a + b END = 0.3", {"a": 0.1, "b": 0.2}),
    ("NULLIF(a + b, 0.3) IS NULL", {"a": 0.1, "b": 0.2}),
    ("FLOOR(a * 100) = 29", {"a": 0.29}),
    ("CEIL(a * 100) = 110", {"a": 1.1}),
    ("FLOOR(a * 10) = 3", {"a": 0.3}),
    ("ROUND(a, 2) = 2.68", {"a": 2.675}),
    ("ROUND(a * 5) = 2", {"a": 0.3}),
    ("ROUND(a + b, 1) = 0.3", {"a": 0.1, "b": 0.2}),
    ("day + a * 100 = '2026-01-30'", {"a": 0.29, "day": date(2026, 1, 1)}),
    ("day - a * 100 = '2026-01-02'", {"a": 0.29, "day": date(2026, 1, 31)}),
    # Whole numbers keep every digit up to 2**53, and two large ones do not become equal.
    ("a + b = 9007199254740991", {"a": 9007199254740990.0, "b": 1.0}),
    ("a + b < 1234567890123457", {"a": 1234567890123455.0, "b": 1.0}),
    ("a - b = 3", {"a": 2000000000000003.0, "b": 2000000000000000.0}),
    ("a - b > 0", {"a": 999999999999.99, "b": 999999999999.98}),
    ("a * b = 0", {"a": -1.0, "b": 0.0}),
    ("a * b > 0", {"a": 1e-12, "b": 1e-12}),
    # Read, not computed: every digit counts.
    ("a <> 0.3", {"a": 0.30000000000000004}),
    ("a < b", {"a": 0.1234567890123455, "b": 0.1234567890123456}),
]  # fmt: skip


@pytest.mark.parametrize(("when", "row"), HOLD, ids=[case[0] for case in HOLD])
def test_it_holds_as_on_paper(when: str, row: dict[str, Any], tmp_path: Path) -> None:
    found = ruleset(tmp_path, {"here": when}).qualify(
        pl.DataFrame({"name": ["x"], **{k: [v] for k, v in row.items()}}), as_of=AS_OF
    )
    assert found["tags"].to_list() == ["here"]


@pytest.mark.parametrize("when", ["a + b IS NULL", "NOT (a / b >= 0.07)", "a + b = 0.3", "a + b <> 0.3"])
def test_null_stays_null(when: str, tmp_path: Path) -> None:
    rows = pl.DataFrame({"a": [0.7, None], "b": [0.0, 1.0]})
    found = ruleset(tmp_path, {"here": f"({when}) IS NULL", "sum": "a + b IS NULL"}).qualify(rows, as_of=AS_OF)
    first, second = found["tags"].to_list()
    assert first == ("here" if "/" in when else None)
    assert second == ("sum" if "IS NULL" in when else "here; sum")


def test_a_sum_with_a_missing_part_is_certain_up_to_the_threshold(tmp_path: Path) -> None:
    fields = "  part: {type: number, title: part, minimum: 0, maximum: 0.2}\n"
    plan = ruleset(tmp_path, {"over": "a + part > 0.3"}, fields).plan(AS_OF)
    truth = plan.fired[0].truth
    flags = plan.compute(pl.LazyFrame({"a": [0.1, 0.100001]}), [], {}).select(expression(truth.t).alias("t")).collect()
    assert flags["t"].to_list() == [False, True]


@pytest.mark.parametrize(
    ("value", "row"), [("a * 100", {"a": 0.29}), ("a / b", {"a": 203.0, "b": 7.0}), ("a + b", {"a": 28.9, "b": 0.1})]
)
def test_steps_begin_at_their_key(value: str, row: dict[str, float], tmp_path: Path) -> None:
    measure = f"{{value: {value}, steps: {{0: 0, 29: 80}}}}"
    found = ruleset(tmp_path, {"any": "a > 0"}, measure=measure).qualify(
        pl.DataFrame({k: [v] for k, v in row.items()}), as_of=AS_OF
    )
    assert found["score"].to_list() == [80.0]


@pytest.mark.skipif(not AVAILABLE, reason="durable-rules is not installed")
def test_both_engines_agree(tmp_path: Path) -> None:
    rules = {f"k{index}": when for index, (when, _) in enumerate(HOLD)}
    rows = pl.DataFrame(
        [{name: row.get(name) for name in (*NAMES, "day")} for _, row in HOLD],
        schema={**dict.fromkeys(NAMES, pl.Float64), "day": pl.Date},
    )
    plan = ruleset(tmp_path, rules).plan(AS_OF)
    with open_engine("durable", plan) as engine:
        found = engine.decide(rows.lazy()).collect()
        assert not engine.refused
    assert found.equals(plan.decide(rows.lazy()).collect())
    assert all(f"k{index}" in tags.split("; ") for index, tags in enumerate(found["tags"]))
