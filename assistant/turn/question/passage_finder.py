"""Which passages a question is answered from: retrieve, look again with a rewritten follow-up, or recall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.conversation import Citation, StoredMessage
from assistant.grounding.courtesies import is_courtesy
from assistant.grounding.lesson import describe_exercise
from assistant.profiles.profile import AssistantProfile
from assistant.protocols import ChatModel, Retriever
from assistant.turn.question.code_search import find_code
from assistant.turn.question.finding import Finding
from assistant.turn.question.follow_up_search import resolve_item
from assistant.turn.question.follow_ups import leans_on_earlier
from assistant.turn.question.letters.asking import is_letter
from assistant.turn.question.letters.search import search_letter
from assistant.turn.question.message_kinds import MessageKind, read_kind
from assistant.turn.question.model_messages import asked_words, photographed_words
from assistant.turn.question.openings import read_opening
from assistant.turn.question.query_rewriting import names_subject, rewrite_query
from assistant.turn.question.unclear import is_lone_word, says_nothing
from assistant.tutoring.problems import Exercise
from assistant.tutoring.subjects import name_subject
from knowledge_base.passages import DocumentId, Passage, PassageId, Scope
from knowledge_base.text.languages import Language
from model.chat.messages import ChatMessage, Role

SURE_RELEVANCE = 0.5  # a greeting comes near to some passage, too, but not so near


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageFinder:
    """Finds passages for questions.

    Attributes:
        retriever: The knowledge base.
        chat_model: Rewrites follow-ups.
        count: Passages wanted.
    """

    retriever: Retriever
    chat_model: ChatModel
    count: int

    def find(
        self,
        messages: Sequence[StoredMessage],
        language: Language,
        *,
        profile: AssistantProfile,
        prefix: Sequence[ChatMessage],
        conversation_key: str,
        exercise: Exercise | None = None,
    ) -> Finding:
        """Find the passages for the last of some messages.

        Args:
            messages: The conversation; the question is its last message, its attachments understood.
            language: Language of the question.
            profile: Whose collections are searched; an exercise of a lesson is searched by what it is of, too.
            prefix: The prompt in front of the question.
            conversation_key: Whose kept prefix the rewriting may use.
            exercise: The one that is worked on: a message on it needs no rewriting.

        Raises:
            KnowledgeBaseError: The search failed.
            ModelError: The rewriting failed.
        """
        *earlier, question = messages
        asked, photographed = asked_words(question), photographed_words(question)
        scope = self.scope_of(profile)
        if exercise is None and (early := self._find_early(asked, photographed, language, profile)):
            return early
        found = self.search(f"{asked} {photographed}".strip(), scope)
        may_be_talk = not photographed and (
            exercise is None or is_courtesy(asked)
        )  # “Tell me!” asks for help
        if may_be_talk and self._is_small_talk(asked, found, language, earlier):
            return replace(found, passages=(), is_small_talk=True)
        if exercise is not None:
            return self._add_topic(found, name_subject(exercise.problem.subject, language), scope)
        if not photographed:
            found = self._follow_up(found, asked, language, earlier, scope, prefix, conversation_key)
            found = self._without_noise(found, asked, language, scope)
        return self._look_by_topic(found, asked, language, profile)

    def _find_early(
        self, asked: str, photographed: str, language: Language, profile: AssistantProfile
    ) -> Finding | None:
        """Tell a message that says nothing, and read a letter for its questions."""
        if says_nothing(asked) and not photographed:
            return Finding(passages=(), query=asked, is_small_talk=True, is_unclear=True)
        if is_letter(asked) and not profile.is_lesson:
            scope = self.scope_of(profile)
            letter = f"{asked}\n{photographed}".strip()
            return search_letter(letter, language, lambda part: self.search(part, scope))
        return None

    def _without_noise(self, found: Finding, asked: str, language: Language, scope: Scope) -> Finding:
        """Ask back where a lone word means nothing, and find a code that the words around it drown."""
        if is_lone_word(asked) and not _is_sure(found):
            return replace(found, passages=(), is_small_talk=True, is_unclear=True)
        if found.passages:
            return found
        return find_code(asked, language, lambda q: self.search(q, scope)) or found

    def _is_small_talk(
        self, asked: str, found: Finding, language: Language, earlier: Sequence[StoredMessage]
    ) -> bool:
        """Tell small talk; a thing that takes up the question before it, as “周日呢？” does, is none."""
        if _is_sure(found) or read_kind(asked, self.retriever) is not MessageKind.TALK:
            return False
        opening = read_opening(asked, language)
        takes_up = earlier and opening.is_item and (opening.takes_up or opening.corrects)
        return not takes_up or read_kind(opening.rest, self.retriever) is MessageKind.TALK

    def _follow_up(
        self,
        found: Finding,
        asked: str,
        language: Language,
        earlier: Sequence[StoredMessage],
        scope: Scope,
        prefix: Sequence[ChatMessage],
        conversation_key: str,
    ) -> Finding:
        """Find what a message means that leans on earlier ones: by its form, else by the model's rewriting."""
        opening = read_opening(asked, language)
        corrected = (opening.rest if opening.corrects else "") or asked
        leans = self._leans(corrected, language, earlier)
        if any((leans, opening.takes_up, opening.corrects)):
            swapped = resolve_item(
                opening,
                [asked_words(message) for message in _questions(earlier)],
                language,
                found,
                lambda q: self.search(q, scope),
                self.retriever,
            )
            if swapped is not None:
                return swapped
        if leans and len(prefix) > 1:
            rewritten = rewrite_query(
                corrected,
                language,
                prefix=prefix,
                recent=_since_last_subject(earlier, language),
                earlier=_words_of(earlier),
                chat_model=self.chat_model,
                conversation_key=conversation_key,
            )
            return self._search_again(rewritten, found, earlier, scope)
        if corrected != asked and earlier:
            return replace(self.search(corrected, scope), rewritten=corrected, stands_alone=True)
        return replace(found, stands_alone=not leans)

    def _search_again(
        self, rewritten: str, found: Finding, earlier: Sequence[StoredMessage], scope: Scope
    ) -> Finding:
        """Search for a follow-up as it is understood alone; else what it found itself, or what was cited last."""
        by_rewritten = self.search(rewritten, scope)
        passages = by_rewritten.passages or found.passages or self._recall(earlier, scope)
        return replace(by_rewritten, passages=passages, rewritten=rewritten)

    def _look_by_topic(
        self, found: Finding, asked: str, language: Language, profile: AssistantProfile
    ) -> Finding:
        """Look for an exercise by what it is of, where nothing was found."""
        is_exercise = profile.is_lesson and not found.passages
        topic = describe_exercise(asked, language) if is_exercise else ""
        return self._find_by_topic(found, topic, self.scope_of(profile))

    def _leans(self, asked: str, language: Language, earlier: Sequence[StoredMessage]) -> bool:
        return bool(asked.strip() and earlier) and leans_on_earlier(asked, language, self.retriever)

    def _find_by_topic(self, found: Finding, topic: str, scope: Scope) -> Finding:
        return replace(found, passages=self.search(topic, scope).passages) if topic else found

    def _add_topic(self, found: Finding, topic: str, scope: Scope) -> Finding:
        """Add what is found of an exercise's subject: its numbers find anything."""
        passages = {p.id: p for p in (*self.search(topic, scope).passages, *found.passages)}
        return replace(found, passages=tuple(passages.values())[: self.count])

    def scope_of(self, profile: AssistantProfile) -> Scope:
        """Return which documents an assistant answers from."""
        return self.retriever.scope_of(profile.key)

    def search(self, query: str, scope: Scope) -> Finding:
        """Find the passages for a question that can be understood alone."""
        found = self.retriever.retrieve(query, k=self.count, scope=scope)
        return Finding(
            passages=tuple(scored.passage for scored in found.relevant),
            query=query,
            candidates=found.candidates,
        )

    def _recall(self, messages: Sequence[StoredMessage], scope: Scope) -> tuple[Passage, ...]:
        """Return what the last reply cited and may still be used: "explain that again" is answered from it."""
        cited = messages[-1].citations if messages else ()
        passages = [_to_passage(citation) for citation in cited]
        may_use = {i: self.retriever.may_use(i, scope) for i in {p.document_id for p in passages}}
        return tuple(passage for passage in passages if may_use[passage.document_id])


def _is_sure(found: Finding) -> bool:
    return found.best is not None and found.best.relevance >= SURE_RELEVANCE


def _questions(messages: Sequence[StoredMessage]) -> list[StoredMessage]:
    return [message for message in messages if message.role is Role.USER]


def _words_of(messages: Sequence[StoredMessage]) -> list[str]:
    return [asked_words(m) if m.role is Role.USER else m.text for m in messages]


def _since_last_subject(messages: Sequence[StoredMessage], language: Language) -> list[str]:
    """Return the questions from the last one on that names its subject, so that “it” is the latest thing."""
    recent: list[str] = []
    for message in reversed(messages):
        if message.role is Role.USER:
            recent.insert(0, asked_words(message))
            if names_subject(recent[0], language):
                break
    return recent


def _to_passage(citation: Citation) -> Passage:
    return Passage(
        id=PassageId(-citation.number),  # below every real id: its document may be gone
        document_id=DocumentId(citation.document_id or ""),
        document_title=citation.document_title,
        heading_path=citation.heading_path,
        page=citation.page,
        ordinal=citation.passage_ordinal or 0,
        text=citation.text,
    )
