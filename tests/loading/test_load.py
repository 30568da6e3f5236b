"""Rulesets: thirty mistakes at once, extending, single changes, references, weights by segment, floors, names."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from copy import deepcopy
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

from shortlist import Ruleset
from shortlist.errors import RulesetError, ShortlistError
from shortlist.language import choose
from shortlist.loading.load import list_built_in
from tests.support.generate import load as parse
from tests.support.generate import write_yaml
from tests.support.places import TESTS
from tests.support.seeds import sample
from tests.support.small import SMALL, START, decide, load, only, write, wrong

THIRTY = TESTS / "rulesets" / "thirty_mistakes.yaml"
MISTAKES: list[tuple[int, int, str, str]] = [
    (3, 10, 'put the version in quotes: version: "1.0"', ""),
    (4, 1, "'zh' is missing", ""),
    (5, 11, "'currency' must be a code of three capital letters", ""),
    (6, 1, "unknown key 'exteds'", "extends"),
    (9, 24, "'type' must be", "bool"),
    (10, 3, "the field 'country' is declared by shortlist:criteria as country", ""),
    (11, 15, "field size_class: values are for the type level, which needs them", ""),
    (14, 16, "no_such_table.csv: No such file", ""),
    (15, 36, "unknown field 'contry'", "country"),
    (17, 3, "no plugin supplies the criterion 'scael'", "scale"),
    (19, 31, "unknown segment 'raech'", "reach"),
    (22, 5, "'geography' takes no params", ""),
    (24, 7, "'contry_distance' is no measure of 'geography'", "country_distance"),
    (28, 7, "a measure has one curve", ""),
    (29, 7, "the keys of linear must rise", ""),
    (33, 22, "measure 'headcount.typed' gives number, which needs linear or steps", ""),
    (34, 24, "unknown name 'employes'", "employees"),
    (38, 7, "measure 'bare' needs a curve", ""),
    (40, 5, "the last class, and only it, is `else: true`", ""),
    (46, 36, "'UK' is no ISO country code; write 'GB'", ""),
    (49, 5, "if_unknown: review or if_unknown: ignore", ""),
    (53, 23, "write the number out: 5000000 for 5M", ""),
    (56, 37, "write the number without commas: 1000", ""),
    (57, 5, "found 'reveiw'", "review"),
    (59, 11, "a circle: rule circle -> conclusion looping -> rule circle", ""),
    (63, 5, "'grade' is a conclusion here, but it is also a name of the program", ""),
    (64, 9, "two rules have the id 'reserved'", ""),
    (70, 5, "unknown key 'becuase'", "because"),
    (72, 21, "is a country, which knows only = and <>", ""),
    (74, 1, "the review cut 70 is above the qualify cut 50", ""),
]


@pytest.fixture(scope="module")
def thirty() -> RulesetError:
    with pytest.raises(RulesetError) as caught:
        Ruleset.load(THIRTY)
    return caught.value


def test_thirty_mistakes_are_named_at_once_in_the_order_of_the_file(thirty: RulesetError) -> None:
    assert len(MISTAKES) == 30
    places = [(p.place.line, p.place.column) for p in thirty.problems if p.place]
    assert places == [mistake[:2] for mistake in MISTAKES]


@pytest.mark.parametrize("number", range(30))
def test_mistake_is_one_line_with_place_cause_and_suggestion(number: int, thirty: RulesetError) -> None:
    line, column, fragment, near = MISTAKES[number]
    shown = str(thirty.problems[number])
    assert shown.startswith(f"{THIRTY}:{line}:{column}: ")
    assert fragment in shown
    assert ("did you mean" in shown) == bool(near)
    assert near == "" or f"did you mean '{near}'?" in shown
    assert "\n" not in shown


@pytest.mark.parametrize("number", range(30))
def test_mistake_is_told_in_chinese(number: int, thirty: RulesetError) -> None:
    line, column, _, near = MISTAKES[number]
    choose("zh")
    try:
        shown = str(thirty.problems[number])
    finally:
        choose(None)
    assert shown.startswith(f"{THIRTY}:{line}:{column}: ")
    text = shown.removeprefix(f"{THIRTY}:{line}:{column}: ")
    assert re.search("[一-鿿]", text)
    assert near == "" or f"是否应为 '{near}'？" in text
    assert "did you mean" not in text


# --- structure

STRUCTURE: list[tuple[str, str, str]] = [
    ("criteria:", "5", "'criteria' must be a mapping (key: value); found 5"),
    ("criteria:", "{}", "'criteria' must be not empty"),
    ("rules:", "5", "'rules' must be a list (- item); found 5"),
    ("rules:", "[5]", "must be a mapping (key: value); found 5"),
    ("rules:", "[{id: a b, when: likes_us, then: review}]", "'id' must be a plain name"),
    ("rules:", "[{id: a, when: 5, then: review}]", "'when' must be text; put it in quotes; found 5"),
    ("rules:", "[{id: a, when: likes_us, then: []}]", "nothing follows from this rule"),
    ("rules:", "[{id: a, when: likes_us, then: [review, reject], if_unknown: ignore}]", "one decision at most"),
    ("rules:", "[{id: a, when: likes_us, then: {tag: 'a b'}}]", "what follows is one of reject, review, qualify"),
    ("rules:", "[{id: a, when: likes_us, then: {tga: x}}]", "what follows is one of reject, review, qualify"),
    ("rules:", "[{id: a, when: likes_us, then: review, if_unknown: reviw}]", "did you mean 'review'?"),
    ("rules:", "[{id: a, when: likes_us, then: review, use: no}]", "'use' must be true or false; found 'no'"),
    ("decision:", "{qualfy: 60}", "unknown key 'qualfy'; did you mean 'qualify'?"),
    ("decision:", "{qualify: 160}", "'qualify' must be at most 100; found 160"),
    ("decision:", "{qualify: 60%}", "'qualify' must be a number; found '60%'"),
    ("decision:", "{min_coverage: 40}", "'min_coverage' must be at most 1; found 40"),
    ("decision:", "{missing: wurst}", "'missing' must be 'skip', 'neutral', 'worst' or 'prior'; found 'wurst'; did you mean 'worst'?"),
    ("decision:", "{grades: {A: 80}}", "one grade must begin at 0"),
    ("decision:", "{grades: {A: 0, B: 0}}", "two grades begin at the same score"),
    ("decision:", "{grades: {}}", "'grades' must be not empty"),
    ("decision:", "", "'decision' must be a mapping"),
    ("rates:", "{eur: 1.1}", "three capital letters"),
    ("rates:", "{EUR: 0}", "'EUR' must be more than 0; found 0"),
    ("rates:", "{as_of: soon}", "'as_of' must be a date as 2026-01-31; found 'soon'"),
    ("title:", "5", "'title' must be a mapping (key: value); found 5"),
    ("title:", '""', "'title' must be not empty"),
    ("title:", "{en: A, zh: 甲, de: B}", "unknown key 'de'"),
    ("extends:", "b3b", "unknown ruleset 'b3b'; did you mean 'b2b'?"),
    ("treatmints:", "[]", "unknown key 'treatmints'"),
]  # fmt: skip


def list_keys(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path to every key of a tree."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        if isinstance(data, dict):
            yield (*path, key)
        yield from list_keys(value, (*path, key))


TREE = parse(SMALL) | {
    "rates": {"EUR": 0.9},
    "decision": {"grades": {"A": 50, "B": 0}},
    "treatments": [{"id": "a", "for": ["review"], "offer": {"days": 30}}],
}


@pytest.mark.quick(6, proofs=24)
@pytest.mark.parametrize("path", list(list_keys(TREE)), ids=lambda path: ".".join(map(str, path)))
def test_every_key_may_be_any_text(path: tuple[Any, ...], tmp_path: Path) -> None:
    """A wrong key of criteria once made the check go on for ever."""
    for name in ("Size", "a b", "大小", "SUM(1)", "", "1"):
        tree = deepcopy(TREE)
        inside = reduce(lambda data, step: data[step], path[:-1], tree)
        inside[name] = inside.pop(path[-1])
        (tmp_path / "keys.yaml").write_text(write_yaml(tree), encoding="utf-8")
        (tmp_path / "risk.csv").write_text("seat,index,safe\nDE,1,yes\n")
        with contextlib.suppress(RulesetError):
            Ruleset.load(tmp_path / "keys.yaml")


@pytest.mark.parametrize("name", ["Size", "大小", "SUM(1)"])
def test_a_wrong_name_of_a_criterion_is_placed(name: str, tmp_path: Path) -> None:
    text = SMALL.replace("  fondness:\n", f"  {name}:\n")
    line = text[: text.index(f"  {name}:")].count("\n") + 1
    assert wrong(write(tmp_path, text)) == [
        (
            line,
            3,
            f"'{name}' must be a plain name: small letters, digits and _, beginning with a letter; found '{name}'",
        )
    ]


@pytest.mark.parametrize(("key", "value", "fragment"), STRUCTURE, ids=[f"{case[0]} {case[1]}" for case in STRUCTURE])
def test_structure(key: str, value: str, fragment: str, tmp_path: Path) -> None:
    body = SMALL[: SMALL.index("criteria:")] if key == "criteria:" else SMALL
    line, _, message = only(write(tmp_path, body, f"{key} {value}"))
    assert line == body.count("\n") + 1
    assert fragment in message


@pytest.mark.parametrize(
    ("version", "line", "shown"), [("1.0", 2, "1.0"), ("2", 2, "2"), ("2026-01-31", 2, "2026-01-31")]
)
def test_version_needs_quotes(version: str, line: int, shown: str, tmp_path: Path) -> None:
    path = write(tmp_path, SMALL.replace('version: "1.0"', f"version: {version}"))
    assert only(path) == (line, 10, f'put the version in quotes: version: "{shown}"')


@pytest.mark.parametrize("key", ["ruleset", "version", "criteria"])
def test_required_keys(key: str, tmp_path: Path) -> None:
    kept = {"ruleset": SMALL.partition("\n")[2], "version": SMALL.replace('version: "1.0"\n', "")}
    text = kept.get(key, SMALL[: SMALL.index("criteria:")])
    assert only(write(tmp_path, text)) == (1, 1, f"'{key}' is missing")


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("- a\n- b\n", "a ruleset is a mapping that begins with `ruleset: NAME`"),
        ("hello\n", "a ruleset is a mapping"),
        ("---\n", "a ruleset is a mapping"),
        ("", "the file is empty; a ruleset begins with `ruleset: NAME`"),
    ],
)
def test_file_that_is_no_ruleset(text: str, fragment: str, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    assert fragment in only(path)[2]


@pytest.mark.parametrize("data", [b"ruleset: \xff\xfe", b"\x89PNG\r\n\x1a\n\0\0", "ruleset: 甲".encode("gb18030")])
def test_file_that_is_no_utf8(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(data)
    assert "not a text file in UTF-8" in only(path)[2]


def test_folder_is_no_ruleset(tmp_path: Path) -> None:
    folder = tmp_path / "a.yaml"
    folder.mkdir()
    assert str(folder) in only(folder)[2]


def test_byte_order_mark_is_read_over(tmp_path: Path) -> None:
    path = write(tmp_path, SMALL)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert Ruleset.load(path).id == "small"


@pytest.mark.quick(1)
@pytest.mark.parametrize("terms", sample([350, 1000], 1))
@pytest.mark.parametrize("joiner", [" OR ", " AND ", " + "])
def test_long_condition_is_decided_or_refused_in_one_line(joiner: str, terms: int, tmp_path: Path) -> None:
    each = [f"visits = {n}" if joiner != " + " else f"{n}" for n in range(terms)]
    when = joiner.join(each) + (" > visits" if joiner == " + " else "")
    path = write(tmp_path, SMALL, f"rules: [{{id: a, then: review, when: '{when}'}}]")
    try:
        assert decide(Ruleset.load(path), visits=3.0)["reasons"]
    except ShortlistError as error:
        assert "too deep" in str(error) or "too many operations" in str(error)


def test_a_mistake_in_a_part_hides_none_in_the_rest_of_it(tmp_path: Path) -> None:
    found = wrong(
        write(
            tmp_path,
            START,
            "criteria:\n  interest:\n    weight: -1\n    floor: 130\n    measures:\n",
            "      first: {value: employes, linear: {0: 0}}\n      second: {value: employees}\n",
        )
    )
    assert [place[:2] for place in found] == [(5, 13), (6, 12), (8, 22), (9, 7)]


# --- names


@pytest.mark.parametrize(
    ("part", "line", "fragment"),
    [
        ("fields: {score: {type: number}}", 3, "'score' is a field here, but it is also a name of the program"),
        ("fields: {size: {type: number}}", 8, "'size' is a segment here, but it is also a field"),
        ("fields: {scale: {type: number}}", 4, "'scale' is a criterion here, but it is also a field"),
        ("segments: [{id: employees, classes: [{id: a, else: true}]}]", 3, "a field of shortlist:criteria"),
        ("segments: [{id: scale, classes: [{id: a, else: true}]}]", 3, "'scale' is a segment here, but it is also a criterion"),
        ("rules: [{id: a, when: employees > 1, then: {conclude: scale}}]", 3, "'scale' is a conclusion here, but it is also a criterion"),
        ("rules: [{id: a, when: employees > 1, then: {conclude: coverage}}]", 3, "a name of the program"),
        ("references: {scale: {file: risk.csv, key: country, fields: {index: {type: number}}}}", 4, "it is also a reference table"),
    ],
)  # fmt: skip
def test_collision_names_both_sides_and_nothing_follows_from_it(
    part: str, line: int, fragment: str, tmp_path: Path
) -> None:
    segments = "segments:\n  - id: size\n    classes: [{id: a, else: true}]\n" if "size" in part else ""
    path = write(tmp_path, START, part, "criteria: {scale: {weight: 1}}\n", segments and "about: x\n\n" + segments)
    (tmp_path / "risk.csv").write_text("country,index\nDE,1\n", encoding="utf-8")
    found = only(path)
    assert fragment in found[2]
    assert found[0] == line


def test_collision_leaves_the_older_meaning_for_all_other_conditions(tmp_path: Path) -> None:
    rules = """\
