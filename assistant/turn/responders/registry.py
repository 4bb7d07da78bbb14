"""The responders by the names that profiles use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assistant.figures.figures import FigureMaker
from assistant.protocols import ChatModel, Retriever
from assistant.turn.guardrails.output_guardrails import OutputGuardrail
from assistant.turn.prompts.prompt_writing import PromptWriting
from assistant.turn.replies.usage import UsageNotes
from assistant.turn.responders.computed_answer import ComputedAnswer
from assistant.turn.responders.conversation_recall import ConversationRecall
from assistant.turn.responders.figure_answers import DocumentedFigure, OwnDrawing, ProductPicture
from assistant.turn.responders.fixed_messages import NothingRead, ProductNotice
from assistant.turn.responders.glossary_answers import GlossaryAnswer
from assistant.turn.responders.lesson_help import CheckedSteps, HintLadder
from assistant.turn.responders.lesson_modes import LessonModes
from assistant.turn.responders.not_found import NotFound
from assistant.turn.responders.question_back import QuestionBack
from assistant.turn.responders.quoted_evidence import NearestEvidence, QuotedSteps
from assistant.turn.responders.responder import Responder
from assistant.turn.responders.written_reply import WrittenReply
from assistant.turn.tools.registry import Tools
from model.chat.messages import GenerationSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponderParts:
    """What responders work with; see them for the meaning."""

    chat_model: ChatModel
    retriever: Retriever
    prompts: PromptWriting
    figures: FigureMaker
    guardrails: Mapping[str, OutputGuardrail]
    tools: Tools
    usage: UsageNotes
    generation: GenerationSettings
    organisation: str
    contact: str
    is_still_reading: Callable[[], bool] = lambda: False


def build_responders(parts: ResponderParts) -> Mapping[str, Responder]:
    """Return every responder."""
    not_found = NotFound(
        figures=parts.figures,
        usage=parts.usage,
        organisation=parts.organisation,
        contact=parts.contact,
        is_still_reading=parts.is_still_reading,
    )
    written = WrittenReply(
        chat_model=parts.chat_model,
        prompts=parts.prompts,
        figures=parts.figures,
        guardrails=parts.guardrails,
        tools=parts.tools,
        not_found=not_found,
        generation=parts.generation,
    )
    return {
        "product_notice": ProductNotice(),
        "nothing_read": NothingRead(),
        "conversation_recall": ConversationRecall(embedder=parts.retriever),
        "question_back": QuestionBack(),
        "own_drawing": OwnDrawing(figures=parts.figures),
        "own_drawing_without_passages": OwnDrawing(figures=parts.figures, only_without_passages=True),
        "product_picture": ProductPicture(figures=parts.figures),
        "lesson_modes": LessonModes(),
        "glossary": GlossaryAnswer(),
        "checked_steps": CheckedSteps(written=written),
        "hint_ladder": HintLadder(written=written),
        "computed_answer": ComputedAnswer(retriever=parts.retriever),
        "not_found": not_found,
        "quoted_steps": QuotedSteps(),
        "nearest_evidence": NearestEvidence(usage=parts.usage),
        "documented_figure": DocumentedFigure(
            chat_model=parts.chat_model, prompts=parts.prompts, otherwise=written
        ),
        "written_reply": written,
    }
