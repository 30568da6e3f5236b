"""Starts `shortlist` as a person does, but with memos of the first prospects only: python few_memos.py COUNT WORDS...

A folder takes 20,000 memos, and a run over 100,000 rows that is to write some would be refused. Modules are loaded when the
program loads them, so that a signal can come meanwhile.
"""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from typing import Any


class Patch:
    """Changes `shortlist.pipeline` once it is loaded."""

    def __init__(self, count: int) -> None:
        self.count = count

    def find_spec(self, name: str, path: object, target: object = None) -> ModuleSpec | None:
        if name != "shortlist.pipeline":
            return None
        sys.meta_path.remove(self)  # type: ignore[arg-type]
        spec = find_spec(name)
        assert spec is not None and spec.loader is not None
        load = spec.loader.exec_module

        def exec_module(module: Any) -> None:
            load(module)
            write = module.write_memos
            module.write_memos = lambda plan, frame, *more: write(plan, frame.head(self.count), *more)
            module.check_folder = lambda folder, rows: None

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


if __name__ == "__main__":
    sys.meta_path.insert(0, Patch(int(sys.argv[1])))  # type: ignore[arg-type]
    sys.argv[:] = ["shortlist", *sys.argv[2:]]
    from shortlist.cli import main

    main()
