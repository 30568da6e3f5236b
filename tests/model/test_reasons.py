"""A reason code says itself as it is read."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortlist.model.reasons import ALONE, ReasonCode, ReasonKind

NAMES = st.from_regex(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*", fullmatch=True)
RULES = NAMES.filter(lambda name: name not in ALONE)


@st.composite
def codes(draw: st.DrawFn) -> ReasonCode:
    kind: ReasonKind = draw(st.sampled_from(get_args(ReasonKind)))
    criterion = draw(NAMES)
    names = {
        "rule": RULES,
        "unknown": st.one_of(RULES, st.just(f"floor:{criterion}")),
        "undefined": NAMES.map(lambda measure: f"{criterion}.{measure}"),
    }
    name = "" if kind in ALONE else draw(names.get(kind, st.just(criterion)))
    return ReasonCode(kind, name, draw(st.booleans()))


@given(codes())
def test_code_is_read_as_it_is_said(code: ReasonCode) -> None:
    assert ReasonCode.parse(str(code)) == code


@given(codes())
def test_said_code_is_what_it_was_read_from(code: ReasonCode) -> None:
    text = str(code)
    assert str(ReasonCode.parse(text)) == text
    assert "; " not in text, "several are joined by it"


@given(codes(), codes())
def test_two_codes_are_never_said_alike(one: ReasonCode, other: ReasonCode) -> None:
    assert (str(one) == str(other)) == (one == other)


@pytest.mark.parametrize(
    ("text", "kind", "name", "assumed"),
    [
        ("embargo", "rule", "embargo", False),
        ("embargo (assumed)", "rule", "embargo", True),
        ("floor:scale", "floor", "scale", False),
        ("unknown:floor:scale", "unknown", "floor:scale", False),
        ("undefined:scale.revenue", "undefined", "scale.revenue", False),
        ("no-score", "no-score", "", False),
    ],
)
def test_grammar(text: str, kind: str, name: str, assumed: bool) -> None:
    code = ReasonCode.parse(text)
    assert (code.kind, code.name, code.assumed) == (kind, name, assumed)


@pytest.mark.parametrize("text", ["", "score:", "points:scale", "uncertain:x", "rule:embargo", " (assumed)"])
def test_what_is_no_code(text: str) -> None:
    with pytest.raises(ValueError, match="is no reason code"):
        ReasonCode.parse(text)
