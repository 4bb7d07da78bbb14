"""Takes out of a parsed page what no reader sees: hidden, colourless, tiny, off the screen, or struck through.

What a reader can open (folded questions, tabs) is seen. Colours are compared only where what lies behind the text is
known: a page whose style sheets stand in other files may paint anything there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import tinycss2.color3
from bs4 import Tag
from bs4.element import Comment, NavigableString, PreformattedString

from knowledge_base.reading.visibility.colours import BLACK, WHITE, Colour
from knowledge_base.reading.visibility.disclosure import OPENED, Disclosures
from knowledge_base.reading.visibility.left_out import LeftOut, Unseen
from knowledge_base.reading.visibility.style_rules import Declared, Styles, find_styles

TINY_PIXELS = 2.7  # two points
OFF_SCREEN_PIXELS = -500.0
FAINT = 0.05  # of full opacity
NORMAL_PIXELS = 16.0
_STRUCK = frozenset({"del", "s", "strike"})
_LENGTH = re.compile(r"(-?(?:\d++(?:\.\d++)?|\.\d++))\s*+(px|pt|em|rem|%|ex|ch|vw|vh|cm|mm|in|pc)?")
_PIXELS = {"px": 1.0, "pt": 4 / 3, "cm": 37.8, "mm": 3.78, "in": 96.0, "pc": 16.0, "rem": NORMAL_PIXELS}
_NO_AREA = re.compile(r"rect\((?:\s*[01](?:px)?\s*[,\s]){3}\s*[01](?:px)?\s*\)|inset\(\s*(?:50|100)%")
_ICON = re.compile(r"(?:^|[\s_-])(?:icons?|fa|fas|far|glyphicon|material-icons)(?:[\s_-]|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """How the text of an element looks; most of it is inherited.

    Attributes:
        behind: The colour behind the text; None where it is not known.
    """

    is_visible: bool = True
    pixels: float = NORMAL_PIXELS
    colour: Colour | None = BLACK
    behind: Colour | None = WHITE

    @property
    def unseen(self) -> Unseen | None:
        if not self.is_visible:
            return Unseen.HIDDEN
        if self.pixels < TINY_PIXELS:
            return Unseen.TINY
        is_lost = self.colour and self.behind and self.colour.looks_like(self.behind)
        return Unseen.COLOURLESS if is_lost else None


def remove_unseen(
    root: Tag, left_out: LeftOut, *, sheets: Iterable[str], is_styled_elsewhere: bool = False
) -> None:
    """Take what no reader sees out of a page.

    Args:
        root: The page's body.
        left_out: Counts what is taken out.
        sheets: The text of its style sheets.
        is_styled_elsewhere: Whether it names style sheets that are not at hand.
    """
    styles = find_styles(root, sheets)
    if not styles.declared and not root.find(_is_marked):
        return
    _Walk(styles, Disclosures(root, styles), left_out, is_styled_elsewhere).visit(root)


def _is_marked(tag: Tag) -> bool:
    attributes = tag.attrs
    return tag.name in _STRUCK or any(
        name in attributes for name in ("hidden", "aria-hidden", "color", "bgcolor")
    )


class _Walk:
    def __init__(
        self, styles: Styles, disclosures: Disclosures, left_out: LeftOut, is_styled_elsewhere: bool
    ) -> None:
        self._styles = styles
        self._disclosures = disclosures
        self._left_out = left_out
        self._is_styled_elsewhere = is_styled_elsewhere

    def visit(self, root: Tag) -> None:
        """Go through a page; not recursive, as a page may be nested deeply."""
        stack: list[tuple[Tag, _State]] = [(root, _State())]
        while stack:
            tag, state = stack.pop()
            declared = self._styles.declared.get(id(tag), {})
            if kind := self._unseen_as_a_whole(tag, declared):
                if tag.get_text(strip=True):
                    self._left_out.add(kind)
                tag.decompose()
                continue
            state = self._inherit(tag, declared, state)
            if kind := state.unseen:
                self._remove_text(tag, kind)
            stack.extend((child, state) for child in tag.contents if isinstance(child, Tag))

    def _remove_text(self, tag: Tag, kind: Unseen) -> None:
        for child in list(tag.contents):
            if isinstance(child, Comment | PreformattedString):
                continue
            if isinstance(child, NavigableString) and child.strip():
                self._left_out.add(kind)
                child.replace_with(" ")

    def _unseen_as_a_whole(self, tag: Tag, declared: Declared) -> Unseen | None:
        if tag.name in _STRUCK or "line-through" in (
            declared.get("text-decoration", "") + declared.get("text-decoration-line", "")
        ):
            return Unseen.STRUCK
        if _is_off_screen(declared):
            return Unseen.OFF_PAGE
        if _is_hidden(tag, declared):
            if not self._disclosures.can_be_opened(tag):
                return Unseen.HIDDEN
            tag[OPENED] = "yes"
        return None

    def _inherit(self, tag: Tag, declared: Declared, state: _State) -> _State:
        may_be_painted = self._is_styled_elsewhere and _can_be_named(tag)
        if not declared and not (tag.has_attr("color") or tag.has_attr("bgcolor")):
            return replace(state, colour=None, behind=None) if may_be_painted else state
        behind = _read_background(declared, str(tag.get("bgcolor") or ""), state.behind)
        if may_be_painted and behind is state.behind:
            behind = None
        return _State(
            is_visible=self._is_visible(tag, declared.get("visibility"), state),
            pixels=_read_size(declared, state.pixels),
            colour=_read_own_colour(tag, declared) or state.colour,
            behind=behind,
        )

    def _is_visible(self, tag: Tag, visibility: str | None, state: _State) -> bool:
        is_visible = state.is_visible if visibility in {None, "inherit"} else visibility == "visible"
        return is_visible or self._disclosures.can_be_opened(tag)


def _can_be_named(tag: Tag) -> bool:
    """Tell whether a style sheet can mean an element in particular."""
    return bool(tag.get("class") or tag.get("id"))


def _read_own_colour(tag: Tag, declared: Declared) -> Colour | None:
    return _read_colour(declared.get("color") or str(tag.get("color") or ""))


def _is_hidden(tag: Tag, declared: Declared) -> bool:
    if tag.has_attr("hidden") and declared.get("display", "none") == "none":
        return True
    if declared.get("display") == "none" or _number(declared.get("opacity", "1")) <= FAINT:
        return True
    clip = declared.get("clip", "") + " " + declared.get("clip-path", "")
    if _NO_AREA.search(clip) or _has_no_room(declared):
        return True
    return tag.get("aria-hidden") == "true" and _is_decoration(tag)


def _is_decoration(tag: Tag) -> bool:
    """Tell whether what a screen reader does not speak is an icon, or a formula that stands beside it once more."""
    classes = tag.get("class")
    names = " ".join(classes) if isinstance(classes, list) else str(classes or "")
    beside = tag.parent.find("math") if tag.parent is not None else None
    return tag.name == "i" or bool(_ICON.search(names)) or beside is not None


def _has_no_room(declared: Declared) -> bool:
    if not declared.get("overflow", "").startswith("hidden"):
        return False
    sizes = (declared.get(name, "") for name in ("width", "height", "max-height", "max-width"))
    return any(size and _pixels(size, NORMAL_PIXELS, 100.0) <= 1 for size in sizes)


def _is_off_screen(declared: Declared) -> bool:
    if _pixels(declared.get("text-indent", ""), NORMAL_PIXELS, 1000.0) <= OFF_SCREEN_PIXELS:
        return True
    if declared.get("position") in {"absolute", "fixed"}:
        sides = (declared.get(name, "") for name in ("left", "top", "right"))
        if any(_pixels(side, NORMAL_PIXELS, 1000.0) <= OFF_SCREEN_PIXELS for side in sides):
            return True
    moved = re.findall(r"translate\w*\(\s*([^,)]+)", declared.get("transform", ""))
    return any(_pixels(by, NORMAL_PIXELS, 0.0) <= OFF_SCREEN_PIXELS for by in moved)


def _read_size(declared: Declared, inherited: float) -> float:
    size = declared.get("font-size") or declared.get("font", "").partition("/")[0]
    if not size:
        return inherited
    return _pixels(size, inherited, inherited, default=inherited)


def _pixels(text: str, letter: float, whole: float, *, default: float = 0.0) -> float:
    """Return the first length of a value in pixels; lengths relative to a letter, shares of a whole."""
    match = _LENGTH.search(text)
    if match is None:
        return default
    value, unit = float(match[1]), match[2] or "px"
    if unit == "%":
        return value / 100 * whole
    return value * _PIXELS.get(unit, letter)


def _number(text: str) -> float:
    match = _LENGTH.match(text)
    return 1.0 if match is None else float(match[1]) / (100 if match[2] == "%" else 1)


def _read_background(declared: Declared, attribute: str, inherited: Colour | None) -> Colour | None:
    both = f"{declared.get('background', '')} {declared.get('background-color', '')} {attribute}".strip()
    if not both:
        return inherited
    if "url(" in both or "gradient(" in both or "var(" in both:
        return None
    colour = inherited
    for token in tinycss2.parse_component_value_list(both):
        if token.type in {"ident", "hash", "function"}:
            colour = _to_colour(token, colour)
    return colour


def _read_colour(text: str) -> Colour | None:
    return _to_colour(text, None) if text else None


def _to_colour(source: object, otherwise: Colour | None) -> Colour | None:
    found = tinycss2.color3.parse_color(source)
    if found is None or found == "currentColor":
        return otherwise
    red, green, blue, opacity = found
    if opacity < 1 and otherwise is None:
        otherwise = WHITE
    mixed = (
        round(255 * (value * opacity) + under * (1 - opacity))
        for value, under in zip((red, green, blue), otherwise or WHITE, strict=True)
    )
    return Colour(*mixed)
