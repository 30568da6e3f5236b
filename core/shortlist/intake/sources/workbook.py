"""Lists that are sheets of a workbook (XLSX, and what else its reader knows)."""

from __future__ import annotations

import logging
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from shortlist.errors import ListError, Place, Problem, suggest
from shortlist.intake.sources.header_rows import (
    LOOKED_AT,
    Header,
    IsHeader,
    find_header,
    named_header,
    note_header,
    titles,
)
from shortlist.intake.sources.no_lists import explain_damage
from shortlist.intake.sources.open_document import check_document
from shortlist.intake.sources.raw import NUMBER, ROW, RawList, Refusals, unique_headers
from shortlist.intake.sources.sheet_looks import apply_facts
from shortlist.intake.sources.sheet_xml import SheetFacts, find_parts, read_facts
from shortlist.intake.sources.unpacking import check_archive
from shortlist.intake.sources.used_cells import Stray, copy_without, find_stray

Heads = dict[str, tuple[list[tuple[str | None, ...]], bool]]
SHEETS, SHEETS_SHOWN = 1_000, 20
ROWS = 1_048_576  # of a sheet, its header included: the format's own limit
# The reader's own lines ("Could not determine dtype") tell users nothing that our notes do not.
logging.getLogger("fastexcel").addHandler(logging.NullHandler())


def open_sheet(
    path: Path, sheet: str | None, source: str, folder: Path, header_row: int | None, visible: bool, known: IsHeader
) -> RawList:
    """Open one sheet, read whole. Columns of one type keep it, mixed ones are String with their true numbers in a column
    `NUMBER + header` beside; rows without any cell are no records.

    Without a name, the first visible sheet that holds a table is taken, and noted. Raises ListError where the sheet is missing.
    """
    import fastexcel

    check_archive(path, source)
    check_document(path, source)
    try:
        book = fastexcel.read_excel(path)
        names: list[str] = list(book.sheet_names)
        if sheet is not None and sheet not in names:
            near = suggest(sheet, names)
            listed = ", ".join(names[:SHEETS_SHOWN]) + (" ..." if len(names) > SHEETS_SHOWN else "")
            raise ListError.of(
                f"there is no sheet '{sheet}'{near.en} (sheets: {listed})",
                f"没有工作表 '{sheet}'{near.zh}（现有：{listed}）",
                Place(source),
            )
        if sheet is None:
            _refuse_many(names, source)
        strays = _find_strays(path, names if sheet is None else [sheet], source)
        if strays:
            copy_without(path, dict(strays.values()), folder / "list.xlsx")
            path = folder / "list.xlsx"
            book = fastexcel.read_excel(path)
        notes: list[Problem] = []
        heads: Heads = {}
        if sheet is None:
            sheet = _choose(book, names, source, known, notes, visible, heads)
        else:
            _note_hidden(book, sheet, source, notes, heads)
        if sheet in strays:
            notes.append(strays[sheet][1].note(sheet, source))
        return _read(book, sheet, path, source, folder, header_row, visible, known, notes, heads)
    except fastexcel.FastExcelError as error:
        raise explain_damage(path, str(error), source) from error


def _find_strays(path: Path, sheets: Sequence[str], source: str) -> dict[str, tuple[str, Stray]]:
    """By sheet, the part of the XLSX that holds it and the cells that stand far from its table, where there are any."""
    found: dict[str, tuple[str, Stray]] = {}
    if not zipfile.is_zipfile(path):
        return found
    with zipfile.ZipFile(path) as archive:
        there = {part.filename: part for part in archive.infolist()}
        if "xl/workbook.xml" not in there:
            return found
        try:
            parts = find_parts(archive)
        except Exception:  # whatever the file's own XML may be that the reader of its values can read
            parts = {}
        # Where the file does not say in the usual way which part holds a sheet, every part could.
        sure = all(parts.get(sheet) in there for sheet in sheets)
        looked = (
            [(sheet, parts[sheet]) for sheet in sheets] if sure else [("?", n) for n in there if n.endswith(".xml")]
        )
        for sheet, part in looked:
            if stray := find_stray(path, there[part], sheet, source):
                found[sheet] = part, stray
    return found


