"""CSV, TSV and other delimited text: a fast lane for files whose lines all fit, a careful one for the rest."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

import polars as pl

from shortlist.errors import ListError, Place, Problem
from shortlist.intake.sources.csv_feed import Feed, RunawayError
from shortlist.intake.sources.encoding import TITLES, choose_encoding, find_encoding, is_damaged, lines, survey
from shortlist.intake.sources.header_rows import LOOKED_AT, IsHeader, find_header, named_header, note_header, titles
from shortlist.intake.sources.misfits import explain_nul, explain_ragged, refuse_broken_layout
from shortlist.intake.sources.raw import ROW, RawList, Refusals, unique_headers
from shortlist.intake.sources.report_lines import REASONS, kind_of_short
from shortlist.language import Text

DELIMITERS = ",;\t|"
HEAD_LINES = 500
HEADER_FITS = 0.5  # the share of lines that have as many cells as a first line that is a header
SPOOL_ABOVE = 16_000_000  # bytes; smaller lists gain nothing
SPOOL_BELOW = 4_000_000_000  # bytes; a spool takes two thirds of that in the temporary folder
# Bytes of text in a row group: large ones are quicker, but many are read ahead of a long list, and take memory then. So
# measured on two cores: lists below LONG are read quickest, and longer ones in no more memory than these.
SPOOL_GROUP, LONG, LONG_GROUP = 14_000_000, 256_000_000, 8_000_000
NUL = Text("it holds NUL bytes, which no text has", "含有空字节（NUL），不是文本")


@dataclass(frozen=True)
class Layout:
    """How a delimited file is laid out; `header_lines` is how many lines end with the header's last one."""

    encoding: str
    delimiter: str
    headers: tuple[str, ...]
    header_lines: int
    wrapped: bool
    titles: tuple[str, ...] = ()


def open_text(
    path: Path,
    source: str,
    folder: Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_row: int | None = None,
    tabs: bool = False,
    known: IsHeader = lambda _: False,
) -> RawList:
    """Open a delimited text file; every column is String. `known` tells a header that some field has.

    Raises ListError where the file is empty, not text, or its lines do not agree with its header.
    """
    seen = survey(path)
    if not seen.size:
        raise ListError.of("the list is empty", "名单是空的", Place(source))
    notes: list[Problem] = []
    chosen = find_encoding(encoding) if encoding else choose_encoding(path, seen, source, notes)
    guess = next(iter(notes), None)
    layout = _layout(path, source, chosen, delimiter, header_row, tabs, known, notes)
    _refuse_damaged_headers(layout.headers, chosen, Place(source, layout.header_lines))
    simple = seen.plain and chosen in ("utf-8", "utf-8-sig") and not layout.wrapped and layout.delimiter.isascii()
    rows = _rows_if_all_fit(path, layout) if simple else None
    open_ = _careful if rows is None else partial(_fast, rows=rows)
    try:
        raw = open_(path, source, layout, folder=folder, notes=notes)
    except ListError as error:
        raise ListError([*error.problems, *([guess] if guess else [])]) from error
    raw.titles, raw.guess = layout.titles, guess
    return raw


