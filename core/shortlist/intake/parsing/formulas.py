"""Which texts a spreadsheet would take for a formula, and the apostrophe that keeps it from doing so."""

from __future__ import annotations

import polars as pl

GUARD = "'"
# What shows nothing: spaces, control and format characters (soft hyphen, marks of direction), fillers, joiners.
_LEAD = r"[\s\p{Z}\p{Cc}\p{Cf}\x{34f}\x{115f}\x{1160}\x{2800}\x{3164}\x{ffa0}\x{fe00}-\x{fe0f}]*"
_SIGN = r"[+\-\x{ff0b}\x{ff0d}\x{fe62}\x{fe63}]"
# Spreadsheets of East Asia take the full-width signs for the others; TAB and CR are dropped by some on the way in.
# LF too, for a CR within a cell of a CSV comes back as one.
_RISKY = (
    rf"^(?:[\t\r\n]|{_LEAD}[=@\x{{ff1d}}\x{{ff20}}\x{{fe66}}\x{{fe6b}}+\-\x{{ff0b}}\x{{ff0d}}\x{{fe62}}\x{{fe63}}])"
)
# What begins like a formula, but can hold no name, call or reference: it comes back from a spreadsheet or CRM as it was.
_NUMBER = (
    rf"(?:{_SIGN}\s*/\s*)?{_SIGN}\s*[€$£¥￥]?\s*[.,]?\d(?:[\d.,'’\s]*[\d.,])?(?:[eE][+\-]?\d+)?"
    r"\s*[%‰％°€$£¥￥]?\s*(?:[^\W\d_]{1,12}\.?)?"
)
_PHONE = r"[+\x{ff0b}]\s*[\d(][\d\s()./\-–]*(?:[,;；]?\s*(?:extension|ext|x|#|转|轉|分机|分機|dw)[.:]?\s*\d+)?"
_PHONES = rf"{_PHONE}(?:\s*[,;/|、]\s*(?:{_PHONE}|[\d(][\d\s()./\-–]*))*"
_DASHES = r"[=@+\-\x{ff1d}\x{ff20}\x{ff0b}\x{ff0d}–—−./\s,:;()_*~?]*"
_HARMLESS = rf"^(?i:[\s\x{{200b}}-\x{{200f}}\x{{2060}}\x{{feff}}]*(?:{_NUMBER}|{_PHONES}|{_DASHES})\s*)$"
_TABBED = r"^[\t\r\n]"


def is_formula(text: pl.Expr) -> pl.Expr:
    """Whether a spreadsheet could evaluate the text: it begins with = + - @, in either width, perhaps behind spaces, or with
    TAB or CR. Numbers with a sign, telephone numbers and mere dashes are none; words behind a hyphen are, for a spreadsheet looks
    them up as names.

    >>> cells = ["=1+1", "@SUM(A1)", "-2+3+cmd|' /C calc'!A0", "-A3", "+49 89 1", "+1-202-555-0100", "-1,200.50 EUR", "--"]
    >>> pl.select(found=is_formula(pl.lit(pl.Series(cells))))["found"].to_list()
    [True, True, True, True, False, False, False, False]
    """
    return text.str.contains(_RISKY) & (text.str.contains(_TABBED) | ~text.str.contains(_HARMLESS))


def guard(text: pl.Expr) -> pl.Expr:
    """The text, with an apostrophe in front where a spreadsheet could evaluate it."""
    return pl.when(is_formula(text)).then(GUARD + text).otherwise(text)


def unguard(text: pl.Expr) -> pl.Expr:
    """The text without the apostrophe that `guard` put in front."""
    bare = text.str.slice(1)
    return pl.when(text.str.starts_with(GUARD) & is_formula(bare)).then(bare).otherwise(text)


def guard_name(name: str) -> str:
    """A header as `guard` would have it.

    >>> guard_name("=A1"), guard_name("+49 89 1")
    ("'=A1", '+49 89 1')
    """
    return str(pl.select(guard(pl.lit(name))).item())


def unguard_name(name: str) -> str:
    """A header as `unguard` would have it."""
    return str(pl.select(unguard(pl.lit(name))).item())
