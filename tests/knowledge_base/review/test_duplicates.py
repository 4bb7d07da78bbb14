"""Documents that share text, by real FAISS and the real encoder."""

import threading

import numpy as np
import numpy.typing as npt

from knowledge_base.encoding.encoder import SentenceEncoder
from knowledge_base.passages import DocumentId, Passage, PassageId
from knowledge_base.review.duplicates import Duplicate, find_duplicates, measure_containment
from knowledge_base.store.store import render_searchable
from tests.knowledge_base.encoders import EMBEDDED

RETURNS = "Unopened items can be returned within 30 days of delivery for a full refund of the price."
OPENING = "The store is open from Monday to Friday from 9 am to 7 pm and on Saturday from 10 am to 5 pm."
WARRANTY = "The warranty covers faults of material and manufacture; it begins on the day of delivery."
CHINESE = "未拆封的商品在送达后三十天内可以退货并全额退款，退货邮费由我们承担，请保留好收据。"


def passage(number: int, document: str, text: str) -> Passage:
    return Passage(
        id=PassageId(number),
        document_id=DocumentId(document),
        document_title=document.upper(),
        heading_path=(),
        page=None,
        ordinal=number,
        text=text,
    )


def embed(encoder: SentenceEncoder, passages: list[Passage]) -> npt.NDArray[np.float32]:
    return encoder.embed_passages([render_searchable(p.document_title, (), p.text) for p in passages])


def find(encoder: SentenceEncoder, *texts: tuple[str, str]) -> tuple[Duplicate, ...]:
    passages = [passage(number, document, text) for number, (document, text) in enumerate(texts)]
    found = find_duplicates(passages, embed(encoder, passages), min_cosine=EMBEDDED.duplicate_cosine)
    assert found is not None
    return found


def test_the_share_is_that_of_the_smaller_document(encoder: SentenceEncoder) -> None:
    (duplicate,) = find(
        encoder,
        ("a", RETURNS),
        ("a", OPENING),
        ("a", WARRANTY),
        ("b", RETURNS.upper().replace(",", " ;")),
        ("b", "Bring your library card when you borrow a book."),
    )
    assert (duplicate.left, duplicate.right, duplicate.left_title) == ("a", "b", "A")
    assert 0.5 < duplicate.share < 0.8
    assert [(pair.left, pair.right) for pair in duplicate.passages] == [(0, 3)]


def test_a_copy_in_chinese(encoder: SentenceEncoder) -> None:
    (duplicate,) = find(encoder, ("a", CHINESE), ("b", CHINESE.replace("，", " , ")))
    assert duplicate.share == 1.0


def test_alike_is_not_the_same(encoder: SentenceEncoder) -> None:
    other = (
        "Opened goods may be sent back in the two weeks after arrival, if nothing is missing from the box."
    )
    assert find(encoder, ("a", RETURNS), ("b", other), ("c", CHINESE)) == ()


def test_another_number_in_a_sentence_makes_it_another(encoder: SentenceEncoder) -> None:
    assert (
        find(
            encoder,
            ("a", "Items can be returned within 14 days."),
            ("b", "Items can be returned within 30 days."),
        )
        == ()
    )


def test_what_a_document_repeats_itself_is_no_duplicate(encoder: SentenceEncoder) -> None:
    assert find(encoder, ("a", RETURNS), ("a", RETURNS)) == ()


def test_a_common_footer_of_long_documents_is_no_duplicate(encoder: SentenceEncoder) -> None:
    first = [
        ("a", f"Chapter {n}: apples grow on trees number {n} in the garden of the {n}th house." * 4)
        for n in range(6)
    ]
    second = [
        ("b", f"Part {n} tells how a ship with {n} masts sails around cape {n} in winter." * 4)
        for n in range(6)
    ]
    footer = "Printed on recycled paper in 2025, all rights reserved."
    assert find(encoder, *first, ("a", footer), *second, ("b", footer)) == ()


def test_containment_finds_a_passage_within_a_longer_one() -> None:
    assert measure_containment(RETURNS, f"{OPENING} {RETURNS}") == 1.0
    assert measure_containment(RETURNS, OPENING) < 0.2
    assert measure_containment("ok", "ok") == 0.0
    assert measure_containment("", RETURNS) == 0.0


def test_the_search_can_be_stopped_and_nothing_gives_nothing(encoder: SentenceEncoder) -> None:
    cancelled = threading.Event()
    cancelled.set()
    passages = [passage(0, "a", RETURNS)]
    assert (
        find_duplicates(
            passages, embed(encoder, passages), min_cosine=EMBEDDED.duplicate_cosine, cancelled=cancelled
        )
        is None
    )
    assert find(encoder) == ()
