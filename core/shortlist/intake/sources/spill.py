"""A heap of frames that moves to disk when it grows, so that lists of findings never fill the memory."""

from __future__ import annotations

import threading
from pathlib import Path

import polars as pl

LIMIT = 200_000  # rows held in memory before they are written to a side file


class Spill:
    """Frames of one schema, added from any thread and read back together.

    `folder` is where side files go; whoever owns the folder removes it.
    """

    def __init__(self, folder: Path, name: str, schema: dict[str, pl.DataType | type[pl.DataType]]) -> None:
        self.folder, self.name, self.schema = folder, name, schema
        self._held: list[pl.DataFrame] = []
        self._rows = 0
        self._parts: list[Path] = []
        self._lock = threading.Lock()

    def add(self, frame: pl.DataFrame) -> None:
        """Take `frame`, whose columns are those of the schema."""
        if frame.is_empty():
            return
        with self._lock:
            self._held.append(frame)
            self._rows += frame.height
            if self._rows >= LIMIT:
                self._flush()

    def _flush(self) -> None:
        path = self.folder / f"{self.name}-{len(self._parts)}.parquet"
        pl.concat(self._held).write_parquet(path, compression="lz4")
        self._parts.append(path)
        self._held, self._rows = [], 0

    def scan(self) -> pl.LazyFrame:
        """All that was added, in no certain order."""
        with self._lock:
            frames = [pl.scan_parquet(path, glob=False) for path in self._parts]
            if self._held:
                frames.append(pl.concat(self._held).lazy())
        return pl.concat(frames) if frames else pl.LazyFrame(schema=self.schema)
