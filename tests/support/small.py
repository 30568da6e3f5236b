"""A small ruleset to change one thing of, and what is wrong with a ruleset, as the tests of the engine write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from shortlist import Ruleset
from shortlist.errors import ShortlistError

SMALL = """\
ruleset: small
version: "1.0"
fields:
  visits: {type: integer, minimum: 0, title: {en: Visits, zh: 访问次数}, actionable: true}
  growth: {type: percent, title: {en: Growth, zh: 增长率}}
  spend: {type: money, title: {en: Spend, zh: 采购额}}
  stars: {type: rating, title: {en: Stars, zh: 星级}}
  likes_us: {type: bool, title: {en: Likes us, zh: 喜欢我们}}
  tried_us: {type: bool, title: {en: Tried us, zh: 试用过}}
  grown: {type: level, values: [seed, plant, tree], title: {en: Grown, zh: 成长}}
  city: {type: text, title: {en: City, zh: 城市}}
  seat: {type: country, title: {en: Seat, zh: 所在国}}
  met: {type: date, title: {en: Met, zh: 会面日期}}
  left: {type: date, title: {en: Left, zh: 离开日期}}
seller: {max_order: 500, home: DE, since: 2020-02-29, open: true, centres: [1, 2]}
references:
  risk: {file: risk.csv, key: seat, fields: {index: {type: number}, safe: {type: bool}}}
criteria:
  interest:
    weight: 3
    measures:
      visits: {value: visits, linear: {0: 0, 10: 100}}
  fondness:
    weight: 1
    title: {en: Fondness, zh: 好感}
    measures:
      likes_us: {value: likes_us, levels: {false: 0, true: 100}}
segments:
  - id: size
    classes:
      - {id: large, when: visits >= 8}
      - {id: small, else: true}
  - id: place
    classes:
      - {id: home, when: "seat = 'DE'"}
      - {id: away, else: true}
"""
RISK = "seat,index,safe\nDE,1.5,yes\nCN,3,\nKP,,no\n"
START = SMALL[: SMALL.index("fields:")]


def write(folder: Path, *parts: str, name: str = "small.yaml") -> Path:
    """A ruleset of these parts of YAML, beside the small table; returns its path."""
    (folder / "risk.csv").write_text(RISK, encoding="utf-8")
    path = folder / name
    path.write_text("".join(part if part.endswith("\n") else part + "\n" for part in parts), encoding="utf-8")
    return path


def load(folder: Path, *parts: str, set: list[str] | None = None) -> Ruleset:
    return Ruleset.load(write(folder, *parts), set or [])


def wrong(path: Path | str, assignments: list[str] | None = None) -> list[tuple[int | None, int | None, str]]:
    """Line, column and English text of everything wrong with a ruleset; fails where nothing is."""
    with pytest.raises(ShortlistError) as caught:
        Ruleset.load(path, assignments or [])
    found = []
    for problem in caught.value.problems:
        assert problem.place is not None
        assert "\n" not in str(problem)
        found.append((problem.place.line, problem.place.column, problem.text.en))
    return found


def only(path: Path | str, assignments: list[str] | None = None) -> tuple[int | None, int | None, str]:
    """The one thing that is wrong."""
    found = wrong(path, assignments)
    assert len(found) == 1, found
    return found[0]


def decide(ruleset: Ruleset, **prospect: Any) -> dict[str, Any]:
    """The decision of one prospect."""
    return decide_all(ruleset, [prospect])[0]


def decide_all(ruleset: Ruleset, prospects: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The decisions of prospects, as one list; what one of them lacks is missing."""
    from datetime import date

    import polars as pl

    names = dict.fromkeys(name for prospect in prospects for name in prospect)
    columns = {name: [prospect.get(name) for prospect in prospects] for name in names}
    schema = {name: ruleset.fields[name.rpartition(":")[2]].dtype for name in names}
    frame = pl.DataFrame(columns or {"name": ["x"] * len(prospects)}, schema=schema or None)
    return ruleset.qualify(frame, as_of=date(2026, 11, 23)).to_dicts()
