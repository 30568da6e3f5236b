"""`shortlist new` writes packages that work: as wheels beside the product's wheel, in a fresh environment."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from shortlist.cli import run as shortlist
from tests.support import fresh


def made(kind: str, name: str, folder: Path) -> Path:
    if kind == "example":
        package = folder / "acme-loyalty"
        shutil.copytree(fresh.ROOT / "examples" / "acme_loyalty", package, ignore=shutil.ignore_patterns("__pycache__"))
        return package
    assert shortlist(["new", kind, name, "--into", str(folder)]) == 0
    return folder / name.replace("_", "-")


@pytest.mark.proof
@pytest.mark.parametrize(
    ("kind", "name", "ruleset", "supplied"),
    [
        ("criterion", "zenith_tenure", "rules.yaml", "criteria"),
        ("ruleset", "zenith_accounts", "zenith_accounts", "rulesets"),
        ("example", "acme_loyalty", "acme_accounts", "criteria"),
    ],
)
def test_package_is_installed_tested_and_decides(
    kind: str, name: str, ruleset: str, supplied: str, product: Path, tmp_path: Path
) -> None:
    package = made(kind, name, tmp_path)
    binaries = fresh.environment(tmp_path / "env", product, fresh.wheel(package, tmp_path))
    where = fresh.run(binaries, package, "python", "-c", "import shortlist; print(shortlist.__file__)").stdout
    assert str(tmp_path / "env") in where

    listed = json.loads(fresh.run(binaries, package, "shortlist", "plugins", "--json").stdout)["plugins"]
    (ours,) = [plugin for plugin in listed if plugin["distribution"] != "shortlist"]
    assert (name in ours[supplied], ours["broken"]) == (True, [])

    tests = fresh.run(binaries, package, "python", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist")
    assert tests.returncode == 0, tests.stdout + tests.stderr
    assert " passed" in tests.stdout

    decided = fresh.run(
        binaries, package, "shortlist", "qualify", "customers.csv", "-r", ruleset, "--json", "-o", "out.csv"
    )
    assert decided.returncode == 0, decided.stderr
    assert sum(json.loads(decided.stdout)["decisions"].values()) == 3
    checked = fresh.run(binaries, package, "shortlist", "check", ruleset)
    assert (checked.returncode, "no mistakes" in checked.stdout) == (0, True)


def test_it_refuses_to_overwrite(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert shortlist(["new", "criterion", "acme_loyal", "--into", str(tmp_path)]) == 0
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    capsys.readouterr()
    assert shortlist(["new", "ruleset", "acme_loyal", "--into", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"{tmp_path / 'acme-loyal'} exists already; nothing was written\n"
    assert before == {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}


@pytest.mark.parametrize(
    "name", ["acme", "Acme_x", "acme-x", "1_x", "../x_y", "acme_", "shortlist_criteria", "urllib_x_"]
)
def test_names_that_cannot_serve(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert shortlist(["new", "criterion", name, "--into", str(tmp_path)]) == 2
    printed = capsys.readouterr()
    assert (printed.out, printed.err.count("\n"), f"'{name}' cannot serve" in printed.err) == ("", 1, True)
    assert not list(tmp_path.iterdir())


def test_no_mark_is_left_in_what_is_written(tmp_path: Path) -> None:
    for kind, name in (("criterion", "acme_one"), ("ruleset", "acme_two")):
        package = made(kind, name, tmp_path)
        for file in package.rglob("*"):
            assert "NAME" not in file.name
            assert not file.is_file() or "@" not in file.read_text(encoding="utf-8").replace("@hookimpl", "")
        assert {"README.md", "README.zh.md", "pyproject.toml", "customers.csv"} <= {
            file.name for file in package.iterdir()
        }