def _refuse_many(names: Sequence[str], source: str) -> None:
    if len(names) > SHEETS:
        raise ListError.of(
            f"the workbook has {len(names):,} sheets, and at most {SHEETS:,} are looked at to find the table; name it with FILE::SHEET",
            f"工作簿有 {len(names):,} 个工作表，自动查找表格时最多查看 {SHEETS:,} 个；请用 FILE::SHEET 指定",
            Place(source),
        )


def _head(book: Any, sheet: str, count: int, heads: Heads) -> tuple[list[tuple[str | None, ...]], bool]:
    """The first rows of a sheet as texts, and whether it is visible. Each look goes through the whole sheet, so it is kept."""
    if count > LOOKED_AT or sheet not in heads:
        loaded = book.load_sheet(sheet, header_row=None, skip_rows=0, n_rows=count, dtypes="string")
        heads[sheet] = loaded.to_polars().rows() if loaded.width else [], loaded.visible == "visible"
    return heads[sheet]


def _note_hidden(book: Any, sheet: str, source: str, notes: list[Problem], heads: Heads) -> None:
    if not _head(book, sheet, LOOKED_AT, heads)[1]:
        notes.append(
            Problem.of(
                f"the sheet '{sheet}' is hidden in the workbook", f"工作表 '{sheet}' 在工作簿中是隐藏的", Place(source)
            )
        )


def _choose(
    book: Any,
    names: Sequence[str],
    source: str,
    known: IsHeader,
    notes: list[Problem],
    visible: bool,
    heads: Heads,
) -> str:
    """The first visible sheet with a table, or the first with headers that are known; what else there is is noted."""
    filled: list[str] = []
    hidden: list[str] = []
    scores: dict[str, tuple[bool, int]] = {}
    for name in names:
        rows, seen = _head(book, name, LOOKED_AT, heads)
        if not rows:
            continue
        (filled if seen else hidden).append(name)
        scores[name] = _score(rows, known)
    if not filled and not hidden:
        raise ListError.of("the list is empty", "名单是空的", Place(source))
    if not filled and visible:
        raise ListError.of(
            f"all sheets with cells are hidden in the workbook ({', '.join(hidden)}), and --visible leaves out what is hidden; name "
            "one with FILE::SHEET, or leave --visible out",
            f"工作簿中有内容的工作表都是隐藏的（{'、'.join(hidden)}），而 --visible 排除隐藏内容；请用 FILE::SHEET 指定，或去掉 --visible",
            Place(source),
        )
    lost = [name for name in hidden if scores[name][0]]
    if filled and lost and not any(any(scores[name]) for name in filled):
        shown, shown_zh = (mark.join(f"'{name}'" for name in filled) for mark in (", ", "、"))
        there, there_zh = (mark.join(f"{source.partition('::')[0]}::{name}" for name in lost) for mark in (", ", "、"))
        raise ListError.of(
            f"no visible sheet holds a table ({shown}), but a hidden one does; name the sheet to read: {there}",
            f"可见的工作表（{shown_zh}）中没有表格，隐藏的工作表中有；请指定要读取的工作表：{there_zh}",
            Place(source),
        )
    all_hidden = not filled
    if all_hidden:
        filled, hidden = hidden, []
    best = max(scores[name] for name in filled)
    chosen = next(name for name in filled if scores[name][0] == best[0] and scores[name][1] * 2 >= best[1])
    others = [name for name in filled if name != chosen]
    notes += _note_choice(chosen, others, hidden, all_hidden, source)
    return chosen


