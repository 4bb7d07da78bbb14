import math
from collections.abc import Sequence

import pytest

from model.chat.option_choice import Tokens, choose_by_tokens

END = 0


def asker(shares: dict[Tokens, dict[int, float]], asked: list[Tokens]) -> object:
    def ask(prefix: Tokens, nexts: Sequence[int]) -> list[float]:
        asked.append(prefix)
        return [shares[prefix][token] for token in nexts]

    return ask


def test_a_text_of_several_tokens_has_the_product_of_its_branches() -> None:
    asked: list[Tokens] = []
    shares: dict[Tokens, dict[int, float]] = {(): {1: 0.3, 2: 0.1}, (1,): {5: 0.6, 6: 0.2}}
    found = choose_by_tokens([(1, 5, 9), (1, 6), (2, 7)], END, asker(shares, asked))  # type: ignore[arg-type]
    assert found == pytest.approx((0.75 * 0.75, 0.75 * 0.25, 0.25))
    assert sorted(asked) == [(), (1,)]  # where only one way leads on, nobody is asked


def test_an_option_that_begins_another_ends_where_the_model_would_end() -> None:
    shares: dict[Tokens, dict[int, float]] = {(1,): {END: 0.8, 2: 0.2}}
    assert choose_by_tokens([(1,), (1, 2)], END, asker(shares, [])) == pytest.approx((0.8, 0.2))  # type: ignore[arg-type]


def test_options_that_the_model_never_takes_are_alike() -> None:
    found = choose_by_tokens([(1,), (2,)], END, lambda _, nexts: [0.0] * len(nexts))
    assert found == (0.5, 0.5)
    assert math.isclose(sum(found), 1)
