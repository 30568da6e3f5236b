"""What a ruleset needs of plugins, and why it is not there."""

from __future__ import annotations

from collections.abc import Iterable

from shortlist.errors import Place, Problem, suggest
from shortlist.language import Text
from shortlist.model.segments import Segment, SegmentClass
from shortlist.plugins.registry import Registry
from shortlist.ruleset.document import Node
from shortlist.ruleset.schema import RulesetFile

# What stands in for a segment that nobody supplies, so that the rest can be checked.
ABSENT = Segment("absent", (SegmentClass("absent"),))


def explain_absent_plugins(entry: RulesetFile, tree: Node, plugins: Registry) -> list[Problem]:
    """The distributions under `plugins:` that are not here, each with what to do."""
    problems = []
    for index, distribution in enumerate(entry.plugins):
        if (why := plugins.absent(distribution)) is not None:
            said = Text(f"this ruleset needs a plugin that is not here: {why.en}", f"缺少此规则集所需的插件：{why.zh}")
            problems.append(Problem(said, tree.at(("plugins", index)).place))
    return problems


def explain_unknown_criterion(name: str, place: Place, plugins: Registry, written: Iterable[str]) -> list[Problem]:
    """Why a criterion cannot be used: the faults of its plugin's, or that nobody supplies it; `written` are all that the
    ruleset names."""
    broken = [
        Problem.of(
            f"criterion '{name}' of {fault.plugin} cannot be used: {fault.reason.en}",
            f"{fault.plugin} 的评价维度 '{name}' 不可用：{fault.reason.zh}",
            place,
        )
        for fault in plugins.faults("criterion", name)
    ]
    near = suggest(name, {*plugins.criteria, *written} - {name})
    nobody = Text(
        f"no plugin supplies the criterion '{name}'{near.en}; one written here needs measures with a `value:`",
        f"没有插件提供评价维度 '{name}'{near.zh or '；'}在此自定义的评价维度需要带 `value:` 的指标",
    )
    return broken or [Problem(nobody, place)]


def explain_unknown_segment(name: str, place: Place, plugins: Registry) -> list[Problem]:
    """Why a plugin's segment cannot be used."""
    broken = [
        Problem.of(
            f"segment '{name}' of {fault.plugin} cannot be used: {fault.reason.en}",
            f"{fault.plugin} 的分类 '{name}' 不可用：{fault.reason.zh}",
            place,
        )
        for fault in plugins.faults("segment", name)
    ]
    near = suggest(name, plugins.segments)
    nobody = Text(f"no plugin supplies the segment '{name}'{near.en}", f"没有插件提供分类 '{name}'{near.zh}")
    return broken or [Problem(nobody, place)]
