"""Style sheets of a page → what they declare for each element, as far as it decides what a reader sees.

Parsed by tinycss2, matched by soupsieve. What holds on paper, on small screens or while something is pointed at is
not what a reader finds on opening the page, and is left aside.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import soupsieve
import tinycss2
from bs4 import Tag

PROPERTIES = frozenset(
    """display visibility opacity font font-size color background background-color position left top right text-indent
    clip clip-path transform text-decoration text-decoration-line width height max-height max-width
    overflow""".split()  # noqa: SIM905  # as prose
)
_COLOURS = {"color", "background", "background-color"}  # most rules: tried last
MAX_RULES = 10_000
MAX_TRIES = 30_000  # of a rule with an element
_SCREENS = re.compile(r"\s*(?:only\s+)?(?:all|screen)?\s*", re.IGNORECASE)
_STATE = re.compile(r":(?:hover|focus|focus-within|focus-visible|active|checked|target)\b")
_SPECIFIC = re.compile(r"(#[\w-]+)|(\.[\w-]+|\[[^\]]*\]|:[\w-]+)|((?<![\w-])[a-z][\w-]*)", re.IGNORECASE)

# Whether a style sheet can hide anything at all; escapes may spell anything.
_CAN_HIDE = re.compile(
    r"\\|display\s*:\s*none|visibility|opacity|line-through|clip|absolute|fixed|translate|color|background"
    r"|text-indent\s*:\s*-\d{3}|overflow[-xy]{0,2}\s*:\s*hidden"
    r"|font[^:;{}]{0,9}:[^;{}]{0,99}(?<![\d.])(?:0(?!\d)|[0-2](?:\.\d+)?p[xt])|\D\.[01]",
    re.IGNORECASE,
)

_KEYS = re.compile(r"[#.]?[a-z_-][\w-]*", re.IGNORECASE)

Declared = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    selector: str
    declared: Declared
    important: frozenset[str]
    order: int

    @property
    def weight(self) -> tuple[int, int, int, int]:
        ids, classes, names = (sum(map(bool, kind)) for kind in self._kinds())
        return ids, classes, names, self.order

    def _kinds(self) -> Iterator[tuple[str, ...]]:
        found = _SPECIFIC.findall(self.selector)
        return zip(*found, strict=True) if found else iter(((), (), ()))


_Layers = defaultdict[int, list[tuple[tuple[int, ...], Declared]]]  # by element, each with its weight


@dataclass(slots=True)
class Styles:
    """What is declared for the elements of a page, by their identity.

    Attributes:
        hovered: Elements that a rule shows once a reader points at something or ticks it.
        toggled: Elements that a rule with a further class shows: a script sets it.
    """

    declared: dict[int, Declared] = field(default_factory=dict)
    hovered: set[int] = field(default_factory=set)
    toggled: set[int] = field(default_factory=set)


def find_styles(root: Tag, sheets: Iterable[str]) -> Styles:
    """Match style sheets and `style` attributes with a page's elements; what comes later or is meant closer wins."""
    styles = Styles()
    found: _Layers = defaultdict(list)
    page = _Elements(root)
    rules = _parse_sheets("\n".join(sheet for sheet in sheets if _CAN_HIDE.search(sheet)))
    for rule in sorted(rules, key=lambda rule: rule.declared.keys() <= _COLOURS):
        if _STATE.search(rule.selector):
            if _shows(rule.declared):
                styles.hovered.update(map(id, page.select(_last_compound(_STATE.sub("", rule.selector)))))
            continue
        if _shows(rule.declared):
            styles.toggled.update(id(tag) for tag in _without_a_class(page, rule.selector))
        plain, urgent = _part(rule.declared, rule.important)
        for tag in page.select(rule.selector):
            found[id(tag)] += [((0, *rule.weight), plain), ((2, *rule.weight), urgent)]
    for tag in root.find_all(style=True):
        plain, urgent = _part(*_parse_declarations(str(tag["style"])))
        found[id(tag)] += [((1,), plain), ((3,), urgent)]
    styles.declared.update(_merge(found))
    return styles


def _part(declared: Declared, important: Collection[str]) -> tuple[Declared, Declared]:
    """Part declarations into plain ones and those marked as important."""
    plain = {name: value for name, value in declared.items() if name not in important}
    return plain, {name: value for name, value in declared.items() if name in important}


def _merge(found: _Layers) -> Iterator[tuple[int, Declared]]:
    for key, layers in found.items():
        merged: Declared = {}
        for _, declared in sorted(layers, key=lambda layer: layer[0]):
            merged |= declared
        if merged:
            yield key, merged


