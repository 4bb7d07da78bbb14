"""New versions of documents, their properties, and which of them a search may use."""

from datetime import date

import pytest

from knowledge_base.errors import (
    CollectionInUseError,
    CollectionNameError,
    DocumentDuplicateError,
    DocumentPropertiesError,
)
from knowledge_base.knowledge import KnowledgeBase
from knowledge_base.passages import DocumentProperties, DocumentState, Scope
from knowledge_base.properties import make_properties
from knowledge_base.store.store import KEPT_VERSIONS
from tests.knowledge_base.conftest import OpenKnowledge
from tests.knowledge_base.encoders import Gate, WordEncoder

OLD = b"# Returns\n\n## Time\nItems can be returned within 14 days.\n\n## Cost\nReturns are free.\n"
NEW = b"# Returns\n\n## Time\nItems can be returned within 30 days.\n\n## Cost\nReturns are free.\n"
LAMPS = b"# Lamps\n\nA lamp has a warranty of two years.\n"


@pytest.fixture
def encoder_of_words() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def words(open_knowledge: OpenKnowledge, encoder_of_words: WordEncoder) -> KnowledgeBase:
    """A knowledge base on an encoder that tells what it embedded."""
    base = open_knowledge(encoder="words", load_encoder=lambda _name: encoder_of_words)
    base.start()
    return base


def candidates(knowledge: KnowledgeBase, question: str, scope: Scope | None = None) -> list[str]:
    found = knowledge.retrieve(question, k=9, scope=scope or Scope())
    return [scored.passage.text for scored in found.candidates]


def test_a_new_version_takes_the_place_of_the_old_one(
    words: KnowledgeBase, encoder_of_words: WordEncoder
) -> None:
    first = words.add_document("returns.md", OLD, make_properties(tags=["policy"]))
    words.wait_until_idle()
    encoder_of_words.embedded.clear()
    second = words.add_document("returns.md", NEW)
    words.wait_until_idle()
    (document,) = words.documents()
    assert (document.id, document.version, document.properties.tags) == (second, 2, ("policy",))
    assert candidates(words, "returned within days")[0] == "Items can be returned within 30 days."
    assert "Items can be returned within 14 days." not in candidates(words, "returned within days")
    assert encoder_of_words.embedded == [
        "Returns › Time\nItems can be returned within 30 days."
    ]  # what changed
    assert [(v.id, v.state) for v in words.versions(second)] == [
        (second, DocumentState.READY),
        (first, DocumentState.REPLACED),
    ]
    assert words.read_document(first) == ("returns.md", OLD)  # for the citations of old answers
    assert words.list_passages(first)[0].text == "Items can be returned within 14 days."
    assert words.count_passages() == 2
    words.delete_documents(second)
    assert words.versions(first) == ()


def test_the_old_version_serves_until_the_new_one_is_ready(
    words: KnowledgeBase, encoder_of_words: WordEncoder
) -> None:
    words.add_document("returns.md", OLD)
    words.wait_until_idle()
    gate = Gate()
    encoder_of_words.before_embedding = gate
    words.add_document("returns.md", NEW)
    assert gate.reached.wait(30)
    assert "Items can be returned within 14 days." in candidates(words, "returned within days")
    assert [d.state for d in words.documents()] == [DocumentState.READY, DocumentState.EMBEDDING]
    gate.opened.set()
    words.wait_until_idle()
    assert [d.version for d in words.documents()] == [2]


def test_a_new_version_that_fails_leaves_the_old_one_in_place(words: KnowledgeBase) -> None:
    words.add_document("returns.md", OLD)
    words.wait_until_idle()
    words.add_document("returns.md", b"<!-- nothing -->")
    words.wait_until_idle()
    assert [(d.version, d.state) for d in words.documents()] == [
        (1, DocumentState.READY),
        (2, DocumentState.FAILED),
    ]
    assert candidates(words, "returned within days")


def test_going_back_to_an_earlier_content_is_a_new_version(words: KnowledgeBase) -> None:
    for content in (OLD, NEW, OLD):
        words.add_document("returns.md", content)
        words.wait_until_idle()
    (document,) = words.documents()
    assert document.version == 3
    assert candidates(words, "returned within days")[0] == "Items can be returned within 14 days."


def test_the_same_name_in_another_collection_is_another_document(words: KnowledgeBase) -> None:
    words.add_document("returns.md", OLD, make_properties(collection="shop"))
    words.add_document("returns.md", NEW, make_properties(collection="wholesale"))
    words.wait_until_idle()
    assert [d.version for d in words.documents()] == [1, 1]


def test_a_search_stays_in_its_collections(words: KnowledgeBase) -> None:
    words.add_document("returns.md", OLD, make_properties(collection="shop"))
    words.add_document("lamps.md", LAMPS, make_properties(collection="lighting"))
    words.wait_until_idle()
    in_shop = Scope(collections=frozenset({"shop"}))
    assert len(candidates(words, "warranty of a lamp")) == 3
    assert candidates(words, "warranty of a lamp", in_shop) == candidates(words, "returned lamp", in_shop)
    assert not any("lamp" in text for text in candidates(words, "warranty of a lamp", in_shop))
    assert candidates(words, "lamp", Scope(collections=frozenset())) == []
    document = next(d for d in words.documents() if d.name == "lamps.md")
    words.set_properties(document.id, make_properties(collection="shop"))
    assert any("lamp" in text for text in candidates(words, "warranty of a lamp", in_shop))


