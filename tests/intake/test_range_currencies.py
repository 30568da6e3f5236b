"""The ends of a range of money are what the same texts are as points, for every sign, word and code of a currency that amounts may have."""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from shortlist import Ruleset
from shortlist.errors import ListError
from shortlist.intake.parsing.ranges import convert_ends, read_ranges
from shortlist.intake.parsing.text import Reading
from shortlist.intake.parsing.units import AMBIGUOUS, CURRENCY_WORDS, MAGNITUDES, Unit, currency_codes
from shortlist.intake.read import read_list
from shortlist.model.fields import Field
from tests.support.ranges import ABOUT, JOINS, LEAST, MOST, NEARLY, expect

WORDS = sorted({*CURRENCY_WORDS, *AMBIGUOUS, *map(str.lower, currency_codes())})
SIZES = ("", "M", "K", "万", " million", "bn", " Cr", " lakh", *MAGNITUDES)
RUPEES = ("₹", "Rs ", "Rs. ", "INR ", "卢比")


@cache
def make_reading() -> Reading:
    """A column in which no two words are worth the same, so that an end in another currency shows."""
    return Reading(Field("turnover", "money"), rates={word: 1 + at / 1024 for at, word in enumerate(WORDS)})


def read_each(cells: list[str]) -> list[tuple[Any, Any, Any] | None]:
    found, bad = convert_ends(pl.Series(cells, dtype=pl.String), make_reading())
    return [None if no else row for row, no in zip(found.rows(), bad, strict=True)]


def write_points(word: str, rng: random.Random) -> list[tuple[str, str]]:
    """Two amounts in each order in which they can be read as points, once as the word is written here and once in capitals."""
    size = rng.choice(SIZES)
    low = rng.randint(2, 400)
    pair = (low, low + rng.randint(1, 500))
    space = rng.choice(("", " "))
    return [
        (made[0], made[1])
        for one in dict.fromkeys((word, word.upper()))
        for made in (
            [f"{one}{space}{number}{size}" for number in pair],
            [f"{number}{size}{space}{one}" for number in pair],
        )
    ]


def make_cells(points: tuple[str, str], rng: random.Random) -> list[tuple[str, str, str | None, str | None]]:
    a, b = points
    joins = [join for join in JOINS if join != ".." or not a.endswith(".")]  # 10 fr...20 fr.
    cells = [(f"{a}{join}{b}", "both", a, b) for join in rng.sample(joins, 3)]
    cells += [(f"from {a} to {b}", "both", a, b), (f"between {a} and {b}", "both", a, b)]
    for words, kind, other in ((LEAST, "least", "over"), (MOST, "most", "under")):
        for before, behind, closed in rng.sample(words, 4):
            ends = (a, None) if kind == "least" else (None, a)
            cells.append((before + a + behind, kind if closed else other, *ends))
    for kind, table in (("about", ABOUT), ("nearly", NEARLY)):
        before, behind = rng.choice(table)
        cells.append((before + a + behind, kind, a, a))
    return cells


@pytest.mark.parametrize("seed", range(2))
def test_the_ends_of_a_range_of_any_currency_are_what_they_are_as_points(seed: int) -> None:
    rng = random.Random(seed)
    pairs = [pair for word in WORDS for pair in write_points(word, rng)]
    values = read_each([one for pair in pairs for one in pair])
    known = {
        text: row[0]
        for text, row in zip((one for pair in pairs for one in pair), values, strict=True)
        if row is not None and row[0] is not None
    }
    assert len(known) > len(pairs)
    made = [cell for pair in pairs if set(pair) <= known.keys() for cell in make_cells(pair, rng)]
    wrong = []
    for (cell, kind, least, most), got in zip(made, read_each([cell[0] for cell in made]), strict=True):
        right = expect(kind, known[least] if least else None, known[most] if most else None, make_reading())
        if got is None or not all(
            (one is None) == (other is None) and (one is None or one == pytest.approx(other, rel=1e-14))
            for one, other in zip(got, right, strict=True)
        ):
            wrong.append((cell, got, right))
    assert not wrong, wrong[:20]


