from dataclasses import replace

import numpy as np

from knowledge_base.passages import DocumentId, Passage, PassageId, ScoredPassage
from knowledge_base.retrieval.merging import MERGED_TOKENS, drop_repetitions, merge_neighbours


def scored(
    number: int, text: str, *, document: str = "a", path: tuple[str, ...] = ("Returns",)
) -> ScoredPassage:
    passage = Passage(
        id=PassageId(number),
        document_id=DocumentId(document),
        document_title="T",
        heading_path=path,
        page=None,
        ordinal=number,
        text=text,
    )
    return ScoredPassage(
        passage=passage,
        score=1 / number,
        dense_score=0.8,
        dense_rank=number,
        lexical_rank=None,
        relevance=0.7,
    )


def unit(*numbers: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    vector = np.array(numbers, dtype=np.float32)
    return vector / np.linalg.norm(vector)


def test_what_a_better_passage_says_in_the_same_words_is_left_out() -> None:
    first = scored(1, "Opened items can be returned within 30 days.")
    copy = scored(2, "Opened items can be returned within 30 days!", document="b")
    other = scored(3, "Gift cards can't be returned.")
    vectors = {1: unit(1, 0), 2: unit(1, 0.01), 3: unit(0, 1)}
    assert drop_repetitions([first, copy, other], vectors, min_cosine=0.985) == [first, other]


def test_rows_that_differ_in_a_code_are_no_repetitions() -> None:
    rows = [
        scored(1, "Code: E-204; Meaning: card not readable"),
        scored(2, "Code: E-417; Meaning: no network"),
    ]
    assert drop_repetitions(rows, {1: unit(1, 0), 2: unit(1, 0.01)}, min_cosine=0.985) == rows


def test_neighbours_of_a_section_are_given_as_one_in_the_documents_order() -> None:
    (merged,) = merge_neighbours([scored(5, "Second."), scored(4, "First.")])
    assert merged.passage.text == "First.\nSecond."
    assert (merged.passage.id, merged.passage.merged_ids) == (4, (4, 5))
    assert merged.score == scored(5, "").score  # the place of the better one


def test_a_passage_between_two_joins_all_three() -> None:
    apart = [scored(3, "a."), scored(7, "z."), scored(5, "c."), scored(4, "b.")]
    merged = merge_neighbours(apart)
    assert [one.passage.text for one in merged] == ["a.\nb.\nc.", "z."]
    assert merged[0].passage.merged_ids == (3, 4, 5)


def test_passages_of_other_sections_or_documents_stay_apart() -> None:
    chosen = [scored(1, "x"), scored(2, "y", path=("Other",)), scored(2, "z", document="b")]
    assert merge_neighbours(chosen) == tuple(chosen)


def test_a_merged_passage_is_not_too_long() -> None:
    long = "word " * (MERGED_TOKENS - 50)
    chosen = [scored(1, long), scored(2, long)]
    assert merge_neighbours(chosen) == tuple(chosen)
    assert len(merge_neighbours([chosen[0], replace(chosen[1], passage=scored(2, "short").passage)])) == 1
