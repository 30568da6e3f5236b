"""What a seller says of itself has to be known, or everybody would be elsewhere without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from shortlist import Ruleset
from shortlist.errors import RulesetError
from tests.support.small import START, load, write

USED = (
    "criteria: {geography: {weight: 1}, service_needs: {weight: 1}, scale: {weight: 1}, "
    "need_fit: {weight: 1, params: {industries: [energy]}}, long_term_potential: {weight: 1}}\n"
)
WRONG = [
    *(
        (f"countries: [CN, {odd}]", f"countries has {odd}; write codes of two letters")
        for odd in ("XX", "Germany", "de", "DEU", "德国")
    ),
    ("languages: [en, xx]", "languages has xx"),
    ("services: dance", "services must be a list, such as [dance]"),
    ("services: [dance, training]", "services has dance,"),
    ("response_hours: -1", "response_hours must be a number above 0"),
    ("service_days: many", "service_days must be a number above 0"),
    ("annual_capacity: 0", "annual_capacity must be a number above 0"),
    ("centres: [{name: X}]", "needs a latitude"),
    ("centres: [{name: X, latitude: 91, longitude: 0}]", "needs a latitude"),
    ("centres: Berlin", "needs a latitude"),
    ("industry_codes: foo", "industry_codes is 'foo'"),
]


@pytest.mark.parametrize(("odd", "said"), WRONG)
def test_what_the_profile_says_that_cannot_be_is_told_once_where_it_stands(odd: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(RulesetError) as caught:
        Ruleset.load(write(tmp_path, START, f"seller:\n  {odd}\n", USED))
    (problem,) = caught.value.problems
    assert problem.place is not None and problem.place.line == 4
    assert said in problem.text.en and any("\u4e00" <= letter <= "\u9fff" for letter in problem.text.zh)
    assert "raises" not in problem.text.en and not any(
        "\u4e00" <= letter <= "\u9fff" for letter in problem.text.en.replace("德国", "")
    )


def test_codes_are_countries(tmp_path: Path) -> None:
    assert load(tmp_path, START, "seller: {countries: [CN, DE]}\n", USED).seller["countries"] == ["CN", "DE"]


def test_what_is_null_is_left_open(tmp_path: Path) -> None:
    keys = (
        "countries",
        "languages",
        "services",
        "response_hours",
        "service_days",
        "annual_capacity",
        "centres",
        "industry_codes",
    )
    assert (
        load(tmp_path, START, f"seller: {{{', '.join(f'{key}: null' for key in keys)}}}\n", USED).seller["centres"]
        is None
    )
