"""Loading a ruleset: find it, extend it, check it, and say everything that is wrong at once."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from shortlist import schema
from shortlist.criterion import Criterion, Measure
from shortlist.errors import Place, PluginError, Problem, RulesetError, meant
from shortlist.fields import Field
from shortlist.language import Text
from shortlist.plugins import Registry, registry
from shortlist.ruleset import Reference, Rule, Ruleset, RulesetCriterion, Segment, SegmentClass, Weight
from shortlist.yamlfile import Node, merge, read, set_value

RESERVED = frozenset({"score", "coverage", "decision", "grade", "seller", "prospect_id", "name", "reasons", "ask_next", "tags",
                      "score_low", "score_high", "certain", "decision_worst", "decision_best", "treatment"})
SUFFIXES = (".yaml", ".yml")


def load(name: str, assignments: Sequence[str] = ()) -> Ruleset:
    """The ruleset of a name or file. Raises RulesetError with every problem, in the order of the file."""
    from shortlist.plan import Plan

    tree, path = _extended(name, Place("--ruleset"), ())
    for assignment in assignments:
        tree = set_value(tree, assignment)
    builder = Builder(tree, path, registry())
    ruleset = builder.ruleset()
    notes: list[Problem] = []
    try:
        notes = Plan(ruleset, date(2026, 1, 1), frozenset(builder.broken)).notes
    except RulesetError as error:
        builder.problems += error.problems
    if builder.problems:
        raise RulesetError(sorted(dict.fromkeys(builder.problems), key=_order))
    return replace(ruleset, notes=tuple(notes))


def _order(problem: Problem) -> tuple[str, int, int]:
    place = problem.place or Place("")
    return place.source, place.line or 0, place.column or 0


def built_in() -> dict[str, Path]:
    """The names and files of the built-in rulesets."""
    folder = Path(str(resources.files("shortlist.rulesets")))
    return {file.stem: file for file in sorted(folder.glob("*.yaml"))}


def find(name: str, place: Place, beside: Path | None = None) -> Path:
    """The file of a ruleset: a path (relative to `beside`), or a built-in name. Raises RulesetError."""
    path = (beside / name) if beside else Path(name)
    if path.suffix.lower() in SUFFIXES or path.is_file():
        if path.is_file():
            return path
        raise RulesetError(Problem(Text(f"there is no file {path}", f"文件 {path} 不存在"), place))
    known = built_in()
    if name in known:
        return known[name]
    near = meant(name, known)
    raise RulesetError(Problem(
        Text(f"unknown ruleset '{name}'{near.en}; built-in: {', '.join(known)}; or give a file NAME.yaml",
             f"未知规则集 '{name}'{near.zh}；内置规则集：{'、'.join(known)}；也可给出文件 NAME.yaml"), place))


def _extended(name: str, place: Place, seen: tuple[Path, ...], beside: Path | None = None) -> tuple[Node, Path]:
    """The tree of a ruleset merged onto all that it extends."""
    path = find(name, place, beside)
    if path.resolve() in seen:
        circle = " -> ".join(file.name for file in (*seen, path))
        raise RulesetError(Problem(Text(f"the rulesets extend each other in a circle: {circle}", f"规则集循环继承：{circle}"), place))
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RulesetError(Problem(Text(f"not a text file in UTF-8 (byte {error.start})", f"不是 UTF-8 文本文件（第 {error.start} 字节）"),
                                   Place(str(path)))) from None
    except OSError as error:
        raise RulesetError(Problem(Text(f"cannot be read: {error.strerror}", f"无法读取：{error.strerror}"), Place(str(path)))) from None
    tree = read(text, str(path))
    if not isinstance(tree.value, dict):
        raise RulesetError(Problem(Text("a ruleset is a mapping that begins with `ruleset: NAME`",
                                        "规则集应为以 `ruleset: 名称` 开头的映射"), tree.place))
    parent = tree.get("extends")
    if parent is None or not isinstance(parent.value, str):
        return tree, path
    base, _ = _extended(parent.value, parent.place, (*seen, path.resolve()), _beside(parent.value, path))
    return merge(base, tree), path


def _beside(name: str, path: Path) -> Path | None:
    """The folder in which a ruleset's parent is looked for; None for a built-in name."""
    here = path.parent / name
    return path.parent if here.is_file() or here.suffix.lower() in SUFFIXES else None


