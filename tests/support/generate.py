"""Seeded random rulesets and prospects, chosen to hurt: values on knots and cuts, huge and tiny numbers, many nulls."""

from __future__ import annotations

import csv
import io
import math
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.support.generate_sql import AND, COUNTRIES, DATES, LEVELS, NUMBER_FIELDS, NUMBERS, OR, TEXTS, Writer
from tests.support.generate_treatments import treatments
from tests.support.oracle import decide
from tests.support.oracle_ruleset import References
from tests.support.priors import give_priors

AS_OF = date(2026, 11, 23)
FIELDS: dict[str, dict[str, Any]] = {
    "a_number": {"type": "number"},
    "b_number": {"type": "number", "minimum": -10, "maximum": 10},
    "c_number": {"type": "number", "minimum": 0},
    "a_money": {"type": "money", "minimum": 0},
    "a_percent": {"type": "percent"},
    "a_integer": {"type": "integer", "minimum": 0, "maximum": 20},
    "b_integer": {"type": "integer"},
    "a_rating": {"type": "rating"},
    "a_level": {"type": "level", "values": LEVELS["a_level"]},
    "b_level": {"type": "level", "values": LEVELS["b_level"]},
    "a_date": {"type": "date", "future": True},  # the other counts as unknown after the as-of date
    "b_date": {"type": "date"},
    "a_bool": {"type": "bool"},
    "b_bool": {"type": "bool"},
    "a_text": {"type": "text"},
    "b_text": {"type": "text"},
    "a_country": {"type": "country"},
}
EXTREME_DATES = [date(1, 1, 1), date(9999, 12, 31), date(1900, 3, 1), date(1970, 1, 1), date(2000, 2, 29)]
HUGE = [1e308, -1e308, 1.7976931348623157e308, 5e-324, 1e-300, -0.0, 1e15, 9007199254740993.0, 0.1 + 0.2, 1e17]
SCORES = [0, 25, 50, 75, 100, 50, 100, 0, 40, 60, 33.3]
REFERENCES: dict[str, dict[str, Any]] = {
    "a_table": {
        "file": "a_table.csv",
        "key": "a_country",
        "fields": {
            "index": {"type": "number"},
            "flag": {"type": "bool"},
            "since": {"type": "date"},
            "label": {"type": "text"},
        },
    },
    "b_table": {
        "file": "b_table.csv",
        "key": "a_text",
        "fields": {"stars": {"type": "rating"}, "amount": {"type": "number"}},
    },
}
SELLER = {"max_order": 50, "ratio": 0.5, "home": "DE"}


@dataclass
class Generated:
    """A ruleset as text and as parsed, its tables, its prospects, and how often each spelling was written."""

    seed: int
    text: str
    ruleset: dict[str, Any]
    references: References
    prospects: list[dict[str, Any]]
    spellings: Counter[str] = field(default_factory=Counter)
    scores: list[float] = field(default_factory=list)

    def write(self, folder: Path) -> Path:
        """Write the ruleset and its tables; returns the path of the ruleset."""
        for name, table in self.references.items():
            (folder / f"{name}.csv").write_text(table_text(name, table), encoding="utf-8")
        path = folder / f"r{self.seed}.yaml"
        path.write_text(self.text, encoding="utf-8")
        return path


