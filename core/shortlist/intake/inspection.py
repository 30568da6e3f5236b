"""What a list holds as it was understood: everything that `inspect` shows, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from shortlist.errors import ListError, Place
from shortlist.intake.bare_lists import note_bare, note_numbered, useless
from shortlist.intake.columns import Column
from shortlist.intake.later import count_later, note_later
from shortlist.intake.listed_words import conditions, names_and_literals
from shortlist.intake.parsing.ranges import convert_ends
from shortlist.intake.ranged import Ranged
from shortlist.intake.read import Intake
from shortlist.intake.sources.raw import ROW
from shortlist.intake.typed import convert_column
from shortlist.language import current
from shortlist.model.fields import NUMERIC, Field
from shortlist.model.ranges import LEAST, MOST
from shortlist.model.reserved import KEPT
from shortlist.ruleset.definition import Ruleset

SHOWN = 10  # cells and rows that are shown of a long list of them
LISTED = 1_000  # unread cells that are named
EXAMPLES = 3
HEAD = 2_000  # rows that examples are taken from


def inspect(
    intake: Intake, ruleset: Ruleset | None = None, fields: Mapping[str, Field] | None = None
) -> dict[str, Any]:
    """Everything about a list that was opened with `keep="all"` and, better, `leave_doubts=True`; `fields` are those that
    its ruleset reads.

    `unreadable` names up to 1,000 cells, `refused_rows` up to 10; the columns and `refused` count them all.
    Keys: `list`, `kind`, `rows_in`, `refused`, `duplicates`, `columns`, `unmapped`, `unreadable`, `refused_rows`, `criteria`,
    `literals`, `doubts`, `asked`, `notes`. What is in `doubts` stops a run; `asked` are headers that may mean something else.
    `smallest` and `largest` of a column count the ends of ranges; `or_less` and `or_more` say that some have no end there.
    Shares are between 0 and 1. Runs the list once, streaming.
    """
    facts = _facts(intake)
    unread = intake.unreadable.counts()
    rows = intake.rows_in - intake.refused_count
    little = [note_numbered(intake.source)] if intake.numbered else []
    if intake.is_bare and fields is not None:
        little = [note_bare(intake, fields.values())]
    notes = (*intake.notes, *little, *note_later(intake.columns, intake.source, facts, date.today()))
    asked = [column.doubt for column in intake.columns if column.doubt]
    asked += [one.doubt for one in intake.unmapped if one.doubt]
    doubts = list(intake.doubts)
    if not doubts and fields is not None and (problem := useless(intake, fields)) is not None:
        doubts.append(problem)
    found: dict[str, Any] = {
        "list": intake.source,
        "kind": intake.raw.kind,
        "rows_in": intake.rows_in,
        "refused": intake.refused_count,
        "duplicates": intake.duplicates,
        "columns": [_column(column, facts, unread.get(column.header, 0), rows, intake) for column in intake.columns],
        "unmapped": [
            {
                "header": one.header,
                "suggestion": one.suggestion,
                "why": one.why and str(one.why),
                "asked": one.doubt is not None,
                "empty": facts.get(f"empty:{one.header}", False),
            }
            for one in intake.unmapped
        ],
        "unreadable": intake.unreadable.cells().head(LISTED).collect().select("row", "header", "text").to_dicts(),
        "refused_rows": intake.refused.head(SHOWN).to_dicts(),
        "doubts": [str(doubt.text) for doubt in doubts],
        "asked": [str(doubt.text) for doubt in asked],
        "notes": [str(note.text) for note in notes if note not in asked],
    }
    if ruleset is not None:
        found["criteria"] = criteria(intake, ruleset, facts, rows)
        found["literals"] = literals(intake, ruleset)
    return found


def _facts(intake: Intake) -> dict[str, Any]:
    """Missing cells, smallest and largest values and examples of every column, from one run and a look at the head."""
    exprs = count_later(intake.columns, date.today(), [name for name in intake.ranges if _holds(intake, name)])
    for column in intake.columns:
        name = column.field.id
        exprs.append(pl.col(name).null_count().alias(f"null:{name}"))
        if column.field.type in NUMERIC or column.field.type == "date":
            ends = [LEAST + name, MOST + name] if _holds(intake, name) else []
            bounds = [pl.col(one) for one in (name, *ends)]
            exprs += [
                pl.min_horizontal(one.min() for one in bounds).alias(f"min:{name}"),
                pl.max_horizontal(one.max() for one in bounds).alias(f"max:{name}"),
            ]
            if ends:  # `10,001+` is not the largest: there may be more
                least, most = (pl.col(one).is_not_null() for one in ends)
                exprs += [(most & ~least).any().alias(f"below:{name}"), (least & ~most).any().alias(f"above:{name}")]
    for one in intake.unmapped:
        raw = pl.col(KEPT + one.header)
        exprs.append(
            (raw.is_null() | (raw.cast(pl.String, strict=False).str.strip_chars() == ""))
            .all()
            .alias(f"empty:{one.header}")
        )
    facts = dict(intake.frame.select(exprs).collect(engine="streaming").row(0, named=True)) if exprs else {}
    for name, ranged in intake.ranges.items():
        facts[f"null:{name}"] -= ranged.cells  # a range is no missing cell
    head = intake.raw.frame.head(HEAD).collect(engine="streaming")
    for column in intake.columns:
        value, _ = convert_column(head, column, intake.readings[column.field.id])
        pairs = pl.DataFrame({"text": head[column.header].cast(pl.String, strict=False), "value": value})
        pairs = pairs.drop_nulls().unique("value", maintain_order=True)
        odd = pairs.filter(pl.col("text") != pl.col("value").cast(pl.String)) if column.field.type in NUMERIC else pairs
        facts[f"examples:{column.field.id}"] = (odd if odd.height else pairs).head(EXAMPLES).rows()
    return facts


def _holds(intake: Intake, name: str) -> bool:
    """Whether the column of a field holds ranges."""
    return name in intake.ranges and intake.ranges[name].cells > 0


def _ranges(one: Ranged | None) -> dict[str, Any]:
    """What a column holds of ranges: how many `cells`, how many of them are `about` so, `examples`, and by reason how many cells that say
    one could not be read."""
    if one is None:
        return {"cells": 0, "about": 0, "examples": [], "unread": {}}
    examples = [{"text": text, "least": least, "most": most} for text, least, most in one.examples]
    return {"cells": one.cells, "about": one.loose, "examples": examples, "unread": dict(sorted(one.unread.items()))}


def _column(column: Column, facts: Mapping[str, Any], unreadable: int, rows: int, intake: Intake) -> dict[str, Any]:
    name = column.field.id
    missing = int(facts[f"null:{name}"]) - unreadable
    if name == "prospect_id":  # filled from row numbers, so that nothing is null
        missing = 0
    reading = intake.readings[name]
    unit = column.words
    if column.field.type == "money" and column.unit.currency is None and column.currency_header is None:
        said = f"{intake.currency} (as the ruleset)" if current() == "en" else f"{intake.currency}（规则集货币）"
        unit = " ".join(filter(None, (unit, said)))
    if reading.comma and "decimal" not in unit:
        unit = " ".join(filter(None, (unit, "decimal-comma")))
    return {
        "header": column.header,
        "field": name,
        "type": column.field.type,
        "unit": unit,
        "how": column.how,
        "sure": column.doubt is None,
        "missing": missing / rows if rows else 0.0,
        "unreadable": unreadable / rows if rows else 0.0,
        "unreadable_cells": unreadable,
        "smallest": facts.get(f"min:{name}"),
        "largest": facts.get(f"max:{name}"),
        "or_less": facts.get(f"below:{name}", False),
        "or_more": facts.get(f"above:{name}", False),
        "examples": [{"text": text, "value": value} for text, value in facts[f"examples:{name}"]],
        "ranges": _ranges(intake.ranges.get(name)),
    }


def criteria(intake: Intake, ruleset: Ruleset, facts: Mapping[str, Any], rows: int) -> list[dict[str, Any]]:
    """Of each criterion: the fields that the list feeds (with the share of rows that have them) and those it lacks."""
    mapped = {column.field.id for column in intake.columns}
    found = []
    for criterion in ruleset.criteria.values():
        needed: dict[str, None] = {}
        can = 0
        for measure in criterion.measures:
            own = [name for name in _fields_of(measure) if name in ruleset.fields]
            needed.update(dict.fromkeys(own))
            can += bool(own) and mapped.issuperset(own)
        fed = {name: 1 - int(facts[f"null:{name}"]) / rows if rows else 0.0 for name in needed if name in mapped}
        found.append(
            {
                "id": criterion.id,
                "title": str(criterion.title),
                "measures": len(criterion.measures),
                "fed": can,
                "fields": fed,
                "lacking": [name for name in needed if name not in mapped],
            }
        )
    return found


def _fields_of(measure: Any) -> list[str]:
    """The names that a measure reads: declared, or found in its SQL."""
    if not isinstance(measure.value, str):
        return list(measure.fields)
    return [name for name, _ in names_and_literals(measure.value)]


def literals(intake: Intake, ruleset: Ruleset) -> list[dict[str, str]]:
    """Texts that rules and segments compare a field with and that occur in no row of the list."""
    kinds = {column.field.id for column in intake.columns if column.field.type in ("text", "level", "country")}
    wanted: dict[str, dict[str, str]] = {}
    for where, text in conditions(ruleset):
        for name, texts in names_and_literals(text):
            for literal in texts if name in kinds else ():
                wanted.setdefault(name, {}).setdefault(literal, where)
    if not wanted:
        return []
    there = intake.frame.select(
        pl.col(name).filter(pl.col(name).is_in(list(texts))).unique().implode() for name, texts in wanted.items()
    ).collect(engine="streaming")
    found = {name: set(there[name][0]) | _levels_in_ranges(intake, name) for name in wanted}
    return [
        {"field": name, "literal": literal, "where": where}
        for name, texts in wanted.items()
        for literal, where in sorted(texts.items())
        if literal not in found[name]
    ]


def _levels_in_ranges(intake: Intake, name: str) -> set[str]:
    """The levels that a row may have of which only a range is known."""
    if not _holds(intake, name):
        return set()
    values = intake.ranges[name].column.field.values
    ends = intake.frame.select(LEAST + name, MOST + name).unique().collect(engine="streaming")
    found = set[str]()
    for least, most in ends.iter_rows():
        if least is not None or most is not None:
            first = 0 if least is None else values.index(least)
            found.update(values[first : None if most is None else values.index(most) + 1])
    return found


def one_row(intake: Intake, number: int) -> list[dict[str, Any]]:
    """Every column of one record: header, text as read, field, value, and whether it could be read; of a range the ends, `least` and `most`.

    Raises ListError where the list has no such record, or it was refused.
    """
    frame = intake.raw.frame.filter(pl.col(ROW) == number).head(1).collect(engine="streaming")
    if not frame.height:
        refused = intake.refused.filter(pl.col("row") == number)
        if refused.height:
            reason = refused["reason"][0]
            raise ListError.of(
                f"row {number} was refused: {reason}", f"第 {number} 行未读入：{reason}", Place(intake.source)
            )
        raise ListError.of(
            f"the list has {intake.rows_in:,} rows, so there is no row {number}",
            f"名单有 {intake.rows_in:,} 行，没有第 {number} 行",
            Place("--row"),
        )
    by_header = {column.header: column for column in intake.columns}
    found = []
    for header in intake.raw.headers:
        text = frame[header].cast(pl.String, strict=False)[0]
        entry: dict[str, Any] = {"header": header, "text": text, "field": None, "value": None, "readable": True}
        if column := by_header.get(header):
            reading = intake.readings[column.field.id]
            ends, bad = convert_ends(frame[header], reading, frame[reading.row.header] if reading.row else None)
            value, least, most = ends.row(0)
            entry |= {"field": column.field.id, "type": column.field.type, "value": value, "readable": not bad[0]}
            if least is not None or most is not None:
                entry |= {"least": least, "most": most}
        found.append(entry)
    return found