def _note_choice(
    chosen: str, others: Sequence[str], hidden: Sequence[str], all_hidden: bool, source: str
) -> Iterator[Problem]:
    """What is said of a sheet that was chosen among several."""
    if all_hidden:
        yield Problem.of(
            f"all sheets with cells are hidden in the workbook; the hidden sheet '{chosen}' is decided",
            f"工作簿中有内容的工作表都是隐藏的；评审的是隐藏的工作表 '{chosen}'",
            Place(source),
        )
    if others or hidden:
        count = len(others) + len(hidden)
        more, more_zh = (" ...", " 等") if count > SHEETS_SHOWN else ("", "")
        shown = ", ".join([*others, *(f"{name}: hidden" for name in hidden)][:SHEETS_SHOWN]) + more
        shown_zh = "、".join([*others, *(f"{name}：隐藏" for name in hidden)][:SHEETS_SHOWN]) + more_zh
        yield Problem.of(
            f"read the sheet '{chosen}'; FILE::SHEET takes another ({shown})",
            f"读取了工作表 '{chosen}'；要读其他工作表（{shown_zh}）请写 FILE::SHEET",
            Place(source),
        )


def _score(rows: Sequence[Sequence[str | None]], known: IsHeader) -> tuple[bool, int]:
    """Whether a sheet holds a table (headers and a row below them), and how many of its headers are known."""
    try:
        header = find_header(rows, known, "")
    except ListError:
        return False, 0
    if header is None:
        return False, 0
    names = [name for name in header.names if name]
    below = any(any(cell for cell in row) for row in rows[header.last + 1 :])
    return below and len(names) > 1, sum(map(known, names)) if below else 0


def _read(
    book: Any,
    sheet: str,
    path: Path,
    source: str,
    folder: Path,
    header_row: int | None,
    visible: bool,
    known: IsHeader,
    notes: list[Problem],
    heads: Heads,
) -> RawList:
    rows, _ = _head(book, sheet, max(LOOKED_AT, (header_row or 0) + 6), heads)
    header = _header(rows, sheet, source, header_row, known, notes)
    skip = header.last + 1
    body: pl.DataFrame = book.load_sheet(sheet, header_row=None, skip_rows=skip, schema_sample_rows=None).to_polars()
    headers = unique_headers(_trim(header.names, body), notes, source)
    body = body.select(pl.nth(range(min(body.width, len(headers)))))
    body = _name_columns(body, headers)
    frame = body.select(_cast_column(pl.col(name), dtype) for name, dtype in body.schema.items())
    frame = frame.with_columns(_true_numbers(book, sheet, skip, frame))
    frame = frame.select(_settle(frame[name]) for name in frame.columns)
    frame = frame.with_row_index(ROW, 1).with_columns(pl.col(ROW).cast(pl.UInt32))
    if frame.height + skip >= ROWS:
        notes.append(
            Problem.of(
                f"the sheet is full: {ROWS:,} rows are all that the format holds; rows may be missing",
                f"工作表已满：该格式最多 {ROWS:,} 行，可能有数据缺失",
                Place(source),
            )
        )
    found = RawList(source, "sheet", frame.lazy(), headers, frame.height, Refusals(folder), notes, skip + 1)
    found.titles = titles(rows[: header.first])
    facts = _facts(path, sheet, source, skip, notes)
    if facts is not None:
        lead = next(n for n, cell in enumerate(rows[header.first]) if cell)
        apply_facts(found, frame, facts, skip, facts.first_columns.get(header.first + 1, lead) - lead, visible)
    else:
        fractions = (frame[name] for name in headers if frame[name].dtype.is_float())
        guessed = {one.name: False for one in fractions if ((one < -1) | (one > 1)).sum() == 0}
        found.percents = lambda: guessed
    return found


