"""What of a web page is its content: navigation, banners, scripts and what no reader sees are taken out."""

from __future__ import annotations

import re
from collections.abc import Callable

from bs4 import BeautifulSoup, Tag

from knowledge_base.errors import DocumentUnreadableError
from knowledge_base.reading.loaders.web.readings import remove_readings
from knowledge_base.reading.visibility.disclosure import join_controls_with_panels
from knowledge_base.reading.visibility.html_visibility import remove_unseen
from knowledge_base.reading.visibility.left_out import LeftOut, Unseen

MIN_MAIN_SHARE = 0.4  # of the page's text that its `<main>` or only `<article>` holds, or it is not believed
MAX_LINK_SHARE = 0.8  # of a list's text that is links, from which the list is navigation
MIN_LINKS = 3
MAX_LINKED_ASIDE = 0.4  # of the text of an aside that is links, or it is navigation
MAX_DEPTH = 300

_UNREAD = frozenset(
    """script style nav template noscript svg iframe object embed canvas select textarea dialog
    head""".split()  # noqa: SIM905  # as prose
)
_PROSE = (
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "table",
    "li",
)  # what a form is not made of, unless a page stands in it
_ASKING = ("label", "a", "button", "select", "option", "textarea", "script", "style", "legend")
_HEAD_ONLY = frozenset({"title", "meta", "link", "style", "script", "base", "noscript", "template"})
MIN_LOOSE_CHARACTERS = 160  # the same of text in elements of any kind
MIN_FORM_CHARACTERS = 80  # of prose in a form, from which it is the page's frame
_INLINE = frozenset({"a", "b", "em", "font", "i", "p", "small", "span", "strong", "u"})  # often left open
_ROLES = {
    "navigation",
    "banner",
    "contentinfo",
    "search",
    "complementary",
    "dialog",
    "alertdialog",
    "menu",
    "menubar",
}
# Words of a class or id, whole: "nav" must not match "canvas", nor "share" a "shareholder".
_BOILERPLATE = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|sidebar|breadcrumbs?|cookies?|consent|gdpr|share|sharing|social|"
    r"related|recommended|newsletter|subscribe|advert|ads?|promo|pagination|pager|skip|toc|tableofcontents|"
    r"masthead|comments|cookie\w{2,20})(?:[\s_-]|$)",
    re.IGNORECASE,
)

_CONTENT = frozenset({"main", "article", "body", "html", "p", "td", "th", "tr", "table", "li", "dd", "dt"})
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")  # CookieDialog


def read_soup(
    html: str,
    left_out: LeftOut,
    *,
    is_page: bool,
    find_sheet: Callable[[str], str | None] = lambda _: None,
) -> Tag:
    """Parse HTML and take out what nobody reads.

    Args:
        html: The text of the file.
        left_out: Counts what no reader sees.
        is_page: Whether to look for the main part of a web page; a chapter of a book is all content.
        find_sheet: Returns the style sheet at an address; None where it is not at hand.
    """
    soup = BeautifulSoup(html, "lxml")
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    root = _find_body(soup)
    _refuse_deep(root)
    linked = [find_sheet(str(link.get("href") or "")) for link in soup.find_all("link", rel="stylesheet")]
    sheets = [*filter(None, linked), *(style.get_text() for style in soup.find_all("style"))]
    left_out.add(Unseen.READINGS, remove_readings(root))
    _remove(root, lambda tag: tag.name in _UNREAD or (tag.name == "form" and not _frames_a_page(tag)))
    remove_unseen(root, left_out, sheets=sheets, is_styled_elsewhere=None in linked)
    join_controls_with_panels(root)
    _remove(root, lambda tag: tag.name == "button")
    if is_page:
        root = _find_main(root)
        _remove(root, _is_boilerplate)
    root["data-title"] = title
    return root


def _find_body(soup: BeautifulSoup) -> Tag:
    """Return the body; what the parser took for a part of the head is put into it."""
    body: Tag = soup.body or soup.html or soup
    strays = [tag for tag in (soup.head.contents if soup.head else ()) if _is_stray(tag)]
    for place, tag in enumerate(strays):
        body.insert(place, tag.extract())
    return body


