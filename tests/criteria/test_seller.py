"""What a seller says of itself has to be known, or everybody would be elsewhere without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.small import START, load, write, wrong

USED = "criteria: {geography: {weight: 1}}\n"


@pytest.mark.parametrize("odd", ["XX", "Germany", "de", "DEU", "德国"])
def test_a_country_of_the_seller_that_is_none_is_a_mistake(odd: str, tmp_path: Path) -> None:
    said = wrong(write(tmp_path, START, f"seller: {{countries: [CN, {odd}]}}\n", USED))
    assert f"seller.countries has {odd}; write codes of two letters" in str(said) and "两位国家代码" in str(said)


def test_codes_are_countries(tmp_path: Path) -> None:
    assert load(tmp_path, START, "seller: {countries: [CN, DE]}\n", USED).seller["countries"] == ["CN", "DE"]
