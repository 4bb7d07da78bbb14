"""What the admin page shows of values."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from knowledge_base.passages import DocumentId, Passage, PassageId, Retrieval, ScoredPassage
from knowledge_base.review.conflicts import Claim, Conflict
from knowledge_base.review.scan_log import Scan
from web.admin.admin_review import render_scan
from web.admin.admin_view import render_search
from web.texts import load_texts

SCORED = ScoredPassage(
    passage=Passage(
        id=PassageId(4),
        document_id=DocumentId("a"),
        document_title="Returns",
        heading_path=("Opened <items>",),
        page=None,
        ordinal=3,
        text="Within 14 days.",
    ),
    score=0.0318,
    dense_score=0.8765,
    dense_rank=7,
    lexical_rank=5,
    relevance=0.91,
    lexical_score=6.543,
    fused_rank=6,
    rerank_score=2.3456,
    rank=2,
)


def facts(html: str) -> dict[str, str]:
    return dict(re.findall(r"<span>([^<]+) <b>([^<]*)</b></span>", html))


@pytest.mark.parametrize(
    ("scored", "shown"),
    [
        (SCORED, ["2", "0.91", "7 (0.876)", "5 (6.54)", "6 (0.0318)", "2.346"]),
        (
            replace(SCORED, lexical_rank=None, lexical_score=None, rerank_score=None),
            ["2", "0.91", "7 (0.876)", "–", "6 (0.0318)", "–"],
        ),
    ],
)
def test_a_search_shows_each_rank_with_its_score(scored: ScoredPassage, shown: list[str]) -> None:
    html = render_search(Retrieval(query="q", relevant=(), candidates=(scored,)), load_texts("en"))
    names = ["final rank", "relevance", "rank by meaning", "rank by words", "fused rank", "reranked"]
    assert facts(html) == dict(zip(names, shown, strict=True))
    assert "Opened &lt;items&gt;" in html


def test_a_passage_that_was_given_with_its_neighbour_is_shown_once() -> None:
    both = replace(SCORED.passage, merged_ids=(PassageId(4), PassageId(5)), text="Within 14 days.\nUnopened.")
    neighbour = replace(SCORED, passage=replace(SCORED.passage, id=PassageId(5), ordinal=4, text="Unopened."))
    found = Retrieval(query="q", relevant=(replace(SCORED, passage=both),), candidates=(SCORED, neighbour))
    assert render_search(found, load_texts("en")).count("<section") == 1


def test_each_side_of_a_contradiction_names_its_section_and_can_be_opened_there() -> None:
    claims = [
        Claim(
            passage_id=PassageId(i),
            document_id=DocumentId(f"d{i}"),
            document_title="Returns",
            sentence="Within <14> days.",
            start=7,
            end=16,
        )
        for i in (4, 9)
    ]
    conflict = Conflict(
        left=claims[0], right=claims[1], left_value="14 days", right_value="", kind="value", score=0.9
    )
    at = datetime(2026, 5, 1, 12, 30, tzinfo=UTC)
    scan = Scan(conflicts=(conflict,), duplicates=(), revision=1, scanned_at=at, is_complete=True)
    html = render_scan(scan, {4: SCORED.passage}, load_texts("en"))
    assert html.count('data-do="open"') == 1  # passage 9 is not there any more
    assert 'data-document="d4" data-ordinal="3" data-quote="Within &lt;14&gt; days."' in html
    assert "Opened &lt;items&gt;" in html
    assert 'Compared at <time datetime="2026-05-01T12:30:00Z">2026-05-01 12:30 UTC</time>.' in html
