"""`shortlist plugins`, the allow-list, and that the order of installation does not matter."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from shortlist.cli import run
from shortlist.plugins import discovery
from shortlist.plugins.discovery import registry
from shortlist.plugins.registry import Plugin
from tests.support.distributions import GOOD, distribution, site

__all__ = ["site"]
LIST = "name,country,annual_revenue,employees,acme_years,zenith_years\nA,DE,1000000000,200,3,5\nB,CN,,,,1\nC,FR,5000,3,0,\n"
RULES = 'ruleset: r\nversion: "1"\nextends: b2b\ncriteria: {acme_loyalty: {weight: 9}, zenith_loyalty: {weight: 4}}\n'


def two(site: Path) -> None:
    distribution(site, "acme", GOOD)
    distribution(site, "zenith", GOOD.replace("acme_", "zenith_"), name="zenith-loyalty", entry="main")


def test_plugins_lists_what_each_supplies(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    two(site)
    assert run(["plugins"]) == 0
    shown = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert shown[:3] == ["acme-loyalty:loyalty 1.2", "  criteria   acme_loyalty", "  fields     acme_years, acme_spend"]
    assert [line for line in shown if line and not line.startswith(" ")] == [
        "acme-loyalty:loyalty 1.2",
        "shortlist:criteria 0.1.0",
        "shortlist:rulesets 0.1.0",
        "zenith-loyalty:main 1.2",
    ]


def test_plugins_as_json_and_in_chinese(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shortlist.language._chosen", None)
    distribution(site, "acme", GOOD.replace("zh", "fr"))
    assert run(["plugins", "--json"]) == 0
    (ours, *_) = json.loads(capsys.readouterr().out)["plugins"]
    assert (ours["id"], ours["version"], ours["criteria"]) == ("acme-loyalty:loyalty", "1.2", [])
    assert ours["broken"][0]["kind"] == "plugin"
    assert ours["broken"][0]["reason"]["zh"].startswith("文本须且只须写 en 和 zh 两种语言")
    assert run(["plugins", "--lang", "zh"]) == 0
    assert "  有错   文本须且只须写" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("allowed", "here", "left_out"),
    [
        (None, ["acme", "zenith"], []),
        ("", [], ["acme-loyalty:loyalty", "zenith-loyalty:main"]),
        ("acme-loyalty", ["acme"], ["zenith-loyalty:main"]),
        ("Zenith_Loyalty:main , shortlist:criteria", ["zenith"], ["acme-loyalty:loyalty"]),
        (" zenith-loyalty:main,", ["zenith"], ["acme-loyalty:loyalty"]),
        ("acme-loyalty:loyalty,zenith.loyalty", ["acme", "zenith"], []),
    ],
)
def test_allow_list(
    allowed: str | None, here: list[str], left_out: list[str], site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two(site)
    if allowed is not None:
        monkeypatch.setenv("SHORTLIST_PLUGINS", allowed)
    assert [name for name in ("acme", "zenith") if f"{name}_loyalty" in registry().criteria] == here
    assert registry().left_out == left_out
    assert {"scale", "payment_ability"} <= set(registry().criteria)
    assert {"b2b", "base"} <= set(registry().rulesets)
    assert registry().unknown == []
    assert ("zenith" in sys.modules) == ("zenith" in here)


def test_a_name_on_the_allow_list_that_nobody_has(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    two(site)
    monkeypatch.setenv("SHORTLIST_PLUGINS", "acme-loyalti")
    assert run(["plugins"]) == 0
    printed = capsys.readouterr()
    assert (
        printed.err == "SHORTLIST_PLUGINS: no installed plugin is called 'acme-loyalti'; did you mean 'acme-loyalty'?\n"
    )
    assert "left out by SHORTLIST_PLUGINS: acme-loyalty:loyalty, zenith-loyalty:main" in printed.out


@pytest.mark.proof
def test_the_order_of_installation_does_not_matter(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    two(site)
    clash = GOOD.replace("minimum=0)", "minimum=1)").replace("acme_loyalty", "acme_second")
    distribution(site, "acme_three", clash.replace("YEARS, SPEND", "SPEND"), name="acme-three")
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    entries = list(discovery.entry_points(group=discovery.GROUP))
    results = set()
    for seed in range(6):
        shuffled = random.Random(seed).sample(entries, len(entries))
        monkeypatch.setattr(discovery, "entry_points", lambda group, shuffled=shuffled: shuffled)
        registry.cache_clear()
        assert run(["qualify", "list.csv", "-r", "rules.yaml", "-o", "out.csv", "--as-of", "2026-11-23"]) == 0
        capsys.readouterr()
        assert run(["plugins", "--json"]) == 0
        results.add((Path("out.csv").read_text(encoding="utf-8"), capsys.readouterr().out))
        Path("out.csv").unlink()
    assert len(results) == 1


@pytest.mark.parametrize(
    ("distribution_name", "prefix"),
    [
        ("acme-loyalty", "acme_"),
        ("shortlist-acme", "acme_"),
        ("Acme_Corp", "acme_"),
        ("3m-criteria", "m_"),
        ("shortlist", ""),
    ],
)
def test_prefix(distribution_name: str, prefix: str) -> None:
    assert Plugin("x", distribution_name, "1").prefix == prefix


def test_help_loads_no_plugin(site: Path) -> None:
    distribution(site, "acme", "raise RuntimeError\n")
    code = (
        "import sys; from shortlist.cli import run; run(['--help']); run(['plugins', '--help']); run(['new', '--help'])"
    )
    heavy = "{'polars', 'pydantic', 'rich', 'pluggy', 'acme', 'sqlglot'} & set(sys.modules)"
    command = [sys.executable, "-c", f"{code}; print('loaded:', {heavy} or 'nothing')"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={"PYTHONPATH": str(site), "PATH": ""}
    )
    assert done.stdout.endswith("loaded: nothing\n")


def test_a_ruleset_of_a_plugin_that_is_left_out_is_told_so(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    two(site)
    monkeypatch.setenv("SHORTLIST_PLUGINS", "zenith-loyalty")
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run(["check", "rules.yaml"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "rules.yaml:4:12: no plugin supplies the criterion 'acme_loyalty'; did you mean 'zenith_loyalty'?;"
        " one written here needs measures with a `value:`",
        "acme-loyalty:loyalty: is left out by SHORTLIST_PLUGINS",
        "2 mistakes",
    ]
