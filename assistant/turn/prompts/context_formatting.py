"""Passages as the model reads them: of a table only the rows that are asked about, and 0 said in words.

A model of this size mixes up neighbouring rows, so it is not shown rows of another code or product than the question
names. Citations go on to show the whole passage.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.turn.injection import without_orders
from knowledge_base.passages import Passage
from knowledge_base.text.languages import Language
from knowledge_base.text.negation import is_zero
from knowledge_base.text.statements import Statement, find_asked_rows, parse_row, split_statements

_NONE: dict[Language, str] = {"en": "0 (none)", "zh": "0（没有）"}


def format_context(passages: Sequence[Passage], question: str, language: Language) -> str:
    """Write passages for the prompt, each under its title and headings.

    Args:
        passages: What was found, best first.
        question: What is asked, understandable alone.
        language: Of the prompt.
    """
    statements = [s for passage in passages for s in split_statements(passage)]
    hidden = _find_hidden_rows(question, statements)
    shown = (_show(passage, hidden, language) for passage in passages)
    return "\n\n".join(text for text in shown if text)


def _find_hidden_rows(question: str, statements: Sequence[Statement]) -> frozenset[str]:
    """Return the rows beside those that are asked about, in the same tables."""
    asked = find_asked_rows(question, statements)
    tables = {row.table for row in asked}
    wanted = {row.text for row in asked}
    return frozenset(s.text for s in statements if s.is_row and s.table in tables and s.text not in wanted)


def _show(passage: Passage, hidden: frozenset[str], language: Language) -> str:
    headings = (passage.document_title, *passage.heading_path)
    where = " › ".join(heading for heading in headings if heading not in passage.withheld)
    lines = without_orders(passage.text, passage.withheld).splitlines()
    kept = [line for line in lines if line.strip(" -*+•") not in hidden]
    if passage.text and not any(line.strip() for line in kept):
        return ""
    text = "\n".join(_say_zeros(line, language) for line in kept)
    return f"{where}\n{text}"


def _say_zeros(line: str, language: Language) -> str:
    cells = parse_row(line)
    if not any(is_zero(value) for _, value in cells):
        return line
    said = ((name, _NONE[language] if is_zero(value) else value) for name, value in cells)
    return "; ".join(f"{name}: {value}" if name else value for name, value in said)
