"""The bytes of a text file: which encoding and line ends they have, and their lines as text."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from shortlist.errors import ListError, Place

CHUNK = 1 << 22
LONGEST_LINE = 1 << 26
BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
TITLES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "gb18030": "GB18030",
    "cp1252": "Windows-1252",
    "mac_roman": "Mac Roman",
}


@dataclass(frozen=True)
class Survey:
    """What one pass over a file's bytes found."""

    size: int
    bom: str | None
    utf8: bool
    nul: int
    cr: int
    crlf: int
    lf: int

    @property
    def plain(self) -> bool:
        """Whether Polars' own reader sees the same lines as we do: UTF-8 and line ends all LF or all CR LF."""
        return (
            self.bom in (None, "utf-8-sig")
            and self.utf8
            and not self.nul
            and self.cr == self.crlf
            and self.crlf in (0, self.lf)
        )


def survey(path: Path) -> Survey:
    """Read `path` once and count what decides how it must be read."""
    size = nul = cr = crlf = lf = 0
    utf8, head, last, rest = True, b"", b"", b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            head = head or chunk[:4]
            size += len(chunk)
            nul += chunk.count(b"\0")
            if found := chunk.count(b"\r"):
                cr += found
                crlf += chunk.count(b"\r\n")
            crlf += last == b"\r" and chunk[:1] == b"\n"
            lf += chunk.count(b"\n")
            last = chunk[-1:]
            if utf8:
                chunk = rest + chunk
                whole = _whole_characters(chunk)
                utf8, rest = _is_utf8(chunk[:whole]), chunk[whole:]
    utf8 = utf8 and _is_utf8(rest)
    bom = next((name for mark, name in BOMS if head.startswith(mark)), None)
    return Survey(size, bom, utf8, nul, cr, crlf, lf)


def _whole_characters(chunk: bytes) -> int:
    """Where a chunk of UTF-8 can be cut: before its last character if that is of several bytes, else at its end."""
    for back, byte in enumerate(chunk[:-4:-1], 1):
        if byte >= 0xC0:
            return len(chunk) - back
        if byte < 0x80:
            break
    return len(chunk)


def _is_utf8(text: bytes) -> bool:
    """Whether bytes are UTF-8. Polars checks them several times faster than Python decodes them."""
    try:
        return text.isascii() or pl.Series([text]).cast(pl.String).null_count() == 0
    except pl.exceptions.PolarsError:
        return False


def guess_encoding(path: Path, seen: Survey) -> tuple[str, bool]:
    """The encoding of a file, and whether it was guessed from its letters rather than told by its bytes."""
    if seen.bom:
        return seen.bom, False
    if seen.nul > 1 + seen.size // 50:
        with path.open("rb") as file:
            head = file.read(1 << 16)
        even, odd = head[::2].count(0), head[1::2].count(0)
        if max(even, odd) > 4 * min(even, odd):
            return ("utf-16-be" if even > odd else "utf-16-le"), True
    if seen.nul > 8 + seen.size // 50:
        raise ListError.of(
            "this is not a text file (it is full of NUL bytes); export the list as CSV, XLSX, JSONL or Parquet",
            "这不是文本文件（含有大量空字节）；请将名单导出为 CSV、XLSX、JSONL 或 Parquet",
            Place(str(path)),
        )
    if seen.utf8:
        return "utf-8", False
    return _legacy(_beyond_ascii(path)), True


def _beyond_ascii(path: Path) -> bytes:
    """Bytes beyond ASCII with their neighbours, up to a few megabytes of them."""
    sample: list[bytes] = []
    held = 0
    with path.open("rb") as file:
        while held < CHUNK and (chunk := file.read(CHUNK)):
            if not chunk.isascii():
                sample += (found := re.findall(rb"[^\x80-\xff]{0,2}[\x80-\xff]+[^\x80-\xff]?", chunk))
                held += sum(map(len, found))
    return b" ".join(sample)


def _legacy(sample: bytes) -> str:
    """UTF-8 with a few damaged bytes, GB18030, Windows-1252 or Mac Roman, by the company that high bytes keep."""
    text = sample.decode("utf-8", "surrogateescape")
    broken = sum("\udc80" <= c <= "\udcff" for c in text)
    whole = sum(c > "\x7f" for c in text) - broken
    if whole >= 3 * broken:
        return "utf-8"
    runs = re.findall(rb"[\x80-\xff]+", sample)
    paired = sum(len(run) for run in runs if len(run) > 1)
    if paired > 0.6 * sum(map(len, runs)):
        chinese = sample.decode("gb18030", "replace")
        if chinese.count("\ufffd") <= 0.01 * len(chinese) + 1:
            return "gb18030"
    # Letters are 0x80-0x9F in Mac Roman and 0xC0-0xFF in Windows-1252; each range is signs in the other.
    beside = re.findall(rb"[A-Za-z]([\x80-\xff])|([\x80-\xff])[a-z]", sample)
    letters = [ord(a or b) for a, b in beside]
    mac = sum(0x80 <= byte <= 0x9F and byte not in (0x91, 0x92, 0x93, 0x94, 0x96, 0x97) for byte in letters)
    return "mac_roman" if mac > sum(byte >= 0xC0 for byte in letters) else "cp1252"


def lines(path: Path, encoding: str) -> Iterator[str]:
    """The lines of a text file without their ends; LF, CR LF, CR and CR CR LF all end a line.

    Bytes that are not of the encoding become surrogates (UTF-8) or U+FFFD (any other).
    """
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    rest = ""
    with path.open("rb") as file:
        while True:
            chunk = file.read(CHUNK)
            text = rest + decoder.decode(chunk, not chunk)
            held = ""
            if chunk and text.endswith("\r"):  # what follows decides whether this is one line end or the half of it
                stripped = text.rstrip("\r")
                text, held = stripped, text[len(stripped) :]
            text = text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n")
            *whole, rest = text.split("\n")
            yield from whole
            if not chunk:
                if rest:
                    yield rest
                return
            rest += held
            if len(rest) > LONGEST_LINE:
                raise ListError.of(
                    "a line is longer than 64 million characters; this is not a list of rows",
                    "有一行超过六千四百万个字符；这不是逐行记录的名单",
                    Place(str(path)),
                )


def is_damaged(line: str, encoding: str) -> bool:
    """Whether a decoded line holds bytes that are not of the encoding, or NUL."""
    if line.isascii():
        return "\0" in line
    if encoding.startswith("utf-8"):
        return "\0" in line or any("\ud800" <= c <= "\udfff" for c in line)
    return "\0" in line or "\ufffd" in line
