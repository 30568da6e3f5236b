"""A code of our own tree of industries is never shown to people: its title is, in their language; whatever else a list says stays."""

from __future__ import annotations

from datetime import date

import pytest

from shortlist import Ruleset
from shortlist.language import LANGUAGES, Language
from shortlist.memo.compose import compose
from shortlist.memo.provenance import Provenance
from shortlist_criteria.industry_tree import tree

DAY = date(2026, 11, 23)
RULES = Ruleset.load("starter")
NOWHERE = Provenance((), "", DAY, "list.csv", ())


def industry(said: str, language: Language) -> str:
    memo = compose(RULES.decide({"industry": said}, DAY), RULES, language, NOWHERE)
    return next(fact.value for fact in memo.facts if fact.id == "industry")


@pytest.mark.parametrize("language", LANGUAGES)
def test_codes_have_their_titles_and_texts_stay(language: Language) -> None:
    places = [place for place in tree().values() if all(place.names)]
    assert len(places) > 60
    for place in places[::7]:
        assert industry(place.id, language) == place.names[language == "zh"][0]
    for said in ("Machinery", "机械", "C3825", "unheard-of trade"):
        assert industry(said, language) == said
