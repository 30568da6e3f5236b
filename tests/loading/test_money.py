"""A ruleset in another currency than those that it extends: rates, curves and conditions are converted, or it is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shortlist import Ruleset
from shortlist.errors import RulesetError
from shortlist.expressions.degrees import UnsureError, find_money
from shortlist.loading.load import load
from shortlist.model.explanation import Explanation
from tests.support.seeds import sample

AS_OF = date(2026, 11, 26)
DEGREES = {"annual_revenue": 1, "annual_spend": 1, "employees": 0, "need_fit": 0}


def write(folder: Path, text: str, name: str = "mine", parent: str = "base") -> str:
    path = folder / f"{name}.yaml"
    path.write_text(f'ruleset: {name}\nversion: "1.0"\nextends: {parent}\n{text}', "utf-8")
    return str(path)


def curve(ruleset: object, criterion: str, measure: str) -> tuple[float, ...]:
    found = next(one for one in ruleset.criteria[criterion].measures if one.id == measure)  # type: ignore[attr-defined]
    return tuple(found.curve.knots)


def test_a_ruleset_in_yuan_means_what_it_extends_means_in_dollars(tmp_path: Path) -> None:
    base, mine = load("b2b"), load(write(tmp_path, "currency: CNY\n", parent="b2b"))
    assert mine.rates["USD"] == pytest.approx(1 / 0.14) and mine.rates["EUR"] == pytest.approx(1.08 / 0.14)
    assert "CNY" not in mine.rates
    for criterion, measure in (("scale", "annual_revenue"), ("market_influence", "market_capitalisation")):
        assert curve(mine, criterion, measure) == pytest.approx(
            [knot / 0.14 for knot in curve(base, criterion, measure)]
        )
    for criterion, measure in (("scale", "employees"), ("payment_ability", "net_margin"), ("scale", "capacity_use")):
        assert curve(mine, criterion, measure) == curve(base, criterion, measure)
    assert mine.seller["annual_capacity"] == pytest.approx(20_000_000 / 0.14)
    assert mine.criteria["need_fit"].params.typical_price == pytest.approx(100_000 / 0.14)
    assert "annual_revenue >= 7142857142.86" in str(mine.segments["size"].classes[0].when.value)  # type: ignore[union-attr]
    assert any("converted to CNY" in note.text.en and "segments.size.enterprise" in note.text.en for note in mine.notes)


@pytest.mark.proof
@pytest.mark.parametrize("parent", sample(["b2b", "base", "good_customer", "project_finance"], 1))
@pytest.mark.parametrize("currency", sample(["CNY", "EUR", "JPY"], 1, "long"))
def test_a_prospect_is_decided_alike_in_every_currency(tmp_path: Path, parent: str, currency: str) -> None:
    prospects = [
        {"country": "DE", "annual_revenue": f"${revenue}", "total_assets": f"${revenue * 2}", "net_income": f"${revenue / 20}", "annual_spend":
         f"${revenue / 900}", "employees": revenue // 200_000, "market_capitalisation": f"${revenue * 3}", "budget": f"${revenue / 999}",
         "expected_annual_purchase": f"${revenue / 300}", "gross_margin": "30 %", "retention_rate": "80 %"}
        for revenue in (90_000, 3_000_000, 77_000_000, 2_500_000_000, 90_000_000_000)
    ]  # fmt: skip
    dollars, other = Ruleset.load(parent), Ruleset.load(write(tmp_path, f"currency: {currency}\n", parent=parent))
    for prospect in prospects:
        known = {key: value for key, value in prospect.items() if key in dollars.fields}
        here: Explanation = dollars.decide(known, AS_OF)
        there: Explanation = other.decide(known, AS_OF)
        assert (here.decision, here.grade) == (there.decision, there.grade)
        assert there.score == pytest.approx(here.score, abs=0.011)


def test_rates_are_in_the_currency_of_their_file_or_in_their_base(tmp_path: Path) -> None:
    own = load(write(tmp_path, "currency: CNY\nrates: {USD: 7, EUR: 8}\n"))
    assert own.rates["USD"] == 7 and own.rates["EUR"] == 8 and own.rates["GBP"] == pytest.approx(1.27 * 7)
    based = load(write(tmp_path, "currency: CNY\nrates: {base: EUR, CNY: 0.125, USD: 0.9}\n"))
    assert (
        based.rates["EUR"] == 8
        and based.rates["USD"] == pytest.approx(7.2)
        and based.rates["GBP"] == pytest.approx(1.27 * 7.2)
    )
    write(tmp_path, "currency: CNY\nrates: {USD: 7}\n", "middle")
    last = load(write(tmp_path, "currency: EUR\nrates: {CNY: 0.125}\n", "last", "middle.yaml"))
    assert last.rates["CNY"] == 0.125 and last.rates["USD"] == pytest.approx(7 * 0.125)
    assert load("base", ["currency=CNY", "rates.USD=7"]).rates["EUR"] == pytest.approx(1.08 * 7)
    assert load("base", ["currency=CNY"]).rates["EUR"] == pytest.approx(1.08 / 0.14)
    assert load("base").rates["EUR"] == 1.08


def test_a_currency_to_which_no_rate_leads_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulesetError, match=r"currency is BRL and the rates are in USD.*add `BRL: RATE`"):
        load(write(tmp_path, "currency: BRL\n"))
    for parent in ("base", "b2b", "good_customer"):
        path = write(tmp_path, "currency: BRL\n", parent=parent)
        with pytest.raises(RulesetError) as refused:
            load(path)
        (problem,) = refused.value.problems
        assert problem.place is not None and (problem.place.source, problem.place.line) == (path, 4)
    assert load(write(tmp_path, "currency: BRL\nrates: {USD: 5}\n")).rates["EUR"] == pytest.approx(5.4)


def test_what_an_heir_writes_is_in_its_own_currency(tmp_path: Path) -> None:
    text = """currency: CNY