def _layout(
    path: Path,
    source: str,
    encoding: str,
    delimiter: str | None,
    header_row: int | None,
    tabs: bool,
    known: IsHeader,
    notes: list[Problem],
) -> Layout:
    head = [
        line.lstrip("\ufeff") if number == 0 else line
        for number, line in enumerate(islice(lines(path, encoding), (header_row or 1) + HEAD_LINES))
    ]
    skip = (header_row or 1) - 1
    if skip >= len(head):
        raise ListError.of(
            f"the list has {len(head)} lines, so line {skip + 1} cannot be its header",
            f"名单只有 {len(head)} 行，第 {skip + 1} 行不可能是表头",
            Place(source),
        )
    if header_row is None:
        while skip < len(head) and not head[skip].strip():
            skip += 1
        if skip < len(head) and (told := re.fullmatch(r'"?sep=(.)"?', head[skip], re.I)):
            delimiter, skip = delimiter or told[1], skip + 1
    if skip >= len(head):
        raise ListError.of("the list is empty", "名单是空的", Place(source))
    rest = head[skip:]
    if delimiter is None:
        delimiter = _guess_delimiter(rest, tabs)
    elif delimiter in ("\\t", "tab"):
        delimiter = "\t"
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise ListError.of(
            f"the delimiter must be one character, not '{delimiter}'",
            f"分隔符必须是一个字符，而不是 '{delimiter}'",
            Place("--delimiter"),
        )
    record: Sequence[str]
    record, taken = _first_record(rest, delimiter)
    wrapped, above = False, head[:skip]
    if len(record) == 1 and delimiter in record[0] and rest[0].startswith('"'):
        record = _unwrap(list(record), delimiter)
        wrapped = len(record) > 1
    if not wrapped and taken == 1:
        record, taken, lines_above = _find_header(rest, delimiter, header_row, source, skip, known, notes)
        above += rest[:lines_above]
    shown = titles([_alone(_repair(line), delimiter) for line in above])
    return Layout(encoding, delimiter, unique_headers(record, notes, source), skip + taken, wrapped, shown)


def _refuse_damaged_headers(record: Sequence[str], encoding: str, place: Place) -> None:
    """A row can be left out where bytes are lost, but what a column is called must be known."""
    damaged = [(number, _repair(header)) for number, header in enumerate(record, 1) if is_damaged(header, encoding)]
    if not damaged:
        return
    title = TITLES.get(encoding, "UTF-8" if encoding.startswith("utf-8") else encoding)
    en = ", ".join(f"column {number} ('{header}')" for number, header in damaged[:3])
    zh = "、".join(f"第 {number} 列（'{header}'）" for number, header in damaged[:3])
    raise ListError.of(
        f"the headers hold bytes that are no {title}: {en}; mend them and save the list as UTF-8, or say with --encoding NAME that all of it is "
        "in another encoding",
        f"表头含有不是 {title} 的字节：{zh}；请改正后另存为 UTF-8；如整个文件是其他编码，请用 --encoding 指定",
        place,
    )


def _repair(text: str) -> str:
    """A text that can be shown: `\ufffd` for each byte that is not of the encoding, and for NUL."""
    return "".join("\ufffd" if "\ud800" <= one <= "\udfff" or one == "\0" else one for one in text)


def _find_header(
    rest: Sequence[str],
    delimiter: str,
    header_row: int | None,
    source: str,
    skip: int,
    known: IsHeader,
    notes: list[Problem],
) -> tuple[Sequence[str], int, int]:
    """The headers, the lines of `rest` down to their last, and those above them; `skip` lines stand above `rest`."""
    rows = [_alone(line, delimiter) for line in rest[:LOOKED_AT]]
    header = named_header(rows, 0) if header_row else find_header(rows, known, source)
    if header is None:
        raise ListError.of("the list is empty", "名单是空的", Place(source))
    shown = replace(header, first=header.first + skip)
    note_header(shown, [] if header_row else rows[: header.first], source, notes)
    if header.rows == 1:
        record, taken = _first_record(rest[header.first :], delimiter)
        return record, header.first + taken, header.first
    return header.names, header.last + 1, header.first


def _first_record(rest: Sequence[str], delimiter: str) -> tuple[list[str], int]:
    feed = Feed(iter(rest))
    try:
        return next(csv.reader(feed, delimiter=delimiter, strict=True)), feed.number
    except (csv.Error, StopIteration, RunawayError):
        return next(csv.reader(rest[:1], delimiter=delimiter, quoting=csv.QUOTE_NONE)), 1


