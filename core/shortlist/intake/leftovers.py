"""Rows of a list that are no prospects: blank ones, repeated headers, totals, and the lines that reports put below.

Only a row that lacks what a prospect has is refused: it has no id and name but a word for a total or a note, and says nothing
of a kind that only a company has, as a country. Whatever is refused is kept with its reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import polars as pl

from shortlist.errors import Place, Problem
from shortlist.intake.columns import Column
from shortlist.intake.group_totals import PIECES, judge_group_totals
from shortlist.intake.header_lines import add_rows_below, judge_headers, may_be_headers
from shortlist.intake.sources.raw import ROW, RawList
from shortlist.intake.sources.report_lines import REASONS, phrases
from shortlist.intake.stacked import find_stacked
from shortlist.model.fields import NUMERIC

EXAMPLES = 3
FULLEST = 3  # columns that are looked at first
HEAD = 1_000  # rows by which these are chosen
IDENTITY = ("prospect_id", "name")
DECIDED = ("lonely", "doubtful")  # kinds of rows that are named only
TABLES = ("second", "other")  # kinds of rows that have a line of their own
NAMES = {
    "blank": ("blank", "blank", "空行"),
    "header": ("repeat of the headers", "repeated headers", "重复表头"),
    "total": ("total", "totals", "合计行"),
    "notice": ("note of a report", "notes of a report", "报表说明"),
    "section": ("heading of a section", "headings of sections", "分组标题"),
    "nobody": ("without id and name", "without id and name", "无编号和名称"),
}
LABEL, OPEN_LABEL = r"^[^:：\d]{1,20}[:：]", r"^[^:：\d]{1,20}[:：]\s*$"
_BLANK = r"^[\s\u00ad\u200b-\u200f\u2060\ufeff'-]*$"


def refuse_leftovers(raw: RawList, columns: Sequence[Column], *, related: bool) -> None:
    """Refuse the rows of `raw` that are none of a list's own, and note how many and why.

    `columns` are those that feed fields. A `related` list, as a ledger, has no prospects, so only what is blank, a header or a
    total is refused there.
    """
    identity = [column.header for column in columns if column.field.id in IDENTITY]
    suspects = _find_suspects(raw, columns, identity)
    judged = suspects.with_columns(_judge(suspects, raw, columns, identity, related))
    told = judged.filter(pl.col("kind").is_not_null() & ~pl.col("kind").is_in(DECIDED))
    told = _add_second_table(raw, columns, add_rows_below(raw, told, related=related))
    if not told.height and not raw.leftovers:
        _name_decided(raw, judged)
        return
    told = told.with_columns(_as_line(told, raw.headers))
    raw.refused.add_frame(
        told.select(
            ROW,
            raw.lines_of(told[ROW]).alias("line"),
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
    _name_decided(raw, judged.filter(~pl.col(ROW).is_in(rows)))


def _add_second_table(raw: RawList, columns: Sequence[Column], told: pl.DataFrame) -> pl.DataFrame:
    """The refused rows with those of a second table, which is named."""
    blank = told.filter(pl.col("kind") == "blank")[ROW]
    repeated = told.filter(pl.col("kind").is_in(["header", "other"]))[ROW]
    found = find_stacked(raw, columns, blank, repeated)
    if found is None:
        return told
    rows, headers = found
    line = raw.lines_of(rows[ROW].head(1))[0]
    where, where_zh = (f" (line {line})", f"（第 {line} 行）") if line is not None else ("", "")
    said = Problem.of(
        f"record {rows[ROW][0]:,}{where} begins a second table below the first ('{headers[:80]}'): its {rows.height:,} rows are refused; "
        "save it as a list of its own if it is one",
        f"第 {rows[ROW][0]:,} 条记录{where_zh}起是另一张表（'{headers[:80]}'），共 {rows.height:,} 行，未读入；如需评审请另存为单独的名单",
        Place(raw.source),
    )
    raw.notes.append(said)
    rows = rows.with_columns(pl.lit("second").alias("kind")).select(told.columns)
    return pl.concat([told.filter(~pl.col(ROW).is_in(rows[ROW].implode())), rows]).sort(ROW)


def _name_decided(raw: RawList, judged: pl.DataFrame) -> None:
    """Name the rows that are decided though they hold one text alone, which may be a heading, or read like a total."""
    lonely, doubtful = (judged.filter(pl.col("kind") == kind) for kind in DECIDED)
    if lonely.height and lonely.height * 2 <= raw.rows_in:
        (en, zh), shown = count_rows(lonely.height, "holds", "hold"), _examples(lonely, raw.headers)
        raw.notes.append(
            Problem.of(
                f"{en} nothing but one text: {', '.join(shown)}; decided with all else missing; take out what is a heading or a note",
                f"有 {zh} 只有一段文字：{'、'.join(shown)}；其余字段按缺失处理；如为分组标题或说明，请从名单中删除",
                Place(raw.source),
            )
        )
    if doubtful.height:
        (en, zh), shown = count_rows(doubtful.height, "reads", "read"), _examples(doubtful, raw.headers)
        raw.notes.append(
            Problem.of(
                f"{en} like a total, with nothing but numbers beside the label: {', '.join(shown)}; decided as prospects; take out "
                "what is a total",
                f"有 {zh} 疑似合计行，除名称外只有数字：{'、'.join(shown)}；仍作为客户评审；如为合计，请从名单中删除",
                Place(raw.source),
            )
        )


def _examples(rows: pl.DataFrame, headers: Sequence[str]) -> list[str]:
    return [f"'{text.strip()[:60]}'" for text in _as_line(rows.head(EXAMPLES), headers)]


def count_rows(count: int, one: str, many: str) -> tuple[str, str]:
    """A count of rows with its verb, and in Chinese.

    >>> count_rows(1, "is", "are"), count_rows(1200, "is", "are")
    (('1 row is', '1 行'), ('1,200 rows are', '1,200 行'))
    """
    return (f"1 row {one}" if count == 1 else f"{count:,} rows {many}"), f"{count:,} 行"


def _is_there(header: str, dtype: pl.DataType) -> pl.Expr:
    cell = pl.col(header)
    there = (cell.str.strip_chars() != "").fill_null(False) if dtype == pl.String else cell.is_not_null()
    return there.cast(pl.UInt16)


def _find_suspects(raw: RawList, columns: Sequence[Column], identity: Sequence[str]) -> pl.DataFrame:
    """The rows that are worth a look.

    Told first by the few columns that are fullest: a prospect whose cells are there in two of them needs no look at the others.
    """
    own = _descriptive(columns, identity)
    frame = raw.frame
    if len(own) > FULLEST:
        head = frame.select(own).head(HEAD).collect(engine="streaming")
        fullest = sorted(own, key=lambda header: head[header].null_count())[:FULLEST]
        maybe = (
            frame.filter(_suspect(raw, columns, fullest, identity, len(own)))
            .select(ROW)
            .collect(engine="streaming")[ROW]
        )
        if not len(maybe):
            return frame.clear().collect()
        frame = frame.filter(pl.col(ROW).is_in(maybe.implode()))
    return frame.filter(_suspect(raw, columns, own, identity, len(own))).collect(engine="streaming").sort(ROW)


def _suspect(raw: RawList, columns: Sequence[Column], own: Sequence[str], identity: Sequence[str], of: int) -> pl.Expr:
    """Rows in which hardly anything stands that only a company has, told without patterns as far as can be.

    `own` are the columns that are looked at, of so many that say such things; looking at fewer finds more rows, never less.
    """
    schema = raw.frame.collect_schema()
    named = pl.sum_horizontal(pl.lit(0), *(_is_there(header, schema[header]) for header in identity))
    described = pl.sum_horizontal(pl.lit(0), *(_is_there(header, schema[header]) for header in own))
    texts = [header for header in (identity or raw.headers) if schema[header] == pl.String]
    lead = pl.col(texts[0]) if texts else pl.lit("")
    if own:
        thin = (described == 0) | ((described == 1) & (named < len(identity)))
        labelled = lead.str.contains("[:：]") & (described * 2 <= of)
    else:
        thin = (named < len(identity)) if len(identity) > 1 else (named == 0)
        there = pl.sum_horizontal(pl.lit(0), *(_is_there(header, schema[header]) for header in raw.headers))
        thin = thin | (there <= 1)
        labelled = lead.str.contains("|".join(phrases()))
    name = pl.col(texts[-1]) if texts else pl.lit("")
    labelled = labelled.fill_null(False) | name.str.contains_any(PIECES).fill_null(False)
    return thin | labelled | may_be_headers(raw, columns)


def _descriptive(columns: Sequence[Column], identity: Sequence[str]) -> list[str]:
    """The headers of fields that a total cannot have: countries, texts, dates, levels."""
    return [column.header for column in columns if column.field.type not in NUMERIC and column.header not in identity]


def _judge(
    suspects: pl.DataFrame, raw: RawList, columns: Sequence[Column], identity: Sequence[str], related: bool
) -> pl.Series:
    """What each row is: a key of REASONS, `lonely` where one text says nothing for or against, null where it may be a prospect."""
    cells = _look_at_words(suspects, raw, columns, identity)
    groups = judge_group_totals(cells, raw, () if related else columns)
    cells = cells.with_columns(judge_headers(suspects, raw, columns).alias("__headers"), groups.alias("__group_total"))
    count = pl.sum_horizontal(pl.col(header).is_not_null().cast(pl.UInt32) for header in raw.headers)
    headers, says_total, says_note = pl.col("__headers"), pl.col("__total"), pl.col("__notice")
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
    alien, section = _alien(raw, identity) if identity and not related else (pl.lit(False), pl.lit(False))
    alone = pl.any_horizontal(pl.lit(False), *(pl.col(h).str.contains(r"\p{L}") for h in identity)).fill_null(False)
    alone = alone if not related else pl.lit(False)
    return cells.select(
        pl.when(count == 0)
        .then(pl.lit("blank"))
        .when(headers.is_not_null())
        .then(headers)
        .when(says_total & ~named & ~described)
        .then(pl.lit("total"))
        .when(pl.col("__group_total") == "total")
        .then(pl.lit("total"))
        .when(_is_signature(raw.headers) & many)
        .then(pl.lit("notice"))
        .when(says_note & ~named & (count * 2 <= len(raw.headers)) & many)
        .then(pl.lit("notice"))
        .when(lonely & many & alien)
        .then(pl.lit("notice"))
        .when(lonely & many & section)
        .then(pl.lit("section"))
        .when(nobody)
        .then(pl.lit("nobody"))
        .when(lonely & many & alone)
        .then(pl.lit("lonely"))
        .otherwise(pl.col("__group_total"))
        .alias("kind")
    ).to_series()


def _look_at_words(
    suspects: pl.DataFrame, raw: RawList, columns: Sequence[Column], identity: Sequence[str]
) -> pl.DataFrame:
    """The cells as text, null where blank, and whether a row's label is a word for a total or the beginning of a note (`__total`,
    `__notice`), and whether it says what only a company has: an id or a name (`__named`), a country, a date, a level
    (`__described`)."""
    cells = suspects.select(
        pl.col(header).cast(pl.String, strict=False).str.strip_chars() for header in raw.headers
    ).with_columns(pl.when(pl.col(header).str.contains(_BLANK).not_()).then(pl.col(header)) for header in raw.headers)
    total, notice = phrases()
    label = pl.coalesce(*(pl.col(header) for header in (*identity, *raw.headers)))
    first = pl.coalesce(*(pl.col(header) for header in raw.headers))
    return cells.with_columns(
        (label.str.contains(total) | first.str.contains(total)).alias("__total"),
        (label.str.contains(notice) | first.str.contains(notice)).alias("__notice"),
        _says_more(identity, total, notice).alias("__named"),
        _says_more(_descriptive(columns, identity), total, notice).alias("__described"),
    )


def _is_signature(headers: Sequence[str]) -> pl.Expr:
    """Whether a row is where a report is signed: labels that end with a colon (`负责人：`), and perhaps what is written behind them."""
    cells = [pl.col(header) for header in headers]
    count = pl.sum_horizontal(cell.is_not_null().cast(pl.UInt32) for cell in cells)
    labels = pl.sum_horizontal(cell.str.contains(LABEL).fill_null(False).cast(pl.UInt32) for cell in cells)
    open_ = pl.any_horizontal(cell.str.contains(OPEN_LABEL).fill_null(False) for cell in cells)
    first = pl.coalesce(cells).str.contains(LABEL).fill_null(False)
    return first & open_ & (labels * 2 >= count)


def _says_more(headers: Sequence[str], total: str, notice: str) -> pl.Expr:
    """Whether one of the cells is there and neither a word for a total nor the beginning of a note."""
    if not headers:
        return pl.lit(False)
    return pl.any_horizontal(
        (~pl.col(header).str.contains(total) & ~pl.col(header).str.contains(notice)).fill_null(False)
        for header in headers
    )


def _alien(raw: RawList, identity: Sequence[str]) -> tuple[pl.Expr, pl.Expr]:
    """Whether a cell where the ids stand is a sentence, in a list whose ids have no spaces; and whether it is a text without
    digits, in a list whose ids have some."""
    header, never = identity[0], pl.lit(False)
    ids = (
        raw.frame.select(pl.col(header).cast(pl.String))
        .head(2_000)
        .collect(engine="streaming")
        .to_series()
        .drop_nulls()
    )
    if not len(ids) or len(identity) < 2:
        return never, never
    digits = ids.str.contains(r"\d").mean()
    there = pl.col(header).is_not_null()
    section = there & ~pl.col(header).str.contains(r"\d") if isinstance(digits, float) and digits >= 0.5 else never
    spaced = ids.str.contains(r"\S\s+\S").mean()
    longest = ids.str.len_chars().quantile(0.5)
    if not isinstance(spaced, float) or spaced > 0.3 or longest is None:
        return never, section
    sentence = pl.col(header).str.contains(r"\S\s+\S+\s+\S") & (pl.col(header).str.len_chars() > 2 * longest)
    return sentence, section


def _as_line(told: pl.DataFrame, headers: Sequence[str]) -> pl.Series:
    return told.select(
        pl.concat_str(
            (pl.col(h).cast(pl.String, strict=False) for h in headers), separator=", ", ignore_nulls=True
        ).alias("text")
    ).to_series()


def _note(raw: RawList, told: pl.DataFrame) -> None:
    shown_kinds = told.filter(~pl.col("kind").is_in(["blank", "header", *TABLES]))
    counts = Counter(kind for kind in told["kind"].to_list() if kind not in TABLES) + raw.leftovers
    texts = [*shown_kinds["text"].head(EXAMPLES).to_list(), *raw.leftover_texts][:EXAMPLES]
    if not counts:
        return
    shown = [f"'{text.strip()[:60]}'" for text in texts]
    en = ", ".join(f"{count:,} {NAMES[kind][count > 1]}" for kind, count in counts.items())
    zh = "、".join(f"{NAMES[kind][2]} {count:,} 行" for kind, count in counts.items())
    examples, examples_zh = (f": {', '.join(shown)}", f"：{'、'.join(shown)}") if shown else ("", "")
    total = sum(counts.values())
    said, said_zh = count_rows(total, "is no prospect and was refused", "are no prospects and were refused")
    raw.notes.append(
        Problem.of(
            f"{said} ({en}){examples}",
            f"有 {said_zh}并非客户，未读入（{zh}）{examples_zh}",
            Place(raw.source),
        )
    )
