"""Renders memos as Markdown and HTML by Jinja2 templates in a sandbox; a user's own beside the ruleset come first.

A template sees the fields of a `Memo` and nothing else. Every expression that it prints is escaped, in HTML by Jinja2 and
in Markdown by `markdown_text`, so that a name in a list never becomes markup.
"""

from __future__ import annotations

import dataclasses
import os
import re
import traceback
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, NoReturn, get_args

import jinja2
from jinja2 import meta, nodes
from markupsafe import Markup

from shortlist.errors import Place, Problem, ShortlistError, suggest
from shortlist.language import Text
from shortlist.memo.context import PARTS, Memo
from shortlist.memo.sandbox import FIELDS, LimitError, Sandbox

Format = Literal["md", "html"]
FORMATS: tuple[Format, ...] = get_args(Format)
BUILT_IN = Path(str(files("shortlist.templates")))
KEYS = tuple(field.name for field in dataclasses.fields(Memo))
# What Markdown may read as markup anywhere in a line. An underscore only at the edge of a word, where it could mean emphasis;
# a dot after www and a colon before // because they make links by themselves.
SPECIAL = re.compile(r"[\\`*\[\]<>|~&{}$^@]|(?<![^\W_])_|_(?![^\W_])|(?<=www)\.|:(?=//)")
NESTED = Text("nested too deeply, or without end", "嵌套过深或无限递归")
# What Markdown may read as a list or a heading at the beginning of a line.
AT_START = re.compile(r"^(\s*)(?:([-+=#])|(\d+)(?=[.)](?:\s|$)))")


class TemplateError(ShortlistError):
    """A template cannot be used."""


@lru_cache(maxsize=20_000)
def markdown_text(text: str) -> Markup:
    """The text escaped so that Markdown shows it as it is: no link, heading, list, table, entity or line break arises.

    >>> print(markdown_text("*a* <b> ](javascript:x) | 1. c"))
    \\*a\\* \\<b\\> \\](javascript:x) \\| 1. c
    """
    line = SPECIAL.sub(r"\\\g<0>", re.sub(r"\s+", " ", text))
    return Markup(
        AT_START.sub(lambda found: f"{found[1]}\\{found[2]}" if found[2] else f"{found[1]}{found[3]}\\", line)
    )


def fence_text(text: str) -> Markup:
    """The text as a block of code in Markdown."""
    # A fence longer than any run of backticks inside, which would end the block otherwise.
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return Markup(f"{fence}text\n{text}\n{fence}")


class _Missing(jinja2.StrictUndefined):
    """An unknown key, which raises an error that knows whose key it is, so that the nearest right one can be named."""

    __slots__ = ()

    def _fail_with_undefined_error(self, *_: Any, **__: Any) -> NoReturn:
        raise _UnknownKeyError(self._undefined_obj, str(self._undefined_name))

    __str__ = __iter__ = __len__ = __bool__ = __eq__ = __ne__ = __hash__ = _fail_with_undefined_error
    __add__ = __radd__ = __getitem__ = __call__ = __lt__ = __contains__ = _fail_with_undefined_error


class _UnknownKeyError(jinja2.UndefinedError):
    def __init__(self, owner: Any, key: str) -> None:
        super().__init__(key)
        self.owner, self.key = owner, key


class Renderer:
    """The templates of a ruleset, compiled once. `beside` is the ruleset's file; its folder may hold `templates/`.

    Raises TemplateError where a template has a syntax error or names a key that a memo does not have.
    """

    def __init__(self, formats: tuple[Format, ...], beside: Path | None = None) -> None:
        own = [beside.parent / "templates"] if beside is not None else []
        self._templates = {format_: _compile(format_, own) for format_ in formats}

    def render(self, memo: Memo, format_: Format) -> str:
        """The memo as a page. Raises TemplateError where the template fails."""
        template = self._templates[format_]
        context = {key: getattr(memo, key) for key in KEYS}
        try:
            assert isinstance(template.environment, Sandbox)
            template.environment.begin()
            return template.render(context)
        except Exception as error:  # a template is a user's program and can fail in any way; it gets one line
            raise _explain_failure(template, error, context) from None


