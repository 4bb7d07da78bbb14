"""Charts and diagrams of what the documents hold: drawn first, then said in words from the figure itself.

So picture and words can't differ, and a question to draw is not answered with "I can't draw". A table's column is read
without the model; else the model writes a specification, and what the passages do not hold is not drawn.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.chart_evidence import SupportedChart, keep_supported_chart, with_one_series
from assistant.conversation import Language
from assistant.figure_evidence import keep_supported
from assistant.figure_request import WantedFigure
from assistant.figure_writing import write_specification
from assistant.protocols import ChatModel
from assistant.table_charts import read_table_chart
from knowledge_base.passages import Passage
from model.errors import FigureError
from model.figures.specification import Chart, Diagram, Figure, FigureKind, parse_figure
from model.messages import ChatMessage, TextDelta

logger = logging.getLogger(__name__)

_KINDS = {WantedFigure.CHART: FigureKind.CHART, WantedFigure.DIAGRAM: FigureKind.DIAGRAM}
_INSTRUCTION: dict[Language, dict[FigureKind, str]] = {
    "en": {
        FigureKind.CHART: "Write a chart that answers this as JSON. Copy names and numbers from the passages only, "
        "each number with the thing that it belongs to, and the unit in y_label, such as “euros” or “days”.",
        FigureKind.DIAGRAM: "Write a flow diagram that answers this as JSON: the steps in the order and the words of "
        "the passages, each step in two to eight words, and an arrow from each step to the next.",
    },
    "zh": {
        FigureKind.CHART: "请把回答这个问题的图表写成 JSON。名称和数字只从资料里照抄，每个数字对应它所属的对象，"
        "单位写在 y_label 里，例如“欧元”或“天”。",
        FigureKind.DIAGRAM: "请把回答这个问题的流程图写成 JSON：按资料里的顺序和用词列出步骤，每步不超过十五个字，"
        "并用箭头把每一步连到下一步。",
    },
}
_LEAD: dict[Language, dict[FigureKind, str]] = {
    "en": {
        FigureKind.CHART: "Here is the chart, with its numbers:",
        FigureKind.DIAGRAM: "Here are the steps:",
    },
    "zh": {FigureKind.CHART: "图表在下面，数字如下：", FigureKind.DIAGRAM: "步骤如下："},
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
    return kind in _KINDS


def instruct(kind: WantedFigure, language: Language) -> str:
    """Return what stands behind the question, so that the model writes a specification."""
    return _INSTRUCTION[language][_KINDS[kind]]


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
        chat_model, _KINDS[kind], messages, conversation_key=conversation_key
    )
    sources = (question, *(passage.text for passage in passages))
    try:
        return _check(parse_figure(_repair(written)), sources, language)
    except FigureError as exc:
        logger.info("no figure: %s", type(exc).__name__)
        return None


def _check(figure: Figure, sources: Sequence[str], language: Language) -> DocumentedFigure | None:
    match figure:
        case Chart():
            supported = keep_supported_chart(figure, sources, language)
            return _of_chart(supported, language) if supported else None
        case Diagram() if keep_supported(figure, sources) is not None:
            return DocumentedFigure(figure=figure, words=_say_steps(figure, language))
    return None


def _of_chart(supported: SupportedChart, language: Language) -> DocumentedFigure:
    lead = _LEAD[language][FigureKind.CHART]
    facts = "\n".join(f"- {fact}" for fact in supported.facts)
    return DocumentedFigure(figure=supported.chart, words=f"{lead}\n\n{facts}")


def _say_steps(diagram: Diagram, language: Language) -> str:
    """Say the steps in their order; a branch says where it leads."""
    names = {node.id: node.text for node in diagram.nodes}
    steps = []
    for number, node in enumerate(diagram.nodes, start=1):
        branches = (f"{e.text}: {names[e.end]}" for e in diagram.edges if e.start == node.id and e.text)
        said = "; ".join(branches)
        steps.append(f"{number}. {node.text}" + (f" ({said})" if said else ""))
    return f"{_LEAD[language][FigureKind.DIAGRAM]}\n\n" + "\n".join(steps)


def _repair(written: str) -> str | dict[str, Any]:
    try:
        fields = json.loads(written)
    except ValueError:
        return written
    return with_one_series(fields) if isinstance(fields, dict) else written
