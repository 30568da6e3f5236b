"""What the days of a column tell about their order: whole cells, and the ends of those that say a range."""

from __future__ import annotations

from collections import Counter

import polars as pl

from shortlist.intake.parsing.dates import SERIAL, THREE, WORDS, is_month
from shortlist.intake.parsing.odd_phrases import find_odd
from shortlist.intake.parsing.range_ends import find_days
from shortlist.intake.parsing.text import clean
from shortlist.model.fields import Field

# From here on two digits are hardly a year of the past, and from LATEST on no year ahead either: they tell that a day stands there.
LATE, LATEST = 28, 30
MARKER_DAYS = (
    "1899-12-30",
    "1899-12-31",
    "1900-01-01",
    "1970-01-01",
    "1753-01-01",
    "2099-12-31",
    "2999-12-31",
    "9999-12-31",
)


def list_distinct(cells: pl.Series) -> pl.DataFrame:
    """The distinct cells `t` that are there, and how often each stands (`n`)."""
    return cells.drop_nulls().alias("t").to_frame().group_by("t").agg(pl.len().alias("n"))


def sum_flags(frame: pl.DataFrame, **flags: pl.Expr) -> Counter[str]:
    """How many cells each flag holds of, by the `n` of each row."""
    row = frame.select(pl.col("n").filter(flag).sum().alias(name) for name, flag in flags.items()).row(0, named=True)
    return Counter(row)


# The marker days in the usual orders: 1900-01-01, 01/01/1900, 31.12.9999, 19000101.
_MARKER_TEXT = (
    r"^(?:(?:1753|1900|1970)[-/.年]?0?1[-/.月]?0?1|(?:1899|2099|2999|9999)[-/.年]?12[-/.月]?3[01]"
    r"|0?1[-/.]0?1[-/.](?:1753|1900|1970)|(?:3[01][-/.]12|12[-/.]3[01])[-/.](?:1899|2099|2999|9999))日?(?:[T ].*)?$"
)


def count_days(cells: pl.Series, declared: Field) -> Counter[str]:
    """The counts of a tally of days, with those of the ends of ranges where the field can have such."""
    ranges = not declared.history
    if cells.dtype in (pl.Date, pl.Datetime):
        return Counter(markers=int(cells.dt.to_string("%Y-%m-%d").is_in(MARKER_DAYS).sum()), cells=cells.count())
    if cells.dtype != pl.String:
        return Counter()
    seen = list_distinct(cells)
    text = clean(seen["t"])
    odd = sum_flags(
        pl.DataFrame({"t": text, "n": seen["n"]}).drop_nulls("t"),
        months=is_month(pl.col("t")),
        serials=pl.col("t").str.contains(SERIAL),
        short=pl.col("t").str.extract_groups(WORDS).struct.field("y").str.len_bytes() == 2,
        markers=pl.col("t").str.contains(_MARKER_TEXT),
    )
    three = text.str.extract_groups(THREE).struct.unnest().with_columns(text.alias("t"), seen["n"])
    found = odd + _count_three(three)
    others = (
        three.filter(pl.col("a").is_null() & pl.col("t").is_not_null()).select("t", "n") if ranges else three.clear()
    )
    found["ranges"] += found["months"] * ranges
    if not others.height:
        return found
    strange = sum(int(others["n"].filter(odd).sum()) for odd in find_odd(others["t"], declared).values())
    return found + _count_range_days(others) + Counter(strange=strange)


def _count_range_days(texts: pl.DataFrame) -> Counter[str]:
    """How many cells may say a range of days, and what these days tell about their order."""
    ends = find_days(texts)
    days = ends.drop_nulls("t")
    found = _count_three(days["t"].str.extract_groups(THREE).struct.unnest().with_columns(days["n"]))
    found["cells"] = 0
    objects = texts["n"].filter(texts["t"].str.starts_with("{"))  # read, or unread with its reason
    return found + Counter(ranges=int(ends["n"].filter(ends["first"]).sum()) + int(objects.sum()))


def _count_three(frame: pl.DataFrame) -> Counter[str]:
    """`_count_orders` of the groups of days written with three numbers, each `n` times."""
    frame = frame.filter((pl.col("a").str.len_bytes() <= 2) & (pl.col("s") != "年")).select(
        *(pl.col(name).cast(pl.Int32) for name in "abc"),
        pl.col("a").str.len_bytes().alias("first"),
        pl.col("c").str.len_bytes().alias("last"),
        "n",
    )
    return _count_orders(frame)


def _count_orders(frame: pl.DataFrame) -> Counter[str]:
    """What dates of three numbers `a`, `b`, `c` of `first` and `last` digits tell about their order."""
    a, b, c = pl.col("a"), pl.col("b"), pl.col("c")
    last_year = (pl.col("last") == 4) | (pl.col("last") == 2) & (
        (pl.col("first") == 1) | (b > 12) | ~c.is_between(1, 31)
    )
    ymd = ~last_year & (pl.col("first") == 2) & (b <= 12)
    return sum_flags(
        frame,
        dmy=(a > 12) & (a <= 31) & (b <= 12),
        mdy=(b > 12) & (b <= 31) & (a <= 12),
        either=(a <= 12) & (b <= 12) & (a != b),
        short=pl.col("last") == 2,
        cells=pl.lit(True),
        ymd=ymd,
        last_year=last_year,
        first_year=ymd & ((a > 31) | (pl.col("last") == 1)),
        first_late=ymd & (a >= LATE),
        last_late=ymd & (c >= LATE),
        first_latest=ymd & (a >= LATEST),
        last_latest=ymd & (c >= LATEST),
    )
