"""Characters that draw nothing, or that let a text be shown in another order than it is written.

They may spell a whole text that no reader sees: the tag characters repeat ASCII, variation selectors can stand for
bytes, and joiners of no width for bits (Unicode 16, chapter 23). A few of them are part of ordinary text: an emoji's
joiner or variant, a flag's tags, the joiners of Persian and Indic words.
"""

from __future__ import annotations

import re

_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")
_TAGS = re.compile("[\U000e0000-\U000e007f]+")
_SPELLING = re.compile(
    "[\ufe00-\ufe0f\U000e0100-\U000e01ef]{2,}|[\u200b-\u200f\u2060-\u2064\u180e\ufeff]{4,}"
)
_TURNED = re.compile("\u202e[^\u202c\n]*\u202c?")  # shown from its end to its beginning
_SINGLE = re.compile("[\u200b\u2060-\u2064\u180e\ufeff\u202a-\u202e\u2066-\u2069]")
_ANY = re.compile("[\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]")
_STROKE = re.compile("[\u0335\u0336]")  # a short and a long one, laid over the character before
_STRUCK = re.compile("(?:[^\u0335\u0336\n][\u0335\u0336]+)+")
MIN_TURNED_LETTERS = 4


def remove_unseen_characters(text: str) -> tuple[str, int]:
    """Take out of a text what draws nothing.

    Returns:
        The text, and how often characters were enough to spell something; single ones are not counted.
    """
    if not _ANY.search(text):
        return text, 0
    flags = _FLAG.findall(text)
    parts = [_remove(part) for part in _FLAG.split(text)]
    kept = parts[0][0] + "".join(flag + part for flag, (part, _) in zip(flags, parts[1:], strict=True))
    return kept, sum(count for _, count in parts)


def _remove(text: str) -> tuple[str, int]:
    count = 0
    for pattern in (_TAGS, _SPELLING):
        text, found = pattern.subn("", text)
        count += found
    turned = [match for match in _TURNED.findall(text) if sum(map(str.isalpha, match)) >= MIN_TURNED_LETTERS]
    for match in turned:
        text = text.replace(match, " ")
    return _SINGLE.sub("", text), count + len(turned)


def remove_struck_characters(text: str) -> tuple[str, int]:
    """Take out letters that each have a stroke laid over them, as people strike text through where nothing else can.

    Returns:
        The text, and in how many places something was struck through.
    """
    if not _STROKE.search(text):
        return text, 0
    kept, count = _STRUCK.subn("", text)
    return kept, count
