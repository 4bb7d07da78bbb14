from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import TurnTooLongError
from assistant.profiles.profiles import load_profiles
from assistant.turn.prompts.prompt import PromptBuilder, PromptQuestion
from model.chat.messages import ChatMessage, Role, TextPart
from model.chat.scripted_chat_model import ScriptedChatModel
from tests.assistant.fakes import passage

BUDGET = 200
COUNT = ScriptedChatModel().count_tokens
BUILDER = PromptBuilder(count_tokens=COUNT, budget_tokens=BUDGET, organisation="Lumen")


def turns(sizes: list[int]) -> list[ChatMessage]:
    return [
        ChatMessage.of_text(role, f"{position} " * size)
        for position, size in enumerate(sizes)
        for role in (Role.USER, Role.ASSISTANT)
    ]


def question(words: int = 5, passages: int = 2, passage_words: int = 20) -> PromptQuestion:
    return PromptQuestion(
        parts=(TextPart(text="why " * words),),
        passages=tuple(passage(n, "datum " * passage_words) for n in range(passages)),
        task="Answer.",
        standalone="why",
    )


@settings(max_examples=60)
@given(st.lists(st.integers(1, 60), max_size=12), st.integers(1, 60), st.integers(0, 6), st.integers(1, 60))
def test_never_over_the_budget_and_never_without_system_and_question(
    sizes: list[int], words: int, passages: int, passage_words: int
) -> None:
    asked = question(words, passages, passage_words)
    prefix = BUILDER.build_prefix(load_profiles().default, "en", turns(sizes))
    prompt = BUILDER.build(prefix, "en", asked)
    assert COUNT(prompt.messages) <= BUDGET
    assert prompt.messages[0].role is Role.SYSTEM
    assert asked.parts[0] in prompt.messages[-1].parts
    assert prompt.passages == asked.passages[: len(prompt.passages)]


def test_oldest_turns_fall_out_first_and_whole() -> None:
    prompt = BUILDER.build(
        BUILDER.build_prefix(load_profiles().default, "en", turns([30, 30, 5])), "en", question()
    )
    kept = prompt.messages[1:-1]
    assert [m.role for m in kept] == [Role.USER, Role.ASSISTANT] * (len(kept) // 2)
    assert kept[-1].parts == turns([30, 30, 5])[-1].parts
    assert len(kept) < 6


def test_the_cut_stays_for_several_turns_so_that_the_prefix_is_kept() -> None:
    cuts = []
    for count in range(1, 30):
        prefix = BUILDER.build_prefix(load_profiles().default, "en", turns([4] * count))
        first = prefix[1].parts[0]
        assert isinstance(first, TextPart)
        cuts.append(first.text.split()[0])
    changes = sum(a != b for a, b in pairwise(cuts))
    assert 0 < changes < len(cuts) // 2


def test_a_question_that_can_not_fit_is_refused() -> None:
    with pytest.raises(TurnTooLongError):
        BUILDER.build(BUILDER.build_prefix(load_profiles().default, "en", []), "en", question(words=BUDGET))


def test_passages_stand_only_beside_the_newest_question() -> None:
    prompt = BUILDER.build(BUILDER.build_prefix(load_profiles().default, "en", turns([3])), "en", question())
    with_passages = [
        m for m in prompt.messages if any("datum" in p.text for p in m.parts if isinstance(p, TextPart))
    ]
    assert with_passages == [prompt.messages[-1]]


def test_tokens_of_the_history_are_counted_once() -> None:
    counted: list[ChatMessage] = []

    def count(messages: Sequence[ChatMessage]) -> int:
        counted.extend(messages)
        return 5 * len(messages)

    prompts = PromptBuilder(count_tokens=count, budget_tokens=600, organisation="Lumen")
    history = [ChatMessage.of_text(role, f"{n}") for n in range(4) for role in (Role.USER, Role.ASSISTANT)]
    prompts.build_prefix(load_profiles().default, "en", history)
    assert counted == history
    asked = [ChatMessage.of_text(Role.USER, "more"), ChatMessage.of_text(Role.ASSISTANT, "yes")]
    prompts.build_prefix(load_profiles().default, "en", [*history, *asked])
    assert counted == [*history, *asked]
