"""What a retriever reads of a question, and where it looks."""

from knowledge_base.knowledge import KnowledgeBase
from knowledge_base.retrieval.retriever import MAX_QUERY_CHARACTERS


def test_a_question_is_cut_and_half_a_character_does_no_harm(knowledge: KnowledgeBase) -> None:
    knowledge.add_document("repair.md", b"# Repair\n\nA repair of a kettle takes nine working days.\n")
    assert knowledge.wait_until_idle(30)
    found = knowledge.retrieve("How long does a kettle's repair take? \ud83d", k=3)
    assert found.relevant[0].passage.document_title == "Repair"
    assert found.query.endswith("take? ?")
    assert len(knowledge.retrieve("kettle " * 100_000, k=3).query) == MAX_QUERY_CHARACTERS


def test_the_document_in_the_other_language_is_not_crowded_out_by_many_in_the_questions_own(
    knowledge: KnowledgeBase,
) -> None:
    things = ("冰箱", "空调", "电视", "烤箱", "吸尘器", "洗衣机", "风扇", "台灯", "电饭煲", "微波炉")
    facts = (
        "重三公斤。",
        "有两种颜色。",
        "在三楼出售。",
        "每周清洗一次。",
        "可以分期付款。",
        "送货要两天。",
        "用遥控器开关。",
    )
    text = "".join(
        f"# {thing}{number}\n\n{thing}{fact}\n\n" for thing in things for number, fact in enumerate(facts)
    )
    knowledge.add_document("家电.zh.md", text.encode())
    knowledge.add_document("kettle.en.md", b"# Kettle\n\nThe kettle has a warranty of three years.\n")
    assert knowledge.wait_until_idle(60)
    found = knowledge.retrieve("水壶保修几年？", k=3)
    assert "Kettle" in [scored.passage.document_title for scored in found.candidates[:5]]


def test_neighbours_take_one_place_among_the_passages_that_are_asked_for(knowledge: KnowledgeBase) -> None:
    steps = " ".join(
        f"Step {number}: to clean the kettle, fill it with descaler number {number} and let the kettle boil again "
        f"until no white chalk is left on its bottom, then pour the water of round {number} away."
        for number in range(1, 7)
    )
    knowledge.add_document("kettle.md", f"# Cleaning the kettle\n\n{steps}\n".encode())
    knowledge.add_document("pot.md", b"# Pots\n\nA kettle's descaler cleans a pot as well.\n")
    assert knowledge.wait_until_idle(30)
    found = knowledge.retrieve("How do I clean the kettle with descaler?", k=2)
    documents = [scored.passage.document_title for scored in found.relevant]
    assert len(found.relevant[documents.index("Cleaning the kettle")].passage.merged_ids) > 1
    assert "Pots" in documents
