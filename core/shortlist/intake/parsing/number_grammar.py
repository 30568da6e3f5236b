"""What a cell that holds a number consists of: digits, a sign, a currency, a magnitude word, percent, counted things."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

import polars as pl

from shortlist.intake.parsing.units import AMBIGUOUS, CURRENCY_WORDS, MAGNITUDES, agree_on, currency_codes, t_before
from shortlist.model.fields import Field
from shortlist.model.people import name_people

# A point behind a letter ends its word: Rs.500 are 500 rupees, and $.5 is a half.
_SPLIT = (
    r"^(?P<head>[^0-9]*[A-Za-z]\.|[^0-9.]*(?:\.[^0-9.]+)*)"
    r"(?P<digits>[0-9](?:[0-9.,'’ ]*[0-9])?\.?|\.[0-9]+)(?P<exp>[eE][-+]?[0-9]{1,3})?(?P<rest>.*)$"
)
INDIAN = ("lakh", "lakhs", "lac", "lacs", "crore", "crores")
RUPEES = ("₹", "rs", "rs.", "inr", "卢比", "盧比")
BOOKS = r"[,.][0-9]{3}[,.][0-9]{2}$"  # 1,500.00: how books write an amount
# What numbers look like where the point, and where the comma is the decimal mark. A group never starts with 0.
POINT = (
    r"^(?:[0-9]+\.?[0-9]*|\.[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]*)?|[1-9][0-9]{0,2}(?:[ '’][0-9]{3})+(?:\.[0-9]*)?"
    r"|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]*)?)$"
)
COMMA = r"^(?:[0-9]+,?[0-9]*|[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]*)?|[1-9][0-9]{0,2}(?:[ '’][0-9]{3})+(?:,[0-9]*)?)$"
EITHER = r"^[1-9][0-9]{0,2}[.,][0-9]{3}$"  # 1,234 and 1.234 mean two numbers


# What stands behind a number for what it counts, by the field's unit; a longer word first. No unit but the field's own is read:
# `3 months` are no 3 days.
_COUNTED: dict[str, tuple[str, ...]] = {
    "days": ("days", "day", "d", "天", "日"),
    "payment days": ("days", "day", "d", "天", "日"),
    "years": ("years", "year", "yrs", "yr", "y", "年"),
    "year": ("年度", "年"),
    "hours": ("hours", "hour", "hrs", "hr", "h", "小时", "小時", "个小时", "個小時"),
    "months": ("months", "month", "mos", "mo", "个月", "個月"),
    "degrees": ("degrees", "degree", "deg", "°", "度"),
    "km": ("kilometres", "kilometers", "公里", "千米"),
}
_PEOPLE = (
    "人",
    "名",
    "位",
    "名员工",
    "名員工",
    "员工",
    "員工",
    "mitarbeiter",
    "mitarbeitende",
    "beschäftigte",
    "employés",
    "salariés",
    "empleados",
    "dipendenti",
    "funcionários",
    "employees",
    "employee",
    "people",
    "persons",
    "staff",
    "fte",
    "headcount",
)
_THINGS = (
    *("件", "个", "個", "项", "項", "次", "笔", "筆", "单", "單", "张", "張", "份", "台", "套", "家", "条", "條", "起", "宗", "例", "款", "种", "種", "批", "批次"),
    *("pcs", "pcs.", "pc", "pc.", "pieces", "piece", "items", "item", "units", "unit", "cases", "case", "orders", "order", "times", "x"),
)  # fmt: skip
# Of what a company turns over or buys in a year.
_A_YEAR = (
    "p.a.",
    "p.a",
    "pa",
    "per annum",
    "per year",
    "a year",
    "annually",
    "/year",
    "/ year",
    "/yr",
    "/ yr",
    "/y",
    "/年",
    "/ 年",
    "每年",
)
_ANNUAL = re.compile(r"(?:^|[^a-z])(?:annual|yearly|revenue|turnover)|营业收入|营收|年度|年采购", re.I)
# In brackets behind a number these say that it is none: `500 (approx.)`, `1000（以上）`.
_HEDGES = re.compile(
    r"[+±<>≤≥~≈约約估近余餘]|\b(?:est|estimated?|approx|approximately|about|around|circa|ca|over|under|above|below|more|less|fewer|up|least|most|min|max|minimum|maximum)\b"
    r"|左右|上下|以上|以下|以内|以內|超过|超過|不足|不到|至少|至多|最多|最少",
    re.I,
)


@cache
def _count_words(unit: str, names: tuple[str, ...]) -> str:
    if unit:
        return _any({*_COUNTED.get(unit.lower(), ()), unit.lower()})
    if name_people(names):
        return _any(_PEOPLE)
    return _any(_THINGS) if len(names) > 1 else _any((*_PEOPLE, *_THINGS))


def count_words(field: Field) -> str:
    """The words that may stand behind a field's numbers for what it counts, as alternatives of a regular expression.

    A field with a unit takes its words alone, one about people theirs, any other those for things. One of which no more than
    its id is known takes both.

    >>> re.fullmatch(count_words(Field("delay", "number", unit="days")), "天") is not None
    True
    """
    if field.type == "money":
        return _any(_A_YEAR) if _ANNUAL.search(" ".join((field.id, *field.title, *field.aliases))) else ""
    if field.type not in ("number", "integer"):
        return ""
    return _count_words(field.unit or "", tuple(dict.fromkeys((field.id, *field.title, *field.aliases))))


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@cache
def _grammar(counted: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What may stand before a number and behind it, and the words in a last bracket that would change it."""
    money = _any({*CURRENCY_WORDS, *AMBIGUOUS, *(code.lower() for code in currency_codes())})
    size = _any(set(MAGNITUDES) - {"cr"})
    count = counted or "(?!)"
    side = r"(?:cr|dr)\b\.?|credit|debit|贷方?|貸方?|借方?"
    before = (
        r"(?P<about>约|約|大约|大約|≈|~|about|approx\.?|approximately|ca\.|circa)?\s*(?P<hundredths>百分之)?\s*"
        rf"(?:(?P<front>{money})\s*(?=\())?(?P<open>\()?\s*(?P<sign>[-+])?\s*(?:(?P<thousands>k|t|tsd\.?)(?P<gap>\s*)(?={money}))?"
        rf"(?P<currency>{money})?\s*(?P<inner>[-+])?\s*"
    )
    behind = (
        rf"\s*(?P<early>\)(?=\s*(?:{money})\s*$))?\s*(?P<own>{count})?\s*(?P<size>{size})?\s*(?P<side>{side}|\((?:{side})\))?\s*"
        rf"(?P<currency>{money})?\s*(?P<late>{side}|\((?:{side})\))?\s*"
        rf"(?P<count>{count})?\s*(?P<pct>%|‰|percent|pct\.?|per cent)?\s*(?P<tail>-)?\s*(?P<close>\))?\s*(?P<note>\([^()]*\))?"
    )
    changes = rf"(?:^|[\s(0-9])(?:{money}|{_any({*MAGNITUDES, '%'})}|[cd]r\.?|{side})(?:$|[\s)0-9])"
    return re.compile(before, re.I), re.compile(behind, re.I), re.compile(changes, re.I)


