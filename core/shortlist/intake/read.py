"""From a list to typed fields: one lazy plan, with all that could not be read set aside and counted."""

from __future__ import annotations

import weakref
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from pathlib import Path

import polars as pl

from shortlist import temporary
from shortlist.errors import ListError, Place, Problem
from shortlist.intake.columns import Column, Unmapped
from shortlist.intake.currencies import find_currency_columns
from shortlist.intake.decided import counts_rows, take_off
from shortlist.intake.defaults import find_absent, give_defaults, note_defaults
from shortlist.intake.detection import detect
from shortlist.intake.duplicates import drop_duplicates
from shortlist.intake.far_amounts import doubt_far
from shortlist.intake.headers import headers_known, match
from shortlist.intake.kept_columns import Keep, select_kept
from shortlist.intake.known import Known
from shortlist.intake.leftovers import refuse_leftovers
from shortlist.intake.lost_digits import note_dates, note_lost_digits
from shortlist.intake.markers import note_markers
from shortlist.intake.options import ReadOptions
from shortlist.intake.parsing.text import Reading
from shortlist.intake.plausibility import check_plausibility
from shortlist.intake.profile import Profile, profile_list
from shortlist.intake.ranged import Ranged, find_ranges, note_ranges
from shortlist.intake.shown_currencies import find_shown, take_formats
from shortlist.intake.shown_ranges import take_shown_ranges
from shortlist.intake.shown_units import take_shown_units
from shortlist.intake.sources.header_rows import IsHeader, is_value
from shortlist.intake.sources.opening import open_list
from shortlist.intake.sources.raw import ROW, RawList, unreadable
from shortlist.intake.true_numbers import settle_true_numbers
from shortlist.intake.typed import VALUE, Unreadable, type_columns
from shortlist.intake.vocabulary import note_unlisted
from shortlist.language import Text, current
from shortlist.model.fields import Field
from shortlist.model.identity import IDENTITY
from shortlist.model.ranges import LEAST, MOST

LOOK_AT = 5_000  # rows by whose cells a header of several meanings may be settled
OWN = tuple(one.id for one in IDENTITY)


@dataclass
class Intake:
    """A list as typed fields. Use it as a context manager: leaving it removes its temporary files, which are gone too as soon
    as nothing refers to it any more.

    `frame` has `prospect_id` and `name` (String) and one typed column a mapped field, under the field's id and in the
    order of the list; null is missing or unreadable. Where cells of a column are ranges, `least:FIELD` and `most:FIELD` stand behind it:
    in such a row the field itself is null, and these are its ends; null is an end that is absent. Kept columns of the list stand behind them as they were read, as
    `list:HEADER`. Running `frame` fills `unreadable`. `rows_in` = rows of `frame` + rows of `refused`.

    `columns` and their `readings`, by field, say how the list was understood; `unmapped` headers became no field, `doubts` are why columns were left
    out, and `duplicates` counts the refused rows whose id stood earlier. `ranges` says by field what a column holds of ranges. `numbers` has the
    number in the list of each row of `frame`. `numbered` says that nothing in the list identifies a prospect: then `prospect_id` is the row number,
    by which nothing outside this list may be joined. `decided` says that it was written by this program. A row without an id in a list that has ids
    is called `row N`. Money is in `currency`.

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
    numbered: bool = False
    decided: bool = False
    ranges: Mapping[str, Ranged] = dataclass_field(default_factory=dict)

    def __post_init__(self) -> None:
        self._remove = weakref.finalize(self, temporary.remove, self.folder)

    @property
    def source(self) -> str:
        return self.raw.source

    @property
    def rows_in(self) -> int:
        return self.raw.rows_in

    @property
    def is_bare(self) -> bool:
        """Whether the list has columns for the names and ids of its prospects, and no others at all."""
        return not (self.decided or self.unmapped) and {column.field.id for column in self.columns} <= {*OWN}

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What is unusual in the list or in how it was read."""
        return tuple(self.raw.notes)

    @property
    def ranged_cells(self) -> dict[str, int]:
        """How many cells of each header are ranges."""
        return {one.column.header: one.cells for one in self.ranges.values() if one.cells}

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
            line = self.raw.lines_of(pl.Series([row]))[0]
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
    known: Known = Known(),  # noqa: B008  (it is frozen)
) -> Intake:
    """Open a list and settle how each of its columns is read; nothing but `Intake.frame` converts cells.

    `fields` are the ruleset's by id; `prospect_id` and `name` are added. `rates` gives the worth of one unit of a currency
    in `currency`. `keep` names headers whose columns stay beside the fields. Raises ListError for all that is wrong with the
    list or with what was said about it; with `leave_doubts` a column that leaves a doubt or makes no sense is left out
    instead, and named in `Intake.doubts`. A `related` list has no prospects of its own, as a history table: its frame has no
    `prospect_id` and `name`, but the row number `row`. `known` is what else the ruleset knows of its lists, as `Ruleset.read`
    gives it.

    >>> fields = {"annual_revenue": Field("annual_revenue", "money")}
    >>> with read_list("examples/crm.csv", fields, currency="EUR", rates={"SEK": 0.09}) as intake:
    ...     intake.frame.head(2).collect().rows()
    [('0017A', 'Rheinwerk Antriebe', 84000000.0), ('0018B', 'Norrland Timber', 27900000.0)]
    """
    folder = temporary.make_folder()
    raw: RawList | None = None
    try:
        raw = _open(source, folder, options, headers_known(fields, currency))
        return _read(raw, folder, fields, options, currency, rates or {}, keep, leave_doubts, related, known)
    except BaseException as error:
        temporary.remove(folder)
        if isinstance(error, pl.exceptions.PolarsError | OSError | UnicodeError):
            raise unreadable(source, error) from error
        if isinstance(error, ListError) and raw is not None and raw.guess is not None:
            raise ListError([*error.problems, raw.guess]) from error
        raise


