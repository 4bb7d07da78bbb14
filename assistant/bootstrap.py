"""Builds the real parts from the settings. Nowhere else are they chosen."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine

from assistant.conversation_parts import (
    ConversationParts,
    build_attachments,
    build_manager,
    build_media,
    build_prompts,
    build_turn,
)
from assistant.deferred_chat_model import DeferredChatModel
from assistant.document_media import DocumentMedia
from assistant.engines import load_engine
from assistant.history.attachments import AttachmentStore
from assistant.history.history import SqlHistory
from assistant.history.ownership import ConversationOwnership
from assistant.manager import ConversationManager
from assistant.media.draft_understanding import DraftUnderstanding
from assistant.model_parts import (
    build_picture_encoder,
    build_readers,
)
from assistant.people.people import People, build_people
from assistant.privacy.privacy import Privacy, build_privacy
from assistant.product_eye import ProductEye
from assistant.profiles.profiles import Profiles, load_profiles
from assistant.protocols import ChatModel
from assistant.settings import Settings
from assistant.turn.replies.running_replies import Most, RunningReplies
from assistant.turn.replies.spoken_answer import FollowedReplies, SpokenAnswers
from knowledge_base.config import KnowledgeConfig
from knowledge_base.encoding.calibration import EMBEDDED_ENCODER, CalibrationFiles
from knowledge_base.encoding.encoders import Encoder
from knowledge_base.knowledge import KnowledgeBase
from knowledge_base.sources.folder_watch import FolderWatch
from knowledge_base.store.database import create_database_engine, upgrade_database
from model.chat.messages import ChatMessage, Role
from model.chat.model_profile import profile_of
from model.photos.picture_encoder import PictureEncoder
from model.voices.speaker import Speaker, build_speaker
from model.weights import ensure_weights
from model.weights_manifest import E5_SMALL

logger = logging.getLogger(__name__)
MIGRATIONS = Path(__file__).parent / "history" / "migrations"
LOADING_SECONDS = 180.0  # how long a question waits for the engine


class _Loaded(Protocol):
    """A part that loads in the background."""

    @property
    def is_ready(self) -> bool: ...

    @property
    def failure(self) -> str | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Docent:
    """All parts, put together."""

    manager: ConversationManager
    replies: RunningReplies
    knowledge: KnowledgeBase
    chat_model: DeferredChatModel
    history: SqlHistory
    history_engine: Engine
    attachments: AttachmentStore
    folders: FolderWatch
    spoken: SpokenAnswers
    speaker: Speaker
    people: People
    ownership: ConversationOwnership
    load_samples: bool
    privacy: Privacy

    def start(self) -> None:
        """Load the engine and the encoder in the background and tidy up after earlier runs.

        At the very first start the samples are queued; they are read while the page is served already.
        """
        self.chat_model.start()
        if self.wants_samples:
            count = self.knowledge.add_samples()
            logger.info("%d sample documents are being read; the page “Manage knowledge” removes them", count)
        self.knowledge.start()
        self.folders.start()
        self.privacy.retention.start()
        threading.Thread(target=self._tidy, name="tidy", daemon=True).start()

    @property
    def wants_samples(self) -> bool:
        """Whether this is the very first start, and the samples are wanted."""
        return self.load_samples and not self.knowledge.has_ever_held_documents()

    def load_first_samples(self) -> int:
        """Index the samples, so that the first question finds them; returns how many."""
        self.knowledge.start()
        count = self.knowledge.add_samples()
        self.knowledge.wait_until_idle()
        return count

    def close(self) -> None:
        """Stop the background work and close the files."""
        self.privacy.retention.close()
        self.replies.close()
        self.speaker.close()
        self.chat_model.close()
        self.folders.close()
        self.knowledge.close()
        self.history_engine.dispose()

    def problems(self) -> dict[str, str]:
        """Return the parts that are not ready, each with the reason."""
        parts: dict[str, _Loaded] = {"model": self.chat_model, "knowledge": self.knowledge}
        found = {name: part.failure or "loading" for name, part in parts.items() if not part.is_ready}
        if "knowledge" not in found and self.knowledge.is_reading(samples_only=True):
            found["samples"] = "reading"
        return found

    def _tidy(self) -> None:
        count = self.attachments.discard_orphans(self.history.used_files())
        if count:
            logger.info("deleted %d attachments that no message uses", count)


def build_docent(settings: Settings) -> Docent:
    """Build everything; nothing slow happens before `start()`.

    Raises:
        DatabaseError: A database can't be used.
        ProfileError: An assistant can't be read.
        EncoderCalibrationError: The chosen encoder was not calibrated; the message says what to run.
    """
    _calibrations(settings).read(settings.encoder)  # refused before anything is opened
    history_engine = create_database_engine(settings.history_database_url)
    upgrade_database(history_engine, MIGRATIONS)
    history = SqlHistory(history_engine)
    readers, encoder = build_readers(settings), build_picture_encoder(settings)
    knowledge = KnowledgeBase(knowledge_config(settings, DocumentMedia(*readers), encoder))
    chat_model = defer_chat_model(settings)
    attachments = build_attachments(settings)
    media = build_media(settings, knowledge, readers, encoder)
    parts = ConversationParts(
        profiles=read_profiles(settings),
        history=history,
        attachments=attachments,
        media=media,
        knowledge=knowledge,
        chat_model=chat_model,
        prompts=build_prompts(settings, chat_model),
    )
    speaker = build_speaker(
        settings.weights_folder, english_voice=settings.english_voice, threads=settings.model_threads or 0
    )
    spoken = SpokenAnswers(history, speaker)
    drafts = DraftUnderstanding(media, attachments.checker, max_bytes=settings.max_upload_bytes)
    replies = FollowedReplies(replies=build_turn(settings, parts), spoken=spoken)
    manager = build_manager(settings, parts, replies=replies, drafts=drafts)
    people = build_people(settings, history_engine)
    return Docent(
        manager=manager,
        replies=_build_running_replies(settings),
        spoken=spoken,
        speaker=speaker,
        people=people,
        ownership=ConversationOwnership(history_engine),
        knowledge=knowledge,
        chat_model=chat_model,
        history=history,
        history_engine=history_engine,
        attachments=attachments,
        folders=FolderWatch(knowledge, settings.watched_folders, max_bytes=settings.max_document_bytes),
        load_samples=settings.load_samples,
        privacy=build_privacy(
            settings,
            engine=history_engine,
            manager=manager,
            drafts=drafts,
            attachments=attachments,
            questions=knowledge.usage,
            audit=people.audit,
        ),
    )


def _build_running_replies(settings: Settings) -> RunningReplies:
    most = Most(
        of_principal=settings.visitor_replies,
        of_network=settings.visitor_replies * settings.network_share,
        in_all=settings.waiting_replies,
    )
    return RunningReplies(limit=settings.parallel_replies, most=most)


def defer_chat_model(settings: Settings) -> DeferredChatModel:
    """Return the chat model before it is loaded."""
    return DeferredChatModel(
        lambda: load_chat_model(settings),
        name=settings.model_weights,
        profile=profile_of(settings.model_weights),
        context_tokens=settings.context_tokens,
        timeout_seconds=LOADING_SECONDS,
    )


def read_profiles(settings: Settings) -> Profiles:
    """Read the assistants.

    Raises:
        ProfileError: A folder can't be read as an assistant.
    """
    return load_profiles(settings.assistants_folder, settings.default_assistant)


def _calibrations(settings: Settings) -> CalibrationFiles:
    return CalibrationFiles(folder=settings.data_folder / "calibrations")


def build_knowledge(settings: Settings) -> KnowledgeBase:
    """Build the knowledge base.

    Raises:
        DatabaseError: Its database can't be used.
    """
    return KnowledgeBase(knowledge_config(settings))


def knowledge_config(
    settings: Settings, media: DocumentMedia | None = None, encoder: PictureEncoder | None = None
) -> KnowledgeConfig:
    """Say where the knowledge lies, how it is read and how it is searched."""

    def load_encoder(name: str) -> Encoder:
        # torch takes a second: not before the page is there
        if name != EMBEDDED_ENCODER:
            from knowledge_base.encoding.checkpoint_encoder import CheckpointEncoder

            return CheckpointEncoder(name)
        from knowledge_base.encoding.encoder import SentenceEncoder

        folder = ensure_weights(E5_SMALL, settings.weights_folder)
        return SentenceEncoder(folder / E5_SMALL.files[0].name)

    return KnowledgeConfig(
        database_url=settings.knowledge_url,
        index_folder=settings.data_folder / "index",
        encoder=settings.encoder,
        load_encoder=load_encoder,
        calibrations=_calibrations(settings),
        max_document_bytes=settings.max_document_bytes,
        relevance_threshold=settings.relevance_threshold,
        limits={p.key: p.collections for p in read_profiles(settings) if p.collections},
        relative_relevance=profile_of(settings.model_weights).relative_relevance,
        keeps_questions=settings.keep_unanswered_questions,
        media=media or DocumentMedia(*build_readers(settings)),
        eye=ProductEye(
            encoder or build_picture_encoder(settings),
            max_bytes=settings.max_upload_bytes,
            max_pixels=settings.max_photo_pixels,
        ),
    )


def load_chat_model(settings: Settings) -> ChatModel:
    """Load the engine and let it read the system prompts ahead.

    Raises:
        WeightsError: Its weights can't be put together.
        EngineLoadError: It can't be loaded.
    """
    model = load_engine(settings)
    assistant = read_profiles(settings).default
    for language in assistant.languages:
        text = assistant.system_text(language, settings.organisation)
        model.warm([ChatMessage.of_text(Role.SYSTEM, text)])
    return model
