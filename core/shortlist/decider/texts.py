"""Translates functions of texts. Patterns are Polars' own, of Rust: Python reads only those in which both agree."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import polars as pl

from shortlist.decider.operators import TEXT, UntranslatableError
from shortlist.decider.program import Code

if TYPE_CHECKING:
    from shortlist.decider.translate import Translator
    from shortlist.decider.tree import Node


def translate(translator: Translator, node: Node, options: Any) -> Code:
    """The code of a function of texts. Raises UntranslatableError."""
    name: str
    said: Any
    name, said = (options, None) if isinstance(options, str) else next(iter(options.items()))
    parts = [translator.node(child) for child in node.children]
    if any(one.dtype != TEXT for one in parts[:1]):
        raise UntranslatableError
    first = parts[0]
    if name == "ConcatHorizontal" and all(one.dtype == TEXT for one in parts):
        return _concat(translator, parts, said["delimiter"], said["ignore_nulls"])
    if name == "LenBytes":
        return translator.strict("len({}.encode())", pl.UInt32(), first)
    if name == "Slice" and parts[2].text == "None" and parts[1].literal and int(parts[1].text) >= 0:
        return translator.strict(f"{{}}[{parts[1].text}:]", TEXT, first)
    if name in ("Lowercase", "Uppercase"):
        return translator.strict("lower({})" if name == "Lowercase" else "upper({})", TEXT, first)
    if name == "LenChars":
        return translator.strict("len({})", pl.UInt32(), first)
    if name == "Contains" and not said["literal"] and node.children[1].kind == "Literal":
        search = Search(pl.select(node.children[1].expression).item())
        return translator.strict(f"{translator.constant(search)}({{}})", pl.Boolean(), first)
    if name == "StripChars" and parts[1].text == "None":
        return translator.strict("strip({})", TEXT, first)
    raise UntranslatableError


def _concat(translator: Translator, parts: list[Code], delimiter: str, ignore: bool) -> Code:
    between = translator.constant(delimiter)
    if not ignore or not any(one.null for one in parts):
        names = ",".join("{}" for _ in parts)
        return translator.strict(f"{between}.join(({names},))", TEXT, *parts)
    names = ",".join(one.text for one in parts if one.text != "None")
    # None and only None is left out; an empty text is a part.
    return Code(translator.put(f"{between}.join([x for x in ({names},) if x is not None])"), TEXT, null=False)


class Search:
    """Whether a text holds what a pattern of ours says.

    Where case counts, Python and Rust find the same. Where it does not, they fold some letters to different ones; a text with others
    than those of ASCII and Chinese is then left to Polars.
    """

    def __init__(self, pattern: str) -> None:
        self._rust = pl.col("x").str.contains(pattern)
        self._find = re.compile(read_pattern(pattern)).search
        self._folds = "i" in (re.match(r"\(\?[is]+\)", pattern) or [""])[0]

    def __call__(self, text: str) -> bool:
        if not self._folds or is_settled(text):
            return self._find(text) is not None
        return bool(pl.DataFrame({"x": [text]}).select(self._rust).item())


_PARTS = re.compile(
    r"""(?P<flags>(?:\(\?[is]+\))?)  # ignore case, a dot is a line end too
    (?P<start>(?:\\A)?)
    (?P<words>(?:\(\?-u:\\b\)        # a border between what is a word in ASCII and what is none
        |\\[^\w\n]|\.\*?             # an escaped sign; one letter or any number of them
        |[a-zA-Z0-9_\ |,;:/&'"<>=@%!~`-]|[^\x00-\x7f])*)
    (?P<end>(?:\\z)?)""",
    re.VERBOSE,
)


def read_pattern(pattern: str) -> str:
    r"""A pattern of Rust's as one of Python's. Raises UntranslatableError where it has more than words, borders, gaps and alternatives.

    >>> read_pattern("(?i)(?-u:\\b)erp(?-u:\\b)|采购"), read_pattern("(?s)\\Aab.*\\z")
    ('(?i)(?a:\\b)erp(?a:\\b)|采购', '(?s)\\Aab.*\\Z')
    """
    parts = _PARTS.fullmatch(pattern)
    if not parts or ("i" in parts["flags"] and re.search("[^\x00-\x7f\u3001-\u300f\u4e00-\u9fff]", parts["words"])):
        raise UntranslatableError
    words = parts["words"].replace(r"(?-u:\b)", r"(?a:\b)")
    return parts["flags"] + parts["start"] + words + (r"\Z" if parts["end"] else "")


_SETTLED = re.compile("[\0-\x7f\u3001-\u300f\u4e00-\u9fff\uff08\uff09\uff0c\uff1a\uff1b]*")


def is_settled(text: str) -> bool:
    """Whether Python and Rust agree on the case of every letter of a text."""
    return text.isascii() or _SETTLED.fullmatch(text) is not None


def lower(text: str) -> str:
    """A text in lower case, as Polars has it."""
    return text.lower() if is_settled(text) else pl.Series([text]).str.to_lowercase()[0]


def upper(text: str) -> str:
    """A text in capitals, as Polars has it."""
    return text.upper() if is_settled(text) else pl.Series([text]).str.to_uppercase()[0]


NAMES = {"lower": lower, "upper": upper}
