"""Checks what plugins declare, each by itself and against the others: ids, prefixes, types, languages, clashes.

Nothing here depends on the order of plugins: in a clash the built-in plugins keep what is theirs, and among third parties
every side loses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields as attributes
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from shortlist.language import Text
from shortlist.model.criteria import Criterion, Measure, weight_fault
from shortlist.model.curves import Curve
from shortlist.model.fields import ID, Field
from shortlist.model.identity import IDENTITY
from shortlist.model.reserved import RESERVED
from shortlist.model.segments import Segment
from shortlist.plugins.registry import HOME, Kind, Plugin, Registry
from shortlist.version import VERSION

T = TypeVar("T")


def assemble(registry: Registry) -> None:
    """Put what can be used into the registry; what cannot be used becomes a fault of its plugin."""
    _settle_fields(registry)  # first, because criteria are checked against the fields
    for plugin in registry.plugins:
        for name, criterion in _index_once(plugin, "criterion", [(c.id, c) for c in plugin.criteria]):
            for reason in (*criterion_mistakes(criterion, registry.fields), *_find_refused_fields(plugin, criterion)):
                plugin.fail(reason, "criterion", name)
        for name, segment in _index_once(plugin, "segment", [(s.id, s) for s in plugin.segments]):
            for reason in _segment_mistakes(segment):
                plugin.fail(reason, "segment", name)
        for name, file in _index_once(plugin, "ruleset", [(f.stem, f) for f in plugin.rulesets]):
            for reason in _ruleset_mistakes(file):
                plugin.fail(reason, "ruleset", name)
    plugins = registry.plugins
    registry.criteria = _settle_clashes(registry, "criterion", [(p, c.id, c) for p in plugins for c in p.criteria])
    registry.segments = _settle_clashes(registry, "segment", [(p, s.id, s) for p in plugins for s in p.segments])
    registry.rulesets = _settle_clashes(registry, "ruleset", [(p, f.stem, f) for p in plugins for f in p.rulesets])


def _index_once(plugin: Plugin, kind: Kind, items: Sequence[tuple[str, T]]) -> list[tuple[str, T]]:
    """The things by id. An id that is declared twice, or without the plugin's prefix, is a fault."""
    names = [name for name, _ in items]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            plugin.fail(
                Text("is declared twice in this plugin; rename one", "在此插件中声明了两次；请改名"), kind, name
            )
        if not name.startswith(plugin.prefix):
            plugin.fail(_prefix(plugin, name), kind, name)
    return list(dict(items).items())


def _prefix(plugin: Plugin, name: str) -> Text:
    return Text(
        f"what {plugin.distribution} declares begins with '{plugin.prefix}'; rename it to '{plugin.prefix}{name}'",
        f"{plugin.distribution} 声明的名称须以 '{plugin.prefix}' 开头；请改名为 '{plugin.prefix}{name}'",
    )


def _settle_clashes(registry: Registry, kind: Kind, items: list[tuple[Plugin, str, Any]]) -> dict[str, Any]:
    """The things that can be used, by id, after clashes between plugins are settled."""
    holders: dict[str, list[Plugin]] = {}
    for plugin, name, _ in items:
        holders.setdefault(name, []).append(plugin)
    for name, plugins in holders.items():
        for plugin in plugins:
            others = sorted({other.id for other in plugins} - {plugin.id})
            if others and not plugin.built_in:
                plugin.fail(
                    Text(
                        f"is also supplied by {', '.join(others)}; rename one, or leave a plugin out by SHORTLIST_PLUGINS",
                        f"{'、'.join(others)} 也提供了它；请改名，或用 SHORTLIST_PLUGINS 排除其中一个插件",
                    ),
                    kind,
                    name,
                )
    kept = {}
    for plugin, name, item in items:
        if not any((fault.kind, fault.name) == (kind, name) for fault in plugin.faults):
            kept[name] = item
            registry.owner[name] = plugin.id
    return dict(sorted(kept.items())) if kind == "ruleset" else kept


# --- fields


