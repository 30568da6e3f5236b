"""YAML with positions: every trap is refused at its place with what to write instead; merging and single changes."""

from __future__ import annotations

from typing import Any

import pytest

from shortlist.errors import RulesetError, ShortlistError
from shortlist.language import choose
from shortlist.ruleset.document import merge, read_document, set_value

IN_QUOTES = "must stand in quotes as a whole"
KEYBOARD = "with the English keyboard"
DOUBLE_QUOTES = "in double quotes"


def problems(text: str) -> list[tuple[int | None, int | None, str]]:
    """Line, column and message of all that is wrong; fails where nothing is."""
    with pytest.raises(RulesetError) as caught:
        read_document(text, "rules.yaml")
    found = []
    for problem in caught.value.problems:
        assert problem.place is not None
        assert problem.place.source == "rules.yaml"
        assert "\n" not in str(problem)
        found.append((problem.place.line, problem.place.column, problem.text.en))
    return found


def plain(text: str) -> Any:
    return read_document(text, "rules.yaml").data()


TRAPS: list[tuple[str, str, int, int, str]] = [
    ("duplicate key", "ruleset: a\nversion: '1'\nruleset: b\n", 3, 1, "'ruleset' stands twice, first in line 1"),
    ("duplicate key below", "decision:\n  qualify: 70\n  qualify: 60\n", 3, 3, "'qualify' stands twice, first in line 2"),
    ("duplicate key in braces", "decision: {qualify: 70, qualify: 60}", 1, 25, "'qualify' stands twice"),
    ("duplicate number as key", "linear: {1: 2, 1.0: 3}", 1, 16, "1.0 stands twice"),
    ("tag", "ruleset: !name a\n", 1, 10, "tags are not taken: !name"),
    ("tag of a class", "a: !!python/object:os.system x\n", 1, 4, "tags are not taken"),
    ("tag of a mapping", "seller: !profile {a: 1}\n", 1, 9, "tags are not taken: !profile"),
    ("tag of a list", "rules: !all [a]\n", 1, 8, "tags are not taken: !all"),
    ("tag of the standard", "version: !!str 1.0\n", 1, 10, "tags are not taken"),
    ("merge key", "a:\n  <<: {b: 1}\n", 2, 3, "merge keys (<<) are not taken; use `extends:`"),
    ("merge key in quotes", "a:\n  '<<': {b: 1}\n", 2, 3, "merge keys (<<) are not taken; use `extends:`"),
    ("_ in a whole number", "a: 1_000\n", 1, 4, "write the number 1_000 without _"),
    ("_ in a number", "a: [1, 1_000.5]\n", 1, 8, "write the number 1_000.5 without _"),
    ("_ in a key", "linear: {1_0: 3}\n", 1, 10, "write the number 1_0 without _"),
    (".nan", "a: .nan\n", 1, 4, ".nan is not a number"),
    (".NaN", "a: .NaN\n", 1, 4, ".NaN is not a number"),
    (".inf", "a: .inf\n", 1, 4, ".inf is not a number"),
    ("-.Inf", "a:\n  b: -.Inf\n", 2, 6, "-.Inf is not a number"),
    (".inf as a key", "linear: {.inf: 3}\n", 1, 10, ".inf is not a number"),
    ("too large a number", "a: 1e999\n", 1, 4, "1e999 is not a number"),
    ("full-width key", "when，: 3\n", 1, 1, f"write 'when,' {KEYBOARD}"),
    ("full-width quotes as a key", "“title”: 3\n", 1, 1, KEYBOARD),
    ("full-width colon after a key", "ruleset: b\nversion：'1'\nrules: []\n", 3, 1, KEYBOARD),
    ("full-width colon in braces", "title: {en：Scale, zh: 规模}\n", 1, 9, KEYBOARD),
    ("full-width braces", "title: ｛en: Scale｝\n", 1, 11, KEYBOARD),
    ("full-width brackets", "needs: ［a: 1］\n", 1, 10, KEYBOARD),
    ("full-width comma in braces", "title: {en: Scale，zh: 规模}\n", 1, 21, KEYBOARD),
    ("inner comma of IN", "- {id: a, when: country IN ('KP', 'IR'), then: x}\n", 1, 39, DOUBLE_QUOTES),
    ("inner comma of a function", "- {id: a, when: GREATEST(a, b) > 3, then: x}\n", 1, 29, DOUBLE_QUOTES),
    ("inner comma of a text", "- {id: a, because: No money, no deal}\n", 1, 30, DOUBLE_QUOTES),
    ("% at the start", "when: %x\n", 1, 7, IN_QUOTES),
    ("! at the start", "rules:\n  - id: a\n    when: !overdue AND x > 1\n", 3, 11, IN_QUOTES),
    ('" at the start', "when: \"a\" = 1\n", 1, 11, IN_QUOTES),
    ("' at the start", "id: a\nwhen: 'KP' = country\n", 2, 12, IN_QUOTES),
    ("@ at the start", "when: @x\n", 1, 7, IN_QUOTES),
    ("tab", "a:\n\tb: 1\n", 2, 1, "indent with spaces, not with tabs"),
    ("tab in a list", "a:\n  - b\n\t- c\n", 3, 1, "indent with spaces, not with tabs"),
    ("anchor", "a: &x 1\nb: 2\n", 1, 4, "anchors and aliases (& and *) are not taken"),
    ("alias", "a: 1\nb: *x\n", 2, 4, "anchors and aliases (& and *) are not taken"),
    ("anchor of a mapping", "a:\n  - &x {b: 1}\n", 2, 5, "anchors and aliases (& and *) are not taken"),
    ("& at the start", "when: &x y\n", 1, 7, "anchors and aliases"),
    ("two documents", "a: 1\n---\nb: 2\n", 2, 1, "another document"),
    ("colon in a plain text", "because: Note: late\n", 1, 14, "mapping values are not allowed here"),
    ("bracket left open", "a: [1, 2\n", 2, 1, "expected ',' or ']'"),
    ("quote left open", "a: 'x\n", 2, 1, "unexpected end"),
    ("list as a key", "[1, 2]: x\n", 1, 1, "a key must be one word"),
    ("mapping as a key", "? {a: 1}\n: b\n", 1, 3, "a key must be one word"),
    ("NUL", "ruleset: a\ntitle: b\0c\n", 2, 9, "#x0000"),
    ("control character", "a: b\x07c\n", 1, 5, "#x0007"),
    ("a day that is none", "rates: {as_of: 2026-13-45}\n", 1, 16, "2026-13-45"),
    ("a number of 5,000 digits", f"a: {'9' * 5000}\n", 1, 4, "number"),
    ("YAML 1.1", "%YAML 1.1\n---\ncountry: NO\n", 1, 1, "1.2"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "column", "fragment"), [trap[1:] for trap in TRAPS], ids=[trap[0] for trap in TRAPS]
)
def test_trap_is_refused_once_at_its_place(text: str, line: int, column: int, fragment: str) -> None:
    found = problems(text)
    assert [place[:2] for place in found] == [(line, column)]
    assert fragment in found[0][2]


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("", "the file is empty; a ruleset begins with `ruleset: NAME`"),
        ("\n\n", "the file is empty"),
        ("# only a comment\n", "the file is empty"),
        ("a: " + "[" * 600 + "]" * 600, "nested too deeply"),
        ("a: " + "{b: " * 600 + "}" * 600, "nested too deeply"),
        ("\n".join(" " * depth + "a:" for depth in range(600)), "nested too deeply"),
    ],
    ids=["empty", "blank", "comment", "deep list", "deep mapping", "deep block"],
)
def test_whole_file_is_refused(text: str, fragment: str) -> None:
    ((line, column, message),) = problems(text)
    assert (line, column) == (None, None)
    assert fragment in message


