"""How a whole turn did on a question with checks on facts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from assistant.turn.guardrails.fallback_messages import (
    evidence_lead,
    nearest_lead,
    not_found_message,
    unsure_lead,
)
from knowledge_base.text.languages import Language

LANGUAGES: tuple[Language, ...] = ("en", "zh")


class Score(StrEnum):
    """What became of a question; the last ones are of near misses."""

    RIGHT = "right"
    QUOTED = "quoted right"
    UNSURE = "quoted right, said to be unsure"
    DOUBTED = "shown as the nearest alone"
    INCOMPLETE = "incomplete"
    FALSE = "false"
    REFUSED = "refused in vain"
    MISS_REFUSED = "near miss refused"
    MISS_UNSURE = "near miss quoted, said to be unsure"
    MISS_ANSWERED = "near miss answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactCase:
    """A question of `questions.jsonl`; see `tests/data/answers/README.md` for its fields."""

    id: str
    language: Language
    kind: str
    history: tuple[tuple[str, str], ...]
    question: str
    facts: tuple[tuple[str, ...], ...]
    forbidden: tuple[str, ...]
    is_answerable: bool
    evidence: str

    @classmethod
    def of(cls, fields: Mapping[str, object]) -> FactCase:
        """Read a line's object."""
        said = [str(turn["text"]) for turn in fields["history"]]  # type: ignore[attr-defined]
        language = fields["language"]
        return cls(
            id=str(fields["id"]),
            language="zh" if language == "zh" else "en",
            kind=str(fields["kind"]),
            history=tuple(zip(said[::2], said[1::2], strict=True)),
            question=str(fields["question"]),
            facts=tuple(tuple(map(str, group)) for group in fields["facts"]),  # type: ignore[attr-defined]
            forbidden=tuple(map(str, fields["forbidden"])),  # type: ignore[call-overload]
            is_answerable=bool(fields["answerable"]),
            evidence=str(fields["evidence"]),
        )

    def score(self, reply: str, *, organisation: str, contact: str) -> Score:
        """Judge a reply; what is quoted is the documents' own, so nothing of it is false."""
        is_refusal = reply in {not_found_message(language, organisation, contact) for language in LANGUAGES}
        _, nearest, shown = _part(reply, nearest_lead)
        _, unsure, _ = _part(reply, unsure_lead)
        if not self.is_answerable:
            answered = Score.MISS_UNSURE if unsure else Score.MISS_ANSWERED
            return Score.MISS_REFUSED if is_refusal or nearest else answered
        if is_refusal or nearest:
            return Score.DOUBTED if nearest and self._holds_facts(shown) else Score.REFUSED
        if unsure:
            return Score.UNSURE if self._holds_facts(reply) else Score.INCOMPLETE
        written, _, _ = _part(reply, evidence_lead)
        if any(_plain(word) in _plain(written) for word in self.forbidden):
            return Score.FALSE
        if self._holds_facts(written):
            return Score.RIGHT
        return Score.QUOTED if self._holds_facts(reply) else Score.INCOMPLETE

    def _holds_facts(self, text: str) -> bool:
        plain = _plain(text)
        return all(any(_plain(word) in plain for word in group) for group in self.facts)


def read_cases(folder: Path) -> Iterator[FactCase]:
    """Yield the questions of a folder of documents."""
    for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        yield FactCase.of(json.loads(line))


def summarise(scores: Sequence[tuple[FactCase, Score]]) -> Iterator[str]:
    """Yield lines of the whole and of each kind."""
    for kind in ("all", *sorted({case.kind for case, _ in scores})):
        these = [score for case, score in scores if kind in ("all", case.kind)]
        counts = ", ".join(f"{these.count(score)} {score}" for score in Score if score in these)
        yield f"{kind}: {len(these)}: {counts}"


def _part(reply: str, lead: object) -> tuple[str, str, str]:
    for language in LANGUAGES:
        before, found, behind = reply.partition(lead(language))  # type: ignore[operator]
        if found:
            return before, found, behind
    return reply, "", ""


def _plain(text: str) -> str:
    return "".join(text.lower().split())