@pytest.mark.quick(12)
@pytest.mark.parametrize("first", ["", *MAGNITUDES, "Cr"])
def test_each_end_has_its_own_unit_where_both_have_one(first: str) -> None:
    rng = random.Random(first)
    pairs = [
        [f"{word}{number}{space}{size}" if front else f"{number}{space}{size} {word}" for number, size in ((2, first), (5, last))]
        for word in (*RUPEES, *rng.sample(WORDS, 2))
        for front in (True, False)
        for space in ("", " ")
        for last in (("",) if not first else (*MAGNITUDES, "Cr"))  # without one of its own the first has that of the last
    ]  # fmt: skip
    values = iter(read_each([one for pair in pairs for one in pair]))
    cells, rights = list[str](), list[tuple[float, float]]()
    for pair in pairs:
        ends = [row[0] if row is not None else None for row in (next(values), next(values))]
        if None in ends or not ends[0] < ends[1] < ends[0] * 1e6:
            continue
        cells += [
            f"{pair[0]}{rng.choice(('-', ' - ', ' to ', '至', '~', ' – '))}{pair[1]}",
            f"between {pair[0]} and {pair[1]}",
        ]
        rights += [(ends[0], ends[1])] * 2
    for cell, right, got in zip(cells, rights, read_each(cells), strict=True):
        assert got is not None and got[1:] == pytest.approx(right, rel=1e-12), cell


@pytest.mark.parametrize("word", RUPEES)
def test_crores_are_the_unit_of_an_end_as_of_an_amount(word: str) -> None:
    rate = 1 + WORDS.index(word.strip().lower()) / 1024
    cells = {
        f"{word}1 Cr - {word}5 Cr": (1e7, 5e7), f"{word}1-5 Cr": (1e7, 5e7), f"{word}1 - 5 Cr": (1e7, 5e7), f"{word}1Cr-5Cr": (1e7, 5e7),
        f"{word}50 lakh - {word}2 Cr": (5e6, 2e7), f"{word}1 Cr+": (1e7, None), f"{word}1 Cr or more": (1e7, None), f"{word}1Cr以上": (1e7, None),
        f"up to {word}5 Cr": (None, 5e7), f"{word}1 Cr to {word}5 crore": (1e7, 5e7),
    }  # fmt: skip
    for (cell, ends), got in zip(cells.items(), read_each(list(cells)), strict=True):
        assert got is not None and got[0] is None, cell
        for one, other in zip(got[1:], ends, strict=True):
            assert one == (None if other is None else pytest.approx(other * rate)), cell
    books = replace(make_reading(), accounts=True, crores=True)
    assert convert_ends(pl.Series([f"{word}1 Cr - {word}5 Cr", "1 Cr+", "10 Cr-50 Cr"]), books)[1].all()
    assert read_each(["1-5 Cr", "$1 Cr - $5 Cr", "$1 CR+"]) == [None] * 3
    column = Reading(Field("turnover", "money"), Unit(currency="INR"))
    assert convert_ends(pl.Series(["1-5 Cr"]), column)[0].row(0) == (None, 1e7, 5e7)


CANADIAN = Reading(
    Field("turnover", "money"),
    rates={"$": 1.0, "us$": 1.0, "usd": 1.0, "cad": 0.5, "c$": 0.5, "ca$": 0.5, "€": 2.0, "£": 4.0},
)


@pytest.mark.parametrize(
    ("cell", "ends"),
    [
        ("C$10M-C$50M", (5e6, 2.5e7)),
        ("C$10M-50M", (5e6, 2.5e7)),
        ("CA$10M-50M", (5e6, 2.5e7)),
        ("ca$10M – ca$50M", None),
        ("c$10M", None),
        ("Ca$10M", None),
        (">c$10M", None),
        ("-c$10M", None),
        ("C$10M-c$50M", None),
        ("10M c$", 5e6),
        ("C$1M+", (5e5, None)),
        (">C$1M", (math.nextafter(5e5, math.inf), None)),
        ("CA$1M or more", (5e5, None)),
        ("up to C$1M", (None, 5e5)),
        ("不超过CA$1M", (None, 5e5)),
        ("C$10M", 5e6),
        ("ca. C$11M", (5e6, 6.05e6)),
        ("约C$11M", (5e6, 6.05e6)),
        ("C$10M-$50M", (5e6, 2.5e7)),
        ("C 10M", None),
        ("CA 10M", None),
        ("C.$10M", None),
        ("CA.$10M", None),
        ("C£1M", None),
        ("c£1M", None),
        ("C €1M", None),
        ("ca $11M", None),
        ("ca. $11M", (1e7, 1.21e7)),
        ("Ca. €11M", (2e7, 2.42e7)),
        ("c.£11M", (4e7, 4.84e7)),
        ("ca €11M", (2e7, 2.42e7)),
        ("c 11M", (1e7, 1.21e7)),
        ("ca 11M", (1e7, 1.21e7)),
        ("ca.11M", (1e7, 1.21e7)),
        ("circa $11M", (1e7, 1.21e7)),
        ("ca US$11M", (1e7, 1.21e7)),
    ],
)  # fmt: skip
def test_what_may_be_canadian_is_never_circa(cell: str, ends: Any) -> None:
    found, bad = convert_ends(pl.Series([cell]), CANADIAN)
    value, least, most = found.row(0)
    got = None if bad[0] else (least, most) if value is None else value
    assert got == (pytest.approx(ends) if isinstance(ends, tuple) and None not in ends else ends)


