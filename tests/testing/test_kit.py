"""The kit for authors finds what is wrong, in both directions, and leaves alone what is right."""

from __future__ import annotations

from pathlib import Path

import pytest

import shortlist_criteria
from shortlist.errors import RulesetError
from shortlist.testing import check_criterion
from shortlist.testing.cases import load
from shortlist.testing.kit import Kit, completeness
from tests.support.distributions import CRITERIA, GOOD, HEAD, distribution, site
from tests.support.seeds import sample

__all__ = ["site"]
pytest_plugins = ["pytester"]

CASES = """\
criterion: acme_loyalty
good:
  - name: five years
    prospect: {acme_years: 5}
    expect: {score: 100, measures: {years: 100}}
bad:
  - name: new
    prospect: {acme_years: 0}
    expect: {score: 0, measures: {years: 0}}
missing:
  - name: nothing
    prospect: {}
    expect: {score: null, bounds: [0, 100], coverage: 0, asks: [acme_years]}
"""
TOLD = GOOD.replace("minimum=0)", "minimum=0, ask={'en': 'How long?', 'zh': '合作多久？'})").replace(
    '(measure,),', '(measure,), about={"en": "How long it is a customer", "zh": "合作多久"},'
)  # fmt: skip


def outcomes(pytester: pytest.Pytester, cases: str) -> tuple[pytest.RunResult, str]:
    """A run of the author's tests with these cases."""
    folder = pytester.mkdir("cases")
    (folder / "acme_loyalty.yaml").write_text(cases, encoding="utf-8")
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", "-q")
    return result, result.stdout.str()


def test_a_sound_criterion_passes(site: Path, pytester: pytest.Pytester) -> None:
    distribution(site, "acme", TOLD)
    result, said = outcomes(pytester, CASES)
    result.assert_outcomes(passed=3 + 7 + 2)
    assert "shortlist: seconds for a million rows" in said
    check_criterion("acme_loyalty")


GOOD_CASE = CASES[CASES.index("    prospect") : CASES.index("bad:")]
WRONG = {
    "a score": (("score: 100, measures: {years: 100}", "score: 90, bounds: [100, 100], measures: {years: 100}"), "score: expected 90, found 100"),
    "bounds": (("score: 100,", "score: 100, bounds: [90, 100],"), "lower bound: expected 90, found 100"),
    "coverage": (("score: 100,", "score: 100, coverage: 0.5,"), "coverage: expected 0.5, found 1"),
    "a measure that fires unmentioned": ((", measures: {years: 100}", ""), "measure years: expected none, found 100"),
    "a measure that does not fire": (("{years: 100}", "{years: 100, months: 3}"), "measure months: expected 3, found none"),
    "an ask unmentioned": ((", asks: [acme_years]", ""), "asks: expected -; found acme_years"),
    "a cell that cannot be read": (("acme_years: 5", "acme_years: five"), "unreadable: expected -; found acme_years"),
    "an unknown field": (("acme_years: 5", "acme_yaers: 5"), "there is no field 'acme_yaers'; did you mean 'acme_years'?"),
    "no bad case": ((CASES[CASES.index("bad:") : CASES.index("missing:")], ""), "there is no case under `bad:`"),
    "good and bad alike": ((GOOD_CASE, GOOD_CASE.replace("5", "0").replace("100", "0")), "every good case must score above every bad one"),
}  # fmt: skip


@pytest.mark.quick(3)
@pytest.mark.parametrize("name", WRONG)
def test_a_case_that_does_not_hold_fails_with_what_came_out(name: str, site: Path, pytester: pytest.Pytester) -> None:
    distribution(site, "acme", TOLD)
    (here, there), expected = WRONG[name]
    assert here in CASES
    result, said = outcomes(pytester, CASES.replace(here, there, 1))
    assert expected in said
    assert result.parseoutcomes()["failed"] == 1


def test_a_criterion_without_cases_is_named(site: Path, pytester: pytest.Pytester) -> None:
    distribution(site, "acme", TOLD.replace("[criterion()]", "[criterion(), criterion('acme_other')]"))
    _, said = outcomes(pytester, CASES)
    assert "no file here has cases of the criterion 'acme_other'" in said


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (GOOD, "languages: nothing says how to ask for 'acme_years'"),
        (GOOD, "languages: `about` is missing"),
        (
            HEAD + "def late(context):\n    return pl.col('acme_years').sort()\n"
            + CRITERIA.format("criterion(value=late, fields=('acme_years',))"),
            "declaration: measure 'years': the value of a row depends on the rows beside it",
        ),
        (
            HEAD + CRITERIA.format("criterion(value='0 - acme_years', curve=linear({-5: 100, 0: 0}), direction='falling')"),
            None,
        ),
    ],
)  # fmt: skip
def test_a_criterion_that_does_not_keep_to_the_kit(code: str, expected: str | None, site: Path) -> None:
    distribution(site, "acme", code)
    with pytest.raises(AssertionError) as caught:
        check_criterion("acme_loyalty")
    said = str(caught.value)
    assert expected is None or expected in said
    assert expected is not None or "direction" not in said


def test_a_level_against_its_order(site: Path) -> None:
    level = "FIELD = Field('acme_tier', 'level', title=TITLE, values=('bronze', 'gold'))\n"
    code = HEAD.replace("[YEARS, SPEND]", "[FIELD]") + level
    points = "levels({'bronze': 90, 'gold': 10})"
    distribution(
        site, "acme", code + CRITERIA.format(f"criterion(value='acme_tier', curve={points}, direction='rising')")
    )
    assert [text.en for text in Kit.of("acme_loyalty").declaration()] == [
        "measure 'years': direction is rising, but the scores of the values in their order are falling"
    ]


def test_a_case_file_says_everything_that_is_wrong_with_it(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(
        "criterion: scale\ngoood: []\nbad: [{name: x, prospect: {}, expect: {score: 101}}]\n", encoding="utf-8"
    )
    with pytest.raises(RulesetError) as caught:
        load(path)
    assert [str(problem).removeprefix(f"{path}:") for problem in caught.value.problems] == [
        "3:47: bad.0.expect.score must be at most 100; found 101",
        "2:1: unknown key 'goood'",
    ]


def test_all_groups_are_needed(tmp_path: Path) -> None:
    path = tmp_path / "empty.yaml"
    path.write_text("criterion: scale\n", encoding="utf-8")
    assert [text.en for text in completeness(load(path))] == [
        f"there is no case under `{g}:`" for g in ("good", "bad", "missing")
    ]


BUILT_IN = [criterion.id for criterion in shortlist_criteria.register_criteria()]


@pytest.mark.quick(2)
@pytest.mark.parametrize("name", sample(BUILT_IN, 5))
def test_the_built_in_criteria_pass_the_same_kit(name: str) -> None:
    check_criterion(name)
