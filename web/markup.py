"""Data → markup for the chat: whatever users, models and documents write stays text.

A model's Markdown is parsed, and its tokens are written here, so that where code, a formula or a link begins is known
and never guessed. Nothing that a model writes can become a citation, a picture, or a link to an address that no cited
passage holds. Gradio parses Markdown and sanitises HTML once more: each block is one line of HTML, which it leaves
as it is, and formulas keep their delimiters, for it draws them.
"""

from __future__ import annotations

import re
import string
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from assistant.conversation import CitationAnchor

DELIMITERS = (("$$", "$$"), ("\\[", "\\]"), ("\\(", "\\)"))  # a single $ is money in a shop
DISPLAYED = frozenset({"$$", "\\["})

_PUNCTUATION = {ord(char): f"&#{ord(char)};" for char in string.punctuation}
_PRIVATE = re.compile("[\ue000-\uf8ff]")
# outside formulas nothing may look like one: \ $ and Gradio's own mark for one, %%%LATEX_BLOCK_0%%%
_ESCAPED = {ord(char): f"&#{ord(char)};" for char in "&<>\"'\\$%\n"}
# A mark is written as letters of two dead scripts that are punctuation, which no rule of Markdown takes for a word.
_START, _BITS = "\U0001091f", "\U0001039f\U000103d0"
_MARK_LETTERS = re.compile(f"[{_START}{_BITS}]")
_MARK = re.compile(f"{_START}([{_BITS}]+){_START}")
_ADDRESS = re.compile(r"https?://[^\s<>\"'`|\\^{}（）《》「」【】，。；：！？、]+")
_AFTER_ADDRESS = ".,;:!?)]*_~"


def plain(text: str) -> str:
    """Write text so that neither Markdown nor HTML sees anything in it; lines stay lines."""
    lines = _PRIVATE.sub("", text).translate(_PUNCTUATION).split("\n")
    return "<br>".join(line.replace("  ", "&nbsp; ") for line in lines)


def find_addresses(texts: Collection[str]) -> frozenset[str]:
    """Return the web addresses that stand in texts."""
    return frozenset(
        match.group().rstrip(_AFTER_ADDRESS) for text in texts for match in _ADDRESS.finditer(text)
    )


def formatted(text: str) -> str:
    """Write a model's Markdown, without marks and links."""
    return formatted_with_anchors(text, (), {})


def formatted_with_anchors(
    text: str,
    anchors: Sequence[CitationAnchor],
    links: Mapping[int, str],
    addresses: Collection[str] = (),
) -> str:
    """Write a model's Markdown with a link or a mark behind each sentence that has an anchor.

    Args:
        text: The reply.
        anchors: Where numbers stand.
        links: Markup of each number, and of `UNSUPPORTED`.
        addresses: What the reply may link to; any other address is shown as text.
    """
    marked = list(_MARK_LETTERS.sub(" ", text))
    for place, anchor in sorted(enumerate(anchors), key=lambda pair: -pair[1].offset):
        marked.insert(min(anchor.offset, len(text)), _write_mark(place))
    marks = [links.get(anchor.number, "") for anchor in anchors]
    page = _Page(marks=marks, addresses=frozenset(addresses))
    tokens = _PARSER.parse("".join(marked))
    return "\n\n".join(page.write(block) for block in _blocks(tokens))


def _write_mark(place: int) -> str:
    bits = "".join(_BITS[int(bit)] for bit in f"{place:b}")
    return f"{_START}{bits}{_START}"


def _read_mark(bits: str) -> int:
    return int("".join(str(_BITS.index(letter)) for letter in bits), 2)


