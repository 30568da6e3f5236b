"""Which nodes of SQL a condition may hold, and in which spelling: `TABLE` lists every node and argument that is allowed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from shortlist.language import Text


@dataclass(frozen=True)
class NodeRule:
    """An allowed node: how it is written, which arguments it may have, what it means."""

    spelling: str
    arguments: frozenset[str]
    meaning: Text
    predicate: bool = False


def _rule(spelling: str, arguments: str, en: str, zh: str, predicate: bool = False) -> NodeRule:
    return NodeRule(spelling, frozenset(arguments.split()), Text(en, zh), predicate)


_COMPARE = ("both of one type; text and country know only = and <>", "两侧类型须相同；文本与国家只能用 = 和 <>")
# A list of what is allowed, because a node without a rule in docs/semantics.md, section 4, has no bounds. Parts of other nodes have no spelling and
# stay out of docs/conditions.md. Some arguments cannot be written: sqlglot's DuckDB reader sets `ignore_nulls`, `typed` and their like itself.
TABLE: dict[type[exp.Expr], NodeRule] = {
    exp.Literal: _rule(
        "5, 0.2, 'KP'", "this is_string", "numbers plain, text in single quotes", "数字直接写，文本用单引号"
    ),
    exp.Boolean: _rule("TRUE, FALSE", "this", "truth values", "真值"),
    exp.Null: _rule("NULL", "", "only after IS, or as a result of CASE", "只能用于 IS 之后，或作 CASE 的结果"),
    exp.Column: _rule("employees, seller.max_order, risk.coverage, decision.review", "this table", "a name", "名称"),
    exp.Identifier: _rule("", "this", "", ""),
    exp.Var: _rule("", "this", "", ""),
    exp.Paren: _rule("( )", "this", "brackets", "括号"),
    exp.And: _rule("a AND b", "this expression", "three-valued and", "三值与"),
    exp.Or: _rule("a OR b", "this expression", "three-valued or", "三值或"),
    exp.Not: _rule("NOT a", "this", "three-valued not", "三值非"),
    exp.EQ: _rule("a = b, a == b", "this expression", *_COMPARE, predicate=True),
    exp.NEQ: _rule("a <> b, a != b", "this expression", *_COMPARE, predicate=True),
    exp.LT: _rule("a < b", "this expression", *_COMPARE, predicate=True),
    exp.LTE: _rule("a <= b", "this expression", *_COMPARE, predicate=True),
    exp.GT: _rule("a > b", "this expression", *_COMPARE, predicate=True),
    exp.GTE: _rule("a >= b", "this expression", *_COMPARE, predicate=True),
    exp.In: _rule(
        "a IN (x, y), a NOT IN (x, y)", "this expressions", "any of the equalities", "等于其中任意一个", True
    ),
    exp.Between: _rule("a BETWEEN x AND y", "this low high", "x <= a AND a <= y", "x <= a AND a <= y", True),
    exp.Like: _rule(
        "a LIKE 'x%', a NOT LIKE 'x%'",
        "this expression negate",
        "% any run, _ one character",
        "% 任意一串，_ 一个字符",
        True,
    ),
    exp.ILike: _rule(
        "a ILIKE 'x%', a NOT ILIKE 'x%'",
        "this expression negate",
        "as LIKE, ignoring case",
        "同 LIKE，不分大小写",
        True,
    ),
    exp.Is: _rule(
        "a IS NULL, a IS NOT NULL, a ISNULL, a NOTNULL, a IS TRUE, a IS FALSE",
        "this expression",
        "never null itself",
        "其本身从不为空",
        True,
    ),
    exp.Case: _rule(
        "CASE WHEN a THEN x ELSE y END",
        "ifs default",
        "the first that is true; a null condition goes on",
        "取第一个为真者；空条件继续向下",
    ),
    exp.If: _rule("", "this true", "", ""),
    exp.Coalesce: _rule(
        "COALESCE(a, b), IFNULL(a, b)", "this expressions", "the first that is not null", "第一个非空者"
    ),
    exp.Greatest: _rule("GREATEST(a, b)", "this expressions ignore_nulls", "ignores nulls", "忽略空值"),
    exp.Least: _rule("LEAST(a, b)", "this expressions ignore_nulls", "ignores nulls", "忽略空值"),
    exp.Nullif: _rule("NULLIF(a, b)", "this expression", "null where a = b, else a", "a = b 时为空，否则为 a"),
    exp.Add: _rule("a + b", "this expression", "numbers; a date and days", "数字；日期加天数"),
    exp.Sub: _rule(
        "a - b",
        "this expression",
        "numbers; a date and days; two dates give days",
        "数字；日期减天数；两日期之差为天数",
    ),
    exp.Neg: _rule("-a", "this", "numbers", "数字"),
    exp.Mul: _rule("a * b", "this expression", "numbers", "数字"),
    exp.Div: _rule("a / b", "this expression typed safe", "division by zero is null", "除以零为空"),
    exp.Abs: _rule("ABS(a)", "this", "the number without its sign", "绝对值"),
    exp.Round: _rule(
        "ROUND(a), ROUND(a, 2)", "this decimals", "half away from zero; 0 to 9 places", "四舍五入；0 到 9 位小数"
    ),
    exp.Floor: _rule("FLOOR(a)", "this", "the whole number at or below", "向下取整"),
    exp.Ceil: _rule("CEIL(a)", "this", "the whole number at or above", "向上取整"),
    exp.Length: _rule("LENGTH(a)", "this", "characters of a text", "文本的字符数"),
    exp.Lower: _rule("LOWER(a)", "this", "in lower case", "转为小写"),
    exp.Upper: _rule("UPPER(a)", "this", "in upper case", "转为大写"),
    exp.Year: _rule("YEAR(d)", "this", "the year of a date", "日期的年份"),
    exp.Quarter: _rule("QUARTER(d)", "this", "its quarter, 1-4", "季度（1-4）"),
    exp.Month: _rule("MONTH(d)", "this", "its month, 1-12", "月份（1-12）"),
    exp.Day: _rule("DAY(d)", "this", "its day of the month", "当月第几日"),
    exp.Extract: _rule(
        "EXTRACT(year FROM d)", "this expression", "year, quarter, month or day", "year、quarter、month 或 day"
    ),
    exp.DateDiff: _rule(
        "DATE_DIFF('month', from, to)",
        "this expression unit date_part_boundary",
        "day, month or year boundaries crossed",
        "跨过的日、月、年界数",
    ),
    exp.CurrentDate: _rule("CURRENT_DATE", "", "the run's as-of date", "本次运行的基准日"),
}

AGGREGATES: dict[type[exp.Expr], NodeRule] = {
    exp.Sum: _rule("SUM(x)", "this", "null where there is nothing to add", "无可加之值时为空"),
    exp.Avg: _rule("AVG(x)", "this", "the mean of what is not null", "非空值的平均"),
    exp.Min: _rule("MIN(x)", "this", "of numbers or dates", "数字或日期的最小值"),
    exp.Max: _rule("MAX(x)", "this", "of numbers or dates", "数字或日期的最大值"),
    exp.Median: _rule("MEDIAN(x)", "this", "the middle of what is not null", "非空值的中位数"),
    exp.Count: _rule(
        "COUNT(*), COUNT(x), COUNT(DISTINCT x)",
        "this big_int",
        "rows; values that are not null; different ones",
        "行数；非空值个数；不同值个数",
    ),
    exp.Filter: _rule(
        "SUM(x) FILTER (WHERE a)", "this expression", "only the rows of which a is true", "只统计 a 为真的行"
    ),
    exp.Where: _rule("", "this", "", ""),
    exp.Star: _rule("", "", "", ""),
    exp.Distinct: _rule("", "expressions", "", ""),
}
"""What the features of a history may hold besides."""