@lru_cache(maxsize=20_000)
def _parse_before(text: str) -> tuple[bool, bool, int, str | None, bool, str | None, bool]:
    """Of what stands before the digits: is it sound, a bracket, the signs (1 plus, 100 minus), a currency, `百分之`, a magnitude,
    a word that says about."""
    found = _grammar("")[0].fullmatch(text)
    if not found or (found["front"] and found["currency"]):
        return False, False, 0, None, False, None, False
    if any(_MAYBE_CIRCA.match(found[name] or "") for name in ("front", "currency")):
        return False, False, 0, None, False, None, False
    signs = sum({"-": 100, "+": 1}.get(found[name] or "", 0) for name in ("sign", "inner"))
    currency = (found["front"] or found["currency"] or "").lower() or None
    size = found["thousands"]
    if size and size.lower() == "t":
        size = t_before(found["currency"], found["gap"])
    sound = bool(size) == bool(found["thousands"])
    return sound, bool(found["open"]), signs, currency, bool(found["hundredths"]), size, bool(found["about"])


def _read_side(word: str | None) -> str | None:
    """The side of an account that a word behind an amount says; `CR` and `Cr` may be crores, and stay as they are."""
    if word is None:
        return None
    word = word.strip("()").removesuffix(".")
    if word in ("CR", "Cr", "cR", "cr"):
        return "CR" if word == "CR" else "Cr"
    return "credit" if word.lower().startswith(("credit", "贷", "貸")) else "debit"


