"""Every node over every kind of argument compiles and evaluates or is refused; constants come to what columns come to."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from shortlist.expressions.compiler import Compiler
from shortlist.expressions.nodes import Value, days
from shortlist.expressions.parser import ConditionError, parse
from shortlist.expressions.stages import Stages
from shortlist.expressions.truth import ORDERED, Scalar, Truth, expression
from shortlist.planning.values import seller_value
from tests.support.expressions import AS_OF, Places, name_missing
from tests.support.generate_expressions import Writer, generate
from tests.support.seeds import sample
from tests.support.small import SMALL, decide_all, load, write, wrong


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    return Places.load(tmp_path_factory.mktemp("every"))


@pytest.mark.parametrize("seed", sample(range(-12, 0), 1))
def test_every_expression_compiles_or_is_refused(seed: int, places: Places) -> None:
    assert list(places.try_all(generate(seed, 400))) == []


@pytest.mark.proof
def test_the_generator_writes_every_node(places: Places) -> None:
    assert list(places.try_all(generate(1, 2_000))) == []
    assert name_missing(places) == []
    assert places.compiled > 600


NAMED = [
    "employees > 5 AND seller.motto LIKE 'Ü%'", "'a' LIKE 'a%'", "seller.home NOT ILIKE 'd_'", "LENGTH(seller.nothing) = 0",
    "UPPER('ß') = 'SS'", "YEAR(CURRENT_DATE) = 2026", "YEAR(seller.since) > visits", "DATE_DIFF('month', seller.since, '2026-01-31') > visits",
    "ABS(NULLIF(seller.max_order, seller.max_order)) > visits", "COALESCE(NULLIF(CASE WHEN likes_us THEN NULL END, likes_us), TRUE)",
    "CASE WHEN likes_us THEN NULL END = CASE WHEN FALSE THEN NULL WHEN ever THEN grown END", "ROUND(visits, '') = 1", "ROUND(visits, 123456789) = 1",
    "UPPER(CASE WHEN FALSE THEN 'a' END) = city", "CASE WHEN FALSE THEN 'a' END LIKE 'a' OR likes_us", "-CASE WHEN FALSE THEN 1 END > visits",
    "GREATEST(visits, city) > 1", "YEAR(CASE WHEN FALSE THEN met END) = visits", "CURRENT_DATE + 1e308 > met", "1e308 * 10 > visits",
]  # fmt: skip


@pytest.mark.parametrize("place", ["rule", "offer", "bool", "row"])
def test_named_expressions_compile_or_are_refused(place: str, places: Places) -> None:
    assert list(places.try_all([(place, text) for text in NAMED])) == []


@pytest.mark.parametrize("place", ["linear", "steps"])
@pytest.mark.parametrize(
    "inside",
    [
        "LENGTH({})",
        "ABS(LENGTH({}))",
        "LENGTH({}) + 1",
        "LENGTH(UPPER({}))",
        "COALESCE(LENGTH({}), LENGTH({}))",
        "YEAR(NULLIF({}, {}))",
    ],
)
def test_measures_of_what_is_never_there_compile_or_are_refused(inside: str, place: str, places: Places) -> None:
    never = "CASE WHEN TRUE OR likes_us THEN NULL ELSE 'KP' END"
    assert list(places.try_all([(place, inside.replace("{}", never))])) == []


@pytest.mark.parametrize(
    "inside", ["seller.max_order / 0", "1e308 * 100 + 1", "NULLIF(1, 1)", "seller.nothing", "'a'", "TRUE"]
)
@pytest.mark.parametrize("form", ["COUNT({})", "COUNT(DISTINCT {})", "COUNT({}) FILTER (WHERE FALSE)", "COUNT(*) / COUNT({})"])  # fmt: skip
def test_counts_of_constants_compile_or_are_refused(form: str, inside: str, places: Places) -> None:
    assert list(places.try_all([("feature", form.format(inside))])) == []


# --- folded equals not folded

ROW: dict[str, Any] = {
    "a": 0.1, "b": 3.0, "c": 1000.3, "d": -2.5, "e": 1e308, "z": 0.0, "s": "Straße_1", "t": "", "u": date(2024, 2, 29), "v": date(2026, 12, 31),
    "p": True, "q": False,
}  # fmt: skip
POOLS = {"number": tuple("abcdez"), "text": ("s", "t"), "date": ("u", "v"), "bool": ("p", "q")}


@dataclass
class Cells:
    """Names that are columns of a frame, and `seller.x` with the values of its row."""

    as_of: date = AS_OF
    stages: Stages = field(default_factory=Stages)
    reads: list[tuple[int, str]] = field(default_factory=list)

    def resolve(self, name: str, offset: int) -> Value:
        if name.startswith("seller."):
            return seller_value(ROW, name.removeprefix("seller."), offset)
        if name not in ROW:
            raise ConditionError("no name", offset)  # type: ignore[arg-type]
        kind = next(kind for kind, names in POOLS.items() if name in names)
        column = pl.col(name)
        if kind == "bool":
            return Truth(column, column, ~column, pl.lit(False))
        return Scalar.column(kind, column, column.is_null())  # type: ignore[arg-type]


def _frame() -> pl.DataFrame:
    cells: Mapping[str, Any] = {key: days(value) if isinstance(value, date) else value for key, value in ROW.items()}
    return pl.DataFrame([cells, cells, cells])


@pytest.mark.parametrize("seed", sample(range(20), 2))
def test_folded_is_what_the_column_gives(seed: int) -> None:
    source = random.Random(f"folded {seed}")
    bare, compared = {"number": ("1", "2.5"), "bool": ("TRUE",), "text": ("'a'",)}, 0
    writer = Writer(source, POOLS, 0.0, fixed=bare)
    frame = _frame()
    for _ in range(150):
        text = writer.write(source.choice(list(POOLS)), source.choice([1, 2, 3]))
        moved = "".join(f"seller.{part}" if part in ROW else part for part in _split(text))
        scope = Cells()
        try:
            column = Compiler(scope).value(parse(text))
        except ConditionError:
            continue
        if not isinstance(column.now, pl.Expr):  # type: ignore[union-attr]
            continue
        try:
            constant = Compiler(Cells()).value(parse(moved))
        except ConditionError as error:  # a constant may be refused where a column is not: BETWEEN 5 AND 1
            assert "smaller" in error.text.en, (text, error.text.en)
            continue
        assert isinstance(constant, Truth | Scalar)
        assert isinstance(column, Truth | Scalar)
        assert not isinstance(constant.now, pl.Expr), moved
        got = scope.stages.apply(frame.lazy()).select(expression(column.now).alias("x")).collect()["x"].to_list()
        if isinstance(column, Scalar) and column.kind in ORDERED and constant.now is not None:
            assert [(float(one) + 0.0).hex() for one in got] == [(float(constant.now) + 0.0).hex()] * 3, text  # -0 is 0
        else:
            assert got == [constant.now] * 3, text
        compared += 1
    assert compared > 40


def _split(text: str) -> list[str]:
    """The words of a text and what stands between them; what stands in quotes is one piece."""
    import re

    return re.findall(r"'[^']*'|\w+|\W", text)


# --- long ones


def long_case(count: int) -> str:
    return "CASE " + " ".join(f"WHEN visits = {i} THEN {i % 7}" for i in range(count)) + " ELSE 3 END"


def short_case(value: float | None, count: int) -> float:
    return 3 if value is None or value >= count else value % 7


def test_long_conditions_mean_what_short_ones_mean(tmp_path: Path) -> None:
    listed = ", ".join(str(number) for number in range(0, 200, 3))
    rules = {
        "case": f"{long_case(100)} = 5", "listed": f"visits IN ({listed})", "unlisted": f"visits NOT IN ({listed})",
        "summed": f"visits + 0.0 IN ({listed})", "texts": f"city IN ({', '.join(repr(f'c{i}') for i in range(50))})",
        "wide": f"COALESCE({', '.join(['spend'] * 40)}, visits) = 9", "most": f"GREATEST({', '.join(['spend', 'visits'] * 20)}) = 9",
        "nulls": f"NULLIF({', '.join([long_case(60), '5'])}) IS NULL", "mixed": f"visits IN ({listed}, spend)",
    }  # fmt: skip
    text = "rules:\n" + "".join(
        f'  - {{id: {key}, when: "{when}", then: {{tag: {key}}}}}\n' for key, when in rules.items()
    )
    prospects = [{"visits": float(v) if v is not None else None, "city": c, "spend": s} for v, c, s in [
        (5, "c49", None), (9, "c50", 9.0), (12, "", 1.0), (99, None, 3.0), (100, "c0", 0.5), (None, "c1", None), (201, "x", 201.0), (198, "c7", None),
    ]]  # fmt: skip
    found = decide_all(load(tmp_path, SMALL, text), prospects)
    for prospect, row in zip(prospects, found, strict=True):
        visits, spend, city = prospect["visits"], prospect["spend"], prospect["city"]
        case = short_case(visits, 100)  # type: ignore[arg-type]
        inside = None if visits is None else visits % 3 == 0 and visits < 200  # type: ignore[operator]
        greatest = max((one for one in (visits, spend) if one is not None), default=None)  # type: ignore[type-var]
        right = {
            "case": case == 5, "listed": inside, "unlisted": inside is False, "summed": inside, "texts": city in {f"c{i}" for i in range(50)},
            "wide": (visits if spend is None else spend) == 9, "most": greatest == 9, "nulls": short_case(visits, 60) == 5,  # type: ignore[arg-type]
            "mixed": inside or (visits is not None and visits == spend),
        }  # fmt: skip
        assert row["tags"] == ("; ".join(key for key, value in right.items() if value) or None), prospect


def test_a_rule_without_then_is_one_line(tmp_path: Path) -> None:
    rule = "rules:\n  - {id: a, when: visits > 1, conclude: big}\n  - {id: b, when: visits > 2}\n"
    assert any("then" in text for _, _, text in wrong(write(tmp_path, SMALL, rule)))
