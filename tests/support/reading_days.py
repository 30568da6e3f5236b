"""Days and years for the intake's oracle."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from tests.support.reading_words import MONTHS

TIME = r"(?:[T ,]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)? *(?:[AaPp]\.?[Mm]\.?)? *(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?"


def _day(year: str, month: str, day: str) -> date | None:
    if len(year) == 2:
        year = ("20" if int(year) < 30 else "19") + year
    if len(year) != 4 or year[0] not in "12":
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _month(word: str) -> str | None:
    word = word.lower()
    return next(
        (str(n) for n, name in enumerate(MONTHS, 1) if word in (name, name[:3]) or (word == "sept" and n == 9)), None
    )


def read_day(text: str, order: str | None) -> date | None:
    if found := re.fullmatch(rf"(\d{{1,4}}) ?([-/.年]) ?(\d{{1,2}}) ?[-/.月] ?(\d{{1,4}})日?{TIME}", text, re.A):
        a, mark, b, c = found.groups()
        if len(a) == 4 or (len(a) == 2 and mark == "年"):
            return _day(a, b, c) if len(c) <= 2 else None
        if len(a) > 2 or len(c) not in ((1, 2) if order == "ymd" else (2, 4)):
            return None
        if order == "ymd":
            return _day(a, b, c) if len(a) == 2 else None
        if order is None and a != b:
            return None
        return _day(c, a, b) if order == "mdy" else _day(c, b, a)
    if found := re.fullmatch(r"([12]\d{3})(\d{2})(\d{2})", text, re.A):
        return _day(*found.groups())
    days = ["mon", "tue", "tues", "wed", "wednes", "thu", "thur", "thurs", "fri", "sat", "satur", "sun"]
    weekday = "(?:(?:" + "|".join(f"{one}|{one}day" for one in days) + r")\.?,? +)?"
    if found := re.fullmatch(
        rf"(?i){weekday}(\d{{1,2}})(?:st|nd|rd|th)?[ ./-]*([a-z]{{3,9}})[ .,/'-]*(\d{{4}}|\d{{2}}){TIME}", text, re.A
    ):
        month = _month(found[2])
        if month and (day := _day(found[3], month, found[1])):
            return day
    if found := re.fullmatch(
        rf"(?i){weekday}([a-z]{{3,9}})[ .-]*(\d{{1,2}})(?:st|nd|rd|th)?[ .,-]+(\d{{4}}){TIME}", text, re.A
    ):
        month = _month(found[1])
        if month and (day := _day(found[3], month, found[2])):
            return day
    if found := re.fullmatch(r"([12]\d{3}) ?[-/年] ?(\d{1,2}) ?月?", text, re.A):
        return _day(found[1], found[2], "1")
    if found := re.fullmatch(r"(?i)([a-z]{3,9})[ .,/-]+([12]\d{3})", text, re.A):
        month = _month(found[1])
        return _day(found[2], month, "1") if month else None
    return None


def read_year(text: str) -> Decimal | None:
    for word in (
        "since",
        "founded",
        "established",
        "est",
        "est.",
        "创立于",
        "創立于",
        "成立于",
        "建立于",
        "设立于",
        "設立于",
        "自",
    ):
        if text.lower().startswith(word) and re.match(r" ?[12]\d{3}", text[len(word) :], re.A):
            text = text[len(word) :].removeprefix(" ")
            alone = True
            break
    else:
        alone = False
    for word in ("成立", "创立", "創立", "创建", "創建", "设立", "設立", "建立", "注册", "至今"):
        if re.fullmatch(rf"[12]\d{{3}}(?: ?年)? ?{word}", text, re.A):
            return Decimal(text[:4])
    if re.fullmatch(r"[12]\d{3}(?: ?年)?", text, re.A):
        return Decimal(text[:4])
    if alone:
        return None
    if re.fullmatch(r"(?:0?[1-9]|1[0-2])[-/][12]\d{3}", text, re.A):
        return Decimal(text[-4:])
    if re.fullmatch(r"\d{1,2}[ -][a-z]{3,9}[ -][3-9]\d", text, re.A | re.I):  # 08 may be 1908
        day = read_day(text, "dmy")
        return Decimal(day.year) if day else None
    quarter = re.fullmatch(
        r"(?i)Q[1-4][ -/]*([12]\d{3})|([12]\d{3})[ -/]*Q[1-4]|([12]\d{3}) ?年 ?(?:第? ?[1-4一二三四] ?季度?|Q[1-4]|[上下]半年)",
        text,
        re.A,
    )
    if quarter:
        return Decimal(next(part for part in quarter.groups() if part))
    if not re.search(r"[12]\d{3}", text, re.A):
        return None
    pair = re.fullmatch(r"([12]\d{3}) ?- ?(\d\d)", text, re.A)
    if pair and (int(pair[1]) + 1) % 100 == int(pair[2]):
        return None  # a month of the one year, or two years
    found = {day.year for day in (read_day(text, "dmy"), read_day(text, "mdy")) if day}
    return Decimal(found.pop()) if len(found) == 1 else None
