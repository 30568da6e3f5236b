"""The registry: each plugin is loaded on its own; a broken one is named with its reason, and the others go on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from shortlist import Ruleset, plugins
from shortlist.errors import RulesetError
from shortlist.plugins import Registry, registry
from tests.small import START, decide, write

HEAD = """\
from shortlist import Criterion, Field, Measure, hookimpl, linear, levels

shortlist_api = 1
YEARS = Field("acme_years", "number", title={"en": "Years", "zh": "年数"})
LOYALTY = Criterion(
    "acme_loyalty",
    (Measure("years", "acme_years", linear({0: 0, 5: 100})),),
    title={"en": "Loyalty", "zh": "忠诚度"},
)
"""
GOOD = f"""{HEAD}
@hookimpl
def register_fields() -> list[Field]:
    return [YEARS]

@hookimpl
def register_criteria() -> list[Criterion]:
    return [LOYALTY]
"""
Install = Callable[..., Registry]


class Distribution:
    """As much of a distribution as an entry point shows."""

    def __init__(self, name: str) -> None:
        self.name = name


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Replaces all installed plugins by these modules' texts; the name is `distribution:module`."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def of(**modules: str) -> Registry:
        entries = []
        for name, text in modules.items():
            (tmp_path / f"fake_{name}.py").write_text(text, encoding="utf-8")
            entry = EntryPoint(name=name, value=f"fake_{name}", group="shortlist")
            vars(entry).update(dist=Distribution(f"dist-{name}"))
            entries.append(entry)
        monkeypatch.setattr(plugins, "entry_points", lambda group: entries if group == "shortlist" else [])
        registry.cache_clear()
        return registry()

    yield of
    registry.cache_clear()
    for name in [name for name in sys.modules if name.startswith("fake_")]:
        del sys.modules[name]


def test_installed_plugins_all_load() -> None:
    found = registry()
    assert found.failed == {}
    assert set(found.criteria) >= {"scale", "payment_ability", "geography"}
    assert {found.owner[name] for name in ("scale", "annual_revenue")} == {"shortlist:criteria"}


def test_good_plugin(install: Install, tmp_path: Path) -> None:
    found = install(good=GOOD)
    assert found.failed == {}
    assert list(found.criteria) == ["acme_loyalty"]
    assert found.owner == {"acme_years": "dist-good:good", "acme_loyalty": "dist-good:good"}
    assert "prospect_id" in found.fields
    ruleset = Ruleset.load(write(tmp_path, START, "criteria: {acme_loyalty: {weight: 1}}"))
    assert decide(ruleset, acme_years=2.5)["acme_loyalty"] == 50


BROKEN: list[tuple[str, str, str]] = [
    ("import error", "import nothing_of_that_name\n", "ModuleNotFoundError: No module named 'nothing_of_that_name'"),
    ("syntax error", "def x(:\n", "SyntaxError"),
    ("exit", "import sys\nsys.exit(3)\n", "SystemExit: 3"),
    ("exit in a hook", GOOD.replace("return [YEARS]", "raise SystemExit"), "SystemExit"),
    ("error in a hook", GOOD.replace("return [YEARS]", "raise KeyError('x')"), "KeyError: 'x'"),
    ("error in a declaration", GOOD.replace('"number"', '"numbr"'), "unknown type 'numbr'"),
    ("no API version", GOOD.replace("shortlist_api = 1", ""), "shortlist_api must be 1"),
    ("another API version", GOOD.replace("shortlist_api = 1", "shortlist_api = 2"), "shortlist_api must be 1"),
    ("misspelt hook", GOOD.replace("def register_criteria", "def register_criterion"), "unknown hook 'register_criterion'"),
    ("unknown argument", GOOD.replace("register_fields()", "register_fields(config)"), "config"),
    ("no list", GOOD.replace("return [YEARS]", "return YEARS"), "the hook must return a list of Field; found Field"),
    ("tuple", GOOD.replace("return [LOYALTY]", "return (LOYALTY,)"), "the hook must return a list of Criterion; found tuple"),
    ("wrong items", GOOD.replace("return [YEARS]", "return [LOYALTY]"), "the hook must return a list of Field"),
    ("clash with the core", GOOD.replace('"acme_years", "number"', '"name", "number"'), "field name is declared differently by shortlist"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "reason"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_broken_plugin_is_named_with_its_reason_and_supplies_nothing(text: str, reason: str, install: Install) -> None:
    other = GOOD.replace("acme", "other")
    found = install(bad=text, good=other, worse="raise ValueError\n")
    assert set(found.failed) == {"dist-bad:bad", "dist-worse:worse"}
    assert reason in found.failed["dist-bad:bad"]
    assert found.failed["dist-worse:worse"] == "ValueError"
    assert list(found.criteria) == ["other_loyalty"]
    assert "acme_years" not in found.fields


def test_ruleset_that_needs_a_broken_plugin_says_so(install: Install, tmp_path: Path) -> None:
    install(bad="import nothing_of_that_name\n", good=GOOD.replace("acme", "other"))
    path = write(tmp_path, START, "criteria: {acme_loyalty: {weight: 1}}")
    with pytest.raises(RulesetError) as caught:
        Ruleset.load(path)
    message = str(caught.value)
    assert "no plugin supplies the criterion 'acme_loyalty'" in message
    assert "dist-bad:bad failed: ModuleNotFoundError" in message
    works = write(tmp_path, START, "criteria: {other_loyalty: {weight: 1}}")
    assert list(Ruleset.load(works).criteria) == ["other_loyalty"]


def test_same_field_declared_alike_is_one_field(install: Install) -> None:
    second = GOOD.replace("acme_loyalty", "acme_trust")
    found = install(one=GOOD, two=second)
    assert found.failed == {}
    assert set(found.criteria) == {"acme_loyalty", "acme_trust"}
    assert found.owner["acme_years"] == "dist-one:one"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("acme_loyalty", "acme_trust"), "field acme_years is declared differently by dist-one:one"),
        (("acme_years", "acme_months"), "criterion acme_loyalty is already supplied by dist-one:one"),
    ],
)
def test_clash_names_both_sides(change: tuple[str, str], reason: str, install: Install) -> None:
    second = GOOD.replace(*change).replace('"number"', '"integer"')
    found = install(one=GOOD, two=second)
    assert list(found.failed) == ["dist-two:two"]
    assert reason in found.failed["dist-two:two"]
    assert found.fields["acme_years"].type == "number"
    assert "acme_months" not in found.fields
    assert "acme_trust" not in found.criteria


def test_plugins_load_in_the_order_of_their_names_whatever_order_they_are_found_in(install: Install) -> None:
    found = install(zeta=GOOD.replace("acme_loyalty", "acme_trust"), alpha=GOOD)
    assert list(found.criteria) == ["acme_loyalty", "acme_trust"]
    assert found.owner["acme_years"] == "dist-alpha:alpha"


FUNCTION = """
import polars as pl
from pydantic import BaseModel

