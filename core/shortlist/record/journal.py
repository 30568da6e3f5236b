"""What a run is about to put into place, so that the next one can finish or undo what a killed one had begun."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from shortlist import temporary
from shortlist.language import Text
from shortlist.outputs.staged import Move, Staged


@dataclass(frozen=True)
class Journal:
    """The outputs of one run in the order in which they take their places, as a file beside the record while they do."""

    path: Path

    @classmethod
    def of(cls, record: Path, writer: str) -> Journal:
        """That of a run, by its writer."""
        whole = record.resolve()
        return cls(whole.with_name(f"{whole.name}-publishing-{writer}"))

    def write(self, outputs: Sequence[Staged]) -> None:
        """Raises OSError."""
        moves = [None if (move := one.move()) is None else move.as_dict() for one in outputs]
        # Complete or not there at all.
        part = temporary.make_part(self.path, mode=0o600)
        try:
            part.write_text(json.dumps(moves), encoding="utf-8")
            temporary.place(part, self.path)
        finally:
            temporary.remove(part)

    def remove(self) -> None:
        """All is done, or nothing will be."""
        self.path.unlink(missing_ok=True)

    def finish(self) -> tuple[bool, Text | None]:
        """Finish what was begun: whether the run belongs into the record, and what to say, behind the number of the run.

        It does where its first output is in place, whatever became of the others; these follow. Where it is not, the parts
        are removed.
        """
        try:
            moves = [None if one is None else Move.read(one) for one in json.loads(self.path.read_text("utf-8"))]
        except FileNotFoundError:
            return False, None
        except (OSError, ValueError, KeyError, TypeError):
            return False, _UNCLEAR
        if not moves:
            return True, _COMPLETE
        first = moves[0]
        if first is None:
            return False, _UNCLEAR
        if not (first.is_made or (first.last is not None and _is_begun(first))):
            for move in moves:
                if move is not None and move.is_open:
                    temporary.remove(move.part)
            return False, _UNDONE
        lost = [str(move.target) for move in moves if move is not None and not _finish(move)]
        if lost or None in moves:
            names = ", ".join(lost) or "FILE.db::TABLE"
            return True, Text(f"{_COMPLETE.en}, but {names} may be as before", f"{_COMPLETE.zh}，但 {names} 可能未更新")
        return True, _COMPLETE


_COMPLETE = Text(
    "was killed while its outputs were put into place; they are, and it is in the record now",
    "在放置输出文件时遭强行终止；现已补全并记入运行记录",
)
_UNDONE = Text(
    "was killed before its outputs were put into place; nothing was written, and it is not in the record",
    "在放置输出文件之前遭强行终止；未写入任何内容，也未记入运行记录",
)
_UNCLEAR = Text(
    "was killed while its outputs were put into place; it is not in the record, look whether they are there",
    "在放置输出文件时遭强行终止；未记入运行记录，请自行核对输出是否已写出",
)


def _is_begun(move: Move) -> bool:
    """Whether a folder that is moved file by file has lost some already; then the others follow."""
    return move.count is not None and move.is_open and sum(1 for _ in move.part.iterdir()) < move.count


def _finish(move: Move) -> bool:
    """Make a move that was not; False where its part is gone."""
    if not move.is_made and move.is_open:
        with suppress(OSError):
            move.make()
    return move.is_made
