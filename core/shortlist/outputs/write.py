"""Writing a lazy frame as CSV, TSV, XLSX, JSONL, Parquet or a SQLite table: streamed, and whole or not at all."""

from __future__ import annotations

import codecs
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import MappingProxyType

import polars as pl

from shortlist import ending, temporary
from shortlist.errors import ListError, Place
from shortlist.intake.looks import say_look, write_numbers
from shortlist.intake.parsing.formulas import guard, guard_name
from shortlist.intake.sources.number_formats import NumberFormat
from shortlist.language import current
from shortlist.outputs.database import stage_table
from shortlist.outputs.destination import check, split_destination
from shortlist.outputs.dress import Dress
from shortlist.outputs.identity import follow
from shortlist.outputs.staged import Staged, stage_file
from shortlist.outputs.workbook import write_sheet

PIECE = 1 << 20  # bytes that are looked at together


def write_decisions(
    frame: pl.LazyFrame,
    destination: str,
    *,
    guard: bool = True,
    append: bool = False,
    replace: bool = False,
    mark: bool | None = None,
    looks: Mapping[str, NumberFormat] = MappingProxyType({}),
) -> None:
    """Stream `frame`, in its order, to `destination`; what stood there stays until all is written.

    As `stage_decisions`, which says what the options are, and into its place. Raises ListError; then nothing was changed.
    """
    with stage_decisions(
        frame, destination, guard=guard, append=append, replace=replace, mark=mark, looks=looks
    ) as staged:
        publish(staged, destination)


def publish(staged: Staged, destination: str) -> None:
    """Put it into its place. Raises ListError."""
    with _say_troubles(destination):
        staged.publish()


@contextmanager
def stage_decisions(
    frame: pl.LazyFrame,
    destination: str,
    *,
    guard: bool = True,
    append: bool = False,
    replace: bool = False,
    mark: bool | None = None,
    looks: Mapping[str, NumberFormat] = MappingProxyType({}),
    dress: Dress = Dress(),  # noqa: B008  (frozen)
    beside: Iterable[Staged] = (),
) -> Iterator[Staged]:
    """Write `frame` aside, in its order, until it is published; what is not published goes.

    `guard` puts an apostrophe before text cells of CSV and TSV that a spreadsheet would take for a formula. `mark` begins them
    with a byte-order mark, without which Excel does not know that they are UTF-8; None: where the language is Chinese or a
    character is not of ASCII. `append` and `replace` say what to do with a SQLite table that exists. Raises ListError; then
    nothing was changed. `looks` are number formats of columns, which a workbook keeps and other files say behind each number;
    `dress` is how else a workbook looks.
    `beside` are the other outputs of the run, published before it.
    """
    check(destination, append=append, replace=replace)
    path, table = split_destination(destination)
    formats = {name: told.code for name, told in looks.items()}
    dress = dress.with_formats(formats)
    if path.suffix.lower() != ".xlsx":
        frame = frame.with_columns(
            write_numbers(pl.col(name), pl.lit(say_look(told))).alias(name) for name, told in looks.items()
        )
    with ExitStack() as stack:
        with _say_troubles(destination):
            staged: Staged
            if table is not None:
                staged = stack.enter_context(
                    stage_table(frame, follow(path), table, destination, append=append, replace=replace, beside=beside)
                )
            else:
                file = stack.enter_context(stage_file(follow(path), destination))
                _sink(frame, file.part, path.suffix.lower(), guard, mark, dress)
                staged = file
        yield staged


@contextmanager
def _say_troubles(destination: str) -> Iterator[None]:
    try:
        yield
    except (pl.exceptions.PolarsError, OSError, sqlite3.Error, OverflowError) as error:
        said = " ".join(str(error.strerror if isinstance(error, OSError) and error.strerror else error).split())[:300]
        raise ListError.of(f"cannot be written: {said}", f"无法写入：{said}", Place(destination)) from error


def _sink(frame: pl.LazyFrame, part: Path, suffix: str, guarded: bool, mark: bool | None, dress: Dress) -> None:
    if suffix == ".parquet":
        frame.sink_parquet(part, engine="streaming")
    elif suffix == ".jsonl":
        frame.sink_ndjson(part, engine="streaming")
    elif suffix == ".xlsx":
        write_sheet(frame, part, dress)
    else:
        schema = frame.collect_schema()
        flat = frame.with_columns(_flat(name, dtype) for name, dtype in schema.items() if dtype.is_nested())
        if guarded:
            flat = guard_text(flat)
        marked = current() == "zh" if mark is None else mark
        flat.sink_csv(
            part,
            separator="\t" if suffix == ".tsv" else ",",
            include_bom=marked,
            engine="streaming",
            check_extension=False,
        )
        if mark is None and not marked and not _is_ascii(part):
            _put_mark(part)


def _is_ascii(path: Path) -> bool:
    with path.open("rb") as file:
        return all(piece.isascii() for piece in iter(lambda: file.read(PIECE), b""))


def _put_mark(part: Path) -> None:
    """Put a byte-order mark before what a file holds."""
    whole = temporary.make_part(part)
    try:
        with part.open("rb") as plain, whole.open("wb") as marked:
            marked.write(codecs.BOM_UTF8)
            shutil.copyfileobj(plain, marked, PIECE)
        temporary.place(whole, part)
        ending.remove_at_end(part)
    finally:
        temporary.remove(whole)


def _flat(name: str, dtype: pl.DataType) -> pl.Expr:
    return pl.struct(pl.col(name).alias("value")).struct.json_encode().alias(name)


def guard_text(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Text cells, and headers, that a spreadsheet could evaluate as formulas get an apostrophe in front.

    >>> import polars as pl
    >>> guard_text(pl.LazyFrame({"a": ["=1+1", "-5", "-a", "+49 89 1"]})).collect()["a"].to_list()
    ["'=1+1", '-5', "'-a", '+49 89 1']
    """
    schema = frame.collect_schema()
    frame = frame.with_columns(guard(pl.col(name)).alias(name) for name, dtype in schema.items() if dtype == pl.String)
    names = {name: guarded for name in schema.names() if (guarded := guard_name(name)) != name}
    return frame.rename(names) if names else frame
