"""A memo in headless Chromium: text and picture show in each language, on screen and on paper, and nothing is fetched."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shortlist.language import LANGUAGES, Language
from shortlist.memo.render import Renderer
from tests.support.memos import NAMES, OVERRIDE, explained, memo

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    """A page of the system's browser. Skips aloud where there is none, or no playwright."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium fonts-noto-cjk")
    playwright = pytest.importorskip("playwright.sync_api", reason="no playwright: pip install -e '.[browser]'")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page(viewport={"width": 820, "height": 1100})
        browser.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_and_picture_show(page: Any, language: Language, tmp_path: Path) -> None:
    one = next(item for item in explained() if item.score is not None and len(item.asks) == 5 and not item.certain)
    found = memo(one, language, name=NAMES[1] if language == "en" else NAMES[3], override=OVERRIDE)
    file = tmp_path / "memo.html"
    file.write_text(Renderer(("html",)).render(found, "html"), encoding="utf-8")
    fetched: list[str] = []
    failed: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.on("console", lambda message: failed.append(message.text))
    page.goto(file.as_uri())
    assert fetched == [file.as_uri()] and failed == []
    assert page.title().endswith(found.name)
    text = page.inner_text("body")
    for said in (found.opening, *found.reasons, *(ask.question for ask in found.questions), found.repeat.hash):
        assert said in text
    picture = page.query_selector("svg")
    box = picture.bounding_box()
    assert box["width"] > 600 and 100 < box["height"] < 250
    assert found.score in page.eval_on_selector("svg", "svg => svg.textContent")
    overlaps = page.evaluate(OVERLAPS)
    assert overlaps == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if language == "zh":  # a font without Chinese would draw each character as the same box
        assert page.evaluate(WIDTH, "准") > 0.9 * page.evaluate(WIDTH, "MM") * 0.5
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF") and len(printed) > 10_000


OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll('svg text')].map(node => [node.textContent, node.getBoundingClientRect()]);
  const frame = document.querySelector('svg').getBoundingClientRect();
  const found = [];
  boxes.forEach(([a, p], i) => {
    if (p.left < frame.left || p.right > frame.right || p.top < frame.top - 1 || p.bottom > frame.bottom + 1) found.push([a]);
    boxes.slice(i + 1).forEach(([b, q]) => {
      const across = Math.min(p.right, q.right) - Math.max(p.left, q.left);
      const down = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
      if (across > 1 && down > 4) found.push([a, b]);
    });
  });
  return found;
}"""
WIDTH = """text => {
  const span = document.createElement('span');
  span.textContent = text;
  document.body.append(span);
  const width = span.getBoundingClientRect().width;
  span.remove();
  return width;
}"""
