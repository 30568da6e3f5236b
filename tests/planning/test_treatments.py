"""Treatments: which one is given, what it offers and of what type, and every mistake in one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from shortlist import Ruleset
from shortlist.language import choose
from tests.support.places import DOCS
from tests.support.small import SMALL, decide, load, only, write, wrong

AS_OF = date(2026, 11, 23)
CUTS = "decision: {qualify: 60, review: 30, grades: {A: 90, B: 60, C: 0}}\n"
LADDER = """\
rules:
  - {id: banned, when: "seat = 'KP'", then: reject, if_unknown: ignore}
  - {id: kind, when: "tried_us", then: {conclude: tested}}
treatments:
  - id: open_terms
    title: {en: Open terms, zh: 优惠条件}
    when: grade = 'A' AND size = 'large'
    offer: {payment_days: 60, credit_limit: 0.05 * spend, early: true, note: {en: Newest first, zh: 优先}}
  - id: standard
    when: grade >= 'B'
    offer: {payment_days: 30, credit_limit: 1000, since: CURRENT_DATE + 30, class: size, stage: grown}
  - id: tested
    for: [qualify, review]
    when: tested OR decision = 'review' AND score < 40
    offer: {payment_days: 14}
  - id: no
    for: [reject]
    offer: {remedy: "'come back'"}
