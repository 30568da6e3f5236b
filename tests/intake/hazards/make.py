"""Make the hazard lists anew: `python tests/hazards/make.py`. Each is written by a program that is not ours.

Needs soffice (LibreOffice Calc), iconv, awk, sed, tr, sqlite3 and duckdb. The facts are invented.
"""

from __future__ import annotations

import csv
import random
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROWS = 240
CITIES = ("Zürich", "Málaga", "Århus", "Köln", "Genève", "Besançon", "London", "Boston")
COUNTRIES = ("Switzerland", "Spain", "Denmark", "Germany", "Switzerland", "France", "UK", "USA")


def run(command: str) -> None:
    """Run a shell command in this folder."""
    subprocess.run(["bash", "-euo", "pipefail", "-c", command], cwd=HERE, check=True, capture_output=True)


def write(path: Path, rows: list[list[object]], **options: object) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n", **options).writerows(rows)  # type: ignore[arg-type]


def english(chance: random.Random) -> list[list[object]]:
    """Dates m/d/yyyy, money with signs and magnitudes, leading zeros in ids, `2013 (1888)`."""
    rows: list[list[object]] = [
        [
            "Customer ID",
            "Company name",
            "City",
            "Country",
            "Revenue",
            "Growth %",
            "Customer since",
            "Employees",
            "Founded",
            "Active",
        ]
    ]
    forms = ("${:,}", "{:,}.50", "${}M", "{} Million", "({:,})", "{}")
    for n in range(1, ROWS + 1):
        form = forms[n % 6]
        small = "M" in form
        amount = f"{n % 90 + 1}.{n % 9 + 1}" if small else 1_000_000 + n * 1_001
        rows.append(
            [
                f"{n:05d}",
                f"Société {n}, Ltd." if n % 3 else f"Müller {n}",
                CITIES[n % 8],
                COUNTRIES[n % 8],
                form.format(amount),
                f"{n % 40}.5%" if n % 10 else "Select",
                f"{n % 12 + 1}/{n % 28 + 1}/{2000 + n % 24}",
                f"{n * 10:,}" if n % 20 else "N/A",
                f"{1900 + n % 100} ({1880 + n % 9})" if n % 7 == 0 else 1900 + n % 100,
                ("Yes", "No")[n % 2],
            ]
        )
    return rows


def chinese() -> list[list[object]]:
    """Money in 万 and 亿, 是/否, missing as 未知, full-width digits."""
    rows: list[list[object]] = [
        [
            "编号",
            "公司名称",
            "国家",
            "营业收入（万元）",
            "增长率",
            "合作日期",
            "员工人数",
            "成立年份",
            "是否上市",
            "行业",
        ]
    ]
    for n in range(1, ROWS + 1):
        rows.append(
            [
                f"{n:06d}",
                f"北方贸易{n}有限公司",
                ("中国", "中国香港", "美国", "德国")[n % 4],
                ("3.2亿", "500万", f"{n}.5", "未知")[n % 4],
                f"{n % 50}%" if n % 9 else "暂无",
                f"{2000 + n % 24}年{n % 12 + 1}月{n % 28 + 1}日",
                f"{n}人" if n % 5 else "-",
                "２０１０" if n % 11 == 0 else 1950 + n % 70,
                ("是", "否")[n % 2],
                ("零售", "制造", "无")[n % 3],
            ]
        )
    return rows


def german() -> list[list[object]]:
    rows: list[list[object]] = [["Kunde", "Umsatz", "Wachstum", "Land", "Kunde seit", "Mitarbeiter"]]
    for n in range(1, ROWS + 1):
        whole = f"{n}.{n % 900 + 100:03d}"
        rows.append(
            [
                f"Bäckerei {n}",
                f"{whole},{n % 100:02d} €" if n % 4 else f"{n},5 Mio. EUR",
                f"{n % 30},5 %",
                ("Deutschland", "Österreich", "Schweiz")[n % 3],
                f"{n % 28 + 1}.{n % 12 + 1}.{2000 + n % 24}",
                f"1.{n % 900 + 100}" if n % 2 else n,
            ]
        )
    return rows


def multiline() -> list[list[object]]:
    rows: list[list[object]] = [["Record ID", "Name", "Notes", "Revenue (USD m)"]]
    for n in range(1, ROWS + 1):
        note = f'first line {n}\nsecond, "line"' if n % 3 == 0 else f"note {n}"
        rows.append([n, f"Acme {n}", note, f"{n}.25"])
    return rows


