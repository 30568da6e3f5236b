"""What compiled code calls gives the bits that Polars gives, for every kind of float."""

from __future__ import annotations

import math
import random
import struct
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from shortlist.decider import runtime
from shortlist.decider.texts import Search, lower, upper
from tests.support.deciders import is_same

X, Y = pl.col("x"), pl.col("y")
SPECIAL = [
    None,
    math.nan,
    math.inf,
    -math.inf,
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    2.5,
    -2.5,
    1e308,
    -1e308,
    5e-324,
    2.0**52,
    2.0**53 + 2,
]


def number(chance: random.Random) -> float | None:
    match chance.randrange(5):
        case 0:
            return chance.choice(SPECIAL)
        case 1:
            return float(struct.unpack(">d", chance.randbytes(8))[0])
        case 2:  # ties of decimals
            return round(chance.uniform(-1e4, 1e4), chance.randrange(6)) + chance.choice([0, 0.5, 0.05, 0.005, 5e-7])
        case 3:
            return chance.randint(-(10**17), 10**17) / chance.choice([1, 2, 8, 10, 1000])
    return chance.uniform(-1, 1) * 10 ** chance.uniform(-20, 20)


def pairs() -> pl.DataFrame:
    chance = random.Random(16)
    rows = [(a, b) for a in SPECIAL for b in SPECIAL] + [(number(chance), number(chance)) for _ in range(30_000)]
    return pl.DataFrame(rows, schema={"x": pl.Float64, "y": pl.Float64}, orient="row")


def alone(function: Callable[[float], Any]) -> Callable[[Any, Any], Any]:
    return lambda x, _y: None if x is None else function(x)


def both(function: Callable[[float, float], Any]) -> Callable[[Any, Any], Any]:
    return lambda x, y: None if x is None or y is None else function(x, y)


@pytest.mark.parametrize(
    ("expression", "ours"),
    [
        (X / Y, both(runtime.divide)),
        (X**Y, both(runtime.power)),
        (X.log(10.0), alone(lambda x: runtime.natural(x) / math.log(10.0))),
        (X.sqrt(), alone(runtime.root)),
        (X.floor(), alone(runtime.floor)),
        (X.ceil(), alone(runtime.ceiling)),
        *[(X.round(places), alone(lambda x, s=10.0**places: runtime.round_even(x, s))) for places in (0, 2, 9)],
        (X.round(2, mode="half_away_from_zero"), alone(lambda x: runtime.round_away(x, 100.0))),
        *[(X.round_sig_figs(most), alone(lambda x, n=most: runtime.round_figures(x, n))) for most in (3, 12)],
        (X.sin(), alone(runtime.sine)),
        (X.cos(), alone(runtime.cosine)),
        (X.arcsin(), alone(runtime.arc_sine)),
        (X.radians(), alone(math.radians)),
        (X.cast(pl.Int32, strict=False), alone(lambda x: runtime.whole(x, -(2**31), 2**31 - 1))),
        (pl.max_horizontal(X, Y), runtime.most_of),
        (pl.min_horizontal(X, Y), runtime.least_of),
        (X > Y, both(runtime.greater)),
        (X == Y, both(runtime.equal)),
        (pl.sum_horizontal(X, Y, ignore_nulls=False), both(lambda x, y: x + y)),
    ],
    ids=lambda one: str(one) if isinstance(one, pl.Expr) else "",
)
def test_numbers(expression: pl.Expr, ours: Callable[[Any, Any], Any]) -> None:
    frame = pairs()
    wanted = frame.select(expression.alias("found"))["found"].to_list()
    wrong = [
        (x, y, one, ours(x, y))
        for (x, y), one in zip(frame.rows(), wanted, strict=True)
        if not is_same(ours(x, y), one)
    ]
    assert wrong == []


def letters(chance: random.Random) -> str:
    signs = [
        *"aAkKsSiIzZ09 _-.,;()",
        "K",
        "ſ",
        "İ",
        "ı",
        "ß",
        "é",
        "Σ",
        "ς",
        "采",
        "购",
        "，",
        "ｋ",
        "\n",
        "\x85",
        "\u2028",
        "😀",
    ]
    return "".join(chance.choice(signs) for _ in range(chance.randrange(8)))


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?i)(?-u:\b)k(?-u:\b)|采购",
        r"(?i)s",
        r"(?i)(?-u:\b)i\-a(?-u:\b)",
        r"(?s)\Aa.*k\z",
        r"(?is)\A.*ks.\z",
        "(?s)\\A.*é\\z",
    ],
)
def test_patterns_find_the_same(pattern: str) -> None:
    chance = random.Random(pattern)
    texts = [letters(chance) for _ in range(5_000)]
    assert [Search(pattern)(text) for text in texts] == pl.Series(texts).str.contains(pattern).to_list()


def test_letters_change_their_case_alike() -> None:
    chance = random.Random(17)
    texts = [letters(chance) for _ in range(5_000)]
    series = pl.Series(texts)
    assert [lower(text) for text in texts] == series.str.to_lowercase().to_list()
    assert [upper(text) for text in texts] == series.str.to_uppercase().to_list()
    assert [runtime.strip(text) for text in texts] == series.str.strip_chars().to_list()


@pytest.mark.parametrize("pattern", [r"(?i)é", r"a+", r"[ab]", r"\d", "(a)", r"^a", "a{2}", "(?x)a b", r"\bk"])
def test_what_may_mean_something_else_is_left_to_polars(pattern: str) -> None:
    from shortlist.decider.operators import UntranslatableError

    with pytest.raises(UntranslatableError):
        Search(pattern)
