"""Fifty people who ask at once: `python -m benchmarks.load` (scripted model) or `--embedded`.

Each asks in a conversation of their own, at the same moment, through the queue that the pages use. Reported are the
waits until a reply is whole (median, longest, their ratio), whether every reply is in its history, and memory. With
the embedded engine they greet, so that the prompt is short and the whole fits into minutes. Nothing leaves the
machine; what is not done when the time is over is reported as lost.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import threading
import time
from pathlib import Path
from statistics import median

from assistant import bootstrap
from assistant.bootstrap import Docent, build_docent
from assistant.model_parts import ensure_all_weights
from assistant.people.principal import Principal
from assistant.settings import PROJECT_FOLDER, Settings
from model.chat.messages import Role
from model.chat.scripted_chat_model import BrokenReply, CallingReply, ScriptedChatModel

SCRIPTED_REPLY = "Opened items can be returned within 14 days."
QUESTION, GREETING = "Can opened items be returned?", "Hello, good morning!"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--embedded", action="store_true", help="ask the embedded engine")
    parser.add_argument("--conversations", type=int, default=50)
    parser.add_argument("--tokens", type=int, default=16, help="of a reply, at most")
    parser.add_argument("--seconds", type=float, default=420, help="after which the rest is lost")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        docent = _open(Path(folder), given)
        try:
            before = _memory_mib()
            waits, wall = _ask_all(docent, given)
            kept = sum(_is_kept(docent, number) for number in range(given.conversations))
            _report(given, waits, wall, kept, before)
        finally:
            docent.close()


def _open(data: Path, given: argparse.Namespace) -> Docent:
    (data / "weights").symlink_to(PROJECT_FOLDER / "data" / "weights")
    settings = Settings(data_folder=data, max_new_tokens=given.tokens, temperature=0, load_samples=False)
    if not given.embedded:
        replies: list[str | BrokenReply | CallingReply | Exception] = [SCRIPTED_REPLY] * given.conversations
        bootstrap.load_chat_model = lambda settings: ScriptedChatModel(
            replies, context_tokens=settings.context_tokens
        )
    ensure_all_weights(settings)
    docent = build_docent(settings)
    docent.start()
    docent.chat_model.wait_until_ready()
    if not given.embedded:
        docent.knowledge.add_document("returns.md", f"# Returns\n\n{SCRIPTED_REPLY}\n".encode())
    docent.knowledge.wait_until_idle()
    return docent


def _person(number: int) -> Principal:
    return Principal.guest(f"{number:064x}")


def _ask_all(docent: Docent, given: argparse.Namespace) -> tuple[list[float], float]:
    """Return how long each reply took that came in time, in seconds, and how long all of it took."""
    text = GREETING if given.embedded else QUESTION
    ready = threading.Barrier(given.conversations)
    waits: list[float] = []

    def ask(number: int) -> None:
        person, done = _person(number), threading.Event()
        turn = docent.manager.prepare_turn(text, ())
        ready.wait()
        begun = time.monotonic()
        events = docent.manager.stream_reply(person, None, turn, assistant="customer_service", language="en")
        reply = docent.replies.start(person, events, network=f"network {number}")

        def look() -> None:
            if reply.progress.is_done:
                done.set()

        reply.listen(look)
        look()
        if done.wait(given.seconds) and reply.error is None:
            waits.append(time.monotonic() - begun)

    begun = time.monotonic()
    people = [threading.Thread(target=ask, args=(number,)) for number in range(given.conversations)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return sorted(waits), time.monotonic() - begun


def _is_kept(docent: Docent, number: int) -> bool:
    """Tell whether somebody's conversation holds the question and a reply."""
    summaries = docent.manager.list_conversations(_person(number))
    messages = [
        m for s in summaries for m in docent.manager.load_conversation(_person(number), s.id).messages
    ]
    return [message.role for message in messages] == [Role.USER, Role.ASSISTANT] and bool(messages[-1].text)


def _report(given: argparse.Namespace, waits: list[float], wall: float, kept: int, before: float) -> None:
    engine = "embedded engine" if given.embedded else "scripted model"
    print(f"{given.conversations} at once, {engine}: {len(waits)} replies in {wall:.0f} s, {kept} kept")
    if waits:
        middle = median(waits)
        print(f"wait: median {middle:.1f} s, longest {waits[-1]:.1f} s, ratio {waits[-1] / middle:.2f}")
    print(f"memory of Docent: {before:.0f} MiB before, {_memory_mib():.0f} MiB at most")


def _memory_mib() -> float:
    """Return the most that this process held, without the engine's, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
