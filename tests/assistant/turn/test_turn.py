"""A whole turn through the manager, on a real SQLite file; the leaves are scripted where a failure is needed."""

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from assistant.conversation import UNSUPPORTED, ConversationId
from assistant.errors import (
    AttachmentError,
    AttachmentTooLargeError,
    ConversationBusyError,
    EmptyTurnError,
    NotFoundError,
    NothingToRegenerateError,
    ReplyError,
    TooManyAttachmentsError,
    TurnTooLongError,
)
from assistant.events import QuestionSaved, ReplyEvent, StageChanged
from assistant.media.spoken_questions import put_words_right
from assistant.people.principal import Principal
from knowledge_base.errors import DatabaseError
from model.chat.messages import TextDelta
from model.chat.model_profile import ModelProfile
from model.errors import GenerationError
from tests.assistant.fakes import (
    passage,
    text_of,
)
from tests.assistant.turn.desk import GOOD, ME, OTHER, RETURNS, Desk, MakeDesk, ScriptedMedia, reply_of
from tests.media import make_label, make_png, make_wav


def test_a_question_is_saved_answered_cited_and_saved(make_desk: MakeDesk) -> None:
    desk = make_desk(GOOD)
    events = desk.ask("Can opened items be returned?")
    reply = reply_of(events)
    assert isinstance(events[0], QuestionSaved)
    assert [e.stage for e in events if isinstance(e, StageChanged)] == ["retrieving", "writing"]
    assert "".join(e.text for e in events if isinstance(e, TextDelta)).strip() == GOOD
    assert [(c.number, c.document_title, c.text) for c in reply.citations] == [(1, "Returns", RETURNS.text)]
    assert reply.text[: reply.anchors[0].offset] == "Opened items can be returned within 14 days."
    assert reply.finish_reason == "stop"
    assert (desk.usage.cited, desk.usage.unanswered) == ([frozenset({"d1"})], [])
    stored = desk.only()
    assert [message.text for message in stored.messages] == ["Can opened items be returned?", reply.text]
    assert any(RETURNS.text in text_of(part) for part in desk.model.calls[0][-1].parts)


def test_without_a_passage_docent_says_so_and_the_model_is_not_asked(make_desk: MakeDesk) -> None:
    desk = make_desk()
    reply = reply_of(desk.ask("Who painted the ceiling of that famous chapel?"))
    assert "could not find" in reply.text
    assert "service@lumen.example" in reply.text
    assert (reply.citations, desk.model.calls) == ((), [])
    assert desk.usage.unanswered == ["Who painted the ceiling of that famous chapel?"]


def test_a_reply_does_not_fail_over_the_notes_of_its_use(make_desk: MakeDesk) -> None:
    desk = make_desk(GOOD)
    desk.usage.failure = DatabaseError("locked")
    assert "could not find" in reply_of(desk.ask("Who painted the ceiling of that famous chapel?")).text
    assert reply_of(desk.ask("Can opened items be returned?")).citations


@pytest.mark.parametrize(
    ("invented", "said"),
    [
        ("Yes, opened items can be paid with PayPal vouchers.", "I am not sure that this answers"),
        ("I could not find it.", "I found no direct answer to this in the documents."),
    ],
)
def test_an_invented_reply_is_withheld(make_desk: MakeDesk, invented: str, said: str) -> None:
    desk = make_desk(invented)
    events = desk.ask("Can opened items be paid with PayPal?")
    assert reply_of(events).text.startswith(said)
    assert not any("PayPal vouchers" in e.text for e in events if isinstance(e, TextDelta))
    assert desk.usage.unanswered == ["Can opened items be paid with PayPal?"]


