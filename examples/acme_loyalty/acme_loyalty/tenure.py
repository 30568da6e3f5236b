"""Tenure: which kind of customer this is, by the years."""

from shortlist import Segment, SegmentClass, Text

SEGMENT = Segment(
    "acme_tenure",
    title=Text("Tenure", "合作阶段"),
    classes=(
        SegmentClass("loyal", when="acme_years >= 5", title=Text("Loyal", "老客户")),
        SegmentClass("established", when="acme_years >= 1", title=Text("Established", "稳定客户")),
        SegmentClass("new", title=Text("New", "新客户")),
    ),
)
