"""Chains the facts of one prospect at a time in durable-rules. Only the child process loads the library.

The safe way to use the library, found by trying: its C module (its Host starts threads that crash), one session, one fact
a call (in a list, whatever follows a fact that cannot be parsed is dropped without an error), everything retracted at the
end.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from shortlist.engines.rete.packing import ABSENT, SHOWN, spell_value

HANDLED, NOT_HANDLED = 0, 1  # the library's return codes: some rule reads the fact, or none does
SESSION = "1"  # one for ever: deleting a session crashes the library, and more than 1,024 are an error
Event = tuple[str, Any]


class FaultError(Exception):
    """The library did something that it must not do; nothing that it showed of this prospect counts."""


class RefusedRuleError(Exception):
    """The library refuses a rule: its name, and why."""

    def __init__(self, rule: str, why: str) -> None:
        super().__init__(f"{rule}: {why}")
        self.rule, self.why = rule, why


class Chain:
    """The sheets of one network, ready to chain. Raises RefusedRuleError, and ImportError without the library."""

    def __init__(self, specification: dict[str, Any]) -> None:
        # The C module. Not an import statement: the library is absent from Python 3.13 on, and has no types.
        self._library: Any = import_module("durable_rules_engine")
        self._sheets = specification["sheets"]
        self._handles = [self._create(str(index), sheet["rules"]) for index, sheet in enumerate(self._sheets)]
        self._readers = {(kind, number): places for kind, number, places in specification["readers"]}
        self._waited = specification["waited"]
        self._longest = specification["longest"]

    def _create(self, name: str, rules: dict[str, str]) -> int:
        try:
            return int(self._library.create_ruleset(name, _ruleset(rules)))
        except Exception as error:
            # The library does not say which rule it means, so each is tried alone.
            for number, (rule, text) in enumerate(rules.items()):
                try:
                    self._library.create_ruleset(f"{name}.{number}", _ruleset({rule: text}))
                except Exception as own:
                    raise RefusedRuleError(rule, str(own)) from None
            raise RefusedRuleError(next(iter(rules)), f"{len(rules)} rules together: {error}") from None

    def run(self, values: Sequence[Any], events: list[Event] | None = None) -> list[int]:
        """The numbers of the statements shown of a prospect, in the order in which they were shown.

        `values` are the facts; None is a missing one. `events` is filled with what happened: ("told", fact),
        ("fired", rule), ("absent", statement). Raises FaultError.
        """
        # The fact added at the end is ALWAYS, for rules that hold of every prospect.
        return _Run(self, [*values, True], events).statements()

    def check_empty(self) -> None:
        """Raises FaultError where a fact of an earlier prospect is still there, which would count for the next one."""
        for handle in self._handles:
            if self._library.get_facts(handle, SESSION) != "[]":
                raise FaultError("facts were left behind")


def _ruleset(rules: dict[str, str]) -> str:
    return "{" + ",".join(f'"{name}":{text}' for name, text in rules.items()) + "}"


class _Run:
    """One prospect's way through the sheets."""

    def __init__(self, chain: Chain, values: Sequence[Any], events: list[Event] | None) -> None:
        self._chain, self._values, self._events = chain, values, events
        self._shown: dict[int, None] = {}
        self._asserted: list[tuple[int, str]] = []
        self._pending: list[tuple[int, str]] = []

    def statements(self) -> list[int]:
        """The statements shown, stage by stage."""
        chain = self._chain
        try:
            for index, sheet in enumerate(chain._sheets):
                for number, told in enumerate(sheet["messages"]):
                    self._tell(index, f"m{number}", told)
            self._settle()
            # When nothing fires any more, what a stage did not show cannot be shown: only now it may be told as absent.
            for statements in chain._waited:
                for statement in statements:
                    if statement not in self._shown:
                        self._note("absent", statement)
                        self._pending += [(index, name) for index, name in chain._readers[ABSENT, statement]]
                self._settle()
        finally:
            for index, name in self._asserted:
                chain._library.retract_fact(chain._handles[index], f'{{"sid":"{SESSION}","id":"{name}"}}')
        return list(self._shown)

    def _note(self, kind: str, what: Any) -> None:
        if self._events is not None:
            self._events.append((kind, what))

    def _tell(self, index: int, name: str, told: Sequence[tuple[str, int]]) -> None:
        """Assert one message with those of its facts that are not missing; a missing one fires neither way."""
        parts = []
        for place, number in told:
            value = self._values[number]
            if value is None:
                continue
            if isinstance(value, str):
                # A text longer than every literal equals none of them, however much of it is cut off.
                value = value[: self._chain._longest[number] + 1]
            parts.append(f'"{place}":{_quote(value)}')
            self._note("told", number)
        if parts:
            self._assert(index, name, ",".join(parts))

    def _settle(self) -> None:
        while self._pending:
            index, name = self._pending.pop()
            self._assert(index, name, f'"{name}":true')

    def _assert(self, index: int, name: str, body: str) -> None:
        library, handle = self._chain._library, self._chain._handles[index]
        code, state = library.assert_fact(handle, f'{{"sid":"{SESSION}","id":"{name}",{body}}}')
        if code == NOT_HANDLED:
            return  # the library did not store it, so there is nothing to retract
        if code != HANDLED:
            raise FaultError(f"a fact was answered with the code {code}")
        self._asserted.append((index, name))
        started = library.start_action_for_state(handle, state)
        result = started[1] if started else None
        while result is not None:
            self._on_fired(index, handle, result)
            result = library.complete_and_start_action(handle, state)

    def _on_fired(self, index: int, handle: int, result: str) -> None:
        """A rule fired: its statement is shown, and told to all sheets that read it."""
        # `result` is {"RULE": ...} as text; the rule is called STATEMENT.WAY.
        rule = result[2 : result.index('"', 2)]
        if rule not in self._chain._sheets[index]["rules"]:
            raise FaultError(f"an unknown rule fired: {rule[:40]}")
        self._note("fired", rule)
        statement = int(rule.partition(".")[0])
        if statement in self._shown:
            return
        self._shown[statement] = None
        for reader, name in self._chain._readers.get((SHOWN, statement), ()):
            if reader != index:
                self._pending.append((reader, name))
                continue
            code, _ = self._chain._library.assert_fact(handle, f'{{"sid":"{SESSION}","id":"{name}","{name}":true}}')
            if code != HANDLED:
                raise FaultError(f"a conclusion was answered with the code {code}")
            self._asserted.append((index, name))


def _quote(value: Any) -> str:
    try:
        return spell_value(value)
    except ValueError as error:
        raise FaultError(str(error)) from None
