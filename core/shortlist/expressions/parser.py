"""Reads a condition as SQL, and says what of it is not taken.

`parse` refuses every node and argument that `table` does not list; `compiler` gives each node its meaning.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from shortlist.errors import Place
from shortlist.expressions.limits import CHAINED, NESTED, find_nested, is_chained
from shortlist.expressions.table import TABLE, NodeRule
from shortlist.language import Text
from shortlist.model.normal import normalise, normalise_pattern


class ConditionError(Exception):
    """A condition that cannot be used: what is wrong, its offset in the text (characters), and where the text is."""

    place: Place | None = None

    def __init__(self, text: Text, offset: int = 0) -> None:
        super().__init__(text.en)
        self.text = text
        self.offset = offset


_QUOTED = re.compile(r"'(?:[^']|'')*'")
_THOUSANDS = re.compile(r"(?<![\w.])\d{1,3}(?:,\d{3})+(?![\w.])")
_NUMBER = re.compile(r"(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\Z")
_MAGNITUDE = {"k": 10**3, "m": 10**6, "b": 10**9, "bn": 10**9, "万": 10**4, "亿": 10**8}
_FULL_WIDTH = {
    "（": "(", "）": ")", "，": ",", "、": ",", "＞": ">", "＜": "<", "＝": "=", "≥": ">=", "≤": "<=", "≠": "<>",
    "％": "%", "＋": "+", "－": "-", "＊": "*", "／": "/", "．": ".", "；": ";", "：": ":", "　": " ",
}  # fmt: skip
_CURLY = "“”‘’＇＂「」"


def parse(text: str, more: Mapping[type[exp.Expr], NodeRule] = MappingProxyType({})) -> exp.Expr:
    """The checked tree of a condition or scalar. Raises ConditionError for the first thing that is not allowed.

    `more` are nodes allowed besides those of `TABLE`. Without them the tree comes from a cache: do not change it.
    """
    return _parse_tree(text, {**TABLE, **more}) if more else _parse_cached(text)


@lru_cache(maxsize=4096)
def _parse_cached(text: str) -> exp.Expr:
    # A ruleset is compiled when it is loaded and again when it runs; its conditions need parsing only once.
    return _parse_tree(text, TABLE)


def _parse_tree(text: str, table: Mapping[type[exp.Expr], NodeRule]) -> exp.Expr:
    # Texts in quotes may hold anything. They are blanked out at their length, so that offsets stay right.
    bare = _QUOTED.sub(lambda found: "'" + "x" * (len(found[0]) - 2) + "'", text)
    # Before parsing, because sqlglot takes many slips for something else: ‘x’ for a name, 10m for an alias, && for
    # ARRAY_OVERLAPS, 1_000 for 1000.
    _refuse_slips(bare)
    try:
        tokens = sqlglot.tokenize(text, read="duckdb")
        if not tokens:
            raise ConditionError(Text("the condition is empty", "条件为空"))
        # sqlglot would drop a comment and a `;` at the end without a word.
        for token in tokens:
            if token.comments or token.text == ";":
                raise ConditionError(
                    Text("comments and ; are not taken in a condition", "条件中不能有注释或 ;"), token.start
                )
        if (deep := find_nested(tokens)) is not None:
            raise ConditionError(NESTED, deep)
        tree = sqlglot.parse_one(text, read="duckdb")
    except RecursionError:
        raise ConditionError(NESTED) from None
    except SqlglotError as error:
        _refuse_thousands(bare)
        raise _explain_syntax(error, text) from None
    if tree is None or any(node.error_messages() for node in tree.walk()):
        raise ConditionError(Text("not readable as SQL: something is missing", "无法按 SQL 读取：缺少内容"))
    if is_chained(tree):
        raise ConditionError(CHAINED)
    _check(tree, bare, table)
    for node in tree.find_all(exp.Literal):
        if node.is_string:  # as the cells are that it is compared with
            pattern = isinstance(node.parent, exp.Like | exp.ILike) and node.arg_key == "expression"
            if pattern and (wide := re.search(_WIDE, node.this)):
                raise ConditionError(
                    Text(
                        f"'{wide[0]}' would be the wildcard '{normalise(wide[0])}' here, as all text is compared in one form; write that, or leave it out",
                        f"文本按统一形式比较，'{wide[0]}' 在此等同于通配符 '{normalise(wide[0])}'；请直接写通配符，或去掉",
                    ),
                    offset_of(node),
                )
            node.set("this", (normalise_pattern if pattern else normalise)(node.this))
    return tree


_WIDE = "[％﹪＿﹍﹎﹏︳︴]"  # what the normal form makes a wildcard of


def notes(text: str) -> list[tuple[Text, int]]:
    """What is allowed but better written otherwise, with its offset."""
    bare = _QUOTED.sub(lambda found: "x" * len(found[0]), text)
    return [
        (Text("`==` is read as `=`; SQL writes one `=`", "`==` 按 `=` 理解；SQL 只写一个 `=`"), found.start())
        for found in re.finditer("==", bare)
    ]


def offset_of(node: exp.Expr) -> int:
    """Where a node begins in the text, as far as the parser can tell; 0 where it cannot."""
    # sqlglot marks only some nodes, such as names, with their place; the first mark inside is the closest there is.
    starts = [found.meta["start"] for found in node.walk() if "start" in found.meta]
    return min(starts, default=0)


def _refuse_slips(bare: str) -> None:
    """Refuse what people type by habit or with a Chinese keyboard, and say how to write it."""
    _refuse_characters(bare)
    if found := re.search(r"(?<![\w.])(\d+(?:\.\d+)?)\s*%\s*(?=$|\)|,|<|>|=|AND\b|OR\b|THEN\b)", bare, re.I):
        ratio = f"{float(found[1]) / 100:.10g}"
        raise ConditionError(
            Text(
                f"a percent is a ratio: for {found[0].strip()} write {ratio}",
                f"百分数写成比率：{found[0].strip()} 请写 {ratio}",
            ),
            found.start(),
        )
    if found := re.search(r"(?<![\w.])(\d+(?:\.\d+)?)(k|m|bn?|\s?万|\s?亿)(?!\w)", bare, re.I):
        number = f"{float(found[1]) * _MAGNITUDE[found[2].strip().lower()]:.15g}"
        raise ConditionError(
            Text(f"write the number out: {number} for {found[0]}", f"请写出完整数字：{found[0]} 写作 {number}"),
            found.start(),
        )
    if bare.count("'") % 2:
        raise ConditionError(
            Text(
                "a single quote is not closed; text stands between two: 'KP'",
                "单引号没有成对；文本写在一对单引号中：'KP'",
            ),
            bare.rfind("'"),
        )
    for wrong, right in (("&&", "AND"), ("||", "OR"), ("=>", ">="), ("=<", "<=")):
        if (offset := bare.find(wrong)) >= 0:
            raise ConditionError(Text(f"write {right} for {wrong}", f"{wrong} 请写作 {right}"), offset)
    if found := re.search(r"(?<!\w)\d+_\d", bare):
        raise ConditionError(Text("write the number without _", "数字中不要写下划线"), found.start())
    for found in _THOUSANDS.finditer(bare):
        # In a list `100,200` may be two numbers, but nobody writes 000 or 050 for one.
        alone = bare.count("(", 0, found.start()) == bare.count(")", 0, found.start())
        if alone or ",0" in found[0]:
            _refuse_thousands(bare[found.start() :], found.start())


def _refuse_characters(bare: str) -> None:
    for offset, character in enumerate(bare):
        if character in _CURLY:
            raise ConditionError(
                Text(
                    f"curly quote {character}; text stands in straight single quotes: 'KP'",
                    f"弯引号 {character}；文本请用半角单引号：'KP'",
                ),
                offset,
            )
        if character in _FULL_WIDTH or "！" <= character <= "～":
            right = _FULL_WIDTH.get(character) or unicodedata.normalize("NFKC", character)
            raise ConditionError(
                Text(
                    f"full-width {character}; write {right!r} with the English keyboard",
                    f"全角符号 {character}，请改用半角 {right!r}",
                ),
                offset,
            )


def _refuse_thousands(bare: str, start: int = 0) -> None:
    if found := _THOUSANDS.search(bare):
        plain = found[0].replace(",", "")
        raise ConditionError(
            Text(f"write the number without commas: {plain}", f"数字中不要写逗号：{plain}"), start + found.start()
        )


def _explain_syntax(error: SqlglotError, text: str) -> ConditionError:
    # Errors of the tokenizer carry no details.
    details = getattr(error, "errors", None) or [{}]
    line, column = details[0].get("line") or 1, details[0].get("col") or 1
    what = _say_missing(details[0].get("description") or str(error).splitlines()[0])
    offset = sum(len(row) + 1 for row in text.split("\n")[: line - 1]) + max(0, column - 1)
    token = details[0].get("highlight") or ""
    near = f" near {token!r}" if token else ""
    return ConditionError(
        Text(
            f"not readable as SQL{near}: {what.en}", f"无法按 SQL 读取{near.replace(' near ', '，位置：')}：{what.zh}"
        ),
        min(offset, len(text)),
    )


def _say_missing(said: str) -> Text:
    """What sqlglot says is wrong, without its own names: how the node is written, where it names one of ours."""
    if found := re.search(r"missing for <class '[\w.]+\.(\w+)'>", said):
        spelling = next((rule.spelling for node, rule in TABLE.items() if node.__name__ == found[1]), "")
        if spelling:
            return Text(f"something is missing; write {spelling}", f"缺少内容；写法：{spelling}")
        return Text("something is missing", "缺少内容")
    if "<class" in said or "Invalid expression" in said or "Unexpected" in said:
        return Text("something is missing or out of place here", "此处缺少内容或写法有误")
    return Text(said.rstrip("."), said.rstrip("."))


def _check(tree: exp.Expr, bare: str, table: Mapping[type[exp.Expr], NodeRule]) -> None:
    for node in tree.walk():
        rule = table.get(type(node))
        # Branches of a CASE and the function IF(a, b, c) are the same node; only the former has a meaning here.
        if rule is None or (isinstance(node, exp.If) and not isinstance(node.parent, exp.Case)):
            _refuse_node(node, bare, offset_of(node))
            continue
        given = {name for name, value in node.args.items() if value not in (None, False, [])}
        # sqlglot lets `1e` pass as a number.
        if isinstance(node, exp.Literal) and not node.is_string and not _NUMBER.match(str(node.this)):
            raise ConditionError(Text(f"{node.this} is no number", f"{node.this} 不是数字"), offset_of(node))
        if isinstance(node, exp.Identifier) and node.args.get("quoted"):
            raise ConditionError(
                Text(
                    f"double quotes mark a column in SQL; write '{node.name}' with single quotes",
                    f"SQL 中双引号表示列名；文本请用单引号写作 '{node.name}'",
                ),
                offset_of(node),
            )
        if extra := given - rule.arguments:
            raise _explain_argument(node, rule.spelling, sorted(extra)[0], offset_of(node))
        if rule.predicate:
            _refuse_chains(node)


_AGGREGATE = Text("; sums and counts belong into a feature of a history", "；求和、计数请写入历史表的特征（features）")


def _refuse_node(node: exp.Expr, bare: str, offset: int) -> None:
    if isinstance(node, exp.Tuple):  # (1,000)
        _refuse_thousands(bare)
    hint = {
        exp.Cast: Text("; a date is written '2026-01-31'", "；日期写作 '2026-01-31'"),
        exp.If: Text("; write CASE WHEN ... THEN ... ELSE ... END", "；请写 CASE WHEN ... THEN ... ELSE ... END"),
        exp.Alias: Text("; AND or OR is missing before it", "；前面缺少 AND 或 OR"),
        exp.Sum: _AGGREGATE,
        exp.Avg: _AGGREGATE,
        exp.Count: _AGGREGATE,
        exp.Median: _AGGREGATE,
        exp.Max: Text("; the greater of two is GREATEST(a, b)", "；两者取大请用 GREATEST(a, b)"),
        exp.Min: Text("; the lesser of two is LEAST(a, b)", "；两者取小请用 LEAST(a, b)"),
        exp.Mod: Text("; a percent is a ratio: 20 % is 0.2", "；百分数写成比率：20% 写 0.2"),
    }.get(type(node), Text("", ""))
    name = node.alias_or_name if isinstance(node, exp.Alias | exp.Anonymous) else node.sql("duckdb")
    short = name if len(name) <= 40 else name[:37] + "..."
    raise ConditionError(Text(f"not taken in a condition: {short}{hint.en}", f"条件中不支持：{short}{hint.zh}"), offset)


def _explain_argument(node: exp.Expr, spelling: str, argument: str, offset: int) -> ConditionError:
    # What people mean by an argument that CASE and IN do not have: CASE x WHEN 1, and IN (SELECT ...).
    if isinstance(node, exp.Case):
        spelling = "CASE WHEN x = 1 THEN ... END"
    if isinstance(node, exp.In):
        spelling = "a IN (1, 2); a subquery is not taken"
    return ConditionError(
        Text(
            f"write {spelling}; nothing else ({argument}) is taken here",
            f"请写作 {spelling}；此处不支持其他写法（{argument}）",
        ),
        offset,
    )


def _refuse_chains(node: exp.Expr) -> None:
    """Refuse a predicate that is an operand of another without brackets: parsers disagree on what that means."""
    for part in node.iter_expressions():
        rule = TABLE.get(type(part))
        if rule is not None and (rule.predicate or isinstance(part, exp.Not)):
            raise ConditionError(
                Text(
                    "two comparisons in a row; write 1 < a AND a < 5, or put one of them in brackets",
                    "连续两个比较；请写 1 < a AND a < 5，或给其中一个加括号",
                ),
                offset_of(node),
            )
