"""How large conditions and rulesets may be (docs/conditions.md): what would take gigabytes is refused instead."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from shortlist.language import Text

MOST_NESTED = 20
"""Levels of brackets, functions and CASE. The parser of SQL recurses, and gets no deeper than some 30 of some of them."""
MOST_CHAINED = 120
"""Nodes below each other, such as the terms of one sum; those of AND and OR stand beside each other."""
MOST_COLUMNS = 20_000
MOST_CELLS = 3_000_000
"""Columns times steps: Polars keeps the names and types of all columns for every step."""

_OPEN = {TokenType.L_PAREN, TokenType.CASE}
_CLOSE = {TokenType.R_PAREN, TokenType.END}

NESTED = Text(
    f"the condition is nested too deeply (more than {MOST_NESTED} levels); split it, for instance into rules that conclude something",
    f"条件嵌套过深（超过 {MOST_NESTED} 层）；请拆分，例如拆成给出结论的几条规则",
)
CHAINED = Text(
    f"too many operations behind each other (more than {MOST_CHAINED}); split it, for instance into several measures or columns",
    f"连续的运算过多（超过 {MOST_CHAINED} 个）；请拆分，例如拆成几个指标或几列",
)
LARGE = Text(
    f"the ruleset is too large: here it comes to more than {MOST_COLUMNS:,} computed columns, or {MOST_CELLS:,} columns times steps; "
    "shorten its longest conditions, or split it",
    f"规则集过大：至此计算列已超过 {MOST_COLUMNS:,} 个，或列数与步数之积超过 {MOST_CELLS:,}；请缩短最长的条件，或拆分规则集",
)


def find_nested(tokens: Sequence[Token]) -> int | None:
    """The offset at which a text goes too deep; None where it does nowhere."""
    depth = 0
    for token in tokens:
        depth += (token.token_type in _OPEN) - (token.token_type in _CLOSE)
        if depth > MOST_NESTED:
            return int(token.start)
    return None


def is_chained(tree: exp.Expr) -> bool:
    """Whether too many nodes stand below each other, but for those of one AND or OR."""
    level: list[exp.Expr] = [tree]
    for _ in range(MOST_CHAINED + 1):
        if not level:
            return False
        level = [below for node in level for below in _list_below(node)]
    return True


def _list_below(node: exp.Expr) -> list[exp.Expr]:
    if not isinstance(node, exp.And | exp.Or):
        return list(node.iter_expressions())
    parts, rest, kind = [], [node.this, node.expression], type(node)
    while rest:
        one = rest.pop()
        if type(one) is kind:
            rest += [one.this, one.expression]
        else:
            parts.append(one)
    return parts
