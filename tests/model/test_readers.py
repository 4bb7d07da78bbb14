"""Reading photos and voice clips with the real networks."""

import io
import json
import re
from pathlib import Path

import numpy as np
import pytest
import soundfile
import zxingcpp
from PIL import Image

from model.hearing.speech_reader import SpeechReader
from model.hearing.transcripts import PartialTranscript, Transcript
from model.photos.photo_reader import PhotoReader
from model.weights import ensure_weights
from model.weights_manifest import WHISPER_BASE
from tests.media import SPOKEN_QUESTION, make_label, make_wav

SPEECH = SPOKEN_QUESTION.parent / "speech"


@pytest.fixture(scope="module")
def photos() -> PhotoReader:
    return PhotoReader(max_pixels=40_000_000)


@pytest.fixture(scope="module")
def speech(weights_folder: Path) -> SpeechReader:
    return SpeechReader(ensure_weights(WHISPER_BASE, weights_folder), max_seconds=120)


@pytest.mark.parametrize(
    "lines",
    [
        ("LumiCam indoor camera", "Serial LC-20391", "Error E-417"),
        ("香米电饭煲", "额定功率 860 W", "显示 E3"),
    ],
)
def test_a_photographed_label_is_read_line_by_line(photos: PhotoReader, lines: tuple[str, ...]) -> None:
    read = photos.read(make_label(lines)).text.splitlines()
    assert ["".join(line.split()) for line in read] == ["".join(line.split()) for line in lines]


def test_barcodes_and_qr_codes_are_read(photos: PhotoReader) -> None:
    sheet = Image.new("RGB", (900, 400), "white")
    for place, (content, format_) in enumerate(
        [
            ("4006381333931", zxingcpp.BarcodeFormat.EAN13),
            ("https://lumen.example/x", zxingcpp.BarcodeFormat.QRCode),
        ]
    ):
        code = zxingcpp.create_barcode(content, format_)
        picture = Image.fromarray(np.array(zxingcpp.write_barcode_to_image(code, scale=4)))
        sheet.paste(picture, (40 + 450 * place, 60))
    output = io.BytesIO()
    sheet.save(output, "PNG")
    assert set(photos.read(output.getvalue()).barcode_texts) == {"4006381333931", "https://lumen.example/x"}


def test_an_empty_photo_holds_no_text(photos: PhotoReader) -> None:
    output = io.BytesIO()
    Image.new("RGB", (300, 200), "gray").save(output, "PNG")
    reading = photos.read(output.getvalue())
    assert (reading.text, reading.barcode_texts) == ("", ())


def test_a_spoken_question_is_understood(speech: SpeechReader) -> None:
    heard = speech.transcribe(SPOKEN_QUESTION.read_bytes(), language_hint="en")
    assert heard.text == "How long is the warranty for the wireless earbuds?"
    assert heard.language == "en"
    assert heard.duration_seconds == pytest.approx(3, abs=1.5)


def test_names_that_may_be_said_change_no_other_word(speech: SpeechReader) -> None:
    heard = speech.transcribe(
        SPOKEN_QUESTION.read_bytes(), language_hint="zh", terms=("LumiCam", "Earbird", "Wirelex", "流明")
    )
    assert heard.text == "How long is the warranty for the wireless earbuds?"
    assert heard.confidence > 0.5


def test_a_long_clip_comes_piece_by_piece_and_a_quiet_one_is_heard(speech: SpeechReader) -> None:
    samples, rate = soundfile.read(SPOKEN_QUESTION, dtype="float32")
    pause = np.zeros(2 * rate, dtype=np.float32)
    long = np.concatenate([part for _ in range(14) for part in (samples, pause)]) * 0.01
    output = io.BytesIO()
    soundfile.write(output, long, rate, format="FLAC")
    *partial, whole = speech.stream_transcript(output.getvalue(), language_hint=None)
    assert isinstance(whole, Transcript)
    assert len(partial) >= 2
    shares = [part.progress for part in partial if isinstance(part, PartialTranscript)]
    assert shares == sorted(shares)
    assert 0 < shares[0] < 0.5 < shares[-1] <= 1
    assert whole.text.lower().count("warranty") >= 1


def test_a_person_is_heard_over_the_telephone(speech: SpeechReader) -> None:
    samples, rate = soundfile.read(SPEECH / "asterisk-pbx-invalid.flac", dtype="float32")
    assert rate == 8_000
    output = io.BytesIO()
    soundfile.write(output, samples, rate, format="WAV", subtype="ULAW")
    heard = speech.transcribe(output.getvalue(), language_hint="zh").text
    assert heard.endswith("that's not a valid extension. Please try again.")


@pytest.mark.parametrize(
    ("clip", "said"),
    [
        ("aishell-S0252W0122.flac", "其判断2015年行业政策环境将持续走好。"),
        ("voice-18536155.flac", "从来都不是停止练习的借口。"),
    ],
)
def test_people_are_heard_in_mandarin_whatever_the_language_of_the_page(
    speech: SpeechReader, clip: str, said: str
) -> None:
    heard = speech.transcribe((SPEECH / clip).read_bytes(), language_hint="en")
    assert (heard.text, heard.language) == (said, "zh")


def test_each_recording_of_a_person_is_named_with_what_is_said_and_where_it_is_from() -> None:
    rows = [json.loads(line) for line in (SPEECH / "clips.jsonl").read_text(encoding="utf-8").splitlines()]
    notice = (SPEECH / "NOTICE.md").read_text(encoding="utf-8")
    assert {row["file"] for row in rows} == {path.name for path in SPEECH.glob("*.flac")}
    assert all(row["text"] and row["language"] in {"en", "zh"} for row in rows)
    assert {row["file"].partition("-")[0] for row in rows} == set(re.findall(r"`(\w+)-\*`", notice))


def test_many_people_at_once_are_no_question(speech: SpeechReader) -> None:
    crowd = np.zeros(6 * 8_000, dtype=np.float32)
    for number, path in enumerate(sorted(SPEECH.glob("asterisk-*.flac"))[:14]):
        samples, _ = soundfile.read(path, dtype="float32")
        crowd += np.roll(np.resize(samples, crowd.size), 3_000 * number)
    output = io.BytesIO()
    soundfile.write(output, 0.6 * crowd / np.abs(crowd).max(), 8_000, format="FLAC")
    assert speech.transcribe(output.getvalue(), language_hint="en").text == ""


@pytest.mark.parametrize("noise", [0.0, 0.02, 0.3])
def test_silence_and_noise_are_no_sentence(speech: SpeechReader, noise: float) -> None:
    assert speech.transcribe(make_wav(4, noise=noise), language_hint="en").text == ""
