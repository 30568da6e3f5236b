"""A fresh environment with wheels of the product and of a package; nothing comes from the network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

from shortlist.record.database import open_record
from tests.support.places import ROOT

RECORD = "record.db"


def wheel(source: Path, folder: Path) -> Path:
    """Build the wheel of a source tree."""
    before = set(folder.glob("*.whl"))
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(source))
    (built,) = set(folder.glob("*.whl")) - before
    return built


def product(folder: Path) -> Path:
    """The product's wheel, built from a copy of what goes into it, so that the tree stays clean."""
    source, wheels = folder / "source", folder / "wheels"
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in ("core", "plugins", "rulesets", "templates"):
        shutil.copytree(ROOT / name, source / name, ignore=ignored)
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    wheels.mkdir()
    return wheel(source, wheels)


def environment(folder: Path, *wheels: Path) -> Path:
    """A new environment with the wheels, and with this one's packages for all that they need; returns its `bin`."""
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    (folder / "lib" / version / "site-packages" / "borrowed.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    pip("--python", str(python), "install", "--no-deps", "--no-index", "--ignore-installed", *map(str, wheels))
    open_record(python.parent / RECORD, write=True).db.close()  # so that no run says where it is
    return python.parent


def pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def run(binaries: Path, folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the environment in a folder."""
    variables = {
        key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PYTEST", "SHORTLIST", "COV"))
    }
    variables |= {"PATH": f"{binaries}:{os.environ['PATH']}", "SHORTLIST_LANG": "en", "COLUMNS": "110", "TERM": "dumb"}
    variables["SHORTLIST_DB"] = str(binaries / RECORD)
    for name in ("CI", "BUILD_NUMBER", "GITHUB_ACTIONS"):  # pytest prints more where it finds one of these
        variables.pop(name, None)
    variables["PYTHONWARNINGS"] = "ignore"  # some versions of pip print what setuptools warns of
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)
