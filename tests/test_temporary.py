"""What a killed run left is removed by the next; what lives, and what is foreign, stays."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from shortlist import temporary

CODE = """
import sys
from pathlib import Path
from shortlist import temporary
target = Path(sys.argv[1])
print(temporary.make_part(target), temporary.make_part(target, folder=True), temporary.make_folder(), flush=True)
sys.stdin.read()
"""


def hold(target: Path, tmp: Path) -> tuple[subprocess.Popen[str], list[Path]]:
    """A process that holds a part, a folder of parts and a temporary folder."""
    running = subprocess.Popen(
        [sys.executable, "-c", CODE, str(target)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
        env=os.environ | {"TMPDIR": str(tmp)},
    )  # fmt: skip
    assert running.stdout is not None
    return running, [Path(one) for one in running.stdout.readline().split()]


def test_only_what_the_dead_left_is_removed(tmp_path: Path) -> None:
    place, tmp = tmp_path / "place", tmp_path / "tmp"
    place.mkdir()
    tmp.mkdir()
    dead, left = hold(place / "out.csv", tmp)
    living, held = hold(place / "out.csv", tmp)
    assert all(one.exists() for one in (*left, *held)) and len(left) == 3
    (left[1] / "memo.md").write_text("half")
    dead.kill()
    dead.communicate()
    temporary.remove(temporary.make_part(place / "other.xlsx"))
    temporary.sweep(tmp, temporary.FOLDER)
    assert not any(one.exists() for one in left)
    assert all(one.exists() for one in held)
    living.communicate("")
    temporary.sweep(place, temporary.PART)
    temporary.sweep(tmp, temporary.FOLDER)
    assert [*place.iterdir(), *tmp.iterdir()] == []


@pytest.mark.parametrize("seed", range(20))
def test_foreign_files_stay(tmp_path: Path, seed: int) -> None:
    """Names near ours, and links, pipes and folders of others under our very names."""
    random_ = random.Random(seed)
    mark = f"{random_.getrandbits(48):012x}"
    names = [
        f".shortlist-{mark}.part.csv.bak", f"shortlist-{mark}.part", f".shortlist-{mark[:-1]}.part.csv", f".shortlist-{mark}.PART.csv",
        f".shortlist-{mark}.parts", f"x.shortlist-{mark}.part", f".shortlist-{mark}-part.csv", f"shortlist-{mark}.runs", f"shortlist-{mark}",
    ]  # fmt: skip
    for name in names:
        random_.choice([Path.touch, Path.mkdir])(tmp_path / name)
    precious = tmp_path / "precious"
    precious.write_text("mine")
    links = [tmp_path / f".shortlist-{mark}.part.csv", tmp_path / f"shortlist-{mark}.run"]
    for link in links:
        link.symlink_to(precious)
    os.mkfifo(tmp_path / f".shortlist-{mark}.part.tsv")
    before = sorted(tmp_path.iterdir())
    temporary.sweep(tmp_path, temporary.PART)
    temporary.sweep(tmp_path, temporary.FOLDER)
    assert sorted(tmp_path.iterdir()) == before and precious.read_text() == "mine"


@pytest.mark.parametrize(
    "name", ["o.csv", "o", "o.a-b", "o.db-publishing-1", "o. x", "o.中文", ".hidden", "o.c+v", "o.tar.gz"]
)
def test_every_part_has_a_name_that_the_next_run_knows(tmp_path: Path, name: str) -> None:
    for folder in (False, True):
        part = temporary.make_part(tmp_path / name, folder=folder)
        assert temporary.PART.fullmatch(part.name), part
        temporary.remove(part)
    assert list(tmp_path.iterdir()) == []


def test_a_part_is_never_what_stands_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    marks = iter(["0" * 12, "1" * 12, "2" * 12])
    monkeypatch.setattr("shortlist.temporary.secrets.token_hex", lambda _: next(marks))
    precious = tmp_path / "precious"
    precious.write_text("mine")
    (tmp_path / f".shortlist-{'0' * 12}.part.csv").symlink_to(precious)
    (tmp_path / f".shortlist-{'1' * 12}.part.csv").symlink_to(tmp_path / "nowhere")
    part = temporary.make_part(tmp_path / "out.csv")
    part.write_text("new")
    assert part.name == f".shortlist-{'2' * 12}.part.csv" and precious.read_text() == "mine"
    temporary.place(part, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text() == "new" and not part.exists()
    assert not (tmp_path / "nowhere").exists()
