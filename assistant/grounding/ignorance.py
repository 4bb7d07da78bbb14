"""Whether a model says that it found no answer."""

from __future__ import annotations

import re

_ADMISSION = re.compile(
    r"\b(?:could ?n[o']t|can ?not|can't|did ?n[o']t|unable to|not able to) find\b"
    r"|\bnot (?:mentioned|stated|specified)\b|\b(?:do|does)(?: not|n't) (?:say|mention|state|specify)\b"
    r"|\b(?:can ?not|can['’]t|unable to) (?:assist|help)\b(?: you)? with (?:that|this)\b"
    r"|无法(?:回答|帮助|协助)|没有?(?:找到|提到|提及|说明)|未(?:找到|提到|提及|说明)|找不到",
    re.IGNORECASE,
)


def admits_ignorance(sentence: str) -> bool:
    """Tell whether a model says that it found no answer: then Docent says it better, with the next step."""
    return _ADMISSION.search(sentence) is not None
