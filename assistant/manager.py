"""The conversation manager: all that a user can do with conversations. A turn itself is in `assistant.turn.pipeline`.

The manager is given its parts and never imports a database, an index, torch or the interface.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from assistant.conversation import (
    AttachmentId,
    AttachmentKind,
    Citation,
    CitationId,
    Conversation,
    ConversationId,
    ConversationSummary,
    FigureId,
    MessageId,
    StoredAttachment,
    Turn,
)
from assistant.conversation_store import ConversationStore
from assistant.errors import (
    ConversationBusyError,
    EmptyTurnError,
    NotFoundError,
    TooManyAttachmentsError,
    TurnTooLongError,
)
from assistant.events import ReplyEvent
from assistant.figures.product_figures import find_cited_product, picture_of, with_gone_pictures
from assistant.grounding.evidence import OpenedCitation, draw_citation, open_citation
from assistant.grounding.source_kinds import find_source_kind, with_source_kinds
from assistant.history.attachments import AttachmentStore
from assistant.history.export import render_markdown
from assistant.media.draft_understanding import Draft, DraftUnderstanding
from assistant.media.product_cards import find_card, parse_card_citation, to_citation
from assistant.media.spoken_questions import SpokenQuestions
from assistant.people.principal import Principal
from assistant.profiles.profiles import Profiles
from assistant.protocols import EvidenceSource, PictureReader
from assistant.trace import Trace
from assistant.turn.prompts.prompt import PromptBuilder
from assistant.turn.replies.spoken_answer import Replies
from knowledge_base.errors import PictureNotFoundError
from knowledge_base.picture_values import PictureId, ProductPicture
from knowledge_base.text.languages import Language
from model.chat.messages import TextPart
from model.figures.figure_json import parse_figure
from model.figures.specification import FigureKind

logger = logging.getLogger(__name__)


class ConversationManager:
    """All that the interface may ask for; every call names the owner."""

    def __init__(
        self,
        *,
        profiles: Profiles,
        history: ConversationStore,
        attachments: AttachmentStore,
        prompts: PromptBuilder,
        replies: Replies,
        evidence: EvidenceSource,
        spoken: SpokenQuestions,
        drafts: DraftUnderstanding | None = None,
        pictures: PictureReader | None = None,
        max_question_characters: int,
        max_attachments: int,
    ) -> None:
        self.profiles = profiles
        self._history = history
        self._attachments = attachments
        self._prompts = prompts
        self._replies = replies
        self._evidence = evidence
        self._drafts = drafts
        self._pictures = pictures
        self.spoken = spoken  # hears recordings before they are sent
        self._max_question_characters = max_question_characters
        self._max_attachments = max_attachments
        self._busy: set[ConversationId] = set()  # in which a reply is being written
        self._busy_lock = threading.Lock()

    # --- a turn ---------------------------------------------------------------------------------------------

    def prepare_turn(self, text: str, uploads: Sequence[Path], *, owner: Principal | None = None) -> Turn:
        """Check a question and keep its attachments; nothing is in the history yet.

        Args:
            text: The question.
            uploads: Its photos and voice clips.
            owner: Whose drafts hold what was read of them ahead; None takes no draft.

        Raises:
            InvalidTurnError: Empty, too long, or too many attachments.
            AttachmentError: A file is no usable photo or voice clip; names it.
            AttachmentTooLargeError: A file is too large; names it.
        """
        self._check_text(text)
        if not text.strip() and not uploads:
            msg = "the question is empty"
            raise EmptyTurnError(msg)
        if len(uploads) > self._max_attachments:
            msg = f"{len(uploads)} attachments, the limit is {self._max_attachments}"
            raise TooManyAttachmentsError(msg, limit=self._max_attachments)
        return Turn(text=text.strip(), attachments=tuple(self._store(path, owner) for path in uploads))

    def _store(self, upload: Path, owner: Principal | None) -> StoredAttachment:
        stored = self._attachments.store(upload)
        if self._drafts is None or owner is None or stored.kind is not AttachmentKind.IMAGE:
            return stored
        return replace(stored, understanding=self._drafts.take(owner, upload.read_bytes()))

    def read_draft(self, owner: Principal, data: bytes, *, name: str) -> Draft:
        """Read a photo before it is sent; see `DraftUnderstanding.read` for the errors."""
        return self._need_drafts().read(owner, data, name=name)

    def correct_draft(self, owner: Principal, draft_id: str, text: str) -> Draft:
        """Put the user's words in place of what was recognised; see `DraftUnderstanding.correct`."""
        return self._need_drafts().correct(owner, draft_id, text)

    def _need_drafts(self) -> DraftUnderstanding:
        if self._drafts is None:
            msg = "nothing is read ahead here"
            raise NotFoundError(msg)
        return self._drafts

    def stream_reply(
        self,
        owner: Principal,
        conversation_id: ConversationId | None,
        turn: Turn,
        *,
        assistant: str,
        language: Language,
    ) -> Iterator[ReplyEvent]:
        """Save a question and answer it; closing the iterator stops the reply and keeps what is written.

        Args:
            owner: Who asks.
            conversation_id: Where; None begins a conversation with this assistant.
            turn: What `prepare_turn` gave.
            assistant: Key of an assistant's profile.
            language: Language of the interface, for a question that shows none.

        Raises:
            AssistantError: See `assistant.errors`; the history is consistent after each of them.
        """
        asked_in = conversation_id or ConversationId(uuid4().hex)
        with self._claim(asked_in):
            new_assistant = self.profiles.find(assistant).key if conversation_id is None else None
            self._check_meant(owner, conversation_id, assistant)
            conversation = self._history.add_question(owner, asked_in, turn, new_assistant=new_assistant)
            yield from self._replies.answer(conversation, language)

    def regenerate(
        self, owner: Principal, conversation_id: ConversationId, *, language: Language
    ) -> Iterator[ReplyEvent]:
        """Answer the last question again; the old reply stays until there is a new one."""
        with self._claim(conversation_id):
            self._check_meant(owner, conversation_id)
            conversation = self._history.load_for_regeneration(owner, conversation_id)
            yield from self._replies.answer(conversation, language)

    def edit_last_question(
        self, owner: Principal, conversation_id: ConversationId, text: str, *, language: Language
    ) -> Iterator[ReplyEvent]:
        """Replace the text of the last question and answer it."""
        self._check_text(text)
        with self._claim(conversation_id):
            self._check_meant(owner, conversation_id)
            conversation = self._history.edit_question(owner, conversation_id, text.strip())
            yield from self._replies.answer(conversation, language)

    def choose_product(
        self,
        owner: Principal,
        conversation_id: ConversationId,
        attachment_id: AttachmentId,
        picture_id: int,
        *,
        language: Language,
    ) -> Iterator[ReplyEvent]:
        """Answer the last question again, now that the user says which product its photo shows."""
        with self._claim(conversation_id):
            self._check_meant(owner, conversation_id)
            self._history.choose_product(owner, conversation_id, attachment_id, picture_id)
            conversation = self._history.load_for_regeneration(owner, conversation_id)
            yield from self._replies.answer(conversation, language)

    def _check_meant(self, owner: Principal, asked_in: ConversationId | None, assistant: str = "") -> None:
        """Refuse an assistant that is not meant for who asks, before anything is written."""
        if asked_in is not None:
            assistant = self._history.load_conversation(owner, asked_in).assistant
        self.profiles.check_meant(owner, assistant)

    def _check_text(self, text: str) -> None:
        limit = self._max_question_characters
        is_long = len(text) > limit
        # a token takes one byte at least, so most questions need not be counted
        if not is_long and len(text.encode()) > self._prompts.budget_tokens // 4:
            is_long = not self._prompts.fits_alone((TextPart(text=text),))
        if is_long:
            msg = f"the question has {len(text)} characters, the limit is {limit}"
            raise TurnTooLongError(msg, characters=len(text), limit=limit)

    @contextmanager
    def _claim(self, conversation_id: ConversationId) -> Iterator[None]:
        with self._busy_lock:
            if conversation_id in self._busy:
                msg = f"a reply is being written in {conversation_id!r}"
                raise ConversationBusyError(msg)
            self._busy.add(conversation_id)
        try:
            yield
        finally:
            with self._busy_lock:
                self._busy.remove(conversation_id)

    # --- conversations --------------------------------------------------------------------------------------

    def list_conversations(self, owner: Principal, search: str = "") -> tuple[ConversationSummary, ...]:
        """List an owner's conversations, newest first; `search` looks in titles and texts."""
        return self._history.list_conversations(owner, search)

    def load_conversation(self, owner: Principal, conversation_id: ConversationId) -> Conversation:
        """Load a conversation; NotFoundError also where it is another owner's."""
        conversation = self._history.load_conversation(owner, conversation_id)
        conversation = with_source_kinds(conversation, self._evidence.read_name)
        return with_gone_pictures(conversation, self._keep_existing)

    def rename_conversation(self, owner: Principal, conversation_id: ConversationId, title: str) -> None:
        """Give a conversation another title; a blank one changes nothing."""
        self._history.rename_conversation(owner, conversation_id, title)

    def delete_conversation(self, owner: Principal, conversation_id: ConversationId) -> None:
        """Delete a conversation with its attachments."""
        with self._claim(conversation_id):
            self._attachments.discard(self._history.delete_conversation(owner, conversation_id))

    def export_markdown(self, owner: Principal, conversation_id: ConversationId, language: Language) -> str:
        """Return a conversation as a Markdown document with its citations as footnotes."""
        return render_markdown(self.load_conversation(owner, conversation_id), language)

    def read_trace(self, owner: Principal, message_id: MessageId) -> Trace | None:
        """Return what the steps of a reply decided; NotFoundError also where it is another owner's."""
        return self._history.find_trace(owner, message_id)

    def read_citation(self, owner: Principal, citation_id: CitationId) -> Citation:
        """Return a cited passage, also a product card's; NotFoundError also where it is another owner's."""
        of_card = parse_card_citation(citation_id)
        if of_card is not None:
            attachment_id, picture_id = of_card
            attachment = self._history.find_attachment(owner, attachment_id)
            citation = to_citation(find_card(attachment, picture_id), attachment_id)
        else:
            citation = self._history.find_citation(owner, citation_id)
        kind = find_source_kind(citation.document_id or "", self._evidence.read_name)
        return replace(citation, source_kind=kind)

    def open_citation(self, owner: Principal, citation_id: CitationId) -> OpenedCitation:
        """Look a citation up in its document; NotFoundError also where it is another owner's."""
        return open_citation(self.read_citation(owner, citation_id), self._evidence)

    def draw_citation(self, owner: Principal, citation_id: CitationId) -> bytes:
        """Draw the page that a citation is from, as WebP.

        Raises:
            NotFoundError: No such citation, another owner's, or its document is gone.
            PageImageError: The document has no pages, or this one can't be drawn.
            PageImageBusyError: Too many pages are being drawn.
        """
        return draw_citation(self.read_citation(owner, citation_id), self._evidence)

    def find_cited_product(self, citation: Citation) -> ProductPicture | None:
        """Return the picture of the product that a citation, read by its owner, is about; None where there is none."""
        return find_cited_product(citation, self._pictures) if self._pictures else None

    def read_cited_product(self, owner: Principal, citation_id: CitationId) -> tuple[str, bytes]:
        """Return MIME type and bytes of that picture; NotFoundError also where the citation is another owner's."""
        picture = self.find_cited_product(self.read_citation(owner, citation_id))
        if picture is None:
            msg = f"citation {citation_id!r} is about no product with a picture"
            raise NotFoundError(msg)
        return self._read_picture(picture.id)

    def draw_figure(self, owner: Principal, figure_id: FigureId) -> tuple[bytes, str]:
        """Draw a figure of a reply.

        Returns:
            The picture and its media type.

        Raises:
            NotFoundError: No such figure, another owner's, one that is not drawn, or a picture that was removed.
            FigureError: It can't be drawn.
        """
        figure = self._history.find_figure(owner, figure_id)
        picture_id = picture_of(figure)
        if picture_id is not None:
            mime_type, picture = self._read_picture(picture_id)
            return picture, mime_type
        if figure.sha256 is not None:
            data = self._attachments.path_of(figure.sha256).read_bytes()
            return data, "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"
        if figure.specification.get("figure") not in set(FigureKind):
            msg = f"figure {figure_id!r} is not a drawing"
            raise NotFoundError(msg)
        from model.figures.drawing import draw_figure  # matplotlib takes a second: only when one is drawn

        return draw_figure(parse_figure(figure.specification)), "image/svg+xml"

    def read_attachment(self, owner: Principal, attachment_id: AttachmentId) -> tuple[StoredAttachment, Path]:
        """Return an attachment and where its bytes lie; NotFoundError also where it is another owner's."""
        attachment = self._history.find_attachment(owner, attachment_id)
        return attachment, self._attachments.path_of(attachment.sha256)

    def read_product_picture(
        self, owner: Principal, attachment_id: AttachmentId, picture_id: int
    ) -> tuple[str, bytes]:
        """Return MIME type and bytes of a product's picture that a photo of the owner's brought up.

        Raises:
            NotFoundError: No such card, another owner's, or the picture is gone.
        """
        card = find_card(self._history.find_attachment(owner, attachment_id), picture_id)
        return self._read_picture(PictureId(card.picture_id))

    def _read_picture(self, picture_id: PictureId) -> tuple[str, bytes]:
        try:
            if self._pictures is not None:
                return self._pictures.read(picture_id)
        except PictureNotFoundError as exc:
            msg = f"the picture {picture_id!r} is gone"
            raise NotFoundError(msg) from exc
        msg = "there are no pictures"
        raise NotFoundError(msg)

    def _keep_existing(self, picture_ids: Sequence[PictureId]) -> frozenset[PictureId]:
        return self._pictures.keep_existing(picture_ids) if self._pictures else frozenset()
