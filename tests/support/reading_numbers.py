"""Numbers for the intake's oracle: the words around the digits are taken one by one."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import cache
from typing import Any

from tests.support.reading_words import (
    ABOUT,
    COUNTS,
    HEDGES,
    HEDGES_ZH,
    MONEY,
    PERCENTS,
    SIDES,
    SIZES,
    Kind,
    list_codes,
)


@cache
def _longest_first(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(words, key=len, reverse=True))


UNITS = ("元", "圆", "元整", "元正", "圆整", "圆正")
SHARED = ("$", "dollar", "dollars", "kr", "kr.", "¥")


class _Walk:
    """A position in a text, moved over words that stand there."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def skip(self) -> None:
        while self.text[self.at : self.at + 1] == " ":
            self.at += 1

    def take(self, words: Any) -> str | None:
        """The longest of the words that stands here, in its own capitals; None where none does."""
        self.skip()
        rest = self.text[self.at :].lower()
        for word in _longest_first(tuple(words)):
            if rest.startswith(word):
                found = self.text[self.at : self.at + len(word)]
                self.at += len(word)
                return found
        return None

    @property
    def done(self) -> bool:
        self.skip()
        return self.at == len(self.text)


def read_number(text: str, kind: Kind) -> Decimal | None:
    if kind.type == "rating":
        text = re.sub(r"(?i)\s*(?:/\s*5(?:\.0)?|out of 5|of 5|stars?|星级?|分)$", "", text)
    for dash in "−–—﹣":
        text = text.replace(dash, "-")
    text = re.sub("(?<=[0-9][.,]) ?--?(?=$|[^-.,0-9])", "00", text)  # no cents: 5'000.-
    first = re.search(r"(?<![A-Za-z])\.[0-9]|[0-9]", text)  # a point behind a letter ends its word: Rs.500
    if not first:
        return None
    yuan = re.search("rmb|cny|人民币|yuan|元", text, re.I)
    if yuan and (yuan.start() < first.start()) == (text.find("¥") > first.start()):
        text = text.replace("¥", "元")  # of the two that the sign may be, the word on the other side says which
    head = _front(text[: first.start()])
    digits = re.match(r"[0-9](?:[0-9.,'’ ]*[0-9])?\.?|\.[0-9]+", text[first.start() :])
    if head is None or not digits:
        return None
    rest = text[first.start() + digits.end() :]
    bare = (
        not kind.power
        and text[: first.start()] in ("", "+", "-")
        and re.fullmatch(r"[0-9]*\.?[0-9]*", digits[0])
        and not (kind.comma and "." in text)
    )
    power_of_ten = (bare and re.match(r"[eE]([-+]?[0-9]+)$", rest)) or re.match(r"[eE]([-+]?[0-9]{1,3})", rest)
    amount = _digits(digits[0], kind.comma)
    if amount is None:
        return None
    for tail in _tails(rest[power_of_ten.end() :] if power_of_ten else rest, kind):
        told = int(power_of_ten[1]) if power_of_ten else None
        found = _put_together(amount, digits[0], told, head, tail, kind)
        if found is not None:
            return found
    return None


def _front(text: str) -> dict[str, Any] | None:
    """What stands before the digits: a bracket, signs, a currency; None where something else does."""
    walk = _Walk(text)
    if walk.take(ABOUT) is not None:  # a range
        return None
    hundredths = walk.take(("百分之",)) is not None
    place = walk.at
    currency = walk.take(MONEY)
    bracket = walk.take(("(",))
    if currency and not bracket:
        walk.at, currency = place, None
    sign = walk.take(("-", "+"))
    thousands = _thousands_before(walk)
    second = walk.take(MONEY)
    if any(re.match(r"(?:c|[cC]a)\$", word or "") for word in (currency, second)):  # about so many dollars, or Canada's
        return None
    if thousands == "" or (thousands and not second):
        return None
    inner = walk.take(("-", "+"))
    if not walk.done or (currency and second) or (sign and inner):
        return None
    return {
        "bracket": bool(bracket),
        "sign": sign or inner,
        "currency": MONEY.get((currency or second or "").lower()),
        "sure": (currency or second or "").lower() not in SHARED,
        "hundredths": hundredths,
        "size": thousands,
    }


