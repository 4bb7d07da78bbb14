"""A turn with a photo of a product: the real network, real pictures, SQLite and FAISS; the words are scripted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.conversation import Conversation, ProductCard, StoredMessage
from assistant.errors import NotFoundError
from assistant.events import ReplyEvent, ReplyFinished
from assistant.figures.figures import FigureMaker
from assistant.figures.product_figures import ProductFigures
from assistant.grounding.citing import Citer
from assistant.grounding.rule_verifier import RuleVerifier
from assistant.history.attachments import AttachmentStore
from assistant.history.history import SqlHistory
from assistant.manager import ConversationManager
from assistant.media.media_understanding import MediaUnderstanding
from assistant.media.product_cards import name_card_citation
from assistant.media.product_matching import ProductMatcher
from assistant.media.product_sight import ProductSight
from assistant.media.spoken_questions import SpokenQuestions
from assistant.people.principal import Principal
from assistant.product_eye import ProductEye
from assistant.profiles.profiles import load_profiles
from assistant.turn.pipeline_building import PipelineParts, build_pipeline
from assistant.turn.prompts.prompt import PromptBuilder
from knowledge_base.config import KnowledgeConfig
from knowledge_base.encoding.encoder import SentenceEncoder
from knowledge_base.knowledge import KnowledgeBase
from knowledge_base.passages import DocumentId
from knowledge_base.picture_values import make_picture_details
from knowledge_base.sources import sample_pictures
from knowledge_base.text.languages import Language
from model.chat.messages import GenerationSettings
from model.chat.scripted_chat_model import ScriptedChatModel
from model.hearing.transcripts import PartialTranscript, Transcript
from model.media import MediaChecker
from model.photos.picture_encoder import PictureEncoder
from model.weights import ensure_weights
from model.weights_manifest import E5_SMALL
from tests.assistant.fakes import FixedRetriever, NoDocuments, UsageRecord, text_of
from tests.conftest import PROJECT_FOLDER

ME, OTHER = Principal.guest("a" * 64), Principal.guest("b" * 64)
PHOTOS = PROJECT_FOLDER / "tests" / "data" / "products"
EARBUDS, CAMERA = "Hold the button of the AeroSound 2 for 12 seconds.", "Press the RESET pin of the LumiCam."


@dataclass
class Reading:
    """What was read in every photo."""

    text: str = ""
    barcode_texts: tuple[str, ...] = ()

    def read(self, data: bytes) -> "Reading":
        assert data
        return self


@dataclass
class Counter:
    manager: ConversationManager
    model: ScriptedChatModel
    knowledge: KnowledgeBase
    reading: Reading

    def ask(self, text: str, photo: str, language: Language = "en") -> StoredMessage:
        turn = self.manager.prepare_turn(text, [PHOTOS / photo])
        events = self.manager.stream_reply(ME, None, turn, assistant="customer_service", language=language)
        return reply_of(list(events))

    def ask_in_words(self, text: str) -> StoredMessage:
        turn = self.manager.prepare_turn(text, [])
        return reply_of(
            list(self.manager.stream_reply(ME, None, turn, assistant="customer_service", language="en"))
        )

    def only(self) -> Conversation:
        (summary,) = self.manager.list_conversations(ME)
        return self.manager.load_conversation(ME, summary.id)

    def cards(self) -> tuple[ProductCard, ...]:
        known = self.only().messages[0].attachments[0].understanding
        assert known is not None
        return known.products


def reply_of(events: list[ReplyEvent]) -> StoredMessage:
    assert isinstance(events[-1], ReplyFinished)
    return events[-1].message


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory, weights_folder: Path) -> Iterator[KnowledgeBase]:
    folder = tmp_path_factory.mktemp("shop")
    sentences = SentenceEncoder(ensure_weights(E5_SMALL, weights_folder) / E5_SMALL.files[0].name)
    eye = ProductEye(PictureEncoder(weights_folder, max_pixels=4_000_000), max_bytes=10**6, max_pixels=10**7)
    base = KnowledgeBase(
        KnowledgeConfig(
            marks_orders=False,
            database_url=f"sqlite:///{folder / 'knowledge.sqlite3'}",
            index_folder=folder / "index",
            encoder=sentences.name,
            load_encoder=lambda _name: sentences,
            eye=eye,
        )
    )
    base.start()
    for name, text in (("AeroSound 2", EARBUDS), ("LumiCam", CAMERA)):
        base.add_document(f"{name}.md", f"# {name}\n\n## Reset\n{text}\n".encode())
    base.wait_until_idle()
    pictures = {"AeroSound 2": "earbuds", "LumiCam": "camera"}
    for document in base.documents():
        for side in (1, 2):
            path = sample_pictures.FOLDER / f"{pictures[document.title]}-{side}.jpg"
            base.pictures.add(
                document.id, path.read_bytes(), make_picture_details(caption=f"{document.title} {side}")
            )
    yield base
    base.close()


@pytest.fixture
def counter(knowledge: KnowledgeBase, history: SqlHistory, tmp_path: Path, weights_folder: Path) -> Counter:
    model, reading = ScriptedChatModel([]), Reading()
    attachments = AttachmentStore(
        folder=tmp_path / "attachments",
        checker=MediaChecker(max_photo_pixels=4_000_000, max_voice_seconds=60),
        max_bytes=500_000,
    )
    prompts = PromptBuilder(count_tokens=model.count_tokens, budget_tokens=600, organisation="Lumen")
    sight = ProductSight(
        encoder=PictureEncoder(weights_folder, max_pixels=4_000_000),
        matcher=ProductMatcher(pictures=knowledge.pictures, passages=knowledge),
        scopes=knowledge,
    )
    understanding = MediaUnderstanding(reading, FixedSpeech(), sight=sight)
    replies = build_pipeline(
        PipelineParts(
            profiles=load_profiles(),
            history=history,
            attachments=attachments,
            media=understanding,
            retriever=knowledge,
            passages=3,
            prompts=prompts,
            chat_model=model,
            citer=Citer(RuleVerifier(FixedRetriever())),
            usage_log=UsageRecord(),
            figures=FigureMaker(
                chat_model=model,
                evidence=knowledge,
                pictures=None,
                keep_picture=attachments.keep_picture,
                products=ProductFigures(pictures=knowledge.pictures, scopes=knowledge),
            ),
            generation=GenerationSettings(),
            organisation="Lumen",
            contact="",
        )
    )
    manager = ConversationManager(
        profiles=load_profiles(),
        history=history,
        attachments=attachments,
        prompts=prompts,
        replies=replies,
        evidence=NoDocuments(),
        spoken=SpokenQuestions(media=understanding, max_bytes=500_000),
        pictures=knowledge.pictures,
        max_question_characters=4000,
        max_attachments=2,
    )
    return Counter(manager, model, knowledge, reading)


class FixedSpeech:
    """Hears nothing: no test here speaks."""

    def stream_transcript(
        self, data: bytes, *, language_hint: str | None, terms: Sequence[str] = ()
    ) -> Iterator[PartialTranscript | Transcript]:
        del data, language_hint, terms
        yield Transcript(text="", language="en", duration_seconds=0.0)


def test_the_product_in_the_photo_leads_to_its_manual(counter: Counter) -> None:
    counter.model.replies = [EARBUDS]
    reply = counter.ask("How do I reset this?", "earbuds-photo.jpg")
    assert EARBUDS in reply.text
    shown = "\n".join(text_of(part) for part in counter.model.calls[0][-1].parts)
    assert "Product in the photo: AeroSound 2" in shown
    assert shown.index(EARBUDS) >= 0
    (card, *_) = counter.cards()
    assert (card.product, card.is_sure) == ("AeroSound 2", True)
    assert card.passage is not None
    assert EARBUDS in card.passage.text


def test_a_photo_alone_is_named_without_the_model(counter: Counter) -> None:
    reply = counter.ask("", "camera-photo.jpg")
    assert "LumiCam" in reply.text
    assert counter.model.calls == []


def test_the_name_on_a_product_does_not_say_what_language_its_owner_speaks(counter: Counter) -> None:
    counter.reading.text = "LumiCam"
    assert "这看起来" in counter.ask("", "camera-photo.jpg", "zh").text


def test_a_text_in_a_photo_is_answered_in_its_language(counter: Counter) -> None:
    counter.reading.text = "请问这台摄像头出现红灯以后应该怎样恢复出厂设置，按住按钮多少秒？"
    counter.model.replies = ["我没有找到。", "我没有找到。"]
    assert "没有找到" in counter.ask("", "mug-photo.jpg").text


@pytest.mark.parametrize("read", ["8", "•", "o1"])
def test_a_sign_that_was_read_in_a_shadow_is_no_text(counter: Counter, read: str) -> None:
    counter.reading.text = read
    assert "don't recognise" in counter.ask("What is this?", "mug-photo.jpg").text
    assert counter.model.calls == []


def test_what_is_no_product_of_the_shop_gives_no_card_and_is_not_guessed(counter: Counter) -> None:
    reply = counter.ask("What is this?", "mug-photo.jpg")
    assert "don't recognise" in reply.text
    assert (counter.cards(), counter.model.calls) == ((), [])


def test_the_user_chooses_another_card_and_is_answered_for_it(counter: Counter) -> None:
    counter.reading.barcode_texts = ()
    counter.model.replies = [EARBUDS, CAMERA]
    counter.ask("How do I reset this?", "earbuds-photo.jpg")
    conversation = counter.only()
    photo = conversation.messages[0].attachments[0]
    (card, *_) = counter.cards()
    with pytest.raises(NotFoundError):
        list(counter.manager.choose_product(ME, conversation.id, photo.id, 999, language="en"))
    with pytest.raises(NotFoundError):
        list(counter.manager.choose_product(OTHER, conversation.id, photo.id, card.picture_id, language="en"))
    list(counter.manager.choose_product(ME, conversation.id, photo.id, card.picture_id, language="en"))
    known = counter.only().messages[0].attachments[0].understanding
    assert known is not None
    assert known.chosen_picture_id == card.picture_id
    assert known.product == card
    assert len(counter.only().messages) == 2


def test_a_card_is_opened_by_its_owner_alone_and_says_when_its_picture_is_gone(counter: Counter) -> None:
    document_id = counter.knowledge.add_document("Extra.md", b"# Extra\n\nAn extra document about it.")
    counter.knowledge.wait_until_idle()
    path = PHOTOS / "lamp-photo.jpg"
    picture_id = counter.knowledge.pictures.add(DocumentId(document_id), path.read_bytes())
    counter.ask("", "lamp-photo.jpg")
    photo = counter.only().messages[0].attachments[0]
    (card,) = counter.cards()
    assert card.picture_id == picture_id
    mime_type, data = counter.manager.read_product_picture(ME, photo.id, picture_id)
    assert (mime_type, data[:2]) == ("image/jpeg", b"\xff\xd8")
    assert counter.manager.read_citation(ME, name_card_citation(photo.id, card)).text
    with pytest.raises(NotFoundError):
        counter.manager.read_product_picture(OTHER, photo.id, picture_id)
    with pytest.raises(NotFoundError):
        counter.manager.read_citation(OTHER, name_card_citation(photo.id, card))
    with pytest.raises(NotFoundError):
        counter.manager.read_product_picture(ME, photo.id, picture_id - 1)
    counter.knowledge.delete_documents(document_id)
    with pytest.raises(NotFoundError):
        counter.manager.read_product_picture(ME, photo.id, picture_id)
    assert counter.cards() == (card,)  # a reopened conversation shows what it showed


# --- asked in words -----------------------------------------------------------------------------------------


def test_who_asks_what_a_product_looks_like_sees_its_pictures_and_nobody_else_does(counter: Counter) -> None:
    counter.model.replies = [CAMERA]
    reply = counter.ask_in_words("What does the RESET pin of the LumiCam look like?")
    assert [c.document_title for c in reply.citations] == ["LumiCam"]
    assert [f.specification["caption"] for f in reply.figures] == ["LumiCam 1", "LumiCam 2"]
    data, mime_type = counter.manager.draw_figure(ME, reply.figures[0].id)
    assert (mime_type, data[:2]) == ("image/jpeg", b"\xff\xd8")
    with pytest.raises(NotFoundError):
        counter.manager.draw_figure(OTHER, reply.figures[0].id)
    hint = "\n".join(text_of(part) for part in counter.model.calls[0][-1].parts)
    assert "The picture is added below your answer" in hint


def test_a_question_that_wants_words_gets_no_picture(counter: Counter) -> None:
    counter.model.replies = [CAMERA]
    assert counter.ask_in_words("How do I reset the LumiCam?").figures == ()


def test_a_picture_alone_is_the_answer_where_no_passage_says_what_it_looks_like(counter: Counter) -> None:
    reply = counter.ask_in_words("Show me a picture of the LumiCam")
    assert "**LumiCam**" in reply.text
    assert len(reply.figures) == 2
    assert counter.model.calls == []


def test_a_picture_is_shown_where_the_words_would_be_made_up(counter: Counter) -> None:
    counter.model.replies = ["It is a purple cube on wheels."] * 2  # withheld, and once more
    reply = counter.ask_in_words("What does the AeroSound 2 look like in winter?")
    assert "purple" not in reply.text
    assert "**AeroSound 2**" in reply.text
    assert [f.specification["product"] for f in reply.figures] == ["AeroSound 2", "AeroSound 2"]
    assert reply.citations == ()


def test_what_an_assistant_is_not_given_is_not_shown(counter: Counter) -> None:
    base = counter.knowledge
    counter.model.replies = [CAMERA]
    base.collections.give("general", frozenset({"tutor"}))
    try:
        reply = counter.ask_in_words("What does the LumiCam look like?")
    finally:
        base.collections.give("general", None)
    assert reply.figures == ()


def test_a_reply_says_that_its_picture_has_been_removed(counter: Counter) -> None:
    base = counter.knowledge
    base.add_document("Kettle.md", b"# Blue kettle\n\nThe blue kettle boils a litre in three minutes.\n")
    base.wait_until_idle()
    (document,) = [d for d in base.documents() if d.title == "Blue kettle"]
    picture_id = base.pictures.add(document.id, (PHOTOS / "mug-photo.jpg").read_bytes())
    counter.model.replies = ["The blue kettle boils a litre in three minutes."]
    (figure,) = counter.ask_in_words("show me the picture of the blue kettle").figures
    assert not counter.only().messages[1].figures[0].is_gone
    base.pictures.remove(picture_id)
    (shown,) = counter.only().messages[1].figures
    assert (shown.id, shown.is_gone) == (figure.id, True)
    with pytest.raises(NotFoundError):
        counter.manager.draw_figure(ME, figure.id)
    base.delete_documents(document.id)
    assert counter.only().messages[1].figures[0].is_gone
