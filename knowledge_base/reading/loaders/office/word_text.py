"""The text of a Word paragraph or cell as a reader sees it: signs, equations, boxes that are ticked, no readings above.

What a text box holds, what was deleted, and what is hidden is no part of it.
"""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import qn

from knowledge_base.reading.loaders.office.equations import MATH, read_equation
from knowledge_base.reading.visibility.left_out import LeftOut, Unseen
from knowledge_base.reading.visibility.symbol_fonts import read_symbols
from knowledge_base.reading.visibility.word_visibility import WordVisibility

PARAGRAPH, BOX = qn("w:p"), qn("w:txbxContent")
UNREAD = frozenset(
    {qn(f"w:{name}") for name in ("del", "moveFrom", "pPr", "rPr", "instrText", "tblPr", "rt", "rubyPr")}
)
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TEXT, _SYMBOL, _RUN, _FIELD = qn("w:t"), qn("w:sym"), qn("w:r"), qn("w:fldChar")
_SIGNS = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_RUBY, _DELETED, _DELETED_TEXT = qn("w:ruby"), qn("w:del"), qn("w:delText")
_WORD_ART = "{urn:schemas-microsoft-com:vml}textpath"
_OFF = frozenset({"0", "false", "off"})


class WordText:
    """Reads the paragraphs and cells of one document."""

    def __init__(self, document: Any, left_out: LeftOut) -> None:
        """Read the styles.

        Args:
            document: As python-docx opens it.
            left_out: Counts what no reader sees.
        """
        self._visibility = WordVisibility(document)
        self._left_out = left_out

    def read(self, element: Any) -> str:
        """Return the text that a reader sees; each kind of what is left out is counted once."""
        pieces: list[str] = []
        kinds: set[Unseen] = set()
        stack = list(reversed(element))
        while stack:
            node = stack.pop()
            if node is None:
                pieces.append("\n")
            elif node.tag == _RUN:
                self._enter_run(node, stack, pieces, kinds)
            elif (text := _read_leaf(node)) is not None:
                pieces.append(text)
            elif kind := _left_out_as_a_whole(node):
                kinds.add(kind)
            elif node.tag not in UNREAD and node.tag not in {FALLBACK, BOX}:
                stack += [None] if node.tag == PARAGRAPH else []
                stack.extend(reversed(node))
        for kind in kinds:
            self._left_out.add(kind)
        return _tidy("".join(pieces))

    def _enter_run(self, run: Any, stack: list[Any], pieces: list[str], kinds: set[Unseen]) -> None:
        has_words = any(node.tag == _SYMBOL or (node.text or "").strip() for node in run.iter(_TEXT, _SYMBOL))
        seen = self._visibility.look_at(run) if has_words else None
        if seen is not None and seen.unseen is not None:
            kinds.add(seen.unseen)
        elif seen is not None and seen.is_symbols:
            text = "".join(_read_leaf(node) or "" for node in run.iter(_TEXT, _SYMBOL, *_SIGNS))
            pieces.append(read_symbols(text, seen.font))
        else:
            if run.find(_RUBY) is not None:
                kinds.add(Unseen.READINGS)
            stack.extend(reversed(run))


def _tidy(text: str) -> str:
    return "\n".join(line for raw in text.split("\n") if (line := " ".join(raw.split())))


def _read_leaf(node: Any) -> str | None:
    """Return the text of an element that says something by itself; None for one whose parts are to be read."""
    if node.tag == _TEXT:
        return str(node.text or "")
    if node.tag in _SIGNS:
        return _SIGNS[node.tag]
    if node.tag in MATH:
        return read_equation(node)
    if node.tag == _SYMBOL:
        return _read_symbol(node)
    if node.tag == _FIELD:
        return _read_form_field(node)
    return f" {node.get('string') or ''} " if node.tag == _WORD_ART else None


def _read_symbol(node: Any) -> str:
    try:
        char = chr(int(node.get(qn("w:char")) or "", 16))
    except (ValueError, OverflowError):
        return ""
    return read_symbols(char, node.get(qn("w:font")))


def _read_form_field(node: Any) -> str:
    """Return what a box or list of an old form shows; its text stands in the runs that follow."""
    box = node.find(f"{qn('w:ffData')}/{qn('w:checkBox')}")
    if box is not None:
        states = [state for name in ("w:checked", "w:default") if (state := box.find(qn(name))) is not None]
        return "☑" if states and states[0].get(qn("w:val")) not in _OFF else "☐"
    choices = node.find(f"{qn('w:ffData')}/{qn('w:ddList')}")
    return "" if choices is None else _read_choice(choices)


def _read_choice(choices: Any) -> str:
    entries = [str(entry.get(qn("w:val")) or "") for entry in choices.iterfind(qn("w:listEntry"))]
    chosen = value_of(choices.find(qn("w:result"))) or value_of(choices.find(qn("w:default"))) or "0"
    return entries[int(chosen)] if chosen.isdigit() and int(chosen) < len(entries) else ""


def _left_out_as_a_whole(node: Any) -> Unseen | None:
    is_deleted = node.tag == _DELETED and next(node.iter(_DELETED_TEXT), None) is not None
    return Unseen.STRUCK if is_deleted else None


def value_of(element: Any) -> str:
    """Return the value of a property; empty where it is not there."""
    return "" if element is None else element.get(qn("w:val")) or ""
