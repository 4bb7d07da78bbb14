"""An item takes the place of a thing in the question before it."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from assistant.turn.question.openings import read_opening
from assistant.turn.question.swapping import swap_item
from knowledge_base.text.languages import Language

KINDS = (
    {"express", "standard", "express delivery", "standard delivery"},
    {"earbuds", "wireless earbuds", "charger", "cables", "chargers"},
    {"saturday", "sunday", "sundays", "weekdays", "weekends"},
    {"周六", "周日", "周末"},
    {"耳机", "充电器"},
    {"听雨", "望山", "小竹"},
    {"大号", "小号"},
    {"opened ones", "unopened"},
)


class KnownKinds:
    """Words of one kind are alike."""

    def similarities(self, queries: Sequence[str], texts: Sequence[str]) -> npt.NDArray[np.float32]:
        rows = [[0.9 if self._alike(q.lower(), t.lower()) else 0.5 for t in texts] for q in queries]
        return np.array(rows, dtype=np.float32)

    @staticmethod
    def _alike(one: str, other: str) -> bool:
        return any(one in kind and other in kind for kind in KINDS)


def swap(previous: str, message: str) -> str:
    language: Language = "en" if message.isascii() else "zh"
    swaps = swap_item(previous, read_opening(message, language), language, KnownKinds())
    return swaps[0].question if swaps else ""


@pytest.mark.parametrize(
    ("previous", "message", "meant"),
    [
        ("What does standard delivery cost?", "And express?", "What does express delivery cost?"),
        (
            "How long is the warranty for the wireless earbuds?",
            "and the charger?",
            "How long is the warranty for the charger?",
        ),
        (
            "When is the store open on Sunday?",
            "Sorry, I meant Saturday.",
            "When is the store open on Saturday?",
        ),
        ("What does E-204 mean on my camera?", "And E-417?", "What does E-417 mean on my camera?"),
        ("Can I return unopened items?", "I was asking about opened ones", "Can I return opened items?"),
        (
            "What is the power with one device?",
            "That's not what I asked. I meant with three devices.",
            "What is the power with three devices?",
        ),
        (
            "What does express delivery cost?",
            "and to islands?",
            "What does express delivery cost to islands?",
        ),
        (
            "How much is the tray for the Aroma Duo?",
            "Not the Duo, the One.",
            "How much is the tray for the Aroma One?",
        ),
        ("周六几点开门？", "那周日呢？", "周日几点开门？"),
        ("耳机保修多久？", "那充电器呢？", "充电器保修多久？"),
        ("听雨包间押金多少？", "不是，我问的是小竹", "小竹包间押金多少？"),
        ("大号包间多少钱？", "不是，我问的是小号的", "小号包间多少钱？"),
        ("摄像头显示E-101怎么办？", "说错了，是E-305", "摄像头显示E-305怎么办？"),
    ],
)
def test_the_item_stands_where_its_like_stood(previous: str, message: str, meant: str) -> None:
    assert swap(previous, message) == meant


def test_several_items_are_put_in_one_after_the_other() -> None:
    swapped = swap("跑步机显示E7是什么意思？", "哦不是跑步机，是电饭煲，E3")
    assert swapped == "电饭煲显示E3是什么意思？"


def test_a_question_is_not_put_into_another() -> None:
    assert swap("What does standard delivery cost?", "and when does it arrive?") == ""


def test_other_places_are_kept_for_the_search_to_tell() -> None:
    opening = read_opening("and the seal?", "en")
    swaps = swap_item("How much is the drip tray for the Aroma?", opening, "en", KnownKinds())
    assert "How much is the seal for the Aroma?" in [one.question for one in swaps]
    assert "How much is the drip tray for the seal?" in [one.question for one in swaps]
