"""What the admin page shows of values."""

import re
from dataclasses import replace

import pytest

from knowledge_base.passages import DocumentId, Passage, PassageId, Retrieval, ScoredPassage
from web.admin_view import render_search
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
