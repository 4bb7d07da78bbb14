import json
from typing import Any

import pytest

from knowledge_base.errors import DocumentUnreadableError
from knowledge_base.reading.reading import read_chunks
from tests.knowledge_base.reading.loaders.files import load, read_file

PAIR = (("Is it free?",), "Yes, for members.")


@pytest.mark.parametrize(
    "value",
    [
        [{"question": "Is it free?", "answer": "Yes, for members."}],
        [{"q": "Is it free?", "a": "Yes, for members."}],
        {"faqs": [{"Question": "Is it free?", "Answer": "Yes, for members.", "id": 7}]},
        {"data": {"items": [{"title": "Is it free?", "content": "Yes, for members."}]}},
        {"Is it free?": "Yes, for members."},
        [{"问题": "Is it free?", "答案": "Yes, for members."}],
    ],
)
def test_pairs_in_the_shapes_that_people_use(value: Any) -> None:
    loaded = load("faq.json", json.dumps(value).encode())
    assert (loaded.blocks[0].heading_path[-1:], loaded.blocks[0].text) == PAIR
    assert len(loaded.blocks) == 1


def test_the_question_is_the_heading_of_its_answer() -> None:
    title, chunks = read_chunks("faq.en.json", read_file("faq.en.json"))
    assert title == "Shop questions"
    assert chunks[0].heading_path == ("Who pays for the return parcel?",)
    assert chunks[0].text.startswith("We pay if the item is faulty. Otherwise you do; it costs £3.40.")
    assert chunks[1].text.startswith("How do I change an order?")  # the other wording
    _, chunks = read_chunks("faq.zh.jsonl", read_file("faq.zh.jsonl"))
    assert [chunk.heading_path for chunk in chunks] == [("退货运费由谁承担？",), ("可以开发票吗？",)]


def test_a_long_answer_stays_in_one_passage() -> None:
    answer = " ".join(f"Step {number} takes {number} minutes and one person." for number in range(30))
    _, chunks = read_chunks("faq.json", json.dumps([{"question": "How?", "answer": answer}]).encode())
    assert [chunk.text for chunk in chunks] == [answer]


def test_sections_keep_their_names() -> None:
    value = {
        "title": "Shop",
        "sections": [{"title": "Returns", "text": "30 days.", "faqs": [{"q": "Free?", "a": "Yes."}]}],
    }
    loaded = load("faq.json", json.dumps(value).encode())
    assert [(block.heading_path, block.text) for block in loaded.blocks] == [
        (("sections", "Returns"), "30 days."),
        (("sections", "Returns", "Free?"), "Yes."),
    ]
    assert loaded.title == "Shop"


def test_other_objects_keep_the_names_of_their_values() -> None:
    loaded = load("faq.json", json.dumps([{"product": "Lid", "price": 4.9, "in_stock": True}]).encode())
    assert [block.text for block in loaded.blocks] == ["product: Lid; price: 4.9; in_stock: yes"]


@pytest.mark.parametrize("data", [b"{", b"[" * 100_000, b'{"a":' * 40 + b"1" + b"}" * 40, b"[1,2"])
def test_damaged_and_bottomless_json(data: bytes) -> None:
    with pytest.raises(DocumentUnreadableError):
        load("a.json", data)
