"""Asks labelled questions of a knowledge base and keeps what came back.

The ranking that is measured is the order of the candidates after reranking, near-duplicates left out and neighbours of
one section joined as they are for a reply, before the relevance threshold cuts it: a threshold must not hide a bad
order, nor an order a bad threshold.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from knowledge_base.config import KnowledgeConfig
from knowledge_base.errors import DocumentError, QuestionFileError
from knowledge_base.evaluation.evaluation import FoundPassage, Outcome, Question
from knowledge_base.knowledge import KnowledgeBase
from knowledge_base.passages import DocumentId, DocumentSummary, Passage, Retrieval
from knowledge_base.retrieval.merging import merge_neighbours
from knowledge_base.retrieval.retriever import RetrievalOptions
from knowledge_base.text.sentences import split_sentences
from knowledge_base.text.words import fold

PAGE = 500
GIVEN_PASSAGES = 4  # what a reply is written from
LEAST_SHARE = 0.5  # of an answer's characters that a passage must hold to count as right


class Searched(Protocol):
    """The knowledge base as an evaluation needs it."""

    def retrieve(self, query: str, *, k: int, options: RetrievalOptions) -> Retrieval:
        """Find the `k` passages that answer a question best."""

    def documents(self) -> Sequence[DocumentSummary]:
        """List the documents."""

    def list_passages(self, document_id: DocumentId, *, offset: int, limit: int) -> Sequence[Passage]:
        """Return a document's passages in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusedFile:
    """A file of a folder that could not become a document."""

    name: str
    reason: str


class Evaluation:
    """Labelled questions over one state of a knowledge base; different options can be measured one after another."""

    def __init__(self, knowledge: Searched, questions: Sequence[Question]) -> None:
        """Look up which passages answer which question.

        Args:
            knowledge: Its documents are all indexed.
            questions: What will be asked.
        """
        self._knowledge = knowledge
        self._questions = tuple(questions)
        self._names = {document.id: document.name for document in knowledge.documents()}
        self._right_counts = [0] * len(self._questions)
        judges = [RightPassage(question) for question in self._questions]
        for document_id, name in self._names.items():
            for passage in list_passages(knowledge, document_id):
                for number, judge in enumerate(judges):
                    self._right_counts[number] += judge.holds(name, passage.text)
        self._judges = judges

    @property
    def unlabelled(self) -> tuple[Question, ...]:
        """Questions with an answer that no passage holds: a wrong label, or text that was lost on reading."""
        return tuple(
            question
            for question, count in zip(self._questions, self._right_counts, strict=True)
            if question.is_answerable and not count
        )

    def run(self, options: RetrievalOptions) -> tuple[Outcome, ...]:
        """Ask every question once."""
        if self._questions:  # the first search of a process loads what the others find loaded
            self._knowledge.retrieve(self._questions[0].text, k=GIVEN_PASSAGES, options=options)
        return tuple(self._ask(number, options) for number in range(len(self._questions)))

    def _ask(self, number: int, options: RetrievalOptions) -> Outcome:
        question, judge = self._questions[number], self._judges[number]
        started = time.perf_counter()
        retrieval = self._knowledge.retrieve(question.text, k=GIVEN_PASSAGES, options=options)
        seconds = time.perf_counter() - started
        found = []
        for scored in retrieval.candidates:
            name = self._names.get(scored.passage.document_id, "")
            found.append(
                FoundPassage(
                    document=name,
                    text=scored.passage.text,
                    is_right=judge.holds(name, scored.passage.text),
                    relevance=scored.relevance,
                )
            )
        results = (result.passage for result in merge_neighbours(retrieval.candidates))
        right = (
            rank
            for rank, passage in enumerate(results, start=1)
            if judge.holds(self._names.get(passage.document_id, ""), passage.text)
        )
        return Outcome(
            question=question,
            found=tuple(found),
            right_count=self._right_counts[number],
            rank=next(right, None),
            is_refused=not retrieval.relevant,
            is_given=any(
                judge.holds(self._names.get(s.passage.document_id, ""), s.passage.text)
                for s in retrieval.relevant
            ),
            seconds=seconds,
        )