@lru_cache(maxsize=20_000)
def _parse_behind(
    text: str, counted: str
) -> tuple[bool, bool, int, str | None, str | None, str | None, bool, str | None, bool]:
    """Of what stands behind the digits: is it sound, a bracket, a sign, magnitude, currency, percent sign, counted things, the
    side of an account, and a note that says about, or more, or less."""
    _, grammar, changes = _grammar(counted)
    found = grammar.fullmatch(text)
    nothing = (False, False, 0, None, None, None, False, None, False)
    if not found or (found["note"] and changes.search(found["note"])) or (found["side"] and found["late"]):
        return nothing
    size = found["size"]
    if size and size.lower() == "t" and found["currency"]:
        size = t_before(found["currency"], text[found.end("size") : found.start("currency")])
        if size is None:
            return nothing
    if found["early"] and found["close"]:
        return nothing
    return (
        True,
        bool(found["early"] or found["close"]),
        100 if found["tail"] else 0,
        size,
        (found["currency"] or "").lower() or None,
        found["pct"],
        bool(found["own"] or found["count"]),
        _read_side(found["side"] or found["late"]),
        bool(found["note"] and _HEDGES.search(found["note"])),
    )


# About so many dollars, or Canada's: only capitals leave no doubt.
_MAYBE_CIRCA = re.compile(r"(?:c|[cC]a)\$")

_ALIKE = bytes.maketrans(b"23456789", b"11111111")


YUAN = "[元圆圓][整正]?$"


def looks(text: pl.Series, counted: str = "") -> pl.Series:
    """What each clean cell looks like: the cell with every digit from 2 to 9 as 1. None is null.

    Cells that look alike have the same `parts` but for the digits themselves, and few looks stand for many cells. Where a
    field's words for what it counts hold such a digit (`m2`), each cell is its own look.

    >>> looks(pl.Series(["€4.20", "7 天"])).to_list()
    ['€1.10', '1 天']
    """
    if not len(text) or re.search("[2-9]", counted):
        return text
    # All at once: no clean cell has a line end, and no letter of UTF-8 holds the byte of a digit. Three times as fast as replace_many.
    whole = text.str.join("\n").cast(pl.Binary).item().translate(_ALIKE)
    found = pl.Series(text.name, [whole]).cast(pl.String).str.split("\n").explode()
    assert len(found) == len(text), "a cell is null, or holds a line end"
    return found


def write_plainly(text: pl.Series) -> pl.Series:
    """Texts with a hyphen for every sign that is taken for a minus, and with noughts where a dash stands for no cents.

    >>> write_plainly(pl.Series(["−5", "5'000.–", "€ 5.000,--", "500-"])).to_list()
    ['-5', "5'000.00", '€ 5.000,00', '500-']
    """
    if text.str.contains_any(["−", "–", "—", "﹣"]).any():
        text = text.str.replace_all("[−–—﹣]", "-")
    if text.str.contains_any([".-", ",-", ". -", ", -"]).any():
        text = text.str.replace_all("([0-9][.,]) ?--?($|[^-.,0-9])", "${1}00${2}")
    return text


