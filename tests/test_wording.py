"""What holds for every Chinese text of the product: its punctuation, and words that the trade does not use."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HAN = re.compile("[一-鿿]")
CODE = re.compile("^```.*?^```$", re.M | re.S)
HALF_WIDTH = re.compile("[一-鿿][,;!?]\\s?[一-鿿]|[一-鿿] ?\\([一-鿿]|[一-鿿]\\)[一-鿿]|(?<=[一-鿿])(?<!表头):[一-鿿]")
STALE = re.compile(
    "准则(?<!会计准则)|决定理由|备忘录|改判|经手人|拒收|分数线|予以准入|予以拒绝|不认识|处理方案|个客户|未被接受|是否想写|禁运"
)


def texts() -> Iterator[tuple[str, str]]:
    """Where it stands, and each Chinese half of a `Text(en, zh)`, `Problem.of(en, zh)`, `zh=...` of the code, `zh: ...` of a ruleset, line of a page."""
    for folder in ("core", "plugins"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    for said in (*node.args[1:2], *(one.value for one in node.keywords if one.arg == "zh")):
                        if (text := _written(said)) and HAN.search(text):
                            yield f"{path.relative_to(ROOT)}:{said.lineno}", text
    for path in sorted((ROOT / "rulesets").glob("*.yaml")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for text in re.findall(r'zh: *("[^"]*"|[^,}"]*)', line):
                yield f"{path.relative_to(ROOT)}:{number}", text.strip('"')
    for path in sorted((ROOT / "docs").glob("*.zh.md")):
        prose = CODE.sub(lambda found: "\n" * found[0].count("\n"), path.read_text(encoding="utf-8"))
        for number, line in enumerate(prose.splitlines(), 1):
            yield f"{path.relative_to(ROOT)}:{number}", re.sub("`[^`]*`|\\]\\([^)]*\\)", "x", line)


def _written(node: ast.expr) -> str:
    """The text of a literal, with `x` for what an f-string fills in."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(_written(part) if isinstance(part, ast.Constant) else "x" for part in node.values)
    return ""


@pytest.fixture(scope="module")
def found() -> list[tuple[str, str]]:
    return list(texts())


def test_chinese_sentences_have_chinese_punctuation(found: list[tuple[str, str]]) -> None:
    assert len(found) > 1_500
    assert [(place, text) for place, text in found if HALF_WIDTH.search(text)] == []


def test_chinese_texts_use_the_words_of_the_trade(found: list[tuple[str, str]]) -> None:
    assert [(place, text) for place, text in found if STALE.search(text)] == []
