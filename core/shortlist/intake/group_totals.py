"""Rows that are the total of a group (`Germany Total`, `Total for A1`, `华东小计`), wherever their label stands."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from shortlist.intake.columns import Column
from shortlist.intake.parsing.text import missing_tokens
from shortlist.intake.sources.raw import RawList
from shortlist.model.fields import NUMERIC

HEAD = 2_000  # rows by which it is told whether a list has ids, and of which form

_SEPARATED = r"[\s\-–—:：(（/|]"
_WORDS = (
    r"(?:sub|grand|sous|net|zwischen|gesamt)?[\s-]*(?:totals?|totaal|totale|totali|totales|summe|ergebnis)|subtotaal|result|sum|count|"
    r"average|anzahl|mittelwert|итого|всего"
)
_CHINESE = (
    r"(?:汇\s*总|彙\s*總|小\s*计|合\s*计|总\s*计|共\s*计|累\s*计|小\s*計|合\s*計|總\s*計|総\s*計|累\s*計|计数|平均值)"
)
_SURE = r"(?:sub[\s-]?totals?|zwischensumme|sous-total|subtotaal|Σ|∑|小\s*计|小\s*計)"
_OF = r"(?:for|of|in|from|für|von|pour|de|du|des|para|do|da|по|voor|van|per)"
_BEGIN = r"(?i)^[\s*\-–—=\[(（]*"
_END = r"\s*[:：)）\]*]*$"
# The label with its group: the first that is found says which.
PATTERNS = (
    rf"{_BEGIN}(?:{_SURE}|{_WORDS}|{_CHINESE})\s*[\s:：]{_OF}\s+(\S.*?){_END}",
    rf"{_BEGIN}{_SURE}(?:\s*[\-–—:：(（]\s*|\s+)(\S.*?){_END}",
    rf"{_BEGIN}(?:(?:sub|grand|sous)?[\s-]*totals?|totaal|totale|(?:zwischen|gesamt)?summe|gesamt|итого|всего|{_CHINESE})"
    rf"(?:\s*[:：(（–—]\s*|\s+-?\s*)(\S.*?){_END}",
    rf"{_BEGIN}(\S.*?){_SEPARATED}+(?:{_WORDS}){_END}",
    rf"{_BEGIN}(\S.*?)[\s\-–—:：]*{_CHINESE}{_END}",
    r"(?i)^[\s*\-–—=]*(?:of which|thereof|davon|dont|di cui|其中)[\s:：,，]*(\S.*?)$",
)
# Labels that no company has as its name, even where nothing else tells.
BEGINS_SUBTOTAL = rf"{_BEGIN}{_SURE}"
# A firm says what it is: `Summe GmbH` and `Subtotal Ltd` are companies.
FIRM = (
    r"(?i)(?:^|[\s,.])(?:ltd|limited|llc|llp|lp|inc|corp|co|company|gmbh|mbh|ag|kg|kgaa|ug|se|sa|s\.a|sas|sarl|srl|spa|s\.p\.a|bv|b\.v|nv|ab|"
    r"oy|oyj|as|a/s|aps|plc|pty|holdings?|group|foundation)\.?$|公司|集团|集團|株式会社|有限"
)
_NUMBER = r"^[^\p{L}]*\p{L}{0,4}[^\p{L}\d]*\d[\d.,'’\s]*[^\p{L}\d]*\p{L}{0,8}\.?[^\p{L}]*$"
# A piece of each of these words, by which names are picked that are worth a look.
PIECES = [
    *("otal", "OTAL", "otaal", "umme", "UMME", "rgebnis", "esult", "Σ", "∑", "Sum of", "sum of", "SUM OF", "f which", "F WHICH"),
    *("hereof", "davon", "Davon", "其中", "того", "сего", "汇总", "彙總"),
    *(a + b for a in "小合总共累總総" for b in "计計 \u3000"),
]  # fmt: skip


def judge_group_totals(cells: pl.DataFrame, raw: RawList, columns: Sequence[Column]) -> pl.Series:
    """What each row is: `total` where it is the total of a group, `doubtful` where it reads like one and nothing tells it from a
    company of that name, null for all others.

    `cells` are the cells as text, null where blank. A company may be called so (`Grand Total Foods`): a row with an id of its own is
    none, nor is one that says what a total has not, as a country that is not the group itself.
    """
    header = {column.field.id: column.header for column in columns if column.field.id in ("prospect_id", "name")}
    if not header:
        return pl.Series("kind", [None] * cells.height, dtype=pl.String)
    absent = pl.lit(None, pl.String)
    at_id, at_name = (
        pl.when(~_is_empty(pl.col(header[one]))).then(pl.col(header[one])) if one in header else absent
        for one in ("prospect_id", "name")
    )
    others = [one for one in raw.headers if one not in header.values()]
    label = pl.coalesce(at_id, at_name, *(pl.when(_is_label(pl.col(one))).then(pl.col(one)) for one in others))
    rows = cells.with_columns(label.alias("__label"), _group(label).alias("__group"))
    rows = rows.with_columns(_is_known(rows, raw, columns).alias("__known"))
    group, known = pl.col("__group"), pl.col("__known")
    labelled = group.is_not_null() & ~pl.col("__label").str.contains(FIRM)
    again, bare = _stands_again(others), _is_bare(columns, others)
    has_ids, alike = _look_at_ids(raw, header.get("prospect_id"))
    sure = pl.col("__label").str.contains(BEGINS_SUBTOTAL)
    unidentified = at_id.is_null() & at_name.is_null()
    by_id = at_id.is_not_null() & (at_name.is_null() | (at_name == at_id)) & (pl.lit(not alike) | sure | known)
    by_name = at_id.is_null() & at_name.is_not_null() & (pl.lit(has_ids) | sure | again)
    total = bare & (unidentified | by_id | by_name) | (
        at_id.is_null() & known & pl.lit(has_ids) & _undescribed(columns)
    )
    doubtful = bare & (at_id.is_null() | at_name.is_null() | (at_name == at_id))
    return rows.select(
        pl.when(labelled & total)
        .then(pl.lit("total"))
        .when(group.is_not_null() & doubtful)
        .then(pl.lit("doubtful"))
        .alias("kind")
    ).to_series()


def _is_label(cell: pl.Expr) -> pl.Expr:
    return _group(cell).is_not_null()


def _group(label: pl.Expr) -> pl.Expr:
    """The group of which a label says the total: a text with a letter in it, which a number behind an id's letters has not."""
    found = pl.coalesce(label.str.extract(pattern, 1) for pattern in PATTERNS)
    return pl.when(found.str.contains(r"\p{L}")).then(found)


