"""Writes a value as a person reads it, in both languages: money with its currency, percents, units, dates."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent

from shortlist.language import LANGUAGES, Language, Text
from shortlist.model.fields import NUMERIC, YEAR, Field
from shortlist.model.people import counts_people
from shortlist.model.ranges import Range

LOCALES: dict[Language, str] = {"en": "en", "zh": "zh_Hans_CN"}
UNITS = {
    "days": "天",
    "payment days": "天",
    "years": "年",
    "hours": "小时",
    "degrees": "度",
    "months": "个月",
    "km": "公里",
}
COMPUTED = "computed"
TINY, HUGE = 1e-9, 1e16  # beyond these a number is written with its power of ten
NEXT_TO_ZERO = 1e-300
EXACT = 4  # decimals of an amount that somebody wrote; one with more was computed
WHOLE = 10_000.0  # below it a whole number that a range counts as keeps its digits
CENTS = 1_000  # from this on an amount keeps its cents
NOTHING = Text("unknown", "未知")
# Its code alone is read as "not available".
_NAMIBIA = Text("Namibia (NA)", "纳米比亚（NA）")


AMOUNTS = ("limit", "available", "amount", "price", "fee", "deposit")
SHARES = ("share", "discount")


def is_amount(key: str) -> bool:
    """Whether a number of an offer under this key is an amount of money: by its ending.

    >>> is_amount("credit_limit"), is_amount("payment_days")
    (True, False)
    """
    return key.endswith(AMOUNTS)


def format_term(key: str, value: Any, currency: str = "USD") -> Text:
    """The text of a term of an offer: by its key an amount to the cent, a share as a percent, else a number of four digits or a word.

    >>> format_term("credit_available", 54.6811111), format_term("prepayment_share", 0.5), format_term("payment_days", 30)
    (Text(en='$54.68', zh='US$54.68'), Text(en='50%', zh='50%'), Text(en='30', zh='30'))
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return format_value(value)
    if is_amount(key):
        return format_value(round(value, 2), Field(key, "money"), currency)
    if key.endswith(SHARES) and 0 <= value <= 1:
        return format_value(round(value, 4), Field(key, "percent"))
    return format_value(value if float(value).is_integer() else float(f"{value:.4g}"), Field(key, "number"))


def format_value(value: Any, field: Field | None = None, currency: str = "USD") -> Text:
    """The text of a field's value or Range, or of a value that a measure computed (without a field); None is "unknown".

    Money is in `currency`; a percent is a ratio. Whole numbers keep all digits, others of a field 12 significant ones (or 15, where
    they then have no more than four decimals), a computed one 6. Money of 1,000 and more keeps its cents.
    `shown_number` is what a number's text stands for, and what intake reads from it.

    >>> format_value(0.125, Field("share", "percent")).en, format_value(1200000.0, Field("sales", "money"), "CNY").zh
    ('12.5%', '¥1,200,000')
    """
    if value is None:
        return NOTHING
    if isinstance(value, Range):
        return format_range(value, field, lambda one, two: format_value(one, two, currency))
    if field and value in field.words:
        return field.words[value]
    kind, unit = (field.type, field.unit) if field else (COMPUTED, None)
    en, zh = (_format_in(value, kind, unit or "", currency, language) for language in LANGUAGES)
    return Text(en, zh)


Say = Callable[[Any, Field | None], Text]


def format_range(known: Range, field: Field | None, say: Say) -> Text:
    """The text of a range, of whose ends and of what unit `say` gives each text; an end that is just not a round number is open.

    >>> staff = Field("staff", "integer")
    >>> format_range(Range(51.0, 200.0), staff, format_value), format_range(Range(1000.0, None), staff, format_value)
    (Text(en='51–200', zh='51 至 200 人'), Text(en='at least 1,000', zh='1,000 人及以上'))
    >>> format_range(Range("B", None), Field("credit", "level", values=("C", "B", "A")), format_value)
    Text(en='B or better', zh='B 及以上')
    """
    people = field is not None and counts_people(field)
    least, most = (None if end is None else _count(say(_near(end), field), people) for end in (known.least, known.most))
    if least is None or most is None:
        return _format_half(known, field, least, most)
    over, under = (_is_next(end, field) for end in (known.least, known.most))
    if over or under:
        most = Text(f"under {most.en}", f"不足 {most.zh}") if under else most
        if over:
            at_most = most if under else Text(f"at most {most.en}", f"不超过 {most.zh}")
            return Text(f"over {least.en}, {at_most.en}", f"超过 {least.zh} 且{at_most.zh}")
        return Text(f"{least.en} to {most.en}", put_between(least.zh, "至", most.zh))
    if field is not None and (field.unit or people) and field.type in NUMERIC:
        # The unit stands once, behind both.
        least = say(known.least, replace(field, unit=field.unit if field.unit == YEAR else None))
    plain = field is not None and field.type in NUMERIC and known.least >= 0
    return Text(f"{least.en}{'–' if plain else ' to '}{most.en}", put_between(least.zh, "至", most.zh))


