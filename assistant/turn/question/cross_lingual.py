"""Evidence in the other language of the documents, for what is answered in that language alone.

Encoders find a passage of another language by its topic and tell less surely whether it answers. So where nothing is
likely to answer and passages of the other language are among the candidates, the model translates the question, and
the search and the choice of evidence are made once more within that language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.grounding.selection.selector import Evidence
from assistant.protocols import ChatModel
from assistant.turn.question.evidence_choice import EvidenceChoice, Search
from assistant.turn.question.finding import Finding
from knowledge_base.passages import Passage, ScoredPassage
from knowledge_base.text.languages import Language, is_chinese, is_chinese_passage
from model.chat.messages import ChatMessage, GenerationSettings, Role, TextDelta

LIKELY_ENOUGH = 0.3  # probability of the best evidence from which no other language is tried
MAX_NEW_TOKENS = 64
MAX_CHARACTERS = 300  # of a question that is translated
_INSTRUCTION: dict[Language, str] = {
    "en": "Translate this question of a customer into English. Keep names, codes and numbers as they are. "
    "Write only the translation.\n\n{question}",
    "zh": "把顾客的这个问题翻译成中文。名称、型号和数字保持不变。只写译文。\n\n{question}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossLingualChoice:
    """Chooses evidence in the language of the question, and where that is not enough in the other one.

    Attributes:
        choice: Chooses within a language.
        chat_model: Translates.
    """

    choice: EvidenceChoice
    chat_model: ChatModel

    def choose(
        self,
        question: str,
        finding: Finding,
        search: Search,
        sent: Sequence[Passage] = (),
        *,
        conversation_key: str,
    ) -> tuple[Finding, Evidence | None]:
        """Choose evidence; see `EvidenceChoice.choose`.

        Raises:
            ModelError: The translation failed.
        """
        found, evidence = self.choice.choose(question, finding, search, sent)
        if found.is_small_talk or _weigh(evidence) >= LIKELY_ENOUGH:
            return found, evidence
        target: Language = "en" if is_chinese(question) else "zh"
        if not holds_language(target, finding.candidates):
            return found, evidence
        translated = translate_question(question, target, self.chat_model, conversation_key=conversation_key)
        if not translated:
            return found, evidence
        abroad, other = self.choice.choose(translated, search(translated), search)
        if other is None or not other.may_answer or _weigh(other) <= _weigh(evidence):
            return found, evidence
        return replace(finding, passages=abroad.passages, candidates=abroad.candidates), other


def holds_language(language: Language, candidates: Sequence[ScoredPassage]) -> bool:
    """Tell whether passages of a language are among those that were looked at."""
    passages = (candidate.passage for candidate in candidates)
    return any(
        is_chinese_passage(passage.text, passage.document_title) == (language == "zh") for passage in passages
    )


def translate_question(
    question: str, target: Language, chat_model: ChatModel, *, conversation_key: str
) -> str:
    """Translate a question with the model; returns nothing where what it writes is in the wrong language.

    Args:
        question: Understandable alone, in the other language.
        target: The language to translate into.
        chat_model: The model.
        conversation_key: Whose kept prefix may be used.

    Raises:
        ModelError: The model failed.
    """
    if len(question) > MAX_CHARACTERS:
        return ""
    ask = ChatMessage.of_text(Role.USER, _INSTRUCTION[target].format(question=question))
    settings = GenerationSettings(max_new_tokens=MAX_NEW_TOKENS, temperature=0)
    deltas = chat_model.stream([ask], settings, conversation_key=conversation_key)
    written = "".join(delta.text for delta in deltas if isinstance(delta, TextDelta))
    translated = written.strip().split("\n")[0].strip(" \"'“”「」")
    return translated if translated and is_chinese(translated) == (target == "zh") else ""


def _weigh(evidence: Evidence | None) -> float:
    """Return how likely evidence answers; what lacks a name or a value that is asked for is as good as none."""
    return 0.0 if evidence is None or evidence.is_limited else evidence.probability