seller: {annual_capacity: 150000000}
criteria:
  scale: {measures: {annual_revenue: {linear: {0: 0, 7: 100}}}}
rules:
  - {id: large, when: annual_revenue > 5000, then: {tag: large}}
treatments:
  - {id: all, offer: {credit_limit: 5000}}
"""
    mine = load(write(tmp_path, text))
    assert mine.seller["annual_capacity"] == 150_000_000 and curve(mine, "scale", "annual_revenue") == (0, 7)
    assert [one.when.value for one in mine.rules if one.id == "large"] == ["annual_revenue > 5000"]
    assert mine.treatments[0].offer["credit_limit"].value == 5000
    child = load(write(tmp_path, "currency: USD\n", "child", "mine.yaml"))
    assert curve(child, "scale", "annual_revenue") == pytest.approx((0, 7 * 0.14))
    assert [one.when.value for one in child.rules if one.id == "large"] == ["annual_revenue > 700"]
    assert child.treatments[0].offer["credit_limit"].value == pytest.approx(700)
    assert curve(child, "scale", "total_assets") == curve(load("base"), "scale", "total_assets")


@pytest.mark.quick(1)
@pytest.mark.parametrize(
    "text",
    [
        "rules: [{id: odd, when: ROUND(annual_revenue / 1000) > 5, then: {tag: odd}}]",
        "rules: [{id: odd, when: annual_revenue + employees > 5, then: {tag: odd}}]",
        "treatments: [{id: odd, offer: {credit_limit: CASE WHEN employees > 5 THEN 100 ELSE 50 END}}]",
    ],
)
def test_what_cannot_be_converted_for_sure_is_refused(tmp_path: Path, text: str) -> None:
    write(tmp_path, text + "\n", "parent")
    with pytest.raises(RulesetError, match=r"(rules|treatments)\.odd.*written in USD.*write it anew in CNY"):
        load(write(tmp_path, "currency: CNY\n", "child", "parent.yaml"))


def test_what_of_a_text_is_money() -> None:
    def scaled(text: str) -> str:
        return find_money(text, lambda name: DEGREES.get(name, 0)).scaled(2)

    assert scaled("annual_revenue * 0.05 > 100 AND employees > 10") == "annual_revenue * 0.05 > 200 AND employees > 10"
    assert scaled("annual_spend / annual_revenue > 0.1") == "annual_spend / annual_revenue > 0.1"
    assert scaled("annual_revenue BETWEEN 1 AND 5") == "annual_revenue BETWEEN 2 AND 10"
    assert scaled("COALESCE(annual_revenue, 5) > 0") == "COALESCE(annual_revenue, 10) > 0"
    assert scaled("LEAST(50, annual_revenue / 12)") == "LEAST(100, annual_revenue / 12)"
    assert (
        scaled("CASE WHEN annual_revenue > 5 THEN 1 ELSE 3 END = 3")
        == "CASE WHEN annual_revenue > 10 THEN 1 ELSE 3 END = 3"
    )
    assert find_money("annual_spend >= 2 * seller.high", lambda name: DEGREES.get(name, 0)).likely == {"high"}
    assert find_money("annual_spend >= seller.high / 2", lambda name: DEGREES.get(name, 0)).seller == {"high"}
    for text in (
        "FLOOR(annual_revenue) > 1",
        "annual_revenue = employees",
        "annual_revenue > seller.a * seller.b",
        "not ( sql",
    ):
        with pytest.raises(UnsureError):
            scaled(text)
