"""Picture answers: the figure that a question asks for, drawn from its own words or from what the passages say.

A model writes a specification, never code; `model.figures` checks and draws it, and what the sources do not hold is not
drawn.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import uuid4

from assistant.conversation import Citation, FigureId, StoredFigure
from assistant.events import Stage, StageChanged
from assistant.figures.documented_figures import is_documented
from assistant.figures.figure_evidence import keep_supported
from assistant.figures.figure_request import WantedFigure, read_function_plot, wanted_figure
from assistant.figures.figure_writing import write_specification
from assistant.figures.product_figures import ProductFigures, Source, to_stored_figure
from assistant.figures.sketch_request import read_sketch
from assistant.grounding.evidence import open_citation
from assistant.protocols import ChatModel, EvidenceSource
from knowledge_base.passages import Passage
from knowledge_base.text.languages import Language
from model.chat.messages import ChatMessage, Role, TextDelta
from model.errors import FigureError, ModelError
from model.figures.figure_json import parse_figure, schema_of_figure, to_json
from model.figures.specification import Figure, FigureKind

logger = logging.getLogger(__name__)
MAX_PROMPT_CHARACTERS = 1000
NONE_DRAWN: Mapping[str, Any] = {"figure": "none"}  # said under a reply whose figure could not be drawn

_KINDS = {
    WantedFigure.FUNCTION: FigureKind.FUNCTION,
    WantedFigure.CHART: FigureKind.CHART,
    WantedFigure.DIAGRAM: FigureKind.DIAGRAM,
    WantedFigure.GEOMETRY: FigureKind.GEOMETRY,
}
_INSTRUCTION: dict[Language, str] = {
    "en": "Now write the {kind} that I asked for as JSON. Use only numbers, names and steps of the passages and of my "
    "question, each number with the thing that it belongs to.",
    "zh": "现在请把我要的{kind}写成 JSON。只用资料和问题里的数字、名称和步骤，每个数字对应它所属的对象。",
}
_NAMES: dict[Language, dict[FigureKind, str]] = {
    "en": {
        FigureKind.FUNCTION: "graph of the function",
        FigureKind.CHART: "chart",
        FigureKind.DIAGRAM: "flow diagram",
        FigureKind.GEOMETRY: "geometry sketch",
    },
    "zh": {
        FigureKind.FUNCTION: "函数图像",
        FigureKind.CHART: "图表",
        FigureKind.DIAGRAM: "流程图",
        FigureKind.GEOMETRY: "几何图形",
    },
}
_HINT: dict[Language, str] = {
    "en": "The picture is added below your answer by itself: answer in words and do not draw.",
    "zh": "图会自动附在回答下面：请用文字回答，不要画图。",
}

_SHOWN_HINT: dict[Language, str] = {
    "en": "The picture is added below your answer by itself: say in a sentence what the passages tell about it.",
    "zh": "图片会自动附在回答下面：请用一句话说明资料里对它的介绍。",
}


class PictureGenerator(Protocol):
    """Makes new pictures from words."""

    def generate(self, prompt: str) -> bytes:
        """Return a picture as a file; ModelError where none could be made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureIntent:
    """The figure that a question asks for.

    Attributes:
        kind: What is to be seen.
        figure: The figure where the question itself holds all that is needed.
        standalone_question: The question, understandable alone.
        assistant: Who is asked: its collections may be used.
    """

    kind: WantedFigure
    figure: Figure | None
    standalone_question: str
    assistant: str

    @property
    def is_self_contained(self) -> bool:
        """Whether it can be drawn without anything from the knowledge."""
        return self.figure is not None or self.kind is WantedFigure.GENERATED

    @property
    def is_documented(self) -> bool:
        """Whether it shows what the documents hold: see `assistant.figures.documented_figures`."""
        return is_documented(self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSources:
    """What a figure may be made of: the prompt that was answered, its passages, the question and the reply."""

    messages: Sequence[ChatMessage]
    passages: Sequence[Passage]
    question: str
    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureMaker:
    """Makes figures.

    Attributes:
        evidence: Tells whether a cited page can be shown.
        pictures: Makes new pictures; None where no such engine is configured.
        keep_picture: Checks and keeps a picture's bytes and returns their SHA-256.
        products: Finds the pictures of products; None where there are none.
    """

    chat_model: ChatModel
    evidence: EvidenceSource
    pictures: PictureGenerator | None
    keep_picture: Callable[[bytes], str]
    products: ProductFigures | None = None

    def read_intent(self, question: str, assistant: str) -> FigureIntent | None:
        """Tell what a question to an assistant asks to see; None where words are enough."""
        kind = wanted_figure(question)
        if kind is None or (kind is WantedFigure.GENERATED and self.pictures is None):
            return None
        figure: Figure | None = None
        if kind is WantedFigure.FUNCTION:
            figure = read_function_plot(question)
        elif kind is WantedFigure.GEOMETRY:
            figure = read_sketch(question)
        return FigureIntent(kind=kind, figure=figure, standalone_question=question, assistant=assistant)

    def hint(self, intent: FigureIntent | None, passages: Sequence[Passage], language: Language) -> str:
        """Return what the model is told, so that it does not say that it can't draw or show pictures."""
        if intent is None:
            return ""
        if intent.kind is not WantedFigure.LOOK:
            return _HINT[language]
        if self._find_products(intent, [Source.of_passage(passage) for passage in passages]):
            return _SHOWN_HINT[language]
        return _HINT[language] if any(passage.page is not None for passage in passages) else ""

    def make(
        self, intent: FigureIntent, sources: FigureSources, language: Language, *, conversation_key: str
    ) -> Generator[StageChanged | TextDelta, None, tuple[StoredFigure, ...]]:
        """Make the figure under a reply; closing the generator cancels.

        Yields:
            The stage, then empty deltas while the model writes.

        Returns:
            The figure; one of kind `none` where it could not be drawn or would not be true; nothing where it is found
            with the citations, see `find_cited`.
        """
        if intent.kind in {WantedFigure.PAGE, WantedFigure.LOOK}:
            return ()
        yield StageChanged(stage=Stage.DRAWING)
        if intent.kind is WantedFigure.GENERATED:
            return (self._generate(sources.question),)
        if intent.figure is not None:
            return (_stored(to_json(intent.figure)),)
        specification = yield from self._specify(_KINDS[intent.kind], sources, language, conversation_key)
        return (_stored(specification),)

    def _generate(self, words: str) -> StoredFigure:
        try:
            if self.pictures is None:
                return _stored(NONE_DRAWN)
            digest = self.keep_picture(self.pictures.generate(words))
        except ModelError:
            logger.exception("no picture was generated; the reply is kept without it")
            return _stored(NONE_DRAWN)
        return _stored({"figure": "generated", "prompt": words[:MAX_PROMPT_CHARACTERS]}, sha256=digest)

    def _specify(
        self, kind: FigureKind, sources: FigureSources, language: Language, conversation_key: str
    ) -> Generator[TextDelta, None, Mapping[str, Any]]:
        if not sources.messages:
            return NONE_DRAWN
        written = yield from self._write(kind, sources, language, conversation_key)
        try:
            figure = keep_supported(parse_figure(written), _source_texts(kind, sources), language)
        except FigureError as exc:
            logger.info("no figure: %s", type(exc).__name__)
            return NONE_DRAWN
        return to_json(figure) if figure else NONE_DRAWN

    def find_cited(
        self, intent: FigureIntent | None, citations: Sequence[Citation], passages: Sequence[Passage]
    ) -> tuple[StoredFigure, ...]:
        """Return what is to be seen of that which a reply cites.

        Args:
            intent: What was asked for.
            citations: Of the reply.
            passages: What it was written from: counts where it cites nothing, for a product that the question names.

        Returns:
            The pictures of the product, or else the first page that can be shown; nothing where neither was asked for.
        """
        if intent is None or intent.kind not in {WantedFigure.PAGE, WantedFigure.LOOK}:
            return ()
        if not citations:
            return self.find_named(intent, passages)
        found: tuple[StoredFigure, ...] = ()
        if intent.kind is WantedFigure.LOOK:
            found = self._find_products(intent, [Source.of_citation(citation) for citation in citations])
        return found or self._find_page(citations)

    def find_answer(
        self, intent: FigureIntent | None, passages: Sequence[Passage]
    ) -> tuple[StoredFigure, ...]:
        """Return the pictures of a product where they are the whole answer: words could only be made up."""
        if intent is None or intent.kind is not WantedFigure.LOOK or self.products is None:
            return ()
        sources = [Source.of_passage(passage) for passage in passages]
        return tuple(
            map(
                to_stored_figure,
                self.products.find_answer(sources, intent.standalone_question, intent.assistant),
            )
        )

    def find_named(
        self, intent: FigureIntent | None, passages: Sequence[Passage]
    ) -> tuple[StoredFigure, ...]:
        """Return the pictures of the product that a question names, where there are no words to answer it with."""
        if intent is None or intent.kind is not WantedFigure.LOOK:
            return ()
        sources = [Source.of_passage(passage) for passage in passages]
        return self._find_products(intent, sources, must_be_named=True)

    def _find_products(
        self, intent: FigureIntent, sources: Sequence[Source], *, must_be_named: bool = False
    ) -> tuple[StoredFigure, ...]:
        if self.products is None:
            return ()
        found = self.products.find(
            sources, intent.standalone_question, intent.assistant, must_be_named=must_be_named
        )
        return tuple(map(to_stored_figure, found))

    def _find_page(self, citations: Sequence[Citation]) -> tuple[StoredFigure, ...]:
        """Return the first cited page that can be shown."""
        for citation in citations:
            opened = open_citation(citation, self.evidence)
            if opened.evidence is not None and opened.evidence.has_page_image:
                return (_stored({"figure": "page", "citation": citation.id}),)
        return ()

    def _write(
        self, kind: FigureKind, sources: FigureSources, language: Language, conversation_key: str
    ) -> Generator[TextDelta, None, str]:
        """Let the model write on behind its reply, so that it need not read the passages again."""
        instruction = _INSTRUCTION[language].format(kind=_NAMES[language][kind])
        messages = (
            *sources.messages,
            ChatMessage.of_text(Role.ASSISTANT, sources.reply),
            ChatMessage.of_text(Role.USER, instruction),
        )
        return write_specification(
            self.chat_model, schema_of_figure(kind), messages, conversation_key=conversation_key
        )


def _source_texts(kind: FigureKind, sources: FigureSources) -> tuple[str, ...]:
    texts = (sources.question, *(passage.text for passage in sources.passages))
    return (*texts, sources.reply) if kind is FigureKind.DIAGRAM else texts


def to_stored(figure: Figure | None) -> StoredFigure:
    """Give a figure an id; without one, it says that nothing could be drawn."""
    return _stored(NONE_DRAWN if figure is None else to_json(figure))


def _stored(specification: Mapping[str, Any], *, sha256: str | None = None) -> StoredFigure:
    return StoredFigure(id=FigureId(uuid4().hex), specification=specification, sha256=sha256)
