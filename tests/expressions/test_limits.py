"""What long and deep conditions cost: linear in their size, or refused in one line."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from shortlist.expressions.degrees import UnsureError, find_money
from shortlist.expressions.limits import LARGE, MOST_CHAINED, MOST_NESTED
from shortlist.expressions.parser import ConditionError, parse
from tests.support.places import ROOT
from tests.support.small import SMALL, load, only, write

AS_OF = date(2026, 11, 23)


def nest(around: Callable[[str], str], times: int, text: str = "likes_us") -> str:
    for _ in range(times):
        text = around(text)
    return text


LEVELS: dict[str, Callable[[str], str]] = {
    "brackets": lambda x: f"({x})", "not": lambda x: f"NOT ({x})", "function": lambda x: f"COALESCE({x}, tried_us)",
    "case": lambda x: f"CASE WHEN {x} THEN tried_us ELSE likes_us END", "in": lambda x: f"({x} IN (tried_us, TRUE))",
    "equal": lambda x: f"({x} = tried_us)", "nullif": lambda x: f"NULLIF({x}, tried_us)", "nullif behind": lambda x: f"NULLIF(tried_us, {x})",
    "number": lambda x: f"(NULLIF(CASE WHEN {x} THEN visits END, 5) BETWEEN 1 AND 7)",
}  # fmt: skip


@pytest.mark.parametrize("name", LEVELS)
def test_nested_conditions_grow_by_what_each_level_adds(name: str, tmp_path: Path) -> None:
    def columns(levels: int) -> int:
        when = nest(LEVELS[name], levels)
        return len(
            load(tmp_path, SMALL, f'rules:\n  - {{id: a, when: "{when}", then: review}}\n')
            .plan(AS_OF)
            .scope.stages.names
        )

    most = MOST_NESTED // (3 if name == "number" else 1)
    few, half, whole = columns(1), columns(most // 2), columns(most - 1)
    assert whole - few <= 2.5 * (half - few) + 20


@pytest.mark.parametrize("name", LEVELS)
@pytest.mark.parametrize("times", [MOST_NESTED + 1, 60, 1_000])
def test_what_is_nested_too_deeply_is_refused_with_its_place(name: str, times: int) -> None:
    with pytest.raises(ConditionError, match="nested too deeply") as caught:
        parse(nest(LEVELS[name], times))
    assert caught.value.offset > 0
    assert "嵌套过深" in caught.value.text.zh


@pytest.mark.parametrize("sign", ["+", "-", "*", "/"])
def test_long_sums_are_taken_or_refused(sign: str) -> None:
    parse(f" {sign} ".join(["visits"] * (MOST_CHAINED - 10)) + " > 5")
    for terms in (MOST_CHAINED + 5, 3_000):
        with pytest.raises(ConditionError, match="too many operations"):
            parse(f" {sign} ".join(["visits"] * terms) + " > 5")


@pytest.mark.proof
@pytest.mark.parametrize("word", ["AND", "OR"])
def test_long_chains_of_and_and_or_are_taken(word: str) -> None:
    text = f" {word} ".join(f"spend > {number}" for number in range(5_000))
    parse(text)
    assert find_money(text, lambda name: 1).degree == 0


def test_money_of_what_is_nested_too_deeply_is_not_known() -> None:
    with pytest.raises(UnsureError):
        find_money(" + ".join(["spend"] * 3_000), lambda name: 1)


def test_what_reads_another_twice_is_followed_once(tmp_path: Path) -> None:
    rules = [f"  - {{id: r0{side}, when: visits > 0, then: {{conclude: c0}}}}\n" for side in "ab"] + [
        f"  - {{id: r{at}{side}, when: c{at - 1} AND spend > {at}, then: {{conclude: c{at}}}}}\n" for at in range(1, 40) for side in "ab"
    ]  # fmt: skip
    plan = load(tmp_path, SMALL, "rules:\n", *rules, "  - {id: z, when: c39, then: review}\n").plan(AS_OF)
    assert plan.scope.fields_of("rule z", lambda key: []) == ["visits", "spend"]


def test_a_ruleset_that_is_too_large_is_one_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shortlist.expressions.stages.MOST_COLUMNS", 150)
    rules = [f"  - {{id: r{at}, when: visits > {at} AND spend > {at}, then: review}}\n" for at in range(60)]
    line, _, text = only(write(tmp_path, SMALL, "rules:\n", *rules))
    assert "the ruleset is too large" in text
    assert line is not None
    assert LARGE.zh.startswith("规则集过大")


CASES = "CASE " + " ".join(f"WHEN NAME = {number} THEN {number % 7}" for number in range(40)) + " ELSE 3 END"
HISTORY = "history:\n  orders:\n    prospect: id\n    date: day\n    fields: {amount: {type: money}}\n"
TOO_LARGE = {
    "feature": HISTORY + f"    features: {{f: SUM({CASES})}}\n".replace("NAME", "amount"),
    "rows": HISTORY + f"    rows: {{f: {CASES}}}\n    features: {{g: SUM(amount)}}\n".replace("NAME", "amount"),
    "offer": f"treatments:\n  - {{id: t, for: [qualify], offer: {{discount: {CASES}}}}}\n".replace("NAME", "visits"),
    "segment": f"  - id: more\n    classes:\n      - {{id: a, when: {CASES} > 5}}\n      - {{id: b, else: true}}\n".replace("NAME", "visits"),
}  # fmt: skip


@pytest.mark.parametrize("name", TOO_LARGE)
def test_what_is_too_large_is_refused_wherever_it_stands(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, SMALL, TOO_LARGE[name])
    monkeypatch.setattr("shortlist.expressions.stages.MOST_COLUMNS", 140)
    line, column, text = only(path)
    assert "the ruleset is too large" in text
    assert line is not None and column is not None and line > 37


LONG = {
    "CASE of 2,000": 'R("CASE " + " ".join(f"WHEN visits = {i} THEN {i % 7}" for i in range(2000)) + " ELSE 3 END > 5")',
    "CASE of 500 texts": "R('CASE ' + ' '.join(f\"WHEN city = 'c{i}' THEN 'd{i}'\" for i in range(500)) + \" ELSE 'x' END = 'd5'\")",
    "IN of 10,000": 'R(f"visits + spend IN ({list(range(10000))})".replace("[", "").replace("]", ""))',
    "levels of 5,000": 'M("city", "levels: {" + ", ".join(f"v{i}: {i % 100}" for i in range(5000)) + "}")',
    "steps of 10,000": 'M("visits", "steps: {" + ", ".join(f"{i}: {i % 100}" for i in range(10000)) + "}")',
    "linear of 5,000": 'M("visits", "linear: {" + ", ".join(f"{i}: {i % 100}" for i in range(5000)) + "}")',
    "COALESCE of 2,000": 'R("COALESCE(" + ", ".join(["spend", "visits"] * 1000) + ") > 5")',
    "OR of 5,000": 'R(" OR ".join(f"visits = {i}" for i in range(5000)))',
    "a segment of 500 classes": "S(500)", "500 rules": "''.join(['rules:\\n', *(f'  - {{id: r{i}, when: visits > {i}, then: review}}\\n' for i in range(500))])",
}  # fmt: skip
SCRIPT = """\
import resource, sys
from datetime import date
from pathlib import Path
import polars as pl
from tests.support.small import SMALL, load
R = lambda when: f'rules:\\n  - {{id: a, when: "{when}", then: review}}\\n'
M = lambda value, curve: f'  more: {{weight: 1, title: {{en: More, zh: 更多}}, measures: {{m: {{value: "{value}", {curve}}}}}}}\\n'
S = lambda count: ''.join(f'      - {{id: k{i}, when: visits = {i}}}\\n' for i in range(count))
folder = Path(sys.argv[1])
frame = pl.DataFrame({'visits': [1.0, None], 'city': ['v5', None], 'spend': [3.0, None]})
qualify = lambda ruleset: ruleset.qualify(frame, as_of=date(2026, 11, 23))
qualify(load(folder, SMALL))
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before, more = peak(), TEXT
small = SMALL
if more.startswith('  more'):
    small, more = small.replace('segments:', more + 'segments:'), ''
if more.startswith('      -'):
    small, more = small.replace("      - {id: home, when: \\"seat = 'DE'\\"}\\n", more), ''
qualify(load(folder, small, more))
print((peak() - before) // (2**20 if sys.platform == 'darwin' else 2**10))
"""


@pytest.mark.quick(0, proofs=3)
@pytest.mark.parametrize("name", LONG)
def test_what_is_long_takes_no_more_than_500_mb(name: str, tmp_path: Path) -> None:
    script = SCRIPT.replace("TEXT", LONG[name])
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 500
