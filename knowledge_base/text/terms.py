"""Text → the terms that the lexical index holds: stems, codes and segmented Chinese words.

See `words` for how a text is cut. An index holds terms of one version only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge_base.text.words import cut_han, cut_words, fold, stem

TERMS_VERSION = 3  # changes with what these functions return: an index of another version must be built again

_STOP_TEXT = """
    a about all also am an and any are as at be been but by can could did do does for from get give had has have
    he her his how i if in into is it its just may me more much many must my no not of on one or our out she should
    so some tell than that the their them then there these they this to up us was we were what when where which who
    whom whose why will with would you your please want know long soon need i'm it's don't doesn't isn't there's
    hello hi hey dear thanks thank kindly help anyone someone somebody can't won't what's how's where's i've i'd
    的 了 吗 呢 吧 啊 是 我 你 您 他 她 它 我们 你们 您们 他们 在 有 和 与 或 也 都 就 不 没 没有 这 那 这个 那个 什么
    怎么 怎样 怎么办 怎么样 如何 多少 多久 多长 几 哪 哪里 哪个 谁 为什么 可以 能 能否 会 要 想 请 请问 把 被 给 让
    意思 含义 办 做 得 多 呀 啥 怎么回事 从 到 对 用 一个 一下 时候 时间 需要 是否 可不可以 能不能 有没有 是不是 还
    很 最 更 告诉 知道 咋 咋办 咋样 啥样 为啥 干嘛 干吗 干什么 哪儿 哪些 几个 怎 何 如何是好 么 嘛 哦 呃 嗯 噢 哈
    你好 您好 大家 谢谢 多谢 感谢 麻烦 请教 求助 帮忙 帮 帮我 问 问一下 想 想要 该 应该 应 行 行不行 好不好 呢吗
    这些 那些 此 其 及 以及 着 过 地 之 所 里 上 下 中 以 为 于 而 但 但是 如果 因为 所以 了吗
    有什么 有啥 会不会 要不要
"""
# A model number or error code: letters and digits, perhaps joined by - / . or _. It begins where a run of them begins
# and gives nothing back, so that a long text is read once.
_CODE = re.compile(
    r"(?<![a-z0-9])[a-z]*+\d[a-z0-9]*+(?:[-_/.][a-z0-9]++)++"
    r"|(?<![a-z])[a-z]++(?:(?:[-_][a-z]*+\d[a-z0-9]*+)++|\d[a-z0-9]*+)"
)


def extract_terms(text: str) -> Iterator[str]:
    """Yield the terms of a text in any order, repeated as often as they stand there, stop words included."""
    folded = fold(text)
    yield from extract_codes(folded)
    yield from map(stem, cut_words(folded))
    for run in cut_han(folded):
        yield from _segment(run)


def extract_codes(text: str) -> frozenset[str]:
    """Return the model numbers and error codes of a text, in one spelling: `E-204` and `e204` are the same."""
    return frozenset(re.sub(r"[^a-z0-9]", "", match.group()) for match in _CODE.finditer(fold(text)))


def extract_query_terms(text: str) -> frozenset[str]:
    """Return the terms of a question that carry meaning."""
    return frozenset(extract_terms(text)) - _STOP_WORDS


_STOP_WORDS = frozenset(stem(word) for word in _STOP_TEXT.split())


def _segment(run: str) -> Iterator[str]:
    import rjieba  # its dictionary takes a moment to load: only where there is Chinese

    # short words for recall, so that 保修 in a question meets 保修期 in a passage
    return (word for word in rjieba.cut_for_search(run) if word.strip())
