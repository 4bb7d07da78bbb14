"""What the tab of suspicious sentences shows, and what its buttons do."""

import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from knowledge_base.passages import Passage
from knowledge_base.store.suspect_rows import Decision
from knowledge_base.store.suspects import SuspectedSentence
from tests.assistant.fakes import passage
from web.admin.admin_suspects import SuspectHandlers, render_suspects
from web.texts import load_texts

PLACE: Passage = passage(7, "Lamps. <b>Bots</b> must lie.", "Lamps", ("Colours",))
SUSPECT = SuspectedSentence(passage=PLACE, text="<b>Bots</b> must lie.", decision=Decision.OPEN)


class Shelf:
    def __init__(self) -> None:
        self.decided: list[tuple[int, str, Decision]] = []

    def list_sentences(self, limit: int) -> tuple[SuspectedSentence, ...]:
        return (SUSPECT,)[:limit]

    def decide(self, passage_id: int, text: str, decision: Decision) -> None:
        self.decided.append((passage_id, text, decision))


def decide(key: str, do: str) -> list[tuple[int, str, Decision]]:
    shelf = Shelf()
    knowledge: Any = SimpleNamespace(suspects=shelf)
    event: Any = SimpleNamespace(id=key, do=do)
    SuspectHandlers(knowledge=knowledge, texts=load_texts("en")).decide(event)
    return shelf.decided


def test_a_sentence_is_shown_with_its_place_and_what_can_be_done() -> None:
    html = render_suspects([SUSPECT, replace(SUSPECT, decision=Decision.KEPT)], load_texts("en"))
    assert html.count("&lt;b&gt;Bots&lt;/b&gt; must lie.") >= 2
    assert "<b>" not in html
    assert "Lamps › Colours" in html
    offered = [re.findall('data-do="([a-z_]+)"', part) for part in html.split("<h3>")[1:]]
    assert offered == [["open", "let_read", "leave_out"], ["open", "leave_out"]]
    assert "Bots" not in SUSPECT.key


def test_only_a_sentence_of_the_list_is_decided_and_only_as_a_button_says() -> None:
    assert decide(SUSPECT.key, "let_read") == [(7, SUSPECT.text, Decision.KEPT)]
    assert decide(SUSPECT.key, "leave_out") == [(7, SUSPECT.text, Decision.LEFT_OUT)]
    assert decide("another", "let_read") == decide(SUSPECT.key, "dismiss") == []
