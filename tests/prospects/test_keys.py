"""Which keys of a table are which ids: alike, one number written otherwise where that is sure, else named."""

from __future__ import annotations

import random

import polars as pl
import pytest

from shortlist.prospects.keys import Match, match_keys


def match(ids: list[str], keys: list[str]) -> Match:
    return match_keys(pl.LazyFrame({"prospect_id": ids}), pl.LazyFrame({"prospect": keys}))


@pytest.mark.parametrize(
    ("ids", "keys"),
    [
        (["421", "77", "12345"], ["00421", "00077", "12345"]),  # a number format lost
        (["0000100001", "0000100002"], ["100001", "100002"]),  # ten digits with zeros, as SAP has them
        (["123.0", "9.0"], ["123", "9"]),  # numbers that went through a table of floats
        (["7", "K-9"], ["007", "K-9"]),
    ],
)
def test_numbers_written_otherwise_are_found_where_that_is_sure(ids: list[str], keys: list[str]) -> None:
    found = match(ids, keys)
    assert (found.prospects, found.idle, found.stray, found.near) == (len(ids), 0, 0, 0)


@pytest.mark.parametrize(
    ("ids", "keys"),
    [
        (["7"], ["007", "7.0"]),  # two keys are one number
        (["7", "8"], ["007", "8"]),  # zeros tell keys apart, for some have them and some of another width have none
        (["7", "007"], ["0007", "1234"]),  # two ids are one number
        (["1.0", "1.1"], ["1", "2"]),  # versions, no numbers
        (["1.2E+11"], ["120000000000"]),  # digits were lost
        (["a-1"], ["A1"]),
    ],
)
def test_what_is_not_sure_is_named_and_not_matched(ids: list[str], keys: list[str]) -> None:
    found = match(ids, keys)
    assert found.pairs.height == 0
    assert found.near > 0 and found.near_examples[0][0] in ids and found.near_examples[0][1] in keys


def test_no_two_ids_get_one_key_and_no_key_two_ids() -> None:
    rng = random.Random(5)
    forms = ("{}", "0{}", "{:05}", "{}.0", "K{}")
    for _ in range(150):
        few = rng.sample(forms, rng.choice([1, 1, 2, 3]))
        ids, keys = (list({rng.choice(few).format(rng.randrange(40)) for _ in range(9)}) for _ in range(2))
        found = match(ids, keys)
        assert found.pairs["prospect"].is_unique().all() and found.pairs["prospect_id"].is_unique().all()
        assert not set(found.pairs["prospect_id"]) & set(keys) and not set(found.pairs["prospect"]) & set(ids)
        assert found.prospects == len(set(ids) & set(keys)) + found.pairs.height
        assert found.idle == len(ids) - found.prospects and found.stray == len(keys) - found.prospects
        assert all(float(one) == float(other) for other, one in found.pairs.rows())


def test_ids_with_commas_and_trailing_zeros_are_named_as_near() -> None:
    for ours, theirs in (("1,001", "1001"), ("12.50", "12.5"), ("1,234,567", "1234567"), ("3.10", "3.1")):
        found = match_keys(pl.LazyFrame({"prospect_id": [ours, "A"]}), pl.LazyFrame({"prospect": [theirs, "A"]}))
        assert (found.near, found.near_examples, found.pairs.height) == (1, [(ours, theirs)], 0)
    found = match_keys(pl.LazyFrame({"prospect_id": ["1.5", "A"]}), pl.LazyFrame({"prospect": ["15", "A"]}))
    assert found.near == 0
