"""What a learner wants of the tutor: six ways to go on, said in words or by a button that sends such words.

A message that tries an exercise or sets one has no mode: what it says is judged. How well the patterns tell the modes
apart is measured on `tests/data/tutoring/modes.jsonl`.
"""

from __future__ import annotations

import re
from enum import StrEnum

MAX_CHARACTERS = 160  # of a message that says no more than how to go on


class Mode(StrEnum):
    """A way to go on."""

    EXPLAIN = "explain"  # the rule, then the rule with an example
    HINT = "hint"  # one rung of the ladder
    CHECK = "check"  # the working of this message, or of the one before
    QUIZ = "quiz"  # an exercise of the topic, at the learner's level
    SIMILAR = "similar"  # the same exercise with other numbers
    GIVE_UP = "give_up"  # the next step; the solution where the profile allows it


_GIVES = r"(?:give|show|set|find|make|get|see|have|want|need|like|try|do|do you have|is there)\b"
_TASK = r"(?:exercise|problem|task|question|one|puzzle)s?\b"
_ALIKE = (
    r"(?:similar|comparable|analogous|alike|like (?:this|that|it)\b|(?:of )?the same (?:kind|type|sort)\b"
    r"|same (?:kind|type|sort) of|(?:with )?(?:other|different|new) numbers)"
)
_PATTERNS: tuple[tuple[Mode, re.Pattern[str]], ...] = tuple(
    (mode, re.compile(source, re.IGNORECASE))
    for mode, source in (
        (
            Mode.GIVE_UP,
            r"(?<!n't )(?<!n’t )(?<!not )(?<!never )\b(?:give|giving) up\b|\bi (?:quit|surrender)\b"
            r"|(?<!不)(?<!不会)(?<!不想)放弃|认输|不想做了",
        ),
        (
            Mode.SIMILAR,
            rf"{_ALIKE}|类似|相似|相近|差不多的|同样的(?!结果|答案)|同类|同类型|换(?:一?[个组些])?数字|一样的题",
        ),
        (
            Mode.QUIZ,
            r"^\W*(?:please |can you |could you |now |ok,? )*(?:quiz|test|examine) me\b"
            r"|\b(?:ask me|set me|give me) (?:a|an|another|some|one more)(?: \w+){0,2} "
            r"(?:question|exercise|problem|task)s?\b"
            rf"|^\W*(?:please )?(?:another|one more|next|a new) (?:\w+ )?{_TASK}"
            r"|\bask me (?:something|anything)\b"
            r"|\b(?:i(?:'d like| want| would like| need)|let me|let'?s|can i|can we)\b[^.?!]{0,12} practi[sc]e\b"
            r"|\bsomething (?:harder|easier)\b|\bgive me (?:a|an) (?:\w+ )?(?:harder|easier) "
            r"|考考我|(?:给我|帮我|请|来|再|你)?出(?:一|几|个|道)[^。？！]{0,8}(?:题|$)|出个?题|再(?:来|出|做)一[道个题]|下一[道个]?题"
            r"|来一?[道个][^。？！]{0,8}题|给我一[道个][^。？！]{0,6}题|问我[一个几]|要做练习|想练习|练习一下",
        ),
        (
            Mode.CHECK,
            r"\b(?:check|verify|correct|mark|look over|go (?:through|over))\b[^.?!]{0,12}\b(?:this|it|that|my|the)\b"
            r"|\b(?:is|was|does|did|am|are|have|tell me (?:if|whether))\b[^.?!]{0,24}"
            r"\b(?:right|correct|wrong|(?:a )?(?:mistake|error)s?)\b"
            r"|\bwhere (?:is|are|did)[^.?!]{0,16} (?:mistake|error|wrong)"
            r"|检查|批改|核对|对[吗么]|对不对|做对了|哪里错|有没有错|有错[吗误]|看看我的(?:过程|解答|答案|步骤)",
        ),
        (
            Mode.HINT,
            r"\b(?:hint|tip|clue)s?\b|\b(?:i'?m|i am) (?:\w+ )?stuck\b|\bhelp me\b(?! understand)"
            r"|\b(?:what|which|how)\b[^.?!]{0,24}\b(?:first|next)\b(?! time)"
            r"|\b(?:how|where) (?:do|should|can|to)\b[^.?!]{0,6}\b(?:start|begin|continue|go on|proceed)\b"
            r"|\bhow to (?:start|begin|continue|go on)\b|\bwhat (?:do|should|can) i do (?:now|here)\b"
            r"|\bpoint me\b|提示|(?:第一|下一|接下来)[^。？！]{0,6}(?:怎么|该|做什么|如何)|接下来怎么|卡住"
            r"|从哪[里儿]?开始|怎么开始|做不下去|如何下手",
        ),
        (
            Mode.EXPLAIN,
            r"\bexplain(?! why)\b|\bteach me\b|\b(?:do ?n[o'’]?t|did ?n[o'’]?t|can ?n[o'’]?t|cannot|can'?t)"
            r" (?:really )?(?:understand|get (?:it|this|that)|follow)\b|\bhelp me understand\b"
            r"|\bhow (?:does|do) (?:this|it|that|these) work\b|\bwhat does (?:this|that|it) mean\b"
            r"|\b(?:the )?idea behind\b|\bmakes? no sense\b"
            r"|讲解|解释|讲讲|讲一[下遍讲]|再讲|讲得|给我讲|听不?没?懂|没听懂|不懂|看不明白|不明白|怎么理解|没看懂",
        ),
    )
)
_IS_STATEMENT = re.compile(
    r"\b(?:she|he|they|you|we|my (?:teacher|friend|mother|father|sister|brother)|i) "
    r"(?:gave|explained|checked|took|asked|told|tested|had)\b|(?:老师|他|她|我)[^。？！]{0,4}(?:讲过|检查过)",
    re.IGNORECASE,
)


# words that may stand beside a wish and name nothing
_POLITE = re.compile(
    r"\b(?:please|can|could|would|will|give|get|need|want|have|like|you|i|me|it|this|that|to|the|a|an|for|again|once|more|now|just|really|so|ok|at|all"
    r"|step|by|one|with|of|in|another|way|exercise|problem|task|question)\b|[请你您能可以给帮我一下再来吧吗呢啊的了这那它遍个道题步种方式讲解]",
    re.IGNORECASE,
)


def names_topic(text: str) -> bool:
    """Tell whether a message that says how to go on also says with what, as “explain percentages” does."""
    said = " ".join(text.split())
    for _, pattern in _PATTERNS:
        said = pattern.sub(" ", said)
    return bool(re.search(r"[^\W\d_]", _POLITE.sub(" ", said)))


def read_mode(text: str) -> Mode | None:
    """Return how a message wants to go on; None where it says something else."""
    said = " ".join(text.split())
    if not said or len(said) > MAX_CHARACTERS or _IS_STATEMENT.search(said):
        return None
    return next((mode for mode, pattern in _PATTERNS if pattern.search(said)), None)
