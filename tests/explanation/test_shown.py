"""What an explanation shows is true as shown: each value is read back by intake and decided again."""

from __future__ import annotations

import random
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from shortlist import Ruleset
from shortlist.explanation.explain import explain
from shortlist.model.explanation import Change
from shortlist.model.fields import Field
from shortlist.model.formatting import format_value, shown_number
from shortlist.prospects.subject import change_subject, from_record
from tests.support.engine import frame
from tests.support.engine import load as load_any
from tests.support.generate import AS_OF, generate
from tests.support.small import START, load

EN = re.compile(
    r"(?:With '.*' at (?=.* instead of )|If '.*' turns out to be )(?P<then>.+?)(?: instead of .+|,) it would qualify"
)
ZH = re.compile(r"若(?:“.*”由 ?.+ ?变|查明“.*”)为 ?(?P<then>.+)，即可达到准入线")


def shown(change: Change) -> tuple[str, str]:
    """The wanted value as the English and the Chinese sentence show it."""
    en, zh = EN.match(change.text.en), ZH.match(change.text.zh)
    assert en and zh, change.text
    return en["then"], zh["then"]


def decided_as_shown(ruleset: Ruleset, prospect: dict[str, Any], change: Change) -> list[str]:
    """What the prospect is decided with each text that is shown, as `whatif` reads it."""
    subject = from_record(ruleset.plan(AS_OF), prospect)
    assert change.field is not None
    found = []
    for text in shown(change):
        changed, _ = change_subject(subject, [f"{change.field.id}={text}"])
        found.append(next(explain(changed.plan, changed.frame)).decision)
    return found


def random_curve(chance: random.Random, low: float, high: float) -> str:
    """A curve over numbers that are awkward to show."""
    places = chance.choice([0, 1, 2, 3, 5, 9])
    keys = sorted({round(chance.uniform(low, high), places) for _ in range(chance.randint(2, 5))})
    points = ", ".join(f"{key!r}: {chance.choice([0, 20, 55, 80, 100])}" for key in keys)
    return f"{chance.choice(['steps', 'linear']) if len(keys) > 1 else 'steps'}: {{{points}}}"


KINDS = [
    "type: money", "type: percent", "type: number", "type: integer", "type: rating", "type: number, unit: days",
    "type: integer, unit: year", "type: number, unit: months", "type: money, minimum: 0, missing: [0]",
]  # fmt: skip


@pytest.mark.quick(4)
@pytest.mark.parametrize("kind", KINDS)
def test_a_change_of_a_number_holds_as_it_is_shown(kind: str, tmp_path: Path) -> None:
    chance, tried = random.Random(kind), 0
    currency = chance.choice(["USD", "CNY", "CAD"])
    low, high = {"type: percent": (0, 2), "type: rating": (1, 5), "type: integer, unit: year": (1950, 2060)}.get(
        kind, chance.choice([(0, 1), (0, 100), (900, 9_000), (0, 5e7)])
    )
    while tried < 3:
        measure = f"criteria: {{c: {{weight: 1, measures: {{m: {{value: x, {random_curve(chance, low, high)}}}}}}}}}\n"
        ruleset = load(tmp_path, START, f"currency: {currency}\nfields: {{x: {{{kind}, actionable: true}}}}\n", measure)
        value = chance.uniform(low, high)
        value = float(round(value)) if "integer" in kind or "rating" in kind else value
        for change in ruleset.decide({"x": value if "percent" not in kind else f"{value * 100!r}%"}, AS_OF).changes:
            if change.kind == "measure":
                tried += 1
                assert decided_as_shown(ruleset, {}, change) == ["qualify", "qualify"], change.text


def test_an_edge_between_two_cents_is_shown_on_the_side_on_which_it_holds(tmp_path: Path) -> None:
    for edge in ("63", "63.005", "1000.004", "0.0031", "5000000", "1234567.891"):
        measure = f"criteria: {{c: {{weight: 1, measures: {{m: {{value: x, steps: {{0: 100, {edge}: 0}}}}}}}}}}\n"
        ruleset = load(tmp_path, START, "fields: {x: {type: money, actionable: true}}\n", measure)
        (change,) = [one for one in ruleset.decide({"x": float(edge) * 1.5}, AS_OF).changes if one.kind == "measure"]
        assert decided_as_shown(ruleset, {}, change) == ["qualify", "qualify"], change.text
        assert shown(change)[0] == format_value(change.wanted, change.field).en


def test_a_year_yet_to_come_and_a_mark_of_nothing_are_no_changes(tmp_path: Path) -> None:
    year = "criteria: {c: {weight: 1, measures: {m: {value: x, steps: {1900: 0, 2030: 100}}}}}\n"
    ruleset = load(tmp_path, START, "fields: {x: {type: integer, unit: year, actionable: true}}\n", year)
    assert not [one for one in ruleset.decide({"x": 2001}, AS_OF).changes if one.kind == "measure"]
    nothing = "criteria: {c: {weight: 1, measures: {m: {value: x, steps: {0: 100, 1: 0}}}}}\n"
    ruleset = load(
        tmp_path, START, "fields: {x: {type: integer, minimum: 0, missing: [0], actionable: true}}\n", nothing
    )
    assert not [one for one in ruleset.decide({"x": 3}, AS_OF).changes if one.kind == "measure"]


@pytest.mark.parametrize("words", ["{n/a: 100, x: 0}", "{'-': 100, x: 0}", "{unknown: 100, x: 0}"])
def test_a_word_that_is_read_as_nothing_is_no_change(words: str, tmp_path: Path) -> None:
    measure = f"criteria: {{c: {{weight: 1, measures: {{m: {{value: x, levels: {words}}}}}}}}}\n"
    ruleset = load(tmp_path, START, "fields: {x: {type: text, actionable: true}}\n", measure)
    assert not [one for one in ruleset.decide({"x": "x"}, AS_OF).changes if one.kind == "measure"]


