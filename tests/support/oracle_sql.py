"""SQL text of a condition or value to a small tree: tokenizer and parser in DuckDB's precedence.

The tree has a core vocabulary: NOT IN is `not(in)`, IFNULL is COALESCE, EXTRACT(year FROM d) is YEAR(d), NULLIF(a, b)
is CASE WHEN a = b THEN NULL ELSE a END. Children stand in the order of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<text>'(?:[^']|'')*')"
    r"|(?P<name>[A-Za-z_][A-Za-z_0-9]*(?:\.[A-Za-z_][A-Za-z_0-9]*)?)"
    r"|(?P<sign><=|>=|<>|!=|==|[-+*/<>=(),]))"
)
WORDS = frozenset(
    {"AND", "OR", "NOT", "IN", "BETWEEN", "LIKE", "ILIKE", "IS", "NULL", "ISNULL", "NOTNULL", "TRUE", "FALSE"}
    | {"CASE", "WHEN", "THEN", "ELSE", "END", "CURRENT_DATE", "FROM"}
)
FUNCTIONS = frozenset(
    {"ABS", "ROUND", "FLOOR", "CEIL", "LENGTH", "LOWER", "UPPER", "YEAR", "QUARTER", "MONTH", "DAY", "DATE_DIFF"}
    | {"COALESCE", "GREATEST", "LEAST"}
)
COMPARING = frozenset(
    {"=", "<>", "<", "<=", ">", ">=", "between", "in", "like", "ilike", "isnull", "istrue", "isfalse"}
)
COMPARISONS = {"=": "=", "==": "=", "<>": "<>", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


@dataclass(frozen=True, eq=False)
class Node:
    """One node: kind, children in text order, and the literal value or name where the kind has one."""

    kind: str
    children: tuple[Node, ...] = ()
    value: float | str | bool | None = None

    def names(self) -> Iterator[str]:
        """Yield every name below, in the order of the text, repeated as often as it is written."""
        if self.kind == "name":
            yield str(self.value)
        for child in self.children:
            yield from child.names()

    def mentions(self, around: tuple[Node, ...] = ()) -> Iterator[tuple[str, tuple[Node, ...]]]:
        """Yield every name below with all comparisons, AND, OR and NOT of the text around it; that of a NULLIF is not written there."""
        if self.kind == "name":
            yield str(self.value), around
        inner = (*around, self) if self.kind in {*COMPARING, "and", "or", "not"} and self.value != "nullif" else around
        for child in self.children:
            yield from child.mentions(inner)


@cache
def parse(text: str) -> Node:
    """Parse one SQL scalar or condition; raise SyntaxError where the text is outside the grammar."""
    parser = Parser(text)
    node = parser.disjunction()
    if parser.peek():
        raise SyntaxError(f"left over from {parser.peek()!r}: {text}")
    return node


def tokenize(text: str) -> list[str]:
    """Split into tokens; keywords in capitals, text literals still quoted."""
    tokens: list[str] = []
    text = text.strip()
    position = 0
    while position < len(text):
        match = TOKEN.match(text, position)
        if match is None:
            raise SyntaxError(f"cannot read {text[position:]!r}")
        position = match.end()
        token = match.group(match.lastgroup or 0)
        tokens.append(token.upper() if token.upper() in WORDS else token)
    return tokens


class Parser:
    """One method a level, loosest first: OR, AND, NOT, IS, comparison, IN/BETWEEN/LIKE, + -, * /, unary."""

    def __init__(self, text: str) -> None:
        self.tokens = tokenize(text)
        self.position = 0

    def peek(self, ahead: int = 0) -> str:
        at = self.position + ahead
        return self.tokens[at] if at < len(self.tokens) else ""

    def take(self, *wanted: str) -> str:
        """Take the next token if it is one of these, else return an empty string."""
        token = self.peek()
        if token and token in wanted:
            self.position += 1
            return token
        return ""

    def need(self, *wanted: str) -> str:
        token = self.take(*wanted)
        if not token:
            raise SyntaxError(f"expected {wanted}, found {self.peek()!r} in {' '.join(self.tokens)}")
        return token

    def disjunction(self) -> Node:
        node = self.conjunction()
        while self.take("OR"):
            node = Node("or", (node, self.conjunction()))
        return node

    def conjunction(self) -> Node:
        node = self.negation()
        while self.take("AND"):
            node = Node("and", (node, self.negation()))
        return node

    def negation(self) -> Node:
        if self.take("NOT"):
            return Node("not", (self.negation(),))
        return self.test()

    def test(self) -> Node:
        node = self.comparison()
        while token := self.take("IS", "ISNULL", "NOTNULL"):
            if token == "IS":
                negated = bool(self.take("NOT"))
                kind = {"NULL": "isnull", "TRUE": "istrue", "FALSE": "isfalse"}[self.need("NULL", "TRUE", "FALSE")]
            else:
                negated, kind = token == "NOTNULL", "isnull"
            node = Node(kind, (node,))
            node = Node("not", (node,)) if negated else node
        return node

    def comparison(self) -> Node:
        node = self.membership()
        if sign := self.take(*COMPARISONS):
            node = Node(COMPARISONS[sign], (node, self.membership()))
        return node

    def membership(self) -> Node:
        node = self.sum()
        negated = self.peek() == "NOT" and self.peek(1) in ("IN", "BETWEEN", "LIKE", "ILIKE")
        self.position += negated
        word = self.take("IN", "BETWEEN", "LIKE", "ILIKE")
        if word == "IN":
            self.need("(")
            node = Node("in", (node, *self.arguments()))
        elif word == "BETWEEN":
            low = self.sum()
            self.need("AND")
            node = Node("between", (node, low, self.sum()))
        elif word:
            node = Node(word.lower(), (node, self.sum()))
        return Node("not", (node,)) if negated else node

    def sum(self) -> Node:
        node = self.product()
        while sign := self.take("+", "-"):
            node = Node(sign, (node, self.product()))
        return node

    def product(self) -> Node:
        node = self.unary()
        while sign := self.take("*", "/"):
            node = Node(sign, (node, self.unary()))
        return node

    def unary(self) -> Node:
        if self.take("-"):
            return Node("neg", (self.unary(),))
        return self.primary()

    def arguments(self) -> list[Node]:
        nodes = [self.disjunction()]
        while self.take(","):
            nodes.append(self.disjunction())
        self.need(")")
        return nodes

    def primary(self) -> Node:
        token = self.peek()
        self.position += 1
        if token == "(":
            node = self.disjunction()
            self.need(")")
            return node
        if token.startswith("'"):
            return Node("text", value=token[1:-1].replace("''", "'"))
        if token[:1].isdigit() or token[:1] == ".":
            return Node("number", value=float(token))
        if token in ("TRUE", "FALSE"):
            return Node("bool", value=token == "TRUE")
        if token in ("NULL", "CURRENT_DATE"):
            return Node(token.lower())
        if token == "CASE":
            return self.case()
        if not token or token in WORDS or not (token[0].isalpha() or token[0] == "_"):
            raise SyntaxError(f"unexpected {token!r} in {' '.join(self.tokens)}")
        return self.call(token.upper()) if self.take("(") else Node("name", value=token)

    def case(self) -> Node:
        children: list[Node] = []
        while self.take("WHEN"):
            children.append(self.disjunction())
            self.need("THEN")
            children.append(self.disjunction())
        children.append(self.disjunction() if self.take("ELSE") else Node("null"))
        self.need("END")
        return Node("case", tuple(children))

    def call(self, function: str) -> Node:
        if function == "EXTRACT":
            function = self.tokens[self.position].upper()
            self.position += 1
            self.need("FROM")
        arguments = self.arguments()
        if function == "NULLIF":
            left, right = arguments
            return Node("case", (Node("=", (left, right), "nullif"), Node("null"), left))
        function = "COALESCE" if function == "IFNULL" else function
        if function not in FUNCTIONS:
            raise SyntaxError(f"unknown function {function}")
        return Node(function, tuple(arguments))
