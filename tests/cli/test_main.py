"""The installed program: help, exit statuses, one line for wrong input, whole outputs or none, and data alone on stdout."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import polars as pl
import pytest

from shortlist.cli import COMMANDS, application
from shortlist.cli import run as in_process
from shortlist.language import choose
from tests.support.places import ROOT, TESTS
from tests.support.program import files, run, start
from tests.support.small import SMALL, write

CORE = ROOT / "core" / "shortlist"
UNUSED = ("rich", "sqlite_utils", "openpyxl", "duckdb", "jinja2", "shortlist.engines.rete.engine")
HEAVY = ["polars", "pydantic", "sqlglot", "rich", "ruamel", "pluggy", "babel", "pycountry", "jinja2"]
LEADS = """\
Customer ID,Name,Annual revenue,Employees,Country,decision
A1,Alpha,"$1,200,000",50,Germany,old
A2,Beta,"$3,000,000,000",20000,China,old
A3,Gamma,,,North Korea,new
A4,=Delta,"$90,000,000",700,France,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "leads.csv").write_text(LEADS, encoding="utf-8")
    return tmp_path


def read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


# --- help


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    code = f"""
import sys
from shortlist.cli import run
status = run(["--help"])
heavy = [name for name in {HEAVY} if name in sys.modules]
print(status, heavy, file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.stderr.split("\n")[-2] == "0 []"
    assert done.stdout.startswith("Usage: shortlist")


def test_a_prospect_is_decided_without_what_draws_records_or_chains(tmp_path: Path) -> None:
    code = f"""
import sys
from shortlist.cli import run
status = run(["decide", "-r", "b2b"])
print(status, [name for name in {UNUSED} if name in sys.modules], file=sys.stderr)
from shortlist_criteria.places import city_distances
print(city_distances.cache_info().currsize, file=sys.stderr)
"""
    found = {}
    for city in ("", "Berlin"):
        given = json.dumps({"country": "DE", "city": city})
        done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, input=given, capture_output=True, text=True)
        loaded, tables = done.stderr.splitlines()[-2:]
        assert loaded == "0 []"
        found[city] = int(tables)
    assert found == {"": 0, "Berlin": 1}


@pytest.mark.parametrize("option", ["--version", "-h", "--help"])
def test_help_and_version(option: str, tmp_path: Path) -> None:
    ran = start(tmp_path, option)
    assert (ran.status, ran.err) == (0, "")
    assert "shortlist" in ran.out
    assert option == "--version" or all(f"\n  {command} " in ran.out for command in COMMANDS)


@pytest.fixture(params=["en", "zh"])
def commands(request: pytest.FixtureRequest) -> Iterator[dict[str, click.Command]]:
    """Every command, built in one language; the group itself under the name of the program."""
    loaded = {name: module for name, module in sys.modules.items() if name.startswith("shortlist.cli.")}
    for name in loaded:
        del sys.modules[name]
    choose(request.param)
    group = application()
    context = click.Context(group)
    found: dict[str, click.Command] = {"shortlist": group}
    for name in COMMANDS:
        command = group.get_command(context, name)
        assert command is not None
        found[name] = command
    yield found
    choose(None)
    for name in [name for name in sys.modules if name.startswith("shortlist.cli.")]:
        del sys.modules[name]
    sys.modules.update(loaded)


def test_every_command_and_option_has_help_and_every_command_an_example(commands: dict[str, click.Command]) -> None:
    for name, command in commands.items():
        assert command.help and command.help.strip(), name
        for option in command.params:
            if isinstance(option, click.Option):
                assert option.help and option.help.strip(), f"{name} {option.opts}"
        if name != "shortlist":
            assert any(line.strip().startswith(f"shortlist {name} ") for line in command.help.splitlines()), name
        assert any("--lang" in option.opts for option in command.params), name


def test_help_of_every_command_is_translated(commands: dict[str, click.Command]) -> None:
    chinese = re.search("[一-鿿]", commands["shortlist"].help or "") is not None
    for name, command in commands.items():
        texts = [command.help, *(option.help for option in command.params if isinstance(option, click.Option))]
        for text in texts:
            assert (re.search("[一-鿿]", (text or "").replace("销售额:CNY 万", "")) is not None) == chinese, (
                name,
                text,
            )


def test_examples_of_the_help_use_options_that_exist(commands: dict[str, click.Command]) -> None:
    found = 0
    for command in commands.values():
        for line in (command.help or "").splitlines():
            if match := re.match(r"\s*shortlist (\w+) (\w+)?", line):
                named = commands[match[1]]
                inner = named.commands.get(match[2] or "", named) if isinstance(named, click.Group) else named
                options = {option for one in (named, inner) for parameter in one.params for option in parameter.opts}
                assert set(re.findall(r"(?<=\s)--?[a-z][a-z-]*", line)) <= options, line
                found += 1
    assert found >= 2 * len(COMMANDS)


def test_messages_send_nobody_to_a_command_that_does_not_exist() -> None:
    named: set[str] = set()
    for path in CORE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                named |= set(re.findall(r"`shortlist ([a-z]+)", node.value))
    assert named <= {*COMMANDS}


def test_no_command_shows_help(tmp_path: Path) -> None:
    ran = start(tmp_path)
    assert ran.status in (0, 2)
    shown = ran.out + ran.err
    assert "qualify" in shown
    assert max(len(line) for line in shown.splitlines()) <= 100


# --- one real start of each command; most other tests run the command line in their own process

STARTS: dict[str, tuple[list[str], str]] = {
    "inspect": (["leads.csv"], "annual_revenue"),
    "memo": (["A1", "--list", "leads.csv"], "# Decision memo: Alpha"),
    "runs": (["--db", "r.db"], "leads.csv"),
    "record": (["forget", "A1", "--db", "r.db"], "A1"),
    "criteria": (["list"], "need_fit"),
    "fields": (["list"], "annual_revenue"),
    "rulesets": (["show", "b2b"], "b2b"),
    "plugins": ([], "shortlist:"),
    "new": (["ruleset", "acme_accounts"], "acme-accounts"),
}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a list and the record of one run."""
    made = tmp_path_factory.mktemp("recorded")
    (made / "leads.csv").write_text(LEADS, encoding="utf-8")
    assert run(made, "qualify", "leads.csv", "--db", "r.db").status == 0
    return made


