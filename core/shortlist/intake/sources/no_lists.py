"""Files that are no list that can be read, each with what to do about it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from shortlist.errors import ListError, Place
from shortlist.intake.sources.unpacking import DAMAGES

# Names of files that hold no rows, or rows that only their own program reads.
FOREIGN = {
    ".gsheet": ("a link to a Google sheet", "Google 表格的链接", "in Google Sheets", "在 Google 表格中"),
    ".numbers": ("a Numbers document", "Numbers 文档", "in Numbers", "在 Numbers 中"),
    ".mdb": ("an Access database", "Access 数据库", "in Access", "在 Access 中"),
    ".accdb": ("an Access database", "Access 数据库", "in Access", "在 Access 中"),
    ".et": ("a WPS sheet", "WPS 表格", "in WPS Spreadsheets", "在 WPS 表格中"),
}
PACKED = (b"\x1f\x8b", b"BZh", b"\x28\xb5\x2f\xfd", b"\xfd7zXZ", b"Rar!", b"7z\xbc")
PICTURES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")


def refuse_elsewhere(source: str) -> None:
    """Refuse what is no file but an address on the web. Raises ListError."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.\-]+://", source):
        raise ListError.of(
            "this is an address, not a file; download the list and name the file",
            "这是网址，不是文件；请先下载名单再给出文件名",
            Place(source),
        )


def refuse_by_name(path: Path, source: str) -> None:
    """Refuse a folder, the lock file of an open workbook, and what only its own program reads. Raises ListError."""
    if path.is_dir() and path.suffix.lower() != ".numbers":
        raise ListError.of(
            "this is a folder, not a list; name one of its files",
            "这是文件夹，不是名单；请给出其中的文件",
            Place(source),
        )
    if path.name.startswith(("~$", ".~lock.")):
        own = path.name[2:] if path.name.startswith("~$") else path.name.removeprefix(".~lock.").removesuffix("#")
        raise ListError.of(
            f"this is the lock file of a workbook that is open, not the workbook; name '{own}'",
            f"这是已打开工作簿的锁定文件，并非工作簿本身；请给出 '{own}'",
            Place(source),
        )
    if path.exists() and (told := FOREIGN.get(path.suffix.lower())):
        en, zh, where, where_zh = told
        raise ListError.of(
            f"this is {en}, which cannot be read; export it as XLSX or CSV {where}",
            f"这是{zh}，无法读取；请{where_zh}将其导出为 XLSX 或 CSV",
            Place(source),
        )


def refuse_by_content(path: Path, head: bytes, source: str) -> None:
    """Refuse a file whose first bytes, `head`, are those of no list. Raises ListError."""
    place = Place(source)
    if head.startswith(PACKED):
        raise ListError.of("this is a compressed file; unpack it first", "这是压缩文件；请先解压", place)
    if head.startswith(PICTURES):
        raise ListError.of("this is a document or a picture, not a list", "这是文档或图片，不是名单", place)
    if head.startswith(b"\xd0\xcf\x11\xe0") and _is_encrypted(path):
        raise ListError.of(
            "the workbook is protected by a password; open it in a spreadsheet program and save it without one",
            "工作簿有密码保护；请用表格软件打开并另存为无密码的文件",
            place,
        )
    if head.startswith(b"PK\x03\x04"):
        _refuse_archive(path, place)
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head")) or b"<html" in start:
        raise ListError.of(
            "this is a web page (HTML), whatever its name says; open it in a spreadsheet program and save it as XLSX",
            "这其实是网页（HTML）；请用表格软件打开并另存为 XLSX",
            place,
        )
    if start.startswith(b"<?xml") and path.suffix.lower() not in (".csv", ".txt"):
        raise ListError.of(
            "this is an XML file, whatever its name says; open it in a spreadsheet program and save it as XLSX",
            "这其实是 XML 文件；请用表格软件打开并另存为 XLSX",
            place,
        )


def _is_encrypted(path: Path) -> bool:
    """Whether an OLE file holds an encrypted workbook: its directory names the stream in UTF-16."""
    mark = "EncryptedPackage".encode("utf-16-le")
    with path.open("rb") as file:
        rest = b""
        while data := file.read(1 << 20):
            if mark in rest + data:
                return True
            rest = data[-len(mark) :]
    return False


def _refuse_archive(path: Path, place: Place) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except DAMAGES:
        return  # the workbook's reader says what is wrong
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in names):
        raise ListError.of(
            "this is a Numbers document, which cannot be read; export it as XLSX or CSV in Numbers",
            "这是 Numbers 文档，无法读取；请在 Numbers 中将其导出为 XLSX 或 CSV",
            place,
        )
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise ListError.of("this is a document, not a list; name a workbook or a CSV", "这是文档，不是名单", place)
    if not any(name.startswith("xl/") or name in ("content.xml", "mimetype") for name in names):
        inside = ", ".join(names[:3])
        raise ListError.of(
            f"this is a ZIP archive ({inside}), not a list; unpack it first",
            f"这是 ZIP 压缩包（{inside}）；请先解压",
            place,
        )


def explain_damage(path: Path, said: str, source: str) -> ListError:
    """Why the reader of workbooks could not read one, in our own words; `said` is what it said itself."""
    place, low = Place(source), said.casefold()
    if "password" in low or "encrypt" in low:
        return ListError.of(
            "the workbook is protected by a password; open it in a spreadsheet program and save it without one",
            "工作簿有密码保护；请用表格软件打开并另存为无密码的文件",
            place,
        )
    if path.suffix.lower() == ".xlsb":
        return ListError.of(
            "this binary workbook (XLSB) cannot be read; save it as XLSX in a spreadsheet program",
            "无法读取此二进制工作簿（XLSB）；请用表格软件另存为 XLSX",
            place,
        )
    try:
        with zipfile.ZipFile(path) as archive:
            broken = archive.testzip()
    except DAMAGES:
        return ListError.of(
            "the workbook is damaged or cut short, or is none (perhaps a download that broke off); get it anew, or open it in a "
            "spreadsheet program and save it as XLSX",
            "工作簿已损坏或不完整（可能下载中断）；请重新获取，或用表格软件打开并另存为 XLSX",
            place,
        )
    what, what_zh = (f" ({broken})", f"（{broken}）") if broken else ("", "")
    return ListError.of(
        f"a part of the workbook is damaged or missing{what}; open it in a spreadsheet program and save it as XLSX",
        f"工作簿的部分内容已损坏或缺失{what_zh}；请用表格软件打开并另存为 XLSX",
        place,
    )
