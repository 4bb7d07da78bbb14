"""Whether a model says that it found no answer.

Only who answers can admit it: the sentence must be about the speaker or about what the speaker was given to read.
That a contract does not state something is a claim about the contract.
"""

from __future__ import annotations

import re

_SPEAKER = (
    r"(?:^|[.,;:—–]\s*|\b(?:but|sorry|unfortunately|so|however|that)\s+)"
    r"(?:i|we)\b(?:['’]m)?(?:\s+(?:am|was|still))?"
)
_FAILS = r"(?:could|can|did|do|was|am)\s?(?:not|n['’]t)|can['’]t|cannot|unable to|not able to|no longer"
_GIVEN = (
    r"(?:(?:the|these|those|my|our|any of the|provided|given|available|following|retrieved|above)\s+)*"
    r"(?:passages?|documents|sources?|context|excerpts?|knowledge base|materials?|texts?|information|answer|details)"
)
_ENGLISH = (
    # I could not find, don't know, can't answer
    rf"{_SPEAKER}\s+(?:\w+\s+){{0,2}}?(?:{_FAILS})\s+(?:\w+\s+)?"
    r"(?:find|locate|know|answer|tell|say|provide|confirm|see|(?:help|assist)(?:\s+you)?\s+with\s+(?:this|that|it)\b"
    r"|have\s+(?:\w+\s+){0,2}(?:information|details|answer|data))",
    rf"{_SPEAKER}(?:['’]m|\s+am)?\s*(?:not sure|unsure|not certain|afraid i (?:do|can)(?: not|n['’]t))\b",
    rf"{_SPEAKER}\s+(?:have|found|see)\s+(?:no|nothing)\b",
    # the passages do not mention
    rf"\b{_GIVEN}(?:\s+(?:i|we)\s+(?:have|was given|were given))?\s+(?:\w+\s+)?"
    r"(?:(?:do|does|did)(?:es)?(?:\s+not|n['’]t)\s+(?:\w+\s+)?(?:say|mention|state|specify|contain|include|cover|provide|tell|answer)"
    r"|(?:say|says|mention|mentions)\s+nothing|(?:is|are)(?:\s+not|n['’]t)\s+(?:mentioned|stated|specified|given|available))",
    rf"\b(?:not|nothing)\s+(?:\w+\s+){{0,2}}(?:mentioned|stated|specified|found|covered|contained)\s+(?:\w+\s+){{0,2}}?in\s+{_GIVEN}",
    rf"\bthere\s+(?:is|are)\s+(?:no|nothing|not any)\b.*\b{_GIVEN}",
    r"\bthere\s+(?:is|are)\s+no\s+(?:information|mention|details|answer)\b",
)
_HAN_GIVEN = r"(?:资料|文档|文件|段落|知识库|材料|上下文|文本|原文|信息|内容|答案|来源)"
_HAN_SAYS = r"(?:找到|查到|提到|提及|说明|提供|涉及|包含|写明|记载|指出)"
_CHINESE = (
    rf"(?:^|[，,。；;：:]\s*)(?:很?抱歉|对不起|不好意思|但|不过|目前|暂时)*[，, ]*我们?(?:暂时|目前|还|现在|也|并)*"
    rf"(?:无法|不能|没能|没法|未能|没有?|找不到|查不到|不知道|不清楚|不了解|不确定)(?:{_HAN_SAYS}|回答|确定|确认|知道|解答"
    r"|帮助|协助|提供|关于|相关|这|$|[，,。])",
    rf"{_HAN_GIVEN}(?:中|里|内|上|当中)?(?:也|并|都|均)?(?:没有?|未|并未|没能)(?:有)?(?:{_HAN_SAYS}|相关|关于|任何)",
    rf"(?:^|[，,。；;]|目前|暂时)\s*(?:没有?|未能?|无法|找不到|查不到)(?:{_HAN_SAYS})?(?:任何|相关|关于)?[^，,。；;]{{0,20}}(?:的)?(?:信息|内容|资料|答案)(?:$|[，,。])",
    r"(?:^|[，,。；;])\s*(?:无法|不能)(?:回答|解答)",
)
_ADMISSION = re.compile("|".join((*_ENGLISH, *_CHINESE)), re.IGNORECASE)
_MARKUP = re.compile(r"[*_`#>]+")


def admits_ignorance(sentence: str) -> bool:
    """Tell whether a model says that it found no answer: then Docent says it better, with the next step."""
    return _ADMISSION.search(_MARKUP.sub("", sentence).strip()) is not None