@pytest.mark.parametrize("said", ["Yes, the tank lid is in stock.", "I could not find it."])
def test_the_row_that_is_asked_about_is_shown_where_the_model_denies_or_overlooks_it(
    make_desk: MakeDesk, said: str
) -> None:
    desk = make_desk(said)
    desk.retriever.passages = (
        passage(1, "Part: Tank lid; In stock: 0\nPart: Drip tray; In stock: 6", "Parts", ()),
    )
    reply = reply_of(desk.ask("Is the tank lid in stock?"))
    assert reply.text.endswith("| Part | In stock |\n| --- | --- |\n| Tank lid | 0 |")
    assert [anchor.number for anchor in reply.anchors] == [1]
    assert [c.quote for c in reply.citations] == ["Part: Tank lid; In stock: 0"]
    assert reply.finish_reason == "stop"
    (prompt,) = ([text_of(part) for part in call[-1].parts] for call in desk.model.calls)
    assert not any("Drip tray" in text for text in prompt)


def test_a_bare_yes_is_judged_with_its_question(make_desk: MakeDesk) -> None:
    reply = reply_of(make_desk("Yes.").ask("Can opened items be returned within 14 days?"))
    assert (reply.text.strip(), len(reply.citations)) == ("Yes.", 1)
    reply = reply_of(make_desk("No.").ask("Can opened items be returned within 14 days?"))
    assert reply.text.startswith(
        "This is what the documents say:\n\n> Opened items can be returned within 14 days."
    )


@pytest.mark.parametrize(
    "opening", ["To return opened items, follow these steps:\n1. ", "I'm sorry to hear that. ", "Sure! "]
)
def test_what_leads_on_or_is_polite_is_not_judged_and_what_follows_is(
    make_desk: MakeDesk, opening: str
) -> None:
    asked = "How can opened items be returned?"
    assert reply_of(make_desk(opening + GOOD).ask(asked)).text.startswith(opening.strip())
    assert "PayPal" not in reply_of(make_desk(f"{opening}Pay with PayPal vouchers.").ask(asked)).text


def test_a_lesson_that_reckons_wrongly_is_given_again_and_else_owned_up_to(make_desk: MakeDesk) -> None:
    desk = make_desk("Since 2 + 2 = 5, go on.", "Take 10 percent of the price. What is it?")
    right = reply_of(desk.ask("How is the charge of opened items deducted?", assistant="tutor"))
    assert right.text.startswith("Take 10 percent")
    desk = make_desk("Since 2 + 2 = 5, go on.", "Since 2 + 2 = 6, go on.")
    wrong = reply_of(desk.ask("How is the charge of opened items deducted?", assistant="tutor"))
    assert "did not get the calculation right" in wrong.text
    assert "2 + 2" not in wrong.text


def test_a_lesson_waits_for_the_student_and_is_whole(make_desk: MakeDesk) -> None:
    desk = make_desk("Opened items cost 10 percent. So 80 × 0.1 = 8. Then subtract.")
    reply = reply_of(desk.ask("Opened items for 80 euros are returned: what is deducted?", assistant="tutor"))
    assert reply.text.strip().endswith("80 × 0.1 = ? What do you get?")
    assert reply.finish_reason == "stop"


def test_a_students_step_is_checked_though_no_passage_is_about_it(make_desk: MakeDesk) -> None:
    desk = make_desk("Which number do you take 40 percent of?")
    reply = reply_of(desk.ask("I got 50 × 0.4 = 25, correct?", assistant="tutor"))
    assert reply.text.strip() == (
        "I checked your step: 50 × 0.4 = 25 is not right yet.\n\nWhich number do you take 40 percent of?"
    )
    assert any("50 × 0.4 = 25 is not right" in text_of(part) for part in desk.model.calls[0][-1].parts)
    assert reply.anchors == ()


def test_an_exercise_is_searched_by_what_it_is_of(make_desk: MakeDesk) -> None:
    desk = make_desk("Bring both to one denominator. Which one?")
    desk.retriever.passages = (passage(1, "Fractions are brought to a common denominator.", "Lesson", ()),)
    assert reply_of(desk.ask("1/4 and 1/6, what do I do?", assistant="tutor")).text.startswith("Bring both")
    assert "fractions" in desk.retriever.queries[-1]


