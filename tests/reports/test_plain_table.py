"""Decisions in words: row by row they say what the codes say, whatever the ruleset, and are read again as nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import fastexcel
import polars as pl
import pytest
from openpyxl import load_workbook
from polars.testing import assert_frame_equal

from shortlist.api import Ruleset
from shortlist.errors import ListError
from shortlist.explanation.sentences import reason_text
from shortlist.intake.options import ReadOptions
from shortlist.language import LANGUAGES, Language, speaking
from shortlist.model.headings import FIND_OUT, QUESTION, WHY, bring_back, put_aside
from shortlist.model.reasons import ReasonCode
from shortlist.model.terms import DECISION_WORDS
from shortlist.outputs.dress import measure
from shortlist.outputs.workbook import SUMMARY
from shortlist.pipeline import run
from shortlist.planning import columns
from shortlist.planning.reasons import SEPARATOR
from shortlist.reports.plain_table import write_plainly
from shortlist.run_options import OutputOptions
from tests.support.engine import frame, load
from tests.support.generate import AS_OF, generate
from tests.support.seeds import sample
from tests.support.spread import spread

DAY = date(2026, 11, 26)
LIST = """Customer ID,Company,Country,Employees,Decision,Score: x,list_Why,score,Override,得分：甲
-1,Acme,Germany,500,yes,1,b,9,x,1
2,北方,Iran,,no,2,c,8,,2
"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", sample(range(12), 3))
def test_each_row_says_in_words_what_its_codes_say(seed: int, language: Language, tmp_path: Path) -> None:
    generated = generate(seed, 40)
    rules = load(generated.write(tmp_path))
    given = spread(frame(generated.prospects), rules.fields, seed, 0.3)
    plan = replace(rules.plan(AS_OF).fit(given.columns), tells_blanks=True)
    decided = plan.decide(given.lazy()).collect()
    table = write_plainly(decided.lazy(), rules, language, [])
    words = table.frame.collect()
    assert words.columns == [*table.headings.values()] and len({*words.columns}) == words.width
    covered = plan.compute(given.lazy()).select(columns.coverage(name) for name in rules.criteria).collect()
    for row, said, known in zip(
        decided.rows(named=True), words.rows(named=True), covered.rows(named=True), strict=True
    ):
        cell = {name: said[heading] for name, heading in table.headings.items()}
        assert cell["prospect_id"] == row["prospect_id"] and cell["score"] == row["score"]
        assert all(cell[name] == row[name] for name in (*rules.criteria, "grade", "coverage", "reasons", "ask_next"))
        for name in ("decision", "decision_worst", "decision_best"):
            assert cell[name].lower() == DECISION_WORDS[row[name]].in_(language)
        codes = [ReasonCode.parse(one) for one in row["reasons"].split(SEPARATOR)]
        for code in codes[:2]:
            uncertain = codes[0].kind == "uncertain" and code is not codes[0]
            bare = str(ReasonCode(code.kind, code.name))
            blank = code.kind == "score" and known[columns.coverage(code.name)] == 0
            sentence = reason_text(rules, bare, "qualify" if uncertain else row["decision"], known if blank else None)
            assert sentence.in_(language) in cell[WHY]
            assert not blank or ("nothing is known of" in sentence.en.lower() and "尚无资料" in sentence.zh)
        assert any(code.assumed for code in codes[:2]) == ("assumed." in cell[WHY] or "按暂定值计" in cell[WHY])
        asks = [rules.fields[name] for name in (row["ask_next"] or "").split(SEPARATOR) if name]
        assert (cell[FIND_OUT] or "") == (", " if language == "en" else "、").join(
            one.title.in_(language) for one in asks
        )
        question = asks[0].question.in_(language) if asks and asks[0].question != asks[0].title else None
        assert cell[QUESTION] == question


