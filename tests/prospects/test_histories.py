"""`--history` from the command line: real receivables, and everything that can be wrong with a table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from shortlist.cli import run
from shortlist.language import choose
from tests.support.shared import data

RULES = """
ruleset: t
version: "1"
history:
  invoices:
    prospect: customer
    date: settled
    fields: {days_late: {type: integer}, amount: {type: money}}
    features: {average_days_late: SUM(days_late * amount) / SUM(amount), invoice_count: COUNT(*)}
criteria: {pay: {weight: 1, measures: {late: {value: average_days_late, linear: {0: 100, 30: 0}}}}}
"""
INVOICES = """customer,settled,days_late,amount
a,2026-01-01,0,100
a,2026-02-01,30,300
b,2026-03-01,ten,100
,2026-03-01,1,100
a,,1,100
a,2027-01-01,90,100000
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    Path("t.yaml").write_text(RULES, "utf-8")
    Path("list.csv").write_text("id\na\nb\nc\n", "utf-8")
    Path("inv.csv").write_text(INVOICES, "utf-8")
    choose("en")
    yield tmp_path
    choose(None)


def qualify(*more: str) -> int:
    return run(["qualify", "list.csv", "-r", "t.yaml", "--as-of", "2026-06-30", *more])


def test_rows_are_counted_and_nothing_after_the_date_is_used(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert qualify("--history", "invoices=inv.csv", "-o", "out.jsonl", "--json") == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["history"]["invoices"] == {
        "source": "inv.csv", "rows": 6, "refused": 0, "without_prospect": 1, "without_date": 1, "after_as_of": 1,
        "of_unknown_field": 0, "unreadable": {"days_late": 1}, "dates_after_as_of": {}, "repeated": 0, "outside_range": {}, "checks": {},
        "prospects_with_rows": 2, "prospects": 3,
        "written_otherwise": 0, "prospects_without_rows": 1, "keys_of_no_prospect": 0, "almost_alike": 0,
    }  # fmt: skip
    line = "invoices: 6 rows read; 1 without a prospect (row 4); 1 without a date (row 5); 1 after the as-of date; 1 cell unreadable ('days_late': 'ten' 1);"
    assert "; 2 of 3 prospects have some; none for 1 ('c')" in err
    assert line in err
    decided = [json.loads(row) for row in Path("out.jsonl").read_text("utf-8").splitlines()]
    assert [row["score"] for row in decided] == [25.0, None, None]
    assert [row["ask_next"] for row in decided] == [None, "average_days_late", "average_days_late"]


BAD = [
    (["--history", "invoices"], "--history invoices: write NAME=FILE"),
    (["--history", "invoice=inv.csv"], "the ruleset has no history 'invoice'; did you mean 'invoices'?"),
    (["--history", "invoices=inv.csv", "--history", "invoices=inv.csv"], "'invoices' is given twice"),
    (["--history", "invoices=nowhere.csv"], "nowhere.csv"),
    (["--history", "invoices=list.csv"], "list.csv"),
    (
        ["--history", "invoices=seven.csv"],
        "3 would match but for leading zeros, case, spaces, hyphens or lost digits ('a' and '00-A'",
    ),
    (["--history", "invoices=other.csv"], "of 1 rows none belongs to one of the 3 prospects"),
    (["--history", "ratings=inv.csv"], "no column holds the prospect's id (field prospect) of 'ratings'"),
    (["--history", "invoices=inv.csv", "--map", "invoices.amont=amount"], "amont"),
]


@pytest.mark.parametrize(("options", "said"), BAD)
def test_what_is_wrong_is_said_in_one_line(
    options: list[str], said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("seven.csv").write_text(
        "customer,settled,days_late,amount\n00-A,2026-01-01,1,1\n00B,2026-01-01,1,1\nC,2026-01-01,1,1\n"
    )
    Path("other.csv").write_text("customer,settled,days_late,amount\nzz,2026-01-01,1,1\n")
    assert qualify(*options, "-o", "out.csv") == 2
    out, err = capsys.readouterr()
    assert said in err.splitlines()[-1]
    assert not out
    assert not Path("out.csv").exists()
    choose("zh")
    assert qualify(*options, "-o", "out.csv") == 2
    assert any("一" <= character <= "鿿" for character in capsys.readouterr().err.splitlines()[-1])


def test_ratings_work_with_every_ruleset(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("r.csv").write_text(
        "customer,field,rating,rater,date\na,VALUES,4,ann,2026-01-01\na,values_fit,2,bob,2026-01-01\n"
        "a,values_fit,7,eve,2026-01-01\na,nonsense,3,bob,2026-01-01\n",
        "utf-8",
    )
    rules = RULES.replace(
        "late: {value: average_days_late, linear: {0: 100, 30: 0}}", "fit: {value: values_fit, linear: {1: 0, 5: 100}}"
    )
    rules = rules.replace("criteria:", "fields: {values_fit: {type: rating, aliases: [Values]}}\ncriteria:")
    rules += "rules: [{id: split, when: values_fit_spread >= 2 AND values_fit_raters = 2, then: {tag: split}}]\n"
    Path("t.yaml").write_text(rules, "utf-8")
    assert qualify("--history", "ratings=r.csv", "--map", "ratings.prospect=customer", "-o", "out.jsonl") == 0
    err = capsys.readouterr().err
    assert "1 of fields that are no rating (row 4)" in err
    assert "1 cell unreadable" in err
    first = json.loads(Path("out.jsonl").read_text("utf-8").splitlines()[0])
    assert (first["score"], first["tags"]) == (50.0, "split")


def test_real_receivables(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = data("receivables.csv")
    rules = RULES.replace("customer\n", "customerID\n").replace("settled\n", "SettledDate\n")
    rules = rules.replace("{type: integer}", "{type: integer, header: DaysLate}").replace(
        "{type: money}", "{type: money, header: InvoiceAmount}"
    )
    Path("t.yaml").write_text(rules, "utf-8")
    arguments = [
        "qualify",
        str(source),
        "-r",
        "t.yaml",
        "--id",
        "customerID",
        "--as-of",
        "2013-06-30",
        "--history",
        f"invoices={source}",
    ]
    assert run([*arguments, "-o", "out.csv", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["history"]["invoices"]
    assert (found["rows"], found["after_as_of"], found["prospects_with_rows"], found["prospects"]) == (
        2466,
        620,
        100,
        100,
    )


def test_a_list_without_ids_gets_no_history(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("list.csv").write_text("Name,average_days_late\nMill,3\n", "utf-8")
    Path("inv.csv").write_text("customer,settled,days_late,amount\n1,2026-01-01,0,100\n", "utf-8")
    assert qualify("--history", "invoices=inv.csv", "-o", "out.csv") == 2
    assert "--id HEADER" in capsys.readouterr().err


DATED = """
ruleset: d
version: "1"
fields:
  seen: {type: date}
  ends: {type: date, future: true}
criteria: {c: {weight: 1, measures: {m: {value: CURRENT_DATE - seen, linear: {0: 100, 100: 0}}, n: {value: ends - CURRENT_DATE, linear: {0: 0, 100: 100}}}}}
"""


def test_dates_of_a_list_after_the_day_are_unknown_and_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("t.yaml").write_text(DATED, "utf-8")
    Path("list.csv").write_text(
        "id,Seen,Ends\na,2026-06-30,2026-10-08\nb,2026-07-01,2026-10-08\nc,2027-01-01,\n", "utf-8"
    )
    assert qualify("-o", "out.jsonl") == 0
    assert "2 dates in 'Seen' are after 2026-06-30 and count as unknown" in capsys.readouterr().err
    decided = [json.loads(row) for row in Path("out.jsonl").read_text("utf-8").splitlines()]
    assert [row["score"] for row in decided] == [100.0, 100.0, None]
    assert [row["ask_next"] for row in decided] == [None, "seen", "seen; ends"]


def test_a_row_number_finds_no_history(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("list.csv").write_text("id,Name\na,Mill\n,Forge\n", "utf-8")
    Path("inv.csv").write_text("customer,settled,days_late,amount\na,2026-01-01,0,9\n2,2026-01-01,0,100\n", "utf-8")
    assert qualify("--history", "invoices=inv.csv", "-o", "out.jsonl") == 0
    assert "one row has no id" in capsys.readouterr().err
    decided = [json.loads(row) for row in Path("out.jsonl").read_text("utf-8").splitlines()]
    assert [row["score"] for row in decided] == [100.0, None]


@pytest.mark.quick(1)
@pytest.mark.parametrize(
    ("count", "shown"), [(1, "row 6"), (2, "rows 6, 7"), (3, "rows 6, 7, 8"), (4, "rows 6, 7, 8 ...")]
)
def test_rows_that_are_left_out_are_named(
    folder: Path, capsys: pytest.CaptureFixture[str], count: int, shown: str
) -> None:
    body = "customer,settled,days_late,amount\n" + "a,2026-01-01,0,100\n" * 5 + "a,,1,100\n" * count
    Path("inv.csv").write_text(body, "utf-8")
    assert qualify("--history", "invoices=inv.csv", "-o", "out.jsonl") == 0
    assert f"; {count} without a date ({shown}); " in capsys.readouterr().err


RANGED = """
ruleset: ranged
version: "1"
fields: {late: {type: percent, minimum: 0, maximum: 1}, a: {type: number}}
history:
  inv: {prospect: cust, date: day, fields: {dl: {type: number, header: dl}}, features: {late: SUM(dl)}}
criteria: {c: {weight: 1, measures: {m: {value: a, linear: {0: 0, 100: 100}}}}}
rules: [{id: bad, when: late > 1, then: reject, if_unknown: ignore}]
decision: {qualify: 0, review: 0}
"""


@pytest.fixture
def ranged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("r.yaml").write_text(RANGED, encoding="utf-8")
    Path("list.csv").write_text("id,a,late\nX,50,\nY,50,50%\nZ,50,25%\nW,50,\n", encoding="utf-8")
    Path("inv.csv").write_text(
        "cust,day,dl\nX,2026-01-01,7\nY,2026-01-01,-3\nZ,2026-01-01,0.5\nZ,2026-01-02,0.5\n", encoding="utf-8"
    )
    return tmp_path


@pytest.mark.parametrize("more", [[], ["--no-db"], ["--memos", "memos"]])
def test_a_feature_outside_its_fields_range_is_unknown_and_said_once(
    more: list[str], ranged: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["qualify", "list.csv", "-r", "r.yaml", "--history", "inv=inv.csv", "-o", "out.jsonl", "--json", *more]
    assert run(command) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["history"]["inv"]["outside_range"] == {"late": 2}
    assert (
        err.count("inv: 'late' comes out outside its range (0 to 1) for 2 prospects, where it counts as unknown") == 1
    )
    decided = [json.loads(row) for row in Path("out.jsonl").read_text("utf-8").splitlines()]
    assert [(row["decision"], row["certain"]) for row in decided] == [("qualify", True)] * 4


def test_a_feature_outside_its_fields_range_is_said_of_one_prospect(
    ranged: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain", "X", "--list", "list.csv", "-r", "r.yaml", "--history", "inv=inv.csv", "--lang", "zh"]) == 0
    assert "1 家客户的 'late' 计算结果超出其范围（0 至 1），按未知处理" in capsys.readouterr().err
    assert run(["explain", "Z", "--list", "list.csv", "-r", "r.yaml", "--history", "inv=inv.csv"]) == 0
    assert "outside its range" not in capsys.readouterr().err
