"""What may be said of a run besides how its list is read: where decisions go, and what is made of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shortlist.errors import ListError, Place
from shortlist.intake.kept_columns import Keep
from shortlist.intake.options import check_count
from shortlist.language import Language, current
from shortlist.memo.render import FORMATS, Format
from shortlist.model.headings import HEADINGS, Headings
from shortlist.model.systems import SYSTEMS
from shortlist.outputs.identity import is_same

KEEP_ALL = (".csv", ".tsv", ".xlsx")


@dataclass(frozen=True)
class OutputOptions:
    """Where decisions go, and what stands in them. Raises ListError for an option that cannot be.

    >>> OutputOptions("decided.xlsx").kept, OutputOptions("decided.parquet").kept
    ('all', 'none')
    """

    path: str | None = None
    """.csv, .tsv, .xlsx, .jsonl, .parquet or FILE.db::TABLE; None: nowhere but into `Outcome.decisions`."""
    rows: int | None = None
    """Without a path, how many of the first decisions `Outcome.decisions` holds; None: all."""
    append: bool = False
    """Add to a database table that exists."""
    replace: bool = False
    """Replace a database table that exists, or a workbook that holds other sheets."""
    keep: Keep | None = None
    """The list's own columns beside the decision: `all`, `none` or headers; None: all for CSV, TSV and XLSX, else none."""
    guard: bool = True
    """Guard text of CSV and TSV that a spreadsheet would take for a formula."""
    refused: str | None = None
    """A file for the refused rows, of the same kinds as `path`."""
    mark: bool | None = None
    """Begin CSV and TSV with a byte-order mark, for Excel; None: where the language is Chinese or the text is not all ASCII."""

    headings: Headings | None = None
    """How the columns are called, and the decisions in them: `ids` as Python and the record have them, `en` and `zh` in words, with why
    and what to find out; None: in words for XLSX, in the language of the process, else ids."""

    system: str | None = None
    """The system that imports the CSV at `path` (`model/systems.py`): the record id and what was decided, as it wants them."""
    only_changes: bool = False
    """For a system: only prospects whose decision or grade has changed since the last recorded run of the list."""

    def __post_init__(self) -> None:
        self._check_headings()
        self._check_system()
        for name in ("path", "refused"):
            if isinstance(given := getattr(self, name), Path):
                object.__setattr__(self, name, str(given))
        check_count(self.rows, "rows")
        if self.path is not None and self.refused is not None and is_same(self.path, self.refused):
            raise ListError.of(
                "decisions and refused rows cannot go into one file; name two",
                "结果与未读入的行不能写入同一文件；请分别指定",
                Place(self.path),
            )

    def _check_headings(self) -> None:
        if self.headings not in (None, *HEADINGS):
            raise ListError.of(
                f"headings are one of {', '.join(HEADINGS)}; found {self.headings!r}",
                f"headings 为 {'、'.join(HEADINGS)} 之一；实际为 {self.headings!r}",
                Place("headings"),
            )
        if self.headings not in (None, "ids") and (self.path is None or Path(self.path).suffix.lower() not in KEEP_ALL):
            raise ListError.of(
                "headings in words are for CSV, TSV and XLSX: name such a file with -o",
                "文字表头只用于 CSV、TSV 和 XLSX：请用 -o 指定这类文件",
                Place("--headings"),
            )

    def _check_system(self) -> None:
        if self.only_changes and self.system is None:
            raise ListError.of(
                "--only-changes needs --for SYSTEM", "--only-changes 须与 --for 系统 同用", Place("--only-changes")
            )
        if self.system is None:
            return
        if self.system not in SYSTEMS:
            raise ListError.of(
                f"the system is one of {', '.join(SYSTEMS)}; found {self.system!r}",
                f"系统为 {'、'.join(SYSTEMS)} 之一；实际为 {self.system!r}",
                Place("--for"),
            )
        if self.path is None or Path(self.path).suffix.lower() != ".csv":
            raise ListError.of(
                "a file to import is CSV: name it with -o FILE.csv",
                "供导入的文件为 CSV：请写 -o 文件.csv",
                Place("--for"),
            )
        if self.headings is not None or self.keep is not None:
            raise ListError.of(
                "--for settles which columns there are and how they are called: leave out --headings and --keep",
                "--for 已确定写出哪些列及其名称，请去掉 --headings 和 --keep",
                Place("--for"),
            )

    @property
    def words(self) -> Language | None:
        """The language of the headings; None where they are ids."""
        if self.headings == "ids" or self.path is None:
            return None
        return self.headings or (current() if Path(self.path).suffix.lower() == ".xlsx" else None)

    @property
    def kept(self) -> Keep:
        if self.keep is not None:
            return self.keep
        if self.system is not None:
            return "none"
        return "all" if self.path is not None and Path(self.path).suffix.lower() in KEEP_ALL else "none"


@dataclass(frozen=True)
class RankingOptions:
    """What is asked of the qualified as a whole; nothing unless it is said. Raises ListError for a capacity below 1.

    >>> RankingOptions(capacity=50, by="annual_revenue").concentration is None
    True
    """

    concentration: str | None = None
    """The field of whose sum the shares of the largest and of each segment are reported."""
    capacity: int | None = None
    """How many of the best are marked in the column `within_capacity`."""
    by: str | None = None
    """By what they are best: a field or `score`; None: the field of `concentration`, else `score`."""

    def __post_init__(self) -> None:
        check_count(self.capacity, "capacity")


@dataclass(frozen=True)
class MemoOptions:
    """Where a memo of every prospect goes. Raises ListError for a format that there is not.

    >>> MemoOptions("memos", formats=("md", "html")).folder
    'memos'
    """

    folder: str
    formats: tuple[Format, ...] = ("md",)
    ruleset: str | None = None
    """The ruleset as the command in each memo names it; None: its file."""

    def __post_init__(self) -> None:
        if isinstance(self.formats, str) or not self.formats or not set(self.formats) <= set(FORMATS):
            raise ListError.of(
                f"formats are some of {', '.join(FORMATS)}; found {self.formats!r}",
                f"formats 为 {'、'.join(FORMATS)} 中的若干项；实际为 {self.formats!r}",
                Place("formats"),
            )


@dataclass(frozen=True)
class RecordOptions:
    """Which record a run lands in; None: that of $SHORTLIST_DB, else the user's own.

    >>> RecordOptions("record.db").path
    'record.db'
    """

    path: str | None = None
