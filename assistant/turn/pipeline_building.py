"""Puts the steps of a turn together, and refuses an assistant that names a step that is not there."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from assistant.errors import ProfileError
from assistant.figures.figures import FigureMaker
from assistant.grounding.citing import Citer
from assistant.grounding.selection.selector import LinearSelector
from assistant.history.attachments import AttachmentStore
from assistant.media.media_understanding import MediaUnderstanding
from assistant.profiles.profiles import Profiles
from assistant.protocols import ChatModel, ReplyHistory, Retriever
from assistant.turn.attachment_reading import AttachmentReading
from assistant.turn.guardrails.output_guardrails import build_guardrails
from assistant.turn.guardrails.unasked_endings import AskedAnswers
from assistant.turn.pipeline import TurnPipeline
from assistant.turn.prompts.prompt import PromptBuilder
from assistant.turn.prompts.prompt_writing import PromptWriting
from assistant.turn.question.answer_judge import JudgedChoice
from assistant.turn.question.cross_lingual import CrossLingualChoice
from assistant.turn.question.evidence_choice import EvidenceChoice
from assistant.turn.question.model_messages import MessageConversion
from assistant.turn.question.passage_finder import PassageFinder
from assistant.turn.replies.reply_saving import ReplySaving
from assistant.turn.replies.usage import UsageLog, UsageNotes
from assistant.turn.responders.registry import ResponderParts, build_responders
from assistant.turn.tools.registry import build_tools
from model.chat.messages import GenerationSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineParts:
    """What a turn works with.

    Attributes:
        profiles: The assistants.
        passages: Passages wanted for a question.
        generation: How a reply is sampled.
        organisation: Whom the assistants speak for; may be empty.
        contact: How to reach a person; may be empty.
        is_still_reading: Tells whether documents are on their way into the index.
    """

    profiles: Profiles
    history: ReplyHistory
    attachments: AttachmentStore
    media: MediaUnderstanding
    retriever: Retriever
    chat_model: ChatModel
    prompts: PromptBuilder
    citer: Citer
    usage_log: UsageLog
    figures: FigureMaker
    passages: int
    generation: GenerationSettings
    organisation: str
    contact: str
    is_still_reading: Callable[[], bool] = lambda: False


def build_pipeline(parts: PipelineParts) -> TurnPipeline:
    """Build the turn.

    Raises:
        ProfileError: An assistant names a responder, guardrail or tool that is not there.
    """
    messages = MessageConversion(store=parts.attachments, capabilities=lambda: parts.chat_model.capabilities)
    usage = UsageNotes(log=parts.usage_log)
    built = build_guardrails(parts.citer, parts.retriever)
    guardrails = {**built, "grounded_answers": AskedAnswers(inner=built["grounded_answers"])}
    tools = build_tools(parts.retriever, count=parts.passages)
    responders = build_responders(
        ResponderParts(
            chat_model=parts.chat_model,
            prompts=PromptWriting(prompts=parts.prompts, messages=messages),
            figures=parts.figures,
            guardrails=guardrails,
            tools=tools,
            embedder=parts.retriever,
            usage=usage,
            generation=parts.generation,
            organisation=parts.organisation,
            contact=parts.contact,
            is_still_reading=parts.is_still_reading,
        )
    )
    for profile in parts.profiles:
        _check_names(profile.key, "responder", profile.responders, responders.keys())
        _check_names(profile.key, "guardrail", (profile.guardrail,), guardrails.keys())
        _check_names(profile.key, "tool", profile.tools, tools.keys())
    return TurnPipeline(
        profiles=parts.profiles,
        reading=AttachmentReading(store=parts.attachments, media=parts.media),
        figures=parts.figures,
        messages=messages,
        prompts=parts.prompts,
        finder=PassageFinder(retriever=parts.retriever, chat_model=parts.chat_model, count=parts.passages),
        choice=JudgedChoice(
            choice=CrossLingualChoice(
                choice=EvidenceChoice(
                    selector=LinearSelector(comparer=parts.retriever), count=parts.passages
                ),
                chat_model=parts.chat_model,
            ),
            chat_model=parts.chat_model,
        ),
        responders=responders,
        saving=ReplySaving(
            history=parts.history,
            citer=parts.citer,
            usage=usage,
            figures=parts.figures,
            model_name=lambda: parts.chat_model.name,
        ),
    )


def _check_names(assistant: str, kind: str, named: Collection[str], known: Collection[str]) -> None:
    for name in named:
        if name not in known:
            msg = f"the assistant {assistant!r} names the {kind} {name!r}; there are {', '.join(known)}"
            raise ProfileError(msg)
