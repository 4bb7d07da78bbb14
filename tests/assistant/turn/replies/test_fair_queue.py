"""Whose turn it is: lines of letters, and the order in which they are served."""

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.turn.replies.fair_queue import FairQueue


def serve_all(queue: FairQueue[str]) -> str:
    served = ""
    while (item := queue.first(lambda _line: True)) is not None:
        queue.serve(item)
        served += item[0]
    return served


def filled(lines: str) -> FairQueue[str]:
    queue: FairQueue[str] = FairQueue()
    for number, line in enumerate(lines):
        queue.add(f"{line}{number}", line)
    return queue


def test_lines_take_turns_however_long_they_are() -> None:
    assert serve_all(filled("aaaaabc")) == "abcaaaa"
    assert serve_all(filled("aabbcc")) == "abcabc"


def test_who_comes_later_waits_for_one_turn_of_each_line() -> None:
    queue = filled("a" * 15)
    queue.serve("a0")
    queue.add("b", "b")
    assert queue.order()[:2] == ["b", "a1"] or queue.order()[:2] == ["a1", "b"]
    assert serve_all(queue)[:2] in {"ba", "ab"}


def test_who_asks_again_and_again_lets_others_go_between() -> None:
    queue = filled("aaa")
    served = ""
    for number in range(6):
        queue.add(f"b{number}", "b")
        item = queue.first(lambda _line: True)
        assert item is not None
        queue.serve(item)
        served += item[0]
    assert served.count("a") == 3


def test_one_that_may_not_go_is_passed_over_and_keeps_its_place() -> None:
    queue = filled("ab")
    assert queue.first(lambda line: line != "a") == "b1"
    assert queue.order() == ["a0", "b1"]
    queue.remove("b1")
    assert queue.first(lambda line: line != "a") is None


@settings(max_examples=60)
@given(st.text(alphabet="abcd", min_size=1, max_size=30))
def test_nobody_is_forgotten_and_no_line_gets_ahead(lines: str) -> None:
    served = serve_all(filled(lines))
    assert sorted(served) == sorted(lines)
    for line in set(lines):
        for other in set(lines) - {line}:
            for end in range(1, len(served) + 1):
                is_waiting = served[:end].count(other) < lines.count(other)
                if is_waiting:
                    assert served[:end].count(line) <= served[:end].count(other) + 1