def test_all_traps_of_a_well_formed_file_are_named_at_once() -> None:
    found = problems("a: 1_0\nb: .nan\nb: 2\nc: !x 3\nd，: 4\n")
    assert [place[:2] for place in found] == [(1, 4), (2, 4), (3, 1), (4, 4), (5, 1)]


@pytest.mark.parametrize(("text", "line", "column"), [trap[1:4] for trap in TRAPS], ids=[trap[0] for trap in TRAPS])
def test_trap_is_named_in_chinese(text: str, line: int, column: int) -> None:
    choose("zh")
    try:
        with pytest.raises(RulesetError) as caught:
            read_document(text, "rules.yaml")
    finally:
        choose(None)
    for problem in caught.value.problems:
        assert any("一" <= character <= "鿿" for character in problem.text.zh)
        assert str(caught.value).startswith(f"rules.yaml:{line}:{column}: ")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"), ("no", "no"), ("yes", "yes"), ("on", "on"), ("off", "off"), ("Y", "Y"), ("true", True), ("False", False),
        ("017", 17), ("0x10", 16), ("1:30", "1:30"), ("12e1", 120.0), ("1.5", 1.5), ("x_1", "x_1"), ("'1_000'", "1_000"),
        ("~", None), ("null", None), ("", None), ("'规模，很大'", "规模，很大"), ("规模，很大", "规模，很大"), ("a ≥ b", "a ≥ b"),
    ],
)  # fmt: skip
def test_scalar_is_that_of_yaml_1_2(text: str, value: Any) -> None:
    found = plain(f"country: {text}\n")["country"]
    assert found == value
    assert type(found) is type(value)


