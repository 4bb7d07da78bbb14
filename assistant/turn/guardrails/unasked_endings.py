"""Cuts what a reply goes on to say after its answer though nobody asked and no passage says it.

A document that makes the model end every answer with a slogan, or the model's own small talk, adds sentences that are
no courtesy and share no word with the question or with the passages as the model may read them. Such a sentence is
held back; it is shown where the answer goes on after it, and cut where it is the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.grounding.claims import is_polite
from assistant.turn.guardrails.output_guardrails import OutputGuardrail, WritingRequest
from assistant.turn.injection import without_orders
from assistant.turn.prompts.prompt import Prompt
from knowledge_base.passages import Passage
from knowledge_base.text.content_words import find_terms
from knowledge_base.text.languages import detect_language
from knowledge_base.text.sentences import find_first_sentence_end, split_sentences
from model.chat.messages import Delta, TextDelta


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAnswers:
    """Holds replies to another guardrail, and cuts unasked endings of what that one passes.

    Passages in another language than the reply share no words with it: nothing is cut then.
    """

    inner: OutputGuardrail

    def filter(self, deltas: Iterator[Delta], prompt: Prompt, request: WritingRequest) -> Iterator[Delta]:
        """See `OutputGuardrail.filter`."""
        passed = self.inner.filter(deltas, prompt, request)
        shown = " ".join(_read(passage) for passage in prompt.passages)
        if not shown or detect_language(shown, request.language) != request.language:
            yield from passed
            return
        ending = _Ending(known=find_terms(f"{request.question} {shown}"))
        for delta in passed:
            if isinstance(delta, TextDelta):
                yield TextDelta(text=ending.add(delta.text))  # an empty one keeps the time
                continue
            ending.know(request.found)
            yield TextDelta(text=ending.finish())
            yield delta
        if rest := ending.finish():
            yield TextDelta(text=rest)


@dataclass(slots=True, kw_only=True)
class _Ending:
    """What was written so far, as far as it matters for what comes next.

    Attributes:
        known: Words of the question and of the passages.
        sentence: The sentence that is being shown; None where the next one is held back.
        held: What is held back.
    """

    known: frozenset[str]
    sentence: str | None = ""
    held: str = ""

    def know(self, passages: Sequence[Passage]) -> None:
        """Learn the words of passages that tools found."""
        self.known |= find_terms(" ".join(_read(passage) for passage in passages))

    def add(self, text: str) -> str:
        """Take a piece of the reply; returns what can be shown now."""
        shown = ""
        if self.sentence is not None:
            before = len(self.sentence)
            self.sentence += text
            end = find_first_sentence_end(self.sentence)
            if end is None:
                return text
            cut = max(0, end - before)
            shown, text, self.sentence = text[:cut], text[cut:], None
        self.held += text
        if self.known.isdisjoint(find_terms(_whole_words(self.held))):
            return shown
        return shown + self._release()

    def _release(self) -> str:
        released, self.held = self.held, ""
        rest = released
        while (end := find_first_sentence_end(rest)) is not None:
            rest = rest[end:]
        self.sentence = rest if rest.strip() else None
        return released

    def finish(self) -> str:
        """Return what of the held text may be shown at the end."""
        kept, start = [], 0
        for sentence in split_sentences(self.held):
            if self._may_stay(sentence.text):
                kept.append(self.held[start : sentence.end])
            start = sentence.end
        self.held = ""
        return "".join(kept)

    def _may_stay(self, sentence: str) -> bool:
        terms = find_terms(sentence)
        return not terms or not self.known.isdisjoint(terms) or is_polite(sentence) or sentence[-1] in "?？"


def _whole_words(text: str) -> str:
    """Return a growing text without the word that may not be complete."""
    return text if not text[-1:].isascii() else text[: max(text.rfind(" "), text.rfind("\n")) + 1]


def _read(passage: Passage) -> str:
    """Return a passage as the model may read it."""
    headings = (passage.document_title, *passage.heading_path)
    shown = (heading for heading in headings if heading not in passage.withheld)
    return " ".join((*shown, without_orders(passage.text, passage.withheld)))
