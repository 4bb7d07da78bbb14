"""`python app.py --check`: what is there, what is not, and whether Docent could start."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import TextIO

from assistant.bootstrap import MIGRATIONS, build_knowledge, load_chat_model
from assistant.errors import AssistantError
from assistant.model_parts import VOICE_WEIGHTS, list_weights
from assistant.settings import Settings
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.store.database import create_database_engine, current_revision, head_revision
from model.chat.messages import ChatMessage, Role
from model.errors import ModelError, WeightsMissingError
from model.weights import verify_weights

SECRET_PARTS = ("password", "url")


def run_checks(settings: Settings, output: TextIO) -> int:
    """Check every part and print what was found.

    Returns:
        The exit status: 0 where Docent can start and answer, else 1.
    """
    output.write("settings\n")
    for name, value in settings.model_dump().items():
        shown = "(set)" if value is not None and any(part in name for part in SECRET_PARTS) else value
        output.write(f"  {name} = {shown}\n")
    checks: dict[str, Callable[[Settings], str]] = {
        "history database": _check_history,
        "weights": _check_weights,
        "voices": _check_voices,
        "knowledge and index": _check_knowledge,
        "engine": _check_engine,
    }
    results = [_report(name, check, settings, output) for name, check in checks.items()]
    return 0 if all(results) else 1


def _report(name: str, check: Callable[[Settings], str], settings: Settings, output: TextIO) -> bool:
    try:
        found, is_right = check(settings), True
    except (AssistantError, KnowledgeBaseError, ModelError) as exc:
        found, is_right = str(exc), False
    output.write(f"{'ok  ' if is_right else 'FAIL'} {name}: {found}\n")
    return is_right


def _check_history(settings: Settings) -> str:
    engine = create_database_engine(settings.history_database_url)
    try:
        found, newest = current_revision(engine, MIGRATIONS), head_revision(MIGRATIONS)
    finally:
        engine.dispose()
    return f"revision {found or 'none yet'}, this version needs {newest}"


def _check_weights(settings: Settings) -> str:
    names = []
    for weights in list_weights(settings):
        verify_weights(weights, settings.weights_folder)
        names.append(weights.name)
    return f"{', '.join(names)}: every SHA-256 is right"


def _check_voices(settings: Settings) -> str:
    """Say which voices there are; a missing one is no failure, because a plainer one speaks in its place."""
    found = []
    for weights in VOICE_WEIGHTS:
        try:
            verify_weights(weights, settings.weights_folder)
            found.append(weights.name)
        except WeightsMissingError as exc:
            found.append(f"without {weights.name} ({exc})")
    return ", ".join(found)


def _check_knowledge(settings: Settings) -> str:
    with closing(build_knowledge(settings)) as knowledge:
        knowledge.start()
        knowledge.similarities(["a question"], ["a passage"])  # waits for the encoder and the indexes
        documents = len(knowledge.documents())
        return f"revision {knowledge.database_revision}, {documents} documents, {knowledge.count_passages()} passages"


def _check_engine(settings: Settings) -> str:
    model = load_chat_model(settings)
    tokens = model.count_tokens([ChatMessage.of_text(Role.USER, "Is everything all right?")])
    return f"{model.name} is loaded; a short question takes {tokens} tokens"
