"""The words that the intake's oracle knows, and what a cell is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import pycountry

MISSING, UNREADABLE = "missing", "unreadable"

NOTHING = {
    *(
        "-",
        "--",
        "---",
        "—",
        "——",
        "–",
        "_",
        ".",
        "..",
        "...",
        "/",
        "?",
        "*",
        "#n/a",
        "n/a",
        "n.a.",
        "na",
        "nan",
        "null",
        "none",
        "nil",
    ),
    *(
        "unknown",
        "not available",
        "tbd",
        "\\",
        "??",
        "???",
        "..",
        "未知",
        "无",
        "無",
        "暂无",
        "空",
        "不明",
        "不详",
        "待定",
        "没有",
        "沒有",
        "缺失",
        "",
    ),
}
BROKEN = {"#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#####"}
SIZES = {
    **dict.fromkeys(("thousand", "thousands", "k", "tsd", "tsd.", "thsd", "千", "仟"), 3),
    **dict.fromkeys(("万", "萬"), 4),
    **dict.fromkeys(("lakh", "lakhs", "lac", "lacs", "十万", "十萬"), 5),
    **dict.fromkeys(("million", "millions", "m", "mm", "mn", "mln", "mio", "mio.", "mil", "mil.", "百万", "百萬"), 6),
    **dict.fromkeys(("crore", "crores", "千万", "千萬"), 7),
    **dict.fromkeys(("亿", "億"), 8),
    **dict.fromkeys(
        (
            "billion",
            "billions",
            "b",
            "bn",
            "bln",
            "bil",
            "bil.",
            "mrd",
            "mrd.",
            "md",
            "mds",
            "milliard",
            "milliards",
            "十亿",
            "十億",
        ),
        9,
    ),
    **dict.fromkeys(("百亿", "百億"), 10),
    **dict.fromkeys(("千亿", "千億"), 11),
    **dict.fromkeys(("trillion", "trillions", "t", "tn", "trn", "万亿", "萬億", "兆"), 12),
}
MONEY = {
    **dict.fromkeys(("$", "us$", "us $", "usd", "美元", "美金", "dollar", "dollars"), "USD"),
    **dict.fromkeys(("€", "eur", "euro", "euros", "欧元"), "EUR"),
    **dict.fromkeys(("元", "rmb", "cny", "人民币", "yuan"), "CNY"),
    **dict.fromkeys(("₹", "rs", "rs.", "inr", "卢比"), "INR"),
    **dict.fromkeys(("£", "gbp", "英镑"), "GBP"),
    **dict.fromkeys(("jpy", "日元", "yen"), "JPY"),
}
SIDES = {
    **dict.fromkeys(("dr", "dr.", "debit", "借", "借方"), "debit"),
    **dict.fromkeys(("credit", "贷", "贷方"), "credit"),
    **dict.fromkeys(("cr", "cr."), "cr"),
}
COUNTS = {
    "days": ("days", "day", "d", "天", "日"),
    "years": ("years", "year", "yrs", "yr", "y", "年"),
    "year": ("年度", "年", "year"),
    "hours": ("hours", "hour", "hrs", "hr", "h", "小时", "个小时"),
    "people": (
        *(
            "人",
            "名",
            "位",
            "名员工",
            "员工",
            "employees",
            "employee",
            "people",
            "persons",
            "staff",
            "fte",
            "headcount",
        ),
        *(
            "mitarbeiter",
            "mitarbeitende",
            "beschäftigte",
            "employés",
            "salariés",
            "empleados",
            "dipendenti",
            "funcionários",
        ),
    ),
    "things": (
        *(
            "件",
            "个",
            "项",
            "次",
            "笔",
            "单",
            "张",
            "份",
            "台",
            "套",
            "家",
            "条",
            "起",
            "宗",
            "例",
            "款",
            "种",
            "批",
            "批次",
            "pcs.",
            "pc.",
            "pcs",
            "pc",
            "pieces",
            "piece",
        ),
        *("items", "item", "units", "unit", "cases", "case", "orders", "order", "times", "x"),
    ),
}
# What in a bracket behind a number says that it is none.
HEDGES = frozenset(
    (
        "est",
        "estimate",
        "estimated",
        "approx",
        "approximately",
        "about",
        "around",
        "circa",
        "ca",
        "over",
        "under",
        "above",
        "below",
    )
) | frozenset(("more", "less", "fewer", "up", "least", "most", "min", "max", "minimum", "maximum"))
HEDGES_ZH = (
    *"+<>≤≥~≈约約估近余餘",
    "左右",
    "上下",
    "以上",
    "以下",
    "以内",
    "以內",
    "超过",
    "超過",
    "不足",
    "不到",
    "至少",
    "至多",
    "最多",
    "最少",
)
ABOUT = ("约", "大约", "≈", "~", "about", "approx.", "approx", "approximately", "ca", "ca.", "circa")
PERCENTS = ("%", "‰", "percent", "pct", "pct.", "per cent")
YES = {
    "yes",
    "y",
    "true",
    "t",
    "1",
    "1.0",
    "on",
    "是",
    "有",
    "真",
    "√",
    "✓",
    "✔",
    "ja",
    "oui",
    "enabled",
    "active",
    "有效",
    "通过",
    "已",
}
NO = {
    "no",
    "n",
    "false",
    "f",
    "0",
    "0.0",
    "off",
    "否",
    "没有",
    "假",
    "×",
    "✗",
    "nein",
    "non",
    "disabled",
    "inactive",
    "无效",
    "無效",
    "未通过",
    "未",
}
MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
COUNTRIES = {
    **dict.fromkeys(
        ("iran", "iran, islamic rep.", "iran (islamic republic of)", "伊朗", "伊朗伊斯蘭共和國", "ir", "irn"), "IR"
    ),
    **dict.fromkeys(("germany", "deutschland", "德国", "德國", "de", "deu"), "DE"),
    **dict.fromkeys(
        (
            "russia",
            "russian federation",
            "russia federation",
            "rusia",
            "俄罗斯",
            "俄羅斯",
            "俄羅斯聯邦",
            "россия",
            "ru",
        ),
        "RU",
    ),
    **dict.fromkeys(("viet nam", "vietnam", "vietnã", "越南", "vn"), "VN"),
    **dict.fromkeys(("türkiye", "turkey", "turkiye", "土耳其", "tr"), "TR"),
    **dict.fromkeys(("korea, dem. people's rep.", "north korea", "朝鲜", "北韓", "kp"), "KP"),
    **dict.fromkeys(("egypt, arab rep.", "egypt", "egypte", "埃及", "eg"), "EG"),
    **dict.fromkeys(("lao pdr", "laos", "寮國", "老挝", "la"), "LA"),
    **dict.fromkeys(("new zealand", "紐西蘭", "新西兰", "nz"), "NZ"),
    **dict.fromkeys(("saudi arabia", "沙烏地阿拉伯", "沙特阿拉伯", "沙地阿拉伯", "沙烏地", "沙特", "sa"), "SA"),
    **dict.fromkeys(("united states", "usa", "us", "美国", "美", "u.s.a."), "US"),
    **dict.fromkeys(("cuba", "古巴", "cu"), "CU"),
}
DASHES = "−–—﹣‐‑‒"


@dataclass(frozen=True)
class Kind:
    """What a cell is asked for: a type, what it counts, its bounds, and how its column is written."""

    type: str
    counts: str = ""
    low: float | None = None
    high: float | None = None
    comma: bool = False
    power: int = 0
    percent: bool | None = None
    order: str | None = None
    unit_currency: str | None = None
    accounts: bool = False
    rates: dict[str, float] = field(default_factory=dict)
    missing: tuple[float | str, ...] = ()


@cache
def list_codes() -> tuple[dict[str, str], frozenset[str]]:
    """The codes of countries, with their two letters, and those of currencies."""
    countries = {code.lower(): one.alpha_2 for one in pycountry.countries for code in (one.alpha_2, one.alpha_3)}
    return countries, frozenset(one.alpha_3.lower() for one in pycountry.currencies)
