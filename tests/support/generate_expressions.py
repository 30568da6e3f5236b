"""Writes random expressions: every node of conditions over every kind of argument. The ruleset around them is in `expressions`."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

KINDS = ("number", "text", "country", "level", "date", "bool", "segment", "null")
SELLER = {
    "number": ("seller.max_order", "seller.rate", "decision.review"), "text": ("seller.home", "seller.motto", "seller.nothing"),
    "date": ("seller.since",), "bool": ("seller.open",),
}  # fmt: skip
CONSTANTS = {
    "number": ("0", "1", "5", "0.1", "2.5", "1e308", "100"), "date": ("'2026-01-31'", "CURRENT_DATE"), "bool": ("TRUE", "FALSE"),
    "text": ("'DE'", "'Bonn'", "''", "'a%b_'", "'ß'", "'2026-01-31'"), "country": ("'DE'", "'KP'"), "level": ("'seed'", "'tree'"),
    "segment": ("'large'", "'home'", "'qualify'"), "null": ("NULL",),
}  # fmt: skip
NAMES = {
    "number": ("visits", "growth", "spend", "stars", "risk.index", "ordered", "interest", "fondness", "interest.coverage", "score", "coverage"),
    "text": ("city", "risk.label"), "country": ("seat", "risk.land"), "level": ("grown", "risk.rank", "grade"),
    "date": ("met", "risk.day", "last_order"), "bool": ("likes_us", "risk.safe", "ever", "big", "odd"), "segment": ("size", "place", "decision"),
}  # fmt: skip
CELLS = {
    "number": ("amount",), "text": ("kind",), "country": ("origin",), "date": ("date", "due", "paid"),
    "bool": ("late", "given.paid", "later.paid", "unread.amount"),
}  # fmt: skip
STRAY = ("seller.gone", "seller.centres", "seller", "nobody", "risk.gone", "visits.coverage")
LIKE = ("'D%'", "'%'", "''", "'_'", "'%on%'", "'A\\%'", "'[a-z]+.*'", "city", "5")
PARTS = ("YEAR", "QUARTER", "MONTH", "DAY")


@dataclass
class Writer:
    """Writes random expressions of a kind; now and then an operand is of another kind, or no name at all."""

    random: random.Random
    names: Mapping[str, Sequence[str]]
    stray: float = 0.05
    fixed: Mapping[str, Sequence[str]] | None = None
    """Constants instead of those of `CONSTANTS` and the seller's."""

    def write(self, kind: str, depth: int) -> str:
        """An expression of that kind, nested at most so deep."""
        pick = self.random.random()
        if pick < self.stray:
            kind = self.random.choice(KINDS)
        if pick > 1 - self.stray / 5:
            return self.random.choice(STRAY)
        ways = _WAYS.get(kind)
        if depth > 0 and ways and self.random.random() < 0.8:
            return self.random.choice(ways)(self, kind, depth - 1)
        constants = (SELLER, CONSTANTS) if self.fixed is None else (self.fixed,)
        pools = [pool[kind] for pool in (self.names, self.names, *constants) if pool.get(kind)]
        return self.random.choice(self.random.choice(pools or [CONSTANTS["null"]]))

    def several(self, kind: str, depth: int, least: int) -> str:
        return ", ".join(self.write(kind, depth) for _ in range(least + self.random.randrange(3)))


Way = Callable[[Writer, str, int], str]


def _of(pattern: str, *kinds: str) -> Way:
    """Operands of these kinds (of the node's own where one is empty) in a pattern."""

    def write(writer: Writer, kind: str, depth: int) -> str:
        return pattern.format(*(writer.write(one or kind, depth) for one in kinds))

    return write


def _case(writer: Writer, kind: str, depth: int) -> str:
    whens = " ".join(
        f"WHEN {writer.write('bool', depth)} THEN {writer.write(writer.random.choice([kind, kind, kind, 'null']), depth)}"
        for _ in range(1 + writer.random.randrange(3))
    )
    return f"CASE {whens} {writer.random.choice(['', f'ELSE {writer.write(kind, depth)}'])} END"


def _several(name: str, least: int = 2) -> Way:
    return lambda writer, kind, depth: f"{name}({writer.several(kind, depth, least)})"


def _any(pattern: str, kinds: Sequence[str]) -> Way:
    """Operands of one kind, whichever."""

    def write(writer: Writer, kind: str, depth: int) -> str:
        other = writer.random.choice(kinds)
        return "(" + pattern.format(*(writer.write(other, depth) for _ in range(3))) + ")"

    return write


def _in(writer: Writer, kind: str, depth: int) -> str:
    other = writer.random.choice(KINDS[:-1])
    some = writer.random.choice([0, 1, 1, 1])
    return f"({writer.write(other, depth * some)} {writer.random.choice(['', 'NOT '])}IN ({writer.several(other, depth * some, 1)}))"


