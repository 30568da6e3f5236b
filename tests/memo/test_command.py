"""`shortlist memo` and `qualify --memos`: where memos go, what is left alone, and what is refused."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from shortlist import Ruleset
from shortlist.errors import ShortlistError
from shortlist.memo import batch
from shortlist.memo.batch import Order, write_memos
from tests.cli.test_main import LEADS
from tests.prospects.test_histories import INVOICES, RULES
from tests.support.memos import AS_OF, CAME, b2b, did, prospects
from tests.support.program import files

LIST = ("--list", "leads.csv", "-r", "b2b", "--as-of", "2026-11-23")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a list."""
    (tmp_path / "leads.csv").write_text(LEADS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_memo_goes_to_standard_output_or_into_a_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = did(capsys, "memo", "A2", *LIST)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("# Decision memo: Beta\n\n**Review Beta: ")
    chinese = did(capsys, "memo", "A2", *LIST, "--lang", "zh", "-o", "memo.html")
    assert (chinese.status, chinese.out, chinese.err) == (0, "", "")
    page = (folder / "memo.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>") and "US$30亿" in page and '<html lang="zh-Hans">' in page


def test_the_command_of_a_memo_writes_it_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = did(capsys, "memo", "A2", *LIST, "--map", "employees=Employees", "--set", "decision.qualify=60").out
    command = next(line for line in page.splitlines() if line.startswith("shortlist memo "))
    assert "--set decision.qualify=60" in command and "--map employees=Employees" in command
    assert did(capsys, *shlex.split(command)[1:]).out == page


def test_memos_of_a_run_with_a_history_name_it_in_their_command(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "t.yaml").write_text(RULES, encoding="utf-8")
    (folder / "inv.csv").write_text(INVOICES, encoding="utf-8")
    (folder / "list.csv").write_text("id\na\nb\n", encoding="utf-8")
    given = ("-r", "t.yaml", "--history", "invoices=inv.csv", "--as-of", "2026-06-30")
    assert did(capsys, "qualify", "list.csv", *given, "--no-db", "--memos", "m").status == 0
    page = (folder / "m" / "a.memo.md").read_text(encoding="utf-8")
    command = next(line for line in page.splitlines() if line.startswith("shortlist memo "))
    assert "--history invoices=inv.csv" in command and "25" in page
    assert did(capsys, *shlex.split(command)[1:]).out == page


def test_a_memo_of_the_record_is_as_it_was_decided_with_its_override(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHORTLIST_DB", "r.db")
    assert did(capsys, "qualify", "leads.csv", "--set", "decision.qualify=60", "--memos", "memos").status == 0
    (folder / "leads.csv").unlink()
    ran = did(capsys, "memo", "A2")
    assert ran.status == 0 and "qualify from 60" in ran.out and "Override" not in ran.out
    assert (folder / "memos" / "A2.memo.md").is_file()
    done = did(capsys, "override", "A2", "--decision", "reject", "--because", "a | b", "--by", "Wang")
    assert done.status == 0
    page = did(capsys, "memo", "A2", "--lang", "zh").out
    assert "## 人工调整" in page and "| 审批人 | Wang |" in page and "| 理由 | a \\| b |" in page
    assert "经人工调整为“拒绝”" in page.splitlines()[2]


def test_memos_of_a_run_go_into_a_folder_and_other_files_are_left_alone(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "memos").mkdir()
    (folder / "memos" / "A1.md").write_text("mine", encoding="utf-8")
    (folder / "memos" / "A1.memo.md").write_text("old", encoding="utf-8")
    ran = did(capsys, "qualify", "leads.csv", "--no-db", "--memos", "memos", "--memo-format", "both", "-o", "out.csv")
    assert ran.status == 0, ran.err
    found = {name for name in files(folder) if name.startswith("memos")}
    kinds = (".memo.md", ".memo.html")
    assert found == {"memos/A1.md", *(f"memos/A{number}{kind}" for number in (1, 2, 3, 4) for kind in kinds)}
    assert (folder / "memos" / "A1.md").read_text() == "mine"
    assert "# Decision memo: Alpha" in (folder / "memos" / "A1.memo.md").read_text(encoding="utf-8")
    assert sorted(path.name for path in folder.iterdir()) == ["leads.csv", "memos", "out.csv"]


def test_several_memos_go_into_a_new_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert did(capsys, "memo", "A3", "A1", "A3", *LIST, "-o", "new", "--format", "both").status == 0
    assert sorted(path.name for path in (folder / "new").iterdir()) == [
        "A1.memo.html",
        "A1.memo.md",
        "A3.memo.html",
        "A3.memo.md",
    ]


@pytest.mark.proof
def test_two_processes_write_the_same_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "CHUNK", 15)
    frame, plan, order = prospects(b2b(), 40, 7), b2b().plan(AS_OF), Order(("md", "html"), "zh", CAME, {})
    for count in (1, 2):
        with write_memos(plan, frame, tmp_path / str(count), order, count) as memos:
            memos.publish()
    one, two = files(tmp_path / "1"), files(tmp_path / "2")
    assert len(one) == 80 and one == two


@pytest.mark.proof
def test_a_template_that_fails_in_any_process_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "CHUNK", 5)
    (tmp_path / "mine.yaml").write_text('ruleset: mine\nversion: "1.0"\nextends: b2b\n', encoding="utf-8")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "memo.md.j2").write_text("{% if prospect_id == '1' %}{{ repeat.x }}{% endif %}", "utf-8")
    ruleset = Ruleset.load(tmp_path / "mine.yaml")
    frame, order = prospects(ruleset, 40, 7), Order(("md",), "en", CAME, {})
    before = files(tmp_path)
    with (
        pytest.raises(ShortlistError, match=r"memo\.md\.j2:1: a memo has no key 'x'"),
        write_memos(ruleset.plan(AS_OF), frame, tmp_path / "memos", order, 2),
    ):
        pass
    assert files(tmp_path) == before


