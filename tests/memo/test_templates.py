"""A user's own templates: they win, they cannot get out of their sandbox, and what is wrong with them is said in one line."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest

from shortlist.language import LANGUAGES, choose
from shortlist.memo import sandbox
from shortlist.memo.render import Renderer, TemplateError
from tests.support.memos import did, explained, memo
from tests.support.program import files

LEADS = 'Customer ID,Name,Annual revenue,Employees,Country\nA1,Alpha,"$1,200,000",50,Germany\nA2,Beta,"$3,000,000,000",20000,China\n'


@pytest.fixture
def ruleset(tmp_path: Path) -> Path:
    """A ruleset with a folder for templates beside it, and a list."""
    path = tmp_path / "mine.yaml"
    path.write_text('ruleset: mine\nversion: "1.0"\nextends: b2b\n', encoding="utf-8")
    (tmp_path / "templates").mkdir()
    (tmp_path / "leads.csv").write_text(LEADS, encoding="utf-8")
    return path


def render(ruleset: Path, template: str, format_: str = "md") -> str:
    (ruleset.parent / "templates" / f"memo.{format_}.j2").write_text(template, encoding="utf-8")
    assert format_ in ("md", "html")
    return Renderer((format_,), ruleset).render(memo(explained()[5], name="<b>*x*</b>"), format_)  # type: ignore[arg-type]


@pytest.mark.parametrize(("format_", "shown"), [("md", r"\<b\>\*x\*\</b\>!"), ("html", "&lt;b&gt;*x*&lt;/b&gt;!")])
def test_a_template_beside_the_ruleset_wins_and_is_escaped(ruleset: Path, format_: str, shown: str) -> None:
    assert render(ruleset, "{{ name }}!", format_) == shown


def test_a_template_may_extend_the_built_in_one_and_include_its_own(ruleset: Path) -> None:
    (ruleset.parent / "templates" / "foot.j2").write_text("{{ prospect_id }}", encoding="utf-8")
    page = render(ruleset, '{% include "shortlist/memo.md.j2" %}\nInternal {% include "foot.j2" %}')
    assert page.startswith("# Decision memo: ") and page.endswith("Internal 5")


WRONG = [
    ("a\n{{ nmae }}", 2, "a memo has no key 'nmae'; did you mean 'name'?"),
    (
        "{% for ask in questions %}\n\n{{ ask.questoin }}{% endfor %}",
        3,
        "a memo has no key 'questoin'; did you mean 'question'?",
    ),
    ("{{ phrases.reason }}", 1, "a memo has no key 'reason'; did you mean 'reasons'?"),
    ("{% if overide %}{% endif %}", 1, "a memo has no key 'overide'; did you mean 'override'?"),
    ("a\n\n{% if %}", 3, "syntax error: "),
    ("{{ name }", 1, "syntax error: "),
    ("a\n{% for a in reasons %}", 2, "syntax error: "),
    ("{{ name | nosuchfilter }}", 1, "syntax error: No filter named 'nosuchfilter'"),
    ("a\n{{ 1 / 0 }}", 2, "the template failed: division by zero"),
    ("{{ name + 1 }}", 1, "the template failed: "),
    ('\n{% include "none.j2" %}', 2, "there is no template 'none.j2'"),
    ('{% include "../leads.csv" %}', 1, "there is no template '../leads.csv'"),
    ("{% for a in range(10 ** 9) %}{% endfor %}", 1, "range() counts to at most 100,000"),
    ("{{ name.__class__.__mro__ }}", 1, "__class__"),
    ("{{ picture.__class__ }}", 1, "__class__"),
    ("{{ repeat.__dict__ }}", 1, "__dict__"),
    ("{{ phrases.__init__.__globals__ }}", 1, "__init__"),
    ("{{ '%s' | format(name.__class__) }}", 1, "__class__"),
    ("{{ '{0.__class__}'.format(name) }}", 1, "__class__"),
    ("{{ self.__init__ }}", 1, "__init__"),
    ("{{ cycler }}", 1, "no key 'cycler'"),
    ("{% import 'os' as os %}", 1, "there is no template 'os'"),
    ("{{ name.upper.__globals__ }}", 1, "__globals__"),
]


@pytest.mark.parametrize(("template", "line", "said"), WRONG)
@pytest.mark.parametrize("format_", ["md", "html"])
def test_a_wrong_template_is_one_line_with_its_place(
    ruleset: Path, template: str, line: int, said: str, format_: str
) -> None:
    for language in LANGUAGES:
        choose(language)
        try:
            with pytest.raises(TemplateError) as caught:
                render(ruleset, template, format_)
            text = str(caught.value)
        finally:
            choose(None)
        assert text.startswith(f"{ruleset.parent}/templates/memo.{format_}.j2:{line}: ") and "\n" not in text, text
        assert re.search("[一-鿿]", text) if language == "zh" else said in text, text


BIG = "an expression makes more than 1,000,000 characters or items"
DEEP = "nested too deeply, or without end"
# Templates that would go on for ever, or fill the memory.
ENDLESS = [
    ("{% for i in range(10 ** 12) %}x{% endfor %}", "range() counts to at most"),
    ("{{ 'x' * 10 ** 10 }}", BIG),
    ("{{ 10 ** 10 * [[]] }}", BIG),
    ("{{ 10 ** (10 ** 10) }}", BIG),
    ("{% set n = namespace(a=2) %}{% for i in range(100) %}{% set n.a = n.a * n.a %}{% endfor %}", BIG),
    ("{% set n = namespace(x='ab') %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}", BIG),
    ("{% set n = namespace(x='ab') %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}", BIG),
    ("{% set a = [1] %}" + "{% set a = [a, a, a, a, a, a, a, a, a, a] %}" * 9 + "{{ a }}", BIG),
    ("{% set x %}ab{% endset %}" + "{% set x %}{{ x }}{{ x }}{% endset %}" * 40, BIG),
    ("{% for i in range(100000) %}" + "x" * 1000 + "{% endfor %}", "a memo has at most 5,000,000 characters"),
    ("{% for i in range(100000) %}{{ 'x' * 1000 }}{% endfor %}", "a memo has at most 5,000,000 characters"),
    ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", DEEP),
    ("{% macro m(n) %}{{ m(n + 1) }}{{ m(n + 1) }}{% endmacro %}{{ m(0) }}", DEEP),
    ("{% for q in range(9) recursive %}{{ loop(range(9)) }}{% endfor %}", DEEP),
    ("{% include 'memo.md.j2' %}{% include 'memo.html.j2' %}", ""),
    ("{{ range(10 ** 5) | map('string') | join('y' * 10 ** 5) }}", BIG),
    ("{{ (['a' * 10 ** 5] * 9) | join('b' * 10 ** 5) | replace('a', 'b' * 10 ** 5) }}", BIG),
    ("{{ ('a' * 10 ** 5).replace('a', 'b' * 10 ** 5) }}", BIG),
    ("{{ name | center(10 ** 10) }}", BIG),
    ("{{ [1] | map('center', 10 ** 10) | list }}", BIG),
    ("{{ name.ljust(10 ** 10) }}", BIG),
    ("{{ name | indent(10 ** 9) }}", BIG),
    ("{{ (1, 2) | batch(10 ** 9, 0) | list }}", BIG),
    ("{{ 1.5 | round(10 ** 9, 'ceil') }}", BIG),
    ("{{ '%999999999d' % 1 }}", BIG),
    ("{{ '%*d' % (10 ** 10, 1) }}", BIG),
    ("{{ '%999999999d' | format(1) }}", BIG),
    ("{{ '{:>9999999999}'.format(1) }}", BIG),
    ("{{ '{:{}}'.format(1, 10 ** 10) }}", BIG),
    ("{{ ('a' * 10 ** 6) | wordwrap(1) }}", "wordwrap takes a text of at most 20,000 characters"),
]


@pytest.mark.quick(6)
@pytest.mark.parametrize(("template", "said"), ENDLESS)
def test_a_template_neither_goes_on_for_ever_nor_fills_the_memory(ruleset: Path, template: str, said: str) -> None:
    began = time.monotonic()
    for format_ in ("md", "html"):
        with pytest.raises(TemplateError) as caught:
            render(ruleset, template, format_)
        (problem,) = caught.value.problems
        assert said in problem.text.en and re.search("[一-鿿]", problem.text.zh)
        assert problem.place is not None and problem.place.line == 1
    assert time.monotonic() - began < 20


LOOPS = [
    "{% for a in range(10 ** 5) %}{% for b in range(10 ** 5) %}{% endfor %}{% endfor %}",
    "{% for a in range(10 ** 5) %}{% for b in range(10 ** 5) if b < 0 %}{% endfor %}{% endfor %}",
    "{% macro m() %}{% endmacro %}{% for a in range(10 ** 5) %}{% for b in range(10 ** 5) %}{% set c = m() %}{% endfor %}{% endfor %}",
    "{% for a in range(10 ** 5) %}{{ range(10 ** 5) | sort | list | length }}{% endfor %}",
    "{% for a in range(10 ** 5) %}{% set b = range(10 ** 5) | map('string') | list %}{% endfor %}",
]


@pytest.mark.parametrize("template", LOOPS)
def test_a_page_has_some_seconds(ruleset: Path, template: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "SECONDS", 0.2)
    began = time.monotonic()
    with pytest.raises(TemplateError, match=r"memo\.md\.j2:1: one memo takes more than 0\.2 seconds"):
        render(ruleset, template)
    assert time.monotonic() - began < 10


NESTED = [
    "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
    "{{ " + "[" * 2000 + "]" * 2000 + " }}",
    "{{ " + "not " * 3000 + "name }}",
    "{% if name %}" * 500 + "{% endif %}" * 500,
    "{% for a in name %}" * 30 + "{% endfor %}" * 30,
]


@pytest.mark.parametrize("template", NESTED)
def test_a_template_that_is_nested_too_deeply_is_one_line(ruleset: Path, template: str) -> None:
    with pytest.raises(TemplateError, match=DEEP) as caught:
        render(ruleset, template)
    assert caught.value.problems[0].text.zh == "嵌套过深或无限递归"


def test_limits_leave_what_templates_do(ruleset: Path) -> None:
    template = "{{ '%.1f' | format(12.34) }} {{ 84000000 | round | int }} {{ '{:,}'.format(84000000) }} {{ 'a' ~ 1 ~ 'b' }} {{ [1, 2] | join('; ') }} \
{{ 2 ** 10 }} {{ 'ab' * 3 }} {{ '%d%%' % 5 }} {{ 'x' | center(5) | trim }} {% for i in range(3) %}{{ loop.index }}/{{ loop.length }} {% endfor %}"
    assert render(ruleset, template, "html") == "12.3 84000000 84,000,000 a1b 1; 2 1024 ababab 5% x 1/3 2/3 3/3 "
    assert render(ruleset, "{{ name ~ '<' }}", "html") == "&lt;b&gt;*x*&lt;/b&gt;&lt;"


@pytest.mark.parametrize("kind", ["folder", "fifo", "nowhere", "device"])
def test_a_template_that_is_no_file_is_not_passed_over(ruleset: Path, kind: str) -> None:
    path = ruleset.parent / "templates" / "memo.md.j2"
    make = {"folder": path.mkdir, "fifo": lambda: os.mkfifo(path), "nowhere": lambda: path.symlink_to("nowhere"),
            "device": lambda: path.symlink_to("/dev/zero")}  # fmt: skip
    make[kind]()
    with pytest.raises(TemplateError, match=r"memo\.md\.j2: this is no file"):
        Renderer(("md",), ruleset)


def test_a_wrong_template_costs_nothing(
    ruleset: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ruleset.parent
    monkeypatch.chdir(folder)
    (folder / "templates" / "memo.md.j2").write_text("{{ name }}\n{{ repeat.rulset }}", encoding="utf-8")
    (folder / "memos").mkdir()
    (folder / "memos" / "A1.memo.md").write_text("old", encoding="utf-8")
    before = files(folder)
    for arguments in (
        ["qualify", "leads.csv", "-r", "mine.yaml", "--no-db", "--memos", "memos", "-o", "out.csv"],
        ["memo", "A1", "A2", "--list", "leads.csv", "-r", "mine.yaml", "-o", "memos"],
        ["memo", "A1", "--list", "leads.csv", "-r", "mine.yaml", "-o", "x.md"],
        ["memo", "A1", "--list", "leads.csv", "-r", "mine.yaml"],
    ):
        ran = did(capsys, *arguments)
        assert (ran.status, ran.out) == (2, ""), arguments
        assert (
            ran.lines[-1]
            == "templates/memo.md.j2:2: a memo has no key 'rulset'; did you mean 'ruleset'? (the keys are in docs/memo-template.md)"
        )
        assert "Traceback" not in ran.err
    assert files(folder) == before
