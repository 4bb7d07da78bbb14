from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.chunking import MAX_TOKENS, MIN_TOKENS, chunk_blocks, count_tokens
from knowledge_base.loaders.blocks import Block

WORDS = st.sampled_from(
    ["warranty", "E-204", "2.5", "refund.", "Really?", "保修期为两年。", "退货", "x" * 700, "(e.g.", "3,"]
)


def texts(blocks: list[Block]) -> list[str]:
    return [chunk.text for chunk in chunk_blocks(blocks)]


@given(st.lists(st.lists(WORDS, min_size=1, max_size=60).map(" ".join), max_size=6))
def test_no_word_is_lost_or_repeated_and_no_passage_is_too_long(paragraphs: list[str]) -> None:
    passages = texts([Block(text=paragraph) for paragraph in paragraphs])
    assert "".join("".join(passages).split()) == "".join("".join(paragraphs).split())
    assert all(count_tokens(passage) <= MAX_TOKENS + MIN_TOKENS + 1 for passage in passages)


def test_a_passage_never_crosses_a_heading_or_a_page() -> None:
    blocks = [
        Block(text="One.", heading_path=("A",), page=1),
        Block(text="Two.", heading_path=("A",), page=1),
        Block(text="Three.", heading_path=("A",), page=2),
        Block(text="Four.", heading_path=("B",), page=2),
    ]
    found = [(chunk.text, chunk.heading_path, chunk.page) for chunk in chunk_blocks(blocks)]
    assert found == [("One.\nTwo.", ("A",), 1), ("Three.", ("A",), 2), ("Four.", ("B",), 2)]


def test_long_text_is_cut_between_sentences() -> None:
    sentence = "The service desk answers every question within one working day."
    for passage in texts([Block(text=" ".join([sentence] * 40))]):
        assert passage.endswith("day.")
        assert passage.startswith("The service")


def test_chinese_is_cut_between_its_sentences() -> None:
    passages = texts([Block(text="客服人员会在一个工作日之内回复您的邮件。" * 20)])
    assert len(passages) > 1
    assert all(passage.endswith("。") for passage in passages)
