"""How likely a model is to answer with each of some given texts.

The texts are a tree of tokens. Where it branches, the model is asked which of the branches it takes; the probability
of a text is the product along its way. So a long text is not less likely for being long, and all of them sum to 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

Tokens = tuple[int, ...]
# tokens so far, the tokens that may follow → a number for each that follows, in proportion to its probability
AskNext = Callable[[Tokens, Sequence[int]], Sequence[float]]


def check_options(options: Sequence[str]) -> None:
    """Refuse options that nobody could choose between.

    Raises:
        ValueError: There are none, one is empty, or one stands there twice.
    """
    if not options or not all(options) or len(set(options)) < len(options):
        msg = "options must be one or more different texts, none of them empty"
        raise ValueError(msg)


def choose_by_tokens(options: Sequence[Tokens], end: int, ask_next: AskNext) -> tuple[float, ...]:
    """Return the probability of each option, in their order; they sum to 1.

    Args:
        options: The tokens of each, at least one; no two the same.
        end: The token that ends a reply; it tells an option from one that begins with it.
        ask_next: Asks the model; called once per place where options part.
    """
    whole = [(*option, end) for option in options]
    shares = [1.0] * len(whole)
    open_prefixes: list[Tokens] = [()]
    while open_prefixes:
        prefix = open_prefixes.pop()
        depth = len(prefix)
        followers = list(dict.fromkeys(o[depth] for o in whole if len(o) > depth and o[:depth] == prefix))
        open_prefixes += [(*prefix, token) for token in followers if token != end]
        if len(followers) > 1:
            by_token = dict(zip(followers, _normalised(ask_next(prefix, followers)), strict=True))
            shares = [
                share * by_token[option[depth]] if option[:depth] == prefix else share
                for share, option in zip(shares, whole, strict=True)
            ]
    return tuple(_normalised(shares))


def _normalised(values: Sequence[float]) -> list[float]:
    total = math.fsum(values)
    return [value / total if total > 0 else 1 / len(values) for value in values]
