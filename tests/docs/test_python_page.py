"""The page of Python: its names are the public ones, its signatures theirs, and its blocks do what they say."""

from __future__ import annotations

import ast
import doctest
import inspect
import re
import shutil
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any, ForwardRef

import pytest

import shortlist
from shortlist import testing
from shortlist.model.explanation import Explanation
from tests.support.make_docs import start, trim
from tests.support.places import DOCS, ROOT

PAGE = (DOCS / "python.md").read_text(encoding="utf-8")
HEADINGS = re.findall(r"^###? `(\w[\w.]*)(\(.*)?`$", PAGE, re.M)
GIVEN = {"Decider", "Ruleset", "Explanation", "Intake", "Outcome", "Record", "Run", "RecordedProspect",
         "ShortlistError", "RulesetError", "ListError", "RecordError"}  # fmt: skip
"""Classes that one gets and does not make: how they are made may change."""
CHECK = "testing.check_criterion"
NAMES = [*shortlist.__all__, CHECK]


def find(name: str) -> Any:
    value: Any = testing if name.startswith("testing.") else shortlist
    for part in name.removeprefix("testing.").split("."):
        value = getattr(value, part)
    return value


class Written(str):
    """An annotation as it is written, without the quotes of a string."""

    __repr__ = str.__str__


def _written(annotation: Any) -> Any:
    text = annotation.__forward_arg__ if isinstance(annotation, ForwardRef) else annotation
    return Written(text) if isinstance(text, str) else text


def signature(value: Any) -> str:
    found = inspect.signature(value)
    parts = [part.replace(annotation=_written(part.annotation)) for part in found.parameters.values()]
    return str(found.replace(parameters=parts, return_annotation=_written(found.return_annotation)))


def document(name: str) -> str:
    """The docstring of a class or function, or the text below a value that can have none."""
    value = find(name)
    if inspect.isclass(value) or inspect.isroutine(value):
        return inspect.getdoc(value) or ""
    home, kept = {"hookimpl": ("plugins/hookspecs.py", "hookimpl"), "__version__": ("version.py", "VERSION")}[name]
    body = ast.parse((Path(shortlist.__file__).parent / home).read_text(encoding="utf-8")).body
    (at,) = [
        number for number, one in enumerate(body) if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == kept
    ]
    below = body[at + 1]
    assert isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
    return str(below.value.value)


def sections() -> dict[str, str]:
    """By name what its section says."""
    parts = re.split(r"^##.*$", PAGE, flags=re.M)[1:]
    heads = re.findall(r"^##.*$", PAGE, re.M)
    named = [re.match(r"###? `(\w[\w.]*)", head) for head in heads]
    return {name[1]: part for name, part in zip(named, parts, strict=True) if name}


def methods(owner: type) -> set[str]:
    return {name for name, value in vars(owner).items() if not name.startswith("_") and not isinstance(value, property)}


# --- names


def test_the_page_has_the_public_names_and_no_other() -> None:
    names = [name for name, _ in HEADINGS if name == CHECK or "." not in name]
    assert names == NAMES
    own = {f"Ruleset.{name}" for name in methods(shortlist.Ruleset)}
    assert {name for name, _ in HEADINGS if name.startswith("Ruleset.")} == own
    assert set(shortlist._HOME) | {"__version__"} == set(shortlist.__all__)


def test_every_heading_has_the_signature() -> None:
    for name, written in HEADINGS:
        value = find(name)
        takes = (inspect.isclass(value) or inspect.isroutine(value)) and name not in GIVEN
        assert written == (signature(value) if takes else ""), name


def test_every_part_of_an_explanation_is_on_the_page() -> None:
    written = set(re.findall(r"`(\w+)`", sections()["Explanation"]))
    assert set(Explanation.__dataclass_fields__) <= written


@pytest.mark.parametrize("name", sorted(GIVEN))
def test_attributes_that_the_page_names_are_there(name: str) -> None:
    rows = re.findall(r"^\| (`.*?) \|", sections()[name], re.M)
    written = re.findall(r"`(\w+)`", " ".join(rows))
    assert written
    assert set(written) <= attributes(find(name))


def attributes(owner: type) -> set[str]:
    """What an object of a class has: methods and properties, fields, and what `__init__` sets."""
    found = {*dir(owner), *getattr(owner, "__dataclass_fields__", ())}
    for one in owner.__mro__:
        if one.__module__.startswith("shortlist.") and "__init__" in vars(one) and not is_dataclass(one):
            found |= set(re.findall(r"self\.(\w+)\b", inspect.getsource(one)))
    return found


# --- docstrings


@pytest.mark.parametrize("name", [name for name, _ in HEADINGS])
def test_every_public_name_has_a_docstring_with_an_example(name: str) -> None:
    assert ">>> " in document(name)


@pytest.mark.parametrize("name", ["hookimpl", "__version__"])
def test_the_example_of_a_value_gives_what_it_says(name: str) -> None:
    test = doctest.DocTestParser().get_doctest(document(name), {}, name, None, 0)
    assert doctest.DocTestRunner().run(test).failed == 0
    assert test.examples


@pytest.mark.parametrize("name", [name for name, _ in HEADINGS])
def test_who_can_raise_says_what(name: str) -> None:
    never = {"Explanation", "Range", "Context", "Intake", "RecordOptions",
             "Outcome", "Record", "Run", "RecordedProspect", "Ruleset", "hookimpl", "__version__",
             "Ruleset.of"}  # fmt: skip
    value = find(name)
    is_error = inspect.isclass(value) and issubclass(value, Exception)
    assert is_error or (name in never) != bool(re.search(r"\braises?\s+\w+Error\b", document(name), re.I))


# --- blocks


@pytest.mark.proof
def test_every_block_gives_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHORTLIST_LANG", "en")
    known: dict[str, Any] = {}
    runner, said = doctest.DocTestRunner(), ""
    blocks = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.M | re.S)
    assert {kind for kind, _ in blocks} == {"python", "console"}
    for kind, block in blocks:
        if kind == "console":
            commands = [part.partition("\n") for part in re.split(r"^\$ ", block, flags=re.M)[1:]]
            assert [(c, trim(start(c, tmp_path))) for c, _, _ in commands] == [
                (c, o.strip("\n")) for c, _, o in commands
            ]
            continue
        test = doctest.DocTestParser().get_doctest(block, known, "docs/python.md", None, 0)
        assert test.examples, block
        reports: list[str] = []
        runner.run(test, out=reports.append, clear_globs=False)
        known.update(test.globs)
        said += "".join(reports)
    assert not said, said
