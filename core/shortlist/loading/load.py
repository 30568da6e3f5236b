"""Loading a ruleset: find it, extend it, check it, and say everything that is wrong at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from shortlist.errors import Place, Problem, RulesetError, place_seller, suggest
from shortlist.files import explain_no_file
from shortlist.language import Text
from shortlist.loading.build import build_ruleset
from shortlist.loading.draft import Draft
from shortlist.loading.money import express_money
from shortlist.loading.rates import convert_rates, find_currencies
from shortlist.loading.shadowed import find_shadowed
from shortlist.planning.compile import compile_plan
from shortlist.planning.function_measures import AS_OF, find_dependent_rows
from shortlist.plugins.discovery import registry
from shortlist.plugins.registry import HOME
from shortlist.ruleset.definition import Ruleset
from shortlist.ruleset.document import Node, merge, read_document, set_value
from shortlist.ruleset.sources import Origin, SourceFile

SUFFIXES = (".yaml", ".yml")


def load(name: str, assignments: Sequence[str] = ()) -> Ruleset:
    """The ruleset of a name or file. Raises RulesetError with every problem, in the order of the file."""
    return build(follow_parents(name), assignments)


def rebuild(origin: Origin) -> Ruleset:
    """A ruleset from what it was made from, whatever has become of the files. Raises RulesetError as `load` does."""
    return build(origin.files, origin.assignments, {file.path: file.data for file in origin.references})


def read_tree(origin: Origin) -> Node:
    """The tree of a ruleset, with what it extends and its changes merged in. Raises RulesetError where it is not readable."""
    return _assign(_merge_chain([_parse_file(file) for file in origin.files]), origin.assignments)


def build(
    files: Sequence[SourceFile], assignments: Sequence[str], recorded: Mapping[str, bytes] | None = None
) -> Ruleset:
    """A ruleset from its own file and those that it extends, in turn; lookup tables are `recorded` ones, by path, or are read.

    Raises RulesetError as `load` does.
    """
    chain = [(file, _parse_file(file)) for file in files]
    tree = _assign(_merge_chain([tree for _, tree in chain]), assignments)
    plugins = registry()
    draft = Draft(tree, plugins, recorded)
    ruleset = build_ruleset(draft, Path(files[0].path))
    rates, rateless = convert_rates(chain, tree, ruleset.currency)
    draft.problems += rateless
    ruleset = replace(ruleset, rates=rates)
    notes = draft.notes
    if not rateless:  # or each amount would say again that no rate leads to the currency
        ruleset, about_money = express_money(ruleset, draft, find_currencies(chain))
        notes += about_money
        draft.problems += find_shadowed(ruleset, tree)
    try:
        notes += compile_plan(ruleset, AS_OF, frozenset(draft.broken)).notes
    except RulesetError as error:
        draft.problems += error.problems
    draft.problems += find_dependent_rows(ruleset, AS_OF, tested=HOME)  # tests/rulesets/test_b2b.py tries our own
    if draft.problems:
        placed = dict.fromkeys(_place_seller(problem, tree) for problem in draft.problems)
        problems = [_name_changes(problem, assignments) for problem in placed]
        problems.sort(key=_order)
        raise RulesetError([*problems, *plugins.unknown, *plugins.explain_problems(problems)])
    references = tuple(SourceFile(path, data) for path, data in draft.tables.items())
    return replace(ruleset, notes=tuple(notes), origin=Origin(tuple(files), references, tuple(assignments)))


def _assign(tree: Node, assignments: Sequence[str]) -> Node:
    for assignment in assignments:
        key, _, value = assignment.partition("=")
        if key.strip() in ("extends", "ruleset"):
            en = f"{key.strip()} cannot be set to '{value}'; write a ruleset that begins with `extends: {value}`"
            text = Text(en, f"{key.strip()} 不能用 --set 设为 '{value}'；请另写以 `extends: {value}` 开头的规则集")
            raise RulesetError(Problem(text, Place(f"--set {assignment}")))
        tree = set_value(tree, assignment)
    return tree


def _place_seller(problem: Problem, tree: Node) -> Problem:
    """A problem of a key of the seller's profile, at its line."""
    _, _, key = problem.place.source.partition(".") if problem.place else ("", "", "")
    return replace(problem, place=tree.at(("seller", key)).place) if problem.place == place_seller(key) else problem


