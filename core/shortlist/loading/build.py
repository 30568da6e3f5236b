"""From a checked file to a Ruleset: fields, tables, criteria, segments and rules, with everything that is wrong."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from shortlist.errors import Place, Problem, RulesetError, suggest
from shortlist.language import InvalidError, Text
from shortlist.loading.dependencies import ABSENT, absent_plugins, unknown_criterion, unknown_segment
from shortlist.loading.histories import histories
from shortlist.loading.namespace import Declared, collisions
from shortlist.loading.params import validate_params
from shortlist.loading.references import reference_rows
from shortlist.loading.rules import rules_of, treatments_of
from shortlist.model.criteria import Criterion, Measure, weight_fault
from shortlist.model.fields import Field
from shortlist.model.reserved import RESERVED
from shortlist.planning import columns
from shortlist.plugins.registry import Registry
from shortlist.ruleset import schema
from shortlist.ruleset.definition import History, Reference, Ruleset, RulesetCriterion, Segment, SegmentClass, Weight
from shortlist.ruleset.document import Node
from shortlist.ruleset.validation import BROKEN, Structure


class Builder:
    """Turns a tree into a Ruleset of all that is right, and collects what is wrong.

    Lookup tables come from `recorded`, by path, where it is given, else from their files; `tables` are those it read.
    """

    def __init__(self, tree: Node, path: Path, plugins: Registry, recorded: Mapping[str, bytes] | None = None) -> None:
        self.tree, self.path, self.plugins, self.recorded = tree, path, plugins, recorded
        self.tables: dict[str, bytes] = {}
        self.structure = Structure(tree)
        self.problems = list(self.structure.problems)
        self.broken = set(self.structure.broken)

    def problem(self, node: Node | Place, en: str, zh: str) -> None:
        self.problems.append(Problem.of(en, zh, node if isinstance(node, Place) else node.place))

    def ruleset(self) -> Ruleset:
        entry = self._with_supplied_segments(self.structure.file)
        self.problems += absent_plugins(entry, self.tree, self.plugins)
        fields = self._fields(entry)
        references = self._references(entry, fields)
        histories = self._histories(entry, fields)
        criteria = self._criteria(entry)
        segments = {s.id: self._segment(s, index) for index, s in enumerate(entry.segments)}
        rules, problems = rules_of(entry, self.structure, criteria.values())
        self.problems += problems
        treatments, problems = treatments_of(entry, self.structure)
        self.problems += problems
        dropped = self._collisions(entry, criteria)
        rules = tuple(
            replace(r, conclusions=tuple(c for c in r.conclusions if c not in dropped["conclusion"])) for r in rules
        )
        return Ruleset(
            entry.ruleset,
            entry.version,
            entry.title.text if entry.title else Text.of(entry.ruleset),
            str(self.path),
            entry.currency,
            entry.rates.values,
            entry.seller,
            {name: field for name, field in fields.items() if name not in dropped["field"]},
            {name: table for name, table in references.items() if name not in dropped["reference table"]},
            {name: criterion for name, criterion in criteria.items() if name not in dropped["criterion"]},
            {name: segment for name, segment in segments.items() if name not in dropped["segment"]},
            rules,
            entry.decision,
            histories,
            treatments,
        )

    def _collisions(self, entry: schema.RulesetFile, criteria: Mapping[str, RulesetCriterion]) -> dict[str, set[str]]:
        """Names that have another meaning already, by kind; each is a problem, and keeps its older meaning."""
        item = self.structure.item
        own: dict[str, tuple[str, ...]] = {
            name: ("fields", name) for name in entry.fields if name not in self.plugins.fields or name in RESERVED
        }
        for history, item_ in entry.history.items():
            for name in item_.features:
                if name in RESERVED or name not in (*self.plugins.fields, *entry.fields):
                    own.setdefault(name, ("history", history, "features", name))
        declared = [
            *(Declared("field", name, self.tree.at(path)) for name, path in own.items()),
            *(Declared("reference table", name, self.tree.at(("references", name))) for name in entry.references),
            *(Declared("criterion", name, self.tree.at(("criteria", name))) for name in criteria),
            *(Declared("segment", s.id, item("segments", i).at(("id",))) for i, s in enumerate(entry.segments)),
            *{
                name: Declared("conclusion", name, item("rules", index).at(("then",)))
                for index, rule in enumerate(entry.rules)
                for name in rule.then.conclusions
            }.values(),
            *{
                key: Declared("offer", columns.offer(key), item("treatments", index).at(("offer", key)))
                for index, treatment in reversed([*enumerate(entry.treatments)])
                for key in treatment.offer
            }.values(),
        ]
        supplied = {name: owner for name, owner in self.plugins.owner.items() if name in self.plugins.fields}
        problems, dropped = collisions(declared, supplied)
        self.problems += problems
        return dropped

    # --- parts

    def _with_supplied_segments(self, entry: schema.RulesetFile) -> schema.RulesetFile:
        """The file with `use: SEGMENT` replaced by the classes of a plugin's segment."""
        segments: list[schema.SegmentEntry] = []
        for index, item in enumerate(entry.segments):
            supplied = self.plugins.segments.get(item.use or "", ABSENT)
            if item.use and supplied is ABSENT:
                place = self.structure.item("segments", index).at(("use",)).place
                self.problems += unknown_segment(item.use, place, self.plugins)
                self.broken.add(item.id)
            segments.append(item.fill(supplied) if item.use else item)
        return entry.model_copy(update={"segments": segments})

    def _fields(self, entry: schema.RulesetFile) -> dict[str, Field]:
        fields = dict(self.plugins.fields)
        for name, item in entry.fields.items():
            node = self.tree.at(("fields", name))
            known = fields.get(name) if name not in RESERVED else None
            if known is not None and (known.type != item.type or item.values not in ([], list(known.values))):
                owner = self.plugins.owner.get(name, "shortlist")
                self.problem(
                    node.key or node.place,
                    f"the field '{name}' is declared by {owner} as {known.type}; declare it alike or under another name",
                    f"字段 '{name}' 已由 {owner} 声明为 {known.type}；请声明一致或另起名称",
                )
                continue
            try:
                fields[name] = _merge_declared(name, item, known)
            except InvalidError as error:
                self.problem(node, error.text.en, error.text.zh)
                self.broken.add(name)
        return fields

    def _references(self, entry: schema.RulesetFile, fields: Mapping[str, Field]) -> dict[str, Reference]:
        result: dict[str, Reference] = {}
        for name, item in entry.references.items():
            node = self.tree.at(("references", name))
            if item.key not in fields:
                if item.key not in self.broken:
                    near = suggest(item.key, fields)
                    self.problem(
                        self.tree.at(("references", name, "key")),
                        f"unknown field '{item.key}'{near.en}",
                        f"未知字段 '{item.key}'{near.zh}",
                    )
                self.broken.add(name)
                continue
            if fields[item.key].type not in ("text", "country", "level"):
                self.problem(
                    self.tree.at(("references", name, "key")),
                    f"a table is looked up by a text, country or level; '{item.key}' is {fields[item.key].type}",
                    f"参照表的键须为文本、国家或等级；'{item.key}' 的类型是 {fields[item.key].type}",
                )
                self.broken.add(name)
                continue
            try:
                columns = {c: Field(c, column.type, values=tuple(column.values)) for c, column in item.fields.items()}
            except InvalidError as error:
                self.problem(node.key or node.place, error.text.en, error.text.zh)
                self.broken.add(name)
                continue
            headers = {key: column.header or key for key, column in item.fields.items()}
            source = Path(node.place.source).parent / item.file
            try:
                data = source.read_bytes() if self.recorded is None else self.recorded[str(source)]
                self.tables[str(source)] = data
                rows = dict(reference_rows(source, data, fields[item.key], columns, headers))
                result[name] = Reference(name, item.key, columns, rows)
            except RulesetError as error:
                self.problems += error.problems
                self.broken.add(name)
            except (OSError, UnicodeDecodeError, csv.Error) as error:
                reason = error.strerror if isinstance(error, OSError) else "not a CSV file in UTF-8"
                self.problem(
                    self.tree.at(("references", name, "file")), f"{source}: {reason}", f"{source}：无法读取（{reason}）"
                )
                self.broken.add(name)
        return result

    def _histories(self, entry: schema.RulesetFile, fields: dict[str, Field]) -> dict[str, History]:
        """The history tables; each of their features becomes a field, or supplies one that is declared."""
        result, problems, broken = histories(entry, self.tree, fields)
        self.problems += problems
        self.broken |= broken
        return result

    def _criteria(self, entry: schema.RulesetFile) -> dict[str, RulesetCriterion]:
        result: dict[str, RulesetCriterion] = {}
        for name, item in entry.criteria.items():
            if not item.use:
                continue
            node = self.tree.at(("criteria", name))
            supplied = self.plugins.criteria.get(name)
            before = len(self.problems)
            if (
                name != BROKEN
                and name not in self.broken
                and supplied is None
                and not any(m.value for m in item.measures.values())
            ):
                self.problems += unknown_criterion(name, node.key or node.place, self.plugins, entry.criteria)
            measures = tuple(self._measures(name, item, supplied))
            params = self._params(name, item, supplied)
            if len(self.problems) == before and not measures and name != BROKEN and name not in self.broken:
                self.problem(
                    node.key or node.place,
                    f"criterion '{name}' has every measure switched off",
                    f"准则 '{name}' 的指标全部停用",
                )
            elif measures and (fault := weight_fault(m.weight for m in measures)):
                en = f"criterion '{name}': all weights of its measures {fault.en}"
                self.problem(node.key or node.place, en, f"准则 '{name}' 的指标权重{fault.zh}")
                self.broken.add(name)
                continue
            if not measures or (params is None and supplied is not None and supplied.params is not None):
                self.broken.add(name)
                continue
            title = item.title.text if item.title else supplied.title if supplied else Text.of(name)
            criterion = supplied or Criterion(name, measures, title)
            weight = Weight(item.weight.default, item.weight.by, item.weight.classes)
            result[name] = RulesetCriterion(
                criterion, weight, measures, item.missing or entry.decision.missing, item.floor, params, title, node,
                self.plugins.owner[name] if supplied else "",
            )  # fmt: skip
        self._check_weights(result, entry)
        return result

    def _measures(self, name: str, item: schema.CriterionEntry, supplied: Criterion | None) -> Iterator[Measure]:
        known = {measure.id: measure for measure in supplied.measures} if supplied else {}
        for measure in known.values():
            change = item.measures.get(measure.id)
            if change is None:
                yield measure
            elif change.use:
                if change.value is not None:
                    self.problem(
                        self.tree.at(("criteria", name, "measures", measure.id, "value")),
                        f"the value of '{measure.id}' comes from its plugin; write a measure of another name",
                        f"'{measure.id}' 的取值由插件给出；请另起名称写一个指标",
                    )
                yield self._apply_change(measure, change)
        for key, change in item.measures.items():
            if key in known or not change.use:
                continue
            node = self.tree.at(("criteria", name, "measures", key))
            if change.value is None:
                near = suggest(key, {*known, *item.measures} - {key})
                self.problem(
                    node.key or node.place,
                    f"'{key}' is no measure of '{name}'{near.en}; a new one needs `value:`",
                    f"'{key}' 不是 '{name}' 的指标{near.zh}；新指标需要 `value:`",
                )
                continue
            curve = change.curve()
            if curve is None:
                self.problem(
                    node.key or node.place,
                    f"measure '{key}' needs a curve: linear, steps or levels",
                    f"指标 '{key}' 需要一条曲线：linear、steps 或 levels",
                )
                continue
            yield self._apply_change(Measure(key, change.value, curve), change)

    @staticmethod
    def _apply_change(measure: Measure, change: schema.MeasureEntry) -> Measure:
        curve = change.curve() or (
            measure.curve if change.otherwise is None else replace(measure.curve, otherwise=change.otherwise)
        )
        return replace(
            measure,
            curve=curve,
            weight=measure.weight if change.weight is None else change.weight,
            title=change.title.text if change.title else measure.title,
            ask=change.ask.text if change.ask else measure.ask,
        )

    def _params(self, name: str, item: schema.CriterionEntry, supplied: Criterion | None) -> Any:
        node = self.tree.at(("criteria", name, "params"))
        if supplied is None or supplied.params is None:
            if item.params:
                self.problem(node.key or node.place, f"'{name}' takes no params", f"'{name}' 没有参数")
            return None
        params, problems = validate_params(supplied.params, item.params, node, name)
        self.problems += problems
        return params

    def _check_weights(self, criteria: Mapping[str, RulesetCriterion], entry: schema.RulesetFile) -> None:
        node = self.tree.get("criteria") or self.tree
        segments = {segment.id: [c.id for c in segment.parts] for segment in entry.segments}
        drivers = {c.weight.by: c.node.at(("weight", "by")) for c in criteria.values() if c.weight.by}
        for driver, place in drivers.items():
            if driver not in segments and driver not in self.broken:
                near = suggest(driver, segments)
                self.problem(place, f"unknown segment '{driver}'{near.en}", f"未知分类 '{driver}'{near.zh}")
        if len(drivers) > 1:
            names = ", ".join(drivers)
            self.problem(
                [*drivers.values()][1],
                f"one segment may drive weights; here are {names}",
                f"只能由一个分类决定权重，此处有 {names}",
            )
        for criterion in criteria.values():
            weight = criterion.weight
            place = criterion.node.at(("weight",))
            if weight.classes and weight.by is None:
                self.problem(place, "weights by class need `by: SEGMENT`", "按分类设权重需要 `by: 分类名`")
            classes = segments.get(weight.by or "", [])
            for class_id in weight.classes if classes else ():
                if class_id not in classes:
                    near = suggest(class_id, classes)
                    self.problem(
                        place.at((class_id,)),
                        f"'{class_id}' is no class of {weight.by}{near.en}",
                        f"'{class_id}' 不是 {weight.by} 的类别{near.zh}",
                    )
        driven: list[str | None] = [c for driver in drivers for c in segments.get(driver, [])]
        for name in (None, *driven):
            fault = weight_fault(c.weight.of(name) for c in criteria.values()) if criteria else None
            if fault and not self.problems:
                en, zh = (f" for the class '{name}'", f"（类别 {name}）") if name else ("", "")
                text = f"the weights of all criteria {fault.en}{en}"
                self.problem(node.key or node.place, text, f"所有准则的权重{fault.zh}{zh}")

    def _segment(self, entry: schema.SegmentEntry, index: int) -> Segment:
        node = self.structure.item("segments", index)
        used = node.at(("use",)).place
        classes = tuple(
            SegmentClass(
                c.id,
                (Node(c.when, Place(used.source, used.line)) if entry.use else node.at(("classes", position, "when")))
                if c.when is not None
                else None,
                c.title.text if c.title else Text.of(c.id),
            )
            for position, c in enumerate(entry.parts)
        )
        return Segment(entry.id, entry.title.text if entry.title else Text.of(entry.id), classes, node)


def _merge_declared(name: str, entry: schema.FieldEntry, known: Field | None) -> Field:
    """A field of the ruleset; of a field that a plugin declares too, what is written here comes on top."""
    plain = {key: getattr(entry, key) for key in ("values", "unit", "minimum", "maximum")}
    texts = {key: value.text for key in ("title", "ask", "about") if (value := getattr(entry, key)) is not None}
    plain["rubric"] = tuple(step.text for step in entry.rubric)
    if known is None:
        return Field(
            name, entry.type, aliases=tuple(entry.aliases), value_aliases=entry.value_aliases, **plain, **texts
        )
    changed = {key: value for key, value in plain.items() if value not in (None, [], ())}
    aliases = (*entry.aliases, *known.aliases)
    return replace(
        known, aliases=aliases, value_aliases={**known.value_aliases, **entry.value_aliases}, **changed, **texts
    )
