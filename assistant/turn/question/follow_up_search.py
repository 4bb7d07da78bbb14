"""A message with earlier turns → what it means alone, where that can be told without the model.

An item (“and for cables?”, “No, I meant express.”) is put into the question before it; of several places that it fits,
the search tells which the knowledge answers. A correction that is a question itself is asked for itself. Whatever else
leans on the conversation is left to the model's rewriting.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.turn.question.finding import Finding
from assistant.turn.question.openings import Opening, read_opening
from assistant.turn.question.swapping import SimilarityModel, Swap, swap_item
from knowledge_base.text.languages import Language

MAX_EARLIER = 6  # questions that are read to understand the last one
MAX_TRIED = 3  # places that are searched for
CLOSE = 0.08  # likelihood within which another place is tried
RELEVANCE_SHARE = 0.2  # of what the search says, beside the likelihood of a place

Search = Callable[[str], Finding]


def resolve_item(
    opening: Opening,
    earlier: Sequence[str],
    language: Language,
    alone: Finding,
    search: Search,
    model: SimilarityModel,
) -> Finding | None:
    """Search for an item in place of what was asked for before.

    Args:
        opening: The message.
        earlier: The questions before it, oldest first.
        language: Of the message.
        alone: What its own words find: an item that takes up nothing may be a new search.
        search: Finds passages for a question.
        model: Compares words by meaning.

    Returns:
        What was found, with the question as it is understood; None where the message is no item, or is best
        understood alone.
    """
    if not earlier or not opening.is_item:
        return None
    swaps = swap_item(_understand(earlier, language, model), opening, language, model)
    tried = [swap for swap in swaps[:MAX_TRIED] if swap.likelihood >= swaps[0].likelihood - CLOSE]
    if not tried:
        return None
    found = [(swap, search(swap.question)) for swap in tried]
    swap, best = max(found, key=lambda pair: _weigh(*pair))
    is_taken_up = opening.takes_up or opening.corrects
    if not is_taken_up and relevance_of(alone) >= relevance_of(best):
        return None
    return replace(best, passages=best.passages or alone.passages, rewritten=swap.question)


def relevance_of(finding: Finding) -> float:
    """Return how likely the best candidate answers, 0 to 1."""
    return finding.best.relevance if finding.best else 0.0


def _understand(earlier: Sequence[str], language: Language, model: SimilarityModel) -> str:
    """Return the last question, understandable alone as far as items were put into it."""
    understood = ""
    for question in earlier[-MAX_EARLIER:]:
        opening = read_opening(question, language)
        swaps = swap_item(understood, opening, language, model) if understood else ()
        is_follow_up = swaps and (opening.takes_up or opening.corrects or swaps[0].likelihood > 0)
        understood = swaps[0].question if is_follow_up else question
    return understood


def _weigh(swap: Swap, finding: Finding) -> float:
    return swap.likelihood + RELEVANCE_SHARE * relevance_of(finding)
