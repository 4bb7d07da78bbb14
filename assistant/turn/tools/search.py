"""The tool that looks into the knowledge: only where the assistant may."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from assistant.protocols import Retriever
from assistant.turn.active_turn import ActiveTurn
from assistant.turn.prompts.context_formatting import format_context
from assistant.turn.tools.tool import ToolError, ToolOutcome, ToolSpec
from knowledge_base.errors import KnowledgeBaseError

NOTHING = "Nothing was found."


class Search(BaseModel):
    """What is looked for."""

    model_config = ConfigDict(extra="forbid")

    query: str = Field(min_length=1, max_length=400, description="A question that can be understood alone")


def build_search(retriever: Retriever, *, count: int) -> ToolSpec[Search]:
    """Build the tool.

    Args:
        retriever: The knowledge base.
        count: Passages wanted.
    """

    def search(given: Search, turn: ActiveTurn) -> ToolOutcome:
        try:
            found = retriever.retrieve(given.query, k=count, scope=retriever.scope_of(turn.profile.key))
        except KnowledgeBaseError as exc:
            msg = "the search failed"
            raise ToolError(msg) from exc
        passages = tuple(scored.passage for scored in found.relevant)
        text = format_context(passages, given.query, turn.language)
        return ToolOutcome(text=text or NOTHING, passages=passages)

    return ToolSpec(
        name="search",
        description="Finds passages of the knowledge base. Use it where the passages at hand do not hold the answer.",
        parameters=Search,
        run=search,
    )