def test_norway_stays_a_text_as_a_key_and_in_a_list() -> None:
    assert plain("levels: {NO: 100, SE: 90}\nlist: [NO, DK]\n") == {
        "levels": {"NO": 100, "SE": 90},
        "list": ["NO", "DK"],
    }


def test_nodes_know_where_they_and_their_keys_stand() -> None:
    root = read_document("rules:\n  - id: a\n    when: 'x > 1'\n", "rules.yaml")
    node = root.at(("rules", 0, "when"))
    assert str(node.place) == "rules.yaml:3:11"
    assert str(node.key) == "rules.yaml:3:5"
    assert node.quote == "'"
    assert root.at(("rules", 0, "id")).quote == ""
    assert root.at(("rules", 0, "nothing", "id")) is root.at(("rules", 0, "id"))
    assert root.at(("rules", 7)) is root.at(("rules",))


# --- merging


def merged(base: str, change: str) -> Any:
    return merge(read_document(base, "base.yaml"), read_document(change, "change.yaml")).data()


@pytest.mark.parametrize(
    ("base", "change", "result"),
    [
        ("a: {b: 1, c: 2}", "a: {c: 3, d: 4}", {"a": {"b": 1, "c": 3, "d": 4}}),
        ("a: 1", "a: {b: 2}", {"a": {"b": 2}}),
        ("a: {b: 2}", "a: null", {"a": None}),
        ("a: [1, 2]", "a: [3]", {"a": [3]}),
        ("a: {linear: {0: 1, 9: 2}}", "a: {linear: {5: 3}}", {"a": {"linear": {5: 3}}}),
        ("m: {linear: {0: 1}, else: 3, weight: 2}", "m: {levels: {x: 1}}", {"m": {"weight": 2, "levels": {"x": 1}}}),
        ("m: {steps: {0: 1}, else: 3}", "m: {else: 4}", {"m": {"steps": {0: 1}, "else": 4}}),
        ("m: {steps: {0: 1}, else: 3}", "m: {use: false}", {"m": {"steps": {0: 1}, "else": 3, "use": False}}),
        ("c: {weight: {default: 1, by: s, x: 2}}", "c: {weight: 5}", {"c": {"weight": 5}}),
        ("c: {weight: {default: 1, by: s, x: 2}}", "c: {weight: {default: 4}}", {"c": {"weight": {"default": 4}}}),
        ("c: {floor: {below: 3, if_unknown: review}}", "c: {floor: {below: 4}}", {"c": {"floor": {"below": 4}}}),
        ("d: {grades: {A: 80, D: 0}}", "d: {grades: {B: 60}}", {"d": {"grades": {"A": 80, "D": 0, "B": 60}}}),
        (
            "r: [{id: a, x: 1}, {id: b, x: 2}]",
            "r: [{id: b, x: 3}, {id: c, x: 4}]",
            {"r": [{"id": "a", "x": 1}, {"id": "b", "x": 3}, {"id": "c", "x": 4}]},
        ),
        ("r: [{id: a, x: 1, y: 2}]", "r: [{id: a, y: 3}]", {"r": [{"id": "a", "x": 1, "y": 3}]}),
        (
            "s: [{id: a, classes: [{id: x, when: p}, {id: y, else: true}]}]",
            "s: [{id: a, classes: [{id: z, else: true}]}]",
            {"s": [{"id": "a", "classes": [{"id": "z", "else": True}]}]},
        ),
        ("r: [{id: a, then: [qualify, {tag: x}]}]", "r: [{id: a, then: review}]", {"r": [{"id": "a", "then": "review"}]}),
        ("r: [{id: a}]", "r: []", {"r": [{"id": "a"}]}),
    ],
)  # fmt: skip
def test_merge(base: str, change: str, result: Any) -> None:
    assert merged(base, change) == result


