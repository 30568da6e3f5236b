"""From a list to typed fields: one lazy plan, with all that could not be read set aside and counted."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl

from shortlist.errors import ListError, Place, Problem, suggest
from shortlist.intake.currencies import find_currency_columns
from shortlist.intake.detection import detect
from shortlist.intake.duplicates import drop_duplicates
from shortlist.intake.headers import Column, Unmapped, match
from shortlist.intake.options import ReadOptions
from shortlist.intake.parsing.text import Reading
from shortlist.intake.plausibility import check_plausibility
from shortlist.intake.profile import profile_list
from shortlist.intake.sources.opening import open_list
from shortlist.intake.sources.raw import ROW, RawList, unreadable
from shortlist.intake.typed import VALUE, Unreadable, type_columns
from shortlist.language import Text, current
from shortlist.model.fields import IDENTITY, Field
from shortlist.model.reserved import KEPT

Keep = Sequence[str] | Literal["all", "none"]


@dataclass
class Intake:
    """A list as typed fields. Use it as a context manager: leaving it removes its temporary files, which are gone too as soon
    as nothing refers to it any more.

    `frame` has `prospect_id` and `name` (String) and one typed column a mapped field, under the field's id and in the
    order of the list; null is missing or unreadable. Kept columns of the list stand behind them as they were read, as
    `list:HEADER`. Running `frame` fills `unreadable`. `rows_in` = rows of `frame` + rows of `refused`.

    `columns` and their `readings`, by field, say how the list was understood; `unmapped` headers became no field, `doubts`
    are why columns were left out, and `duplicates` counts the refused rows whose id stood earlier. `numbers` has the number
    in the list of each row of `frame`. Money is in `currency`.

    >>> from shortlist import Ruleset
    >>> with Ruleset.load("b2b").read("examples/crm.csv") as intake:
    ...     intake.rows_in, intake.refused_count, [column.header for column in intake.columns][:3]
    (12, 0, ['Account ID', 'Account Name', 'Industry'])
    """

    raw: RawList
    folder: Path
    frame: pl.LazyFrame
    numbers: pl.LazyFrame
    columns: tuple[Column, ...]
    readings: dict[str, Reading]
    unmapped: tuple[Unmapped, ...]
    unreadable: Unreadable
    doubts: tuple[Problem, ...]
    duplicates: int
    currency: str = "USD"

    def __post_init__(self) -> None:
        self._remove = weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)

    @property
    def source(self) -> str:
        return self.raw.source

    @property
    def rows_in(self) -> int:
        return self.raw.rows_in

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What is unusual in the list or in how it was read."""
        return tuple(self.raw.notes)

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
        numbers = self.numbers.with_row_index("position").filter(pl.col("position").is_in(list(undecided))).collect()
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
        self._remove()


def read_list(
    source: str,
    fields: Mapping[str, Field],
    options: ReadOptions = ReadOptions(),  # noqa: B008  (it is frozen)
    *,
    currency: str = "USD",
    rates: Mapping[str, float] | None = None,
    keep: Keep = "none",
    leave_doubts: bool = False,
    related: bool = False,
) -> Intake:
    """Open a list and settle how each of its columns is read; nothing but `Intake.frame` converts cells.

    `fields` are the ruleset's by id; `prospect_id` and `name` are added. `rates` gives the worth of one unit of a currency
    in `currency`. `keep` names headers whose columns stay beside the fields. Raises ListError for all that is wrong with the
    list or with what was said about it; with `leave_doubts` a column that leaves a doubt or makes no sense is left out
    instead, and named in `Intake.doubts`. A `related` list has no prospects of its own, as a history table: its frame has no
    `prospect_id` and `name`, but the row number `row`.

    >>> fields = {"annual_revenue": Field("annual_revenue", "money")}
    >>> with read_list("examples/crm.csv", fields, currency="EUR", rates={"SEK": 0.09}) as intake:
    ...     intake.frame.head(2).collect().rows()
    [('0017A', 'Rheinwerk Antriebe', 84000000.0), ('0018B', 'Norrland Timber', 27900000.0)]
    """
    folder = Path(tempfile.mkdtemp(prefix="shortlist-"))
    try:
        raw = _open(source, folder, options)
        columns, unmapped = _find_columns(raw, fields, options, currency, related)
        columns, unsettled = find_currency_columns(raw.frame, raw.headers, columns, currency, source, raw.notes)
        beside = {column.currency_header for column in columns}
        unmapped = tuple(one for one in unmapped if one.header not in beside)
        profile = profile_list(raw, columns, folder, hash_ids=options.duplicates == "refuse")
        detected = detect(raw, columns, profile.tallies, currency, rates or {})
        frame, doubled = drop_duplicates(raw, detected.columns, profile.ids)
        columns, senseless = check_plausibility(raw, frame, detected, profile.tallies, currency, rates or {})
        doubts = (*unsettled, *detected.doubts, *senseless)
        if doubts and not leave_doubts:
            raise ListError(doubts)
        cells = Unreadable(folder)
        typed = type_columns(frame, columns, detected.readings, cells)
        typed = typed.select(*_outputs(columns, related), *_select_kept(raw.headers, keep))
        numbers = frame.select(ROW)
        return Intake(
            raw, folder, typed, numbers, columns, detected.readings, unmapped, cells, doubts, doubled, currency
        )
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, pl.exceptions.PolarsError | OSError | UnicodeError):
            raise unreadable(source, error) from error
        raise


def _open(source: str, folder: Path, options: ReadOptions) -> RawList:
    """The list as it stands there, down to the limit."""
    raw = open_list(
        source,
        folder,
        encoding=options.encoding,
        delimiter=options.delimiter,
        header_row=options.header_row,
    )
    if (limit := options.limit) is None:
        return raw
    if limit < 1:
        raise ListError.of("--limit is at least 1", "--limit 至少为 1", Place("--limit"))
    raw.frame = raw.frame.filter(pl.col(ROW) <= limit).head(limit)
    raw.rows_in = min(raw.rows_in, limit)
    if raw.refused.count:
        raw.refused.count = int(raw.refused.frame().filter(pl.col(ROW) <= limit).height)
    return raw


def _find_columns(
    raw: RawList, fields: Mapping[str, Field], options: ReadOptions, currency: str, related: bool
) -> tuple[tuple[Column, ...], tuple[Unmapped, ...]]:
    """Which header became which field, and which none."""
    columns, unmapped = match(
        raw.headers,
        fields if related else {**{one.id: one for one in IDENTITY}, **fields},
        home=currency,
        maps=options.maps,
        mapping_file=options.mapping_file,
        id_field=options.id_field,
        notes=raw.notes,
    )
    if not columns and not related:
        raise ListError.of(
            "no column of the list is a known field; see `shortlist inspect`, and use --map FIELD=HEADER",
            "名单中没有可识别的字段；请用 `shortlist inspect` 查看，并用 --map 字段=表头 指定",
            Place(raw.source),
        )
    return columns, unmapped


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


def _select_kept(headers: Sequence[str], keep: Keep) -> list[pl.Expr]:
    if isinstance(keep, str):
        if keep not in ("all", "none"):
            raise ListError.of(
                f"keep is all, none or a list of headers; found '{keep}'",
                f"keep 为 all、none 或表头列表；实际为 '{keep}'",
                Place("keep"),
            )
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
