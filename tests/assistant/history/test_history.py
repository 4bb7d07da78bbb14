from dataclasses import replace
from threading import Barrier, Thread

import pytest

from assistant.conversation import (
    AttachmentId,
    AttachmentKind,
    Citation,
    CitationAnchor,
    CitationId,
    ConversationId,
    StoredAttachment,
    StoredMessage,
    Turn,
    Understanding,
)
from assistant.errors import NotFoundError, NothingToRegenerateError
from assistant.history.conversation_titles import TITLE_CHARACTERS
from assistant.history.history import SqlHistory
from assistant.people.principal import Principal
from model.chat.messages import Role

ANNA, BEN = Principal.guest("anna"), Principal.guest("ben")
FIRST = ConversationId("c1")
PHOTO = StoredAttachment(
    id=AttachmentId("a1"),
    kind=AttachmentKind.IMAGE,
    mime_type="image/png",
    name="label.png",
    size_bytes=9,
    sha256="ab" * 32,
    understanding=None,
)
READ = Understanding(text="E-204", barcodes=("4006381333931",))
CITATION = Citation(
    id=CitationId("z1"),
    number=1,
    document_title="Returns",
    heading_path=("Opened items",),
    page=2,
    text="Opened items can be returned within 14 days.",
    quote="within 14 days",
    document_id="d" * 32,
    passage_ordinal=3,
)


def ask(
    history: SqlHistory, text: str = "How long?", conversation_id: ConversationId = FIRST
) -> StoredMessage:
    turn = Turn(text=text, attachments=(replace(PHOTO, id=AttachmentId(f"a-{conversation_id}")),))
    conversation = history.add_question(ANNA, conversation_id, turn, new_assistant="tutor")
    return conversation.messages[-1]


def reply(history: SqlHistory, question: StoredMessage, text: str = "14 days.") -> StoredMessage:
    return history.save_reply(
        question.id,
        text=text,
        finish_reason="stop",
        citations=(replace(CITATION, id=CitationId(f"z-{text}")),),
        anchors=(CitationAnchor(offset=8, number=1),),
        understandings={attachment.id: READ for attachment in question.attachments},
    )


def test_what_is_saved_is_loaded(history: SqlHistory) -> None:
    question = ask(history)
    saved = reply(history, question)
    loaded = history.load_conversation(ANNA, FIRST)
    assert loaded.assistant == "tutor"
    assert [m.role for m in loaded.messages] == [Role.USER, Role.ASSISTANT]
    assert loaded.messages[0].attachments[0].understanding == READ
    assert loaded.messages[1] == saved
    assert loaded.messages[1].citations == (replace(CITATION, id=CitationId("z-14 days.")),)
    assert loaded.messages[1].anchors == (CitationAnchor(offset=8, number=1),)
    assert loaded.messages[0].created_at.tzinfo is not None


def test_a_question_without_a_reply_is_seen_as_such(history: SqlHistory) -> None:
    ask(history)
    assert history.load_conversation(ANNA, FIRST).is_unanswered


def test_another_owner_finds_nothing(history: SqlHistory) -> None:
    question = ask(history)
    saved = reply(history, question)
    assert history.list_conversations(BEN) == ()
    turn = Turn(text="mine?")
    for attempt in (
        lambda: history.load_conversation(BEN, FIRST),
        lambda: history.rename_conversation(BEN, FIRST, "x"),
        lambda: history.delete_conversation(BEN, FIRST),
        lambda: history.add_question(BEN, FIRST, turn, new_assistant=None),
        lambda: history.edit_question(BEN, FIRST, "x"),
        lambda: history.load_for_regeneration(BEN, FIRST),
        lambda: history.find_citation(BEN, saved.citations[0].id),
        lambda: history.find_attachment(BEN, question.attachments[0].id),
    ):
        with pytest.raises(NotFoundError):
            attempt()
    assert history.load_conversation(ANNA, FIRST).messages[-1] == saved
    assert history.find_citation(ANNA, saved.citations[0].id) == saved.citations[0]
    assert history.find_attachment(ANNA, question.attachments[0].id).understanding == READ


