"""The bytes of a text file: which encoding and line ends they have, and their lines as text."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import polars as pl

from shortlist.errors import ListError, Place, Problem
from shortlist.intake.sources.letters import SUPERSETS, guess_letters

CHUNK = 1 << 22
FIRST = 1 << 16  # bytes that are read for the first lines
ASKED = 4  # encodings that are shown to choose from
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
    "cp950": "Big5",
    "cp932": "Shift_JIS",
    "cp949": "EUC-KR",
    "euc_jp": "EUC-JP",
    "koi8_r": "KOI8-R",
    "big5": "Big5",
    "shift_jis": "Shift_JIS",
    "euc_kr": "EUC-KR",
    "iso8859_15": "ISO-8859-15",
    "iso8859_2": "ISO-8859-2",
    "cp850": "DOS (cp850)",
    "cp437": "DOS (cp437)",
    "cp852": "DOS (cp852)",
    **{f"cp{number}": f"Windows-{number}" for number in (1250, 1251, 1253, 1254, 1255, 1256, 1257)},
}


@dataclass(frozen=True)
class Survey:
    """What one pass over a file's bytes found; `lf` counts 1 for all line feeds of a chunk that has no carriage return."""

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
            # To find that there is none takes a fifth of the time of counting none.
            nul += chunk.count(b"\0") if b"\0" in chunk else 0
            returns = b"\r" in chunk
            if returns:
                cr += chunk.count(b"\r")
                crlf += chunk.count(b"\r\n")
            crlf += last == b"\r" and chunk[:1] == b"\n"
            lf += chunk.count(b"\n") if returns or last == b"\r" else b"\n" in chunk
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


NO_FILES = ("idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape")  # Python's own, of no file


def find_encoding(name: str) -> str:
    """The encoding that somebody named, wide enough for what is written under that name. Raises ListError."""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        found = None
    if found is None or not getattr(found, "_is_text_encoding", True) or found.name.replace("_", "-") in NO_FILES:
        raise ListError.of(
            f"unknown encoding '{name}'; use for example utf-8, utf-16, gb18030 or cp1252",
            f"未知编码 '{name}'；可用 utf-8、utf-16、gb18030、cp1252 等",
            Place("--encoding"),
        )
    return {"gb2312": "gb18030", "gbk": "gb18030", "utf-8": "utf-8-sig", **SUPERSETS}.get(found.name, found.name)


def choose_encoding(path: Path, seen: Survey, source: str, notes: list[Problem]) -> str:
    """The encoding of a file; that it was guessed is noted, and which lines of UTF-8 are damaged."""
    chosen, guessed = guess_encoding(path, seen)
    if chosen in ("utf-8", "utf-8-sig"):
        notes += _find_twice(path, source)
    if guessed and chosen == "utf-8":
        notes.append(_explain_damage(path, source))
    elif guessed:
        title = TITLES.get(chosen, chosen)
        notes.append(
            Problem.of(
                f"read as {title}, judging by its bytes; --encoding NAME says otherwise",
                f"编码自动识别为 {title}；如有乱码，请用 --encoding 指定",
                Place(source),
            )
        )
    return chosen


# The lead byte of a letter in UTF-8, itself written as a letter in UTF-8, and what follows it: `Ã¼`, `â‚¬`.
_TWICE = rb"\xc3[\x82-\xbf](?:\xc2[\x80-\xbf]|\xc5[\x92\x93\xa0\xa1\xb8\xbd\xbe]|\xcb[\x86\x9c]|\xc6\x92|\xe2[\x80-\x84][\x80-\xbf])+"
_WORD = rb"[^\s,;\"\t]*"  # looked for only where there is one, for that takes long


def _find_twice(path: Path, source: str) -> list[Problem]:
    """That words were written as UTF-8 twice, which is told by what they are if that is undone once."""
    with path.open("rb") as file:
        head = file.read(CHUNK)
    if not re.search(_TWICE, head):
        return []
    once = [
        (word, plain)
        for word in dict.fromkeys(re.findall(_WORD + _TWICE + _WORD, head))
        if (plain := _undo(word.decode("utf-8", "replace")))
    ]
    if not once:
        return []
    shown, plain = once[0][0].decode("utf-8")[:40], once[0][1][:40]
    word = "1 word was" if len(once) == 1 else f"{len(once):,} words were"
    return [
        Problem.of(
            f"{word} written as UTF-8 twice ('{shown}' is '{plain}'): names and other texts are read as they stand there; export the list again, "
            "or undo it with: iconv -f UTF-8 -t WINDOWS-1252 FILE > NEW",
            f"有 {len(once):,} 个词重复做了 UTF-8 编码（'{shown}' 应为 '{plain}'），文字按现状读取；请重新导出，"
            "或还原：iconv -f UTF-8 -t WINDOWS-1252 FILE > NEW",
            Place(source),
        )
    ]


