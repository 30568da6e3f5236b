"""Where texts lead in the tree of industries: every name to its own place, however it is written, and what is not known stays unknown."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML

from shortlist import Context
from shortlist.errors import RulesetError
from shortlist.language import Text
from shortlist_criteria import industries, industry_tree, need_fit
from shortlist_criteria.industry_tree import plain, tree
from tests.support.seeds import sample

NAMED = [place for place in tree().values() if any(place.names)]
ALONE = {plain(word) for language in ("en", "zh") for word in industry_tree.said("alone", language)}
UNKNOWN_LATIN = ("guitar", "app", "fan club", "lawsuit", "quux", "simulator", "poetry", "holiday")
UNKNOWN_CHINESE = ("侠", "之家", "座谈会", "键盘", "诗社", "大赛", "小说", "爱好者")
DENIED_LATIN = ("non-{}", "non {} company", "not {}", "not in {}", "except {}", "excl. {}", "excluding {}", "formerly {}", "ex-{}", "other than {}", "no longer in {}",
                "no {}", "without {}", "previously {}", "anything but {}", "{}?", "never {}", "maybe {}", "All; except {}", "doesn't do {}", "apart from {}")  # fmt: skip
DENIED_CHINESE = ("非{}", "非{}类", "{}除外", "不做{}", "除{}外", "除{}以外", "不含{}", "不从事{}", "原{}企业", "曾从事{}", "已退出{}", "没有{}", "{}（已停产）",
                  "未涉及{}", "不再经营{}", "不是{}", "{}之外", "疑似{}", "{}？", "剔除{}", "由{}转型")  # fmt: skip
FORMER_LATIN = (
    "{} (formerly {})",
    "{} (ex-{})",
    "{}, formerly {}",
    "{} (previously {})",
    "{}; formerly {}",
    "{} [former {}]",
)
FORMER_CHINESE = ("{}（原{}）", "{}(原{})", "{}，原{}", "{}（曾为{}）", "{}（前身为{}）", "{}、原为{}")
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
    """At its right end in Chinese and English, but for `X of Y` and `X for Y`; a word that others often change is read alone only."""
    texts, want = [], []
    for place in LEAVES:
        for word in place.words:
            own = None if plain(word) in ALONE else place.id
            forms = (
                [(f"northern {word}", own), (f"{word} for banks", place.id)]
                if word.isascii()
                else [(f"某某{word}", own)]
            )
            texts += [text for text, _ in forms]
            want += [one for _, one in forms]
    assert [(text, got) for text, got, one in zip(texts, led(texts), want, strict=True) if got != one] == []


HEADS = [(word, place.id) for place in LEAVES for part in (*place.names, place.words) for word in part]


@pytest.mark.parametrize("seed", sample(range(20), 4))
def test_a_head_that_is_not_understood_is_no_hit_of_the_word_before_it(seed: int) -> None:
    chance = random.Random(seed)
    latin = [f"{word} {chance.choice(UNKNOWN_LATIN)}" for word, _ in HEADS if word.isascii()]
    chinese = [f"{word}{chance.choice(UNKNOWN_CHINESE)}" for word, _ in HEADS if not word.isascii()]
    found = zip(latin + chinese, led(latin + chinese), strict=True)
    assert [(text, got) for text, got in found if got not in (None, "manufacturing")] == []
    # In front of a word that is understood they change nothing.
    joints = re.compile(r"[、和与及,&]|\band\b")
    known = [
        (word, own) for word, own in chance.sample(HEADS, 60) if plain(word) not in ALONE and not joints.search(word)
    ]
    texts = [
        f"{chance.choice(UNKNOWN_LATIN)} {word}" if word.isascii() else f"{chance.choice(UNKNOWN_CHINESE)}{word}"
        for word, _ in known
    ]
    assert led(texts) == [own for _, own in known]


@pytest.mark.parametrize("seed", sample(range(20), 4))
def test_what_is_denied_excluded_doubted_or_over_is_never_the_industry_named(seed: int) -> None:
    chance = random.Random(seed)
    named = [(name, place) for place in NAMED for part in place.names for name in part if len(name) > 1]
    latin = [(chance.choice(DENIED_LATIN).format(name), place) for name, place in named if name.isascii()]
    chinese = [(chance.choice(DENIED_CHINESE).format(name), place) for name, place in named if not name.isascii()]
    texts = [text if chance.random() < 0.7 else text.upper() for text, _ in latin + chinese if "原材料" not in text]
    assert [(text, got) for text, got in zip(texts, led(texts), strict=True) if got is not None] == []
    assert ranks(texts, ["quux", *(word for word, _ in chance.sample(named, 5))], ["光伏", "widgets"]) == [None] * len(
        texts
    )


def test_a_word_of_an_author_holds_in_no_text_that_denies_it_or_that_a_code_contradicts() -> None:
    texts = [
        "光伏",
        "光伏组件",
        "非光伏",
        "不做光伏",
        "光伏除外",
        "餐饮（原光伏）",
        "P83 光伏",
        "P83 光伏组件",
        "GB/T 3825 光伏",
    ]
    assert ranks(texts, ["光伏"]) == [0, 0, None, None, None, 1, None, None, 0]


@pytest.mark.parametrize("seed", sample(range(20), 4))
def test_what_somebody_was_before_changes_nothing(seed: int) -> None:
    chance = random.Random(seed)
    several = [
        place for place in NAMED if "、" not in place.names[1][0] and place.id != "materials"
    ]  # 原材料 is raw material
    pairs = [(chance.choice(NAMED), chance.choice(several)) for _ in range(60)]
    texts, own = [], []
    for now, before in pairs:
        language = chance.randrange(2)
        form = chance.choice((FORMER_LATIN, FORMER_CHINESE)[language])
        texts.append(form.format(now.names[language][0], before.names[language][0]))
        own.append(now.id)
    assert [(text, got) for text, got, one in zip(texts, led(texts), own, strict=True) if got != one] == []


def test_a_name_that_holds_a_sign_of_denial_stays_a_name() -> None:
    signs = re.compile(r"\b(non|not|except|other than)\b|[非不除无原]", re.IGNORECASE)
    named = [(cell, place.id) for place in NAMED for cell in cells(place) if signs.search(cell)]
    assert len(named) > 30
    assert led([cell for cell, _ in named]) == [own for _, own in named]


def line_of(system: str, code: str) -> tuple[set[str], set[str]]:
    """The industries of a code itself, and those too of the codes below it."""
    codes = {one: place for place in tree().values() for one in place.codes.get(system, ())}
    below = {leaf for one, place in codes.items() if one.startswith(code) for leaf in place.leads}
    return set(codes[code].leads), below


@pytest.mark.parametrize("system", industry_tree.SYSTEMS)
def test_a_code_and_the_name_beside_it_are_an_industry_only_where_they_go_together(system: str) -> None:
    named = [(place, place.names[language][0]) for place in NAMED for language in range(2)]
    texts, want = [], []
    for place in NAMED:
        for code in [one for one in place.codes.get(system, ()) if one.isdigit()]:
            own, line = line_of(system, code)
            for other, name in named:
                leads = set(other.leads)
                texts.append(f"{code} {name}")
                want.append(place.id if own < leads else other.id if leads <= line else None)
    found = zip(texts, led(texts, system), want, strict=True)
    assert [(text, got, one) for text, got, one in found if got != one] == []
    # Whatever way the code is written, and whoever says of which system it is.
    code, own = next((code, place) for place in LEAVES for code in place.codes.get(system, ()) if code.isdigit())
    name, wrong = (
        own.names[1][0],
        next(one.names[1][0] for one in LEAVES if one.leads[0] not in line_of(system, code)[1]),
    )
    forms = [
        "{system} {code} {name}",
        "{system}: {code} - {name}",
        "[{system} {code}] {name}",
        "{name} ({system} {code})",
        "{name}（{system}{code}）",
    ]
    assert led([form.format(system=system.upper(), code=code, name=name) for form in forms]) == [own.id] * len(forms)
    assert led([form.format(system=system.upper(), code=code, name=wrong) for form in forms]) == [None] * len(forms)


def test_a_code_of_no_system_contradicts_what_it_fits_in_none_and_a_number_of_an_item_nothing() -> None:
    texts = ["P83 光伏", "P83 教育", "C3825 光伏设备及元器件制造", "C28 Machinery", "C28 Banking", "P38 教育", "2834 Drugs", "6021 Drugs", "3. Banking",
             "28 - Banking", "Banking (2019)", "C 食品", "J 钢铁", "光伏 P83"]  # fmt: skip
    assert led(texts) == [None, "education", "renewable_energy", "machinery", None, None, "pharmaceuticals", None, "banking", "banking", "banking",
                          "food_beverage", None, None]  # fmt: skip
    assert led(["C3825 某某", "3825", "C", "P83 光伏", "83 光伏", "C38 光伏设备"], "gbt") == [
        "renewable_energy", "renewable_energy", "manufacturing", None, None, "renewable_energy"]  # fmt: skip


def test_cells_as_people_write_them_lead_where_they_must() -> None:
    """At least 120 of both languages, and at least 50 that hold the word of an industry that they are not in."""
    text = Path(__file__).with_name("industry_cells.yaml").read_text(encoding="utf-8")
    listed: dict[str, dict[str | None, list[str]]] = YAML(typ="safe", pure=True).load(text)
    flat = [(str(cell), place) for part in listed.values() for place, row in part.items() for cell in row]
    found = led([cell for cell, _ in flat])
    assert [(cell, got, want) for (cell, want), got in zip(flat, found, strict=True) if got != want] == []
    assert len(flat) >= 120
    assert sum(map(len, listed["others"].values())) >= 50


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
    with pytest.raises(RulesetError, match="industry_codes"):
        ranks(["Banking"], ["banking"], coding="isic")
