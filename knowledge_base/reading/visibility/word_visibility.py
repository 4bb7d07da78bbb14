"""Which words of a Word document a reader sees: each run by its own properties and those of its styles.

The properties are those of ECMA-376 part 1, 17.3.2. What lies behind letters is compared only where the file says it:
a table's style or a picture may paint anything there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from docx.oxml.ns import qn

from knowledge_base.reading.visibility.colours import WHITE, Colour, parse_hex
from knowledge_base.reading.visibility.left_out import Unseen
from knowledge_base.reading.visibility.symbol_fonts import is_symbol_font

TINY_HALF_POINTS = 2.0  # one point
MAX_STYLES = 10  # in a chain of styles that are based on each other
_OFF = frozenset({"0", "false", "off", "none"})
_HIGHLIGHTS = {
    "white": "FFFFFF", "black": "000000", "yellow": "FFFF00", "green": "00FF00", "cyan": "00FFFF",
    "magenta": "FF00FF", "blue": "0000FF", "red": "FF0000", "darkBlue": "000080", "darkCyan": "008080",
    "darkGreen": "008000", "darkMagenta": "800080", "darkRed": "800000", "darkYellow": "808000",
    "darkGray": "808080", "lightGray": "C0C0C0",
}  # fmt: skip
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SHAPE = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}wsp"
_NO_FILL = (
    "{http://schemas.microsoft.com/office/word/2010/wordml}textFill"
    "/{http://schemas.microsoft.com/office/word/2010/wordml}noFill"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """How a run looks, as far as it was said; None where it was not."""

    is_hidden: bool | None = None
    is_struck: bool | None = None
    half_points: float | None = None
    colour: str | None = None
    behind: str | None = None
    font: str | None = None

    def over(self, other: _Look) -> _Look:
        """Return this look where it says something, and else the other."""
        said = {name: value for name in self.__slots__ if (value := getattr(self, name)) is not None}
        return replace(other, **said) if said else other


_PLAIN = _Look()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenRun:
    """What is known of a run: why nobody sees it, and its font; None where nobody says it."""

    unseen: Unseen | None
    font: str | None

    @property
    def is_symbols(self) -> bool:
        """Whether its letters are signs."""
        return is_symbol_font(self.font)


class WordVisibility:
    """Judges the runs of one document."""

    def __init__(self, document: Any) -> None:
        """Read the styles.

        Args:
            document: As python-docx opens it.
        """
        root = document.styles.element
        self._styles = {style.get(qn("w:styleId")): style for style in root.iter(qn("w:style"))}
        self._looks: dict[str | None, _Look] = {None: _PLAIN}
        defaults = root.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
        self._default = _read_look(defaults)
        normal = (s for s in self._styles.values() if _is_default_paragraph(s))
        self._normal = next((style.get(qn("w:styleId")) for style in normal), None)
        background = document.element.find(qn("w:background"))
        self._paper = parse_hex(background.get(qn("w:color"))) if background is not None else WHITE
        self._has_pictures = next(document.element.body.iter(f"{_DRAWING}blip"), None) is not None

    def look_at(self, run: Any) -> SeenRun:
        """Return why a reader does not see a run, and the font of its letters."""
        properties = run.find(qn("w:rPr"))
        paragraph = next(run.iterancestors(qn("w:p")), None)
        style = _value(paragraph, "w:pPr/w:pStyle") if paragraph is not None else None
        look = self._style_look(style or self._normal).over(self._default)
        if properties is not None:
            look = self._style_look(_value(properties, "w:rStyle")).over(look)
            look = _read_look(properties).over(look)
        return SeenRun(unseen=self._judge(run, paragraph, look), font=look.font)

    def _judge(self, run: Any, paragraph: Any, look: _Look) -> Unseen | None:
        if look.is_hidden:
            return Unseen.HIDDEN
        if look.is_struck:
            return Unseen.STRUCK
        if look.half_points is not None and look.half_points <= TINY_HALF_POINTS:
            return Unseen.TINY
        return Unseen.COLOURLESS if self._is_colourless(run, paragraph, look) else None

    def _is_colourless(self, run: Any, paragraph: Any, look: _Look) -> bool:
        colour = parse_hex(look.colour)
        if colour is None:  # chosen by the program, against what is behind
            return False
        behind = parse_hex(look.behind) if look.behind else self._find_behind(run, paragraph)
        return behind is not None and colour.looks_like(behind)

    def _find_behind(self, run: Any, paragraph: Any) -> Colour | None:
        if shade := _shade(paragraph, "w:pPr/w:shd"):
            return parse_hex(shade)
        for around in run.iterancestors(qn("w:tc"), qn("w:tbl"), qn("w:txbxContent")):
            if around.tag == qn("w:tc") and (shade := _shade(around, "w:tcPr/w:shd")):
                return parse_hex(shade)
            if around.tag == qn("w:tbl") and self._is_painted(_value(around, "w:tblPr/w:tblStyle")):
                return None
            if around.tag == qn("w:txbxContent"):
                return self._read_box(around)
        return self._paper

    def _is_painted(self, table_style: str | None) -> bool:
        """Tell whether a table's style may put a colour behind some of its cells."""
        chain = (style for one in self._chain(table_style) for style in one.iter(qn("w:shd")))
        return any(shade.get(qn("w:fill")) not in {None, "auto"} for shade in chain)

    def _read_box(self, content: Any) -> Colour | None:
        shape = next(content.iterancestors(_SHAPE), None)
        if shape is None:
            return None
        fills = next((e for e in shape if str(e.tag).endswith("}spPr")), ())
        for fill in fills:
            if fill.tag == f"{_DRAWING}solidFill" and len(fill):
                return parse_hex(fill[0].get("val")) if fill[0].tag == f"{_DRAWING}srgbClr" else None
            if fill.tag == f"{_DRAWING}noFill":
                return None if self._has_pictures else self._paper
        return None

    def _style_look(self, style_id: str | None) -> _Look:
        if style_id not in self._looks:
            look = _PLAIN
            for style in self._chain(style_id):
                own = _read_look(style.find(qn("w:rPr")))
                if own.behind is None and (shade := _shade(style, "w:pPr/w:shd")):
                    own = replace(own, behind=shade)
                look = look.over(own)
            self._looks[style_id] = look
        return self._looks[style_id]

    def _chain(self, style_id: str | None) -> Iterator[Any]:
        for _ in range(MAX_STYLES):
            style = self._styles.get(style_id)
            if style is None:
                return
            yield style
            style_id = _value(style, "w:basedOn")