class _Elements:
    """A page's elements by id, class and name, so that a rule is tried on few of them."""

    def __init__(self, root: Tag) -> None:
        self._root = root
        self._by_key: dict[str, list[Tag]] = {}
        self._tries = MAX_TRIES

    def select(self, selector: str) -> list[Tag]:
        """Return the elements that a selector matches; none once too many were tried."""
        if not self._by_key:
            self._index()
        compound = _last_compound(selector)
        is_plain = not any(mark in selector for mark in "()[\\:*")
        keys = _KEYS.findall(selector) if is_plain else []
        if any(key.lower() not in self._by_key for key in keys):
            return []
        inner = [key.lower() for key in _KEYS.findall(compound)] if is_plain else []
        candidates = min((self._by_key[key] for key in inner), key=len, default=self._by_key["*"])
        if len(keys) == 1 and is_plain:
            return candidates
        self._tries -= len(candidates)
        return self._match(selector, candidates) if self._tries > 0 else []

    def _match(self, selector: str, candidates: list[Tag]) -> list[Tag]:
        try:
            compiled = soupsieve.compile(selector)
        except (soupsieve.SelectorSyntaxError, NotImplementedError):
            return []  # of what is drawn before or after an element, or newer than the library
        return [tag for tag in candidates if compiled.match(tag)]

    def _index(self) -> None:
        everything: list[Tag] = []
        by_key: defaultdict[str, list[Tag]] = defaultdict(list)
        for tag in [self._root, *self._root.find_all(True)]:
            classes = tag.get("class")
            everything.append(tag)
            by_key[tag.name].append(tag)
            by_key[f"#{tag.get('id')}".lower()].append(tag)
            for name in classes if isinstance(classes, list) else [classes] if classes else []:
                by_key[f".{name}".lower()].append(tag)
        self._by_key = {**by_key, "*": everything}


@lru_cache(maxsize=4)  # the chapters of a book share a sheet
def _parse_sheets(sheet: str) -> tuple[_Rule, ...]:
    rules: list[_Rule] = []
    for node in _flatten(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)):
        declared, important = _parse_declarations(node.content)
        for selector in _split_selectors(tinycss2.serialize(node.prelude)) if declared else ():
            rules.append(_Rule(selector=selector, declared=declared, important=important, order=len(rules)))
        if len(rules) > MAX_RULES:
            break
    return tuple(rules)


def _flatten(nodes: Iterable[Any]) -> Iterator[Any]:
    for node in nodes:
        if node.type == "qualified-rule":
            yield node
        elif _is_for_screens(node):
            inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            yield from _flatten(inner)


def _is_for_screens(node: Any) -> bool:
    is_media = node.type == "at-rule" and node.lower_at_keyword == "media" and node.content is not None
    return is_media and _SCREENS.fullmatch(tinycss2.serialize(node.prelude)) is not None


def _parse_declarations(source: Any) -> tuple[Declared, frozenset[str]]:
    declared: Declared = {}
    important: set[str] = set()
    for node in tinycss2.parse_blocks_contents(source, skip_comments=True, skip_whitespace=True):
        if node.type == "declaration" and node.lower_name in PROPERTIES:
            declared[node.lower_name] = tinycss2.serialize(node.value).strip().lower()
            if node.important:
                important.add(node.lower_name)
    return declared, frozenset(important)


def _split_selectors(prelude: str) -> list[str]:
    """Part a list of selectors; one with commas inside brackets stays whole."""
    text = prelude.strip()
    return [text] if "(" in text else [part.strip() for part in text.split(",") if part.strip()]


def _shows(declared: Declared) -> bool:
    display, visibility = declared.get("display", "none"), declared.get("visibility", "")
    height, opacity = declared.get("max-height", "0"), declared.get("opacity", "0")
    return (
        display != "none"
        or visibility == "visible"
        or height not in {"0", "0px"}
        or opacity not in {"0", "0.0"}
    )


def _last_compound(selector: str) -> str:
    return re.split(r"[\s>+~]+", selector.strip())[-1]


def _without_a_class(page: _Elements, selector: str) -> Iterator[Tag]:
    """Yield the elements that a selector would match if a script set one of its classes."""
    compound = _last_compound(selector)
    classes = re.findall(r"\.[\w-]+", compound)
    if compound != selector:
        yield from page.select(compound)
    for name in classes if len(classes) > 1 else ():
        yield from page.select(compound.replace(name, "", 1))
