"""What the tutor does when a learner says how to go on: sets an exercise, works one out, or asks for the working.

Everything here is made and solved by the program. Help with an exercise that is known comes from the ladder instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from assistant.tutoring.ladder.rungs import Rung
from assistant.tutoring.practice.modes import Mode, names_topic
from assistant.tutoring.practice.practice_words import (
    ALREADY_SOLVED,
    CHOSEN_TOPIC,
    CLOSINGS,
    EXAMPLE_END,
    EXAMPLE_LEAD,
    INVITATION,
    NO_SIMILAR,
    NOT_A_TOPIC,
    SHOW_WORKING,
    SIMILAR_LEAD,
    THINKING,
    UNKNOWN_SOLUTION,
)
from assistant.tutoring.practice.quiz import find_level, make_quiz
from assistant.tutoring.practice.similar import make_similar
from assistant.tutoring.practice.stating import give, state
from assistant.tutoring.practice.talk import Message, Talk
from assistant.tutoring.practice.topics import find_topic
from assistant.tutoring.practice.worked import work_out
from assistant.tutoring.problems import Exercise
from assistant.tutoring.situation import Situation, gives_away, looks_like_exercise, read_talk
from knowledge_base.text.languages import Language


def answer_mode(situation: Situation, messages: Sequence[Message], language: Language) -> str:
    """Return the reply to a message that says how to go on; empty where the ladder or the course has to answer.

    Args:
        situation: What the student works on.
        messages: Of the student, oldest first, with the exercises that were set in between.
        language: Of the reply.
    """
    mode = situation.mode
    if mode is None or situation.is_again:
        return ""  # how the attempt of the message before stands is said by who judges it
    talk = read_talk(messages)
    if mode is Mode.QUIZ:
        return _ask(messages, talk, language)
    if situation.exercise is None:
        return _help_without_exercise(mode, messages, language)
    if mode is Mode.SIMILAR:
        return _show_similar(situation, situation.exercise, talk, language)
    if mode is Mode.CHECK and not situation.is_solved:
        return SHOW_WORKING[language].format(exercise=state(situation.exercise, language))
    is_over = situation.is_solved and mode is not Mode.EXPLAIN
    return ALREADY_SOLVED[language] if is_over else ""


def _ask(messages: Sequence[Message], talk: Talk, language: Language) -> str:
    topic = find_topic(messages, talk)
    if topic.subject is None:
        return NOT_A_TOPIC[language]
    seen = [exercise.problem for exercise in talk.exercises]
    made = make_quiz(topic.subject, find_level(talk), language, seed=_seed(messages), avoided=seen)
    if made is None:
        return NO_SIMILAR[language]
    lead = f"{CHOSEN_TOPIC[language]}\n\n" if topic.is_chosen_for else ""
    return f"{lead}{_set(made, talk, language)}"


def _show_similar(situation: Situation, exercise: Exercise, talk: Talk, language: Language) -> str:
    """Set a similar exercise; who has had the rule and is still stuck sees one worked out."""
    seen = [one.problem for one in talk.exercises]
    seed = f"{len(talk.tries)} {exercise.text}"
    made = make_similar(exercise, language, seed=seed, avoided=seen)
    if made is None:
        return NO_SIMILAR[language]
    if situation.requests < Rung.EXAMPLE:
        return f"{SIMILAR_LEAD[language]}\n\n{_set(made, talk, language)}"
    worked = f"> {state(made, language)}\n\n{work_out(made, language)}"
    if gives_away(exercise, worked):
        return f"{SIMILAR_LEAD[language]}\n\n{_set(made, talk, language)}"
    return f"{EXAMPLE_LEAD[language]}\n\n{worked}\n\n{EXAMPLE_END[language]}"


def _set(exercise: Exercise, talk: Talk, language: Language) -> str:
    closings = CLOSINGS[language]
    return f"{give(exercise, language)}\n\n{closings[len(talk.exercises) % len(closings)]}"


def _help_without_exercise(mode: Mode, messages: Sequence[Message], language: Language) -> str:
    """Help to think where an exercise can't be solved; ask for one where there is none."""
    is_stuck = any(looks_like_exercise(message.text) for message in messages[:-1])
    if is_stuck and mode is Mode.SIMILAR:
        return NO_SIMILAR[language]
    if is_stuck and mode is not Mode.CHECK:
        ways = THINKING[language]
        way = ways[len(messages) % len(ways)]
        is_end = mode is Mode.GIVE_UP
        return f"{UNKNOWN_SOLUTION[language]} {way}".strip() if is_end else way
    if mode in {Mode.EXPLAIN, Mode.HINT} and names_topic(messages[-1].text):
        return ""  # the course or the glossary has it
    return INVITATION[language] if len(messages) == 1 or mode in {Mode.CHECK, Mode.SIMILAR} else ""


def _seed(messages: Sequence[Message]) -> str:
    """Return what the same talk always gives: an answer that is written again sets the same exercise."""
    said = "\n".join(message.text for message in messages)
    return sha256(said.encode()).hexdigest()
