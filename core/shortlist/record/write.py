"""Writes a run into the record in short transactions, yet so that it is seen whole or not at all."""

from __future__ import annotations

import hashlib
import json
import platform
import secrets
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl
from sqlite_utils import Database

from shortlist import ending, temporary
from shortlist.language import Text, current
from shortlist.model.explanation import Override
from shortlist.model.reserved import KEPT
from shortlist.outputs.staged import Staged
from shortlist.planning.plan import Plan
from shortlist.plugins.discovery import registry
from shortlist.plugins.fingerprint import fingerprint_plugins
from shortlist.record.claims import claim, disclaim
from shortlist.record.database import NUMBERED, RecordError, transaction, troubles
from shortlist.record.journal import Journal
from shortlist.record.prospects import read_overrides
from shortlist.record.removal import clear_dead, remove_run, set_complete
from shortlist.record.runs import FIXED, INPUT_ROW, Record, decision_id, encode_frame
from shortlist.ruleset.sources import Origin, content_hash
from shortlist.version import VERSION

CHUNK = 50_000  # rows of a transaction, and of a chunk of inputs
LIBRARIES = ("polars", "sqlglot", "pydantic")
STORED = ("id", "run_id", "row", *FIXED, "details")
OVERRIDE = "override"


@dataclass(frozen=True)
class Source:
    """Where a run's prospects come from: the list as it was named, its SHA-256 (None if it is no file), how it was read.

    `numbered`: its ids are row numbers, so that they are nobody's in another run.
    """

    name: str
    hash: str | None
    options: Mapping[str, Any]
    numbered: bool = False

    @classmethod
    def of(cls, name: str, options: Mapping[str, Any], *, numbered: bool = False) -> Source:
        """The source of a list by its name, such as FILE or FILE::SHEET, with the options that say something."""
        path = Path(name if Path(name).exists() else name.partition("::")[0])
        digest = None
        if path.is_file():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        given = {key: value for key, value in options.items() if value not in (None, (), "refuse")}
        return cls(name, digest, given | {NUMBERED: True} if numbered else given, numbered)


