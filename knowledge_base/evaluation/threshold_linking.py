"""One encoder's thresholds → another's, by rank: as many pairs of texts reach the one as reach the other.

Thresholds were found for the embedded encoder with labelled claims, copies and contradictions. Of another encoder only
its cosines are known. So both embed the same texts, and a threshold becomes the cosine that as many pairs reach
(equipercentile linking, as tests of different difficulty are compared: https://doi.org/10.1007/978-1-4939-0317-7).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge_base.encoding.calibration import EncoderCalibration
from knowledge_base.encoding.encoders import Encoder
from knowledge_base.retrieval.relevance import BACKGROUND
from knowledge_base.text.sentences import split_sentences

FloatArray = npt.NDArray[np.float32]
MAX_SENTENCES = 300  # of a language; every pair of them is compared
MAX_PASSAGES = 300
DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkingTexts:
    """What both encoders embed.

    Attributes:
        sentences: By language; some are another one with a part left out, so that nearly equal pairs occur as well.
        passages: As they are indexed; some with a part left out, too.
    """

    sentences: Mapping[str, tuple[str, ...]]
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cosines:
    """Cosines of all pairs, each array in one order for every encoder."""

    same: FloatArray  # two sentences of one language
    across: FloatArray  # two sentences of two languages
    passages: FloatArray
    centred_same: FloatArray  # less the mean of their language
    centred_across: FloatArray


def choose_texts(sentences: Mapping[str, Sequence[str]], passages: Sequence[str]) -> LinkingTexts:
    """Take some texts, spread over all, and shorten a copy of each third one.

    Args:
        sentences: By language, of documents and questions.
        passages: As they are indexed.
    """
    return LinkingTexts(
        sentences={
            language: (*_spread(texts, MAX_SENTENCES), *BACKGROUND[language], *_shortened(texts))
            for language, texts in sentences.items()
        },
        passages=(*_spread(passages, MAX_PASSAGES), *_shortened(passages)),
    )


def link_thresholds(
    texts: LinkingTexts, reference: EncoderCalibration, old: Encoder, new: Encoder
) -> dict[str, Any]:
    """Return the thresholds of a new encoder by the names of their fields.

    Args:
        texts: What both embed.
        reference: The numbers of the encoder that is known.
        old: That encoder.
        new: The other.
    """
    theirs, ours = _measure(texts, old), _measure(texts, new)

    def link_all(scale: Sequence[float], pairs: str) -> tuple[float, ...]:
        found = (_same_rank(value, getattr(theirs, pairs), getattr(ours, pairs)) for value in scale)
        return tuple(round(value, DIGITS) for value in found)

    def link(name: str, pairs: str) -> float:
        return link_all([getattr(reference, name)], pairs)[0]

    return {
        "same_cosines": link_all(reference.same_cosines, "same"),
        "across_cosines": link_all(reference.across_cosines, "across"),
        "repetition_cosine": link("repetition_cosine", "passages"),
        "duplicate_cosine": link("duplicate_cosine", "passages"),
        "conflict_cosine": link("conflict_cosine", "centred_same"),
        "conflict_cosine_across": link("conflict_cosine_across", "centred_across"),
        "subject_cosine_across": link("subject_cosine_across", "centred_across"),
    }


def _measure(texts: LinkingTexts, encoder: Encoder) -> _Cosines:
    rows = {language: encoder.embed_queries(some) for language, some in texts.sentences.items()}
    centred = {}
    for language, some in rows.items():
        less = some - encoder.embed_queries(BACKGROUND[language]).mean(axis=0)
        centred[language] = less / np.maximum(np.linalg.norm(less, axis=1, keepdims=True), 1e-9)
    return _Cosines(
        same=_pairs_within(rows),
        across=_pairs_across(rows),
        passages=_upper(encoder.embed_passages(texts.passages)),
        centred_same=_pairs_within(centred),
        centred_across=_pairs_across(centred),
    )


def _pairs_within(rows: Mapping[str, FloatArray]) -> FloatArray:
    return np.concatenate([_upper(some) for some in rows.values()])


def _pairs_across(rows: Mapping[str, FloatArray]) -> FloatArray:
    first, *others = rows.values()
    return np.concatenate([(first @ other.T).ravel() for other in others])


def _upper(rows: FloatArray) -> FloatArray:
    return (rows @ rows.T)[np.triu_indices(len(rows), k=1)]


def _same_rank(value: float, old: FloatArray, new: FloatArray) -> float:
    """Return the cosine that as large a share of the new pairs reaches as reached `value` of the old."""
    # with every encoder equal texts have 1: beyond the nearest pair a threshold lies between that and 1
    before, after = (np.sort(np.concatenate(([-1.0], cosines, [1.0]))) for cosines in (old, new))
    # between two neighbours the rank is interpolated, so that an encoder linked to itself keeps its numbers
    rank = np.interp(value, before, np.arange(len(before)))
    return float(np.interp(rank, np.arange(len(after)), after))


def _spread(texts: Sequence[str], most: int) -> Sequence[str]:
    step = max(1, -(-len(texts) // most))
    return texts[::step]


def _shortened(texts: Sequence[str]) -> list[str]:
    shorter = []
    for text in _spread(texts, MAX_SENTENCES // 3):
        parts = [sentence.text for sentence in split_sentences(text)]
        kept = " ".join(parts[:-1]) if len(parts) > 1 else text[: len(text) * 4 // 5]
        shorter += [kept] if kept.strip() else []
    return shorter
