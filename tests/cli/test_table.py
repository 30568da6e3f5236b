"""The table of decisions on a terminal: whatever its width, no id, no decision and no header of one is cut."""

from __future__ import annotations

import random
from datetime import date

import polars as pl
import pytest

from shortlist.api import Ruleset
from shortlist.cli.terminal.run import TITLES, show_table
from shortlist.language import LANGUAGES, Language, speaking
from shortlist.model.terms import DECISION_WORDS

DAY = date(2026, 11, 26)
IDS = ["18000000013", "001Qy0000000001IAX", "1", "客户-0001", "a" * 60]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", range(12))
def test_ids_and_decisions_are_whole(
    seed: int, language: Language, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(seed)
    width = chance.randint(20, 160)
    ids = chance.sample(IDS, chance.randint(1, len(IDS)))
    names = [
        chance.choice(["Acme", "A name that is longer than any table wants it to be", "北方工业股份有限公司", ""])
        for _ in ids
    ]
    countries = [chance.choice(["DE", "KP", None]) for _ in ids]
    rules = Ruleset.load("b2b")
    decided = rules.qualify(pl.DataFrame({"prospect_id": ids, "name": names, "country": countries}), as_of=DAY)
    monkeypatch.setenv("COLUMNS", str(width))
    with speaking(language):
        show_table(rules, decided, decided.height)
    shown = capsys.readouterr().out
    head, *rows = [line for line in shown.splitlines() if line.strip()]
    assert TITLES[0].in_(language) in head and TITLES[2].in_(language) in head
    assert len(rows) == len(ids)
    for row, prospect, decision in zip(rows, ids, decided["decision"], strict=True):
        assert row.startswith(prospect) and DECISION_WORDS[decision].in_(language) in row
        assert "country IN" not in row and "embargo:" not in row
