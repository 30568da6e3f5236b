"""Numbers as a number format shows them, texts and all: `1000+` for 1000 by `0"+"`."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from shortlist.intake.sources.format_currencies import read_bracket
from shortlist.intake.sources.number_formats import PART, find_scale, split_sections

_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[0-9.]+)\]")
_HOLDS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_UNREAD = re.compile(r"[^ .,']")  # a text between digits that no number has there


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a format: what it shows before the number and behind it, and how it shows the number.

    `decimals` are the places behind its point (None: as many as there are), `places` whether it shows the number at all, `odd` whether
    it shows it in a way that is not written here.
    """

    condition: tuple[str, float] | None
    before: str
    after: str
    places: bool
    decimals: int | None
    power: int
    odd: bool


def show_number(value: float, code: str, mark: str = ".") -> str | None:
    """A number as a format shows it, without signs that part thousands; None where it shows none. `mark` stands before its decimals.

    What cannot be written so is the format's code: nothing reads that as a number.

    >>> show_number(1000, '0"+"'), show_number(0.05, '">"0%'), show_number(5230000, '"<$"0.0,,"M"')
    ('1000+', '>5%', '<$5.2M')
    >>> [show_number(value, '[>=1000]"1000+";0') for value in (1500, 20)], show_number(7.125, '"约"0.000', ",")
    (['1000+', '20'], '约7,1250')
    """
    if not math.isfinite(value):
        return None
    sections = _read_sections(code)
    at = _choose(sections, value)
    if at is None:
        return None
    section = sections[at]
    if section.odd:
        return code
    if not section.places:
        return " ".join(section.before.split()) or None
    number = Decimal(repr(value)).scaleb(section.power)
    if section.decimals is not None:
        number = number.quantize(Decimal(1).scaleb(-section.decimals), ROUND_HALF_UP)
    if at == 1 and section.condition is None and value < 0:
        number = abs(number)  # a part for what is below 0 writes its own sign
    minus = "-" if number < 0 else ""
    return " ".join(f"{minus}{section.before}{_write(abs(number), mark)}{section.after}".split())


def has_conditions(code: str) -> bool:
    """Whether a format shows numbers by conditions of its own, as `[>=1000]"1000+";0`."""
    return any(section.condition for section in _read_sections(code))


def _write(number: Decimal, mark: str) -> str:
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    whole, _, fraction = text.partition(".")
    # Three digits behind a mark might be thousands; four are not.
    return f"{whole}{mark}{fraction:0<4}" if len(fraction) == 3 else f"{whole}{mark * bool(fraction)}{fraction}"


def _choose(sections: tuple[Section, ...], value: float) -> int | None:
    """Which part of a format shows a number: by the conditions that it writes, else by those of their places."""
    if not any(section.condition for section in sections):
        if len(sections) == 1 or value > 0 or (value == 0 and len(sections) == 2):
            return 0
        return 1 if value < 0 else 2
    for at, section in enumerate(sections):
        condition = section.condition or (("<", 0.0) if at == 1 and len(sections) > 2 else None)
        if condition is None or _HOLDS[condition[0]](value, condition[1]):
            return at
    return None


@cache
def _read_sections(code: str) -> tuple[Section, ...]:
    return tuple(_read_section(text) for text in split_sections(code)[:3])


def _read_section(text: str) -> Section:
    condition = None
    parts = ["", "", ""]  # before the digits, among them, behind them
    places = behind = percents = 0
    general = odd = False
    for found in PART.finditer(text):
        bare = found["bare"]
        if told := _CONDITION.fullmatch(found[0]):
            condition = told[1], float(told[2])
        elif found["general"] or bare == "@":
            general = True
        elif bare is not None and bare in "0#?":
            parts[1:] = [parts[1] + parts[2], ""]
            places, behind = places + 1, behind + 1
        elif bare == ".":
            behind = 0
            parts[1] += "."
        elif bare == "%":
            percents += 1
            parts[2 if places or general else 0] += "%"
        elif bare == ",":
            continue
        else:
            odd = odd or (bare in ("E", "e", "/") and places > 0)
            shown = _write_sign(found["sign"], found["lcid"]) if found["sign"] else None
            parts[2 if places or general else 0] += shown or bare or found["quoted"] or found["escaped"] or ""
            if parts[2] and parts[2] in ".,":
                behind = 0
    scale = find_scale(text)
    pointed = parts[1] == "." or (scale and parts[1] in (".", ","))
    decimals = None if general else behind if pointed else 0
    return Section(
        condition,
        parts[0],
        parts[2],
        general or places > 0,
        decimals,
        2 * percents - scale,
        odd or bool(_UNREAD.search(parts[1])),
    )


def _write_sign(sign: str, lcid: str | None) -> str:
    """The sign of `[$SIGN-LCID]`, as the code of its currency where it means one."""
    code = read_bracket(sign.strip(), lcid or "")
    return f" {code} " if code and re.fullmatch("[A-Z]{3}", code) else sign
