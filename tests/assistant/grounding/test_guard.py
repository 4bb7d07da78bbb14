from collections.abc import Iterator

import pytest

from assistant.grounding.guard import Support, UnsupportedReplyError, release_when_supported
from model.chat.messages import Delta, GenerationFinished, TextDelta, Usage

END = GenerationFinished(
    finish_reason="stop",
    usage=Usage(
        prompt_tokens=1, cached_prompt_tokens=0, completion_tokens=1, prompt_seconds=0, completion_seconds=0
    ),
)


def deltas(*texts: str) -> Iterator[Delta]:
    yield from (TextDelta(text=text) for text in texts)
    yield END


def released(*texts: str) -> list[Delta]:
    """What gets through, without the empty pieces that keep the time."""
    return [d for d in release_when_supported(deltas(*texts), judge, judge_whole) if d != TextDelta(text="")]


def judge(sentence: str) -> Support:
    return None if "Hello" in sentence or sentence in ("", "Yes.") else "true" in sentence


def judge_whole(text: str) -> Support:
    return True if text == "Yes." else None


def test_a_bare_answer_is_judged_whole() -> None:
    assert released("Yes.") == [TextDelta(text="Yes."), END]


def test_a_supported_reply_comes_whole() -> None:
    pieces = ("Hello. ", "It is ", "true. ", "More ", "follows.")
    assert released(*pieces) == [*(TextDelta(text=p) for p in pieces), END]


def test_nothing_is_released_before_the_first_claim_is_complete() -> None:
    read: list[Delta] = []

    def spy() -> Iterator[Delta]:
        for delta in deltas("It is ", "true. ", "More. ", "Again."):
            read.append(delta)
            yield delta

    first = next(d for d in release_when_supported(spy(), judge, judge_whole) if d != TextDelta(text=""))
    assert first == TextDelta(text="It is ")
    assert len(read) == 3  # the sentence is known to be over once the next one begins


@pytest.mark.parametrize("pieces", [("It is false. ", "More"), ("It is ", "false"), ("Hello. It is false.",)])
def test_an_unsupported_reply_is_withheld_whole(pieces: tuple[str, ...]) -> None:
    with pytest.raises(UnsupportedReplyError):
        released(*pieces)


@pytest.mark.parametrize("text", ["Hello.", "Hello"])
def test_a_reply_that_claims_nothing_is_withheld(text: str) -> None:
    with pytest.raises(UnsupportedReplyError):
        released(text)


def test_a_question_back_is_released() -> None:
    assert released("Hello, which one?") == [TextDelta(text="Hello, which one?"), END]
