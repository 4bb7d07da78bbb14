"""What the questions tab shows of the use of documents."""

import re
from datetime import UTC, datetime

from knowledge_base.passages import DocumentId, DocumentProperties, DocumentState, DocumentSummary
from web.admin.admin_questions import SHOWN_UNUSED, render_uses
from web.texts import load_texts


def document(number: int) -> DocumentSummary:
    return DocumentSummary(
        id=DocumentId(str(number)),
        name=f"<{number}>.md",
        title="T",
        properties=DocumentProperties(),
        version=1,
        state=DocumentState.READY,
        progress=1.0,
        passage_count=1,
        size_bytes=1,
        error_code=None,
        error_message=None,
        error_params={},
        is_sample=False,
        added_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def listed(count: int) -> list[str]:
    html = render_uses([document(number) for number in range(count)], [], load_texts("en"))
    return re.findall(r"<li>(.*?)</li>", html)


def test_every_document_that_no_answer_cites_is_listed_in_a_box_that_scrolls() -> None:
    assert listed(100) == [f"&lt;{number}&gt;.md" for number in range(100)]
    html = render_uses([document(1)], [], load_texts("en"))
    assert re.search(r'<div role="region" tabindex="0" [^>]*class="scrolled"><ul>', html)
    assert "<ul>" not in render_uses([], [], load_texts("en"))


def test_a_list_too_long_for_a_page_ends_with_how_many_there_are_more() -> None:
    shown = listed(SHOWN_UNUSED + 7)
    assert len(shown) == SHOWN_UNUSED + 1
    assert shown[-1] == "and 7 more"
