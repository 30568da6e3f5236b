"""A ruleset that is loaded again is the same one as long as everything that it was made from stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from shortlist import Ruleset
from shortlist.errors import RulesetError
from shortlist.plugins import discovery
from tests.support.small import SMALL, write


def test_a_ruleset_is_kept_with_its_plans(tmp_path: Path) -> None:
    path = write(tmp_path, SMALL)
    assert Ruleset.load(path) is Ruleset.load(str(path))
    assert Ruleset.load("b2b") is Ruleset.load("b2b", set=[])
    assert Ruleset.load("b2b") is not Ruleset.load("b2b", ["decision.qualify=65"])
    assert Ruleset.load("b2b", "decision.qualify=65").decision.qualify == 65


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    path = write(tmp_path, SMALL)
    before = Ruleset.load(path)
    path.write_text(path.read_text(encoding="utf-8").replace('version: "1.0"', 'version: "2"'), encoding="utf-8")
    after = Ruleset.load(path)
    assert (before.version, after.version) == ("1.0", "2")
    path.write_text("ruleset: [", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(RulesetError):
            Ruleset.load(path)


def test_a_changed_parent_is_read_anew(tmp_path: Path) -> None:
    parent = write(tmp_path, SMALL)
    child = tmp_path / "child.yaml"
    child.write_text(f'ruleset: child\nversion: "1"\nextends: {parent.name}\n', encoding="utf-8")
    assert Ruleset.load(child).decision.qualify != 61
    with parent.open("a", encoding="utf-8") as file:
        file.write("decision: {qualify: 61}\n")
    assert Ruleset.load(child).decision.qualify == 61


def test_a_changed_lookup_table_is_read_anew(tmp_path: Path) -> None:
    path, table = write(tmp_path, SMALL), tmp_path / "risk.csv"
    first = Ruleset.load(path)
    table.write_text("seat,index,safe\nDE,7,yes\n", encoding="utf-8")
    second = Ruleset.load(path)
    assert second != first and second is Ruleset.load(path)
    table.unlink()
    with pytest.raises(RulesetError):
        Ruleset.load(path)


def test_other_plugins_make_another_ruleset(tmp_path: Path) -> None:
    path = write(tmp_path, SMALL)
    before = Ruleset.load(path)
    discovery.registry.cache_clear()
    assert Ruleset.load(path) is not before
