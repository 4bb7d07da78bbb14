"""Logs, the settings table, the deferred engine, notices."""

import json
import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.bootstrap import build_docent
from assistant.deferred_chat_model import DeferredChatModel
from assistant.errors import EngineStartingError, ReplyError
from assistant.grounding.ignorance import admits_ignorance
from assistant.logs import JsonFormatter, set_up_logs
from assistant.settings import Settings
from assistant.settings_table import render_settings_table
from assistant.turn.guardrails.fallback_messages import not_found_message
from knowledge_base.errors import EncoderCalibrationError
from model.chat.messages import ChatMessage, GenerationSettings, Role
from model.chat.model_profile import SMALL_MODEL
from model.chat.scripted_chat_model import ScriptedChatModel
from model.errors import EngineLoadError

ASK = [ChatMessage.of_text(Role.USER, "x")]


@pytest.fixture
def _own_logs() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def test_a_log_line_as_json() -> None:
    record = logging.LogRecord("docent", logging.INFO, __file__, 1, "turn %s", ("t1",), None)
    line = json.loads(JsonFormatter().format(record))
    assert (line["level"], line["logger"], line["message"]) == ("INFO", "docent", "turn t1")


@pytest.mark.usefixtures("_own_logs")
def test_libraries_are_quiet_and_docent_is_heard() -> None:
    set_up_logs("json", "INFO")
    assert not logging.getLogger("alembic").isEnabledFor(logging.INFO)
    assert logging.getLogger("assistant.turn.reply").isEnabledFor(logging.INFO)


def test_the_table_names_every_setting() -> None:
    table = render_settings_table()
    assert all(f"`DOCENT_{name.upper()}`" in table for name in Settings.model_fields)


def test_who_asks_before_the_engine_is_loaded_waits_for_it() -> None:
    may_load = threading.Event()

    def load() -> ScriptedChatModel:
        may_load.wait()
        return ScriptedChatModel(["hello"])

    model = DeferredChatModel(
        load, name="scripted", profile=SMALL_MODEL, context_tokens=100, timeout_seconds=10
    )
    model.start()
    replies: list[object] = []
    asking = threading.Thread(
        target=lambda: replies.extend(model.stream(ASK, GenerationSettings(), conversation_key="c"))
    )
    asking.start()
    assert replies == []
    may_load.set()
    asking.join()
    assert replies
    model.close()


def test_an_engine_that_takes_too_long_says_so() -> None:
    model = DeferredChatModel(
        ScriptedChatModel, name="scripted", profile=SMALL_MODEL, context_tokens=100, timeout_seconds=0.01
    )
    with pytest.raises(EngineStartingError):
        model.count_tokens(ASK)


def test_an_engine_that_cant_load_says_why() -> None:
    def load() -> ScriptedChatModel:
        raise EngineLoadError("no such file")

    model = DeferredChatModel(
        load, name="scripted", profile=SMALL_MODEL, context_tokens=100, timeout_seconds=10
    )
    model.start()
    with pytest.raises(ReplyError):
        model.wait_until_ready()
    assert model.failure == "no such file"


def test_an_encoder_without_a_calibration_stops_the_start(tmp_path: Path) -> None:
    settings = Settings(data_folder=tmp_path, encoder="BAAI/bge-m3")
    with pytest.raises(EncoderCalibrationError, match="python -m knowledge_base calibrate"):
        build_docent(settings)
    assert not list(tmp_path.iterdir())


def test_the_notice_offers_the_next_step() -> None:
    assert "0800 1" in not_found_message("en", "Lumen", "0800 1")
    assert "人工" in not_found_message("zh", "Lumen", "0800 1")
    assert "team" in not_found_message("en", "Lumen", "")


@pytest.mark.parametrize(
    ("sentence", "admits"),
    [
        ("I could not find it.", True),
        ("The passages do not mention PayPal.", True),
        ("资料里没有提到。", True),
        ("You can find the code on the label.", False),
        ("耳机放在充电盒里就能找到。", False),
    ],
)
def test_a_model_that_found_nothing_is_heard(sentence: str, *, admits: bool) -> None:
    assert admits_ignorance(sentence) is admits
