"""Tells sentences that claim something from those that only lead on, ask, greet, offer help, or reckon.

Only claims need a passage behind them. What is not known to claim nothing is a claim.
"""

from __future__ import annotations

import re
import unicodedata

from assistant.grounding.arithmetic import find_equations
from assistant.grounding.courtesies import is_courtesy, without_opener
from assistant.grounding.ignorance import admits_ignorance
from assistant.grounding.support import find_new_values
from knowledge_base.text.negation import denies

_MARKUP = re.compile(r"[*_`#>|]+")
_HEADING = re.compile(r"\s*(?:#{1,6}\s|\*\*[^*]+\*\*:?\s*$)")
_LESSON = re.compile(
    r"^(?:let['’]s|let us|let\b|imagine|suppose|assume|think|remember|notice?\b|try|write|look|start|begin|subtract|add"
    r"|divide|multiply|check|find|calculate|compute|solve|use|set|move|take|substitute|plug|draw|convert|simplify"
    r"|isolate|combine|compare|consider|identify|apply|repeat|first|second|third|next|then|now|finally|after that"
    r"|to (?:find|solve|get|check|calculate|isolate|do)|we (?:want|need|can|have|start|get|know|are)"
    r"|you (?:can|have|need|get|want|should)|your (?:turn|task)|this (?:gives|leaves|means)"
    r"|in this (?:case|example)|for example|step \d"
    r"|首先|其次|然后|接着|接下来|再|最后|现在|想象|想一想|假设|设|把|将|计算|检查|试|写|列|移项|求|两边|解|例如|比如|我们"
    r"|请|你|您|第[一二三四五\d]步|这样|所以|因此|让)",
    re.IGNORECASE,
)
_EXERCISE = re.compile(
    r"\b(?:this|the|our|your) (?:equation|problem|step|exercise|question|example|calculation)\b"
    r"|这(?:道|个|一)?(?:题|方程|步|例子|问题)|方程(?:中|里|的|两边)|题目",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^\s*\*\*[^*]+\*\*\s*[:：]\s*")  # "**Divide**: Divide both sides by 3."
_MATHS = re.compile(
    r"[=×÷√²³]|\\[(\[]|\$|\d\s*[%+*/^−-]\s*\(?\d|\d\s*%|\b\d*[a-z]\b(?<!\ba)(?<!\bi)\s*[=+−*/-]|^\W*\d"
)
_CONTACT = re.compile(r"@|https?:|www\.", re.IGNORECASE)


def holds_new_values(sentence: str, question: str) -> bool:
    """Tell whether a sentence holds values that its question does not."""
    return bool(find_new_values(sentence, question))


def is_polite(sentence: str) -> bool:
    """Tell whether a sentence, with its Markdown, is a courtesy or admits ignorance."""
    text = _plain(sentence)
    return admits_ignorance(text) or (is_courtesy(text) and _CONTACT.search(text) is None)


def is_bare_answer(sentence: str) -> bool:
    """Tell whether a sentence is a “Yes.” or “No.” and nothing else."""
    return re.search(r"\w", without_opener(_plain(sentence))) is None


def only_leads_on(sentence: str, *, has_values: bool) -> bool:
    """Tell whether a sentence is a question, a heading, or leads on to what follows its colon.

    Args:
        sentence: Of a reply, with its Markdown.
        has_values: Whether it holds values that were not asked about.
    """
    text = _plain(sentence)
    return text.endswith("?") or bool(_HEADING.match(sentence)) or (text.endswith(":") and not has_values)


def claims_nothing(sentence: str, *, has_values: bool, is_lesson: bool) -> bool:
    """Tell whether a sentence needs no passage behind it.

    Args:
        sentence: Of a reply, with its Markdown.
        has_values: Whether it holds values that were not asked about.
        is_lesson: Whether a tutor says it: then a step of a solution is teaching, not a claim.
    """
    text = _plain(sentence)
    if admits_ignorance(text):
        return True
    equations = list(find_equations(text))
    if any(equation.is_wrong for equation in equations):
        return is_lesson and denies(text)  # a student's step that is said to be wrong
    if equations or (is_lesson and (_restates(text, has_values) or _is_step(sentence, text))):
        return True
    return not has_values and _CONTACT.search(text) is None and is_courtesy(text)


def _plain(sentence: str) -> str:
    return _MARKUP.sub("", unicodedata.normalize("NFKC", sentence)).strip()


def _restates(text: str, has_values: bool) -> bool:
    """Tell whether all numbers of a sentence are those of the exercise."""
    return not has_values and re.search(r"\d", text) is not None


def _is_step(sentence: str, text: str) -> bool:
    said = without_opener(_plain(_LABEL.sub("", sentence)))
    return bool(_LESSON.match(said) or _EXERCISE.search(said) or _MATHS.search(text))
