"""Chinese text → the phonemes that the Kokoro voice was trained on.

Words from rjieba, readings from pypinyin, and the notation of misaki (https://github.com/hexgrad/misaki): IPA with an
arrow for each tone behind its vowel, words apart. Third tones stay as they are written: the voice has learned how
they change beside each other.
"""

from __future__ import annotations

import re
from functools import cache

import rjieba
from pypinyin import Style, lazy_pinyin, load_phrases_dict
from pypinyin.contrib.tone_convert import to_finals, to_initials, to_normal

TONES = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}


def _table(pairs: str) -> dict[str, str]:
    return dict(pair.split(":") for pair in pairs.split())


INITIALS = _table(
    "b:p p:pʰ m:m f:f d:t t:tʰ n:n l:l g:k k:kʰ h:x j:ʨ q:ʨʰ x:ɕ z:ʦ c:ʦʰ s:s zh:ꭧ ch:ꭧʰ sh:ʂ r:ɻ"
)
# 0 is the place of the tone
FINALS = _table(
    "a:a0 ai:ai0 an:a0n ang:a0ŋ ao:au0 e:ɤ0 ei:ei0 en:ə0n eng:ə0ŋ er:ɚ0 ê:ɛ0 o:wo0 ou:ou0 ong:ʊ0ŋ "
    "i:i0 ia:ja0 ian:jɛ0n iang:ja0ŋ iao:jau0 ie:je0 in:i0n ing:i0ŋ io:jɔ0 iong:jʊ0ŋ iou:jou0 "
    "u:u0 ua:wa0 uai:wai0 uan:wa0n uang:wa0ŋ uei:wei0 uen:wə0n ueng:wə0ŋ uo:wo0 "
    "ü:y0 üan:ɥɛ0n üe:ɥe0 ün:y0n m:m0 n:n0 ng:ŋ0 hm:hm0 hng:hŋ0"
)
APICAL = frozenset({"z", "c", "s", "zh", "ch", "sh", "r"})  # behind these an i is ɨ
# What a shop's answers say and the general dictionary reads otherwise.
READINGS = {"长按": "cháng àn", "重启": "chóng qǐ", "调至": "tiáo zhì", "调到": "tiáo dào", "调低": "tiáo dī"}
_HAN = re.compile(r"[\u3400-\u9fff]+")


def is_han(text: str) -> bool:
    """Tell whether a text begins with a Chinese character."""
    return _HAN.match(text) is not None


def split_scripts(text: str) -> list[str]:
    """Cut a text where Chinese characters begin or end."""
    return [run for run in re.split(r"([\u3400-\u9fff]+)", text) if run]


def phonemize_chinese(text: str) -> str:
    """Return the phonemes of Chinese characters, with a space between words.

    Args:
        text: Chinese characters alone; see `split_scripts`.
    """
    _teach()
    words = _join_known(rjieba.cut(text))
    return " ".join("".join(map(_to_ipa, _readings(word))) for word in words)


@cache
def _teach() -> None:
    load_phrases_dict(
        {word: [[reading] for reading in readings.split()] for word, readings in READINGS.items()}
    )


def _join_known(words: list[str]) -> list[str]:
    """Put a taught word together again where it was cut in two."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] + word in READINGS:
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _readings(word: str) -> list[str]:
    return lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True, errors="ignore")


def _to_ipa(syllable: str) -> str:
    plain, tone = to_normal(syllable), TONES.get(syllable[-1], "")
    initial = to_initials(plain, strict=True)
    final = to_finals(plain, strict=True, v_to_u=True) or plain
    sound = "ɨ0" if final == "i" and initial in APICAL else FINALS.get(final, "")
    return (INITIALS.get(initial, "") if final != plain else "") + sound.replace("0", tone)
