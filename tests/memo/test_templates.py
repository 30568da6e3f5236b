"""A user's own templates: they win, they cannot get out of their sandbox, and what is wrong with them is said in one line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shortlist.language import LANGUAGES, choose
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
    ("{% for a in range(10 ** 9) %}{% endfor %}", 1, "Range too big"),
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
