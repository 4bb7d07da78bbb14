"""Uses what `docs/extending.md` adds. Run by `tests/test_extending.py` in a copy of Docent that has the additions."""

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from assistant.bootstrap import defer_chat_model, read_profiles
from assistant.conversation import StoredMessage
from assistant.conversation_parts import (
    ConversationParts,
    build_attachments,
    build_manager,
    build_prompts,
    build_turn,
)
from assistant.grounding.rule_verifier import RuleVerifier
from assistant.grounding.verifier import ClaimVerifier
from assistant.history.history import SqlHistory
from assistant.manager import ConversationManager
from assistant.media.media_understanding import MediaUnderstanding
from assistant.protocols import ChatModel
from assistant.settings import Settings, load_settings
from assistant.turn.tools.registry import build_tools
from assistant.turn.tools.tool import ToolSpec
from knowledge_base.reading.reading import read_document
from model.chat.messages import ToolCallPart, ToolResultPart
from model.chat.scripted_chat_model import CallingReply
from model.voices.speaker import build_speaker
from tests.assistant.conftest import engine as engine
from tests.assistant.conftest import history as history
from tests.assistant.fakes import FixedRetriever, NoDocuments, UsageRecord, passage
from tests.assistant.turn.conftest import make_desk as make_desk
from tests.assistant.turn.conftest import turn as turn
from tests.assistant.turn.desk import GOOD, ME, MakeDesk, ScriptedMedia, reply_of
from tests.assistant.turn.test_tools import TOOLS
from tests.contracts.chat_model import ChatModelContract
from tests.contracts.claim_verifier import ClaimVerifierContract
from tests.contracts.tool import ToolContract

LOANS = passage(1, "Books can be kept for four weeks. Films can be kept for one week.", "Loans", ())
SUBTITLES = b"""1
00:00:01,000 --> 00:00:04,000
Press the <i>reset</i> button

2
00:00:05,000 --> 00:00:07,500
for ten seconds.
"""
LEAST = 0.6  # probability that the verifier of the page wants
DATES = {"first": "2026-02-20", "last": "2026-03-02"}


class Shelf(FixedRetriever, NoDocuments):
    """A knowledge base of one passage."""

    def __init__(self) -> None:
        super().__init__((LOANS,))
        self.usage, self.pictures = UsageRecord(), self

    def is_reading(self) -> bool:
        return False

    def of_document(self, document_id: str) -> tuple[Any, ...]:
        del document_id
        return ()


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("DOCENT_DATA_FOLDER", str(tmp_path))
    monkeypatch.setenv("DOCENT_ASSISTANTS_FOLDER", str(Path(__file__).parents[2] / "assistants"))
    monkeypatch.setenv("DOCENT_ENGLISH_VOICE", "server")
    return load_settings()


@pytest.fixture
def chat_model(settings: Settings) -> Iterator[ChatModel]:
    model = defer_chat_model(settings)
    model.start()
    model.wait_until_ready()
    yield model
    model.close()


@pytest.fixture
def manager(settings: Settings, chat_model: ChatModel, history: SqlHistory) -> ConversationManager:
    """A desk built as the application builds its own, but for the knowledge."""
    shelf: Any = Shelf()
    media = ScriptedMedia()
    parts = ConversationParts(
        profiles=read_profiles(settings),
        history=history,
        attachments=build_attachments(settings),
        media=MediaUnderstanding(media, media, terms=media),
        knowledge=shelf,
        chat_model=chat_model,
        prompts=build_prompts(settings, chat_model),
    )
    drafts: Any = None
    return build_manager(settings, parts, replies=build_turn(settings, parts), drafts=drafts)


def ask(manager: ConversationManager, question: str, assistant: str) -> StoredMessage:
    turn = manager.prepare_turn(question, ())
    return reply_of(list(manager.stream_reply(ME, None, turn, assistant=assistant, language="en")))


def test_a_document_of_the_new_format_is_read() -> None:
    read = read_document("reset.srt", SUBTITLES)
    assert "\n".join(chunk.text for chunk in read.chunks).split("\n") == [
        "Press the reset button",
        "for ten seconds.",
    ]


class TestEngine(ChatModelContract):
    @pytest.fixture
    def model(self, chat_model: ChatModel) -> ChatModel:
        return chat_model


def test_the_new_engine_answers_in_a_turn(manager: ConversationManager) -> None:
    reply = ask(manager, "How long can films be kept?", "customer_service")
    assert reply.text.strip() == "Films can be kept for one week."
    assert [citation.document_title for citation in reply.citations] == ["Loans"]
    trace = manager.read_trace(ME, reply.id)
    assert trace is not None
    assert (trace.model, trace.responder) == ("quoting", "written_reply")


def test_the_new_assistant_is_asked(manager: ConversationManager) -> None:
    reply = ask(manager, "How long can books be kept?", "librarian")
    assert reply.text.strip() == "Books can be kept for four weeks."
    assert manager.profiles.find("librarian").name("zh") == "Librarian"


class TestTool(ToolContract):
    @pytest.fixture
    def tool(self) -> ToolSpec[Any]:
        return build_tools(FixedRetriever(), count=1)["days_between"]

    @pytest.fixture
    def arguments(self) -> str:
        return json.dumps(DATES)


def test_the_new_tool_is_called(make_desk: MakeDesk) -> None:
    call = ToolCallPart(id="1", name="days_between", arguments=json.dumps(DATES))
    desk = make_desk(CallingReply(calls=(call,)), GOOD, capabilities=TOOLS)
    assert reply_of(desk.ask("Can opened items be returned?")).text.strip() == GOOD
    (result,) = desk.model.calls[1][-1].parts
    assert isinstance(result, ToolResultPart)
    assert result.text == "From 2026-02-20 to 2026-03-02: 10 days."


class TestVerifier(ClaimVerifierContract):
    @pytest.fixture
    def verifier(self) -> ClaimVerifier:
        module = import_module("assistant.grounding.cautious_verifier")
        cautious: ClaimVerifier = module.CautiousVerifier(inner=RuleVerifier(FixedRetriever()))
        return cautious


def test_the_new_verifier_judges_the_replies_of_turns(
    manager: ConversationManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = import_module("assistant.grounding.cautious_verifier")
    judged: list[Any] = []
    doubt = module.CautiousVerifier._doubt

    def note(self: Any, judgement: Any) -> Any:
        judged.append((judgement.probability, doubt(self, judgement).is_supported))
        return doubt(self, judgement)

    monkeypatch.setattr(module.CautiousVerifier, "_doubt", note)
    ask(manager, "How long can films be kept?", "customer_service")
    assert judged
    assert all(is_supported == (probability >= LEAST) for probability, is_supported in judged)
    assert any(is_supported for _, is_supported in judged)


def test_the_new_voice_speaks(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, str]] = []
    tone = (np.sin(np.arange(24_000) / 20) * 9000).astype("<i2").tobytes()

    def answer(_transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        asked.append(json.loads(request.content))
        return httpx.Response(200, content=tone)

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", answer)
    speaker = build_speaker(settings.weights_folder, english_voice=settings.english_voice, threads=1)
    speech = speaker.speak("Here is the answer.", "en")
    assert [one["input"] for one in asked] == ["Here is the answer."]
    assert 0.9 < speech.seconds < 1.5
    assert speech.sample_rate_hz == 24_000
    speaker.close()
