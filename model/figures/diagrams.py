"""Flow diagrams: written as Mermaid source by us, laid out by mmdr (a Rust port of Mermaid, no browser, no script).

Mermaid's own language has links, styles and HTML in labels; none of it can come from a specification, because labels
are written as character entities wherever a character means something to Mermaid.
"""

from __future__ import annotations

import re

import mmdr

from model.errors import FigureError
from model.figures.specification import Diagram

_PLAIN = re.compile(r"[^\w\s,.:;!?+/=%()°，。：；！？、（）《》“”‘’·…—\-]")

_VIEW_BOX = re.compile(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')


def draw_diagram(diagram: Diagram) -> bytes:
    """Draw a diagram from top to bottom.

    Returns:
        SVG, UTF-8, on white.

    Raises:
        FigureError: The layout failed.
    """
    try:
        svg: str = mmdr.render(to_mermaid(diagram)).svg()
    except (ValueError, RuntimeError, OSError) as exc:
        msg = f"the diagram can't be laid out: {exc}"[:200]
        raise FigureError(msg) from exc
    if not svg.startswith("<svg"):
        msg = "the diagram can't be laid out"
        raise FigureError(msg)
    return _with_size(svg).encode()


def to_mermaid(diagram: Diagram) -> str:
    """Write a diagram in Mermaid's language; nodes are numbered, so a name can't be a keyword."""
    number = {node.id: f"n{position}" for position, node in enumerate(diagram.nodes)}
    lines = ["flowchart TD"]
    for node in diagram.nodes:
        left, right = ("{", "}") if node.is_decision else ("[", "]")
        lines.append(f'  {number[node.id]}{left}"{_escape(node.text or node.id)}"{right}')
    for edge in diagram.edges:
        label = f'|"{_escape(edge.text)}"|' if edge.text else ""
        lines.append(f"  {number[edge.start]} -->{label} {number[edge.end]}")
    return "\n".join(lines) + "\n"


def _with_size(svg: str) -> str:
    """Give the picture its natural size: as wide as the page, a diagram of two steps would be huge."""
    box = _VIEW_BOX.search(svg)
    if box is None:
        return svg
    return svg.replace('width="100%"', f'width="{box[1]}" height="{box[2]}"', 1)


def _escape(text: str) -> str:
    return _PLAIN.sub(lambda match: f"#{ord(match[0])};", text)