def test_a_new_reply_takes_the_place_of_the_old_one(history: SqlHistory) -> None:
    question = ask(history)
    reply(history, question, "Old.")
    again = history.load_for_regeneration(ANNA, FIRST)
    assert [m.role for m in again.messages] == [Role.USER]
    assert len(history.load_conversation(ANNA, FIRST).messages) == 2  # still there until a new one is saved
    reply(history, question, "New.")
    assert [m.text for m in history.load_conversation(ANNA, FIRST).messages] == ["How long?", "New."]


def test_an_edited_question_loses_its_reply(history: SqlHistory) -> None:
    reply(history, ask(history))
    edited = history.edit_question(ANNA, FIRST, "How short?")
    assert [m.text for m in edited.messages] == ["How short?"]
    assert history.load_conversation(ANNA, FIRST) == edited


def test_an_edited_first_question_names_its_conversation_unless_its_owner_did(history: SqlHistory) -> None:
    ask(history)
    assert history.edit_question(ANNA, FIRST, "How short?").title == "How short?"
    history.rename_conversation(ANNA, FIRST, "Mine")
    assert history.edit_question(ANNA, FIRST, "How wide?").title == "Mine"


def test_nothing_to_regenerate(history: SqlHistory) -> None:
    question = ask(history)
    history.delete_conversation(ANNA, FIRST)
    with pytest.raises(NotFoundError):
        reply(history, question)
    with pytest.raises(NotFoundError):
        history.load_for_regeneration(ANNA, FIRST)
    assert issubclass(NothingToRegenerateError, Exception)


def test_deleting_frees_only_attachments_that_no_message_uses(history: SqlHistory) -> None:
    ask(history, conversation_id=ConversationId("c1"))
    ask(history, conversation_id=ConversationId("c2"))
    assert history.delete_conversation(ANNA, ConversationId("c1")) == frozenset()
    assert history.used_files() == {PHOTO.sha256}
    assert history.delete_conversation(ANNA, ConversationId("c2")) == {PHOTO.sha256}
    assert history.used_files() == frozenset()


def test_search_looks_in_titles_and_texts_and_takes_wildcards_literally(history: SqlHistory) -> None:
    reply(history, ask(history, "Garantie für den X2?"), "The warranty lasts 100% of 24 months, 保修两年。")
    ask(history, "Another thing", ConversationId("c2"))
    found = history.list_conversations(ANNA, "WARRANTY")
    assert [c.id for c in found] == ["c1"]
    assert found[0].match is not None
    assert "warranty" in found[0].match
    assert [c.id for c in history.list_conversations(ANNA, "保修")] == ["c1"]
    assert [c.id for c in history.list_conversations(ANNA, "100%")] == ["c1"]
    assert history.list_conversations(ANNA, "1%4") == ()
    assert [c.id for c in history.list_conversations(ANNA, "another")] == ["c2"]
    assert len(history.list_conversations(ANNA)) == 2


def test_titles_are_one_short_line(history: SqlHistory) -> None:
    ask(history, "a very\nlong question " * 20)
    title = history.list_conversations(ANNA)[0].title
    assert "\n" not in title
    assert len(title) <= TITLE_CHARACTERS
    history.rename_conversation(ANNA, FIRST, "  Mine ")
    history.rename_conversation(ANNA, FIRST, "   ")
    assert history.list_conversations(ANNA)[0].title == "Mine"


def test_two_people_write_at_the_same_time(history: SqlHistory) -> None:
    start, count = Barrier(2), 15

    def write(owner: Principal) -> None:
        start.wait()
        for number in range(count):
            cid = ConversationId(f"{owner}-{number}")
            question = history.add_question(
                owner, cid, Turn(text=f"{owner} asks"), new_assistant="tutor"
            ).messages[-1]
            reply(history, question, f"for {cid}")

    threads = [Thread(target=write, args=(owner,)) for owner in (ANNA, BEN)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for owner in (ANNA, BEN):
        mine = history.list_conversations(owner)
        assert len(mine) == count
        for summary in mine:
            texts = [m.text for m in history.load_conversation(owner, summary.id).messages]
            assert texts == [f"{owner} asks", f"for {summary.id}"]
