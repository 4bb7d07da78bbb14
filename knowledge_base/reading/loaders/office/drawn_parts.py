"""Charts and SmartArt graphics of Office documents, which stand in parts of their own → blocks.

A chart keeps the values that it showed last; a SmartArt graphic keeps its texts as a tree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from lxml import etree

from knowledge_base.reading.loaders.blocks import Block, BlockKind
from knowledge_base.reading.loaders.office.cell_text import to_shown_text
from knowledge_base.reading.loaders.tables import render_row

_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DRAWN = (f"{_CHART}chart", f"{_DIAGRAM}relIds")
MAX_POINTS = 5_000
_UNTYPED = {None, "node", "asst"}  # the others are lines between texts, and how the graphic is drawn


def read_drawn_parts(parent: Any, part: Any) -> Iterator[Block]:
    """Yield what the charts and SmartArt graphics say that an element of a part shows."""
    for element in parent.iter(*DRAWN):
        is_chart = element.tag == f"{_CHART}chart"
        root = _find_root(element.get(f"{_RELATION}{'id' if is_chart else 'dm'}"), part)
        if root is not None:
            yield from _read_chart(root) if is_chart else _read_diagram(root)


def count_comments(part: Any) -> int:
    """Return how many comments stand beside a document or slide: for those who wrote it."""
    return sum(
        _count_in(relation.target_part.blob)
        for relation in part.rels.values()
        if not relation.is_external and relation.reltype.endswith("/comments")
    )


def _count_in(comments: bytes) -> int:
    root = etree.fromstring(comments, etree.XMLParser(resolve_entities=False, no_network=True))
    return sum(1 for _ in root.iter("{*}comment", "{*}cm"))


def _find_root(relation_id: str | None, part: Any) -> Any:
    relation = part.rels.get(relation_id or "")
    if relation is None or relation.is_external:
        return None
    return etree.fromstring(
        relation.target_part.blob, etree.XMLParser(resolve_entities=False, no_network=True)
    )


def _read_chart(root: Any) -> Iterator[Block]:
    title = root.find(f"{_CHART}chart/{_CHART}title")
    if title is not None and (text := _text_of(title)):
        yield Block(text=text)
    columns = [_read_series(series) for series in root.iter(f"{_CHART}ser")]
    labels = {index: label for _, categories, _ in columns for index, label in categories.items()}
    header = [_axis_title(root), *(name for name, _, _ in columns)]
    for index in sorted({index for _, _, values in columns for index in values})[:MAX_POINTS]:
        row = [labels.get(index, ""), *(values.get(index, "") for _, _, values in columns)]
        if line := render_row(header, row):
            yield Block(text=line, kind=BlockKind.ROW)


def _axis_title(root: Any) -> str:
    axis = root.find(f"{_CHART}chart/{_CHART}plotArea/{_CHART}catAx/{_CHART}title")
    return "" if axis is None else _text_of(axis)


def _read_series(series: Any) -> tuple[str, dict[int, str], dict[int, str]]:
    """Return a series' name, and its categories and values by their place."""
    name = " ".join(_points(series.find(f"{_CHART}tx")).values())
    categories = _first(series, "cat", "xVal")
    return name, _points(categories), _points(_first(series, "val", "yVal"))


def _first(series: Any, *names: str) -> Any:
    return next((found for name in names if (found := series.find(f"{_CHART}{name}")) is not None), None)


def _points(parent: Any) -> dict[int, str]:
    """Return the points of a cache by their place; those of several levels of categories are joined."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for point in parent.iter(f"{_CHART}pt") if parent is not None else ():
        index, value = str(point.get("idx")), point.findtext(f"{_CHART}v") or ""
        code = point.get("formatCode") or point.getparent().findtext(f"{_CHART}formatCode") or "General"
        if index.isdigit():
            found[int(index)].insert(
                0, _shown(value, code, is_number=point.getparent().tag.endswith("numCache"))
            )
    return {index: " ".join(values) for index, values in found.items()}


def _shown(value: str, code: str, *, is_number: bool) -> str:
    try:
        return to_shown_text(float(value), code) if is_number else value
    except ValueError:
        return value


def _read_diagram(root: Any) -> Iterator[Block]:
    points = {point.get("modelId"): point for point in root.iter(f"{_DIAGRAM}pt")}
    children = _children_of(root)
    inner = {child for found in children.values() for _, child in found}
    stack = [key for key in reversed(points) if key not in inner]
    while stack:
        point = points.pop(stack.pop(), None)  # taken out: the lines may lead back
        if point is None:
            continue
        text = _text_of(point) if point.get("type") in _UNTYPED else ""
        if text:
            yield Block(text=text, kind=BlockKind.ITEM)
        stack.extend(child for _, child in sorted(children[point.get("modelId")], reverse=True))


def _children_of(root: Any) -> defaultdict[str, list[tuple[int, str]]]:
    """Return what follows from each point of a graphic, with its place among its like."""
    children: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for line in root.iter(f"{_DIAGRAM}cxn"):
        if line.get("type") in {None, "parOf"}:
            order = str(line.get("srcOrd") or "0")
            children[line.get("srcId")].append(
                (int(order) if order.isdigit() else 0, str(line.get("destId")))
            )
    return children


def _text_of(element: Any) -> str:
    paragraphs = (
        "".join(text.text or "" for text in paragraph.iter(f"{_DRAWING}t"))
        for paragraph in element.iter(f"{_DRAWING}p")
    )
    return " ".join(" ".join(paragraphs).split())
