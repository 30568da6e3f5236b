"""The sandbox in which templates run: a user's program, which may fail in any way but neither go on for ever nor fill the memory.

Jinja2's own sandbox keeps a template from all that is not the memo's. Here what it may cost is bounded: the seconds and the
characters of one page, and what one expression makes.
"""

from __future__ import annotations

import dataclasses
import math
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import wraps
from itertools import islice
from types import MappingProxyType
from typing import Any

from jinja2 import nodes
from jinja2.runtime import Context, markup_join
from jinja2.sandbox import MAX_RANGE, ImmutableSandboxedEnvironment

from shortlist.language import Text
from shortlist.memo.context import PARTS

SECONDS = 5.0  # for one page; the built-in templates need some milliseconds
PAGE = 5_000_000  # characters of one page, with what macros and blocks make on the way
LARGEST = 1_000_000  # characters, or items with all that is in them, that one expression may make or take
WORK = 5_000_000  # characters that a call could make of what it is given
DIGITS = 3_000  # of a whole number
FIELDS = {part: frozenset(field.name for field in dataclasses.fields(part)) for part in PARTS}
# Filters and methods that make as much as a number says, and those that put texts together as often as others are long.
WIDE = frozenset(("center", "ljust", "rjust", "zfill", "expandtabs", "indent", "wordwrap", "batch", "slice", "round", "truncate"))  # fmt: skip
SLOW = frozenset(("wordwrap", "urlize", "striptags"))  # take longer than the text is long
SHORT = 20_000  # characters of a text that these are given
MANY = frozenset(("replace", "join", "format", "translate"))
WIDTH = re.compile(
    r"%[^a-zA-Z%]*(?:\d{5}|\*)|\{[^{}]*(?:\d{5}|\{)"
)  # in a format: a wide number, or a width that is given


