"""What a spreadsheet would evaluate is guarded, all else comes out as it went in, and guards come off again."""

from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shortlist.intake.parsing.formulas import guard, guard_name, is_formula, unguard, unguard_name

FORMULAS = [
    "=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "=HYPERLINK(\"http://x\")", "＝1+1", "＠x", "＋SUM(A1)",
    "－A1", "\t=1", "\rx", "\tx", " =1", "\ufeff=1", "\u200b=1", "-A3", "-x", "+x", "-EUR5", "-USD5", "@handle", "-1+2", "+1+1",
    "+A1:A2", "-5!A1", "+1*2", "-(5)", '-"a"', "+49 89=1", "-5*A1", "+1 202 555 0100|x",
    "\u00a0=1", "\u00ad=A1", "\u180e@x", "\u202a=1", "\u2066=1", "\u3164=1", "\u2800+A1", "\x7f=1", "\x9b=1", "\u034f-A1", "\ufe66A1", "\ufe6bx",
    "\ufe62A1", "\ufe63A1", "\n=1", " \u200d\u2060\u00a0＝1+1", "\U000e0020=1", "\x1b=1", "\x08@x", "\u2028=1",
    "-lead", "- hello world", "\r=1", "\u3000＝1+1", "＝SUM(A1)", "+49-89-1234;A1", "+49 89 1;ext A1", "+49 89 1,SUM(1)", "-a b c", "+49;ext=5",
]  # fmt: skip
TEXTS = [
    "-", "--", "- -", "+", "@", "+49 89 1", "+1 202 555 0100", "+1-202-555-0100", "(312) 555-0100", "-5", "+4.5%", "-1,200.50",
    "-1.234,56", "-5 EUR", "-€5", "+86 (0)10-8888 6666-801", "+49 89 1 / +49 89 2", "+1 202 555 0100 ext. 5", "+86 10 8888转801",
    "", "a=b", "-1'000", "+/- 5 %", "-5 °C", "- 5", "1e5", "-1e-5", "'=1", "-5万", "+8613800138000", "＋86 10 8888", "Acme - Co",
    "10% = much", "a@b.de", "+49-89-1234;ext 5", "+49 89 1234, ext. 5", "+1 (202) 555-0100 extension 77", "+86 10 8888；分机801",
]  # fmt: skip


def evaluate(cells: list[str], what: pl.Expr) -> list[str]:
    return pl.DataFrame({"c": cells}, schema={"c": pl.String}).select(what.alias("c"))["c"].to_list()


@pytest.mark.parametrize("cell", FORMULAS)
def test_what_is_a_formula(cell: str) -> None:
    assert evaluate([cell], is_formula(pl.col("c"))) == [True]
    assert guard_name(cell) == f"'{cell}" and unguard_name(f"'{cell}") == cell


@pytest.mark.parametrize("cell", TEXTS)
def test_what_is_none(cell: str) -> None:
    assert evaluate([cell], guard(pl.col("c"))) == [cell]


@given(st.lists(st.text(st.sampled_from("+0123456789 -.()/"), max_size=12).map(lambda text: "+1" + text), min_size=1))
def test_telephone_numbers_are_unharmed(cells: list[str]) -> None:
    plain = [cell for cell in cells if "+" not in cell[1:]]
    assert evaluate(plain, guard(pl.col("c"))) == plain


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False) | st.integers(), min_size=1))
def test_numbers_are_unharmed(numbers: list[float]) -> None:
    cells = [form for one in numbers for form in (str(one), f"{one:+}", f"{one:,}", f"{one} EUR", f"{one:+}%")]
    assert evaluate(cells, guard(pl.col("c"))) == cells


LETTERS = st.sampled_from("=+-@\t\r '|!(),:;A1x2$*＝＋ ")


@example(["-$1", "+$1$"])
@given(st.lists(st.text(LETTERS, max_size=8), min_size=1))
def test_no_name_call_or_reference_is_left_open(cells: list[str]) -> None:
    for before, after in zip(cells, evaluate(cells, guard(pl.col("c"))), strict=True):
        assert after in (before, f"'{before}")
        bare = re.sub(r"(?<=^[-+])\$(?=[0-9])|\$$", "", after.strip())  # an amount in dollars
        if bare[:1] in ("=", "+", "-", "@", "＝", "＋"):
            # What stays open has neither a name before a number (A1, SUM, cmd) nor a sign of calls, sheets or programs.
            assert not any(sign in bare for sign in "|!$*'") or not any(c.isalnum() for c in bare), before


@given(st.lists(st.text(LETTERS, max_size=8) | st.text(max_size=8), min_size=1))
def test_guards_come_off_again(cells: list[str]) -> None:
    own = [cell for cell in cells if not cell.startswith("'")]  # such a cell has had a guard before
    assert evaluate(own, unguard(guard(pl.col("c")))) == own