rules:
  - {id: a, when: visits > 1, then: {conclude: seat}}
  - {id: b, when: "seat = 'DE'", then: review}
"""
    assert [place[:2] for place in wrong(write(tmp_path, SMALL, rules))] == [(SMALL.count("\n") + 2, 31)]


@pytest.mark.parametrize("name", ["uncertain", "no-score"])
def test_rule_named_like_a_reason_of_the_program_is_refused(name: str, tmp_path: Path) -> None:
    line, _, message = only(write(tmp_path, SMALL, f"rules:\n  - {{id: {name}, when: likes_us, then: review}}\n"))
    assert line == SMALL.count("\n") + 2
    assert f"'{name}'" in message


@pytest.mark.parametrize("name", ["b3b", "bse", "B2B", "nothing"])
def test_unknown_ruleset_names_the_built_in_ones(name: str) -> None:
    line, column, message = only(name)
    assert (line, column) == (None, None)
    assert f"unknown ruleset '{name}'" in message
    assert all(known in message for known in list_built_in())
    near = {"b3b": "b2b", "bse": "base", "B2B": "b2b"}.get(name)
    assert ("did you mean" in message) == bool(near)
    assert near is None or f"did you mean '{near}'?" in message


def test_missing_ruleset_file() -> None:
    assert only("nowhere/rules.yaml")[2] == "there is no file nowhere/rules.yaml"


@pytest.mark.parametrize("name", sorted(list_built_in()))
def test_built_in_rulesets_load_without_a_note(name: str) -> None:
    ruleset = Ruleset.load(name)
    assert ruleset.id == name
    assert ruleset.notes == ()


def test_unknown_criterion_without_a_plugin(tmp_path: Path) -> None:
    line, column, message = only(write(tmp_path, START, "criteria:\n  fame: {weight: 1}\n"))
    assert (line, column) == (4, 3)
    assert message == "no plugin supplies the criterion 'fame'; one written here needs measures with a `value:`"


# --- extending


@pytest.fixture
def child(tmp_path: Path) -> Any:
    """Loads a ruleset that extends the small one."""
    write(
        tmp_path,
        SMALL,
        "rules:\n  - {id: a, when: likes_us, then: review}\n  - {id: b, when: visits > 5, then: {tag: often}}\n",
    )

    def of(*parts: str, extends: str = "small.yaml") -> Path:
        return write(tmp_path, f"ruleset: child\nextends: {extends}\n", *parts, name="child.yaml")

    return of  # fmt: skip


def test_extending_takes_all_and_changes_what_is_written(child: Any) -> None:
    parent, ruleset = Ruleset.load(child().parent / "small.yaml"), Ruleset.load(child('version: "2"'))
    assert (ruleset.id, ruleset.version) == ("child", "2")
    assert ruleset.fields == parent.fields
    assert ruleset.decision == parent.decision
    assert [rule.id for rule in ruleset.rules] == ["a", "b"]
    assert decide(ruleset, visits=5.0, likes_us=True) == decide(parent, visits=5.0, likes_us=True)


@pytest.mark.parametrize("name", ["small.yaml", "./small.yaml"])
def test_extending_a_file_beside(name: str, child: Any) -> None:
    assert Ruleset.load(child(extends=name)).version == "1.0"


def test_extending_a_built_in_by_name(tmp_path: Path) -> None:
    path = write(tmp_path, 'ruleset: mine\nversion: "7"\nextends: base\ndecision: {qualify: 66}\n')
    ruleset, base = Ruleset.load(path), Ruleset.load("base")
    assert ruleset.decision.qualify == 66
    assert ruleset.decision.review == base.decision.review
    assert list(ruleset.criteria) == list(base.criteria)


def test_extending_in_several_steps(child: Any) -> None:
    child("decision: {qualify: 80}")
    path = write(
        child().parent,
        "ruleset: grandchild\nextends: child.yaml\ndecision: {review: 30}\n",
        name="grandchild.yaml",
    )
    child("decision: {qualify: 80}")
    ruleset = Ruleset.load(path)
    assert (ruleset.id, ruleset.decision.qualify, ruleset.decision.review) == ("grandchild", 80, 30)


def test_override_of_curve_and_weight_replaces_them(child: Any) -> None:
    change = "criteria: {interest: {weight: 1, measures: {visits: {steps: {0: 0, 4: 60}, weight: 2}}}}"
    ruleset = Ruleset.load(child(change))
    measure = ruleset.criteria["interest"].measures[0]
    assert (measure.value, measure.weight) == ("visits", 2)
    assert (measure.curve.kind, measure.curve.points) == ("steps", ((0, 0), (4, 60)))
    row = decide(ruleset, visits=5.0, likes_us=False)
    assert (row["interest"], row["score"]) == (60, 30)


def test_override_of_a_plugins_measure(tmp_path: Path) -> None:
    change = """\
