"""Whether a plugin is what was installed under its name: names are anyone's, the record of an installation is not."""

from __future__ import annotations

import base64
import hashlib
import json
import site
import sysconfig
from importlib.metadata import Distribution, EntryPoint, distributions
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from shortlist.language import Text
from shortlist.plugins.registry import normalise_name


def doubt_origin(entry: EntryPoint) -> Text | None:
    """Why the module of an entry point is not one that its distribution installed; None where it is.

    An installer leaves a RECORD of all files with their hashes. The module must be one of them and unchanged, or, of an editable
    installation, lie in the folder that was installed. Another distribution of the same name, or one that lies about in the
    working folder, is doubted. Nothing of the plugin is run.
    """
    found = entry.dist
    if found is None:
        return None
    places = sorted({str(_folder(one)) for one in distributions() if _is_named(one, found.name)})
    if len(places) > 1:
        return Text(
            f"{len(places)} distributions have its name, in {' and '.join(places)}; remove all but one",
            f"有 {len(places)} 个发行包同名（{'、'.join(places)}）；请只保留一个",
        )
    if found.read_text("RECORD") is None or _lies_about(found):
        return Text(
            f"its distribution was not installed (no RECORD, or in the working folder: {_folder(found)}); install it with pip",
            f"其发行包未经安装（没有 RECORD，或就在当前文件夹：{_folder(found)}）；请用 pip 安装",
        )
    return _doubt_module(found, entry.module)


def doubt_home(entry: EntryPoint) -> Text | None:
    """The same of what goes by the name of shortlist itself, which is let in without being named."""
    found = entry.dist
    return None if found is None or found.read_text("RECORD") is None else _doubt_module(found, entry.module)


def _doubt_module(found: Distribution, module: str) -> Text | None:
    """Goes from the outermost package inwards: each is imported only once it is known, to find what it holds."""
    words = module.split(".")
    for count in range(1, len(words) + 1):
        name = ".".join(words[:count])
        try:
            spec = find_spec(name)
        except (ImportError, ValueError, AttributeError):
            return None  # its import says what is wrong
        if spec is None:
            return None
        if spec.origin is None:  # a namespace, which has no code
            continue
        origin = Path(spec.origin).resolve()
        if not _holds(found, origin):
            return Text(
                f"its module {name} is {origin}, which {found.name} did not install, or which was changed since; remove that file, or "
                f"install {found.name} again",
                f"其模块 {name} 位于 {origin}，并非由 {found.name} 安装，或安装后有改动；请删除该文件，或重新安装 {found.name}",
            )
    return None


def _holds(found: Distribution, origin: Path) -> bool:
    """Whether a distribution installed a file, as it is now."""
    told = json.loads(found.read_text("direct_url.json") or "{}")
    if told.get("dir_info", {}).get("editable"):
        return origin.is_relative_to(Path(_path_of(told["url"])).resolve())
    for one in found.files or []:
        if one.name != origin.name or Path(str(one.locate())).resolve() != origin:
            continue
        if one.hash is None:
            return True
        digest = hashlib.new(one.hash.mode, origin.read_bytes()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == one.hash.value
    return False


def _path_of(url: str) -> str:
    # Here, because it brings http and ssl with it, and only an editable installation has such an address.
    from urllib.request import url2pathname

    return url2pathname(urlsplit(url).path)


def _is_named(one: Distribution, name: str) -> bool:
    said = one.metadata["Name"] if one.metadata is not None else None
    return bool(said) and normalise_name(str(said)) == normalise_name(name)


def _folder(found: Distribution) -> Path:
    return Path(str(found.locate_file(""))).resolve()


def _lies_about(found: Distribution) -> bool:
    """Whether a distribution lies in the working folder, and that is none into which packages are installed."""
    homes = [
        *site.getsitepackages(),
        site.getusersitepackages(),
        *(sysconfig.get_path(one) for one in ("purelib", "platlib")),
    ]
    folder = _folder(found)
    return folder == Path.cwd().resolve() and folder not in {Path(one).resolve() for one in homes}
