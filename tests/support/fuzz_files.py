"""A small folder with one file of every kind that the program reads, and ways to damage each."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path

import polars as pl

from tests.support.program import run

CSV = """Account ID,Name,Country,Revenue,Staff,Grown,Since
A-1,Rheinwerk,Germany,"EUR 84m",430,seed,2019-03-01
A-2,[/x] 北方木业,China,CNY 310m,160,plant,2020-01-31
A-3,,Korea,,12,tree,
A-4,Umeå [bold]AB,Sweden,SEK 9m,,seed,2021-12-01
"""
ZH = "客户编号,客户名称,国家,营业收入,员工数\nA-1,莱茵机械,德国,8400万元,430\nA-2,北方木业,中国,3.1亿元,160\n"
RULES = """\
ruleset: own
version: "1.0"
title: {en: "Own [/x]", zh: 自有}
currency: EUR
rates: {as_of: 2026-01-01, USD: 0.9, CNY: 0.125, SEK: 0.09}
fields:
  staff: {type: integer, minimum: 0, title: {en: Staff, zh: 员工数}, ask: {en: How many?, zh: 多少人？}}
  revenue: {type: money, title: {en: Revenue, zh: 营业收入}}
  grown: {type: level, values: [seed, plant, tree]}
  since: {type: date}
  late: {type: number, minimum: 0}
seller: {home: DE, since: 2020-02-29, open: true, centres: [1, 2]}
references:
  risk: {file: table.csv, key: country, fields: {index: {type: number}, safe: {type: bool}}}
history:
  invoices: {prospect: account, date: day, fields: {due: {type: number, header: due}}, features: {late: SUM(due)}}
criteria:
  size:
    weight: 3
    measures:
      staff: {value: staff, linear: {0: 0, 100: 100}, title: {en: Staff, zh: 员工数}}
      growth: {value: grown, levels: {seed: 10, plant: 50, tree: 90}}
  place: {weight: 1, title: {en: Place, zh: 地点}, measures: {risk: {value: risk.index, linear: {0: 0, 5: 100}}}}
segments: [{id: big, classes: [{id: large, when: staff >= 100}, {id: small, else: true}]}]
rules:
  - {id: embargo, when: "country IN ('KP', 'IR')", then: reject, if_unknown: review}
  - {id: tardy, when: late > 90 AND since < '2021-01-01', then: review, if_unknown: ignore}