def _thousands_before(walk: _Walk) -> str | None:
    """A magnitude before a currency: `k€`, `TEUR`, `Tsd. €`; empty where a T may be trillions, None where there is none."""
    place = walk.at
    word = walk.take(("k", "t", "tsd", "tsd."))
    while word:
        after = walk.at
        money = walk.take(MONEY)
        walk.at = after
        if money:
            if word.lower() != "t":
                return "tsd"
            return "tsd" if walk.text[after : after + 1] != " " and not _is_chinese(money) else ""
        if word[-1] != ".":
            break
        walk.at, word = after - 1, word[:-1]
    walk.at = place
    return None


def _is_chinese(word: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in word)


def _digits(text: str, comma: bool) -> Decimal | None:
    """The number that digits and separators write in one convention."""
    mark, group = (",", ".") if comma else (".", ",")
    whole, *fractions = text.split(mark)
    if len(fractions) > 1 or (fractions and not re.fullmatch("[0-9]*", fractions[0])):
        return None
    if comma and not whole:
        return None
    fraction = fractions[0] if fractions else ""
    for separators in (group, " '’"):
        parts = re.split(f"[{re.escape(separators)}]", whole)
        if len(parts) > 1 and all(re.fullmatch("[0-9]+", part) for part in parts):
            thousands = all(len(part) == 3 for part in parts[1:]) and len(parts[0]) <= 3
            indian = (
                not comma
                and separators == ","
                and len(parts) > 2
                and len(parts[0]) <= 2
                and len(parts[-1]) == 3
                and all(len(p) == 2 for p in parts[1:-1])
            )
            if parts[0].startswith("0") or not (thousands or indian):
                return None
            whole = "".join(parts)
            break
    if not re.fullmatch("[0-9]*", whole) or not (whole or fraction):
        return None
    return Decimal(f"{whole or '0'}.{fraction or '0'}")


def _tails(rest: str, kind: Kind) -> list[dict[str, Any]]:
    """Each way to read what stands behind the digits to its end: the steps may be left out, never changed in order."""
    counted = COUNTS.get(kind.counts, ()) if kind.type in ("number", "integer") else ()
    brackets = (*SIDES, *(f"({word})" for word in SIDES))
    steps = [
        ("early", (")",)),
        ("own", counted),
        ("size", SIZES),
        ("side", brackets),
        ("currency", MONEY),
        ("late", brackets),
        ("count", counted),
    ]
    steps += [("pct", PERCENTS), ("tail", ("-",)), ("close", (")",))]
    found: list[dict[str, Any]] = []

    def go(at: int, step: int, told: dict[str, Any]) -> None:
        while rest[at : at + 1] == " ":
            at += 1
        if step == len(steps):
            note = re.fullmatch(r"\([^()]*\)", rest[at:])
            if at == len(rest) or (note and not _changes(note[0])):
                found.append(told)
            return
        name, words = steps[step]
        low = rest[at:].lower()
        for word in _longest_first(tuple(words)):
            if not low.startswith(word):
                continue
            if name == "early" and not any(low[1:].strip() == money for money in MONEY):
                continue
            if name in ("side", "late") and word[0] in "cd" and len(word.rstrip(".")) == 2:
                after = rest[at + len(word.rstrip(".")) :][:1]
                if after.isalnum() or after == "_":
                    continue
            more = {**told, name: rest[at : at + len(word)]}
            if name == "size":
                more["gap"] = rest[at + len(word) :][:1] == " "
            go(at + len(word), step + 1, more)
        go(at, step + 1, told)

    go(0, 0, {})
    return found


def _changes(note: str) -> bool:
    """Whether a bracket behind a number says something that would change it."""
    words = re.split(r"[\s()0-9]+", note.lower())
    if any(word in HEDGES for word in re.split(r"[^\w+<>≤≥~≈]+", note.lower()) if word) or any(
        word in note for word in HEDGES_ZH
    ):
        return True
    return any(
        word in SIZES
        or word in MONEY
        or word in SHARED
        or word in SIDES
        or word in list_codes()[1]
        or word in ("%", "cr")
        for word in words
        if word
    )


