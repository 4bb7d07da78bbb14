"""What speaks for a passage: the evidence from which an encoder's two linear models tell order and probability.

Cosines of an encoder can't be compared between questions: those of the embedded one lie between 0.75 and 0.9, higher in
Chinese. So each is measured against what the same question reaches with sentences about anything else (the background).
The models are part of the encoder's calibration; `docs/evaluation.md` shows what they do on questions that they were
not fitted on.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from knowledge_base.encoding.relevance_models import Evidence
from knowledge_base.text.languages import holds_chinese
from knowledge_base.text.terms import extract_terms

BACKGROUND = {
    "en": (
        "The mountains in the north are covered with snow for most of the year.",
        "He plays the piano every evening after dinner.",
        "The government announced new elections for the spring.",
        "Bread is baked from flour, water, yeast and salt.",
        "The football team lost the final after extra time.",
        "A train leaves for the coast every hour.",
        "She wrote three novels about her childhood on an island.",
        "The museum shows paintings from the seventeenth century.",
        "Whales are mammals that live in the ocean.",
        "The meeting was moved to Thursday because of the holiday.",
        "Add the onions and fry them until they are golden.",
        "The company was founded by two brothers in a small garage.",
        "Rain is expected in the west, with strong winds at night.",
        "The bridge was opened to traffic last summer.",
        "Doctors recommend eight hours of sleep for adults.",
        "The price of oil fell to its lowest level in a year.",
        "Members can book a place until the day before; it costs 10.",
        "Press the button to start the machine and wait for the signal.",
        "Tickets are sold at the entrance and on the internet.",
        "The office is on the second floor and opens at nine.",
    ),
    "zh": (
        "北方的山一年中大部分时间都覆盖着雪。",
        "他每天晚饭后弹钢琴。",
        "政府宣布明年春天举行选举。",
        "面包是用面粉、水、酵母和盐做成的。",
        "球队在加时赛后输掉了决赛。",
        "每小时有一班火车开往海边。",
        "她写了三本关于童年的小说。",
        "博物馆展出十七世纪的绘画。",
        "鲸是生活在海洋里的哺乳动物。",
        "因为放假，会议改到了星期四。",
        "放入洋葱，炒到金黄色。",
        "这家公司由两兄弟在车库里创办。",
        "西部将有雨，夜间风力较大。",
        "这座大桥去年夏天通车。",
        "医生建议成年人每天睡八个小时。",
        "油价跌到一年来的最低点。",
        "会员可以在前一天预约，费用 10 元。",
        "按下按钮启动机器，等待提示音。",
        "门票在入口处和网上出售。",
        "办公室在二楼，九点开门。",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryFacts:
    """What is known of a question before its passages are looked at.

    Attributes:
        query: The question.
        background: By the passage's language, see `usual_for`; of cosines with the nearest background sentences.
        counts: For each of its terms, how many passages hold it.
        passage_count: Passages in all.
        codes: Its model numbers and error codes.
    """

    query: str
    background: Mapping[str, float]
    counts: Mapping[str, int]
    passage_count: int
    codes: frozenset[str]

    def weigh(self, term: str) -> float:
        """Return how much a term says: its inverse document frequency; most for one that no passage holds."""
        return math.log((self.passage_count + 1) / (self.counts[term] + 0.5))


def gather_evidence(
    facts: QueryFacts,
    searchable: str,
    cosine: float,
    *,
    interaction: float = 0.0,
    sentence: float = 0.0,
    opinion: float = 0.0,
) -> Evidence:
    """Return what speaks for or against a passage.

    Args:
        facts: The question.
        searchable: The passage with its title and headings.
        cosine: Of their embeddings.
        interaction: See `Evidence`.
        sentence: See `Evidence`.
        opinion: See `Evidence`.
    """
    held = frozenset(extract_terms(searchable))
    language = language_of(searchable)
    is_other_language = holds_chinese(facts.query) != (language == "zh")
    weights = {term: facts.weigh(term) for term in facts.counts}
    covered = sum(weight for term, weight in weights.items() if term in held)
    missing = max((weight for term, weight in weights.items() if term not in held), default=0.0)
    return Evidence(
        margin=cosine - facts.background[language],
        interaction=interaction,
        sentence=sentence,
        opinion=opinion,
        coverage=0.0 if is_other_language else covered / (sum(weights.values()) or 1.0),
        missing=missing / math.log(2 * (facts.passage_count + 1)),
        misses_code=float(not facts.codes <= held),
        is_other_language=float(is_other_language),
    )


def usual_for(
    background: Mapping[str, float], query: str, *, other_language_share: float
) -> dict[str, float]:
    """Return what a passage's values are measured against, by its language.

    A question lies nearer to everything in its own language. Measured against its own language alone, a passage in the
    other could never come first; measured against the other alone, any passage there that touches the subject goes
    before the one that answers. So it is something between the two.

    Args:
        background: By language, what the question reaches with sentences about anything else.
        query: The question.
        other_language_share: How much of a passage's own language is in it, 0 to 1.
    """
    own = background[language_of(query)]
    return {
        language: other_language_share * value + (1 - other_language_share) * own
        for language, value in background.items()
    }


def language_of(text: str) -> str:
    """Return which background a text is compared with."""
    return "zh" if holds_chinese(text) else "en"
