"""On leads of a school whose outcome is known, the grade of `examples/education.yaml` foretells conversion.

The scores were chosen on the first half of the leads by Lead Number; the table is of the second half.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import polars as pl
import pytest

from shortlist import Ruleset
from shortlist.cli import run
from tests.support.places import ROOT
from tests.support.shared import data

RULES = ROOT / "examples" / "education.yaml"
SPLIT = 615_477
AFTERWARDS = (
    "Tags",
    "Lead Quality",
    "Lead Profile",
    "Last Activity",
    "Last Notable Activity",
    "Asymmetrique",
    "Converted",
)


def test_nothing_is_read_that_was_filled_in_after_the_outcome() -> None:
    names = [name for field in Ruleset.load(RULES).fields.values() for name in (field.id, *field.title, *field.aliases)]
    own = Ruleset.load(RULES).plan(__import__("datetime").date(2026, 11, 23)).fields.values()
    read = [name for field in own for name in (field.id, *field.title, *field.aliases)]
    assert names and not [name for name in read for bad in AFTERWARDS if name.casefold().startswith(bad.casefold())]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, int, float]]:
    """Grade, leads and conversion of the second half."""
    with data("xeducation_leads.csv").open(newline="", encoding="utf-8") as file:
        header, *rows = list(csv.reader(file))
    number = header.index("Lead Number")
    folder: Path = tmp_path_factory.mktemp("education")
    with (folder / "second.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *(row for row in rows if int(row[number]) > SPLIT)])
    output = folder / "decided.parquet"
    given = ["qualify", str(folder / "second.csv"), "-r", str(RULES), "--id", "Lead Number", "--as-of", "2026-11-23"]
    assert run([*given, "-o", str(output), "--keep", "Converted"]) == 0
    frame = pl.read_parquet(output).with_columns(won=pl.col("Converted").cast(pl.Int64))
    found = frame.group_by("grade").agg(pl.len(), (pl.col("won").mean() * 100).round(1).alias("share")).sort("grade")
    return [(grade, count, share) for grade, count, share in found.rows()]


def test_conversion_rises_with_the_grade(table: list[tuple[str, int, float]]) -> None:
    assert [grade for grade, _, _ in table] == ["A", "B", "C", "D"]
    assert sum(count for _, count, _ in table) == 4620
    shares = [share for _, _, share in table]
    assert shares == sorted(shares, reverse=True) and len(set(shares)) == 4


@pytest.mark.parametrize("page", ["guide.en.md", "guide.zh.md"])
def test_the_table_of_the_guide_is_what_comes_out(page: str, table: list[tuple[str, int, float]]) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    shown = re.findall(r"^\| ([ABCD]) \| ([\d,]+) \| ([\d.]+) % \|$", text, re.M)
    assert [(grade, int(count.replace(",", "")), float(share)) for grade, count, share in shown] == table
