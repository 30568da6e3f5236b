"""`Account` is the name of a prospect, as CRMs call it, unless another column says it better."""

from __future__ import annotations

from pathlib import Path

import pytest

from shortlist.intake.options import ReadOptions
from shortlist.intake.read import read_list
from shortlist.model.fields import Field


@pytest.mark.parametrize(
    ("headers", "name"),
    [("Account No.,Account", "B"), ("Account ID,ACCOUNT", "B"), ("id,account", "B"), ("Account,Account Name", "B"), ("Company,Account", "A")],
)  # fmt: skip
def test_account_is_a_name(tmp_path: Path, headers: str, name: str) -> None:
    (tmp_path / "list.csv").write_text(f"{headers},Employees\nA,B,5\n", "utf-8")
    fields = {"employees": Field("employees", "integer")}
    with read_list(str(tmp_path / "list.csv"), fields, ReadOptions()) as intake:
        assert intake.frame.collect()["name"].to_list() == [name]
