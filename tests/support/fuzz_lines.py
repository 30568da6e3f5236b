"""Command lines out of click's own tree: every command with every option, most values right and one or two damaged."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

import click

from shortlist.cli import application
from tests.support.fuzz_files import LISTS, RULESETS

# By a parameter's name what it may be given; those of click's own kinds (choices, numbers, days) need no row.
SOURCES = (*LISTS, "list.db::leads", "list.xlsx::Sheet1", "-")
IDS = ("A-1", "A-2", "A-2", "A-3", "row 2")
VALUES: dict[str, tuple[str, ...]] = {
    "list_": SOURCES,
    "source": SOURCES,
    "files": (*RULESETS, *RULESETS, "b2b"),
    "ruleset": (*RULESETS, *RULESETS, *RULESETS, *RULESETS, "good_customer"),
    "assignments": ("decision.qualify=65", "criteria.size.weight=2", "seller.home=CN", "rules.embargo.if_unknown=ignore", "seller.since=2020-01-01"),
    "history": ("invoices=invoices.csv",) * 4 + ("invoices=list.csv",),
    "db": ("record.db",) * 6 + ("new.db", "more/new.db"),
    "output": ("out.csv", "out.tsv", "out.xlsx", "out.jsonl", "out.parquet", "out.db::decided", "memo.md", "memo.html", "pages"),
    "refused": ("refused.csv", "refused.xlsx", "refused.jsonl"),
    "memos": ("memos",),
    "write_mapping": ("mapped.yaml",),
    "into": (".", "more"),
    "keep": ("all", "none", "Account ID", "Name,Country"),
    "maps": ("staff=Staff", "revenue=Revenue:EUR", "since=", "invoices.due=due"),
    "mapping_file": ("mapping.yaml",),
    "encoding": ("utf-8", "gbk", "utf-16", "latin-1", "cp037", "idna", "hex"),
    "delimiter": (",", ";", "\\t", "\t", "，", ""),
    "id_field": ("Account ID", "Name"),
    "concentration": ("revenue", "staff"),
    "by": ("score", "revenue", "Li"),
    "because": ("Litigation", "见合同"),
    "engine": ("columnar", "columnar", "durable"),
    "changes": ("staff=500", "revenue=EUR 2m", "country=China", "grown=tree"),
    "prospect_id": IDS,
    "prospect_ids": IDS,
    "number": ("1", "2", "last"),
    "run": ("1", "2", "last"),
    "name": ("risk", "country", "b2b", "rules.yaml", "acme_loyalty", "acme_accounts"),
}  # fmt: skip
HOSTILE = ("", " ", "[/x]", "\ud800", "a\udcff.csv", "nul\0", "\x1b[31m", "..", "/", ".", "/dev/zero", "/dev/null", "/dev/full", "/dev/stdin", "-", "--", "=",
           "a=", "=a", "::", "list.db::", "list.db::no 'such\"", "list.xlsx::无", "x" * 300, "x" * 5000, "中文", "１２３", "9" * 400,
           "-1", "0", "1e999", "nan", "{{ 1 }}",
           "%s%n", "'; DROP TABLE runs; --", "https://example.com/x.csv", "~", "$HOME", "*", "list.csv/x", "\u202egnp.exe", "a\nb", "con", "2026-02-30",
           "[", "{", "a: b", "&a *a", "!!set {a}", "fifo", "socket", "loop", "folder", "seller.x={a: [1]}", "seller.when=2026-01-01T10:00:00",
           "seller.n=" + "9" * 400, "decision.qualify=.nan", "criteria=", "rules.0=1", "a.b.c.d=1", "staff=" + "9" * 400, "invoices=", "invoices=/dev/zero",
           "invoices=fifo", "invoices=folder", "staff=[", "revenue=Revenue:zz", "0001-01-01", "9999-12-31")  # fmt: skip
OUTPUTS = {"output", "refused", "memos", "write_mapping", "db", "into"}
"""Parameters whose values may be written."""
ENVIRONMENT: tuple[dict[str, str], ...] = (
    {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1"}, {"PYTHONIOENCODING": "utf-16"}, {"PYTHONIOENCODING": "gbk"},
    {"TMPDIR": "nowhere"}, {"TMPDIR": "/dev/full"}, {"TMPDIR": "/proc"}, {"TMPDIR": "list.csv"}, {"COLUMNS": "1"}, {"COLUMNS": "x"},
    {"COLUMNS": "0"}, {"SHORTLIST_DB": "/dev/null"}, {"SHORTLIST_DB": "folder"}, {"SHORTLIST_LANG": "xx"}, {"SHORTLIST_LANG": "zh"}, {"HOME": ""},
    {"HOME": "/dev/null"},
    {"XDG_DATA_HOME": "list.csv"}, {"TERM": "dumb"}, {"NO_COLOR": "1"}, {"FORCE_COLOR": "1"},
    {"SHORTLIST_PLUGINS": "none"}, {"SHORTLIST_PLUGINS": "[/x],,"}, {"TZ": "x/y"},
)  # fmt: skip


@dataclass
class Line:
    """A command line, with what surrounds it."""

    words: list[str]
    outputs: list[str] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    stdin: bytes = b""
    closed: frozenset[int] = frozenset()
    full: bool = False
    damaged: list[str] = field(default_factory=list)  # files


@cache
def commands() -> tuple[tuple[tuple[str, ...], click.Command], ...]:
    """Every command that can be run, with the words that name it."""

    def walk(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
        if not isinstance(command, click.Group) or command.invoke_without_command:
            yield path, command
        if isinstance(command, click.Group):
            for name in command.list_commands(None):  # type: ignore[arg-type]
                inner = command.get_command(None, name)  # type: ignore[arg-type]
                assert inner is not None
                yield from walk(inner, (*path, name))

    return tuple((path, command) for path, command in walk(application(), ()) if path)


def draw(chance: random.Random, stdin: Sequence[bytes], path: tuple[str, ...] | None = None) -> Line:
    """A command line; `stdin` are contents for standard input, the first one a prospect."""
    weight = {
        "qualify": 8,
        "check": 3,
        "rulesets": 0.3,
        "criteria": 0.4,
        "fields": 0.4,
        "plugins": 0.2,
        "memo": 5,
        "explain": 2,
        "inspect": 2,
        "whatif": 2,
        "override": 2,
        "replay": 2,
        "decide": 2,
    }
    kinds = [one for one in commands() if path is None or one[0] == path]
    named, command = chance.choices(kinds, [weight.get(one[0][0], 1) for one in kinds])[0]
    line = Line([*named], stdin=stdin[0] if named == ("decide",) else chance.choice(stdin))
    wrong = chance.choice((0, 0, 0, 1, 1, 2))
    values = list(_words(command, chance))
    for at in chance.sample(range(len(values)), min(wrong, len(values))):
        name, words = values[at]
        values[at] = name, [*words[:-1], chance.choice(HOSTILE)] if words else [chance.choice(HOSTILE)]
    options = [(name, words) for name, words in values if words and words[0].startswith("-") and len(words[0]) > 1]
    rest = [one for one in values if one not in options]
    for name, words in (*options, *rest):
        line.words += words
        if name in OUTPUTS and words:
            line.outputs.append(words[-1])
    if named == ("new",):
        line.outputs += [word.replace("_", "-") for word in line.words]
    _surround(line, chance)
    return line


def _words(command: click.Command, chance: random.Random) -> Iterator[tuple[str, list[str]]]:
    """By parameter its words; those that go together are given together often enough to get far."""
    from_list = chance.random() < 0.6
    for parameter in command.params:
        name = parameter.name or ""
        if isinstance(parameter, click.Argument):
            count = 1 if parameter.nargs == 1 else chance.choice((1, 1, 2))
            for _ in range(count):
                yield name, [_value(parameter, chance)]
            continue
        usual = {"ruleset": 0.9, "list_": float(from_list), "run": 0.3 * (not from_list), "db": 0.7, "output": 0.5, "history": 0.4,
                 "decision": 0.8, "because": 0.95, "by": 0.95 if command.name == "override" else 0.02, "before": 0.9, "no_db": 0.0,
                 "encoding": 0.04, "delimiter": 0.04, "header_row": 0.04, "visible": 0.04, "lang": 0.06, "withdraw": 0.05,
                 "append": 0.04, "replace": 0.06, "refused": 0.25,
                 "memos": 0.3, "memo_format": 0.0, "into": 0.5}.get(name, 0.12)  # fmt: skip
        if isinstance(command, click.Command) and {"list_", "run"} <= {one.name for one in command.params}:
            usual = (
                0.0
                if (name == "db" and from_list)
                or (
                    name != "db"
                    and name != "run"
                    and not from_list
                    and name not in ("format_", "output", "as_json", "lang", "with_trace", "changes")
                )
                else usual
            )
        if chance.random() >= usual:
            if name == "db" and command.name == "qualify" and chance.random() < 0.7:
                yield "no_db", ["--no-db"]
            continue
        option = chance.choice([*parameter.opts, *parameter.secondary_opts])
        yield name, [option] if getattr(parameter, "is_flag", False) else [option, _value(parameter, chance)]


def _value(parameter: click.Parameter, chance: random.Random) -> str:
    kind = parameter.type
    if isinstance(kind, click.Choice):
        return str(chance.choice(list(kind.choices)))
    if isinstance(kind, click.IntRange):
        return str(
            chance.choice((1, 2, 3, 1000, 10**9, 2**31, 2**63, 10**30))
            if chance.random() < 0.3
            else chance.choice((1, 2))
        )
    if isinstance(kind, click.DateTime):
        return chance.choice(("2026-11-01", "2026-11-01", "2020-02-29", "0001-01-01", "9999-12-31"))
    return chance.choice(VALUES[parameter.name or ""])


def _surround(line: Line, chance: random.Random) -> None:
    """Damage a line's environment, streams and files, sometimes."""
    if chance.random() < 0.25:
        line.variables = dict(chance.choice(ENVIRONMENT))
    if chance.random() < 0.2:
        line.variables["SHORTLIST_LANG"] = "zh"
    if chance.random() < 0.08:
        line.closed = frozenset(chance.sample((0, 1, 2), chance.choice((1, 1, 2, 3))))
    line.full = chance.random() < 0.04
    if chance.random() < 0.65:
        line.damaged = [_file(line.words, chance) for _ in range(chance.choice((1, 1, 2)))]


def _file(words: Sequence[str], chance: random.Random) -> str:
    """A file to damage: most often one that the line names."""
    from tests.support.fuzz_files import INPUTS

    named = [one for one in INPUTS if any(one in word for word in words)]
    if "rules.yaml" in named:
        named += ["table.csv", "rules.yaml"]
    if "memo" in words or "--memos" in words:
        named += ["templates/memo.md.j2"] * 2
    return chance.choice(named if named and chance.random() < 0.9 else INPUTS)


Draw = Callable[[random.Random], Line]
