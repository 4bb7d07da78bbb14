"""Raw words of the recogniser → a transcript: Simplified characters, no loops, no inventions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

# What Whisper's training subtitles say where nothing is said (https://arxiv.org/abs/2501.11378 lists the usual ones).
# A sentence of these is never a question.
_INVENTED = re.compile(
    r"""\A(?:
    thanks?(\ you)?(\ (so|very)\ much)?\ for\ (watching|listening|your\ attention)(\ (the|this)\ video)?
    | (please\ )?(like\ and\ )?(don'?t\ forget\ to\ )?(like(,)?\ (and|share)\ )?subscribe(\ to\ (my|our|the)\ channel)?
    | (i'll\ )?see\ you\ (guys\ )?(in\ the\ )?next\ (time|video|one)
    | (subtitles|captions|transcription|translation)\ (by|provided\ by)\b.*
    | .*\bamara\.org\b.* | ♪.*
    | .*(字幕|字幕组|翻译|校对|听译|制作人)(由|by|:|：|志愿者|提供).* | .*字幕组.* | 字幕
    | .*(点赞|點讚).*(订阅|訂閱|转发).* | .*请不吝.* | .*(订阅|关注)(我的|我们的)?(频道|栏目|明镜).*
    | (谢谢|感谢)(大家|您|你)?(的)?(观看|收看|收听|聆听)(.*视频)? | 我们下(期|次|集)(再见|见)?
    | 优优独播剧场.* | 中文字幕.* | 词曲.* | 作词.*作曲.*
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_ASIDE = re.compile(r"[\[(（【*♪][^\])）】*♪]{0,60}[\])）】*♪]")  # [Music], (sighs), *coughs*
_SENTENCE_END = re.compile(r"(?<=[.!?。！？…])\s*")
_LETTER = re.compile(r"[^\W\d_]|\d")
_HAN = re.compile(r"[\u3400-\u9fff]")
_TOKEN = re.compile(r"\s*(?:[\u3400-\u9fff][^\s\w]*|[^\s\u3400-\u9fff]+)")
_STRAY_LETTER = re.compile(
    r"(?<=[\u3400-\u9fff])[Ａ-Ｚａ-ｚ](?=[。！？]?$)"
)  # full width: never said, written now and then
_MARKS = " \t\n.,!?;:…。，！？；：、\"'“”"
MAX_LOOP_TOKENS = 20


def clean_heard(text: str, language: str) -> str:
    """Return what of a recognised segment may be shown: without asides, loops and inventions, in one script.

    Args:
        text: As it was recognised.
        language: ISO 639-1 code; Chinese is written in Simplified characters.
    """
    plain = " ".join(_ASIDE.sub(" ", text).split())
    if language == "zh":
        plain = _STRAY_LETTER.sub("", _close_gaps(_to_simplified(plain)))
    plain = without_loops(plain)
    kept = [sentence for sentence in _SENTENCE_END.split(plain) if not is_invented(sentence)]
    joined = ("" if language == "zh" else " ").join(part for part in kept if part)
    return joined.strip() if _LETTER.search(joined) else ""


def is_invented(sentence: str) -> bool:
    """Tell whether a sentence is one that the recogniser invents where nothing is said."""
    bare = sentence.strip(" .!?。！？…,，-—'\"“”")
    return bool(_INVENTED.fullmatch(bare))


def without_loops(text: str) -> str:
    """Shorten what repeats itself over and over to one time: the decoder was caught in a loop."""
    tokens = _TOKEN.findall(text)
    keys = [token.strip(_MARKS).lower() for token in tokens]
    kept: list[str] = []
    place = 0
    while place < len(tokens):
        size, times = _find_loop(keys, place)
        kept += tokens[place : place + size]
        place += size * times
    return "".join(kept).strip()


def _find_loop(keys: Sequence[str], place: int) -> tuple[int, int]:
    """Return the size of what repeats from a place on, in tokens, and how often it stands there; else 1 and 1."""
    for size in range(1, MAX_LOOP_TOKENS + 1):
        unit = keys[place : place + size]
        times = 1
        while keys[place + times * size : place + (times + 1) * size] == unit:
            times += 1
        if times > _most_repeats(unit):
            return size, times
    return 1, 1


def _most_repeats(unit: Sequence[str]) -> int:
    """Return how often something is said in a row at most: digits are spelled out, "no no no" is said."""
    if all(len(key) == 1 and key.isdigit() for key in unit):
        return 12
    return 3 if len(unit) == 1 else 2


def join_heard(parts: Iterable[str], language: str) -> str:
    """Put recognised segments together; Chinese has no blanks between them, but it has commas."""
    heard = [part for part in parts if part]
    if language != "zh":
        return " ".join(heard)
    joined = ""
    for part in heard:
        needs_mark = bool(joined) and bool(_HAN.match(joined[-1])) and bool(_HAN.match(part[0]))
        joined += ("，" if needs_mark else "") + part
    return joined


def end_sentence(text: str, language: str) -> str:
    """Put a mark behind the last Chinese sentence, which the recogniser often leaves open."""
    if language != "zh" or not text or not _HAN.match(text[-1]):
        return text
    is_question = re.search(
        r"(吗|呢|什么|怎么|怎样|多少|多久|几|哪|谁|为何|是否|能不能|可不可以|有没有|是不是)", text
    )
    return text + ("？" if is_question else "。")


def _close_gaps(text: str) -> str:
    """Take out blanks between Chinese characters and turn half-width marks behind them into Chinese ones."""
    closed = re.sub(r"(?<=[\u3000-\u9fff])\s+(?=[\u3000-\u9fff])", "，", text)
    for half, full in {",": "，", "?": "？", "!": "！", ";": "；", ":": "："}.items():
        closed = re.sub(rf"(?<=[\u3400-\u9fff]){re.escape(half)}\s*", full, closed)
    return re.sub(r"(?<=[\u3400-\u9fff])\.(?=\s|$)\s*", "。", closed)


@cache
def _converter() -> Any:
    from opencc import OpenCC  # reads its dictionaries: only where Chinese is heard

    return OpenCC("t2s")


def _to_simplified(text: str) -> str:
    converted: str = _converter().convert(text)
    return converted
