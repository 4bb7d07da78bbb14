"""What a turn does not do twice, or at all."""

from collections import Counter

import pytest

from assistant.grounding.citing import Citer
from assistant.grounding.rule_verifier import RuleVerifier
from assistant.history.attachments import AttachmentStore
from assistant.turn.question.model_messages import MessageConversion
from knowledge_base.text.sentences import Sentence, split_sentences
from knowledge_base.text.statements import split_statements
from model.chat.capabilities import Capability
from model.chat.messages import ImagePart, Role
from tests.assistant.fakes import FixedRetriever, passage
from tests.assistant.turn.desk import GOOD, MakeDesk, make_message, reply_of
from tests.media import make_label


def test_the_photos_of_the_history_are_not_read_for_a_model_that_takes_their_text(
    make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_desk(GOOD, "Can opened items be returned?", GOOD)
    photo = desk.folder / "label.png"
    photo.write_bytes(make_label("Opened items"))
    desk.ask("What is said of opened items?", None, photo)
    reads: list[str] = []
    read_bytes = AttachmentStore.read_bytes

    def count(store: AttachmentStore, attachment: object) -> bytes:
        reads.append("")
        return read_bytes(store, attachment)  # type: ignore[arg-type]

    monkeypatch.setattr(AttachmentStore, "read_bytes", count)
    assert reply_of(desk.ask("And can they be returned?", desk.only().id)).text.strip() == GOOD
    assert reads == []
    shown = [p for m in desk.model.calls[-1] for p in m.parts if isinstance(p, ImagePart)]
    assert [(part.data, "Opened items" in part.understanding) for part in shown] == [(b"", True)]


def test_a_model_that_sees_gets_the_photo(make_desk: MakeDesk) -> None:
    store = make_desk().attachments
    photo = make_desk().folder / "label.png"
    photo.write_bytes(make_label("Opened items"))
    message = make_message(Role.USER, "", store.store(photo))
    seeing = MessageConversion(store=store, capabilities=lambda: frozenset({Capability.IMAGE}))
    (part,) = seeing.convert(message).parts
    assert isinstance(part, ImagePart)
    assert part.data


def test_passages_are_parsed_once_for_a_reply(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = Counter[str]()

    def count(text: str) -> list[Sentence]:
        parsed[text] += 1
        return list(split_sentences(text))

    monkeypatch.setattr("knowledge_base.text.statements.split_sentences", count)
    split_statements.cache_clear()
    source = passage(7, "Opened items can be returned within 14 days.\nA charge of 10 percent is deducted.")
    citer, question = Citer(RuleVerifier(FixedRetriever())), "How long can opened items be returned?"
    for sentence in source.text.splitlines():
        citer.judge(sentence, [source], question=question)
    assert citer.cite(source.text, [source], question=question).citations
    assert set(parsed.values()) == {1}
