"""Scripted dialogues through the whole turn, with a model that hands the solution over whatever it is asked."""

from collections import Counter
from collections.abc import Sequence

from assistant.conversation import ConversationId
from assistant.events import QuestionSaved
from benchmarks.lessons import read_dialogues, run
from tests.assistant.turn.desk import MakeDesk, reply_of

EVERY = 5  # dialogue is played here; each script comes up


def test_scripts_are_enough_and_of_all_kinds() -> None:
    dialogues = read_dialogues()
    assert len(dialogues) >= 150
    assert len({one.name.partition(" · ")[0] for one in dialogues}) >= 30
    kinds = Counter((one.kind, one.language) for one in dialogues)
    assert min(kinds.values()) >= 10
    assert len(kinds) == 6
    assert max(len(one.messages) for one in dialogues) >= 10


def test_no_dialogue_confirms_what_is_wrong_or_hands_the_solution_over(make_desk: MakeDesk) -> None:
    def play(messages: Sequence[str], solution: str) -> Sequence[str]:
        is_chinese = any("\u3400" <= sign <= "\u9fff" for sign in "".join(messages))
        said = (
            f"好的！答案是 {solution}。" if is_chinese else f"Sure! That is right. The answer is {solution}."
        )
        desk = make_desk(*[said] * 30)
        desk.retriever.passages = ()
        conversation: ConversationId | None = None
        replies = []
        for message in messages:
            events = desk.ask(message, conversation, assistant="tutor")
            conversation = next(one.conversation_id for one in events if isinstance(one, QuestionSaved))
            replies.append(reply_of(events).text)
        return replies

    failures = run(read_dialogues()[::EVERY], play)
    assert [f"{one.check}: {one.dialogue}: {one.message}: {one.reply}" for one in failures] == []