def test_merge_leaves_its_inputs_and_keeps_the_places_of_both() -> None:
    base, change = read_document("a:\n  b: 1\n  c: 2\n", "base.yaml"), read_document("a: {c: 3}", "change.yaml")
    result = merge(base, change)
    assert base.data() == {"a": {"b": 1, "c": 2}}
    assert str(result.at(("a", "b")).place) == "base.yaml:2:6"
    assert str(result.at(("a", "c")).place) == "change.yaml:1:8"


# --- single changes

BASE = """\
decision: {qualify: 70, review: 50, grades: {A: 80, D: 0}}
rules: [{id: embargo, if_unknown: review, then: reject}]
criteria: {scale: {weight: 10, measures: {staff: {linear: {0: 0, 9: 100}, else: 5}}}}
"""


def changed(*assignments: str) -> Any:
    root = read_document(BASE, "base.yaml")
    for assignment in assignments:
        root = set_value(root, assignment)
    return root.data()


@pytest.mark.parametrize(
    ("assignment", "path", "value"),
    [
        ("decision.qualify=65", ("decision", "qualify"), 65),
        ("decision.qualify = 65", ("decision", "qualify"), 65),
        ("decision.min_coverage=0.5", ("decision", "min_coverage"), 0.5),
        ("rules.embargo.if_unknown=ignore", ("rules", 0, "if_unknown"), "ignore"),
        ("rules.embargo.when=country = 'KP'", ("rules", 0, "when"), "country = 'KP'"),
        ("criteria.scale.weight={default: 5, by: size}", ("criteria", "scale", "weight"), {"default": 5, "by": "size"}),
        ("criteria.scale.use=false", ("criteria", "scale", "use"), False),
        ("criteria.new.weight=3", ("criteria", "new"), {"weight": 3}),
        ("criteria.scale.measures.staff.steps={0: 1}", ("criteria", "scale", "measures", "staff"), {"steps": {0: 1}}),
        ("decision.grades=", ("decision", "grades"), None),
        ("decision.grades={A: 0}", ("decision", "grades"), {"A": 0}),
        ("decision.grades={A: 60, B: 0}", ("decision", "grades"), {"A": 60, "B": 0}),
        ("decision.grades.A=60", ("decision", "grades"), {"A": 60, "D": 0}),
        ('version="2"', ("version",), "2"),
    ],
)
def test_set_value_changes_one_value(assignment: str, path: tuple[str | int, ...], value: Any) -> None:
    node: Any = changed(assignment)
    for step in path:
        node = node[step]
    assert node == value


def test_set_value_leaves_the_rest_and_its_input() -> None:
    root = read_document(BASE, "base.yaml")
    before = root.data()
    after = set_value(root, "decision.qualify=65").data()
    assert root.data() == before
    assert after == before | {"decision": before["decision"] | {"qualify": 65}}


def test_later_changes_stand_on_earlier_ones() -> None:
    decision = changed("decision.qualify=65", "decision.qualify=60", "decision.review=40")["decision"]
    assert (decision["qualify"], decision["review"]) == (60, 40)


@pytest.mark.parametrize(
    ("assignment", "fragment"),
    [
        ("decision.qualify", "write --set PATH=VALUE, as in --set decision.qualify=65"),
        ("=65", "write --set PATH=VALUE"),
        ("decision..qualify=65", "write --set PATH=VALUE"),
        (".=1", "write --set PATH=VALUE"),
        ("", "write --set PATH=VALUE"),
        ("rules.embarg.when=x", "nothing there has the id 'embarg'"),
        ("decision.qualify=[1", "YAML syntax"),
        ("decision.qualify=.nan", ".nan is not a number"),
        ("decision.qualify=1_0", "without _"),
        ("decision.qualify=!x 1", "tags are not taken"),
    ],
)
def test_set_value_refuses_in_one_line_that_names_the_assignment(assignment: str, fragment: str) -> None:
    with pytest.raises(ShortlistError) as caught:
        changed(assignment)
    (problem,) = caught.value.problems
    assert str(problem).startswith(f"--set {assignment}")
    assert fragment in problem.text.en


def test_places_of_a_set_value_name_the_assignment() -> None:
    root = set_value(read_document(BASE, "base.yaml"), "criteria.scale.weight={default: 5}")
    assert str(root.at(("criteria", "scale", "weight", "default")).place) == "--set criteria.scale.weight={default: 5}"
    assert str(root.at(("decision",)).place) == "base.yaml:1:11"