decision: {qualify: 60, review: 30}
treatments: [{id: accept, title: {en: Accept, zh: 接受}, offer: {limit: 0.02 * revenue}}, {id: refer, for: [review]}]
"""
TABLE = "country,index,safe\nDE,1.5,yes\nCN,3,\nKP,,no\n"
INVOICES = "account,day,due\nA-1,2026-01-02,12\nA-1,2026-02-02,3\nA-2,2026-01-05,0\n"
MAPPING = "staff: Staff\nrevenue: {header: Revenue, unit: EUR}\n"
TEMPLATE = (
    "# {{ name }} {{ decision }}\n{% for ask in questions %}\n- {{ ask.question }}\n{% endfor %}\n{{ opening }}\n"
)
LISTS = ("list.csv", "list.zh.csv", "list.xlsx", "list.jsonl", "list.parquet", "list.db")
RULESETS = ("rules.yaml",)
INPUTS = (
    *LISTS,
    *RULESETS,
    "table.csv",
    "invoices.csv",
    "mapping.yaml",
    "templates/memo.md.j2",
    "templates/memo.html.j2",
    "record.db",
)


def make(folder: Path) -> None:
    """Write every file into the folder, and a record with two runs and an override."""
    texts = {"list.csv": CSV, "list.zh.csv": ZH, "rules.yaml": RULES, "table.csv": TABLE, "invoices.csv": INVOICES, "mapping.yaml": MAPPING,
             "templates/memo.md.j2": TEMPLATE, "templates/memo.html.j2": f"<h1>{TEMPLATE}"}  # fmt: skip
    for name, text in texts.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    frame = pl.read_csv(folder / "list.csv", infer_schema=False)
    frame.write_excel(folder / "list.xlsx")
    frame.write_ndjson(folder / "list.jsonl")
    frame.write_parquet(folder / "list.parquet")
    with sqlite3.connect(folder / "list.db") as db:
        db.execute(f"CREATE TABLE leads ({', '.join(map(json.dumps, frame.columns))})")
        db.executemany(f"INSERT INTO leads VALUES ({', '.join('?' * frame.width)})", frame.rows())
    db.close()
    command = ("-r", "rules.yaml", "--db", "record.db", "--as-of", "2026-11-01")
    for source in ("list.csv", "list.xlsx"):
        assert run(folder, "qualify", source, *command, "--history", "invoices=invoices.csv").status == 0
    assert (
        run(
            folder,
            "override",
            "A-2",
            "--decision",
            "review",
            "--because",
            "见合同 [/x]",
            "--by",
            "Li",
            "--db",
            "record.db",
        ).status
        == 0
    )


def make_others(folder: Path) -> None:
    """What is no file, under the names `fifo`, `socket`, `loop` and `folder`, and empty folders."""
    for name in ("tmp", "home", "more", "folder"):
        (folder / name).mkdir()
    os.mkfifo(folder / "fifo")
    (folder / "loop").symlink_to("loop")
    _listen(folder / "socket")


def _listen(path: Path) -> None:
    """A socket at a path, which may be longer than the system lets a socket's be."""
    here = os.open(path.parent, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(f"/proc/self/fd/{here}/{path.name}")
    os.close(here)


# --- damage

Damage = Callable[[Path, random.Random], None]
SCALARS = (b"2026-01-01T10:00:00Z", b"2026-13-45", b"!!binary aGk=", b"!!set {a, b}", b"9" * 400, b"1e999", b".nan", b"-.inf", b"null", b"~",
           b"[]", b"{}", b"[[[[[[]]]]]]", b"'[/x]'", b'"\\0"', b"&a [*a]", b"<<: {a: 1}", b"\t- x", b"0x1F", b"1_000", b"yes", b"'" + b"a" * 5000 + b"'",
           b"{{ 1 }}", b"? [a, b] : c", b"%YAML 1.1", b"|\n  x", b"0", b"-1", b"\xe4\xb8\xad", b"\xff\xfe", b"'\xf0\x9f\x98\x80'", b"12:30:45",
           b"0777", b"!!python/object/apply:os.system ['x']", b"SUM(1)", b"a.b.c", b"(" * 300 + b"1" + b")" * 300, b"'DROP TABLE x; --'")  # fmt: skip
TEMPLATES = ("{% for i in range(10**12) %}x{% endfor %}", "{{ 'x' * 10**10 }}", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
             "{{ range(10**9)|join('x') }}", "{{ [[]] * 10**9 }}", "{% set n = namespace(x='ab') %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
             "{{ 10 ** 10 ** 10 }}", "{% include 'memo.md.j2' %}", "{% extends 'memo.md.j2' %}", "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
             "{% if a %}" * 500 + "{% endif %}" * 500, "{{ name.__class__.__mro__ }}", "{{ nme }}", "{{ '%999999999d' % 1 }}", "{{ name|center(10**10) }}",
             "{{ '{:>9999999999}'.format(1) }}", "{% include '../rules.yaml' %}", "{{ questions[99] }}", "{% raw %}", "{% for %}", "{{ 1 // 0 }}",
             "{% include ['a', name] %}", "{{ name|indent(10**9) }}", "{{ (1,2)|batch(10**9, 0)|list }}", "{{ 'a'|wordwrap(0) }}")  # fmt: skip


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _flip(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 30))):
        if changed:
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _noise(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.randbytes(chance.choice((1, 4, 64))) + data[at:]


def _nul(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + b"\0" * chance.choice((1, 20, 4096)) + data[at + chance.randrange(8) :]


def _lines(data: bytes, chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    for _ in range(chance.choice((1, 1, 2, 5))):
        if not lines:
            break
        one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        what = chance.randrange(4)
        if what == 0:
            del lines[one]
        elif what == 1:
            lines.insert(other, lines[one])
        elif what == 2:
            lines[one], lines[other] = lines[other], lines[one]
        else:
            lines[one] = b"  " * chance.randrange(4) + lines[one].lstrip()
    return b"".join(lines)


def _scalar(data: bytes, chance: random.Random) -> bytes:
    """One word or value replaced by a hostile one."""
    words = list(re.finditer(rb"[^\s,:{}\[\]]+", data))
    if not words:
        return data
    word = chance.choice(words)
    return data[: word.start()] + chance.choice(SCALARS) + data[word.end() :]


def _encode(data: bytes, chance: random.Random) -> bytes:
    coding = chance.choice(("utf-16", "utf-16-be", "utf-32", "gb18030", "latin-1", "utf-8-sig", "utf-7", "cp037"))
    return data.decode("utf-8", "replace").encode(coding, "replace")


def _grow(data: bytes, chance: random.Random) -> bytes:
    return (data + b"\n") * chance.choice((2, 3, 50)) if len(data) < 5000 else data * 2


def _empty(_: bytes, chance: random.Random) -> bytes:
    return chance.choice(
        (b"", b"\n", b" ", b"\xef\xbb\xbf", b"\0", b"{}", b"[]", b"PK\x03\x04", b"SQLite format 3\0", b"PAR1")
    )


CONTENTS = (_cut, _flip, _noise, _nul, _lines, _scalar, _scalar, _scalar, _encode, _grow, _empty)


def damage(folder: Path, name: str, chance: random.Random) -> None:
    """Damage one file of the folder in a way that suits it."""
    path = folder / name
    if path.is_symlink() or not path.is_file():  # damaged before: it must not be read
        return
    kind = chance.random()
    if kind < 0.12:
        _replace(path, folder, chance)
    elif name == "record.db" and kind < 0.8:
        _damage_record(path, chance)
    elif name.endswith(".j2") and kind < 0.7:
        path.write_text(chance.choice(TEMPLATES), encoding="utf-8")
    elif kind < 0.2:
        others = [one for one in INPUTS if one != name and (folder / one).is_file() and not (folder / one).is_symlink()]
        shutil.copyfile(folder / chance.choice(others), path)
    else:
        data = path.read_bytes()
        for _ in range(chance.choice((1, 1, 2, 3))):
            data = chance.choice(CONTENTS)(data, chance)
        path.write_bytes(data)


def _replace(path: Path, folder: Path, chance: random.Random) -> None:
    """Something that is no file, or no file at all, in a file's place."""
    path.unlink()
    what = chance.randrange(8)
    if what == 0:
        path.mkdir()
    elif what == 1:
        os.mkfifo(path)
    elif what == 2:
        _listen(path)
    elif what == 3:
        path.symlink_to(path.name)
    elif what == 4:
        path.symlink_to("nowhere")
    elif what < 7:
        path.symlink_to(
            chance.choice(
                ("/dev/zero", "/dev/null", "/dev/full", "/dev/urandom", "/dev/tty", "/proc/self/mem", "/proc/kmsg")
            )
        )


def _damage_record(path: Path, chance: random.Random) -> None:
    """One cell of a record, or its schema, that the program did not write so."""
    with sqlite3.connect(path) as db:
        tables = [
            row[0]
            for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
        ]
        table = chance.choice(tables)
        what = chance.randrange(10)
        db.execute("PRAGMA foreign_keys = 0")
        if what == 0:
            db.execute(f"DROP TABLE {table}")
        elif what == 1:
            db.execute("DELETE FROM " + table)
        elif what == 2:
            views = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'view'")]
            db.execute(f"DROP VIEW {chance.choice(views)}")
        elif what == 3:
            db.execute("UPDATE _sqlite_migrations SET name = name || 'x'")
        else:
            table = chance.choice(
                ("runs", "runs", "decisions", "decisions", "contents", "run_files", "inputs", "overrides", "refused")
            )
            columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
            column = chance.choice(columns)
            values = (
                None,
                "",
                "x",
                "{}",
                "[]",
                "[[1]]",
                "{",
                '{"a": 1}',
                b"\xff\xfe\x00",
                -1,
                2**62,
                1e300,
                "2026-99-99",
                "\ud83d".encode("utf-8", "replace").decode(),
                "[/x]",
                json.dumps([["a", "Nope"]]),
                json.dumps([["decision", "col"]]),
                "null",
                "9" * 5000,
            )
            try:
                db.execute(f"UPDATE OR IGNORE {table} SET {column} = ?", [chance.choice(values)])
            except sqlite3.IntegrityError:
                db.execute("PRAGMA ignore_check_constraints = 1")
    db.close()
