"""What every responder does. A test class of an implementation inherits this and gives the fixtures."""

from __future__ import annotations

from copy import copy

import pytest

from assistant.events import StageChanged
from assistant.turn.active_turn import ActiveTurn
from assistant.turn.responders.responder import Responder
from model.chat.messages import TextDelta


class ResponderContract:
    @pytest.fixture
    def responder(self) -> Responder:
        raise NotImplementedError

    @pytest.fixture
    def its_turn(self) -> ActiveTurn:
        """A question that it answers."""
        raise NotImplementedError

    @pytest.fixture
    def others_turn(self) -> ActiveTurn | None:
        """A question that it leaves to others; None where it answers every question."""
        raise NotImplementedError

    def test_it_answers_with_words_and_an_end(self, responder: Responder, its_turn: ActiveTurn) -> None:
        events = responder.respond(its_turn)
        assert events is not None
        followed = list(its_turn.draft.follow(events))
        assert all(isinstance(event, StageChanged | TextDelta) for event in followed)
        assert its_turn.draft.text.strip()
        assert its_turn.draft.finish_reason == "stop"

    def test_what_it_leaves_to_others_is_untouched(
        self, responder: Responder, others_turn: ActiveTurn | None
    ) -> None:
        if others_turn is None:
            return
        before = copy(others_turn.draft)
        assert responder.respond(others_turn) is None
        assert others_turn.draft == before

    def test_it_says_whether_the_search_comes_first(self, responder: Responder, its_turn: ActiveTurn) -> None:
        assert responder.needs_passages == (its_turn.finding is not None)
