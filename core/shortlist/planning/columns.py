"""The names of the columns that a plan computes, from which all who write or read them take them.

No name of a ruleset begins with `~`, so none can hide a column of the plan. A MEASURE is named `CRITERION.measure`; where
a CRITERION is asked for, TOTAL names the total.
"""

from __future__ import annotations

TOTAL = "score"
CUT, SIGN = "~cut", "~sign"
WORST, BEST, CERTAIN, STEP, BEFORE, DECISION = "~worst", "~best", "~certain", "~step", "~before", "~decision"
TREATMENT = "~treatment"
BLANK = "~blank"
"""The weighed criteria of which nothing is known, joined as reasons are; null where there are none."""
MEAN, UNCLIPPED, WEIGHTING = "~mean", "~unclipped", "~weighting"
"""The total before it was rounded and clipped, then before it was clipped; and which of the weightings is in force."""


# --- measures


def value(measure: str) -> str:
    """A measure's value; a level's is its rank."""
    return f"~value:{measure}"


def score(measure: str) -> str:
    return f"~score:{measure}"


def settled(measure: str) -> str:
    """Whether everything that the measure reads is known."""
    return f"~settled:{measure}"


def span_low(measure: str) -> str:
    """The least score that the measure can have."""
    return f"~span_low:{measure}"


def span_high(measure: str) -> str:
    return f"~span_high:{measure}"


def part(measure: str) -> str:
    """The score of a measure that reads ranges as it counts now; null where it has none."""
    return f"~part:{measure}"


def pinned(measure: str) -> str:
    """Whether one score alone can come out of the measure's ranges; so it is where it has none."""
    return f"~pinned:{measure}"


def told(measure: str) -> str:
    """Whether nothing that the measure reads is missing, though some of it may be ranges."""
    return f"~told:{measure}"


def instead(measure: str) -> str:
    """A value that is tried in the place of the measure's own."""
    return f"instead:{measure}"


# --- criteria and the total


def total_under(weighting: int) -> str:
    """What the total of one of several weightings is called among the criteria."""
    return f"{TOTAL}#{weighting}"


def now(criterion: str) -> str:
    return f"~now:{criterion}"


def low(criterion: str) -> str:
    return f"~low:{criterion}"


def high(criterion: str) -> str:
    return f"~high:{criterion}"


def null(criterion: str) -> str:
    """Whether the score can be null."""
    return f"~null:{criterion}"


def coverage(criterion: str) -> str:
    return f"~coverage:{criterion}"


def least_coverage(criterion: str) -> str:
    """The least that the coverage can be, whichever weighting comes into force."""
    return f"~coverage_low:{criterion}"


def assumed(criterion: str) -> str:
    """Whether a missing measure was counted in."""
    return f"~assumed:{criterion}"


def gap(criterion: str) -> str:
    return f"~gap:{criterion}"


def effect(criterion: str) -> str:
    return f"~effect:{criterion}"


def is_possible(weighting: int) -> str:
    """Whether that one of the plan's weightings can come into force under some completion."""
    return f"~possible:{weighting}"


# --- fields, segments, rules, treatments


def fact(field: str) -> str:
    """The field's typed value, under a name that no output column has."""
    return f"~fact:{field}"


def fact_least(field: str) -> str:
    """The least value of a range as the list gave it, within the field's own range; null without one."""
    return f"~fact_least:{field}"


def fact_most(field: str) -> str:
    return f"~fact_most:{field}"


def fact_point(field: str) -> str:
    """What the field counts as, where what reads it reads ranges too."""
    return f"~fact_point:{field}"


def ordered(column: str) -> str:
    """A date as days, or a level as its rank."""
    return f"~ordered:{column}"


def least(field: str) -> str:
    """The least value of a range, as it is computed with; null where the field is none."""
    return f"~least:{field}"


def most(field: str) -> str:
    return f"~most:{field}"


def point(field: str) -> str:
    """The field's value, or the one that its range counts as."""
    return f"~point:{field}"


def low_end(field: str) -> str:
    """The least that the field can be, whether it has a value, is a range or is missing."""
    return f"~low_end:{field}"


def high_end(field: str) -> str:
    return f"~high_end:{field}"


def segment(name: str) -> str:
    return f"~segment:{name}"


def fired(rule: str) -> str:
    """Whether the rule's condition is true now; never null."""
    return f"~fired:{rule}"


def unknown(rule: str) -> str:
    """Whether the rule's condition is null now, where that means review; never null."""
    return f"~unknown:{rule}"


def truth(rule: str) -> str:
    """The rule's condition now: true, false or null."""
    return f"~truth:{rule}"


def undetermined(rule: str) -> str:
    """Whether missing data can still change the truth of the rule's condition."""
    return f"~undetermined:{rule}"


def wanted(rule: str, field: str) -> str:
    """Whether a field behind the rule's condition, if it is a range, is wanted exactly."""
    return f"~wanted:{rule}:{field}"


def enough(rule: str, field: str) -> str:
    """Whether a field behind the rule's condition is a range that is enough to judge every comparison with it."""
    return f"~enough:{rule}:{field}"


def offer(key: str) -> str:
    """The output column of what treatments offer under a key."""
    return f"offer_{key}"