def table_text(name: str, table: dict[Any, dict[str, Any]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    reference = REFERENCES[name]
    writer.writerow([reference["key"], *reference["fields"]])
    for key, row in table.items():
        cells = [row.get(column) for column in reference["fields"]]
        writer.writerow([key, *("" if c is None else str(c).lower() if isinstance(c, bool) else c for c in cells)])
    return buffer.getvalue()


def measure(writer: Writer) -> dict[str, Any]:
    chance = writer.chance
    raw: dict[str, Any] = {}
    if chance.random() < 0.4:
        raw["weight"] = chance.choice([1, 2, 3, 0.5])
    kind = chance.choice(
        ["number", "number", "number", "expression", "bool", "text", "country", "level:a_level", "level:b_level"]
    )
    if kind in ("number", "expression"):
        raw["value"] = chance.choice(NUMBER_FIELDS) if kind == "number" else writer.number(2).text
        keys = sorted(set(chance.sample(NUMBERS, chance.randint(2, 4))))
        raw[chance.choice(["linear", "steps"])] = {key: chance.choice(SCORES) for key in keys}
        if len(keys) < 2:
            raw.pop("linear", None)
            raw["steps"] = {keys[0]: 50}
    else:
        simple = {"bool": "a_bool", "text": "b_text", "country": "a_country"}.get(kind, kind[6:])
        raw["value"] = simple if chance.random() < 0.8 or kind == "country" else writer.any(kind, 1).text
        options: dict[str, list[Any]] = {"bool": [False, True], "text": TEXTS, "country": COUNTRIES}
        values = options.get(kind) or LEVELS[kind[6:]]
        listed = chance.sample(values, chance.randint(1, min(4, len(values))))
        raw["levels"] = {value: chance.choice(SCORES) for value in sorted(listed, key=values.index)}
    if chance.random() < 0.4:
        raw["else"] = chance.choice(SCORES)
    return raw


def criteria(writer: Writer, driver: list[str]) -> dict[str, Any]:
    chance = writer.chance
    found: dict[str, Any] = {}
    for number in range(chance.choice([1, 2, 3, 4, 6])):
        measures = {f"m{number}_{i}": measure(writer) for i in range(chance.choice([1, 1, 2, 3]))}
        for raw in list(measures.values())[1:]:
            if chance.random() < 0.2:
                raw.update(chance.choice([{"weight": 0}, {"use": False}]))
        weight: Any = chance.choice([1, 1, 2, 3, 5]) if number == 0 or chance.random() < 0.85 else 0
        if driver and number and chance.random() < 0.6:
            some = chance.sample(driver, chance.randint(1, len(driver)))
            weight = {"default": weight, "by": "driver"} | {name: chance.choice([0, 1, 4]) for name in some}
        name = f"c{number}"
        found[name] = {"weight": weight, "title": {"en": name, "zh": name}, "measures": measures}
        if chance.random() < 0.3:
            found[name]["missing"] = chance.choice(["skip", "neutral", "worst"])
        if chance.random() < 0.2:
            found[name]["floor"] = chance.choice(
                [25, 33.3, {"below": 50, "if_unknown": chance.choice(["review", "ignore"])}]
            )
    return found


def classes(writer: Writer, name: str, depth: int) -> list[dict[str, Any]]:
    ids = [f"{name}_{i}" for i in range(writer.pick([1, 2, 3]))]
    return [*({"id": i, "when": writer.condition(depth).text} for i in ids), {"id": f"{name}_rest", "else": True}]


def rules(writer: Writer) -> list[dict[str, Any]]:
    chance = writer.chance
    kinds: list[Any] = [[{"conclude": f"k{i}"}] for i in range(chance.choice([1, 2, 3]))]
    kinds += [[chance.choice(["reject", "review", "qualify"])] for _ in range(chance.choice([0, 1, 1, 1, 2, 3]))]
    kinds += [[{"tag": f"t{chance.randint(0, 3)}"}] for _ in range(13)]
    chance.shuffle(kinds)
    kinds.sort(key=lambda then: isinstance(then[0], dict) and "tag" in then[0])
    found: list[dict[str, Any]] = []
    for number, then in enumerate(kinds):
        if chance.random() < 0.15:
            then.append({"tag": f"u{chance.randint(0, 2)}"})
        decides = isinstance(then[0], str)
        parts = [writer.condition(2) for _ in range(chance.choice([1, 2, 2] if decides else [2, 3, 4]))]
        joiner, level = chance.choice([(" AND ", AND), (" OR ", OR)])
        text = parts[0].text if len(parts) == 1 else joiner.join(part.at(level) for part in parts)
        rule: dict[str, Any] = {"id": f"rule{number}", "when": text, "then": then if len(then) > 1 else then[0]}
        if then[0] == "reject" or chance.random() < (0.4 if decides else 0.04):
            rule["if_unknown"] = chance.choice(["review", "ignore"])
        if chance.random() < 0.1 and "conclude" not in then[0]:
            rule["use"] = False
        found.append(rule)
        writer.conclusions += [part["conclude"] for part in then if isinstance(part, dict) and "conclude" in part]
    return found


def references(chance: random.Random) -> References:
    def cell(value: Any) -> Any:
        return None if chance.random() < 0.3 else value

    table_a = {
        key: {
            "index": cell(float(chance.choice(NUMBERS))),
            "flag": cell(chance.random() < 0.5),
            "since": cell(chance.choice(DATES)),
            "label": cell(chance.choice(["Acme", "acme", "北京", "É"])),
        }
        for key in chance.sample(COUNTRIES, 4)
    }
    keys = ["Acme", "acme", "北京", "O'Neil", "Zz"]
    table_b = {
        key: {"stars": cell(float(chance.randint(1, 5))), "amount": cell(float(chance.choice(NUMBERS)))}
        for key in chance.sample(keys, 4)
    }
    return {"a_table": table_a, "b_table": table_b}


def field_value(chance: random.Random, name: str) -> Any:
    """A value of the field, within its range, often on an edge."""
    declared = FIELDS[name]
    kind = declared["type"]
    if kind == "bool":
        return chance.random() < 0.5
    if kind in ("text", "country"):
        return chance.choice(TEXTS if kind == "text" else [*COUNTRIES, "FR", "JP"])
    if kind == "level":
        return chance.choice(declared["values"])
    if kind == "date":
        day = chance.choice([*DATES, AS_OF, *EXTREME_DATES[:: chance.choice([1, 2])]])
        return day + timedelta(chance.choice([-1, 1])) if day.year not in (1, 9999) and chance.random() < 0.3 else day
    low, high = declared.get("minimum", -math.inf), declared.get("maximum", math.inf)
    if kind == "rating":
        return chance.choice([1.0, 2.0, 3.0, 3.5, 5.0, 4.999999])
    roll = chance.random()
    number = float(chance.choice(NUMBERS))
    if roll < 0.1:
        number = chance.choice(HUGE)
    elif roll < 0.25:
        number = math.nextafter(number, chance.choice([-math.inf, math.inf]))
    elif roll < 0.4:
        number = round(chance.uniform(-20, 120), chance.choice([0, 1, 2, 12]))
    if kind == "integer":
        number = float(math.trunc(number)) if abs(number) < 1e18 else 2.0**53
    return min(max(number, low), high) + (0.0 if number else number)


def prospect(chance: random.Random, number: int) -> dict[str, Any]:
    rate = chance.choice([0.0, 0.15, 0.4, 0.6, 0.9])
    row: dict[str, Any] = {"prospect_id": f"p{number}", "name": f"Prospect {number}"}
    for name in FIELDS:
        row[name] = None if chance.random() < rate else field_value(chance, name)
    return row


def dump(ruleset: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """A ruleset as text, and as that text is parsed."""
    text = write_yaml(ruleset)
    return text, load(text)


def write_yaml(ruleset: dict[str, Any]) -> str:
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 10_000
    yaml.representer.ignore_aliases = lambda data: True
    yaml.representer.sort_base_mapping_type_on_output = False
    buffer = io.StringIO()
    yaml.dump(ruleset, buffer)
    return buffer.getvalue()


def load(text: str) -> dict[str, Any]:
    parsed: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return parsed


def move_cuts(ruleset: dict[str, Any], scores: list[float], chance: random.Random) -> None:
    """Put the cuts on scores that occur."""
    common = sorted((score for score, _ in Counter(scores).most_common(5)), reverse=True)
    if not common:
        return
    decision = ruleset["decision"]
    top, bottom = sorted((chance.choice(common), chance.choice(common)), reverse=True)
    decision["qualify"], decision["review"] = top, bottom
    cuts = [score for score in common if score > 0]
    decision["grades"] = {f"G{i}": cut for i, cut in enumerate(cuts)} | {"Z": 0}


def probe(seed: int, prospects: int = 30) -> Generated:
    """One condition laid bare: where it can be true the prospect can be rejected, null: reviewed, false: qualified."""
    generated = generate(seed, prospects)
    chance = random.Random(f"probe{seed}")
    writer = Writer(chance, Counter())
    ruleset = generated.ruleset
    writer.criteria, writer.later = list(ruleset["criteria"]), True
    writer.segments = {one["id"]: [c["id"] for c in one["classes"]] for one in ruleset["segments"]}
    when = chance.choice(["{}", "{}", "({}) IS NULL", "({}) IS NOT TRUE"]).format(
        writer.condition(chance.choice([1, 2])).text
    )
    rules = [{"id": "probe", "when": when, "then": "reject", "if_unknown": "review"}]
    for criterion in ruleset["criteria"].values():
        criterion.pop("floor", None)
    generated.text, generated.ruleset = dump(
        ruleset
        | {
            "rules": rules,
            "treatments": [],
            "decision": ruleset["decision"] | {"qualify": 0, "review": 0, "min_coverage": 0},
        }
    )
    return generated


def generate(seed: int, prospects: int = 50) -> Generated:
    """A ruleset and its prospects; the same for the same seed."""
    chance = random.Random(seed)
    spellings: Counter[str] = Counter()
    writer = Writer(chance, spellings)
    driver = classes(writer, "driver", 1) if chance.random() < 0.4 else []
    weighted = criteria(writer, [c["id"] for c in driver])
    if driver and not any(isinstance(c["weight"], dict) for c in weighted.values()):
        driver = []
    writer.criteria, writer.later = list(weighted), True
    segments: list[dict[str, Any]] = [{"id": "driver", "classes": driver}] if driver else []
    writer.segments = {"driver": [c["id"] for c in driver]} if driver else {}
    for name in ["s_one", "s_two"][: chance.choice([1, 1, 2])]:
        segments.append({"id": name, "classes": classes(writer, name, 1)})
        writer.segments[name] = [c["id"] for c in segments[-1]["classes"]]
    ruleset: dict[str, Any] = {
        "ruleset": f"r{seed}",
        "version": "1.0",
        "title": {"en": "Random", "zh": "随机"},
        "currency": "USD",
        "seller": SELLER,
        "fields": {
            name: {"type": raw["type"], "title": {"en": name, "zh": name}, "actionable": True} | raw
            for name, raw in FIELDS.items()
        },
        "references": REFERENCES,
        "criteria": weighted,
        "segments": segments,
        "rules": rules(writer),
        "decision": {
            "qualify": 70,
            "review": 50,
            "min_coverage": chance.choice([0, 0, 0.4, 0.8, 1]),
            "missing": chance.choice(["skip", "skip", "neutral", "worst"]),
            "when_uncertain": chance.choice(["keep", "keep", "review"]),
        },
    }
    give_priors(ruleset, seed)
    tables = references(chance)
    rows = [prospect(chance, number) for number in range(prospects)]
    decision = {"decision": ruleset.pop("decision")}
    text, parsed = dump(ruleset)
    found = [decide(parsed | decision, row, AS_OF, tables)["score"] for row in rows]
    scores = [score for score in found if score is not None]
    move_cuts(decision, scores, chance)
    last, parsed_last = dump(decision | treatments(seed, ruleset | decision))  # the rest is written, and YAML is dear
    return Generated(seed, text + last, parsed | parsed_last, tables, rows, spellings, scores)
