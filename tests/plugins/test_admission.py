"""`SHORTLIST_PLUGINS` names what was installed, not what calls itself so."""

import shutil
import sys
from pathlib import Path

import pytest

from shortlist.cli import run
from shortlist.plugins.discovery import registry
from tests.support.distributions import GOOD, distribution, site

__all__ = ["site"]
EVIL = "import pathlib\npathlib.Path(__file__).with_name('ran').write_text('')\n" + GOOD
NAMES = ["acme-loyalty", "acme_loyalty", "Acme.Loyalty", "ACME--loyalty", "acme-loyalty:loyalty"]


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder before all others on the path, which is also the working folder."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.chdir(folder)
    monkeypatch.delitem(sys.modules, "acme", raising=False)
    return folder


def refused(folder: Path) -> str:
    """What is said of the only plugin, whose code did not run."""
    registry.cache_clear()
    found = [plugin for plugin in registry().plugins if not plugin.built_in or plugin.failed]
    assert not list(folder.rglob("ran"))
    assert [plugin.failed for plugin in found] == [True]
    assert "acme_loyalty" not in registry().criteria
    assert {"scale", "payment_ability"} <= set(registry().criteria) or found[0].built_in
    fault = found[0].faults[0]
    assert fault.text.zh != fault.text.en
    return fault.text.en


@pytest.mark.parametrize("name", NAMES)
def test_what_was_installed_is_let_in(site: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    distribution(site, "acme", GOOD)
    monkeypatch.setenv("SHORTLIST_PLUGINS", name)
    assert "acme_loyalty" in registry().criteria


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("shape", ["file", "package"])
def test_a_local_module_of_the_same_name(
    site: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch, shape: str, name: str
) -> None:
    distribution(site, "acme", GOOD)
    monkeypatch.setenv("SHORTLIST_PLUGINS", name)
    (elsewhere / "acme").mkdir()
    (elsewhere / ("acme.py" if shape == "file" else "acme/__init__.py")).write_text(EVIL)
    if shape == "file":
        (elsewhere / "acme").rmdir()
    assert "did not install" in refused(elsewhere)


@pytest.mark.parametrize("shape", ["acme_loyalty-9.dist-info", "acme_loyalty.egg-info", "Acme.Loyalty-9.dist-info"])
@pytest.mark.parametrize("installed", [True, False])
def test_a_folder_that_calls_itself_a_distribution(
    site: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch, shape: str, installed: bool
) -> None:
    if installed:
        distribution(site, "acme", GOOD)
    about = elsewhere / shape
    about.mkdir()
    told = "PKG-INFO" if shape.endswith("egg-info") else "METADATA"
    (about / told).write_text("Metadata-Version: 2.1\nName: Acme_Loyalty\nVersion: 9\n")
    (about / "entry_points.txt").write_text("[shortlist]\nloyalty = acme_other\n")
    (elsewhere / "acme_other.py").write_text(EVIL)
    monkeypatch.setenv("SHORTLIST_PLUGINS", "acme-loyalty")
    assert ("have its name" if installed else "was not installed") in refused(elsewhere)


def test_a_whole_distribution_in_the_working_folder(
    site: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    distribution(elsewhere, "acme", EVIL)
    monkeypatch.setenv("SHORTLIST_PLUGINS", "acme-loyalty")
    assert "was not installed" in refused(elsewhere)


def test_a_file_that_was_changed_since(site: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    distribution(site, "acme", GOOD)
    (site / "acme.py").write_text(EVIL)
    monkeypatch.setenv("SHORTLIST_PLUGINS", "acme-loyalty")
    assert "changed since" in refused(site)


def test_an_entry_point_into_the_module_of_another(
    site: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    distribution(site, "acme", GOOD)
    (site / "borrowed.py").write_text(EVIL)
    told = next(site.glob("*.dist-info")) / "entry_points.txt"
    told.write_text("[shortlist]\nloyalty = borrowed\n")
    monkeypatch.setenv("SHORTLIST_PLUGINS", "acme-loyalty")
    assert "did not install" in refused(site)


def test_our_own_name_is_nobody_elses(site: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    distribution(site, "acme", EVIL, name="shortlist", entry="criteria")
    shutil.copy(site / "acme.py", elsewhere / "acme.py")
    monkeypatch.setenv("SHORTLIST_PLUGINS", "")
    assert "did not install" in refused(elsewhere)
    assert not list(site.rglob("ran"))


def test_a_plugin_that_is_doubted_is_named_by_the_command(
    site: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    distribution(site, "acme", GOOD)
    (elsewhere / "acme.py").write_text(EVIL)
    monkeypatch.setenv("SHORTLIST_PLUGINS", "acme-loyalty")
    assert run(["plugins"]) == 0
    assert "did not install" in " ".join(capsys.readouterr().out.split())
