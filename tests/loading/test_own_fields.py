"""A field that a ruleset declares itself, which a plugin declares otherwise: a plugin's new field stops no ruleset that worked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.small import START, load, write, wrong

OWN = "fields: {{{}: {{type: text}}}}\n"
MEASURE = "criteria:\n  k: {{weight: 1, measures: {{m: {{value: {}, levels: {{a: 10, b: 90}}, else: 0}}}}}}\n"


@pytest.mark.parametrize("name", ["employees", "credit_rating", "last_order", "country", "market_share"])
def test_what_nothing_in_use_reads_is_the_rulesets_own(name: str, tmp_path: Path) -> None:
    rules = load(tmp_path, START, OWN.format(name), MEASURE.format(name))
    assert rules.fields[name].type == "text"
    assert rules.fields[name].aliases == ()
    (note,) = rules.notes
    assert f"the field '{name}' is the ruleset's own" in note.text.en and "shortlist:criteria" in note.text.zh


@pytest.mark.parametrize(
    ("name", "reader", "use"),
    [
        ("employees", "scale", "  scale: {weight: 1}\n"),
        ("country", "geography", "  geography: {weight: 1}\n"),
        ("customer_type", "buyer", "segments: [{id: buyer, use: buyer}]\n"),
    ],
)
def test_what_a_criterion_or_segment_in_use_reads_must_be_declared_alike(
    name: str, reader: str, use: str, tmp_path: Path
) -> None:
    said = wrong(write(tmp_path, START, OWN.format(name), MEASURE.format(name), use))
    assert f"and {reader} reads it so; declare it alike or under another name" in str(said)


def test_a_measure_that_is_switched_off_reads_nothing(tmp_path: Path) -> None:
    off = "  scale: {weight: 1, measures: {employees: {use: false}}}\n"
    assert (
        load(tmp_path, START, OWN.format("employees"), MEASURE.format("employees"), off).fields["employees"].type
        == "text"
    )
