"""Turns a compiled ruleset into a network of statements: segments, conclusions, rules and steps of the decision."""

from __future__ import annotations

from dataclasses import dataclass, field

from shortlist.engines.rete.facts import Fact, Reader
from shortlist.engines.rete.formulas import And, Formula, IsNull, IsTrue, Named, Not, Or
from shortlist.engines.rete.network import Network
from shortlist.errors import Problem, RulesetError
from shortlist.language import Text
from shortlist.model.terms import DECISIONS
from shortlist.planning import columns
from shortlist.planning.decision import GATE, QUALIFY, REJECT, REVIEW, SCORE
from shortlist.planning.plan import Plan
from shortlist.planning.scope import Scored
from shortlist.ruleset.definition import Rule
from shortlist.ruleset.document import Node


@dataclass
class Model:
    """Facts, statements, and which statements fill which columns of the plan.

    `flags`: Boolean columns, each with the statement that makes it true. `choices`: columns, each with a value for every
    statement that may be shown; null where none was.
    """

    facts: list[Fact]
    network: Network
    flags: dict[str, int] = field(default_factory=dict)
    choices: dict[str, dict[int, str | int]] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        """The columns of the plan that the engine fills."""
        return [*self.flags, *self.choices]


class Modeller:
    """Builds the model of a compiled plan. Raises RulesetError, which names every condition that cannot be expressed."""

    def __init__(self, plan: Plan) -> None:
        self._plan, self._reader, self._network = plan, Reader(plan), Network()
        self._problems: list[Problem] = []
        self._rules: list[tuple[Rule, Named]] = []
        self._unknown: list[Named] = []

    def model(self) -> Model:
        """The whole model. Raises RulesetError."""
        # Every name must be known before statements are made of them: conclusions may be read before they are concluded.
        self._name_segments()
        self._name_rules()
        if self._problems:
            raise RulesetError(self._problems)
        model = Model(self._reader.facts, self._network)
        for rule, formula in self._rules:
            model.flags[columns.fired(rule.id)] = self._conclude(rule, formula)
            if rule.if_unknown == "review":
                title = Text(f"lack of data for rule {rule.id}", f"规则 {rule.id} 资料缺失")
                self._unknown.append(self._network.name(title, IsNull(formula)))
                model.flags[columns.unknown(rule.id)] = self._conclude(rule, self._unknown[-1])
        # The segment that drives weights is the plan's to compute, since scores come before all that is chained.
        for segment in self._plan.ruleset.segments.values():
            if segment.id != self._plan.scope.driver:
                model.choices[columns.segment(segment.id)] = {
                    self._network.of_class(segment.id, one.id): one.id for one in segment.classes
                }
        self._model_decision(model)
        if self._problems:
            raise RulesetError(self._problems)
        return model

    # --- conditions

    def _read(self, node: Node, label: str) -> Formula:
        try:
            return self._reader.condition(node, label)
        except RecursionError:
            self._note_too_deep(node, label)
            return And(())  # in its place, so that every other condition is looked at too

    def _conclude(self, rule: Rule, formula: Named) -> int:
        try:
            return self._network.show(formula, True)
        except RecursionError:
            self._note_too_deep(rule.when, f"rule {rule.id}")
            return 0

    def _note_too_deep(self, node: Node, label: str) -> None:
        text = Text(
            f"{label}: the condition is nested too deeply for the engine durable; split it into rules that conclude something",
            f"{label}：条件嵌套过深，durable 引擎无法表达；请拆分成给出结论的几条规则",
        )
        self._problems.append(Problem(text, node.place))

    def _name_segments(self) -> None:
        for segment in self._plan.ruleset.segments.values():
            if segment.id == self._plan.scope.driver:
                continue
            classes: dict[str, Formula] = {}
            for one in segment.classes:
                classes[one.id] = And(()) if one.when is None else self._read(one.when, f"segment {segment.id}")
            self._network.segment(segment.id, classes)

    def _name_rules(self) -> None:
        concluded: dict[str, list[Formula]] = {}
        for rule in self._plan.ruleset.rules:
            title = Text(f"rule {rule.id}", f"规则 {rule.id} ")
            named = self._network.name(title, self._read(rule.when, title.en))
            self._rules.append((rule, named))
            for conclusion in rule.conclusions:
                concluded.setdefault(conclusion, []).append(named)
        for name, formulas in concluded.items():
            self._network.name(Text(f"conclusion {name}", f"结论 {name} "), Or(tuple(formulas)))

    # --- the decision

    def _has_rule(self, decision: str) -> Formula:
        # IS TRUE, because an unknown rule of a kind is no rule of it: a null must not keep later steps from applying.
        return Or(tuple(IsTrue(formula) for rule, formula in self._rules if rule.decision == decision))

    def _model_decision(self, model: Model) -> None:
        """Add the steps of the decision, and the decisions that they lead to, before and after `when_uncertain`."""
        # In the order of docs/semantics.md, section 6.
        cuts, total = self._plan.ruleset.decision, self._plan.scope.scores["score"]
        name, reader = self._network.name, self._reader
        certain = reader.truth(self._plan.decided.certain, "certain")
        gate = And((reader.compare(total.coverage, "$lt", cuts.min_coverage, "coverage"), Not(certain)))
        deciding: dict[int, Formula] = {
            REJECT: name(Text("a rule to reject", "拒绝规则"), self._has_rule("reject")),
            REVIEW: name(Text("a reason to review", "复核理由"), Or((self._has_rule("review"), *self._unknown))),
            QUALIFY: name(Text("a rule to qualify", "准入规则"), self._has_rule("qualify")),
            GATE: name(Text("the coverage gate", "资料不足门槛"), gate),
            SCORE: And(()),
        }
        steps: dict[int, Named] = {}
        passed: list[Formula] = []
        for step, formula in deciding.items():
            steps[step] = name(Text(f"step {step}", f"第 {step} 步"), And((*passed, formula)))
            passed.append(Not(IsTrue(formula)))  # a step that cannot be shown lets the next one apply
        by_score = self._by_score(total)
        ways: dict[str, Formula] = {
            "reject": Or((steps[REJECT], And((steps[SCORE], by_score["reject"])))),
            "review": Or((steps[REVIEW], steps[GATE], And((steps[SCORE], by_score["review"])))),
            "qualify": Or((steps[QUALIFY], And((steps[SCORE], by_score["qualify"])))),
        }
        before = {one: name(Text(f"the decision {one}", f"结论 {one} "), formula) for one, formula in ways.items()}
        model.choices[columns.STEP] = {self._network.show(formula, True): step for step, formula in steps.items()}
        model.choices[columns.BEFORE] = self._show_each(before)
        if cuts.when_uncertain == "review":
            review = Or((before["review"], And((before["qualify"], Not(certain)))))
            after = before | {
                "review": name(Text("the final decision review", "最终结论 review "), review),
                "qualify": name(
                    Text("the final decision qualify", "最终结论 qualify "), And((before["qualify"], certain))
                ),
            }
            model.choices[columns.DECISION] = self._show_each(after)

    def _show_each(self, decisions: dict[str, Named]) -> dict[int, str | int]:
        return {self._network.show(decisions[decision], True): decision for decision in DECISIONS}

    def _by_score(self, total: Scored) -> dict[str, Formula]:
        """Which decision the score leads to, by its cuts; review where there is no score."""
        cuts = self._plan.ruleset.decision
        score = self._plan.decided.score
        qualify = self._reader.compare(score, "$gte", cuts.qualify, "score")
        review = self._reader.compare(score, "$gte", cuts.review, "score")
        missing = self._reader.truth(score.is_null(), "score IS NULL")
        return {"qualify": qualify, "review": Or((And((review, Not(qualify))), missing)), "reject": Not(review)}
