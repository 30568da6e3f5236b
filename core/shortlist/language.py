"""The two languages of every message, title, reason and memo."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Literal, NamedTuple

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")

_chosen: Language | None = None


class Text(NamedTuple):
    """One sentence or title in English and Chinese; `str` gives it in the language of the process.

    Wherever a Text is wanted, a mapping `{"en": ..., "zh": ...}` serves too; one that lacks a language raises InvalidError,
    a ValueError.

    >>> Text("Scale", "规模").in_("zh")
    '规模'
    """

    en: str
    zh: str

    def in_(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en

    def __str__(self) -> str:
        return self.in_(current())

    @classmethod
    def of(cls, value: Text | Mapping[str, str] | str) -> Text:
        """A Text from a mapping with the keys `en` and `zh`, or from one name that serves in both languages.

        Raises InvalidError where a language is missing or empty, or a key is another.
        """
        if isinstance(value, Text):
            return value
        if isinstance(value, str):
            return cls(value, value)
        if set(value) != set(LANGUAGES) or not all(isinstance(v, str) and v.strip() for v in value.values()):
            raise InvalidError(
                f"a text needs exactly the languages en and zh, neither empty; found {dict(value)!r}",
                f"文本须且只须写 en 和 zh 两种语言，且均不能为空；实际为 {dict(value)!r}",
            )
        return cls(value["en"], value["zh"])


class InvalidError(ValueError):
    """A declaration that cannot be used, said in both languages."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.text = Text(en, zh)


def choose(language: Language | None) -> None:
    """Fix the language of this process (`--lang`); None goes back to the environment's."""
    global _chosen
    _chosen = language


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Fix the language for a block, whatever it was before and is again afterwards."""
    before = _chosen
    choose(language)
    try:
        yield
    finally:
        choose(before)


def current() -> Language:
    """The chosen language, else that of SHORTLIST_LANG, LC_ALL, LC_MESSAGES or LANG, else English."""
    if _chosen is not None:
        return _chosen
    for name in ("SHORTLIST_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name, ""):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"
