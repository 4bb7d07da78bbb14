"""Answers that are a picture: drawn from the question, found beside a product, or drawn from the documents."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from assistant.events import Stage, StageChanged
from assistant.figures.documented_figures import instruct, make_documented_figure
from assistant.figures.figures import FigureIntent, FigureMaker, FigureSources, to_stored
from assistant.protocols import ChatModel
from assistant.turn.active_turn import ActiveTurn
from assistant.turn.guardrails.fallback_messages import drawn_message, pictured_message
from assistant.turn.prompts.prompt_writing import PromptWriting
from assistant.turn.responders.responder import Responder, TurnEvents
from model.chat.messages import ChatMessage, TextDelta


def draw_under_reply(turn: ActiveTurn, figures: FigureMaker, messages: Sequence[ChatMessage]) -> TurnEvents:
    """Make the figure that was asked for; it never changes what is written.

    Args:
        turn: Its draft is whole but for the figure.
        figures: Makes it.
        messages: The prompt of the reply; empty where there was none.
    """
    draft = turn.draft
    if turn.intent is None or draft.figures or draft.finish_reason != "stop":
        return
    sources = FigureSources(messages=messages, passages=draft.passages, question=turn.asked, reply=draft.text)
    with draft.notes.timed("drawing"):
        draft.figures = yield from figures.make(
            turn.intent, sources, turn.language, conversation_key=turn.conversation_id
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDrawing:
    """Draws what the question itself holds, such as the graph of a function.

    Attributes:
        only_without_passages: Whether a question that passages can explain is left to others: a tutor teaches first.
    """

    figures: FigureMaker
    only_without_passages: bool = False
    needs_passages: bool = True

    def respond(self, turn: ActiveTurn) -> TurnEvents | None:
        """Answer a question that asks for such a figure."""
        intent = turn.intent
        if intent is None or not intent.is_self_contained or (self.only_without_passages and turn.passages):
            return None
        return self._draw(turn)

    def _draw(self, turn: ActiveTurn) -> TurnEvents:
        yield turn.draft.say(drawn_message(turn.language))
        yield from draw_under_reply(turn, self.figures, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPicture:
    """Shows a product's pictures where they are the whole answer."""

    figures: FigureMaker
    needs_passages: bool = True

    def respond(self, turn: ActiveTurn) -> TurnEvents | None:
        """Answer a question about the look of a product of which the documents have no words."""
        pictures = self.figures.find_answer(turn.intent, turn.passages)
        if not pictures:
            return None
        return iter((turn.draft.say(pictured_message(turn.language, pictures), pictures),))


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentedFigure:
    """Draws a chart or diagram from the documents and says the same in words.

    Attributes:
        otherwise: Answers where nothing true can be drawn.
    """

    chat_model: ChatModel
    prompts: PromptWriting
    otherwise: Responder
    needs_passages: bool = True

    def respond(self, turn: ActiveTurn) -> TurnEvents | None:
        """Answer a question that asks for a figure of what the documents hold."""
        intent = turn.intent
        if intent is None or not intent.is_documented or not turn.passages:
            return None
        return self._draw(turn, intent)

    def _draw(
        self, turn: ActiveTurn, intent: FigureIntent
    ) -> Generator[StageChanged | TextDelta, None, None]:
        yield StageChanged(stage=Stage.DRAWING)
        draft = turn.draft
        prompt = self.prompts.write(turn, instruct(intent.kind, turn.language))
        with draft.notes.timed("drawing"):
            made = yield from make_documented_figure(
                intent.kind,
                prompt.messages,
                prompt.passages,
                question=turn.standalone_question,
                language=turn.language,
                chat_model=self.chat_model,
                conversation_key=turn.conversation_id,
            )
        draft.figures = (to_stored(made.figure if made else None),)
        if made is not None:
            draft.finish_reason = "stop"
            yield TextDelta(text=made.words)
            return
        yield from self.otherwise.respond(turn) or ()
