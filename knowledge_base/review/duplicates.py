"""Documents that say the same: passages of two documents whose text is nearly identical.

Neighbours by embedding are candidates; the text decides, by how many runs of characters one passage shares with the
other (containment of shingles: Broder 1997, https://doi.org/10.1109/SEQUEN.1997.666900).
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from knowledge_base.passages import DocumentId, Passage, PassageId
from knowledge_base.text.words import fold

FloatArray = npt.NDArray[np.float32]
SHINGLE_CHARACTERS = 6
MIN_CONTAINMENT = 0.9  # of the shorter passage's shingles; another number in a sentence costs more
MIN_CHARACTERS = 24  # a shorter passage is a heading or a greeting
MIN_SHARE = 0.1  # of the smaller document; below it is a common footer
NEIGHBOURS = 6
SEARCHED_AT_ONCE = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicatePassages:
    """Two passages with the same text."""

    left: PassageId
    right: PassageId
    containment: float  # 0 to 1, of the shorter one in the longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """Two documents that share text.

    Attributes:
        left: One document, that with the lower id.
        left_title: Its title.
        right: The other.
        right_title: Its title.
        share: Of the smaller document's characters, 0 to 1, that stand in the other as well.
        passages: The pairs of passages, in the order of the left document.
    """

    left: DocumentId
    left_title: str
    right: DocumentId
    right_title: str
    share: float
    passages: tuple[DuplicatePassages, ...]

    @property
    def key(self) -> str:
        """Return what stays the same for these two documents: 64 hexadecimal digits."""
        return sha256(f"duplicate\n{self.left}\n{self.right}".encode()).hexdigest()


def find_duplicates(
    passages: Sequence[Passage],
    embeddings: FloatArray,
    *,
    min_cosine: float,
    progress: Callable[[float], None] = lambda _: None,
    cancelled: threading.Event | None = None,
) -> tuple[Duplicate, ...] | None:
    """Find the documents that share text, those that share most of it first.

    Args:
        passages: Of all documents.
        embeddings: Theirs, unit length, shape `(n, dimension)`.
        min_cosine: Of two that may be copies, -1 to 1; titles and headings are in the embeddings and may differ.
        progress: Called with the share that is done, 0 to 1.
        cancelled: Set where the search shall stop.

    Returns:
        What was found; None where it was stopped.
    """
    import faiss

    if not passages:
        return ()
    index = faiss.IndexFlatIP(embeddings.shape[1])
    index.add(embeddings)
    pairs: dict[tuple[DocumentId, DocumentId], dict[tuple[int, int], float]] = defaultdict(dict)
    for start in range(0, len(passages), SEARCHED_AT_ONCE):
        if cancelled is not None and cancelled.is_set():
            return None
        scores, places = index.search(embeddings[start : start + SEARCHED_AT_ONCE], NEIGHBOURS)
        for offset, (row, found) in enumerate(zip(scores, places, strict=True)):
            near = [int(place) for place in found[(found >= 0) & (row >= min_cosine)]]
            _keep_duplicates(passages, start + offset, near, pairs)
        progress(min(1.0, (start + SEARCHED_AT_ONCE) / len(passages)))
    return _group(passages, pairs)


def _keep_duplicates(
    passages: Sequence[Passage],
    place: int,
    near: Sequence[int],
    pairs: dict[tuple[DocumentId, DocumentId], dict[tuple[int, int], float]],
) -> None:
    mine = passages[place]
    for other_place in near:
        other = passages[other_place]
        if other.document_id == mine.document_id:
            continue
        low, high = sorted((place, other_place), key=lambda i: (passages[i].document_id, i))
        document_pair = (passages[low].document_id, passages[high].document_id)
        if (low, high) not in pairs[document_pair]:
            pairs[document_pair][low, high] = measure_containment(mine.text, other.text)


def measure_containment(left: str, right: str) -> float:
    """Return the share, 0 to 1, of the shorter text's shingles that the longer one has; 0 for very short texts."""
    shorter, longer = sorted((_shingles(left), _shingles(right)), key=len)
    if len(shorter) < MIN_CHARACTERS - SHINGLE_CHARACTERS:
        return 0.0
    return len(shorter & longer) / len(shorter)


def _shingles(text: str) -> frozenset[str]:
    letters = "".join(character for character in fold(text) if character.isalnum())
    return frozenset(
        letters[i : i + SHINGLE_CHARACTERS] for i in range(len(letters) - SHINGLE_CHARACTERS + 1)
    )


def _group(
    passages: Sequence[Passage], pairs: dict[tuple[DocumentId, DocumentId], dict[tuple[int, int], float]]
) -> tuple[Duplicate, ...]:
    sizes: defaultdict[DocumentId, int] = defaultdict(int)
    titles: dict[DocumentId, str] = {}
    for passage in passages:
        sizes[passage.document_id] += len(passage.text)
        titles[passage.document_id] = passage.document_title
    found = []
    for (left, right), places in pairs.items():
        same = {pair: value for pair, value in places.items() if value >= MIN_CONTAINMENT}
        side = 0 if sizes[left] <= sizes[right] else 1
        copied = sum(len(passages[place].text) for place in {pair[side] for pair in same})
        share = copied / max(1, min(sizes[left], sizes[right]))
        if share >= MIN_SHARE:
            found.append(
                Duplicate(
                    left=left,
                    left_title=titles[left],
                    right=right,
                    right_title=titles[right],
                    share=share,
                    passages=tuple(
                        DuplicatePassages(
                            left=passages[low].id, right=passages[high].id, containment=same[low, high]
                        )
                        for low, high in sorted(same)
                    ),
                )
            )
    return tuple(sorted(found, key=lambda duplicate: (-duplicate.share, duplicate.left, duplicate.right)))
