"""What is said of a ledger's columns and numbers: every option that is advised is taken, and instalments are named."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from shortlist.intake.day_counts import MARKER_DAYS
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


@pytest.mark.proof
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


DOUBLED = "Customer ID,Invoice number,Invoice date,Due date,Paid date,Amount,Note\n" + rows(
    "K1,{n},{d0},{d30},{d28},900,x"
)


@pytest.mark.quick(1)
@pytest.mark.parametrize("count", [1, 2, 3])
def test_rows_exported_twice_count_and_are_said(count: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = DOUBLED.splitlines(keepends=True)
    text = "".join([*lines, *lines[1 : 1 + count]])
    _, err = said(tmp_path, text, capsys)
    rows_ = "1 row repeats" if count == 1 else f"{count} rows repeat"
    assert f"{rows_} an earlier row in every column: {'it' if count == 1 else 'each'} counts; remove" in err
    _, err = said(tmp_path, text, capsys, "--lang", "zh")
    assert f"{count} 行与前面某行的各列完全相同：每行均计入" in err


@pytest.mark.parametrize("other", [(",x", ",y"), ("900", "901"), ("K1", "K2")])
def test_rows_that_differ_anywhere_are_not_doubled(
    other: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = DOUBLED.splitlines(keepends=True)
    _, err = said(tmp_path, "".join([*lines, lines[1].replace(*other)]), capsys)
    assert "in every column" not in err


def test_rows_without_a_number_are_not_called_doubled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = DOUBLED.replace("Invoice number", "Remark").replace("\nK1,1,", "\nK1,,")
    _, err = said(tmp_path, text + text.splitlines()[1] + "\n", capsys)
    assert "in every column" not in err


@pytest.mark.quick(3)
@pytest.mark.parametrize("day", MARKER_DAYS)
def test_a_payment_on_a_day_that_nobody_entered_is_unknown(
    day: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = f"K1,X9,2025-01-01,2025-02-01,{day},900,x\n"
    _, err = said(tmp_path, DOUBLED + line, capsys)
    assert (
        f"1 whose payment date cannot be read ('Paid date': '{day}' 1), so that nothing says whether they were paid"
        in err
    )
    assert "paid before" not in err and "unreadable" not in err


def test_the_status_of_an_order_is_named_where_it_is_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "orders.csv").write_text(
        "Customer ID,Order number,Order date,Status,Order amount,Balance\n"
        "K1,1,2025-01-01,Returned,9,\nK1,2,2025-01-01,Returned,9,\nK1,3,2025-01-01,Quote,9,0\nK1,4,2025-01-01,completed,9,\n",
        "utf-8",
    )
    _, err = said(tmp_path, DOUBLED, capsys, "--history", f"orders={tmp_path / 'orders.csv'}")
    line = next(one for one in err.splitlines() if one.startswith("orders: "))
    assert (
        "2 whose status is not known ('Status': 'Returned' 2), so that nothing says whether they are purchases" in line
    )
    assert "1 cell unreadable ('Status': 'Quote' 1)" in line and "whether they were paid" not in line
