"""The proof of what explanations say would change a decision: the oracle confirms it, and a little less does not do."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

from shortlist.explanation.explain import explain
from shortlist.model.explanation import Change, Explanation
from shortlist.planning.plan import Plan
from tests.support import checks
from tests.support.checks import Counterexample, Row
from tests.support.engine import frame, load
from tests.support.generate import AS_OF, generate
from tests.support.oracle import decide_compiled
from tests.support.oracle_ruleset import Compiled, References

UNITS = {"percent": 0.001, "money": 0.01}
"""The finest units in which values are named."""


def changes(seed: int, folder: Path) -> tuple[Counterexample | None, int]:
    """Contributions add up to the score; each change shown makes the oracle decide so, and is the nearest that does."""
    generated = generate(seed, 40)
    wrong, tried = first_wrong(generated.write(folder), generated.ruleset, generated.references, generated.prospects)
    if wrong is None:
        return None, tried
    prospect, text = wrong
    return checks.of("changes", generated, folder, [prospect], f"seed {seed}: {text}\n  {prospect}"), tried


def first_wrong(
    path: Path, ruleset: Row, references: References, prospects: list[Row]
) -> tuple[tuple[Row, str] | None, int]:
    """The first prospect whose explanation is wrong, and why; and how many changes were tried."""
    plan, oracle, tried = load(path).plan(AS_OF), Compiled(ruleset, references, AS_OF), 0
    for one, prospect in zip(explain(plan, frame(prospects)), prospects, strict=True):
        wrong = adds_up(one)
        for change in (change for change in one.changes if change.kind == "measure"):
            tried += 1
            wrong = wrong or unconfirmed(oracle, ruleset, prospect, change) or too_far(plan, oracle, prospect, change)
        if wrong:
            return (prospect, wrong), tried
    return None, tried


def adds_up(one: Explanation) -> str | None:
    total = sum(part.contribution for part in one.criteria) + one.clipping + one.rounding
    return (
        None if abs(total - (one.score or 0.0)) < 1e-9 else f"contributions come to {total}, the score is {one.score}"
    )


def unconfirmed(oracle: Compiled, ruleset: Row, prospect: Row, change: Change) -> str | None:
    """What the oracle decides with the wanted value, if it is another thing; an expression is replaced by a field that has it."""
    row: dict[str, Any] = dict(prospect)
    if change.field is not None:
        row[change.field.id] = change.wanted
    else:
        ruleset = deepcopy(ruleset)
        criterion, _, measure = change.id.partition(".")
        kind = "bool" if isinstance(change.wanted, bool) else "number" if isinstance(change.wanted, float) else "text"
        ruleset["fields"]["wanted_value"] = {"type": kind}
        ruleset["criteria"][criterion]["measures"][measure]["value"] = "wanted_value"
        oracle, row["wanted_value"] = Compiled(ruleset, oracle.tables, AS_OF), change.wanted
    again = decide_compiled(oracle, row)
    same = (again["decision"], again["score"]) == ("qualify", change.score)
    return None if same else f"{change} is decided {again['decision']} with {again['score']}"


def too_far(plan: Plan, oracle: Compiled, prospect: Row, change: Change) -> str | None:
    """A little less of the change that does too."""
    nearer = nearer_value(plan, change)
    if change.field is None or nearer is None:
        return None
    score = decide_compiled(oracle, {**prospect, change.field.id: nearer})["score"]
    return (
        f"{nearer} instead of {change} has {score}"
        if score is not None and score >= plan.ruleset.decision.qualify
        else None
    )


def nearer_value(plan: Plan, change: Change) -> float | None:
    """A little less of the change; None where levels or the last bit leave none, or other things of the score read the field too."""
    measure = next(one for one in plan.measures if one.id == change.id)
    readers = sum(measure.reads[0] in one.reads for one in plan.measures)
    driver = plan.scope.fields_of(f"segment {plan.scope.driver}", lambda _: []) if plan.scope.driver else []
    known = isinstance(change.value, float)  # else it is what may turn out, which is near to nothing
    if change.field is None or not known or measure.curve.kind == "levels" or readers > 1 or change.field.id in driver:
        return None
    away = 1.0 if change.wanted > change.value else -1.0
    if measure.curve.kind == "steps" and away < 0:  # just below a knot, at which the score is another one
        return next(knot for knot in measure.curve.knots if knot > change.wanted)
    kind = change.field.type
    unit = 1.0 if kind in ("integer", "rating") or (kind == "number" and change.field.unit) else UNITS.get(kind, 0.0)
    span = measure.curve.knots[-1] - measure.curve.knots[0]
    step = 1.0 if unit == 1 else max(min(abs(change.wanted - change.value), span) * 0.2, 2 * unit)
    nearer = float(change.wanted - away * step)
    return nearer if nearer != change.wanted else None
