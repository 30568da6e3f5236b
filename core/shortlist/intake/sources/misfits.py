"""Rows of a text file that do not fit its header, said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from shortlist.errors import ListError, Place, Problem

NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "|"}


def explain_ragged(sizes: Counter[int], first: dict[int, int], cells: int, source: str) -> Problem:
    """Say how many rows have more or fewer cells than the header, by their size with the first line of each."""
    count = sum(sizes.values())
    size = min(first, key=first.__getitem__)
    had = f"{size} cells" if size > 1 else "1 cell" if size else "quotes that do not pair up"
    had_zh = f"有 {size} 个单元格" if size else "引号不成对"
    rows = "1 row does" if count == 1 else f"{count:,} rows do"
    were = "was" if count == 1 else "were"
    return Problem.of(
        f"{rows} not fit the header, which has {cells} cells, and {were} refused: the first, in line {first[size]}, has {had}",
        f"有 {count:,} 行与表头（{cells} 个单元格）不符，未读入；第一处在第 {first[size]} 行，{had_zh}",
        Place(source, first[size]),
    )


def explain_nul(found: Sequence[int], source: str) -> Problem:
    """Say which lines hold NUL bytes."""
    rows = "1 row holds NUL bytes and was" if len(found) == 1 else f"{len(found):,} rows hold NUL bytes and were"
    return Problem.of(
        f"{rows} refused (the first in line {found[0]}); export the list anew, or take the bytes out",
        f"有 {len(found):,} 行含有空字节（NUL），未读入（第一处在第 {found[0]} 行）；请重新导出，或删除这些字节",
        Place(source, found[0]),
    )


def refuse_broken_layout(kept: int, sizes: Counter[int], cells: int, delimiter: str, source: str) -> None:
    """Refuse a list of which most rows do not fit its header. Raises ListError."""
    refused = sum(sizes.values())
    if refused <= max(kept, 2):
        return
    size, times = sizes.most_common(1)[0]
    mark = NAMES.get(delimiter, delimiter)
    had = f"of them {times} with {size} cell{'s' if size > 1 else ''}" if size else "for quotes that do not pair up"
    had_zh = f"其中 {times} 行为 {size} 个" if size else "引号不成对"
    raise ListError.of(
        f"{refused} of {refused + kept} rows do not fit the header, which has {cells} cells between '{mark}' marks "
        f"({had}); check --delimiter, --header-row and --encoding",
        f"{refused + kept} 行中有 {refused} 行与表头不符：表头以 '{mark}' 分隔，有 {cells} 个单元格（{had_zh}）；"
        "请检查 --delimiter、--header-row 和 --encoding",
        Place(source),
    )