def is_dropped_row(row: Any) -> Unseen | None:
    """Return why a reader does not see a table's row, or None."""
    properties = row.find(qn("w:trPr"))
    if properties is None:
        return None
    if properties.find(qn("w:del")) is not None:
        return Unseen.STRUCK
    return Unseen.ROWS if _is_on(properties.find(qn("w:hidden"))) else None


def _read_look(properties: Any) -> _Look:
    if properties is None or not len(properties):
        return _PLAIN
    struck = [_is_on(properties.find(qn(name))) for name in ("w:strike", "w:dstrike")]
    hidden = _is_on(properties.find(qn("w:vanish")))
    size = _value(properties, "w:sz") or ""
    shade = _shade(properties, "w:shd")
    highlight = _HIGHLIGHTS.get(_value(properties, "w:highlight") or "")
    return _Look(
        is_hidden=True if properties.find(_NO_FILL) is not None else hidden,
        is_struck=True if True in struck else False if False in struck else None,
        half_points=float(size) if size.replace(".", "", 1).isdigit() else None,
        colour=_value(properties, "w:color"),
        behind=highlight or shade,
        font=_read_font(properties),
    )


def _read_font(properties: Any) -> str | None:
    fonts = properties.find(qn("w:rFonts"))
    return None if fonts is None else fonts.get(qn("w:ascii")) or fonts.get(qn("w:hAnsi"))


def _is_default_paragraph(style: Any) -> bool:
    return bool(style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in {"1", "true"})


def _is_on(switch: Any) -> bool | None:
    return None if switch is None else switch.get(qn("w:val")) not in _OFF


def _shade(element: Any, path: str) -> str | None:
    """Return the colour of a shading, or None where there is none."""
    shade = element.find("/".join(map(qn, path.split("/")))) if element is not None else None
    fill = shade.get(qn("w:fill")) if shade is not None else None
    return None if fill in {None, "auto"} else str(fill)


def _value(element: Any, path: str) -> str | None:
    found = element.find("/".join(map(qn, path.split("/"))))
    return None if found is None else found.get(qn("w:val"))
