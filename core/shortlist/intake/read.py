"""From a list to typed fields: one lazy plan, with all that could not be read set aside and counted."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import polars as pl

from shortlist.errors import ListError, Place, Problem, suggest
from shortlist.intake.detection import settle
from shortlist.intake.duplicates import hasher, hashes_of_ids, not_in, refuse_duplicates
from shortlist.intake.headers import Column, Unmapped, match
from shortlist.intake.parsing.text import Reading
from shortlist.intake.plausibility import check_sense, warn_of_small_money
from shortlist.intake.profile import NEEDED, Tally, plain_counts
from shortlist.intake.sources.opening import open_list
from shortlist.intake.sources.raw import ROW, RawList, unreadable
from shortlist.intake.sources.spill import Spill
from shortlist.intake.typed import VALUE, Unreadable, type_columns
from shortlist.language import Text, current
from shortlist.model.fields import IDENTITY, NUMERIC, Field
from shortlist.model.reserved import KEPT


@dataclass
class Intake:
    """A list as typed fields. Use it as a context manager: leaving it removes its temporary files.

    `frame` has `prospect_id` and `name` (String) and one typed column a mapped field, under the field's id and in the
    order of the list; null is missing or unreadable. Kept columns of the list stand behind them as they were read, as
    `list:HEADER`. Running `frame` fills `unreadable`. `rows_in` = rows of `frame` + rows of `refused`.
    """

    source: str
    frame: pl.LazyFrame
    columns: tuple[Column, ...]
    unmapped: tuple[Unmapped, ...]
    rows_in: int
    readings: dict[str, Reading]
    tallies: dict[str, Tally]
    raw: RawList
    unreadable: Unreadable
    notes: tuple[Problem, ...] = ()
    doubts: tuple[Problem, ...] = ()
    duplicates: int = 0
    _numbers: Any = field(default=None, repr=False)
    _close: Any = field(default=None, repr=False)

    @property
    def refused(self) -> pl.DataFrame:
        """The refused rows: `row`, `line` (null where the list has no lines), `reason` and `text`, by row.

        `text` is the id for a prospect that was read but could not be decided.
        """
        return self.refused_texts.select("row", "line", pl.col(current()).alias("reason"), "text")

    @property
    def refused_texts(self) -> pl.DataFrame:
        """The refused rows with their reason in both languages: `row`, `line`, `en`, `zh` and `text`, by row."""
        frame = self.raw.refused.frame().filter(pl.col(ROW) <= self.rows_in)
        return frame.select(pl.col(ROW).alias("row"), "line", "en", "zh", "text")

    @property
    def refused_count(self) -> int:
        return int(self.raw.refused.count)

    def refuse(self, undecided: Mapping[int, tuple[str, Text]]) -> None:
        """Count rows of `frame`, by position from 0, among the refused ones: each with its id and why it was not decided."""
        numbers = self._numbers.with_row_index("position").filter(pl.col("position").is_in(list(undecided))).collect()
        for position, row in numbers.rows():
            line = None if self.raw.first_line is None else row + self.raw.first_line - 1
            prospect_id, reason = undecided[position]
            self.raw.refused.add(row, line, reason, prospect_id)

    def __enter__(self) -> Intake:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Remove the temporary files; `frame` cannot be run any more."""
        if self._close is not None:
            self._close()


def read_list(
    source: str,
    fields: Mapping[str, Field],
    *,
    maps: Sequence[str] = (),
    mapping_file: str | None = None,
    currency: str = "USD",
    rates: Mapping[str, float] | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_row: int | None = None,
    limit: int | None = None,
    id_field: str | None = None,
    duplicates: Literal["refuse", "keep"] = "refuse",
    keep: Sequence[str] | Literal["all", "none"] = "none",
    leave_doubts: bool = False,
    related: bool = False,
) -> Intake:
    """Open a list and settle how each of its columns is read; nothing but `Intake.frame` converts cells.

    `fields` are the ruleset's by id; `prospect_id` and `name` are added. `rates` gives the worth of one unit of a currency
    in `currency`. Raises ListError for all that is wrong with the list or with what was said about it; with `leave_doubts`
    a column that leaves a doubt or makes no sense is left out instead, and named in `Intake.doubts`. A `related` list has
    no prospects of its own, as a history table: its frame has no `prospect_id` and `name`, but the row number `row`.
    """
    folder = Path(tempfile.mkdtemp(prefix="shortlist-"))
    close = weakref.finalize(folder_owner := _Owner(), shutil.rmtree, folder, ignore_errors=True)
    try:
        raw = open_list(source, folder, encoding=encoding, delimiter=delimiter, header_row=header_row)
        if limit is not None:
            _limit(raw, limit)
        intake = _build(
            raw,
            dict(fields) if related else _with_identity(fields),
            folder,
            keep,
            duplicates,
            match_options={"maps": maps, "mapping_file": mapping_file, "id_field": id_field, "home": currency},
            rates=rates or {},
            leave_doubts=leave_doubts,
            related=related,
        )
        intake._close = close
        intake.__dict__["_owner"] = folder_owner
        return intake
    except (pl.exceptions.PolarsError, OSError, UnicodeError) as error:
        close()
        raise unreadable(source, error) from error
    except BaseException:
        close()
        raise


