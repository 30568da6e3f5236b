"""Finds plugins by their entry points and loads each on its own, so that a broken one is named and the others work."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

import pluggy

from shortlist.errors import Place, Problem, describe_exception, locate_exception, suggest
from shortlist.language import InvalidError, Text
from shortlist.model.criteria import Criterion
from shortlist.model.fields import Field
from shortlist.model.segments import Segment
from shortlist.plugins import hookspecs
from shortlist.plugins.admission import doubt_home, doubt_origin
from shortlist.plugins.checks import assemble
from shortlist.plugins.registry import ALLOW, HOME, Plugin, Registry, normalise_name, normalise_spelling, plugin_id
from shortlist.version import API, VERSION

GROUP = "shortlist"
CORE = EntryPoint("rulesets", "shortlist.plugins.builtin", GROUP)
HOOKS: dict[str, type] = {
    "register_fields": Field,
    "register_criteria": Criterion,
    "register_segments": Segment,
    "register_rulesets": Path,
}


def find_entry_points() -> list[EntryPoint]:
    """Every entry point of the group, sorted by distribution and name."""
    # The order in which packages were installed must never matter.
    entries = [CORE, *entry_points(group=GROUP)]
    return sorted(entries, key=lambda entry: (normalise_name(plugin_id(entry).partition(":")[0]), entry.name))


@cache
def registry() -> Registry:
    """What all plugins supply, loaded once for the process."""
    allowed = _read_allowed()
    result = Registry()
    for entry in find_entry_points():
        name = plugin_id(entry)
        distribution = name.partition(":")[0]
        if (
            allowed is None
            or distribution == HOME
            or allowed & {normalise_spelling(name), normalise_name(distribution)}
        ):
            plugin = Plugin(name, distribution, entry.dist.version if entry.dist else VERSION)
            result.plugins.append(plugin)
            doubt = _doubt(entry, distribution, allowed)
            if doubt is not None:
                plugin.fail(doubt)
            else:
                _load_plugin(entry, plugin)
        else:
            result.left_out.append(name)
    assemble(result)
    result.unknown = _find_unknown(result, allowed or set())
    return result


def _doubt(entry: EntryPoint, distribution: str, allowed: set[str] | None) -> Text | None:
    """Why an entry point is not what its name was let in for. Where all are let in, only our own name says something."""
    if distribution == HOME:
        return doubt_home(entry)
    return None if allowed is None else doubt_origin(entry)


def list_outputs() -> frozenset[str]:
    """The columns that rulesets of the installed plugins may write: the ids of all criteria and segments."""
    known = registry()
    return frozenset({*known.criteria, *known.segments})


def list_homes() -> list[Path]:
    """Where the code of the program and of the plugins that were let in lies: a folder of a package, or a file."""
    left_out = {*registry().left_out}
    names = {HOME, *(one.module.partition(".")[0] for one in find_entry_points() if plugin_id(one) not in left_out)}
    modules = [module for name in sorted(names) if (module := sys.modules.get(name)) is not None]
    return [
        Path(where)
        for module in modules
        for where in getattr(module, "__path__", None) or [getattr(module, "__file__", None)]
        if where
    ]


def _read_allowed() -> set[str] | None:
    """The ids and distributions in SHORTLIST_PLUGINS; None where it is not set, which lets all in."""
    listed = os.environ.get(ALLOW)
    if listed is None:
        return None
    return {normalise_spelling(name.strip()) for name in listed.split(",") if name.strip()}


def _find_unknown(result: Registry, allowed: set[str]) -> list[Problem]:
    """A problem for each name in SHORTLIST_PLUGINS that no installed plugin has."""
    ids = [*(plugin.id for plugin in result.plugins), *result.left_out]
    known = {normalise_spelling(name) for name in ids} | {normalise_name(name.partition(":")[0]) for name in ids}
    problems = []
    for name in sorted(allowed - known):
        near = suggest(name, known)
        text = Text(f"no installed plugin is called '{name}'{near.en}", f"没有安装名为 '{name}' 的插件{near.zh}")
        problems.append(Problem(text, Place(ALLOW)))
    return problems


# --- one plugin


def _load_plugin(entry: EntryPoint, plugin: Plugin) -> None:
    """Import a plugin, check what it implements, and call its hooks; each step may fail by itself."""
    # Standard output carries data only, so what a plugin prints while it loads goes to standard error.
    with redirect_stdout(sys.stderr):
        module = _try_call(plugin, Text("its import", "导入"), entry.load)
        if module is None or not _check_api(plugin, module):
            return
        implemented = _try_call(plugin, Text("its registration", "注册"), lambda: _find_hooks(module, plugin))
        for name, function in implemented or []:
            # The default is something that no hook can return by mistake; None is what one returns without `return`.
            result = _try_call(plugin, Text(f"its {name}()", f"钩子 {name}()"), function, default=plugin)
            if result is not plugin:
                _keep_result(plugin, name, result)


def _try_call(plugin: Plugin, what: Text, work: Callable[[], Any], default: Any = None) -> Any:
    """The result of a plugin's own code. Whatever it raises, SystemExit too, is a fault; only Ctrl-C gets through."""
    try:
        return work()
    except KeyboardInterrupt:
        raise
    except InvalidError as error:
        place = locate_exception(error)
        plugin.fail(Text(f"{error.text.en}{place.en}", f"{error.text.zh}{place.zh}"))
    except _RefusedError as error:
        plugin.fail(error.text)
    except BaseException as error:
        plugin.fail(describe_exception(what, error))
    return default