def _count(said: Text, people: bool) -> Text:
    """A number with what it counts, which Chinese always says."""
    return Text(said.en, f"{said.zh} 人") if people else said


def _format_half(known: Range, field: Field | None, least: Text | None, most: Text | None) -> Text:
    """A range without one of its ends."""
    one, kind = least or most or NOTHING, field.type if field else ""
    if field is not None and field.unit == YEAR:
        after = Text("or later", "年及以后") if least else Text("or earlier", "年及以前")
    elif kind == "date":
        after = Text("or later", "及以后") if least else Text("or earlier", "及以前")
    elif kind == "level":
        after = Text("or better", "及以上") if least else Text("or worse", "及以下")
    else:
        over = _is_next(known.least if least else known.most, field)
        if over:
            words = Text("over", "超过") if least else Text("under", "不足")
            return Text(f"{words.en} {one.en}", f"{words.zh} {one.zh}")
        side = Text("at least", "及以上") if least else Text("at most", "及以下")
        return Text(f"{side.en} {one.en}", put_behind(one.zh, side.zh))
    return Text(f"{one.en} {after.en}", put_behind(one.zh, after.zh))


def round_point(point: Any, known: Range, field: Field | None) -> Any:
    """What a range counts as, as it is shown: nobody wrote the digits of a middle, so three of them say enough, but for small whole numbers and what is
    an end.

    >>> round_point(22360679.77, Range(1e7, 5e7), Field("sales", "money")), round_point(101.0, Range(51.0, 200.0), Field("staff", "integer"))
    (22400000.0, 101.0)
    """
    if not isinstance(point, float) or not math.isfinite(point) or point in (known.least, known.most) or field is None:
        return point
    if field.unit == YEAR or (point.is_integer() and abs(point) < WHOLE):
        return point
    rounded = round(point, 4) if field.type == "percent" else float(f"{point:.3g}")
    if field.type == "integer":
        rounded = float(round(rounded))
    # Never beyond the range, which may be a narrow one.
    inside = (known.least is None or known.least <= rounded) and (known.most is None or rounded <= known.most)
    return rounded if inside else point


def format_point(point: Any, known: Range, field: Field | None, say: Say) -> Text:
    """The text of what a range counts as, by `say`, rounded: the number next to an open end lies just beside the one that is shown.

    >>> days = Field("late", "number", unit="days")
    >>> format_point(29.999999999999996, Range(None, 29.999999999999996), days, format_value)
    Text(en='just under 30 days', zh='略低于 30 天')
    >>> format_point(101.0, Range(51.0, 200.0), Field("staff", "integer"), format_value)
    Text(en='101', zh='101 人')
    """
    point = round_point(point, known, field)
    said = _count(say(_near(point), field), field is not None and counts_people(field))
    if not _is_next(point, field):
        return said
    shown = shown_number(_near(point), field)
    if known.most is not None and shown > known.most:
        return Text(f"just under {said.en}", f"略低于 {said.zh}")
    if known.least is not None and shown < known.least:
        return Text(f"just over {said.en}", f"略高于 {said.zh}")
    return said


def round_computed(value: Any, field: Field | None = None) -> Any:
    """A number that was computed, as far as a reader uses it: money in whole units, a share as a percent of one digit, others with two
    decimals, and three digits where these say more. Whatever has no more decimals than somebody writes stays, and nothing comes to a round
    0 or 1 that is not one.

    >>> round_computed(12.345678), round_computed(0.0214863), round_computed(1503.14159, Field("sales", "money")), round_computed(12.3456)
    (12.35, 0.0215, 1503.0, 12.3456)
    >>> round_computed(1 / 3, Field("late", "percent")), round_computed(0.99999987, Field("late", "percent"))
    (0.333, 0.9999999)
    """
    if not isinstance(value, float) or not math.isfinite(value):
        return value
    kind = field.type if field else COMPUTED
    if round(value, EXACT + 2 * (kind == "percent")) == value:
        return value
    if kind == "money" and abs(value) >= 100:
        return float(round(value))
    if kind == "percent" or abs(value) >= 1:
        near = [round(value, (3 if kind == "percent" else 2) + more) for more in range(12)]
    else:
        near = [float(f"{value:.{3 + more}g}") for more in range(12)]
    return next((one for one in near if abs(one) not in (0.0, 1.0)), value)


def put_behind(value: str, words: str) -> str:
    """Chinese words behind a value: a space stands behind a figure or a Latin letter."""
    return f"{value} {words}" if value[-1:].isascii() else f"{value}{words}"


