"""Rows of a list that are no prospects: blank ones, repeated headers, totals, and the lines that reports put below.

Only a row that lacks what a prospect has is refused: it has no id and name but a word for a total or a note, and says nothing
of a kind that only a company has, as a country. Whatever is refused is kept with its reason.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import polars as pl

from shortlist.errors import Place, Problem
from shortlist.intake.headers import Column
from shortlist.intake.sources.raw import ROW, RawList
from shortlist.language import Text
from shortlist.model.fields import NUMERIC

EXAMPLES = 3
IDENTITY = ("prospect_id", "name")
REASONS = {
    "blank": Text("it is blank", "为空行"),
    "header": Text("it repeats the headers", "重复表头"),
    "total": Text("it is a total, not a prospect", "为合计行，并非客户"),
    "notice": Text("it is a note of a report, not a prospect", "为报表说明文字，并非客户"),
    "nobody": Text(
        "it has neither an id nor a name, nor more than a number or one text", "没有编号和名称，且仅有数字或一段文字"
    ),
}
_BLANK = r"^[\s\u00ad\u200b-\u200f\u2060\ufeff'-]*$"


@cache
def _phrases() -> tuple[str, str]:
    """The patterns of whole cells that say a total, and of the beginnings of a report's notes."""
    words = json.loads((files("shortlist.intake") / "leftovers.json").read_text("utf-8"))
    totals = "|".join(words["totals"])
    more = (
        r"(?:\s*[:：=]?\s*[(（\[]?[\d.,\s]*(?:of\s+\d+\s*)?(?:records?|rows?|items?|accounts?|条|笔|家|个|项)?[)）\]]?)"
    )
    return (
        rf"(?i)^[\s*\-–—]*(?:{totals}){more}\s*[:：]?[\s*\-–—]*$",
        rf"(?i)^[\s*\-–—]*(?:{'|'.join(words['notices'])})",
    )


def refuse_leftovers(raw: RawList, columns: Sequence[Column], *, related: bool) -> None:
    """Refuse the rows of `raw` that are none of a list's own, and note how many and why.

    `columns` are those that feed fields. A `related` list, as a ledger, has no prospects, so only what is blank, a header or a
    total is refused there.
    """
    identity = [column.header for column in columns if column.field.id in IDENTITY]
    suspects = raw.frame.filter(_suspect(raw, columns, identity)).collect(engine="streaming")
    if not suspects.height:
        return
    kinds = _judge(suspects, raw, columns, identity, related)
    told = suspects.with_columns(kinds).filter(pl.col("kind").is_not_null())
    if not told.height:
        return
    told = told.with_columns(_as_line(told, raw.headers))
    line = pl.lit(None, pl.UInt32) if raw.first_line is None else pl.col(ROW) + raw.first_line - 1
    raw.refused.add_frame(
        told.select(
            ROW,
            line.alias("line"),
            *(
                pl.col("kind")
                .replace_strict(
                    {kind: getattr(text, language) for kind, text in REASONS.items()}, return_dtype=pl.String
                )
                .alias(language)
                for language in ("en", "zh")
            ),
            "text",
        )
    )
    rows = told[ROW].implode()
    raw.frame = raw.frame.filter(~pl.col(ROW).is_in(rows))
    _note(raw, told)


def _is_there(header: str, dtype: pl.DataType) -> pl.Expr:
    cell = pl.col(header)
    there = (cell.str.strip_chars() != "").fill_null(False) if dtype == pl.String else cell.is_not_null()
    return there.cast(pl.UInt16)


def _suspect(raw: RawList, columns: Sequence[Column], identity: Sequence[str]) -> pl.Expr:
    """Rows that are worth a look, told without patterns as far as can be: hardly anything stands in them that only a company has."""
    schema = raw.frame.collect_schema()
    own = _descriptive(columns, identity)
    named = pl.sum_horizontal(pl.lit(0), *(_is_there(header, schema[header]) for header in identity))
    described = pl.sum_horizontal(pl.lit(0), *(_is_there(header, schema[header]) for header in own))
    texts = [header for header in (identity or raw.headers) if schema[header] == pl.String]
    headers = pl.any_horizontal(pl.lit(False), *(pl.col(header) == _bare(header) for header in texts))
    lead = pl.col(texts[0]) if texts else pl.lit("")
    if own:
        thin = (described == 0) | ((described == 1) & (named < len(identity)))
        labelled = lead.str.contains("[:：]") & (described * 2 <= len(own))
    else:
        thin = (named < len(identity)) if len(identity) > 1 else (named == 0)
        labelled = lead.str.contains("|".join(_phrases()))
    return thin | labelled.fill_null(False) | headers.fill_null(False)


def _descriptive(columns: Sequence[Column], identity: Sequence[str]) -> list[str]:
    """The headers of fields that a total cannot have: countries, texts, dates, levels."""
    return [column.header for column in columns if column.field.type not in NUMERIC and column.header not in identity]


def _bare(header: str) -> str:
    return re.sub(r" \(\d+\)$", "", header)


