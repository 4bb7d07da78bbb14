"""What python-pptx does not show of a slide is written into its XML as plain text, before the slide is read.

Shapes with newer content stand beside a picture for older programs, and equations and letters of symbol fonts are no
text runs.
"""

from __future__ import annotations

from typing import Any

from lxml import etree
from pptx.oxml.ns import qn

from knowledge_base.reading.loaders.office.equations import MATH, read_equation
from knowledge_base.reading.visibility.symbol_fonts import PRIVATE, is_symbol_font, read_symbols

_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_EQUATION = "{http://schemas.microsoft.com/office/drawing/2010/main}m"
_SHAPES = {qn(f"p:{name}") for name in ("sp", "grpSp", "graphicFrame", "pic", "cxnSp")}


def write_plainly(slide: Any) -> None:
    """Rewrite the XML of a slide.

    Args:
        slide: The slide's element.
    """
    for alternatives in list(slide.iter(f"{_COMPATIBILITY}AlternateContent")):
        _choose(alternatives)
    for equation in list(slide.iter(_EQUATION)):
        latex = " ".join(filter(None, (read_equation(math) for math in equation if math.tag in MATH)))
        run = etree.SubElement(equation.getparent(), qn("a:r"))
        etree.SubElement(run, qn("a:t")).text = latex
        equation.getparent().replace(equation, run)
    for run in slide.iter(qn("a:r")):
        _write_symbols(run)


def _choose(alternatives: Any) -> None:
    """Put the first way of writing that holds shapes in the place of all."""
    parent = alternatives.getparent()
    for way in alternatives if parent is not None else ():
        shapes = [shape for shape in way if shape.tag in _SHAPES]
        if shapes:
            for shape in shapes:
                alternatives.addprevious(shape)
            parent.remove(alternatives)
            return


def _write_symbols(run: Any) -> None:
    text, properties = run.find(qn("a:t")), run.find(qn("a:rPr"))
    if text is None or properties is None or not text.text:
        return
    fonts = {name: properties.find(qn(f"a:{name}")) for name in ("latin", "sym")}
    names = {name: font.get("typeface") for name, font in fonts.items() if font is not None}
    if is_symbol_font(names.get("latin")):
        text.text = read_symbols(text.text, names["latin"])
    elif is_symbol_font(names.get("sym")):
        signs = (read_symbols(char, names["sym"]) if ord(char) >= PRIVATE else char for char in text.text)
        text.text = "".join(signs)
