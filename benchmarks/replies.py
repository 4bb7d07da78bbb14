"""Whether replies say what the documents say: `python -m benchmarks.replies --split work`.

Asks the labelled questions of `tests/data/replies.jsonl` through the whole turn with the embedded model, of the
documents in `tests/data/replies/SPLIT`. Each question names words that must stand in the reply and words that must not,
or asks what the documents do not say, which must be refused. Earlier turns of a conversation are written to the history
as they stand there. Sampling is greedy, so that two runs can be compared; about ten seconds a question on two cores.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.bootstrap import Docent, build_docent
from assistant.conversation import ConversationId, StoredMessage
from assistant.events import ReplyFinished
from assistant.model_parts import ensure_all_weights
from assistant.people.principal import Principal
from assistant.settings import PROJECT_FOLDER, Settings
from assistant.turn.guardrails.fallback_messages import nearest_lead, not_found_message, unsure_lead
from benchmarks.earlier_turns import write_turns
from knowledge_base.text.languages import Language
from model.chat.messages import TextDelta

DATA = PROJECT_FOLDER / "tests" / "data"
OWNER = Principal.guest("b" * 64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question with what its reply must and must not say.

    Attributes:
        history: Earlier turns, each `question|reply`.
        is_answerable: Whether the documents answer it; if not, only “not found” is right.
        must: Regular expressions that all occur in a right reply.
        never: Regular expressions of which none occurs in a right reply.
    """

    assistant: str
    language: Language
    history: tuple[str, ...]
    question: str
    is_answerable: bool
    must: tuple[str, ...]
    never: tuple[str, ...]

    def is_met(self, reply: StoredMessage, notices: Sequence[str]) -> bool:
        """Tell whether a reply is right.

        Args:
            reply: The reply.
            notices: How replies begin that say that the documents do not answer, or may not.
        """
        is_refusal = reply.text.startswith(tuple(notices))
        if not self.is_answerable:
            return is_refusal
        holds_all = all(re.search(pattern, reply.text) for pattern in self.must)
        return holds_all and not any(re.search(pattern, reply.text) for pattern in self.never)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=("work", "check"), default="work")
    parser.add_argument("--only", default="", help="a regular expression that the questions match")
    parser.add_argument("--from", dest="first", type=int, default=0, help="leave out so many at the start")
    parser.add_argument("--count", type=int, default=1000, help="ask so many")
    parser.add_argument("--all", action="store_true", help="print the right replies, too")
    chosen = parser.parse_args()
    cases = [case for case in read_cases(chosen.split) if re.search(chosen.only, case.question)]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        (data / "weights").symlink_to(PROJECT_FOLDER / "data" / "weights")
        settings = Settings(data_folder=data, load_samples=False, temperature=0)
        ensure_all_weights(settings)
        docent = build_docent(settings)
        docent.knowledge.start()
        for path in sorted((DATA / "replies" / chosen.split).iterdir()):
            docent.knowledge.add_document(path.name, path.read_bytes())
        docent.chat_model.start()
        docent.knowledge.wait_until_idle()
        docent.chat_model.wait_until_ready()
        picked = cases[chosen.first : chosen.first + chosen.count]
        _measure(docent, settings, picked, prints_all=chosen.all)
        docent.close()


def read_cases(split: str) -> Iterator[Case]:
    """Yield the labelled questions of a split."""
    for line in (DATA / "replies.jsonl").read_text(encoding="utf-8").splitlines():
        fields = json.loads(line)
        if fields["split"] == split:
            yield Case(
                assistant=fields["persona"],
                language=fields["language"],
                history=tuple(fields["history"]),
                question=fields["question"],
                is_answerable=fields["expect"] == "answer",
                must=tuple(fields["must"]),
                never=tuple(fields["never"]),
            )


def _measure(docent: Docent, settings: Settings, cases: Sequence[Case], *, prints_all: bool) -> None:
    languages: tuple[Language, ...] = ("en", "zh")
    notices = [not_found_message(language, settings.organisation, settings.contact) for language in languages]
    notices += [lead(language) for language in languages for lead in (nearest_lead, unsure_lead)]
    met, asked = Counter[str](), Counter[str]()
    waits: list[float] = []
    for case in cases:
        reply, first_seconds = _ask(docent, case)
        is_met = case.is_met(reply, notices)
        kind = f"{case.assistant}, {'answerable' if case.is_answerable else 'not answerable'}"
        asked[kind] += 1
        met[kind] += is_met
        waits.append(first_seconds)
        if prints_all or not is_met:
            marks = " ".join(str(anchor.number) for anchor in reply.anchors)
            print(
                f"--- {'right' if is_met else 'WRONG'}: {case.question}\n{reply.text}\n[{marks}]", flush=True
            )
    for kind, count in asked.items():
        print(f"{kind}: {met[kind]} of {count} right")
    print(f"first word after {sorted(waits)[len(waits) // 2]:.1f} s (median)")


def _ask(docent: Docent, case: Case) -> tuple[StoredMessage, float]:
    """Ask one question; returns the reply and the seconds to its first word."""
    conversation_id = _write_history(docent, case)
    turn = docent.manager.prepare_turn(case.question, [])
    started, first_seconds = time.monotonic(), 0.0
    for event in docent.manager.stream_reply(
        OWNER, conversation_id, turn, assistant=case.assistant, language=case.language
    ):
        if isinstance(event, TextDelta) and event.text and not first_seconds:
            first_seconds = time.monotonic() - started
        if isinstance(event, ReplyFinished):
            return event.message, first_seconds
    msg = f"no reply to {case.question!r}"
    raise RuntimeError(msg)


def _write_history(docent: Docent, case: Case) -> ConversationId | None:
    turns = (turn.split("|") for turn in case.history)
    return write_turns(docent, OWNER, case.assistant, ((question, reply) for question, reply in turns))


if __name__ == "__main__":
    main()
