"""Whom the assistant plays: customer service or tutor. The texts are in `persona_texts/`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge_base.text.languages import Language

TEXTS_FOLDER = Path(__file__).parent / "persona_texts"
_BELONGING = re.compile(r" (?:of|at) \{organisation\}|\{organisation\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """A way of answering.

    Attributes:
        name: Stored with the conversation.
        must_be_supported: Whether a reply whose first sentence no passage supports is withheld. A tutor leads
            with explanations of its own; customer service states facts of the shop.
        max_reply_tokens: A limit of its own below that of the settings: a lesson goes one step at a time.
    """

    name: str
    must_be_supported: bool
    max_reply_tokens: int | None

    def system_text(self, language: Language, organisation: str) -> str:
        """Return the system prompt in the language of the conversation; without an organisation it names none."""
        text = _load_text(f"{self.name}.{language}")
        return _named(text, organisation)

    def task_text(self, language: Language) -> str:
        """Return what stands behind a question with passages: small models follow the end of a prompt best."""
        return _load_text(f"{self.name}.task.{language}")


CUSTOMER_SERVICE = Persona(name="customer_service", must_be_supported=True, max_reply_tokens=None)
TUTOR = Persona(name="tutor", must_be_supported=False, max_reply_tokens=220)
PERSONAS = {persona.name: persona for persona in (CUSTOMER_SERVICE, TUTOR)}


def _named(text: str, organisation: str) -> str:
    if not organisation:
        text = _BELONGING.sub("", text)
    return text.replace("{organisation}", organisation)


@cache
def _load_text(name: str) -> str:
    return (TEXTS_FOLDER / f"{name}.md").read_text(encoding="utf-8").strip()
