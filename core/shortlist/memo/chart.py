"""Draws a decision's score with its bounds, cuts and grades on a scale of 0 to 100, as SVG and in characters.

Both are legible in greyscale: grades have letters as well as shades, cuts are lines with their words.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from shortlist.language import Language, Text
from shortlist.memo import figures

WIDTH, HEIGHT, LEFT, SCALE = 640, 132, 50, 5.4  # SVG user units; a point of score is SCALE of them wide
INK, BAR, PAPER = "#1b2733", "#8093a7", "#ffffff"
LIGHT, DARK = (0xF2, 0xF4, 0xF7), (0xA9, 0xBA, 0xCB)
EDGE, APART = 2, 12  # of texts from the picture's edge, and from each other
COLUMNS = 50  # characters of the drawing, two points of score each


CUT = Text("the cut", "准入线")


@dataclass(frozen=True)
class Gauge:
    """What the picture shows. `grades` maps each grade to the score from which it holds; `score` may be missing."""

    score: float | None
    low: float
    high: float
    review: float
    qualify: float
    grades: Mapping[str, float]
    cut: Text = CUT

    def bands(self) -> list[tuple[str, float, float]]:
        """The grades from the lowest up, each with the scores between which it holds."""
        rising = sorted(self.grades.items(), key=lambda item: item[1])
        ends = [*(start for _, start in rising[1:]), 100.0]
        return [(grade, start, end) for (grade, start), end in zip(rising, ends, strict=True)]

    def cuts(self, language: Language) -> list[tuple[float, str]]:
        """The cuts with their words, lowest first; one where both are equal."""
        qualify, review = figures.score(self.qualify, language), figures.score(self.review, language)
        found = [(self.qualify, Text(f"qualify from {qualify}", f"{self.cut.zh} {qualify} 分").in_(language))]
        if self.review < self.qualify:
            found.insert(0, (self.review, Text(f"review from {review}", f"复核线 {review} 分").in_(language)))
        return found


def in_words(gauge: Gauge, language: Language) -> str:
    """What the picture shows, for those who cannot see it."""
    score, low, high = (figures.score(value, language) for value in (gauge.score, gauge.low, gauge.high))
    cuts = Text(", ", "，").in_(language).join(words for _, words in gauge.cuts(language))
    grades = (
        Text(", ", "，")
        .in_(language)
        .join(
            Text(f"{grade} from {figures.score(start, 'en')}", f"{grade} 级 {figures.score(start, 'zh')} 分起").in_(
                language
            )
            for grade, start, _ in reversed(gauge.bands())
        )
    )
    english = f"Score {score} of 100" if score else "No score"
    chinese = f"得分 {score} 分（满分 100 分）" if score else "暂无得分"
    return Text(
        f"{english}; between {low} and {high}, whatever is not known exactly turns out to be; {cuts}; grades: {grades}.",
        f"{chinese}；未确知的信息无论取何值，得分均在 {low}～{high} 分之间；{cuts}；等级：{grades}。",
    ).in_(language)


# --- SVG


def svg(gauge: Gauge, language: Language) -> Markup:
    """The picture as one `svg` element for a page, without references to anything outside; its text alternative is inside."""
    lines = [*_bands(gauge), *_cuts(gauge, language), *_axis(), *_bounds(gauge, language), *_score(gauge, language)]
    words = escape(in_words(gauge, language))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{words}" '
        f'font-size="12" fill="{INK}"><title>{words}</title>'
    )
    return Markup(head + "".join(lines) + "</svg>")


def _x(score: float) -> float:
    return round(LEFT + SCALE * score, 1)


def _text(x: float, y: float, words: str, more: str = "") -> str:
    """A centred text, moved inwards where it would leave the picture."""
    half = _half(words)
    x = min(max(x, half + EDGE), WIDTH - half - EDGE)
    return f'<text x="{x:.1f}" y="{y}" text-anchor="middle"{more}>{escape(words)}</text>'


def _half(words: str) -> float:
    """Half the width of a text of size 12 in the picture."""
    # Nothing measures the reader's font here; a column of text takes about 7.2 units at size 12.
    return _width(words) * 3.6


def _width(words: str) -> int:
    """The width of a text in columns; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)


def _bands(gauge: Gauge) -> list[str]:
    bands = gauge.bands()
    found = []
    for index, (grade, start, end) in enumerate(bands):
        part = index / max(len(bands) - 1, 1)
        shade = "#" + "".join(
            f"{round(light + (dark - light) * part):02x}" for light, dark in zip(LIGHT, DARK, strict=True)
        )
        found.append(
            f'<rect x="{_x(start)}" y="58" width="{_x(end) - _x(start):.1f}" height="26" fill="{shade}" stroke="{INK}" stroke-width="0.7"/>'
        )
        if (end - start) * SCALE > _width(grade) * 8:
            found.append(_text((_x(start) + _x(end)) / 2, 76, grade, ' font-size="14" font-weight="600"'))
    return found


