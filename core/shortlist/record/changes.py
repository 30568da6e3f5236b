"""What has changed since a run: its ruleset and tables, the plugins, the libraries."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from shortlist.language import Text
from shortlist.loading.load import read_tree
from shortlist.plugins.discovery import registry
from shortlist.plugins.fingerprint import fingerprint_plugins
from shortlist.record.runs import Run
from shortlist.record.write import versions
from shortlist.ruleset.sources import Origin, content_hash
from shortlist.version import VERSION

SILENT = ("title", "about", "extends", "tests")  # parts of a ruleset that decide nothing themselves


def compare_contents(before: Origin, after: Origin) -> list[Text]:
    """Every value in which two rulesets differ, as `criteria.need_fit.weight: 25 -> 30`, and every table that differs."""
    old, new = (
        dict(_leaves({key: value for key, value in read_tree(origin).data().items() if key not in SILENT}))
        for origin in (before, after)
    )
    found = [
        Text(
            f"{path}: {_format_leaves(old, path).en} -> {_format_leaves(new, path).en}",
            f"{path}：{_format_leaves(old, path).zh} → {_format_leaves(new, path).zh}",
        )
        for path in dict.fromkeys([*old, *new])
        if path not in old or path not in new or old[path] != new[path]
    ]
    tables = {Path(file.path).name: file.hash for file in before.references}
    for file in after.references:
        name = Path(file.path).name
        if name in tables and tables[name] != file.hash:
            found.append(Text(f"the reference file {name} differs", f"参照表文件 {name} 不同"))
    return found


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The scalars of a tree by path; items of a list by their id where they have one."""
    # By id, a rule that moves or is put before others is not a change of all that follow it.
    if isinstance(value, Mapping) and value:
        for key, item in value.items():
            yield from _leaves(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and value:
        for index, item in enumerate(value, 1):
            key = item.get("id", index) if isinstance(item, Mapping) else index
            yield from _leaves(item, f"{path}.{key}")
    else:
        yield path, value


def _format_leaves(leaves: Mapping[str, Any], path: str) -> Text:
    if path not in leaves:
        return Text("(absent)", "（无）")
    text = json.dumps(leaves[path], ensure_ascii=False, default=str)
    return Text(text, text)


def list_changes(run: Run, engine: str) -> list[Text]:
    """What could make the same ruleset decide differently now: plugins, versions, and the engine used."""
    facts, found = run.facts, []
    for name, before, now in (("shortlist", facts["shortlist_version"], VERSION), ("engine", facts["engine"], engine)):
        if before != now:
            found.append(Text(f"{name}: {before} -> {now}", f"{name}：{before} → {now}"))
    recorded, present = json.loads(facts["versions"]), versions()
    found += [
        Text(
            f"{name}: {recorded[name]} -> {present.get(name, '-')}",
            f"{name}：{recorded[name]} → {present.get(name, '-')}",
        )
        for name in recorded
        if recorded[name] != present.get(name)
    ]
    return [*found, *_compare_plugins(json.loads(facts["plugins"]), fingerprint_plugins(registry()))]


def _compare_plugins(before: Mapping[str, Mapping[str, str]], now: Mapping[str, Mapping[str, str]]) -> Iterator[Text]:
    for name in dict.fromkeys([*before, *now]):
        if name not in now:
            yield Text(f"plugin {name} is not installed any more", f"插件 {name} 已不再安装")
        elif name not in before:
            yield Text(f"plugin {name} is new", f"插件 {name} 是新装的")
        elif before[name]["version"] != now[name]["version"]:
            was, is_ = before[name]["version"], now[name]["version"]
            yield Text(f"plugin {name}: version {was} -> {is_}", f"插件 {name}：版本 {was} → {is_}")
        elif before[name] != now[name]:
            yield Text(
                f"plugin {name}: its declarations or their code changed (version {now[name]['version']} still)",
                f"插件 {name}：声明或其代码有改动（版本仍为 {now[name]['version']}）",
            )


def compare_files(run: Run) -> list[Text]:
    """The files of the recorded ruleset that have changed or gone since; a replay does not read them."""
    found = []
    for file in (*run.origin.files, *run.origin.references):
        path = Path(run.facts["folder"]) / file.path
        if not path.is_file():
            found.append(Text(f"{path} is not there any more", f"{path} 已不存在"))
        elif content_hash(path.read_bytes()) != file.hash:
            found.append(Text(f"{path} has changed since", f"{path} 此后有改动"))
    return found