def parts(text: pl.Series, counted: str = "") -> pl.DataFrame:
    """The parts of each cell, row by row: `digits` (null where the cell is no number) and `start` (the characters before them),
    `exp`, `size`, `pct`, `negative`, `currency`, `before` (another one in front), `counted`, `yuan` (a word for the unit itself), `side` (of an account),
    `about` (it is said to be roughly so). `counted` are the words for what the field counts, as `count_words` gives them. Words are looked up once for each distinct one.
    """
    frame = write_plainly(text).str.extract_groups(_SPLIT).struct.unnest()
    heads = frame["head"].drop_nulls().unique()
    rests = frame["rest"].drop_nulls().unique()
    front = pl.DataFrame(
        [(head, *_parse_before(head)) for head in heads],
        orient="row",
        schema={
            "head": pl.String,
            "sound": pl.Boolean,
            "open": pl.Boolean,
            "signs": pl.Int32,
            "before": pl.String,
            "hundredths": pl.Boolean,
            "size_before": pl.String,
            "about": pl.Boolean,
        },
    )
    back = pl.DataFrame(
        [(rest, *_parse_behind(rest, counted)) for rest in rests],
        orient="row",
        schema={
            "rest": pl.String,
            "sound2": pl.Boolean,
            "close": pl.Boolean,
            "signs2": pl.Int32,
            "size": pl.String,
            "after": pl.String,
            "pct": pl.String,
            "counted": pl.Boolean,
            "side": pl.String,
            "hedged": pl.Boolean,
        },
    )
    frame = frame.join(front, on="head", how="left", maintain_order="left").join(
        back, on="rest", how="left", maintain_order="left"
    )
    frame = frame.with_columns(pl.col("after").str.contains(YUAN).fill_null(False).alias("yuan"))
    frame = _reconcile(frame)
    signs = pl.col("signs") + pl.col("signs2")
    return frame.select(
        pl.when(_is_sound(signs)).then("digits").alias("digits"),
        pl.col("head").str.len_chars().alias("start"),
        "exp",
        pl.coalesce("size", "size_before").alias("size"),
        pl.when("hundredths").then(pl.lit("%")).otherwise("pct").alias("pct"),
        (pl.col("open") | (signs == 100)).alias("negative"),
        pl.coalesce("after", "before").alias("currency"),
        "before",
        "counted",
        "yuan",
        "side",
        (pl.col("about") | pl.col("hedged")).fill_null(False).alias("about"),
    )


def _is_sound(signs: pl.Expr) -> pl.Expr:
    """Whether what stands before a number goes with what stands behind it: one sign or brackets or a side, one magnitude, one percent."""
    sizes = [pl.col(name).is_not_null().cast(pl.Int8) for name in ("exp", "size", "size_before")]
    return (
        pl.col("sound")
        & pl.col("sound2")
        & (pl.col("open") == pl.col("close"))
        & signs.is_in([0, 1, 100])
        & ((signs == 0) | ~pl.col("open"))
        & (pl.sum_horizontal(sizes) <= 1)
        & (pl.col("side").is_null() | ((signs == 0) & ~pl.col("open")))
        & ~(pl.col("hundredths") & pl.col("pct").is_not_null())
    )


def _reconcile(frame: pl.DataFrame) -> pl.DataFrame:
    """Frame with the currency of an amount in `after`, and in `before` only one that contradicts it."""
    pairs = frame.select("before", "after").unique()
    said = pl.DataFrame(
        [(before, after, *agree_on(before, after)) for before, after in pairs.iter_rows()],
        orient="row",
        schema=dict.fromkeys(("before", "after", "currency", "other"), pl.String),
    )
    found = frame.join(said, on=["before", "after"], how="left", nulls_equal=True, maintain_order="left")
    return found.with_columns(pl.col("currency").alias("after"), pl.col("other").alias("before"))