def _like(writer: Writer, kind: str, depth: int) -> str:
    sign = writer.random.choice(["LIKE", "NOT LIKE", "ILIKE", "NOT ILIKE"])
    return f"({writer.write(writer.random.choice(['text', 'country']), depth)} {sign} {writer.random.choice(LIKE)})"


def _part(writer: Writer, kind: str, depth: int) -> str:
    part, inside = writer.random.choice(PARTS), writer.write("date", depth)
    return writer.random.choice([f"{part}({inside})", f"EXTRACT({part.lower()} FROM {inside})"])


def _difference(writer: Writer, kind: str, depth: int) -> str:
    unit = writer.random.choice(["day", "month", "year", "week"])
    return f"DATE_DIFF('{unit}', {writer.write('date', depth)}, {writer.write('date', depth)})"


_CHOICES: list[Way] = [
    _case,
    _several("COALESCE", 1),
    _several("GREATEST", 1),
    _several("LEAST", 1),
    _of("NULLIF({}, {})", "", ""),
]
_WAYS: dict[str, list[Way]] = {
    "number": [
        _of("({} + {})", "", ""), _of("({} - {})", "", ""), _of("({} * {})", "", ""), _of("({} / {})", "", ""), _of("-({})", ""), _of("({})", ""),
        _of("ABS({})", ""), _of("ROUND({})", ""), _of("ROUND({}, 2)", ""), _of("ROUND({}, {})", "", ""), _of("FLOOR({})", ""), _of("CEIL({})", ""),
        _of("LENGTH({})", "text"), _of("LENGTH({})", "country"), _part, _difference, _of("({} - {})", "date", "date"), *_CHOICES,
    ],
    "text": [_of("UPPER({})", ""), _of("LOWER({})", ""), _of("UPPER({})", "country"), _of("({})", ""), *_CHOICES],
    "country": _CHOICES, "level": _CHOICES,
    "date": [_of("({} + {})", "", "number"), _of("({} - {})", "", "number"), _of("({} + {})", "number", ""), *_CHOICES],
    "bool": [
        *(_any(f"{{}} {sign} {{}}", KINDS) for sign in ("=", "<>", "=", "==", "!=")),
        *(_any(f"{{}} {sign} {{}}", ("number", "date", "level")) for sign in ("<", "<=", ">", ">=")),
        _any("{} BETWEEN {} AND {}", ("number", "date", "level")), _any("{} NOT BETWEEN {} AND {}", ("number", "date", "level")),
        _of("({} AND {})", "", ""), _of("({} OR {})", "", ""), _of("({} AND {} OR {})", "", "", ""), _of("(NOT {})", ""), _in, _in, _like, _like,
        _any("{} IS NULL", KINDS), _any("{} IS NOT NULL", KINDS), _of("({} IS TRUE)", ""), _of("({} IS NOT TRUE)", ""), _of("({} IS FALSE)", ""),
        _case, _several("COALESCE", 1), _of("NULLIF({}, {})", "", ""),
    ],
}  # fmt: skip


def _aggregate(writer: Writer, kind: str, depth: int) -> str:
    kind = writer.random.choice(["number", "number", "date", "bool", "text"])
    inside = writer.write(kind, depth)
    names = ["MIN", "MAX"] if kind == "date" else ["SUM", "AVG", "MIN", "MAX", "MEDIAN"]
    whole = writer.random.choice(
        ["COUNT(*)", f"COUNT({inside})", f"COUNT(DISTINCT {inside})", *(f"{name}({inside})" for name in names * 2)]
    )
    return whole + (f" FILTER (WHERE {writer.write('bool', depth)})" if writer.random.random() < 0.3 else "")


def generate(seed: int, count: int) -> list[tuple[str, str]]:
    """Random expressions, each with the place where it is to stand."""
    source = random.Random(f"expressions {seed}")
    names, cells = Writer(source, NAMES), Writer(source, {**CELLS, "level": (), "segment": ()})
    around = Writer(source, {"number": (), "date": (), "bool": ()})
    texts: list[tuple[str, str]] = []
    for _ in range(count):
        place = source.choice(["rule"] * 6 + ["linear", "levels", "bool", "offer", "offer", "row", "feature"])
        depth = source.choice([0, 1, 1, 2, 2, 2, 3, 4])
        if place == "feature":
            texts.append((place, _write_feature(around, cells, depth)))
            continue
        kinds = {"rule": ("bool",), "linear": ("number",), "levels": ("text",), "bool": ("bool",)}.get(place, KINDS)
        texts.append((place, (cells if place == "row" else names).write(source.choice(kinds), depth)))
    return texts


def _write_feature(around: Writer, cells: Writer, depth: int) -> str:
    one, two = _aggregate(cells, "", depth), _aggregate(cells, "", max(depth - 1, 0))
    other = around.write(around.random.choice(["number", "number", "date", "bool"]), min(depth, 1))
    return around.random.choice(
        [
            one,
            one,
            f"({one} + {two})",
            f"({one} / {two})",
            f"COALESCE({one}, {other})",
            f"({one} > {two})",
            f"NULLIF({one}, {two})",
        ]
    )
