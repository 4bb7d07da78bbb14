"""Charts and diagrams of what the documents hold: drawn first, then said in words from the figure itself.

So picture and words can't differ, and a question to draw is not answered with "I can't draw". A table's column is read
without the model; else the model writes a specification, and what the passages do not hold is not drawn.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field

from assistant.figures.chart_evidence import SupportedChart, keep_supported_chart
from assistant.figures.figure_request import WantedFigure, without_drawing
from assistant.figures.figure_writing import write_specification
from assistant.figures.table_charts import read_table_chart
from assistant.protocols import ChatModel
from knowledge_base.passages import Passage
from knowledge_base.text.languages import Language, is_chinese
from knowledge_base.text.terms import extract_query_terms
from knowledge_base.text.words import stem
from model.chat.messages import ChatMessage, TextDelta
from model.errors import FigureError
from model.figures.checked_json import Checked, Label, Number, read_checked, schema_of, shorten
from model.figures.contradictions import check_meaning
from model.figures.specification import Chart, ChartKind, Diagram, Edge, Figure, Node, Series

logger = logging.getLogger(__name__)

MIN_STEPS = 2
MAX_STEPS = 10
MIN_NUMBERS = 2
MAX_NUMBERS = 12
MIN_STEP_FOUND = 0.6  # of a step's words


# A list of steps or numbers: a small model writes arrows between nodes and several series badly, and slowly.
@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenSteps(Checked):
    """What a model writes of a diagram."""

    steps: Annotated[tuple[Label, ...], Field(min_length=MIN_STEPS, max_length=MAX_STEPS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenNumber(Checked):
    """A thing and its number."""

    name: Label
    value: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenNumbers(Checked):
    """What a model writes of a chart."""

    kind: Literal[ChartKind.BAR, ChartKind.LINE, ChartKind.PIE]
    title: Label
    unit: Label
    numbers: Annotated[tuple[WrittenNumber, ...], Field(min_length=MIN_NUMBERS, max_length=MAX_NUMBERS)]


_WRITTEN: Mapping[WantedFigure, type[WrittenSteps | WrittenNumbers]] = {
    WantedFigure.DIAGRAM: WrittenSteps,
    WantedFigure.CHART: WrittenNumbers,
}
# a step that means nothing without the one before it
_LEANS_BACK = re.compile(
    r"if (?:it|so|not|yes|no|they|you do)\b|otherwise|else\b|否则|如果(?:是|不|没|它)|若", re.IGNORECASE
)
_VAGUE = frozenset(
    stem(word) for word in ("something", "anything", "thing", "way", "work", "step", "show", "步骤", "流程")
)
_INSTRUCTION: dict[Language, dict[WantedFigure, str]] = {
    "en": {
        WantedFigure.CHART: "Write the numbers of a chart that answers this as JSON: what the passages say, each "
        "number with the name of its thing, all in one unit, such as “euros” or “days”.",
        WantedFigure.DIAGRAM: "Write the steps that answer this as JSON: only what the passages say, in their order "
        "and their words, two to eight words a step.",
    },
    "zh": {
        WantedFigure.CHART: "请把回答这个问题的图表的数字写成 JSON：只照抄资料里的名称和数字，每个数字写上所属的对象，"
        "单位统一，例如“欧元”或“天”。",
        WantedFigure.DIAGRAM: "请把回答这个问题的步骤写成 JSON：只写资料里有的内容，"
        "按资料的顺序和用词，每步不超过十五个字。",
    },
}
_LEAD: dict[Language, dict[WantedFigure, str]] = {
    "en": {
        WantedFigure.CHART: "Here is the chart, with its numbers:",
        WantedFigure.DIAGRAM: "Here are the steps:",
    },
    "zh": {WantedFigure.CHART: "图表在下面，数字如下：", WantedFigure.DIAGRAM: "步骤如下："},
}
_WORDS_ONLY: dict[Language, str] = {
    "en": "No picture is possible: say in words what it would have shown.",
    "zh": "无法画图：请用文字说明图里应有的内容。",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentedFigure:
    """A figure of what passages hold, and the same in words."""

    figure: Figure
    words: str


def is_documented(kind: WantedFigure) -> bool:
    """Tell whether a figure shows what the documents hold."""
    return kind in _WRITTEN


def instruct(kind: WantedFigure, language: Language) -> str:
    """Return what stands behind the question, so that the model writes a specification."""
    return _INSTRUCTION[language][kind]


def words_only(language: Language) -> str:
    """Return what the model is told where nothing could be drawn."""
    return _WORDS_ONLY[language]


def make_documented_figure(
    kind: WantedFigure,
    messages: Sequence[ChatMessage],
    passages: Sequence[Passage],
    *,
    question: str,
    language: Language,
    chat_model: ChatModel,
    conversation_key: str,
) -> Generator[TextDelta, None, DocumentedFigure | None]:
    """Make a chart or diagram of passages; closing the generator cancels.

    Args:
        kind: What is to be seen.
        messages: A prompt of the passages, the question and `instruct`.
        passages: What the figure may show.
        question: Understandable alone.
        language: Of the question.
        chat_model: Writes the specification where no table holds the numbers.
        conversation_key: Whose kept prefix is used.

    Yields:
        Empty deltas while the model writes.

    Returns:
        None where nothing that would be true could be drawn.
    """
    if kind is WantedFigure.CHART:
        read = read_table_chart(question, passages, language)
        if read is not None:
            return _of_chart(read, language)
    written = yield from write_specification(
        chat_model, schema_of(_WRITTEN[kind]), messages, conversation_key=conversation_key
    )
    sources = tuple(passage.text for passage in passages)
    try:
        specification = read_checked(_WRITTEN[kind], json.loads(written))
        if isinstance(specification, WrittenNumbers):
            return _of_numbers(specification, (question, *sources), language)
        return _of_steps(specification.steps, passages, language) if _is_about(question, passages) else None
    except (ValueError, RecursionError, FigureError) as exc:
        logger.info("no figure: %s", type(exc).__name__)
        return None


def _of_numbers(
    written: WrittenNumbers, sources: Sequence[str], language: Language
) -> DocumentedFigure | None:
    """Make a chart of the numbers that stand in the sources."""
    numbers = {number.name: number.value for number in written.numbers}
    if len(numbers) < MIN_NUMBERS:
        return None
    chart = Chart(
        title=written.title,
        kind=written.kind,
        categories=tuple(numbers),
        series=(Series(name="", values=tuple(numbers.values())),),
        x_label="",
        y_label=written.unit,
    )
    check_meaning(chart)
    supported = keep_supported_chart(chart, sources, language)
    return _of_chart(supported, language) if supported else None


def _of_chart(supported: SupportedChart, language: Language) -> DocumentedFigure:
    lead = _LEAD[language][WantedFigure.CHART]
    facts = "\n".join(f"- {fact}" for fact in supported.facts)
    return DocumentedFigure(figure=supported.chart, words=f"{lead}\n\n{facts}")


def _is_about(question: str, passages: Sequence[Passage]) -> bool:
    """Tell whether passages hold more than half of what is asked: how to set up is no answer to how to reset."""
    held = "\n".join(
        f"{passage.document_title} {passage.heading_path} {passage.text}" for passage in passages
    )
    if is_chinese(question) != is_chinese(held):
        return True  # no words in common to judge by
    asked = extract_query_terms(without_drawing(question)) - _VAGUE
    whole = {word for word in asked if not any(word != other and word in other for other in asked)}
    return not whole or len(whole & extract_query_terms(held)) > len(whole) / 2


def _of_steps(
    written: Sequence[str], passages: Sequence[Passage], language: Language
) -> DocumentedFigure | None:
    """Make a diagram of the steps that stand in passages, under the heading of the one that holds most of them."""
    known = extract_query_terms("\n".join(passage.text for passage in passages))
    steps: list[str] = []
    is_behind_gap = False
    for step in dict.fromkeys(written):
        is_found = _share_of(step, known) >= MIN_STEP_FOUND
        is_behind_gap = not is_found or (is_behind_gap and bool(_LEANS_BACK.match(step)))
        if not is_behind_gap:
            steps.append(step)
    if len(steps) < MIN_STEPS:
        return None
    nodes = tuple(
        Node(id=str(number), text=step, is_decision=False) for number, step in enumerate(steps, start=1)
    )
    edges = tuple(Edge(start=a.id, end=b.id, text="") for a, b in pairwise(nodes))
    said_words = extract_query_terms("\n".join(steps))
    source = max(passages, key=lambda passage: len(said_words & extract_query_terms(passage.text)))
    title = (source.heading_path or (source.document_title,))[-1]
    figure = Diagram(title=shorten(title), nodes=nodes, edges=edges)
    said = "\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1))
    return DocumentedFigure(figure=figure, words=f"{_LEAD[language][WantedFigure.DIAGRAM]}\n\n{said}")


def _share_of(step: str, known: frozenset[str]) -> float:
    words = extract_query_terms(step)
    return len(words & known) / len(words) if words else 0.0
