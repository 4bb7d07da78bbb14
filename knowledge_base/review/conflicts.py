"""Contradictions between documents: two rules about the same thing with different values, or a yes and a no.

Rules meet by meaning (embeddings, through FAISS, so that a Chinese one meets its English counterpart), then words
decide whether they are about the same thing (`knowledge_base.review.subjects`) and values whether they disagree
(`knowledge_base.review.differences`). A wrong flag costs more than a missed one: who sees ten wrong ones stops looking.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

import numpy as np
import numpy.typing as npt

from knowledge_base.encoding.calibration import EncoderCalibration
from knowledge_base.encoding.encoders import Encoder
from knowledge_base.passages import DocumentId, Passage, PassageId
from knowledge_base.retrieval.relevance import BACKGROUND
from knowledge_base.review.differences import Difference, Kind, agree_on_values, find_difference
from knowledge_base.review.neighbours import Neighbour, RuleIndex
from knowledge_base.review.rules import Rule, read_rules
from knowledge_base.review.subjects import SubjectComparison
from knowledge_base.text.glossary import Glossary
from knowledge_base.text.languages import holds_chinese

FloatArray = npt.NDArray[np.float32]
MAX_RULES = 20_000  # 30 MB of embeddings; one processor embeds about 25 a second
EMBEDDED_AT_ONCE = 64
MIN_AGREEMENT_OF_DENIALS = 0.65  # there is no value that shows what both speak of
TIE = 0.05  # agreement; a rule nearly as alike that agrees outweighs one that differs


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One side of a conflict.

    Attributes:
        passage_id: Where it stands.
        document_id: In which document.
        document_title: Title of that document.
        sentence: As it is written.
        start: Place in `sentence` of what differs; 0 where the whole sentence does.
        end: Place after it; the sentence's length where the whole sentence differs.
    """

    passage_id: PassageId
    document_id: DocumentId
    document_title: str
    sentence: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two rules that can't both be right.

    Attributes:
        left: One rule; of the document with the lower id.
        right: The other.
        left_value: What differs, as the left one writes it; empty for a negation.
        right_value: The same of the right one.
        kind: `value` or `negation`.
        score: 0 to 1, how sure it is that both speak of the same thing; the surest come first.
    """

    left: Claim
    right: Claim
    left_value: str
    right_value: str
    kind: Kind
    score: float

    @property
    def key(self) -> str:
        """Return what stays the same as long as both sentences do: 64 hexadecimal digits."""
        sides = sorted(f"{claim.document_id}\n{claim.sentence}" for claim in (self.left, self.right))
        return sha256("\0".join(sides).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictReport:
    """What a scan found.

    Attributes:
        conflicts: The surest first.
        rule_count: Rules that were compared.
        is_complete: False where there were more than `MAX_RULES`.
    """

    conflicts: tuple[Conflict, ...]
    rule_count: int
    is_complete: bool


Progress = Callable[[float], None]


class ConflictSearch:
    """Finds the contradictions between documents; can be used again and again."""

    def __init__(self, encoder: Encoder, glossary: Glossary, calibration: EncoderCalibration) -> None:
        """Get ready.

        Args:
            encoder: Embeds rules.
            glossary: Translates words between the languages.
            calibration: The encoder's.
        """
        self._calibration = calibration
        self._encoder = encoder
        self._glossary = glossary
        # without the mean, any two sentences of this encoder have a cosine over 0.75, those of one language more
        self._means = {
            language: encoder.embed_queries(texts).mean(axis=0) for language, texts in BACKGROUND.items()
        }

    def find(
        self,
        passages: Iterable[Passage],
        *,
        progress: Progress = lambda _: None,
        cancelled: threading.Event | None = None,
    ) -> ConflictReport | None:
        """Compare the rules of all documents.

        Args:
            passages: Of all documents, those of one document together.
            progress: Called with the share that is done, 0 to 1.
            cancelled: Set where the search shall stop.

        Returns:
            What was found; None where it was stopped.
        """
        cancelled = cancelled or threading.Event()
        read = (s for passage in passages for s in read_rules(passage) if s.can_conflict)
        rules = list(islice(read, MAX_RULES))
        is_complete = next(read, None) is None
        embeddings = self._embed(rules, progress, cancelled)
        if embeddings is None:
            return None
        comparison = SubjectComparison(
            self._glossary, rules, subject_cosine_across=self._calibration.subject_cosine_across
        )
        index = RuleIndex(
            rules,
            embeddings,
            min_cosine=self._calibration.conflict_cosine,
            min_across=self._calibration.conflict_cosine_across,
        )
        finder = _Finder(rules, index, comparison)
        conflicts = finder.find(progress, cancelled)
        if conflicts is None:
            return None
        return ConflictReport(conflicts=conflicts, rule_count=len(rules), is_complete=is_complete)

    def _embed(
        self, rules: Sequence[Rule], progress: Progress, cancelled: threading.Event
    ) -> FloatArray | None:
        """Embed masked rules, less the mean of their language: shape `(n, dimension)`, unit length."""
        masked = [rule.masked() for rule in rules]
        places = {text: place for place, text in enumerate(dict.fromkeys(masked))}  # copies are embedded once
        texts = list(places)
        embeddings = np.empty((len(texts), self._encoder.dimension), dtype=np.float32)
        for start in range(0, len(texts), EMBEDDED_AT_ONCE):
            if cancelled.is_set():
                return None
            batch = texts[start : start + EMBEDDED_AT_ONCE]
            raw = self._encoder.embed_queries(batch)
            raw = raw - np.stack([self._means["zh" if holds_chinese(text) else "en"] for text in batch])
            embeddings[start : start + len(batch)] = raw / np.linalg.norm(raw, axis=1, keepdims=True)
            progress(0.8 * (start + len(batch)) / len(texts))
        return embeddings[[places[text] for text in masked]] if masked else embeddings


class _Finder:
    """Looks at the neighbours of each rule."""

    def __init__(self, rules: Sequence[Rule], index: RuleIndex, comparison: SubjectComparison) -> None:
        self._rules = rules
        self._index = index
        self._comparison = comparison

    def find(self, progress: Progress, cancelled: threading.Event) -> tuple[Conflict, ...] | None:
        found: dict[str, Conflict] = {}
        for done, (place, neighbours) in enumerate(self._index.neighbours(), start=1):
            if cancelled.is_set():
                return None
            for conflict in self._judge(self._rules[place], neighbours):
                found.setdefault(conflict.key, conflict)
            if done % 1000 == 0:
                progress(0.8 + 0.2 * done / len(self._rules))
        progress(1.0)
        return tuple(sorted(found.values(), key=lambda conflict: (-conflict.score, conflict.key)))

    def _judge(self, rule: Rule, neighbours: Sequence[Neighbour]) -> list[Conflict]:
        """Return the conflicts with the best counterpart of each other document."""
        best: dict[DocumentId, tuple[float, Rule]] = {}
        agreeing: dict[DocumentId, float] = {}
        for place, cosine in neighbours:
            other = self._rules[place]
            document_id = other.passage.document_id
            agreement = self._comparison.agreement(rule, other, cosine)
            if agreement > best.get(document_id, (0.0, None))[0]:
                best[document_id] = (agreement, other)
            if agreement and agree_on_values(rule, other):
                agreeing[document_id] = max(agreement, agreeing.get(document_id, 0.0))
        conflicts = []
        for document_id, (agreement, other) in best.items():
            difference = find_difference(rule, other)
            if difference is None or agreement <= agreeing.get(document_id, 0.0) + TIE:
                continue
            if difference.kind == "value" or agreement >= MIN_AGREEMENT_OF_DENIALS:
                conflicts.append(_build(rule, other, difference, agreement))
        return conflicts


def _build(left: Rule, right: Rule, difference: Difference, score: float) -> Conflict:
    sides = [(left, difference.left), (right, difference.right)]
    sides.sort(key=lambda side: (side[0].passage.document_id, side[0].passage.id))
    claims = [
        Claim(
            passage_id=rule.passage.id,
            document_id=rule.passage.document_id,
            document_title=rule.passage.document_title,
            sentence=rule.text,
            start=quantity.start if quantity else 0,
            end=quantity.end if quantity else len(rule.text),
        )
        for rule, quantity in sides
    ]
    values = [quantity.text if quantity else "" for _, quantity in sides]
    return Conflict(
        left=claims[0],
        right=claims[1],
        left_value=values[0],
        right_value=values[1],
        kind=difference.kind,
        score=score,
    )
