"""Cells that say ranges, written from their ends: each with what it is, so that nothing has to be read twice to be known."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

import polars as pl

from shortlist.intake.parsing.ranges import TOLERANCE, convert_ends
from shortlist.intake.parsing.text import Reading
from shortlist.intake.parsing.units import Unit
from shortlist.model.fields import Field

# How two ends are joined, and what is written before or behind one end: with whether that end belongs to the range.
JOINS = ("-", " - ", "–", " – ", "—", "~", "～", " to ", "至", "到", "..", " through ")
LEAST = (
    *((words, "", True) for words in (">=", "≥", ">= ", "at least ", "no less than ", "not fewer than ", "minimum ", "不少于", "不低于", "至少", "大于等于")),
    *(("", words, True) for words in ("+", " +", " or more", " and above", " and over", " or greater", " plus", "以上", "及以上", "(含)以上", "起", "多", "余")),
    *((words, "", False) for words in (">", "> ", "＞", "over ", "more than ", "above ", "greater than ", "in excess of ", "超过", "大于", "多于", "高于", "超", "逾")),
)  # fmt: skip
MOST = (
    *((words, "", True) for words in ("<=", "≤", "<= ", "up to ", "at most ", "no more than ", "not exceeding ", "maximum ", "不超过", "至多", "最多", "小于等于")),
    *(("", words, True) for words in (" or less", " or fewer", " and below", " max", "以下", "及以下", "以内", "之内", "(含)以下")),
    *((words, "", False) for words in ("<", "< ", "＜", "under ", "below ", "less than ", "fewer than ", "不足", "不到", "少于", "小于", "低于", "未满")),
)  # fmt: skip
ABOUT = (
    *((words, "") for words in ("约", "~", "～", "≈", "approx. ", "approximately ", "about ", "circa ", "ca. ", "around ", "roughly ", "大约", "大概")),
    *(("", words) for words in ("左右", "上下", " (approx.)", "(约)", " or so")),
)  # fmt: skip
NEARLY = (("近", ""), ("将近", ""), ("nearly ", ""), ("almost ", ""))

PEOPLE = Reading(Field("staff", "integer", title={"en": "Employees", "zh": "员工人数"}, minimum=0))
MONEY = Reading(
    Field("turnover", "money"),
    rates={"$": 1.0, "usd": 1.0, "us$": 1.0, "€": 1.25, "eur": 1.25, "元": 0.125, "人民币": 0.125},
)
MILLIONS = Reading(Field("turnover", "money"), Unit(power=6))
COMMA = Reading(Field("turnover", "money"), comma=True, rates=MONEY.rates)
SHARE = Reading(Field("share", "percent"))
STARS = Reading(Field("stars", "rating"))
READINGS = {"people": PEOPLE, "money": MONEY, "millions": MILLIONS, "comma": COMMA, "share": SHARE}

Ends = tuple[Any, Any, Any]


def _write_people(rng: random.Random) -> Callable[[int], str]:
    behind = rng.choice(("", "", "人", " employees", " people", "名员工"))
    grouped = rng.random() < 0.4
    return lambda number: (f"{number:,}" if grouped else str(number)) + behind


def _write_money(rng: random.Random) -> Callable[[int], str]:
    before, behind = rng.choice(
        (("$", ""), ("US$", ""), ("", " USD"), ("€", ""), ("EUR ", ""), ("", "元"), ("人民币", ""), ("", ""))
    )
    size = rng.choice(("", "", "K", "M", " million", "万", "亿", "百万", "bn", "k", " mil."))
    return lambda number: f"{before}{number}{size}{behind}"


def _write_comma(rng: random.Random) -> Callable[[int], str]:
    before = rng.choice(("€", "€ ", "", "EUR "))
    return lambda number: before + f"{number:,}".replace(",", ".") + rng.choice(("", ",00"))


def write_end(name: str, rng: random.Random) -> Callable[[int], str]:
    """A way to write a whole number as a point in a column of the reading, the same for both ends."""
    makers = {"people": _write_people, "money": _write_money, "comma": _write_comma}
    if name == "share":
        return lambda number: f"{number}%"
    if name in makers:
        return makers[name](rng)
    return lambda number: f"{number}"


def inside(value: float, reading: Reading, way: float) -> float:
    """The nearest value beyond one that does not belong to a range."""
    if reading.field.type == "integer":
        return value + math.copysign(1, way)
    return math.nextafter(value, way)


def make_range(name: str, rng: random.Random) -> tuple[str, str, str | None, str | None]:
    """A cell, what it is (`both`, `least`, `over`, `most`, `under`, `about`, `nearly`), and its ends as points."""
    write = write_end(name, rng)
    low = rng.randint(1, 900)
    high = low + rng.randint(1, 2000)
    kind = rng.choice(("both", "both", "least", "most", "about", "nearly"))
    if kind == "both":
        a, b = write(low), write(high)
        cell = rng.choice(
            (
                f"{a}{rng.choice(JOINS)}{b}",
                f"from {a} to {b}",
                f"between {a} and {b}",
                f"从{a}到{b}",
                f"介于{a}与{b}之间",
            )
        )
        return cell, kind, a, b
    if kind in ("least", "most"):
        before, behind, closed = rng.choice(LEAST if kind == "least" else MOST)
        point = write(low)
        told = kind if closed else {"least": "over", "most": "under"}[kind]
        return before + point + behind, told, *((point, None) if kind == "least" else (None, point))
    before, behind = rng.choice(ABOUT if kind == "about" else NEARLY)
    point = write(low)
    return before + point + behind, kind, point, point


def expect(kind: str, least: float | None, most: float | None, reading: Reading) -> Ends:
    """`value`, `least` and `most` of a range from what its ends are as points."""
    if kind == "over" and least is not None:
        least = inside(least, reading, math.inf)
    if kind == "under" and most is not None:
        most = inside(most, reading, -math.inf)
    if kind in ("about", "nearly") and least is not None and most is not None:
        low = least / (1 + TOLERANCE) if reading.field.type in ("money", "integer") else least - abs(least) * TOLERANCE
        high = most + abs(most) * TOLERANCE * (kind == "about")
        least, most = (
            (math.ceil(round(low, 9)), math.floor(round(high, 9))) if reading.field.type == "integer" else (low, high)
        )
    if least is not None and least == most:
        return least, None, None
    bound = reading.field.minimum
    if least is None and most is not None and bound is not None and most == bound:
        return most, None, None
    return None, least, most


def read_points(texts: list[str | None], reading: Reading) -> list[float | None]:
    """Texts as points of the column; the reading must read them all."""
    found, bad = convert_ends(pl.Series(texts, dtype=pl.String), reading)
    assert not bad.any() and found["least"].null_count() == len(texts), [
        one for one, no in zip(texts, bad, strict=True) if no
    ]
    return found["value"].to_list()
