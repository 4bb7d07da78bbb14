"""Recordings of telephones are heard, and what a decoder can't finish is refused, whatever it raises."""

import io
from typing import Any

import numpy as np
import pytest
import soundfile

from model.errors import MediaUnreadableError
from model.hearing import sound_decoding
from model.hearing.sound_decoding import decode_blocks
from model.hearing.sounds import SAMPLE_RATE_HZ

TONE = (0.3 * np.sin(2 * np.pi * 440 * np.arange(16_000) / 8_000)).astype(np.float32)  # two seconds at 8 kHz


def telephone(subtype: str) -> bytes:
    buffer = io.BytesIO()
    soundfile.write(buffer, TONE, 8_000, format="WAV", subtype=subtype)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "subtype", ["GSM610", "G721_32", "NMS_ADPCM_16", "ULAW", "ALAW", "IMA_ADPCM", "MS_ADPCM"]
)
def test_telephone_formats_are_heard(subtype: str) -> None:
    sound = np.concatenate(list(decode_blocks(telephone(subtype), 60)))
    assert sound.size == pytest.approx(2 * SAMPLE_RATE_HZ, abs=0.05 * SAMPLE_RATE_HZ)
    assert 0.1 < np.abs(sound).max() < 0.5


@pytest.mark.parametrize("error", [ValueError, RuntimeError, TypeError, OSError])
def test_whatever_a_decoder_raises_is_a_refusal(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Any) -> Any:
        raise error("no such block")

    monkeypatch.setattr(sound_decoding, "_read_block", fail)
    with pytest.raises(MediaUnreadableError, match="no such block"):
        list(decode_blocks(telephone("PCM_16"), 60))


def test_a_cut_off_telephone_recording_is_refused_with_a_reason() -> None:
    with pytest.raises(MediaUnreadableError, match="truncated"):
        list(decode_blocks(telephone("GSM610")[:1500], 60))