def test_namibia_is_shown_so_that_it_is_read(tmp_path: Path) -> None:
    measure = "criteria: {c: {weight: 1, measures: {m: {value: x, levels: {NA: 100, DE: 0}}}}}\n"
    ruleset = load(tmp_path, START, "fields: {x: {type: country, actionable: true}}\n", measure)
    (change,) = [one for one in ruleset.decide({"x": "DE"}, AS_OF).changes if one.kind == "measure"]
    assert decided_as_shown(ruleset, {}, change) == ["qualify", "qualify"]


@pytest.mark.proof
@pytest.mark.parametrize("seed", [7, 81])
def test_changes_of_random_rulesets_hold_as_they_are_shown(seed: int, tmp_path: Path) -> None:
    generated = generate(seed, 20)
    plan = load_any(generated.write(tmp_path)).plan(AS_OF)
    typed, tried = frame(generated.prospects), 0
    for index, one in enumerate(explain(plan, typed)):
        for change in one.changes:
            if change.kind != "measure" or change.field is None:
                continue
            subject = from_record(plan, {})
            row = typed[index : index + 1]
            for text in shown(change):
                changed, names = change_subject(subject, [f"{change.field.id}={text}"])
                again = row.with_columns(changed.frame[name] for name in names)
                assert next(explain(plan, again)).decision == "qualify", (change.text, change.wanted)
                tried += 1
    assert tried


def numbers(chance: random.Random) -> float:
    ways = [
        lambda: float(chance.randrange(-50, 5_000)),
        lambda: round(chance.uniform(0, 1e4), 2),
        lambda: round(chance.uniform(0, 1e4), 3),
        lambda: chance.uniform(-1, 1),
        lambda: chance.uniform(-1e9, 1e9),
        lambda: 10 ** chance.uniform(-14, 15),
        lambda: float(chance.randrange(1, 1000)) * 10 ** chance.randrange(0, 12),
    ]
    return chance.choice(ways)()


TYPES = ["number", "money", "percent", "integer"]
UNITS = [None, "days", "years", "hours", "degrees", "months", "km", "payment days", "year", "m2"]


@pytest.mark.quick(2)
@pytest.mark.parametrize("type_", TYPES)
def test_a_number_is_read_back_as_it_is_shown(type_: Any, tmp_path: Path) -> None:
    chance = random.Random(type_)
    for _ in range(15):
        currency = chance.choice(["USD", "CNY", "EUR", "JPY", "CHF", "GBP", "HKD", "INR", "SEK", "BRL", "KRW"])
        unit = chance.choice(UNITS) if type_ in ("number", "integer") else None
        value = numbers(chance)
        value = float(round(value)) if type_ == "integer" else value
        if unit == "year":
            value = float(chance.randrange(1900, 2026))
        field = f"fields: {{x: {{type: {type_}{f', unit: {unit}' if unit else ''}}}}}\n"
        measure = "criteria: {c: {weight: 1, measures: {m: {value: x, linear: {0: 0, 1: 100}}}}}\n"
        ruleset = load(tmp_path, START, f"currency: {currency}\n", field, measure)
        subject = from_record(ruleset.plan(AS_OF), {})
        for text in format_value(value, ruleset.fields["x"], currency):
            changed, _ = change_subject(subject, [f"x={text}"])
            wanted = shown_number(value, ruleset.fields["x"])
            assert changed.frame["x"][0] == wanted, text
            # As good as all digits: only an amount that was computed is cut to cents.
            assert wanted == pytest.approx(value, rel=1e-5 if type_ == "money" else 1e-11)


STEPS = ", ".join(f"{{en: 'step {n}: so', zh: 第{n}级}}" for n in range(1, 6))
OTHERS: list[tuple[str, list[Any]]] = [
    (f"type: rating, rubric: [{STEPS}]", [1.0, 2.0, 3.0, 4.0, 5.0, 3.5]),
    ("type: rating", [1.0, 4.5, 10 / 3]),
    ("type: bool", [True, False]),
    ("type: date", [date(2026, 1, 31), date(1999, 12, 5), date(2001, 2, 3)]),
    ("type: level, values: [none, 'AA-', '等级 A', '1']", ["none", "AA-", "等级 A", "1"]),
    ("type: country", ["NA", "DE", "CN", "TW", "HK", "KP", "KR", "CD", "CI", "VA", "FM", "MM", "NO", "GB", "US"]),
    ("type: text", ["Acme, Inc.", "软件(SaaS)", "a=b", "12"]),
]


@pytest.mark.parametrize(("kind", "values"), OTHERS)
def test_other_values_are_read_back_as_explanations_and_memos_show_them(
    kind: str, values: list[Any], tmp_path: Path
) -> None:
    from shortlist.memo.figures import exact

    measure = "criteria: {c: {weight: 1, measures: {m: {value: 'CASE WHEN x IS NULL THEN 0 ELSE 1 END', linear: {0: 0, 1: 100}}}}}\n"
    ruleset = load(tmp_path, START, f"fields: {{x: {{{kind}}}}}\n", measure)
    subject, field = from_record(ruleset.plan(AS_OF), {}), ruleset.fields["x"]
    assert isinstance(field, Field)
    for value in values:
        wanted = shown_number(value, field) if isinstance(value, float) else value
        for text in (*format_value(value, field), exact(value, field, "USD", "en"), exact(value, field, "USD", "zh")):
            changed, _ = change_subject(subject, [f"x={text}"])
            assert changed.frame["x"][0] == wanted, text
