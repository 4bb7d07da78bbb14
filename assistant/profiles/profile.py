"""An assistant as data: its texts, its way of answering, its limits. Nothing in the code asks which assistant it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from assistant.people.principal import Role
from knowledge_base.text.languages import Language

_BELONGING = re.compile(r" (?:of|at) \{organisation\}|\{organisation\}")


class AnswerStyle(StrEnum):
    """How an assistant answers."""

    FACTS = "facts"  # states what the documents say: each claim needs a passage
    LESSON = (
        "lesson"  # teaches: a step of a solution needs none, and an exercise is searched for by what it is of
    )


class ProfileTexts(BaseModel):
    """What an assistant says and is told in one language.

    Attributes:
        name: What it is called.
        offer: What can be done with it, as it goes on from “I want to”.
        greeting: Above an empty conversation.
        examples: Questions that an empty conversation offers while the sample documents are there.
        instructions: What the model is told first; `{organisation}` stands for whom it speaks for.
        task: What stands behind a question with passages: small models follow the end of a prompt best.
        exercise_task: What stands behind an exercise for which there are no passages; empty: the usual task.
        evidence_lead: Stands above words of the documents that are shown as the answer; empty: the usual words.
        unsure_lead: Stands above words that may answer; empty: the usual words.
        nearest_lead: Stands above words that come near and do not answer; empty: the usual words.
        not_found: Is said where the documents hold no answer; empty: the usual words.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = ""
    offer: str = ""
    greeting: str = ""
    examples: tuple[str, ...] = ()
    instructions: str = ""
    task: str = ""
    exercise_task: str = ""
    evidence_lead: str = ""
    unsure_lead: str = ""
    nearest_lead: str = ""
    not_found: str = ""


class AssistantProfile(BaseModel):
    """An assistant.

    Attributes:
        key: The name of its folder; stored with its conversations.
        texts: By language. It answers in the languages in which it has instructions.
        responders: What may answer a question, in this order; see `assistant.turn.responders`.
        guardrail: What its replies are held to; see `assistant.turn.guardrails.output_guardrails`.
        tools: What the model may call, where it can; see `assistant.turn.tools`.
        collections: The only collections that it may ever answer from; empty: those that it is given on the page
            “Manage knowledge”.
        style: How it answers.
        max_reply_tokens: A limit of its own below that of the settings.
        temperature: Of its replies; None: that of the settings.
        offers_person: Whether a person is named where it finds no answer.
        shows_solutions: Whether a lesson may end with the solution of an exercise, after every other help.
        roles: Whom it is for; empty is everybody. An admin may try all of them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = Field(pattern=r"^[a-z0-9_]{1,40}$")
    texts: Mapping[Language, ProfileTexts]
    responders: tuple[str, ...] = Field(min_length=1)
    guardrail: str = "grounded_answers"
    tools: tuple[str, ...] = ()
    collections: frozenset[str] = frozenset()
    style: AnswerStyle = AnswerStyle.FACTS
    max_reply_tokens: int | None = Field(default=None, ge=16)
    temperature: float | None = Field(default=None, ge=0, le=2)
    offers_person: bool = True
    shows_solutions: bool = False
    roles: frozenset[Role] = frozenset()

    @property
    def is_lesson(self) -> bool:
        """Whether its replies teach."""
        return self.style is AnswerStyle.LESSON

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages that it answers in, English first."""
        return tuple(sorted(language for language, texts in self.texts.items() if texts.instructions))

    def answers_in(self, language: Language) -> Language:
        """Return the language of an answer to a question in a language."""
        return language if language in self.languages else self.languages[0]

    def name(self, language: Language) -> str:
        """Return what it is called: in the language, else in English, else by its folder."""
        return self._find("name", language) or self.key

    def offer(self, language: Language) -> str:
        """Return what can be done with it; else its name."""
        own = self.texts.get(language, ProfileTexts())
        return own.offer or own.name or self._find("offer", language) or self.name(language)

    def greeting(self, language: Language) -> str:
        """Return what stands above an empty conversation; it may be empty."""
        return self._find("greeting", language)

    def examples(self, language: Language) -> tuple[str, ...]:
        """Return questions that it can be asked in a language; there may be none."""
        return self.texts.get(language, ProfileTexts()).examples

    def system_text(self, language: Language, organisation: str) -> str:
        """Return the system prompt in the language of the conversation; without an organisation it names none."""
        text = self.texts[self.answers_in(language)].instructions
        if not organisation:
            text = _BELONGING.sub("", text)
        return text.replace("{organisation}", organisation)

    def task_text(self, language: Language) -> str:
        """Return what the model is asked to do with a question and its passages."""
        return self.texts[self.answers_in(language)].task

    def exercise_task_text(self, language: Language) -> str:
        """Return what the model is asked to do with an exercise for which there are no passages; it may be empty."""
        return self.texts[self.answers_in(language)].exercise_task

    def evidence_lead(self, language: Language) -> str:
        """Return what stands above words of the documents that are shown as the answer; it may be empty."""
        return self.texts.get(language, ProfileTexts()).evidence_lead

    def unsure_lead(self, language: Language) -> str:
        """Stand above words that may answer; empty: the usual words."""
        return self.texts.get(language, ProfileTexts()).unsure_lead

    def nearest_lead(self, language: Language) -> str:
        """Return what stands above words of the documents that come near and do not answer; it may be empty."""
        return self.texts.get(language, ProfileTexts()).nearest_lead

    def not_found(self, language: Language) -> str:
        """Return what is said where the documents hold no answer; it may be empty."""
        return self.texts.get(language, ProfileTexts()).not_found

    def _find(self, field: str, language: Language) -> str:
        known = (self.texts.get(tried) for tried in (language, "en"))
        return next(filter(None, (getattr(texts, field) for texts in known if texts)), "")
