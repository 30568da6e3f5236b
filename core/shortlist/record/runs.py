"""The record as it is read: the file, its runs, and the frames that each run keeps."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl
from sqlite_utils import Database

from shortlist.errors import Place
from shortlist.language import Text
from shortlist.loading.load import rebuild
from shortlist.record.database import ROW_BITS, RecordError, connect, location, troubles
from shortlist.record.soundness import check_run, damaged, reading
from shortlist.ruleset.definition import Ruleset
from shortlist.ruleset.sources import Origin, SourceFile, content_hash

INPUT_ROW = "__row__"  # in a chunk of inputs: the row of its run that a row is
FIXED = ("prospect_id", "name", "decision", "grade", "score", "score_low", "score_high", "certain", "decision_worst",
         "decision_best", "coverage", "reasons", "ask_next", "treatment", "tags")  # fmt: skip


class Record:
    """An open record. Use it as a context manager; `path` is its file, `db` sqlite-utils' database.

    >>> with open_record() as record:
    ...     record.rows("SELECT prospect_id, decision FROM last_decisions WHERE certain ORDER BY 1 LIMIT 1")
    [{'prospect_id': '0026J', 'decision': 'reject'}]
    """

    def __init__(self, path: Path, db: Database) -> None:
        self.path, self.db = path, db

    def __enter__(self) -> Record:
        return self

    def __exit__(self, *_: object) -> None:
        self.db.close()

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """The rows of a query as dicts."""
        with troubles(self.path):
            return list(self.db.query(sql, list(values)))


def open_record(path: str | Path | None = None, *, write: bool = False) -> Record:
    """The record at a path (else that of $SHORTLIST_DB, else the user's own).

    To read, it must be there; to write, it is made where it is not. Raises RecordError.

    >>> with open_record() as record:
    ...     record.path.name
    'record.db'
    """
    file = location(str(path) if path is not None else None)
    return Record(file, connect(file, write=write))


@dataclass(frozen=True)
class Run:
    """A run of the record: the columns of `runs` that are always there, and its ruleset as it was.

    `id` is its number, `as_of` its date, `facts` its row of `runs` (docs/record.md) by column.

    >>> with open_record() as record:
    ...     run = find_run(record, "last")
    ...     run.as_of.isoformat(), run.ruleset.id, run.decisions(1, 1)["decision"].to_list()
    ('2026-11-23', 'starter', ['qualify'])
    """

    record: Record
    id: int
    as_of: date
    facts: dict[str, Any]

    @cached_property
    def origin(self) -> Origin:
        """What its ruleset was made from. Raises RecordError where a file that it kept is no longer what was recorded."""
        files = self.record.rows(
            "SELECT f.kind, f.path, f.content, c.body FROM run_files f LEFT JOIN contents c ON c.hash = f.content "
            "WHERE f.run_id = ? ORDER BY f.position",
            [self.id],
        )
        for file in files:
            said = f"{file['path']} of run {self.id}", f"第 {self.id} 次运行的 {file['path']}"
            check_content(self.record, file["content"], file["body"], *said)

        def of(kind: str) -> tuple[SourceFile, ...]:
            own = [file for file in files if file["kind"] == kind]
            if not all(isinstance(file["path"], str) for file in own):
                raise TypeError("path")
            return tuple(SourceFile(file["path"], file["body"].encode()) for file in own)

        with self._reading("the ruleset", "规则集"):
            found = Origin(of("ruleset"), of("reference"), tuple(json.loads(self.facts["assignments"])))
        if not found.files:
            raise damaged(self.record.path, f"the ruleset of run {self.id}", f"第 {self.id} 次运行的规则集")
        if found.hash != self.facts["ruleset_hash"]:
            raise _changed(self.record, f"the ruleset of run {self.id}", f"第 {self.id} 次运行的规则集")
        return found

    @cached_property
    def ruleset(self) -> Ruleset:
        """Its ruleset, made again from the recorded files. Raises RulesetError where a plugin that it needs has changed."""

        origin = self.origin
        try:
            return rebuild(origin)
        except KeyError as error:  # a lookup table that the record should hold
            raise damaged(self.record.path, f"the ruleset of run {self.id}", f"第 {self.id} 次运行的规则集") from error

    def _reading(self, en: str, zh: str) -> AbstractContextManager[None]:
        return reading(self.record.path, f"{en} of run {self.id}", f"第 {self.id} 次运行的{zh}")

    @cached_property
    def columns(self) -> dict[str, pl.DataType]:
        """The output columns of its decisions and their types."""
        return {name: getattr(pl, dtype)() for name, dtype in json.loads(self.facts["columns"])}

    def chunks(self) -> list[tuple[int, int, str]]:
        """First row, last row and content hash of each chunk of inputs."""
        found = self.record.rows(
            "SELECT first_row, last_row, content FROM inputs WHERE run_id = ? ORDER BY first_row", [self.id]
        )
        if not all(isinstance(chunk[name], int) for chunk in found for name in ("first_row", "last_row")):
            raise damaged(self.record.path, f"the inputs of run {self.id}", f"第 {self.id} 次运行的输入")
        return [(chunk["first_row"], chunk["last_row"], chunk["content"]) for chunk in found]

    def inputs(self, content: str) -> pl.DataFrame:
        """A chunk of typed inputs: INPUT_ROW, `prospect_id`, `name` and the fields that the list supplied."""
        found = self.record.rows("SELECT body FROM contents WHERE hash = ?", [content])
        body: bytes = found[0]["body"] if found else b""
        check_content(self.record, content, body, f"the inputs of run {self.id}", f"第 {self.id} 次运行的输入")
        with self._reading("the inputs", "输入"):
            frame = decode_frame(body)
            if INPUT_ROW not in frame.columns:
                raise KeyError(INPUT_ROW)
            return frame

    def decisions(self, first: int, last: int) -> pl.DataFrame:
        """The decisions of rows `first` to `last`: INPUT_ROW and the output columns."""
        fixed = [name for name in self.columns if name in FIXED]
        select = ", ".join(["row", *fixed, "details"])
        with troubles(self.record.path):
            rows = self.record.db.execute(
                f"SELECT {select} FROM decisions WHERE id BETWEEN ? AND ? ORDER BY id",
                [decision_id(self.id, first), decision_id(self.id, last)],
            ).fetchall()
        with self._reading("the decisions", "结论"):
            return self._typed(rows, fixed)

    def _typed(self, rows: Sequence[Sequence[Any]], fixed: Sequence[str]) -> pl.DataFrame:
        """Rows of `decisions` with the types of the output columns."""
        stored = {name: pl.Int64() if self.columns[name] == pl.Boolean else self.columns[name] for name in fixed}
        frame = pl.DataFrame(rows, schema={INPUT_ROW: pl.Int64(), **stored, "details": pl.String()}, orient="row")
        own = pl.Struct({name: dtype for name, dtype in self.columns.items() if name not in FIXED})
        if own.fields:
            frame = frame.with_columns(pl.col("details").str.json_decode(own)).unnest("details")
        return frame.with_columns(pl.col(name).cast(dtype) for name, dtype in self.columns.items()).select(
            INPUT_ROW, *self.columns
        )


def check_content(record: Record, digest: str, body: str | bytes | None, en: str, zh: str = "") -> None:
    """Raises RecordError where a content of the record is not what its hash says: it was changed after it was recorded."""
    data = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    if not isinstance(data, bytes) or content_hash(data) != digest:
        raise _changed(record, en, zh or en)


def _changed(record: Record, en: str, zh: str) -> RecordError:
    return RecordError.of(
        f"what the record kept of {en} has been changed since it was written; nothing is shown that rests on it: take the record "
        "from a backup, or qualify the list again",
        f"运行记录中保存的“{zh}”写入后有改动，依赖它的内容一概不予显示；请用备份恢复运行记录，或重新评审名单",
        Place(str(record.path)),
    )


def decision_id(run: int, row: int) -> int:
    """The id of a decision: rows of a run lie together in the file, without an index."""
    return (run << ROW_BITS) + row


def encode_frame(frame: pl.DataFrame) -> bytes:
    """A frame as a chunk of inputs is stored; the same frame gives the same bytes."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", compression_level=3, statistics=False)
    return buffer.getvalue()


