"""Function-valued measures, built and tried: what they read, what they return, and that each row stands for itself.

`Expr.meta.is_row_separable` says True of `x - x.mean()`, so it is proved otherwise: synthetic rows are computed together,
in the other order and one by one, and must agree to the last bit.
"""

from __future__ import annotations

import math
import random
import sys
import warnings
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

import polars as pl

from shortlist.errors import Problem, RulesetError, describe_exception
from shortlist.expressions.functions import finite
from shortlist.expressions.parser import ConditionError
from shortlist.language import Text
from shortlist.model.criteria import Context, Measure
from shortlist.model.fields import NUMERIC, Field
from shortlist.ruleset.definition import Ruleset, RulesetCriterion

T = TypeVar("T")
AS_OF = date(2026, 1, 1)
ROWS = 16
AMOUNTS = (0.0, 1.0, -1.0, 0.35, 2.6, 7.0, 10.0, 33.3, 120.0, 999.0, 4.7e4, 1e6, 2.3e9)
TEXTS = ("", "A", "Ltd", "上海", "some longer text, with a comma")
COUNTRIES = ("CN", "US", "DE", "KP", "BR")
DATES = (date(1969, 12, 31), date(2000, 2, 29), date(2025, 6, 30), date(2026, 11, 23))


def name_mistakes(criterion: RulesetCriterion, measure: Measure, work: Callable[[], T]) -> T:
    """Do the work of one measure; a mistake in what a plugin supplies names plugin, criterion and measure."""
    try:
        return work()
    except ConditionError as error:
        if (
            error.place is None
            and criterion.supplier
            and any(own.id == measure.id for own in criterion.criterion.measures)
        ):
            error.text = _name_owner(criterion, measure, error.text)
        raise


def _name_owner(criterion: RulesetCriterion, measure: Measure, text: Text) -> Text:
    return Text(
        f"{criterion.supplier}, criterion '{criterion.id}', measure '{measure.id}': {text.en}",
        f"{criterion.supplier}，评价维度 '{criterion.id}'，指标 '{measure.id}'：{text.zh}",
    )


def build_expression(measure: Measure, context: Context, fields: Sequence[Field]) -> tuple[pl.Expr, str]:
    """A function's expression as it stands, and its kind: number, bool or text.

    Raises ConditionError where the function raises, reads what it does not declare, or returns anything else.
    """
    assert callable(measure.value)
    try:
        with warnings.catch_warnings():  # what Polars warns of, `find_mistake` refuses
            warnings.simplefilter("ignore")
            value = measure.value(context)
    except KeyboardInterrupt:
        raise
    except RulesetError as error:
        told = ConditionError(error.problems[0].text)
        told.place = error.problems[0].place
        raise told from None
    except BaseException as error:
        raise ConditionError(describe_exception(Text("its function", "取值函数"), error)) from None
    if not isinstance(value, pl.Expr):
        kind = type(value).__name__
        raise ConditionError(
            Text(
                f"its function must return a Polars expression; found {kind}",
                f"取值函数必须返回 Polars 表达式；实际为 {kind}",
            )
        )
    declared = {field.id for field in fields}
    if undeclared := [name for name in dict.fromkeys(value.meta.root_names()) if name not in declared]:
        names = ", ".join(undeclared)
        raise ConditionError(
            Text(
                f"its function reads {names}, which `fields` does not list; add it there",
                f"取值函数读取了 `fields` 中没有列出的 {names}；请在 fields 中补上",
            )
        )
    dtype = _infer_dtype(value, fields)
    if dtype.is_numeric():
        return value, "number"
    if dtype == pl.Boolean:
        return value, "bool"
    if isinstance(dtype, pl.String | pl.Enum | pl.Categorical):
        return value, "text"
    raise ConditionError(
        Text(
            f"its function returns {dtype}; it must be a number, a Boolean or text"
            + ("; give an empty value its type: pl.lit(None, pl.Float64)" if dtype == pl.Null else "")
            + ("; count days: (a - b).dt.total_days()" if dtype in (pl.Date, pl.Duration) else ""),
            f"取值函数返回 {dtype}；应为数字、布尔值或文本"
            + ("；空值请写明类型：pl.lit(None, pl.Float64)" if dtype == pl.Null else "")
            + ("；请换算成天数：(a - b).dt.total_days()" if dtype in (pl.Date, pl.Duration) else ""),
        )
    )


def cast_expression(value: pl.Expr, kind: str) -> pl.Expr:
    """A function's expression as the plan takes it: Float64 without NaN and infinity, Boolean, or String."""
    if kind == "number":
        return finite(value.cast(pl.Float64))
    return value.cast(pl.String) if kind == "text" else value


def _infer_dtype(value: pl.Expr, fields: Sequence[Field]) -> pl.DataType:
    """The type of an expression on a typed frame without rows."""
    try:
        frame = pl.LazyFrame(schema={field.id: field.dtype for field in fields})
        return frame.select(value.alias("value")).collect_schema()["value"]
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise ConditionError(describe_exception(Text("its expression", "取值表达式"), error)) from None


# --- rows that try an expression


def make_rows(fields: Sequence[Field], count: int = ROWS, seed: int = 4) -> pl.DataFrame:
    """Synthetic prospects of these fields: a complete one, an empty one, and mixtures with a fifth of the cells missing."""
    chance = random.Random(seed)
    columns = {}
    for field in fields:
        pool = pick_values(field)
        cells = [chance.choice(pool), None]
        cells += [None if chance.random() < 0.2 else chance.choice(pool) for _ in range(count - 2)]
        columns[field.id] = pl.Series(field.id, cells, dtype=field.dtype)
    return pl.DataFrame(columns) if columns else pl.DataFrame({"~": [None] * count})