def main() -> None:
    chance = random.Random(3)
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        write(base / "en.csv", english(chance))
        write(base / "zh.csv", chinese())
        write(base / "de.csv", german(), delimiter=";")
        write(base / "lines.csv", multiline())
        convert = f"cd {base} && soffice --headless -env:UserInstallation=file://{base}/profile --convert-to"
        # 44 comma, 34 quote, 76 UTF-8, 1 first line; column formats 2 = text, so that the office reads nothing into cells
        text = "/".join(f"{column}/2" for column in range(1, 11))
        load = f'--infilter="Text - txt - csv (StarCalc):44,34,76,1,{text}"'
        for name in ("en", "zh", "lines"):
            run(f"{convert} xlsx {load} {name}.csv")
        run(f"{convert} ods {load} en.csv")
        for name, target, options in (
            ("lines", "quoted_newlines.csv", "44,34,76,1"),
            ("en", "utf16_tab.tsv", "9,34,65535,1"),
            ("zh", "office_utf8.csv", "44,34,76,1"),
            ("en", "all_quoted_semicolon.csv", "59,34,76,1,,0,true"),
            ("en", "windows1252_office.csv", "44,34,1,1"),
        ):
            run(f"{convert} 'csv:Text - txt - csv (StarCalc):{options}' {name}.xlsx && cp {name}.csv {HERE}/{target}")
            write(base / "en.csv", english(chance))
            write(base / "zh.csv", chinese())
            write(base / "lines.csv", multiline())
        shutil.copy(base / "en.xlsx", HERE / "office.xlsx")
        shutil.copy(base / "zh.xlsx", HERE / "office_zh.xlsx")
        shutil.copy(base / "en.ods", HERE / "office.ods")
        run(
            f"iconv -f UTF-8 -t UTF-16 {base}/en.csv > utf16.csv; iconv -f UTF-8 -t UTF-16LE {base}/zh.csv > utf16le_no_bom.csv"
        )
        run(
            f"iconv -f UTF-8 -t GB18030 {base}/zh.csv > gb18030.csv; iconv -f UTF-8 -t WINDOWS-1252 {base}/de.csv > windows1252.csv"
        )
        run(f"iconv -f UTF-8 -t MACINTOSH {base}/en.csv | tr '\\n' '\\r' > mac_roman_cr.csv")
        run(
            f"(printf '\\xef\\xbb\\xbf'; sed 's/$/\\r/' {base}/zh.csv) > utf8_bom_crlf.csv; sed 's/$/\\r\\r/' {base}/en.csv > crcrlf.csv"
        )
        run(f'sed \'s/"/""/g; s/^/"/; s/$/"/\' {base}/en.csv > wholly_quoted.csv')
        run(
            f'awk \'NR % 40 == 7 {{ sub(/,[^,]*$/, "") }} NR % 60 == 9 {{ $0 = $0 ",extra,cells" }} 1\' {base}/en.csv > ragged.csv'
        )
        run(f"sed '1s/City/Company name/; 1s/Active//' {base}/en.csv > headers.csv")
        run(f'awk \'NR % 50 == 0 {{ $0 = "\\"" $0 }} 1\' {base}/en.csv > stray_quotes.csv')
        run(f"(echo 'Report of all customers'; echo; cat {base}/en.csv) > title_above.csv")
        run(f"awk 'NR > 1 && NR % 24 == 2 {{ print }} {{ print }}' {base}/en.csv > duplicates.csv")
        run(
            f"rm -f crm.db; sqlite3 crm.db '.import --csv {base}/en.csv leads' 'CREATE TABLE numbers AS SELECT CAST(\"Customer ID\" AS "
            'INTEGER) AS id, "Company name" AS name, CAST("Founded" AS REAL) AS founded FROM leads\''
        )
        run("sqlite3 -csv -header -newline $'\\r\\n' crm.db 'SELECT * FROM leads' > sqlite_export.csv")
        duck = (
            f"import duckdb; r = duckdb.read_csv('{base}/en.csv', all_varchar=True); r.write_parquet('{HERE}/duckdb.parquet'); "
            f'duckdb.sql("COPY (SELECT \\"Customer ID\\", \\"Company name\\" AS name, CAST(\\"Founded\\"[:4] AS INT) AS founded, '
            f"[1, 2] AS list, {{'a': 1}} AS nested, CAST(random() AS DOUBLE) AS chance FROM r) TO '{HERE}/duckdb.jsonl' (FORMAT json)\")"
        )
        script = base / "duck.py"
        script.write_text(duck)
        run(f"{shutil.which('python') or 'python3'} {script}")


if __name__ == "__main__":
    main()
