"""HTML and Markdown → blocks. Markdown becomes HTML first, so that one walk serves both."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, Doctype, NavigableString, PreformattedString
from markdown_it import MarkdownIt

from knowledge_base.loaders.blocks import Block, HeadingPath, LoadedDocument, render_table
from knowledge_base.loaders.text_loader import decode_text

_UNREAD = ("script", "style", "nav", "footer", "aside", "form", "template", "noscript", "svg", "iframe")
_BLOCKS = frozenset(
    """address article blockquote body dd details div dl dt fieldset figcaption figure header li main ol p pre
    section summary table td th tr ul h1 h2 h3 h4 h5 h6 html hr""".split()  # noqa: SIM905  # as prose
)


def load_markdown(data: bytes) -> LoadedDocument:
    """Read Markdown with tables; raw HTML in it is read as text of a page, never run."""
    text = decode_text(data)
    return _walk(MarkdownIt("commonmark", {"html": True}).enable("table").render(_without_front_matter(text)))


def load_html(data: bytes) -> LoadedDocument:
    """Read a web page without its navigation, scripts and hidden parts."""
    return _walk(decode_text(data))


def _without_front_matter(text: str) -> str:
    if not text.startswith("---\n"):
        return text
    _, _, rest = text[4:].partition("\n---\n")
    return rest or text


def _walk(html: str) -> LoadedDocument:
    soup = BeautifulSoup(html, "lxml")
    for tag in soup.find_all(_UNREAD):
        tag.decompose()
    for tag in soup.find_all(_is_hidden):
        tag.decompose()
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    walker = _Walker()
    if soup.body:
        walker.visit(soup.body)
    walker.end_block()
    return LoadedDocument(title=title or walker.first_heading, blocks=tuple(walker.blocks))


def _is_hidden(tag: Tag) -> bool:
    style = str(tag.get("style") or "").replace(" ", "").lower()
    return tag.has_attr("hidden") or "display:none" in style or tag.get("aria-hidden") == "true"


class _Walker:
    """Collects blocks in reading order."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.first_heading = ""
        self._path = HeadingPath()
        self._words: list[str] = []

    def visit(self, tag: Tag) -> None:
        stack: list[Tag | NavigableString | None] = [tag]  # not recursive: a page may be nested without end
        while stack:
            node = stack.pop()
            if node is None:
                self.end_block()
            elif isinstance(node, Tag):
                self._enter(node, stack)
            elif not isinstance(node, Comment | Doctype | PreformattedString):
                self._words.append(str(node))

    def _enter(self, tag: Tag, stack: list[Tag | NavigableString | None]) -> None:
        if tag.name in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.end_block()
            self._enter_heading(int(tag.name[1]), tag.get_text(" ", strip=True))
        elif tag.name == "table":
            self.end_block()
            for line in render_table(_read_rows(tag)):
                self._add(line)
        elif tag.name == "br":
            self._words.append("\n")
        elif tag.name == "img":
            self._words.append(str(tag.get("alt") or ""))
        elif tag.name == "pre":
            self.end_block()
            self._add(tag.get_text().strip("\n"))
        else:
            is_block = tag.name in _BLOCKS
            if is_block:
                self.end_block()
                stack.append(None)
            stack.extend(
                child for child in reversed(tag.contents) if isinstance(child, Tag | NavigableString)
            )

    def end_block(self) -> None:
        lines = "".join(self._words).split("\n") if self._words else []
        self._words = []
        text = " ".join(" ".join(line.split()) for line in lines).strip()
        self._add(text)

    def _enter_heading(self, level: int, text: str) -> None:
        if text:
            self.first_heading = self.first_heading or text
            self._path.enter(level, " ".join(text.split()))

    def _add(self, text: str) -> None:
        if text.strip():
            self.blocks.append(Block(text=text, heading_path=self._path.path))


def _read_rows(table: Tag) -> list[list[str]]:
    rows = (
        [cell.get_text(" ", strip=True) for cell in row.find_all(("td", "th"))]
        for row in table.find_all("tr")
    )
    return [row for row in rows if row]