def _header(
    rows: Sequence[Sequence[str | None]],
    sheet: str,
    source: str,
    header_row: int | None,
    known: IsHeader,
    notes: list[Problem],
) -> Header:
    if header_row is not None:
        if header_row > len(rows) or not any(rows[header_row - 1]):
            raise ListError.of(
                f"row {header_row} of the sheet '{sheet}' is empty; --header-row N names the header's",
                f"工作表 '{sheet}' 第 {header_row} 行为空；请用 --header-row 指明表头所在行",
                Place(source),
            )
        header = named_header(rows, header_row - 1)
        note_header(header, [], source, notes)
        return header
    found = find_header(rows, known, source)
    if found is None:
        raise ListError.of(
            f"the sheet '{sheet}' is empty; FILE::SHEET takes another",
            f"工作表 '{sheet}' 为空；可用 FILE::SHEET 指定其他工作表",
            Place(source),
        )
    note_header(found, rows[: found.first], source, notes)
    return found


def _trim(names: Sequence[str], body: pl.DataFrame) -> Sequence[str]:
    """The headers, but for empty ones at the end whose columns are empty too: a title was wider than the table."""
    width = len(names)
    while width > 1 and not names[width - 1] and (width > body.width or body.to_series(width - 1).is_null().all()):
        width -= 1
    return names[:width]


def _facts(path: Path, sheet: str, source: str, rows: int, notes: list[Problem]) -> SheetFacts | None:
    try:
        return read_facts(path, sheet, rows)
    except Exception as error:  # whatever the file's own XML may be that the reader of its values could read
        notes.append(
            Problem.of(
                f"the formats of the cells cannot be read ({type(error).__name__}), nor which rows are hidden; check the percents: "
                "a cell that shows 25% may be read as 0.25",
                f"无法读取单元格格式（{type(error).__name__}），也无法得知哪些行已隐藏；请核对百分比：显示为 25% 的单元格可能被读作 0.25",
                Place(source),
            )
        )
        return None


def _name_columns(body: pl.DataFrame, headers: tuple[str, ...]) -> pl.DataFrame:
    """The rows under the headers' names; headers without any cell below are columns too."""
    body.columns = list(headers[: body.width])
    return body.with_columns(pl.lit(None, pl.String).alias(name) for name in headers[body.width :])


def _cast_column(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if dtype == pl.Null:
        return column.cast(pl.String)
    if dtype == pl.Duration:
        return column.dt.to_string()
    return column


def _true_numbers(book: Any, sheet: str, skip: int, frame: pl.DataFrame) -> list[pl.Series]:
    """The true numbers of each column of text that has some, called `NUMBER + header`."""
    maybe: Mapping[int, pl.Series] = {
        n: values
        for n, name in enumerate(frame.columns)
        if frame[name].dtype == pl.String
        and (values := frame[name].cast(pl.Float64, strict=False)).null_count() < frame.height
    }
    if not maybe:
        return []
    # As a Boolean the reader gives numbers and booleans alone, never a text, whatever it looks like.
    told = book.load_sheet(
        sheet, header_row=None, skip_rows=skip, use_columns=list(maybe), dtypes=dict.fromkeys(maybe, "boolean")
    ).to_polars()
    found = []
    for mark, (n, values) in zip(told.iter_columns(), maybe.items(), strict=True):
        number = pl.DataFrame({"m": mark, "v": values}).select(pl.when(pl.col("m").is_not_null()).then("v")).to_series()
        if number.null_count() < len(number):
            found.append(number.alias(NUMBER + frame.columns[n]))
    return found


def _settle(column: pl.Series) -> pl.Series:
    """Whole numbers as Int64, and days without a time as dates: what the sheet shows."""
    if column.dtype.is_float() and not column.name.startswith(NUMBER):
        whole = column.is_finite() & (column == column.round()) & (column.abs() < 2**53)
        return column.cast(pl.Int64) if whole.all() else column
    if column.dtype == pl.Datetime:
        return column.cast(pl.Date) if (column.dt.truncate("1d") == column).all() else column
    if column.dtype == pl.String:
        return column.str.replace(r"^(\d{4}-\d\d-\d\d) 00:00:00$", "$1")
    return column
