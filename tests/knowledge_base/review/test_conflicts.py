"""Contradictions between documents, found by the real encoder and real FAISS."""

import json
import threading
from collections.abc import Iterator
from functools import cache

import pytest

from knowledge_base.encoding.encoder import SentenceEncoder
from knowledge_base.knowledge import SAMPLES
from knowledge_base.passages import DocumentId, Passage, PassageId
from knowledge_base.reading.reading import read_chunks
from knowledge_base.review.conflicts import Conflict, ConflictSearch
from knowledge_base.review.rules import read_rules
from knowledge_base.review.subjects import SubjectComparison
from knowledge_base.text.glossary import Glossary
from tests.conftest import PROJECT_FOLDER
from tests.knowledge_base.encoders import EMBEDDED


@pytest.fixture(scope="module")
def search(encoder: SentenceEncoder) -> ConflictSearch:
    glossary = Glossary()
    passages = [p for number, pair in enumerate(labelled()) for p in sides(number, pair)]  # type: ignore[arg-type]
    SubjectComparison(
        glossary, [s for p in passages for s in read_rules(p)], subject_cosine_across=0.5
    )  # one walk for all words
    return ConflictSearch(encoder, glossary, EMBEDDED)


def passage(
    document: str, text: str, *, title: str = "", headings: tuple[str, ...] = (), ordinal: int = 0
) -> Passage:
    return Passage(
        id=PassageId(abs(hash((document, ordinal))) % 1_000_000),
        document_id=DocumentId(document),
        document_title=title or document,
        heading_path=headings,
        page=None,
        ordinal=ordinal,
        text=text,
    )


def conflicts(search: ConflictSearch, *passages: Passage) -> tuple[Conflict, ...]:
    report = search.find(passages)
    assert report is not None
    return report.conflicts


def test_two_documents_with_another_number_for_the_same_thing(search: ConflictSearch) -> None:
    (conflict,) = conflicts(
        search,
        passage("a", "Hello there. Items can be returned within 14 days of delivery.", title="Returns"),
        passage("b", "You can return items within thirty days of delivery.", title="Questions"),
    )
    assert (conflict.kind, conflict.left_value, conflict.right_value) == ("value", "14 days", "thirty days")
    left, right = conflict.left, conflict.right
    assert left.sentence[left.start : left.end] == "14 days"
    assert right.sentence[right.start : right.end] == "thirty days"
    assert (left.document_id, right.document_title) == ("a", "Questions")


def test_a_yes_and_a_no(search: ConflictSearch) -> None:
    (conflict,) = conflicts(
        search,
        passage("a", "Gift cards can be returned.", title="Gift cards"),
        passage("b", "Gift cards cannot be returned.", title="Returns"),
    )
    assert conflict.kind == "negation"
    assert (conflict.left.start, conflict.left.end) == (0, len(conflict.left.sentence))


def test_a_cell_of_a_table_against_a_sentence(search: ConflictSearch) -> None:
    rows = "Product: kettles; Warranty: 2 years; Price: 30 EUR\nProduct: toasters; Warranty: 3 years; Price: 40 EUR"
    (conflict,) = conflicts(
        search,
        passage("a", rows, title="Warranty", headings=("Duration",)),
        passage("b", "Toasters have a warranty of 18 months.", title="Questions", headings=("Warranty",)),
    )
    assert {conflict.left_value, conflict.right_value} == {"3 years", "18 months"}


def test_the_languages_of_one_document_disagree(search: ConflictSearch) -> None:
    english = "Unopened items can be returned within 30 days of delivery. Opened items can be returned within 14 days."
    chinese = "未拆封的商品在送达后 30 天内可以退货。已拆封的商品可在 7 天内退货。"
    (conflict,) = conflicts(
        search, passage("a", english, title="Returns"), passage("b", chinese, title="退货")
    )
    assert (conflict.left_value, conflict.right_value) == ("14 days", "7 天")


def test_one_document_does_not_contradict_itself_here(search: ConflictSearch) -> None:
    found = conflicts(
        search,
        passage("a", "The store opens at 9 am.", title="Store", ordinal=0),
        passage("a", "The store opens at 10 am.", title="Store", ordinal=1),
    )
    assert found == ()


