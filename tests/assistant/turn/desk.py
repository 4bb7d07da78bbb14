"""A desk that questions are asked at: a whole turn on a real SQLite file; model, search and media are scripted."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.conversation import (
    AttachmentId,
    AttachmentKind,
    Conversation,
    ConversationId,
    MessageId,
    StoredAttachment,
    StoredMessage,
    Understanding,
)
from assistant.events import ReplyEvent, ReplyFinished
from assistant.figures.figures import FigureMaker, PictureGenerator
from assistant.grounding.citing import Citer
from assistant.grounding.rule_verifier import RuleVerifier
from assistant.history.attachments import AttachmentStore
from assistant.history.history import SqlHistory
from assistant.manager import ConversationManager
from assistant.media.media_understanding import MediaUnderstanding
from assistant.media.spoken_questions import SpokenQuestions
from assistant.people.principal import Principal
from assistant.profiles.profiles import Profiles, load_profiles
from assistant.protocols import Retriever
from assistant.turn.pipeline_building import PipelineParts, build_pipeline
from assistant.turn.prompts.prompt import PromptBuilder
from model.chat.capabilities import Capability
from model.chat.messages import GenerationSettings, Role
from model.chat.scripted_chat_model import BrokenReply, CallingReply, ScriptedChatModel
from model.hearing.transcripts import PartialTranscript, Transcript
from model.media import MediaChecker
from tests.assistant.fakes import (
    FixedRetriever,
    NoDocuments,
    UsageRecord,
    passage,
)

ME, OTHER = Principal.guest("m" * 64), Principal.guest("o" * 64)
RETURNS = passage(1, "Opened items can be returned within 14 days. A charge of 10 percent is deducted.")
GOOD = "Opened items can be returned within 14 days. Anything else?"


@dataclass
class ScriptedMedia:
    """Reads the same from every photo and hears the same in every clip."""

    text: str = "Opened items"
    barcode_texts: tuple[str, ...] = ("4006381333931",)

    def read(self, data: bytes) -> "ScriptedMedia":
        assert data
        return self

    def stream_transcript(
        self, data: bytes, *, language_hint: str | None, terms: Sequence[str] = ()
    ) -> Iterator[PartialTranscript | Transcript]:
        assert data
        assert language_hint == "en"
        assert terms == ("AeroSound",)
        yield PartialTranscript(text=self.text[:6], progress=0.5)
        yield Transcript(text=self.text, language="en", duration_seconds=1.0)

    def list_terms(self, assistant: str) -> tuple[str, ...]:
        assert assistant == "customer_service"
        return ("AeroSound",)


@dataclass
class Desk:
    manager: ConversationManager
    history: SqlHistory
    model: ScriptedChatModel
    retriever: FixedRetriever
    usage: UsageRecord
    folder: Path
    attachments: AttachmentStore
    reading: list[str]  # documents that are still read

    def ask(
        self,
        text: str,
        conversation: ConversationId | None = None,
        *uploads: Path,
        assistant: str = "customer_service",
    ) -> list[ReplyEvent]:
        turn = self.manager.prepare_turn(text, uploads)
        return list(self.manager.stream_reply(ME, conversation, turn, assistant=assistant, language="en"))

    def only(self) -> Conversation:
        (summary,) = self.manager.list_conversations(ME)
        return self.manager.load_conversation(ME, summary.id)


MakeDesk = Callable[..., Desk]


def desk_maker(history: SqlHistory, tmp_path: Path) -> MakeDesk:
    def make(
        *replies: str | BrokenReply | CallingReply | Exception,
        media: ScriptedMedia | None = None,
        pictures: PictureGenerator | None = None,
        profiles: Profiles | None = None,
        capabilities: frozenset[Capability] | None = None,
        knowledge: Retriever | None = None,
    ) -> Desk:
        model, fixed = ScriptedChatModel(list(replies)), FixedRetriever((RETURNS,))
        retriever = knowledge or fixed
        if capabilities is not None:
            model.capabilities = capabilities
        reading: list[str] = []
        reader, usage = media or ScriptedMedia(), UsageRecord()
        checker = MediaChecker(max_photo_pixels=4_000_000, max_voice_seconds=60)
        attachments = AttachmentStore(folder=tmp_path / "attachments", checker=checker, max_bytes=500_000)
        prompts = PromptBuilder(count_tokens=model.count_tokens, budget_tokens=600, organisation="Lumen")
        understanding = MediaUnderstanding(reader, reader, terms=reader)
        replies_maker = build_pipeline(
            PipelineParts(
                profiles=profiles or load_profiles(),
                history=history,
                attachments=attachments,
                media=understanding,
                retriever=retriever,
                passages=3,
                prompts=prompts,
                chat_model=model,
                citer=Citer(RuleVerifier(retriever)),
                usage_log=usage,
                figures=FigureMaker(
                    chat_model=model,
                    evidence=NoDocuments(),
                    pictures=pictures,
                    keep_picture=attachments.keep_picture,
                ),
                generation=GenerationSettings(),
                organisation="Lumen",
                contact="service@lumen.example",
                is_still_reading=lambda: bool(reading),
            )
        )
        manager = ConversationManager(
            profiles=profiles or load_profiles(),
            history=history,
            attachments=attachments,
            prompts=prompts,
            replies=replies_maker,
            evidence=NoDocuments(),
            spoken=SpokenQuestions(media=understanding, max_bytes=500_000),
            max_question_characters=4000,
            max_attachments=2,
        )
        return Desk(manager, history, model, fixed, usage, tmp_path, attachments, reading)

    return make


def reply_of(events: list[ReplyEvent]) -> StoredMessage:
    assert isinstance(events[-1], ReplyFinished)
    return events[-1].message


def make_attachment(read: str) -> StoredAttachment:
    return StoredAttachment(
        id=AttachmentId("a" * 32),
        kind=AttachmentKind.IMAGE,
        mime_type="image/png",
        name="photo.png",
        size_bytes=1,
        sha256="0" * 64,
        understanding=Understanding(text=read),
    )


def make_message(role: Role, text: str, *attachments: StoredAttachment) -> StoredMessage:
    return StoredMessage(
        id=MessageId("q" * 32),
        role=role,
        text=text,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        attachments=attachments,
    )
