"""Tells a courtesy, which is about the conversation alone, from a sentence that says something of the world.

A courtesy is made of a small vocabulary from its first word to its last: thanks, greetings, wishes, regrets, an offer
to help or to explain. One word beyond it, such as the drinks of “Welcome drinks are free”, makes a claim of it.
"""

from __future__ import annotations

import re

# a courtesy holds one of these: the other words alone say nothing, or yes
_CORE_TEXT = """
    thank thanks welcome hope sorry apologize apologise apologies help helps helpful happy glad pleased pleasure
    question questions ask asking hesitate luck day explain understand guide assist assistance hi hello hey
    谢谢 感谢 多谢 欢迎 希望 抱歉 对不起 不好意思 帮 帮助 帮到 帮忙 高兴 乐意 荣幸 问题 疑问 提问 咨询 不客气 不用谢 祝
    解释 解答 介绍 讲解 说明 你好 您好 久等
"""
_ENGLISH_TEXT = """
    i you we me us my our your this that it's it is are am was be i'm i'll i'd we're we'd we'll you're here there let's
    let to for with of about in on the a an and or so if any anything else other further more some have had has do does
    not don't just please know will would can could may want need very much many always again through step steps by
    how answer answers clear information details good great nice wonderful lovely pleasant best wishes all exam
    studies learning lesson confusion inconvenience frustration concern patience waiting wait contact reach out free
    feel everything excellent reading now then hear support team trouble
"""
_CHINESE_TEXT = """
    我 您 你 我们 您们 大家 的 了 很 非常 十分 真的 能 会 可以 能够 将 为 对 给 让 来 到 有 有所 这 这些 以上 上述 信息
    内容 回答 答案 其他 其它 别的 另外 任何 还 还有 什么 如果 如 若 请 随时 告诉 联系 问 耐心 等待 支持 理解 关注 带来
    不便 困扰 生活 愉快 学习 进步 顺利 好运 一切 天 一天 您的 你的 需要 进一步 更多 一下 一步 步骤 下 吧 呢 啊 呀 哦 哈
    是 个 好 太 就 尽力 继续 跟 和 与 并 再 再次 早日 考试 取得 成绩 里 在 这里 此 有用 清楚 心情
"""
_CORE = frozenset(_CORE_TEXT.split())
_ENGLISH = _CORE | frozenset(_ENGLISH_TEXT.split())
# the longest first, so that 不客气 is not 不
_CHINESE = sorted(_CORE | frozenset(_CHINESE_TEXT.split()), key=len, reverse=True)
_OPENERS = re.compile(
    r"^(?:(?:yes|no|sure|certainly|of course|okay|ok|great|good(?: (?:question|morning|afternoon|evening))?"
    r"|sorry|please|so|well|absolutely|alright|right|exactly|perfect|是的|好的?|好呀|当然(?:可以)?|没问题|可以的|抱歉|对不起)"
    r"(?=[\s,.!:，。！：~～]|$)[\s,.!:，。！：~～]*)+",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*|[\u3400-\u9fff]+|\d+")
_LET_KNOW = re.compile(r"\blet (?:me|us) know\b")
# the only readings of this word that are about the conversation
_FEEL_FREE = re.compile(r"\bfeel free to (?=(?:ask|contact|reach)\b)")
_FREE = re.compile(r"\bfree\b")


def is_courtesy(sentence: str) -> bool:
    """Tell whether a sentence, without Markdown, is about nothing but the conversation.

    An opener that is all there is, such as “Sure!”, is one; “Yes, you can.” is a claim.
    """
    text = without_opener(sentence)
    if not re.search(r"\w", text):
        return True
    plain = _FEEL_FREE.sub("", text.lower().replace("’", "'"))
    if _FREE.search(plain):
        return False
    pieces = [piece for word in _WORD.findall(plain) for piece in _read(word)]
    has_core = not _CORE.isdisjoint(pieces) or _LET_KNOW.search(plain) is not None
    return all(pieces) and has_core


def without_opener(sentence: str) -> str:
    """Return a sentence behind its “Yes,” or “Sure!”."""
    return _OPENERS.sub("", sentence.strip())


def _read(run: str) -> list[str]:
    """Return the words of the vocabulary that a run of letters is made of; an empty one for any other."""
    if run[0].isascii():
        return [run if run in _ENGLISH else ""]
    pieces: list[str] = []
    while run:
        piece = next((word for word in _CHINESE if run.startswith(word)), "")
        pieces.append(piece)
        if not piece:
            break
        run = run[len(piece) :]
    return pieces
