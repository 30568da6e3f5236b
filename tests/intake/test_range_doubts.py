"""What may be one number or a range, or two numbers, is never read in silence: each cell has its reason, by column as alone."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from shortlist.intake.parsing.range_reasons import UNREAD
from shortlist.intake.parsing.ranges import convert_ends, read_ranges
from shortlist.intake.read import Intake, read_list
from shortlist.plugins.discovery import registry

FIELDS = registry().fields


def read(cells: list[str], header: str, folder: Path) -> Intake:
    path = folder / "list.csv"
    pl.DataFrame({"Account ID": [f"A{n}" for n in range(len(cells))], header: cells}).write_csv(path)
    return read_list(str(path), FIELDS)


def find_known(intake: Intake, field: str) -> list[Any]:
    """A value, the ends of a range, or None."""
    frame = intake.frame.collect()
    rows = frame.select(one for one in frame.columns if one.endswith(field)).rows(named=True)
    ends = [(row.get(f"least:{field}"), row.get(f"most:{field}")) for row in rows]
    return [
        row[field] if row[field] is not None else pair if pair != (None, None) else None
        for row, pair in zip(rows, ends, strict=True)
    ]


def check_alone(intake: Intake, cells: list[str], field: str) -> None:
    """Each cell is read alone, in the reading of its column, as it is in the column."""
    known = find_known(intake, field)
    for cell, right in zip(cells, known, strict=True):
        found, bad = convert_ends(pl.Series([cell]), intake.readings[field])
        value, least, most = found.row(0)
        assert (value if value is not None else (least, most) if (least, most) != (None, None) else None) == right
        if right is None:
            assert bad[0] and read_ranges(pl.Series([cell]), intake.readings[field])["why"][0] in UNREAD, cell


@pytest.mark.parametrize("seed", range(4))
def test_two_numbers_that_lost_their_dash_are_unread_beside_bands(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    bands = [f"{least}-{least + rng.randint(1, 900)}" for least in rng.sample(range(1, 900), 6)]
    lost = [one.replace("-", " ") for one in rng.sample(bands, 3)] + ["51 200", "201 500 employees", "over 51 200"]
    cells = [*bands, *lost, "77"]
    with read(cells, "Employees", tmp_path) as intake:
        known = find_known(intake, "employees")
        assert [one is None for one in known] == [cell in lost for cell in cells]
        assert any(UNREAD["gap"].en in note.text.en and UNREAD["gap"].zh in note.text.zh for note in intake.notes)
        check_alone(intake, cells, "employees")


@pytest.mark.parametrize("proof", ["10 000", "1 200 000", "1 001-5 000", "1001 to 5 000", "12 050+", "1 500.50"])
def test_thousands_with_a_space_are_read_where_another_cell_proves_them(proof: str, tmp_path: Path) -> None:
    field, header = ("annual_revenue", "Annual revenue") if "." in proof else ("employees", "Employees")
    with read(["51-200", "51 200", proof], header, tmp_path) as intake:
        assert find_known(intake, field)[1] == 51_200
    with read(["51 200", "1 500", "77"], header, tmp_path) as intake:  # no cell is a range
        assert find_known(intake, field)[0] == 51_200


GERMAN = ("mehr als {}", "über {}", "ab {}", "bis {}", "unter {}", "mindestens {}", "{} oder mehr", "{} Mitarbeiter")
OTHERS = ("over {}", "more than {}", "at least {}", "up to {}", "{} or more", "{} employees", "{}人以上", "不足{}人")


@pytest.mark.parametrize(("mark", "forms", "plain"), [(".", GERMAN, "12.0"), (",", OTHERS, "12,0")])
def test_words_that_part_thousands_otherwise_than_the_column_leave_a_doubt(
    mark: str, forms: tuple[str, ...], plain: str, tmp_path: Path
) -> None:
    rng = random.Random(mark)
    odd = [form.format(f"{rng.randint(1, 999)}{mark}{rng.choice(('000', '500', '250'))}") for form in forms]
    cells = [plain, "51-200", *odd, "over 1500", "ab 1500"]
    with read(cells, "Employees", tmp_path) as intake:
        known = find_known(intake, "employees")
        assert known == [12, (51, 200), *[None] * len(odd), (1501, None), (1500, None)]
        assert any(UNREAD["mark"].en in note.text.en for note in intake.notes)
        check_alone(intake, cells, "employees")
