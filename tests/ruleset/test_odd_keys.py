"""Keys that are no text, which YAML has too: each is told of once, with its place, and the check of the rest comes to an end."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from shortlist.ruleset import validation
from shortlist.ruleset.document import read_document
from shortlist.ruleset.validation import Structure
from tests.support.generate import load as parse
from tests.support.generate import write_yaml
from tests.support.seeds import sample
from tests.support.small import SMALL, write, wrong

ODD: tuple[Any, ...] = (None, 5, -1, 2.5, True, False, date(2026, 1, 31), "no name", "", "Ü", "a" * 200)
VALUES: tuple[Any, ...] = (None, 5, "x", [], {}, {None: 1}, [{1: 2}], {"use": False})


def list_mappings(tree: Any) -> list[dict[Any, Any]]:
    """All mappings of a tree but for curves, of which keys may be numbers."""
    if isinstance(tree, list):
        return [one for part in tree for one in list_mappings(part)]
    if not isinstance(tree, dict):
        return []
    inner = [
        one for key, part in tree.items() if key not in ("linear", "steps", "levels") for one in list_mappings(part)
    ]
    return [tree, *inner]


class Endless(BaseException):
    """The check went round too often."""


@pytest.mark.parametrize("seed", sample(range(200), 30))
def test_whatever_stands_as_a_key_the_check_ends_and_says_so(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    tree = parse(SMALL)
    for _ in range(chance.choice([1, 1, 2, 4])):
        chance.choice(list_mappings(tree))[chance.choice(ODD)] = chance.choice(VALUES)
    told, explain = 0, validation._explain_error

    def count(*args: Any) -> Any:
        nonlocal told
        told += 1
        if told > 500:
            raise Endless
        return explain(*args)

    monkeypatch.setattr(validation, "_explain_error", count)
    problems = Structure(read_document(write_yaml(tree), "odd.yaml")).problems
    assert problems
    for problem in problems:
        assert problem.place is not None and problem.place.line
        assert problems.count(problem) == 1
        assert "Keys should" not in problem.text.en and "Keys should" not in problem.text.zh


def test_an_empty_key_at_the_top_is_one_mistake(tmp_path: Path) -> None:
    """It was cut out again and again under the name 'None', for ever (found by the fuzzer of commands)."""
    path = write(tmp_path, SMALL, "~: {home: DE}\n5: x\n")
    line = SMALL.count("\n") + 1
    assert wrong(path) == [
        (at, 1, f"a key must be text; found {shown}; write a name, or put it in quotes")
        for at, shown in ((line, "~"), (line + 1, "5"))
    ]