def _guess_delimiter(rest: Sequence[str], tabs: bool) -> str:
    """The delimiter under which most of the first lines have as many cells as the header."""
    best, best_score = "\t" if tabs and "\t" in rest[0] else ",", 0.0
    for candidate in ("\t" + DELIMITERS) if tabs else DELIMITERS:
        sizes = [len(record) for record in _split(rest[:200], candidate)]
        if not sizes or sizes[0] < 2:
            continue
        fit = sum(size == sizes[0] for size in sizes) / len(sizes)
        score = fit + min(sizes[0], 50) / 200
        if score > best_score:
            best, best_score = candidate, score
    if best_score >= HEADER_FITS:
        return best
    # The first line is no header, or a title: what most lines agree on.
    for candidate in ("\t" + DELIMITERS) if tabs else DELIMITERS:
        sizes = [size for record in _split(rest[:200], candidate) if (size := len(record)) > 1]
        if sizes:
            size, times = Counter(sizes).most_common(1)[0]
            score = times / len(rest[:200]) + min(size, 50) / 200
            if score > best_score:
                best, best_score = candidate, score
    return best


def _split(rest: Sequence[str], delimiter: str) -> list[list[str]]:
    found = []
    try:
        for record in csv.reader(rest, delimiter=delimiter):
            if len(record) == 1 and delimiter in record[0] and rest[0].startswith('"'):
                record = next(csv.reader(record, delimiter=delimiter))
            if record:
                found.append(record)
    except csv.Error:
        pass
    return found


def _rows_if_all_fit(path: Path, layout: Layout) -> int | None:
    """The number of records where every line after the header is one whole record, else None."""
    # A cell without quotes, or one wholly between them. One pattern for the whole line is an automaton: no captures, no copies.
    cell = rf'(?:[^"{re.escape(layout.delimiter)}]*|(?:"[^"]*")+)'
    fits = pl.col("line").str.contains(rf"^{cell}(?:{re.escape(layout.delimiter)}{cell}){{{len(layout.headers) - 1}}}$")
    if len(layout.headers) == 1:
        fits = fits & (pl.col("line").str.len_bytes() > 0)
    try:
        found = (
            pl.scan_lines(path, row_index_name="n", glob=False)
            .filter(pl.col("n") >= layout.header_lines)
            .select(rows=pl.len(), misfits=(~fits).sum())
            .collect(engine="streaming")
        )
    except pl.exceptions.PolarsError:
        return None
    rows, misfits = found.row(0)
    return int(rows) if not misfits else None


def _fast(path: Path, source: str, layout: Layout, rows: int, folder: Path, notes: list[Problem]) -> RawList:
    refused = Refusals(folder)

    schema: dict[str, pl.DataType | type[pl.DataType]] = dict.fromkeys(layout.headers, pl.String)
    frame = pl.LazyFrame(schema={ROW: pl.UInt32, **schema})
    if rows:
        frame = pl.scan_csv(
            path,
            has_header=False,
            schema=schema,
            separator=layout.delimiter,
            row_index_name=ROW,
            row_index_offset=1,
            skip_lines=layout.header_lines,
            glob=False,
        )
    frame = _spool_parquet(frame, rows, path, folder)
    return RawList(source, "text", frame, layout.headers, rows, refused, notes, layout.header_lines + 1)


