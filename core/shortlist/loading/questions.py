"""What to ask for the seller's profile: each question belongs to a key of `seller:`."""

from __future__ import annotations

from shortlist.errors import suggest
from shortlist.language import Text
from shortlist.loading.draft import Draft


def build_questions(draft: Draft) -> dict[str, Text]:
    """The question for each key of the seller's profile that has one; one for a key that the profile lacks is a problem."""
    seller = draft.tree.get("seller")
    profile = {} if seller is None else seller.value
    if not isinstance(profile, dict):  # told already, by the schema
        return {}
    known = [str(key) for key in profile]
    for key in draft.entry.questions:
        if key not in known:
            node, near = draft.tree.at(("questions", key)), suggest(key, known)
            draft.problem(
                node.key or node.place,
                f"`questions:` asks for '{key}', which `seller:` lacks"
                f"{near.en or f'; put `{key}: VALUE` there, or leave the question out'}",
                f"`questions:` 中的 '{key}' 在 `seller:` 中不存在"
                f"{near.zh or f'；请在 `seller:` 中补写 `{key}: 值`，或删去该问题'}",
            )
    return {key: question.text for key, question in draft.entry.questions.items() if key in known}
