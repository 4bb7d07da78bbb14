from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pytest

from assistant.conversation import ConversationId, Turn
from assistant.history.history import SqlHistory
from assistant.manager import ConversationManager
from assistant.people.errors import NotAllowedError
from assistant.people.principal import Principal, PrincipalId, Role
from assistant.profiles.profiles import Profiles, load_profiles


def somebody(*roles: Role) -> Principal:
    return Principal(id=PrincipalId("x"), roles=frozenset(roles))


@pytest.fixture
def profiles() -> Profiles:
    """The tutor is for teachers alone."""
    given = load_profiles()
    limited = given.find("tutor").model_copy(update={"roles": frozenset({Role.TEACHER})})
    return replace(given, profiles=(given.find("customer_service"), limited))


def test_an_assistant_is_offered_to_whom_it_is_for(profiles: Profiles) -> None:
    def keys(*roles: Role) -> list[str]:
        return [profile.key for profile in profiles.meant_for(somebody(*roles))]

    assert keys(Role.GUEST) == keys(Role.AGENT) == ["customer_service"]
    assert keys(Role.TEACHER) == keys(Role.ADMIN) == ["customer_service", "tutor"]
    assert keys() == []


def test_a_new_conversation_begins_with_an_assistant_that_is_meant(profiles: Profiles) -> None:
    guest, teacher = somebody(Role.GUEST), somebody(Role.TEACHER)
    assert profiles.choose_for(guest, "tutor") == "customer_service"
    assert profiles.choose_for(teacher, "tutor") == "tutor"
    assert profiles.choose_for(guest, None) == "customer_service"
    assert replace(profiles, default_key="tutor").choose_for(guest, None) == "customer_service"


def test_the_server_refuses_an_assistant_that_is_not_meant_and_writes_nothing(
    profiles: Profiles, history: SqlHistory
) -> None:
    nothing = cast(Any, None)  # refused before any of these is asked
    manager = ConversationManager(
        profiles=profiles,
        history=history,
        attachments=nothing,
        prompts=nothing,
        replies=nothing,
        evidence=nothing,
        spoken=nothing,
        max_question_characters=100,
        max_attachments=1,
    )
    guest, turn, old = somebody(Role.GUEST), Turn(text="Hello?"), ConversationId("old")
    with pytest.raises(NotAllowedError):
        list(manager.stream_reply(guest, None, turn, assistant="tutor", language="en"))
    assert history.list_conversations(guest) == ()
    history.add_question(guest, old, turn, new_assistant="tutor")  # as from before the role was taken away
    with pytest.raises(NotAllowedError):
        list(manager.stream_reply(guest, old, turn, assistant="customer_service", language="en"))
    with pytest.raises(NotAllowedError):
        list(manager.regenerate(guest, old, language="en"))
    assert [message.text for message in history.load_conversation(guest, old).messages] == ["Hello?"]
