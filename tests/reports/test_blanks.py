"""A reason that names a criterion of which nothing is known says so, wherever people read it; its code stays."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from shortlist import OutputOptions, Ruleset, run
from shortlist.cli.terminal.run import show_table
from shortlist.explanation.sentences import is_blank, reason_text
from shortlist.language import LANGUAGES, Language, speaking
from shortlist.model.headings import WHY, heading
from shortlist.planning import columns

RULES = Ruleset.load("starter")
DAY = date(2026, 11, 23)
LIST = "Record ID,Industry,Employees\n1,Software,3\n2,Software,\n"
SAID = {"en": "Nothing is known of Engagement yet.", "zh": "客户意向与互动尚无资料。"}


@pytest.fixture
def source(tmp_path: Path) -> str:
    path = tmp_path / "list.csv"
    path.write_text(LIST, "utf-8")
    return str(path)


@pytest.mark.parametrize("engine", ["columnar", "durable"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_read_says_that_nothing_is_known(
    language: Language, engine: str, source: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = Ruleset.load("starter", ["decision.min_coverage=0"]).plan(DAY)
    words, ids = tmp_path / "words.csv", tmp_path / "ids.csv"
    with speaking(language):
        run(source, plan, output=OutputOptions(str(words), headings=language), engine=engine)
        run(source, plan, output=OutputOptions(str(ids)), engine=engine)
        shown = run(source, plan, engine=engine)
        assert shown.decisions is not None and shown.blanks is not None
        show_table(plan.ruleset, shown.decisions.with_columns(shown.blanks), 2)
    codes, said = pl.read_csv(ids), pl.read_csv(words)[heading(WHY, language)].to_list()
    assert columns.BLANK not in codes.columns and codes.columns[:10] == shown.decisions.columns[:10]
    assert all("score:engagement (assumed)" in one for one in codes["reasons"])
    assert all("score:scale (assumed); score:engagement" in one for one in codes["reasons"].head(1))
    assert SAID[language] in said[0] and SAID[language] in said[1]
    assert ("Business scale unkno" if language == "en" else "业务规模尚无") in capsys.readouterr().out


def test_those_of_whom_nothing_is_known_stand_apart_in_a_summary(source: str) -> None:
    plan = Ruleset.load(
        "starter", ["decision.min_coverage=0", "criteria.scale.weight=0", "criteria.need_fit.weight=0"]
    ).plan(DAY)
    Path(source).write_text("Record ID,CRM stage,Employees\n1,lost,3\n2,,\n3,,4\n", "utf-8")
    summary = run(source, plan).summary
    assert len(summary.reasons) == 1 and summary.decisions.total() == 3
    lines = [
        (reason_text(plan.ruleset, reason, decision, row, starred=True).en, count)
        for decision, reason, row, count in summary.split_reasons()
    ]
    assert lines == [("Nothing is known of Engagement yet", 2), ("Engagement is below the cut of 55 *", 1)]


def test_an_explanation_says_what_is_assumed_of_it() -> None:
    found = Ruleset.load("starter", ["decision.min_coverage=0"]).decide({"employees": 3, "industry": "software"}, DAY)
    said = {reason.id: reason.text for reason in found.reasons}["score:engagement (assumed)"]
    assert said.en == "Nothing is known of Engagement yet, which counts as 48.67"
    assert said.zh == "客户意向与互动尚无资料，暂按 48.67 分计"
    assert not is_blank({columns.BLANK: None}, "scale") and not is_blank({columns.BLANK: "scaled"}, "scale")
