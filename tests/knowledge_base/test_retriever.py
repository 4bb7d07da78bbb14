"""What a retriever reads of a question."""

from knowledge_base.knowledge import KnowledgeBase
from knowledge_base.retriever import MAX_QUERY_CHARACTERS


def test_a_question_is_cut_and_half_a_character_does_no_harm(knowledge: KnowledgeBase) -> None:
    knowledge.add_document("repair.md", b"# Repair\n\nA repair of a kettle takes nine working days.\n")
    assert knowledge.wait_until_idle(30)
    found = knowledge.retrieve("How long does a kettle's repair take? \ud83d", k=3)
    assert found.relevant[0].passage.document_title == "Repair"
    assert found.query.endswith("take? ?")
    assert len(knowledge.retrieve("kettle " * 100_000, k=3).query) == MAX_QUERY_CHARACTERS
