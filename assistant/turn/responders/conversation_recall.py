"""Questions about the conversation itself are answered from it: its words are quoted, nothing is made up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.protocols import SentenceEmbedder
from assistant.turn.active_turn import ActiveTurn
from assistant.turn.question.earlier_turns import EarlierTurn, MeantTurns, find_meant
from assistant.turn.question.message_kinds import MessageKind, read_kind
from assistant.turn.question.model_messages import asked_words
from assistant.turn.replies.quotation import as_it_is
from assistant.turn.responders.responder import TurnEvents
from knowledge_base.text.languages import Language
from knowledge_base.text.sentences import split_sentences
from model.chat.messages import Role

MAX_QUESTION = 200  # characters that are quoted
MAX_REPLY = 500
MAX_TURNS = 12  # that are listed, newest

_ASKED: dict[Language, str] = {"en": "You asked:", "zh": "您问的是："}
_REPLIED: dict[Language, str] = {"en": "And I replied:", "zh": "我的回答是："}
_ALL: dict[Language, str] = {
    "en": "You have asked this so far, and I replied:",
    "zh": "到目前为止，您问了这些，我的回答是：",
}
_NOTHING: dict[Language, str] = {
    "en": "This is the beginning of our conversation: you have not asked anything before. What would you like to know?",
    "zh": "我们的对话刚刚开始，您之前还没有提过问题。您想了解什么？",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationRecall:
    """Says what was asked and replied before.

    Attributes:
        embedder: Tells questions about the conversation from others.
    """

    embedder: SentenceEmbedder
    needs_passages: bool = False

    def respond(self, turn: ActiveTurn) -> TurnEvents | None:
        """Answer a question about the conversation."""
        if turn.photographed or read_kind(turn.asked, self.embedder) is not MessageKind.RECALL:
            return None
        turns = tuple(_turns_of(turn))
        if not turns:
            return iter((turn.draft.say(_NOTHING[turn.language]),))
        meant = find_meant(turn.asked, turns, turn.language)
        return iter((turn.draft.say(_write(meant, turn.language)),)) if meant else None


def _turns_of(turn: ActiveTurn) -> Iterator[EarlierTurn]:
    for place, message in enumerate(turn.earlier):
        if message.role is Role.USER:
            following = [m.text for m in turn.earlier[place + 1 : place + 2] if m.role is Role.ASSISTANT]
            yield EarlierTurn(question=asked_words(message), reply="".join(following))


def _write(meant: MeantTurns, language: Language) -> str:
    if meant.is_all:
        return f"{_ALL[language]}\n\n" + "\n".join(_list_turns(meant.turns))
    return "\n\n".join(block for turn in meant.turns for block in _quote_turn(turn, meant, language))


def _quote_turn(turn: EarlierTurn, meant: MeantTurns, language: Language) -> Iterator[str]:
    yield f"{_ASKED[language]}\n\n> {_shorten(turn.question, MAX_QUESTION)}"
    if meant.wants_reply and turn.reply:
        yield f"{_REPLIED[language]}\n\n> {_shorten(turn.reply, MAX_REPLY)}"


def _list_turns(turns: tuple[EarlierTurn, ...]) -> Iterator[str]:
    first = max(0, len(turns) - MAX_TURNS)
    for number, turn in enumerate(turns[first:], start=first + 1):
        sentence = next((s.text for s in split_sentences(turn.reply)), "")
        said = f"\n   {_shorten(sentence, MAX_QUESTION)}" if sentence else ""
        yield f"{number}. “{_shorten(turn.question, MAX_QUESTION)}”{said}"


def _shorten(text: str, limit: int) -> str:
    plain = " ".join(text.split())
    return as_it_is(plain if len(plain) <= limit else f"{plain[:limit].rstrip()} …")
