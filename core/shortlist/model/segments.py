"""Segments as plugins declare them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from shortlist.language import InvalidError, Text
from shortlist.model.fields import ID

LABEL = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*\Z")


@dataclass(frozen=True)
class SegmentClass:
    """One class of a segment. `when` is SQL over fields; the last class has none and takes all that are left.

    Raises InvalidError, a ValueError, for an id that is not letters, digits and _ + -.

    >>> SegmentClass("large", "employees >= 1000", title={"en": "Large", "zh": "大型"}).title.en
    'Large'
    """

    id: str
    when: str | None = None
    title: Text = field(default=Text("", ""))

    def __post_init__(self) -> None:
        if not LABEL.match(self.id):
            raise InvalidError(
                f"the class id {self.id!r} must be letters, digits, _ + -, beginning with a letter",
                f"类别编号 {self.id!r} 只能含字母、数字、_ + -，且以字母开头",
            )
        object.__setattr__(self, "title", Text.of(self.title) if any(self.title) else Text.of(self.id))


@dataclass(frozen=True)
class Segment:
    """An ordered list of classes; a prospect belongs to the first whose condition holds.

    A ruleset uses it under an id of its own: `segments: [{id: size, use: acme_size}]`. Its conditions read only fields and
    the seller's profile, because criteria differ from ruleset to ruleset. `serves` are rows of the requirements. Raises
    InvalidError unless the last class, and only that, has no condition, or if two classes have the same id.

    >>> Segment("acme_size", (SegmentClass("large", "employees >= 1000"), SegmentClass("small"))).title.en
    'acme_size'
    """

    id: str
    classes: tuple[SegmentClass, ...]
    title: Text = field(default=Text("", ""))
    serves: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        set_ = object.__setattr__
        if not ID.match(self.id):
            raise InvalidError(
                f"the segment id {self.id!r} must be lower_snake_case", f"分类编号 {self.id!r} 须为小写字母加下划线"
            )
        set_(self, "title", Text.of(self.title) if any(self.title) else Text.of(self.id))
        set_(self, "classes", tuple(self.classes))
        set_(self, "serves", tuple(self.serves))
        if [c.when is None for c in self.classes] != [False] * (len(self.classes) - 1) + [True]:
            raise InvalidError(
                f"segment {self.id}: the last class, and only it, has no condition",
                f"分类 {self.id}：最后一个类别（且仅它）不写条件",
            )
        if len({c.id for c in self.classes}) != len(self.classes):
            raise InvalidError(
                f"segment {self.id}: two classes have the same id", f"分类 {self.id}：两个类别的编号相同"
            )
