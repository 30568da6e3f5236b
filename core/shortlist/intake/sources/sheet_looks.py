"""What a sheet shows beside its values, applied to its rows: leading zeros, merged cells, currencies, hidden rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import polars as pl

from shortlist.errors import Place, Problem
from shortlist.intake.parsing.units import AMBIGUOUS
from shortlist.intake.sources.number_formats import NumberFormat
from shortlist.intake.sources.raw import BOUND, CURRENCY, LOOK, NUMBER, ROW, Bounds, RawList
from shortlist.intake.sources.report_lines import REASONS
from shortlist.intake.sources.sheet_xml import SheetFacts
from shortlist.intake.sources.shown_texts import show_number
from shortlist.language import Text
from shortlist.model.normal import put

_MIDNIGHT = r"(?:[T ]00:00:00(?:\.0+)?)?"


def apply_facts(raw: RawList, frame: pl.DataFrame, facts: SheetFacts, skip: int, shift: int, visible: bool) -> None:
    """Change `raw`, whose rows are `frame`, by what its sheet shows, and note that.

    `skip` rows stand above the first of `frame`, and `shift` columns left of its first.
    """
    headers = {n + shift: header for n, header in enumerate(raw.headers)}
    percents: dict[str, bool] = {}
    for at, header in headers.items():
        formats = {
            told: [row - skip - 1 for row in rows if row > skip]
            for (told, column), rows in facts.formatted.items()
            if column == at
        }
        formats = {told: rows for told, rows in formats.items() if rows}
        if formats:
            frame = _apply_formats(raw, frame, header, formats, percents)
    frame = _refuse_sections(raw, frame, facts, skip, shift)
    frame = _fill_merged(raw, frame, facts, skip, headers)
    _note_cells(raw, facts, skip, headers)
    frame = _leave_out_hidden(raw, frame, facts, skip, visible)
    raw.frame = frame.lazy()
    raw.percents = lambda: percents


def say_count(count: int, one: str, many: str) -> str:
    """A count with its noun and verb.

    >>> say_count(1, "cell is", "cells are"), say_count(2000, "cell is", "cells are")
    ('1 cell is', '2,000 cells are')
    """
    return f"1 {one}" if count == 1 else f"{count:,} {many}"


def _apply_formats(
    raw: RawList, frame: pl.DataFrame, header: str, formats: dict[NumberFormat, list[int]], percents: dict[str, bool]
) -> pl.DataFrame:
    numbers = frame[NUMBER + header] if NUMBER + header in frame.columns else frame[header]
    as_percents = sum(len(rows) for told, rows in formats.items() if told.percent)
    if as_percents:
        alone = as_percents >= len(numbers) - numbers.null_count()
        # What a text beside them means, or a number of another format, they do not say.
        percents[header] = alone and numbers.name == header
    if any(told.currency for told in formats):
        marks = {told.currency for told in formats if told.currency}
        parts = [(rows, told.currency) for told, rows in formats.items() if told.currency]
        codes = _spread(frame.height, parts, pl.String)
        frame = frame.with_columns(codes.alias(CURRENCY + header))
        raw.currencies[header] = CURRENCY + header
        known = {mark for mark in marks if mark in AMBIGUOUS or re.fullmatch("[A-Z]{3}", mark)}
        if shown := ", ".join(sorted(known - {"$", "USD"})):
            raw.notes.append(
                Problem.of(
                    f"'{header}': the number formats of its cells show {shown}",
                    f"'{header}'：其单元格的数字格式显示 {shown}",
                    Place(raw.source),
                )
            )
    if any(told.words or told.scale for told in formats):
        plain = max(len(numbers) - numbers.null_count() - sum(map(len, formats.values())), 0)
        raw.shown[header] = frozenset((*((told.words, told.scale) for told in formats), *((("", 0),) if plain else ())))
    looks = [(rows, told.code) for told, rows in formats.items() if told.says_unit]
    if looks:
        if len(formats) == 1 and len(looks[0][0]) >= len(frame[header]) - frame[header].null_count():
            raw.looks[header] = next(iter(formats))
        else:
            frame = frame.with_columns(_spread(frame.height, looks, pl.String).alias(LOOK + header))
            if sum(len(rows) for rows, _ in looks) < len(numbers) - numbers.null_count():
                raw.uneven.add(header)
    frame = _show_bounds(raw, frame, header, numbers, formats)
    for told, rows in formats.items():
        if told.span:
            frame = _show_span(raw, frame, header, told.span, rows)
        if told.zeros:
            frame = _show_zeros(raw, frame, header, told.zeros, rows)
    return frame


def _beside(header: str) -> tuple[str, ...]:
    return header, NUMBER + header, CURRENCY + header, LOOK + header, BOUND + header


def _show_bounds(
    raw: RawList, frame: pl.DataFrame, header: str, numbers: pl.Series, formats: dict[NumberFormat, list[int]]
) -> pl.DataFrame:
    """The numbers whose formats may say a range, beside their column as they are shown; whether they say one, its field tells."""
    parts = {told: rows for told, rows in formats.items() if told.bounded}
    if not parts or not numbers.dtype.is_numeric():
        return frame
    # Beside texts that write their decimals with a comma so do these.
    comma = frame[header].dtype == pl.String and frame[header].str.contains("[0-9],[0-9]{1,2}(?:[^0-9]|$)").any()
    mark = "," if comma else "."
    shown, texts = [], {}
    for told, rows in parts.items():
        values = numbers.gather(rows)
        distinct = values.drop_nulls().unique().to_list()
        words = {value: show_number(value, told.bounded, mark) for value in distinct}
        said = values.replace_strict(words, default=None, return_dtype=pl.String)
        shown.append(pl.DataFrame({"row": pl.Series(rows, dtype=pl.UInt32), "text": said}))
        texts[told] = frozenset(said.drop_nulls())
    base = pl.DataFrame({"row": pl.Series(range(frame.height), dtype=pl.UInt32)})
    beside = base.join(pl.concat(shown).unique("row"), on="row", how="left", maintain_order="left")["text"]
    others = {(told.words, told.scale) for told in formats if told not in parts}
    if sum(map(len, formats.values())) < len(numbers) - numbers.null_count():
        others.add(("", 0))
    raw.bounds[header] = Bounds(texts, frozenset(others))
    return frame.with_columns(beside.alias(BOUND + header))


def _spread(height: int, parts: Sequence[tuple[list[int], Any]], dtype: Any) -> pl.Series:
    """A column that has each value in its rows, else null."""
    base = pl.DataFrame({"row": pl.Series(range(height), dtype=pl.UInt32)})
    told = pl.concat(
        [pl.DataFrame({"row": pl.Series(rows, dtype=pl.UInt32)}).with_columns(v=pl.lit(v, dtype)) for rows, v in parts]
    )
    return base.join(told.unique("row"), on="row", how="left", maintain_order="left")["v"]


def _show_span(raw: RawList, frame: pl.DataFrame, header: str, span: str, rows: list[int]) -> pl.DataFrame:
    """The first days of months or years that cells show as these, as texts of them; the column becomes text. Another day is one."""
    text = frame[header].cast(pl.String)
    first = "[0-9]{2}-01" if span == "month" else "01-01"
    day = rf"^[12][0-9]{{3}}-{first}{_MIDNIGHT}$"
    shown = _spread(frame.height, [(rows, True)], pl.Boolean).fill_null(False) & text.str.contains(day).fill_null(False)
    if not (count := int(shown.sum())):
        return frame
    at, length = shown.arg_true(), 7 if span == "month" else 4
    written = put(text.str.replace(rf"{_MIDNIGHT}$", ""), at, text.gather(at).str.head(length))
    en, zh = ("month", "月份") if span == "month" else ("year", "年份")
    raw.notes.append(
        Problem.of(
            f"'{header}': {say_count(count, 'cell shows', 'cells show')} a {en} without its days, and {'is' if count == 1 else 'are'} read so, as "
            f"'{written[at[0]]}'",
            f"'{header}'：{count:,} 个单元格只显示{zh}，按所显示的{zh}读取（如 '{written[at[0]]}'）",
            Place(raw.source),
        )
    )
    return frame.with_columns(written.alias(header))


def _show_zeros(
    raw: RawList, frame: pl.DataFrame, header: str, zeros: tuple[str | int, ...], rows: list[int]
) -> pl.DataFrame:
    """The whole numbers of a column in the form that its cells show, as 00421; the column becomes text."""
    column = frame[header]
    shown = _spread(frame.height, [(rows, True)], pl.Boolean)
    text = pl.col("t")
    width = sum(part for part in zeros if isinstance(part, int))
    digits, left = text.str.zfill(width), width
    pieces: list[pl.Expr] = []
    for part in zeros:
        if isinstance(part, str):
            pieces.append(pl.lit(part))
            continue
        start = digits.str.len_chars().cast(pl.Int64) - left
        left -= part
        first = not any(not isinstance(one, str) for one in zeros[: len(pieces)])
        pieces.append(digits.str.slice(0, start + part) if first else digits.str.slice(start, part))
    table = pl.DataFrame({"t": column.cast(pl.String), "shown": shown})
    whole = pl.col("shown") & text.str.contains(r"^\d+$")
    changed = table.select(
        pl.when(whole).then(pl.concat_str(pieces)).otherwise(text).alias(header),
        pl.when(whole).then(text).alias("was"),
    )
    differs = changed.filter(pl.col("was").is_not_null() & (pl.col("was") != pl.col(header)))
    if not differs.height:
        return frame
    was, now = differs["was"][0], differs[header][0]
    raw.notes.append(
        Problem.of(
            f"'{header}': its numbers are read as the sheet shows them, with their leading zeros ({now}, not {was})",
            f"'{header}'：数字按工作表的显示读取，保留前导零（{now}，而非 {was}）",
            Place(raw.source),
        )
    )
    return frame.with_columns(changed[header])


def _fill_merged(
    raw: RawList, frame: pl.DataFrame, facts: SheetFacts, skip: int, headers: dict[int, str]
) -> pl.DataFrame:
    """Cells merged over several rows of one column: each of the rows has the value."""
    rows: dict[str, list[tuple[int, int]]] = {}
    for first, left, last, right in facts.merged:
        if left == right and left in headers and first > skip and last > first:
            rows.setdefault(headers[left], []).append((first - skip - 1, min(last - skip - 1, frame.height - 1)))
    for header, spans in rows.items():
        names = [name for name in _beside(header) if name in frame.columns]
        groups = _spread(
            frame.height, [(list(range(a, b + 1)), a) for a, b in spans if a < frame.height], pl.Int64
        ).alias("group")
        filled = frame.select(*names).with_columns(groups)
        filled = filled.with_columns(
            pl.when(pl.col("group").is_not_null())
            .then(pl.col(name).first().over("group"))
            .otherwise(pl.col(name))
            .alias(name)
            for name in names
        )
        frame = frame.with_columns(filled.select(names).iter_columns())
        raw.notes.append(
            Problem.of(
                f"'{header}': {say_count(len(spans), 'cell is', 'cells are')} merged over several rows; each of these rows has the value",
                f"'{header}'：有 {len(spans):,} 个单元格跨多行合并，这些行均取该值",
                Place(raw.source),
            )
        )
    return frame


def _refuse_sections(raw: RawList, frame: pl.DataFrame, facts: SheetFacts, skip: int, shift: int) -> pl.DataFrame:
    """Rows that are one cell merged over half of the columns or more: headings between the prospects."""
    wide = [
        first - skip
        for first, left, last, right in facts.merged
        if first == last > skip and right > left and left <= shift and (right - left + 1) * 2 >= len(raw.headers)
    ]
    there = pl.sum_horizontal(pl.col(raw.headers).is_not_null().cast(pl.UInt32))
    rows = frame.filter(pl.col(ROW).is_in(pl.Series(wide, dtype=pl.UInt32).implode()) & (there == 1))
    if not rows.height:
        return frame
    texts = rows.select(pl.coalesce(pl.col(raw.headers).cast(pl.String)).alias("text"))["text"]
    reason = REASONS["section"]
    raw.refused.add_frame(
        rows.select(
            ROW, (pl.col(ROW) + skip).alias("line"), pl.lit(reason.en).alias("en"), pl.lit(reason.zh).alias("zh"), texts
        )
    )
    raw.leftovers["section"] += rows.height
    raw.leftover_texts += texts.head(3).to_list()
    return frame.filter(~pl.col(ROW).is_in(rows[ROW].implode()))


def _note_cells(raw: RawList, facts: SheetFacts, skip: int, headers: dict[int, str]) -> None:
    for at, header in headers.items():
        if count := facts.uncalculated.get(at):
            raw.notes.append(
                Problem.of(
                    f"'{header}': {say_count(count, 'cell holds', 'cells hold')} a formula that was never calculated, and no value; open the "
                    "workbook in a spreadsheet program and save it",
                    f"'{header}'：有 {count:,} 个单元格是从未计算过的公式，没有值；请用表格软件打开该工作簿并保存",
                    Place(raw.source),
                )
            )
        if wrong := [one for one in facts.errors.get(at, []) if one[0] > skip]:
            row, text = wrong[0]
            raw.notes.append(
                Problem.of(
                    f"'{header}': {say_count(len(wrong), 'cell holds', 'cells hold')} an error and cannot be read (the first, {text}, in row {row} of the "
                    "sheet); mend their formulas",
                    f"'{header}'：有 {len(wrong):,} 个单元格为错误值，无法读取（第一个 {text} 在工作表第 {row} 行）；请修正其公式",
                    Place(raw.source),
                )
            )


def _leave_out_hidden(raw: RawList, frame: pl.DataFrame, facts: SheetFacts, skip: int, visible: bool) -> pl.DataFrame:
    rows = pl.Series([row - skip for row in facts.hidden if skip < row <= skip + frame.height], dtype=pl.UInt32)
    hidden = frame.filter(pl.col(ROW).is_in(rows.implode()) & pl.any_horizontal(pl.col(raw.headers).is_not_null()))
    if not hidden.height:
        return frame
    if visible:
        reason = Text("its row is hidden in the sheet (--visible)", "该行在工作表中已隐藏（--visible）")
        raw.refused.add_frame(
            hidden.select(
                ROW,
                (pl.col(ROW) + skip).alias("line"),
                pl.lit(reason.en).alias("en"),
                pl.lit(reason.zh).alias("zh"),
                pl.concat_str(pl.col(raw.headers).cast(pl.String), separator=", ", ignore_nulls=True).alias("text"),
            )
        )
        return frame.filter(~pl.col(ROW).is_in(hidden[ROW].implode()))
    how, how_zh = ("by a filter", "（筛选所致）") if facts.filtered else ("", "")
    raw.notes.append(
        Problem.of(
            f"{say_count(hidden.height, 'row is', 'rows are')} hidden in the sheet{' ' + how if how else ''} and decided too; --visible "
            f"leaves {'it' if hidden.height == 1 else 'them'} out",
            f"工作表中有 {hidden.height:,} 行已隐藏{how_zh}，仍参与评审；如需排除请加 --visible",
            Place(raw.source),
        )
    )
    return frame