def _read(
    raw: RawList,
    folder: Path,
    fields: Mapping[str, Field],
    options: ReadOptions,
    currency: str,
    rates: Mapping[str, float],
    keep: Keep,
    leave_doubts: bool,
    related: bool,
    known: Known,
) -> Intake:
    """The way of a list through intake, once and forward: headers, units, leftovers, profile, detection, conversion."""
    again = not related and take_off(raw, known.outputs, known.foreign)
    said = _name_identity(raw, options) if again else options
    columns, unmapped, open_ = _settle_headers(raw, fields, said, currency, related, known.unread, leave_doubts)
    refuse_leftovers(raw, columns, related=related)
    settle_true_numbers(raw, columns)
    note_lost_digits(raw, columns, related=related or options.duplicates == "keep")
    note_dates(raw, columns)
    profile = profile_list(raw, columns, folder, hash_ids=options.duplicates == "refuse", listed=known.listed)
    if not related and profile.nameless:
        raw.notes.append(_note_nameless(raw.source, profile, columns))
    detected = detect(raw, columns, profile.tallies, currency, rates)
    frame, doubled = drop_duplicates(raw, detected.columns, profile.ids)
    detected = doubt_far(frame, detected, profile.tallies)
    columns, senseless = check_plausibility(raw, frame, detected, profile.tallies, currency, rates)
    raw.notes += note_unlisted(columns, detected.readings, profile.tallies, known.listed, raw.source)
    raw.notes += note_markers(frame, columns, detected.readings, profile.tallies, raw.source)
    ranges = find_ranges(frame, columns, detected.readings, profile.tallies)
    raw.notes += note_ranges(ranges.values(), raw.source, currency, known.ranges)
    doubts = (*open_, *detected.doubts, *senseless)
    if doubts and not leave_doubts:
        raise ListError(doubts)
    cells = Unreadable(folder)
    read = {name for name, one in ranges.items() if one.is_read}
    typed = type_columns(frame, columns, detected.readings, cells, read)
    kept = [one for one in raw.headers if one not in OWN] if again and keep == "all" else keep
    typed = typed.select(
        *_outputs(columns, related, {name for name, one in ranges.items() if one.cells}),
        *select_kept(raw, kept, columns),
    )
    if not related:
        absent = find_absent(fields, {one.field.id for one in columns}, [one.header for one in unmapped])
        typed = typed.with_columns(give_defaults(absent))
        raw.notes += note_defaults(absent, raw.source, currency)
    numbered = not related and _is_numbered(raw, columns, again)
    numbers = frame.select(ROW)
    return Intake(
        raw, folder, typed, numbers, columns, detected.readings, unmapped, cells, doubts, doubled, currency, numbered, again, ranges,
    )  # fmt: skip


def _settle_headers(
    raw: RawList,
    fields: Mapping[str, Field],
    options: ReadOptions,
    currency: str,
    related: bool,
    unread: Mapping[str, Field],
    leave_doubts: bool,
) -> tuple[tuple[Column, ...], tuple[Unmapped, ...], list[Problem]]:
    """Which header became which field, with the unit and the currency that the list says of it, and what is left to ask."""
    open_: list[Problem] = []
    asked = open_ if leave_doubts else None
    columns, unmapped = _find_columns(raw, fields, options, currency, related, unread, asked)
    take_shown_ranges(raw, columns)
    shown = find_shown(raw, columns, currency)
    columns, unclear = find_currency_columns(raw.frame, raw.headers, columns, currency, raw.source, raw.notes, shown)
    columns, unsettled = take_formats(raw, columns, currency)
    columns, unsaid = take_shown_units(raw, columns, currency)
    beside = {column.currency_header for column in columns}
    unmapped = tuple(one for one in unmapped if one.header not in beside)
    return columns, unmapped, [*open_, *unclear, *unsettled, *unsaid]