criteria:
  payment_ability:
    weight: 1
    measures:
      average_days_late: {weight: 1, linear: {0: 100, 10: 0}}
      credit_rating: {use: false}
      net_margin: {use: false}
      return_on_assets: {weight: 0}
      current_ratio: {else: 7}
      days_sales_outstanding: {use: false}
      overdue_share: {use: false}
"""
    ruleset = load(tmp_path, START, change)
    used = {measure.id: measure for measure in ruleset.criteria["payment_ability"].measures}
    assert list(used) == ["average_days_late", "return_on_assets", "current_ratio"]
    assert used["current_ratio"].curve.otherwise == 7
    row = decide(ruleset, average_days_late=5.0, current_ratio=2.0)
    assert (row["payment_ability"], row["coverage"], row["certain"]) == (75, 1, True)


@pytest.mark.parametrize(
    ("change", "ids"),
    [
        ("rules: [{id: b, use: false}]", ["a"]),
        ("rules: [{id: c, when: visits > 1, then: review}]", ["a", "b", "c"]),
        ("rules: [{id: c, when: visits > 1, then: review}, {id: a, then: qualify}]", ["a", "b", "c"]),
    ],
)
def test_lists_merge_by_id(change: str, ids: list[str], child: Any) -> None:
    ruleset = Ruleset.load(child(change))
    assert [rule.id for rule in ruleset.rules] == ids
    first = ruleset.rules[0]
    assert first.decision == ("qualify" if "qualify" in change else "review")
    assert first.when.value == "likes_us"


def test_use_false_takes_out_a_criterion_and_its_column(child: Any) -> None:
    ruleset = Ruleset.load(child("criteria: {fondness: {use: false}}"))
    assert list(ruleset.criteria) == ["interest"]
    assert "fondness" not in decide(ruleset, visits=5.0)


def test_mistake_in_the_parent_is_placed_in_the_parent(child: Any) -> None:
    path = child()
    parent = path.parent / "small.yaml"
    parent.write_text(parent.read_text(encoding="utf-8").replace("visits > 5", "visist > 5"), encoding="utf-8")
    with pytest.raises(RulesetError) as caught:
        Ruleset.load(path)
    (problem,) = caught.value.problems
    assert problem.place is not None
    assert problem.place.source == str(parent)
    assert "did you mean 'visits'?" in str(problem)


def test_circle_of_extends_is_shown(tmp_path: Path) -> None:
    first = write(tmp_path, START, "extends: b.yaml", name="a.yaml")
    write(tmp_path, START, "extends: c.yaml", name="b.yaml")
    write(tmp_path, START, "extends: a.yaml", name="c.yaml")
    line, column, message = only(first)
    assert (line, column) == (3, 10)
    assert message == "the rulesets extend each other in a circle: a.yaml -> b.yaml -> c.yaml -> a.yaml"


def test_extending_itself_is_a_circle(tmp_path: Path) -> None:
    assert "a.yaml -> a.yaml" in only(write(tmp_path, START, "extends: a.yaml", name="a.yaml"))[2]


@pytest.mark.parametrize(
    ("parent", "fragment"), [("none.yaml", "there is no file"), ("basee", "did you mean 'base'?"), ("5", "'extends'")]
)
def test_missing_parent(parent: str, fragment: str, tmp_path: Path) -> None:
    path = write(tmp_path, START, f"extends: {parent}", "criteria: {scale: {weight: 1}}")
    line, column, message = only(path)
    assert (line, column) == (3, 10)
    assert fragment in message


# --- single changes


def test_set_changes_a_decision(tmp_path: Path) -> None:
    assert decide(load(tmp_path, SMALL), visits=7.0, likes_us=False)["decision"] == "review"
    changed = load(tmp_path, SMALL, set=["decision.qualify=52"])
    assert decide(changed, visits=7.0, likes_us=False)["decision"] == "qualify"


def test_set_reaches_an_item_of_a_list_by_its_id(tmp_path: Path) -> None:
    rules = "rules: [{id: few, when: visits < 3, then: review}]"
    ruleset = load(tmp_path, SMALL, rules, set=["rules.few.when=visits < 9", "rules.few.then=qualify"])
    assert (ruleset.rules[0].when.value, ruleset.rules[0].decision) == ("visits < 9", "qualify")


@pytest.mark.parametrize(
    ("assignment", "fragment"),
    [
        ("decision.qualfy=65", "unknown key 'qualfy'; did you mean 'qualify'?"),
        ("decison.qualify=65", "unknown key 'decison'; did you mean 'decision'?"),
        ("decision.qualify=high", "'qualify' must be a number; found 'high'"),
        ("decision.qualify=", "'qualify' must be a number; found None"),
        ("decision.qualify=140", "'qualify' must be at most 100; found 140"),
        ("decision.qualify=40", "the review cut 50 is above the qualify cut 40"),
        ("decision.qualify", "write --set PATH=VALUE, as in --set decision.qualify=65"),
        ("decision.qualify.x=1", "'qualify' must be a number"),
        ("segments.sise.title=x", "nothing there has the id 'sise'"),
        ("criteria.interst.weight=1", "did you mean 'interest'?"),
        ("criteria.interest.measures.vists.weight=1", "did you mean 'visits'?"),
        ("criteria.interest.weight=-1", "'weight' must be at least 0; found -1"),
        ("fields.visits.type=int", "did you mean 'integer'?"),
        ("fields.visit={type: bool, minimum: 1}", "minimum and maximum are finite numbers, for numeric types only"),
        ("extends=b3b", "'b3b'"),
    ],
)
def test_set_refuses_in_one_line(assignment: str, fragment: str, tmp_path: Path) -> None:
    with pytest.raises(ShortlistError) as caught:
        load(tmp_path, SMALL, set=[assignment])
    (problem,) = caught.value.problems
    assert str(problem).startswith(f"--set {assignment}")
    assert fragment in problem.text.en


@pytest.mark.parametrize("assignment", ["decision.qualify=40", "decision.review=90"])
def test_mistake_that_a_change_makes_with_what_is_written_names_the_change(assignment: str, tmp_path: Path) -> None:
    path = write(tmp_path, SMALL, "decision: {qualify: 70, review: 50}")
    with pytest.raises(ShortlistError) as caught:
        Ruleset.load(path, [assignment])
    assert len(caught.value.problems) == 1
    assert f"--set {assignment}" in str(caught.value)


# --- references


def table(folder: Path, text: str, **changes: str) -> Path:
    entry = {"file": "risk.csv", "key": "seat", "fields": "{index: {type: number}, safe: {type: bool}}"} | changes
    path = write(folder, SMALL.replace("file: risk.csv, key: seat", f"file: {entry['file']}, key: {entry['key']}")
                 .replace("{index: {type: number}, safe: {type: bool}}", entry["fields"]))  # fmt: skip
    (folder / "risk.csv").write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "line", "fragment"),
    [
        ("seat,idx,safe\nDE,1,yes\n", 1, "the table has no column 'index'; did you mean 'idx'?"),
        ("set,index,safe\nDE,1,yes\n", 1, "the table has no column 'seat'; did you mean 'set'?"),
        ("", 1, "the table has no column 'seat'"),
        ("seat,index,safe\nDE,1,yes\nDE,2,no\n", 3, "the key 'DE' stands twice"),
        ("seat,index,index,safe\nDE,1,2,yes\n", 1, "the table has 2 columns 'index'; leave one"),
        ("seat;index;safe\nDE;1;yes\n", 1, "its cells are parted by ';'; save it with commas"),
        ("seat,index,safe\nDE,1,yes\n,2,no\n", 3, "the key is empty"),
        ("seat,index,safe\nDE,much,yes\n", 2, "index: 'much' is no number that can be read"),
        ("seat,index,safe\nDE,inf,yes\n", 2, "index: 'inf' is no number"),
        ("seat,index,safe\nDE,nan,yes\n", 2, "index: 'nan' is no number"),
        ("seat,index,safe\nDE,1,maybe\n", 2, "safe: 'maybe' is neither true nor false"),
        ("seat,index,safe\nDE,1,yes\nCN,2,yes,3\n", 3, "the row has 4 cells, the header 3"),
        ("seat,index,safe\nDE,1,yes\nCN,2\n", 3, "the row has 2 cells, the header 3"),
        ("seat,index,safe\nGermany,1,yes\n", 2, "'Germany'"),
    ],
)
def test_table_with_a_mistake_is_named_with_its_line(text: str, line: int, fragment: str, tmp_path: Path) -> None:
    found = only(table(tmp_path, text))
    assert found[0] == line
    assert fragment in found[2]


def test_all_bad_cells_are_named_at_once(tmp_path: Path) -> None:
    found = wrong(table(tmp_path, "seat,index,safe\nDE,a,b\nCN,1,yes\nDE,c,no\n"))
    assert [place[0] for place in found] == [2, 2, 4, 4]


@pytest.mark.parametrize(
    ("changes", "fragment"),
    [
        ({"file": "none.csv"}, "none.csv: No such file"),
        ({"file": "."}, "this is a folder"),
        ({"key": "saet"}, "unknown field 'saet'; did you mean 'seat'?"),
        ({"fields": "{index: {type: numbr}}"}, "did you mean 'number'?"),
        ({"fields": "{}"}, "'fields' must be not empty"),
        ({"fields": "{index: {type: level}}"}, "values are for the type level, which needs them"),
        ({"fields": "{index: {type: level, values: [a, a]}}"}, "a value stands twice"),
    ],
)
def test_reference_with_a_mistake(changes: dict[str, str], fragment: str, tmp_path: Path) -> None:
    line, _, message = only(table(tmp_path, "seat,index,safe\nDE,1,yes\n", **changes))
    assert line == SMALL[: SMALL.index("  risk:")].count("\n") + 1
    assert fragment in message


def test_binary_table_is_refused_in_one_line(tmp_path: Path) -> None:
    path = table(tmp_path, "")
    (tmp_path / "risk.csv").write_bytes(b"\xff\xfe\x00\x01seat\x00")
    assert "not a CSV file in UTF-8" in only(path)[2]


def test_reference_is_looked_up_and_null_for_good_where_the_table_lacks_the_key(tmp_path: Path) -> None:
    rules = """\
