"""Memos: what they say, that names stay text in both formats, and that template, dataclass and docs agree."""

from __future__ import annotations

import dataclasses
import random
import re
import typing
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree import ElementTree

import jinja2
import pytest
from jinja2 import meta, nodes
from markdown_it import MarkdownIt

from shortlist.language import LANGUAGES, Language, Text
from shortlist.memo import figures
from shortlist.memo.batch import stems
from shortlist.memo.chart import Gauge, drawing, svg
from shortlist.memo.context import PARTS, Fact, Memo, Treatment
from shortlist.memo.phrases import PHRASES
from shortlist.memo.render import BUILT_IN, FORMATS, KEYS, Renderer, fence_text
from shortlist.model.explanation import Explanation, MeasurePart
from shortlist.model.fields import Field
from tests.support.memos import HOSTILE, OVERRIDE, b2b, explained, memo

RENDERER = Renderer(FORMATS)


def markdown(page: str) -> list[typing.Any]:
    """The tokens of a page, those inside of lines too."""
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(page)
    return [inner for token in tokens for inner in (token, *(token.children or ()))]


class Tags(HTMLParser):
    """Counts tags, collects attributes and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def some(decision: str) -> Explanation:
    every = (one for seed in range(1, 9) for one in explained(seed=seed))
    return next(one for one in every if one.decision == decision and one.asks and one.score is not None)


# --- names are text


@pytest.mark.quick(15)
@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_is_text_in_both_formats(name: str, language: Language) -> None:
    one = some("review")
    facts = {**one.facts, "industry": name, "city": name}
    hostile = memo(one, language, name=name, prospect_id=name, facts=facts, tags=(name,), override=OVERRIDE)
    harmless = memo(
        one,
        language,
        name="Acme",
        prospect_id="Acme",
        facts={**facts, "industry": "a", "city": "a"},
        tags=("a",),
        override=OVERRIDE,
    )
    assert hostile.name == " ".join("".join(c if c.isprintable() else " " for c in name).split())

    tokens = markdown(RENDERER.render(hostile, "md"))
    assert Counter(token.type for token in tokens) == Counter(t.type for t in markdown(RENDERER.render(harmless, "md")))
    assert not {"link_open", "image", "html_inline", "html_block"} & {token.type for token in tokens}
    heading = tokens[next(i for i, token in enumerate(tokens) if token.type == "heading_open") + 1]
    assert "".join(child.content for child in heading.children).endswith(hostile.name)

    page, plain = Tags(RENDERER.render(hostile, "html")), Tags(RENDERER.render(harmless, "html"))
    assert (page.tags, page.attributes) == (plain.tags, plain.attributes)
    assert hostile.name in page.text


@pytest.mark.proof
def test_markdown_of_every_memo_has_no_link_and_html_no_outside_resource() -> None:
    for one, language in zip(explained(), LANGUAGES * 60, strict=True):
        page = memo(one, language)
        kinds = {token.type for token in markdown(RENDERER.render(page, "md"))}
        assert {"heading_open", "table_open", "fence"} <= kinds
        assert not {"link_open", "image", "html_inline", "html_block", "code_block"} & kinds
        html = RENDERER.render(page, "html")
        found = Tags(html)
        assert not {"script", "link", "img", "iframe", "object", "a"} & set(found.tags)
        assert not {"src", "href", "srcset", "xlink:href", "data", "action"} & found.attributes
        assert not re.search(r"url\(|@import", html.partition("</style>")[0])


# --- what they say


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("format_", FORMATS)
def test_a_memo_says_all_its_parts(language: Language, format_: typing.Literal["md", "html"]) -> None:
    for decision in ("qualify", "review", "reject"):
        found = memo(some(decision), language)
        page = RENDERER.render(found, format_)
        read = "".join(Tags(page).text) if format_ == "html" else re.sub(r"\\([^\w\s])", r"\1", page)
        said = [found.opening, found.verdict, found.score_low, found.score_high, found.coverage, found.certainty]
        said += [
            *found.reasons,
            *found.against,
            *found.changes,
            *found.missing,
            found.repeat.hash,
            found.repeat.command,
        ]
        said += [text for part in (*found.strengths, *found.weaknesses) for text in (part.title, *part.measures)]
        said += [text for ask in found.questions for text in (ask.question, ask.effect, *(s.text for s in ask.rubric))]
        said += [text for fact in found.facts for text in (fact.title, fact.value, fact.short)]
        said += [text for rule in found.unjudged for text in (rule.text, rule.then, rule.missing)]
        said.append(found.unjudged_rest)
        for text in said:
            assert text in read, text
        assert (str(found.picture) in page) if format_ == "html" else (found.drawing in page)
    assert ("一" in read) or language == "en"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_override_stands_beside_the_computed_decision(language: Language) -> None:
    found = memo(some("reject"), language, override=OVERRIDE)
    assert found.override is not None and found.decision == "reject"
    for format_ in FORMATS:
        page = RENDERER.render(found, format_)
        for text in (found.override.verdict, found.verdict, "J. Smith", OVERRIDE.because, found.override.until):
            assert text in page
    assert found.override.until == ("December 31, 2026" if language == "en" else "2026年12月31日")


def test_a_treatment_is_shown_where_there_is_one() -> None:
    offer = Treatment("Open terms", (Fact("payment_days", "Payment days", "60 days", ""),))
    page = RENDERER.render(dataclasses.replace(memo(some("qualify")), treatment=offer), "html")
    assert "Open terms" in page and "60 days" in page
    assert "Treatment" not in RENDERER.render(memo(some("qualify")), "html")


def test_large_money_is_in_words_beside_the_exact_value() -> None:
    revenue = Field("annual_revenue", "money")
    assert figures.large(1.2e9, "USD", "en") == "$1.2 billion" and figures.large(1.2e9, "USD", "zh") == "US$12亿"
    assert figures.large(-3.4e7, "EUR", "en") == "-€34 million" and figures.large(5e5, "USD", "en") == ""
    assert figures.exact(1.2e9, revenue, "CNY", "zh") == "¥1,200,000,000"
    assert figures.brief(999_999.0, revenue, "USD", "en") == "$999,999"
    assert figures.brief(51.4221636982, Field("ratio", "number"), "USD", "en") == "51.42"
    assert figures.brief(135_141.32931, None, "USD", "zh") == "135,141"
    assert figures.brief(0.514221636982, Field("part", "percent"), "USD", "en") == "51.42%"
    assert figures.moment("2026-11-20T08:05:09Z", "en") == "November 20, 2026 08:05 UTC"
    assert figures.share(0.3428, "en") == "34.28%" and figures.score(None, "en") == ""


@pytest.mark.parametrize(("language", "said"), [("en", "one of six measures known"), ("zh", "6 项指标中仅 1 项有数据")])
def test_a_strength_that_rests_on_one_measure_of_several_says_so(language: Language, said: str) -> None:
    one = some("qualify")
    best = max(one.criteria, key=lambda part: part.share * ((part.score or 0) - 70))
    known = dataclasses.replace(best.measures[0], score=90.0, part=None)
    open_ = dataclasses.replace(known, score=None, value=None)

    def shown(*measures: MeasurePart) -> tuple[str, str]:
        part = dataclasses.replace(best, score=90.0, measures=measures)
        found = memo(dataclasses.replace(one, criteria=(part,)), language)
        return found.strengths[0].thin, "".join(RENDERER.render(found, format_) for format_ in FORMATS)

    thin, pages = shown(known, *[open_] * 5)
    assert thin == said and pages.count(said) == 2
    assert shown(known, known, open_)[0] == shown(known)[0] == ""
    assert {part.thin for part in memo(one, language).weaknesses} <= {""}


def test_contributions_and_strengths_agree_with_the_explanation() -> None:
    for one in explained():
        found = memo(one)
        scored = [part for part in one.criteria if part.score is not None and part.coverage]
        assert {*found.unscored} == {part.title.en for part in one.criteria if part not in scored and part.weight}
        good = {part.title.en for part in scored if (part.score or 0) >= b2b().decision.qualify}
        assert {part.title for part in found.strengths} <= good
        assert not {part.title for part in found.weaknesses} & good
        assert len(found.strengths) == min(len(good), 5)
        assert len(found.weaknesses) == min(len(scored) - len(good), 5)
        assert len(found.facts) + len(found.missing) == len(one.facts)


# --- the picture


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_is_well_formed_and_stays_within_its_frame(language: Language) -> None:
    for low, score, high in [
        (0, 0, 0),
        (100, 100, 100),
        (0, 50, 100),
        (69.99, 70, 70.01),
        (3, None, 97),
        (98, 99, 100),
    ]:
        for review, qualify in [(50, 70), (0, 100), (69, 70), (70, 70), (0, 0), (100, 100)]:
            gauge = Gauge(score, low, high, review, qualify, {"A": 80, "B<": 70, "Cé": 50, "D": 0})
            root = ElementTree.fromstring(str(svg(gauge, language)))
            width, height = (float(part) for part in root.attrib["viewBox"].split()[2:])
            texts = [node for node in root.iter() if node.tag.endswith("text")]
            for node in texts:
                half = sum(2 if ord(letter) > 0x2E80 else 1 for letter in node.text or "") * 3.5
                assert half <= float(node.attrib["x"]) <= width - half and 0 < float(node.attrib["y"]) < height
            assert root.attrib["aria-label"] and root.attrib["role"] == "img"
            shades = [node.attrib["fill"] for node in root.iter() if node.tag.endswith("rect")][:4]
            light = [sum(bytes.fromhex(shade[1:])) for shade in shades]
            assert light == sorted(light, reverse=True) and len(set(light)) == 4
            lines = drawing(gauge).splitlines()
            assert max(map(len, lines)) <= 53 and "".join(lines).isascii()
            assert ("#" in lines[2]) == (score is not None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_the_picture_lies_on_a_line_or_on_another(language: Language) -> None:
    chance = random.Random(3)
    for _ in range(300):
        qualify = chance.choice([0, 100, chance.uniform(0, 100)])
        review = min(qualify, chance.choice([0, qualify - chance.uniform(0, 3), chance.uniform(0, 100)]))
        gauge = Gauge(None, 0, 100, max(review, 0), qualify, {"A": 80, "B": 0})
        root = ElementTree.fromstring(str(svg(gauge, language)))
        ends = [float(node.attrib["d"].split("V")[1]) for node in root.iter() if "stroke-dasharray" in node.attrib]
        words = [text for _, text in gauge.cuts(language)]
        placed = [node for node in root.iter() if node.text in words]
        assert len(placed) == len(ends) == len(words) and {node.attrib["y"] for node in placed} == {"122"}
        assert max(ends) <= 122 - 12
        wide = [sum(2 if ord(letter) > 0x2E80 else 1 for letter in node.text or "") * 7.2 for node in placed]
        middles = [float(node.attrib["x"]) for node in placed]
        assert all(b - a >= (wide[0] + wide[1]) / 2 + 5 for a, b in pairwise(middles))


# --- template, dataclass and docs


def test_every_key_is_documented_in_both_languages() -> None:
    for part in PARTS:
        hints = typing.get_type_hints(part, include_extras=True)
        assert set(hints) == set(part.__dataclass_fields__)
        for name, hint in hints.items():
            (said,) = typing.get_args(hint)[1:]
            assert isinstance(said, Text) and said.en.strip() and re.search("[一-鿿]", said.zh), (
                f"{part.__name__}.{name}"
            )


def test_templates_use_every_key_and_no_other() -> None:
    used: set[str] = set()
    deeper: set[str] = set()
    phrases: set[str] = set()
    environment = jinja2.Environment()
    environment.filters["fenced"] = fence_text
    for format_ in FORMATS:
        tree = environment.parse((BUILT_IN / f"memo.{format_}.j2").read_text(encoding="utf-8"))
        used |= meta.find_undeclared_variables(tree)
        for node in tree.find_all(nodes.Getattr):
            owner = node.node.name if isinstance(node.node, nodes.Name) else ""
            (phrases if owner == "phrases" else deeper).add(node.attr)
    fields = {name for part in PARTS if part is not Memo for name in part.__dataclass_fields__}
    # `certain` and the ids of decisions and facts are for templates of users; `decision` of an override is said by `verdict`.
    assert used == set(KEYS) - {"certain"}
    assert deeper - {"index", "last"} == fields - {"decision", "id"}
    assert phrases == set(PHRASES)


# --- names of files


def test_names_of_files_are_safe_and_unlike_each_other() -> None:
    ids = [
        *HOSTILE,
        "../../etc/passwd",
        "a/b",
        "a\\b",
        "CON",
        "nul.txt",
        "",
        ".",
        "..",
        "A",
        "a",
        "a",
        "中国",
        "x" * 500,
        "x" * 501,
        ".a",
        "a.",
        "a b",
        "a-b",
    ]
    found = stems(ids)
    assert len({stem.casefold() for stem in found}) == len(ids)
    for stem in found:
        assert re.fullmatch(r"[\w.\-]+", stem) and not stem.startswith(".") and len(stem.encode()) < 140
        assert not re.match(r"(con|nul)(\.|$)", stem, re.IGNORECASE)
    assert stems(["C-17", "中国", "a b"])[:2] == ["C-17", "中国"]
    assert stems(["q", "a b"])[1] == stems(["a b"])[0] != stems(["a-b"])[0]
