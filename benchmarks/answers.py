"""How often an answer is found, and how often Docent rightly does not know: `python -m benchmarks.answers`.

Asks the labelled questions of one split of `tests/data/questions.jsonl` of the knowledge that belongs to it: first the
search alone (seconds), then, with `--replies`, the whole turn with the embedded model (minutes).
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TypedDict

from assistant.bootstrap import Docent, build_docent, ensure_all_weights
from assistant.conversation import Language, OwnerId, StoredMessage
from assistant.events import ReplyFinished
from assistant.notices import not_found_notice
from assistant.settings import PROJECT_FOLDER, Settings

DATA = PROJECT_FOLDER / "tests" / "data"
OWNER = OwnerId("b" * 64)


class Question(TypedDict):
    """A line of the labelled questions."""

    split: str
    language: Language
    question: str
    answer: str | None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=("fit", "held_out"), default="held_out")
    parser.add_argument("--replies", action="store_true", help="also ask the model")
    chosen = parser.parse_args()
    lines = (DATA / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions: list[Question] = [q for q in map(json.loads, lines) if q["split"] == chosen.split]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        (data / "weights").symlink_to(PROJECT_FOLDER / "data" / "weights")
        settings = Settings(data_folder=data, load_samples=chosen.split == "fit")
        ensure_all_weights(settings)
        docent = build_docent(settings)
        docent.load_first_samples()
        docent.knowledge.start()
        if chosen.split == "held_out":
            for path in (DATA / "library").iterdir():
                docent.knowledge.add_document(path.name, path.read_bytes())
            docent.knowledge.wait_until_idle()
        _measure_search(docent, questions)
        if chosen.replies:
            docent.chat_model.start()
            _measure_replies(docent, settings, questions)
        docent.close()


def _measure_search(docent: Docent, questions: list[Question]) -> None:
    found, found_by_rank, refused, seconds = [], [], [], []
    for question in questions:
        started = time.perf_counter()
        retrieval = docent.knowledge.retrieve(question["question"], k=3)
        seconds.append(time.perf_counter() - started)
        if question["answer"] is None:
            refused.append(not retrieval.relevant)
            continue
        found.append(any(_holds(question, s.passage.text) for s in retrieval.relevant))
        found_by_rank.append(any(_holds(question, s.passage.text) for s in retrieval.candidates[:5]))
    print(f"search: the passage is among the first five for {_share(found_by_rank)}")
    print(f"search: it is judged relevant and given to the model for {_share(found)}")
    print(
        f"search: nothing is judged relevant for {_share(refused)} questions that the knowledge can't answer"
    )
    seconds.sort()
    print(
        f"search: {1000 * median(seconds):.0f} ms median, {1000 * seconds[int(0.95 * len(seconds))]:.0f} ms p95"
    )


def _measure_replies(docent: Docent, settings: Settings, questions: list[Question]) -> None:
    answered, refused = list[bool](), list[bool]()
    for question in questions:
        is_refusal = _is_refusal(_ask(docent, question), settings)
        (refused if question["answer"] is None else answered).append(
            is_refusal if question["answer"] is None else not is_refusal
        )
    print(f"replies: an answer is given for {_share(answered)} questions that the knowledge answers")
    print(f"replies: “not found” is said for {_share(refused)} that it can't answer")


def _ask(docent: Docent, question: Question) -> StoredMessage:
    turn = docent.manager.prepare_turn(question["question"], [])
    *_, last = docent.manager.stream_reply(
        OWNER, None, turn, persona="customer_service", language=question["language"]
    )
    if not isinstance(last, ReplyFinished):
        raise TypeError
    return last.message


def _is_refusal(reply: StoredMessage, settings: Settings) -> bool:
    languages: tuple[Language, ...] = ("en", "zh")
    notices = [not_found_notice(language, settings.organisation, settings.contact) for language in languages]
    return reply.text in notices or not reply.citations


def _holds(question: Question, text: str) -> bool:
    return any(part in text for part in (question["answer"] or "").split("|"))


def _share(outcomes: list[bool]) -> str:
    return f"{sum(outcomes)} of {len(outcomes)}"


if __name__ == "__main__":
    main()
