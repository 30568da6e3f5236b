"""A cell reads the same whatever stands beside it."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shortlist.intake.parsing.convert import convert
from shortlist.intake.parsing.text import Reading, clean, find_kept_tokens
from shortlist.model.fields import Field

FIELDS = [
    Field("c", "country"),
    Field("t", "text"),
    Field("b", "bool"),
    Field("r", "rating"),
    Field("l", "level", values=("D", "A", "AA"), value_aliases={"三A": "AA"}),
    Field("n", "number"),
    Field("m", "money"),
]
WORDS = [
    "Iran",
    "Cuba",
    "Germany",
    "伊朗",
    "yes",
    "no",
    "是",
    "A",
    "AA",
    "4",
    "1,5",
    "12",
    "N/A",
    "",
    "Dead",
    "三A",
    "x",
]
ODD = ["", " ", "\u00a0", "\u3000", "\u200b", "\u00ad", "\ufeff", "\u202f"]


def widen(word: str) -> str:
    """The word in full width, as Chinese input methods write it."""
    return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in word)


CELLS = st.tuples(st.sampled_from(ODD), st.sampled_from(WORDS), st.booleans(), st.sampled_from(ODD)).map(
    lambda parts: parts[0] + (widen(parts[1]) if parts[2] else parts[1]) + parts[3]
)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.type)
@given(cells=st.lists(CELLS, min_size=2, max_size=12))
@settings(max_examples=40, deadline=None)
def test_a_cell_reads_as_it_does_alone(field: Field, cells: list[str]) -> None:
    reading = Reading(field, keep=find_kept_tokens(field))
    values, unreadable = convert(pl.Series(cells), reading)
    for number, cell in enumerate(cells):
        value, bad = convert(pl.Series([cell]), reading)
        assert (values[number], unreadable[number]) == (value[0], bad[0])


def test_cleaning_leaves_the_cells_as_they_are() -> None:
    cells = pl.Series(["Germany", "Iran\u00a0", "ＡＡ"])
    assert clean(cells).to_list() == ["Germany", "Iran", "AA"]
    assert cells.to_list() == ["Germany", "Iran\u00a0", "ＡＡ"]
