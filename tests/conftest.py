"""No test writes the record of whoever runs it, or leaves a language behind; the wheel is built once."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shortlist.language import choose
from shortlist.record.database import VARIABLE
from shortlist.record.runs import open_record
from tests.support import fresh


@pytest.fixture(scope="session", autouse=True)
def own_record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A record for the session; it is there already, so that no run says where it is."""
    path = tmp_path_factory.mktemp("record") / "record.db"
    open_record(path, write=True).db.close()
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = str(path)
    yield path
    del os.environ[VARIABLE]
    if before is not None:
        os.environ[VARIABLE] = before


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The product's wheel, built once for all processes that run tests side by side."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    return once(shared / "product", fresh.product)


def once(folder: Path, make: Callable[[Path], Path]) -> Path:
    """What one process makes in a folder; every other waits for it. Only one can make the folder, so it is the lock."""
    said = folder / "made"
    try:
        folder.mkdir()
    except FileExistsError:
        for _ in range(3_000):
            if said.exists():
                break
            time.sleep(0.1)
    else:
        made = make(folder)
        said.with_suffix(".part").write_text(str(made), encoding="utf-8")
        said.with_suffix(".part").rename(said)
    return Path(said.read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def no_language_left_behind() -> Iterator[None]:
    yield
    choose(None)


PROOFS = 10


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave all but `quick(COUNT)` of the cases of a test to `make proofs`: COUNT are taken at even distances, so of every kind.

    Of the others `make proofs` takes PROOFS likewise, with `quick(COUNT, proofs=MORE)` MORE of them, and `make prove` the rest.
    """
    tables = defaultdict(list)
    for item in items:
        if not any(item.get_closest_marker(mark) for mark in ("proof", "long")) and item.get_closest_marker("quick"):
            tables[item.nodeid.partition("[")[0]].append(item)
    for cases in tables.values():
        mark = cases[0].get_closest_marker("quick")
        assert mark is not None
        _, rest = _part(cases, mark.args[0])
        proofs, others = _part(rest, mark.kwargs.get("proofs", min(len(rest), PROOFS)))
        for name, marked in (("proof", proofs), ("long", others)):
            for item in marked:
                item.add_marker(name)


def _part(cases: list[pytest.Item], count: int) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """So many of the cases, at even distances, and the others."""
    taken = {number * len(cases) // count for number in range(count)}
    chosen = [item for number, item in enumerate(cases) if number in taken]
    return chosen, [item for number, item in enumerate(cases) if number not in taken]
