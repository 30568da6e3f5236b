"""The proofs, one function each: from a seed to the first counterexample (or None) and the number of rows tried."""

from __future__ import annotations

import json
import random
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from shortlist.errors import RulesetError
from tests.support import exact
from tests.support.completions import completions
from tests.support.engine import compare, frame, message, qualify, rows
from tests.support.engine import load as load_ruleset
from tests.support.generate import AS_OF, FIELDS, Generated, dump, generate, load, probe
from tests.support.generate_feeds import ALL, SUPPLIED, complete, feed, spoil
from tests.support.oracle import Case
from tests.support.oracle_ranges import Range
from tests.support.oracle_ruleset import DECISIONS, Compiled, References
from tests.support.places import TESTS

FOLDER = TESTS / "counterexamples"
Row = dict[str, Any]


@dataclass
class Counterexample:
    """What failed: ruleset, tables, prospects (for the theorem a prospect and its completion), and the message."""

    proof: str
    seed: int
    text: str
    prospects: list[Row]
    message: str
    tables: dict[str, str] = field(default_factory=dict)
    references: References = field(default_factory=dict)

    def save(self, folder: Path = FOLDER) -> Path:
        place = folder / f"{self.proof}_{self.seed}"
        place.mkdir(parents=True, exist_ok=True)
        (place / "ruleset.yaml").write_text(self.text, encoding="utf-8")
        for name, text in self.tables.items():
            (place / name).write_text(text, encoding="utf-8")
        case = {
            "proof": self.proof,
            "message": self.message,
            "prospects": self.prospects,
            "references": self.references,
        }
        (place / "case.json").write_text(
            json.dumps(case, default=spell, ensure_ascii=False, indent=1), encoding="utf-8"
        )
        return place


def replay(place: Path) -> str | None:
    """Try a saved counterexample again; returns what is wrong now, or None."""
    case = json.loads((place / "case.json").read_text(encoding="utf-8"))
    ruleset = load((place / "ruleset.yaml").read_text(encoding="utf-8"))
    prospects = [typed(row, ruleset["fields"]) for row in case["prospects"]]
    references = {
        name: {key: typed(row, ruleset["references"][name]["fields"]) for key, row in table.items()}
        for name, table in case["references"].items()
    }
    found = qualify(place / "ruleset.yaml", prospects, AS_OF, ruleset["fields"])
    differences = compare(ruleset, references, AS_OF, prospects, found)
    if differences:
        return message(place.name, place / "ruleset.yaml", differences[0])
    if case["proof"] == "changes":
        from tests.support.changes import first_wrong

        wrong, _ = first_wrong(place / "ruleset.yaml", ruleset, references, prospects)
        return None if wrong is None else wrong[1]
    return outside(found[0], found[1]) if case["proof"] in ("theorem", "ranges") and len(found) == 2 else None


def spell(value: Any) -> Any:
    """A range or a date of a case as JSON."""
    return asdict(value) if isinstance(value, Range) else str(value)


def typed(row: Row, fields: dict[str, Row]) -> Row:
    def cell(name: str, value: Any) -> Any:
        if isinstance(value, dict):
            return Range(cell(name, value["least"]), cell(name, value["most"]))
        return (
            date.fromisoformat(value) if value and fields.get(name.split(":")[-1], {}).get("type") == "date" else value
        )

    return {name: cell(name, value) for name, value in row.items()}


def of(proof: str, generated: Generated, folder: Path, prospects: list[Row], text: str) -> Counterexample:
    generated.write(folder)
    tables = {f"{name}.csv": (folder / f"{name}.csv").read_text(encoding="utf-8") for name in generated.references}
    return Counterexample(proof, generated.seed, generated.text, prospects, text, tables, generated.references)


def oracle(seed: int, folder: Path) -> tuple[Counterexample | None, int]:
    """Engine and oracle agree in every column of every prospect."""
    return agreement(generate(seed), folder)


