"""What a student reads above a reply: what was proven of an attempt, or of its sums where the exercise is not known."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.grounding.arithmetic import find_equations
from assistant.tutoring.hints import describe_again, describe_judgement, describe_repeated, describe_sum
from assistant.tutoring.judgement import Verdict
from assistant.tutoring.ladder.examples import make_rule
from assistant.tutoring.situation import Situation
from knowledge_base.text.languages import Language

_ASKS_MORE = re.compile(
    r"\b(?:why|how|what|which|explain|mean|understand)\b|为什么|怎么|什么|哪|解释|不懂|不明白", re.IGNORECASE
)
_AFTER_RIGHT: dict[Language, str] = {"en": "How can you check it?", "zh": "你可以怎样检验它？"}
_AFTER_HELP: dict[Language, str] = {
    "en": "Can you do this step with your numbers?",
    "zh": "你能用题目里的数做这一步吗？",
}
_AFTER_WRONG: dict[Language, str] = {"en": "What do you get now?", "zh": "现在你算出来是多少？"}


_UNCERTAIN: dict[Language, str] = {
    "en": "I can't solve this exercise with certainty, so I won't call a result right or wrong. "
    "Let us think it through.",
    "zh": "这道题我没有把握算准，所以不会判断结果的对错。我们一起来想一想。",
}


def admit_uncertainty(situation: Situation, language: Language, said_before: Iterable[str]) -> str:
    """Own up, once in a talk, that an exercise can't be solved by the program; empty where it can, or was said."""
    said = _UNCERTAIN[language]
    return said if situation.is_uncertain and not any(said in text for text in said_before) else ""


def ask_back(said: str, situation: Situation, language: Language) -> str:
    """End what was said with a question to the student, where it holds none."""
    if said.rstrip().endswith(("?", "？")):
        return said
    is_right = situation.judgement.verdict is Verdict.RIGHT
    after = _AFTER_HELP if situation.requests else _AFTER_WRONG
    question = (_AFTER_RIGHT if is_right else after)[language]
    return f"{said} {question}" if language == "en" else f"{said}{question}"


def says_all(situation: Situation) -> bool:
    """Tell whether what the program says answers a message whole: its exercise is known, and nothing else is asked."""
    judgement = situation.judgement
    is_known = (
        judgement.verdict is Verdict.RIGHT or judgement.misconception is not None or situation.requests > 0
    )
    asks_more = situation.mode is None and _ASKS_MORE.search(situation.attempt) is not None
    return situation.exercise is not None and is_known and not asks_more


def say_checked(situation: Situation, language: Language) -> str:
    """Say what was proven; empty where nothing was."""
    if situation.exercise is not None:
        if situation.is_solved and situation.judgement.verdict is Verdict.UNCLEAR:
            return ""  # whoever has solved it may go on reckoning, to check it
        if situation.is_again:
            return describe_again(situation.judgement, language)
        if situation.is_repeated:
            return describe_repeated(situation.judgement, make_rule(situation.exercise, language), language)
        return describe_judgement(situation.judgement, situation.exercise, language)
    equations = list(find_equations(situation.attempt))
    chosen = next((e for e in equations if e.is_wrong), equations[-1] if equations else None)
    if chosen is None:
        return ""
    return describe_sum(chosen.text, language, is_right=not chosen.is_wrong)
