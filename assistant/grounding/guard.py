"""Holds the beginning of a reply back until it is known to rest on the passages.

A small model answers "Yes, you can" rather than admit that a passage says nothing of it. So the first sentence
that claims something is checked before anyone reads it; a reply that begins unsupported is withheld.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from knowledge_base.text.sentences import find_first_sentence_end, split_sentences
from model.chat.messages import Delta, TextDelta

Support = bool | None
"""True: supported. False: claims what no passage says. None: claims nothing."""


class UnsupportedReplyError(Exception):
    """The first claim of a reply is not supported; nothing of the reply was released."""


class AdmittedIgnoranceError(UnsupportedReplyError):
    """The model says that it found no answer, or that it can't give one."""


def release_when_supported(
    deltas: Iterator[Delta], judge: Callable[[str], Support], judge_whole: Callable[[str], Support]
) -> Iterator[Delta]:
    """Pass deltas on once the first claim among them is supported; until then empty ones keep the time.

    Args:
        deltas: The reply.
        judge: Judges a sentence.
        judge_whole: Judges a whole reply none of whose sentences claims anything alone, such as “Yes.”

    Raises:
        UnsupportedReplyError: The first claim is not supported, or there is none and nothing is asked back.
    """
    held: list[Delta] = []
    text = ""
    is_supported = False
    judged = 0  # characters of `text` that claim nothing
    for delta in deltas:
        if isinstance(delta, TextDelta):
            yield TextDelta(text="")  # a chance to stop while nothing is shown
        held.append(delta)
        if not isinstance(delta, TextDelta):
            break
        text += delta.text
        end = find_first_sentence_end(text[judged:])
        if end is not None:
            verdict = judge(_without_markup(text[judged : judged + end]))
            _refuse(verdict)
            judged += end
            if verdict:
                is_supported = True
                break
    if not is_supported:
        verdict = judge(_without_markup(text[judged:]))
        _refuse(verdict)
        if verdict is None and not _asks_back(text):
            _refuse(bool(judge_whole(text)))
    yield from held
    yield from deltas


def _refuse(verdict: Support) -> None:
    if verdict is False:
        raise UnsupportedReplyError


def _without_markup(sentence: str) -> str:
    """Return a sentence without what begins its line: the number of a list's item is no claim."""
    return " ".join(piece.text for piece in split_sentences(sentence))


def _asks_back(text: str) -> bool:
    return text.rstrip().endswith(("?", "？"))
