"""Which shapes and letters of a presentation a reader sees.

The colour behind letters is known where their shape is filled, or where nothing else lies under it but the slide's own
background; a picture or a shape below may be anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn

from knowledge_base.reading.visibility.colours import WHITE, Colour, parse_hex
from knowledge_base.reading.visibility.left_out import LeftOut, Unseen

TINY_SIZE = 150  # hundredths of a point
_FILLS = ("a:solidFill", "a:noFill", "a:gradFill", "a:blipFill", "a:pattFill", "a:grpFill")


class SlideVisibility:
    """Judges the shapes of one slide."""

    def __init__(self, slide: Any, width: int, height: int, left_out: LeftOut) -> None:
        """Get ready.

        Args:
            slide: As python-pptx opens it.
            width: Of the slides, in EMU.
            height: Of the slides, in EMU.
            left_out: Counts what no reader sees.
        """
        self._slide = slide
        self._size = (width, height)
        self._left_out = left_out
        self._scheme: dict[str, Colour] | None = None

    def is_seen(self, shape: Any, *, is_in_group: bool = False) -> bool:
        """Tell whether a shape lies on the slide and is not switched off; what is left out is counted.

        A group places its shapes by a measure of its own, so it is taken to lie on the slide as a whole.
        """
        kind = self._judge_shape(shape, is_placed=not is_in_group)
        if kind is None:
            return True
        if any((text.text or "").strip() for text in shape._element.iter(qn("a:t"))):
            self._left_out.add(kind)
        return False

    def read(self, shape: Any, paragraph: Any) -> str:
        """Return the text of a paragraph (`a:p`) that a reader sees, a line break as a vertical tab."""
        pieces: list[str] = []
        kinds: set[Unseen] = set()
        for node in paragraph:
            if node.tag == qn("a:br"):
                pieces.append("\v")
            elif node.tag in {qn("a:r"), qn("a:fld")}:
                text = node.findtext(qn("a:t")) or ""
                kind = self._judge_run(shape, node) if text.strip() else None
                pieces.append(text if kind is None else "")
                kinds.update([kind] if kind else [])
        for kind in kinds:
            self._left_out.add(kind)
        return "".join(pieces)

    def _judge_shape(self, shape: Any, *, is_placed: bool) -> Unseen | None:
        named = next(shape._element.iter(qn("p:cNvPr")), None)
        if named is not None and named.get("hidden") in {"1", "true"}:
            return Unseen.HIDDEN
        box = _box_of(shape) if is_placed else None
        if box is None:
            return None
        left, top, right, bottom = box
        width, height = self._size
        is_outside = right <= 0 or bottom <= 0 or left >= width or top >= height
        return Unseen.OFF_PAGE if is_outside and right > left else None

    def _judge_run(self, shape: Any, run: Any) -> Unseen | None:
        properties = run.find(qn("a:rPr"))
        if properties is None:
            return None
        if properties.get("strike") in {"sngStrike", "dblStrike"}:
            return Unseen.STRUCK
        size = properties.get("sz") or ""
        if size.isdigit() and int(size) <= TINY_SIZE:
            return Unseen.TINY
        if properties.find(qn("a:noFill")) is not None and properties.find(qn("a:ln")) is None:
            return Unseen.HIDDEN
        fill = properties.find(qn("a:solidFill"))
        return None if fill is None else self._judge_fill(shape, fill)

    def _judge_fill(self, shape: Any, fill: Any) -> Unseen | None:
        """Tell whether letters are transparent, or of the colour of what is behind them."""
        if _opacity(fill) == 0:
            return Unseen.HIDDEN
        colour = self._read_colour(fill)
        behind = self._find_behind(shape) if colour else None
        return Unseen.COLOURLESS if colour and behind and colour.looks_like(behind) else None

    def _find_behind(self, shape: Any) -> Colour | None:
        element = shape._element
        if element.tag != qn("p:sp"):
            return None  # in a table, whose style paints it
        fill = _fill_of(element.find(qn("p:spPr")))
        if fill is not None and fill.tag == qn("a:solidFill"):
            return self._read_colour(fill) if _opacity(fill) == 100_000 else None
        has_no_fill = fill.tag == qn("a:noFill") if fill is not None else element.find(qn("p:style")) is None
        if not has_no_fill:
            return None
        if element.getparent().tag != qn("p:spTree") or self._has_something_under(shape):
            return None
        return self._read_background()

    def _has_something_under(self, shape: Any) -> bool:
        box = _box_of(shape)
        layout = self._slide.slide_layout
        under = [
            *(one for one in self._slide.shapes if one.shape_id != shape.shape_id),
            *(one for part in (layout, layout.slide_master) for one in part.shapes if not one.is_placeholder),
        ]
        return box is None or any(_overlap(box, _box_of(one)) for one in under if _may_paint(one))

    def _read_background(self) -> Colour | None:
        layout = self._slide.slide_layout
        for part in (self._slide, layout, layout.slide_master):
            background = part._element.find(f"{qn('p:cSld')}/{qn('p:bg')}")
            if background is None or not len(background):
                continue
            if background[0].tag == qn("p:bgRef"):
                return self._read_colour(background[0])
            fill = _fill_of(background[0])
            return self._read_colour(fill) if fill is not None and fill.tag == qn("a:solidFill") else None
        return WHITE

    def _read_colour(self, fill: Any) -> Colour | None:
        colour = fill[0] if len(fill) else None
        if colour is None or any(child.tag != qn("a:alpha") for child in colour):
            return None  # made lighter or darker
        if colour.tag == qn("a:srgbClr"):
            return parse_hex(colour.get("val"))
        if colour.tag == qn("a:schemeClr"):
            return self._scheme_colours().get(colour.get("val"))
        return None

    def _scheme_colours(self) -> dict[str, Colour]:
        if self._scheme is None:
            self._scheme = _read_scheme(self._slide.slide_layout.slide_master)
        return self._scheme


def _read_scheme(master: Any) -> dict[str, Colour]:
    """Return the colours of a master's theme by the names that its slides use."""
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob
    root = etree.fromstring(theme, etree.XMLParser(resolve_entities=False, no_network=True))
    scheme = next(root.iter(qn("a:clrScheme")), ())
    found = {
        etree.QName(one).localname: colour
        for one in scheme
        if len(one) and (colour := parse_hex(one[0].get("lastClr") or one[0].get("val")))
    }
    mapping = master._element.find(qn("p:clrMap"))
    names = dict(mapping.attrib) if mapping is not None else {}
    return found | {name: found[target] for name, target in names.items() if target in found}


def _fill_of(properties: Any) -> Any:
    fills: Iterator[Any] = (f for name in _FILLS if (f := properties.find(qn(name))) is not None)
    return next(fills, None) if properties is not None else None


def _opacity(fill: Any) -> int:
    alpha = next(fill.iter(qn("a:alpha")), None)
    value = alpha.get("val") if alpha is not None else "100000"
    return int(value) if value.isdigit() else 100_000


def _may_paint(shape: Any) -> bool:
    element = shape._element
    if element.tag != qn("p:sp"):
        return True
    fill = _fill_of(element.find(qn("p:spPr")))
    is_plain = fill is None and element.find(qn("p:style")) is None
    return not is_plain and (fill is None or fill.tag != qn("a:noFill"))


def _box_of(shape: Any) -> tuple[int, int, int, int] | None:
    """Return left, top, right and bottom in EMU; None where nothing says it."""
    if None in {shape.left, shape.top, shape.width, shape.height}:
        return None
    return shape.left, shape.top, shape.left + shape.width, shape.top + shape.height


def _overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int] | None) -> bool:
    if other is None:
        return False
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