def pick_values(field: Field) -> list[Any]:
    """Some values of a field, ordinary ones and those at its ends."""
    if field.type == "level":
        return list(field.values)
    if field.type not in NUMERIC:
        return list({"bool": (False, True), "date": DATES, "country": COUNTRIES}.get(field.type, TEXTS))
    low, high = field.range
    ends = [end for end in (field.minimum, field.maximum) if end is not None]
    inner = [value for value in AMOUNTS if low <= value <= high and (field.type != "integer" or value == round(value))]
    if math.isfinite(low) and math.isfinite(high):
        inner += [low + (high - low) * share for share in (0.17, 0.5, 0.83)]
    return [*dict.fromkeys([*ends, *inner])]


def find_mistake(value: pl.Expr, kind: str, fields: Sequence[Field]) -> Text | None:
    """Why a function's expression's rows do not each stand for itself, or why it is no expression at all; None where it is sound."""
    frame = make_rows(fields)
    if (reason := _find_python(value, frame)) is not None:
        return reason
    value = cast_expression(value, kind)
    try:
        together = _compute(value, frame)
        again = _compute(value, frame)
        backwards = _compute(value, frame.reverse())[::-1]
        alone = [_compute(value, frame[index : index + 1])[0] for index in range(frame.height)]
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return describe_exception(Text("its expression", "取值表达式"), error)
    if together != again:
        return Text(
            "it gives another value each time; a decision must not depend on chance or the clock (context.as_of is the date)",
            "每次计算结果不同；结论不得依赖随机数或时钟（日期请用 context.as_of）",
        )
    for here, there in ((together, alone), (together, backwards)):
        for one, other in zip(here, there, strict=True):
            if one != other:
                return _explain_dependence(one, other)
    return None


def _compute(value: pl.Expr, frame: pl.DataFrame) -> list[Any]:
    return frame.with_columns(value.alias("~value"))["~value"].to_list()


def _explain_dependence(one: Any, other: Any) -> Text:
    """Rows that agree but for the last digits were divided by a number; the rest read other rows."""
    if isinstance(one, float) and isinstance(other, float) and math.isclose(one, other, rel_tol=1e-12):
        return Text(
            f"its last digits differ in a list of one row ({one!r}, {other!r}): do not divide a column by a number,"
            " multiply by its reciprocal, as in pl.col(...) * 0.01",
            f"名单只有一行时末位数字不同（{one!r}、{other!r}）：不要用列除以数字，请乘以倒数，例如 pl.col(...) * 0.01",
        )
    return Text(
        f"the value of a row depends on the rows beside it ({one!r} in one list, {other!r} in another);"
        " take out mean, sum, rank, shift, sort, over and the like",
        f"一行的取值依赖于其他行（在不同名单中分别为 {one!r} 和 {other!r}）；请去掉 mean、sum、rank、shift、sort、over 等运算",
    )


def _find_python(value: pl.Expr, frame: pl.DataFrame) -> Text | None:
    """A Python function that runs once a row: `map_elements` wherever it stands, or calls that grow with the rows."""
    if "python_udf" not in str(value):
        return None
    few, many = _count_calls(value, frame), _count_calls(value, pl.concat([frame] * 4))
    if many - few < frame.height:
        return None
    return Text(
        "it calls Python for every row (map_elements, or a loop in map_batches), which is a hundred times slower;"
        " write it with Polars expressions",
        "它对每一行调用 Python（map_elements，或 map_batches 中的循环），速度慢上百倍；请改用 Polars 表达式",
    )


def _count_calls(value: pl.Expr, frame: pl.DataFrame) -> int:
    """How many calls of Python functions computing an expression takes, and the rows that go through `map_elements`."""
    count = 0
    profile, original = sys.getprofile(), pl.Series.map_elements

    def counted(_: Any, event: str, __: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    def mapped(series: pl.Series, *arguments: Any, **options: Any) -> pl.Series:  # Polars' own threads know no profile
        nonlocal count
        count += 2 * len(series)
        return original(series, *arguments, **options)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pl.Series.map_elements = mapped  # type: ignore[method-assign,assignment]
        sys.setprofile(counted)
        try:
            _compute(value, frame)
        except KeyboardInterrupt:
            raise
        except BaseException:
            return 0
        finally:
            sys.setprofile(profile)
            pl.Series.map_elements = original  # type: ignore[method-assign]
    return count


def find_dependent_rows(ruleset: Ruleset, as_of: date, tested: str | None = None) -> list[Problem]:
    """What is wrong with the rows of the functions that a ruleset uses; those that cannot be built are left to the plan.

    Criteria of the distribution that is `tested` are left out: trying their functions takes longer than all else of loading.
    """
    problems = []
    for criterion in ruleset.criteria.values():
        if tested is not None and criterion.supplier.startswith(f"{tested}:"):
            continue
        for measure in criterion.measures:
            if not callable(measure.value) or not measure.weight or not set(measure.fields) <= set(ruleset.fields):
                continue
            fields = [ruleset.fields[name] for name in measure.fields]
            try:
                value, kind = build_expression(measure, Context(criterion.params, ruleset.seller, as_of), fields)
            except ConditionError:
                continue
            if (reason := find_mistake(value, kind, fields)) is not None:
                node = criterion.node.at(("measures", measure.id))
                problems.append(Problem(_name_owner(criterion, measure, reason), node.key or node.place))
    return problems
