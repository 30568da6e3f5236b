"""Cases of a criterion: YAML that says what the criterion must make of a prospect.

    criterion: acme_loyalty
    params: {full_share: 0.25}            # as a ruleset would set them; for all cases of the file
    good:                                 # each of good, bad and missing needs a case
      - name: five years and half of the budget
        prospect: {acme_years: 5, acme_spend_with_us: $5m, annual_revenue: $10m}
        expect: {score: 100, measures: {years: 100, wallet_share: 100}}
    missing:
      - name: nothing about spend
        prospect: {acme_years: 5}
        expect: {score: 100, bounds: [50, 100], coverage: 0.5, measures: {years: 100}, asks: [acme_spend_with_us, annual_revenue]}

What an expectation does not mention must not happen: without `bounds` they are the score itself, without `coverage` it is
1, a measure that is not listed has no score, a field that is not listed is not asked for, and every cell is readable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field as Part
from pydantic import ValidationError

from shortlist.errors import Place, Problem, RulesetError
from shortlist.intake.mappings import read_prospects
from shortlist.language import Text
from shortlist.loading.params import describe_misfit
from shortlist.model.fields import Field
from shortlist.ruleset.document import Node, read_document
from shortlist.ruleset.entries import Id, Model, Score
from shortlist.testing.workbench import Outcome, Workbench

Group = Literal["good", "bad", "missing"]
GROUPS: tuple[Group, ...] = ("good", "bad", "missing")
TOLERANCE = 0.005  # scores have two decimals, so a case may round them


class Expectation(Model):
    """What the criterion must make of a prospect."""

    score: Score | None
    bounds: tuple[Score, Score] | None = None
    coverage: Annotated[float, Part(ge=0, le=1)] = 1.0
    measures: dict[Id, Score] = Part({})
    asks: list[Id] = Part([])
    unreadable: list[str] = Part([])


class Case(Model):
    """A prospect, written as in a list, and what must come out."""

    name: str
    prospect: dict[str, Any]
    expect: Expectation


class CaseFile(Model):
    """The cases of one criterion."""

    criterion: Id
    params: dict[str, Any] = Part({})
    seller: dict[str, Any] = Part({})
    as_of: date | None = None
    good: list[Case] = Part([])
    bad: list[Case] = Part([])
    missing: list[Case] = Part([])

    def of(self, group: Group) -> list[Case]:
        return {"good": self.good, "bad": self.bad, "missing": self.missing}[group]


@dataclass(frozen=True)
class Cases:
    """A file of cases, and where each of its parts is."""

    file: CaseFile
    path: Path
    node: Node

    def place(self, group: Group, index: int) -> Place:
        return self.node.at((group, index)).place


def load(path: Path) -> Cases:
    """The cases of a file. Raises RulesetError with everything that is wrong with it, each with its place."""
    node = read_document(path.read_text(encoding="utf-8"), str(path))
    try:
        return Cases(CaseFile.model_validate(_make_tuples(node.data())), path, node)
    except ValidationError as error:
        raise RulesetError([_problem(node, detail) for detail in error.errors()]) from None


def _make_tuples(data: Any) -> Any:
    """The data with `bounds` as tuples."""
    # The models are strict, and YAML knows lists only.
    if isinstance(data, dict):
        return {
            key: tuple(v) if key == "bounds" and isinstance(v, list) else _make_tuples(v) for key, v in data.items()
        }
    return [_make_tuples(item) for item in data] if isinstance(data, list) else data


def _problem(node: Node, detail: Any) -> Problem:
    at, name = node.at(detail["loc"]), ".".join(str(part) for part in detail["loc"])
    if detail["type"] == "extra_forbidden":
        return Problem.of(f"unknown key '{name}'", f"未知的键 '{name}'", at.key or at.place)
    if detail["type"] == "missing":
        return Problem.of(f"'{name}' is missing", f"缺少 '{name}'", at.place)
    return Problem(describe_misfit(name, detail), at.place)


def differences(case: Case, bench: Workbench, fields: Mapping[str, Field]) -> list[Text]:
    """What came out differently from what the case says. Raises ListError for a prospect that cannot be read at all."""
    # By the intake of lists, so that cases may write `$5m` as lists do.
    prospects = read_prospects([case.prospect], {**fields}, source=case.name)
    found = bench.outcome(prospects.frame)
    expect = case.expect
    wrong = [
        *_compare_numbers("score", "得分", expect.score, found.score),
        *_compare_bounds(expect, found),
        *_compare_numbers("coverage", "覆盖率", expect.coverage, found.coverage),
    ]
    for name in dict.fromkeys([*expect.measures, *found.measures]):
        wanted, score = expect.measures.get(name), found.measures.get(name)
        wrong += _compare_numbers(f"measure {name}", f"指标 {name}", wanted, score)
    unreadable = [key for _, key, _ in prospects.unreadable]
    wrong += _compare_names("asks", "待询字段", expect.asks, list(found.asks))
    wrong += _compare_names("unreadable", "无法读取", expect.unreadable, unreadable)
    return wrong


def _compare_bounds(expect: Expectation, found: Outcome) -> list[Text]:
    low, high = expect.bounds or (expect.score, expect.score)
    return [
        *_compare_numbers("lower bound", "下限", low, found.low),
        *_compare_numbers("upper bound", "上限", high, found.high),
    ]


def _compare_numbers(en: str, zh: str, wanted: float | None, found: float | None) -> list[Text]:
    if wanted is None and found is None:
        return []
    if wanted is not None and found is not None and abs(wanted - found) <= TOLERANCE:
        return []
    return [
        Text(
            f"{en}: expected {_format_number(wanted)}, found {_format_number(found)}",
            f"{zh}：应为 {_format_number(wanted)}，实为 {_format_number(found)}",
        )
    ]


def _format_number(number: float | None) -> str:
    return "none" if number is None else f"{number:g}"


def _compare_names(en: str, zh: str, wanted: list[str], found: list[str]) -> list[Text]:
    if sorted(wanted) == sorted(found):
        return []
    here, there = (", ".join(names) or "-" for names in (wanted, found))
    return [Text(f"{en}: expected {here}; found {there}", f"{zh}：应为 {here}；实为 {there}")]
