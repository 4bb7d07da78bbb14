"""The parts of a conversation, built from the settings: attachments and what understands them, prompts, the turn."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.figures.figures import FigureMaker
from assistant.figures.product_figures import ProductFigures
from assistant.grounding.citing import Citer
from assistant.grounding.counted_verifier import CountedVerifier
from assistant.grounding.rule_verifier import RuleVerifier
from assistant.history.attachments import AttachmentStore
from assistant.history.history import SqlHistory
from assistant.manager import ConversationManager
from assistant.media.draft_understanding import DraftUnderstanding
from assistant.media.media_understanding import MediaUnderstanding
from assistant.media.product_matching import ProductMatcher
from assistant.media.product_sight import ProductSight
from assistant.media.spoken_questions import SpokenQuestions
from assistant.media.spoken_terms import KnowledgeTerms
from assistant.model_parts import build_picture_generator
from assistant.profiles.profiles import Profiles
from assistant.protocols import ChatModel
from assistant.settings import Settings
from assistant.turn.pipeline import TurnPipeline
from assistant.turn.pipeline_building import PipelineParts, build_pipeline
from assistant.turn.prompts.prompt import PromptBuilder
from assistant.turn.replies.spoken_answer import Replies
from knowledge_base.knowledge import KnowledgeBase
from model.chat.messages import GenerationSettings
from model.chat.model_profile import ModelProfile
from model.hearing.speech_reader import SpeechReader
from model.media import MediaChecker
from model.photos.photo_reader import PhotoReader
from model.photos.picture_encoder import PictureEncoder

TEMPLATE_TOKENS = 32  # what the engine's template may add around a prompt


def build_attachments(settings: Settings) -> AttachmentStore:
    """Build where photos and voice clips are kept."""
    return AttachmentStore(
        folder=settings.data_folder / "attachments",
        checker=MediaChecker(
            max_photo_pixels=settings.max_photo_pixels, max_voice_seconds=settings.max_voice_seconds
        ),
        max_bytes=settings.max_upload_bytes,
    )


def build_media(
    settings: Settings,
    knowledge: KnowledgeBase,
    readers: tuple[PhotoReader, SpeechReader],
    encoder: PictureEncoder,
) -> MediaUnderstanding:
    """Build what understands photos and voice clips."""
    return MediaUnderstanding(
        *readers,
        terms=KnowledgeTerms(knowledge, settings.organisation),
        known_codes=knowledge,
        sight=ProductSight(
            encoder=encoder,
            matcher=ProductMatcher(pictures=knowledge.pictures, passages=knowledge),
            scopes=knowledge,
        ),
    )


def build_prompts(settings: Settings, chat_model: ChatModel) -> PromptBuilder:
    """Build what lays out prompts."""
    return PromptBuilder(
        count_tokens=chat_model.count_tokens,
        budget_tokens=settings.context_tokens - settings.max_new_tokens - TEMPLATE_TOKENS,
        organisation=settings.organisation,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationParts:
    """What the turn and the manager share."""

    profiles: Profiles
    history: SqlHistory
    attachments: AttachmentStore
    media: MediaUnderstanding
    knowledge: KnowledgeBase
    chat_model: ChatModel
    prompts: PromptBuilder


def build_turn(settings: Settings, parts: ConversationParts) -> TurnPipeline:
    """Build what answers a question.

    Raises:
        ProfileError: An assistant names a step that is not there.
    """
    return build_pipeline(
        PipelineParts(
            profiles=parts.profiles,
            history=parts.history,
            attachments=parts.attachments,
            media=parts.media,
            retriever=parts.knowledge,
            chat_model=parts.chat_model,
            prompts=parts.prompts,
            citer=Citer(CountedVerifier(inner=RuleVerifier(parts.knowledge))),
            usage_log=parts.knowledge.usage,
            figures=FigureMaker(
                chat_model=parts.chat_model,
                evidence=parts.knowledge,
                pictures=build_picture_generator(settings),
                keep_picture=parts.attachments.keep_picture,
                products=ProductFigures(pictures=parts.knowledge.pictures, scopes=parts.knowledge),
            ),
            passages=settings.retrieved_passages or parts.chat_model.profile.passages,
            generation=_generation(settings, parts.chat_model.profile),
            organisation=settings.organisation,
            contact=settings.contact,
            is_still_reading=parts.knowledge.is_reading,
        )
    )


def build_manager(
    settings: Settings, parts: ConversationParts, *, replies: Replies, drafts: DraftUnderstanding
) -> ConversationManager:
    """Build what the interface asks."""
    return ConversationManager(
        profiles=parts.profiles,
        history=parts.history,
        attachments=parts.attachments,
        prompts=parts.prompts,
        replies=replies,
        evidence=parts.knowledge,
        drafts=drafts,
        pictures=parts.knowledge.pictures,
        spoken=SpokenQuestions(media=parts.media, max_bytes=settings.max_upload_bytes),
        max_question_characters=settings.max_question_characters,
        max_attachments=settings.max_attachments,
    )


def _generation(settings: Settings, profile: ModelProfile) -> GenerationSettings:
    return GenerationSettings(
        max_new_tokens=settings.max_new_tokens,
        temperature=profile.temperature if settings.temperature is None else settings.temperature,
        top_p=profile.top_p,
        repeat_penalty=profile.repeat_penalty,
    )