def _spool_parquet(frame: pl.LazyFrame, rows: int, path: Path, folder: Path) -> pl.LazyFrame:
    """A large list as Parquet beside: it is read several times, and in chunks larger than those that CSV comes in."""
    size = path.stat().st_size
    if not SPOOL_ABOVE <= size < SPOOL_BELOW:
        return frame
    spool = folder / "list.parquet"
    group = max(rows * (SPOOL_GROUP if size < LONG else LONG_GROUP) // size, 1)
    frame.sink_parquet(spool, compression="uncompressed", statistics=False, row_group_size=group, engine="streaming")
    return pl.scan_parquet(spool, glob=False)


def _careful(path: Path, source: str, layout: Layout, folder: Path, notes: list[Problem]) -> RawList:
    """Rewrite the list once as UTF-8, one record after the other; those that do not fit are refused."""
    refused = Refusals(folder)
    clean = folder / "list.csv"
    sizes: Counter[int] = Counter()
    raw = RawList(source, "text", pl.LazyFrame(), layout.headers, 0, refused, notes)
    first: dict[int, int] = {}
    nul: list[int] = []
    kept = number = before = 0
    with clean.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for number, line, record, reason, text in _records(path, layout):
            if not raw.offsets or line - number != raw.offsets[-1]:
                raw.offsets.extend((number, line - number))
            if line > before + 1 and number > 1:
                raw.gaps.append(number)
            before = line + text.count("\n")
            if reason is None:
                writer.writerow([number, *record])
                kept += 1
                continue
            if kind := next((one for one in ("total", "notice") if reason is REASONS[one]), None):
                raw.leftovers[kind] += 1
                raw.leftover_texts += (
                    [", ".join(cell.strip() for cell in record if cell.strip())] if len(raw.leftover_texts) < 3 else []
                )
            elif reason.en.startswith("it has ") or not record:
                sizes[len(record)] += 1
                first.setdefault(len(record), line)
            elif reason is NUL:
                nul.append(line)
            refused.add(number, line, reason, text)
    refuse_broken_layout(kept, sizes, len(layout.headers), layout.delimiter, source)
    if sizes:
        notes.append(explain_ragged(sizes, first, len(layout.headers), source))
    if nul:
        notes.append(explain_nul(nul, source))
    schema: dict[str, pl.DataType | type[pl.DataType]] = {ROW: pl.UInt32, **dict.fromkeys(layout.headers, pl.String)}
    frame = pl.scan_csv(clean, has_header=False, schema=schema, glob=False) if kept else pl.LazyFrame(schema=schema)
    frame = _spool_parquet(frame, kept, clean, folder)
    raw.frame, raw.rows_in = frame, number
    return raw


def _records(path: Path, layout: Layout) -> Iterator[tuple[int, int, list[str], Text | None, str]]:
    """Each record: its number, first line, cells, why it is refused (None where it fits), and its text."""
    feed = Feed(islice(lines(path, layout.encoding), layout.header_lines, None), layout.header_lines)
    reader = csv.reader(feed, delimiter=layout.delimiter, strict=True)
    cells, number = len(layout.headers), 0
    while True:
        feed.start()
        reason = None
        try:
            record = next(reader)
        except StopIteration:
            return
        except (csv.Error, RunawayError):
            feed.give_back()
            reader = csv.reader(feed, delimiter=layout.delimiter, strict=True)
            record, reason = [], Text("its quotes do not pair up", "引号不成对")
        if not record and reason is None:
            continue  # a blank line is no record
        number += 1
        first = feed.number - len(feed.taken) + 1
        if len(record) == 1 != cells and layout.delimiter in record[0]:
            record = _unwrap(record, layout.delimiter)
        if reason is None and len(record) != cells:
            if len(feed.taken) > 1 and any(len(_alone(line, layout.delimiter)) == cells for line in feed.taken[1:]):
                feed.give_back()
                reader = csv.reader(feed, delimiter=layout.delimiter, strict=True)
                record, reason = [], Text("its quotes do not pair up", "引号不成对")
            elif kind := kind_of_short(record, cells):
                reason = REASONS[kind]
            else:
                has = f"{len(record)} cells" if len(record) > 1 else "1 cell"
                reason = Text(
                    f"it has {has} and the header has {cells}",
                    f"有 {len(record)} 个单元格，而表头有 {cells} 个",
                )
        text = "\n".join(feed.taken)
        if is_damaged(text, layout.encoding):
            title = TITLES.get(layout.encoding, layout.encoding)
            bytes_ = Text(f"it holds bytes that are not {title} text", f"含有不是 {title} 文本的字节")
            reason = reason or (NUL if "\0" in text else bytes_)
        yield number, first, record, reason, text


def _unwrap(record: list[str], delimiter: str) -> list[str]:
    """The cells of a wholly quoted row."""
    try:
        return next(csv.reader(record[0].splitlines(keepends=True), delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration):
        return record


def _alone(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration):
        return []
