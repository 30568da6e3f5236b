"""Writes new plugins: a complete package from the files beside this module, with the names filled in."""

from __future__ import annotations

import keyword
import shutil
import sys
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from shortlist import ending, temporary
from shortlist.errors import PluginError
from shortlist.language import Text
from shortlist.model.fields import ID
from shortlist.version import API, VERSION

Kind = Literal["criterion", "ruleset"]
SUFFIX = ".txt"  # of every file of the scaffold; keeps pytest and mypy from taking one for a part of this project


def write(kind: Kind, name: str, into: Path) -> Path:
    """Write the package `name` into a new folder called like its distribution, whole or not at all; returns the folder.

    Raises PluginError for a name that cannot be used, and where the folder exists.
    """
    _check_name(name)
    prefix, _, rest = name.partition("_")
    filled = {
        "@name@": name,
        "@prefix@": prefix,
        "@distribution@": name.replace("_", "-"),
        "@title@": rest.replace("_", " ").capitalize(),
        "@version@": VERSION,
        "@api@": str(API),
    }
    folder = into / filled["@distribution@"]
    if folder.exists():
        raise PluginError.of(f"{folder} exists already; nothing was written", f"{folder} 已存在；未写入任何内容")
    try:
        # In the same folder, so that the finished package only has to be renamed.
        with temporary.folder_beside(folder) as draft:
            source = Path(str(resources.files("shortlist"))) / "scaffold" / kind
            for file in sorted(source.rglob(f"*{SUFFIX}")):
                _fill(file, draft / "new" / _place_file(file.relative_to(source), name), filled)
            with ending.step():
                (draft / "new").rename(folder)
                ending.say_written(Text(str(folder), str(folder)))
    except OSError as error:
        raise PluginError.of(
            f"{folder} cannot be written: {error.strerror}", f"无法写入 {folder}：{error.strerror}"
        ) from None
    return folder


def files(folder: Path) -> list[Path]:
    """The files of a package, as paths inside its folder."""
    return sorted(file.relative_to(folder) for file in folder.rglob("*") if file.is_file())


def _check_name(name: str) -> None:
    """Raises PluginError for a name that has no prefix or that Python already knows."""
    if not ID.match(name) or "_" not in name:
        raise PluginError.of(
            f"'{name}' cannot serve: write your company's prefix and a word, in lower_snake_case, as in acme_loyalty",
            f"'{name}' 不可用：请写公司前缀加名称，小写字母加下划线，例如 acme_loyalty",
        )
    if name.startswith("shortlist_") or name in sys.stdlib_module_names or keyword.iskeyword(name) or _is_taken(name):
        raise PluginError.of(
            f"'{name}' cannot serve: a Python package of that name is here already; choose another",
            f"'{name}' 不可用：已有同名的 Python 包；请另选名称",
        )


def _is_taken(name: str) -> bool:
    found = find_spec(name)
    # Any folder can be imported as a namespace package, which has no origin; that does not take the name.
    return found is not None and found.origin is not None


def _place_file(file: Path, name: str) -> Path:
    """Where a file of the scaffold belongs in the package, without its suffix."""
    parts = [name if part == "package" else part.replace("NAME", name) for part in file.parts]
    return Path(*parts).with_suffix("")


def _fill(source: Path, target: Path, filled: dict[str, str]) -> None:
    text = source.read_text(encoding="utf-8")
    for mark, value in filled.items():
        text = text.replace(mark, value)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    shutil.copymode(source, target)
