"""The parts of a workbook as they really unpack: what its archive says of their sizes need not be true.

The readers of values (fastexcel, and calamine below it) unpack whatever is there. So each part that they read is unpacked once
before, in pieces that are let go, and counted.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from shortlist.errors import ListError, Place

PIECE = 1 << 20
MIB = 1 << 20
PARTS = 10_000  # of an archive
SMALL_PART = 32 * MIB  # bytes of styles, names of sheets and relations, which are read as trees
SHARED_TEXTS = 1024 * MIB  # bytes of the texts that the cells of all sheets share, which are held whole
SHARED_COUNT = 10_000_000  # of such texts: short ones take more as objects than as bytes
SHEET_PART = 4096 * MIB  # bytes of one sheet, which are never held whole
DAMAGES = (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError, RuntimeError)
"""What `zipfile` raises for an archive that is damaged, each in another place."""
_HEAD = struct.Struct("<4s5HIIIHH")  # the local header of an entry
_END = struct.Struct("<4s4HIIH")  # the end of the central directory


def check_archive(path: Path, source: str) -> None:
    """Refuse a workbook (XLSX or ODS) whose archive has too many parts, or whose parts but sheets unpack to too much.

    Raises ListError; an archive that is damaged otherwise is left to its reader. The sheets themselves are for `unpack`.
    """
    if not zipfile.is_zipfile(path):
        return
    if (count := _count_parts(path)) > PARTS:
        raise _refuse(source, f"{count:,} parts", f"{count:,} 个部分", f"{PARTS:,}")
    try:
        archive = zipfile.ZipFile(path)
    except DAMAGES as error:
        raise damaged(source, f"its archive cannot be read ({error})", f"压缩包无法读取（{error}）") from error
    with archive:
        parts = archive.infolist()
        if len({part.filename for part in parts}) < len(parts):
            raise damaged(source, "a part of its archive stands there twice", "压缩包中有重复的部分")
        for part in parts:
            name = part.filename.casefold().replace("\\", "/")
            if name.endswith("sharedstrings.xml"):
                _check_shared(path, part, source)
            elif name.endswith(("workbook.xml", ".rels", "xl/styles.xml", "manifest.xml")):
                for _ in unpack(path, part, source, SMALL_PART):
                    pass


def _check_shared(path: Path, part: zipfile.ZipInfo, source: str) -> None:
    texts, rest = 0, b""
    for piece in unpack(path, part, source, SHARED_TEXTS):
        texts += (rest + piece).count(b"si>") // 2
        rest = piece[-2:]
        if texts > SHARED_COUNT:
            raise _refuse(source, "too many shared texts", "过多共享文本", f"{SHARED_COUNT:,}")


def unpack(path: Path, part: zipfile.ZipInfo, source: str, most: int) -> Iterator[bytes]:
    """The bytes of a part, in pieces. Raises ListError where there are more than `most`, or than the archive says."""
    if part.file_size > most:
        raise _too_large(source, part, most)
    done = 0
    for piece in _inflate(path, part, source):
        done += len(piece)
        if done > most:
            raise _too_large(source, part, most)
        if done > part.file_size:
            break
        yield piece
    if done != part.file_size:
        raise damaged(
            source, f"its part {part.filename} is not as large as it says", f"其部分 {part.filename} 的大小与声明不符"
        )


def _inflate(path: Path, part: zipfile.ZipInfo, source: str) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(part.header_offset)
        head = file.read(_HEAD.size)
        if len(head) < _HEAD.size or head[:4] != b"PK\x03\x04" or part.compress_type not in (0, 8):
            raise damaged(source, f"its part {part.filename} cannot be unpacked", f"其部分 {part.filename} 无法解压")
        *_, name, extra = _HEAD.unpack(head)
        file.seek(name + extra, 1)
        left = part.compress_size
        stream = zlib.decompressobj(-15) if part.compress_type else None
        while left > 0 and (data := file.read(min(PIECE, left))):
            left -= len(data)
            if stream is None:
                yield data
                continue
            while data and not stream.eof:
                try:
                    yield stream.decompress(data, PIECE)
                except zlib.error:
                    raise damaged(
                        source, f"its part {part.filename} cannot be unpacked", f"其部分 {part.filename} 无法解压"
                    ) from None
                data = stream.unconsumed_tail
        if stream is not None and not stream.eof:
            yield stream.flush()


def _count_parts(path: Path) -> int:
    """How many entries the archive has room for: its directory takes 46 bytes and a name for each."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(size - 66_000, 0))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        return 0
    _, _, _, _, count, length, _, _ = _END.unpack_from(tail, at)
    return max(int(count), min(int(length), size) // 512)


def _too_large(source: str, part: zipfile.ZipInfo, most: int) -> ListError:
    return _refuse(
        source, f"a part ({part.filename}) too large", f"过大的部分（{part.filename}）", f"{most // MIB:,} MiB"
    )


def _refuse(source: str, en: str, zh: str, most: str) -> ListError:
    return ListError.of(
        f"the workbook unpacks to {en}: at most {most} are read; save the sheet alone as XLSX or CSV",
        f"工作簿解压后有{zh}：最多读取 {most}；请将该工作表单独另存为 XLSX 或 CSV",
        Place(source),
    )


def damaged(source: str, en: str, zh: str) -> ListError:
    """The ListError for an archive that contradicts itself."""
    return ListError.of(
        f"the workbook is damaged: {en}; open it in a spreadsheet program and save it as XLSX",
        f"工作簿已损坏：{zh}；请用表格软件打开并另存为 XLSX",
        Place(source),
    )
