"""Whether a sentence of a lesson says that what a student did is right: only what was proven may be said so."""

from __future__ import annotations

import re

from knowledge_base.text.negation import denies

_SHORT_WORDS = 4  # of a sentence that only says yes
_YES = re.compile(r"^\W*(?:yes|yep|yeah|exactly|indeed|是的|对|没错|嗯)(?![\w\u3400-\u9fff])", re.IGNORECASE)
_OPENER = re.compile(
    r"^\W*(?:(?:yes|yeah|great|nice|okay|ok|very good)\W+)?(?:that(?:'s| is) )?(?:\w+ly )?"
    r"(?:correct|right(?=[.!,])|exactly right|perfect|excellent|well done|bravo|you got it"
    r"|you(?:'ve| have) got it|spot on|(?:great|good|nice) (?:job|work))\b",
    re.IGNORECASE,
)
_STATED = re.compile(
    r"(?:\b(?:is|are|was|were|looks?|seems?|be)|['’](?:s|re)) (?:\w+ly |all |quite |also |already )?"
    r"(?:right|correct|perfect|accurate|good(?=[.!]))\b(?! (?:way|side|order|place|time))"
    r"|\byou(?:['’]ve| have)? (?:\w+ ){0,4}?(?:right|correctly)\b(?! (?:side|now))"
    r"|\byour (?:\w+ ){0,3}(?:works|matches|checks out)\b|\bi agree with (?:you|that)",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    r"[答做算解写]得?对(?=[了。！,，])|(?:是|完全|都|全|也)(?:正确|对)的?(?![\u3400-\u9fff])|正确[！!。,，]|没错[！!。,，]"
    r"|(?:很好|非常好|太棒了|真棒|好极了|太好了)[！!。,，]|[的是]正确答案|答案正确|步骤正确|计算正确|是对的"
)
_OPEN = re.compile(
    r"[?？]\s*$|\b(?:if|whether|check that|make sure|until|once)\b|是否|如果|看看|检查|吗", re.IGNORECASE
)


def confirms(sentence: str) -> bool:
    """Tell whether a sentence says that something is right; questions, conditions and denials do not."""
    if _OPEN.search(sentence):
        return False
    if _OPENER.search(sentence) or (_YES.search(sentence) and len(sentence.split()) <= _SHORT_WORDS):
        return not denies(sentence) or "没错" in sentence
    found = _STATED.search(sentence) or _CHINESE.search(sentence)
    return found is not None and not denies(sentence.replace("没错", ""))
