"""The record as a SQLite file: where it is, which tables and views it has, and what can be wrong with it."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from platformdirs import user_data_path
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from shortlist import ending
from shortlist.errors import Place, Problem, ShortlistError
from shortlist.files import explain_no_file
from shortlist.language import Text
from shortlist.temporary import create_file

VARIABLE = "SHORTLIST_DB"
WAIT = 60.0  # seconds to wait for another writer's short transaction
PAGE = 16_384
CACHE = 64 * 1024  # KiB
ROW_BITS = 32  # a decision's id is its run's id followed by its row, so that the rows of a run lie together in the file

NUMBERED = "numbered"
"""Set in the `options` of a run whose list had no ids: row numbers stand for them, which name nobody in another run."""

migrations = Migrations("shortlist")


class RecordError(ShortlistError):
    """The record cannot be opened, read or written, or does not hold what was asked for.

    >>> from shortlist import open_record
    >>> open_record("nowhere.db")
    Traceback (most recent call last):
    shortlist.record.database.RecordError: nowhere.db: there is no record here yet; `shortlist qualify LIST` makes one, --db names another
    """


def location(given: str | None = None) -> Path:
    """The record's file: the given one, else $SHORTLIST_DB, else `record.db` in the user's data directory."""

    named = given or os.environ.get(VARIABLE)
    return Path(named) if named else user_data_path("shortlist") / "record.db"


@migrations()
def m001_runs_decisions_contents_overrides(db: Database) -> None:
    """The first schema. Timestamps are UTC in ISO 8601; ids of runs are never reused."""
    for statement in TABLES + VIEWS:
        db.execute(statement)


@migrations()
def m002_row_numbers_join_nothing(db: Database) -> None:
    """Runs of lists without ids are marked, and take no part in the views that join runs by id."""
    # No column of those runs was the id, as their mapping shows.
    db.execute(
        f"UPDATE runs SET options = json_set(options, '$.{NUMBERED}', json('true')) WHERE id IN (SELECT f.run_id FROM run_files f "
        "JOIN contents c ON c.hash = f.content WHERE f.kind = 'mapping' AND char(10) || c.body NOT LIKE '%' || char(10) || 'prospect_id:%')"
    )
    for statement in VIEWS:
        name = statement.split()[2]
        if name != "complete_runs" and name != "complete_decisions":
            db.execute(f"DROP VIEW {name}")
            db.execute(_leave_numbered_out(statement))


def has_ids(run: str) -> str:
    """In SQL, whether the ids of a row of `runs` are those of prospects."""
    return f"coalesce(json_extract({run}.options, '$.{NUMBERED}'), 0) = 0"


OVERRIDES_JOIN = f"NOT EXISTS (SELECT 1 FROM runs t WHERE t.id = o.run_id AND NOT {has_ids('t')})"
"""In SQL over `overrides o`: it was made for a prospect, not for a row of one list."""


def _leave_numbered_out(view: str) -> str:
    view = re.sub(r"(\w)\.state = 'complete'", lambda found: f"{found[0]} AND {has_ids(found[1])}", view)
    return view.replace("o\nWHERE withdrawn IS NULL", f"o\nWHERE {OVERRIDES_JOIN} AND withdrawn IS NULL")


TABLES = (
    """CREATE TABLE contents (
    hash TEXT PRIMARY KEY, -- SHA-256 of the body
    kind TEXT NOT NULL,    -- ruleset, reference, mapping (text), or inputs (Parquet)
    size INTEGER NOT NULL, -- bytes
    body BLOB NOT NULL)""",
    """CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    state TEXT NOT NULL CHECK (state IN ('writing', 'complete')),
    started TEXT NOT NULL, ended TEXT, as_of TEXT NOT NULL,
    folder TEXT NOT NULL,      -- where the command was given; relative paths start there
    source TEXT NOT NULL, source_hash TEXT,
    ruleset TEXT NOT NULL, ruleset_version TEXT NOT NULL, ruleset_hash TEXT NOT NULL, ruleset_file TEXT NOT NULL,
    assignments TEXT NOT NULL, -- JSON: the --set changes
    options TEXT NOT NULL,     -- JSON: how the list was read
    engine TEXT NOT NULL, shortlist_version TEXT NOT NULL,
    language TEXT NOT NULL,    -- of texts that a ruleset offers
    versions TEXT NOT NULL,    -- JSON: Python and the libraries that compute
    plugins TEXT NOT NULL,     -- JSON: by plugin its version and the hash of its declarations
    columns TEXT NOT NULL,     -- JSON: the output columns and their types
    rows_in INTEGER, refused INTEGER, qualify INTEGER, review INTEGER, reject INTEGER,
    writer TEXT NOT NULL)""",
    """CREATE TABLE run_files (
    run_id INTEGER NOT NULL REFERENCES runs(id), position INTEGER NOT NULL,
    kind TEXT NOT NULL, path TEXT NOT NULL, content TEXT NOT NULL REFERENCES contents(hash),
    PRIMARY KEY (run_id, position)) WITHOUT ROWID""",
    """CREATE TABLE decisions (
    id INTEGER PRIMARY KEY, -- run_id * 4294967296 + row
    run_id INTEGER NOT NULL REFERENCES runs(id), row INTEGER NOT NULL,
    prospect_id TEXT NOT NULL, name TEXT,
    decision TEXT NOT NULL, grade TEXT, score REAL, score_low REAL, score_high REAL,
    certain INTEGER, decision_worst TEXT, decision_best TEXT, coverage REAL,
    reasons TEXT, ask_next TEXT, treatment TEXT, tags TEXT,
    details TEXT)           -- JSON: segments and criteria, which differ from ruleset to ruleset""",
    "CREATE INDEX decisions_prospect ON decisions(prospect_id)",
    """CREATE TABLE inputs (
    run_id INTEGER NOT NULL REFERENCES runs(id), first_row INTEGER NOT NULL, last_row INTEGER NOT NULL,
    content TEXT NOT NULL REFERENCES contents(hash),
    PRIMARY KEY (run_id, first_row)) WITHOUT ROWID""",
    """CREATE TABLE refused (
    run_id INTEGER NOT NULL REFERENCES runs(id), row INTEGER NOT NULL, line INTEGER,
    reason TEXT NOT NULL, reason_zh TEXT NOT NULL, text TEXT,
    PRIMARY KEY (run_id, row)) WITHOUT ROWID""",
    """CREATE TABLE overrides (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    prospect_id TEXT NOT NULL, decision TEXT NOT NULL CHECK (decision IN ('qualify', 'review', 'reject')),
    because TEXT NOT NULL, decided_by TEXT NOT NULL, made TEXT NOT NULL, until TEXT,
    run_id INTEGER, computed TEXT, -- the run and its decision that were overridden
    withdrawn TEXT, withdrawn_by TEXT, withdrawn_because TEXT)""",
    "CREATE INDEX overrides_prospect ON overrides(prospect_id)",
)
# For people and for Datasette. All leave out runs that are being written; of overrides only a prospect's newest counts, so
# that an older one does not come back when it ends.
VIEWS = (
    """CREATE VIEW complete_runs AS
