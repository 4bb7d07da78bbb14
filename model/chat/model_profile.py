"""What helps one language model, as data: a cure for a small model does not bind a large one.

The defaults suit a model that follows instructions well. What a weaker one needs stands beside its name.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerWeights:
    """How a model's yes or no to “do these lines answer the question?” is weighed; all of it in log odds.

    Attributes:
        said: Weight of the model's.
        counted: Weight of what was known before.
        intercept: Added.
    """

    said: float
    counted: float
    intercept: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelProfile:
    """How a model is best used.

    Attributes:
        passages: Passages in a prompt at most, 1 or more. A small model mixes up facts of passages that are alike.
        relative_relevance: Share of the best passage's relevance below which another is left out, 0 to 1.
        sets_up_exercises: Whether its first words on an exercise are right; else the program begins.
        checks_first_sentence: Whether a reply is shown only when a passage supports its first claim.
        second_tries: How often a reply that was not supported is written again, 0 or more.
        second_try_temperature: Lowest temperature of such a try where nothing else is changed, 0 to 2.
        temperature: 0 (greedy) to 2.
        top_p: Share of the likeliest tokens that are sampled from, 0 (exclusive) to 1.
        repeat_penalty: 1 (off) to 2.
        stop: Texts that end a reply; they are not part of it.
        chat_template: Jinja template of a prompt; empty for the one that lies in the weights.
        answer_weights: How its word on evidence is weighed; None where that was not measured.
    """

    passages: int = 8
    relative_relevance: float = 0.3
    sets_up_exercises: bool = True
    checks_first_sentence: bool = False
    second_tries: int = 0
    second_try_temperature: float = 0.6
    temperature: float = 0.2
    top_p: float = 0.9
    repeat_penalty: float = 1.0
    stop: tuple[str, ...] = ()
    chat_template: str = ""
    answer_weights: AnswerWeights | None = None


# Measured with the embedded models (docs/decisions/0001-what-was-chosen-and-why.md)
SMALL_MODEL = ModelProfile(
    passages=4,
    relative_relevance=0.5,
    sets_up_exercises=False,
    checks_first_sentence=True,
    second_tries=1,
    repeat_penalty=1.05,
)
PROFILES = {
    # docs/decisions/0013-a-second-opinion-on-evidence.md
    "qwen2.5-1.5b": replace(
        SMALL_MODEL, answer_weights=AnswerWeights(said=1.190, counted=0.628, intercept=-0.590)
    ),
    "qwen2.5-0.5b": SMALL_MODEL,
}


def profile_of(weights: str) -> ModelProfile:
    """Return the profile of some weights; the defaults for those that are not known."""
    return PROFILES.get(weights, ModelProfile())
