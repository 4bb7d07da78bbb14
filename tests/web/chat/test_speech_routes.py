"""Sentences fetched over HTTP."""

from collections.abc import Iterator
from hashlib import sha256

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from starlette.types import Scope

import web.chat.speech_routes
from assistant.conversation import ConversationId
from assistant.errors import NotFoundError, SpeechError
from assistant.people.principal import Principal
from assistant.turn.replies.spoken_answer import SpokenReply, SpokenSentence
from knowledge_base.text.languages import Language
from web.chat.reading_routes import _add_errors
from web.chat.speech_routes import add_speech_routes
from web.request_guard import Asker, RequestGuard

TOKEN = "t" * 43
OWNER = Principal.guest(sha256(TOKEN.encode()).hexdigest())


class FakeSpoken:
    """A reply of which one sentence can't be spoken."""

    def __init__(self) -> None:
        self.is_finished = True
        self.said: list[str] = []
        self.prepared: list[Language] = []
        self.words = ["One.", "broken", "Three."]

    def reply(
        self, owner: Principal, conversation_id: ConversationId, message_id: str, language: Language
    ) -> SpokenReply:
        del message_id
        if owner != OWNER or conversation_id != "k":
            msg = "not there"
            raise NotFoundError(msg)
        sentences = tuple(SpokenSentence(words=word, language=language) for word in self.words)
        return SpokenReply(sentences=sentences, is_finished=self.is_finished)

    def speak(self, sentence: SpokenSentence) -> bytes:
        if sentence.words == "broken":
            raise SpeechError(sentence.words)
        self.said.append(sentence.words)
        return b"RIFF" + sentence.words.encode()

    def prepare(self, language: Language) -> None:
        self.prepared.append(language)


async def find_guest(scope: Scope) -> Asker:
    guest = Principal.guest(sha256(Request(scope).cookies.get("who", "").encode()).hexdigest())
    return Asker(principal=guest, guest=guest, seed="", is_secure=False)


@pytest.fixture
def spoken() -> FakeSpoken:
    return FakeSpoken()


@pytest.fixture
def client(spoken: FakeSpoken, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(web.chat.speech_routes, "WAIT_SECONDS", 0.0)
    app = FastAPI()
    _add_errors(app)
    add_speech_routes(app, spoken)
    app.add_middleware(RequestGuard, hosts=None, who_asks=find_guest)
    client = TestClient(app)
    client.cookies.set("who", TOKEN)
    yield client
    client.close()


def test_the_sentences_come_one_after_another_until_there_is_no_more(
    client: TestClient, spoken: FakeSpoken
) -> None:
    answers = [client.get(f"/speech/k/m/{number}") for number in (0, 1, 2, 3)]
    assert [answer.status_code for answer in answers] == [200, 422, 200, 204]
    assert answers[0].content == b"RIFFOne."
    assert answers[1].json() == {"error": "speech"}
    assert spoken.said == ["One.", "Three."]  # nothing was spoken ahead


def test_a_sound_is_kept_nowhere_and_runs_nothing(client: TestClient) -> None:
    headers = client.get("/speech/k/m/0").headers
    assert headers["content-type"] == "audio/wav"
    assert headers["cache-control"] == "no-store"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"


def test_a_sentence_that_is_not_written_yet_is_asked_for_again(
    client: TestClient, spoken: FakeSpoken
) -> None:
    spoken.is_finished, spoken.words = False, []
    answer = client.get("/speech/k/live/0", params={"language": "zh"})
    assert (answer.status_code, answer.headers["retry-after"]) == (202, "1")
    assert spoken.prepared == ["zh"]  # the voice gets ready meanwhile


def test_another_owner_gets_the_same_answer_as_for_nothing(client: TestClient, spoken: FakeSpoken) -> None:
    missing = client.get("/speech/other/m/0")
    client.cookies.set("who", "x" * 43)
    foreign = client.get("/speech/k/m/0")
    client.cookies.clear()
    unknown = client.get("/speech/k/live/0")
    assert missing.status_code == foreign.status_code == unknown.status_code == 404
    assert missing.json() == foreign.json() == unknown.json()
    assert spoken.said == []


@pytest.mark.parametrize("number", ["-1", "99999999999999999999"])
def test_a_number_that_is_none_of_its_sentences_is_the_end(client: TestClient, number: str) -> None:
    assert client.get(f"/speech/k/m/{number}").status_code == 204


def test_a_word_for_a_number_is_refused(client: TestClient) -> None:
    assert client.get("/speech/k/m/x").status_code == 422


def test_too_many_listeners_are_told_to_come_back(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web.chat.speech_routes, "MAX_WAITING", 0)
    answer = client.get("/speech/k/m/0")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
