"""Random conditions of a parent in dollars: in yuan they decide the same prospects alike, or the ruleset is refused."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from shortlist import Ruleset
from shortlist.errors import RulesetError
from shortlist.loading.load import load
from tests.support.seeds import sample

AS_OF = date(2026, 11, 26)
RATE = 8  # a power of two: what is converted is exact
MONEY = ["annual_revenue", "total_assets", "net_income"]
COUNTRIES = ["DE", "US", "CN"]
SELLER = {"min_deal": 2000, "ratio": 0.5, "step": 40}


class Writer:
    """Random SQL in which money is compared with money and plain numbers with plain ones; one in `slips` times not."""

    def __init__(self, chance: random.Random, slips: float, spellings: Counter[str]) -> None:
        self.chance, self.slips, self.spellings = chance, slips, spellings

    def condition(self, depth: int = 3) -> str:
        how = self.chance.choice(
            [
                "<",
                "<=",
                ">",
                ">=",
                "=",
                "<>",
                "BETWEEN",
                "IN",
                "NOT IN",
                "IS NULL",
                "AND",
                "OR",
                "NOT",
                "CASE",
                "country",
                "COALESCE",
            ]
        )
        if how == "country" or depth <= 0:
            return f"country = '{self.chance.choice(COUNTRIES)}'"
        self.spellings[how] += 1
        if how in ("AND", "OR"):
            return f"({self.condition(depth - 1)} {how} {self.condition(depth - 1)})"
        if how == "NOT":
            return f"NOT ({self.condition(depth - 1)})"
        if how == "CASE":
            return f"(CASE WHEN {self.condition(depth - 1)} THEN {self.condition(depth - 1)} ELSE FALSE END)"
        if how == "COALESCE":
            return f"COALESCE({self.condition(depth - 1)}, FALSE)"
        kind = self.chance.choice(["money", "money", "plain"])
        a, b, c = (self.number(kind, depth - 1) for _ in range(3))
        if how == "BETWEEN":
            return f"(({a}) BETWEEN ({b}) AND ({c}))"
        if how.endswith("IN"):
            return f"(({a}) {how} ({b}, {c}))"
        return f"(({a}) IS NULL)" if how == "IS NULL" else f"(({a}) {how} ({b}))"

    def number(self, kind: str, depth: int) -> str:
        if self.chance.random() < self.slips:
            kind = "plain" if kind == "money" else "money"
        how = self.chance.choice(
            [
                "+",
                "-",
                "*",
                "/",
                "CASE",
                "CASE",
                "COALESCE",
                "NULLIF",
                "GREATEST",
                "LEAST",
                "ABS",
                "neg",
                "()",
                "ROUND",
                "FLOOR",
                "CEIL",
            ]
        )
        if depth <= 0 or (how in ("ROUND", "FLOOR", "CEIL") and kind == "money" and self.chance.random() > self.slips):
            return self.atom(kind)
        self.spellings[f"{how} {kind}"] += 1
        if how == "*":
            parts = [self.number(kind, depth - 1), self.number("plain", depth - 1)]
            return " * ".join(f"({one})" for one in self.chance.sample(parts, 2))
        if how == "/":
            below = "money" if kind == "plain" and self.chance.random() < 0.5 else "plain"
            return (
                f"({self.number('money' if below == 'money' else kind, depth - 1)}) / ({self.number(below, depth - 1)})"
            )
        a, b = (self.number(kind, depth - 1) for _ in range(2))
        if how == "CASE":
            rest = f" ELSE {b}" if self.chance.random() < 0.8 else ""
            return f"CASE WHEN {self.condition(depth - 1)} THEN {a}{rest} END"
        if how in ("+", "-"):
            return f"({a}) {how} ({b})"
        if how == "neg":
            return f"-({a})"
        if how in ("()", "ABS", "ROUND", "FLOOR", "CEIL"):
            return f"{how.removesuffix('()')}({a})"
        return f"{how}({a}, {b})"

    def atom(self, kind: str) -> str:
        if kind == "money":
            return self.chance.choice([*MONEY, *MONEY, "1000", "5000", "0", "250.5", "seller.min_deal"])
        return self.chance.choice(["employees", "employees", "2", "12", "0", "0.5", "seller.ratio", "seller.step"])


def write_rules(path: Path, rules: dict[str, str], terms: dict[str, str], seller: dict[str, float], more: str) -> None:
    texts = [
        f"ruleset: {path.stem}",
        'version: "1.0"',
        more,
        f"seller: {json.dumps(seller)}" if seller else "",
        "rules:" if rules else "",
        *(f"  - {{id: {name}, when: {json.dumps(text)}, then: {{tag: {name}}}}}" for name, text in rules.items()),
        "treatments:" if terms else "",
        *(
            f"  - {{id: {name}, for: [qualify, review, reject], when: \"country = '{name}'\", offer: {{x_limit: {json.dumps(text)}}}}}"
            for name, text in terms.items()
        ),
    ]
    path.write_text("\n".join(filter(None, texts)), "utf-8")


def load_pair(
    folder: Path, rules: dict[str, str], terms: dict[str, str], own: dict[str, float]
) -> tuple[Ruleset, Ruleset]:
    """The parent in dollars and its heir in yuan, without the rules for which the heir is refused: they leave `rules`."""
    while True:
        write_rules(folder / "parent.yaml", rules, terms, SELLER, "extends: base")
        write_rules(folder / "child.yaml", {}, {}, own, f"extends: parent.yaml\ncurrency: CNY\nrates: {{USD: {RATE}}}")
        try:
            parent = Ruleset.load(folder / "parent.yaml")
            return parent, Ruleset.load(folder / "child.yaml")
        except RulesetError as error:
            lines = (folder / "parent.yaml").read_text("utf-8").split("\n")
            named = {
                name for one in error.problems for name in re.findall(r"\b(?:rules|treatments)\.(\w+)", one.text.en)
            }
            named |= {  # what no ruleset takes, such as BETWEEN 5 AND 2
                name
                for one in error.problems
                if one.place is not None and one.place.line is not None and "parent" in one.place.source
                for name in re.findall(r"id: (\w+)", lines[one.place.line - 1])
            }
            assert named and named <= {*rules, *terms}, str(error)
            for name in named:
                rules.pop(name, None)
                terms.pop(name, None)


def prospects(chance: random.Random, rate: float) -> pl.DataFrame:
    def amount() -> float | None:
        return (
            chance.choice([None, 0, 250.5, 500, 1000, 2000, 4000, 5000, 9000, 1e6]) if chance.random() < 0.9 else 1750.0
        )

    rows = [
        {**{name: amount() for name in MONEY}, "employees": chance.choice([None, 0, 2, 6, 40, 500]), "country": chance.choice(COUNTRIES)}
        for _ in range(120)
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema={**dict.fromkeys(MONEY, pl.Float64), "employees": pl.Int64, "country": pl.String})
    return frame.with_columns(pl.col(MONEY) * rate)


@pytest.mark.quick(1)
@pytest.mark.parametrize("seed", sample(range(12), 2))
def test_money_in_any_condition_is_converted_or_refused(tmp_path: Path, seed: int) -> None:
    chance, spellings = random.Random(seed), Counter[str]()
    slips = 0.0 if seed % 3 == 0 else 0.03
    writer = Writer(chance, slips, spellings)
    rules = {f"r{at}": f"country IS NOT NULL AND {writer.condition()}" for at in range(40)}
    terms = {name: writer.number("money", 2) for name in COUNTRIES}
    written = len(rules)
    # What a seller writes anew is in yuan: an amount eight times as large, a share as it was.
    own = {"min_deal": SELLER["min_deal"] * RATE, "ratio": SELLER["ratio"]} if seed % 3 == 0 else {}
    parent, child = load_pair(tmp_path, rules, terms, own)
    assert len(rules) > written * 0.4
    assert any("converted to CNY" in note.text.en for note in child.notes)
    here = parent.qualify(prospects(random.Random(seed), 1), AS_OF)
    there = child.qualify(prospects(random.Random(seed), RATE), AS_OF)
    for name, mine, other in zip(range(here.height), here["tags"], there["tags"], strict=True):
        differ = {*mine.split(",")} ^ {*other.split(",")} if isinstance(mine, str) else {*mine} ^ {*other}
        assert not differ, (name, [(one, rules.get(one.strip())) for one in differ])
    if "offer_x_limit" in here.columns:
        dollars = here["offer_x_limit"].cast(pl.Float64) * RATE
        for one, other, country in zip(
            dollars, there["offer_x_limit"].cast(pl.Float64), here["treatment"], strict=True
        ):
            assert one == other or other == pytest.approx(one, rel=1e-9), terms[country]
    if seed == 0:
        assert {"CASE money", "COALESCE money", "NULLIF money", "GREATEST money", "LEAST money", "IN", "BETWEEN", "+ money", "* money",
                "/ plain", "neg money", "ABS money", "ROUND plain", "NOT IN"} <= {*spellings}  # fmt: skip


@pytest.mark.quick(3)
@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("annual_revenue > CASE WHEN country = 'DE' THEN 1000 ELSE 2000 END", "annual_revenue > CASE WHEN country = 'DE' THEN 8000 ELSE 16000 END"),
        ("CASE WHEN employees > 5 THEN annual_revenue ELSE 9 END < 70", "CASE WHEN employees > 5 THEN annual_revenue ELSE 72 END < 560"),
        ("COALESCE(NULLIF(annual_revenue, 5), GREATEST(1, 2)) IN (3, 4)", "COALESCE(NULLIF(annual_revenue, 40), GREATEST(8, 16)) IN (24, 32)"),
        ("annual_revenue BETWEEN 1 + 2 AND 12 * 1000", "annual_revenue BETWEEN 8 + 16 AND 96 * 1000"),
        ("annual_revenue > 2 * CASE WHEN country = 'DE' THEN 5 ELSE seller.limit END", None),
        ("annual_revenue > seller.limit * 2000", None),
        ("annual_revenue / seller.limit > 3", None),
        ("annual_revenue > CASE WHEN country = 'DE' THEN employees ELSE 5 END", None),
    ],
)  # fmt: skip
def test_money_of_a_choice_is_money(tmp_path: Path, text: str, read: str | None) -> None:
    """`seller.limit` is written in dollars by the parent and in yuan by the child: only a comparison says that it is money."""
    write_rules(tmp_path / "parent.yaml", {"a": text}, {}, {"limit": 10}, "extends: base")
    write_rules(
        tmp_path / "child.yaml", {}, {}, {"limit": 80}, f"extends: parent.yaml\ncurrency: CNY\nrates: {{USD: {RATE}}}"
    )
    if read is None:
        with pytest.raises(RulesetError, match=r"rules\.a is written in USD.*anew in CNY"):
            Ruleset.load(tmp_path / "child.yaml")
        return
    child = load(tmp_path / "child.yaml")
    assert [one.when.value for one in child.rules if one.id == "a"] == [read]


@pytest.mark.parametrize(
    "text", ["annual_revenue > seller.limit * 2000", "annual_revenue / seller.limit > 3", "employees > seller.share"]
)
def test_a_number_of_the_seller_that_may_be_money_is_refused_in_another_currency(tmp_path: Path, text: str) -> None:
    """The child's own text reads a number of the parent's: as yuan or as dollars, or of no currency, nobody has said."""
    write_rules(
        tmp_path / "parent.yaml", {"b": "annual_revenue > seller.share"}, {}, {"limit": 10, "share": 5}, "extends: base"
    )
    write_rules(
        tmp_path / "child.yaml", {"a": text}, {}, {}, f"extends: parent.yaml\ncurrency: CNY\nrates: {{USD: {RATE}}}"
    )
    with pytest.raises(RulesetError, match=r"seller\.\w+ is written in USD.*for rules\.a.*anew in CNY"):
        Ruleset.load(tmp_path / "child.yaml")


def test_checks_of_a_history_and_offers_of_plain_numbers(tmp_path: Path) -> None:
    write_rules(tmp_path / "parent.yaml", {}, {"DE": "employees * 200"}, {}, "extends: base")
    write_rules(tmp_path / "child.yaml", {}, {}, {}, f"extends: parent.yaml\ncurrency: CNY\nrates: {{USD: {RATE}}}")
    with pytest.raises(RulesetError, match=r"treatments\.DE\.offer\.x_limit is written in USD"):
        Ruleset.load(tmp_path / "child.yaml")
    history = """extends: base
history:
  sales:
    prospect: [id]
    date: [day]
    fields:
      amount: {type: money, header: Amount}
    rows:
      big: CASE WHEN amount > 100 THEN amount ELSE 5 END
    checks:
      odd: {when: COUNT(*) FILTER (WHERE amount < CASE WHEN big IS NULL THEN 1 ELSE 2 END), say: odd}
    features:
      sold: SUM(big) FILTER (WHERE big > 7)"""
    write_rules(tmp_path / "parent.yaml", {"a": "sold > 3"}, {}, {}, history)
    table = load(str(tmp_path / "child.yaml")).histories["sales"]
    assert table.computed["big"].value.value == "CASE WHEN amount > 800 THEN amount ELSE 40 END"
    assert "big > 56" in str(table.features["sold"].value.value)
    assert "THEN 8 ELSE 16" in str(table.checks[0].when.value)