"""


@pytest.fixture(scope="module")
def ladder(tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    return load(tmp_path_factory.mktemp("ladder"), SMALL, CUTS, LADDER)


def offer(row: dict[str, Any]) -> dict[str, Any]:
    return {name[6:]: value for name, value in row.items() if name.startswith("offer_") and value is not None}


@pytest.mark.parametrize(
    ("prospect", "decision", "treatment", "offered"),
    [
        ({"visits": 10, "likes_us": True, "spend": 3.0}, "qualify", "open_terms",
         {"payment_days": 60, "credit_limit": 0.15, "early": True, "note": "Newest first"}),
        ({"visits": 10, "likes_us": True}, "qualify", "open_terms", {"payment_days": 60, "early": True, "note": "Newest first"}),
        ({"visits": 7, "likes_us": True, "grown": "tree"}, "qualify", "standard",
         {"payment_days": 30, "credit_limit": 1000.0, "since": date(2026, 12, 23), "class": "small", "stage": "tree"}),
        ({"visits": 4, "likes_us": False}, "review", "tested", {"payment_days": 14}),
        ({"visits": 4, "likes_us": True}, "review", None, {}),
        ({"visits": 4, "likes_us": True, "tried_us": True}, "review", "tested", {"payment_days": 14}),
        ({"visits": 10, "likes_us": True, "seat": "KP", "tried_us": True}, "reject", "no", {"remedy": "come back"}),
        ({}, "review", None, {}),  # no score, so the grade is unknown, and what reads it does not hold
    ],
)  # fmt: skip
def test_the_first_treatment_that_holds_for_the_decision(
    ladder: Ruleset, prospect: dict[str, Any], decision: str, treatment: str | None, offered: dict[str, Any]
) -> None:
    row = decide(ladder, **prospect)
    assert (row["decision"], row["treatment"], offer(row)) == (decision, treatment, offered)


def test_columns_stand_behind_ask_next_and_are_typed(ladder: Ruleset) -> None:
    frame = ladder.qualify(pl.DataFrame({"visits": [10.0], "likes_us": [True]}), AS_OF)
    at = frame.columns.index("ask_next") + 1
    types = {"treatment": pl.String, "offer_payment_days": pl.Int64, "offer_credit_limit": pl.Float64, "offer_early": pl.Boolean,
             "offer_note": pl.String, "offer_since": pl.Date, "offer_class": pl.String, "offer_stage": pl.String,
             "offer_remedy": pl.String}  # fmt: skip
    assert dict(list(frame.schema.items())[at : at + len(types)]) == types
    assert frame.columns[at + len(types)] == "tags"


def test_texts_are_in_the_language_of_the_run(ladder: Ruleset) -> None:
    choose("zh")
    try:
        assert decide(ladder, visits=10, likes_us=True)["offer_note"] == "优先"
    finally:
        choose(None)


def test_a_ruleset_without_treatments_has_no_column_of_them(tmp_path: Path) -> None:
    row = decide(load(tmp_path, SMALL), visits=1)
    assert not [name for name in row if name.startswith(("treatment", "offer"))]


def test_a_treatment_alone_and_in_a_list_of_many_offers_the_same(ladder: Ruleset) -> None:
    rows = [
        {"visits": float(n % 12), "likes_us": n % 3 == 0, "spend": n / 7, "tried_us": n % 5 == 0} for n in range(300)
    ]
    together = ladder.qualify(pl.DataFrame(rows), AS_OF).drop("prospect_id")
    alone = pl.concat([ladder.qualify(pl.DataFrame([row]), AS_OF) for row in rows[::29]]).drop("prospect_id")
    assert together.gather_every(29).equals(alone)


def test_fields_that_only_a_treatment_reads_are_read_and_not_asked_for(tmp_path: Path) -> None:
    ruleset = load(
        tmp_path,
        SMALL,
        "treatments:\n  - {id: big, for: [review, reject, qualify], when: risk.index > 1, offer: {limit: stars}}\n",
    )
    assert {"seat", "stars"} <= set(ruleset.plan(AS_OF).fields)
    row = decide(ruleset, visits=1, likes_us=True, seat="DE", stars=4.0)
    assert (row["treatment"], row["offer_limit"], row["ask_next"]) == ("big", 4.0, None)
    assert "seat" not in (decide(ruleset, visits=1)["ask_next"] or "")


def test_extending_changes_a_treatment_by_its_id_and_takes_one_out(tmp_path: Path, ladder: Ruleset) -> None:
    write(tmp_path, SMALL, CUTS, LADDER)
    changes = "treatments:\n  - {id: standard, offer: {payment_days: 21}}\n  - {id: open_terms, use: false}\n"
    child = tmp_path / "child.yaml"
    child.write_text(f'ruleset: child\nversion: "2"\nextends: small.yaml\n{changes}', encoding="utf-8")
    row = decide(Ruleset.load(child), visits=10, likes_us=True)
    assert (row["treatment"], row["offer_payment_days"], row["offer_credit_limit"]) == ("standard", 21, 1000.0)
    assert "offer_early" not in row
    shorter = Ruleset.load(child, set=["treatments.standard.offer.payment_days=7"])
    assert decide(shorter, visits=10, likes_us=True)["offer_payment_days"] == 7


TREATMENT = "treatments:\n  - {id: one, "
MISTAKES = [
    ("rules:\n  - {id: early, when: \"decision = 'qualify'\", then: {tag: x}}\n",
     "a rule cannot read 'decision', which is computed later (rule early -> decision -> rules -> rule early)"),
    ("rules:\n  - {id: early, when: \"grade = 'A'\", then: {conclude: x}}\n", "a conclusion cannot read 'grade', which is computed later (rule early -> grade)"),
    (TREATMENT + "when: \"grade = 'E'\"}\n", "'E' is not one of 'D', 'C', 'B', 'A'"),
    (TREATMENT + "when: \"decision = 'acept'\"}\n", "'acept' is not one of 'reject', 'review', 'qualify'"),
    (TREATMENT + "when: \"decison = 'reject'\"}\n", "unknown name 'decison'; did you mean 'decision'?"),
    (TREATMENT + "when: \"treatment = 'one'\"}\n", "unknown name 'treatment'"),
    (TREATMENT + "when: 1 = 1}\n", "the condition reads no field"),
    (TREATMENT + "for: [accept]}\n", "'for' must be 'reject', 'review' or 'qualify'; found 'accept'"),
    (TREATMENT + "for: []}\n", "'for' must be not empty"),
    (TREATMENT + "offers: {days: 3}}\n", "unknown key 'offers'; did you mean 'offer'?"),
    (TREATMENT + "offer: {days: null}}\n", "an offer is a number, true or false, SQL, or a text {en: ..., zh: ...}"),
    (TREATMENT + "offer: {note: {en: hello}}}\n", "an offer is a number, true or false, SQL, or a text {en: ..., zh: ...}"),
    (TREATMENT + "offer: {level: priority}}\n", "unknown name 'priority'; a text stands in single quotes: 'priority' (an offer that is a text: {en: ..., zh: ...})"),
    (TREATMENT + "offer: {note: Train the users}}\n", "not readable as SQL near 'users': something is missing or out of place here "),
    (TREATMENT + "offer: {limit: SUM(spend)}}\n", "sums and counts belong into a feature of a history"),
    (TREATMENT + "offer: {bad key: 3}}\n", "'bad key' must be a plain name"),
    (TREATMENT + "offer: {days: 3}}\n  - {id: two, offer: {days: \"'three'\"}}\n", "'days' is a text here, but a number in 'one'; a column is of one kind"),
    (TREATMENT + "offer: {days: 3}}\nfields:\n  offer_days: {type: number}\n", "'offer_days' is a column of the treatments here, but it is also a field; rename one"),
    (TREATMENT + "when: visits > 1}\n  - {id: one, when: visits > 2}\n", "two treatments have the id 'one'"),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "said"), MISTAKES, ids=range(len(MISTAKES)))
def test_a_mistake_is_one_line_with_its_place(tmp_path: Path, parts: str, said: str) -> None:
    small = SMALL if "\nfields:" not in parts else SMALL.replace("fields:\n", "fields:\n  offer_days: {type: number}\n")
    line, column, text = only(write(tmp_path, small, parts.split("\nfields:")[0]))
    assert said in text
    assert line and line > small.count("\n") and column


def test_all_mistakes_of_treatments_are_said_at_once_beside_others(tmp_path: Path) -> None:
    parts = "treatments:\n  - {id: one, when: \"decison = 'reject'\", offer: {days: null, level: priority}}\n  - {id: two, when: \"grade = 'E'\"}\n"
    found = [
        text
        for _, _, text in wrong(write(tmp_path, SMALL, "rules:\n  - {id: r, when: vists > 1, then: reject}\n", parts))
    ]
    for said in ("if_unknown", "vists", "decison", "an offer is", "priority"):
        assert any(said in text for text in found), (said, found)


def test_messages_are_in_chinese_too(tmp_path: Path) -> None:
    from shortlist.errors import ShortlistError

    with pytest.raises(ShortlistError) as caught:
        Ruleset.load(
            write(
                tmp_path, SMALL, TREATMENT + "offer: {days: 3, days_x: null}}\n  - {id: two, offer: {days: \"'x'\"}}\n"
            )
        )
    said = [problem.text.zh for problem in caught.value.problems]
    assert said == [
        "方案内容须为数字、true 或 false、SQL，或文本 {en: ..., zh: ...}",
        "'days' 在此是文本，而在 'one' 中是数字；一列只能是一种类型",
    ]


def test_the_example_of_the_page_is_a_ruleset(tmp_path: Path) -> None:
    page = (DOCS / "treatments.md").read_text(encoding="utf-8")
    block = page.partition("```yaml\n")[2].partition("```")[0]
    path = tmp_path / "page.yaml"
    path.write_text(f'ruleset: page\nversion: "1"\nextends: b2b\n{block}', encoding="utf-8")
    ruleset = Ruleset.load(path)
    assert [one.id for one in ruleset.treatments][-7:] == [
        "best_terms",
        "accept",
        "with_guarantee",
        "refer",
        "nurture",
        "remedy",
        "decline",
    ]
