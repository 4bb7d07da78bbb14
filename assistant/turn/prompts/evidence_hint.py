"""Points the model to the lines that answer: a small one takes its answer from the end of a prompt."""

from __future__ import annotations

from assistant.grounding.selection.selector import Evidence, Outcome
from assistant.turn.injection import without_orders
from knowledge_base.text.languages import Language

_LINES: dict[Language, str] = {
    "en": "These lines of the passages have the answer:\n{lines}\n",
    "zh": "答案就在资料的这几行里：\n{lines}\n",
}


def point_to_evidence(evidence: Evidence | None, language: Language) -> str:
    """Return the lines that a question is answered from, with words that say so; empty where none are known.

    Args:
        evidence: What was selected.
        language: Of the prompt.
    """
    if evidence is None or evidence.outcome is not Outcome.ANSWER:
        return ""
    lines = "\n".join(filter(None, (without_orders(excerpt.text) for excerpt in evidence.excerpts)))
    return _LINES[language].format(lines=lines) if lines else ""
