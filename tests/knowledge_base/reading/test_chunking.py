from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.reading.chunking import MAX_TOKENS, MIN_TOKENS, chunk_blocks, count_tokens
from knowledge_base.reading.loaders.blocks import Block, BlockKind

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


KINDS = st.sampled_from(list(BlockKind))


@given(st.lists(st.tuples(KINDS, st.lists(WORDS, min_size=1, max_size=40).map(" ".join)), max_size=8))
def test_no_word_is_lost_in_blocks_of_any_kind(blocks: list[tuple[BlockKind, str]]) -> None:
    passages = texts([Block(text=text, kind=kind) for kind, text in blocks])
    assert "".join("".join(passages).split()) == "".join("".join(text for _, text in blocks).split())


def test_each_passage_of_a_long_list_begins_with_what_it_is_a_list_of() -> None:
    items = [
        Block(text=f"{days} days for goods of kind {days} in a closed box", kind=BlockKind.ITEM)
        for days in range(40)
    ]
    passages = texts([Block(text="We are glad to help. Returns are possible within:"), *items])
    assert len(passages) > 3
    assert passages[0].startswith("We are glad to help. Returns are possible within:\n0 days")
    assert all(passage.startswith("Returns are possible within:\n") for passage in passages[1:])
    found = [line for passage in passages for line in passage.split("\n") if "days" in line]
    assert found == [item.text for item in items]


def test_a_lead_in_moves_to_its_list_when_the_passage_before_is_full() -> None:
    before = Block(text=" ".join(["The service desk answers every question within one working day."] * 9))
    passages = texts(
        [before, Block(text="Bring:"), Block(text="- the receipt that was sent", kind=BlockKind.ITEM)]
    )
    assert any(
        passage.startswith("Bring:\n- the receipt") or "Bring:\n- the receipt" in passage
        for passage in passages
    )


def test_a_row_and_an_answer_are_not_cut() -> None:
    row = "; ".join(f"Column {number}: value {number}. Then more" for number in range(12))
    assert texts([Block(text=row, kind=BlockKind.ROW)]) == [row]
    answer = "One sentence of the answer. " * 40
    assert texts([Block(text=answer.strip(), kind=BlockKind.ANSWER)]) == [answer.strip()]