def _undo(word: str) -> str | None:
    """What a word was before it was written as UTF-8 a second time; None where it was not."""
    try:
        found = b"".join(
            letter.encode("latin-1" if "\x80" <= letter <= "\x9f" else "cp1252") for letter in word
        ).decode()
    except UnicodeError:
        return None
    # `É®` makes a letter of phonetics: it was written as it stands there.
    odd = any("\u0180" <= letter <= "\u036f" for letter in found)
    return found if found != word and not odd else None


def _explain_damage(path: Path, source: str) -> Problem:
    damaged = (number for number, line in enumerate(lines(path, "utf-8"), 1) if is_damaged(line, "utf-8"))
    numbers = list(islice(damaged, ASKED))
    more, more_zh = (", ...", " 等") if len(numbers) == ASKED else ("", "")
    shown, shown_zh = ", ".join(map(str, numbers[:3])) + more, "、".join(map(str, numbers[:3])) + more_zh
    word = "line" if len(numbers) == 1 else "lines"
    return Problem.of(
        f"read as UTF-8, which it is but for {word} {shown}: bytes there are no UTF-8, and the rows are refused; mend them and save the "
        "list as UTF-8, or say with --encoding NAME that all of it is in another encoding",
        f"按 UTF-8 读取，但第 {shown_zh} 行含有不是 UTF-8 的字节，这些行未读入；请改正后另存为 UTF-8；如整个文件是其他编码，请用 --encoding 指定",
        Place(source, numbers[0] if numbers else None),
    )


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
    return _legacy(_beyond_ascii(path), path), True


def _beyond_ascii(path: Path) -> bytes:
    """Bytes beyond ASCII with their neighbours, up to a few megabytes of them."""
    sample: list[bytes] = []
    held = 0
    with path.open("rb") as file:
        while held < CHUNK and (chunk := file.read(CHUNK)):
            if not chunk.isascii():
                sample += (found := re.findall(rb"[^\r\n,;\"\t]*[\x80-\xff][^\r\n,;\"\t]*", chunk))
                held += sum(map(len, found))
    return b"\n".join(sample)


def _legacy(sample: bytes, path: Path) -> str:
    """UTF-8 with a few damaged bytes, or what the letters tell. Raises ListError where they leave a choice."""
    text = sample.decode("utf-8", "surrogateescape")
    broken = sum("\udc80" <= c <= "\udcff" for c in text)
    whole = sum(c > "\x7f" for c in text) - broken
    if whole >= 3 * broken:
        return "utf-8"
    # What is a letter of Europe in UTF-8 is hardly ever text in another encoding: `Ã¼`.
    likely = sum("\u00c0" <= c <= "\u017f" or "\u0800" <= c < "\ud800" for c in text)
    if likely >= broken:
        return "utf-8"
    guess = guess_letters(sample)
    if len(guess.encodings) == 1:
        return guess.encodings[0]
    if not guess.encodings:
        raise ListError.of(
            "its bytes are text in no encoding that is known here; name it with --encoding NAME, or save the list as UTF-8",
            "无法识别文件编码；请用 --encoding 指定，或将名单另存为 UTF-8",
            Place(str(path)),
        )
    fit = list(zip(guess.encodings, guess.samples, strict=True))[:ASKED]
    shown = ", ".join(f"{TITLES.get(name, name)} ('{sample}')" for name, sample in fit)
    shown_zh = "、".join(f"{TITLES.get(name, name)}（'{sample}'）" for name, sample in fit)
    choice, choice_zh = (word.join(f"--encoding {name}" for name, _ in fit) for word in (" or ", " 或 "))
    raise ListError.of(
        f"its bytes may be {shown}; say which is right: {choice}",
        f"文件编码可能是 {shown_zh}；请指明：{choice_zh}",
        Place(str(path)),
    )


def lines(path: Path, encoding: str) -> Iterator[str]:
    """The lines of a text file without their ends; LF, CR LF, CR and CR CR LF all end a line.

    Bytes that are not of the encoding become surrogates (UTF-8) or U+FFFD (any other).
    """
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    rest, size = "", FIRST
    with path.open("rb") as file:
        while True:
            chunk, size = file.read(size), CHUNK
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
