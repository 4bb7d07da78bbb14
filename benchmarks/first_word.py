"""How long people wait for the first word that is checked: `python -m benchmarks.first_word`.

Each question goes through the whole turn (search, choice of evidence, the model's opinion on it, reply, check of the
first sentence) and, in turn and in one run, as a plain prompt to xllamacpp alone: a system text, the five passages
found first, the question, and no check. The plain prompt's passages are found before its clock starts.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from statistics import median

from assistant.bootstrap import Docent
from assistant.settings import Settings
from benchmarks.answer_scoring import FactCase, read_cases
from benchmarks.answers import DATA, OWNER, running
from benchmarks.engine import ask_bare, bare_engine
from model.chat.messages import ChatMessage, Role, TextDelta
from model.weights_manifest import CHAT_WEIGHTS

PASSAGES = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=DATA / "answers" / "dev")
    parser.add_argument("--every", type=int, default=5, metavar="N", help="ask each Nth question")
    chosen = parser.parse_args()
    cases = [case for case in read_cases(chosen.folder) if not case.history][:: chosen.every]
    with running(temperature=0.0) as (docent, settings):
        for path in sorted(chosen.folder.iterdir()):
            if path.suffix != ".jsonl":
                docent.knowledge.add_document(path.name, path.read_bytes())
        docent.knowledge.wait_until_idle()
        docent.chat_model.start()
        _compare(docent, settings, cases)


def _compare(docent: Docent, settings: Settings, cases: list[FactCase]) -> None:
    weights = CHAT_WEIGHTS[settings.model_weights]
    pairs = []
    with bare_engine(settings.weights_folder / weights.name / weights.files[0].name) as bare:
        _ask(docent, cases[0])  # both have read their fixed beginnings
        ask_bare(bare, _plain_prompt(docent, cases[0].question))
        for case in cases[1:]:
            prompt = _plain_prompt(docent, case.question)
            plain = ask_bare(bare, prompt)["first_seconds"]
            pairs.append((_ask(docent, case), plain))
    ratios = [ours / plain for ours, plain in pairs]
    print(f"{len(pairs)} questions; seconds to the first word, median")
    print(f"Docent {median(o for o, _ in pairs):.2f}, plain prompt {median(p for _, p in pairs):.2f}")
    print(f"ratio, median of each question's: {median(ratios):.2f}, longest {max(ratios):.2f}")


def _plain_prompt(docent: Docent, question: str) -> list[ChatMessage]:
    found = docent.knowledge.retrieve(question, k=PASSAGES).candidates[:PASSAGES]
    passages = "\n\n".join(scored.passage.text for scored in found)
    return [
        ChatMessage.of_text(Role.SYSTEM, "You answer from the passages of a knowledge base."),
        ChatMessage.of_text(Role.USER, f"Passages:\n\n{passages}\n\nQuestion: {question}"),
    ]


def _ask(docent: Docent, case: FactCase) -> float:
    started = time.perf_counter()
    turn = docent.manager.prepare_turn(case.question, [])
    first = 0.0
    for event in docent.manager.stream_reply(
        OWNER, None, turn, assistant="customer_service", language=case.language
    ):
        if isinstance(event, TextDelta) and event.text and not first:
            first = time.perf_counter() - started
    return first


if __name__ == "__main__":
    main()