SELECT id, started, ended, as_of, source, ruleset, ruleset_version, rows_in, refused, qualify, review, reject
FROM runs WHERE state = 'complete'""",
    """CREATE VIEW complete_decisions AS
SELECT d.* FROM decisions d JOIN runs r ON r.id = d.run_id AND r.state = 'complete'""",
    """CREATE VIEW overrides_in_force AS
SELECT * FROM overrides o
WHERE withdrawn IS NULL AND (until IS NULL OR until >= date('now', 'localtime'))
  AND NOT EXISTS (SELECT 1 FROM overrides n WHERE n.prospect_id = o.prospect_id AND n.id > o.id)""",
    """CREATE VIEW last_decisions AS
SELECT d.prospect_id, d.name, d.decision, o.decision AS override, o.because AS override_because,
       o.decided_by AS override_by, o.until AS override_until, d.grade, d.score, d.score_low, d.score_high, d.certain,
       d.reasons, d.ask_next, d.treatment, d.tags, d.details, r.ruleset, r.as_of, d.run_id
FROM decisions d
JOIN runs r ON r.id = d.run_id AND r.state = 'complete'
LEFT JOIN overrides_in_force o ON o.prospect_id = d.prospect_id
WHERE NOT EXISTS (SELECT 1 FROM decisions l JOIN runs s ON s.id = l.run_id AND s.state = 'complete'
                  WHERE l.prospect_id = d.prospect_id AND l.id > d.id)""",
    """CREATE VIEW changed_decisions AS
