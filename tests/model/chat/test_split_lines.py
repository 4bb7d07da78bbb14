"""The engine's stream of events, however the network cuts it."""

import json
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from model.chat.llama_chat_model import split_lines


def cut(data: bytes, places: list[int]) -> Iterator[bytes]:
    ends = sorted(place % (len(data) + 1) for place in places)
    yield from (data[start:end] for start, end in zip([0, *ends], [*ends, len(data)], strict=True))


@given(st.lists(st.text(), max_size=5), st.lists(st.integers(min_value=0), max_size=8))
def test_every_event_arrives_whole_wherever_the_stream_is_cut(texts: list[str], places: list[int]) -> None:
    lines = [b"data: " + json.dumps(text, ensure_ascii=False).encode(errors="replace") for text in texts]
    assert list(split_lines(cut(b"".join(line + b"\n" for line in lines), places))) == lines


def test_an_event_is_there_as_soon_as_its_line_ends() -> None:
    def pieces() -> Iterator[bytes]:
        yield b"data: 1\nda"
        raise AssertionError

    assert next(split_lines(pieces())) == b"data: 1"


def test_line_separators_inside_a_reply_end_no_event() -> None:
    assert list(split_lines(["a\u2028b\x0bc\x85\n".encode(), b"d"])) == ["a\u2028b\x0bc\x85".encode(), b"d"]
