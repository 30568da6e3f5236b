"""What arithmetic, text functions and date functions mean in a condition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import polars as pl
from sqlglot import exp

from shortlist.expressions.nodes import Nodes, days, is_text_literal
from shortlist.expressions.parser import ConditionError, offset_of
from shortlist.expressions.truth import Kind, Scalar, both, either, every, expression, opposite
from shortlist.language import Text

# The years 1 to 9999, which Python's `date` can hold; a date outside of them is null (docs/semantics.md, section 4).
FIRST_DAY, LAST_DAY = days(date.min), days(date.max)
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
        kind: Kind = "date" if "date" in (a.kind, b.kind) else "number"
        whole = _whole_days(kind)
        return self._sum(
            kind, [a, b], whole(a.now) + whole(b.now), whole(a.low) + whole(b.low), whole(a.high) + whole(b.high)
        )

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
        whole = _whole_days(kind)
        # date - n is date + (-n), so n is negated before it is rounded down: d - 1.5 is two days before d.
        return self._sum(
            kind,
            [a, b],
            *(
                whole(x) + whole(-expression(y, pl.Float64))
                for x, y in ((a.now, b.now), (a.low, b.high), (a.high, b.low))
            ),
        )

    def _neg(self, node: exp.Expr) -> Scalar:
        a = self.scalar(node.this, "number")
        return self._sum("number", [a], -expression(a.now), -expression(a.high), -expression(a.low))

    def _sum(self, kind: Kind, parts: Sequence[Scalar], now: pl.Expr, low: pl.Expr, high: pl.Expr) -> Scalar:
        """A sum of known value now and known ends, null where it overflows."""
        now = finite(now)
        if kind == "date":
            now = pl.when(now.is_between(FIRST_DAY, LAST_DAY)).then(now)
        if all(part.is_constant for part in parts):
            return Scalar.point(kind, pl.select(now).item())
        now = self.hold(now)
        known = self.hold(every([part.known for part in parts]))
        # While anything inside is unknown the sum may overflow, and so be null, though no operand can be null.
        null = either(opposite(known), now.is_null())
        value = either(both(known, now.is_not_null()), both(opposite(known), every([part.value for part in parts])))
        return self.hold(Scalar(kind, now, known, null, value, low, high))

    def _exact(self, kind: Kind, now: pl.Expr, *parts: Scalar) -> Scalar:
        """A function that can be null or anything while anything inside is unknown; folded where all is constant."""
        if all(part.is_constant for part in parts):
            return Scalar.point(kind, pl.select(now).item())
        return Scalar.exact(kind, self.hold(now), self.hold(every([part.known for part in parts])))

    def _mul(self, node: exp.Expr) -> Scalar:
        a, b = self.scalar(node.this, "number"), self.scalar(node.expression, "number")
        return self._exact("number", finite(expression(a.now) * expression(b.now)), a, b)

    def _div(self, node: exp.Expr) -> Scalar:
        a, b = self.scalar(node.this, "number"), self.scalar(node.expression, "number")
        divisor = expression(b.now)
        if b.is_constant and not a.is_constant:
            # Polars multiplies by the reciprocal when it divides a column by a scalar, but truly divides by a column. So
            # the constant is made a column: 0 for each row, plus the divisor.
            divisor = expression(a.now).is_null().cast(pl.Float64) * 0.0 + divisor
        return self._exact("number", finite(expression(a.now) / divisor), a, b)

    def _abs(self, node: exp.Expr) -> Scalar:
        a = self.scalar(node.this, "number")
        return self._exact("number", expression(a.now).abs(), a)

    def _round(self, node: exp.Expr) -> Scalar:
        a, places = self.scalar(node.this, "number"), node.args.get("decimals")
        if places is not None and not (isinstance(places, exp.Literal) and str(places.this) in "0123456789"):
            raise ConditionError(
                Text("ROUND takes 0 to 9 decimal places", "ROUND 的小数位为 0 到 9"), offset_of(places)
            )
        digits = int(str(places.this)) if places is not None else 0
        return self._exact("number", expression(a.now).round(digits, mode="half_away_from_zero"), a)

    def _floor(self, node: exp.Expr) -> Scalar:
        return self._whole(node, pl.Expr.floor)

    def _ceil(self, node: exp.Expr) -> Scalar:
        return self._whole(node, pl.Expr.ceil)

    def _whole(self, node: exp.Expr, cut: Callable[[pl.Expr], pl.Expr]) -> Scalar:
        a = self.scalar(node.this, "number")
        # CEIL(-0.5) is -0.0 in IEEE arithmetic, which prints otherwise than 0: adding 0.0 makes it 0.0.
        return self._exact("number", cut(expression(a.now, pl.Float64)) + 0.0, a)

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
            difference = expression(later.now) - expression(earlier.now)
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


def _whole_days(kind: Kind) -> Callable[[pl.Expr | float | str | None], pl.Expr]:
    """A function that rounds numbers down where the result is a date, since numbers beside a date are whole days."""
    return lambda value: expression(value, pl.Float64).floor() if kind == "date" else expression(value, pl.Float64)


def _calendar(value: Scalar) -> pl.Expr:
    # Int32 first: it is what Polars stores a Date as.
    return expression(value.now, pl.Float64).cast(pl.Int32).cast(pl.Date)
