"""HTML and Markdown → blocks. Markdown becomes HTML first, so that one walk serves both."""

from __future__ import annotations

from dataclasses import replace

from markdown_it import MarkdownIt

from knowledge_base.reading.loaders.blocks import LoadedDocument
from knowledge_base.reading.loaders.encodings import decode_text
from knowledge_base.reading.loaders.web.html_content import read_soup
from knowledge_base.reading.loaders.web.html_walk import walk_html
from knowledge_base.reading.loaders.web.linked_data import read_questions
from knowledge_base.reading.visibility.left_out import LeftOut


def load_markdown(data: bytes) -> LoadedDocument:
    """Read Markdown with tables; raw HTML in it is read as text of a page, never run."""
    text, title = _split_front_matter(decode_text(data))
    html = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text)
    left_out = LeftOut()
    loaded = walk_html(read_soup(html, left_out, is_page=False))
    return replace(loaded, title=title or loaded.title, warnings=left_out.warnings)


def load_html(data: bytes) -> LoadedDocument:
    """Read a web page without its navigation, scripts and what no reader sees."""
    left_out = LeftOut()
    html = decode_text(data)
    loaded = walk_html(read_soup(html, left_out, is_page=True))
    blocks = (*loaded.blocks, *read_questions(html, loaded.blocks))
    return replace(loaded, blocks=blocks, warnings=left_out.warnings)


def _split_front_matter(text: str) -> tuple[str, str]:
    """Part the text from the YAML before it, of which only the title is of use."""
    if not text.startswith("---\n"):
        return text, ""
    head, separator, rest = text[4:].partition("\n---\n")
    if not separator:
        return text, ""
    title = next((line[6:] for line in head.split("\n") if line.startswith("title:")), "")
    return rest, title.strip().strip("\"'")
