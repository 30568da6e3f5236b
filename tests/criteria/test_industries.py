"""Where texts lead in the tree of industries: every name to its own place, however it is written, and what is not known stays unknown."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date

import polars as pl
import pytest
from pydantic import ValidationError

from shortlist import Context
from shortlist.language import Text
from shortlist_criteria import industries, industry_tree, need_fit
from shortlist_criteria.industry_tree import plain, tree
from tests.support.seeds import sample

NAMED = [place for place in tree().values() if any(place.names)]
LEAVES = [place for place in NAMED if place.leads == (place.id,)]
IDS = [place.id for place in NAMED]


def context(coding: str | None = None) -> Context:
    return Context(None, {} if coding is None else {"industry_codes": coding}, date(2026, 11, 27))


def ranks(texts: Sequence[str | None], *groups: Sequence[str], coding: str | None = None) -> list[float | None]:
    frame = pl.LazyFrame({"industry": texts}, schema={"industry": pl.String})
    return (
        frame.select(industries.ranked("industry", groups, context(coding)))
        .collect(engine="streaming")
        .to_series()
        .to_list()
    )


def led(texts: Sequence[str | None], coding: str | None = None) -> list[str | None]:
    """The id of the sector or industry that each text leads to."""
    found = ranks(texts, *([one] for one in IDS), coding=coding)
    return [None if rank is None else IDS[int(rank)] for rank in found]


def cells(place: industry_tree.Place) -> list[str]:
    return [place.id, *place.names[0], *place.names[1], *place.labels, *place.words]


def test_no_name_label_word_or_code_stands_at_two_places() -> None:
    keys: dict[str, set[str]] = {}
    for place in tree().values():
        for cell in [
            *place.names[0],
            *place.names[1],
            *place.labels,
            *place.words,
            *([place.id] if any(place.names) else []),
        ]:
            keys.setdefault(plain(cell), set()).add(place.id)
        for system, codes in place.codes.items():
            for code in codes:
                keys.setdefault(f"{system}:{code}", set()).add(place.id)
    assert {key: found for key, found in keys.items() if len(found) > 1} == {}
    assert all(one in tree() for place in tree().values() for one in place.leads)


def test_every_place_has_names_in_both_languages() -> None:
    assert all(
        english and chinese and Text(english[0], chinese[0]) for english, chinese in (one.names for one in NAMED)
    )


def test_every_label_leads_to_its_own_place() -> None:
    listed = [(cell, place.id) for place in NAMED for cell in cells(place)]
    found = led([cell for cell, _ in listed])
    assert [(cell, got) for (cell, own), got in zip(listed, found, strict=True) if got != own] == []


def test_every_code_leads_to_its_own_place_where_its_system_is_known_and_nowhere_else() -> None:
    for system in industry_tree.SYSTEMS:
        listed = [(code, place.id) for place in NAMED for code in place.codes.get(system, ())]
        codes, own = [code.upper() for code, _ in listed], [place for _, place in listed]
        assert led(codes, system) == own
        assert led([f"{system.upper()} {code}" for code in codes]) == own
        assert set(led([code for code in codes if code.isdigit()])) == {None}


def written(text: str, chance: random.Random) -> str:
    """The same name as other systems write it."""
    changes = [str.upper, str.lower, lambda one: one.replace(" ", "_"), lambda one: one.replace(" and ", " & "), lambda one: f" {one} ",
               lambda one: one.replace(", ", " "), lambda one: f"03. {one}", lambda one: f"28 - {one}", lambda one: f"{one} (28)"]  # fmt: skip
    for change in (*chance.sample(changes[:5], 2), chance.choice(changes)):
        text = change(text)
    return text


@pytest.mark.parametrize("seed", sample(range(30), 5))
def test_a_name_leads_to_the_same_place_however_it_is_written(seed: int) -> None:
    chance = random.Random(seed)
    listed = [(name, place.id) for place in NAMED for part in place.names for name in part if len(name) > 2]
    texts = [written(name, chance) for name, _ in listed]
    assert [(t, got) for t, got, (_, own) in zip(texts, led(texts), listed, strict=True) if got != own] == []


@pytest.mark.parametrize("seed", sample(range(30), 5))
def test_a_column_is_its_cells_in_any_order(seed: int) -> None:
    chance = random.Random(seed)
    texts: list[str | None] = [cell for place in chance.sample(NAMED, 8) for cell in cells(place)]
    texts += [
        f"{a}{between}{b}"
        for a, b in zip(texts[::2], texts[1::2], strict=False)
        for between in ("; ", " & ", "、", " of ")
    ]
    texts += [None, "", "N/A", *texts[:5]]
    found = dict(zip(texts, led(texts), strict=True))
    chance.shuffle(texts)
    assert led(texts) == [found[text] for text in texts]
    few = chance.sample(texts, 10)
    assert [led([text])[0] for text in few] == [found[text] for text in few]


def test_the_head_of_a_compound_says_what_it_is() -> None:
    """At its right end in Chinese and English, but for `X of Y` and `X for Y`."""
    for place in LEAVES:
        heads = [word for word in place.words if not word.isascii()]
        assert led([f"某某{word}" for word in heads]) == [place.id] * len(heads), place.id
        heads = [word for word in place.words if word.isascii()]
        assert led([f"northern {word}" for word in heads]) == [place.id] * len(heads), place.id
        assert led([f"{word} for banks" for word in heads]) == [place.id] * len(heads), place.id


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("食品机械", "machinery"), ("C34 通用设备制造业", "machinery"), ("C34通用设备制造业", "machinery"), ("通用设备制造业(34)", "machinery"),
        ("Software for banks", "software"), ("Manufacture of food", "food_beverage"), ("Manufacturers of machines for food", "machinery"),
        ("汽车销售", "retail"), ("汽车零部件生产", "automotive"), ("Chemical manufacturing", "chemicals"), ("新能源汽车", "automotive"),
        ("NACE Rev. 2 C28.41 Manufacture of metal forming machinery", "machinery"), ("GB/T 4754-2017 C34", "machinery"),
        ("Electrical products & equipment", "electrical_equipment"), ("Machinery & supplies", "machinery"), ("ERP系统", "software"), ("enterprise", None),
        ("Discrete manufacturing plants", "manufacturing"), ("Banking; Quux", None), ("C28", None), ("2834", None),
        *((text, None) for text in ("Other", "其他", "N/A", "Misc.", "Miscellaneous", "-", "Select", "unknown", "Specialty")),
    ],
)  # fmt: skip
def test_texts_as_people_write_them(text: str, place: str | None) -> None:
    assert led([text]) == [place]


def test_of_several_industries_any_may_be_meant_and_one_that_is_unknown_leaves_it_open() -> None:
    texts = [
        "Banking; Machinery",
        "钢铁、汽车",
        "Banking, Insurance",
        "Banking; Quux",
        "Machinery; Quux",
        "a; b; c; d; Machinery",
        "Banks; Coal; Tobacco; Zinc ore; Bread",
    ]
    assert ranks(texts, ["machinery", "汽车"]) == [0, 0, 1, None, 0, None, None]


def test_an_industry_goes_before_its_sector_and_the_first_group_before_the_next() -> None:
    groups = ["energy", "machinery"], ["oil_gas", "manufacturing"]
    assert ranks(["Oil & Gas", "Coal", "Energy", "机械", "Automotive", "Banking", "Quux"], *groups) == [
        1,
        0,
        0,
        0,
        1,
        2,
        None,
    ]


def test_a_sector_is_no_industry_below_it() -> None:
    assert ranks(["Manufacturing", "制造业", "Industrials", "Energy"], ["machinery"]) == [None, None, None, 1]
    assert ranks(["Manufacturing", "Industrials", "Consumer Discretionary"], ["chemicals"]) == [None, 1, 1]
    assert ranks(["Manufacturing", "Industrials", "Consumer Discretionary"], ["banking"]) == [1, 1, 1]
    assert ranks(["Consumer Staples", "Consumer Discretionary"], ["retail"]) == [None, None]


def test_a_free_word_holds_where_a_text_has_it_and_leaves_open_what_may_be_it() -> None:
    texts = ["光伏组件", "Renewable energy", "Wind power", "Banking", "Widgets and more", "Quux"]
    assert ranks(texts, ["光伏", "widgets"]) == [0, None, None, 1, 0, None]


def test_what_is_written_like_an_id_and_is_none_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"industrial_automaton.*industrial_automation"):
        need_fit.Params(industries=["industrial_automaton"])
    assert need_fit.Params(industries=["INDUSTRIAL_AUTOMATION", "widgets"]).industries == [
        "INDUSTRIAL_AUTOMATION",
        "widgets",
    ]


def test_a_system_of_codes_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="industry_codes"):
        ranks(["Banking"], ["banking"], coding="isic")
