"""How a cell says that a value lies between two others, or beyond one: where its ends stand, and whether they belong to it.

Only the words are told apart here; what stands between them is read by the grammar of the field's type (`parsing/ranges.py`), which
also decides between several ways to part a cell. The one rule where usage differs: an end belongs to the range (`2015年以前`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl

_FULL = {  # words before a value: the end that it is, and whether it belongs to the range
    "least": {
        True: r">=|=>|≥|>或=|(?:at least|no less than|not less than|no fewer than|not fewer than|no earlier than|not before|on or after"
        r"|(?:no|not) (?:worse|lower|smaller|poorer) than|not (?:below|under)|ab|mindestens|minimum(?: of)?"
        r"|min\.?|from|since|seit|starting (?:at|from)|à partir de|au moins|upwards of|≧)(?![A-Za-z])"
        r"|不少于|不低于|不小于|不早于|至少|最少|最低|起码|大于或?等于|高于或?等于|从|自",
        False: r">|(?:(?:(?:only )?just |slightly |a little |well )?(?:over|above|more than)|greater than|larger than|higher than|exceed(?:s|ing)|in excess of"
        r"|after|later than|über|ueber|mehr als|nach|plus de)\b|[略刚剛](?:超过|超過|过|過|高于|超)(?=[0-9])|超过|突破|超|[过過](?=[0-9])|大于|多于|高于|晚于|逾",
    },
    "most": {
        True: r"<=|=<|≤|≦|<或=|(?:up to|at most|no more than|not more than|not exceeding|not over|no later than|on or before"
        r"|(?:no|not) (?:better|higher|greater|larger) than|not above|within|bis(?: zu)?|höchstens|hoechstens|maximal|maximum(?: of)?|max\.?"
        r"|until|till|by|au plus|jusqu'à)(?![A-Za-z])|不超过|不多于|不大于|不高于|不晚于|至多|最多|最高|小于或?等于|低于或?等于|截至",
        False: r"<|(?:(?:just |slightly |a little |well )?(?:under|below|less than)|fewer than|smaller than|lower than|before|earlier than|unter|weniger als|moins de)\b"
        r"|vor(?= ?[12][0-9]{3})"
        r"|略(?:低于|低於)(?=[0-9])|不足|不到|不满|未满|未达|不及|少于|小于|低于|早于",
    },
}
_BEHIND = {  # the same words behind one
    "least": {
        True: r"\+|(?:(?:or|and|&) (?:more|above|over|greater|higher|up|later|after|better)|-?plus|oder mehr|und mehr|upwards?|minimum|min\.?)(?![A-Za-z])"
        r"|(?:及|或|含)?以上|及以后|以后|之后|后|後|以来|至今|起|开外|余|餘|多",
        False: r"(?!)",
    },
    "most": {
        True: r"(?:(?:or|and|&) (?:less|fewer|below|under|lower|smaller|earlier|before|worse)|oder weniger|maximum|max\.?)(?![A-Za-z])"
        r"|(?:及|或|含)?以下|及以前|以前|之前|前(?![后後])|以内|以內|之内|之內|内|內",
        False: r"(?!)",
    },
}
# Of levels only these are sure whatever the scale: a high risk is worse than a low one.
_BETTER = r"(?:,? ?(?:or|and|&) (?:better|worse)(?![A-Za-z]))|(?:及|或)更[好优差]|(?:及|或)更[佳]"
_ESTIMATED = r"estimated|estimate|est"
# C$ and CA$ are Canada's, and so may be `ca $` and capitals; `c.£5M` and `ca €5M` are about so.
_CIRCA = r"(?-i:c|ca|Ca)(?:\.|(?![A-Za-z.$€£¥₹])(?!\s*\$))"
_ABOUT = (
    rf"≈|~|约为|约|約|大约|大約|大概|估计|估計|预估|預估|{_CIRCA}"
    rf"|(?:about|approximately|approx|circa|around|roughly|rund|etwa|environ|{_ESTIMATED})(?![A-Za-z])\.?"
)
_NEARLY = r"将近|接近|近|(?:nearly|almost|close to)(?![A-Za-z])"
_ABOUT_BEHIND = (
    rf"左右|上下|前后|[来來](?=[人名家个万萬亿億千])|(?:approx|or so|{_ESTIMATED})(?![A-Za-z])\.?"
    rf"|\((?:约|約|大约|大約|左右|估计|估計|预估|預估|approx(?:imately|\.)?|about|circa|ca\.?|(?:{_ESTIMATED})\.?)\)"
)
_OPEN, _CLOSED = (
    r"\((?:不含|不包括|不含本数|exclusive|excl\.?|不含[^()]{1,6})\)",
    r"\((?:含|含本数|包括|inclusive|incl\.?|含[^()]{1,6})\)|(?<![A-Za-z])inclusive(?![A-Za-z])|\(\+\)",
)


def _compile(table: dict[str, dict[bool, str]], ends: str) -> re.Pattern[str]:
    groups = (f"(?P<{side}{int(closed)}>{words})" for side, both in table.items() for closed, words in both.items())
    return re.compile(ends.format("|".join(sorted(groups, key=lambda group: "0>" in group))), re.I)


_FRONT, _BACK = _compile(_FULL, r"(?:{})\s*"), _compile(_BEHIND, r"\s*(?:{})")
_JOINS = (
    re.compile(r"(?<![A-Za-z])(?:to|through|thru|bis|à)(?![A-Za-z])|[至到~–—]|\.{2,}", re.I),
    re.compile(r"(?<![A-Za-z])(?:and|but|und)(?![A-Za-z])|[,;、与和且并]|&|但", re.I),
    re.compile("-"),
)
_WRAPPED = re.compile(
    r"(?:(?P<between>between\b|zwischen\b|介于|在)|从|自|由|(?:from|de)\b)?\s*(?P<inner>.*?)\s*(?:之间|之間|区间|區間)?$",
    re.I | re.S,
)
_INFIX = re.compile(r"(?P<a>.*?[^\s<≤])\s*(?P<x><=|<|≤)\s*[xyznXYZN人]\s*(?P<y><=|<|≤)\s*(?P<b>.+)$", re.S)
_SPREAD = re.compile(
    r"(?P<a>[^±]*[^±\s(])\s*\(?\s*(?:±|\+ ?/? ?-|plus(?: or |/)minus|give or take|上下浮动)\s*(?P<b>[^±()]+?)\)?", re.I
)
# As mathematics has it: one end belongs to it. `[100, 500]` is a list as well, and `(100, 500)` may be an account's debit.
_INTERVAL = re.compile(r"\[(?P<a>[^\[\](),;]+)[,;](?P<b>[^\[\](),;]+)\)|\((?P<c>[^\[\](),;]+)[,;](?P<d>[^\[\](),;]+)\]")
_HINT = (
    r"[0-9][A-Za-z]*-?(?i:plus)|[0-9)][^0-9]{0,30}(?:-|~|—|\.\.|至|到)|[<>≤≥≦≧±~≈+约約估近余餘多来來超逾过過破起内內前后後]|^\s*[\[(].*[,;].*[\])]\s*$|以上|以下|以内|以後|以后|以前|以来|之前|之后|左右|上下|前后|不足|不到|不满|未满|未达"
    r"|不及|不少|不低|不超|不多|不大|不高|不小|不早|不晚|至少|至多|最|起码|大于|小于|少于|多于|高于|低于|早于|晚于|大概|接近|截至|介于|[优優好差][于於]|之间|与|和|更"
    r"|(?i:\b(?:to|through|thru|and|or|over|above|under|below|more|less|least|most|than|up|from|since|min|max|minimum|maximum|about|approx|approximately|est|estimated|estimate|circa|ca|c"
    r"|around|roughly|nearly|almost|close|exceeds|exceeding|excess|after|before|until|till|by|no|not|plus|so|starting|between|upwards?|within|worse|better|unter|bis|ab|über|ueber|mehr|mindestens|höchstens|hoechstens|maximal|weniger|zwischen|rund|etwa|seit|vor|nach|moins|environ|à)\b)"
)
HINT = rf"(?:{_HINT})"
"""What every cell that says a range has; most that do are none. For a first look at many cells at once."""


_PAST = _FULL["least"][False].replace("(?=[0-9])", "")
BEYOND = rf"(?i)^(?:{_PAST})[^0-9]*[0-9].*(?:[-—~至到]|\bto\b).*[0-9]"
"""A sign or word for beyond before two ends, of which the first may belong to the range or not."""

_DASHES = (("[‐‑−﹣－]", "-"), ("[‒–―⸺]", "—"), ("[〜∼⁓～˜]", "~"))


def write_dashes(text: pl.Series) -> pl.Series:
    """Texts with one sign of each kind for all that stand between two ends: hyphens, dashes (longer than these) and tildes.

    >>> write_dashes(pl.Series(["2010‑01–2010‑03", "B〜A"])).to_list()
    ['2010-01—2010-03', 'B~A']
    """
    if not text.str.contains_any(list("‐‑−﹣－‒–―⸺〜∼⁓～˜")).any():
        return text
    for signs, one in _DASHES:
        text = text.str.replace_all(signs, one)
    return text


@dataclass(frozen=True, slots=True)
class Part:
    """What stands for one end: its text, and how many characters of the cell stand before that. Up to its first digit it is as in the cell."""

    text: str
    at: int = 0

    def cut(self, start: int, end: int | None = None) -> Part:
        text = self.text[start:end]
        bare = text.lstrip()
        return Part(bare.rstrip(), self.at + start + len(text) - len(bare))


@dataclass(frozen=True, slots=True)
class Split:
    """One way to take a cell: its ends, whether these are left out (`open_`), and how loosely it is said: `both` sides, or `below`; a `spread` is a
    value and what it may differ by."""

    least: Part | None
    most: Part | None
    open_least: bool = False
    open_most: bool = False
    about: str = ""

    @property
    def parts(self) -> tuple[Part, ...]:
        return tuple(part for part in (self.least, self.most) if part is not None)


@dataclass(frozen=True, slots=True)
class _Said:
    """A value without the words about it: the end that it is (empty: not said)."""

    part: Part
    side: str = ""
    open_: bool = False
    about: str = ""


def split_cell(text: str, *, level: bool = False) -> Iterator[list[Split]]:
    """The ways to take a text in normal form, likelier ones first; those of one list are equally likely.

    A `level` is only parted, or has words for better and worse: none is about so, and C is one.

    >>> [(one.least.text, one.most.text) for ways in split_cell("51 to 200 employees") for one in ways]
    [('51', '200 employees')]
    >>> [(one.most.text, one.open_most) for ways in split_cell("under $1M") for one in ways]
    [('$1M', True)]
    """
    whole = Part(text.strip())
    if level:
        yield from _split_level(whole)
        return
    if found := _INTERVAL.fullmatch(whole.text):
        least, most = (whole.cut(*found.span(name)) for name in ("ab" if found["a"] else "cd"))
        yield [Split(least, most, text[0] == "(", text[-1] == ")")]
        return
    if found := _SPREAD.fullmatch(whole.text):
        yield [Split(whole.cut(*found.span("a")), whole.cut(*found.span("b")), about="spread")]
    yield [way for one in _take_words(whole) if (way := _alone(one)) is not None]
    inner, about = whole, ""
    if found := re.match(rf"(?:{_ABOUT})\s*", whole.text, re.I):
        inner, about = whole.cut(found.end()), "both"
    if found := re.compile(rf"\s*(?:{_ABOUT_BEHIND})$", re.I).search(inner.text):
        inner, about = inner.cut(0, found.start()), "both"
    inner, between = _unwrap(inner)
    for place, join in enumerate(_JOINS):
        yield list(_part(inner, join, loose=place == 1 and not between, about=about))
    yield list(_part_adjacent(inner))


def _split_level(whole: Part) -> Iterator[list[Split]]:
    """The ways to take a text of levels: as it stands first, since a level may begin or end like a word that stands around two (在营)."""
    yield [way for one in _take_better(whole) if (way := _alone(one)) is not None]
    inner, between = _unwrap(whole)
    for join in (_JOINS[0], _JOINS[2]):
        yield [Split(*ends) for ends in _cut_at(whole, join)]
    ended = whole.cut(0, inner.at + len(inner.text) - whole.at)
    for one in dict.fromkeys((ended, inner)):
        for join in _JOINS if between and one == inner else (_JOINS[0], _JOINS[2]):
            yield [Split(*ends) for ends in _cut_at(one, join)]


def _unwrap(part: Part) -> tuple[Part, bool]:
    """A text without the words around its two ends, and whether these are joined by `and`: between."""
    found = _WRAPPED.match(part.text)
    return (part.cut(found.start("inner"), found.end("inner")), bool(found["between"])) if found else (part, False)


def _alone(one: _Said) -> Split | None:
    if one.side == "least":
        return Split(one.part, None, open_least=one.open_, about=one.about)
    if one.side == "most":
        return Split(None, one.part, open_most=one.open_, about=one.about)
    return Split(one.part, one.part, about=one.about) if one.about else None


def _part(inner: Part, join: re.Pattern[str], *, loose: bool, about: str) -> Iterator[Split]:
    """A cell parted where a word or sign joins its ends; a `loose` one (and) joins only ends that are said to be such."""
    for left, right in _cut_at(inner, join):
        for way in _pair(left, right, loose=loose):
            yield replace(way, about=about) if about else way


def _cut_at(inner: Part, join: re.Pattern[str]) -> Iterator[tuple[Part, Part]]:
    """What stands before and behind each place where a word or sign may join two ends."""
    for found in join.finditer(inner.text):
        left, right = inner.cut(0, found.start()), inner.cut(found.end())
        if left.text and right.text:
            yield left, right


def _pair(left: Part, right: Part, *, loose: bool) -> Iterator[Split]:
    for one in _take_words(left):
        for other in _take_words(right):
            sides = (one.side, other.side)
            if one.about or other.about or (loose and "" in sides) or (sides == ("least", "") and one.open_):
                continue  # >51-200
            if sides[0] != "most" and sides[1] != "least":
                yield Split(one.part, other.part, one.open_, other.open_)
            elif sides == ("most", "least"):
                yield Split(other.part, one.part, other.open_, one.open_)


def _part_adjacent(inner: Part) -> Iterator[Split]:
    """Two statements without a word between them: `50人以上100人以下`, `>50 <100`, `50≤X<100`, `10 up to 50`."""
    if found := _INFIX.match(inner.text):
        least, most = inner.cut(0, found.end("a")), inner.cut(found.start("b"))
        yield Split(least, most, found["x"] == "<", found["y"] == "<")
    cuts = {found.end() for found in _BACK.finditer(inner.text)} | {
        found.start() for found in _FRONT.finditer(inner.text)
    }
    for cut in sorted(cuts - {0, len(inner.text)}):
        left, right = inner.cut(0, cut), inner.cut(cut)
        if left.text and right.text:
            yield from (way for way in _pair(left, right, loose=True))
            if inner.text[cut - 1] == " ":  # 10 up to 50
                said = [one for one in _take_words(right) if one.side == "most" and not one.about]
                yield from (Split(left, one.part, False, one.open_) for one in said)


def _take_better(part: Part) -> Iterator[_Said]:
    if found := re.match(r"(?:(better|worse) than\b|([优優好差])[于於])\s*", part.text, re.I):
        worse = (found[1] or found[2]).lower() in ("worse", "差")
        yield _Said(part.cut(found.end()), "most" if worse else "least", open_=True)
    for found in re.finditer(rf"\s*(?:{_BETTER})$", part.text, re.I):
        worse = "worse" in found[0].lower() or "差" in found[0]
        yield _Said(part.cut(0, found.start()), "most" if worse else "least")


def take_grade_words(text: str) -> Iterator[Split]:
    """The ways to take a text of which it is sure that higher means better, as grades of letters: `BBB以上`, `at least BBB`."""
    sign = "+" if text.endswith("+") else ""  # of A+, which may be a grade
    for one in _take_words(Part(text.strip())):
        if (way := _alone(one)) is not None and not way.about and one.part.text.endswith(sign):
            yield way


def _take_words(part: Part) -> Iterator[_Said]:
    """A value with and without the words that say which end it is. Words on both sides of it must not contradict each other."""
    yield from _strip(_Said(part), 4)


def _strip(said: _Said, depth: int) -> Iterator[_Said]:
    yield said
    if not depth or not said.part.text:
        return
    text = said.part.text
    for pattern, about in ((_ABOUT, "both"), (_NEARLY, "below")):
        if not said.about and (found := re.match(rf"(?:{pattern})\s*", text, re.I)):
            yield from _strip(replace(said, part=said.part.cut(found.end()), about=about), depth - 1)
    if found := _FRONT.match(text):
        yield from _strip(_mark(said, found, said.part.cut(found.end())), depth - 1)
        return
    behind = _end_of_digits(text)
    if found := re.compile(rf"\s*(?:{_ABOUT_BEHIND})", re.I).search(text, behind):
        yield from _strip(replace(said, part=_remove(said.part, found), about=said.about or "both"), depth - 1)
    if found := re.compile(rf"\s*(?:{_OPEN})", re.I).search(text, behind):
        yield from _strip(replace(said, part=_remove(said.part, found), open_=True), depth - 1)
        return
    if found := re.compile(rf"\s*(?:{_CLOSED})", re.I).search(text, behind):
        yield from _strip(replace(said, part=_remove(said.part, found)), depth - 1)
        return
    for found in _BACK.finditer(text, behind):
        marked = _mark(said, found, _remove(said.part, found))
        if marked.side != "?":
            yield from _strip(marked, depth - 1)


def _end_of_digits(text: str) -> int:
    ends = [found.end() for found in re.finditer("[0-9]", text)]
    return ends[-1] if ends else 1


def _remove(part: Part, found: re.Match[str]) -> Part:
    return Part((part.text[: found.start()] + part.text[found.end() :]).rstrip(), part.at)


def _mark(said: _Said, found: re.Match[str], rest: Part) -> _Said:
    """The value with the end that a word says it is; `?` where another word says otherwise. Of two such words the wider one counts."""
    name = next(name for name, group in found.groupdict().items() if group is not None)
    side, open_ = name[:-1], name[-1] == "0"
    if said.side not in ("", side):
        return replace(said, part=rest, side="?")
    return replace(said, part=rest, side=side, open_=(open_ and said.open_) if said.side else (open_ or said.open_))


def says_bound(text: str) -> bool:
    """Whether a word or sign about the number of a text says that it is an end or about so, whatever else stands there.

    >>> says_bound("1000+"), says_bound("约 1000 户"), says_bound("+5"), says_bound("余额 1000"), says_bound("1000 pcs or more")
    (True, True, False, False, True)
    """
    words = (_FRONT, _BACK, re.compile(rf"(?:{_ABOUT}|{_NEARLY}|{_ABOUT_BEHIND})", re.I))
    for found in (one for pattern in words for one in pattern.finditer(text)):
        word = found[0].strip()
        start = found.start() + found[0].index(word)
        before, after = text[:start][-1:], text[start + len(word) :][:1]
        if word[0].isascii() and word[0].isalpha() and before.isascii() and before.isalpha():
            continue  # the end of another word
        if word == "+" and after.isdigit() and not before.isdigit():
            continue
        if len(word) > 1 or not word.isalpha():
            return True
        # One Chinese letter may be part of a longer word (余额, 约定).
        if before.isdigit() or after.isdigit() or not after or (not before and not "\u4e00" <= after <= "\u9fff"):
            return True
    return False
