"""The command `evaluate QUESTIONS.jsonl`: measures a search, compares settings, prints the report."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol, TextIO

from knowledge_base.config import KnowledgeConfig
from knowledge_base.errors import SettingError
from knowledge_base.evaluation.evaluation import Question
from knowledge_base.evaluation.evaluation_report import Report
from knowledge_base.evaluation.evaluation_run import Evaluation, Searched, read_questions, throwaway_knowledge
from knowledge_base.reading_copy import open_to_read
from knowledge_base.retrieval.retriever import RetrievalOptions, RetrieverKind

DESCRIPTION = """Ask labelled questions of the knowledge and report how often the passage that answers is among the
first ones, and how often questions without an answer are recognised. A line of QUESTIONS.jsonl is an object with
`question`, `language`, `document` (name) and `answer` (text of the passage that answers; null where there is none)."""
COMPARE_HELP = (
    "another setting to measure on the same questions, such as `reranker=off` or `retriever=dense`, `lexical` or "
    "`hybrid`; joined by commas; may be repeated"
)


class AddsCommands(Protocol):
    """What `ArgumentParser.add_subparsers` returns."""

    def add_parser(self, name: str, *, help: str, description: str) -> argparse.ArgumentParser:
        """Add a command."""


class MeasuredKnowledge(Searched, Protocol):
    """A knowledge base that an evaluation is run on."""

    @property
    def relevance_threshold(self) -> float:
        """Relevance from which a passage is used, 0 to 1."""

    def count_passages(self) -> int:
        """Return how many passages there are."""


def add_evaluate_command(commands: AddsCommands) -> argparse.ArgumentParser:
    """Add the command `evaluate` to a program's commands."""
    parser = commands.add_parser("evaluate", help="measure the search", description=DESCRIPTION)
    add_evaluate_arguments(parser)
    parser.set_defaults(command=run_evaluate)
    return parser


def add_evaluate_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `evaluate`."""
    parser.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl")
    parser.add_argument(
        "--documents",
        type=Path,
        action="append",
        default=[],
        metavar="FOLDER",
        help="measure on the documents of this folder instead of the knowledge; nothing of it is kept; may be repeated",
    )
    parser.add_argument("--split", help="only the questions whose field `split` has this value")
    parser.add_argument("--compare", action="append", default=[], metavar="SETTING=VALUE", help=COMPARE_HELP)
    parser.add_argument("--json", action="store_true", help="print JSON")


def run_evaluate(arguments: argparse.Namespace, config: KnowledgeConfig, output: TextIO) -> int:
    """Run the command; returns the exit status.

    Raises:
        QuestionFileError: The questions can't be read.
        SettingError: A folder is not there, or a setting to compare with is unknown.
        KnowledgeBaseError: The search failed.
    """
    questions = read_questions(arguments.questions, arguments.split)
    others = {text: parse_options(text) for text in arguments.compare}
    for folder in arguments.documents:
        if not folder.is_dir():
            msg = f"{folder} is not a folder"
            raise SettingError(msg, setting=str(folder))
    notes: list[str] = []
    if arguments.documents:
        with throwaway_knowledge(arguments.documents, config) as (knowledge, unused):
            notes.extend(f"{file.name} could not be used: {file.reason}" for file in unused)
            report = _measure(knowledge, questions, arguments, others, notes)
    else:
        with open_to_read(config) as kept:
            report = _measure(kept, questions, arguments, others, notes)
    values = json.dumps(report.to_values(), ensure_ascii=False, indent=2)
    output.write((values if arguments.json else report.to_markdown()) + "\n")
    return 0


def parse_options(text: str) -> RetrievalOptions:
    """Read settings such as `retriever=dense,reranker=off`.

    Raises:
        SettingError: One is unknown or has no such value.
    """
    retriever, reranker = RetrieverKind.HYBRID, True
    for part in text.split(","):
        name, _, value = part.strip().partition("=")
        if name == "retriever" and value in set(RetrieverKind):
            retriever = RetrieverKind(value)
        elif name == "reranker" and value in {"on", "off"}:
            reranker = value == "on"
        else:
            msg = f"{part!r} is no setting: reranker=on|off, retriever=dense|lexical|hybrid"
            raise SettingError(msg, setting=part)
    return RetrievalOptions(retriever=retriever, reranker=reranker)


def _measure(
    knowledge: MeasuredKnowledge,
    questions: Sequence[Question],
    arguments: argparse.Namespace,
    others: Mapping[str, RetrievalOptions],
    notes: Sequence[str],
) -> Report:
    evaluation = Evaluation(knowledge, questions)
    known = {document.name for document in knowledge.documents()}
    named = Counter(question.document for question in questions if question.document)
    missing = [
        f"there is no document {name!r}, which {count} of the questions name"
        for name, count in sorted(named.items())
        if name not in known
    ]
    unlabelled = [f"no passage holds the answer of “{question.text}”" for question in evaluation.unlabelled]
    split = f", split {arguments.split}" if arguments.split else ""
    return Report(
        title=f"{arguments.questions.name}{split}",
        outcomes=evaluation.run(RetrievalOptions()),
        threshold=knowledge.relevance_threshold,
        passage_count=knowledge.count_passages(),
        notes=(*notes, *missing, *unlabelled),
        others={name: evaluation.run(options) for name, options in others.items()},
    )
