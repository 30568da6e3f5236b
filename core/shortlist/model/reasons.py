"""Reason codes: what the column `reasons` says of a decision, one code a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast, get_args

ReasonKind = Literal["rule", "floor", "unknown", "coverage", "score", "undefined", "assumed", "no-score", "uncertain"]
ASSUMED = "(assumed)"
ALONE = frozenset({"no-score", "uncertain"})
"""Kinds that are a whole code, so that no rule may be called so."""
NAMED = frozenset(get_args(ReasonKind)) - ALONE - {"rule"}


@dataclass(frozen=True)
class ReasonCode:
    """One reason of a decision; `str` gives the code as it stands in outputs and in the record.

        reason = code [" (assumed)"]
        code   = RULE | "no-score" | "uncertain"
               | ("score" | "coverage" | "floor") ":" CRITERION
               | "undefined" ":" CRITERION "." MEASURE
               | "assumed" ":" COLUMN
               | "unknown" ":" (RULE | "floor" ":" CRITERION)

    `name` is what follows the kind: a rule's id for `rule`, empty for `no-score` and `uncertain`. A floor is a rule whose id
    is the code `floor:CRITERION`. COLUMN is `grade`, a segment,
    `treatment` or `offer_KEY`. `assumed`: it rests on an assumption about missing data. Which reasons a decision has, and
    in which order, says docs/semantics.md, section 7.

    >>> ReasonCode.parse("score:scale (assumed)")
    ReasonCode(kind='score', name='scale', assumed=True)
    >>> str(ReasonCode("unknown", "embargo"))
    'unknown:embargo'
    """

    kind: ReasonKind
    name: str = ""
    assumed: bool = False

    @classmethod
    def parse(cls, text: str) -> ReasonCode:
        """The code that a text is, such as a rule's id. Raises ValueError for a text that is none."""
        code = text.removesuffix(f" {ASSUMED}")
        kind, colon, name = code.partition(":")
        if not colon:
            kind, name = (code, "") if code in ALONE else ("rule", code)
        if (colon and kind not in NAMED) or (kind not in ALONE and not name):
            raise ValueError(f"{text!r} is no reason code")
        return cls(cast(ReasonKind, kind), name, code != text)

    def __str__(self) -> str:
        code = self.name if self.kind == "rule" else f"{self.kind}:{self.name}" if self.name else self.kind
        return f"{code} {ASSUMED}" if self.assumed else code
