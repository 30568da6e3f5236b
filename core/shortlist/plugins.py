"""Finding plugins by entry point, loading each on its own, and naming what is broken."""

from __future__ import annotations

import inspect
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import pluggy

from shortlist import hookspecs
from shortlist.criterion import Criterion
from shortlist.errors import Place, Problem, meant
from shortlist.fields import IDENTITY, Field
from shortlist.language import InvalidError, Text
from shortlist.segments import Segment
from shortlist.version import API, VERSION

GROUP = "shortlist"
HOME = "shortlist"
ALLOW = "SHORTLIST_PLUGINS"
CORE = EntryPoint("rulesets", "shortlist.builtin", GROUP)
HOOKS: dict[str, type] = {
    "register_fields": Field,
    "register_criteria": Criterion,
    "register_segments": Segment,
    "register_rulesets": Path,
}
Kind = Literal["plugin", "field", "criterion", "segment", "ruleset"]
KINDS: dict[Kind, Text] = {
    "plugin": Text("plugin", "插件"), "field": Text("field", "字段"), "criterion": Text("criterion", "准则"),
    "segment": Text("segment", "分类"), "ruleset": Text("ruleset", "规则集"),
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """Why something that a plugin declares cannot be used. `name` is its id; empty for the plugin as a whole."""

    plugin: str
    kind: Kind
    name: str
    reason: Text

    @property
    def text(self) -> Text:
        """The reason, after the kind and name of what it is about."""
        if self.kind == "plugin":
            return self.reason
        kind = KINDS[self.kind]
        return Text(f"{kind.en} '{self.name}': {self.reason.en}", f"{kind.zh} '{self.name}'：{self.reason.zh}")

    @property
    def problem(self) -> Problem:
        return Problem(self.text, Place(self.plugin))


@dataclass
class Plugin:
    """What one entry point declares, and what of it is broken. Ids are as declared; `Registry` has what can be used."""

    id: str
    distribution: str
    version: str
    fields: list[Field] = field(default_factory=list)
    criteria: list[Criterion] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    rulesets: list[Path] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def built_in(self) -> bool:
        return self.distribution == HOME

    @property
    def prefix(self) -> str:
        """How every id of this plugin begins: the first word of its distribution, `shortlist-` aside."""
        if self.built_in:
            return ""
        words = normalised(self.distribution).removeprefix(f"{HOME}-").split("-")
        word = re.sub(r"^[^a-z]+|[^a-z0-9]", "", words[0]) or "x"
        return f"{word}_"

    def fail(self, reason: Text, kind: Kind = "plugin", name: str = "") -> None:
        self.faults.append(Fault(self.id, kind, name, reason))

    @property
    def failed(self) -> bool:
        """Whether the plugin as a whole, or one of its hooks, is broken."""
        return any(fault.kind == "plugin" for fault in self.faults)


@dataclass
class Registry:
    """What all plugins supply together and can be used.

    `owner` tells which plugin supplied a field, criterion, segment or ruleset; `plugins` are all that were loaded, in the
    order of their ids, each with its faults; `left_out` the ids of those that `SHORTLIST_PLUGINS` leaves out; `unknown`
    its names that no plugin has.
    """

    fields: dict[str, Field] = field(default_factory=lambda: {f.id: f for f in IDENTITY})
    criteria: dict[str, Criterion] = field(default_factory=dict)
    segments: dict[str, Segment] = field(default_factory=dict)
    rulesets: dict[str, Path] = field(default_factory=dict)
    owner: dict[str, str] = field(default_factory=dict)
    plugins: list[Plugin] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    unknown: list[Problem] = field(default_factory=list)

    def faults(self, kind: Kind, name: str) -> list[Fault]:
        """Why a declared thing of this kind and name is not among those that can be used."""
        return [fault for plugin in self.plugins for fault in plugin.faults if (fault.kind, fault.name) == (kind, name)]

    def behind(self, problems: Iterable[Problem]) -> list[Problem]:
        """What may be behind problems of a ruleset: refused fields that they mention, and plugins that failed or were left
        out, whose prefix they mention."""
        said = " ".join(problem.text.en for problem in problems)

        def mentioned(plugin: Plugin, fault: Fault) -> bool:
            if fault.kind == "plugin":
                return plugin.built_in or re.search(rf"\b{plugin.prefix}", said) is not None
            return fault.kind == "field" and re.search(rf"\b{fault.name}\b", said) is not None

        out = Text(f"is left out by {ALLOW}", f"未列入 {ALLOW}，因此没有加载")
        absent = [Plugin(name, name.partition(":")[0], "") for name in self.left_out]
        return [
            *(fault.problem for plugin in self.plugins for fault in plugin.faults if mentioned(plugin, fault)),
            *(Fault(p.id, "plugin", "", out).problem for p in absent if re.search(rf"\b{p.prefix}", said)),
        ]

    def absent(self, distribution: str) -> Text | None:
        """Why nothing of a distribution is here, with the remedy; None where it is here."""
        wanted = normalised(distribution)
        if any(normalised(plugin.distribution) == wanted for plugin in self.plugins):
            return None
        if any(normalised(name.partition(":")[0]) == wanted for name in self.left_out):
            return Text(
                f"{ALLOW} leaves out {distribution}; add it there, or unset the variable",
                f"环境变量 {ALLOW} 未包含 {distribution}；请加上它，或取消该变量",
            )
        return Text(
            f"{distribution} is not installed; try: python -m pip install {distribution}",
            f"{distribution} 尚未安装；可试：python -m pip install {distribution}",
        )


def normalised(distribution: str) -> str:
    """A distribution's name as package indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def spelt(name: str) -> str:
    """A distribution or an id as they are compared."""
    distribution, colon, entry = name.partition(":")
    return normalised(distribution) + colon + entry


def plugin_id(entry: EntryPoint) -> str:
    """`distribution:name`, which is how messages name a plugin."""
    return f"{entry.dist.name if entry.dist else HOME}:{entry.name}"


def found() -> list[EntryPoint]:
    """Every entry point of the group, by distribution and name, whatever the order of installation."""
    entries = [CORE, *entry_points(group=GROUP)]
    return sorted(entries, key=lambda entry: (normalised(plugin_id(entry).partition(":")[0]), entry.name))


@cache
def registry() -> Registry:
    """All plugins, each loaded on its own: a broken one is named, the others go on."""
    from shortlist.declared import assemble

    allowed = _allowed()
    result = Registry()
    for entry in found():
        name = plugin_id(entry)
        distribution = name.partition(":")[0]
        if allowed is None or distribution == HOME or allowed & {spelt(name), normalised(distribution)}:
            result.plugins.append(
                _loaded(entry, Plugin(name, distribution, entry.dist.version if entry.dist else VERSION))
            )
        else:
            result.left_out.append(name)
    assemble(result)
    result.unknown = _unknown(result, allowed or set())
    return result


def _allowed() -> set[str] | None:
    """The ids and distributions of SHORTLIST_PLUGINS; None where it is not set."""
    listed = os.environ.get(ALLOW)
    if listed is None:
        return None
    return {spelt(name.strip()) for name in listed.split(",") if name.strip()}


def _unknown(result: Registry, allowed: set[str]) -> list[Problem]:
    ids = [*(plugin.id for plugin in result.plugins), *result.left_out]
    known = {spelt(name) for name in ids} | {normalised(name.partition(":")[0]) for name in ids}
    problems = []
    for name in sorted(allowed - known):
        near = meant(name, known)
        text = Text(f"no installed plugin is called '{name}'{near.en}", f"没有安装名为 '{name}' 的插件{near.zh}")
        problems.append(Problem(text, Place(ALLOW)))
    return problems


# --- one plugin


def _loaded(entry: EntryPoint, plugin: Plugin) -> Plugin:
    """Import a plugin, check what it implements, and call its hooks, each inside its own try."""
    with redirect_stdout(sys.stderr):
        module = _tried(plugin, Text("its import", "导入"), entry.load)
        if module is None or not _of_this_api(plugin, module):
            return plugin
        implemented = _tried(plugin, Text("its registration", "注册"), lambda: _implemented(module, plugin))
        for name, function in implemented or []:
            result = _tried(plugin, Text(f"its {name}()", f"钩子 {name}()"), function, default=plugin)
            if result is not plugin:
                _take(plugin, name, result)
    return plugin


def _tried(plugin: Plugin, what: Text, work: Callable[[], Any], default: Any = None) -> Any:
    """The result of a plugin's own code, whatever it raises; only Ctrl-C gets through."""
    try:
        return work()
    except KeyboardInterrupt:
        raise
    except InvalidError as error:
        where = _where(error)
        plugin.fail(Text(f"{error.text.en}{where.en}", f"{error.text.zh}{where.zh}"))
    except _RefusedError as error:
        plugin.fail(error.text)
    except BaseException as error:
        plugin.fail(raised(what, error))
    return default


class _RefusedError(Exception):
    def __init__(self, en: str, zh: str) -> None:
        self.text = Text(en, zh)


def raised(what: Text, error: BaseException) -> Text:
    """What a plugin's code raised, where, and what to do about it."""
    name, said = type(error).__name__, " ".join(str(error).split())
    shown = f"{name}: {said}" if said else name
    where = _where(error)
    remedy = Text("", "")
    if isinstance(error, ModuleNotFoundError):
        remedy = Text("; install it, or name it in the distribution's dependencies", "；请安装它，或写入该发行包的依赖")
    elif isinstance(error, SystemExit):
        remedy = Text("; a plugin must not end the program", "；插件不得结束程序")
    return Text(f"{what.en} raises {shown}{where.en}{remedy.en}", f"{what.zh}出错：{shown}{where.zh}{remedy.zh}")


def _where(error: BaseException) -> Text:
    """The last line of the plugin's own code in a traceback."""
    here = str(Path(__file__).parent)
    frames = [f for f in traceback.extract_tb(error.__traceback__) if not f.filename.startswith((here, "<"))]
    own = [f for f in frames if f"{os.sep}importlib{os.sep}" not in f.filename]
    if isinstance(error, SyntaxError) and error.filename:
        return Text(f" ({error.filename}:{error.lineno})", f"（{error.filename}:{error.lineno}）")
    if not own:
        return Text("", "")
    return Text(f" ({own[-1].filename}:{own[-1].lineno})", f"（{own[-1].filename}:{own[-1].lineno}）")


def _of_this_api(plugin: Plugin, module: ModuleType) -> bool:
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


def _implemented(module: ModuleType, plugin: Plugin) -> list[tuple[str, Callable[[], Any]]]:
    """The hooks that a module implements, in the order of HOOKS. Raises where one is misspelt or not plain."""
    manager = pluggy.PluginManager(GROUP)
    for name in dir(module):
        options = manager.parse_hookimpl_opts(module, name)
        if options is None:
            continue
        hook = options["specname"] or name
        if hook not in HOOKS:
            near = meant(hook, HOOKS)
            raise _RefusedError(
                f"there is no hook '{hook}'{near.en}; the hooks are {', '.join(HOOKS)}",
                f"没有钩子 '{hook}'{near.zh}；可用的钩子：{'、'.join(HOOKS)}",
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


def _take(plugin: Plugin, name: str, result: object) -> None:
    """Keep what a hook returned, if it is a list of the declared type."""
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