def _name_changes(problem: Problem, assignments: Sequence[str]) -> Problem:
    """A problem of a changed ruleset names the changes, which may have made it."""
    if not assignments or (problem.place and problem.place.source.startswith("--set")):
        return problem
    changes = ", ".join(f"--set {assignment}" for assignment in assignments)
    text = Text(f"{problem.text.en} (after {changes})", f"{problem.text.zh}（应用 {changes} 之后）")
    return Problem(text, problem.place)


def _order(problem: Problem) -> tuple[str, int, int]:
    place = problem.place or Place("")
    return place.source, place.line or 0, place.column or 0


def list_built_in() -> dict[str, Path]:
    """The names and files of the built-in rulesets."""
    plugins = registry()
    return {name: path for name, path in plugins.rulesets.items() if plugins.owner[name].startswith(f"{HOME}:")}


def find(name: str, place: Place, beside: Path | None = None) -> Path:
    """The file of a ruleset: a path (relative to `beside`), or a name that a plugin supplies. Raises RulesetError."""
    path = (beside / name) if beside else Path(name)
    text = explain_no_file(path)
    if text is not None and (path.suffix.lower() in SUFFIXES or name not in registry().rulesets):
        named = text if place.source == str(path) else Text(f"{path}: {text.en}", f"{path}：{text.zh}")
        raise RulesetError(Problem(named, place))
    if path.suffix.lower() in SUFFIXES or path.is_file():
        if path.is_file():
            return path
        raise RulesetError.of(f"there is no file {path}", f"文件 {path} 不存在", place)
    plugins = registry()
    known = plugins.rulesets
    if name in known:
        return known[name]
    near = suggest(name, known)
    problem = Problem.of(
        f"unknown ruleset '{name}'{near.en}; known: {', '.join(known)}; or give a file NAME.yaml",
        f"未知规则集 '{name}'{near.zh or '；'}可用：{'、'.join(known)}；也可给出文件 NAME.yaml",
        place,
    )
    faults = [fault.problem for fault in plugins.faults("ruleset", name)]
    raise RulesetError([problem, *faults, *plugins.unknown, *plugins.explain_problems([problem])])


def follow_parents(name: str) -> tuple[SourceFile, ...]:
    """The file of a ruleset, then those that it extends, in turn. Raises RulesetError."""
    chain: list[SourceFile] = []
    seen: list[Path] = []
    place, beside = Place("--ruleset"), None
    while True:
        path = find(name, place, beside)
        if path.resolve() in seen:
            circle = " -> ".join(file.name for file in (*seen, path))
            text = Text(f"the rulesets extend each other in a circle: {circle}", f"规则集循环继承：{circle}")
            raise RulesetError(Problem(text, place))
        seen.append(path.resolve())
        try:
            file = SourceFile(str(path), path.read_bytes())
        except OSError as error:
            text = Text(f"cannot be read: {error.strerror}", f"无法读取：{error.strerror}")
            raise RulesetError(Problem(text, Place(str(path)))) from None
        tree = _parse_file(file)
        chain.append(file)
        parent = tree.get("extends")
        if parent is None or not isinstance(parent.value, str):
            return tuple(chain)
        name, place, beside = parent.value, parent.place, _parent_folder(parent.value, path)


def _parse_file(file: SourceFile) -> Node:
    try:
        text = file.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        said = Text(f"not a text file in UTF-8 (byte {error.start})", f"不是 UTF-8 文本文件（第 {error.start} 字节）")
        raise RulesetError(Problem(said, Place(file.path))) from None
    tree = read_document(text, file.path)
    if not isinstance(tree.value, dict):
        said = Text(
            "a ruleset is a mapping that begins with `ruleset: NAME`", "规则集应为以 `ruleset: 名称` 开头的映射"
        )
        raise RulesetError(Problem(said, tree.place))
    return tree


def _merge_chain(trees: Sequence[Node]) -> Node:
    """One tree of a ruleset and all that it extends, the ruleset itself first."""
    *heirs, tree = trees
    for heir in reversed(heirs):
        # Who extends a ruleset under a name of its own does not speak in the other's.
        inherited = tree.value if isinstance(tree.value, dict) else {}
        own = {key: node for key, node in inherited.items() if key not in ("title", "about")}
        tree = merge(replace(tree, value=own), heir)
    return tree


def _parent_folder(name: str, path: Path) -> Path | None:
    """The folder in which a ruleset's parent is looked for; None for a plugin's name."""
    here = path.parent / name
    return path.parent if here.is_file() or here.suffix.lower() in SUFFIXES else None
