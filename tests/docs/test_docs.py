"""Generated pages are current; the commands of the README (as processes too) and of the guides print what these say."""

from __future__ import annotations

import pytest

from shortlist.expressions.table import TABLE
from tests.support.make_docs import DOCS, PAGES, ROOT, TRANSCRIPTS, rerun, run_here, start
from tests.support.seeds import sample


@pytest.mark.parametrize("name", PAGES)
def test_generated_page_is_current(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), f"docs/{name} is old: run make docs"


def test_every_node_with_a_spelling_is_on_the_page() -> None:
    page = (DOCS / "conditions.md").read_text(encoding="utf-8")
    assert all(rule.meaning.zh in page for rule in TABLE.values() if rule.spelling)


@pytest.mark.proof
@pytest.mark.parametrize("name", sample(TRANSCRIPTS, 1))
def test_commands_of_the_page_print_what_it_says(name: str) -> None:
    page = (ROOT / name).read_text(encoding="utf-8")
    assert page.count("\n$ ") >= 3
    assert rerun(page, run_here).splitlines() == page.splitlines()


@pytest.mark.proof
def test_commands_of_the_readme_as_processes_print_what_it_says() -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    assert rerun(page, start).splitlines() == page.splitlines()
