"""Labelled questions → excerpts with their features, and whether each answers.

Each question that is answered is asked twice: with all passages, and without those that hold its answer, so that what
is left is a near miss.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.grounding.selection.asked import read_asked
from assistant.grounding.selection.excerpts import Excerpt, split_excerpts
from assistant.grounding.selection.features import Features, PieceComparer, gather_features
from assistant.grounding.selection.selector import READ_PASSAGES
from knowledge_base.passages import Retrieval, ScoredPassage

_JOINT = re.compile(r"\s*…\s*")
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")
LEAST_SHARE = 0.75  # of an answer's words that an excerpt must hold to be one


class Searched(PieceComparer, Protocol):
    """A knowledge base that is asked."""

    def retrieve(self, query: str, *, k: int) -> Retrieval:
        """Find passages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledQuestion:
    """A question with the words of its documents that answer it; none where they don't.

    Attributes:
        group: Its document: examples of one group are never on both sides of a split.
    """

    text: str
    answers: tuple[str, ...]
    group: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question with the excerpts that were found for it.

    Attributes:
        is_ablated: Whether the passages that answer were taken away.
        labels: Whether each excerpt answers.
    """

    question: LabelledQuestion
    is_ablated: bool
    excerpts: tuple[Excerpt, ...]
    features: tuple[Features, ...]
    labels: tuple[bool, ...]


def read_labelled(folder: Path) -> Iterator[LabelledQuestion]:
    """Yield the questions of a folder that can be understood alone; see `tests/data/answers/README.md`."""
    for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        fields = json.loads(line)
        if not fields["history"]:
            answers = _JOINT.split(fields["evidence"]) if fields["answerable"] else []
            yield LabelledQuestion(
                text=fields["question"],
                answers=tuple(answers),
                group=fields["documents"][0],
                kind=fields["kind"],
            )


def make_examples(knowledge: Searched, question: LabelledQuestion) -> Iterator[Example]:
    """Ask a question, and ask it again without the passages that answer."""
    found = knowledge.retrieve(question.text, k=READ_PASSAGES).candidates
    yield _make(knowledge, question, found[:READ_PASSAGES], is_ablated=False)
    if question.answers:
        others = [s for s in found if not _answers(question, s.passage.text)]
        yield _make(knowledge, question, others[:READ_PASSAGES], is_ablated=True)


def _make(
    knowledge: Searched, question: LabelledQuestion, found: Sequence[ScoredPassage], *, is_ablated: bool
) -> Example:
    excerpts = [excerpt for scored in found for excerpt in split_excerpts(scored.passage)]
    relevances = {int(scored.passage.id): scored.relevance for scored in found}
    features = gather_features(question.text, read_asked(question.text), excerpts, relevances, knowledge)
    labels = tuple(not is_ablated and _answers(question, excerpt.text) for excerpt in excerpts)
    return Example(
        question=question,
        is_ablated=is_ablated,
        excerpts=tuple(excerpts),
        features=tuple(features),
        labels=labels,
    )


def _answers(question: LabelledQuestion, text: str) -> bool:
    held = frozenset(_WORD.findall(text.lower()))
    return any(_share(answer, held) >= LEAST_SHARE for answer in question.answers)


def _share(answer: str, held: frozenset[str]) -> float:
    words = frozenset(_WORD.findall(answer.lower()))
    return len(words & held) / max(1, len(words))
