"""Scanned pages and recordings among the documents, read by the real networks."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import av
import docx
import numpy as np
import pytest
import soundfile
from docx.shared import Inches

from assistant.document_media import DocumentMedia
from knowledge_base.errors import DocumentTooLargeError, DocumentUnreadableError
from knowledge_base.reading.reading import read_chunks
from model.hearing.speech_reader import SpeechReader
from model.photos.photo_reader import PhotoReader
from model.weights import ensure_weights
from model.weights_manifest import WHISPER_BASE
from tests.knowledge_base.reading.loaders.files import read_file
from tests.media import SPOKEN_QUESTION, make_label, make_long_recording, make_wav


@pytest.fixture(scope="module")
def media(weights_folder: Path) -> DocumentMedia:
    speech = SpeechReader(ensure_weights(WHISPER_BASE, weights_folder), max_seconds=120)
    return DocumentMedia(PhotoReader(max_pixels=40_000_000), speech)


def test_a_scanned_page_of_two_columns_is_read_column_by_column(media: DocumentMedia) -> None:
    _, chunks = read_chunks("scan.en.pdf", read_file("scan.en.pdf"), media)
    text = " ".join(chunk.text.replace("\n", " ") for chunk in chunks)
    assert "the library free of charge. Visitors pay twelve pounds a year." in text
    order = [text.index(word) for word in ("Membership", "Reservations", "Rooms", "Printing", "Complaints")]
    assert order == sorted(order)
    assert {chunk.page for chunk in chunks} == {1}


def test_a_picture_inside_a_word_document_is_read_where_it_stands(media: DocumentMedia) -> None:
    document = docx.Document()
    document.add_heading("Service", 1)
    document.add_paragraph("The label is on the back.")
    label = make_label(["LumiCam indoor camera", "Error E-204"])
    document.add_paragraph().add_run().add_picture(io.BytesIO(label), Inches(4))
    document.add_paragraph("Keep it dry.")
    output = io.BytesIO()
    document.save(output)
    _, (chunk,) = read_chunks("service.docx", output.getvalue(), media)
    lines = chunk.text.split("\n")
    assert (lines[0], lines[-1]) == ("The label is on the back.", "Keep it dry.")
    assert "E-204" in " ".join(lines[1:-1])


def test_a_recording_says_how_long_it_is(media: DocumentMedia) -> None:
    assert media.measure_recording(make_wav(1.5)) == pytest.approx(1.5)
    assert media.measure_recording(make_long_recording(7200)) == pytest.approx(7200)
    assert media.measure_recording(b"no sound") is None
    assert media.measure_recording(b"\x1aE\xdf\xa3 no WebM") is None


@pytest.mark.parametrize("name", ["scan.zh.webp", "scan.zh.avif", "scan.zh.heic"])
def test_a_chinese_picture_is_read(media: DocumentMedia, name: str) -> None:
    _, chunks = read_chunks(name, read_file(name), media)
    text = "".join("".join(chunk.text.split()) for chunk in chunks)
    assert "多余的药品不能倒回原来的瓶子" in text
    assert "氢氧化钠溶液" in text


def as_format(format_: str) -> Callable[[], bytes]:
    def convert() -> bytes:
        samples, rate = soundfile.read(SPOKEN_QUESTION)
        output = io.BytesIO()
        soundfile.write(output, samples, rate, format=format_)
        return output.getvalue()

    return convert


def as_container(format_: str, codec: Literal["aac", "libopus"]) -> Callable[[], bytes]:
    def convert() -> bytes:
        samples, rate = soundfile.read(SPOKEN_QUESTION, dtype="int16")
        output = io.BytesIO()
        with av.open(output, "w", format=format_) as container:
            stream: Any = container.add_stream(codec, rate=48_000, layout="mono")
            frame = av.AudioFrame.from_ndarray(
                np.asarray(samples).reshape(1, -1), format="s16", layout="mono"
            )
            frame.sample_rate = rate
            resampler = av.AudioResampler(stream.format, "mono", 48_000, frame_size=stream.frame_size or 1024)
            for piece in [*resampler.resample(frame), *resampler.resample(None), None]:
                container.mux(stream.encode(piece))
        return output.getvalue()

    return convert


@pytest.mark.parametrize(
    ("suffix", "make"),
    [
        ("wav", as_format("WAV")),
        ("mp3", as_format("MP3")),
        ("ogg", as_format("OGG")),
        ("flac", as_format("FLAC")),
        ("m4a", as_container("mp4", "aac")),
        ("webm", as_container("webm", "libopus")),
    ],
)
def test_recordings_of_each_kind_become_text(
    media: DocumentMedia, suffix: str, make: Callable[[], bytes]
) -> None:
    _, chunks = read_chunks(f"question.{suffix}", make(), media)
    assert "warranty" in chunks[0].text.lower() or "earbuds" in chunks[0].text.lower()
    assert chunks[0].heading_path[0].startswith("0:0")


def test_a_recording_of_several_minutes_keeps_its_times(media: DocumentMedia) -> None:
    samples, rate = soundfile.read(SPOKEN_QUESTION)
    silence = np.zeros(int(100 * rate) - samples.size)
    output = io.BytesIO()
    soundfile.write(output, np.concatenate([samples, silence, samples]), rate, format="FLAC")
    _, chunks = read_chunks("long.flac", output.getvalue(), media)
    marks = [chunk.heading_path[0].split(":") for chunk in chunks]
    starts = [60 * int(minutes) + int(seconds) for minutes, seconds in marks]
    assert starts == [pytest.approx(0, abs=2), pytest.approx(100, abs=2)]


def test_a_recording_over_two_hours_is_too_long(media: DocumentMedia) -> None:
    with pytest.raises(DocumentTooLargeError):
        read_chunks("a.flac", make_long_recording(2 * 3600 + 120), media)


@pytest.mark.parametrize("name", ["a.wav", "a.m4a", "a.mp3"])
def test_a_damaged_recording_is_unreadable(media: DocumentMedia, name: str) -> None:
    starts = {"a.wav": b"RIFF\x00\x00\x00\x00WAVE", "a.m4a": b"\x00\x00\x00\x20ftypM4A ", "a.mp3": b"ID3\x04"}
    with pytest.raises(DocumentUnreadableError):
        read_chunks(name, starts[name] + bytes(range(256)) * 20, media)
