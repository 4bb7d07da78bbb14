"""What is shown as coming nearest has something to do with the question: else nothing is near."""

from __future__ import annotations

from dataclasses import replace

from assistant.grounding.selection.excerpts import Excerpt
from assistant.grounding.selection.selector import Evidence, Outcome
from knowledge_base.text.content_words import find_terms
from knowledge_base.text.languages import is_chinese, is_chinese_passage


def keep_near(evidence: Evidence, question: str) -> Evidence:
    """Leave out of evidence that does not answer what is in another language or shares no word with the question."""
    if evidence.outcome is not Outcome.NEAREST:
        return evidence
    near = tuple(excerpt for excerpt in evidence.excerpts if _is_near(excerpt, question))
    return replace(evidence, excerpts=near) if near else replace(evidence, outcome=Outcome.NOTHING)


def _is_near(excerpt: Excerpt, question: str) -> bool:
    if is_chinese_passage(excerpt.passage.text, excerpt.heading) != is_chinese(question):
        return False
    return bool(find_terms(question) & find_terms(f"{excerpt.heading} {excerpt.text}"))
