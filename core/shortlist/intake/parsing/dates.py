"""Text to dates, in the one order that a column has."""

from __future__ import annotations

import polars as pl

from shortlist.intake.parsing.units import DateOrder
from shortlist.model.normal import put

_TIME = r"(?:[T ,]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)? *(?:[AaPp]\.?[Mm]\.?)? *(?:Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})?)?"
THREE = rf"^(?P<a>[0-9]{{1,4}})(?: ?(?P<s>[-/.年]) ?)(?P<b>[0-9]{{1,2}})(?: ?[-/.月] ?)(?P<c>[0-9]{{1,4}})日?{_TIME}$"
_COMPACT = r"^(?P<a>[12][0-9]{3})(?P<b>[0-9]{2})(?P<c>[0-9]{2})$"
_WEEKDAY = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? +)?"  # `before 1 May 2010` has none
)
WORDS = rf"(?i)^{_WEEKDAY}(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?[ ./-]*(?P<m>[a-z]{{3,9}})[ .,/'-]*(?P<y>[0-9]{{4}}|[0-9]{{2}}){_TIME}$"
_AMERICAN = (
    rf"(?i)^{_WEEKDAY}(?P<m>[a-z]{{3,9}})[ .-]*(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?[ .,-]+(?P<y>[0-9]{{4}}){_TIME}$"
)
# A month without its day: 2024-01, 2024/1, 2024年1月, Jan 2024. Not 2024.1, which may be a number.
MONTH = r"^(?P<y>[12][0-9]{3})(?: ?[-/年] ?)(?P<m>[0-9]{1,2}) ?月?$"
_MONTH_WORD = r"(?i)^(?P<m>[a-z]{3,9})[ .,/-]+(?P<y>[12][0-9]{3})$"
SERIAL = r"^[1-6][0-9]{4}(?:\.[0-9]+)?$"  # a day as spreadsheets count it, from 10000 (1927) on
_QUARTER = r"(?i)^(?:Q[1-4][ -/]*(?P<a>[12][0-9]{3})|(?P<b>[12][0-9]{3})[ -/]*Q[1-4]|(?P<c>[12][0-9]{3}) ?年 ?(?:第? ?[1-4一二三四] ?季度?|Q[1-4]|[上下]半年))$"
_YEAR = (
    r"(?i)^(?:since|founded|established|est\.?|[创創成建设設]立[于於]|自)? ?(?P<y>[12][0-9]{3})(?: ?年)?"
    r"(?: ?(?:成立|创立|創立|创建|創建|设立|設立|建立|注册|至今))?$"
)
# Since when something is: the year in which it began.
SINCE = (
    r"(?i)^(?:(?:since|seit|自) ?(?P<a>[12][0-9]{3})(?: ?年)?(?: ?(?:以来|起|至今))?"
    r"|(?P<b>[12][0-9]{3}) ?年? ?(?:以来|(?:[-~–—到]|to)? ?(?:至今|present|now|today|date)))$"
)
_MONTH_FIRST = r"^(?:0?[1-9]|1[0-2])[/-](?P<y>[12][0-9]{3})$"
_TWO_YEARS = r"^[12][0-9](?P<a>[0-9]{2}) ?[-/] ?(?P<b>[0-9]{2})$"
_SHORT_DAY = r"^[0-9]{1,2}[ -][A-Za-z]{3,9}[ -][3-9][0-9]$"  # below 30 the century is in doubt
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
MONTH_NUMBERS = {form: str(number) for number, name in enumerate(_MONTHS, 1) for form in (name, name[:3])} | {
    "sept": "9"
}
PIVOT = 30  # a year of two digits below it is 20xx, as spreadsheets take it


def is_month(text: pl.Expr) -> pl.Expr:
    """Whether a text is a month without its day: `Mar 2024`, not `before 2024` and not `2015-19`.

    >>> cells = pl.DataFrame({"t": ["Mar 2024", "2024-01", "before 2024", "2015-19"]})
    >>> cells.select(is_month(pl.col("t"))).to_series().to_list()
    [True, True, False, False]
    """
    number = text.str.extract(MONTH, 2).cast(pl.Int32).is_between(1, 12)
    word = text.str.extract(_MONTH_WORD, 1).str.to_lowercase().is_in(list(MONTH_NUMBERS))
    return number.fill_null(False) | word.fill_null(False)


def dates(text: pl.Series, order: DateOrder | None) -> pl.Series:
    """The dates of a column; `order` says what `3/4/2024` is, without it such cells are null. Times of day are dropped."""
    cell = pl.col("text")
    plain = (
        pl.when(cell.str.contains(r"^[12][0-9]{3}-[0-9]{1,2}-[0-9]{1,2}$"))
        .then(cell)
        .str.to_date("%Y-%m-%d", strict=False)
    )
    if order in ("dmy", "mdy"):
        slashed = pl.when(cell.str.contains(r"^[0-9]{1,2}/[0-9]{1,2}/[12][0-9]{3}$")).then(cell)
        plain = pl.coalesce(plain, slashed.str.to_date("%d/%m/%Y" if order == "dmy" else "%m/%d/%Y", strict=False))
    value = text.alias("text").to_frame().select(plain).to_series()
    odd = (value.is_null() & text.is_not_null()).arg_true()
    if not len(odd):
        return value
    other = text.gather(odd)
    read = _from_three(other.str.extract_groups(THREE).struct.unnest(), order)
    odder = (read.is_null() & other.is_not_null()).arg_true()
    if len(odder):
        read = put(read, odder, _odd(other.gather(odder)))
    return put(value, odd, read).cast(pl.Date)


