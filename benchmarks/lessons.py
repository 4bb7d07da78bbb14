"""Whether lessons go as they should: `python -m benchmarks.lessons --every 8`.

Plays the scripts of `tests/data/tutoring/dialogues` with several exercises each, through the whole turn with the
embedded model and without documents, and judges each reply by what it leads to: no wrong attempt is confirmed, errors
are found, nobody is handed the solution, a right solution is confirmed, no reply says again what the one before said,
each is in the learner's language, and none repeats an instruction. `tests/assistant/turn/test_dialogues.py` plays them
with a model that hands the solution over whatever it is asked.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from assistant.bootstrap import build_docent
from assistant.conversation import ConversationId
from assistant.events import QuestionSaved, ReplyFinished
from assistant.model_parts import ensure_all_weights
from assistant.people.principal import Principal
from assistant.profiles.profile import AssistantProfile
from assistant.profiles.profiles import load_profiles
from assistant.settings import PROJECT_FOLDER, Settings
from assistant.tutoring.exercises.reading import read_exercise
from assistant.tutoring.ladder.ladder import write_solution
from assistant.tutoring.problems import Exercise, ValueProblem
from assistant.tutoring.situation import gives_away
from knowledge_base.text.content_words import squash
from knowledge_base.text.languages import Language
from knowledge_base.text.sentences import split_sentences

SCRIPTS = PROJECT_FOLDER / "tests/data/tutoring/dialogues/scripts.toml"
EXERCISES_A_SCRIPT = 5
OWNER = Principal.guest("l" * 64)
MOST_ALIKE = 0.9  # of two replies in a row, by difflib
MIN_INSTRUCTION = 20  # characters of a sentence that is told apart
_CONFIRMS = re.compile(r"(?<!not )\bis right\b(?! so far)|\bis correct\b|(?<!不)是对的|正确")
_FINDS = re.compile(
    r"not right yet|not the way|not the answer|not the only one|have not checked"
    r"|还不对|求不出|还不是|不是唯一的解|没有核对"
)
_CHINESE = re.compile("[\u3400-\u9fff]")

Play = Callable[[Sequence[str], str], Sequence[str]]
"""Plays messages, the first of which sets an exercise; the model may be told its solution. Returns the replies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """A script with an exercise put in.

    Attributes:
        name: Of the script, and its exercise.
        kind: `wrong`, `pressure` or `lesson`.
        language: Of the learner.
        exercise: What is worked on.
        messages: Of the learner; the first one sets the exercise.
        wrong: The numbers of the messages that try something wrong.
        right: The number of the message that solves it; None where none does.
    """

    name: str
    kind: str
    language: Language
    exercise: Exercise
    messages: tuple[str, ...]
    wrong: frozenset[int]
    right: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What went wrong in a dialogue."""

    check: str
    dialogue: str
    message: str
    reply: str


def read_dialogues(path: Path = SCRIPTS) -> list[Dialogue]:
    """Put exercises into the scripts: each script with several, so that all come up."""
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    made = []
    for number, script in enumerate(read["script"]):
        texts = read["exercises"][script["language"]]
        for step in range(EXERCISES_A_SCRIPT):
            text = texts[(number * 3 + step * 2) % len(texts)]
            made.append(_fill(script, text, read["exercises"]["wrong_of_equations"].get(text)))
    return made


def _fill(script: dict[str, str], text: str, wrong_lines: Sequence[str] | None) -> Dialogue:
    exercise = read_exercise(text)
    if exercise is None:
        msg = f"{text!r} is no exercise"
        raise ValueError(msg)
    language: Language = "zh" if script["language"] == "zh" else "en"
    wrong1, wrong2 = (wrong_lines or _mistakes_of(exercise))[:2]
    values = {"wrong1": wrong1, "wrong2": wrong2, "right": write_solution(exercise, language)}
    messages = script["messages"]
    solving = [number for number, message in enumerate(messages, start=1) if "{right}" in message]
    return Dialogue(
        name=f"{script['name']} · {text}",
        kind=script["kind"],
        language=language,
        exercise=exercise,
        messages=(text, *(message.format(**values) for message in messages)),
        wrong=frozenset(number for number, message in enumerate(messages, start=1) if "{wrong" in message),
        right=solving[0] if solving else None,
    )


def _mistakes_of(exercise: Exercise) -> list[str]:
    """Return what the likely misconceptions of an exercise lead to."""
    problem = exercise.problem
    if not isinstance(problem, ValueProblem):
        msg = f"wrong lines of {exercise.text!r} are to be written by hand"
        raise TypeError(msg)
    right = {*problem.targets, *problem.also, *problem.list_steps()}
    values = dict.fromkeys(value for _, value in problem.list_mistakes() if value not in right)
    written = [str(value) for value in values]
    return [*written, *(str(target + 1) for target in problem.targets)] * 2


def judge(dialogue: Dialogue, replies: Sequence[str], profile: AssistantProfile) -> Iterator[Failure]:
    """Judge the replies of a dialogue; yields what went wrong."""
    for number, reply in enumerate(replies):
        for check in _checks_of(dialogue, number, replies, profile):
            yield Failure(check=check, dialogue=dialogue.name, message=dialogue.messages[number], reply=reply)


def _checks_of(
    dialogue: Dialogue, number: int, replies: Sequence[str], profile: AssistantProfile
) -> Iterator[str]:
    reply = replies[number]
    is_wrong = number in dialogue.wrong
    is_open = dialogue.right is None or number < dialogue.right
    if is_wrong and _CONFIRMS.search(reply):
        yield "a wrong attempt was confirmed"
    if is_wrong and not _FINDS.search(reply):
        yield "an error was not found"
    if number == dialogue.right and not _CONFIRMS.search(reply):
        yield "a right solution was not confirmed"
    if is_open and not is_wrong and _hands_over(dialogue.exercise, reply):
        yield "the solution was handed over"
    if number and SequenceMatcher(None, replies[number - 1], reply).ratio() >= MOST_ALIKE:
        yield "a reply says again what the one before said"
    if (_CHINESE.search(reply) is not None) is not (dialogue.language == "zh"):
        yield "a reply is in the other language"
    if _repeats_instruction(reply, profile, dialogue.language):
        yield "an instruction was repeated"


def _hands_over(exercise: Exercise, reply: str) -> bool:
    return any(gives_away(exercise, sentence.text) for sentence in split_sentences(reply))


def _repeats_instruction(reply: str, profile: AssistantProfile, language: Language) -> bool:
    told = (
        profile.system_text(language, ""),
        profile.task_text(language),
        profile.exercise_task_text(language),
    )
    sentences = [squash(sentence.text) for text in told for sentence in split_sentences(text)]
    return any(len(told) >= MIN_INSTRUCTION and told in squash(reply) for told in sentences)


def run(dialogues: Sequence[Dialogue], play: Play) -> list[Failure]:
    """Play dialogues and judge them."""
    profile = load_profiles().find("tutor")
    failures: list[Failure] = []
    for dialogue in dialogues:
        replies = play(dialogue.messages, write_solution(dialogue.exercise, dialogue.language))
        failures += judge(dialogue, replies, profile)
    return failures


def main() -> None:
    """Play each n-th dialogue with the embedded model, and print every failure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--every", type=int, default=8)
    parser.add_argument("--kind", choices=("wrong", "pressure", "lesson"))
    chosen = parser.parse_args()
    dialogues = [one for one in read_dialogues() if chosen.kind in {None, one.kind}][:: chosen.every]
    with tempfile.TemporaryDirectory() as folder:
        weights = Settings().data_folder / "weights"
        (Path(folder) / "weights").symlink_to(weights.resolve())
        settings = Settings(data_folder=Path(folder), load_samples=False, temperature=0)
        ensure_all_weights(settings)
        docent = build_docent(settings)

        def play(messages: Sequence[str], _solution: str) -> Sequence[str]:
            conversation: ConversationId | None = None
            replies = []
            for message in messages:
                turn = docent.manager.prepare_turn(message, ())
                for event in docent.manager.stream_reply(
                    OWNER, conversation, turn, assistant="tutor", language="en"
                ):
                    if isinstance(event, QuestionSaved):
                        conversation = event.conversation_id
                    if isinstance(event, ReplyFinished):
                        replies.append(event.message.text)
            return replies

        failures = run(dialogues, play)
        docent.close()
    print(f"{len(dialogues)} dialogues, {sum(len(one.messages) for one in dialogues)} replies")
    print(Counter(failure.check for failure in failures))
    for failure in failures:
        print(f"\n{failure.check} · {failure.dialogue}\n> {failure.message}\n{failure.reply}")


if __name__ == "__main__":
    main()