def _compile(format_: Format, own: list[Path]) -> jinja2.Template:
    environment = _make_environment(format_, own)
    name = f"memo.{format_}.j2"
    for mine in (folder / name for folder in own):
        # Jinja2 would take the built-in one for anything that is no file, without a word.
        if os.path.lexists(mine) and not mine.is_file():
            raise TemplateError.of(
                "this is no file; a template is a text file", "这不是文件；模板须为文本文件", Place(str(mine))
            )
    try:
        template = environment.get_template(name)
        file = template.filename or name
        _check_keys(environment.parse(Path(file).read_text(encoding="utf-8"), name, file), file)
        return template
    except jinja2.TemplateSyntaxError as error:
        said = Text(f"syntax error: {error.message}", f"模板语法错误：{error.message}")
        raise TemplateError(Problem(said, Place(error.filename or name, error.lineno))) from None
    except (
        RecursionError,
        MemoryError,
        SyntaxError,
        OverflowError,
    ):  # the last two of Python, into which a template is translated
        raise TemplateError.of(*NESTED, Place(str(own[0] / name) if own else name)) from None
    except UnicodeDecodeError as error:
        said = Text(f"not a text file in UTF-8 (byte {error.start})", f"不是 UTF-8 文本文件（第 {error.start} 字节）")
        raise TemplateError(Problem(said, Place(str(own[0] / name) if own else name))) from None
    except OSError as error:
        said = Text(f"the template cannot be read: {error.strerror}", f"模板无法读取：{error.strerror}")
        raise TemplateError(Problem(said, Place(str(own[0] / name) if own else name))) from None


def _make_environment(format_: Format, own: list[Path]) -> Sandbox:
    """The sandbox of one format, in which `shortlist/NAME` always means the built-in template, for extending it."""
    built_in = jinja2.FileSystemLoader(BUILT_IN)
    loader = jinja2.ChoiceLoader(
        [*(jinja2.FileSystemLoader(folder) for folder in own), built_in, jinja2.PrefixLoader({"shortlist": built_in})]
    )
    environment = Sandbox(
        _escape_markdown if format_ == "md" else _leave,
        loader=loader,
        undefined=_Missing,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    # No others of Jinja2's globals: `lipsum`, for one, makes up text by chance.
    environment.globals = {"range": environment.globals["range"], "namespace": environment.globals["namespace"]}
    environment.filters["fenced"] = fence_text
    environment.guard_filters()
    return environment


def _escape_markdown(value: Any) -> Any:
    """What an expression prints in Markdown: its text escaped, unless a filter has made Markdown of it."""
    return value if isinstance(value, Markup) else markdown_text(str(value))


def _leave(value: Any) -> Any:
    """What an expression prints in HTML: Jinja2 escapes it."""
    return value


# --- what is wrong with a template


def _check_keys(tree: nodes.Template, file: str) -> None:
    """Refuse names that are not fields of a Memo, before anything is rendered."""
    # Wherever they stand: a branch that the first memos do not enter would fail only later.
    unknown = meta.find_undeclared_variables(tree) - set(KEYS) - {"range", "namespace"}
    problems = [
        Problem(_explain_unknown(name.name, KEYS), Place(file, name.lineno))
        for name in tree.find_all(nodes.Name)
        if name.name in unknown
    ]
    if problems:
        raise TemplateError(problems[0])


def _explain_unknown(key: str, known: tuple[str, ...]) -> Text:
    near = suggest(key, known)
    return Text(
        f"a memo has no key '{key}'{near.en} (the keys are in docs/memo-template.md)",
        f"评审意见模板没有键 '{key}'{near.zh}（可用的键见 docs/memo-template.md）",
    )


def _explain_failure(template: jinja2.Template, error: Exception, context: Mapping[str, Any]) -> TemplateError:
    """The error, with the file and line of the template where it happened."""
    # The last frame of a template: one that includes or extends another is higher up.
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".j2")]
    place = Place(own[-1].filename, own[-1].lineno) if own else Place(template.filename or template.name or "")
    if isinstance(error, LimitError):
        return TemplateError(Problem(error.text, place))
    if isinstance(error, RecursionError | MemoryError | SyntaxError):
        return TemplateError.of(*NESTED, place)
    if isinstance(error, _UnknownKeyError):
        return TemplateError(Problem(_explain_unknown(error.key, _keys_of(error.owner, context)), place))
    if isinstance(error, jinja2.TemplateNotFound):
        said = Text(f"there is no template '{error.name}'", f"没有模板 '{error.name}'")
        return TemplateError(Problem(said, place))
    what = " ".join(str(error).split()) or type(error).__name__
    return TemplateError.of(f"the template failed: {what}", f"模板执行出错：{what}", place)


def _keys_of(owner: Any, context: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys of the thing in which the template looked for one."""
    if isinstance(owner, PARTS):
        return tuple(sorted(FIELDS[type(owner)]))
    if isinstance(owner, Mapping):
        return tuple(map(str, owner))
    return tuple(context)
