"""Ranges of levels: on every scale, whatever word a level is or begins with, and what the rest of intake says of such cells."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import polars as pl
import pytest

from shortlist.intake.inspection import _levels_in_ranges, inspect
from shortlist.intake.parsing.ranges import convert_ends, read_ranges
from shortlist.intake.parsing.text import Reading
from shortlist.intake.read import read_list
from shortlist.model.fields import Field

SCALES = {  # worst first; some of their words also say about, from, in or below
    "s&p": ("D", "C", "CC", "CCC", "B", "BB", "BBB", "A", "AA", "AAA"),
    "moody": ("C", "Ca", "Caa", "B", "Ba", "Baa", "A", "Aa", "Aaa"),
    "letters": ("E", "D", "C", "B", "A"),
    "classes": ("C3", "C2", "C1", "B2", "B1", "A"),
    "words": ("poor", "fair", "circa", "good", "Ca"),
    "state": ("注销", "在营", "自营", "从业", "约定"),
    "risk": ("高", "中", "低", "极低"),
}
JOINED = (
    "{} to {}", "{}-{}", "{} - {}", "{}~{}", "{} ~ {}", "{}～{}", "{}..{}", "{} ... {}", "{} 至 {}", "{}至{}", "{}到{}", "{} – {}", "{}–{}",
    "{} — {}", "{} through {}", "between {} and {}", "from {} to {}", "从{}到{}", "{}至{}之间", "介于{}和{}之间",
)  # fmt: skip
ABOUT = (
    "about {}",
    "c {}",
    "c. {}",
    "ca {}",
    "ca. {}",
    "circa {}",
    "~{}",
    "≈{}",
    "约{}",
    "大概{}",
    "{}左右",
    "nearly {}",
)


def read(cells: list[str], name: str) -> list[object]:
    """Of each cell the value, its two ends, or None where it is unread."""
    found, bad = convert_ends(pl.Series(cells), Reading(Field("grade", "level", values=SCALES[name])))
    return [
        None if no else value if value is not None else (least, most)
        for (value, least, most), no in zip(found.rows(), bad, strict=True)
    ]


@pytest.mark.quick(40)
@pytest.mark.parametrize("join", JOINED)
@pytest.mark.parametrize("name", SCALES)
def test_any_two_levels_that_are_joined_are_a_range(name: str, join: str) -> None:
    values = SCALES[name]
    pairs = [pair for pair in itertools.combinations(values, 2) if pair != (values[0], values[-1])]
    for pair in (join.format, lambda one, two: join.format(two, one), lambda one, two: join.format(one, two).lower()):
        cells = [pair(*one) for one in pairs]
        assert dict(zip(cells, read(cells, name), strict=True)) == dict(zip(cells, pairs, strict=True))


@pytest.mark.parametrize("name", SCALES)
def test_a_level_or_better_is_a_range_whatever_the_level_is(name: str) -> None:
    inner = SCALES[name][1:-1]
    for words in ("{} or better", "{} and better", "{}, or better", "{}或更好", "{}及更优"):
        assert read([words.format(one) for one in inner], name) == [(one, None) for one in inner]
    for words in ("{} or worse", "{}或更差"):
        assert read([words.format(one) for one in inner], name) == [(None, one) for one in inner]
    if name in ("s&p", "moody", "letters", "classes"):
        for words in ("{}以上", "{}及以上", "at least {}", ">= {}", "{} or higher", "{} and above"):
            assert read([words.format(one) for one in inner], name) == [(one, None) for one in inner]


@pytest.mark.parametrize("words", ABOUT)
@pytest.mark.parametrize("name", SCALES)
def test_nothing_is_about_a_level(name: str, words: str) -> None:
    values = SCALES[name]
    cells = [words.format(one) for one in values]
    assert read(cells, name) == [None] * len(cells)
    ranges = [words.format(f"{one} to {two}") for one, two in itertools.pairwise(values)]
    assert read(ranges, name) == [None] * len(ranges)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", ["s&p", "moody", "risk", "state"])
def test_what_says_a_range_is_no_value_that_nobody_names(name: str, seed: int, tmp_path: Path) -> None:
    rng, values = random.Random(f"{name}{seed}"), SCALES[name]
    cells, covered = [values[0], "xyzzy"], {values[0]}
    for _ in range(6):
        first, last = sorted(rng.sample(range(1, len(values)), 2))
        cells.append(rng.choice(JOINED).format(values[first], values[last]))
        covered |= set(values[first : last + 1])
    cells += [
        f"{values[-2]} or better",
        f"{values[0]} to {values[-1]}",
    ]  # the last says nothing, which has a note of its own
    covered |= {*values[-2:]}
    path = tmp_path / "list.csv"
    pl.DataFrame({"Account ID": [f"A{n}" for n in range(len(cells))], "grade": cells}).write_csv(path)
    with read_list(str(path), {"grade": Field("grade", "level", values=values)}) as intake:
        unnamed = [note.text.en for note in intake.notes if "no level or list" in note.text.en]
        assert len(unnamed) == 1 and "'xyzzy' (1);" in unnamed[0]
        assert _levels_in_ranges(intake, "grade") == covered - {values[0]}
        assert {one["header"] for one in inspect(intake)["columns"]} >= {"grade"}


COLLAPSED = {f"{grade}{sign}": grade for grade in ("B", "BB", "BBB", "A", "AA") for sign in "+-"} | {
    "A1": "A",
    "Aaa": "AAA",
}
NOTCHED = Reading(
    Field(
        "grade",
        "level",
        values=("D", "CCC", "B", "BB", "BBB", "A", "AA", "AAA"),
        value_aliases=COLLAPSED | {"CC": "CCC"},
    )
)


@pytest.mark.parametrize("grade", ["CCC", "B", "BB", "BBB", "A", "AA"])
def test_what_is_beyond_a_grade_that_stands_for_several_may_still_be_that(grade: str) -> None:
    spelled = [grade, *(alias for alias, value in COLLAPSED.items() if value == grade)]
    for words in (">{}", "> {}", "above {}", "超过{}", "高于{}", "higher than {}"):
        found, bad = convert_ends(pl.Series([words.format(one) for one in spelled]), NOTCHED)
        assert not bad.any() and found.unique().rows() == [(None, grade, None)]
    for words in ("<{}", "< {}", "below {}", "低于{}", "lower than {}"):
        found, bad = convert_ends(pl.Series([words.format(one) for one in spelled]), NOTCHED)
        assert not bad.any() and found.unique().rows() == [(None, None, grade)]


def test_what_is_beyond_a_grade_that_stands_for_itself_is_not_that() -> None:
    found, _ = convert_ends(pl.Series(["<AAA", "below Aaa", "> A-", ">=A-"]), NOTCHED)
    assert found.rows() == [(None, None, "AA"), (None, None, "AA"), (None, "A", None), (None, "A", None)]
    assert read(["> A", "< A", "above BB"], "s&p") == [("AA", None), (None, "BBB"), ("BBB", None)]


BEYOND = {  # words that leave their level out, and those of scales whatever they are
    "most": ("below {}", "under {}", "< {}", "<{}", "less than {}", "lower than {}", "低于{}", "不足{}", "未达{}"),
    "least": ("above {}", "over {}", "> {}", ">{}", "more than {}", "higher than {}", "高于{}", "超过{}"),
}
ANYWHERE = {"most": ("worse than {}", "差于{}"), "least": ("better than {}", "优于{}")}
SIGNED = {  # scales of which some or all levels stand for several grades
    "signed s&p": (SCALES["s&p"], COLLAPSED | {"SD": "D", "RD": "D", "DDD": "D", "default": "D", "CC-": "CC"}),
    "signed letters": (SCALES["letters"], {f"{one}{sign}": one for one in SCALES["letters"] for sign in "+-"}),
    **{name: (values, {}) for name, values in SCALES.items()},
}


@pytest.mark.parametrize("side", BEYOND)
@pytest.mark.parametrize("name", SIGNED)
def test_what_is_beyond_a_level_is_never_that_level_alone(name: str, side: str) -> None:
    values, aliases = SIGNED[name]
    reading = Reading(Field("grade", "level", values=values, value_aliases=aliases))
    edge, towards, sign = (values[0], -1, "-") if side == "most" else (values[-1], 1, "+")
    spelled = {**{one: one for one in values}, **aliases}
    graded = name not in ("words", "state", "risk")
    cells = {
        words.format(text): (text, value)
        for words in (*(BEYOND[side] if graded else ()), *ANYWHERE[side])
        for text, value in spelled.items()
    }
    found = read_ranges(pl.Series(list(cells)), reading)
    for (cell, (text, value)), row in zip(cells.items(), found.iter_rows(named=True), strict=True):
        several = any(one == value and alias.lower() != value.lower() for alias, one in aliases.items())
        if value == edge:  # nothing is beyond it, but where its own grades say that something is
            stays = name == "signed letters" and text[-1] != sign
            assert (row["value"], row["why"]) == ((value, None) if stays else (None, "outside")), cell
        elif row["why"] is None:
            nearest = row["value"] or row[side]
            assert row["read"] and nearest == values[values.index(value) + (0 if several else towards)], cell
        else:
            assert several and row["why"] == "nothing", cell
