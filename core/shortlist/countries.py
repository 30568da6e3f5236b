"""Names of countries in English, Chinese and a few other languages, as the codes of ISO 3166 alpha-2."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Common forms that neither babel nor pycountry has.
COMMON: dict[str, str] = {
    "USA": "US", "U.S.": "US", "U.S.A.": "US", "America": "US", "United States of America (USA)": "US", "美国": "US",
    "美利坚合众国": "US", "美": "US", "UK": "GB", "U.K.": "GB", "Great Britain": "GB", "Britain": "GB", "England": "GB",
    "Scotland": "GB", "Wales": "GB", "Northern Ireland": "GB", "英国": "GB", "英格兰": "GB", "苏格兰": "GB", "大不列颠": "GB",
    "大不列颠及北爱尔兰联合王国": "GB", "PRC": "CN", "P.R. China": "CN", "PR China": "CN", "P.R.C.": "CN", "Mainland China": "CN",
    "China (Mainland)": "CN", "China Mainland": "CN", "People's Republic of China": "CN", "中华人民共和国": "CN", "中国大陆": "CN",
    "中国": "CN", "中國": "CN", "大陆": "CN", "内地": "CN", "中国内地": "CN", "Hong Kong": "HK", "Hong Kong SAR": "HK",
    "Hong Kong, China": "HK", "China, Hong Kong": "HK", "HKSAR": "HK", "香港": "HK", "中国香港": "HK", "香港特别行政区": "HK",
    "中国香港特别行政区": "HK", "Hong Kong SAR China": "HK", "Macao": "MO", "Macau": "MO", "Macau SAR": "MO", "澳门": "MO",
    "中国澳门": "MO", "澳門": "MO", "Taiwan": "TW", "Taiwan, China": "TW", "Chinese Taipei": "TW", "Taiwan (China)": "TW",
    "Taiwan, Province of China": "TW", "ROC": "TW", "台湾": "TW", "臺灣": "TW", "台灣": "TW", "中国台湾": "TW", "台湾省": "TW",
    "中国台湾省": "TW", "South Korea": "KR", "Korea, South": "KR", "Republic of Korea": "KR", "Korea": "KR", "S. Korea": "KR",
    "Korea (Republic of)": "KR", "Korea (South)": "KR", "韩国": "KR", "南韩": "KR", "大韩民国": "KR", "韓國": "KR",
    "North Korea": "KP", "Korea, North": "KP", "DPRK": "KP", "朝鲜": "KP", "北韩": "KP", "Russia": "RU", "俄国": "RU",
    "Russian Federation": "RU", "俄罗斯": "RU", "俄罗斯联邦": "RU", "UAE": "AE", "U.A.E.": "AE", "Emirates": "AE", "Dubai": "AE",
    "阿联酋": "AE", "迪拜": "AE", "KSA": "SA", "Saudi": "SA", "沙特": "SA", "Czech Republic": "CZ", "捷克": "CZ", "捷克共和国": "CZ",
    "Holland": "NL", "The Netherlands": "NL", "荷兰": "NL", "Turkey": "TR", "土耳其": "TR", "Burma": "MM", "缅甸": "MM",
    "Ivory Coast": "CI", "Cape Verde": "CV", "Swaziland": "SZ", "Macedonia": "MK", "North Macedonia": "MK", "Laos": "LA",
    "Lao": "LA", "老挝": "LA", "Viet Nam": "VN", "Vietnam": "VN", "越南": "VN", "Syria": "SY", "Iran": "IR", "Bolivia": "BO",
    "Venezuela": "VE", "Tanzania": "TZ", "Moldova": "MD", "Brunei": "BN", "Palestine": "PS", "Vatican": "VA", "Kosovo": "XK",
    "Holy See": "VA", "East Timor": "TL", "Micronesia": "FM", "DR Congo": "CD", "DRC": "CD", "Congo-Kinshasa": "CD",
    "Democratic Republic of Congo": "CD", "Republic of the Congo": "CG", "Congo": "CG", "Congo-Brazzaville": "CG",
    "刚果金": "CD", "刚果布": "CG", "Republic of Ireland": "IE", "Eire": "IE", "Slovak Republic": "SK", "Kyrgyz Republic": "KG",
    "Bosnia": "BA", "Bosnia-Herzegovina": "BA", "Trinidad": "TT", "Antigua": "AG", "St. Kitts": "KN", "Gambia": "GM",
    "Bahamas": "BS", "Philippines": "PH", "菲律宾": "PH", "新加坡": "SG", "星加坡": "SG", "马来西亚": "MY", "印度尼西亚": "ID",
    "印尼": "ID", "印度": "IN", "泰国": "TH", "日本": "JP", "德国": "DE", "法国": "FR", "意大利": "IT", "西班牙": "ES",
    "澳洲": "AU", "新西兰": "NZ", "纽西兰": "NZ", "加拿大": "CA", "巴西": "BR", "墨西哥": "MX", "瑞士": "CH", "瑞典": "SE",
    "挪威": "NO", "丹麦": "DK", "芬兰": "FI", "比利时": "BE", "奥地利": "AT", "爱尔兰": "IE", "南非": "ZA", "以色列": "IL",
    "波黑": "BA", "科特迪瓦": "CI", "Deutschland": "DE", "Espana": "ES", "Brasil": "BR", "Suisse": "CH", "Schweiz": "CH",
    "Oesterreich": "AT", "Nippon": "JP", "Bermuda": "BM", "Cayman Islands": "KY", "Cayman": "KY", "开曼群岛": "KY", "开曼": "KY",
    "英属维尔京群岛": "VG", "BVI": "VG", "British Virgin Islands": "VG", "US Virgin Islands": "VI", "Jersey": "JE", "泽西": "JE",
    "Guernsey": "GG", "Isle of Man": "IM", "Channel Islands": "JE", "Puerto Rico": "PR", "Macao SAR": "MO", "EL": "GR",
}
LANGUAGES = ("en", "zh", "zh_Hant", "de", "fr", "es")


def key(name: str) -> str:
    """What a name is compared by: lower case, without accents, marks, `the` and spaces; `&` and `St.` spelt out."""
    text = unicodedata.normalize("NFKD", name).casefold().replace("&", " and ")
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"\bst\.? ", "saint ", text)
    return re.sub(r"[\W_]+", "", re.sub(r"\bthe\b", "", text))


@cache
def table() -> dict[str, str]:
    """Every known name's `key` with its code. Codes of two and three letters are names too; numbers are not."""
    import pycountry
    from babel import Locale

    found: dict[str, str] = {}
    codes = {country.alpha_2 for country in pycountry.countries} | {"XK"}
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if code in codes:
                found.setdefault(key(name), code)
    for country in pycountry.countries:
        for attribute in ("name", "official_name", "common_name", "alpha_3"):
            if name := getattr(country, attribute, None):
                found.setdefault(key(name), country.alpha_2)
                if ", " in name:  # `Korea, Republic of` is `Republic of Korea` too
                    found.setdefault(key(" ".join(reversed(name.split(", ")))), country.alpha_2)
    found.update((key(name), code) for name, code in COMMON.items())
    found.update((code.casefold(), code) for code in sorted(codes))
    found.pop("", None)
    return found


def code_of(name: str) -> str | None:
    """The alpha-2 code of a country's name or code, or None.

    >>> code_of("中国香港"), code_of("The Netherlands"), code_of("391")
    ('HK', 'NL', None)
    """
    return table().get(key(name))


def names(code: str) -> tuple[str, str] | None:
    """A country's name in English and Chinese."""
    from babel import Locale

    en, zh = Locale.parse("en").territories.get(code), Locale.parse("zh").territories.get(code)
    return (en, zh) if en and zh else None