def _is_empty(cell: pl.Expr) -> pl.Expr:
    return cell.is_null() | cell.is_in(missing_tokens().implode()).fill_null(True)


def _is_bare(columns: Sequence[Column], headers: Sequence[str]) -> pl.Expr:
    """Whether nothing but numbers stands beside the label, and perhaps the group itself."""
    described = {column.header for column in columns if column.field.type not in NUMERIC}
    cells = [(header, pl.col(header)) for header in headers]
    return pl.all_horizontal(
        pl.lit(True),
        *(
            _is_empty(cell)
            | (cell.str.contains(_NUMBER) & pl.lit(header not in described))
            | (cell == pl.col("__group")).fill_null(False)
            | (cell == pl.col("__label")).fill_null(False)
            for header, cell in cells
        ),
    )


def _undescribed(columns: Sequence[Column]) -> pl.Expr:
    """Whether no field says what only a company has, but for the group itself."""
    cells = [
        pl.col(column.header)
        for column in columns
        if column.field.type not in NUMERIC and column.field.id not in ("prospect_id", "name")
    ]
    return pl.all_horizontal(
        pl.lit(True), *(_is_empty(cell) | (cell == pl.col("__group")).fill_null(False) for cell in cells)
    )


def _stands_again(headers: Sequence[str]) -> pl.Expr:
    return pl.any_horizontal(pl.lit(False), *(pl.col(header) == pl.col("__group") for header in headers)).fill_null(
        False
    )


def _is_known(rows: pl.DataFrame, raw: RawList, columns: Sequence[Column]) -> pl.Series:
    """Whether each row's group is elsewhere in the list what rows are grouped by: a country, a region, an id."""
    groups = rows["__group"].drop_nulls().unique()
    schema = raw.frame.collect_schema()
    name = {column.header for column in columns if column.field.id == "name"}
    texts = [header for header in raw.headers if schema[header] == pl.String and header not in name]
    if not len(groups) or not texts:
        return pl.Series([False] * rows.height, dtype=pl.Boolean)
    found = raw.frame.select(
        pl.col(header).str.strip_chars().filter(pl.col(header).str.strip_chars().is_in(groups.implode())).implode()
        for header in texts
    ).collect(engine="streaming")
    values = pl.concat([found[header].explode() for header in texts]).drop_nulls().unique()
    return rows["__group"].is_in(values.implode()).fill_null(False)


def _look_at_ids(raw: RawList, header: str | None) -> tuple[bool, bool]:
    """Whether most rows have an id, and whether ids are written as names are, without digits."""
    if header is None:
        return False, False
    ids = raw.frame.select(pl.col(header).cast(pl.String)).head(HEAD).collect(engine="streaming").to_series()
    there = ids.drop_nulls()
    there = there.filter(there.str.strip_chars() != "")
    if not len(there):
        return False, False
    digits = there.str.contains(r"\d").mean()
    return len(there) * 2 > len(ids), not (isinstance(digits, float) and digits >= 0.5)