def probes(seed: int, folder: Path, count: int = 10) -> tuple[Counterexample | None, int]:
    """Engine and oracle agree on what single conditions can be."""
    tried = 0
    for number in range(count):
        counterexample, rows = agreement(probe(10_000_000 + seed * count + number), folder)
        tried += rows
        if counterexample:
            return counterexample, tried
    return None, tried


def ratios(seed: int, folder: Path) -> tuple[Counterexample | None, int]:
    """Engine and oracle agree on quotients by literals, which random rulesets hardly ever put on a cut."""
    chance = random.Random(seed)
    generated = generate(seed)
    divisors = [chance.choice([3, 7, 10, 49, 0.1, 1000]) for _ in range(4)]
    rules = [
        {
            "id": f"r{n}",
            "when": f"a_number / {divisor} = {n + 1} OR b_number / {divisor} > {n + 1}",
            "then": {"tag": f"t{n}"},
        }
        for n, divisor in enumerate(divisors)
    ]
    for row in generated.prospects:
        number = chance.randrange(4)
        row["a_number"], row["b_number"] = ((number + 1.0) * divisors[number] for _ in range(2))
    generated.text, generated.ruleset = dump(generated.ruleset | {"rules": rules, "treatments": []})
    return agreement(generated, folder)


def agreement(generated: Generated, folder: Path) -> tuple[Counterexample | None, int]:
    seed = generated.seed
    path = generated.write(folder)
    found = qualify(path, generated.prospects, AS_OF)
    differences = compare(generated.ruleset, generated.references, AS_OF, generated.prospects, found)
    if not differences:
        return None, len(found)
    text = message(seed, path, differences[0])
    return of("oracle", generated, folder, [differences[0][0]], text), len(found)


def outside(prospect: Row, completion: Row, gateless: Row | None = None) -> str | None:
    """What of a decided completion lies outside the bounds of the decided prospect."""
    rank = DECISIONS.index
    worst, best = rank(prospect["decision_worst"]), rank(prospect["decision_best"])
    for row in [completion] if gateless is None else [completion, gateless]:
        for column in ("decision", "decision_worst", "decision_best"):
            if not worst <= rank(row[column]) <= best:
                bounds = f"{prospect['decision_worst']}..{prospect['decision_best']}"
                return f"{column} {row[column]} of the completion is outside {bounds}"
    if prospect["score_low"] is None:
        return None
    outer, inner = ((row["score_low"], row["score_high"]) for row in (prospect, completion))
    if not outer[0] <= inner[0] <= inner[1] <= outer[1]:
        return f"score {inner} of the completion is outside {outer}"
    if (
        completion["score"] is not None
        and not completion["score_low"] <= completion["score"] <= completion["score_high"]
    ):
        return f"score {completion['score']} outside its own bounds"
    return None


def theorem(seed: int, folder: Path, prospects: int = 15, tries: int = 30) -> tuple[Counterexample | None, int]:
    """Every completion's decision, with and without the gate, and its scores lie within the prospect's bounds."""
    generated = generate(seed, prospects)
    chance = random.Random(seed)
    groups = [[row, *completions(chance, row, tries)] for row in generated.prospects]
    everyone = [row for group in groups for row in group]
    found = qualify(generated.write(folder), everyone, AS_OF)
    open_gate = generated.ruleset | {"decision": generated.ruleset["decision"] | {"min_coverage": 0}}
    path = folder / f"gateless{seed}.yaml"
    path.write_text(dump(open_gate)[0], encoding="utf-8")
    gateless = qualify(path, everyone, AS_OF)
    compiled = Compiled(generated.ruleset, generated.references, AS_OF)
    start = 0
    for group in groups:
        marks = Case(compiled, group[0]).marks
        for at in range(start, start + len(group)):
            wrong = outside(found[start], found[at], gateless[at]) or incomplete(compiled, everyone[at], found[at])
            for name, mark in marks.items():
                now = found[at][name]
                if (
                    now is not None
                    and mark.low is not None
                    and mark.high is not None
                    and not mark.low <= now <= mark.high
                ):
                    wrong = f"criterion {name} of the completion is {now}, outside {mark.low}..{mark.high}"
            if wrong:
                text = f"seed {seed}: {wrong}\n  prospect: {group[0]}\n  completion: {everyone[at]}"
                return of("theorem", generated, folder, [group[0], everyone[at]], text), len(everyone)
        start += len(group)
    return None, len(everyone)