class Builder:
    """Turns a tree into a Ruleset of all that is right, and collects what is wrong."""

    def __init__(self, tree: Node, path: Path, plugins: Registry) -> None:
        self.tree, self.path, self.plugins = tree, path, plugins
        self.problems: list[Problem] = []
        self.broken: set[str] = set()
        self.names: dict[str, tuple[str, Node | None]] = {}

    def problem(self, node: Node | Place, en: str, zh: str) -> None:
        self.problems.append(Problem(Text(en, zh), node if isinstance(node, Place) else node.place))

    def ruleset(self) -> Ruleset:
        entry = self._validated()
        fields = self._fields(entry)
        references = self._references(entry, fields)
        criteria = self._criteria(entry)
        segments = {s.id: self._segment(s, index) for index, s in enumerate(entry.segments)}
        rules = self._rules(entry, criteria)
        self._check_names(entry, criteria)
        return Ruleset(entry.ruleset, entry.version, entry.title.text if entry.title else Text.of(entry.ruleset), str(self.path),
                       entry.currency, entry.rates.values, entry.seller, fields, references, criteria, segments, rules, entry.decision)

    # --- structure

    def _validated(self) -> schema.RulesetFile:
        """The file's model without the entries that are wrong, each of which is a problem and a broken name."""
        data = self.tree.data()
        version = self.tree.get("version")
        if version is not None and isinstance(version.value, int | float | date):
            self.problem(version, f'put the version in quotes: version: "{version.value}"', f'版本号请加引号：version: "{version.value}"')
            data["version"] = str(version.value)
        fallback = {"ruleset": "broken", "version": "0", "criteria": {"broken": {"weight": 1}}}
        while True:
            try:
                return schema.RulesetFile.model_validate(data)
            except ValidationError as error:
                details = error.errors()
            for detail in details:
                self.problems.append(self._explained(detail))
            for path in {self._entry_path(detail["loc"], data) for detail in details}:
                self._prune(data, path, fallback)

    def _entry_path(self, location: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
        """The part of the file that a mistake makes unusable: a field, a criterion, a rule, or a setting."""
        deep = len(location) > 1 and isinstance(data.get(location[0]), dict | list) and location[0] != "title"
        return tuple(location[:2] if deep else location[:1])

    def _prune(self, data: dict[str, Any], path: tuple[Any, ...], fallback: Mapping[str, Any]) -> None:
        section = data.get(path[0]) if path else None
        if len(path) == 2 and isinstance(section, dict) and path[1] in section:
            del section[path[1]]
            self.broken.add(str(path[1]))
        elif len(path) == 2 and isinstance(section, list) and section[path[1]] is not None:
            entry = section[path[1]]
            if isinstance(entry, dict):
                self.broken.add(str(entry.get("id")))
                self.broken |= set(_concluded(entry.get("then")))
            section[path[1]] = None  # keeps the places of the others; taken out below
        else:
            if path and isinstance(section, dict):
                self.broken |= {str(key) for key in section}
            if path:
                data.pop(path[0], None)
        if isinstance(section, list) and all(item is None for item in section):
            data.pop(path[0], None)
        if path and path[0] in fallback and not data.get(path[0]):
            data[path[0]] = fallback[path[0]]

    def _explained(self, detail: Any) -> Problem:
        """A pydantic error as a line of ours."""
        location, kind, context = detail["loc"], detail["type"], detail.get("ctx", {})
        node = self.tree.at(location)
        last = next((part for part in reversed(location) if part != "[key]"), "")
        place = node.place
        known = _keys_at(schema.RulesetFile, location[:-1])
        if kind == "extra_forbidden":
            near = meant(str(last), known)
            place = node.key or place
            return Problem(Text(f"unknown key '{last}'{near.en or '; known: ' + ', '.join(known)}",
                                f"未知的键 '{last}'{near.zh or '；可用：' + '、'.join(known)}"), place)
        if kind == "missing":
            return Problem(Text(f"'{last}' is missing", f"缺少 '{last}'"), node.key or place)
        if kind == "shortlist":
            return Problem(Text(context["en"], context["zh"]), node.key or place)
        value = str(detail["input"])
        shown = repr(detail["input"]) if len(value) < 60 else f"{value[:57]}..."
        wanted = WANTED.get(kind)
        if wanted is None:
            return Problem(Text(f"'{last}': {detail['msg']}; found {shown}", f"'{last}'：{detail['msg']}；实际为 {shown}"), place)
        limit = {"limit": next((str(v) for k, v in context.items() if k in ("ge", "le", "gt", "expected", "min_length")), "")}
        near = meant(value, [v.strip("'") for v in str(context.get("expected", "")).replace(" or ", ", ").split(", ")])
        return Problem(Text(f"'{last}' must be {wanted.en.format(**limit)}; found {shown}{near.en}",
                            f"'{last}' 必须是{wanted.zh.format(**limit)}；实际为 {shown}{near.zh}"), place)

    # --- parts

    def _fields(self, entry: schema.RulesetFile) -> dict[str, Field]:
        fields = dict(self.plugins.fields)
        for name, item in entry.fields.items():
            node = self.tree.at(("fields", name))
            if name in fields and name not in RESERVED:
                owner = self.plugins.owner.get(name, "shortlist")
                self.problem(node.key or node.place, f"the field '{name}' is already declared by {owner}; leave it out here",
                             f"字段 '{name}' 已由 {owner} 声明，此处无需再写")
                continue
            try:
                options = {key: getattr(item, key) for key in ("aliases", "values", "value_aliases", "unit", "minimum", "maximum")}
                texts = {key: value.text for key in ("title", "ask", "about") if (value := getattr(item, key)) is not None}
                fields[name] = Field(name, item.type, **options, **texts)
            except ValueError as error:
                self.problem(node, str(error), f"字段声明有误：{error}")
                self.broken.add(name)
        return fields

    def _references(self, entry: schema.RulesetFile, fields: Mapping[str, Field]) -> dict[str, Reference]:
        result: dict[str, Reference] = {}
        for name, item in entry.references.items():
            node = self.tree.at(("references", name))
            if item.key not in fields:
                if item.key not in self.broken:
                    near = meant(item.key, fields)
                    self.problem(self.tree.at(("references", name, "key")), f"unknown field '{item.key}'{near.en}",
                                 f"未知字段 '{item.key}'{near.zh}")
                self.broken.add(name)
                continue
            columns = {key: Field(key, column.type, values=tuple(column.values)) for key, column in item.fields.items()}
            headers = {key: column.header or key for key, column in item.fields.items()}
            source = Path(node.place.source).parent / item.file
            try:
                rows = dict(_reference_rows(source, fields[item.key], columns, headers))
                result[name] = Reference(name, item.key, columns, rows)
            except RulesetError as error:
                self.problems += error.problems
                self.broken.add(name)
            except (OSError, UnicodeDecodeError, csv.Error) as error:
                reason = error.strerror if isinstance(error, OSError) else "not a CSV file in UTF-8"
                self.problem(self.tree.at(("references", name, "file")), f"{source}: {reason}", f"{source}：无法读取（{reason}）")
                self.broken.add(name)
        return result

    def _criteria(self, entry: schema.RulesetFile) -> dict[str, RulesetCriterion]:
        result: dict[str, RulesetCriterion] = {}
        for name, item in entry.criteria.items():
            if not item.use:
                continue
            node = self.tree.at(("criteria", name))
            supplied = self.plugins.criteria.get(name)
            before = len(self.problems)
            if name != "broken" and supplied is None and not any(m.value for m in item.measures.values()):
                self._unknown_criterion(name, node)
            measures = tuple(self._measures(name, item, supplied))
            params = self._params(name, item, supplied)
            if len(self.problems) == before and not measures and name != "broken":
                self.problem(node.key or node.place, f"criterion '{name}' has every measure switched off", f"准则 '{name}' 的指标全部停用")
            elif len(self.problems) == before and measures and not any(m.weight for m in measures):
                self.problem(node.key or node.place, f"criterion '{name}': all weights of its measures are 0", f"准则 '{name}' 的指标权重全为 0")
            if len(self.problems) > before or not measures:
                self.broken.add(name)
                continue
            title = item.title.text if item.title else supplied.title if supplied else Text.of(name)
            criterion = supplied or Criterion(name, measures, title)
            weight = Weight(item.weight.default, item.weight.by, item.weight.classes)
            result[name] = RulesetCriterion(criterion, weight, measures, item.missing or entry.decision.missing, item.floor, params,
                                            title, node)
        self._check_weights(result, entry)
        return result

    def _unknown_criterion(self, name: str, node: Node) -> None:
        near = meant(name, self.plugins.criteria)
        failed = "; ".join(f"{plugin} failed: {reason}" for plugin, reason in self.plugins.failed.items())
        self.problem(node.key or node.place,
                     f"no plugin supplies the criterion '{name}'{near.en}; one written here needs measures with a `value:`"
                     + (f" ({failed})" if failed else ""),
                     f"没有插件提供准则 '{name}'{near.zh}；在此自定义的准则需要带 `value:` 的指标" + (f"（{failed}）" if failed else ""))

    def _measures(self, name: str, item: schema.CriterionEntry, supplied: Criterion | None) -> Iterator[Measure]:
        known = {measure.id: measure for measure in supplied.measures} if supplied else {}
        for measure in known.values():
            change = item.measures.get(measure.id)
            if change is None:
                yield measure
            elif change.use:
                if change.value is not None:
                    self.problem(self.tree.at(("criteria", name, "measures", measure.id, "value")),
                                 f"the value of '{measure.id}' comes from its plugin; write a measure of another name",
                                 f"'{measure.id}' 的取值由插件给出；请另起名称写一个指标")
                yield self._changed(measure, change)
        for key, change in item.measures.items():
            if key in known or not change.use:
                continue
            node = self.tree.at(("criteria", name, "measures", key))
            if change.value is None:
                near = meant(key, known)
                self.problem(node.key or node.place, f"'{key}' is no measure of '{name}'{near.en}; a new one needs `value:`",
                             f"'{key}' 不是 '{name}' 的指标{near.zh}；新指标需要 `value:`")
                continue
            curve = change.curve()
            if curve is None:
                self.problem(node.key or node.place, f"measure '{key}' needs a curve: linear, steps or levels",
                             f"指标 '{key}' 需要一条曲线：linear、steps 或 levels")
                continue
            yield self._changed(Measure(key, change.value, curve), change)

    @staticmethod
    def _changed(measure: Measure, change: schema.MeasureEntry) -> Measure:
        curve = change.curve() or (measure.curve if change.otherwise is None else replace(measure.curve, otherwise=change.otherwise))
        return replace(measure, curve=curve, weight=measure.weight if change.weight is None else change.weight,
                       title=change.title.text if change.title else measure.title, ask=change.ask.text if change.ask else measure.ask)

    def _params(self, name: str, item: schema.CriterionEntry, supplied: Criterion | None) -> Any:
        node = self.tree.at(("criteria", name, "params"))
        if supplied is None or supplied.params is None:
            if item.params:
                self.problem(node.key or node.place, f"'{name}' takes no params", f"'{name}' 没有参数")
            return None
        try:
            return supplied.params.model_validate(item.params)
        except ValidationError as error:
            for detail in error.errors():
                where = self.tree.at(("criteria", name, "params", *detail["loc"]))
                key = ".".join(str(part) for part in detail["loc"])
                self.problem(where, f"params of '{name}': {key}: {detail['msg']}", f"'{name}' 的参数 {key} 有误：{detail['msg']}")
            return None

    def _check_weights(self, criteria: Mapping[str, RulesetCriterion], entry: schema.RulesetFile) -> None:
        node = self.tree.get("criteria") or self.tree
        segments = {segment.id: [c.id for c in segment.classes] for segment in entry.segments}
        drivers = {c.weight.by: c.node.at(("weight", "by")) for c in criteria.values() if c.weight.by}
        for driver, place in drivers.items():
            if driver not in segments and driver not in self.broken:
                near = meant(driver, segments)
                self.problem(place, f"unknown segment '{driver}'{near.en}", f"未知分类 '{driver}'{near.zh}")
        if len(drivers) > 1:
            names = ", ".join(drivers)
            self.problem([*drivers.values()][1], f"one segment may drive weights; here are {names}", f"只能由一个分类决定权重，此处有 {names}")
        for criterion in criteria.values():
            weight = criterion.weight
            place = criterion.node.at(("weight",))
            if weight.classes and weight.by is None:
                self.problem(place, "weights by class need `by: SEGMENT`", "按分类设权重需要 `by: 分类名`")
            for class_id in weight.classes if weight.by in segments else ():
                if class_id not in segments[weight.by]:
                    near = meant(class_id, segments[weight.by])
                    self.problem(place.at((class_id,)), f"'{class_id}' is no class of {weight.by}{near.en}",
                                 f"'{class_id}' 不是 {weight.by} 的类别{near.zh}")
        classes = [c for driver in drivers for c in segments.get(driver, [])]
        for class_id in (None, *classes):
            total = sum(c.weight.of(class_id) for c in criteria.values())
            if criteria and not self.problems and (total <= 0 or not math.isfinite(total)):
                of = f" for the class '{class_id}'" if class_id else ""
                self.problem(node.key or node.place, f"the weights of all criteria are 0{of}",
                             f"所有准则的权重都为 0{'（类别 ' + class_id + '）' if class_id else ''}")

    def _segment(self, entry: schema.SegmentEntry, index: int) -> Segment:
        node = _list_item(self.tree.get("segments"), entry.id, index)
        classes = tuple(
            SegmentClass(c.id, node.at(("classes", position, "when")) if c.when is not None else None,
                         c.title.text if c.title else Text.of(c.id))
            for position, c in enumerate(entry.classes)
        )
        return Segment(entry.id, entry.title.text if entry.title else Text.of(entry.id), classes, node)

    def _rules(self, entry: schema.RulesetFile, criteria: Mapping[str, RulesetCriterion]) -> tuple[Rule, ...]:
        rules: list[Rule] = []
        seen: dict[str, Node] = {}
        for index, item in enumerate(entry.rules):
            node = _list_item(self.tree.get("rules"), item.id, index)
            if item.id in seen:
                self.problem(node.at(("id",)), f"two rules have the id '{item.id}'", f"两条规则的编号都是 '{item.id}'")
            seen[item.id] = node
            if item.use:
                rules.append(Rule(item.id, node.at(("when",)), item.then.decision, item.then.tags, item.then.conclusions,
                                  item.if_unknown or "ignore", item.because.text if item.because else None))
        for criterion in criteria.values():
            if (floor := criterion.floor) is not None:
                place = criterion.node.at(("floor",)).place
                rules.append(Rule(f"floor:{criterion.id}", Node(f"{criterion.id} < {floor.below!r}", place), "reject", (), (),
                                  floor.if_unknown, None))
        return tuple(rules)

    def _check_names(self, entry: schema.RulesetFile, criteria: Mapping[str, RulesetCriterion]) -> None:
        """One namespace: a collision names both sides."""
        taken: dict[str, str] = {name: "a name of the program" for name in RESERVED}
        taken |= {name: f"a field of {self.plugins.owner[name]}" for name in self.plugins.fields if name in self.plugins.owner}
        sections: list[tuple[str, list[tuple[str, Node]]]] = [
            ("a field", [(name, self.tree.at(("fields", name))) for name in entry.fields if name not in self.plugins.fields or name in RESERVED]),
            ("a reference table", [(name, self.tree.at(("references", name))) for name in entry.references]),
            ("a criterion", [(name, self.tree.at(("criteria", name))) for name in criteria]),
            ("a segment", [(s.id, _list_item(self.tree.get("segments"), s.id, i).at(("id",))) for i, s in enumerate(entry.segments)]),
            ("a conclusion", list({c: _list_item(self.tree.get("rules"), r.id, i).at(("then",))
                                   for i, r in enumerate(entry.rules) for c in r.then.conclusions}.items())),
        ]
        chinese = {"a field": "字段", "a reference table": "参照表", "a criterion": "准则", "a segment": "分类", "a conclusion": "结论",
                   "a name of the program": "程序保留名"}
        for kind, names in sections:
            for name, node in names:
                if name in taken:
                    self.problem(node.key or node.place, f"'{name}' is {kind} here, but it is also {taken[name]}; rename one",
                                 f"'{name}' 在此是{chinese[kind]}，但它也是{chinese.get(taken[name], taken[name])}；请改名")
                taken[name] = kind


WANTED: dict[str, Text] = {
    "string_type": Text("text; put it in quotes", "文本（请加引号）"),
    "float_type": Text("a number", "数字"),
    "int_type": Text("a whole number", "整数"),
    "bool_type": Text("true or false", "true 或 false"),
    "dict_type": Text("a mapping (key: value)", "映射（键: 值）"),
    "list_type": Text("a list (- item)", "列表（- 项）"),
    "model_type": Text("a mapping (key: value)", "映射（键: 值）"),
    "model_attributes_type": Text("a mapping (key: value)", "映射（键: 值）"),
    "date_type": Text("a date as 2026-01-31", "日期，例如 2026-01-31"),
    "literal_error": Text("{limit}", "{limit} 之一"),
    "greater_than_equal": Text("at least {limit}", "不小于 {limit} 的数"),
    "less_than_equal": Text("at most {limit}", "不大于 {limit} 的数"),
    "greater_than": Text("more than {limit}", "大于 {limit} 的数"),
    "finite_number": Text("a finite number", "有限的数"),
    "string_pattern_mismatch": Text("a plain name: letters, digits and _, beginning with a letter", "简单名称：字母、数字和下划线，以字母开头"),
    "string_too_short": Text("not empty", "非空文本"),
    "too_short": Text("not empty", "非空"),
}


def _list_item(section: Node | None, item_id: str, index: int) -> Node:
    """The node of a list entry by its id; by its place where ids repeat."""
    items = section.value if section is not None and isinstance(section.value, list) else []
    found = [item for item in items if (key := item.get("id")) is not None and key.value == item_id]
    if len(found) == 1 or (found and index >= len(items)):
        return found[0]
    return items[index]


def _concluded(then: Any) -> Iterator[str]:
    for item in then if isinstance(then, list) else [then]:
        if isinstance(item, dict) and "conclude" in item:
            yield str(item["conclude"])


def _keys_at(model: Any, location: tuple[Any, ...]) -> list[str]:
    """The keys that a model takes at a location of its data."""
    current = model
    for part in location:
        if isinstance(current, type) and issubclass(current, BaseModel):
            found = next((info.annotation for name, info in current.model_fields.items() if part in (name, info.alias)), None)
            current = _models_in(found)
        # A mapping's key or a list's index leads to the model that was unpacked already.
    return [info.alias or name for name, info in current.model_fields.items()] if hasattr(current, "model_fields") else []


def _models_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _models_in(part)) is not None), None)


