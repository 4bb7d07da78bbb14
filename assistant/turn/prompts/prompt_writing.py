"""A turn and what is to be done with it → its prompt."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.turn.active_turn import ActiveTurn
from assistant.turn.prompts.prompt import Prompt, PromptBuilder, PromptQuestion
from assistant.turn.question.model_messages import MessageConversion


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptWriting:
    """Writes the prompts of turns."""

    prompts: PromptBuilder
    messages: MessageConversion

    def write(self, turn: ActiveTurn, task: str) -> Prompt:
        """Put a question with its passages behind the prefix of its turn; the draft keeps which passages fit.

        Raises:
            TurnTooLongError: The question does not fit the prompt.
        """
        question = PromptQuestion(
            parts=self.messages.convert(turn.question).parts,
            passages=turn.passages,
            task=task,
            standalone=turn.standalone_question,
            rewritten=turn.finding.rewritten if turn.finding else "",
        )
        prompt = self.prompts.build(turn.prefix, turn.language, question)
        turn.draft.passages = prompt.passages
        return prompt
