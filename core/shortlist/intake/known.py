"""What a ruleset knows of the lists that it reads, besides its fields."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from shortlist.intake.vocabulary import Listed
from shortlist.model.fields import Field
from shortlist.model.terms import Ranges


@dataclass(frozen=True)
class Known:
    """What helps to understand a list, but decides nothing.

    `unread` are fields that there are but that nothing reads: naming one is no mistake. `listed` are the texts that the
    ruleset lists for its fields: other values of these columns are counted and noted. `outputs` are the columns that the
    ruleset writes and `foreign` those that another one may write: in a list that was decided before they are no facts.
    `ranges` says what a range counts as until the exact value is known; None where no ruleset says it.
    """

    unread: Mapping[str, Field] = field(default_factory=dict)
    listed: Mapping[str, Listed] = field(default_factory=dict)
    outputs: Sequence[str] = ()
    foreign: Collection[str] = ()
    ranges: Ranges | None = None
