"""What arithmetic, text functions and date functions mean in a condition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
from sqlglot import exp

from shortlist.expressions.decimals import add_decimals, greatest_sum, least_sum, round_computed, round_scalar
from shortlist.expressions.nodes import Nodes, days, is_text_literal
from shortlist.expressions.parser import ConditionError, offset_of
from shortlist.expressions.truth import Kind, Scalar, both, either, every, expression, opposite, some
from shortlist.language import Text

# The years 1 to 9999, which Python's `date` can hold; a date outside of them is null (docs/semantics.md, section 4).
FIRST_DAY, LAST_DAY = days(date.min), days(date.max)
DECIMAL_PLACES = tuple("0123456789")
DATE_PARTS = ("year", "quarter", "month", "day")


def finite(value: pl.Expr) -> pl.Expr:
    """The value, with null for NaN and infinity."""
    return pl.when(value.is_finite()).then(value)


class Functions(Nodes):
    """The nodes that compute a new value from their operands."""

    def _add(self, node: exp.Expr) -> Scalar:
        a, b = self.scalar(node.this, "number", "date"), self.scalar(node.expression, "number", "date")
        if a.kind == b.kind == "date":
            raise ConditionError(Text("two dates cannot be added", "两个日期不能相加"), offset_of(node))
        return self._sum("date" if "date" in (a.kind, b.kind) else "number", a, b)

    def _date(self, node: exp.Expr, *other: Kind) -> Scalar:
        """A date, also one written as a text literal, or a value of one of the other kinds."""
        if is_text_literal(node):
            return self._adapt(node, self.scalar(node, "text"), Scalar.point("date", 0.0))
        return self.scalar(node, "date", *other)

    def _sub(self, node: exp.Expr) -> Scalar:
        a, b = self._date(node.this, "number"), self._date(node.expression, "number")
        if (a.kind, b.kind) == ("number", "date"):
            raise ConditionError(Text("a date cannot be taken from a number", "数字不能减去日期"), offset_of(node))
        kind: Kind = "date" if (a.kind, b.kind) == ("date", "number") else "number"
        # date - n is date + (-n), so n is negated before it is rounded down: d - 1.5 is two days before d.
        return self._sum(kind, a, _negate(b))

    def _neg(self, node: exp.Expr) -> Scalar:
        a = _negate(self.scalar(node.this, "number"))
        now, low, high = (expression(part, pl.Float64) for part in (a.now, a.low, a.high))
        return self._interval("number", [a], now, low, high, a.computed)

    def _sum(self, kind: Kind, a: Scalar, b: Scalar) -> Scalar:
        """A sum: of numbers in decimals, of dates and days in whole days."""
        if kind == "number" and "date" not in (a.kind, b.kind):
            sums = add_decimals(a.now, b.now), least_sum(a.low, b.low), greatest_sum(a.high, b.high)
            return self._interval(kind, [a, b], *sums, computed=True)
        a, b = (round_scalar(part, self.hold) if part.computed else part for part in (a, b))
        whole = _whole_days(kind)
        now, low, high = (whole(x) + whole(y) for x, y in ((a.now, b.now), (a.low, b.low), (a.high, b.high)))
        return self._interval(kind, [a, b], now, low, high, computed=False)

    def _interval(
        self, kind: Kind, parts: Sequence[Scalar], now: pl.Expr, low: pl.Expr, high: pl.Expr, computed: bool
    ) -> Scalar:
        """What has this value now, null where it overflows, and these ends while anything inside is unknown."""
        now = finite(now)
        if kind == "date":
            now = pl.when(now.is_between(FIRST_DAY, LAST_DAY)).then(now)
        if all(part.is_constant for part in parts):
            return replace(Scalar.point(kind, pl.select(now).item()), computed=computed)
        now = self.hold(now)
        known = self.hold(every([part.known for part in parts]))
        # While anything inside is unknown the sum may overflow, and so be null, though no operand can be null.
        inside = (
            low.is_between(FIRST_DAY, LAST_DAY) & high.is_between(FIRST_DAY, LAST_DAY)
            if kind == "date"
            else low.is_finite() & high.is_finite()
        )
        overflows = both(opposite(known), ~inside.fill_null(False))
        null = some([*(part.null for part in parts), both(known, now.is_null()), self.hold(overflows)])
        value = either(both(known, now.is_not_null()), both(opposite(known), every([part.value for part in parts])))
        if computed:
            low, high = (pl.when(expression(known)).then(now).otherwise(end) for end in (low, high))
        rests = some([part.rests for part in parts])
        return self.hold(Scalar(kind, now, known, null, value, low, high, computed=computed, rests=rests))

    def _exact(self, kind: Kind, now: pl.Expr, *parts: Scalar, computed: bool = False) -> Scalar:
        """A function that can be null or anything while anything inside is unknown; folded where all is constant."""
        if all(part.is_constant for part in parts):
            result = Scalar.point(kind, pl.select(now).item())
        else:
            rests = some([part.rests for part in parts])
            result = Scalar.exact(kind, self.hold(now), self.hold(every([part.known for part in parts])), rests)
        return replace(result, computed=computed)

    def _mul(self, node: exp.Expr) -> Scalar:
        a, b = self.scalar(node.this, "number"), self.scalar(node.expression, "number")
        for whole, factor in ((a, b), (b, a)):
            if _scales(whole, factor):
                return self._scale(whole, factor, lambda end, by: end * by)
        return self._exact(
            "number", finite(expression(a.now, pl.Float64) * expression(b.now, pl.Float64)), a, b, computed=True
        )

    def _div(self, node: exp.Expr) -> Scalar:
        a, b = self.scalar(node.this, "number"), self.scalar(node.expression, "number")
        if _scales(a, b):
            return self._scale(a, b, lambda end, by: end / _spread(by, end))
        divisor = expression(b.now, pl.Float64)
        if b.is_constant and not a.is_constant:
            divisor = _spread(divisor, expression(a.now, pl.Float64))
        return self._exact("number", finite(expression(a.now, pl.Float64) / divisor), a, b, computed=True)

    def _scale(self, a: Scalar, factor: Scalar, by: Callable[[pl.Expr, pl.Expr], pl.Expr]) -> Scalar:
        """A number times or through a constant: its ends are those of the number, in the other order below 0."""
        constant = expression(factor.now, pl.Float64)
        now, low, high = (by(expression(part, pl.Float64), constant) for part in (a.now, a.low, a.high))
        ends = (high, low) if float(str(factor.now)) < 0 else (low, high)
        return self._interval("number", [a, factor], now, *ends, computed=True)

    def _abs(self, node: exp.Expr) -> Scalar:
        a = self.scalar(node.this, "number")
        return self._exact("number", expression(a.now, pl.Float64).abs(), a, computed=a.computed)

    def _round(self, node: exp.Expr) -> Scalar:
        a, places = self.scalar(node.this, "number"), node.args.get("decimals")
        if places is not None and not (_is_number(places) and str(places.this) in DECIMAL_PLACES):
            raise ConditionError(
                Text("ROUND takes 0 to 9 decimal places", "ROUND 的小数位为 0 到 9"), offset_of(places)
            )
        digits = int(str(places.this)) if places is not None else 0
        now = expression(a.now, pl.Float64)
        if not digits:
            return self._exact("number", _without_noise(a).round(mode="half_away_from_zero"), a)
        # 2.675 * 100 is 267.49999999999994: a product like any other.
        power = 10.0**digits
        units = round_computed(now * power)
        units = units if a.is_constant else self.hold(units)
        rounded = units.round(mode="half_away_from_zero") / _spread(pl.lit(power), now)
        return self._exact("number", pl.when(units.is_finite()).then(rounded).otherwise(now), a)

    def _floor(self, node: exp.Expr) -> Scalar:
        return self._whole(node, pl.Expr.floor)

    def _ceil(self, node: exp.Expr) -> Scalar:
        return self._whole(node, pl.Expr.ceil)

    def _whole(self, node: exp.Expr, cut: Callable[[pl.Expr], pl.Expr]) -> Scalar:
        a = self.scalar(node.this, "number")
        # CEIL(-0.5) is -0.0 in IEEE arithmetic, which prints otherwise than 0: adding 0.0 makes it 0.0.
        return self._exact("number", cut(_without_noise(a)) + 0.0, a)

    def _length(self, node: exp.Expr) -> Scalar:
        a = self.scalar(node.this, "text", "country")
        return self._exact("number", expression(a.now, pl.String).str.len_chars().cast(pl.Float64), a)

    def _lower(self, node: exp.Expr) -> Scalar:
        a = self.scalar(node.this, "text", "country")
        return self._exact("text", expression(a.now, pl.String).str.to_lowercase(), a)

    def _upper(self, node: exp.Expr) -> Scalar:
        a = self.scalar(node.this, "text", "country")
        return self._exact("text", expression(a.now, pl.String).str.to_uppercase(), a)

    def _part(self, part: str, node: exp.Expr, whole: exp.Expr) -> Scalar:
        if part not in DATE_PARTS:
            raise ConditionError(
                Text(f"EXTRACT takes {', '.join(DATE_PARTS)}", f"EXTRACT 支持 {'、'.join(DATE_PARTS)}"),
                offset_of(whole),
            )
        a = self.scalar(node, "date")
        return self._exact("number", getattr(_calendar(a).dt, part)().cast(pl.Float64), a)

    def _year(self, node: exp.Expr) -> Scalar:
        return self._part("year", node.this, node)

    def _quarter(self, node: exp.Expr) -> Scalar:
        return self._part("quarter", node.this, node)

    def _month(self, node: exp.Expr) -> Scalar:
        return self._part("month", node.this, node)

    def _day(self, node: exp.Expr) -> Scalar:
        return self._part("day", node.this, node)

    def _extract(self, node: exp.Expr) -> Scalar:
        return self._part(node.this.name.lower(), node.expression, node)

    def _datediff(self, node: exp.Expr) -> Scalar:
        unit = node.args["unit"].name.lower() if node.args.get("unit") else "day"
        later, earlier = self._date(node.this), self._date(node.expression)
        first, last = _calendar(earlier), _calendar(later)
        years = last.dt.year().cast(pl.Float64) - first.dt.year().cast(pl.Float64)
        if unit == "day":
            difference = expression(later.now, pl.Float64) - expression(earlier.now, pl.Float64)
        elif unit == "month":
            difference = years * 12.0 + (last.dt.month().cast(pl.Float64) - first.dt.month().cast(pl.Float64))
        elif unit == "year":
            difference = years
        else:
            raise ConditionError(
                Text("DATE_DIFF counts 'day', 'month' or 'year'", "DATE_DIFF 的单位为 'day'、'month' 或 'year'"),
                offset_of(node),
            )
        return self._exact("number", difference, later, earlier)


def _is_number(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and not node.args["is_string"]


def _negate(a: Scalar) -> Scalar:
    """The number, or days of a date, with the other sign."""
    now: Any = a.now
    return replace(a, now=None if now is None else -now, low=-a.high, high=-a.low)


def _scales(a: Scalar, factor: Scalar) -> bool:
    """Whether a factor or divisor is a constant other than 0, beside a number that is none."""
    return not a.is_constant and factor.is_constant and isinstance(factor.now, float) and factor.now != 0.0


def _without_noise(a: Scalar) -> pl.Expr:
    """The value now of a number that is cut to a whole one."""
    now = expression(a.now, pl.Float64)
    return round_computed(now) if a.computed else now


def _spread(constant: pl.Expr, column: pl.Expr) -> pl.Expr:
    """A constant to divide by, as a column as long as the other."""
    # Polars multiplies by the reciprocal when it divides a column by a scalar, but truly divides by a column. So the
    # constant is made a column: 0 for each row, plus the divisor.
    return column.is_null().cast(pl.Float64) * 0.0 + constant


def _whole_days(kind: Kind) -> Callable[[pl.Expr | float | str | None], pl.Expr]:
    """A function that rounds numbers down where the result is a date, since numbers beside a date are whole days."""
    return lambda value: expression(value, pl.Float64).floor() if kind == "date" else expression(value, pl.Float64)


def _calendar(value: Scalar) -> pl.Expr:
    # Int32 first: it is what Polars stores a Date as.
    return expression(value.now, pl.Float64).cast(pl.Int32).cast(pl.Date)
