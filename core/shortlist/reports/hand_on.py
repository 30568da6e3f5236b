"""A table that another system imports: the id of each record, and what was decided of it, as that system wants it."""

from __future__ import annotations

from datetime import date

import polars as pl

from shortlist.language import Language, Text
from shortlist.model.headings import FIND_OUT, WHY, heading
from shortlist.model.systems import PARTS, System
from shortlist.record.earlier import Earlier
from shortlist.reports.plain_table import write_words
from shortlist.ruleset.definition import Ruleset

NAMELESS = r"^row \d+$"  # what a row without an id is called, which is no id
NOTHING = "-"  # an empty cell would leave what an earlier import wrote


def write_for(
    system: System,
    decided: pl.LazyFrame,
    rules: Ruleset,
    as_of: date,
    header: str,
    language: Language,
    since: Earlier | None = None,
) -> pl.LazyFrame:
    """The decided prospects that have an id, under the `header` of the list's ids; `since`: only those decided or graded otherwise, or overridden.

    An override in force is the decision, and said.
    """
    there = decided.collect_schema().names()
    overridden = "override" in there[:4]
    words = write_words(rules, language)
    decision, why = words["decision"], words[WHY]
    if overridden:
        by = Text("Decided by a person; computed: ", "人工调整；原计算结果：").in_(language)
        stop = Text(". ", "。").in_(language)
        why = pl.when(pl.col("override").is_null()).then(why).otherwise(pl.lit(by) + decision + stop + why)
        decision = pl.coalesce(words["override"], decision)
    values = {
        "decision": decision,
        "grade": pl.col("grade").fill_null(NOTHING),
        "score": pl.col("score"),
        "why": why,
        "find_out": words[FIND_OUT].fill_null(NOTHING),
        "decided_on": pl.lit(as_of.isoformat()),
        "ruleset": pl.lit(f"{rules.id} {rules.version}"),
    }
    known = ~pl.col("prospect_id").str.contains(NAMELESS)
    frame = decided
    if since is not None:
        before = since.decisions.lazy().rename({"decision": "~decision", "grade": "~grade"})
        frame = frame.join(before, on="prospect_id", how="left", maintain_order="left")
        same = pl.col("decision").eq_missing(pl.col("~decision")) & pl.col("grade").eq_missing(pl.col("~grade"))
        known = known & ~(same & pl.col("override").is_null() if overridden else same)
    # One expression over the decision, so that nothing is left out before it was counted.
    frame = frame.filter(pl.when(pl.col("decision").is_not_null()).then(known).otherwise(False))
    name = [pl.col("name").alias(heading("name", language))] if system.named else []
    return frame.select(
        pl.col("prospect_id").alias(system.ids.get(header, header)),
        *name,
        *(values[part].alias(system.labels[part].in_(language)) for part in PARTS),
    )


def note_system(system: System, header: str) -> Text | None:
    """What is said where the ids of the list are not those by which the system knows its records."""
    if not system.ids or header in system.ids:
        return None
    wanted = " / ".join(dict.fromkeys(system.ids))
    return Text(
        f"the ids come from '{header}', which is not the record id of {system.title} ({wanted}): "
        "import by a unique field that holds them, or name the column with --id HEADER",
        f"编号取自 '{header}'，不是 {system.title} 的记录编号（{wanted}）：导入时请按存有该编号的唯一字段匹配，或用 --id 表头 指定记录编号列",
    )


def note_since(since: Earlier | None) -> Text:
    """What the changes are changes against."""
    if since is None:
        return Text(
            "no earlier run of this list is in the record, so all prospects are handed on",
            "运行记录中没有此名单以前的运行，因此全部客户都会写出",
        )
    facts = since.run.facts
    by, day = f"{facts['ruleset']} {facts['ruleset_version']}", facts["as_of"]
    return Text(
        f"handed on is what has changed since run {since.run.id} ({by}, as of {day})",
        f"只写出自第 {since.run.id} 次运行（{by}，基准日 {day}）以来有变化的客户",
    )
