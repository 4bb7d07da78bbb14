"""Answers that the program computes from what was found: sums, differences, the cheapest, whether a bound is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.computing.computing import compute_answer
from assistant.computing.documents.sheets import Sheet, read_sheet
from assistant.computing.intent import may_ask_to_compute
from assistant.computing.result import Computed
from assistant.grounding.citing import Quoted
from assistant.protocols import Retriever
from assistant.turn.active_turn import ActiveTurn
from assistant.turn.replies.quotation import Quotation
from assistant.turn.responders.responder import TurnEvents
from knowledge_base.errors import DocumentNotFoundError
from knowledge_base.passages import DocumentId, Passage, PassageId

MAX_DOCUMENTS = 3
MAX_PASSAGES = 80  # of a document that are read
BEFORE = 20  # of these before the first one that was found


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputedAnswer:
    """Computes; it rests on numbers of the documents alone, so it needs no further check.

    Attributes:
        retriever: The knowledge base, for the rest of a table of which some rows were found.
    """

    retriever: Retriever
    needs_passages: bool = True

    def respond(self, turn: ActiveTurn) -> TurnEvents | None:
        """Answer a question whose things, columns and numbers can all be told; anything else is left to others."""
        if turn.intent is not None or turn.evidence is None or not turn.passages:
            return None
        question = turn.standalone_question
        if not may_ask_to_compute(question, self.retriever):
            return None
        with turn.draft.notes.timed("computing"):
            sheets = read_sheets((*turn.evidence.passages, *turn.passages), self.retriever)
            computed = compute_answer(question, list(sheets), turn.language)
        return None if computed is None else _show(turn, computed)


def read_sheets(found: Iterable[Passage], retriever: Retriever) -> Iterator[Sheet]:
    """Yield the documents that something was found in, each as far as it is near.

    Args:
        found: Passages, the best first.
        retriever: The knowledge base.
    """
    first: dict[DocumentId, int] = {}
    for passage in found:
        if passage.document_id:
            place = first.setdefault(passage.document_id, passage.ordinal)
            first[passage.document_id] = min(place, passage.ordinal)
    for document_id, ordinal in list(first.items())[:MAX_DOCUMENTS]:
        offset = max(0, ordinal - BEFORE)
        try:
            passages = retriever.list_passages(document_id, offset=offset, limit=MAX_PASSAGES + 1)
        except DocumentNotFoundError:  # deleted since it was found
            continue
        if passages:
            is_cut_behind = len(passages) > MAX_PASSAGES
            yield read_sheet(passages[:MAX_PASSAGES], is_cut_before=offset > 0, is_cut_behind=is_cut_behind)


def _show(turn: ActiveTurn, computed: Computed) -> TurnEvents:
    lines: dict[PassageId, dict[str, None]] = {}
    passages = {cell.passage.id: cell.passage for cell in computed.cells}
    for cell in computed.cells:
        lines.setdefault(cell.passage.id, {})[cell.line] = None
    quoted = tuple(
        Quoted(offset=len(computed.text), passage=passages[key], quote="\n".join(those))
        for key, those in lines.items()
    )
    yield turn.draft.quote(Quotation(text=computed.text, quoted=quoted))