class _RefusedError(Exception):
    def __init__(self, en: str, zh: str) -> None:
        self.text = Text(en, zh)


def _check_api(plugin: Plugin, module: ModuleType) -> bool:
    """Whether the module was written for this interface; a fault where it was not."""
    version = getattr(module, "shortlist_api", None)
    if version == API and not isinstance(version, bool):
        return True
    if version is None:
        plugin.fail(
            Text(
                f"its module does not say for which interface it was written; add the line `shortlist_api = {API}`",
                f"模块未声明所用的接口版本；请加上一行 `shortlist_api = {API}`",
            )
        )
        return False
    plugin.fail(
        Text(
            f"it was written for interface {version!r}, this program has {API}; install a release of {plugin.distribution} for interface {API}",
            f"它面向接口版本 {version!r}，本程序为 {API}；请安装支持接口 {API} 的 {plugin.distribution} 版本",
        )
    )
    return False


def _find_hooks(module: ModuleType, plugin: Plugin) -> list[tuple[str, Callable[[], Any]]]:
    """The hooks that a module implements, in the order of HOOKS. Raises where one is misspelt or not plain."""
    # A manager for each plugin: pluggy's own call would mix all plugins, and end at the first that raises.
    manager = pluggy.PluginManager(GROUP)
    for name in dir(module):
        options = manager.parse_hookimpl_opts(module, name)
        if options is None:
            continue
        hook = options["specname"] or name
        if hook not in HOOKS:
            near = suggest(hook, HOOKS)
            raise _RefusedError(
                f"there is no hook '{hook}'{near.en}; the hooks are {', '.join(HOOKS)}",
                f"没有钩子 '{hook}'{near.zh or '；'}可用的钩子：{'、'.join(HOOKS)}",
            )
        wanted = [key for key in ("wrapper", "hookwrapper", "tryfirst", "trylast", "optionalhook") if options.get(key)]
        if wanted:
            raise _RefusedError(
                f"{hook} is marked {wanted[0]}=True; a plugin supplies its own and cannot change another's: write plain @hookimpl",
                f"{hook} 标记了 {wanted[0]}=True；插件只能提供自己的内容，不能改动他人的：请只写 @hookimpl",
            )
    manager.add_hookspecs(hookspecs)
    manager.register(module, plugin.id)
    manager.check_pending()
    callers = {caller.name: caller for caller in manager.get_hookcallers(module) or []}
    return [(name, hook.function) for name in HOOKS if name in callers for hook in callers[name].get_hookimpls()]


def _keep_result(plugin: Plugin, name: str, result: object) -> None:
    """Keep what a hook returned if it is a list of the declared type; anything else is a fault."""
    kind = HOOKS[name]
    if not isinstance(result, list):
        remedy = Text("; return a list", "；请返回列表")
        if inspect.isgenerator(result):
            remedy = Text("; use `return [...]`, not `yield`", "；请用 `return [...]`，不要用 `yield`")
        found_type = type(result).__name__
        plugin.fail(
            Text(
                f"{name}() must return a list of {kind.__name__}; found {found_type}{remedy.en}",
                f"{name}() 必须返回 {kind.__name__} 的列表；实际为 {found_type}{remedy.zh}",
            )
        )
        return
    for index, item in enumerate(result):
        if not isinstance(item, kind):
            plugin.fail(
                Text(
                    f"{name}() must return a list of {kind.__name__}; item {index + 1} is {item!r:.60} ({type(item).__name__})",
                    f"{name}() 必须返回 {kind.__name__} 的列表；第 {index + 1} 项是 {item!r:.60}（{type(item).__name__}）",
                )
            )
            return
    getattr(plugin, name.removeprefix("register_")).extend(result)
