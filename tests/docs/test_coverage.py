"""Every requirement of parts A, B and C is served, and a case proves it: its outcome changes with what serves it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest

from tests.support.coverage import Row, columns_of, declared, named, parts, rows, ruleset
from tests.support.shared import SHARED
from tests.support.small import decide_all

ROWS = [pytest.param(row, id=row["id"]) for row in rows()]
KEYS = {"id", "en", "zh", "ruleset", "of", "change", "column", "from", "to"}


@cache
def decided(name: str) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """By ID the decisions before and after the change, of all cases of a ruleset at once."""
    cases = [row for row in rows() if row["ruleset"] == name]
    found = decide_all(ruleset(name), [row["of"] for row in cases] + [{**row["of"], **row["change"]} for row in cases])
    return {row["id"]: (found[place], found[place + len(cases)]) for place, row in enumerate(cases)}


def outcomes(row: Row) -> tuple[dict[str, Any], dict[str, Any]]:
    """The decisions before and after the change."""
    return decided(row["ruleset"])[row["id"]]


@pytest.mark.parametrize("row", ROWS)
def test_outcome_changes_as_the_case_says(row: Row) -> None:
    assert set(row) - {"by"} == KEYS
    before, after = (found[row["column"]] for found in outcomes(row))
    assert (before, after) == (row["from"], row["to"])
    assert before != after


@pytest.mark.proof
@pytest.mark.parametrize("row", ROWS)
def test_outcome_changes_because_of_what_serves_it(row: Row) -> None:
    """The change touches nothing but fields of one server, and shows in that server's column; or in what `by` names."""
    changed, rules = set(row["change"]), ruleset(row["ruleset"])
    assert {key: row["of"].get(key) for key in changed} != row["change"]
    if row.get("by"):
        assert any(_by(row, *server) for server in named(row))
        return
    known = rules.criteria.keys() | rules.segments.keys()
    servers = [server for server in declared().get(row["id"], ()) if server.column == row["column"]]
    assert row["column"] in known and any(changed <= server.fields for server in servers)


def _by(row: Row, kind: str, name: str, item: str) -> bool:
    """Whether a rule fires on one side only and the outcome is its tag or decision; a treatment is given on one; a ruleset answers for its decision."""
    assert name == row["ruleset"]
    if kind == "ruleset":
        return not item and row["column"] == "decision"
    if kind == "treatment":
        assert item in [treatment.id for treatment in ruleset(name).treatments]
        return row["column"] == "treatment" and item in (row["from"], row["to"])
    assert kind == "rule"
    rule = next(rule for rule in ruleset(name).rules if rule.id == item)
    fired = [item in (found["reasons"] or "").replace(" (assumed)", "").split("; ") for found in outcomes(row)]
    shown = [row["from"], row["to"]] if row["column"] == "tags" else []
    says = any(tag in str(value).split("; ") for value in shown for tag in rule.tags) or row["column"] == "decision"
    return fired[0] != fired[1] and says


def test_every_id_is_there_once_with_its_concept_in_both_languages() -> None:
    ids = [row["id"] for row in rows()]
    assert len(set(ids)) == len(ids)
    for row in rows():
        assert re.search("[一-鿿]", row["zh"]) and not re.search("[一-鿿]", row["en"])


def test_ids_are_those_of_the_requirements() -> None:
    path = SHARED / "requirements.md"
    if not path.is_file():
        pytest.skip(f"{path} is not there; set SHORTLIST_SHARED to its folder")
    wanted: dict[str, list[str]] = {}
    for section in re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.M)[1:]:
        wanted[section[0]] = re.findall(r"^\| ([RDK]\d\d[a-z]?) \|", section, flags=re.M)
    assert {part: [row["id"] for row in listed] for part, listed in parts().items()} == {
        part: wanted[part] for part in "ABC"
    }


@pytest.mark.proof
def test_nothing_serves_an_id_that_is_not_there() -> None:
    """Declared IDs are those of the file, or of part D, the processes."""
    known = {row["id"] for row in rows()}
    assert {id_ for id_ in declared() if id_ not in known and not re.fullmatch(r"P(0[1-9]|1\d|2[0-4])", id_)} == set()


def test_fields_of_a_condition_are_found() -> None:
    assert columns_of("annual_spend >= seller.high_spend OR orders = 0") == {"annual_spend", "orders"}