def _judge(
    suspects: pl.DataFrame, raw: RawList, columns: Sequence[Column], identity: Sequence[str], related: bool
) -> pl.Series:
    """What each row is: a key of REASONS, or null where it may be a prospect."""
    cells = suspects.select(
        pl.col(header).cast(pl.String, strict=False).str.strip_chars() for header in raw.headers
    ).with_columns(pl.when(pl.col(header).str.contains(_BLANK).not_()).then(pl.col(header)) for header in raw.headers)
    count = pl.sum_horizontal(pl.col(header).is_not_null().cast(pl.UInt32) for header in raw.headers)
    repeats = [_repeats(header) for header in raw.headers]
    same = pl.sum_horizontal(one.cast(pl.UInt32) for one in repeats)
    total, notice = _phrases()
    label = pl.coalesce(*(pl.col(header) for header in (*identity, *raw.headers)))
    first = pl.coalesce(*(pl.col(header) for header in raw.headers))
    cells = cells.with_columns(
        (label.str.contains(total) | first.str.contains(total)).alias("__total"),
        (label.str.contains(notice) | first.str.contains(notice)).alias("__notice"),
        # What only a company has: an id or a name that is no such word, a country, a date, a level.
        _says_more(identity, total, notice).alias("__named"),
        _says_more(_descriptive(columns, identity), total, notice).alias("__described"),
    )
    says_total, says_note = pl.col("__total"), pl.col("__notice")
    named, described = pl.col("__named"), pl.col("__described")
    numbers = pl.all_horizontal(
        pl.lit(True),
        *(
            pl.col(h).is_null() | pl.col(h).str.contains(r"^[^\p{L}]*[\d.,]+[^\p{L}]*$")
            for h in raw.headers
            if h not in identity
        ),
    )
    lonely = count <= 1
    many = pl.lit(len(raw.headers) > 2)
    nobody = ~named & ~described & (lonely | numbers) & many if identity and not related else pl.lit(False)
    alien = _alien(raw, identity) if identity and not related else pl.lit(False)
    return cells.select(
        pl.when(count == 0)
        .then(pl.lit("blank"))
        .when((same == count) & ((same > 1) | (len(raw.headers) == 1)))
        .then(pl.lit("header"))
        .when(says_total & ~named & ~described)
        .then(pl.lit("total"))
        .when(says_note & ~named & (count * 2 <= len(raw.headers)) & many)
        .then(pl.lit("notice"))
        .when(lonely & many & alien)
        .then(pl.lit("notice"))
        .when(nobody)
        .then(pl.lit("nobody"))
        .alias("kind")
    ).to_series()


def _says_more(headers: Sequence[str], total: str, notice: str) -> pl.Expr:
    """Whether one of the cells is there and neither a word for a total nor the beginning of a note."""
    if not headers:
        return pl.lit(False)
    return pl.any_horizontal(
        (~pl.col(header).str.contains(total) & ~pl.col(header).str.contains(notice)).fill_null(False)
        for header in headers
    )


def _repeats(header: str) -> pl.Expr:
    """Whether a cell is the header of its own column."""
    return (pl.col(header).str.to_lowercase() == _bare(header).lower()).fill_null(False)


def _alien(raw: RawList, identity: Sequence[str]) -> pl.Expr:
    """Whether a cell where the ids stand is a sentence, in a list whose ids have no spaces."""
    header = identity[0]
    ids = (
        raw.frame.select(pl.col(header).cast(pl.String))
        .head(2_000)
        .collect(engine="streaming")
        .to_series()
        .drop_nulls()
    )
    if not len(ids) or len(identity) < 2:
        return pl.lit(False)
    spaced = ids.str.contains(r"\S\s+\S").mean()
    longest = ids.str.len_chars().quantile(0.5)
    if not isinstance(spaced, float) or spaced > 0.3 or longest is None:
        return pl.lit(False)
    return pl.col(header).str.contains(r"\S\s+\S+\s+\S") & (pl.col(header).str.len_chars() > 2 * longest)


def _as_line(told: pl.DataFrame, headers: Sequence[str]) -> pl.Series:
    return told.select(
        pl.concat_str(
            (pl.col(h).cast(pl.String, strict=False) for h in headers), separator=", ", ignore_nulls=True
        ).alias("text")
    ).to_series()


def _note(raw: RawList, told: pl.DataFrame) -> None:
    counts = Counter(told["kind"].to_list())
    shown = [
        f"'{text.strip()[:60]}'"
        for text in told.filter(~pl.col("kind").is_in(["blank", "header"]))["text"].head(EXAMPLES).to_list()
    ]
    names = {
        "blank": ("blank", "空行"),
        "header": ("repeated headers", "重复表头"),
        "total": ("totals", "合计行"),
        "notice": ("notes of a report", "报表说明"),
        "nobody": ("without id and name", "无编号和名称"),
    }
    en = ", ".join(f"{count:,} {names[kind][0]}" for kind, count in counts.items())
    zh = "、".join(f"{names[kind][1]} {count:,} 行" for kind, count in counts.items())
    examples, examples_zh = (f": {', '.join(shown)}", f"：{'、'.join(shown)}") if shown else ("", "")
    raw.notes.append(
        Problem.of(
            f"{told.height:,} row(s) are no prospects and were refused ({en}){examples}",
            f"有 {told.height:,} 行并非客户，未被接受（{zh}）{examples_zh}",
            Place(raw.source),
        )
    )