def _reference_rows(source: Path, key: Field, columns: Mapping[str, Field],
                    headers: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of a lookup table; empty cells are None. Raises RulesetError for a cell that cannot be read."""
    seen: set[str] = set()
    problems: list[Problem] = []
    with source.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        for header in (key.id, *headers.values()):
            if header not in (reader.fieldnames or ()):
                near = meant(header, reader.fieldnames or ())
                raise RulesetError(Problem(Text(f"the table has no column '{header}'{near.en}", f"表中没有列 '{header}'{near.zh}"),
                                           Place(str(source), 1)))
        for row in reader:
            place = Place(str(source), reader.line_num)
            name = (row[key.id] or "").strip()
            if not name or name in seen:
                problems.append(Problem(Text(f"the key '{name}' is empty or stands twice", f"键 '{name}' 为空或重复"), place))
            seen.add(name)
            cells: dict[str, Any] = {}
            for column, header in headers.items():
                try:
                    cells[column] = _cell((row[header] or "").strip(), columns[column])
                except ValueError:
                    problems.append(Problem(Text(f"{header}: '{row[header]}' is not of the type {columns[column].type}",
                                                 f"{header}：'{row[header]}' 不是类型 {columns[column].type}"), place))
            yield name, cells
    if problems:
        raise RulesetError(problems)


def _cell(text: str, column: Field) -> Any:
    if not text:
        return None
    if column.type == "bool":
        if text.lower() not in ("true", "yes", "1", "false", "no", "0"):
            raise ValueError(text)
        return text.lower() in ("true", "yes", "1")
    if column.type == "date":
        return date.fromisoformat(text)
    if column.type == "level" and text not in column.values:
        raise ValueError(text)
    if column.type in ("text", "country", "level"):
        return text
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


__all__ = ["PluginError", "built_in", "find", "load"]
