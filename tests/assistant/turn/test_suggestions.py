from dataclasses import dataclass, field
from datetime import UTC, datetime

from assistant.profiles.profiles import load_profiles
from assistant.turn.guardrails.fallback_messages import not_found_message
from assistant.turn.suggestions import Suggested, Suggestions
from knowledge_base.errors import DatabaseError
from knowledge_base.passages import (
    EVERYTHING,
    DocumentId,
    DocumentProperties,
    DocumentState,
    DocumentSummary,
    Passage,
    Scope,
)
from tests.assistant.fakes import passage


def document(name: str, *, is_sample: bool = False) -> DocumentSummary:
    return DocumentSummary(
        id=DocumentId(name),
        name=name,
        title=name,
        properties=DocumentProperties(),
        version=1,
        state=DocumentState.READY,
        progress=1.0,
        passage_count=1,
        size_bytes=1,
        error_code=None,
        error_message=None,
        error_params={},
        is_sample=is_sample,
        added_at=datetime.now(UTC),
    )


@dataclass
class Shelf:
    headings: dict[str, list[str]]
    samples: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    looks: int = 0
    error: DatabaseError | None = None
    scopes: list[str] = field(default_factory=list)

    def documents(self) -> tuple[DocumentSummary, ...]:
        self.looks += 1
        if self.error:
            raise self.error
        return tuple(document(name, is_sample=name in self.samples) for name in self.headings)

    def list_passages(
        self, document_id: DocumentId, *, offset: int = 0, limit: int = 50
    ) -> tuple[Passage, ...]:
        del offset
        found = [passage(i, "x", heading=(h,)) for i, h in enumerate(self.headings[document_id])]
        return tuple(found[:limit])

    def scope_of(self, assistant: str) -> Scope:
        self.scopes.append(assistant)
        return EVERYTHING

    def may_use(self, document_id: DocumentId, scope: Scope) -> bool:
        return scope == EVERYTHING and document_id not in self.hidden


def test_questions_and_topics_come_from_the_documents_in_turn_and_in_the_language() -> None:
    shelf = Shelf(
        {
            "faq.md": ["How do I cancel?", "Who pays?", "如何退票？"],
            "guide.md": ["Season tickets", "Where is lost property?"],
            "secret.md": ["What is the safe's code?"],
        },
        hidden=frozenset({"secret.md"}),
    )
    found = Suggestions(shelf).suggest("customer_service", "en", count=4)
    assert found.questions == ("How do I cancel?", "Who pays?", "Where is lost property?")
    assert found.topics == ("Season tickets",)
    assert Suggestions(shelf).suggest("customer_service", "zh", count=4).questions == ("如何退票？",)


def test_one_of_many_documents_has_the_headings() -> None:
    shelf = Shelf({f"{number:04}.md": [] for number in range(300)})
    for number in range(200, 260):
        shelf.headings[f"{number:04}.md"] = [f"Season tickets of zone {number}"]
    assert len(Suggestions(shelf).suggest("customer_service", "en", count=4).topics) == 4


def test_documents_without_headings_are_called_by_their_titles() -> None:
    shelf = Shelf({"season_tickets.md": [], "丢失物品.md": []})
    assert Suggestions(shelf).suggest("tutor", "en", count=4).topics == ("season tickets", "丢失物品")
    assert Suggestions(shelf).suggest("tutor", "zh", count=4).topics == ("丢失物品", "season tickets")


def test_samples_have_examples_of_their_own_for_who_may_use_them() -> None:
    shelf = Shelf({"shop.md": ["Opened items"]}, samples=frozenset({"shop.md"}))
    assert Suggestions(shelf).suggest("tutor", "en", count=4).has_samples
    shelf.hidden = frozenset({"shop.md"})
    assert Suggestions(shelf).suggest("tutor", "en", count=4) == Suggested()


def test_what_was_found_is_kept_a_moment_and_a_failure_is_not() -> None:
    now = 0.0
    shelf = Shelf({"a.md": ["How do I cancel?"]})
    suggestions = Suggestions(shelf, clock=lambda: now)
    suggestions.suggest("tutor", "en", count=4)
    suggestions.suggest("tutor", "en", count=4)
    assert shelf.looks == 1
    now = 60.0
    shelf.error = DatabaseError("gone")
    assert suggestions.suggest("tutor", "en", count=4) == Suggested()


def test_without_an_organisation_nobody_is_named() -> None:
    for assistant in load_profiles():
        assert "{" not in assistant.system_text("en", "")
        assert "{" not in assistant.system_text("zh", "")
    service = load_profiles().default
    assert service.system_text("en", "").startswith("You are the friendly customer service assistant. ")
    assert "assistant of Corner Shop." in service.system_text("en", "Corner Shop")
    assert "in the knowledge base, so" in not_found_message("en", "", "")
    assert "在知识库里" in not_found_message("zh", "", "")
    assert "in the knowledge of Corner Shop, so" in not_found_message("en", "Corner Shop", "")
