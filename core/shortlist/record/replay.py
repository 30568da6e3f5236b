"""Decides the recorded inputs of a run again and compares every column of every row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from shortlist.engines.base import Refused
from shortlist.engines.opening import open_engine
from shortlist.errors import Place
from shortlist.language import Text, speaking
from shortlist.model.identity import IDENTITY
from shortlist.model.ranges import LEAST, MOST
from shortlist.planning.compile import compile_plan
from shortlist.planning.plan import Plan
from shortlist.record import changes
from shortlist.record.database import RecordError
from shortlist.record.runs import INPUT_ROW, Run
from shortlist.record.soundness import damaged
from shortlist.ruleset.definition import Ruleset

KEPT = 1000  # differing rows that are named; all are counted


@dataclass
class Replay:
    """The result of a replay.

    `rows`: how many were decided again, `differing`: how many of them differ. `columns` counts differing rows by column,
    `moved` by decision before and now. `shown`: the first differing rows (prospect_id, name, and by column the values
    before and now), first those whose decision moved. `why`: what has changed since then; `aside`: files that have
    changed but were not read.
    """

    run: Run
    why: list[Text]
    aside: list[Text]
    rows: int = 0
    differing: int = 0
    columns: Counter[str] = field(default_factory=Counter)
    moved: Counter[tuple[str, str]] = field(default_factory=Counter)
    shown: list[dict[str, Any]] = field(default_factory=list)

    @property
    def same(self) -> bool:
        return self.differing == 0 and not self.columns

    def as_dict(self) -> dict[str, Any]:
        """Plain data for `--json`."""
        return {
            "run": self.run.id,
            "rows": self.rows,
            "differing_rows": self.differing,
            "columns": dict(self.columns),
            "moved": [{"before": before, "now": now, "rows": rows} for (before, now), rows in self.moved.most_common()],
            "why": [{"en": text.en, "zh": text.zh} for text in self.why],
            "files": [{"en": text.en, "zh": text.zh} for text in self.aside],
            "first_rows": self.shown,
        }


def replay(run: Run, ruleset: Ruleset | None = None, engine: str | None = None) -> Replay:
    """Decide a run's inputs again, as of its date, by its own ruleset and engine or by others, with today's plugins.

    A column that only one side has counts as different in every row, and so does a prospect that the engine refuses now.
    Raises RulesetError where today's plugins cannot make the recorded ruleset, RecordError where the other ruleset cannot
    decide the recorded inputs.
    """
    used = engine or run.facts["engine"]
    why = changes.list_changes(run, used)
    with speaking(run.facts["language"]):  # a ruleset's offers may be texts
        plan = compile_plan(ruleset or run.ruleset, run.as_of)
    changed = changes.compare_contents(run.origin, ruleset.origin) if ruleset is not None else []
    result = Replay(run, changed + why, changes.compare_files(run) if ruleset is None else [])
    chunks = run.chunks()
    fitted = plan.fit(run.inputs(chunks[0][2]).columns) if chunks else plan
    with open_engine(used, fitted) as decider:
        for number, (first, last, content) in enumerate(chunks):
            inputs = run.inputs(content)
            if ruleset is not None and number == 0:
                _check_inputs(run, plan, inputs)
            # `position` counts the rows of one frame, so this chunk's refusals are those added from here on.
            earlier = len(decider.refused)
            decided = decider.decide(inputs.drop(INPUT_ROW).lazy()).collect(engine="streaming")
            before = run.decisions(first, last).drop(INPUT_ROW)
            _compare(result, _without(result, before, decider.refused[earlier:]), decided)
    held = run.record.rows("SELECT count(*) AS rows FROM decisions WHERE run_id = ?", [run.id])[0]["rows"]
    if held != result.rows:  # inputs that are gone would else be compared with nothing, and nothing differs
        raise damaged(
            run.record.path,
            f"run {run.id} has {held:,} decisions and the inputs of {result.rows:,}",
            f"第 {run.id} 次运行有 {held:,} 条结论，而输入只有 {result.rows:,} 个，",
        )
    return result


def _without(result: Replay, before: pl.DataFrame, refused: Sequence[Refused]) -> pl.DataFrame:
    """Count each prospect that the engine refuses now as moved; returns the decisions of the others."""
    is_gone = pl.int_range(pl.len()).is_in([one.position for one in refused])
    gone = before.filter(is_gone)
    if gone.is_empty():
        return before
    result.rows += gone.height
    result.differing += gone.height
    result.columns["decision"] += gone.height
    for row in gone.iter_rows(named=True):
        result.moved[row["decision"], "-"] += 1
        result.shown.append(
            {"prospect_id": row["prospect_id"], "name": row["name"], "decision": [row["decision"], None]}
        )
    return before.filter(~is_gone)


def _compare(result: Replay, before: pl.DataFrame, now: pl.DataFrame) -> None:
    """Count and name the differences of a chunk; rows are in the same order on both sides."""
    if before["prospect_id"].to_list() != now["prospect_id"].to_list():
        raise RecordError.of(
            f"run {result.run.id}: its inputs and its decisions are not of the same prospects; the record is damaged",
            f"第 {result.run.id} 次运行的输入与结论不属于相同的客户；运行记录已损坏",
        )
    result.rows += before.height
    one_sided = set(before.columns) ^ set(now.columns)
    result.columns.update(dict.fromkeys(one_sided, before.height))
    common = [name for name in before.columns if name in now.columns and name != "prospect_id"]
    joined = before.select("prospect_id", *common).hstack(now.select(pl.col(common).name.suffix("~now")))
    # Exactly, floats too: the same inputs by the same ruleset must give the same bits. Null equals null.
    unequal = {name: pl.col(name).ne_missing(pl.col(f"{name}~now")) for name in common}
    counts = joined.select(expression.sum().alias(name) for name, expression in unequal.items()).row(0, named=True)
    result.columns.update({name: count for name, count in counts.items() if count})
    odd = joined.filter(pl.any_horizontal(unequal.values()))
    result.differing += before.height if one_sided else odd.height
    moved = odd.filter(unequal["decision"]).group_by("decision", "decision~now").len()
    result.moved.update({(was, is_): rows for was, is_, rows in moved.rows()})
    for row in odd.sort(unequal["decision"], descending=True, maintain_order=True).head(KEPT).iter_rows(named=True):
        changed = {name: [row[name], row[f"{name}~now"]] for name in common if row[name] != row[f"{name}~now"]}
        result.shown.append({"prospect_id": row["prospect_id"], "name": row["name"], **changed})
    result.shown = sorted(result.shown, key=lambda row: "decision" not in row)[:KEPT]


def _check_inputs(run: Run, plan: Plan, inputs: pl.DataFrame) -> None:
    """Raises RecordError where the recorded inputs would mean something else to the other ruleset."""
    place = Place(plan.ruleset.source)
    was, is_ = run.ruleset.currency, plan.ruleset.currency
    if was != is_:
        raise RecordError.of(
            f"the run recorded money in {was} and this ruleset decides in {is_}; qualify the list again",
            f"该次运行的金额以 {was} 记录，而此规则集以 {is_} 评审；请重新评审名单",
            place,
        )
    own = {one.id for one in IDENTITY}
    for name, one in plan.fields.items():
        held = [column for column in (name, LEAST + name, MOST + name) if column in inputs.columns]
        if name not in own and any(inputs.schema[column] != one.dtype for column in held):
            raise RecordError.of(
                f"the field '{name}' is {one.type} here and was another type in run {run.id}; qualify the list again",
                f"字段 '{name}' 在此为 {one.type}，在第 {run.id} 次运行中是另一类型；请重新评审名单",
                place,
            )


def list_unrecorded(run: Run, ruleset: Ruleset) -> list[str]:
    """Fields that a ruleset reads and the run's own did not: the list may hold them, but the record does not."""
    read = compile_plan(run.ruleset, run.as_of).fields
    return [name for name in compile_plan(ruleset, run.as_of).fields if name not in read]
