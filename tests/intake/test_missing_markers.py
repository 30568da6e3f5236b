"""What a field calls missing is missing however a list writes it: as a number, as text, in any currency."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest

from shortlist import Ruleset, RulesetError
from shortlist.intake.options import ReadOptions
from shortlist.intake.parsing.convert import convert
from shortlist.intake.parsing.text import Reading
from shortlist.intake.parsing.units import Unit
from shortlist.intake.read import read_list
from shortlist.model.fields import Field

BAD = "unread"
RATES = {"EUR": 1.08, "CNY": 0.14, "JPY": 0.0066, "GBP": 1.27}


def read(cell: Any, reading: Reading) -> Any:
    value, bad = convert(pl.Series([cell]), reading)
    return BAD if bad[0] else value[0]


@pytest.mark.parametrize(
    ("kind", "missing", "unit", "cell", "value"),
    [
        ("number", "999", Unit(), "999", None), ("number", "999", Unit(), "999.0", None), ("number", "999", Unit(), 999, None),
        ("number", "-1", Unit(), -1.0, None), ("number", "9,999", Unit(), "9999", None), ("number", "9,999", Unit(), 9999.0, None),
        ("number", "9.999,0", Unit(), "9999", None), ("number", "999", Unit(), "99", 99.0), ("number", "999", Unit(), "999 x", None),
        ("integer", "999", Unit(), "９９９", None), ("integer", "999", Unit(), "999件", None), ("integer", "keine", Unit(), "Keine", None),
        ("integer", "keine", Unit(), "kein", BAD), ("integer", "0", Unit(), "-0", None), ("integer", "9 = k.A.", Unit(), "9 = k.a.", None),
        ("money", "0.00", Unit(), "0", None), ("money", "0.00", Unit(), 0, None), ("money", "$0.00", Unit(), "0.0", None),
        ("money", "9999", Unit(power=3), "9999", None), ("money", "9999", Unit(power=3), "9,999k", None), ("money", "9999", Unit(power=3), "9", 9000.0),
        ("percent", "100%", Unit(percent=True), "100", None), ("percent", "100%", Unit(percent=False), "1.0", None),
        ("percent", "100%", Unit(percent=False), 1.0, None), ("percent", "100%", Unit(), "100 %", None), ("percent", "100%", Unit(), "99%", 0.99),
        ("percent", "999", Unit(percent=True), "999%", None), ("rating", "0", Unit(), "0", None), ("rating", "0/5", Unit(), 0, None),
    ],
)  # fmt: skip
def test_a_marker_in_quotes_is_read_by_the_grammar_of_its_field(
    kind: Any, missing: str, unit: Unit, cell: Any, value: Any
) -> None:
    assert read(cell, Reading(Field("f", kind, missing=(missing,)), unit)) == value


@pytest.mark.quick(1)
@pytest.mark.parametrize("seed", range(3))
def test_a_number_marks_the_same_cells_with_quotes_and_without(seed: int) -> None:
    random = Random(seed)
    for _ in range(150):
        kind = random.choice(("number", "integer", "money", "percent"))
        marker = random.choice((0, 1, -1, 999, 9999, 12)) if kind != "percent" or random.random() < 0.5 else 0.5
        unit = (
            Unit(percent=random.random() < 0.5)
            if kind == "percent"
            else Unit(power=random.choice((None, 3, 6)) if kind == "money" else None)
        )
        near = [marker, marker + 1, marker / 2, marker * 10, marker / 1000]
        typed = random.random() < 0.4
        cells = pl.Series([float(one) if typed else f"{one:{random.choice(('', ','))}}" for one in near])
        plain, quoted = (
            convert(cells, Reading(Field("f", kind, missing=(one,)), unit)) for one in (marker, str(marker))
        )
        assert [one.to_list() for one in plain] == [one.to_list() for one in quoted], (
            kind,
            marker,
            unit,
            cells.to_list(),
        )


@pytest.mark.parametrize("marker", [9999, "9999", "9,999.00"])
def test_money_is_marked_whatever_currency_a_cell_names(tmp_path: Path, marker: float | str) -> None:
    cells = ["9999", "€9999", "9999 EUR", "9,999元", "-€9999", "£9999.00", "9999 KRW", "10000 EUR"]
    frame = pl.DataFrame({"id": [f"k{n}" for n in range(len(cells))], "Budget": cells})
    path = tmp_path / "a.csv"
    for header in ("Budget", "Budget (EUR)"):
        frame.rename({"Budget": header}).write_csv(path)
        with read_list(
            str(path),
            {"budget": Field("budget", "money", missing=(marker,))},
            ReadOptions(maps=(f"budget={header}",)),
            rates=RATES,
        ) as intake:
            found = intake.frame.collect()["budget"].to_list()
            assert intake.unreadable.counts() == {}
        assert [at for at, one in enumerate(found) if one is not None] == [4, 7]
        assert found[7] == pytest.approx(10800)


def test_money_is_marked_in_whatever_currency_its_row_names(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        'id,Annual Revenue,Currency\n1,9999,EUR\n2,9999,USD\n3,9999,\n4,5000000,EUR\n5,"9,999.00",GBP\n6,€9999,EUR\n7,9999 JPY,\n8,7,\n'
    )
    fields = {
        "annual_revenue": Field("annual_revenue", "money", title={"en": "Annual revenue", "zh": "x"}, missing=("9999",))
    }  # type: ignore[arg-type]
    with read_list(str(tmp_path / "a.csv"), fields, rates=RATES) as intake:
        assert intake.frame.collect()["annual_revenue"].to_list() == [None, None, None, 5.4e6, None, None, None, None]
        assert intake.unreadable.counts() == {"Annual Revenue": 1}
        said = [note.text.en for note in intake.notes if "no currency" in note.text.en]
    assert len(said) == 1 and "1 amount(s) have no currency" in said[0]


RULESET = 'extends: base\nruleset: q\nversion: "1.0"\ntitle: q\nfields:\n  {entry}\n'
HISTORY = 'history:\n  calls:\n    prospect: [Customer]\n    date: [Day]\n    fields: {f: {type: integer, missing: ["5%"]}}\n    features: {n: COUNT(*)}\n'


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("f: {type: integer, missing: ['100%']}", "'100%'"), ("f: {type: integer, missing: ['1.5', keine]}", "'1.5'"), ("f: {type: integer, missing: [1.5]}", "1.5"),
        ("f: {type: number, missing: ['€9']}", "'€9'"), ("f: {type: percent, missing: ['$5']}", "'$5'"), ("f: {type: money, missing: ['50%']}", "'50%'"),
        ("f: {type: rating, missing: ['3%']}", "'3%'"), ("f: {type: bool, missing: [false]}", "False"), ("f: {type: number, missing: [null]}", "None"),
    ],
)  # fmt: skip
def test_what_a_field_can_never_hold_is_refused_once(tmp_path: Path, entry: str, said: str) -> None:
    (tmp_path / "q.yaml").write_text(RULESET.format(entry=entry))
    with pytest.raises(RulesetError) as caught:
        Ruleset.load(tmp_path / "q.yaml")
    assert len(caught.value.problems) == 1
    assert said in caught.value.problems[0].text.en and said in caught.value.problems[0].text.zh


def test_a_column_of_a_history_too(tmp_path: Path) -> None:
    (tmp_path / "q.yaml").write_text(RULESET.format(entry="g: {type: number}") + HISTORY)
    with pytest.raises(RulesetError, match="'5%'"):
        Ruleset.load(tmp_path / "q.yaml")


@pytest.mark.quick(2)
@pytest.mark.parametrize("entry", ["f: {type: integer, missing: [keine, '999', '9 = k.A.', 0]}", "f: {type: money, missing: ['0.00', '$0', n.v.]}",
                                   "f: {type: percent, missing: ['100%', '0.99', 9]}", "f: {type: date, missing: ['0000-00-00', 1900-01-01]}",
                                   "f: {type: bool, missing: ['0', '?']}", "f: {type: rating, missing: [0, '6/5', '-']}"])  # fmt: skip
def test_what_may_stand_in_a_cell_is_taken(tmp_path: Path, entry: str) -> None:
    (tmp_path / "q.yaml").write_text(RULESET.format(entry=entry))
    assert Ruleset.load(tmp_path / "q.yaml").fields["f"].missing