@cache
def labelled() -> list[dict[str, str]]:
    path = PROJECT_FOLDER / "tests" / "data" / "conflicts.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def sides(number: int, pair: dict[str, dict[str, str]]) -> Iterator[Passage]:
    for place in ("left", "right"):
        side = pair[place]
        yield passage(f"{number:03}{place}", side["text"], title=side["title"], headings=(side["heading"],))


def test_the_labelled_set_is_half_conflicts_in_both_languages_and_across() -> None:
    pairs = labelled()
    assert len(pairs) >= 80
    assert {pair["language"] for pair in pairs} == {"en", "zh", "mixed"}
    for split in ("dev", "test"):
        shares = [pair["conflict"] for pair in pairs if pair["split"] == split]
        assert 0.4 <= sum(map(bool, shares)) / len(shares) <= 0.6


@pytest.mark.parametrize("split", ["dev", "test"])
def test_most_labelled_conflicts_are_found_and_nothing_else(search: ConflictSearch, split: str) -> None:
    pairs = [pair for pair in labelled() if pair["split"] == split]
    flagged = [
        bool(conflicts(search, *sides(number, pair)))  # type: ignore[arg-type]
        for number, pair in enumerate(pairs)
    ]
    wanted = [bool(pair["conflict"]) for pair in pairs]
    wrong = [pair for pair, flag, want in zip(pairs, flagged, wanted, strict=True) if flag and not want]
    assert wrong == []
    assert sum(flag and want for flag, want in zip(flagged, wanted, strict=True)) >= 0.8 * sum(wanted)


def test_the_sample_documents_contradict_nothing(search: ConflictSearch) -> None:
    passages = [
        passage(path.name, chunk.text, title=title, headings=chunk.heading_path, ordinal=ordinal)
        for path in sorted(SAMPLES.glob("*/*"))
        for title, chunks in [read_chunks(path.name, path.read_bytes())]
        for ordinal, chunk in enumerate(chunks)
    ]
    assert conflicts(search, *passages) == ()


def test_a_changed_number_in_the_samples_is_the_one_flag(search: ConflictSearch) -> None:
    passages = [
        passage(
            path.name,
            chunk.text.replace("5 个工作日内按原支付方式", "9 个工作日内按原支付方式"),
            title=title,
            headings=chunk.heading_path,
            ordinal=ordinal,
        )
        for path in sorted(SAMPLES.glob("shop/*"))
        for title, chunks in [read_chunks(path.name, path.read_bytes())]
        for ordinal, chunk in enumerate(chunks)
    ]
    (conflict,) = conflicts(search, *passages)
    assert {conflict.left_value, conflict.right_value} == {"5 working days", "9 个工作日"}


def test_a_search_can_be_stopped(search: ConflictSearch) -> None:
    cancelled = threading.Event()
    cancelled.set()
    assert search.find([passage("a", "The store opens at 9 am.")], cancelled=cancelled) is None


def test_nothing_in_nothing_out(search: ConflictSearch) -> None:
    assert conflicts(search) == ()
    assert conflicts(search, passage("a", "Hm?")) == ()


@pytest.mark.parametrize(
    "text", ["1 " * 50_000, "one " * 50_000, "不" * 50_000, "a; b: " * 20_000, "()" * 50_000, "A1-" * 40_000]
)
def test_a_hostile_document_ends(search: ConflictSearch, text: str) -> None:
    assert conflicts(search, passage("a", text), passage("b", "The store opens at 9 am.")) == ()


def test_the_key_of_a_conflict_is_that_of_its_sentences(search: ConflictSearch) -> None:
    first = passage("a", "The store opens at 9 am.", title="Store")
    second = passage("b", "The store opens at 10 am.", title="Store")
    moved = passage("b", "The store opens at 10 am.", title="Store", ordinal=7)
    changed = passage("b", "The store opens at 11 am.", title="Store")
    keys = [conflicts(search, first, other)[0].key for other in (second, moved, changed)]
    assert keys[0] == keys[1] != keys[2]
