"""A pytest plugin for authors of criteria, which comes with the package.

Every YAML file that begins with `criterion:`, in a folder whose name ends in `cases`, becomes tests: one for each case
(`shortlist.testing.cases` has the format) and one for each check of `shortlist.testing.kit`. Costs are printed at the end.

pytest loads this module in every session, whatever is tested, so all of ours is imported where it is used.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from shortlist.testing.cases import Cases
    from shortlist.testing.kit import Kit

COST = "shortlist: seconds for a million rows"


def check_criterion(name: str) -> None:
    """Run every check of the kit on one criterion of an installed plugin, with the params of a ruleset that sets none.

    Raises AssertionError with a line for each thing that is wrong, PluginError where no plugin supplies the criterion.

    >>> check_criterion("scale")
    """
    from shortlist.testing.kit import CHECKS, Kit

    kit = Kit.of(name)
    wrong = [f"{name}: {check}: {text}" for check, work in CHECKS.items() for text in work(kit)]
    if wrong:
        raise AssertionError("\n".join(wrong))


# --- the pytest plugin


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path.suffix not in (".yaml", ".yml") or not file_path.parent.name.endswith("cases"):
        return None
    if not _is_about_a_criterion(file_path):
        return None
    return CaseCollector.from_parent(parent, path=file_path)


def _is_about_a_criterion(path: Path) -> bool:
    # Without parsing YAML: a folder called `cases` may well be somebody else's, and hold anything.
    lines = (
        line for line in path.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")
    )
    return next(lines, "").startswith("criterion:")


class CaseCollector(pytest.File):
    """The tests of one file of cases."""

    def collect(self) -> Iterator[pytest.Item]:
        from shortlist.errors import ShortlistError
        from shortlist.testing.cases import GROUPS, differences, load
        from shortlist.testing.kit import CHECKS, Kit, completeness, find_uncovered

        try:
            cases = load(self.path)
            kit = Kit.of(cases.file.criterion, cases)
        except ShortlistError as error:
            raise self.CollectError(str(error)) from None
        for group in GROUPS:
            for index, case in enumerate(cases.file.of(group)):
                place = cases.place(group, index)
                work = lambda case=case: differences(case, kit.bench, kit.fields)  # noqa: E731
                yield Check.from_parent(self, name=f"{group}: {case.name}", work=work, line=place.line)
        for name, check in CHECKS.items():
            yield Check.from_parent(self, name=name, work=lambda check=check: check(kit))
        yield Check.from_parent(
            self, name="completeness", work=lambda: completeness(cases) + self._check_others(cases, find_uncovered)
        )
        yield Cost.from_parent(self, name="cost", work=list, kit=kit)

    def _check_others(self, cases: Cases, uncovered: Callable[[str, set[str]], list[Any]]) -> list[Any]:
        """What is wrong with the folder as a whole: criteria of the plugin without a file of cases."""
        from shortlist.testing.cases import load

        files = [path for path in self.path.parent.glob("*.y*ml") if _is_about_a_criterion(path)]
        return uncovered(cases.file.criterion, {load(path).file.criterion for path in files})


class Check(pytest.Item):
    """One case or check, which fails with a line for each thing that is wrong."""

    def __init__(self, *, work: Callable[[], list[Any]], line: int | None = None, **options: Any) -> None:
        super().__init__(**options)
        self._work, self._line = work, line

    def runtest(self) -> None:
        if wrong := self._work():
            raise NotAsExpectedError("\n".join(str(text) for text in wrong))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        from shortlist.errors import ShortlistError

        if excinfo.errisinstance((NotAsExpectedError, ShortlistError)):
            path = os.path.relpath(self.path, self.config.invocation_params.dir)
            place = f"{path}:{self._line}" if self._line else path
            return f"{excinfo.value}\n  ({place}: {self.name})"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, (self._line or 1) - 1, f"{self.path.name}: {self.name}"


class Cost(Check):
    """Measures what the criterion costs, which is reported but never wrong."""

    def __init__(self, *, kit: Kit, **options: Any) -> None:
        super().__init__(**options)
        self._kit = kit

    def runtest(self) -> None:
        # User properties travel with the report, also from the processes of pytest-xdist.
        self.user_properties.append((COST, (self._kit.criterion.id, self._kit.cost())))


class NotAsExpectedError(Exception):
    """A check found something wrong; the message has a line for each thing."""


def pytest_terminal_summary(terminalreporter: Any) -> None:
    properties = [item for report in terminalreporter.stats.get("passed", []) for item in report.user_properties]
    costs = sorted(value for name, value in properties if name == COST)
    if costs:
        terminalreporter.section(COST)
        for name, seconds in costs:
            terminalreporter.line(f"{seconds:7.2f}  {name}")