def put_between(before: str, word: str, after: str) -> str:
    """A Chinese word between two values, with spaces beside figures and Latin letters; none where the first ends in a Chinese character, as days do.

    >>> put_between("51", "至", "200 人"), put_between("51", "至", "不足 60"), put_between("2024年3月1日", "至", "2024年4月1日")
    ('51 至 200 人', '51 至不足 60', '2024年3月1日至2024年4月1日')
    """
    if _is_chinese(before[-1:]):
        return f"{before}{word}{after}"
    return f"{before} {word}{after if _is_chinese(after[:1]) else f' {after}'}"


def _is_chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def put_around(before: str, value: str, after: str) -> str:
    """Chinese words before and behind a value, with spaces where it begins or ends with a figure or a Latin letter.

    >>> put_around("暂按", "30 天", "计"), put_around("暂按", "AA", "计")
    ('暂按 30 天计', '暂按 AA 计')
    """
    return f"{before}{' ' if value[:1].isascii() else ''}{put_behind(value, after)}"


def _near(end: Any) -> Any:
    """An end, or 0 for the number next to it, which has no digits that anybody would read."""
    return 0.0 if isinstance(end, float) and abs(end) < NEXT_TO_ZERO else end


def _is_next(end: Any, field: Field | None) -> bool:
    """Whether an end is the number next to the one that its text stands for: `under 1,000` is known up to just below it."""
    if not isinstance(end, float) or not math.isfinite(end):
        return False
    shown = shown_number(_near(end), field)
    return shown != end and math.nextafter(end, shown) == shown


def format_step(value: Any, field: Field) -> Text:
    """A rating with the step of the rubric that it stands for, if there is one; what is no rating with a rubric, as `format_value` has it.

    >>> steps = [{"en": "poor", "zh": "差"}] * 4 + [{"en": "good: best", "zh": "好"}]
    >>> format_step(5.0, Field("fit", "rating", rubric=steps))
    Text(en='5: good: best', zh='5：好')
    """
    said = format_value(value, field)
    if (
        not field.rubric
        or value is None
        or isinstance(value, Range)
        or not float(value).is_integer()
        or not 1 <= value <= len(field.rubric)
    ):
        return said
    step = field.rubric[int(value) - 1]
    return Text(f"{said.en}: {step.en}", f"{said.zh}：{step.zh}")


def shown_number(value: float, field: Field | None = None) -> float:
    """The number that the text of a finite number stands for, which may have fewer digits.

    >>> shown_number(0.1 + 0.2, Field("share", "number")), shown_number(1337.82765, Field("sales", "money"))
    (0.3, 1337.83)
    """
    return float(_shorten(value, field.type if field else COMPUTED))


def _shorten(value: float, kind: str) -> Decimal:
    """A number as it is shown, by way of decimal digits: 0.1 + 0.2 is to read 0.3."""
    if kind == COMPUTED:
        return Decimal(f"{value:.6g}")
    if abs(value) < HUGE and value == int(value):
        return Decimal(int(value))
    long = Decimal(f"{value:.15g}")
    if kind == "money" and CENTS <= abs(value) < HUGE:
        return round(long, 2)
    return long if -int(long.as_tuple().exponent) <= EXACT + 2 * (kind == "percent") else Decimal(f"{value:.12g}")


@lru_cache(maxsize=100_000, typed=True)  # True and 1.0 are equal, and look different
def _format_in(value: Any, kind: str, unit: str, currency: str, language: Language) -> str:
    locale = LOCALES[language]
    if isinstance(value, bool):  # before numbers, since Python counts it among them
        return Text("yes" if value else "no", "是" if value else "否").in_(language)
    if isinstance(value, date):
        return format_date(value, "medium", locale)
    if not isinstance(value, (int, float)):
        return _NAMIBIA.in_(language) if kind == "country" and value == "NA" else str(value)
    if not math.isfinite(value):
        return NOTHING.in_(language)
    number = _shorten(value, kind)
    if number and not TINY < abs(number) < HUGE:
        return f"{number.scaleb(2):.12g}%" if kind == "percent" else f"{number:.12g}"
    digits = f"#,##0.{'#' * max(-int(number.as_tuple().exponent), 0)}"  # Babel takes no more places than 28 digits fill
    if kind == "money":
        return format_currency(number, currency, f"¤{digits};-¤{digits}", locale, currency_digits=False)
    if kind == "percent":
        return format_percent(number, f"{digits}%", locale)
    if unit == YEAR:  # 2,026 is no year
        return f"{number:f}"
    said = format_decimal(number, digits, locale)
    return f"{said} {UNITS.get(unit, unit) if language == 'zh' else unit}".rstrip()