def _settle_fields(registry: Registry) -> None:
    """Put one field for each name into the registry; declarations that differ are refused, those alike are one field."""
    # Who a prospect is, the program itself declares: no plugin may change these fields.
    program = Plugin(HOME, HOME, VERSION)
    declared: dict[str, list[tuple[Plugin, Field]]] = {field.id: [(program, field)] for field in IDENTITY}
    for plugin in registry.plugins:
        for field in plugin.fields:
            declared.setdefault(field.id, []).append((plugin, field))
    for name, sides in declared.items():
        home = [side for side in sides if side[0].built_in]
        for plugin, field in sides:
            for reason in _field_mistakes(field):
                plugin.fail(reason, "field", name)
            if not home and not name.startswith(plugin.prefix):
                plugin.fail(_prefix(plugin, name), "field", name)
            # Against the built-in declaration where there is one, else each against each, so that none wins by its order.
            for other, theirs in home or sides:
                if change := _find_difference(field, theirs):
                    plugin.fail(
                        Text(
                            f"{other.id} declares it otherwise ({change}); declare it alike, or under another name",
                            f"{other.id} 对它的声明不同（{change}）；请声明一致，或另起名称",
                        ),
                        "field",
                        name,
                    )
        # Reversed, so that the owner of a field declared alike by several is the first of them.
        for plugin, field in reversed([side for side in sides if not _has_fault(side[0], "field", name)]):
            registry.fields[name], registry.owner[name] = field, plugin.id


def _has_fault(plugin: Plugin, kind: Kind, name: str) -> bool:
    return any((fault.kind, fault.name) == (kind, name) for fault in plugin.faults)


def _find_difference(ours: Field, theirs: Field) -> str:
    """The first part in which two declarations differ; empty where they are alike."""
    for part in attributes(Field):
        here, there = getattr(ours, part.name), getattr(theirs, part.name)
        if here != there:
            return f"{part.name}: {here!s:.40} / {there!s:.40}"
    return ""


def _field_mistakes(field: Field) -> Iterator[Text]:
    yield from _find_untranslated(Text("its title", "标题"), field.title, field.id)
    for name, text in (("ask", field.ask), ("about", field.about)):
        yield from _find_untranslated(Text(f"its {name}", name), text, None)


# --- criteria


def criterion_mistakes(criterion: Criterion, fields: Mapping[str, Field]) -> Iterator[Text]:
    """What is wrong with a criterion as declared, without building anything; `fields` are those that it may read."""
    if criterion.id in RESERVED or criterion.id in fields:
        yield Text("its id is also a field, or a name of the program; rename it", "编号与字段或程序保留名相同；请改名")
    yield from _find_untranslated(Text("its title", "标题"), criterion.title, criterion.id)
    yield from _find_untranslated(Text("its about", "about"), criterion.about, None)
    if criterion.params is not None and not hasattr(criterion.params, "model_validate"):
        yield Text("params must be a pydantic model, the class itself", "params 必须是 pydantic 模型类")
    for measure in criterion.measures:
        if not isinstance(measure, Measure):  # a dataclass does not check the types of its fields
            kind = type(measure).__name__
            yield Text(f"measures must hold Measure; found {kind}", f"measures 只能包含 Measure；实际为 {kind}")
            return
        for reason in _measure_mistakes(measure, fields):
            yield of_measure(measure.id, reason)
    if fault := weight_fault(measure.weight for measure in criterion.measures):
        yield Text(f"all weights of its measures {fault.en}", f"指标权重{fault.zh}")


def _find_refused_fields(plugin: Plugin, criterion: Criterion) -> Iterator[Text]:
    """A fault for each measure that reads a field of this plugin's which was refused."""
    # Another plugin's field of that name may be in the registry, but it is not the one that the measure expects.
    refused = {fault.name for fault in plugin.faults if fault.kind == "field"}
    for measure in criterion.measures:
        reads = re.findall(r"\w+", measure.value) if isinstance(measure.value, str) else measure.fields
        for name in dict.fromkeys(name for name in reads if name in refused):
            reason = Text(f"reads the field '{name}', which was refused", f"读取了未通过检查的字段 '{name}'")
            yield of_measure(measure.id, reason)


def of_measure(measure: str, reason: Text) -> Text:
    """The reason, after the measure that it is about."""
    return Text(f"measure '{measure}': {reason.en}", f"指标 '{measure}'：{reason.zh}")