rules:
  - {id: risky, when: risk.index > 2, then: {tag: risky}}
  - {id: unsafe, when: NOT risk.safe, then: {tag: unsafe}}
  - {id: unlisted, when: risk.index IS NULL, then: {tag: unlisted}}
"""
    ruleset = load(tmp_path, SMALL, rules)
    known = {"visits": 9.0, "likes_us": True}
    assert decide(ruleset, **known, seat="CN")["tags"] == "risky"
    assert decide(ruleset, **known, seat="KP")["tags"] == "unsafe; unlisted"
    assert decide(ruleset, **known, seat="FR")["tags"] == "unlisted"
    assert decide(ruleset, **known, seat="DE")["tags"] is None


# --- weights by segment, floors

ONE_MORE = "criteria.interest.measures.calls={value: visits, linear: {0: 0, 1: 1}}"
BY_SIZE = "criteria.interest.weight={default: 3, by: size, large: 0}"


def test_weights_by_the_classes_of_a_segment(tmp_path: Path) -> None:
    ruleset = load(tmp_path, SMALL, set=[BY_SIZE])
    assert decide(ruleset, visits=9.0, likes_us=False)["score"] == 0
    assert decide(ruleset, visits=5.0, likes_us=False)["score"] == 37.5
    unknown = decide(ruleset, likes_us=False)
    assert (unknown["score_low"], unknown["score_high"]) == (0, 75)
    assert "visits" in unknown["ask_next"]


@pytest.mark.parametrize(
    ("assignments", "fragment"),
    [
        (["criteria.interest.weight={default: 3, by: sise}"], "unknown segment 'sise'; did you mean 'size'?"),
        (["criteria.interest.weight={default: 3, by: size, lagre: 1}"], "'lagre' is no class of size; did you mean 'large'?"),
        (["criteria.interest.weight={default: 3, large: 1}"], "weights by class need `by: SEGMENT`"),
        (["criteria.interest.weight={by: size, large: 1}"], "'default' is missing"),
        (["criteria.interest.weight={default: 3, by: size, large: -1}"], "'large' must be at least 0; found -1"),
        ([BY_SIZE, "criteria.fondness.weight={default: 1, by: place}"], "one segment may drive weights; here are size, place"),
        ([BY_SIZE, "criteria.fondness.weight=0"], "the weights of the criteria for the class 'large' are all 0"),
        (["criteria.interest.weight=0", "criteria.fondness.weight=0"], "the weights of the criteria are all 0"),
        (["criteria.interest.weight=1e308", "criteria.fondness.weight=1e308"], "the weights of the criteria are too large to add up"),
        (["criteria.interest.weight=1e300", "criteria.fondness.weight=1e-300"], "1e-300 is nothing beside 1e+300; bring them within a factor of 1e+30"),
        (["criteria.interest.weight={default: 3, by: size, large: 1e40}"], "for the class 'large' lie too far apart"),
        (["criteria.interest.measures.visits.weight=1e40", ONE_MORE], "the weights of its measures lie too far apart"),
        ([BY_SIZE, "segments.size.classes=[{id: large, when: score > 1}, {id: small, else: true}]"], "size -> score -> weights -> segment size"),
        ([BY_SIZE, "segments.size.classes=[{id: large, when: interest > 1}, {id: small, else: true}]"], "size -> interest -> weights"),
        ([BY_SIZE, "segments.size.classes=[{id: large, when: place = 'home'}, {id: small, else: true}]"], "which is computed later (segment size -> place)"),
        ([BY_SIZE, "segments.size.classes=[{id: large, when: size = 'small'}, {id: small, else: true}]"], "size -> size"),
        (["criteria.interest.measures.visits.weight=0"], "the weights of its measures are all 0"),
        (["criteria.interest.measures.visits.use=false"], "criterion 'interest' has every measure switched off"),
    ],
)  # fmt: skip
def test_weights_with_a_mistake(assignments: list[str], fragment: str, tmp_path: Path) -> None:
    assert fragment in only(write(tmp_path, SMALL), assignments)[2]


@pytest.mark.parametrize(
    ("floor", "below", "if_unknown"),
    [
        ("40", 40, "ignore"),
        ("{below: 40}", 40, "ignore"),
        ("{below: 40.5, if_unknown: review}", 40.5, "review"),
        ("0", 0, "ignore"),
    ],
)
def test_floor_is_a_reject_rule(floor: str, below: float, if_unknown: str, tmp_path: Path) -> None:
    ruleset = load(tmp_path, SMALL, set=[f"criteria.fondness.floor={floor}"])
    rule = ruleset.rules[-1]
    assert (rule.id, rule.decision, rule.if_unknown) == ("floor:fondness", "reject", if_unknown)
    row = decide(ruleset, visits=10.0, likes_us=False)
    assert row["decision"] == ("reject" if below > 0 else "qualify")
    assert ("floor:fondness" in row["reasons"]) == (below > 0)
    unknown = decide(ruleset, visits=10.0)
    assert unknown["decision"] == ("review" if if_unknown == "review" else "qualify")


@pytest.mark.parametrize(
    ("floor", "fragment"),
    [
        ("130", "'floor' must be at most 100; found 130"),
        ("-1", "'floor' must be at least 0; found -1"),
        ("low", "'floor' must be a"),
        ("true", "'floor' must be a"),
        ("{above: 3, below: 3}", "unknown key 'above'; known: below, if_unknown"),
        ("{if_unknown: review}", "'below' is missing"),
        ("{below: 3, if_unknown: reject}", "'if_unknown' must be 'review' or 'ignore'; found 'reject'"),
    ],
)
def test_floor_with_a_mistake(floor: str, fragment: str, tmp_path: Path) -> None:
    assert fragment in only(write(tmp_path, SMALL), [f"criteria.fondness.floor={floor}"])[2]


def test_mistake_in_a_floor_form_does_not_speak_of_its_inner_name(tmp_path: Path) -> None:
    text = SMALL.replace("    weight: 1\n", "    weight: 1\n    floor: 130\n")
    line = text[: text.index("floor: 130")].count("\n") + 1
    assert only(write(tmp_path, text)) == (line, 12, "'floor' must be at most 100; found 130")


def test_percent_written_in_hundredths_is_noted(tmp_path: Path) -> None:
    rules = "fields: {share: {type: percent}}\ncriteria: {a: {weight: 1, measures: {m: {value: share, linear: {0: 0, 30: 100}}}}}\n"
    path = tmp_path / "rules.yaml"
    path.write_text(f'ruleset: rules\nversion: "1"\n{rules}', encoding="utf-8")
    (note,) = Ruleset.load(path).notes
    assert (note.place and note.place.line) == 4
    assert "goes to 30, which is 3,000%" in note.text.en and "write 0.3 for 30 %" in note.text.en
    path.write_text(path.read_text(encoding="utf-8").replace("30: 100", "0.3: 100"), encoding="utf-8")
    assert not Ruleset.load(path).notes


def test_a_ruleset_of_its_own_name_does_not_speak_in_its_parents_title(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text('ruleset: rules\nversion: "1"\nextends: b2b\n', encoding="utf-8")
    assert Ruleset.load(path).title.en == "rules"