class Recorder:
    """One run on its way into the record. Use it as a context manager: without `land` it leaves no trace.

    `inputs` and `decisions` copy what passes through into temporary files, from which `land` writes the record, so that
    memory stays flat. `overridden` counts the decided prospects with an override in force on the run's date. Raises
    RecordError. `notes` say what became of runs that were killed.
    """

    def __init__(self, record: Record, plan: Plan, source: Source, engine: str = "columnar") -> None:
        self.record, self.plan, self.source, self.engine = record, plan, source, engine
        self.overridden = 0
        self.run_id: int | None = None
        self.notes: list[Text] = []
        self._landed = False
        self.writer = secrets.token_hex(8)
        # Before the run is begun: from then on another process that sees no claim would remove it.
        with troubles(record.path):
            self._claim: sqlite3.Connection = claim(record.path, self.writer)
        self._folder = temporary.make_folder()

    def __enter__(self) -> Recorder:
        try:
            with troubles(self.record.path):
                self.notes = clear_dead(self.record)
                with transaction(self.record.db):
                    self.run_id = _begin(self)
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            if not self._landed and self.run_id is not None:
                # If that fails too, the run stays out of sight, and the next run removes it.
                with suppress(sqlite3.Error):
                    remove_run(self.record.db, self.run_id)
        finally:
            self._close()

    def _close(self) -> None:
        self._claim.close()
        disclaim(self.record.path, self.writer)
        Journal.of(self.record.path, self.writer).remove()
        temporary.remove(self._folder)

    @property
    def overrides(self) -> dict[str, Override]:
        """By prospect the overrides in force on the run's date; none where ids are row numbers."""
        return {} if self.source.numbered else read_overrides(self.record, self.plan.as_of)

    # --- what flows by

    def inputs(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """The typed frame, kept for the record."""
        return self._select_kept(frame, "inputs")

    def decisions(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """The decisions, kept for the record; with a column `override` where one of them has an override in force."""
        decided = self._select_kept(frame, "decisions")
        overruled = pl.LazyFrame(
            [(name, one.decision) for name, one in self.overrides.items()],
            schema={"prospect_id": pl.String, OVERRIDE: pl.String},
            orient="row",
        )
        self.overridden = decided.join(overruled, on="prospect_id", how="semi").select(pl.len()).collect().item()
        if not self.overridden:
            return decided
        names = decided.collect_schema().names()
        if OVERRIDE in names:
            decided = decided.rename({OVERRIDE: f"list_{OVERRIDE}"})
            names = decided.collect_schema().names()
        after = names.index("decision") + 1
        joined = decided.join(overruled, on="prospect_id", how="left", maintain_order="left")
        return joined.select(*names[:after], OVERRIDE, *names[after:])

    def drop(self, positions: Sequence[int]) -> None:
        """Leave out the inputs of rows that the engine refused (counted from 0), so that inputs and decisions match by row."""
        path = self._folder / "inputs.parquet"
        rest = self._folder / "rest.parquet"
        inputs = pl.scan_parquet(path, glob=False).with_row_index("!position")
        inputs.filter(~pl.col("!position").is_in(list(positions))).drop("!position").sink_parquet(rest)
        rest.replace(path)

    def _select_kept(self, frame: pl.LazyFrame, name: str) -> pl.LazyFrame:
        path = self._folder / f"{name}.parquet"
        # Row groups as large as chunks, since `_chunks` reads one after the other.
        frame.sink_parquet(path, compression="lz4", row_group_size=CHUNK, engine="streaming")
        return pl.scan_parquet(path, glob=False)  # the path is no pattern, whatever characters it has

    # --- landing

    def land(self, *, mapping: str, refused: pl.DataFrame, rows_in: int) -> int:
        """Write the run, as `stage` does, and complete it; returns its number."""
        self.stage(mapping=mapping, refused=refused, rows_in=rows_in)
        return self.complete()

    def stage(self, *, mapping: str, refused: pl.DataFrame, rows_in: int) -> None:
        """Write all of the run; nobody sees it before `complete`.

        `mapping` is a mapping file that reads the list in the same way; `refused` has the columns row, line, en, zh, text.
        """
        assert self.run_id is not None
        database, decided = self.record.db, Counts()
        with troubles(self.record.path):
            # One transaction a chunk, so that other writers get their turn. Until the last one has set the state to
            # `complete`, no command or view sees the run.
            for chunk in self._chunks():
                with transaction(database):
                    chunk.insert(database, self.run_id)
                decided.add(chunk.decisions)
            with transaction(database):
                _insert_files(database, self.run_id, self.plan.ruleset.origin, mapping)
                database.conn.executemany(
                    "INSERT INTO refused (run_id, row, line, reason, reason_zh, text) VALUES (?, ?, ?, ?, ?, ?)",
                    ((self.run_id, *row) for row in refused.iter_rows()),
                )
                database.execute(
                    "UPDATE runs SET rows_in = ?, refused = ?, qualify = ?, review = ?, reject = ? WHERE id = ?",
                    [rows_in, refused.height, *decided.counts(), self.run_id],
                )

    def complete(self, outputs: Sequence[Staged] = (), publish: Callable[[], None] = lambda: None) -> int:
        """Let the run be seen as soon as `publish` has put the outputs into place; returns its number.

        Killed in between, the next run finishes. Raises RecordError, before or after the outputs are in place.
        """
        assert self.run_id is not None
        journal = Journal.of(self.record.path, self.writer)
        with troubles(self.record.path), transaction(self.record.db):  # now it is our turn, and all else is quick
            set_complete(self.record.db, self.run_id)
            with ending.step():
                try:
                    journal.write(outputs)
                except OSError as error:
                    raise RecordError.of(f"cannot be written: {error}", f"无法写入：{error}") from error
                publish()
                self.record.db.execute("COMMIT")
                self._landed = True
                journal.remove()
                disclaim(self.record.path, self.writer)
                ending.say_written(Text(f"run {self.run_id} of the record", f"运行记录（第 {self.run_id} 次运行）"))
        return self.run_id

    def _chunks(self) -> Iterator[Chunk]:
        """The run in chunks; while SQLite writes one, a thread encodes the next."""
        inputs = pl.scan_parquet(self._folder / "inputs.parquet", glob=False)
        decisions = pl.scan_parquet(self._folder / "decisions.parquet", glob=False)
        fields = [name for name in inputs.collect_schema().names() if not name.startswith(KEPT)]
        rows = decisions.select(pl.len()).collect().item()
        columns = self.plan.output_columns
        assert self.run_id is not None
        number = self.run_id

        def made(first: int) -> Chunk:
            chunk = inputs.select(fields).slice(first, CHUNK).collect()
            body = encode_frame(chunk.with_row_index(INPUT_ROW, offset=first + 1).cast({INPUT_ROW: pl.Int64}))
            decided = decisions.select(columns).slice(first, CHUNK).collect()
            if not chunk["prospect_id"].equals(decided["prospect_id"]):
                said = "the inputs and the decisions are not of the same prospects", "输入与结论不属于相同的客户"
                raise RecordError(Text(*said))
            return Chunk(first + 1, to_stored(decided, number, first + 1), body)

        with ThreadPoolExecutor(1) as worker:
            coming = worker.submit(made, 0) if rows else None
            for first in range(0, rows, CHUNK):
                assert coming is not None
                chunk = coming.result()
                if first + CHUNK < rows:
                    coming = worker.submit(made, first + CHUNK)
                yield chunk


@dataclass(frozen=True)
class Chunk:
    """Some rows of a run: `decisions` as the table stores them, `body` the inputs as Parquet."""

    first: int
    decisions: pl.DataFrame
    body: bytes

    def insert(self, database: Database, run_id: int) -> None:
        insert_content(database, "inputs", self.body)
        database.execute(
            "INSERT INTO inputs (run_id, first_row, last_row, content) VALUES (?, ?, ?, ?)",
            [run_id, self.first, self.first + self.decisions.height - 1, content_hash(self.body)],
        )
        marks = ", ".join("?" * len(STORED))
        # sqlite-utils' own insert_all builds each row's SQL anew and takes nine times as long.
        database.conn.executemany(
            f"INSERT INTO decisions ({', '.join(STORED)}) VALUES ({marks})", self.decisions.rows()
        )


class Counts:
    """How many rows were decided each way."""

    def __init__(self) -> None:
        self._counts = dict.fromkeys(("qualify", "review", "reject"), 0)

    def add(self, rows: pl.DataFrame) -> None:
        for decision, count in rows["decision"].value_counts().rows():
            self._counts[decision] += count

    def counts(self) -> list[int]:
        return list(self._counts.values())


def to_stored(decided: pl.DataFrame, run_id: int, first: int) -> pl.DataFrame:
    """Decisions as the table `decisions` holds them (STORED), with columns that differ by ruleset as JSON in `details`."""
    own = [name for name in decided.columns if name not in FIXED]
    details = pl.struct(own).struct.json_encode() if own else pl.lit(None, pl.String)
    numbered = decided.with_row_index("row", offset=first).cast({"row": pl.Int64})
    absent = [pl.lit(None, pl.String).alias(name) for name in FIXED if name not in decided.columns]
    return numbered.with_columns(
        *absent,
        (pl.col("row") + decision_id(run_id, 0)).alias("id"),
        pl.lit(run_id).alias("run_id"),
        details.alias("details"),
    ).select(STORED)


def current_time() -> str:
    """The time in UTC, to the second, in ISO 8601."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def insert_content(database: Database, kind: str, body: bytes) -> str:
    """Store a body under its hash, once for all runs; returns the hash. Texts are stored as text."""
    key = content_hash(body)
    shown: bytes | str = body if kind == "inputs" else body.decode()
    database.execute(
        "INSERT OR IGNORE INTO contents (hash, kind, size, body) VALUES (?, ?, ?, ?)", [key, kind, len(body), shown]
    )
    return key


def _begin(recorder: Recorder) -> int:
    """Add the run in the state `writing`; returns its number."""
    plan, source, rules = recorder.plan, recorder.source, recorder.plan.ruleset
    types = plan.decide(pl.LazyFrame(schema={"prospect_id": pl.String})).collect_schema()
    columns = [[name, str(dtype)] for name, dtype in types.items()]
    facts = {
        "state": "writing",
        "started": current_time(),
        "as_of": plan.as_of.isoformat(),
        "folder": str(Path.cwd()),
        "source": source.name,
        "source_hash": source.hash,
        "ruleset": rules.id,
        "ruleset_version": rules.version,
        "ruleset_hash": rules.origin.hash,
        "ruleset_file": rules.source,
        "assignments": _json(rules.origin.assignments),
        "options": _json(source.options),
        "engine": recorder.engine,
        "shortlist_version": VERSION,
        "language": current(),
        "versions": _json(versions()),
        "plugins": _json(fingerprint_plugins(registry())),
        "columns": _json(columns),
        "writer": recorder.writer,
    }
    names, marks = ", ".join(facts), ", ".join("?" * len(facts))
    found = recorder.record.db.execute(f"INSERT INTO runs ({names}) VALUES ({marks})", list(facts.values())).lastrowid
    assert found is not None
    return found


def versions() -> dict[str, str]:
    """The versions of Python and of the libraries that take part in a decision."""
    return {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _insert_files(database: Database, run_id: int, origin: Origin, mapping: str) -> None:
    files = [
        *(("ruleset", file.path, file.data) for file in origin.files),
        *(("reference", file.path, file.data) for file in origin.references),
        ("mapping", "", mapping.encode()),
    ]
    for position, (kind, path, data) in enumerate(files, 1):
        database.execute(
            "INSERT INTO run_files (run_id, position, kind, path, content) VALUES (?, ?, ?, ?, ?)",
            [run_id, position, kind, path, insert_content(database, kind, data)],
        )