def test_a_tutor_that_has_no_answer_says_so(make_desk: MakeDesk) -> None:
    desk = make_desk("I'm sorry, but I can't assist with that request.")
    assert (
        "found nothing about that" in reply_of(desk.ask("Who invented opened items?", assistant="tutor")).text
    )


def test_photos_and_voice_are_read_shown_searched_and_prompted(make_desk: MakeDesk) -> None:
    desk = make_desk(GOOD)
    photo, clip = desk.folder / "label.jpg", desk.folder / "voice.wav"
    photo.write_bytes(make_label(["Opened items"]))
    clip.write_bytes(make_wav(1))
    reply_of(desk.ask("", None, photo, clip))
    question = desk.only().messages[0]
    assert [a.understanding.text for a in question.attachments if a.understanding] == ["Opened items"] * 2
    assert desk.only().title == "Opened items Opened items"  # not the file's name
    assert "4006381333931" in desk.retriever.queries[0]
    prompt = " ".join(text_of(part) for part in desk.model.calls[0][-1].parts)
    assert "Barcode: 4006381333931" in prompt


def test_what_is_heard_is_shown_while_it_grows(make_desk: MakeDesk) -> None:
    desk = make_desk(GOOD)
    clip = desk.folder / "voice.wav"
    clip.write_bytes(make_wav(1))
    shown = [
        event.message.attachments for event in desk.ask("", None, clip) if isinstance(event, QuestionSaved)
    ]
    assert [[a.understanding.text if a.understanding else None for a in given] for given in shown] == [
        [None],
        ["Opened"],
        ["Opened items"],
    ]


def test_words_that_the_speaker_put_right_are_searched_and_kept(make_desk: MakeDesk) -> None:
    desk = make_desk(GOOD)
    clip = desk.folder / "voice.wav"
    clip.write_bytes(make_wav(1))
    heard = list(desk.manager.spoken.listen(clip, "en", assistant="customer_service"))
    assert [u.text for u in heard] == ["Opened", "Opened items"]
    turn = put_words_right(desk.manager.prepare_turn("", [clip]), ["Can  opened items\nbe returned?"], ["en"])
    reply_of(list(desk.manager.stream_reply(ME, None, turn, assistant="customer_service", language="en")))
    (kept,) = desk.only().messages[0].attachments
    assert kept.understanding is not None
    assert kept.understanding.text == "Can opened items be returned?"
    assert kept.understanding.duration_seconds == pytest.approx(1)
    assert desk.retriever.queries == ["Can opened items be returned?"]


def test_a_recording_that_is_too_large_is_refused_before_it_is_sent(make_desk: MakeDesk) -> None:
    desk = make_desk()
    large = desk.folder / "large.wav"
    large.write_bytes(bytes(600_000))
    with pytest.raises(AttachmentTooLargeError):
        list(desk.manager.spoken.listen(large, "en", assistant="customer_service"))


def test_nothing_read_and_nothing_said_is_no_question(make_desk: MakeDesk) -> None:
    desk = make_desk(media=ScriptedMedia(text="", barcode_texts=()))
    photo = desk.folder / "gray.png"
    photo.write_bytes(make_label([]))
    assert "could not read any text" in reply_of(desk.ask("", None, photo)).text


def test_a_failing_engine_keeps_the_question_and_it_can_be_asked_again(make_desk: MakeDesk) -> None:
    desk = make_desk(GenerationError("boom"), GOOD)
    with pytest.raises(ReplyError):
        desk.ask("Can opened items be returned?")
    conversation = desk.only()
    assert conversation.is_unanswered
    again = list(desk.manager.regenerate(ME, conversation.id, language="en"))
    assert reply_of(again).citations
    assert not desk.only().is_unanswered


