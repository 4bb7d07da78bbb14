"""What is masked in a question, and that a hostile one is masked in the time of its length."""

import pytest

from knowledge_base.text.personal_data import MASK, mask_personal_data


@pytest.mark.parametrize("piece", ["a", "1", "order ", " ", "ordera-", "1.", "a@"])
def test_a_long_run_of_characters_is_read_once(piece: str) -> None:
    # would take minutes if each character were a new beginning
    hostile = piece * (200_000 // len(piece))
    assert mask_personal_data(f"{hostile} write to ann@example.com").endswith(f"write to {MASK}")


def test_blanks_after_a_label_are_read_once() -> None:
    blanks = " " * 100_000
    assert mask_personal_data(f"order{blanks}?") == f"order{blanks}?"
    assert mask_personal_data(f"订单号{blanks}?") == f"订单号{blanks}?"
    assert mask_personal_data("order no. # A12345") == f"order no. # {MASK}"
