"""The table of documents: paging, filters, sizes, warnings."""

import re
from dataclasses import replace
from datetime import date

import pytest

from knowledge_base.passages import DocumentProperties, DocumentState, DocumentWarning
from knowledge_base.reading.visibility.left_out import Unseen
from tests.web.admin.test_admin_questions import document
from web.admin.admin_table import PAGE_DOCUMENTS, TableView, name_size, render_documents
from web.texts import load_texts

EN = load_texts("en")
TODAY = date(2026, 5, 1)
DOCUMENTS = [document(number) for number in range(2 * PAGE_DOCUMENTS + 3)]


def shown(view: TableView) -> list[str]:
    html = render_documents(DOCUMENTS, view, EN, today=TODAY)
    return re.findall(r'<tr class="ready" data-id="(\d+)"', html)


@pytest.mark.parametrize(
    ("page", "first", "count"),
    [(0, "0", PAGE_DOCUMENTS), (2, "100", 3), (9, "100", 3), (-1, "0", PAGE_DOCUMENTS)],
)
def test_a_page_holds_some_of_the_documents(page: int, first: str, count: int) -> None:
    found = shown(TableView(page=page))
    assert (found[0], len(found)) == (first, count)


def test_the_pager_says_where_one_is() -> None:
    html = render_documents(DOCUMENTS, TableView(page=2), EN, today=TODAY)
    assert "101–103 of 103" in html
    assert 'data-page="1">' in html
    assert 'data-page="3" disabled' in html
    assert "pager" not in render_documents(DOCUMENTS[:3], TableView(), EN, today=TODAY)


def test_documents_are_filtered_by_words_collection_and_state() -> None:
    odd = replace(
        DOCUMENTS[0],
        name="Odd Tax.pdf",
        state=DocumentState.FAILED,
        properties=DocumentProperties(collection="law", tags=("2026",)),
        warnings=(DocumentWarning(code="pages_without_text", count=1),),
    )
    views = {
        TableView(words="tax 2026"): True,
        TableView(words="tax 2025"): False,
        TableView(collection="law"): True,
        TableView(collection="general"): False,
        TableView(state="failed"): True,
        TableView(state="ready"): False,
        TableView(state="warnings"): True,
        TableView(state="in_work"): False,
    }
    assert {view: view.shows(odd) for view in views} == views
    assert not TableView(state="warnings").shows(DOCUMENTS[1])
    assert "On 1 page no" in render_documents([odd], TableView(), EN, today=TODAY)


@pytest.mark.parametrize(
    ("size", "said"), [(1, "1 B"), (999, "999 B"), (1000, "1.0 kB"), (1_250_000, "1.2 MB")]
)
def test_small_files_are_counted_in_bytes(size: int, said: str) -> None:
    assert name_size(size) == said


@pytest.mark.parametrize(
    "code",
    ["pages_without_text", "pictures_unreadable", "pictures_left_out", "formulas_without_value", *Unseen],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_warning_has_a_text_for_one_and_for_several(code: str, language: str) -> None:
    texts = load_texts("zh" if language == "zh" else "en")
    one, several = (texts(f"admin.warning_{code}", count=count) for count in (1, 12))
    assert "1" in one
    assert "12" in several