def test_a_closed_stream_keeps_what_was_written(make_desk: MakeDesk) -> None:
    desk = make_desk(GOOD + " And so on, for a long time.")
    turn = desk.manager.prepare_turn("Can opened items be returned?", [])
    stream = desk.manager.stream_reply(ME, None, turn, assistant="customer_service", language="en")
    with closing(stream):  # type: ignore[type-var]
        for event in stream:
            if isinstance(event, TextDelta) and event.text.endswith("days."):
                break
    reply = desk.only().messages[1]
    assert reply.finish_reason == "cancelled"
    assert reply.text.startswith("Opened items can be returned within 14 days.")
    assert reply.citations
    assert desk.model.streams_ended == 1


def test_one_reply_at_a_time_in_a_conversation(make_desk: MakeDesk) -> None:
    desk = make_desk(GOOD, GOOD)
    first = reply_of(desk.ask("Can opened items be returned?"))
    assert first
    conversation = desk.only()
    stream: Iterator[ReplyEvent] = desk.manager.regenerate(ME, conversation.id, language="en")
    next(stream)
    with pytest.raises(ConversationBusyError):
        desk.ask("And now?", conversation.id)
    with pytest.raises(ConversationBusyError):
        desk.manager.delete_conversation(ME, conversation.id)
    assert reply_of(list(stream))


def test_an_edited_question_replaces_the_last_one(make_desk: MakeDesk) -> None:
    desk = make_desk(GOOD, GOOD)
    desk.ask("Can opened things be returned?")
    conversation = desk.only()
    list(desk.manager.edit_last_question(ME, conversation.id, "Can opened items be returned?", language="en"))
    assert desk.only().messages[0].text == "Can opened items be returned?"
    assert len(desk.only().messages) == 2


def test_a_follow_up_is_rewritten_for_the_search(make_desk: MakeDesk) -> None:
    desk = make_desk(
        GOOD, "Which charge is deducted for opened items?", "A charge of 10 percent is deducted."
    )
    desk.ask("Can opened items be returned?")
    reply_of(desk.ask("How much is that?", desk.only().id))
    assert desk.retriever.queries[-1] == "Which charge is deducted for opened items?"


@pytest.mark.parametrize("is_withdrawn", [False, True])
def test_a_follow_up_is_answered_from_the_last_citations_unless_they_were_withdrawn(
    make_desk: MakeDesk, *, is_withdrawn: bool
) -> None:
    desk = make_desk(GOOD, "Explain it once more?", GOOD)
    desk.ask("Can opened items be returned?")
    desk.retriever.passages = ()
    if is_withdrawn:
        desk.retriever.withdrawn.add(RETURNS.document_id)
    reply = reply_of(desk.ask("Can you explain that again?", desk.only().id))
    assert [citation.text for citation in reply.citations] == ([] if is_withdrawn else [RETURNS.text])
    assert len(desk.model.calls) == (2 if is_withdrawn else 3)


def test_what_is_refused_leaves_nothing_behind(make_desk: MakeDesk) -> None:
    desk = make_desk()
    text = desk.folder / "..notes.txt"
    text.write_text("not a photo")
    big = desk.folder / "big.wav"
    big.write_bytes(make_wav(30))
    for error, question, uploads in (
        (EmptyTurnError, "  \n ", []),
        (TurnTooLongError, "word " * 200_000, []),
        (TooManyAttachmentsError, "x", [text, text, text]),
        (AttachmentError, "x", [text]),
        (AttachmentTooLargeError, "x", [big]),
    ):
        with pytest.raises(error):
            desk.manager.prepare_turn(question, uploads)
    assert desk.manager.list_conversations(ME) == ()
    assert not (desk.folder / "attachments").exists()