def _open(source: str, folder: Path, options: ReadOptions, known: IsHeader) -> RawList:
    """The list as it stands there, down to the limit."""
    raw = open_list(
        source,
        folder,
        encoding=options.encoding,
        delimiter=options.delimiter,
        header_row=options.header_row,
        visible=options.visible,
        known=known,
    )
    if (limit := options.limit) is None:
        return raw
    if limit < 1:
        raise ListError.of("--limit is at least 1", "--limit 至少为 1", Place("--limit"))
    if limit >= raw.rows_in:
        return raw
    raw.frame = raw.frame.filter(pl.col(ROW) <= limit).head(limit)
    raw.rows_in = min(raw.rows_in, limit)
    if raw.refused.count:
        raw.refused.count = int(raw.refused.frame().filter(pl.col(ROW) <= limit).height)
    return raw


def _name_identity(raw: RawList, options: ReadOptions) -> ReadOptions:
    """The options for a decided list, whose id and name stand in the columns that were written for them."""
    said = {one.partition("=")[0].strip() for one in options.maps}
    if options.mapping_file is not None:
        return options
    own = [f"{name}={name}" for name in OWN if name in raw.headers and name not in said]
    return replace(options, maps=(*own, *options.maps))


def _is_numbered(raw: RawList, columns: Sequence[Column], again: bool) -> bool:
    """Whether nothing in the list identifies a prospect."""
    found = next((column for column in columns if column.field.id == "prospect_id"), None)
    return found is None or (again and found.how != "--id" and found.header == "prospect_id" and counts_rows(raw))


def _note_nameless(source: str, profile: Profile, columns: Sequence[Column]) -> Problem:
    """What is said of rows without an id in a list that has ids."""
    header = next(column.header for column in columns if column.field.id == "prospect_id")
    count, first = profile.nameless, profile.first_nameless
    rows = f"{count:,} rows have no id in '{header}' and are called by their numbers, the first 'row {first}'"
    if count == 1:
        rows = f"one row has no id in '{header}' and is called by its number, 'row {first}'"
    called = f"（第一个为 'row {first}'）" if count > 1 else f"（'row {first}'）"
    return Problem.of(
        f"{rows}: no override, history or earlier decision is joined to {'it' if count == 1 else 'them'}; give an id in the list",
        f"'{header}' 列有 {count:,} 行没有编号，以行号代替{called}，因此不会关联人工调整、历史表或以前的结论；请在名单中补上编号",
        Place(source),
    )


def _find_columns(
    raw: RawList,
    fields: Mapping[str, Field],
    options: ReadOptions,
    currency: str,
    related: bool,
    unread: Mapping[str, Field],
    doubts: list[Problem] | None,
) -> tuple[tuple[Column, ...], tuple[Unmapped, ...]]:
    """Which header became which field, and which none. Raises ListError for what `doubts` does not take."""
    columns, unmapped = match(
        raw.headers,
        fields if related else {**{one.id: one for one in IDENTITY}, **fields},
        home=currency,
        maps=options.maps,
        mapping_file=options.mapping_file,
        id_field=options.id_field,
        notes=raw.notes,
        others=unread,
        cells=lambda header: raw.frame.select(header).head(LOOK_AT).collect(engine="streaming").to_series(),
        doubts=doubts,
    )
    if not columns and not related:
        en = zh = ""
        if any(is_value(header) for header in raw.headers):
            shown = ", ".join(raw.headers[:5])[:80]
            en = f" (its first row seems to be data, not headers: {shown}; write a row of headers above it)"
            zh = f"（首行疑似数据而非表头：{shown}；请在其上方加一行表头）"
        problem = Problem.of(
            f"no column of the list is a known field{en}; see `shortlist inspect`, and use --map FIELD=HEADER",
            f"名单中没有可识别的字段{zh}；请用 `shortlist inspect` 查看，并用 --map 字段=表头 指定",
            Place(raw.source),
        )
        if doubts is None:
            raise ListError([problem])
        doubts.append(problem)
    return columns, unmapped


def _outputs(columns: Sequence[Column], related: bool, ranged: Collection[str]) -> list[pl.Expr]:
    if related:
        return [pl.col(ROW).alias("row"), *(pl.col(VALUE + c.field.id).alias(c.field.id) for c in columns)]
    there = {column.field.id for column in columns}
    number = pl.col(ROW).cast(pl.String)
    # Not the number alone, which could be another row's id, or that of somebody in another list.
    own = pl.coalesce(pl.col(VALUE + "prospect_id"), "row " + number) if "prospect_id" in there else number
    name = pl.col(VALUE + "name") if "name" in there else pl.lit(None, pl.String)
    others = [
        pl.col(VALUE + one).alias(one)
        for name in (column.field.id for column in columns)
        if name not in ("prospect_id", "name")
        for one in ((name, LEAST + name, MOST + name) if name in ranged else (name,))
    ]
    return [own.alias("prospect_id"), name.alias("name"), *others]