def decode_frame(body: bytes) -> pl.DataFrame:
    return pl.read_parquet(io.BytesIO(body))


def list_runs(record: Record) -> list[Run]:
    """Every complete run, the newest first; an empty list where there is none. Raises RecordError.

    >>> with open_record() as record:
    ...     [(run.id, run.facts["rows_in"]) for run in list_runs(record)]
    [(1, 12)]
    """
    return [_run(record, row) for row in record.rows("SELECT * FROM runs WHERE state = 'complete' ORDER BY id DESC")]


def find_run(record: Record, number: int | str) -> Run:
    """A complete run by its number, or `last`. Raises RecordError where there is none.

    >>> with open_record() as record:
    ...     find_run(record, 1).facts["ruleset"]
    'starter'
    """
    found = list_runs(record)
    if number == "last" and found:
        return found[0]
    for one in found:
        if str(one.id) == str(number):
            return one
    known = [str(one.id) for one in found]
    if not known:
        raise RecordError.of(f"{record.path}: the record holds no run", f"{record.path}：运行记录中没有任何运行")
    listed = ", ".join(known[:10]) + (" ..." if len(known) > 10 else "")
    raise RecordError.of(
        f"{record.path}: there is no run '{number}'; there are: {listed}; see `shortlist runs`",
        f"{record.path}：没有编号为 '{number}' 的运行；现有：{listed}；参见 `shortlist runs`",
    )


def name_runs(numbers: Iterable[int]) -> Text:
    """Runs in a sentence, each once, in order.

    >>> name_runs([7, 4, 1, 4]).en, name_runs([7, 4, 1]).zh, name_runs([3]).en
    ('runs 1, 4, 7', '第 1、4、7 次运行', 'run 3')
    """
    each = [str(one) for one in sorted({*numbers})]
    return Text(f"run{'s' * (len(each) > 1)} {', '.join(each)}", f"第 {'、'.join(each)} 次运行")


def _run(record: Record, row: dict[str, Any]) -> Run:
    check_run(record.path, row)
    return Run(record, row["id"], date.fromisoformat(row["as_of"]), row)
