"""What a text says that a company is not, or no longer: it names an industry, and leads to none."""

from __future__ import annotations

import polars as pl

# Names of industries in which `non` or 非 is a part of the word; elsewhere it says that something is not meant.
NON = (
    "profit|ferrous|woven|durable|metal|metallic|bank|banking|alcoholic|life|residential|store|speciali[sz]ed|depository|governmental"
    "|electric|electrical|standard|destructive|food"
)
_PARTS_OF_WORDS = rf"\bnon[ -]({NON})\b"
_JOINED = r"\bnon_"
# A list of what is denied goes on: `不做钢铁、煤炭`, `excluding food, drinks`.
_END, _END_ZH = r"[^;；|()（）\n]*", r"[^,，;；|()（）\n]*"
_NO = (
    "non|not|no longer(?: in)?|never|except(?:ing|ed)?(?: for)?|excluding|excl\\.?|exclusive of|other than|without|apart from"
    "|formerly|former|previously|ex"
)
_NO_ZH = "不做|不含|不包括|不包含|不涉及|不涉|不生产|不从事|不经营|不属于|不属|不是|并非|没有|未涉及|不再从事|不再|已退出|退出|已停止|停止|拒绝"
_NOT = rf"\b(?:{_NO})(?:\b|-){_END}|(?:{_NO_ZH}){_END_ZH}|除[^,，;；]*?(?:以外|之外|外)的?|{_END_ZH}除外"
_FORMER = r"[(（](?:原[^料材油木]|前身|曾)[^)）]*[)）]"
# Special machines (非标), non-metals, nonwovens and the like; nor is Africa denied: 非洲, 南非.
NON_ZH = "标|標|金属|金屬|银|銀|织造|織造|晶|处方|處方|公路|道路|铁金属|洲|开挖|開挖|遗|遺|常规|常規|传统|傳統"
_IS_NOT = rf"(^|[^南北东東西除并])非[^_,，;；、/|()（）]{_END_ZH}"


HINTS = (
    *(
        "non",
        "not",
        "no longer",
        "never",
        "exc",
        "other than",
        "without",
        "apart",
        "former",
        "previously",
        "ex-",
        "ex ",
    ),
    *("非", "不", "除", "原", "没有", "未", "退出", "停止", "拒绝", "前身", "曾"),
)
"""What a lower-case text has that denies anything; most that have it deny nothing. For a first look at many texts at once."""


def strip_denied(text: pl.Expr) -> pl.Expr:
    """Lower-case texts without what they say is not, or no longer, meant.

    >>> texts = ["非制造业", "餐饮（原钢铁）", "除钢铁外的制造业", "化工，不做光伏", "非标设备", "steel, not mining", "non-metallic minerals"]
    >>> pl.DataFrame({"t": texts}).select(strip_denied(pl.col("t"))).to_series().to_list()
    ['', '餐饮', '制造业', '化工，', '非标设备', 'steel,', 'non-metallic minerals']
    """
    joined = text.str.replace_all(_PARTS_OF_WORDS, "non_$1").str.replace_all(f"非({NON_ZH})", "非_$1")
    bare = joined.str.replace_all(_FORMER, "").str.replace_all(_NOT, "").str.replace_all(_IS_NOT, "$1")
    return bare.str.replace_all(_JOINED, "non-").str.replace_all("非_", "非", literal=True).str.strip_chars(" ")
