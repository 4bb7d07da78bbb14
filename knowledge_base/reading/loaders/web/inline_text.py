"""The text of an element as it is seen on a line: a space only where a block or a line ends."""

from __future__ import annotations

from bs4 import Tag
from bs4.element import NavigableString, PreformattedString

_INLINE = frozenset(
    """a abbr acronym b bdi bdo big cite code data dfn em font i ins kbd label mark q rb ruby s samp small span strong
    sub sup time tt u var wbr""".split()  # noqa: SIM905  # as prose
)


def inline_text(tag: Tag) -> str:
    """Return the text of an element: words that are only partly bold stay whole."""
    pieces: list[str] = []
    stack: list[Tag | NavigableString | None] = [tag]
    while stack:
        node = stack.pop()
        if node is None:
            pieces.append(" ")
        elif isinstance(node, Tag):
            is_inline = node.name in _INLINE
            stack += [] if is_inline else [None]
            stack.extend(
                child for child in reversed(node.contents) if isinstance(child, Tag | NavigableString)
            )
            pieces += [] if is_inline else [" "]
        elif not isinstance(node, PreformattedString):
            pieces.append(str(node))
    return " ".join("".join(pieces).split())