def _is_stray(node: object) -> bool:
    return isinstance(node, Tag) and node.name not in _HEAD_ONLY


def _frames_a_page(form: Tag) -> bool:
    """Tell a form that a whole page stands in from one that asks for something."""
    prose = [tag for tag in form.find_all(_PROSE) if tag.find(("input", "label", "a", "select")) is None]
    if any(tag.name == "table" and len(tag.find_all("tr")) > 1 for tag in prose) or form.find("h1"):
        return True
    if sum(len(tag.get_text(" ", strip=True)) for tag in prose) >= MIN_FORM_CHARACTERS:
        return True
    loose = (text for text in form.find_all(string=True) if text.find_parent(_ASKING) is None)
    return sum(len(text.strip()) for text in loose) >= MIN_LOOSE_CHARACTERS


def _refuse_deep(root: Tag) -> None:
    """Refuse a page whose blocks are nested as in no page that people write: each level would be searched again."""
    depths = {id(root): 0}
    for node in root.descendants:
        if isinstance(node, Tag):
            depth = depths[id(node.parent)] + (node.name not in _INLINE)
            depths[id(node)] = depth
            if depth > MAX_DEPTH:
                msg = f"the page's parts are nested more than {MAX_DEPTH} deep"
                raise DocumentUnreadableError(msg)


def _remove(root: Tag, is_unwanted: Callable[[Tag], bool]) -> None:
    for tag in root.find_all(is_unwanted):
        if not tag.decomposed:
            tag.decompose()


def _find_main(root: Tag) -> Tag:
    whole = len(root.get_text(" ", strip=True))
    for is_main in (_is_main, _is_article):
        candidates = root.find_all(is_main)
        if len(candidates) == 1 and len(candidates[0].get_text(" ", strip=True)) >= MIN_MAIN_SHARE * whole:
            return candidates[0]
    return root


def _is_main(tag: Tag) -> bool:
    return tag.name == "main" or tag.get("role") == "main"


def _is_article(tag: Tag) -> bool:
    return tag.name == "article"


def _is_boilerplate(tag: Tag) -> bool:
    if tag.name in _CONTENT:
        return False
    is_beside = tag.get("role") in _ROLES or tag.name == "aside"
    if (is_beside and not _is_caution(tag)) or _is_page_edge(tag):
        return True
    if _BOILERPLATE.search(_names_of(tag)) and not tag.find(("h1", "main", "article")):
        return True
    return tag.name in {"ul", "ol"} and _is_link_list(tag)


def _names_of(tag: Tag) -> str:
    """Return the classes and the id of an element, `CookieDialog` as `Cookie-Dialog`."""
    classes = tag.get("class")
    names = [*(classes if isinstance(classes, list) else [classes or ""]), str(tag.get("id") or "")]
    return _CAMEL.sub("-", " ".join(names))


def _is_caution(tag: Tag) -> bool:
    """Tell a remark beside the text from a column of links: most of it is prose, and it belongs to the content."""
    if tag.name != "aside" and tag.get("role") != "complementary":
        return False
    text = len(tag.get_text("", strip=True))
    linked = sum(len(link.get_text("", strip=True)) for link in tag.find_all("a"))
    return text > 0 and linked <= MAX_LINKED_ASIDE * text and tag.find(("form", "input", "nav")) is None


def _is_page_edge(tag: Tag) -> bool:
    """Tell a page's own header and footer from those of an article."""
    if tag.name == "footer":
        return tag.find_parent(("article", "section", "blockquote")) is None
    return tag.name == "header" and tag.find(("h1", "h2")) is None and tag.find_parent("article") is None


def _is_link_list(tag: Tag) -> bool:
    links = tag.find_all("a", href=True)
    if len(links) < MIN_LINKS or len(links) < len(tag.find_all("li")):
        return False
    text = len(tag.get_text("", strip=True))
    linked = sum(len(link.get_text("", strip=True)) for link in links)
    return linked > MAX_LINK_SHARE * text