def test_every_command_is_started_here_or_by_the_readme() -> None:
    """`tests/docs/test_docs.py` starts what the README shows."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"^\$ (?:.*[|&] )?shortlist (\w+)", readme, flags=re.M))
    assert {*STARTS} == {*COMMANDS} - shown


@pytest.mark.quick(4)
@pytest.mark.parametrize("command", STARTS)
def test_the_installed_program_starts_with(command: str, recorded: Path, tmp_path: Path) -> None:
    shutil.copytree(recorded, tmp_path, dirs_exist_ok=True)
    arguments, said = STARTS[command]
    ran = start(tmp_path, command, *arguments)
    assert ran.status == 0, ran.err
    assert said in ran.out + ran.err


def test_wrong_usage_is_one_line_of_the_installed_program(tmp_path: Path) -> None:
    ran = start(tmp_path, "qualfy", "leads.csv", "--lang", "zh")
    assert (ran.status, ran.out, len(ran.lines)) == (2, "", 1)
    assert re.search("[一-鿿]", ran.err)


# --- wrong usage and input

WRONG: list[tuple[str, list[str], str]] = [
    ("missing list", ["qualify", "none.csv", "-o", "new.csv"], "none.csv: "),
    ("empty list", ["qualify", "empty.csv", "-o", "new.csv"], "empty.csv: the list is empty"),
    ("binary list", ["qualify", "binary.csv", "-o", "new.csv"], "binary.csv:1: the headers hold bytes that are no UTF-8"),
    ("folder", ["qualify", "sub", "-o", "new.csv"], "sub: this is a folder"),
    ("broken workbook", ["qualify", "broken.xlsx", "-o", "new.csv"], "broken.xlsx: "),
    ("broken Parquet", ["qualify", "broken.parquet", "-o", "new.csv"], "broken.parquet: "),
    ("no usable column", ["qualify", "strange.csv", "-o", "new.csv"], "--map"),
    ("unknown ruleset", ["qualify", "leads.csv", "-r", "b3b", "-o", "new.csv"], "did you mean 'b2b'?"),
    ("missing ruleset", ["qualify", "leads.csv", "-r", "none.yaml", "-o", "new.csv"], "there is no file none.yaml"),
    ("broken ruleset", ["qualify", "leads.csv", "-r", "broken.yaml", "-o", "new.csv"], "broken.yaml:2:1: "),
    ("unknown plugin", ["qualify", "leads.csv", "-r", "plugin.yaml", "-o", "new.csv"], "no plugin supplies the criterion 'fame'"),
    ("unknown option", ["qualify", "leads.csv", "--outptu", "new.csv"], "--output"),
    ("unknown command", ["qualfy", "leads.csv"], "did you mean 'qualify'?"),
    ("no argument", ["qualify"], "LIST"),
    ("two lists", ["qualify", "leads.csv", "leads.csv"], "leads.csv"),
    ("unknown setting", ["qualify", "leads.csv", "--set", "decision.qualfy=1", "-o", "new.csv"], "did you mean 'qualify'?"),
    ("no setting", ["qualify", "leads.csv", "--set", "decision", "-o", "new.csv"], "write --set PATH=VALUE"),
    ("unknown output", ["qualify", "leads.csv", "-o", "new.doc"], "new.doc: "),
    ("no such folder", ["qualify", "leads.csv", "-o", "none/new.csv"], "there is no folder 'none'"),
    ("unknown column kept", ["qualify", "leads.csv", "--keep", "Nam", "-o", "new.csv"], "did you mean 'Name'?"),
    ("unknown field mapped", ["qualify", "leads.csv", "--map", "employes=Employees", "-o", "new.csv"], "did you mean 'employees'?"),
    ("unknown column mapped", ["qualify", "leads.csv", "--map", "employees=Employes", "-o", "new.csv"], "did you mean 'Employees'?"),
    ("no day", ["qualify", "leads.csv", "--as-of", "2026-13-01", "-o", "new.csv"], "2026-13-01"),
    ("no rows", ["qualify", "leads.csv", "--limit", "0", "-o", "new.csv"], "--limit"),
    ("append to a file", ["qualify", "leads.csv", "--append", "-o", "new.csv"], "--append"),
    ("refused rows nowhere", ["qualify", "leads.csv", "-o", "new.csv", "--refused", "none/new.csv"], "there is no folder 'none'"),
    ("inspect a missing list", ["inspect", "none.csv"], "none.csv: "),
    ("check nothing", ["check"], "FILE"),
    ("check a missing file", ["check", "none.yaml"], "none.yaml"),
]  # fmt: skip


@pytest.fixture
def traps(folder: Path) -> Path:
    """A folder with lists and rulesets that cannot be used."""
    (folder / "empty.csv").write_bytes(b"")
    (folder / "binary.csv").write_bytes(bytes(range(128)) * 40)
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04" + bytes(100))
    (folder / "broken.parquet").write_bytes(b"PAR1" + bytes(100) + b"PAR1")
    (folder / "strange.csv").write_text("aa,bb\n1,2\n", encoding="utf-8")
    (folder / "broken.yaml").write_text("ruleset: a\nruleset: b\n", encoding="utf-8")
    (folder / "plugin.yaml").write_text("ruleset: a\nversion: '1'\ncriteria: {fame: {weight: 1}}\n", encoding="utf-8")
    (folder / "sub").mkdir()
    return folder


@pytest.mark.parametrize(("arguments", "fragment"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_wrong_usage_is_one_line_and_leaves_nothing(arguments: list[str], fragment: str, traps: Path) -> None:
    before = files(traps)
    ran = run(traps, *arguments)
    assert ran.status == 2
    assert ran.out == ""
    assert len(ran.lines) == 1, ran.err
    assert fragment in ran.lines[0]
    assert "Traceback" not in ran.err
    assert files(traps) == before


def test_thirty_mistakes_are_thirty_lines(folder: Path) -> None:
    path = TESTS / "rulesets" / "thirty_mistakes.yaml"
    ran = run(folder, "qualify", "leads.csv", "-r", str(path), "-o", "new.csv")
    assert (ran.status, ran.out, len(ran.lines)) == (2, "", 30)
    assert all(line.startswith(f"{path}:") for line in ran.lines)
    assert not (folder / "new.csv").exists()


@pytest.mark.parametrize("name", ["out.csv", "out.parquet", "out.jsonl", "out.xlsx"])
def test_existing_output_stays_as_it_was_when_a_run_fails(name: str, traps: Path) -> None:
    (traps / name).write_bytes(b"precious")
    before = files(traps)
    ran = run(traps, "qualify", "strange.csv", "-o", name)
    assert ran.status == 2
    assert files(traps) == before


def test_existing_output_stays_as_it_was_when_writing_fails(folder: Path) -> None:
    (folder / "out.xlsx").write_bytes(b"precious")
    (folder / "long.csv").write_text(
        f'Customer ID,Country,Annual revenue\n{"x" * 40000},DE,"$5,000,000"\n', encoding="utf-8"
    )
    before = files(folder)
    ran = run(folder, "qualify", "long.csv", "-o", "out.xlsx", "--replace")
    assert (ran.status, ran.out, len(ran.lines)) == (2, "", 1)
    assert "32,767" in ran.err
    assert files(folder) == before


# --- runs


def test_decisions_in_a_file_with_the_columns_of_the_list(folder: Path) -> None:
    ran = run(folder, "qualify", "leads.csv", "-r", "b2b", "-o", "out.csv", "--as-of", "2026-11-23")
    assert (ran.status, ran.out) == (0, "")
    rows = read(folder / "out.csv")
    assert [row["prospect_id"] for row in rows] == ["A1", "A2", "A3", "A4"]
    assert {row["decision"] for row in rows} <= {"qualify", "review", "reject"}
    assert [row["list_decision"] for row in rows] == ["old", "old", "new", ""]
    assert list(rows[0])[:13] == [
        "prospect_id", "name", "decision", "grade", "score", "score_low", "score_high", "certain", "decision_worst",
        "decision_best", "coverage", "reasons", "ask_next",
    ]  # fmt: skip
    assert list(rows[0])[-6:] == ["Customer ID", "Name", "Annual revenue", "Employees", "Country", "list_decision"]
    assert rows[2]["decision"] == "reject" and rows[2]["reasons"] == "embargo"
    assert rows[3]["name"] == "'=Delta"
    assert sorted(path.name for path in folder.iterdir()) == ["leads.csv", "out.csv"]


@pytest.mark.quick(1)
@pytest.mark.parametrize(
    ("keep", "columns"), [("none", []), ("Name,Country", ["Name", "Country"]), ("decision", ["list_decision"])]
)
def test_kept_columns(keep: str, columns: list[str], folder: Path) -> None:
    assert run(folder, "qualify", "leads.csv", "-r", "b2b", "-o", "out.csv", "--keep", keep).status == 0
    names = list(read(folder / "out.csv")[0])
    assert names[names.index("culture_fit") + 1 :] == columns


def test_parquet_keeps_none_and_jsonl_holds_typed_values(folder: Path) -> None:
    assert run(folder, "qualify", "leads.csv", "-r", "b2b", "-o", "out.parquet").status == 0
    frame = pl.read_parquet(folder / "out.parquet")
    assert frame.columns[-1] == "culture_fit"
    assert frame.schema["score"] == pl.Float64 and frame.schema["certain"] == pl.Boolean
    assert run(folder, "qualify", "leads.csv", "-r", "b2b", "-o", "out.jsonl", "--limit", "2").status == 0
    records = [json.loads(line) for line in (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [record["prospect_id"] for record in records] == ["A1", "A2"]
    assert isinstance(records[0]["score"], float) and isinstance(records[0]["certain"], bool)


def test_summary_as_json_is_alone_on_stdout(folder: Path) -> None:
    ran = run(folder, "qualify", "leads.csv", "-r", "b2b", "--json", "--as-of", "2026-02-03")
    assert ran.status == 0
    data = json.loads(ran.out)
    assert data["rows"] == sum(data["decisions"].values()) == data["rows_in"] - data["refused"] == 4
    assert (data["as_of"], data["ruleset"], data["output"]) == ("2026-02-03", "b2b", None)
    assert sum(data["grades"].values()) == 4
    assert sum(entry["rows"] for entry in data["reasons"]) == 4
    assert {column["field"] for column in data["columns"]} >= {"annual_revenue", "employees", "country"}
    written = run(folder, "qualify", "leads.csv", "-r", "b2b", "--json", "--as-of", "2026-02-03", "-o", "out.csv")
    assert json.loads(written.out) == data | {"output": "out.csv", "run": data["run"] + 1}
    assert len(read(folder / "out.csv")) == 4


def test_a_run_without_a_ruleset_says_by_which_one_it_was(folder: Path) -> None:
    for words in (["qualify", "leads.csv"], ["inspect", "leads.csv"], ["explain", "A1", "--list", "leads.csv"]):
        ran = run(folder, *words, "--as-of", "2026-02-03") if words[0] != "inspect" else run(folder, *words)
        assert "no -r was given, so this is by the built-in ruleset starter (First shortlist)" in ran.err, words
        named = run(folder, *words, "-r", "starter")
        assert "no -r" not in named.err
    ran = run(folder, "--lang", "zh", "qualify", "leads.csv")
    assert "未指定 -r，采用内置规则集 starter（客户初筛）" in ran.err


def test_a_chinese_list_without_a_ruleset_is_told_of_the_edition_for_china(folder: Path) -> None:
    (folder / "名单.csv").write_text("客户编号,客户名称,行业,员工人数\nA1,甲公司,机器人,120\n", encoding="utf-8")
    for command in ("qualify", "inspect"):
        ran = run(folder, command, "名单.csv")
        assert ran.status == 0 and ran.err.count("-r starter_cn") == 1, command
        assert "-r starter_cn" not in run(folder, command, "leads.csv").err
        assert "-r starter_cn" not in run(folder, command, "名单.csv", "-r", "starter").err
    assert "国内客户名单建议改用国内版：-r starter_cn" in run(folder, "--lang", "zh", "qualify", "名单.csv").err


def test_set_changes_decisions(folder: Path) -> None:
    def decisions(*more: str) -> dict[str, int]:
        ran = run(folder, "qualify", "leads.csv", "-r", "b2b", "--json", *more)
        found: dict[str, int] = json.loads(ran.out)["decisions"]
        return found

    before = decisions()
    after = decisions(
        *(word for key in ("qualify", "review", "min_coverage") for word in ("--set", f"decision.{key}=0"))
    )
    assert after["qualify"] > before["qualify"]
    assert after["reject"] == before["reject"] == 1


def test_as_of_is_the_day_of_conditions(folder: Path) -> None:
    path = write(
        folder, SMALL, "rules:\n  - {id: long_ago, when: CURRENT_DATE - met > 100, then: reject, if_unknown: ignore}\n"
    )
    (folder / "met.csv").write_text("Name,Visits,Met\nAlpha,10,2026-01-01\n", encoding="utf-8")
    found = []
    for day in ("2026-04-11", "2026-04-12"):
        ran = run(folder, "qualify", "met.csv", "-r", str(path), "--as-of", day, "--json")
        found.append(json.loads(ran.out)["decisions"])
    assert [counts["reject"] for counts in found] == [0, 1]


def test_limit(folder: Path) -> None:
    ran = run(folder, "qualify", "leads.csv", "--limit", "1", "--json")
    assert json.loads(ran.out)["rows"] == 1


def test_a_number_that_is_too_large_is_said(folder: Path) -> None:
    for option in ("--limit", "--capacity", "--header-row"):
        ran = run(folder, "qualify", "leads.csv", option, str(2**63), "--lang", "zh")
        assert (ran.status, ran.err) == (
            2,
            f"shortlist qualify：选项 {option} 的值无效，须为 1 至 4294967295 的整数；参见 shortlist qualify --help\n",
        )


def test_table_alone_is_on_stdout(folder: Path) -> None:
    ran = run(folder, "qualify", "leads.csv")
    assert ran.status == 0
    lines = ran.out.splitlines()
    assert [line.split()[0] for line in lines if line.startswith("A")] == ["A1", "A2", "A3", "A4"]
    assert "decided" not in ran.out and "Next" not in ran.out and "shortlist" not in ran.out
    assert "4 prospects decided" in ran.err
    assert "\x1b" not in ran.out + ran.err


def test_text_of_the_list_is_shown_as_it_is(folder: Path) -> None:
    (folder / "odd.csv").write_text('Name,Annual revenue\n[red]x[/red] \x1b[31m,"$5,000,000"\n', encoding="utf-8")
    ran = run(folder, "qualify", "odd.csv")
    assert ran.status == 0
    assert "[red]x[/red]" in ran.out
    assert "\x1b" not in ran.out + ran.err


def test_list_from_standard_input(folder: Path) -> None:
    ran = run(folder, "qualify", "-", "--json", stdin=LEADS)
    assert json.loads(ran.out)["rows"] == 4


@pytest.mark.quick(1)
@pytest.mark.parametrize(
    "arguments",
    [
        ["qualify", "leads.csv"],
        ["qualify", "leads.csv", "-o", "out.csv"],
        ["qualify", "my leads.csv", "--output=out one.csv", "--keep", "Name"],
        ["--lang", "en", "qualify", "leads.csv", "--map", "annual_revenue=Annual revenue:USD", "-oout.csv"],
    ],
    ids=["to the terminal", "to a file", "names with spaces", "joined short option"],
)
def test_next_command_works_as_printed_and_touches_no_output(arguments: list[str], folder: Path) -> None:
    (folder / "my leads.csv").write_text(LEADS, encoding="utf-8")
    # Without a gate the score decides, so that another cut decides somebody otherwise.
    first = run(folder, *arguments, "-r", "base", "--set", "decision.min_coverage=0")
    assert first.status == 0
    after = files(folder)
    lines = [line.strip() for line in first.lines]
    command = lines[lines.index("Next") + 1]
    assert command.startswith("shortlist ")
    second = run(folder, *words_of(command)[1:])
    assert second.status == 0, second.err
    assert after.items() <= files(folder).items()
    assert "4 prospects decided" in second.err


def words_of(command: str) -> list[str]:
    """What a shell makes of a command."""
    done = subprocess.run(f"printf '%s\\0' {command}", shell=True, capture_output=True, encoding="utf-8", check=True)
    return done.stdout.split("\0")[:-1]


def test_next_command_is_that_of_the_words_given_whatever_process_they_run_in(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "100")
    words = ["--lang", "en", "qualify", "leads.csv", "--limit", "2"]
    assert in_process(words) == 0
    assert capsys.readouterr().err == run(folder, *words).err


# --- check


def test_check_says_what_a_right_ruleset_holds(tmp_path: Path) -> None:
    path = write(tmp_path, SMALL)
    ran = run(tmp_path, "check", str(path), "b2b")
    assert (ran.status, ran.err) == (0, "")
    assert [line.partition(":")[0] for line in ran.out.splitlines()] == [str(path), "b2b"]


def test_check_counts_the_mistakes_of_all_files(tmp_path: Path) -> None:
    good, bad = write(tmp_path, SMALL), write(tmp_path, SMALL, "decision: {qualfy: 1, reviw: 2}", name="bad.yaml")
    ran = run(tmp_path, "check", str(bad), str(good))
    assert ran.status == 1
    assert [line.partition(": ")[0] for line in ran.lines[:2]] == [f"{bad}:37:12", f"{bad}:37:23"]
    assert ran.lines[2] == "2 mistakes"
    assert ran.out.startswith(f"{good}: ")


def test_check_shows_notes_and_takes_changes(tmp_path: Path) -> None:
    path = write(tmp_path, SMALL, "rules:\n  - {id: a, when: visits == 5, then: review}\n")
    ran = run(tmp_path, "check", str(path))
    assert (ran.status, len(ran.lines)) == (0, 1)
    assert "`==` is read as `=`" in ran.err
    assert run(tmp_path, "check", str(path), "--set", "decision.qualify=30").status == 1


# --- Chinese


@pytest.mark.parametrize(
    "arguments",
    [
        ["--lang", "zh", "qualify", "none.csv"],
        ["qualify", "none.csv", "--lang", "zh"],
        ["qualify", "none.csv", "--lang=zh"],
        ["--lang", "zh", "qualfy"],
        ["qualify", "leads.csv", "--outptu", "--lang", "zh"],
        ["qualify", "--lang", "zh"],
        ["qualify", "leads.csv", "--limit", "x", "--lang", "zh"],
        ["qualify", "leads.csv", "-r", "b3b", "--lang", "zh"],
        ["check", "none.yaml", "--lang", "zh"],
    ],
    ids=" ".join,
)
def test_messages_in_chinese(arguments: list[str], folder: Path) -> None:
    ran = run(folder, *arguments)
    assert ran.status == 2
    assert ran.out == ""
    assert len(ran.lines) == 1
    assert re.search("[一-鿿]", ran.lines[0])
    assert not re.search(r"\b(is|not|no|such|did you mean|there|Missing|option)\b", ran.lines[0])


def test_run_in_chinese_by_option_and_by_environment(folder: Path) -> None:
    by_option = run(folder, "qualify", "leads.csv", "--lang", "zh", "-o", "out.csv")
    by_variable = run(folder, "qualify", "leads.csv", "-o", "out.csv", SHORTLIST_LANG="zh")
    assert (by_option.status, by_variable.status) == (0, 0)
    for ran in (by_option, by_variable):
        assert "已评审 4 家客户" in ran.err
        assert not re.search(r"\b(decided|Next|grades|above|below)\b", ran.err)
    assert "下一步" in run(folder, "qualify", "leads.csv", "--lang", "zh").err
    chosen = run(folder, "--lang", "en", "qualify", "leads.csv", "-o", "out.csv", SHORTLIST_LANG="zh")
    assert "4 prospects decided" in chosen.err
