"""Closed parts of a page that a reader can open: folded questions, tabs, what shows when it is pointed at.

Such a part belongs to a control: one that names it, or the button or tab that stands right before it.
"""

from __future__ import annotations

import re
from copy import copy

from bs4 import BeautifulSoup, Tag

from knowledge_base.reading.visibility.style_rules import Styles

OPENED = "data-opened"  # marks a part that was closed, and that a reader can open
_NAMES_ITS_PANEL = ("aria-controls", "data-bs-target", "data-target", "href")
_CONTROL_NAMES = frozenset({"button", "summary"})
_CONTROL_ROLES = frozenset({"button", "tab"})
_ACTS = ("onclick", "aria-expanded", "data-toggle", "data-bs-toggle")  # what makes a control of any element
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt")
_FOLDED = re.compile(
    r"(?:^|[\s_-])(?:accordions?|collaps\w{0,8}|faqs?|toggle\w{0,3}|expand\w{0,6}|foldable|fold)(?:[\s_-]|$)",
    re.IGNORECASE,
)
MAX_AROUND = 4  # elements whose names are looked at: the part and those around it
MAX_TITLE_CHARACTERS = 200  # of what stands before a part that folds out
MAX_LEVELS = 2  # between a panel and what stands beside its control


class Disclosures:
    """What of a page can be opened."""

    def __init__(self, root: Tag, styles: Styles) -> None:
        """Find the controls.

        Args:
            root: The page's body.
            styles: What its style sheets show once a reader does something.
        """
        self._styles = styles
        self._named = {name for tag in root.find_all(_is_named_control) for name in _panel_ids(tag)}

    def can_be_opened(self, tag: Tag) -> bool:
        """Tell whether a reader can open an element that is closed."""
        is_named = tag.get("id") in self._named or tag.get("role") == "tabpanel"
        if is_named or tag.get("hidden") == "until-found" or id(tag) in self._styles.hovered:
            return True
        if _is_folded(tag):
            return True
        return _stands_after_a_control(tag, MAX_LEVELS if id(tag) in self._styles.toggled else 1)


def _is_folded(tag: Tag) -> bool:
    """Tell whether a part, or what holds it, is named as one that folds, and follows what it belongs to."""
    around = [tag, *tag.parents][:MAX_AROUND]
    names = (f"{' '.join(map(str, one.get_attribute_list('class')))} {one.get('id') or ''}" for one in around)
    before = tag.find_previous_sibling()
    return before is not None and bool(before.get_text(strip=True)) and any(map(_FOLDED.search, names))


def join_controls_with_panels(root: Tag) -> None:
    """Make headings of controls, each in front of what it opens, so that a question stands with its answer."""
    for control in root.find_all(_is_control):
        if control.find_parent(_HEADINGS) is not None:
            control.unwrap()
        elif control.name not in _HEADINGS and control.name != "a":
            panel = _find_panel(root, control)
            if panel is not None and panel.get_text(strip=True) and panel not in control.parents:
                _fold(control, panel)

    for panel in root.find_all(lambda tag: tag.has_attr(OPENED)):
        _fold_by_place(root, panel)


def _fold_by_place(root: Tag, panel: Tag) -> None:
    """Give a panel the title of the link that leads to it, or of what stands before it."""
    link = root.find("a", href=f"#{panel.get('id')}") if panel.get("id") else None
    if link is not None:
        _fold(copy(link), panel)
        return
    before = panel.find_previous_sibling()
    if before is None or panel.get("role") == "tabpanel" or before.has_attr(OPENED):
        return
    is_title = before.name not in _HEADINGS and before.find(_HEADINGS) is None
    if is_title and len(before.get_text(strip=True)) <= MAX_TITLE_CHARACTERS:
        _fold(before, panel)


def _find_panel(root: Tag, control: Tag) -> Tag | None:
    for name in _panel_ids(control):
        if panel := root.find(id=name):
            return panel
    after = control.find_next_sibling()
    return after if after is not None and after.has_attr(OPENED) else None


def _fold(control: Tag, panel: Tag) -> None:
    if panel.parent is None or panel.parent.name == "details":
        return
    soup = BeautifulSoup("", "lxml")
    title = soup.new_tag("summary")
    title.string = control.get_text(" ", strip=True)
    panel.wrap(soup.new_tag("details"))
    panel.insert_before(title)
    control.decompose()


def _is_control(tag: Tag) -> bool:
    if any(name in tag.attrs for name in _ACTS):
        return True
    return (tag.name in _CONTROL_NAMES and tag.get("type") != "submit") or tag.get("role") in _CONTROL_ROLES


def _is_named_control(tag: Tag) -> bool:
    return _is_control(tag) or (tag.name == "a" and str(tag.get("href") or "").startswith("#"))


def _panel_ids(control: Tag) -> list[str]:
    names = (str(control.get(name) or "") for name in _NAMES_ITS_PANEL)
    return [name.lstrip("#") for name in names if name]


def _stands_after_a_control(tag: Tag, levels: int) -> bool:
    """Tell whether the element right before a panel, or before what wraps it, is or holds a control."""
    for _ in range(levels):
        before = tag.find_previous_sibling()
        if before is not None:
            return _is_control(before) or before.find(_is_control) is not None
        if tag.parent is None:
            return False
        tag = tag.parent
    return False
