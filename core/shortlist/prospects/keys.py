"""Which keys of a history table are which ids of the list: alike, or one number written in two ways where that is sure."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

ID, KEY = "prospect_id", "prospect"
SHOWN = 3
NUMBER = r"^(0*)([0-9]+?)(\.0+)?$"
SCIENTIFIC = r"^([0-9])(?:\.([0-9]+))?[eE]\+?([0-9]{1,2})$"


@dataclass(frozen=True)
class Match:
    """How the keys of a table meet the ids of a list.

    `pairs` are ids and keys that are one number written in two ways (`421`, `00421`, `421.0`), and are taken for each other;
    `near` are those that may be meant for each other and are not. `idle` prospects have no rows, `stray` keys no prospect;
    of each `SHOWN` are named.
    """

    pairs: pl.DataFrame
    prospects: int
    decided: int
    idle: int
    stray: int
    idle_examples: list[str] = field(default_factory=list)
    stray_examples: list[str] = field(default_factory=list)
    near: int = 0
    near_examples: list[tuple[str, str]] = field(default_factory=list)

    def rename(self, table: pl.LazyFrame) -> pl.LazyFrame:
        """The table with the list's writing of its keys."""
        if not self.pairs.height:
            return table
        joined = table.join(self.pairs.lazy(), on=KEY, how="left")
        return joined.with_columns(pl.coalesce(ID, KEY).alias(KEY)).drop(ID)


def match_keys(ids: pl.LazyFrame, keys: pl.LazyFrame) -> Match:
    """Compare the ids of a list (`prospect_id`, a row a prospect) with the distinct keys of a table (`prospect`).

    A pair that is not alike is sure only where neither side writes one number in two ways, or pads some and not others: then
    leading zeros and `.0` are how that file shows numbers, and no part of the id.

    >>> ids, keys = pl.LazyFrame({"prospect_id": ["421", "77"]}), pl.LazyFrame({"prospect": ["00421", "00077"]})
    >>> match_keys(ids, keys).pairs.sort("prospect").rows()
    [('00077', '77'), ('00421', '421')]
    >>> match_keys(ids, pl.LazyFrame({"prospect": ["00421", "77"]})).pairs.height
    0
    """
    keys = keys.drop_nulls()
    unmet = ids.unique().join(keys, left_on=ID, right_on=KEY, how="anti").collect(engine="streaming")
    stray = keys.join(ids.unique(), left_on=KEY, right_on=ID, how="anti").collect(engine="streaming")
    pairs = pl.DataFrame(schema={KEY: pl.String, ID: pl.String})
    if unmet.height and stray.height and _writes_alike(ids, ID) and _writes_alike(keys, KEY):
        one, other = unmet.with_columns(n=_number(ID)).drop_nulls(), stray.with_columns(n=_number(KEY)).drop_nulls()
        pairs = one.join(other, on="n").select(KEY, ID)
        unmet, stray = unmet.join(pairs, on=ID, how="anti"), stray.join(pairs, on=KEY, how="anti")
    total, idle = _count(ids), _count(ids.join(unmet.lazy(), on=ID, how="semi"))
    near = _find_near(unmet, stray)
    return Match(
        pairs, total - idle, total, idle, stray.height, _some(unmet[ID]), _some(stray[KEY]),
        near[ID].n_unique(), near.sort(ID, KEY).head(SHOWN).select(ID, KEY).rows(),
    )  # fmt: skip


def _count(frame: pl.LazyFrame) -> int:
    return int(frame.select(pl.len()).collect(engine="streaming").item())


def _some(texts: pl.Series) -> list[str]:
    return [str(one) for one in texts.sort().head(SHOWN)]


def _number(name: str) -> pl.Expr:
    """The digits of a whole number without leading zeros and `.0`; null for any other text."""
    return pl.col(name).str.extract(NUMBER, 2)


def _writes_alike(frame: pl.LazyFrame, name: str) -> bool:
    """Whether a file writes each number in one way: all padded to one width or none, all with `.0` or none, none twice."""
    text = pl.col(name)
    numbers = frame.unique().filter(text.str.contains(NUMBER) | text.str.contains(r"^[0-9]+\.[0-9]+$"))
    padded, dotted = text.str.contains(r"^0[0-9]"), text.str.contains(".", literal=True)
    width = text.str.replace(r"\.[0-9]+$", "").str.len_chars()
    twice, pads, widths, dots, total, fractions = (
        numbers.select(
            _number(name).drop_nulls().is_duplicated().any().alias("twice"),
            padded.any().alias("pads"),
            width.n_unique().alias("widths"),
            dotted.sum().alias("dots"),
            pl.len().alias("total"),
            (~text.str.contains(NUMBER)).any().alias("fractions"),
        )
        .collect(engine="streaming")
        .row(0)
    )
    return not twice and not fractions and (not pads or widths == 1) and dots in (0, total)


def _find_near(unmet: pl.DataFrame, stray: pl.DataFrame) -> pl.DataFrame:
    """Ids and keys that are the same but for zeros, case, spaces, hyphens, commas between digits and zeros behind a point, or for digits that 1.2E+11 has lost."""

    def loose(name: str) -> pl.Expr:
        text = pl.col(name).str.to_lowercase().str.replace_all(r"[\s\-_.,'’]", "").str.strip_chars_start("0")
        plain = pl.col(name).str.replace_all(r"[\s,'’]", "")
        whole = plain.str.extract(r"^0*([0-9]+)\.0+$", 1)
        part = plain.str.extract(r"^0*([0-9]*\.[0-9]*[1-9])0*$", 1)  # 12.50 beside 12.5, and 1.5 not beside 15
        return pl.coalesce(whole, part, text).alias("n")

    one, other = unmet.with_columns(loose(ID)), stray.with_columns(loose(KEY))
    found = [one.filter(pl.col("n") != "").join(other, on="n").select(ID, KEY)]
    found += [_find_lost(unmet, ID, stray, KEY), _find_lost(stray, KEY, unmet, ID).select(ID, KEY)]
    return pl.concat(found).unique()


def _find_lost(short: pl.DataFrame, name: str, full: pl.DataFrame, other: str) -> pl.DataFrame:
    """Texts like 1.2E+11, each beside those of the other side that are a number which rounds to it."""
    parts = short.with_columns(
        value=pl.col(name).str.extract(SCIENTIFIC, 0).cast(pl.Float64, strict=False),
        size=pl.col(name).str.extract(SCIENTIFIC, 3).cast(pl.Int64, strict=False),
        places=pl.col(name).str.extract(SCIENTIFIC, 2).str.len_chars().fill_null(0).cast(pl.Int64),
    ).drop_nulls("value")
    numbers = full.with_columns(n=_number(other)).drop_nulls("n")
    numbers = numbers.with_columns(size=pl.col("n").str.len_chars().cast(pl.Int64) - 1, n=pl.col("n").cast(pl.Float64))
    half = 0.5 * pl.lit(10.0).pow((pl.col("size") - pl.col("places")).cast(pl.Float64))
    joined = parts.join(numbers, on="size")
    return joined.filter((pl.col("value") - pl.col("n")).abs() <= half).select(name, other)
