"""What a workbook costs: used cells decide, and what an archive says of itself is not believed."""

import json
import random
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import xlsxwriter
from openpyxl.styles import Font

from shortlist.errors import ListError
from shortlist.intake.sources import jsonl, open_document, parquet, unpacking, used_cells
from shortlist.intake.sources.opening import open_list
from shortlist.intake.sources.raw import RawList, unique_headers
from tests.support.places import DOCS
from tests.support.seeds import sample

HEADERS = ["id", "name", "country", "employees"]
ROWS = [[f"A{n}", f"Firm {n}", "DE", 100 + n] for n in range(20)]
MEMORY = 400  # MiB: what a small list may cost at most, the program and Polars included
MEASURE = """
import resource, sys, tempfile
from pathlib import Path
from shortlist.errors import ListError
from shortlist.intake.sources.opening import open_list
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
with tempfile.TemporaryDirectory() as folder:
    try:
        raw = open_list(sys.argv[1], Path(folder))
        print(raw.frame.collect().height)
    except ListError as error:
        print("refused", len(error.problems))
print(next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) // 1024)
"""


pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is measured through /proc")


def measure(path: Path) -> tuple[str, int]:
    """How many rows a list has, or that it was refused, and the most memory that this took, in MiB."""
    done = subprocess.run([sys.executable, "-c", MEASURE, str(path)], capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr[-2000:]
    said, memory = done.stdout.splitlines()
    return said, int(memory)


def book(path: Path, change: Callable[[openpyxl.worksheet.worksheet.Worksheet], None]) -> Path:
    made = openpyxl.Workbook()
    made.active.append(HEADERS)
    for row in ROWS:
        made.active.append(row)
    change(made.active)
    made.save(path)
    return path


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(path: Path, inside: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in inside.items():
            archive.writestr(name, data)
    return path


def read(path: Path) -> RawList:
    return open_list(str(path), path.parent)


@pytest.mark.parametrize("corner", ["XFD1048576", "A1048576", "XFD1", "XFD7", "AAA900000", "D1048576"])
@pytest.mark.parametrize("value", ["x", " ", 5, True])
def test_a_cell_far_from_the_table_is_left_out_and_said(tmp_path: Path, corner: str, value: object) -> None:
    raw = read(book(tmp_path / "a.xlsx", lambda sheet: sheet.__setitem__(corner, value)))
    assert raw.headers == tuple(HEADERS)
    assert [list(row[1:]) for row in raw.frame.collect().rows()] == ROWS
    said = [note for note in raw.notes if corner in note.text.en]
    assert len(said) == 1
    assert corner in said[0].text.zh


@pytest.mark.quick(2)
@pytest.mark.parametrize("prefix", ["", "x:"])
@pytest.mark.parametrize("places", ["kept", "single", "none"])
def test_however_its_cells_are_written(tmp_path: Path, prefix: str, places: str) -> None:
    path = book(tmp_path / "a.xlsx", lambda sheet: sheet.__setitem__("XFD1048576", "far"))
    inside = parts(path)
    xml = inside["xl/worksheets/sheet1.xml"].decode()
    if places == "single":
        xml = re.sub(r'r="([A-Z0-9]+)"', r"r='\1'", xml)
    if places == "none":
        xml = re.sub(r'<c r="(?!XFD)[A-Z]+[0-9]+"', "<c", xml)
    if prefix:
        xml = re.sub(r"<(/?)(?=\w)", rf"<\1{prefix}", xml).replace("xmlns=", f"xmlns:{prefix[:-1]}=")
    pack(path, {**inside, "xl/worksheets/sheet1.xml": xml.encode()})
    said, memory = measure(path)
    assert said == "20"
    assert memory < MEMORY


def test_two_tables_far_apart_are_refused_and_neither_is_lost(tmp_path: Path) -> None:
    def second(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        for row in range(1, 200):
            sheet.cell(row + 900_000, 800, "x")

    with pytest.raises(ListError, match="reaches to ADT900199"):
        read(book(tmp_path / "a.xlsx", second))


@pytest.mark.proof
def test_cells_that_are_only_formatted_cost_nothing_and_are_not_said(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as made:
        sheet, bold = made.add_worksheet(), made.add_format({"bold": True})
        for number, row in enumerate([HEADERS, *ROWS]):
            sheet.write_row(number, 0, row)
        for number in range(21, 300_000):
            for column in range(6):
                sheet.write_blank(number, column, None, bold)
        sheet.write_blank(1_048_575, 16_383, None, bold)
    raw = read(path)
    assert raw.rows_in == 20
    assert not raw.notes
    said, memory = measure(path)
    assert (said, memory < MEMORY) == ("20", True)


@pytest.mark.parametrize("seed", range(12))
def test_a_small_sheet_never_costs_much_wherever_its_cells_stand(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)

    def scatter(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        for _ in range(chance.choice([1, 3, 40, 150])):
            row = chance.choice([chance.randint(1, 1_048_576), chance.randint(1, 30)])
            column = chance.choice([chance.randint(1, 16_384), chance.randint(1, 6)])
            cell = sheet.cell(row, column)
            cell.value, cell.font = chance.choice(["x", 3, None]), Font(bold=chance.random() < 0.5)

    path = book(tmp_path / "a.xlsx", scatter)
    seen = {}
    original = used_cells.fits
    try:
        raw = read(path)
        seen["rows"], seen["columns"] = raw.rows_in, len(raw.headers)
    except ListError as error:
        assert len(error.problems) == 1
        return
    assert original(seen["rows"], seen["columns"], 84) or seen["rows"] * seen["columns"] <= used_cells.SPREAD


ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:'
    'opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="S">{}</table:table></office:spreadsheet></office:body></office:document-content>'
)
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/"'
    ' manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)


def document(path: Path, *more: str) -> Path:
    rows = [HEADERS, *([*row[:3], "7"] for row in ROWS)]
    body = "".join(line("".join(cell(str(value)) for value in row)) for row in rows)
    return pack(
        path,
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": MANIFEST.encode(),
            "content.xml": ODS.format(body + "".join(more)).encode(),
        },
    )


def cell(text: str, count: int = 1) -> str:
    return (
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{count}"><text:p>{text}</text:p>'
        "</table:table-cell>"
    )


def empty(count: int) -> str:
    return f'<table:table-cell table:number-columns-repeated="{count}"/>'


def line(cells: str, count: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{count}">{cells}</table:table-row>'


@pytest.mark.quick(2)
@pytest.mark.parametrize(
    ("more", "said"),
    [
        ([line(empty(16_384), 1_048_555)], "20"),
        ([line(empty(16_383) + cell("x"))], "refused 1"),
        ([line(empty(16_384), 1_048_554), line(empty(16_383) + cell("x"))], "refused 1"),
        ([line(cell("x", 16_384), 1_048_555)], "refused 1"),
        ([line(cell("x", 900), 60_000)], "refused 1"),
        ([line(cell("x"), 1_000_000_000_000)], "refused 1"),
    ],
)
def test_repeated_cells_of_an_ods(tmp_path: Path, more: list[str], said: str) -> None:
    found, memory = measure(document(tmp_path / "a.ods", *more))
    assert (found, memory < MEMORY) == (said, True)


def test_sizes_that_lie_duplicates_and_bombs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path / "a.xlsx", lambda _: None)
    inside = parts(path)
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    at = data.rfind(b"xl/worksheets/sheet1.xml") - 46  # its entry of the central directory
    assert data[at : at + 4] == b"PK\x01\x02"
    for lie in (size - 200, size + 200, 1):
        path.write_bytes(data[: at + 24] + lie.to_bytes(4, "little") + data[at + 28 :])
        with pytest.raises(ListError, match="not as large as it says"):
            read(path)
    path.write_bytes(data)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<worksheet/>")
    with pytest.raises(ListError, match="twice"):
        read(path)
    monkeypatch.setattr(unpacking, "PARTS", 20)
    pack(path, {**inside, **{f"xl/media/{n}.png": b"" for n in range(30)}})
    with pytest.raises(ListError, match="at most 20"):
        read(path)


@pytest.mark.quick(1)
@pytest.mark.parametrize("part", ["xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_a_part_that_unpacks_to_much_is_refused(tmp_path: Path, part: str) -> None:
    path = book(tmp_path / "a.xlsx", lambda _: None)
    inside = parts(path)
    pack(path, {**inside, part: inside[part] + b" " * (33 << 20)})
    said, memory = measure(path)
    assert (said, memory < MEMORY) == ("refused 1", True)


def test_a_sheet_and_shared_texts_beyond_their_limits_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        made.add_worksheet().write_row(0, 0, HEADERS)
    for name, where in (("SHEET_PART", used_cells), ("SHARED_TEXTS", unpacking), ("SHARED_COUNT", unpacking)):
        with monkeypatch.context() as patch:
            patch.setattr(where, name, 2)
            with pytest.raises(ListError, match="unpacks to"):
                read(path)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
@pytest.mark.parametrize("seed", sample(range(12), 2, "proof"))
def test_a_damaged_archive_is_one_line(tmp_path: Path, kind: str, seed: int) -> None:
    """One byte in six trials is anywhere, in the others where the archive lists what it holds."""
    chance, path = random.Random(f"{kind} {seed}"), tmp_path / f"a.{kind}"
    if kind == "ods":
        document(path)
    else:
        pl.DataFrame(ROWS, HEADERS, orient="row").write_excel(path)
    whole = path.read_bytes()
    listed = whole.index(b"PK\1\2")
    for trial in range(20):
        at = chance.randrange(len(whole) if trial % 6 == 0 else len(whole) - listed)
        at = at if trial % 6 == 0 else listed + at
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :])
        try:
            open_list(str(path), tmp_path).frame.collect()
        except ListError as error:
            assert not any("\n" in str(problem) for problem in error.problems)


def test_entities_of_a_sheet_do_not_unpack(tmp_path: Path) -> None:
    path = document(tmp_path / "a.ods")
    inside = parts(path)
    nested = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE d [<!ENTITY e0 "x">{nested}]>'.encode() + inside["content.xml"].replace(b"Firm 1<", b"&e11;<")
    pack(path, {**inside, "content.xml": bomb})
    with pytest.raises(ListError, match="document type"):
        read(path)
    assert open_document.CONTENT == "content.xml"


def test_thousands_of_sheets(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        for number in range(1_100):
            made.add_worksheet(f"S{number}").write_row(0, 0, HEADERS)
    with pytest.raises(ListError, match="at most 1,000"):
        read(path)
    with pytest.raises(ListError) as error:
        open_list(f"{path}::T", tmp_path)
    assert len(str(error.value)) < 500
    assert open_list(f"{path}::S7", tmp_path).headers == tuple(HEADERS)


def test_a_list_of_too_many_columns_is_refused_in_every_kind(tmp_path: Path) -> None:
    names = [f"c{number}" for number in range(1_001)]
    row = dict.fromkeys(names, "x")
    (tmp_path / "a.csv").write_text(",".join(names) + "\n" + ",".join(row.values()) + "\n")
    (tmp_path / "a.jsonl").write_text(json.dumps(row) + "\n")
    (tmp_path / "b.jsonl").write_text("".join(f'{{"c{number}": 1}}\n' for number in range(1_100)))
    pl.DataFrame(row).write_parquet(tmp_path / "a.parquet")
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, names)
        sheet.write_row(1, 0, list(row.values()))
    for name in ("a.csv", "a.jsonl", "b.jsonl", "a.parquet", "a.xlsx"):
        with pytest.raises(ListError, match="columns"):
            read(tmp_path / name)
    assert len(unique_headers(names[:1_000], [], "a.csv")) == 1_000


def test_json_that_would_be_held_whole_and_rows_beyond_their_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonl, "WHOLE", 10)
    (tmp_path / "a.json").write_text('[{"id": "A1"}]')
    with pytest.raises(ListError, match="jq -c"):
        read(tmp_path / "a.json")
    (tmp_path / "a.jsonl").write_text('{"id": "A1"}\n{"id": "A2"}\n')
    assert read(tmp_path / "a.jsonl").rows_in == 2
    monkeypatch.setattr(parquet, "ROWS", 2)
    pl.DataFrame({"id": ["A", "B", "C"]}).write_parquet(tmp_path / "a.parquet")
    with pytest.raises(ListError, match="at most 2"):
        read(tmp_path / "a.parquet")


@pytest.mark.parametrize("depth", [500, 20_000, 1_000_000])
@pytest.mark.parametrize(("start", "end"), [('{"a":', "}"), ("[", "]")])
def test_nesting_without_end_is_refused(tmp_path: Path, depth: int, start: str, end: str) -> None:
    deep = '{"id": "A2", "more": ' + start * depth + "1" + end * depth + "}"
    (tmp_path / "a.jsonl").write_text('{"id": "A1"}\n' + deep + "\n")
    raw = read(tmp_path / "a.jsonl")
    assert raw.rows_in == 2
    assert raw.frame.collect().height + raw.refused.count == 2


@pytest.mark.quick(1)
@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.jsonl"])
def test_a_line_without_end_is_refused_in_little_memory(tmp_path: Path, name: str) -> None:
    with (tmp_path / name).open("wb") as file:
        file.write(b'{"id": "' if name == "a.jsonl" else b"id,name\nA1,")
        for _ in range(40):
            file.write(b"x" * (1 << 22))
    said, memory = measure(tmp_path / name)
    assert said == "refused 1"
    assert memory < 1_500


@pytest.mark.parametrize("page", ["lists.md", "lists.zh.md"])
def test_limits_are_those_that_the_page_says(page: str) -> None:
    said = (DOCS / page).read_text(encoding="utf-8")
    for number in (1_000, used_cells.CELLS, used_cells.SPREAD, unpacking.PARTS, unpacking.SHARED_COUNT):
        assert f"{number:,}" in said
