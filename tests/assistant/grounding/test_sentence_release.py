from collections.abc import Iterator

import pytest

from assistant.grounding.sentence_release import (
    Checks,
    Support,
    UnsupportedReplyError,
    release_when_supported,
)
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


def released(*texts: str, withheld: list[str] | None = None) -> tuple[str, Delta]:
    """The words that get through, and the end."""
    noted = [] if withheld is None else withheld
    checks = Checks(judge=judge, judge_whole=judge_whole, note_withheld=lambda: noted.append("one"))
    *passed, end = release_when_supported(deltas(*texts), checks)
    return "".join(d.text for d in passed if isinstance(d, TextDelta)), end


def judge(sentence: str) -> Support:
    return None if "Hello" in sentence or sentence in ("", "Yes.") else "true" in sentence


def judge_whole(text: str) -> Support:
    return True if text == "Yes." else None


def test_a_bare_answer_is_judged_whole() -> None:
    assert released("Yes.") == ("Yes.", END)


def test_a_supported_reply_comes_whole() -> None:
    pieces = ("Hello. ", "It is ", "true. ", "More is ", "true.")
    assert released(*pieces) == ("".join(pieces), END)


def test_of_a_later_sentence_without_support_nothing_is_shown() -> None:
    withheld: list[str] = []
    text, end = released(
        "It is true. ", "More is false. ", "This is ", "true again:\n- false", withheld=withheld
    )
    assert (text, end) == ("It is true. This is true again:", END)
    assert withheld == ["one", "one"]


def test_what_leads_on_goes_with_what_it_leads_to() -> None:
    assert released("It is true. Hello:\n", "- false\n", "- true") == ("It is true.\n- true", END)


def test_the_frame_of_a_table_and_code_are_not_judged() -> None:
    table = "It is true.\n| A | B |\n|---|---|\n| true | c |\n"
    assert released(table)[0].strip() == table.strip()
    assert "| false |" not in released(f"{table}| false | d |\n")[0]
    code = "It is true.\n```\nx = 1\n```\n"
    assert released(code)[0].strip() == code.strip()


def test_a_sentence_is_released_once_it_is_complete() -> None:
    read: list[Delta] = []

    def spy() -> Iterator[Delta]:
        for delta in deltas("It is ", "true. ", "More is true. ", "Again."):
            read.append(delta)
            yield delta

    checks = Checks(judge=judge, judge_whole=judge_whole)
    first = next(d for d in release_when_supported(spy(), checks) if d != TextDelta(text=""))
    assert first == TextDelta(text="It is true.")
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
    assert released("Hello, which one?") == ("Hello, which one?", END)
