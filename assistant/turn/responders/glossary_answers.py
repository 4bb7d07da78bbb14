"""Explains a word or a method of school mathematics from the tutor's own glossary, where no document is about it."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.turn.active_turn import ActiveTurn
from assistant.turn.responders.responder import TurnEvents
from assistant.tutoring.problems import Exercise
from assistant.tutoring.situation import gives_away
from knowledge_base.text.languages import Language
from knowledge_base.text.sentences import split_sentences

_SOURCE: dict[Language, str] = {
    "en": "*(From the tutor's own glossary: no course document was used.)*",
    "zh": "*（出自老师自带的数学词汇表，没有用到课程资料。）*",
}
_QUESTIONS: dict[Language, tuple[str, ...]] = {
    "en": (
        "Can you give an example of your own?",
        "How would you say that in your own words?",
        "Where have you met this before?",
    ),
    "zh": ("你能自己举一个例子吗？", "用你自己的话怎么说？", "你在哪里见过它？"),
}
_IN_EXERCISE: dict[Language, str] = {
    "en": "How does it help with your exercise?",
    "zh": "它对你这道题有什么帮助？",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossaryAnswer:
    """Answers what a word means and how a basic method goes."""

    needs_passages: bool = True

    def respond(self, turn: ActiveTurn) -> TurnEvents | None:
        """Answer a question that the glossary answers whole, and the documents don't."""
        entry = turn.situation.term if turn.situation else None
        if entry is None or turn.passages:
            return None
        questions = _QUESTIONS[turn.language]
        is_in_exercise = turn.exercise is not None and turn.situation is not None and turn.situation.is_open
        question = (
            _IN_EXERCISE[turn.language] if is_in_exercise else questions[len(turn.said) % len(questions)]
        )
        said = _leave_out_solution(entry.text, turn.exercise if is_in_exercise else None)
        return iter((turn.draft.say(f"{said} {question}\n\n{_SOURCE[turn.language]}"),))


def _leave_out_solution(text: str, exercise: Exercise | None) -> str:
    """Leave out an example whose numbers happen to be the solution of the exercise that is worked on."""
    if exercise is None:
        return text
    sentences = [sentence.text for sentence in split_sentences(text)]
    return " ".join(sentence.strip() for sentence in sentences if not gives_away(exercise, sentence))
