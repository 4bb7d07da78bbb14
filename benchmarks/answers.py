"""How often an answer is found, and how often Docent rightly does not know: `python -m benchmarks.answers`.

Asks the labelled questions of one split of `tests/data/questions.jsonl` of the documents that belong to it: first the
search alone (minutes, most of them for embedding), with the report of `python -m knowledge_base evaluate`, then, with
`--replies`, the whole turn with the embedded model (an hour).

`--folder tests/data/answers/dev` asks whole turns of a folder of documents with a `questions.jsonl` and judges them by
facts; every reply that is not right is printed, with what the steps decided.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from assistant.bootstrap import Docent, build_docent, knowledge_config
from assistant.conversation import StoredMessage
from assistant.events import ReplyFinished
from assistant.model_parts import ensure_all_weights
from assistant.people.principal import Principal
from assistant.settings import PROJECT_FOLDER, Settings
from assistant.turn.guardrails.fallback_messages import not_found_message
from benchmarks.answer_scoring import FactCase, Score, read_cases, summarise
from benchmarks.earlier_turns import write_turns
from knowledge_base.evaluation.evaluation import Question
from knowledge_base.evaluation.evaluation_command import run_evaluate
from knowledge_base.evaluation.evaluation_run import read_questions
from knowledge_base.knowledge import SAMPLES
from knowledge_base.text.languages import Language
from model.chat.messages import TextDelta

DATA = PROJECT_FOLDER / "tests" / "data"
QUESTIONS = DATA / "questions.jsonl"
SPLIT_FOLDERS = {
    "fit": (SAMPLES, DATA / "library" / "fit"),
    "dev": (DATA / "library" / "dev",),
    "dev2": (DATA / "library" / "dev2",),
    "cross": (DATA / "library" / "dev", DATA / "library" / "dev2"),
    "test": (DATA / "library" / "test",),
    "test2": (DATA / "library" / "test2",),
}
OWNER = Principal.guest("b" * 64)
LANGUAGES: dict[str, Language] = {"en": "en", "zh": "zh"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=tuple(SPLIT_FOLDERS), default="dev")
    parser.add_argument(
        "--among",
        choices=tuple(SPLIT_FOLDERS),
        action="append",
        default=[],
        help="index this split's documents as well",
    )
    parser.add_argument("--compare", action="append", default=[], help="as of `knowledge_base evaluate`")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--replies", action="store_true", help="also ask the model")
    parser.add_argument(
        "--folder", type=Path, help="documents with a questions.jsonl: judge whole turns by facts"
    )
    parser.add_argument("--kind", action="append", default=[], help="only questions of this kind")
    parser.add_argument("--only", default="", help="only questions whose id holds this")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="ask each Nth question")
    parser.add_argument("--all", action="store_true", help="print right replies, too")
    chosen = parser.parse_args()
    if chosen.folder is not None:
        _judge_turns(chosen)
        return
    folders = tuple(dict.fromkeys(f for split in (chosen.split, *chosen.among) for f in SPLIT_FOLDERS[split]))
    settings = Settings()
    measured = argparse.Namespace(
        questions=QUESTIONS,
        documents=list(folders),
        split=chosen.split,
        compare=chosen.compare,
        json=chosen.json,
    )
    run_evaluate(measured, knowledge_config(settings), sys.stdout)
    if chosen.replies:
        _ask_all(read_questions(QUESTIONS, chosen.split), folders)


def _ask_all(questions: Sequence[Question], folders: Sequence[Path]) -> None:
    with running() as (docent, settings):
        for path in (path for folder in folders for path in sorted(folder.iterdir())):
            docent.knowledge.add_document(path.name, path.read_bytes())
        docent.knowledge.wait_until_idle()
        docent.chat_model.start()
        _measure_replies(docent, settings, questions)


def _judge_turns(chosen: argparse.Namespace) -> None:
    cases = [
        c
        for c in read_cases(chosen.folder)
        if chosen.only in c.id and (not chosen.kind or c.kind in chosen.kind)
    ]
    scores: list[tuple[FactCase, Score]] = []
    with running(temperature=0.0) as (docent, settings):
        documents = (p for p in sorted(chosen.folder.iterdir()) if p.suffix != ".jsonl")
        for path in documents:
            docent.knowledge.add_document(path.name, path.read_bytes())
        docent.knowledge.wait_until_idle()
        docent.chat_model.start()
        for case in cases[:: chosen.every]:
            started = time.monotonic()
            reply, first = _ask_case(docent, case)
            score = case.score(reply.text, organisation=settings.organisation, contact=settings.contact)
            scores.append((case, score))
            if chosen.all or score not in (Score.RIGHT, Score.QUOTED, Score.UNSURE, Score.MISS_REFUSED):
                trace = docent.manager.read_trace(OWNER, reply.id)
                steps = (trace.responder, trace.evidence, [w.reason for w in trace.withheld]) if trace else ()
                spent = time.monotonic() - started
                print(f"--- {score}: {case.id} {case.kind}: {case.question}\n{reply.text}\n    {steps}")
                print(f"    first word after {first:.1f} s, all after {spent:.1f} s", flush=True)
    print("\n".join(summarise(scores)))


def _ask_case(docent: Docent, case: FactCase) -> tuple[StoredMessage, float]:
    """Ask a question in its conversation; returns the reply and the seconds to its first word."""
    conversation_id = write_turns(docent, OWNER, "customer_service", case.history)
    started, first = time.monotonic(), 0.0
    turn = docent.manager.prepare_turn(case.question, [])
    for event in docent.manager.stream_reply(
        OWNER, conversation_id, turn, assistant="customer_service", language=case.language
    ):
        if isinstance(event, TextDelta) and event.text and not first:
            first = time.monotonic() - started
        if isinstance(event, ReplyFinished):
            return event.message, first
    msg = f"no reply to {case.question!r}"
    raise RuntimeError(msg)


@contextmanager
def running(temperature: float | None = None) -> Iterator[tuple[Docent, Settings]]:
    """Build Docent with nothing in it, in a folder that goes away."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        (data / "weights").symlink_to(PROJECT_FOLDER / "data" / "weights")
        settings = Settings(data_folder=data, load_samples=False, temperature=temperature)
        ensure_all_weights(settings)
        docent = build_docent(settings)
        docent.knowledge.start()
        yield docent, settings
        docent.close()


def _measure_replies(docent: Docent, settings: Settings, questions: Sequence[Question]) -> None:
    answered, refused = list[bool](), list[bool]()
    for question in questions:
        is_refusal = _is_refusal(_ask(docent, question), settings)
        if question.is_answerable:
            answered.append(not is_refusal)
        else:
            refused.append(is_refusal)
    print(f"replies: an answer is given for {_share(answered)} questions that the knowledge answers")
    print(f"replies: “not found” is said for {_share(refused)} that it can't answer")


def _ask(docent: Docent, question: Question) -> StoredMessage:
    turn = docent.manager.prepare_turn(question.text, [])
    *_, last = docent.manager.stream_reply(
        OWNER, None, turn, assistant="customer_service", language=LANGUAGES[question.language]
    )
    if not isinstance(last, ReplyFinished):
        raise TypeError
    return last.message


def _is_refusal(reply: StoredMessage, settings: Settings) -> bool:
    languages: tuple[Language, ...] = ("en", "zh")
    notices = [not_found_message(language, settings.organisation, settings.contact) for language in languages]
    return reply.text in notices or not reply.citations


def _share(outcomes: list[bool]) -> str:
    return f"{sum(outcomes)} of {len(outcomes)}"


if __name__ == "__main__":
    main()