def _put_together(
    amount: Decimal, digits: str, told: int | None, head: dict[str, Any], tail: dict[str, Any], kind: Kind
) -> Decimal | None:
    if head["bracket"] != ("close" in tail or "early" in tail) or ("side" in tail and "late" in tail):
        return None
    if "close" in tail and "early" in tail:
        return None
    negative = head["sign"] == "-" or "tail" in tail
    if (head["sign"] and "tail" in tail) or (head["bracket"] and (head["sign"] or "tail" in tail)):
        return None
    currency = MONEY.get((tail.get("currency") or "").lower())
    if tail.get("currency") in UNITS and head["currency"] and head["sure"]:
        currency = head["currency"]  # 元 behind another currency is its unit
    worths = kind.rates.get(currency or ""), kind.rates.get(head["currency"] or "")
    if currency and head["currency"] and currency != head["currency"] and worths[0] != worths[1]:
        return None
    currency = currency or head["currency"]
    size = (tail.get("size") or "").lower()
    if size == "t" and tail.get("currency"):  # TEUR are thousands, and T EUR may be either
        if tail["gap"] or "side" in tail or _is_chinese(tail["currency"]):
            return None
        size = "tsd"
    if head["size"]:
        if size or told is not None:
            return None
        size = "tsd"
    if size.startswith(("lakh", "lac", "crore")) and not currency and not _takes_lakhs(kind):
        return None
    word = tail.get("side") or tail.get("late")
    if word is not None:
        if kind.type != "money" or head["sign"] or head["bracket"] or "tail" in tail:
            return None
        side = SIDES[word.lower().strip("()")]
        if side == "cr":
            side = _side_of_cr(word.strip("()"), currency, kind, digits)
            if side is None or (side == "crore" and (size or told is not None)):
                return None
            size = "crore" if side == "crore" else size
        negative = side == "credit"
    if size and told is not None:
        return None
    percent = tail.get("pct") or ("%" if head["hundredths"] else None)
    if head["hundredths"] and tail.get("pct"):
        return None
    if not _may_say(currency, size, tail.get("size"), percent, kind):
        return None
    power = _power(amount, told, size, percent, kind)
    if power is None or (kind.power > 0 and not size and told is None and _says_own_unit(tail, kind)):
        return None
    try:
        value = amount.scaleb(power)
    except InvalidOperation:
        return None
    if kind.type == "money":
        if currency and currency not in kind.rates:
            return None
        worth = currency or kind.unit_currency
        rate = Decimal(str(kind.rates[worth])) if worth else Decimal(1)
        if rate != 1:
            value = Context(prec=15, rounding=ROUND_HALF_UP).multiply(value, rate)
    return -value if negative or head["bracket"] else value


def _says_own_unit(tail: dict[str, Any], kind: Kind) -> bool:
    """Whether what stands behind a number says what it counts: 500元 below a header in 万元 is in doubt."""
    if kind.type == "money":
        return str(tail.get("currency") or "")[-2:].strip("整正").endswith(("元", "圆", "圓"))
    return bool(tail.get("count") or tail.get("own"))


def _takes_lakhs(kind: Kind) -> bool:
    """Whether a lakh of no currency has one: of money somebody must have said it."""
    return kind.type != "money" or kind.unit_currency is not None or kind.power in (5, 7)


def _side_of_cr(word: str, currency: str | None, kind: Kind, digits: str) -> str | None:
    """`Cr` is a crore of rupees, `CR` behind other money a credit; anything else may be either, as `1,500.00 Cr`. Beside debits all
    are credits."""
    if kind.accounts:
        return "credit"
    rupees = currency == "INR"
    indian = kind.unit_currency == "INR" or kind.power == 7
    if word.rstrip(".") == "CR":
        if kind.power == 7:
            return "crore"
        return None if rupees or indian else "credit"
    if kind.power != 7 and re.search(r"[,.][0-9]{3}[,.][0-9]{2}$", digits):
        return None
    return "crore" if rupees or (currency is None and indian) else None


def _may_say(currency: str | None, size: str, written: str | None, percent: str | None, kind: Kind) -> bool:
    if kind.type != "money" and currency:
        return False
    if kind.type in ("number", "integer"):
        if written in ("m", "t", "b", "T", "mil", "mil.", "mm"):
            return False
    elif kind.type != "money" and size:
        return False
    return not percent or kind.type == "percent"


def _power(amount: Decimal, told: int | None, size: str, percent: str | None, kind: Kind) -> int | None:
    """By which power of ten the digits count."""
    if kind.type == "percent":
        own = told or 0
        if percent:
            return own - (3 if percent == "‰" else 2)
        if kind.percent is None:
            return own if not amount else None
        return own - (2 if kind.percent else 0)
    if size:
        return SIZES[size]
    return (told or 0) + kind.power


def is_within(value: Decimal, kind: Kind) -> bool:
    low, high = (1.0, 5.0) if kind.type == "rating" else (kind.low, kind.high)
    if abs(value) > Decimal("1.79e308"):
        return False
    if kind.type == "integer" and float(value) != round(float(value)):
        return False
    if kind.type == "money" and abs(float(value)) >= 1e16:  # cannot be shown
        return False
    return (low is None or float(value) >= low) and (high is None or float(value) <= high)