class _Owner:
    """What the temporary folder lives as long as."""


def _with_identity(fields: Mapping[str, Field]) -> dict[str, Field]:
    return {**{one.id: one for one in IDENTITY}, **fields}


def _limit(raw: RawList, limit: int) -> None:
    if limit < 1:
        raise ListError.of("--limit is at least 1", "--limit 至少为 1", Place("--limit"))
    raw.frame = raw.frame.filter(pl.col(ROW) <= limit).head(limit)
    raw.rows_in = min(raw.rows_in, limit)
    if raw.refused.count:
        raw.refused.count = int(raw.refused.frame().filter(pl.col(ROW) <= limit).height)


def _build(
    raw: RawList,
    fields: Mapping[str, Field],
    folder: Path,
    keep: Sequence[str] | str,
    duplicates: str,
    *,
    match_options: dict[str, Any],
    rates: Mapping[str, float],
    leave_doubts: bool,
    related: bool,
) -> Intake:

    notes = raw.notes
    columns, unmapped = match(raw.headers, fields, notes=notes, **match_options)
    if not columns and not related:
        raise _nothing_known(raw.source)
    columns = _apply_percent_formats(columns, raw, notes)
    tallies, ids = _look(raw, columns, folder, duplicates)
    currency = match_options["home"]
    doubts: list[Problem] = []
    readings = _settle_readings(columns, tallies, raw.source, currency, rates, notes, doubts)
    columns = tuple(column for column in columns if column.field.id in readings)
    frame, doubled = _without_duplicates(raw, columns, ids)
    senseless = check_sense(frame, columns, readings, raw.source)
    doubts += senseless.values()
    if doubts and not leave_doubts:
        raise ListError(doubts)
    columns = tuple(column for column in columns if column.field.id not in senseless)
    warn_of_small_money(frame, columns, readings, tallies, currency, raw.source, notes)
    unreadable_cells = Unreadable(folder)
    selected = type_columns(frame, columns, readings, unreadable_cells).select(
        *_outputs(columns, related), *_select_kept(raw.headers, keep)
    )
    return Intake(
        raw.source,
        selected,
        columns,
        unmapped,
        raw.rows_in,
        readings,
        tallies,
        raw,
        unreadable_cells,
        tuple(notes),
        tuple(doubts),
        doubled,
        _numbers=frame.select(ROW),
    )


def _nothing_known(source: str) -> ListError:
    text = Text(
        "no column of the list is a known field; see `shortlist inspect`, and use --map FIELD=HEADER",
        "名单中没有可识别的字段；请用 `shortlist inspect` 查看，并用 --map 字段=表头 指定",
    )
    return ListError(Problem(text, Place(source)))


def _without_duplicates(raw: RawList, columns: Sequence[Column], ids: Spill | None) -> tuple[pl.LazyFrame, int]:
    """The rows but for later ones of an id, and how many these are; all rows where ids were not hashed."""
    if ids is None:
        return raw.frame, 0
    header = next(column.header for column in columns if column.field.id == "prospect_id")
    doubled = refuse_duplicates(raw, header, ids)
    if doubled is None:
        return raw.frame, 0
    once = pl.col(ROW).map_batches(not_in(doubled), return_dtype=pl.Boolean, is_elementwise=True)
    return raw.frame.filter(once), len(doubled)


