"""Finds the numbers of an encoder: its relevance models are fitted on labelled questions, its thresholds are linked.

A folder of labels holds `questions.jsonl` with the splits `fit` and `dev2`, and their documents in `library/fit` and
`library/dev2`. The questions of the repository's own labels are about the samples, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from knowledge_base.config import KnowledgeConfig
from knowledge_base.encoding.calibration import EMBEDDED_ENCODER, CalibrationFiles, EncoderCalibration
from knowledge_base.encoding.relevance_models import LinearModel
from knowledge_base.errors import QuestionFileError, SettingError
from knowledge_base.evaluation.evaluation import Question
from knowledge_base.evaluation.evaluation_run import list_passages, read_questions, throwaway_knowledge
from knowledge_base.evaluation.labels_folder import LABELS
from knowledge_base.evaluation.relevance_fitting import (
    BY_COSINE,
    JUDGING,
    ORDERING,
    PLAIN_JUDGING,
    Labelled,
    fit_order,
    fit_probability,
    label_candidates,
)
from knowledge_base.evaluation.threshold_linking import LinkingTexts, choose_texts, link_thresholds
from knowledge_base.knowledge import SAMPLES, KnowledgeBase
from knowledge_base.passages import Passage
from knowledge_base.retrieval.relevance import BACKGROUND, language_of
from knowledge_base.retrieval.retriever import RetrievalOptions
from knowledge_base.store.store import render_searchable
from knowledge_base.text.sentences import split_sentences

ORDER_SPLITS = ("fit", "dev2")
JUDGING_SPLIT = "fit"  # has the most questions without an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evidence:
    """What was found for the questions of one split, with and without a closer look, and what was read."""

    looked_at: list[Labelled]
    plain: list[Labelled]
    texts: LinkingTexts


def calibrate(labels: Path, config: KnowledgeConfig) -> EncoderCalibration:
    """Find the numbers of the encoder of a configuration.

    Args:
        labels: The folder of labels.
        config: Names and loads the encoder.

    Raises:
        QuestionFileError: The labelled questions can't be read.
        SettingError: A folder of documents is not there.
        EmbeddingError: An encoder can't be loaded.
    """
    reference = CalibrationFiles().read(EMBEDDED_ENCODER)
    judging = _search(labels, (JUDGING_SPLIT,), config, reference)
    encoder = config.load_encoder(config.encoder)
    old = encoder if encoder.name == EMBEDDED_ENCODER else config.load_encoder(EMBEDDED_ENCODER)
    order: LinearModel | None = None
    if any(e.interaction for question in judging.looked_at for e in question.evidence):
        splits = _splits_with_questions(labels)
        ordering = judging if splits == (JUDGING_SPLIT,) else _search(labels, splits, config, reference)
        order = fit_order(ordering.looked_at, ORDERING)
    return replace(
        reference,
        encoder=encoder.name,
        order=order,
        relevance=fit_probability(judging.looked_at, order, JUDGING) if order else None,
        plain_relevance=fit_probability(judging.plain, BY_COSINE, PLAIN_JUDGING),
        **link_thresholds(judging.texts, reference, old, encoder),
    )


def _search(
    labels: Path, splits: Sequence[str], config: KnowledgeConfig, reference: EncoderCalibration
) -> _Evidence:
    """Ask the questions of some splits, in one knowledge base of all their documents."""
    questions = [q for split in splits for q in read_questions(labels / "questions.jsonl", split)]
    folders = [labels / "library" / split for split in splits]
    for folder in folders:
        if not folder.is_dir():
            msg = f"{folder} is not a folder"
            raise SettingError(msg, setting=str(folder))
    if labels == LABELS:
        folders.append(SAMPLES)
    # what is gathered does not depend on the models
    blank = replace(config, calibrations=_Provisional(reference=reference))
    with throwaway_knowledge(folders, blank) as (knowledge, _):
        return _Evidence(
            looked_at=label_candidates(knowledge, questions, RetrievalOptions()),
            plain=label_candidates(knowledge, questions, RetrievalOptions(reranker=False)),
            texts=_read_texts(knowledge, questions),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Provisional(CalibrationFiles):
    """Gives every encoder the same numbers, so that it can be searched with before its own are known."""

    reference: EncoderCalibration

    def read(self, encoder: str) -> EncoderCalibration:
        return replace(self.reference, encoder=encoder)


def _read_texts(knowledge: KnowledgeBase, questions: Sequence[Question]) -> LinkingTexts:
    passages = [p for document in knowledge.documents() for p in list_passages(knowledge, document.id)]
    sentences: dict[str, list[str]] = {language: [] for language in BACKGROUND}
    for text in (*(question.text for question in questions), *_sentences(passages)):
        sentences[language_of(text)].append(text)
    searchable = [render_searchable(p.document_title, p.heading_path, p.text) for p in passages]
    return choose_texts(sentences, searchable)


def _sentences(passages: Sequence[Passage]) -> list[str]:
    return [sentence.text for passage in passages for sentence in split_sentences(passage.text)]


def _splits_with_questions(labels: Path) -> tuple[str, ...]:
    found = []
    for split in ORDER_SPLITS:
        try:
            read_questions(labels / "questions.jsonl", split)
        except QuestionFileError:
            continue
        found.append(split)
    return tuple(found)
