"""Links of pages lead somewhere, and stay in the reader's language; both editions of a page name each other and show the same YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.places import DOCS, ROOT

PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.glob("*.md"))]
CHINESE = [page for page in PAGES if page.name.endswith(".zh.md")]
LINK = re.compile(r"\[[^][]*\]\(([^()\s]+)\)")


def named(page: Path) -> str:
    return page.name


def english(page: Path) -> Path:
    """The English edition of a Chinese page."""
    stem = page.name.removesuffix(".zh.md")
    return next(one for one in (DOCS / f"{stem}.md", DOCS / f"{stem}.en.md") if one.exists())


def prose(page: Path) -> str:
    """The page without its blocks of code."""
    return re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)


def links(page: Path) -> Iterator[tuple[Path, str]]:
    """Of every link into the project the file and the heading in it (empty: the file)."""
    for target in LINK.findall(re.sub("`[^`\n]*`", "", prose(page))):
        if not re.match("[a-z]+:", target):
            file, _, heading = target.partition("#")
            yield (page.parent / file).resolve() if file else page, heading


def anchors(page: Path) -> set[str]:
    """What GitHub calls the headings of a page."""
    heads = re.findall(r"^#+ (.*)$", prose(page), flags=re.M)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    lost = [
        (file.name, heading)
        for file, heading in links(page)
        if not file.exists() or (heading and heading not in anchors(file))
    ]
    assert lost == []


@pytest.mark.parametrize("page", CHINESE, ids=named)
def test_a_chinese_page_links_to_chinese_pages(page: Path) -> None:
    """Save for the one link to its own English edition, which links back."""
    translated = {english(one): one for one in CHINESE}
    assert [file.name for file, _ in links(page) if file in translated] == [english(page).name]
    assert page in [file for file, _ in links(english(page))]


def code(page: Path) -> list[str]:
    """The YAML of a page, without comments, under the edition of a ruleset that has no suffix."""
    blocks = re.findall(r"^```yaml.*?\n(.*?)^```$", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    return [re.sub(r" *# .*", "", block).replace("_cn\n", "\n") for block in blocks]


@pytest.mark.parametrize("page", [page for page in CHINESE if ".en." not in english(page).name], ids=named)
def test_both_editions_show_the_same_yaml(page: Path) -> None:
    assert code(page) == code(english(page))
