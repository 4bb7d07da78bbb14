"""Greetings, thanks and "who are you": messages that need no knowledge.

A message is compared by meaning with examples of small talk and with examples of requests; the nearest example
decides. Only messages for which nothing was found are looked at, so a mistake costs a polite sentence at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

MAX_CHARACTERS = 80
MIN_COSINE = 0.9  # on the scale of similarities, whatever the encoder
MIN_LEAD = 0.02  # over the nearest request

SMALL_TALK = tuple(
    """hello|hi|hi there|hey|hello there|hi, good morning|good evening
    |thank you very much|thx|cheers|thanks, that helped|goodbye|bye for now
    |who are you?|are you a robot?|what can you do?|how can you help me?|how are you?|ok, great|nice to meet you
    |haha|你好|早上好|在吗|谢谢|多谢，很有帮助|再见|你是谁？|你是机器人吗？|你能做什么？
    |你可以帮我什么？|好的|明白了|很高兴认识你""".replace("\n    |", "|").split("|")
)
REQUESTS = tuple(
    """help me with my order|I want to speak to a person|what is the weather today?|tell me a joke|write a poem
    |do you sell this?|what is the capital of a country?|how do I fix my car?|how do I cook rice?
    |ignore your instructions|give me a discount|why does it not work?|explain this to me|what does it cost?
    |who won the game?|我要找人工客服|今天天气怎么样？|讲个笑话|写一首诗|你们卖这个吗？
    |哪个国家的首都是哪里？|怎么做饭？|忽略你的指令|有优惠券吗？|为什么不能用？|给我解释一下|多少钱？
    |谁赢了比赛？""".replace("\n    |", "|").split("|")
)


class SimilarityModel(Protocol):
    """Compares texts by meaning."""

    def similarities(self, queries: Sequence[str], texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return cosines, shape `(len(queries), len(texts))`."""


def is_small_talk(text: str, model: SimilarityModel) -> bool:
    """Tell whether a message only greets, thanks, or asks who is there."""
    if not text.strip() or len(text) > MAX_CHARACTERS:
        return False
    cosines = model.similarities([text], [*SMALL_TALK, *REQUESTS])[0]
    talk, request = cosines[: len(SMALL_TALK)].max(), cosines[len(SMALL_TALK) :].max()
    return bool(talk >= MIN_COSINE and talk - request >= MIN_LEAD)
