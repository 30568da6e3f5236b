"""Loading a ruleset: find it, extend it, check it, and say everything that is wrong at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from shortlist.builder import Builder
from shortlist.errors import Place, Problem, RulesetError, meant
from shortlist.language import Text
from shortlist.plugins import HOME, registry
from shortlist.ruleset import Ruleset
from shortlist.yamlfile import Node, merge, read, set_value

SUFFIXES = (".yaml", ".yml")


def load(name: str, assignments: Sequence[str] = ()) -> Ruleset:
    """The ruleset of a name or file. Raises RulesetError with every problem, in the order of the file."""
    from shortlist.plan import Plan
    from shortlist.probe import AS_OF, separability

    tree, path = _extended(name, Place("--ruleset"), ())
    for assignment in assignments:
        key, _, value = assignment.partition("=")
        if key.strip() in ("extends", "ruleset"):
            en = f"{key.strip()} cannot be set to '{value}'; write a ruleset that begins with `extends: {value}`"
            text = Text(en, f"{key.strip()} 不能用 --set 设为 '{value}'；请另写以 `extends: {value}` 开头的规则集")
            raise RulesetError(Problem(text, Place(f"--set {assignment}")))
        tree = set_value(tree, assignment)
    plugins = registry()
    builder = Builder(tree, path, plugins)
    ruleset = builder.ruleset()
    notes: list[Problem] = []
    try:
        notes = Plan(ruleset, AS_OF, frozenset(builder.broken)).notes
    except RulesetError as error:
        builder.problems += error.problems
    builder.problems += separability(ruleset, AS_OF)
    if builder.problems:
        problems = [_after(problem, assignments) for problem in dict.fromkeys(builder.problems)]
        problems.sort(key=_order)
        raise RulesetError([*problems, *plugins.unknown, *plugins.behind(problems)])
    return replace(ruleset, notes=tuple(notes))


def _after(problem: Problem, assignments: Sequence[str]) -> Problem:
    """A problem of a changed ruleset names the changes, which may have made it."""
    if not assignments or (problem.place and problem.place.source.startswith("--set")):
        return problem
    changes = ", ".join(f"--set {assignment}" for assignment in assignments)
    text = Text(f"{problem.text.en} (after {changes})", f"{problem.text.zh}（应用 {changes} 之后）")
    return Problem(text, problem.place)


def _order(problem: Problem) -> tuple[str, int, int]:
    place = problem.place or Place("")
    return place.source, place.line or 0, place.column or 0


def built_in() -> dict[str, Path]:
    """The names and files of the built-in rulesets."""
    plugins = registry()
    return {name: path for name, path in plugins.rulesets.items() if plugins.owner[name].startswith(f"{HOME}:")}


def find(name: str, place: Place, beside: Path | None = None) -> Path:
    """The file of a ruleset: a path (relative to `beside`), or a name that a plugin supplies. Raises RulesetError."""
    path = (beside / name) if beside else Path(name)
    if path.suffix.lower() in SUFFIXES or path.is_file():
        if path.is_file():
            return path
        raise RulesetError(Problem(Text(f"there is no file {path}", f"文件 {path} 不存在"), place))
    plugins = registry()
    known = plugins.rulesets
    if name in known:
        return known[name]
    near = meant(name, known)
    problem = Problem(
        Text(
            f"unknown ruleset '{name}'{near.en}; known: {', '.join(known)}; or give a file NAME.yaml",
            f"未知规则集 '{name}'{near.zh}；可用：{'、'.join(known)}；也可给出文件 NAME.yaml",
        ),
        place,
    )
    faults = [fault.problem for fault in plugins.faults("ruleset", name)]
    raise RulesetError([problem, *faults, *plugins.unknown, *plugins.behind([problem])])


def _extended(name: str, place: Place, seen: tuple[Path, ...], beside: Path | None = None) -> tuple[Node, Path]:
    """The tree of a ruleset merged onto all that it extends."""
    path = find(name, place, beside)
    if path.resolve() in seen:
        circle = " -> ".join(file.name for file in (*seen, path))
        raise RulesetError(
            Problem(Text(f"the rulesets extend each other in a circle: {circle}", f"规则集循环继承：{circle}"), place)
        )
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RulesetError(
            Problem(
                Text(f"not a text file in UTF-8 (byte {error.start})", f"不是 UTF-8 文本文件（第 {error.start} 字节）"),
                Place(str(path)),
            )
        ) from None
    except OSError as error:
        raise RulesetError(
            Problem(Text(f"cannot be read: {error.strerror}", f"无法读取：{error.strerror}"), Place(str(path)))
        ) from None
    tree = read(text, str(path))
    if not isinstance(tree.value, dict):
        raise RulesetError(
            Problem(
                Text(
                    "a ruleset is a mapping that begins with `ruleset: NAME`", "规则集应为以 `ruleset: 名称` 开头的映射"
                ),
                tree.place,
            )
        )
    parent = tree.get("extends")
    if parent is None or not isinstance(parent.value, str):
        return tree, path
    base, _ = _extended(parent.value, parent.place, (*seen, path.resolve()), _beside(parent.value, path))
    # Who extends a ruleset under a name of its own does not speak in the other's.
    inherited = base.value if isinstance(base.value, dict) else {}
    own = {key: node for key, node in inherited.items() if key not in ("title", "about")}
    return merge(replace(base, value=own), tree), path


def _beside(name: str, path: Path) -> Path | None:
    """The folder in which a ruleset's parent is looked for; None for a plugin's name."""
    here = path.parent / name
    return path.parent if here.is_file() or here.suffix.lower() in SUFFIXES else None