class LimitError(Exception):
    """A template does more than it may."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.text = Text(en, zh)


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox with limits, and a short way to the keys of a memo's own parts, on which templates spend most of their time.

    `begin` is called before each page. `finalize` is what an expression prints for what it is given.
    """

    intercepted_binops = frozenset(("+", "*", "**", "%"))

    def __init__(self, finalize: Callable[[Any], Any], **options: Any) -> None:
        super().__init__(finalize=lambda value: self._print(finalize(_check(value))), **options)
        self.begin()

    def begin(self) -> None:
        """A new page: none of its time is over, nothing is printed."""
        self._until = time.monotonic() + SECONDS
        self._printed = 0

    def guard_filters(self) -> None:
        """Put every filter under the limits of a call."""
        self.filters = {name: self._guard(name, function) for name, function in self.filters.items()}

    def getattr(self, obj: Any, attribute: str) -> Any:
        # Safe without the sandbox's checks: these are our own data, by their declared names. By the exact type, since a
        # subclass could do anything.
        if attribute in FIELDS.get(type(obj), ()):
            return getattr(obj, attribute)
        if type(obj) is MappingProxyType and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """The tree of a template, with a look at the limits wherever it can go round, and `~` as a call."""
        tree = super()._parse(source, name, filename)
        rounds: list[Any] = [tree, *tree.find_all((nodes.For, nodes.Macro, nodes.CallBlock, nodes.Block))]
        for inner in rounds:
            weight = sum(len(text.data) for text in inner.find_all(nodes.TemplateData))
            inner.body.insert(0, nodes.ExprStmt(_call("tick", [nodes.Const(weight)]), lineno=inner.lineno or 1))
        _replace_joins(tree)
        return tree.set_environment(self)  # type: ignore[return-value]

    # --- called by templates

    def tick(self, printed: int = 0) -> None:
        """So many characters more are printed. Raises LimitError where the page's time is over, or it is too long."""
        self._printed += printed
        if self._printed > PAGE:
            raise LimitError(f"a memo has at most {PAGE:,} characters", f"一份评审意见最多 {PAGE:,} 个字符")
        if time.monotonic() > self._until:
            raise LimitError(
                f"one memo takes more than {SECONDS:g} seconds; shorten the loops",
                f"生成一份评审意见超过 {SECONDS:g} 秒；请减少循环",
            )

    def concatenate(self, *parts: Any) -> str:
        """What `~` makes of its parts."""
        _check(parts)
        return markup_join(parts)

    def call(self, context: Context, function: Any, *args: Any, **kwargs: Any) -> Any:
        if function == self.tick or function == self.concatenate:
            return function(*args)
        self.tick()
        if function is self.globals["range"] and len(range(*args)) > MAX_RANGE:
            raise LimitError(f"range() counts to at most {MAX_RANGE:,}", f"range() 最多 {MAX_RANGE:,} 个数")
        owner = getattr(function, "__self__", None)
        given = (owner, *args) if isinstance(owner, str | Sequence | Mapping) else args
        _check_call(str(getattr(function, "__name__", "")), (*given, *kwargs.values()))
        return _check(super().call(context, function, *args, **kwargs))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        self.tick()
        _check_operands(operator, left, right)
        return _check(super().call_binop(context, operator, left, right))

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        wrapped = super().wrap_str_format(value)
        if wrapped is not None and WIDTH.search(value.__self__):
            raise _too_large()
        return wrapped

    def _print(self, value: Any) -> Any:
        self.tick(len(value) if isinstance(value, str) else 1)
        return value

    def _guard(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            self.tick()
            # What is made one by one would be seen only when it is too late.
            args = tuple(list(islice(one, LARGEST + 1)) if isinstance(one, Iterator) else one for one in args)
            given = [
                one for one in (*args, *kwargs.values()) if not isinstance(one, Context | Sandbox | nodes.EvalContext)
            ]
            _check_call(name, given)
            return _check(function(*args, **kwargs))

        return guarded


def _call(method: str, arguments: list[nodes.Expr]) -> nodes.Call:
    return nodes.Call(nodes.EnvironmentAttribute(method), arguments, [], None, None)


def _replace_joins(node: nodes.Node) -> None:
    """Put a call of `concatenate` in the place of every `~` below a node."""

    def settle(inner: Any) -> Any:
        if not isinstance(inner, nodes.Node):
            return inner
        _replace_joins(inner)
        return _call("concatenate", inner.nodes).set_lineno(inner.lineno) if isinstance(inner, nodes.Concat) else inner

    for name, value in node.iter_fields():
        setattr(node, name, [settle(one) for one in value] if isinstance(value, list) else settle(value))


# --- how much is too much


def _measure(value: Any, rest: int = LARGEST) -> int:
    """How many characters and items a value holds, those of a list that stands in it many times each time; no more than needed."""
    if isinstance(value, str):
        return len(value)
    if not isinstance(value, list | tuple | dict | set | frozenset):
        return 1
    inner: Iterable[Any] = (part for item in value.items() for part in item) if isinstance(value, dict) else value
    size = 1
    for one in inner:
        size += _measure(one, rest - size)
        if size > rest:
            break
    return size


def _check(value: Any) -> Any:
    """The value. Raises LimitError where it is too large."""
    if isinstance(value, int):
        if value.bit_length() > DIGITS * 10 / 3:
            raise _too_large()
    elif _measure(value) > LARGEST:
        raise _too_large()
    return value


def _too_large() -> LimitError:
    return LimitError(
        f"an expression makes more than {LARGEST:,} characters or items, or a number of more than {DIGITS:,} digits",
        f"表达式生成的字符或元素超过 {LARGEST:,} 个，或数字超过 {DIGITS:,} 位",
    )


def _check_call(name: str, given: Sequence[Any]) -> None:
    """Raises LimitError for a call that could make too much of what it is given."""
    for one in given:
        _check(one)
    if name in SLOW and any(isinstance(one, str) and len(one) > SHORT for one in given):
        raise LimitError(
            f"{name} takes a text of at most {SHORT:,} characters", f"{name} 处理的文本最多 {SHORT:,} 个字符"
        )
    if name == "format" and any(isinstance(one, str) and WIDTH.search(one) for one in given[:1]):
        raise _too_large()
    if name in MANY or name in WIDE:
        texts = [max(1, len(one)) for one in given if isinstance(one, str | Sequence)]
        numbers = [max(1, abs(one)) for one in given[1:] if isinstance(one, int) and name in WIDE]
        if math.prod(texts) * math.prod(numbers) > WORK:
            raise _too_large()


def _check_operands(operator: str, left: Any, right: Any) -> None:
    """Raises LimitError for an operation that could make too much."""
    numbers = isinstance(left, int) and isinstance(right, int)
    if operator == "**" and numbers and left.bit_length() * abs(right) > DIGITS * 4:
        raise _too_large()
    if operator == "*" and not numbers:
        for whole, times in ((left, right), (right, left)):
            if isinstance(whole, str | Sequence) and isinstance(times, int) and _measure(whole) * times > LARGEST:
                raise _too_large()
    if operator == "%" and isinstance(left, str):
        _check(right)
        if WIDTH.search(left) or len(left) * _measure(right) > WORK:
            raise _too_large()
