"""`explain`, `decide` and `whatif`: what they print in both languages, as data, and what they say of wrong input."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from rich.cells import cell_len

from shortlist import Explanation, Ruleset
from shortlist.errors import ListError
from shortlist.language import LANGUAGES, Text, choose
from shortlist.model.explanation import Ask, Change, ChangeKind, CriterionPart, MeasurePart, RulePart
from shortlist.model.fields import Field
from shortlist.model.formatting import format_value
from shortlist.planning.plan import Plan
from shortlist.prospects.subject import change_subject, from_list, from_record, parse
from tests.support.places import DOCS
from tests.support.program import Ran, run
from tests.support.small import SMALL, load, write

RULES = """\
  - {id: stages, classes: [{id: known, when: likes_us}, {id: other, else: true}]}
rules:
  - id: disliked
    when: likes_us = false
    then: [reject, {tag: cold}]
    if_unknown: review
    because: {en: They do not like us., zh: 对方不喜欢我们。}
  - {id: rich, when: spend > 5000, then: {tag: rich}}
"""
PEOPLE = """\
id,Name,Visits,Likes us,Spend,Stars
P1,\x1b[31mAda\x07 [bold]&c,4,yes,"$4,000",
P2,Bob,9,,,3
P3,Eve,2,no,"$9,000",abc
P4,Eve,2,no,"$7,000",2
"""
DATE = "2026-11-23"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, SMALL, RULES)
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return load(tmp_path_factory.mktemp("small"), SMALL, RULES).plan(date.fromisoformat(DATE))


def on(folder: Path, command: str, *arguments: str, **more: Any) -> Ran:
    return run(folder, command, *arguments, "--list", "people.csv", "-r", "small.yaml", "--as-of", DATE, **more)


def decided(folder: Path, text: str, *arguments: str, **more: Any) -> Ran:
    return run(folder, "decide", "-r", "small.yaml", "--as-of", DATE, *arguments, stdin=text, **more)


# --- explain


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("en", ["review", "grade D", "score 55", "Why", "Visits", "+", "did not fire", "Classes", "it would qualify", "of what counts"]),
        ("zh", ["复核", "等级 D", "得分 55", "主要依据", "未触发", "分类", "即可达到准入线", "计分信息已掌握"]),
    ],
)  # fmt: skip
def test_explain_shows_the_tree(language: str, parts: list[str], folder: Path) -> None:
    ran = on(folder, "explain", "P1", "--lang", language, "--set", "decision.grades={A: 90, D: 0}")
    assert ran.status == 0
    assert all(part in ran.out for part in parts), ran.out
    assert "Ada" in ran.out and "[bold]&c" in ran.out
    assert "\x1b" not in ran.out and "\x07" not in ran.out


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("columns", ["80", "100"])
def test_explain_fits_the_screen(language: str, columns: str, folder: Path) -> None:
    ran = on(folder, "explain", "P2", "--lang", language, COLUMNS=columns)
    assert max(cell_len(line) for line in ran.out.splitlines()) <= int(columns)
    assert "disliked" not in ran.out and "likes_us =" not in ran.out and "?" in ran.out


def test_explain_json_is_the_whole_explanation_in_both_languages(folder: Path) -> None:
    english, chinese = (on(folder, "explain", "P1", "--json", "--lang", language) for language in LANGUAGES)
    assert english.out == chinese.out
    found = json.loads(english.out)
    head = ["ruleset", "version", "as_of", "currency"]
    assert list(found) == [*head, *Explanation.__dataclass_fields__]
    assert [found[name] for name in head] == ["small", "1.0", DATE, "USD"]
    assert found["score"] == 55.0
    assert [part["contribution"] for part in found["criteria"]] == [30.0, 25.0]
    assert found["rules"][0]["text"] == {"en": "They do not like us.", "zh": "对方不喜欢我们。"}
    assert found["rules"][0]["then"] == ["reject", "tag cold"]
    assert found["criteria"][0]["measures"][0]["points"] == [[0, 0], [10, 100]]
    change = next(one for one in found["changes"] if one["kind"] == "measure")
    assert (change["field"]["id"], change["value"], change["wanted"], change["decision"]) == ("visits", 4, 6, "qualify")
    assert found["facts"] == {"visits": 4.0, "likes_us": True, "seat": None, "spend": 4000.0}


@pytest.mark.parametrize(
    ("wanted", "en", "zh"),
    [
        ("P11", "; did you mean 'P1'?", "，是否应为 'P1'？"),
        (
            "Eve",
            ", and 2 have it in their names; name one by its id: 'P3' (Eve), 'P4' (Eve)",
            "，名称含有该文字的有 2 家；请用编号指定：'P3' (Eve)、'P4' (Eve)",
        ),
        ("qqq", "", ""),
    ],
)
def test_an_unknown_id_offers_the_nearest_and_those_of_that_name(
    wanted: str, en: str, zh: str, folder: Path, plan: Plan
) -> None:
    with pytest.raises(ListError) as caught:
        from_list(plan, wanted, str(folder / "people.csv"))
    assert caught.value.problems[0].text == Text(
        f"no prospect has the id '{wanted}'{en}", f"没有编号为 '{wanted}' 的客户{zh}"
    )


@pytest.mark.parametrize("wanted", ["bob", "BOB", "ob"])
def test_a_prospect_is_found_by_its_name_or_a_part_of_it(wanted: str, folder: Path, plan: Plan) -> None:
    found = from_list(plan, wanted, str(folder / "people.csv"))
    assert found.frame["prospect_id"].to_list() == ["P2"]
    assert f"people.csv: '{wanted}' is taken for the name of P2 (Bob)" in {
        str(note).rpartition("/")[2] for note in found.notes
    }


def test_the_record_too_is_searched_by_name_and_lists_those_who_share_it(folder: Path) -> None:
    assert run(folder, "qualify", "people.csv", "-r", "small.yaml", "--as-of", DATE).status == 0
    for wanted in ("bob", "BOB", "ob"):
        ran = run(folder, "explain", wanted)
        assert (ran.status, f"'{wanted}' is taken for the name of P2 (Bob)" in ran.err) == (0, True)
        assert ran.out == run(folder, "explain", "P2").out
    ran = run(folder, "explain", "eve")
    assert (ran.status, ran.out) == (2, "")
    assert "no prospect has the id 'eve', and 2 have it in their names; name one by its id" in ran.err
    assert "'P3' (Eve)\n" in ran.err and "'P4' (Eve)\n" in ran.err
    assert "名称含有该文字的有 2 家；请用编号指定" in run(folder, "--lang", "zh", "explain", "eve").err
    assert "taken for the name" not in run(folder, "explain", "P2").err
    assert run(folder, "explain", "qqq").status == 2


@pytest.mark.parametrize("name", ["explain.md", "explain.zh.md"])
def test_every_key_is_documented(name: str) -> None:
    page = (DOCS / name).read_text(encoding="utf-8")
    parts = [CriterionPart, MeasurePart, RulePart, Ask, Change, Explanation]
    common = {
        "id",
        "title",
        "text",
        "low",
        "high",
        "score",
        "coverage",
        "floor",
        "settled",
        "measures",
        "decision",
        "words",
    }
    for part in parts:
        assert [key for key in part.__dataclass_fields__ if key not in common and f"`{key}`" not in page] == []
    assert all(f"`{kind}`" in page for kind in get_args(ChangeKind))


def test_an_unknown_id_is_one_line(folder: Path) -> None:
    ran = on(folder, "explain", "P22")
    assert (ran.status, ran.out) == (2, "")
    assert ran.lines == ["people.csv: no prospect has the id 'P22'; did you mean 'P2'?"]


def test_an_id_of_several_rows_takes_the_first_and_says_so(folder: Path) -> None:
    with (folder / "people.csv").open("a", encoding="utf-8") as file:
        file.write("P1,Twin,9,yes,,\n")
    ran = on(folder, "explain", "P1", "--duplicates", "keep")
    assert "Ada" in ran.out
    assert "people.csv: 2 rows have the id 'P1'; this is the first" in ran.lines


def test_without_a_list_it_asks_for_one(folder: Path) -> None:
    ran = run(folder, "explain", "P1", "-r", "small.yaml")
    assert (ran.status, len(ran.lines)) == (2, 1)
    assert "--list LIST" in ran.err


def test_a_cell_that_cannot_be_read_is_said(folder: Path) -> None:
    ran = on(
        folder, "explain", "P3", "--set", "criteria.fondness.measures.stars={value: stars, linear: {1: 0, 5: 100}}"
    )
    assert ran.status == 0
    assert "people.csv: Stars: 'abc' cannot be read and counts as missing" in ran.lines


# --- decide


def test_decide_takes_titles_and_units_and_prints_json(folder: Path) -> None:
    ran = decided(
        folder, '{"访问次数": 9, "Likes us": true, "Spend": "$6k", "xyzzy": "x", "qqqq": [1]}', "--lang", "en"
    )
    assert ran.status == 0
    found = json.loads(ran.out)
    assert (found["decision"], found["score"], found["tags"]) == ("qualify", 92.5, ["rich"])
    assert found["facts"]["spend"] == 6000.0
    assert ran.lines == ["stdin: there is no field 'xyzzy'", "stdin: there is no field 'qqqq'"]
    same = Ruleset.load(folder / "small.yaml").decide(
        {"visits": 9, "likes_us": True, "spend": 6000}, date(2026, 11, 23)
    )
    assert json.loads(json.dumps(same.as_dict()))["criteria"] == found["criteria"]


@pytest.mark.parametrize(
    ("text", "en", "zh"),
    [
        ("", "stdin: there is nothing to read; give a JSON object", "stdin: 没有可读取的内容；请给出 JSON 对象"),
        ('{"visits": 1,\n "spend" 2}', "stdin:2:10: this is no JSON", "stdin:2:10: 此处不是合法的 JSON"),
        ('[{"visits": 1}]', "stdin: one prospect is a JSON object", "stdin: 一家客户须为 JSON 对象"),
        ('{"visits": NaN}', "stdin: NaN is no JSON; write null", "stdin: NaN 不是合法的 JSON"),
        ('{"visits": 1, "visits": 2}', "stdin: the key 'visits' stands twice", "stdin: 键 'visits' 重复"),
        ('{"visits": 1, "Visits": 2}', "stdin: 'Visits' names a field that another key gives", "stdin: 'Visits' 所指的字段已由"),
        ('{"visits": [1, 2]}', "stdin: 'visits' holds a list or an object", "stdin: 'visits' 的值是数组或对象"),
        ('{"visits": "many"}', "stdin: visits: 'many' cannot be read; wanted is a whole number", "stdin: visits：'many' 无法读取；应为整数"),
        ('{"stars": 7}', "stdin: stars: '7' cannot be read; wanted is a rating (1 to 5)", "stdin: stars：'7' 无法读取；应为评分（1 至 5）"),
        ("[" * 100_000, "stdin: this JSON is nested too deeply", "stdin: JSON 嵌套过深"),
    ],
)  # fmt: skip
def test_decide_refuses_what_is_no_prospect_in_one_line(text: str, en: str, zh: str, plan: Plan) -> None:
    with pytest.raises(ListError) as caught:
        from_record(plan, parse(text.encode(), "stdin"), "stdin", skip_unknown=True)
    one_line(caught.value, en, zh)


def one_line(error: ListError, en: str, zh: str) -> None:
    (problem,) = error.problems
    for language, said in (("en", en), ("zh", zh)):
        choose(language)
        assert str(problem).startswith(said), str(problem)
        assert "\n" not in str(problem)
    choose(None)


def test_decide_leaves_no_output_where_it_refuses(folder: Path) -> None:
    ran = run(folder, "decide", "--lang", "zh", stdin=b"\xff\xfe")
    assert (ran.status, ran.out, ran.lines) == (2, "", ["stdin: 编码不是 UTF-8"])


def test_decide_in_python_refuses_a_misspelt_key() -> None:
    with pytest.raises(ListError, match="no field 'anual_revenue'; did you mean 'annual_revenue'"):
        Ruleset.load("b2b").decide({"anual_revenue": "$5M"})


# --- whatif


def test_whatif_shows_before_and_after(folder: Path) -> None:
    ran = on(folder, "whatif", "P1", "Visits=10", "Spend=$6k", "likes_us=")
    assert ran.status == 0
    cells = {parts[0]: parts[1:] for parts in (re.split(r"\s{2,}", line.strip()) for line in ran.out.splitlines())}
    assert cells["Visits"] == ["4", "10"]
    assert cells["Spend"] == ["$4,000", "$6,000"]
    assert cells["Likes us"] == ["yes", "unknown"]
    assert cells["Decision"] == ["review", "review"]
    assert cells["Bounds"] == ["55", "75-100"]
    assert cells["interest"] == ["40 (40)", "100 (100)"]
    assert cells["Fondness"] == ["100 (100)", "- (0-100)"]
    chinese = on(folder, "whatif", "P1", "访问次数=10", "--lang", "zh")
    assert "改动前" in chinese.out and "准入" in chinese.out


def test_whatif_json_has_both(folder: Path) -> None:
    found = json.loads(on(folder, "whatif", "P1", "visits=6", "--json").out)
    assert found["changed"] == ["visits"]
    assert (found["before"]["decision"], found["after"]["decision"]) == ("review", "qualify")
    predicted = next(one for one in found["before"]["changes"] if one["kind"] == "measure")
    assert (predicted["wanted"], predicted["score"]) == (6, found["after"]["score"])


@pytest.mark.parametrize(
    ("arguments", "en", "zh"),
    [
        (["visits"], "whatif: 'visits' is not FIELD=VALUE", "whatif: 'visits' 不是 字段=值 的形式"),
        (["=3"], "whatif: '=3' is not FIELD=VALUE", "whatif: '=3' 不是"),
        (["visit=3"], "whatif: there is no field 'visit'; did you mean 'Visits'?", "whatif: 没有字段 'visit'，是否应为"),
        (["visits=many"], "whatif: visits: 'many' cannot be read; wanted is a whole number", "whatif: visits：'many' 无法读取"),
        (["visits=3", "visits=4"], "whatif: 'visits' is given twice", "whatif: 'visits' 重复给出"),
        (["visits=3", "Visits=4"], "whatif: 'Visits' names a field that another", "whatif: 'Visits' 所指的字段"),
        (["name=Bob"], "whatif: change fields that the ruleset reads", "whatif: 请改动规则集所用的字段"),
        (["growth=5%"], "whatif: the ruleset small does not read 'growth'", "whatif: 规则集 small 未使用 'growth'"),
    ],
)  # fmt: skip
def test_whatif_refuses_in_one_line(arguments: list[str], en: str, zh: str, plan: Plan) -> None:
    with pytest.raises(ListError) as caught:
        change_subject(from_record(plan, {"visits": 3}), arguments)
    one_line(caught.value, en, zh)


def test_whatif_leaves_no_output_where_it_refuses(folder: Path) -> None:
    ran = on(folder, "whatif", "P1", "visits=many")
    assert (ran.status, ran.out, len(ran.lines)) == (2, "", 1)


# --- values as they are read


@pytest.mark.parametrize(
    ("value", "field", "en", "zh"),
    [
        (None, None, "unknown", "未知"),
        (True, None, "yes", "是"),
        (1.0, None, "1", "1"),
        (0.314815111, None, "0.314815", "0.314815"),
        (1234567.891, Field("sales", "money"), "$1,234,567.89", "US$1,234,567.89"),
        (-5.0, Field("sales", "money"), "-$5", "-US$5"),
        (0.125, Field("share", "percent"), "12.5%", "12.5%"),
        (12.0, Field("late", "number", unit="days"), "12 days", "12 天"),
        (1998.0, Field("founded", "integer", unit="year"), "1998", "1998"),
        (1e300, Field("size", "number"), "1e+300", "1e+300"),
        (date(2026, 11, 23), Field("met", "date"), "Nov 23, 2026", "2026年11月23日"),
        ("AA", Field("grown", "level", values=("A", "AA")), "AA", "AA"),
    ],
)
def test_values_as_they_are_read(value: Any, field: Field | None, en: str, zh: str) -> None:
    assert format_value(value, field, "USD") == (en, zh)
