"""Lets a reply through sentence by sentence, as far as it is known to rest on the passages.

A small model answers "Yes, you can" rather than admit that a passage says nothing of it. So each sentence that claims
something is checked before anyone reads it. A reply that begins unsupported is withheld whole; of a later sentence that
is not supported nothing is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from knowledge_base.text.sentences import find_first_sentence_end, split_sentences
from model.chat.messages import Delta, TextDelta

Support = bool | None
"""True: supported. False: claims what no passage says. None: claims nothing."""
_TABLE_RULE = re.compile(r"\|?[\s:|-]+\|?")


class UnsupportedReplyError(Exception):
    """The first claim of a reply is not supported; nothing of the reply was released."""


class AdmittedIgnoranceError(UnsupportedReplyError):
    """The model says that it found no answer, or that it can't give one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """How a reply is judged.

    Attributes:
        judge: Judges a sentence.
        judge_whole: Judges a whole reply none of whose sentences claims anything alone, such as “Yes.”
        note_withheld: Is told of each later sentence that is left out.
    """

    judge: Callable[[str], Support]
    judge_whole: Callable[[str], Support]
    note_withheld: Callable[[], None] = lambda: None


def release_when_supported(deltas: Iterator[Delta], checks: Checks) -> Iterator[Delta]:
    """Pass a reply on sentence by sentence; empty deltas keep the time meanwhile.

    Raises:
        UnsupportedReplyError: The first claim is not supported, or there is none and nothing is asked back.
    """
    release = _Release(checks)
    for delta in deltas:
        if not isinstance(delta, TextDelta):
            yield from release.finish()
            yield delta
            yield from deltas
            return
        yield TextDelta(text="")  # a chance to stop while nothing is shown
        yield from release.add(delta.text)
    yield from release.finish()


class _Release:
    """What of a reply is shown and what still waits."""

    def __init__(self, checks: Checks) -> None:
        self._checks = checks
        self._all = ""
        self._rest = ""  # behind the last sentence that was judged
        self._held = ""  # claims nothing and waits for what it leads on to
        self._is_supported = False
        self._is_code = False
        self._is_table = False

    def add(self, text: str) -> Iterator[TextDelta]:
        self._all += text
        self._rest += text
        while (end := find_first_sentence_end(self._rest)) is not None:
            sentence, self._rest = self._rest[:end], self._rest[end:]
            yield from self._pass(sentence)

    def finish(self) -> Iterator[TextDelta]:
        rest, self._rest = self._rest, ""
        if rest.strip():
            yield from self._pass(rest)
        if (
            not self._is_supported
            and not _asks_back(self._all)
            and not self._checks.judge_whole(self._plain_all())
        ):
            raise UnsupportedReplyError
        if self._held:
            yield TextDelta(text=self._held)

    def _plain_all(self) -> str:
        return _without_markup(self._all)

    def _pass(self, sentence: str) -> Iterator[TextDelta]:
        verdict = self._judge(sentence)
        if verdict is False:
            if not self._is_supported:
                raise UnsupportedReplyError
            self._held = ""
            self._checks.note_withheld()
            return
        self._held += sentence
        self._is_supported = self._is_supported or verdict is True
        if self._is_supported and (verdict or not sentence.rstrip().endswith((":", "："))):
            yield TextDelta(text=self._held)
            self._held = ""

    def _judge(self, sentence: str) -> Support:
        """Judge a sentence; the frame of a table and code say nothing."""
        line = sentence.strip()
        if "```" in line:
            self._is_code = self._is_code != (line.count("```") % 2 == 1)
            return None
        is_head = line.startswith("|") and not self._is_table
        self._is_table = line.startswith("|")
        if self._is_code or is_head or (self._is_table and _TABLE_RULE.fullmatch(line)):
            return None
        return self._checks.judge(_without_markup(sentence))


def _without_markup(sentence: str) -> str:
    """Return a sentence without what begins its line: the number of a list's item is no claim."""
    return " ".join(piece.text for piece in split_sentences(sentence))


def _asks_back(text: str) -> bool:
    return text.rstrip().endswith(("?", "？"))