def test_a_conversation_is_its_owners_alone(make_desk: MakeDesk) -> None:
    desk = make_desk(GOOD)
    photo = desk.folder / "label.jpg"
    photo.write_bytes(make_label(["Opened items"]))
    reply = reply_of(desk.ask("Can opened items be returned?", None, photo))
    conversation = desk.only()
    attachment = conversation.messages[0].attachments[0]
    manager = desk.manager
    turn = manager.prepare_turn("mine now", [])
    for attempt in (
        lambda: manager.load_conversation(OTHER, conversation.id),
        lambda: manager.rename_conversation(OTHER, conversation.id, "mine"),
        lambda: manager.delete_conversation(OTHER, conversation.id),
        lambda: manager.export_markdown(OTHER, conversation.id, "en"),
        lambda: manager.read_citation(OTHER, reply.citations[0].id),
        lambda: manager.read_attachment(OTHER, attachment.id),
        lambda: list(manager.regenerate(OTHER, conversation.id, language="en")),
        lambda: list(manager.edit_last_question(OTHER, conversation.id, "x", language="en")),
        lambda: list(manager.stream_reply(OTHER, conversation.id, turn, assistant="tutor", language="en")),
    ):
        with pytest.raises(NotFoundError):
            attempt()
    assert manager.list_conversations(OTHER) == ()
    assert len(desk.only().messages) == 2


def test_deleting_a_conversation_deletes_its_photos(make_desk: MakeDesk) -> None:
    desk = make_desk(GOOD)
    photo = desk.folder / "label.jpg"
    photo.write_bytes(make_label(["Opened items"]))
    desk.ask("Can opened items be returned?", None, photo)
    conversation = desk.only()
    _, path = desk.manager.read_attachment(ME, conversation.messages[0].attachments[0].id)
    assert path.exists()
    desk.manager.delete_conversation(ME, conversation.id)
    assert not path.exists()


def test_the_export_holds_questions_replies_and_sources(make_desk: MakeDesk) -> None:
    desk = make_desk(GOOD)
    desk.ask("Can opened items be returned?")
    text = desk.manager.export_markdown(ME, desk.only().id, "en")
    assert "Opened items can be returned within 14 days.[^2-1]" in text
    assert "[^2-1]: Returns › Opened items" in text
    assert RETURNS.text in text


def test_a_sentence_without_support_is_marked_kept_and_exported(make_desk: MakeDesk) -> None:
    desk = make_desk("Opened items can be returned within 14 days. Opened items can be paid with PayPal.")
    desk.model.profile = ModelProfile()  # of a model whose replies are not held back
    reply = reply_of(desk.ask("Can opened items be returned?"))
    assert [anchor.number for anchor in reply.anchors] == [1, UNSUPPORTED]
    assert desk.only().messages[-1].anchors == reply.anchors
    text = desk.manager.export_markdown(ME, desk.only().id, "en")
    assert "Opened items can be paid with PayPal. *(no passage supports this)*" in text
    assert "资料中没有依据" in desk.manager.export_markdown(ME, desk.only().id, "zh")


def test_a_later_sentence_without_support_gives_way_to_the_documents_words(make_desk: MakeDesk) -> None:
    desk = make_desk("Opened items can be returned within 14 days. You can pay with PayPal.")
    reply = reply_of(desk.ask("Can opened items be returned?"))
    assert "PayPal" not in reply.text
    assert reply.text.startswith(
        "Opened items can be returned within 14 days.\n\nThis is what the documents say:"
    )
    assert {anchor.number for anchor in reply.anchors} == {1}


def test_notices_and_small_talk_are_not_marked(make_desk: MakeDesk) -> None:
    assert reply_of(make_desk().ask("Who painted that chapel?")).anchors == ()
    assert reply_of(make_desk("Hello, nice to see you.").ask("hello")).anchors == ()


def test_a_citation_of_a_document_that_is_gone_shows_its_copy(make_desk: MakeDesk) -> None:
    desk = make_desk(GOOD)
    (citation,) = reply_of(desk.ask("Can opened items be returned?")).citations
    opened = desk.manager.open_citation(ME, citation.id)
    assert (opened.citation, opened.evidence, opened.is_gone) == (citation, None, True)
    with pytest.raises(NotFoundError):
        desk.manager.draw_citation(ME, citation.id)
    with pytest.raises(NotFoundError):
        desk.manager.open_citation(OTHER, citation.id)


