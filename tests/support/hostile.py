"""Hostile cells for every type: real-looking ones, bent and broken. `compare` holds intake to `reading.read_cell` on them."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

import polars as pl

from shortlist.intake.parsing.convert import convert
from shortlist.intake.parsing.text import Reading, find_kept_tokens
from shortlist.intake.parsing.units import Unit
from shortlist.model.fields import Field
from shortlist_criteria.fields_finance import FIELDS as FINANCE
from tests.support import reading_words as plain
from tests.support.hostile_letters import BEFORE, BIG, ODD, SPACES
from tests.support.reading import read_cell
from tests.support.reading_words import MISSING, UNREADABLE, Kind

RATES = {"USD": 1.0, "EUR": 1.08, "CNY": 0.14, "INR": 0.012, "CAD": 0.7}
WORTH = {word: RATES[code] for word, code in plain.MONEY.items() if code in RATES}
RATING = next(field for field in FINANCE if field.id == "credit_rating")


def _case(kind: Kind, **more: Any) -> tuple[Kind, Reading]:
    """A kind with the reading that intake would settle on for it."""
    units = {"people": None, "things": None}
    names = {"people": ("Employees",), "things": ("Orders", "Number of orders")}
    declared = (
        Field(
            "f",
            kind.type,
            title={"en": names.get(kind.counts, ("f",))[0], "zh": "f"},
            aliases=names.get(kind.counts, ())[1:],
            unit=units.get(kind.counts, kind.counts or None),
            minimum=kind.low,
            maximum=kind.high,
            missing=kind.missing,
            **more,
        )
        if kind.type != "level"
        else RATING
    )
    unit = Unit(currency=kind.unit_currency, power=kind.power or None, percent=kind.percent, order=kind.order)
    rate = RATES[kind.unit_currency] if kind.unit_currency else 1.0
    return kind, Reading(
        declared,
        unit,
        kind.comma,
        rate,
        WORTH if kind.type == "money" else {},
        keep=find_kept_tokens(declared),
        accounts=kind.accounts,
    )


CASES: dict[str, tuple[Kind, Reading]] = {
    "money": _case(Kind("money", rates=RATES)),
    "money, comma": _case(Kind("money", comma=True, rates=RATES)),
    "money in millions": _case(Kind("money", power=6, rates=RATES)),
    "money beside debits": _case(Kind("money", accounts=True, rates=RATES)),
    "money in rupees": _case(Kind("money", unit_currency="INR", rates=RATES)),
    "money in crores": _case(Kind("money", power=7, rates=RATES)),
    "money, not negative, marked": _case(Kind("money", low=0, missing=(9999, "0.00", "k.A."), rates=RATES)),
    "integer": _case(Kind("integer", "people", low=0)),
    "things": _case(Kind("integer", "things", low=0, missing=(0, "9999", "keine"))),
    "days": _case(Kind("number", "days")),
    "days, comma": _case(Kind("number", "days", comma=True)),
    "years": _case(Kind("number", "years", low=0, high=50)),
    "hours": _case(Kind("number", "hours", low=0)),
    "year": _case(Kind("integer", "year", low=500, high=2100)),
    "percent": _case(Kind("percent")),
    "percent, marked": _case(Kind("percent", missing=("100%", 0.99))),
    "percent, bare": _case(Kind("percent", percent=True, low=0, high=1)),
    "ratio": _case(Kind("percent", percent=False)),
    "rating": _case(Kind("rating")),
    "bool": _case(Kind("bool")),
    "text": _case(Kind("text")),
    "country": _case(Kind("country")),
    "level": _case(Kind("level")),
    "date": _case(Kind("date")),
    "date, dmy": _case(Kind("date", order="dmy")),
    "date, mdy": _case(Kind("date", order="mdy")),
    "date, ymd, marked": _case(Kind("date", order="ymd", missing=("1900-01-01",))),
}


def _number(rng: random.Random, counts: str) -> str:
    words = [
        *plain.COUNTS.get(counts, ()),
        *rng.choices(
            [
                *plain.COUNTS["days"],
                *plain.COUNTS["people"],
                *plain.COUNTS["things"],
                *plain.COUNTS["years"],
                "个月",
                "months",
                "apples",
            ],
            k=2,
        ),
    ]
    before = rng.choice(BEFORE)
    size = rng.choice(("", "", "", *plain.SIZES)) if rng.random() < 0.3 else ""
    money = rng.choice(("", "", *plain.MONEY)) if rng.random() < 0.3 else ""
    side = (
        rng.choice(("CR", "Cr", "cr", "(CR)", "(Dr)", "DR", "dr", "Dr.", "CR.", "贷", "借", "credit", "debit"))
        if rng.random() < 0.15
        else ""
    )
    count = rng.choice(words) if rng.random() < 0.3 else ""
    sign = rng.choice(("", "%", "%", "‰", "percent", "pct", "-", "+", "*")) if rng.random() < 0.3 else ""
    close = ")" if "(" in before and rng.random() < 0.9 else ""
    note = rng.choice(("(1888)", "(million)", "(est.)", "(€)")) if rng.random() < 0.03 else ""
    parts = [part for part in (size, side, money, count, sign, close, note) if part]
    if rng.random() < 0.1:
        rng.shuffle(parts)
    return before + rng.choice(BIG) + "".join(rng.choice(("", " ")) + part for part in parts)


def _day(rng: random.Random) -> str:
    y, m, d = rng.choice((2024, 1991, 2008, 1900, 2030, 1899)), rng.randint(0, 13), rng.randint(0, 32)
    name = rng.choice(plain.MONTHS + [month[:3] for month in plain.MONTHS] + ["sept", "foo"])
    name = rng.choice((name, name.title(), name.upper()))
    short = f"{y % 100:02d}"
    return rng.choice(
        (
            f"{y}-{m:02d}-{d:02d}",
            f"{y}/{m}/{d}",
            f"{y}.{m}.{d}",
            f"{d}/{m}/{y}",
            f"{m}/{d}/{y}",
            f"{d}.{m}.{short}",
            f"{y}{m:02d}{d:02d}",
            f"{y}年{m}月{d}日",
            f"{y}年{m}月",
            f"{y}-{m:02d}",
            f"{y}年",
            f"{y}",
            f"{d} {name} {y}",
            f"{d}-{name}-{short}",
            f"{d}/{name}/{y}",
            f"{name} {d}, {y}",
            f"{name} {y}",
            f"{name}-{short}",
            f"Q{m % 6} {y}",
            f"{y}Q{m % 6}",
            f"{y}年第{m % 6}季度",
            f"{y}年上半年",
            f"{y}年Q{m % 6}",
            f"FY{y}",
            f"since {y}",
            f"{y}年成立",
            f"成立于{y}年",
            f"{m:02d}/{y}",
            f"{y}-{m:02d}-{d:02d}T10:20:30Z",
            f"{d}/{m}/{y} 10:20",
            f"Tuesday, {name} {d}, {y}",
            "45292",
            "1900-01-01",
            f"{d}th {name} {y}",
            f"{short}-{m}-{d}",
            f"{d} - {m} - {y}",
            f"{y} 年 {m} 月 {d} 日",
        )
    )


def _rating(rng: random.Random) -> str:
    letter = rng.choice(("", "", "", "(P)")) + rng.choice(
        (
            "AAA",
            "AA",
            "A",
            "BBB",
            "BB",
            "B",
            "CCC",
            "CC",
            "C",
            "D",
            "Aaa",
            "Aa",
            "Baa",
            "Ba",
            "Caa",
            "Ca",
            "SD",
            "RD",
            "NR",
            "WR",
            "未评级",
            "DDD",
            "违约",
            "X",
            "A-1",
            "P",
        )
    )
    return letter + rng.choice(
        (
            "",
            "",
            "+",
            "-",
            "−",
            "1",
            "2",
            "3",
            "4",
            "级",
            "+级",
            "++",
            "/Stable",
            " (negative)",
            "/稳定",
            "sf",
            "(sf)",
            " plus",
            " minus",
            "级-",
        )
    )


def _word(rng: random.Random, words: Any) -> str:
    word = rng.choice(sorted(words))
    return rng.choice((word, word.title(), word.upper(), word.replace(" ", "  "), word.replace(" ", "_")))


def _base(rng: random.Random, kind: Kind) -> str:
    """A cell as somebody might write it for a field of the kind."""
    if rng.random() < 0.06:
        return rng.choice(
            (
                "",
                "N/A",
                "n/a",
                "-",
                "--",
                "未知",
                "无",
                "NULL",
                "#REF!",
                "Unknown",
                "see note",
                "k.A.",
                "999",
                "9999",
                "无数据",
                "abc",
            )
        )
    makers: dict[str, Callable[[], str]] = {
        "date": lambda: _day(rng),
        "level": lambda: _rating(rng),
        "bool": lambda: _word(rng, plain.YES | plain.NO),
        "country": lambda: _word(rng, plain.COUNTRIES),
        "text": lambda: rng.choice(
            (
                "Dead",
                "Acme Ltd",
                "'s-Hertogenbosch",
                "'00421",
                "#1 Company",
                "北方 机械",
                "a\u200bb",
                "e\u0301",
                "ﬁn",
                "'x'",
                "#VALUE!",
            )
        ),
    }
    if kind.counts == "year" and rng.random() < 0.7:
        return _day(rng)
    return makers.get(kind.type, lambda: _number(rng, kind.counts))()


BENDS: tuple[Callable[[random.Random, str, int], str], ...] = (
    lambda rng, cell, place: rng.choice(SPACES) + cell + rng.choice(SPACES),
    lambda rng, cell, place: cell[:place] + rng.choice(SPACES) + cell[place:],
    lambda rng, cell, place: "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in cell),
    lambda rng, cell, place: cell[:place] + rng.choice(ODD) + cell[place:],
    lambda rng, cell, place: cell[:place] + cell[place + 1 :],
    lambda rng, cell, place: rng.choice((cell.lower(), cell.upper(), cell.swapcase())),
    lambda rng, cell, place: "'" + cell,
    lambda rng, cell, place: cell[:place] + cell[place : place + 1] + cell[place:],
)


def _bend(rng: random.Random, cell: str) -> str:
    """The cell with what exports, keyboards and people do to one."""
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2, 3))):
        cell = rng.choice(BENDS)(rng, cell, rng.randint(0, len(cell)))
    return cell


def make_cells(kind: Kind, seed: int, count: int) -> list[str]:
    rng = random.Random(f"{kind}{seed}")
    return [_bend(rng, _base(rng, kind)) for _ in range(count)]


def differ(found: Any, right: Any) -> bool:
    if isinstance(found, float) and isinstance(right, float):
        return not math.isclose(found, right, rel_tol=1e-9, abs_tol=1e-300)
    return type(found) is not type(right) or found != right


def compare(name: str, seed: int, count: int) -> list[tuple[str, Any, Any]]:
    """Cells of a case that intake reads otherwise than the oracle: the cell, what intake finds, and what is right."""
    kind, reading = CASES[name]
    cells = make_cells(kind, seed, count)
    values, bad = convert(pl.Series(cells), reading)
    found = []
    for cell, value, unread in zip(cells, values.to_list(), bad.to_list(), strict=True):
        got = UNREADABLE if unread else MISSING if value is None else value
        right = read_cell(cell, kind)
        if differ(got, right):
            found.append((cell, got, right))
    return found