def test_no_condition_stands_in_a_plain_sentence() -> None:
    rules = Ruleset.load("b2b")
    for rule in rules.rules:
        if rule.because is not None:
            said = reason_text(rules, rule.id, "reject")
            assert str(rule.when.value) not in said.en


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_says_what_the_csv_says(language: Language, tmp_path: Path) -> None:
    source = tmp_path / "list.csv"
    source.write_text(LIST)
    plan = Ruleset.load("b2b").plan(DAY)
    sheet, table = tmp_path / "decided.xlsx", tmp_path / "decided.csv"
    with speaking(language):
        run(source, plan, output=OutputOptions(sheet))
        run(source, plan, output=OutputOptions(table, headings=language, guard=False))
    book = fastexcel.read_excel(sheet)
    assert book.sheet_names == ["shortlist", SUMMARY.in_(language)]
    shown = book.load_sheet(0, dtypes="string").to_polars()
    read = pl.read_csv(table, infer_schema=False)
    assert shown.columns == read.columns
    # A sheet has 50 for 50.0, and no empty text.
    assert_frame_equal(shown.fill_null(""), read.fill_null("").with_columns(pl.all().str.replace(r"^(\d+)\.0$", "$1")))
    summary = book.load_sheet(1, header_row=None, dtypes="string").to_polars()
    flat = [str(cell) for row in summary.rows() for cell in row if cell is not None]
    assert any(one.startswith("b2b ") for one in flat)
    assert {DECISION_WORDS[one].in_(language) for one in ("qualify", "review", "reject")} <= {
        one.lower() for one in flat
    }


@pytest.mark.parametrize("suffix", ["csv", "tsv", "xlsx"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("other", ["b2b", "good_customer"])
def test_decided_in_words_and_again_it_is_the_same(language: Language, suffix: str, other: str, tmp_path: Path) -> None:
    source = tmp_path / "list.csv"
    source.write_text(LIST)
    first = str(tmp_path / f"first.{suffix}")
    run(source, Ruleset.load(other).plan(DAY), output=OutputOptions(first, headings=language))
    plan = Ruleset.load("b2b").plan(DAY)
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    run(source, plan, output=OutputOptions(str(one)))
    run(first, plan, output=OutputOptions(str(two)))
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("header", ["Score", "list_Score", "list_list_评审结论", "Score: x", "City", "list_City", ""])
def test_a_header_put_aside_is_brought_back(header: str) -> None:
    assert bring_back(put_aside(header)) == header


@pytest.mark.parametrize("path", [None, "a.jsonl", "a.parquet", "a.db::t"])
def test_headings_in_words_are_for_tables_that_people_open(path: str | None) -> None:
    with pytest.raises(ListError, match="headings in words"):
        OutputOptions(path, headings="zh")


def test_plain_numbers_of_the_list_are_numbers_and_read_again_as_they_were(tmp_path: Path) -> None:
    source, sheet = tmp_path / "list.csv", tmp_path / "decided.xlsx"
    cells = ["15860000", "54200000.00", "1,234", "$5M", "007", "1.234", "", "12", "-3"]
    rows = [f'{n:03},"{cell}",{n}{n}' for n, cell in enumerate(cells)]
    source.write_text("Customer ID,Annual Revenue,Phone\n" + "\n".join(rows) + "\n")
    plan = Ruleset.load("b2b").plan(DAY)
    options = ReadOptions(maps=("annual_revenue=Annual Revenue:USD",))
    run(source, plan, options, output=OutputOptions(str(sheet)))
    book = fastexcel.read_excel(sheet)
    head = book.load_sheet(0, header_row=None, dtypes="string").to_polars().row(0)
    table = load_workbook(sheet)["shortlist"]
    shown = [
        [row[head.index(name)].value for row in table.iter_rows(min_row=2)] for name in ("Annual Revenue", "Phone")
    ]
    assert shown == [
        [15860000, "54200000.00", "1,234", "$5M", "007", "1.234", "", 12, -3],
        [f"{n}{n}" for n in range(len(cells))],
    ]
    one, two = run(source, plan, options).decisions, run(sheet, plan, options).decisions
    assert one is not None and two is not None and one.equals(two)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_wrapped_text_has_the_height_that_it_needs(language: Language, tmp_path: Path) -> None:
    """Else LibreOffice lays one line over the other."""
    source, sheet = tmp_path / "list.csv", tmp_path / "decided.xlsx"
    source.write_text(LIST, encoding="utf-8")
    with speaking(language):
        run(source, Ruleset.load("b2b").plan(DAY), output=OutputOptions(sheet))
    book = load_workbook(sheet)
    checked = 0
    for page in book:
        columns = page.column_dimensions.values()  # one stands for neighbours of the same width
        widths = {at: one.width for one in columns for at in range(one.min, one.max + 1)}
        for row in page.iter_rows():
            for cell in row:
                if not cell.alignment.wrap_text or not isinstance(cell.value, str):
                    continue
                lines = -(-measure(cell.value) // widths[cell.column])
                assert (page.row_dimensions[cell.row].height or 15) >= 15 * lines, cell.value
                checked += lines > 1
    assert checked or language == "zh"  # whose sentences are shorter