def _from_three(frame: pl.DataFrame, order: DateOrder | None) -> pl.Series:
    a, b, c = pl.col("a"), pl.col("b"), pl.col("c")
    iso = (a.str.len_bytes() == 4) | ((a.str.len_bytes() == 2) & (pl.col("s") == "年"))
    short = ~iso & (a.str.len_bytes() <= 2) & c.str.len_bytes().is_in([2, 4])
    if order == "ymd":
        year, month, day = pl.when(iso | (a.str.len_bytes() == 2)).then(a), b, pl.when(c.str.len_bytes() <= 2).then(c)
        other: tuple[pl.Expr, pl.Expr, pl.Expr] = (pl.lit(None, pl.String), b, a)
    else:
        year, month, day = pl.when(iso).then(a), b, pl.when(c.str.len_bytes() <= 2).then(c)
        told = pl.when(short) if order else pl.when(short & (a == b))
        other = (told.then(c), a if order == "mdy" else b, b if order == "mdy" else a)
    last = pl.when(~iso) if order != "ymd" else pl.when(False)
    full = pl.concat_str(
        _century(last.then(other[0]).otherwise(year)),
        pl.lit("-"),
        last.then(other[1]).otherwise(month),
        pl.lit("-"),
        last.then(other[2]).otherwise(day),
    )
    return frame.select(full.str.to_date("%Y-%m-%d", strict=False)).to_series()


def _century(year: pl.Expr) -> pl.Expr:
    return (
        pl.when((year.str.len_bytes() == 4) & year.str.contains("^[12]"))
        .then(year)
        .when((year.str.len_bytes() == 2) & (year.cast(pl.Int16, strict=False) < PIVOT))
        .then("20" + year)
        .when(year.str.len_bytes() == 2)
        .then("19" + year)
    )


def _odd(text: pl.Series) -> pl.Series:
    """Dates whose order nobody doubts: 20240131, 31 Jan 2024, January 31, 2024; of a month its first day."""
    compact = pl.col("t").str.extract_groups(_COMPACT)
    european, american = pl.col("t").str.extract_groups(WORDS), pl.col("t").str.extract_groups(_AMERICAN)
    month, month_word = pl.col("t").str.extract_groups(MONTH), pl.col("t").str.extract_groups(_MONTH_WORD)

    def worded(groups: pl.Expr, day: pl.Expr) -> pl.Expr:
        number = (
            groups.struct.field("m")
            .str.to_lowercase()
            .replace_strict(list(MONTH_NUMBERS), list(MONTH_NUMBERS.values()), default=None, return_dtype=pl.String)
        )
        return pl.concat_str(_century(groups.struct.field("y")), pl.lit("-"), number, pl.lit("-"), day)

    tight = pl.concat_str(*(part for name in "abc" for part in (compact.struct.field(name), pl.lit("-")))).str.head(10)
    first = pl.concat_str(month.struct.field("y"), pl.lit("-"), month.struct.field("m"), pl.lit("-1"))
    full = pl.coalesce(
        tight,
        worded(european, european.struct.field("d")),
        worded(american, american.struct.field("d")),
        first,
        worded(month_word, pl.lit("1")),
    )
    return pl.DataFrame({"t": text}).select(full.str.to_date("%Y-%m-%d", strict=False)).to_series()


def years(text: pl.Series) -> pl.Series:
    """The years (Float64) of texts that give a day, a month, a quarter or since when; null where the year is in doubt.

    Of two digits only those of a day with its month in words, from 30 on: `24-Jun-91` is 1991, and 08 may be 1908. `2010-11` may be a
    month of 2010, or two years.
    """
    cell = pl.col("t")
    pair = cell.str.extract_groups(_TWO_YEARS)
    in_doubt = pair.struct.field("b").cast(pl.Int32) == pair.struct.field("a").cast(pl.Int32) + 1
    alone, quarter = cell.str.extract_groups(_YEAR), cell.str.extract_groups(_QUARTER)
    first = cell.str.extract_groups(_MONTH_FIRST).struct.field("y")
    since = cell.str.extract_groups(SINCE)
    others = (*(quarter.struct.field(name) for name in "abc"), *(since.struct.field(name) for name in "ab"))
    frame = pl.DataFrame({"t": text}).select(
        pl.coalesce(alone.struct.field("y"), first, *others).cast(pl.Float64).alias("y"),
        pl.when((cell.str.contains("[12][0-9]{3}") | cell.str.contains(_SHORT_DAY)) & ~in_doubt.fill_null(False))
        .then("t")
        .alias("t"),
    )
    days = [dates(frame["t"], order).dt.year().cast(pl.Float64) for order in ("dmy", "mdy")]
    return (
        pl.DataFrame({"y": frame["y"], "a": days[0], "b": days[1]})
        .select(pl.coalesce("y", pl.when(pl.coalesce("a", "b") == pl.coalesce("b", "a")).then(pl.coalesce("a", "b"))))
        .to_series()
    )
