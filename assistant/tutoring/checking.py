"""What a student reads above a reply: what was proven of an attempt, or of its sums where the exercise is not known."""

from __future__ import annotations

from assistant.grounding.arithmetic import find_equations
from assistant.tutoring.hints import describe_judgement, describe_sum
from assistant.tutoring.situation import Situation
from knowledge_base.text.languages import Language


def say_checked(situation: Situation, language: Language) -> str:
    """Say what was proven; empty where nothing was."""
    if situation.exercise is not None:
        return describe_judgement(situation.judgement, situation.exercise, language)
    equations = list(find_equations(situation.attempt))
    chosen = next((e for e in equations if e.is_wrong), equations[-1] if equations else None)
    if chosen is None:
        return ""
    return describe_sum(chosen.text, language, is_right=not chosen.is_wrong)
