"""Each responder keeps the contract; which of them an assistant has decides how it answers."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.errors import ProfileError
from assistant.figures.figures import FigureMaker
from assistant.figures.product_figures import ProductFigures
from assistant.profiles.profiles import load_profiles
from assistant.turn.active_turn import ActiveTurn
from assistant.turn.pipeline import TurnPipeline
from assistant.turn.question.finding import Finding
from assistant.turn.responders.figure_answers import ProductPicture
from assistant.turn.responders.responder import Responder
from assistant.tutoring.situation import read_situation
from knowledge_base.passages import EVERYTHING, DocumentId, Scope
from knowledge_base.picture_values import PictureId, make_picture_details
from knowledge_base.picture_values import ProductPicture as KeptPicture
from tests.assistant.fakes import FixedRetriever, passage
from tests.assistant.turn.desk import GOOD, ME, RETURNS, MakeDesk, make_attachment, reply_of
from tests.contracts.responder import ResponderContract

FOUND = Finding(passages=(RETURNS,), query="opened items")
KETTLE = passage(7, "It boils a litre.", "Kettle K5", ())
NOTHING = Finding(passages=(), query="opened items")


@pytest.fixture
def responders(make_desk: MakeDesk) -> Mapping[str, Responder]:
    pipeline = make_desk(GOOD, GOOD).manager._replies
    assert isinstance(pipeline, TurnPipeline)
    return pipeline.responders


class TestNothingRead(ResponderContract):
    @pytest.fixture
    def responder(self, responders: Mapping[str, Responder]) -> Responder:
        return responders["nothing_read"]

    @pytest.fixture
    def its_turn(self, turn: ActiveTurn) -> ActiveTurn:
        question = replace(turn.question, text="", attachments=(make_attachment(""),))
        return replace(turn, asked="", question=question)

    @pytest.fixture
    def others_turn(self, turn: ActiveTurn) -> ActiveTurn | None:
        return turn


class TestConversationRecall(ResponderContract):
    @pytest.fixture
    def responder(self, responders: Mapping[str, Responder]) -> Responder:
        return responders["conversation_recall"]

    @pytest.fixture
    def its_turn(self, turn: ActiveTurn) -> ActiveTurn:
        return replace(turn, asked="What was my first question?", earlier=(turn.question,))

    @pytest.fixture
    def others_turn(self, turn: ActiveTurn) -> ActiveTurn | None:
        return turn


class TestQuestionBack(ResponderContract):
    @pytest.fixture
    def responder(self, responders: Mapping[str, Responder]) -> Responder:
        return responders["question_back"]

    @pytest.fixture
    def its_turn(self, turn: ActiveTurn) -> ActiveTurn:
        finding = Finding(passages=(), query="?", is_small_talk=True, is_unclear=True)
        return replace(turn, asked="?", finding=finding)

    @pytest.fixture
    def others_turn(self, turn: ActiveTurn) -> ActiveTurn | None:
        return replace(turn, finding=NOTHING)


class TestProductNotice(ResponderContract):
    @pytest.fixture
    def responder(self, responders: Mapping[str, Responder]) -> Responder:
        return responders["product_notice"]

    @pytest.fixture
    def its_turn(self, turn: ActiveTurn) -> ActiveTurn:
        question = replace(turn.question, text="What is this?", attachments=(make_attachment(""),))
        return replace(turn, asked="What is this?", question=question)

    @pytest.fixture
    def others_turn(self, turn: ActiveTurn) -> ActiveTurn | None:
        return turn


class TestDocumentedFigure(ResponderContract):
    """The scripted model writes no figure: words have to do, and they come all the same."""

    @pytest.fixture
    def responder(self, responders: Mapping[str, Responder]) -> Responder:
        return responders["documented_figure"]

    @pytest.fixture
    def its_turn(self, turn: ActiveTurn, make_desk: MakeDesk) -> ActiveTurn:
        pipeline = make_desk().manager._replies
        assert isinstance(pipeline, TurnPipeline)
        asked = "Draw a flow chart of how opened items can be returned"
        return pipeline._read_intent(replace(turn, asked=asked, standalone_question=asked, finding=FOUND))

    @pytest.fixture
    def others_turn(self, turn: ActiveTurn) -> ActiveTurn | None:
        return replace(turn, finding=FOUND)


class TestNotFound(ResponderContract):
    @pytest.fixture
    def responder(self, responders: Mapping[str, Responder]) -> Responder:
        return responders["not_found"]

    @pytest.fixture
    def its_turn(self, turn: ActiveTurn) -> ActiveTurn:
        return replace(turn, finding=NOTHING)

    @pytest.fixture
    def others_turn(self, turn: ActiveTurn) -> ActiveTurn | None:
        return replace(turn, finding=FOUND)


class TestWrittenReply(ResponderContract):
    @pytest.fixture
    def responder(self, responders: Mapping[str, Responder]) -> Responder:
        return responders["written_reply"]

    @pytest.fixture
    def its_turn(self, turn: ActiveTurn) -> ActiveTurn:
        return replace(turn, finding=FOUND, standalone_question=turn.asked)

    @pytest.fixture
    def others_turn(self) -> ActiveTurn | None:
        return None


class TestCheckedSteps(ResponderContract):
    @pytest.fixture
    def responder(self, responders: Mapping[str, Responder]) -> Responder:
        return responders["checked_steps"]

    @pytest.fixture
    def its_turn(self, turn: ActiveTurn) -> ActiveTurn:
        tutor = load_profiles().find("tutor")
        asked = "Is 1 + 1 = 2?"
        situation = read_situation([asked])
        return replace(turn, profile=tutor, finding=NOTHING, standalone_question=asked, situation=situation)

    @pytest.fixture
    def others_turn(self, turn: ActiveTurn) -> ActiveTurn | None:
        return replace(turn, finding=FOUND, situation=read_situation([turn.asked]))


class TestHintLadder(ResponderContract):
    @pytest.fixture
    def responder(self, responders: Mapping[str, Responder]) -> Responder:
        return responders["hint_ladder"]

    @pytest.fixture
    def its_turn(self, turn: ActiveTurn) -> ActiveTurn:
        tutor = load_profiles().find("tutor")
        situation = read_situation(["How do I solve 3x + 5 = 20?", "Tell me"])
        return replace(
            turn, profile=tutor, finding=NOTHING, standalone_question="Tell me", situation=situation
        )

    @pytest.fixture
    def others_turn(self, turn: ActiveTurn) -> ActiveTurn | None:
        return replace(turn, finding=FOUND, situation=read_situation([turn.asked]))


class DrawsWhatTheQuestionHolds(ResponderContract):
    name: str

    @pytest.fixture
    def responder(self, responders: Mapping[str, Responder]) -> Responder:
        return responders[self.name]

    @pytest.fixture
    def its_turn(self, turn: ActiveTurn, make_desk: MakeDesk) -> ActiveTurn:
        pipeline = make_desk().manager._replies
        assert isinstance(pipeline, TurnPipeline)
        asked = replace(turn, asked="Plot y = x^2 - 4x + 3", finding=NOTHING)
        return pipeline._read_intent(asked)

    @pytest.fixture
    def others_turn(self, turn: ActiveTurn) -> ActiveTurn | None:
        return replace(turn, finding=FOUND)


class TestOwnDrawing(DrawsWhatTheQuestionHolds):
    name = "own_drawing"


class TestOwnDrawingWithoutPassages(DrawsWhatTheQuestionHolds):
    name = "own_drawing_without_passages"

    @pytest.fixture
    def others_turn(self, its_turn: ActiveTurn) -> ActiveTurn | None:
        return replace(its_turn, finding=FOUND)


class OnePicture:
    """A shelf with the picture of a kettle."""

    def findable(self, scope: Scope) -> tuple[KeptPicture, ...]:
        del scope
        picture = KeptPicture(
            id=PictureId(1),
            document_id=KETTLE.document_id,
            document_title=KETTLE.document_title,
            collection="",
            product="Kettle K5",
            caption="Kettle K5",
            details=make_picture_details(),
            mime_type="image/png",
            width=40,
            height=30,
            added_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
        return (picture,)

    def of_document(self, document_id: DocumentId) -> tuple[KeptPicture, ...]:
        return self.findable(EVERYTHING) if document_id == KETTLE.document_id else ()


class TestProductPicture(ResponderContract):
    @pytest.fixture
    def figures(self, make_desk: MakeDesk) -> FigureMaker:
        pipeline = make_desk().manager._replies
        assert isinstance(pipeline, TurnPipeline)
        products = ProductFigures(pictures=OnePicture(), scopes=FixedRetriever())
        return replace(pipeline.figures, products=products)

    @pytest.fixture
    def responder(self, figures: FigureMaker) -> Responder:
        return ProductPicture(figures=figures)

    @pytest.fixture
    def its_turn(self, turn: ActiveTurn, figures: FigureMaker) -> ActiveTurn:
        asked = "What does the kettle K5 look like?"
        intent = figures.read_intent(asked, turn.profile.key)
        found = Finding(passages=(KETTLE,), query=asked)
        return replace(turn, asked=asked, standalone_question=asked, intent=intent, finding=found)

    @pytest.fixture
    def others_turn(self, its_turn: ActiveTurn) -> ActiveTurn | None:
        blue = replace(KETTLE, text="Available in blue and cream.")
        return replace(its_turn, finding=Finding(passages=(blue,), query="kettle"))

    def test_the_answer_is_the_picture(self, responder: Responder, its_turn: ActiveTurn) -> None:
        list(its_turn.draft.follow(responder.respond(its_turn) or ()))
        assert len(its_turn.draft.figures) == 1


def test_a_third_assistant_is_a_folder_of_texts(make_desk: MakeDesk, tmp_path: Path) -> None:
    folder = tmp_path / "own" / "night_porter"
    folder.mkdir(parents=True)
    (folder / "profile.toml").write_text(
        'responders = ["not_found", "written_reply"]\nguardrail = "none"\noffers_person = false\n'
        'tools = ["calculator"]\n[en]\nname = "Night porter"\n',
        encoding="utf-8",
    )
    (folder / "instructions.en.md").write_text("You are the night porter.", encoding="utf-8")
    desk = make_desk("Ring the bell twice.", profiles=load_profiles(tmp_path / "own"))
    reply = reply_of(desk.ask("Can opened items be returned?", assistant="night_porter"))
    assert reply.text.strip() == "Ring the bell twice."
    assert desk.model.calls[0][0].parts[0].text == "You are the night porter."  # type: ignore[union-attr]
    assert desk.only().assistant == "night_porter"
    nothing = reply_of(desk.ask("Who painted that chapel?", assistant="night_porter"))
    assert "could not find" in nothing.text
    assert "person" not in nothing.text


def test_an_assistant_that_names_what_is_not_there_stops_the_start(
    make_desk: MakeDesk, tmp_path: Path
) -> None:
    folder = tmp_path / "own" / "porter"
    folder.mkdir(parents=True)
    (folder / "instructions.en.md").write_text("You carry bags.", encoding="utf-8")
    for profile, said in (
        ('responders = ["bell"]', "'bell'"),
        ('responders = ["not_found"]\nguardrail = "dog"', "'dog'"),
        ('responders = ["not_found"]\ntools = ["key"]', "'key'"),
    ):
        (folder / "profile.toml").write_text(profile, encoding="utf-8")
        load_profiles.cache_clear()
        with pytest.raises(ProfileError, match=said):
            make_desk(profiles=load_profiles(tmp_path / "own"))


def test_what_the_steps_decided_is_kept_with_the_reply(make_desk: MakeDesk) -> None:
    desk = make_desk("Opened items can be paid with PayPal vouchers.")
    reply = reply_of(desk.ask("Can opened items be paid with PayPal?"))
    trace = desk.manager.read_trace(ME, reply.id)
    assert trace is not None
    assert (trace.assistant, trace.model, trace.responder) == (
        "customer_service",
        "scripted",
        "written_reply",
    )
    assert trace.standalone_question == trace.query == "Can opened items be paid with PayPal?"
    assert [(c.document_id, c.relevance, c.is_used) for c in trace.candidates] == [("d1", 0.9, True)]
    assert [(one.check, one.reason) for one in trace.withheld] == [("grounded_answers", "unsupported")]
    assert {"retrieving", "writing", "citing", "all"} <= trace.seconds.keys()
    assert "vouchers" not in str(trace.to_json())