def read_questions(path: Path, split: str | None = None) -> tuple[Question, ...]:
    """Read labelled questions, one JSON object a line: question, language, document, answer (`|` between several).

    Args:
        path: The file.
        split: Only the lines whose field `split` is this; None for all.

    Raises:
        QuestionFileError: It can't be read, a line is not such an object, or none is left.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as exc:
        msg = f"{path.name!r} can't be read: {exc}"
        raise QuestionFileError(msg, line=0) from exc
    questions = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            is_wanted, question = _parse_line(line, number, split)
            if is_wanted:
                questions.append(question)
    if not questions:
        msg = f"{path.name!r} holds no question" + (f" of the split {split!r}" if split else "")
        raise QuestionFileError(msg, line=0)
    return tuple(questions)


@contextmanager
def throwaway_knowledge(
    folders: Sequence[Path], config: KnowledgeConfig
) -> Iterator[tuple[KnowledgeBase, tuple[UnusedFile, ...]]]:
    """Index the documents of some folders in a temporary one that is deleted afterwards.

    Args:
        folders: Where the documents lie.
        config: How they are read, embedded and searched.

    Yields:
        The knowledge base, ready, and the files that could not be used.
    """
    with TemporaryDirectory(prefix="docent-evaluation-") as temporary:
        own = replace(
            config,
            database_url=f"sqlite:///{Path(temporary) / 'knowledge.sqlite3'}",
            index_folder=Path(temporary) / "index",
        )
        knowledge = KnowledgeBase(own)
        try:
            knowledge.start()
            unused = [*_add_folders(knowledge, folders)]
            knowledge.wait_until_idle()
            unused.extend(
                UnusedFile(name=document.name, reason=document.error_message)
                for document in knowledge.documents()
                if document.error_message
            )
            yield knowledge, tuple(unused)
        finally:
            knowledge.close()


class RightPassage:
    """Tells whether a passage answers a question.

    A passage counts that holds one of the answers, or, where an answer is longer than a passage, half of it.
    """

    def __init__(self, question: Question) -> None:
        self._document = question.document
        self._answers = [
            [_plain(sentence.text) for sentence in split_sentences(answer)] or [_plain(answer)]
            for answer in question.answers
        ]

    def holds(self, document: str, text: str) -> bool:
        """Tell whether a passage with this text, of the document with this name, answers."""
        if self._document is not None and document != self._document:
            return False
        plain = _plain(text)
        return any(_held_share(sentences, plain) >= LEAST_SHARE for sentences in self._answers)


def _held_share(sentences: Sequence[str], plain: str) -> float:
    held = sum(len(sentence) for sentence in sentences if sentence in plain)
    return held / (sum(map(len, sentences)) or 1)


def _plain(text: str) -> str:
    return "".join(fold(text).split())


def list_passages(knowledge: Searched, document_id: DocumentId) -> Iterator[Passage]:
    """Yield all passages of a document in order."""
    offset = 0
    while passages := knowledge.list_passages(document_id, offset=offset, limit=PAGE):
        yield from passages
        offset += len(passages)


def _add_folders(knowledge: KnowledgeBase, folders: Sequence[Path]) -> Iterator[UnusedFile]:
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            try:
                knowledge.add_document(path.name, path.read_bytes())
            except (DocumentError, OSError) as exc:
                yield UnusedFile(name=path.name, reason=str(exc))


def _parse_line(line: str, number: int, split: str | None) -> tuple[bool, Question]:
    fields = _parse_object(line, number)
    text = fields.get("question")
    if not isinstance(text, str) or not text.strip():
        msg = f"line {number} has no question"
        raise QuestionFileError(msg, line=number)
    document, answer, language = fields.get("document"), fields.get("answer"), fields.get("language", "")
    if not (
        isinstance(document, str | None) and isinstance(answer, str | None) and isinstance(language, str)
    ):
        msg = f"line {number}: document, answer and language are text or null"
        raise QuestionFileError(msg, line=number)
    answers = tuple(part.strip() for part in (answer or "").split("|") if part.strip())
    question = Question(text=text, language=language or "?", document=document, answers=answers)
    return split is None or fields.get("split") == split, question


def _parse_object(line: str, number: int) -> dict[str, Any]:
    try:
        fields = json.loads(line)
    except json.JSONDecodeError as exc:
        msg = f"line {number} is not JSON: {exc}"
        raise QuestionFileError(msg, line=number) from exc
    if not isinstance(fields, dict):
        msg = f"line {number} is not an object"
        raise QuestionFileError(msg, line=number)
    return fields