def test_two_people_at_once_get_their_own_replies(make_desk: MakeDesk) -> None:
    desk = make_desk(*[GOOD] * 8)
    failures: list[str] = []

    def talk(owner: Principal) -> None:
        for number in range(4):
            turn = desk.manager.prepare_turn(f"{owner.id[0]} {number}: can opened items be returned?", [])
            list(desk.manager.stream_reply(owner, None, turn, assistant="customer_service", language="en"))
        for summary in desk.manager.list_conversations(owner):
            messages = desk.manager.load_conversation(owner, summary.id).messages
            if not messages[0].text.startswith(owner.id[0]) or len(messages) != 2:
                failures.append(summary.title)

    threads = [threading.Thread(target=talk, args=(owner,)) for owner in (ME, OTHER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(desk.manager.list_conversations(ME)) == len(desk.manager.list_conversations(OTHER)) == 4


def test_there_is_nothing_to_regenerate_in_an_unknown_conversation(make_desk: MakeDesk) -> None:
    with pytest.raises((NotFoundError, NothingToRegenerateError)):
        list(make_desk().manager.regenerate(ME, ConversationId("0" * 32), language="en"))


def test_while_documents_are_read_nothing_found_is_said_to_be_for_now(make_desk: MakeDesk) -> None:
    desk = make_desk()
    desk.reading.append("manual.pdf")
    reply = reply_of(desk.ask("Who painted the ceiling of that famous chapel?"))
    assert "still being read" in reply.text
    assert desk.usage.unanswered == []  # it may stand in one of them


# --- figures ------------------------------------------------------------------------------------------------

NUMBERS = (
    '{"kind": "bar", "title": "Charges", "unit": "percent", "numbers": [{"name": "opened items", "value": 10}, '
    '{"name": "damaged items", "value": %s}]}'
)
TWO_CHARGES = (
    "A charge of 10 percent is deducted for opened items. The charge for damaged items is 30 percent."
)
STEPS = (
    '{"steps": ["Open the item", "Return it within 14 days", "Invite the neighbours", '
    '"If they come, deduct 10 percent", "Deduct a charge of 10 percent"]}'
)


class Painter:
    def __init__(self, picture: bytes | Exception) -> None:
        self.picture = picture

    def generate(self, prompt: str) -> bytes:
        assert prompt
        if isinstance(self.picture, Exception):
            raise self.picture
        return self.picture


def figures_of(desk: Desk) -> list[dict[str, object]]:
    return [dict(figure.specification) for figure in desk.only().messages[-1].figures]


def test_a_function_is_drawn_from_the_question_alone(make_desk: MakeDesk) -> None:
    desk = make_desk()

    desk.ask("Plot y = x^2 - 4 from -3 to 3")

    (figure,) = desk.only().messages[-1].figures
    assert figure.specification["expressions"] == ["x^2 - 4"]
    drawn, media_type = desk.manager.draw_figure(ME, figure.id)
    assert (media_type, b"<svg" in drawn) == ("image/svg+xml", True)
    with pytest.raises(NotFoundError):
        desk.manager.draw_figure(OTHER, figure.id)
    assert desk.model.calls == []


@pytest.mark.parametrize("written", [30, 3000])  # a wrong number gives way to the one that stands there
def test_a_chart_of_the_passages_numbers_is_said_in_words_too(make_desk: MakeDesk, written: int) -> None:
    desk = make_desk(NUMBERS % written)
    desk.retriever.passages = (passage(1, TWO_CHARGES),)

    reply = reply_of(desk.ask("Show a bar chart of the charges for opened and for damaged items"))

    (figure,) = figures_of(desk)
    assert figure["series"] == [{"name": "", "values": [10.0, 30.0]}]
    assert reply.text == (
        "Here is the chart, with its numbers:\n\n- opened items: 10 percent\n- damaged items: 30 percent"
    )
    assert len(desk.model.calls) == 1


def test_a_diagram_of_the_passages_steps_is_said_in_words_too(make_desk: MakeDesk) -> None:
    desk = make_desk(STEPS)

    reply = reply_of(desk.ask("Make a flow chart of how opened items are returned"))

    (figure,) = figures_of(desk)
    assert desk.retriever.queries == ["how opened items are returned"]
    assert figure["title"] == desk.retriever.passages[0].heading_path[-1]
    assert (figure["figure"], len(figure["edges"])) == ("diagram", 2)  # type: ignore[arg-type]
    assert reply.text == (
        "Here are the steps:\n\n1. Open the item\n2. Return it within 14 days\n3. Deduct a charge of 10 percent"
    )


@pytest.mark.parametrize(
    "written", [NUMBERS % 55, "no JSON", "[]", "{}", GenerationError("the engine failed")]
)
def test_a_figure_that_would_not_be_true_is_left_out_and_said(
    make_desk: MakeDesk, written: str | Exception
) -> None:
    desk = make_desk(written, GOOD)

    desk.ask("Show a bar chart of the charge for opened items")

    assert figures_of(desk) == [{"figure": "none"}]
    assert desk.only().messages[-1].text.strip() == GOOD
    assert "No picture is possible" in text_of(desk.model.calls[-1][-1].parts[-1])


def test_steps_of_something_else_are_not_drawn(make_desk: MakeDesk) -> None:
    desk = make_desk(STEPS, GOOD)

    desk.ask("Make a flow chart of how items are engraved and wrapped")

    assert figures_of(desk) == [{"figure": "none"}]


def test_where_neither_picture_nor_words_are_found_only_that_is_said(make_desk: MakeDesk) -> None:
    desk = make_desk("{}", "I could not find it.", "I could not find it.")

    reply = reply_of(desk.ask("Show a bar chart of the charge for opened items"))

    assert "could not find" in reply.text
    assert reply.figures == ()


def test_a_new_picture_is_checked_and_kept_until_its_conversation_is_deleted(make_desk: MakeDesk) -> None:
    desk = make_desk(pictures=Painter(make_png(8, 8)))

    desk.ask("Paint a picture of the moon")

    (figure,) = desk.only().messages[-1].figures
    assert desk.manager.draw_figure(ME, figure.id)[1] == "image/png"
    assert desk.history.used_files() == {figure.sha256}
    desk.manager.delete_conversation(ME, desk.only().id)
    assert not list((desk.folder / "attachments").glob("??/*"))


@pytest.mark.parametrize("picture", [b"<svg/>", b"", make_wav(1), GenerationError("no room")])
def test_what_is_no_picture_is_never_kept(make_desk: MakeDesk, picture: bytes | Exception) -> None:
    desk = make_desk(pictures=Painter(picture))

    desk.ask("Paint a picture of the moon")

    assert figures_of(desk) == [{"figure": "none"}]
    assert not list((desk.folder / "attachments").glob("??/*"))


def test_without_an_image_engine_a_wish_for_a_painting_is_an_ordinary_question(make_desk: MakeDesk) -> None:
    desk = make_desk()

    desk.ask("Paint a picture of the moon")

    assert desk.only().messages[-1].figures == ()


def test_blame_is_only_said_as_what_the_document_says(make_desk: MakeDesk) -> None:
    blunt = "Bellmar Logistics loses every second parcel and lies to its customers about it."
    desk = make_desk(blunt)
    desk.retriever.passages = (passage(7, blunt, "Notes about parcels", ("Carriers",)),)
    events = desk.ask("Which parcel does Bellmar Logistics lose?")
    reply = reply_of(events)
    assert reply.text.startswith("This is what the documents say:\n\n> ")
    assert [citation.document_title for citation in reply.citations] == ["Notes about parcels"]
    trace = desk.manager.read_trace(ME, reply.id)
    assert trace is not None
    assert [withheld.reason for withheld in trace.withheld] == ["blames"]