def test_an_assistant_is_given_collections(words: KnowledgeBase) -> None:
    words.add_document("returns.md", OLD, make_properties(collection="shop"))
    words.add_document("lamps.md", LAMPS, make_properties(collection="lighting"))
    assert words.scope_of("tutor") == Scope()
    words.collections.give("shop", frozenset({"customer_service"}))
    assert words.scope_of("tutor") == Scope(collections=frozenset({"general", "lighting"}))
    assert words.scope_of("customer_service") == Scope()
    words.collections.give("shop", None)
    assert words.scope_of("tutor") == Scope()


def test_collections_come_and_go(words: KnowledgeBase) -> None:
    words.collections.give(" Year  7 ", frozenset({"tutor"}))
    assert [(c.name, c.document_count) for c in words.collections.list()] == [("general", 0), ("Year 7", 0)]
    words.add_document("lamps.md", LAMPS, make_properties(collection="Year 7"))
    with pytest.raises(CollectionInUseError):
        words.collections.remove("Year 7")
    words.delete_documents(*(d.id for d in words.documents()))
    words.collections.remove("Year 7")
    assert [c.name for c in words.collections.list()] == ["general"]
    for name in ("", "  ", "x" * 61, "a\x00b"):
        with pytest.raises(CollectionNameError):
            words.collections.give(name, None)


def test_an_expired_document_is_not_used(open_knowledge: OpenKnowledge) -> None:
    today = date(2026, 3, 1)
    base = open_knowledge(encoder="words", load_encoder=lambda _name: WordEncoder(), today=lambda: today)
    base.start()
    winter = make_properties(valid_from=date(2025, 12, 1), valid_until=date(2026, 3, 1))
    base.add_document("returns.md", OLD, winter)
    base.wait_until_idle()
    assert candidates(base, "returned within days")
    today = date(2026, 3, 2)
    assert candidates(base, "returned within days") == []
    today = date(2025, 11, 30)
    assert candidates(base, "returned within days") == []
    document_id = base.documents()[0].id
    base.set_properties(document_id, DocumentProperties())
    assert candidates(base, "returned within days")


def test_an_answer_may_use_what_is_there_current_valid_and_in_its_scope(
    open_knowledge: OpenKnowledge,
) -> None:
    today = date(2026, 3, 1)
    base = open_knowledge(encoder="words", load_encoder=lambda _name: WordEncoder(), today=lambda: today)
    base.start()
    old = base.add_document("returns.md", OLD, make_properties(collection="shop", valid_until=today))
    base.wait_until_idle()
    everything, shop, other = (
        Scope(),
        Scope(collections=frozenset({"shop"})),
        Scope(collections=frozenset({"general"})),
    )
    assert [base.may_use(old, scope) for scope in (everything, shop, other)] == [True, True, False]
    today = date(2026, 3, 2)
    assert not base.may_use(old, shop)
    new = base.add_document("returns.md", NEW, make_properties(collection="shop"))
    base.wait_until_idle()
    today = date(2026, 3, 1)
    assert (base.may_use(old, shop), base.may_use(new, shop)) == (False, True)
    base.delete_documents(new)
    assert not base.may_use(new, everything)


def test_properties_are_checked() -> None:
    tidy = make_properties(collection=" a  b ", tags=[" new ", "", "new", "x y"])
    assert (tidy.collection, tidy.tags) == ("a b", ("new", "x y"))
    with pytest.raises(DocumentPropertiesError):
        make_properties(tags=[str(n) for n in range(21)])
    with pytest.raises(DocumentPropertiesError):
        make_properties(tags=["x" * 41])
    with pytest.raises(DocumentPropertiesError):
        make_properties(valid_from=date(2026, 2, 1), valid_until=date(2026, 1, 1))


def test_a_document_that_was_moved_leaves_its_name_free(words: KnowledgeBase) -> None:
    first = words.add_document("policy.md", OLD, make_properties(collection="shop"))
    words.wait_until_idle()
    second = words.add_document("policy.md", NEW, make_properties(collection="shop"))
    words.wait_until_idle()
    words.set_properties(second, make_properties(collection="warranty"))
    other = words.add_document("policy.md", LAMPS, make_properties(collection="shop"))
    words.wait_until_idle()
    assert {(d.id, d.version) for d in words.documents()} == {(second, 2), (other, 1)}
    words.delete_documents(other)
    assert [d.id for d in words.documents()] == [second]
    assert words.read_document(first)
    words.collections.remove("shop")  # no older version keeps it


def test_the_same_content_may_stand_in_two_collections(
    words: KnowledgeBase, encoder_of_words: WordEncoder
) -> None:
    words.add_document("a.md", OLD, make_properties(collection="shop"))
    words.wait_until_idle()
    encoder_of_words.embedded.clear()
    copy = words.add_document("a.md", OLD, make_properties(collection="wholesale"))
    words.wait_until_idle()
    assert encoder_of_words.embedded == []  # recognised by its hash
    with pytest.raises(DocumentDuplicateError):
        words.set_properties(copy, make_properties(collection="shop"))
    assert {d.properties.collection for d in words.documents()} == {"shop", "wholesale"}


def test_only_so_many_old_versions_are_kept(words: KnowledgeBase) -> None:
    for number in range(KEPT_VERSIONS + 3):
        last = words.add_document("log.md", b"# Log\n\nEntry %d is here.\n" % number)
        words.wait_until_idle()
    assert len(words.versions(last)) == KEPT_VERSIONS + 1
