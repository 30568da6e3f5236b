"""Damaged lists load with every row accounted for, or are refused in one line.

`SHORTLIST_FUZZ_RUNS=10000 pytest tests/intake/test_fuzz.py` is the long run; `SHORTLIST_FUZZ_SEED` starts it elsewhere.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from shortlist.errors import ListError
from shortlist.intake.read import read_list
from shortlist.model.fields import Field
from shortlist.model.identity import IDENTITY
from tests.support.places import ROOT
from tests.support.seeds import sample

RUNS = int(os.environ.get("SHORTLIST_FUZZ_RUNS", "300"))
SEED = int(os.environ.get("SHORTLIST_FUZZ_SEED", "1"))
SLICES = 20
HAZARDS = Path(__file__).parent / "hazards"
DATA = ROOT.parent / "shared" / "data"
FIELDS = {
    field.id: field
    for field in (
        *IDENTITY,
        Field(
            "annual_revenue", "money", aliases=("Revenue", "Sales", "InvoiceAmount", "营业收入", "Market Cap", "Umsatz")
        ),
        Field("country", "country", aliases=("Land", "国家")),
        Field("employees", "integer", aliases=("员工人数", "Mitarbeiter", "TotalVisits"), minimum=0),
        Field("founded", "integer", aliases=("成立年份",), minimum=1000, maximum=2100),
        Field("since", "date", aliases=("InvoiceDate", "Date added", "Customer since", "合作日期", "Kunde seit")),
        Field("disputed", "bool", aliases=("Do Not Email", "Active", "是否上市")),
        Field("growth", "percent", aliases=("增长率", "Wachstum")),
        Field("industry", "text", aliases=("Sector", "GICS Sector", "Specialization", "行业")),
    )
}
TOKENS = (
    b'"',
    b",",
    b";",
    b"\n",
    b"\r",
    b"\r\n",
    b"\r\r\n",
    b"\0",
    b"\xff",
    b"\xe4",
    b"\x80",
    b"\t",
    b"'",
    b"=",
    b"\\",
    b"\xef\xbb\xbf",
    b"1e999",
    b"nan",
    "，".encode(),
    "千".encode(),
    b"--",
    b"(",
    b"%",
    b"$",
    b"{",
    b"}",
    b"[",
    b":",
    b"/",
    b"\x1a",
    b"\x01",
)


def sources() -> list[tuple[str, bytes]]:
    """Real lists and hazards, cut to a size that 10,000 runs allow."""
    found = []
    for path in [*sorted(HAZARDS.glob("*")), *sorted(DATA.glob("*.csv"))]:
        if path.is_file() and path.suffix in (".csv", ".tsv", ".xlsx", ".jsonl", ".parquet", ".db", ".txt", ".ods"):
            data = path.read_bytes()
            if path.parent == DATA:
                data = b"\n".join(data.split(b"\n")[:60])
            found.append((path.suffix, data))
    return found


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The file with one to eight injuries."""
    body = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(body) + 1)
        kind = chance.randrange(8)
        if kind == 0 and body:
            body[at % len(body)] = chance.randrange(256)
        elif kind == 1:
            body[at:at] = chance.choice(TOKENS)
        elif kind == 2:
            del body[at : at + chance.choice((1, 2, 5, 200))]
        elif kind == 3:
            body = body[: max(at, 1)]
        elif kind == 4:
            body[at:at] = body[at : at + chance.choice((1, 40, 400))]
        elif kind == 5:
            old, new = chance.choice(TOKENS[:7]), chance.choice(TOKENS)
            body = bytearray(bytes(body).replace(old, new, chance.choice((1, 3, -1))))
        elif kind == 6:
            other = chance.randrange(len(body) + 1)
            body[at:at] = body[other : other + 30]
        else:
            body[at:at] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 6)))
    return bytes(body)


def check(path: Path) -> bool:
    """Whether the file loads; then its rows must add up. Any exception but a ListError of one-line problems fails."""
    try:
        with read_list(str(path), FIELDS, keep="all") as intake:
            decided = intake.frame.collect(engine="streaming").height
            intake.unreadable.counts()
            assert decided + intake.refused_count == intake.rows_in
            assert intake.refused.height == intake.refused_count
            return True
    except ListError as error:
        assert error.problems and all("\n" not in str(problem) for problem in error.problems)
        return False


@pytest.mark.quick(1)
@pytest.mark.parametrize("part", sample(range(SLICES), 3))
def test_damaged_lists(part: int, tmp_path: Path) -> None:
    lists = sources()
    if not lists:
        pytest.skip("neither tests/hazards nor ../shared/data is there")
    loaded = 0
    for run in range(part, RUNS, SLICES):
        chance = random.Random(SEED * 1_000_003 + run)
        suffix, data = lists[run // SLICES * 7 % len(lists) if run < 2 * SLICES else chance.randrange(len(lists))]
        path = tmp_path / f"damaged{suffix}"
        path.write_bytes(damaged(data, chance))
        try:
            loaded += check(path)
        except BaseException:
            kept = Path(os.environ.get("SHORTLIST_FUZZ_KEEP", str(tmp_path))) / f"seed{SEED}-run{run}{suffix}"
            kept.write_bytes(path.read_bytes())
            raise
    assert loaded or RUNS < 100