def _apply_percent_formats(columns: tuple[Column, ...], raw: RawList, notes: list[Problem]) -> tuple[Column, ...]:
    """The columns with percents as ratios where the cells say that they are, whatever the header says."""
    if not any(column.field.type == "percent" for column in columns):
        return columns
    formatted = raw.percents()
    found = []
    for column in columns:
        all_are = formatted.get(column.header) if column.field.type == "percent" else None
        if all_are:
            if column.unit.percent:
                notes.append(
                    Problem.of(
                        f"'{column.header}': its cells are formatted as percents, so 0.25 is 25 %",
                        f"'{column.header}'：单元格为百分比格式，0.25 即 25%",
                        Place(raw.source),
                    )
                )
            column = replace(column, unit=replace(column.unit, percent=False))
        elif all_are is False and column.how in ("name", "alias"):
            column = replace(column, unit=replace(column.unit, percent=None))  # only some are: asked for
        found.append(column)
    return tuple(found)


def _look(
    raw: RawList, columns: Sequence[Column], folder: Path, duplicates: str
) -> tuple[dict[str, Tally], Spill | None]:
    """The one pass over all cells that decides how they are read, and hashes the ids."""
    tallies = {column.field.id: Tally(column) for column in columns if column.field.type in NEEDED}
    schema = raw.frame.collect_schema()
    numbers = {c.field.id: c.header for c in columns if c.field.type in NUMERIC and schema[c.header] == pl.String}
    frame, odd, looks = plain_counts(raw.frame, numbers)
    for number, column in enumerate(columns):
        if tally := tallies.get(column.field.id):
            cell = odd.get(column.field.id, pl.col(column.header))
            watched = cell.map_batches(_watch(tally), return_dtype=pl.Boolean, is_elementwise=True)
            looks.append(watched.any(ignore_nulls=True).alias(str(number)))
    ids = None
    id_column = next((column for column in columns if column.field.id == "prospect_id"), None)
    if duplicates == "refuse" and id_column is not None:
        ids = hashes_of_ids(folder)
        looks.append(
            pl.struct(ROW, pl.col(id_column.header).alias("id"))
            .map_batches(hasher(ids), return_dtype=pl.Boolean, is_elementwise=True)
            .any(ignore_nulls=True)
            .alias("id")
        )
    if looks:
        found = frame.select(looks).collect(engine="streaming").row(0, named=True)
        for name, count in found.items():
            field_id, _, what = name.partition(":")
            if what:
                tallies[field_id].counts[what] += count
    return tallies, ids


def _watch(tally: Tally) -> Any:
    def watch(cells: pl.Series) -> pl.Series:
        if cells.null_count() < len(cells):
            tally.look(cells)
        return pl.repeat(None, len(cells), dtype=pl.Boolean, eager=True)

    return watch


def _settle_readings(
    columns: Sequence[Column],
    tallies: Mapping[str, Tally],
    source: str,
    currency: str,
    rates: Mapping[str, float],
    notes: list[Problem],
    doubts: list[Problem],
) -> dict[str, Reading]:
    """The reading of every column that leaves no doubt; the doubts are added up."""
    readings: dict[str, Reading] = {}
    for column in columns:
        try:
            readings[column.field.id] = settle(column, tallies.get(column.field.id), source, currency, rates, notes)
        except ListError as error:
            doubts += error.problems
    return readings


def _outputs(columns: Sequence[Column], related: bool) -> list[pl.Expr]:
    if related:
        return [pl.col(ROW).alias("row"), *(pl.col(VALUE + c.field.id).alias(c.field.id) for c in columns)]
    there = {column.field.id for column in columns}
    number = pl.col(ROW).cast(pl.String)
    own = pl.coalesce(pl.col(VALUE + "prospect_id"), number) if "prospect_id" in there else number
    name = pl.col(VALUE + "name") if "name" in there else pl.lit(None, pl.String)
    others = [
        pl.col(VALUE + one).alias(one)
        for one in (column.field.id for column in columns)
        if one not in ("prospect_id", "name")
    ]
    return [own.alias("prospect_id"), name.alias("name"), *others]


def _select_kept(headers: Sequence[str], keep: Sequence[str] | str) -> list[pl.Expr]:
    if isinstance(keep, str):
        wanted: Sequence[str] = headers if keep == "all" else ()
    else:
        wanted = keep
    for header in wanted:
        if header not in headers:
            near = suggest(header, headers)
            raise ListError.of(
                f"the list has no column '{header}'{near.en}", f"名单没有列 '{header}'{near.zh}", Place("--keep")
            )
    return [pl.col(header).alias(KEPT + header) for header in wanted]
