"""The page of hooks: every hook has its signature, an example that works, and a test named after it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shortlist import Ruleset
from shortlist.errors import ShortlistError
from shortlist.plugins import hookspecs
from shortlist.plugins.discovery import HOOKS, registry
from shortlist.plugins.registry import Plugin
from shortlist.testing.conformance import verify_plugins
from tests.support.distributions import distribution, site
from tests.support.places import DOCS, ROOT
from tests.support.small import decide

__all__ = ["site"]
PAGE = (DOCS / "plugin-hooks.md").read_text(encoding="utf-8")
SECTIONS = re.findall(r"^## (register_\w+)(.*)\n((?:.|\n)*?)(?=^## |\Z)", PAGE, re.M)


def specified() -> dict[str, Callable[..., Any]]:
    return {name: spec for name, spec in vars(hookspecs).items() if hasattr(spec, "shortlist_spec")}


def signature(spec: Callable[..., Any]) -> str:
    return str(inspect.signature(spec)).replace("'", "")


def test_page_and_hookspecs_are_equal() -> None:
    assert [(name, rest) for name, rest, _ in SECTIONS] == [(n, signature(spec)) for n, spec in specified().items()]
    assert set(specified()) == set(HOOKS)
    assert all(len(re.findall(r"```python", text)) == 1 for _, _, text in SECTIONS)


@pytest.mark.parametrize("name", HOOKS)
def test_every_hook_has_a_test_named_after_it(name: str) -> None:
    assert f"test_{name}" in globals()


@pytest.mark.parametrize("name", HOOKS)
def test_a_shipped_plugin_uses_every_hook(name: str) -> None:
    shipped = (ROOT / "examples").glob("*/*/__init__.py")
    assert any(f"def {name}()" in file.read_text(encoding="utf-8") for file in shipped)


def example(site: Path, name: str) -> Plugin:
    """The plugin of the page's example, which has no faults."""
    (code,) = [re.search(r"```python\n(.*?)```", text, re.S)[1] for hook, _, text in SECTIONS if hook == name]  # type: ignore[index]
    (site / "acme_accounts.yaml").write_text('ruleset: acme_accounts\nversion: "1"\nextends: b2b\n', encoding="utf-8")
    distribution(site, "acme", code)
    assert not verify_plugins(registry())
    (plugin,) = [plugin for plugin in registry().plugins if not plugin.built_in]
    return plugin


def ruleset(folder: Path, *lines: str) -> Ruleset:
    path = folder / "rules.yaml"
    path.write_text("\n".join(['ruleset: rules\nversion: "1"\nextends: b2b', *lines]), encoding="utf-8")
    return Ruleset.load(path)


def test_register_fields(site: Path, tmp_path: Path) -> None:
    assert [field.id for field in example(site, "register_fields").fields] == ["acme_years"]
    rules = ruleset(tmp_path, "rules: [{id: old, when: acme_years > 5, then: {tag: old}}]")
    assert decide(rules, acme_years=6.0)["tags"] == "old"


def test_register_criteria(site: Path, tmp_path: Path) -> None:
    example(site, "register_criteria")
    rules = ruleset(tmp_path, "criteria: {acme_loyalty: {weight: 10, params: {full_share: 0.5}}}")
    assert decide(rules, acme_spend=1.0, annual_revenue=4.0)["acme_loyalty"] == 50


def test_register_segments(site: Path, tmp_path: Path) -> None:
    example(site, "register_segments")
    rules = ruleset(
        tmp_path, "segments: [{id: big, use: acme_size}]", "rules: [{id: b, when: big = 'large', then: {tag: b}}]"
    )
    assert [decide(rules, employees=e)["big"] for e in (1000.0, 5.0, None)] == ["large", "small", None]
    assert decide(rules, employees=1000.0)["tags"] == "b"
    assert str(rules.segments["big"].title) == "Size at Acme"


def test_register_rulesets(site: Path) -> None:
    example(site, "register_rulesets")
    assert Ruleset.load("acme_accounts").id == "acme_accounts"
    assert {"b2b", "base", "acme_accounts"} <= set(registry().rulesets)


# --- segments and rulesets that are wrong


@pytest.mark.quick(1)
@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "segments: [{id: big, use: acme_siz}]",
            "4:27: no plugin supplies the segment 'acme_siz'; did you mean 'acme_size'?",
        ),
        ("segments: [{id: big}]", "4:12: a segment has either `classes:` or `use:`, the id of a plugin's segment"),
        (
            "segments: [{id: big, use: acme_size, classes: [{id: a, else: true}]}]",
            "4:12: a segment has either `classes:` or `use:`, the id of a plugin's segment",
        ),
        (
            "criteria: {scale: {weight: {default: 1, by: big, larg: 3}}}\nsegments: [{id: big, use: acme_size}]",
            "'larg' is no class of big",
        ),
    ],
)
def test_a_use_that_is_wrong(line: str, said: str, site: Path, tmp_path: Path) -> None:
    example(site, "register_segments")
    with pytest.raises(ShortlistError) as caught:
        ruleset(tmp_path, line)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_segments_and_rulesets_that_are_broken(site: Path) -> None:
    code = """
    from pathlib import Path
    from shortlist import Segment, SegmentClass, Text, hookimpl
    shortlist_api = 1
    @hookimpl
    def register_segments():
        one = SegmentClass("x", "employes > 1", Text("X", "X"))
        return [Segment("acme_size", (one, SegmentClass("y", title=Text("Y", "Y"))), Text("Size", "规模"))]
    @hookimpl
    def register_rulesets():
        return [Path("/no/such/acme_rules.yaml"), Path(__file__).parent / "rules.yaml"]
    """
    (site / "rules.yaml").write_text("ruleset: rules\n", encoding="utf-8")
    distribution(site, "acme", code)
    said = sorted(str(problem) for problem in verify_plugins(registry()))
    assert said == [
        "acme-loyalty:loyalty: ruleset 'acme_rules': /no/such/acme_rules.yaml is no YAML file; is it among the distribution's package data?",
        "acme-loyalty:loyalty: ruleset 'rules': what acme-loyalty declares begins with 'acme_'; rename it to 'acme_rules'",
        "acme-loyalty:loyalty: segment 'acme_size': class 'x': unknown name 'employes'; did you mean 'employees'?",
    ]
    with pytest.raises(ShortlistError, match="ruleset 'acme_rules': /no/such"):
        Ruleset.load("acme_rules")
