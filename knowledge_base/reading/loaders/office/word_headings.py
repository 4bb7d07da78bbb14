"""Which paragraphs of a Word document are headings: by their styles, or bold throughout."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from knowledge_base.reading.loaders.office.word_text import value_of

MAX_BOLD_HEADING_CHARACTERS = 80
_BODY_LEVEL = 9
_TABLE, _TEXT = qn("w:tbl"), qn("w:t")


def heading_levels(document: Any) -> Iterator[tuple[str, int]]:
    """Map the ids of heading styles to their levels; a style based on a heading is one too."""
    for style in document.styles.element.iter(qn("w:style")):
        base: Any = style
        for _ in range(10):
            level = _style_level(base)
            if level is not None:
                yield style.get(qn("w:styleId")), level
                break
            base_id = value_of(base.find(qn("w:basedOn")))
            base = document.styles.element.find(f"{qn('w:style')}[@{qn('w:styleId')}='{base_id}']")
            if base is None:
                break


def _style_level(style: Any) -> int | None:
    name = value_of(style.find(qn("w:name"))).lower()
    if name == "title":
        return 0
    match = re.fullmatch(r"(?:heading|标题) ?(\d)", name)
    if match:
        return int(match.group(1))
    return outline_level(style.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}"))


def outline_level(outline: Any) -> int | None:
    """Return a level from 1; 9 in the file means that it is no heading."""
    value = value_of(outline)
    return int(value) + 1 if value.isdigit() and int(value) < _BODY_LEVEL else None


def is_bold_heading(paragraph: Any, text: str) -> bool:
    """Tell whether a short paragraph is bold throughout: a heading made without a style."""
    if not text or len(text) > MAX_BOLD_HEADING_CHARACTERS or text[-1] in ".。!！:：;；,，":
        return False
    in_table = next(paragraph.iterancestors(_TABLE), None) is not None
    runs = [run for run in paragraph.iter(qn("w:r")) if any((t.text or "").strip() for t in run.iter(_TEXT))]
    return not in_table and bool(runs) and all(_is_bold(run) for run in runs)


def _is_bold(run: Any) -> bool:
    bold = run.find(f"{qn('w:rPr')}/{qn('w:b')}")
    return bold is not None and bold.get(qn("w:val")) not in {"0", "false"}
