"""One normal form, for a Series and for a str."""

from __future__ import annotations

import random
import re
import unicodedata

import polars as pl
import pytest

from shortlist.expressions.parser import parse
from shortlist.model.curves import levels
from shortlist.model.fields import Field
from shortlist.model.normal import _UNSEEN, _UNSETTLED, normalise, normalise_column, normalise_pattern, trim

LETTERS = [
    "a",
    "B",
    "7",
    " ",
    "'",
    "Ａ",
    "\u00a0",
    "\u3000",
    "\u200b",
    "\u00ad",
    "\ufeff",
    "\t",
    "\n",
    "\x1c",
    "é",
    "e",
    "\u0301",
    "ﬁ",
    "北",
    "\u2028",
    "\ufe0f",
    "＇",
    "’",
    "\x00",
    "\u180e",
    "\U000e0041",
]


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("Iran\u00a0", "Iran"),
        ("\u3000Ｃｕｂａ", "Cuba"),
        ("Closed \u2009 Lost", "Closed Lost"),
        ("De\u00adad\u200b", "Dead"),
        ("'00421", "00421"),
        ("' x", "x"),
        ("'quoted'", "'quoted'"),
        ("'", ""),
        ("e\u200b\u0301", "é"),
        ("a\tb\nc", "a b c"),
        ("✔\ufe0f", "✔"),
    ],
)
def test_the_normal_form(text: str, normal: str) -> None:
    assert normalise(text) == normal
    assert normalise_column(pl.Series([text, "x"])).to_list() == [normal, "x"]


def test_a_column_and_a_text_have_the_same_form_which_is_its_own() -> None:
    rng = random.Random(1)
    texts = ["".join(rng.choices(LETTERS, k=rng.randint(0, 7))) for _ in range(20_000)]
    column = normalise_column(pl.Series(texts)).to_list()
    assert column == [normalise(text) for text in texts]
    assert column == [normalise(text) for text in column]


def test_letters_that_are_not_normalised_are_normal() -> None:
    """A column is left as it is where its letters cannot change: that is so of each letter, and of any two side by side."""
    letters = pl.Series([chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000])
    settled = letters.filter(~letters.str.contains(_UNSETTLED))
    assert 20_000 < len(settled) < 30_000
    assert not settled.str.contains(_UNSEEN).any()
    assert all(unicodedata.normalize("NFKC", letter) == letter for letter in settled)
    assert not any(unicodedata.combining(letter) for letter in settled)
    beside = "".join(settled)
    assert unicodedata.normalize("NFKC", beside) == beside
    assert all(re.match(_UNSEEN, one) for one in ("\u200b", "\u00ad", "\x00", "\ufe0f", "\U000e0041"))


def test_a_name_keeps_its_own_form() -> None:
    names = ["  Ａｃｍｅ　株 ", "'Acme", "O'Neil\u200b", "株式会社", "\ufeff"]
    assert trim(pl.Series(names)).to_list() == ["Ａｃｍｅ　株", "Acme", "O'Neil", "株式会社", ""]


@pytest.mark.parametrize("literal", ["Dead\u00a0", " Dead", "Ｄｅａｄ", "De\u00adad"])
def test_words_of_rulesets_have_the_same_form(literal: str) -> None:
    assert parse(f"stage = '{literal}'").expression.this == "Dead"
    assert parse(f"stage IN ('x', '{literal}')").expressions[1].this == "Dead"
    assert levels({literal: 1, "x": 2}).points[0][0] == "Dead"
    assert Field("f", "level", values=(literal, "x"), value_aliases={"y": literal}).values[0] == "Dead"


def test_spaces_at_the_ends_of_a_pattern_count() -> None:
    assert normalise_pattern("% of\u3000％") == "% of %"
    assert parse("stage LIKE '% of\u00a0%'").expression.this == "% of %"
    assert parse("stage LIKE ' Dead'").expression.this == " Dead"