def feeds(seed: int, folder: Path, tries: int = 25) -> tuple[Counterexample | None, int]:
    """With tables, histories and weights of all sizes: engine and oracle agree, and bounds hold over completions.

    A completion of a prospect whose supplied fields are open is also what the history says of it. A table with a wrong
    cell is refused.
    """
    fed, chance = feed(seed), random.Random(seed)
    path, rules = fed.write(folder), fed.ruleset
    groups = [[row, *(complete(chance, row) for _ in range(tries))] for row in fed.prospects]
    everyone = [row for group in groups for row in group]
    found = qualify(path, everyone, AS_OF, ALL)
    with_history = rows(load_ruleset(path).qualify(frame(fed.prospects, ALL), AS_OF, {"h": fed.frame()}))
    attached = [fed.attach(row) for row in fed.prospects]
    wrong: tuple[list[Row], str] | None = None
    for decided, prospects in ((found[:: tries + 1], fed.prospects), (with_history, attached)):
        differences = compare(rules, fed.references, AS_OF, prospects, decided)
        if differences:
            wrong = [differences[0][0]], message(seed, path, differences[0])
    for number, group in enumerate(groups):
        start = number * (tries + 1)
        theirs = list(zip(group[1:], found[start + 1 : start + 1 + tries], strict=True))
        if all(group[0][name] is None for name in SUPPLIED):
            theirs.append((attached[number], with_history[number]))
        for completion, row in theirs:
            text = outside(found[start], row)
            if text:
                wrong = (
                    [group[0], completion],
                    f"seed {seed}: {text}\n  prospect: {group[0]}\n  completion: {completion}",
                )
    text, line, said = spoil(chance, fed)
    (folder / "c_table.csv").write_text(text, encoding="utf-8")
    refusals = refused(path)
    if not any(f":{line}: " in one and said in one for one in refusals):
        wrong = [], f"seed {seed}: line {line} ({said}) is not refused, but {refusals}"
    if wrong is None:
        return None, len(everyone) + len(attached)
    fed.write(folder)
    tables = {one.name: one.read_text(encoding="utf-8") for one in folder.glob("*.csv")}
    return Counterexample("feeds", seed, fed.generated.text, *wrong, tables, fed.references), len(everyone)


def refused(path: Path) -> list[str]:
    """What is said against a ruleset."""
    try:
        load_ruleset(path)
    except RulesetError as error:
        return [str(one) for one in error.problems]
    return []


def incomplete(compiled: Compiled, prospect: Row, found: Row) -> str | None:
    """A complete prospect without undefined measures must be certain."""
    if found["certain"] or any(prospect[name] is None for name in FIELDS):
        return None
    if any(compiled.is_later(name, value) for name, value in prospect.items()):
        return None
    undefined = any(mark.undefined for mark in Case(compiled, prospect).marks.values())
    return None if undefined else "a complete prospect without undefined measures is not certain"


def exactness(seed: int, folder: Path) -> tuple[Counterexample | None, int]:
    """Worst and best are the extremes over completions where each field is read once."""
    made = exact.make(seed)
    rows = made.rows()
    found = qualify(made.write(folder), rows, AS_OF, made.fields)
    for prospect, column, engine, truth in exact.broken(made, found):
        text = (
            f"exact seed {seed}: {column} is {engine}, the extreme over completions is {truth}\n  prospect: {prospect}"
        )
        return Counterexample("exact", seed, dump(made.ruleset)[0], [prospect], text), len(rows)
    return None, len(rows)
