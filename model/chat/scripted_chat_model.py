"""A chat model that says what it was told to say: for tests, and for whoever builds on Docent without weights."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from model.chat.capabilities import Capability
from model.chat.messages import (
    ChatMessage,
    Delta,
    FinishReason,
    GenerationFinished,
    GenerationSettings,
    TextDelta,
    ToolCallPart,
    ToolOffer,
    Usage,
)
from model.chat.model_profile import SMALL_MODEL, ModelProfile
from model.chat.option_choice import check_options
from model.chat.plain_text import render_plain_text
from model.errors import ContextLengthError, GenerationError

MESSAGE_TOKENS = 4  # what a template adds to each message
_PIECES = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenReply:
    """A reply that breaks off: its first words, then the error."""

    text: str
    error: Exception


@dataclass(frozen=True, slots=True, kw_only=True)
class CallingReply:
    """A reply that calls tools; a model that was offered none leaves the calls out."""

    calls: tuple[ToolCallPart, ...]
    text: str = ""


@dataclass
class ScriptedChatModel:
    """Answers from a queue, word by word; a word is a token.

    Attributes:
        replies: What is answered, in order. An exception is raised in place of a reply.
        choices: What `choose` answers, in order: the option that is certain, or a probability for each.
        context_tokens: Prompt and reply together.
        name: What the model calls itself.
        capabilities: What it says that it can do.
        profile: How it is best used.
        calls: The prompts that were answered.
        offers: The tools that were offered with each of them.
        warmed: The prompts that were read ahead.
        streams_ended: Replies that came to an end, closed or not.
        is_closed: Whether `close` was called.
    """

    replies: list[str | BrokenReply | CallingReply | Exception] = field(default_factory=list)
    choices: list[str | Sequence[float]] = field(default_factory=list)
    context_tokens: int = 1000
    name: str = "scripted"
    capabilities: frozenset[Capability] = frozenset({Capability.CHOICE, Capability.EXACT_TOKENS})
    profile: ModelProfile = SMALL_MODEL
    calls: list[list[ChatMessage]] = field(default_factory=list)
    warmed: list[list[ChatMessage]] = field(default_factory=list)
    offers: list[tuple[ToolOffer, ...]] = field(default_factory=list)
    streams_ended: int = 0
    is_closed: bool = False

    def count_tokens(self, messages: Sequence[ChatMessage]) -> int:
        """Return how many words a prompt of these messages has, and some for each message."""
        return sum(MESSAGE_TOKENS + len(render_plain_text(message).split()) for message in messages)

    def stream(
        self, messages: Sequence[ChatMessage], settings: GenerationSettings, *, conversation_key: str
    ) -> Iterator[Delta]:
        """Answer with the next reply; it ends at its limit and at the profile's stop strings, as every model's does.

        Raises:
            ContextLengthError: The prompt does not fit.
            GenerationError: No reply is left.
            Exception: The one that stands in the queue.
        """
        del conversation_key
        self.calls.append(list(messages))
        self.offers.append(settings.tools)
        try:
            started, prompt_tokens = time.monotonic(), self._check(messages)
            if not self.replies:
                msg = "the script has no further reply"
                raise GenerationError(msg)
            reply = self.replies.pop(0)
            if isinstance(reply, Exception):
                raise reply
            text = reply if isinstance(reply, str) else reply.text
            pieces = _PIECES.findall(_cut_at_stops(text, self.profile.stop))
            for piece in pieces[: settings.max_new_tokens]:
                yield TextDelta(text=piece)
            if isinstance(reply, BrokenReply):
                raise reply.error
            reason: FinishReason = "length" if len(pieces) > settings.max_new_tokens else "stop"
            usage = Usage(
                prompt_tokens=prompt_tokens,
                cached_prompt_tokens=0,
                completion_tokens=min(len(pieces), settings.max_new_tokens),
                prompt_seconds=0.0,
                completion_seconds=time.monotonic() - started,
            )
            calls = reply.calls if isinstance(reply, CallingReply) and settings.tools else ()
            yield GenerationFinished(finish_reason=reason, usage=usage, calls=calls)
        finally:
            self.streams_ended += 1

    def choose(self, messages: Sequence[ChatMessage], options: Sequence[str]) -> tuple[float, ...]:
        """Return the next of the scripted choices.

        Raises:
            ContextLengthError: The prompt does not fit.
            GenerationError: No choice is left, or it does not belong to these options.
            ValueError: The options are not one or more different texts.
        """
        check_options(options)
        self._check(messages)
        if not self.choices:
            msg = "the script has no further choice"
            raise GenerationError(msg)
        choice = self.choices.pop(0)
        shares = tuple(float(option == choice) for option in options) if isinstance(choice, str) else choice
        if len(shares) != len(options) or sum(shares) <= 0:
            msg = f"the scripted choice {choice!r} is none between {', '.join(options)}"
            raise GenerationError(msg)
        return tuple(share / sum(shares) for share in shares)

    def warm(self, messages: Sequence[ChatMessage]) -> None:
        """Note a prompt that is read ahead."""
        self.warmed.append(list(messages))

    def close(self) -> None:
        """Note that the model is given back."""
        self.is_closed = True

    def _check(self, messages: Sequence[ChatMessage]) -> int:
        tokens = self.count_tokens(messages)
        if tokens > self.context_tokens:
            msg = f"the prompt has {tokens} tokens, the context {self.context_tokens}"
            raise ContextLengthError(msg, tokens=tokens, limit=self.context_tokens)
        return tokens


def _cut_at_stops(text: str, stops: Sequence[str]) -> str:
    ends = [place for stop in stops if (place := text.find(stop)) >= 0]
    return text[: min(ends, default=len(text))]
