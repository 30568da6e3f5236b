"""The ledger of good_customer over generated items: against plain Python, and what must never better a customer."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from shortlist import Ruleset
from shortlist.cli import run
from shortlist.planning.features import attach
from tests.support.seeds import sample

AS_OF = date(2026, 6, 30)
Item = dict[str, Any]
TABLE = {
    "prospect": pl.String, "number": pl.String, "kind": pl.String, "issued": pl.Date, "due_date": pl.Date,
    "paid": pl.Date, "amount": pl.Float64,
}  # fmt: skip
FEATURES = (
    "settled_invoices", "payment_record_known", "days_late_so_far", "average_days_late", "late_share", "overdue_invoices", "overdue_amount", "overdue_share",
    "overdue_0_30", "overdue_31_60", "overdue_61_90", "overdue_over_90",
)  # fmt: skip
GRADES = ["A", "B", "C", None, "D"]  # from better to worse: unknown has the usual terms, D none


@cache
def rules() -> Ruleset:
    return Ruleset.load("good_customer")


def invoice(rng: random.Random, number: int) -> Item:
    issued = AS_OF - timedelta(rng.randrange(0, 500))
    due = issued + timedelta(rng.choice([0, 10, 30, 60]))
    paid = due + timedelta(rng.choice([-20, -2, 0, 1, 3, 9, 30, 100])) if rng.random() < 0.8 else None
    paid = max(paid, issued) if paid else None
    return {
        "prospect": "c", "number": f"I{number}", "kind": "invoice", "issued": issued, "due_date": due, "paid": paid,
        "amount": float(rng.choice([10, 100, 1000, 5000])),
    }  # fmt: skip


def ledger(rng: random.Random) -> list[Item]:
    return [invoice(rng, number) for number in range(rng.randrange(0, 14))]


def decide_all(ledgers: list[list[Item]]) -> list[dict[str, Any]]:
    """The decision on each of many customers by its ledger, which is its order book too, and the features it is made of."""
    items = [{**item, "prospect": f"c{n}"} for n, one in enumerate(ledgers) for item in one]
    table = pl.DataFrame(items, schema=TABLE)
    orders = table.select("prospect", "paid", "amount", "kind", date="issued")
    frame = pl.DataFrame({"prospect_id": [f"c{n}" for n in range(len(ledgers))], "country": "DE"})
    decided = rules().qualify(frame, AS_OF, {"invoices": table, "orders": orders})
    found = attach(rules(), frame.lazy(), {"invoices": table.lazy()}, AS_OF, FEATURES).collect()
    return decided.join(found.drop("country"), on="prospect_id", maintain_order="left").drop("prospect_id").to_dicts()


def decide(items: list[Item]) -> dict[str, Any]:
    return decide_all([items])[0]


def by_hand(items: list[Item]) -> dict[str, Any]:
    """The same in plain Python, an item at a time."""
    settled: list[tuple[int, float]] = []
    owed: list[tuple[int, float]] = []
    numbers: set[str] = set()
    open_total = 0.0
    for item in items:
        if item["issued"] > AS_OF or item["kind"] != "invoice" or item["amount"] <= 0:
            continue
        if item["paid"] is not None and item["paid"] <= AS_OF:
            settled.append(((item["paid"] - item["due_date"]).days, item["amount"]))
            numbers.add(item["number"])
            continue
        open_total += item["amount"]
        if item["due_date"] < AS_OF:
            owed.append(((AS_OF - item["due_date"]).days, item["amount"]))
    paid, debt = sum(a for _, a in settled), sum(a for _, a in owed)
    mean = sum(d * a for d, a in settled) / paid if paid else None
    most = max((d for d, _ in owed), default=None)
    piled = (sum(d * a for d, a in settled) + sum(d * a for d, a in owed)) / paid if paid else None
    cap = max((x for x in (mean, most) if x is not None), default=None)
    late = sum(a for d, a in settled if d > 0) + debt
    known = bool([item for item in items if item["issued"] <= AS_OF])
    so_far = min((x for x in (piled, cap) if x is not None), default=None)
    early = sum(a for d, a in settled if d <= -10) / (paid + debt) if paid + debt else 0
    # Under five invoices nothing is known of how it pays, unless what is overdue makes it a D.
    enough = len(numbers) >= 5 or (len(numbers) + len(owed) >= 5 and so_far is not None and so_far - 3 * early > 10)

    def between(low: int, high: int) -> float | None:
        return sum(a for d, a in owed if low < d <= high) if known else None

    return {
        "settled_invoices": float(len(numbers)),
        "payment_record_known": enough,
        "days_late_so_far": so_far,
        "average_days_late": so_far if enough else None,
        "late_share": late / (paid + debt) if paid + debt and enough else None,
        "overdue_invoices": float(len(owed)),
        "overdue_amount": debt if known else None,
        "overdue_share": debt / open_total if open_total and enough else None,
        "overdue_0_30": between(0, 30),
        "overdue_31_60": between(30, 60),
        "overdue_61_90": between(60, 90),
        "overdue_over_90": between(90, 10**9),
    }


def credit_note(rng: random.Random) -> Item:
    day = AS_OF - timedelta(rng.randrange(0, 400))
    amount = float(rng.choice([5, 100, 9000, 100_000]))
    by_sign = rng.random() < 0.5
    return {
        "prospect": "c", "number": "CN", "kind": "invoice" if by_sign else rng.choice(["credit_note", "payment", "prepayment", "write_off"]),
        "issued": day, "due_date": day, "paid": day, "amount": -amount if by_sign else amount,
    }  # fmt: skip


def test_lateness_and_ageing_are_those_counted_by_hand() -> None:
    rng = random.Random(0)
    ledgers = [[*ledger(rng), *(credit_note(rng) for _ in range(rng.randrange(3)))] for _ in range(2_000)]
    for items, found in zip(ledgers, decide_all(ledgers), strict=True):
        for name, wanted in by_hand(items).items():
            assert found[name] == (None if wanted is None else pytest.approx(wanted, rel=1e-8, abs=1e-9)), (name, items)


def assert_no_better(before: dict[str, Any], after: dict[str, Any], items: object) -> None:
    """Neither a lesser lateness, nor a better grade, nor a greater limit where both have one."""
    for name in ("average_days_late", "late_share", "overdue_amount"):
        if before[name] is not None:
            assert after[name] >= before[name] - 1e-8 * max(1, abs(before[name])), (name, items)
    assert GRADES.index(after["payment_grade"]) >= GRADES.index(before["payment_grade"]), items
    if after["offer_credit_limit"] is not None and before["offer_credit_limit"] is not None:
        assert after["offer_credit_limit"] <= before["offer_credit_limit"] + 1e-6, items


def changed(count: int, change: Callable[[random.Random, list[Item]], list[Item]]) -> list[tuple[Any, Any, Any]]:
    """Random ledgers decided as they are and changed: before, after, and the items."""
    rng = random.Random(1)
    ledgers = [ledger(rng) for _ in range(count)]
    after = [change(rng, items) for items in ledgers]
    return list(zip(decide_all(ledgers), decide_all(after), after, strict=True))


def test_credit_notes_and_payments_better_nothing() -> None:
    for before, after, items in changed(1_000, lambda rng, items: [*items, credit_note(rng), credit_note(rng)]):
        assert_no_better(before, after, items)
        assert after["average_days_late"] == before["average_days_late"]


def test_an_open_overdue_invoice_betters_nothing() -> None:
    def owe(rng: random.Random, items: list[Item]) -> list[Item]:
        due = AS_OF - timedelta(rng.choice([1, 5, 40, 300]))
        paid = rng.choice([None, AS_OF + timedelta(9)])
        return [*items, {**invoice(rng, 99), "issued": due - timedelta(30), "due_date": due, "paid": paid}]

    for before, after, items in changed(1_000, owe):
        assert_no_better(before, after, items)
        if before["score"] is not None and after["payment_record_known"] and not before["payment_record_known"]:
            assert after["payment_grade"] == "D" and after["decision"] != "qualify", items


def test_rows_after_the_day_and_their_order_change_nothing() -> None:
    def add(rng: random.Random, items: list[Item]) -> list[Item]:
        later = [
            {**invoice(rng, 77), "issued": AS_OF + timedelta(d), "paid": AS_OF + timedelta(d + 1)} for d in (1, 50)
        ]
        return rng.sample([*items, *later], len(items) + 2)

    for before, after, items in changed(500, add):
        assert after == before, items


def test_an_invoice_in_parts_is_no_better_than_whole() -> None:
    def part(rng: random.Random, items: list[Item]) -> list[Item]:
        return [{**item, "amount": item["amount"] / 4} for item in items for _ in range(4)]

    for before, after, items in changed(500, part):
        assert_no_better(before, after, items)
        assert (after["payment_grade"], after["settled_invoices"]) == (
            before["payment_grade"],
            before["settled_invoices"],
        )


def test_under_five_invoices_a_payment_record_is_unknown() -> None:
    """However late they were: no grade, no score of payments, no floor and no rule that turns away; nor the better for them."""
    day = AS_OF - timedelta(300)
    paid = {
        "prospect": "c",
        "number": "1",
        "kind": None,
        "issued": day,
        "due_date": day + timedelta(30),
        "amount": 100.0,
    }
    for days in (0, 250):
        items = [{**paid, "number": str(n), "paid": day + timedelta(30 + days)} for n in range(4)]
        four, five = decide(items), decide([*items, {**items[0], "number": "5"}])
        assert (four["payment_grade"], four["payment_record"], four["payment_ability"]) == (None, 50, 50)
        assert (four["decision"], four["reasons"].split(":")[0], four["days_late_so_far"]) == (
            "review",
            "coverage",
            days,
        )
        assert five["payment_grade"] == ("D" if days else "A") and five["decision"] == ("reject" if days else "qualify")
    owed = decide([{**paid, "paid": None}])
    assert (owed["payment_grade"], owed["decision"]) == (None, "review") and "collect" in owed["tags"]


def test_one_paid_invoice_is_no_grade_and_ten_owed_ones_are_a_d() -> None:
    day = AS_OF - timedelta(200)
    one = {"prospect": "c", "number": "1", "kind": None, "issued": day, "due_date": day, "paid": day, "amount": 100.0}
    assert decide([one])["payment_grade"] is None
    owed = [{**one, "number": f"o{n}", "paid": None} for n in range(10)]
    found = decide([one, *owed])
    assert (found["payment_grade"], found["ageing"]) == ("D", "over_90")
    assert found["decision"] != "qualify"


# --- files as systems write them


def qualify(folder: Path, text: str, *more: str, ids: str = "K1") -> tuple[int, dict[str, Any]]:
    (folder / "ledger.csv").write_text(text, "utf-8")
    (folder / "list.csv").write_text(
        "Customer ID,Account Name,Country\n" + "".join(f"{i},Mill,Germany\n" for i in ids.split()), "utf-8"
    )
    out = folder / "out.parquet"
    status = run(
        ["qualify", str(folder / "list.csv"), "-r", "good_customer", "--history", f"invoices={folder / 'ledger.csv'}", "--as-of", "2026-06-30",
         "--no-db", "--lang", "en", "-o", str(out), *more]
    )  # fmt: skip
    return status, pl.read_parquet(out).row(0, named=True) if status == 0 else {}


def rows(pattern: str, count: int = 6) -> str:
    lines = []
    for n in range(count):
        issued = date(2025, 9, 1) + timedelta(30 * n)
        at = {f"d{k}": (issued + timedelta(k)).isoformat() for k in (0, 28, 30, 32, 90)}
        lines.append(pattern.format(n=n, **at))
    return "\n".join(lines) + "\n"


FORMS = [
    ("SAP", "KUNNR,BELNR,BLART,BLDAT,NETDT,AUGDT,DMBTR\n", "K1,{n},RV,{d0},{d30},{d90},4000.50"),
    (
        "QuickBooks",
        "Customer ID,Invoice no,Transaction type,Date,Due date,Paid date,Amount\n",
        "K1,{n},Invoice,{d0},{d30},{d90},4000.50",
    ),
    (
        "Xero",
        "Contact ID,Invoice number,Type,Invoice date,Due date,Fully paid on,Total\n",
        "K1,{n},ACCREC,{d0},{d30},{d90},4000.50",
    ),
    (
        "Odoo",
        "Customer ID,Invoice number,Move type,Invoice date,Due date,Payment date,Total\n",
        "K1,{n},out_invoice,{d0},{d30},{d90},4000.50",
    ),
    (
        "Kingdee",
        "客户编码,单据编号,单据类型,业务日期,到期日,收款核销日期,价税合计\n",
        "K1,{n},标准应收单,{d0},{d30},{d90},4000.50",
    ),
    (
        "Yonyou",
        "客户编码,发票号,开票日期,到期日期,核销日期,应收金额,已收金额\n",
        "K1,{n},{d0},{d30},{d90},4000.50,4000.50",
    ),
    ("terms", "客户编码,发票号,开票日期,账期,收款日期,发票金额\n", "K1,{n},{d0},30,{d90},4000.50"),
    (
        "status",
        "Customer ID,Invoice number,Invoice date,Due date,Status,Days late,Invoice amount\n",
        "K1,{n},{d0},{d30},Paid,60,4000.50",
    ),
    (
        "balance",
        "Customer ID,Invoice number,Invoice date,Due date,Amount,Balance\n",
        "K1,{n},{d0},{d30},4000.50,4000.50",
    ),
]


@pytest.mark.quick(1)
@pytest.mark.parametrize(
    ("header", "pattern"),
    [pytest.param(h, p, id=name, marks=[pytest.mark.long] if at > 3 else []) for at, (name, h, p) in enumerate(FORMS)],
)
def test_ledgers_of_usual_systems_are_read(header: str, pattern: str, tmp_path: Path) -> None:
    status, found = qualify(tmp_path, header + rows(pattern))
    assert (status, found["payment_grade"]) == (0, "D")


def test_signs_that_may_be_inverted_are_asked_about(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    header = "Customer ID,Invoice number,Invoice date,Due date,Paid date,Amount\n"
    assert qualify(tmp_path, header + rows("K1,{n},{d0},{d30},{d28},-4000.50"))[0] == 2
    assert "are negative" in capsys.readouterr().err
    both = header + rows("K1,{n},{d0},{d30},{d28},4000.50") + rows("K1,P{n},{d28},{d28},{d28},-4000.50")
    assert qualify(tmp_path, both)[0] == 2
    few = header + rows("K1,{n},{d0},{d30},{d28},4000.50") + rows("K1,P{n},{d28},{d28},{d28},-4000.50", 2)
    status, found = qualify(tmp_path, few)
    assert (status, found["payment_grade"]) == (0, "A")
    assert "2 that are no invoices" in capsys.readouterr().err


def test_what_is_unknown_of_a_ledger_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    header = "Customer ID,Invoice number,Invoice date,Due date,Amount\n"
    status, found = qualify(tmp_path, header + rows("K1,{n},{d0},{d30},4000.50"))
    assert (status, found["payment_grade"]) == (0, None)
    assert "6 of which nothing says whether they were paid" in capsys.readouterr().err
    header = "Customer ID,Invoice number,Invoice date,Paid date,Amount\n"
    status, found = qualify(tmp_path, header + rows("K1,{n},{d0},{d28},4000.50"))
    assert (status, found["payment_grade"]) == (0, None)
    assert "6 without a due date" in capsys.readouterr().err


def said(folder: Path, text: str, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[dict[str, Any], str]:
    """The decision on the customer of a ledger, and what is said of it."""
    status, found = qualify(folder, text, *more)
    err = capsys.readouterr().err
    assert status == 0, err
    return found, err


def pairs(cases: list[tuple[str, str | None]]) -> list[Any]:
    """Every fourth case; `make prove` has the others."""
    return [pytest.param(*one, marks=[pytest.mark.long] if at % 4 else []) for at, one in enumerate(cases)]


TYPED = "Customer ID,Document type,Invoice number,Invoice date,Due date,Paid date,Amount\n"
LATE, EARLY = rows("K1,INV,{n},{d0},{d30},{d90},1000"), "K1,{kind},C{n},{d0},{d30},{d0},90000"


def early(kind: str) -> str:
    return rows(EARLY.replace("{kind}", kind))


@pytest.mark.quick(1)
@pytest.mark.parametrize("kind", sample([
    "CRN", "红字增值税专用发票", "退货单", "红字数电发票", "负数发票", "红冲", "销售退货", "CR memo", "Credit Invoice", "RMA", "Reversal", "Storno", "Gutschrift",
    "Avoir", "Nota de crédito", "NOTA DI CREDITO", "creditnota",
], 4, "long"))  # fmt: skip
def test_types_that_give_back_are_known(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found, err = said(tmp_path, TYPED + LATE + early(kind), capsys)
    assert (found["payment_grade"], "not known" in err) == ("D", False)


@pytest.mark.quick(1)
@pytest.mark.parametrize(
    "kind",
    sample(["XKR", "KRED", "Bonus 2025", "其他红票据", "Inv reversal x", "RE", "unbekannt", "?", "TBD"], 3, "long"),
)
def test_a_row_of_an_unknown_type_is_no_invoice(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found, err = said(tmp_path, TYPED + LATE + early(kind), capsys)
    assert found["payment_grade"] == "D"
    assert "6 of a document type that is not known" in err and f"'Document type': '{kind}' 6" in err
    (tmp_path / "mine.yaml").write_text(
        f"ruleset: mine\nversion: '1.0'\nextends: good_customer\nhistory: {{invoices: {{fields: {{kind: {{value_aliases: {{'{kind}': invoice}}}}}}}}}}\n",
        "utf-8",
    )
    found, err = said(tmp_path, TYPED + LATE + early(kind), capsys, "-r", str(tmp_path / "mine.yaml"))
    assert (found["payment_grade"], "not known" in err) == ("A", False)


def test_a_blank_type_is_told_by_its_sign_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found, err = said(tmp_path, TYPED + LATE + rows("K1,,B{n},{d0},{d30},{d90},10", 2), capsys)
    assert (found["payment_grade"], "2 without a document type" in err) == ("D", True)


STATUS = "Customer ID,Invoice number,Invoice date,Due date,Status,Days late,Amount\n"


@pytest.mark.proof
@pytest.mark.parametrize(("status", "grade"), pairs([
    *((one, "D") for one in ("Bezahlt", "Payée", "PAGADO", "Pagata", "Betaald", "已支付", "Überfällig", "Impayée", "Vencida", "Scaduta", "Openstaand", "待付款")),
    *((one, None) for one in ("Storniert", "Annulée", "Zettel", "In Prüfung", "???", "")),
]))  # fmt: skip
def test_a_status_that_is_not_known_says_nothing_of_payment(
    status: str, grade: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found, err = said(
        tmp_path,
        STATUS + "K2,0,2026-01-01,2026-02-01,Paid,3,1\n" + rows(f"K1,{{n}},{{d0}},{{d30}},{status},60,1000"),
        capsys,
        "--map",
        "invoices.status=Status",
    )
    assert found["payment_grade"] == grade
    assert ("6 whose status is not known" in err) == (status in ("Zettel", "In Prüfung", "???"))
    assert ("nothing says whether they were paid" in err) == (status in ("Zettel", "In Prüfung", "???", ""))


PLAIN = "Customer ID,Invoice number,Invoice date,Due date,Paid date,Amount\n"


@pytest.mark.proof
@pytest.mark.parametrize("day", sample(["0000-00-00", "1900-01-00", "TBD", "pending", "未知", "2026-13-45"], 2, "long"))
def test_a_payment_date_that_cannot_be_read_is_not_open(
    day: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = PLAIN + rows("K1,{n},{d0},{d30},{d28},1000") + rows(f"K1,X{{n}},{{d0}},{{d30}},{day},5000", 2)
    found, err = said(tmp_path, text, capsys)
    assert found["payment_grade"] == "A"
    assert f"2 whose payment date cannot be read ('Paid date': '{day}' 2)" in err
    found, err = said(tmp_path, text.replace(day, ""), capsys)
    assert (found["payment_grade"], "2 open on the day" in err) == ("D", True)


@pytest.mark.proof
def test_who_paid_before_the_invoice_was_written_is_not_early(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for days in (1, 20, 366):
        ahead = (date(2025, 9, 1) - timedelta(days)).isoformat()
        found, err = said(tmp_path, PLAIN + rows(f"K1,{{n}},2025-09-01,{{d30}},{ahead},1000"), capsys)
        assert (found["payment_grade"], "6 paid before their invoice date" in err) == (None, True)
    late = rows("K1,{n},{d0},{d30},{d90},1000")
    found, err = said(tmp_path, PLAIN + late + rows("K1,P{n},{d0},{d30},2024-01-01,90000"), capsys)
    assert found["payment_grade"] == "D"
    found, err = said(tmp_path, STATUS + rows("K1,{n},{d0},{d30},Paid,-400,1000"), capsys)
    assert (found["payment_grade"], "6 paid before" in err) == (None, True)


@pytest.mark.quick(2)
@pytest.mark.parametrize(("terms", "grade"), pairs([
    *((one, "D") for one in ("Net 30", "2/10 net 30", "n/30", "Net30 days", "账期30天", "30 Tage netto", "30 jours", "Due on receipt", "COD", "货到付款", "款到发货")),
    *((one, "A") for one in ("Net 120", "账期120天", "\"2/10, n/120\"")),
    *((one, None) for one in ("EOM", "30 EOM", "月结30天", "30/60/90", "as agreed")),
]))  # fmt: skip
def test_payment_terms_are_days_where_sure(
    terms: str, grade: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # One of six rows has a plain number, as ledgers have: a column of none is no column of terms.
    text = "Customer ID,Invoice number,Invoice date,Payment terms,Paid date,Amount\nK2,0,2026-01-01,30,2026-01-20,1\n"
    found, err = said(tmp_path, text + rows(f"K1,{{n}},{{d0}},{terms},{{d90}},1000"), capsys)
    assert found["payment_grade"] == grade
    shown = terms.strip('"')
    assert (
        f"6 whose payment terms do not come to a number of days after the invoice ('Payment terms': '{shown}' 6)" in err
    ) == (grade is None)


def test_what_lacks_is_what_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, err = said(tmp_path, STATUS + rows("K1,{n},{d0},{d30},Paid,,1000"), capsys)
    assert "6 that were paid, but nothing says on which day" in err and "without a due date" not in err


def test_remedies_name_the_table_and_are_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    header = "Customer ID,Invoice number,Invoice date,Due date,Paid date,Amount\n"
    text = header + rows("K1,{n},{d0},{d30},{d28},¥1000")
    assert qualify(tmp_path, text)[0] == 2
    err = capsys.readouterr().err
    assert "--map 'invoices.amount=Amount:CNY'" in err
    assert qualify(tmp_path, text, "--map", "invoices.amount=Amount:CNY", "--set", "rates.CNY=0.14")[0] == 0


def test_a_clean_ledger_given_twice_says_each_thing_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "Customer ID,Document type,Invoice number,Invoice date,Due date,Paid date,Amount,Balance\n" + rows(
        "K1,Invoice,{n},{d0},{d30},{d28},40,0"
    ) + "K1,Zed,9,2026-01-01,2026-02-01,,40,40\n"  # fmt: skip
    _, err = said(tmp_path, text, capsys, "--history", f"orders={tmp_path / 'ledger.csv'}")
    assert err.count("of a document type that is not known") == 1
    assert err.count("no level or list of the ruleset names") == 1
    assert err.count("1 of 1 prospect has some") == 1
    assert "no magnitude" not in err and "nobody entered" not in err


def test_an_ageing_report_is_called_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for header in (
        "Current,1-30,31-60,61-90,Over 90",
        "未到期,1-30天,31-60天,61-90天,90天以上",
        "0 - 30 days,31 to 60,61+,> 90",
    ):
        assert (
            qualify(tmp_path, f"Customer ID,{header},Total\nK1,{','.join('1' * (header.count(',') + 1))},9\n")[0] == 2
        )
        assert "ageing report" in capsys.readouterr().err
    assert qualify(tmp_path, "Customer ID,Amount\nK1,9\n")[0] == 2
    assert "no column holds the invoice date (field issued) of 'invoices'" in capsys.readouterr().err
