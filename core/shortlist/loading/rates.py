"""The rates of a ruleset and of those that it extends, each in its own currency, as rates in the ruleset's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shortlist.errors import Problem
from shortlist.ruleset.document import Node
from shortlist.ruleset.sources import SourceFile

HOME = "USD"  # what a ruleset's currency is where no file says it, and that of a plugin's curves


def find_currencies(chain: Sequence[tuple[SourceFile, Node]]) -> dict[str, str]:
    """The currency in which each file of a ruleset was written, by path: its own, or that of the one it extends."""
    found: dict[str, str] = {}
    currency = HOME
    for file, tree in reversed(chain):
        node = tree.get("currency")
        currency = node.value if node is not None and isinstance(node.value, str) else currency
        found[file.path] = currency
    return found


def convert_rates(
    chain: Sequence[tuple[SourceFile, Node]], merged: Node, home: str
) -> tuple[dict[str, float], list[Problem]]:
    """What 1 in each other currency is worth in `home`, by all files; what an heir writes goes before what it extends.

    `merged` is the tree with all changes of `--set`, whose rates are in `home`. Rates without `base:` are in the currency of their
    file. Those that cannot be converted, for no rate leads from their base to `home`, are left out, and are a problem.
    """
    currencies = find_currencies(chain)
    worth: dict[str, float] = {}
    base, problems = HOME, []
    sections = [(tree.get("rates"), currencies[file.path]) for file, tree in reversed(chain)]
    rates = merged.get("rates")
    changed = {
        key: node
        for key, node in (rates.value.items() if rates is not None and isinstance(rates.value, dict) else ())
        if node.place.source.startswith("--set")
    }
    if changed and rates is not None:
        sections.append((Node(changed, rates.place), home))
    for node, currency in sections:
        own, said = _read_section(node, currency)
        if node is None or not own:
            continue
        worth = _rebase(worth, base, said, own)
        base, worth = said, {**worth, **own}
    if base != home and worth:
        converted = _rebase(worth, base, home, {})
        if not converted:
            place = (merged.get("currency") or rates or merged).place
            problems.append(
                Problem.of(
                    f"the currency is {home} and the rates are in {base}, with none for {home}; add `{home}: RATE` to them, or write "
                    f"`rates: {{base: {home}, {base}: RATE, ...}}`",
                    f"currency 为 {home}，而汇率以 {base} 计且没有 {home} 的汇率；请在其中加入 `{home}: 汇率`，或写成 "
                    f"`rates: {{base: {home}, {base}: 汇率, ...}}`",
                    place,
                )
            )
        worth = converted
    worth.pop(home, None)
    return worth, problems


def _read_section(node: Node | None, currency: str) -> tuple[dict[str, float], str]:
    """The rates of one file and their base; what is no rate is told of by the schema."""
    if node is None or not isinstance(node.value, dict):
        return {}, currency
    own: dict[str, float] = {}
    for key, one in node.value.items():
        number = one.value
        if (
            key not in ("as_of", "base")
            and isinstance(number, int | float)
            and not isinstance(number, bool)
            and number > 0
        ):
            own[str(key)] = float(number)
    base = node.get("base")
    return own, base.value if base is not None and isinstance(base.value, str) else currency


def _rebase(worth: Mapping[str, float], base: str, new: str, own: Mapping[str, float]) -> dict[str, float]:
    """Rates in another base; without any that leads there none are left."""
    if base == new or not worth:
        return dict(worth)
    factor = own.get(base) or (1.0 / worth[new] if new in worth else None)
    if factor is None:
        return {}
    converted = {code: float(f"{rate * factor:.12g}") for code, rate in worth.items() if code != new}
    return {**converted, base: float(f"{factor:.12g}")}
