"""What is said of a ledger's columns and numbers: every option that is advised is taken, and instalments are named."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.rulesets.test_ledger import qualify, rows, said
from tests.support.seeds import sample

TWICE = ["Paid on,Clearing date", "Paid date,Settled date", "收款日期,核销日期"]
LEDGERS = [
    *(
        "Customer ID,Invoice number,Invoice date,Due date," + two + ",Amount\n" + rows("K1,{n},{d0},{d30},{d28},{d30},9")
        for two in TWICE
    ),
    "Customer ID,Invoice number,Invoice date,Due date,Payment due date,Paid on,Amount,Total\n"
    + rows("K1,{n},{d0},{d30},{d32},{d28},9,8"),
    "Customer ID,Invoice number,Document number,Invoice date,Posting date,Due date,Paid on,Amount,Balance,Open amount\n"
    + rows("K1,{n},D{n},{d0},{d0},{d30},{d28},9,0,0"),
    "Customer ID,Invoice number,Invoice date,Due date,Paid on,Amount,Amount\n" + rows("K1,{n},{d0},{d30},{d28},9,8"),
    "Customer ID,Invoice number,Invoice date,Due date,Paid on,Amount\n" + rows("K1,{n},{d0},{d30},{d28},¥900"),
    "Customer ID,Invoice number,Invoice date,Due date,Paid on,Amount\n" + rows("K1,{n},{d0},{d30},03/04/2026,900"),
    "Customer ID,Account ID,Invoice number,Invoice date,Due date,Paid on,Amount\n" + rows("K1,K1,{n},{d0},{d30},{d28},9"),
]  # fmt: skip


def _advised(text: str) -> list[str]:
    said_ = "\n".join(line for line in text.splitlines() if not line.startswith("  shortlist "))  # the command again
    return [shlex.split(one)[0] for one in re.findall(r"--map ('(?:[^']|'\\'')*')", said_)]


@pytest.mark.quick(1)
@pytest.mark.parametrize("ledger", sample(range(len(LEDGERS)), 3))
def test_every_option_that_is_advised_of_a_ledger_is_taken(
    ledger: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    qualify(tmp_path, LEDGERS[ledger])
    err = capsys.readouterr().err
    advised = _advised(err)
    assert advised and all(one.startswith("invoices.") for one in advised), err
    assert all(line.startswith(str(tmp_path / "ledger.csv")) for line in err.splitlines() if _advised(line))
    for one in advised:
        qualify(tmp_path, LEDGERS[ledger], "--map", one, "--set", "rates.CNY=0.14", "--set", "rates.JPY=0.01")
        again = capsys.readouterr().err
        assert not re.search(r"--map: |there is no field|has no effect|no column '", again), (one, again)
        assert one not in _advised(again)


HEADER = "Customer ID,Invoice number,Invoice date,Due date,Amount,Paid on,Amount paid\n"


@pytest.mark.quick(1)
@pytest.mark.parametrize("parts", [(500, 500), (300, 300, 400), (250, 250, 250, 250)])
def test_instalments_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], parts: tuple[int, ...]) -> None:
    paid = "".join(rows(f"K1,{{n}},{{d0}},{{d30}},1000,{{d28}},{part}") for part in parts)
    assert qualify(tmp_path, HEADER + paid)[0] == 2
    assert (
        "at least half of the rows repeat an invoice number with a part of its amount paid" in capsys.readouterr().err
    )
    many = HEADER + paid + "".join(rows(f"K1,{x}{{n}},{{d0}},{{d30}},1000,{{d28}},1000") for x in "uvwxyz")
    _, err = said(tmp_path, many, capsys)
    assert f"{6 * (len(parts) - 1)} that repeat an invoice number with a part of its amount paid" in err


@pytest.mark.quick(1)
@pytest.mark.parametrize(
    "pattern",
    ["K1,{n},{d0},{d30},1000,{d28},500", "K1,{n},{d0},{d30},1000,{d28},1000", "K1,same,{d0},{d30},1000,{d28},1000"],
)
def test_other_payments_are_no_instalments(tmp_path: Path, capsys: pytest.CaptureFixture[str], pattern: str) -> None:
    assert "repeat an invoice number" not in said(tmp_path, HEADER + rows(pattern), capsys)[1]


def test_rows_without_invoice_numbers_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = rows("K1,{d0},{d30},1000,{d28}")
    _, err = said(tmp_path, "Customer ID,Invoice date,Due date,Amount,Paid on\n" + body + body, capsys)
    assert "12 without an invoice number (--map invoices.number=HEADER): each row counts as an invoice" in err