def _measure_mistakes(measure: Measure, fields: Mapping[str, Field]) -> Iterator[Text]:
    if not isinstance(measure.value, str) and not callable(measure.value):
        kind = type(measure.value).__name__
        yield Text(
            f"value must be SQL text or a function of a Context; found {kind}",
            f"value 必须是 SQL 文本或以 Context 为参数的函数；实际为 {kind}",
        )
    if isinstance(measure.value, str) and measure.fields:
        yield Text(
            "fields are for a function; SQL text names its own: leave them out",
            "fields 只用于函数；SQL 自带字段名：请删去",
        )
    unknown = [name for name in measure.fields if name not in fields]
    if unknown:
        names = ", ".join(unknown)
        yield Text(
            f"reads fields that no plugin declares: {names}; add them to register_fields()",
            f"读取了没有插件声明的字段：{names}；请在 register_fields() 中声明",
        )
    if not isinstance(measure.curve, Curve):
        kind = type(measure.curve).__name__
        yield Text(
            f"curve must be linear(...), steps(...) or levels(...); found {kind}",
            f"curve 须为 linear(...)、steps(...) 或 levels(...)；实际为 {kind}",
        )
    else:
        yield from _against_direction(measure)
    yield from _find_untranslated(Text("its title", "标题"), measure.title, measure.id)
    for name, text in (("ask", measure.ask), ("source", measure.source)):
        yield from _find_untranslated(Text(f"its {name}", name), text, None)


def _against_direction(measure: Measure) -> Iterator[Text]:
    """A fault where a linear or steps curve does not go the declared way; levels, which need a field's order, are left to
    the kit of `shortlist.testing`."""
    scores = [score for _, score in measure.curve.points]
    if measure.curve.kind != "levels" and measure.direction and direction_of(scores) not in (measure.direction, "flat"):
        way = WAYS[direction_of(scores)]
        yield Text(
            f"direction is {measure.direction}, but its curve is {way.en} ({', '.join(f'{s:g}' for s in scores)})",
            f"direction 为 {measure.direction}，曲线却是{way.zh}的（{'、'.join(f'{s:g}' for s in scores)}）",
        )


WAYS = {
    "rising": Text("rising", "上升"),
    "falling": Text("falling", "下降"),
    "none": Text("going both ways", "有升有降"),
    "flat": Text("flat", "不变"),
}


def direction_of(scores: Iterable[float]) -> str:
    """How scores go, in the order of the values that they are of: `rising`, `falling`, `flat` or `none` (both ways)."""
    pairs = list(pairwise(scores))
    up = any(later > earlier for earlier, later in pairs)
    down = any(later < earlier for earlier, later in pairs)
    return "none" if up and down else "rising" if up else "falling" if down else "flat"


def _find_untranslated(what: Text, text: Text | None, name: str | None) -> Iterator[Text]:
    """A fault where a text is absent (equal to the id) or has the same words in both languages."""
    # Without a lower-case letter it may be an acronym, which serves in both.
    if text is None:
        return
    if name is not None and text == Text.of(name):
        yield Text(
            f'{what.en} is missing; write {{"en": ..., "zh": ...}}', f'缺少{what.zh}；请写 {{"en": ..., "zh": ...}}'
        )
    elif text.en == text.zh and any(letter.islower() for letter in text.en):
        yield Text(
            f"{what.en} is the same in both languages ({text.en!r:.40}); write it in English and in Chinese",
            f"{what.zh}在两种语言中相同（{text.en!r:.40}）；请分别写出英文和中文",
        )


# --- segments and rulesets


def _segment_mistakes(segment: Segment) -> Iterator[Text]:
    yield from _find_untranslated(Text("its title", "标题"), segment.title, segment.id)
    for item in segment.classes:
        yield from _find_untranslated(
            Text(f"the title of '{item.id}'", f"类别 '{item.id}' 的标题"), item.title, item.id
        )


def _ruleset_mistakes(file: Path) -> Iterator[Text]:
    if not file.is_file() or file.suffix.lower() not in (".yaml", ".yml"):
        yield Text(
            f"{file} is no YAML file; is it among the distribution's package data?",
            f"{file} 不是 YAML 文件；是否已列入发行包的 package data？",
        )
    elif not ID.match(file.stem):
        yield Text("the file's name must be lower_snake_case", "文件名须为小写字母加下划线")
