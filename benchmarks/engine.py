"""Docent's whole turn beside the bare engine, in one run: `python -m benchmarks.engine`.

The same prompts go, in turn, through Docent (history, retrieval, prompt, stream, citations, two transactions) and
through xllamacpp alone. Reported are medians and ratios; then the first token of a follow-up with and without the
prefix that the engine kept.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from assistant.bootstrap import Docent, build_docent
from assistant.conversation import ConversationId
from assistant.events import QuestionSaved
from assistant.model_parts import ensure_all_weights
from assistant.people.principal import Principal
from assistant.settings import PROJECT_FOLDER, Settings
from benchmarks.timing import Timing, to_timing
from model.chat.llama_chat_model import LlamaChatModel, _to_dicts
from model.chat.messages import ChatMessage, TextDelta
from model.weights_manifest import CHAT_WEIGHTS

OWNER = Principal.guest("b" * 64)
TOKENS = 160
QUESTIONS = (
    "Explain to me step by step how I find the part when I know the rate and the base value.",
    "Explain step by step how a linear equation with brackets is solved, with an example.",
    "Explain with two examples how the average speed of a journey is found.",
    "Explain step by step what a discount of 20 percent means and how I calculate the new price.",
    "Explain how I check whether the solution of an equation is right, with an example.",
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        (data / "weights").symlink_to(PROJECT_FOLDER / "data" / "weights")
        settings = Settings(data_folder=data, max_new_tokens=TOKENS, temperature=0)
        ensure_all_weights(settings)
        docent = build_docent(settings)
        docent.load_first_samples()
        docent.start()
        docent.chat_model.wait_until_ready()
        weights = CHAT_WEIGHTS[settings.model_weights]
        with bare_engine(settings.weights_folder / weights.name / weights.files[0].name) as bare:
            _compare(docent, bare)
        _measure_prefix(docent)
        docent.close()


def _compare(docent: Docent, bare: subprocess.Popen[str]) -> None:
    prompts: list[Sequence[ChatMessage]] = []
    model = loaded_model(docent)
    stream = model.stream

    def recording(messages: Sequence[ChatMessage], *rest: Any, **named: Any) -> Any:
        prompts.append(messages)
        return stream(messages, *rest, **named)

    model.stream = recording  # type: ignore[method-assign]
    pairs = []
    for number, question in enumerate(QUESTIONS):
        # the order alternates, so that neither always runs on the cooler machine
        through_app = _ask(docent, question) if number % 2 == 0 else None
        if through_app is None:
            _ask(docent, question)  # to learn the prompt; its prefix is then known to this engine only
            through_app = _ask(docent, question)
        pairs.append((through_app, ask_bare(bare, prompts[-1])))
    model.stream = stream  # type: ignore[method-assign]
    print("| | Docent | bare xllamacpp | ratio |\n| --- | --- | --- | --- |")
    _print_row(
        "tokens per second while writing",
        [(a["tokens_per_second"], b["tokens_per_second"]) for a, b in pairs],
    )
    cold = [pair for number, pair in enumerate(pairs) if number % 2 == 0]
    _print_row(
        "seconds to the first token, new question",
        [(a["first_seconds"], b["first_seconds"]) for a, b in cold],
    )


def _measure_prefix(docent: Docent) -> None:
    model = loaded_model(docent)
    kept, fresh = list[float](), list[float]()
    for question in QUESTIONS[:3]:
        messages = _conversation_of(docent, question)
        for is_kept, seconds in ((True, kept), (False, fresh)):
            request = {
                "messages": _to_dicts(messages),
                "stream": True,
                "cache_prompt": is_kept,
                "max_tokens": 4,
            }
            started = time.perf_counter()
            moments = [
                time.perf_counter()
                for delta in model._stream(request)
                if isinstance(delta, TextDelta) and delta.text
            ]
            seconds.append(moments[0] - started)
    print(
        f"\nfirst token of a follow-up: {median(kept):.2f} s with the kept prefix, {median(fresh):.2f} s without"
    )
    print(f"ratio {median(kept) / median(fresh):.2f}")


def _conversation_of(docent: Docent, question: str) -> list[ChatMessage]:
    """Ask a question, and return the prompt of a follow-up to it."""
    from model.chat.messages import Role

    first = ChatMessage.of_text(Role.USER, question + " " + "Here is what I know so far. " * 60)
    system = ChatMessage.of_text(Role.SYSTEM, "You are a patient tutor.")
    model = loaded_model(docent)
    list(model._stream({"messages": _to_dicts([system, first]), "stream": True, "max_tokens": 8}))
    reply = ChatMessage.of_text(Role.ASSISTANT, "First, look at the base value.")
    return [system, first, reply, ChatMessage.of_text(Role.USER, "And then?")]


def _ask(docent: Docent, question: str) -> Timing:
    turn = docent.manager.prepare_turn(question, [])
    moments: list[float] = []
    conversation: ConversationId | None = None
    started = time.perf_counter()
    for event in docent.manager.stream_reply(OWNER, None, turn, assistant="tutor", language="en"):
        if isinstance(event, TextDelta) and event.text:
            moments.append(time.perf_counter())
        if isinstance(event, QuestionSaved):
            conversation = event.conversation_id
    if conversation:
        docent.manager.delete_conversation(OWNER, conversation)
    return to_timing(started, moments)


def ask_bare(bare: subprocess.Popen[str], messages: Sequence[ChatMessage]) -> Timing:
    request = {
        "messages": _to_dicts(messages),
        "max_tokens": TOKENS,
        "temperature": 0,
        "repeat_penalty": 1.05,
    }
    if bare.stdin is None or bare.stdout is None:
        raise RuntimeError
    bare.stdin.write(json.dumps(request) + "\n")
    bare.stdin.flush()
    timing: Timing = json.loads(bare.stdout.readline())
    return timing


@contextmanager
def bare_engine(weights: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "benchmarks.bare_engine", str(weights)]
    process = subprocess.Popen(
        command,
        cwd=PROJECT_FOLDER,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def loaded_model(docent: Docent) -> LlamaChatModel:
    model = docent.chat_model._loaded.result()
    if not isinstance(model, LlamaChatModel):
        raise TypeError
    return model


def _print_row(name: str, pairs: Sequence[tuple[float, float]]) -> None:
    ratio = median(a / b for a, b in pairs)
    print(f"| {name} | {median(a for a, _ in pairs):.2f} | {median(b for _, b in pairs):.2f} | {ratio:.3f} |")


if __name__ == "__main__":
    main()
