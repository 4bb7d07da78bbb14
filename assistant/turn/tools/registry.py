"""The tools by the names that profiles use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.protocols import Retriever
from assistant.turn.tools.calculator import CALCULATOR
from assistant.turn.tools.search import build_search
from assistant.turn.tools.tool import ToolSpec

Tools = Mapping[str, ToolSpec[Any]]


def build_tools(retriever: Retriever, *, count: int) -> Tools:
    """Return every tool.

    Args:
        retriever: The knowledge base.
        count: Passages that a search gives.
    """
    tools: tuple[ToolSpec[Any], ...] = (CALCULATOR, build_search(retriever, count=count))
    return {tool.name: tool for tool in tools}