@pytest.mark.parametrize(
    "amount",
    [
        "10M MNT",
        "MNT 5,000",
        "10-50M MNT",
        "MNT 10M - 50M",
        "over 1M MNT",
        "约500万 MNT",
        "under MNT 1M",
        ("1M MNT", "5M MNT"),
        (1, "5M MNT"),
    ],
)
def test_what_is_given_in_a_currency_without_a_rate_is_refused_with_the_remedy(amount: object) -> None:
    b2b = Ruleset.load("b2b")
    assert "MNT" not in b2b.rates
    for record in ({"annual_revenue": amount}, {"Annual revenue": amount}):
        with pytest.raises(ListError) as refusal:
            b2b.decide(record)
        texts = [one.text for one in refusal.value.problems]
        assert any(
            "no rate for MNT" in one.en and "`MNT: RATE`" in one.en and "没有 MNT 的汇率" in one.zh for one in texts
        )
    with pytest.raises(ListError) as refusal:
        b2b.decide({"annual_revenue": "many"})
    assert "rate for" not in str(refusal.value)


@pytest.mark.parametrize("amount", ["10M", "10-50M", "over 1M"])
def test_a_currency_beside_an_amount_without_a_rate_is_said_too(amount: str) -> None:
    with pytest.raises(ListError, match="no rate for MNT"):
        Ruleset.load("b2b").decide({"Annual revenue": amount, "Currency": "MNT"})


@pytest.mark.parametrize("sign", ["", "$", "£", "€", "US$"])
def test_what_may_say_circa_is_circa_canadian_or_unread_with_that_reason(sign: str) -> None:
    for word, space in itertools.product(("c", "C", "ca", "Ca", "CA", "c.", "C.", "ca.", "Ca.", "CA."), ("", " ")):
        cell = f"{word}{space}{sign}11M"
        found, bad = convert_ends(pl.Series([cell]), CANADIAN)
        value, least, most = found.row(0)
        worth = CANADIAN.rates.get((sign or "$").lower(), 1.0)
        if bad[0]:
            assert read_ranges(pl.Series([cell]), CANADIAN)["why"].to_list() == ["circa"], cell
        elif value is not None:
            assert word + space + sign in ("C$", "CA$") and value == 5.5e6, cell
        else:
            assert word in ("c", "ca", "Ca", "c.", "ca.", "Ca."), cell
            assert (least, most) == pytest.approx((1e7 * worth, 1.21e7 * worth)), cell


def test_a_list_names_what_may_say_circa(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("id,turnover\n1,C 10M\n2,5000000\n3,6000000\n")
    with read_list(str(path), {"turnover": Field("turnover", "money")}) as intake:
        said = [note.text.en for note in intake.notes]
    assert any("'turnover': 1 cell, as 'C 10M', stays unread: c or ca before" in note for note in said)


@pytest.mark.parametrize(("name", "home"), [("starter", "USD"), ("starter_cn", "CNY"), ("starter_eu", "EUR")])
def test_an_object_with_a_currency_at_one_end_alone_is_in_that_of_the_ruleset_or_refused(name: str, home: str) -> None:
    rules, rng = Ruleset.load(name), random.Random(name)
    for _ in range(12):
        low, named = rng.randint(1, 40), rng.choice(("USD", "EUR", "CNY", home))
        bare: Any = rng.choice((low * 1_000_000, f"{low}M"))
        for ends in (
            {"least": bare, "most": f"{named} {low * 9}M"},
            {"least": f"{named} {low}M", "most": low * 9_000_000},
        ):
            if named == home:
                known = rules.decide({"annual_revenue": ends}).facts["annual_revenue"]
                assert (known.least, known.most) == (low * 1e6, low * 9e6), ends
            else:
                with pytest.raises(ListError, match="one end of a range names a currency") as error:
                    rules.decide({"annual_revenue": ends})
                assert len(error.value.problems) == 1
