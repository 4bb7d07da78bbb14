"""The numbers that Word computes for headings and lists: the file holds only how to count (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from knowledge_base.reading.loaders.office.list_numbers import write_number

LEVELS = 9
MAX_STYLES = 10  # in a chain of styles that are based on each other
_PLACE = re.compile(r"%([1-9])")
_OFF = frozenset({"0", "false", "off"})
_PROPERTIES, _NUMBERS = qn("w:pPr"), qn("w:numPr")
_SILENT = frozenset({"bullet", "none"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    start: int = 1
    number_format: str = "decimal"
    text: str = ""
    is_legal: bool = False  # all numbers in digits
    restarts_after: int | None = None  # a level, counted from 1; 0 means never
    style: str = ""


@dataclass(slots=True, kw_only=True)
class _List:
    """A definition of nine levels, and how far it has counted."""

    levels: dict[int, _Level]
    counts: list[int | None] = field(default_factory=lambda: [None] * LEVELS)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Instance:
    """A list of the text: the definition that it follows, and where it begins anew."""

    list_id: str
    starts: dict[int, int]
    levels: dict[int, _Level]


class WordNumbering:
    """Counts through one document; its paragraphs are to be asked about in order."""

    def __init__(self, document: Any) -> None:
        """Read the definitions.

        Args:
            document: As python-docx opens it.
        """
        self._styles = {s.get(qn("w:styleId")): s for s in document.styles.element.iter(qn("w:style"))}
        defaults = (s for s in self._styles.values() if _is_default_paragraph(s))
        self._normal = next((str(s.get(qn("w:styleId"))) for s in defaults), "")
        self._lists: dict[str, _List] = {}
        self._instances: dict[str, _Instance] = {}
        self._begun: set[tuple[str, int]] = set()
        self._by_style: dict[str, tuple[str, int]] = {}
        self._asked: tuple[Any, tuple[str, int] | None] = (
            None,
            None,
        )  # the paragraph that was asked about last
        self._last: tuple[str, int] | None = None  # the list and level of the paragraph before
        root = _find_definitions(document)
        if root is not None:
            self._read_definitions(root)

    def is_listed(self, paragraph: Any) -> bool:
        """Tell whether a paragraph belongs to a list, with numbers or with bullets."""
        return self._place_of(paragraph) is not None

    def skip(self) -> None:
        """Note that a paragraph without a number stands in between."""
        self._last = None

    def count(self, paragraph: Any) -> str:
        """Count a paragraph; return its number as Word writes it, empty where it has none or a bullet."""
        place = self._place_of(paragraph)
        if place is None:
            self.skip()
            return ""
        instance_id, level = place
        instance = self._instances[instance_id]
        counted = self._lists[instance.list_id]
        self._count_up(instance_id, instance, counted, level)
        self._last = (instance.list_id, level)
        return self._write(instance, counted, level)

    def _count_up(self, instance_id: str, instance: _Instance, counted: _List, level: int) -> None:
        own = self._level(instance, level)
        is_first = (instance_id, level) not in self._begun
        self._begun.add((instance_id, level))
        before = counted.counts[level]
        if is_first and level in instance.starts:
            counted.counts[level] = instance.starts[level]
        elif before is not None:
            counted.counts[level] = before + 1
        else:
            counted.counts[level] = self._go_on_with(own, level) or own.start
        for above in range(level):
            if counted.counts[above] is None:
                counted.counts[above] = self._level(instance, above).start
        for below in range(level + 1, LEVELS):
            after = self._level(instance, below).restarts_after
            if after is None or level < after:
                counted.counts[below] = None

    def _go_on_with(self, own: _Level, level: int) -> int | None:
        """Return the next number where the paragraph before is of a list just like this: LibreOffice splits lists."""
        if self._last is None or self._last[1] != level:
            return None
        other = self._lists[self._last[0]]
        count = other.counts[level]
        return count + 1 if count is not None and other.levels.get(level) == own else None

    def _level(self, instance: _Instance, level: int) -> _Level:
        return instance.levels.get(level) or self._lists[instance.list_id].levels.get(level) or _Level()

    def _write(self, instance: _Instance, counted: _List, level: int) -> str:
        own = self._level(instance, level)
        if own.number_format in _SILENT:
            return ""

        def number(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            other = self._level(instance, at)
            count = counted.counts[at] or other.start
            return write_number(count, "decimal" if own.is_legal else other.number_format)

        return _PLACE.sub(number, own.text).strip()

    def _place_of(self, paragraph: Any) -> tuple[str, int] | None:
        if self._asked[0] is not paragraph:
            self._asked = (paragraph, self._find_place(paragraph) if self._instances else None)
        return self._asked[1]

    def _find_place(self, paragraph: Any) -> tuple[str, int] | None:
        properties = paragraph.find(_PROPERTIES)
        numbers, style_id = None, ""
        if properties is not None and len(properties):
            numbers, style_id = properties.find(_NUMBERS), _value(properties, "w:pStyle")
        instance_id, level = _read_place(numbers) if numbers is not None else ("", None)
        if not instance_id:
            instance_id, style_level = self._place_of_style(style_id or self._normal)
            level = style_level if level is None else level
        if instance_id not in self._instances:
            return None
        return instance_id, min(level or 0, LEVELS - 1)

    def _place_of_style(self, style_id: str) -> tuple[str, int]:
        if style_id not in self._by_style:
            self._by_style[style_id] = self._find_place_of_style(style_id)
        return self._by_style[style_id]

    def _find_place_of_style(self, style_id: str) -> tuple[str, int]:
        """Return the list of a style; its level is the one that names the style."""
        for name, style in self._chain(style_id):
            numbers = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if numbers is None:
                continue
            instance_id = _value(numbers, "w:numId")
            level = _value(numbers, "w:ilvl")
            instance = self._instances.get(instance_id)
            if instance is None:
                return (instance_id, 0) if instance_id else ("", 0)
            named = (at for at, one in self._lists[instance.list_id].levels.items() if one.style == name)
            return instance_id, next(named, int(level) if level.isdigit() else 0)
        return "", 0

    def _chain(self, style_id: str) -> Iterator[tuple[str, Any]]:
        for _ in range(MAX_STYLES):
            style = self._styles.get(style_id)
            if style is None:
                return
            yield style_id, style
            style_id = _value(style, "w:basedOn")

    def _read_definitions(self, root: Any) -> None:
        named: dict[str, str] = {}
        linked: dict[str, str] = {}
        for abstract in root.iterfind(qn("w:abstractNum")):
            list_id = str(abstract.get(qn("w:abstractNumId")))
            self._lists[list_id] = _List(levels=dict(_read_levels(abstract)))
            if style := _value(abstract, "w:styleLink"):
                named[style] = list_id
            if style := _value(abstract, "w:numStyleLink"):
                linked[list_id] = style
        for instance in root.iterfind(qn("w:num")):
            list_id = _value(instance, "w:abstractNumId")
            list_id = named.get(linked.get(list_id, ""), list_id)
            if list_id in self._lists:
                self._instances[str(instance.get(qn("w:numId")))] = _read_instance(instance, list_id)


def _is_default_paragraph(style: Any) -> bool:
    return style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in {"1", "true"}


def _read_place(numbers: Any) -> tuple[str, int | None]:
    level = _value(numbers, "w:ilvl")
    return _value(numbers, "w:numId"), int(level) if level.isdigit() else None


def _find_definitions(document: Any) -> Any:
    try:
        return document.part.numbering_part.element
    except (NotImplementedError, KeyError, AttributeError):
        return None


def _read_levels(parent: Any) -> Iterator[tuple[int, _Level]]:
    for level in parent.iterfind(qn("w:lvl")):
        at = str(level.get(qn("w:ilvl")))
        if at.isdigit() and int(at) < LEVELS:
            yield int(at), _read_level(level)


def _read_level(level: Any) -> _Level:
    start, restart = _value(level, "w:start"), _value(level, "w:lvlRestart")
    legal = level.find(qn("w:isLgl"))
    return _Level(
        start=int(start) if start.isdigit() else 1,
        number_format=_value(level, "w:numFmt") or "decimal",
        text=_value(level, "w:lvlText"),
        is_legal=legal is not None and legal.get(qn("w:val")) not in _OFF,
        restarts_after=int(restart) if restart.isdigit() else None,
        style=_value(level, "w:pStyle"),
    )


def _read_instance(instance: Any, list_id: str) -> _Instance:
    starts: dict[int, int] = {}
    levels: dict[int, _Level] = {}
    for override in instance.iterfind(qn("w:lvlOverride")):
        at, start = str(override.get(qn("w:ilvl"))), _value(override, "w:startOverride")
        if not at.isdigit() or int(at) >= LEVELS:
            continue
        if start.isdigit():
            starts[int(at)] = int(start)
        levels.update(_read_levels(override))
    return _Instance(list_id=list_id, starts=starts, levels=levels)


def _value(element: Any, name: str) -> str:
    found = element.find(qn(name))
    return "" if found is None else str(found.get(qn("w:val")) or "")
