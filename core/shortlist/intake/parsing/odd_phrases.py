"""Phrases that stay unread for a reason of their own: said in another unit than the field's, or of ends that nobody can know from the cell."""

from __future__ import annotations

import polars as pl

from shortlist.intake.parsing.dates import MONTH_NUMBERS
from shortlist.intake.parsing.lateness import LATE, PUNCTUAL, counts_lateness
from shortlist.model.fields import NUMERIC, YEAR, Field

FAR_YEARS = r"^20[0-9]{2} ?[-/–—~] ?[5-9][0-9]$"
"""A year with two digits more, of which the second lies far ahead if it is a year."""
_YEARS = r"^[12][0-9]{3} ?[-/–—~] ?[0-9]{2}$"

_TIMES = {  # words for spans of time, by the unit of a field
    "hours": r"hours?|hrs?|小时|小時",
    "days": r"days?|天|日",
    "weeks": r"weeks?|wks?|周|週|星期|礼拜",
    "months": r"months?|mos?|个月|個月|月",
    "quarters": r"quarters?|个季度|季度",
    "years": r"years?|yrs?|年",
}
_DIGIT = "[0-9一二两兩三四五六七八九十半]"
RECENT = rf"(?i)^(?:最?近|过去|last|past|recent) ?{_DIGIT}+ ?(?:天|日|days?|个?月|months?|周|weeks?|年|years?)"
_TENTHS = rf"{_DIGIT} ?成(?:$|[^员員立])"
_SEVERAL_OF = (
    r"(?i)[几幾数數](?:[十百千万萬亿億个個人名家户]|$)|若干|成百上千|[千百]把|[0-9七八九十][位]数|[百千万萬亿億]元?级|[百千万萬亿億]人?规模"
    r"|\b(?:several|few|dozens?|tens|hundreds|thousands|millions|billions)\b|\bfigures?\b|[0-9]-?ish\b"
)
_JOINED = "[1-9一二两兩三四五六七八九] ?[到至~—-] ?[1-9一二两兩三四五六七八九][十百千]"
_PERIOD = (
    r"(?i)(?:(?:^|[^a-z])(?:arr|mrr|per (?:month|quarter|day|week)|monthly|quarterly|a month)"
    r"|/ ?(?:mo|month|qtr|quarter)|每[月季日天周]|月均|/ ?[月季日天周])(?:$|[^a-z])"
)

_MONTH = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_SPAN = r"days?|weeks?|wks?|months?|mos?|quarters?|years?|yrs?|hours?|hrs?|minutes?|mins?"
_SEVERAL = r"[0-9]+|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|half an?|few|several|couple(?: of)?"
_FULL_YEAR = "[12][0-9]{3}"
# `15年` may be 2015, and `3月` is March: neither is a span of time by itself.
_RELATIVE = (
    rf"(?i)\b(?:{_SEVERAL})[ -]?(?:{_SPAN})\b|\bago\b|^(?:today|yesterday|tomorrow|now|just now|recent(?:ly)?|ytd|mtd|qtd|year to date)$"
    rf"|\b(?:last|past|this|previous|prior|current|next) (?:{_SPAN}|(?:mon|tues|wednes|thurs|fri|satur|sun)day|{_MONTH})\b"
    r"|(?:[0-9一二两兩三四五六七八九十几幾数數半]|多) ?(?:天|周|週|星期|礼拜|禮拜|[个個]月|[个個]季度|小时|小時|分钟)"
    rf"|(?:近|过去|過去|前|超过|超過|逾|满|滿) ?{_DIGIT}+[多余]? ?(?:年|季度?|日)|{_DIGIT}[多余]? ?年(?:以?[内內前]|之[内內前]|以上|多)"
    r"|^(?:最近|近期|近日|刚刚|剛剛|今[天日年]|昨[天日]|前[天日年]|去年|明[天年]|[上本这這当當下][个個]?(?:周|週|月|季度?|年度?|星期)|年初至今)"
)
_YEARLESS = (
    rf"(?i)^(?:q[1-4]|[1-4]q|h[12]|[12]h|第?[1-4一二三四]季度?|[上下]半年|(?:{_MONTH})\.?|(?:{_MONTH})\.? [0-9]{{1,2}}|[0-9]{{1,2}}[ -](?:{_MONTH})\.?"
    r"|[0-9]{1,2}月(?:份|[0-9]{1,2}[日号]?)?)$"
)
_FISCAL = r"(?i)\bFY ?'?[0-9]|[0-9]FY\b|\bfiscal\b|财年|財年|财政年度|財政年度|会计年度|會計年度|Gesch(?:ä|ae)ftsjahr|\bexercice\b"
_UNFIXED = (
    r"(?i)\b(?:early|mid|late|end|beginning|start|spring|summer|autumn|fall|winter|anfang|mitte|ende|début|fin|christmas|easter)\b.*[0-9]{2}"
    r"|[年月](?:初|中|底|末|尾)|年代|世[纪紀]|century|\bdecade|[春夏秋冬][季天]?$|[0-9]0'?s\b"
    r"|\b(?:kw|cw|week|wk) ?[0-9]{1,2}\b|\bw[0-9]{2}\b|第[0-9一二三四五]+[周週]"
)


def find_odd(text: pl.Series, field: Field) -> dict[str, pl.Series]:
    """Which clean texts, or `looks` of them, say what is unread for a reason of its own (Boolean; false where null), by its key of
    `range_reasons.UNREAD`. A text may have several; the first one counts.

    >>> found = find_odd(pl.Series(["last 30 days", "FY2023", "early 2024", "2024-01-31"]), Field("seen", "date"))
    >>> {why: odd.arg_true().to_list() for why, odd in found.items()}
    {'fiscal': [1], 'relative': [0], 'unfixed': [2]}
    """
    patterns: dict[str, str] = {"several": _SEVERAL_OF, "magnitudes": _JOINED} if field.type in NUMERIC else {}
    if field.type == "date":
        return _find_odd_days(text)
    if field.unit == "days":
        patterns |= {"punctual": PUNCTUAL} if counts_lateness(field) else {"late": LATE}
    if (unit := (field.unit or "").removeprefix("payment ")) in _TIMES:
        others = "|".join(words for name, words in _TIMES.items() if name != unit)
        patterns |= {"time": rf"(?i){_DIGIT}[0-9]* ?-?(?:{others})(?:$|[^a-z])", "recent": RECENT}
    elif field.unit == YEAR:
        patterns |= {"span": _YEARS, "fiscal": _FISCAL, "unfixed": _UNFIXED}
    elif field.type == "percent":
        patterns |= {"tenths": _TENTHS}
    elif field.type == "money":
        patterns |= {"period": _PERIOD}
    return {why: text.str.contains(pattern).fill_null(False) for why, pattern in patterns.items()}


def _find_odd_days(text: pl.Series) -> dict[str, pl.Series]:
    dated = text.str.contains(_FULL_YEAR)
    found = {
        "fiscal": text.str.contains(_FISCAL),
        "relative": text.str.contains(_YEARLESS) | (text.str.contains(_RELATIVE) & ~dated),
        "unfixed": text.str.contains(_UNFIXED),
    }
    return {why: odd.fill_null(False) for why, odd in found.items()}
