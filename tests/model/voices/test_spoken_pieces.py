import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.voices.spoken_pieces import CODE_PIECE, cut_pieces, strip_markup

REPLY = """# Warranty of the **AS-200**

The warranty lasts 24 months [1]. It covers e.g. defects (not drops. Really) and [returns](https://x.y/z).
"Really?" Yes!

1. Hold the **power** button.
2. Release it.
- [ ] Check

| Model | Price | Weight |
|---|:--:|---|
| AS-200 | $99 | 30 g |
| LC-1 | $199 | |

| a | b |
|---|---|
| c | d |

```python
print("x. y")
```
> Quoted *text* here.

$$
x = \\frac{1}{2}
$$
So \\(x = 1. 5\\) holds.

请长按电源键五秒，然后松开。如果不亮，请充电！“好吗？”好的。
---
the end"""
SPOKEN = [
    "Warranty of the AS-200",
    "The warranty lasts 24 months.",
    "It covers e.g. defects (not drops. Really) and returns.",
    '"Really?" Yes!',
    "1, Hold the power button.",
    "2, Release it.",
    "Check",
    "AS-200, Price: $99, Weight: 30 g",
    "LC-1, Price: $199",
    "c: d",
    "",
    "Quoted text here.",
    r"$$ x = \frac{1}{2} $$",
    r"So \(x = 1. 5\) holds.",
    "请长按电源键五秒，然后松开。",
    "如果不亮，请充电！",
    "“好吗？”",
    "好的。",
    "the end",
]


def test_a_reply_is_cut_into_sentences_without_markup() -> None:
    assert [strip_markup(piece) for piece in cut_pieces(REPLY, is_finished=True)] == SPOKEN
    assert CODE_PIECE in cut_pieces(REPLY, is_finished=True)


def test_what_was_cut_stays_however_the_reply_goes_on() -> None:
    whole = cut_pieces(REPLY, is_finished=True)
    for end in range(len(REPLY)):
        begun = cut_pieces(REPLY[:end], is_finished=False)
        assert begun == whole[: len(begun)]


MARKDOWN = st.text(alphabet="ab1. \n|-#*`~$[]()\\>!。，：,;:“”=_", max_size=60)


@given(MARKDOWN, MARKDOWN)
def test_what_was_cut_stays_for_any_text(begun: str, rest: str) -> None:
    pieces = cut_pieces(begun, is_finished=False)
    assert cut_pieces(begun + rest, is_finished=True)[: len(pieces)] == pieces


def test_a_sentence_is_there_as_soon_as_the_next_begins() -> None:
    assert cut_pieces("It takes 24 months.", is_finished=False) == []  # 24 months.5?
    assert cut_pieces("It takes 24 months. ", is_finished=False) == ["It takes 24 months."]
    assert cut_pieces("保修两年。", is_finished=False) == []  # a quotation mark may follow
    assert cut_pieces("保修两年。请", is_finished=False) == ["保修两年。"]


def test_a_long_first_sentence_is_begun_at_a_comma() -> None:
    long = "If the tablet does not start after you have pressed the power button for ten seconds, charge it."
    assert cut_pieces(long, is_finished=True)[0].endswith("ten seconds,")


@pytest.mark.parametrize("text", ["e.g. this", "No. 5 is", "Dr. Who", "1. First", "Plan A. ok"])
def test_a_point_that_ends_no_sentence_cuts_nothing(text: str) -> None:
    assert cut_pieces(text, is_finished=True) == [text]


@pytest.mark.parametrize(
    "text", ["a" * 100_000, "(" * 20_000, "| a " * 5_000, "```\n" * 5_000, "\\[\n" * 5_000]
)
def test_a_hostile_reply_is_cut_at_once(text: str) -> None:
    assert sum(map(len, cut_pieces(text, is_finished=True))) <= len(text) * 2


def test_html_is_not_read() -> None:
    assert strip_markup('<b>Bold</b> &amp; <img src="x" alt="y"> text') == "Bold  &   text"