def _blocks(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield the tokens of each block at the top."""
    block: list[Token] = []
    depth = 0
    for token in tokens:
        block.append(token)
        depth += token.nesting
        if depth == 0:
            yield block
            block = []


@dataclass(slots=True, kw_only=True)
class _Page:
    """Writes the tokens of one reply.

    Attributes:
        marks: Markup of each mark, by its place.
        addresses: What may be linked to.
        target: Of the link that is being written.
        is_in_link: Whether one is.
        label: Of the link, so far.
        waiting: Marks that stand in a link, in code or in a formula; they are written behind it.
    """

    marks: Sequence[str]
    addresses: frozenset[str]
    target: str = ""
    is_in_link: bool = False
    label: str = ""
    waiting: list[str] = field(default_factory=list)

    def write(self, tokens: Sequence[Token]) -> str:
        """Write tokens as HTML on one line."""
        return "".join(map(self._write_one, tokens))

    def _write_one(self, token: Token) -> str:
        match token.type:
            case "inline":
                return self.write(token.children or ())
            case "text" | "text_special":
                return self._write_text(token.content)
            case "softbreak" | "hardbreak":
                return "<br>"
            case "code_inline":
                return f"<code>{self._without_marks(token.content)}</code>{self._take_waiting()}"
            case "fence" | "code_block":
                return f"<pre><code>{self._without_marks(token.content)}</code></pre>{self._take_waiting()}"
            case "math":
                return self._write_formula(token)
            case "link_open":
                return self._open_link(str(token.attrs.get("href", "")))
            case "link_close":
                return self._close_link()
        return self._write_tag(token)

    def _write_formula(self, token: Token) -> str:
        content = _escape_formula(self._without_marks(token.content, is_formula=True))
        formula = f"{token.markup}{content}{token.info}"
        return (f"<p>{formula}</p>" if token.block else formula) + self._take_waiting()

    def _write_tag(self, token: Token) -> str:
        if token.hidden or token.tag not in _TAGS:
            return ""
        if token.nesting < 0:
            return f"</{token.tag}>"
        attributes = ""
        if token.type == "ordered_list_open" and isinstance(start := token.attrGet("start"), int):
            attributes = f' start="{start}"'
        elif token.type in {"th_open", "td_open"} and (style := str(token.attrGet("style") or "")):
            attributes = f' align="{style.rpartition(":")[2]}"'
        return f"<{token.tag}{attributes}>"

    def _write_text(self, text: str) -> str:
        pieces = _MARK.split(text)  # words, the place of a mark, words, …
        html = self._link_addresses(pieces[0])
        for bits, words in zip(pieces[1::2], pieces[2::2], strict=True):
            self.waiting.append(self._mark(bits))
            html += ("" if self.is_in_link else self._take_waiting()) + self._link_addresses(words)
        return html

    def _link_addresses(self, words: str) -> str:
        if self.is_in_link:
            self.label += words
            return _escape(words)
        html, end = "", 0
        for match in _ADDRESS.finditer(words):
            address = match.group().rstrip(_AFTER_ADDRESS)
            if address in self.addresses:
                html += f"{_escape(words[end : match.start()])}{_link(address)}{_escape(address)}</a>"
                end = match.start() + len(address)
        return html + _escape(words[end:])

    def _open_link(self, target: str) -> str:
        self.is_in_link, self.label = True, ""
        self.target = self._strip(target)
        return _link(self.target) if self.target in self.addresses else ""

    def _close_link(self) -> str:
        self.is_in_link = False
        shown = "" if self.target in {"", self.label} else f" ({_escape(self.target)})"
        return ("</a>" if self.target in self.addresses else shown) + self._take_waiting()

    def _without_marks(self, code: str, *, is_formula: bool = False) -> str:
        plain_code = self._strip(code)
        return plain_code if is_formula else _escape(plain_code)

    def _strip(self, text: str) -> str:
        """Take the marks out; they are written later."""
        self.waiting.extend(self._mark(bits) for bits in _MARK.findall(text))
        return _MARK_LETTERS.sub("", text)

    def _mark(self, bits: str) -> str:
        place = _read_mark(bits)
        return self.marks[place] if place < len(self.marks) else ""

    def _take_waiting(self) -> str:
        html = "".join(self.waiting)
        self.waiting.clear()
        return html


_BLOCK_TAGS = ("p", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr")
_TABLE_TAGS = ("table", "thead", "tbody", "tr", "th", "td")
_TAGS = frozenset((*_BLOCK_TAGS, *_TABLE_TAGS, "strong", "em", "s"))


def _escape(text: str) -> str:
    return text.translate(_ESCAPED)


def _escape_formula(text: str) -> str:
    """Write a formula so that Gradio finds it: its backslashes stay."""
    return escape(" ".join(text.split()))


def _link(address: str) -> str:
    return f'<a href="{_escape(address)}" target="_blank" rel="noopener noreferrer nofollow">'


def _read_formula(state: StateInline, silent: bool) -> bool:  # the parser's own signature
    """Read a formula within a line."""
    left, right = next((pair for pair in DELIMITERS if state.src.startswith(pair[0], state.pos)), ("", ""))
    start = state.pos + len(left)
    end = state.src.find(right, start, state.posMax) if left else -1
    if end <= start:
        return False
    if not silent:
        token = state.push("math", "", 0)
        token.content, token.markup, token.info = state.src[start:end], left, right
    state.pos = end + len(right)
    return True


def _read_displayed_formula(state: StateBlock, line: int, last: int, silent: bool) -> bool:
    """Read a formula of lines of its own, whose lines could else be taken for a list."""
    first = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
    left, right = _find_delimiters(first)
    if not left or state.is_code_block(line):
        return False
    lines = [first[len(left) :]]
    while right not in lines[-1]:
        line += 1
        if line >= last or state.isEmpty(line):
            return False
        lines.append(state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]])
    before, _, after = lines[-1].partition(right)
    if _MARK.sub("", after).strip() or not "".join((*lines[:-1], before)).strip():
        return False
    if not silent:
        token = state.push("math", "", 0)
        token.block = True
        token.content, token.markup, token.info = "\n".join((*lines[:-1], before)) + after, left, right
        state.line = line + 1
    return True


def _find_delimiters(line: str) -> tuple[str, str]:
    """Return what a displayed formula that begins with a line stands between; two empty texts for any other line."""
    displayed = [pair for pair in DELIMITERS if pair[0] in DISPLAYED]
    return next((pair for pair in displayed if line.startswith(pair[0])), ("", ""))


def _is_address(url: str) -> bool:
    return bool(url)


def _unchanged(url: str) -> str:
    return url


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.disable(["image", "html_block", "html_inline", "reference", "entity"])
    parser.inline.ruler.before("escape", "math", _read_formula)
    parser.block.ruler.before("fence", "math", _read_displayed_formula, {"alt": ["paragraph"]})
    # any address is read as one, and as it was written; none is linked to that is not known
    parser.validateLink = _is_address  # type: ignore[method-assign]
    parser.normalizeLink = _unchanged  # type: ignore[method-assign]
    return parser


_PARSER = _make_parser()
