"""Words for nothing with something around them, raised numbers of footnotes, Swiss dashes, and more money than there is."""

from __future__ import annotations

import random
from typing import Any, get_args

import polars as pl
import pytest

from shortlist.intake.parsing.convert import convert
from shortlist.intake.parsing.text import Reading, find_kept_tokens
from shortlist.intake.parsing.units import Unit
from shortlist.model.fields import Field, FieldType
from shortlist.model.formatting import HUGE
from shortlist.model.normal import normalise, normalise_column

WORDS = ["N/A", "n/a", "NA", "n.a.", "null", "None", "unknown", "Not available", "未知", "无", "不详", "#N/A"]
AROUND = ["({})", "[{}]", "{{{}}}", "-{}-", "--{}--", "*{}*", "{}*", "{}**", "{}!", "#{}!", "<{}>", "“{}”", "«{}»", "{}¹", "{}†",
          "（{}）", "【{}】", "?{}?", "({}*)", "{} ²", "={}", "( {} )"]  # fmt: skip
KINDS = [kind for kind in get_args(FieldType) if kind != "level"]


def read(cells: list[str], kind: Any, **declared: Any) -> tuple[list[Any], list[bool]]:
    field = Field("x", kind, **declared)
    value, bad = convert(pl.Series(cells), Reading(field, Unit(), keep=find_kept_tokens(field)))
    return value.to_list(), bad.to_list()


@pytest.mark.parametrize("kind", [*KINDS, "level"])
def test_a_word_for_nothing_is_missing_whatever_stands_around_it(kind: str) -> None:
    cells = [frame.format(word) for frame in AROUND for word in WORDS]
    values, bad = read(cells, kind, **({"values": ("low", "high")} if kind == "level" else {}))
    assert [cell for cell, value in zip(cells, values, strict=True) if value is not None] == []
    codes = {frame.format("NA") for frame in AROUND} if kind == "country" else set()  # of Namibia too: unread and said
    assert [cell for cell, odd in zip(cells, bad, strict=True) if odd and cell not in codes] == []


@pytest.mark.parametrize(
    "cell",
    ["N/A", "(N/A)", "n/a*", "#N/A!", "[n/a]", "-N/A-", "NA", "N/A¹", "N-A", "N|A", "N\\A", "N.A!", "N A?", "n/a (2)"],
)
def test_no_such_word_is_namibia(cell: str) -> None:
    values, _ = read([cell], "country")
    assert values == [None]
    assert read(["Namibia", "NAM", "纳米比亚", "Namibia¹"], "country")[0] == ["NA"] * 4


@pytest.mark.parametrize(
    "cell",
    ["Nada", "(Naab)", "NAPA", "No", "Nil Desperandum Ltd", "(Unknown Worlds)", "None of us", "N/A Ltd*", "未知公司"],
)
def test_a_name_that_begins_like_one_stays(cell: str) -> None:
    assert read([cell], "text")[0] == [normalise(cell)]


def test_a_word_that_the_field_declares_stays() -> None:
    values, bad = read(["none", "(none)", "(unknown)"], "level", values=("none", "some"))
    assert values == ["none", None, None]
    assert bad == [False, True, False]  # `(none)` may be the level: it is said, and not dropped


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("200.-", 200.0), ("CHF 200.–", 200.0), ("Fr. 200.—", 200.0), ("1'200.-", 1200.0), ("CHF 1’200.—", 1200.0),
        ("200.--", 200.0), ("200.− CHF", 200.0), ("-200.-", -200.0), ("CHF -5'000.–", -5000.0), ("200.00-", -200.0), ("200-", -200.0),
    ],
)  # fmt: skip
def test_dashes_for_no_cents_are_no_sign(cell: str, amount: float) -> None:
    reading = Reading(Field("x", "money"), Unit(), rates={"chf": 1.0, "fr.": 1.0, "fr": 1.0})
    value, _ = convert(pl.Series([cell]), reading)
    assert value.to_list() == [amount]


def test_more_money_than_can_be_shown_is_unread() -> None:
    cells = ["1e40", "9" * 40, "1e308", "-1e16", "10000000000000000", "1e15", "9999999999999998", "1e400"]
    values, bad = read(cells, "money")
    assert values == [None, None, None, None, None, 1e15, 9999999999999998.0, None]
    assert bad == [True, True, True, True, True, False, False, True]
    assert read(["1e40"], "number")[0] == [1e40]
    value, bad_ = convert(pl.Series([1e40, HUGE, 5.0]), Reading(Field("x", "money")))
    assert (value.to_list(), bad_.to_list()) == ([None, None, 5.0], [True, True, False])


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("Aa¹", "Aa"), ("Acme Ltd²", "Acme Ltd"), ("Acme Ltd ³", "Acme Ltd"), ("Bank¹²", "Bank"), ("工业¹", "工业"), ("SaaS（云）²", "SaaS(云)"),
        ("Bank¹)", "Bank"), ("m²", "m2"), ("50 m²", "50 m2"), ("50m³", "50m3"), ("km²", "km2"), ("12¹", "12^1"), ("A1²", "A1^2"), ("¹", "1"),
        ("x² + y", "x2 + y"), ("Firm²", "Firm"), ("方案①", "方案1"),
    ],
)  # fmt: skip
def test_a_raised_number_behind_the_last_word_is_a_footnote(text: str, normal: str) -> None:
    assert normalise(text) == normal
    assert normalise_column(pl.Series([text])).to_list() == [normal]


def test_a_footnote_makes_no_other_grade() -> None:
    grades = ("Baa3", "Baa2", "Baa1", "Baa")
    for grade in ("Baa", "Baa1"):
        for note in "¹²³⁴⁹":
            values, bad = read([grade + note], "level", values=grades)
            assert values == ["Baa"] if grade == "Baa" else (values == [None] and bad == [True])


def test_texts_have_one_normal_form_by_column_and_alone() -> None:
    chance = random.Random(13)
    letters = "aZé中（)１2¹²³⁴ \u00a0\u200bm.-'ﬁ％"
    texts = ["".join(chance.choices(letters, k=chance.randrange(1, 7))) for _ in range(3_000)]
    assert normalise_column(pl.Series(texts)).to_list() == [normalise(text) for text in texts]
