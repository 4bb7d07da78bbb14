"""What every store of conversations must do. A test class of an implementation gives the fixture `store`."""

from __future__ import annotations

import pytest

from assistant.conversation import (
    AttachmentId,
    AttachmentKind,
    Citation,
    CitationAnchor,
    CitationId,
    ConversationId,
    FigureId,
    StoredAttachment,
    StoredMessage,
    Turn,
    Understanding,
)
from assistant.conversation_store import ConversationStore
from assistant.errors import NotFoundError, NothingToRegenerateError
from assistant.people.principal import Principal
from model.chat.messages import Role

ANNA, BEN = Principal.guest("anna"), Principal.guest("ben")
FIRST, SECOND = ConversationId("c1"), ConversationId("c2")
READ = Understanding(text="E-204", barcodes=("4006381333931",))


def photo(name: str, sha256: str) -> StoredAttachment:
    return StoredAttachment(
        id=AttachmentId(name),
        kind=AttachmentKind.IMAGE,
        mime_type="image/png",
        name="label.png",
        size_bytes=9,
        sha256=sha256,
        understanding=None,
    )


def ask(
    store: ConversationStore, text: str, conversation: ConversationId = FIRST, *photos: StoredAttachment
) -> StoredMessage:
    found = store.add_question(ANNA, conversation, Turn(text=text, attachments=photos), new_assistant="tutor")
    return found.messages[-1]


def reply(store: ConversationStore, question: StoredMessage, text: str) -> StoredMessage:
    citation = Citation(
        id=CitationId(f"cited {text}"),
        number=1,
        document_title="Returns",
        heading_path=("Opened items",),
        page=2,
        text="Opened items can be returned within 14 days.",
        quote="within 14 days",
        document_id="d" * 32,
        passage_ordinal=3,
    )
    return store.save_reply(
        question.id,
        text=text,
        finish_reason="stop",
        citations=(citation,),
        anchors=(CitationAnchor(offset=4, number=1),),
        understandings={attachment.id: READ for attachment in question.attachments},
    )


class ConversationStoreContract:
    """Keeps conversations; the fixture `store` gives an empty one."""

    @pytest.fixture
    def store(self) -> ConversationStore:
        raise NotImplementedError

    def test_what_was_saved_is_loaded(self, store: ConversationStore) -> None:
        question = ask(store, "How long?", FIRST, photo("a1", "ab" * 32))
        saved = reply(store, question, "14 days.")
        loaded = store.load_conversation(ANNA, FIRST)
        assert [message.role for message in loaded.messages] == [Role.USER, Role.ASSISTANT]
        assert loaded.messages[1] == saved
        assert loaded.messages[0].attachments[0].understanding == READ
        assert store.find_citation(ANNA, saved.citations[0].id) == saved.citations[0]
        assert store.find_attachment(ANNA, AttachmentId("a1")).understanding == READ

    def test_another_owner_finds_nothing_of_it(self, store: ConversationStore) -> None:
        question = ask(store, "How long?", FIRST, photo("a1", "ab" * 32))
        saved = reply(store, question, "14 days.")
        assert store.list_conversations(BEN) == ()
        for attempt in (
            lambda: store.load_conversation(BEN, FIRST),
            lambda: store.rename_conversation(BEN, FIRST, "x"),
            lambda: store.delete_conversation(BEN, FIRST),
            lambda: store.add_question(BEN, FIRST, Turn(text="mine?"), new_assistant=None),
            lambda: store.edit_question(BEN, FIRST, "x"),
            lambda: store.load_for_regeneration(BEN, FIRST),
            lambda: store.choose_product(BEN, FIRST, AttachmentId("a1"), 1),
            lambda: store.find_citation(BEN, saved.citations[0].id),
            lambda: store.find_attachment(BEN, AttachmentId("a1")),
            lambda: store.find_figure(BEN, FigureId("none")),
            lambda: store.find_trace(BEN, saved.id),
        ):
            with pytest.raises(NotFoundError):
                attempt()
        assert store.load_conversation(ANNA, FIRST).messages[-1] == saved

    def test_a_new_reply_takes_the_place_of_the_old_one_when_it_is_saved(
        self, store: ConversationStore
    ) -> None:
        question = ask(store, "How long?")
        reply(store, question, "Old.")
        assert [m.role for m in store.load_for_regeneration(ANNA, FIRST).messages] == [Role.USER]
        assert [m.text for m in store.load_conversation(ANNA, FIRST).messages] == ["How long?", "Old."]
        reply(store, question, "New.")
        assert [m.text for m in store.load_conversation(ANNA, FIRST).messages] == ["How long?", "New."]

    def test_an_edited_question_loses_its_reply(self, store: ConversationStore) -> None:
        reply(store, ask(store, "How long?"), "14 days.")
        edited = store.edit_question(ANNA, FIRST, "How short?")
        assert [message.text for message in edited.messages] == ["How short?"]
        assert store.load_conversation(ANNA, FIRST) == edited

    def test_the_list_is_searched_and_begins_with_what_was_spoken_in_last(
        self, store: ConversationStore
    ) -> None:
        reply(store, ask(store, "How long is the warranty?"), "Two years.")
        reply(store, ask(store, "退货多久？", SECOND), "14 天。")
        assert [summary.id for summary in store.list_conversations(ANNA)] == [SECOND, FIRST]
        assert [summary.id for summary in store.list_conversations(ANNA, "two years")] == [FIRST]
        assert [summary.id for summary in store.list_conversations(ANNA, "退货")] == [SECOND]
        assert store.list_conversations(ANNA, "100%_") == ()
        store.rename_conversation(ANNA, FIRST, "Mine")
        assert "Mine" in [summary.title for summary in store.list_conversations(ANNA)]

    def test_what_is_deleted_frees_the_files_that_nobody_else_uses(self, store: ConversationStore) -> None:
        ask(store, "First?", FIRST, photo("a1", "ab" * 32), photo("a2", "cd" * 32))
        ask(store, "Second?", SECOND, photo("a3", "cd" * 32))
        assert store.used_files() == {"ab" * 32, "cd" * 32}
        assert store.delete_conversation(ANNA, FIRST) == {"ab" * 32}
        assert store.used_files() == {"cd" * 32}
        with pytest.raises(NotFoundError):
            store.load_conversation(ANNA, FIRST)

    def test_the_reply_to_a_deleted_question_goes_nowhere(self, store: ConversationStore) -> None:
        question = ask(store, "How long?")
        store.delete_conversation(ANNA, FIRST)
        with pytest.raises(NotFoundError):
            reply(store, question, "14 days.")
        with pytest.raises((NotFoundError, NothingToRegenerateError)):
            store.load_for_regeneration(ANNA, FIRST)