SELECT d.prospect_id, d.name, f.decision AS former_decision, d.decision, f.score AS former_score, d.score,
       f.reasons AS former_reasons, d.reasons, f.run_id AS former_run_id, d.run_id
FROM decisions d
JOIN runs r ON r.id = d.run_id AND r.state = 'complete'
JOIN decisions f ON f.id = (SELECT max(b.id) FROM decisions b JOIN runs s ON s.id = b.run_id AND s.state = 'complete'
                            WHERE b.prospect_id = d.prospect_id AND b.id < d.run_id * 4294967296)
WHERE d.decision <> f.decision""",
)


def _names() -> list[str]:
    """The tables and views that every record has."""
    made = [statement.split()[1:3] for statement in TABLES + VIEWS]
    return [name for kind, name in made if kind != "INDEX"]


def connect(path: Path, *, write: bool) -> Database:
    """Open the record at a path; to write, every migration is applied first, and a file that is not there is made.

    Raises RecordError where there is none to read, where the file is not a record or is one of a newer version, or where
    it cannot be written.
    """
    if path.is_dir():
        raise _wrong(path, "this is a folder; name a file", "这是文件夹；请指定文件")
    if (text := explain_no_file(path)) is not None:
        raise RecordError(Problem(text, Place(str(path))))
    if not write and not path.is_file():
        raise _wrong(
            path,
            "there is no record here yet; `shortlist qualify LIST` makes one, --db names another",
            "此处还没有运行记录；`shortlist qualify LIST` 会建立，也可用 --db 指定其他文件",
        )
    with troubles(path):
        if write:
            try:
                _make_private(path)
            except OSError as error:
                raise _wrong(path, f"cannot be made: {error.strerror}", f"无法建立：{error.strerror}") from error
        connection = _connection(path, write)
        try:
            # Otherwise any plugin of sqlite-utils that is installed could change the connection.
            database = Database(connection, recursive_triggers=False, execute_plugins=False)
            _check_schema(database, path, write)
            if write:
                _migrate(database)
            else:
                # Even a connection for reading may be open for writing; see _connection.
                connection.execute("PRAGMA query_only = 1")
        except BaseException:
            connection.close()
            raise
    return database


def _make_private(path: Path) -> None:
    """Make the file, where there is none, and its folders for their owner alone; one that holds something keeps its permissions.

    SQLite gives the files that it keeps beside (`-journal`, `-wal`, `-shm`) the permissions of the file. Raises OSError.
    """
    # Before SQLite opens it, which would make it as the umask says, for others to read.
    real = path.resolve()
    for folder in reversed([one for one in (real.parent, *real.parent.parents) if not one.exists()]):
        folder.mkdir(mode=0o700, exist_ok=True)
    try:
        create_file(real, 0o600)
    except FileExistsError:
        if real.is_file() and not real.stat().st_size:
            with suppress(OSError):  # somebody else's, who made it for us
                real.chmod(0o600)


def _connection(path: Path, write: bool) -> sqlite3.Connection:
    """A connection to the file, for writing where possible even if it is only to be read."""
    # Only then can SQLite undo what a killed writer has left half done.
    uri = path.resolve().as_uri()
    modes = ("rwc",) if write else ("rw", "ro")
    for mode in modes:
        # Without isolation_level, or Python would begin transactions of its own; `transaction` begins ours.
        connection = sqlite3.connect(f"{uri}?mode={mode}", uri=True, isolation_level=None, timeout=WAIT)
        try:
            # SQLite opens a file only when it first reads: the SELECT finds out whether that works. Page size counts only in
            # a file that is still empty.
            connection.execute(f"PRAGMA page_size = {PAGE}")
            connection.execute(f"PRAGMA cache_size = -{CACHE}")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            return connection
        except sqlite3.Error:
            connection.close()
            if mode == modes[-1]:
                raise
    raise AssertionError("one mode is the last")


def _check_schema(database: Database, path: Path, write: bool) -> None:
    """Raises RecordError where the file is something else, or the record of another version."""
    tables = set(database.table_names())
    applied = {migration.name for migration in migrations.applied(database)}
    known = {migration.name for migration in migrations._migrations}
    needed = {m001_runs_decisions_contents_overrides.__name__}  # the others change no table that is read
    if not applied and tables:
        raise _wrong(
            path,
            "this SQLite file holds something else; give the record a file of its own with --db",
            "此 SQLite 文件存有其他内容；请用 --db 为运行记录另选文件",
        )
    lacking = [name for name in _names() if name not in tables | set(database.view_names())] if applied else []
    if lacking:
        raise _wrong(
            path,
            f"the record is damaged, it lacks {', '.join(lacking)}; restore a copy",
            f"运行记录已损坏，缺少 {'、'.join(lacking)}；请恢复备份",
        )
    if applied - known:
        raise _wrong(
            path,
            "this record was written by a newer shortlist; update the program, or name another file with --db",
            "此运行记录由更新版本的 shortlist 写成；请升级程序，或用 --db 指定其他文件",
        )
    if not write and needed - applied:
        raise _wrong(
            path,
            "this record is of an older shortlist; the next `shortlist qualify` brings it up to date",
            "此运行记录由旧版 shortlist 写成；下次运行 `shortlist qualify` 时会自动升级",
        )


def _migrate(database: Database) -> None:
    """Bring the tables up to date, and find out at once whether the file can be written."""
    with transaction(database):
        if migrations.pending(database):
            migrations.apply(database)


@contextmanager
def transaction(database: Database, done: Text | None = None) -> Iterator[None]:
    """A short transaction that waits for its turn; undone on any exception. `done` is what has been done once it ends."""
    # IMMEDIATE takes the write lock now. A transaction that began by reading would fail at once, without waiting, if another
    # writer came first.
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        with ending.step():
            if database.conn.in_transaction:  # what takes its place together with outputs has ended it
                database.execute("COMMIT")
            if done is not None:
                ending.say_written(done)
    except BaseException:
        database.rollback()
        raise


def _wrong(path: Path, en: str, zh: str) -> RecordError:
    return RecordError.of(en, zh, Place(str(path)))


TROUBLES = {
    "SQLITE_NOTADB": Text("this is not a SQLite file; name another with --db", "这不是 SQLite 文件；请用 --db 另选文件"),
    "SQLITE_CORRUPT": Text("the file is damaged; restore a copy", "文件已损坏；请恢复备份"),
    "SQLITE_FULL": Text("the disk is full; make room, or name another file with --db", "磁盘已满；请腾出空间，或用 --db 另选文件"),
    "SQLITE_IOERR": Text(
        "cannot be written or read: the disk is full, a limit is reached, or the device fails",
        "无法读写：磁盘已满、达到限额或设备故障",
    ),
    "SQLITE_READONLY": Text(
        "cannot be written; name another file with --db, or do without with --no-db",
        "无法写入；请用 --db 另选文件，或用 --no-db 不作记录",
    ),
    "SQLITE_CANTOPEN": Text(
        "cannot be opened; name another file with --db, or do without with --no-db",
        "无法打开；请用 --db 另选文件，或用 --no-db 不作记录",
    ),
    "SQLITE_BUSY": Text(
        "another program keeps the record locked; try again when it has ended", "另一程序一直占用运行记录；请待其结束后重试"
    ),
}  # fmt: skip


@contextmanager
def troubles(path: Path) -> Iterator[None]:
    """Turns whatever SQLite raises inside into a RecordError of one line."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "") or ""
        text = next((text for code, text in TROUBLES.items() if name.startswith(code)), None)
        said = " ".join(str(error).split())
        if text is None and said.startswith(("no such", "malformed")):
            text = Text(f"the record is damaged ({said}); restore a copy", f"运行记录已损坏（{said}）；请恢复备份")
        other = Text(
            f"the record cannot be used: {said}; restore a copy, or name another file with --db",
            f"运行记录无法使用：{said}；请恢复备份，或用 --db 另选文件",
        )
        raise RecordError(Problem(text or other, Place(str(path)))) from error