class Params(BaseModel):
    full: float = 5

def share(context):
    return BODY

FIT = Criterion("acme_fit", (Measure("share", share, CURVE, fields=FIELDS),), params=Params)

@hookimpl
def register_fields():
    return [YEARS]

@hookimpl
def register_criteria():
    return [FIT]
"""


def function(body: str, curve: str = "linear({0: 0, 1: 100})", fields: str = "('acme_years',)") -> str:
    return HEAD + FUNCTION.replace("BODY", body).replace("CURVE", curve).replace("FIELDS", fields)


def test_function_of_params_seller_and_day(install: Install, tmp_path: Path) -> None:
    install(
        fit=function("pl.col('acme_years') / context.params.full * context.seller['factor'] + context.as_of.day * 0")
    )
    text = "seller: {factor: 0.5}\ncriteria: {acme_fit: {weight: 1, params: {full: 4}}}"
    ruleset = Ruleset.load(write(tmp_path, START, text))
    assert decide(ruleset, acme_years=4.0)["acme_fit"] == 50
    missing = decide(ruleset)
    assert (missing["acme_fit"], missing["coverage"], missing["ask_next"]) == (None, 0, "acme_years")


@pytest.mark.parametrize(
    ("text", "ruleset", "fragment"),
    [
        (function("pl.col('acme_years').cast(pl.String)"), "", "needs levels"),
        (function("pl.col('acme_years')", "levels({'a': 1})"), "", "needs linear or steps"),
        (function("pl.col('acme_years')", fields="('acme_months',)"), "", "fields that nobody declares: acme_months"),
        (function("pl.col('acme_years')"), ", params: {ful: 4}", "ful"),
        (function("pl.col('acme_years')"), ", params: {full: many}", "full"),
    ],
    ids=["text", "levels of a number", "no such field", "params", "param"],
)  # fmt: skip
def test_function_that_does_not_fit_is_one_line(
    text: str, ruleset: str, fragment: str, install: Install, tmp_path: Path
) -> None:
    if "ful:" in ruleset:
        text = text.replace("(BaseModel):", "(BaseModel, extra='forbid'):")
    install(fit=text)
    path = write(tmp_path, START, f"criteria:\n  acme_fit: {{weight: 1{ruleset}}}\n")
    with pytest.raises(RulesetError) as caught:
        Ruleset.load(path)
    (problem,) = caught.value.problems
    assert fragment in str(problem)
    assert str(problem).startswith(f"{path}:4:")


def test_registry_refuses_all_or_nothing() -> None:
    from shortlist import Criterion, Field, Measure, linear
    from shortlist.errors import PluginError

    own = Registry()
    years: Any = Field("acme_years", "number")
    criterion = Criterion("acme_fit", (Measure("years", "acme_years", linear({0: 0})),))
    own.add("a", [years], [criterion])
    with pytest.raises(PluginError, match="already supplied by a"):
        own.add("b", [Field("acme_months", "number")], [criterion])
    assert "acme_months" not in own.fields