def test_memos_that_are_not_published_are_removed(tmp_path: Path) -> None:
    order = Order(("md",), "en", CAME, {})
    with write_memos(b2b().plan(AS_OF), prospects(b2b(), 3, 7), tmp_path / "memos", order):
        assert len(list(tmp_path.iterdir())) == 1
    assert list(tmp_path.iterdir()) == []


WRONG = [
    (["memo", "A11", *LIST], "leads.csv: no prospect has the id 'A11'; did you mean "),
    (["memo", "A1", "A2", *LIST], "several memos need a folder: -o FOLDER"),
    (["memo", "A1", *LIST, "--format", "both"], "several memos need a folder: -o FOLDER"),
    (["memo", "A1", *LIST, "--format", "md", "-o", "a.html"], "--format md does not go with a.html"),
    (["memo", "A1", *LIST, "--run", "1"], "--run is for the record, not for --list"),
    (["memo", "A1", "--set", "decision.qualify=1"], "--set is for --list LIST"),
    (["memo", "A1", *LIST, "-o", "none/a.md"], "none/a.md: there is no folder 'none'"),
    (["memo", "A1", *LIST, "-o", "none/a"], "none/a: there is no folder 'none'"),
    (["memo", "A1", *LIST, "-o", "leads.csv"], "leads.csv: this is the list that is being read, which would be lost"),
    (["memo"], "ID"),
    (
        ["qualify", "leads.csv", "--no-db", "--memos", "leads.csv", "-o", "x.csv"],
        "leads.csv: this is the list that is being read",
    ),
    (["qualify", "leads.csv", "--no-db", "--memos", "none/m", "-o", "x.csv"], "none/m: there is no folder 'none'"),
    (["qualify", "leads.csv", "--no-db", "--memo-format", "md", "-o", "x.csv"], "--memo-format needs --memos FOLDER"),
]


@pytest.mark.quick(1)
@pytest.mark.parametrize(("arguments", "said"), WRONG)
def test_wrong_usage_is_one_line_and_changes_nothing(
    arguments: list[str], said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(folder)
    ran = did(capsys, *arguments)
    assert (ran.status, ran.out, len(ran.lines)) == (2, "", 1)
    assert said in ran.err
    assert files(folder) == before


def test_more_memos_than_a_folder_should_hold_are_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(batch, "MOST", 3)
    ran = did(capsys, "qualify", "leads.csv", "--no-db", "--memos", "m")
    assert ran.status == 2
    assert "4 memos are too many for a folder (at most 3); take fewer rows with --limit" in ran.err
    assert did(capsys, "qualify", "leads.csv", "--no-db", "--memos", "m", "--limit", "3").status == 0
    assert len(list((folder / "m").iterdir())) == 3


def test_a_memo_is_found_by_name_too_in_a_list_and_in_the_record(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    by_id = did(capsys, "memo", "A2", *LIST)
    by_name = did(capsys, "memo", "beta", *LIST)
    assert by_name.out == by_id.out and "'beta' is taken for the name of A2 (Beta)" in by_name.err
    assert did(capsys, "qualify", "leads.csv", *LIST[2:], "--db", "r.db").status == 0
    recorded = did(capsys, "memo", "bet", "--db", "r.db")
    assert recorded.out == did(capsys, "memo", "A2", "--db", "r.db").out
    assert "'bet' is taken for the name of A2 (Beta)" in recorded.err
    for where in (LIST, ("--db", "r.db")):
        assert did(capsys, "memo", "A2", "beta", *where, "-o", "both").status == 0
        assert files(folder / "both").keys() == {"A2.memo.md"}
    assert did(capsys, "memo", "nobody", "--db", "r.db").status == 2
