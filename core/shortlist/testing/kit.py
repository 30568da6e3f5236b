"""Checks what every criterion must keep to, for authors of plugins."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import polars as pl

from shortlist.errors import Place, PluginError, Problem, suggest
from shortlist.language import Text
from shortlist.loading.params import validate_params
from shortlist.model.criteria import Criterion
from shortlist.model.fields import Field
from shortlist.planning.function_measures import AS_OF, make_rows
from shortlist.plugins.checks import WAYS, direction_of
from shortlist.plugins.discovery import registry
from shortlist.ruleset.document import Node
from shortlist.testing.cases import GROUPS, Cases
from shortlist.testing.conformance import criterion_faults
from shortlist.testing.workbench import Workbench

MANY = 200  # made-up rows on which checks are made
COST_ROWS = 200_000


@dataclass
class Kit:
    """A criterion of an installed plugin with params and a seller, and the checks that it must pass.

    Each check returns what is wrong. `of` raises PluginError where no plugin supplies the criterion, or its plugin is
    broken.
    """

    criterion: Criterion
    fields: Mapping[str, Field]
    params: Any = None
    seller: Mapping[str, Any] = field(default_factory=dict)
    as_of: Any = AS_OF

    @classmethod
    def of(cls, name: str, cases: Cases | None = None) -> Kit:
        """The kit for a criterion by its id, with the params, seller and date of a file of cases if there is one."""
        known = registry()
        if name not in known.criteria:
            near = suggest(name, known.criteria)
            nobody = Problem.of(
                f"no plugin supplies the criterion '{name}'{near.en}", f"没有插件提供评价维度 '{name}'{near.zh}"
            )
            raise PluginError([nobody, *(f.problem for plugin in known.plugins for f in plugin.faults)])
        criterion, file = known.criteria[name], cases.file if cases else None
        params = None
        if criterion.params is not None:
            node = cases.node.at(("params",)) if cases else Node({}, Place(name))
            params, problems = validate_params(criterion.params, file.params if file else {}, node, name)
            if problems:
                raise PluginError(problems)
        return cls(criterion, known.fields, params, file.seller if file else {}, (file and file.as_of) or AS_OF)

    @cached_property
    def bench(self) -> Workbench:
        return self._build()

    def _build(self) -> Workbench:
        return Workbench(self.criterion, self.fields, self.params, self.seller, self.as_of)

    @cached_property
    def frame(self) -> pl.DataFrame:
        return make_rows(list(self.bench.fields.values()), MANY)

    def _score(self, frame: pl.DataFrame) -> pl.DataFrame:
        return self.bench.scores(frame.lazy()).collect()

    # --- the checks

    def declaration(self) -> list[Text]:
        """Nothing is wrong with the declaration, and each measure can be built, has the right type, and goes row by row."""
        return criterion_faults(self.criterion, self.fields, self.params, self.seller)

    def languages(self) -> list[Text]:
        """The criterion says what it is about, and every field that it reads has a question, in both languages."""
        wrong = []
        if self.criterion.about is None:
            wrong.append(
                Text("`about` is missing: say what the criterion is for", "缺少 `about`：请说明该评价维度的用途")
            )
        for measure in self.bench.plan.measures:
            for name in measure.reads:
                if measure.measure.ask is None and self.fields[name].ask is None:
                    said = Text(
                        f"nothing says how to ask for '{name}': give the field or the measure '{measure.measure.id}' an `ask`",
                        f"'{name}' 缺失时没有可问的问题：请为该字段或指标 '{measure.measure.id}' 写 `ask`",
                    )
                    wrong.append(said)
        return list(dict.fromkeys(wrong))

    def range(self) -> list[Text]:
        """Scores and bounds lie in 0-100, and the score within its bounds."""
        found = self._score(self.frame)
        names = [name for name in found.columns if name != "coverage"]
        outside = found.filter(pl.any_horizontal(~pl.col(name).is_between(0, 100) for name in names))
        crossed = found.filter(~pl.col("score").is_between(pl.col("low"), pl.col("high")))
        lines = [*outside.rows(named=True), *crossed.rows(named=True)][:1]
        return [
            Text(f"a score lies outside 0-100 or its bounds: {row}", f"分数超出 0-100 或其上下限：{row}")
            for row in lines
        ]

    def direction(self) -> list[Text]:
        """The score of each measure that declares a direction moves that way as the value rises."""
        wrong = []
        for measure in self.bench.plan.measures:
            declared = measure.measure.direction
            if declared in (None, "none") or measure.measure.curve.kind == "levels":
                continue
            # Of levels the order is the field's, not that of their texts; `declaration` checks them.
            frame = self.bench.plan.scope.stages.apply(self.frame.lazy())
            pairs = frame.select(value=measure.value, score=measure.score).drop_nulls().sort("value").collect()
            way = direction_of(pairs["score"].to_list())
            if way not in (declared, "flat"):
                name = measure.measure.id
                wrong.append(
                    Text(
                        f"measure '{name}': declared {declared}, but the score is {WAYS[way].en}",
                        f"指标 '{name}'：声明为 {declared}，实际得分{WAYS[way].zh}",
                    )
                )
        return wrong

    def missing(self) -> list[Text]:
        """Without any data there is no score and coverage is 0; hiding a field never moves a bound inwards."""
        wrong = []
        nothing = self.bench.outcome(self.frame.clear(1))
        if nothing.score is not None or nothing.coverage or nothing.measures or nothing.low > nothing.high:
            wrong.append(Text(f"something comes out of nothing: {nothing}", f"没有任何数据却有结果：{nothing}"))
        whole = self._score(self.frame)
        for name in self.bench.fields:
            hidden = self._score(self.frame.with_columns(pl.lit(None, self.frame.schema[name]).alias(name)))
            if (hidden["low"] > whole["low"]).any() or (hidden["high"] < whole["high"]).any():
                wrong.append(Text(f"without '{name}' the bounds become narrower", f"缺少 '{name}' 时上下限反而变窄"))
        return wrong

    def determinism(self) -> list[Text]:
        """The same prospects get the same scores again, even from a criterion that is built anew."""
        first = self._score(self.frame)
        again = self._build().scores(self.frame.lazy()).collect()
        same = first.equals(self._score(self.frame)) and first.equals(again)
        return [] if same else [Text("the second time other scores come out", "第二次计算得到了不同的分数")]

    def row_independence(self) -> list[Text]:
        """A prospect gets the same score, to the last bit, whatever list it is in and in whatever order."""
        together = self._score(self.frame)
        backwards = self._score(self.frame.reverse()).reverse()
        # Every seventh row alone, since each is a query of its own.
        alone = pl.concat([self._score(self.frame[index : index + 1]) for index in range(0, MANY, 7)])
        if together.equals(backwards) and together[::7].equals(alone):
            return []
        return [Text("a prospect's score depends on the list around it", "客户的得分依赖于名单中的其他客户")]

    def cost(self) -> float:
        """Seconds that the criterion alone takes for a million rows on this machine."""
        frame = pl.concat([self.frame] * (COST_ROWS // MANY), rechunk=True).lazy()
        start = time.perf_counter()
        self.bench.scores(frame).select(pl.all().sum()).collect(engine="streaming")
        return (time.perf_counter() - start) * 1_000_000 / COST_ROWS


CHECKS: dict[str, Callable[[Kit], list[Text]]] = {
    "declaration": Kit.declaration,
    "languages": Kit.languages,
    "range": Kit.range,
    "direction": Kit.direction,
    "missing": Kit.missing,
    "determinism": Kit.determinism,
    "row_independence": Kit.row_independence,
}


def completeness(cases: Cases) -> list[Text]:
    """What is lacking: a case of each group, good ones that score above bad ones, missing ones with less coverage."""
    wrong = [
        Text(f"there is no case under `{group}:`", f"`{group}:` 下没有案例")
        for group in GROUPS
        if not cases.file.of(group)
    ]
    # Without a score a good case is below, and a bad one above, anything: cases of these groups must have one.
    good = [-1.0 if case.expect.score is None else case.expect.score for case in cases.file.good]
    bad = [101.0 if case.expect.score is None else case.expect.score for case in cases.file.bad]
    if good and bad and min(good) <= max(bad):
        wrong.append(Text("every good case must score above every bad one", "每个 good 案例的得分须高于所有 bad 案例"))
    if any(case.expect.coverage >= 1 for case in cases.file.missing):
        wrong.append(Text("a missing case must have a coverage below 1", "missing 案例的覆盖率须低于 1"))
    return wrong


def find_uncovered(criterion: str, folder: set[str]) -> list[Text]:
    """The criteria of the same plugin for which no file in the folder has cases."""
    known = registry()
    owner = known.owner.get(criterion)
    names = [name for name in known.criteria if known.owner[name] == owner and name not in folder]
    return [
        Text(f"no file here has cases of the criterion '{name}'", f"此文件夹中没有评价维度 '{name}' 的案例")
        for name in names
    ]