def _cuts(gauge: Gauge, language: Language) -> list[str]:
    """A dashed line for each cut, and below them their words on one row."""
    cuts = gauge.cuts(language)
    places = _place_words([_x(cut) for cut, _ in cuts], [_half(words) for _, words in cuts])
    found = []
    for (cut, words), place in zip(cuts, places, strict=True):
        line = f'<path d="M{_x(cut)} 26V110" stroke="{INK}" stroke-width="1.2" stroke-dasharray="4 3" fill="none"/>'
        found.append(line + _text(place, 122, words, ' font-weight="600"'))
    return found


def _place_words(lines: Sequence[float], halves: Sequence[float]) -> list[float]:
    """Where the words of one or two lines have their middles: below their lines, but apart from each other and inside the picture.

    >>> _place_words([100.0, 300.0], [40.0, 50.0]), _place_words([300.0, 320.0], [40.0, 50.0]), _place_words([55.0, 60.0], [40.0, 50.0])
    ([100.0, 300.0], [264.0, 366.0], [42.0, 144.0])
    """
    if len(lines) == 1:
        return [*lines]
    (first, second), (left, right) = lines, halves
    middle = (first + second) / 2
    first, second = min(first, middle - left - APART / 2), max(second, middle + right + APART / 2)
    # Moved inwards at an end of the picture, one pushes the other before it.
    first = max(first, left + EDGE)
    second = min(max(second, first + left + APART + right), WIDTH - right - EDGE)
    return [min(first, second - right - APART - left), second]


def _axis() -> list[str]:
    return [
        _text(
            _x(score),
            98,
            str(score),
            ' font-size="10" fill="#51606f" paint-order="stroke" stroke="#fff" stroke-width="3"',
        )
        for score in range(0, 101, 10)
    ]


def _bounds(gauge: Gauge, language: Language) -> list[str]:
    """A bar between the bounds with their numbers at its ends; nothing where they are equal."""
    low, high = _x(gauge.low), _x(gauge.high)
    if gauge.low == gauge.high:
        return []
    found = [
        f'<rect x="{low}" y="36" width="{high - low:.1f}" height="10" rx="2" fill="{BAR}" stroke="{INK}" stroke-width="1"/>'
    ]
    halo = ' font-size="11" paint-order="stroke" stroke="#fff" stroke-width="4"'
    for value, x, side in ((gauge.low, low, -1), (gauge.high, high, 1)):
        words = figures.score(value, language)
        found.append(_text(x + side * (_width(words) * 3.5 + 5), 45, words, halo))
    return found


def _score(gauge: Gauge, language: Language) -> list[str]:
    if gauge.score is None:
        words = Text("no score", "暂无得分").in_(language)
        return [_text((_x(gauge.low) + _x(gauge.high)) / 2, 22, words, ' font-size="15" font-weight="700"')]
    x = _x(gauge.score)
    return [
        f'<path d="M{x} 30l8 11l-8 11l-8 -11z" fill="{PAPER}" stroke="{INK}" stroke-width="2.2"/>',
        _text(x, 20, figures.score(gauge.score, language), ' font-size="17" font-weight="700"'),
    ]


# --- characters


def drawing(gauge: Gauge) -> str:
    """The picture in ASCII: lines that line up in any font of fixed width, Chinese ones too.

    >>> print(drawing(Gauge(62.0, 40.0, 90.0, 50.0, 70.0, {"A": 80, "B": 70, "C": 50, "D": 0})))
    0         20        40        60        80        100
    DDDDDDDDDDDDDDDDDDDDDDDDDCCCCCCCCCCBBBBBAAAAAAAAAA
                        [==========#=============]
                             R         Q
    """
    ruler = "".join(f"{score:<10}" for score in range(0, 101, 20)).rstrip()
    grades = [" "] * COLUMNS
    for grade, start, end in gauge.bands():
        letter = grade[:1] if grade[:1].isascii() and grade[:1].isalnum() else "."
        for column in range(_column(start), COLUMNS if end == 100.0 else _column(end)):
            grades[column] = letter
    bar = _marks([(_column(gauge.low), "["), (_column(gauge.high), "]")])
    for column in range(_column(gauge.low) + 1, _column(gauge.high)):
        bar[column] = "="
    if gauge.score is not None:
        bar[_column(gauge.score)] = "#"
    cuts = _marks([(_column(gauge.review), "R"), (_column(gauge.qualify), "Q")])
    return "\n".join([ruler, *("".join(line).rstrip() for line in (grades, bar, cuts))])


def _column(score: float) -> int:
    """The column of a score; that of 100 is one more, behind the last grade's."""
    return min(int(score * COLUMNS / 100), COLUMNS)


def _marks(marks: Sequence[tuple[int, str]]) -> list[str]:
    line = [" "] * (COLUMNS + 1)
    for column, mark in marks:
        line[column] = mark
    return line
