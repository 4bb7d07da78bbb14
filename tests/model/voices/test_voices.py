"""Voices: the processes they run in, which one speaks, and what comes out."""

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from model.errors import VoiceError
from model.voices.english import EnglishPhonemes
from model.voices.espeak_voice import EspeakVoice
from model.voices.espeak_worker import KIND as ESPEAK
from model.voices.kokoro_voice import IDS, KokoroVoice
from model.voices.mandarin import phonemize_chinese
from model.voices.piper_voice import PiperVoice
from model.voices.speaker import MAX_CHARACTERS, Speaker, build_speaker
from model.voices.speech import LOUDNESS, PEAK, Speech, SpokenLanguage, encode_wav, level
from model.voices.voice_worker import VoiceWorker
from model.weights import ensure_weights
from model.weights_manifest import KOKORO, PIPER_JOE

# --- which voice speaks -------------------------------------------------------------------------------------


class FakeVoice:
    """Takes a number of seconds for each second of speech, or fails."""

    def __init__(self, name: str, now: list[float], *, pace: float = 0.1, fails: bool = False) -> None:
        self.name, self.now, self.pace, self.fails = name, now, pace, fails
        self.spoken: list[str] = []

    def prepare(self) -> None:
        if self.fails:
            raise VoiceError(self.name)

    def speak(self, sentence: str, language: SpokenLanguage) -> Speech:
        del language
        if self.fails:
            raise VoiceError(self.name)
        self.spoken.append(sentence)
        self.now[0] += self.pace
        return Speech(samples=np.ones(100, np.float32), sample_rate_hz=100)

    def close(self) -> None:
        self.name = "closed"


def make_speaker(*voices: FakeVoice) -> Speaker:
    clock = voices[0].now
    return Speaker({"en": voices, "zh": voices}, retry_seconds=60, clock=lambda: clock[0])


def test_where_a_voice_fails_the_next_one_speaks_and_it_is_left_alone_for_a_while(
    caplog: pytest.LogCaptureFixture,
) -> None:
    now = [0.0]
    first, second = FakeVoice("first", now, fails=True), FakeVoice("second", now)
    speaker = make_speaker(first, second)
    speaker.speak("One.", "en")
    assert "first" in caplog.text
    first.fails = False
    speaker.speak("Two.", "en")
    now[0] += 61
    speaker.speak("Three.", "en")
    assert (first.spoken, second.spoken) == (["Three."], ["One.", "Two."])


def test_where_every_voice_fails_it_is_said_and_the_last_one_may_try_again() -> None:
    now = [0.0]
    voices = FakeVoice("first", now, fails=True), FakeVoice("last", now, fails=True)
    speaker = make_speaker(*voices)
    with pytest.raises(VoiceError):
        speaker.speak("One.", "en")
    voices[1].fails = False
    assert speaker.speak("Two.", "en").seconds == 1


def test_a_voice_that_is_slower_than_its_listener_makes_room_for_a_good_one() -> None:
    now = [0.0]
    slow, fast, plain = FakeVoice("slow", now, pace=2), FakeVoice("fast", now), FakeVoice("plain", now)
    speaker = make_speaker(slow, fast, plain)
    for sentence in ("One.", "Two.", "Three."):
        speaker.speak(sentence, "en")
    assert (slow.spoken, fast.spoken) == (["One.", "Two."], ["Three."])


def test_it_is_tried_before_the_first_sentence() -> None:
    now = [0.0]
    slow, fast, plain = FakeVoice("slow", now, pace=2), FakeVoice("fast", now), FakeVoice("plain", now)
    speaker = make_speaker(slow, fast, plain)
    speaker.prepare("en")
    speaker.speak("One.", "en")
    assert fast.spoken[-1] == "One."


def test_a_voice_that_kept_up_is_not_tried_again_for_a_while() -> None:
    now = [0.0]
    voices = FakeVoice("first", now), FakeVoice("second", now), FakeVoice("plain", now)
    speaker = make_speaker(*voices)
    speaker.prepare("en")
    speaker.prepare("en")
    assert len(voices[0].spoken) == 1
    now[0] += 61
    speaker.prepare("en")
    assert len(voices[0].spoken) == 2


def test_a_slow_voice_stays_where_only_the_emergency_follows() -> None:
    now = [0.0]
    slow, plain = FakeVoice("slow", now, pace=2), FakeVoice("plain", now)
    speaker = make_speaker(slow, plain)
    speaker.prepare("zh")
    for sentence in ("一。", "二。", "三。"):
        speaker.speak(sentence, "zh")
    assert (len(slow.spoken), plain.spoken) == (3, [])


def test_a_sentence_without_end_is_refused() -> None:
    with pytest.raises(VoiceError, match="too long"):
        make_speaker(FakeVoice("any", [0.0])).speak("a" * (MAX_CHARACTERS + 1), "en")


def test_missing_weights_leave_the_voice_of_espeak(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.weights.importlib.util.find_spec", lambda _: None)
    speaker = build_speaker(tmp_path, english_voice="kokoro", threads=1)
    assert speaker.speak("Hello.", "en").seconds > 0.3
    speaker.close()


# --- loudness -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("loudness", [0.002, 0.05, 0.9])
def test_speech_has_one_loudness_no_clipping_and_little_silence(loudness: float) -> None:
    rate = 16_000
    tone = np.sin(np.arange(rate) * 0.1).astype(np.float32) * np.float32(loudness)
    quiet = np.zeros(rate, np.float32)
    levelled = level(Speech(samples=np.concatenate([quiet, tone, quiet]), sample_rate_hz=rate))
    if loudness < 0.01:
        assert levelled.samples.size == 0  # noise is not made loud
        return
    assert levelled.seconds < 1.4
    assert np.sqrt(np.square(levelled.samples[4000:12000]).mean()) == pytest.approx(LOUDNESS, rel=0.05)
    assert np.abs(levelled.samples).max() <= PEAK + 1e-6


def test_broken_samples_become_silence() -> None:
    assert level(Speech(samples=np.full(1000, np.nan, np.float32), sample_rate_hz=1000)).samples.size == 0


def test_the_sound_is_a_wav_file_that_can_be_read() -> None:
    data = encode_wav(Speech(samples=np.zeros(100, np.float32), sample_rate_hz=24_000))
    samples, rate = soundfile.read(io.BytesIO(data))
    assert (samples.size, rate) == (100, 24_000)


# --- phonemes -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def espeak() -> Iterator[VoiceWorker]:
    worker = VoiceWorker(ESPEAK)
    yield worker
    worker.stop()


@pytest.mark.parametrize(
    ("text", "phonemes"),
    [
        ("你好", "ni↓xau↓"),
        ("知识", "ꭧɨ→ʂɨ↗"),
        ("自己", "ʦɨ↘ʨi↓"),
        ("旅行", "ly↓ɕi↗ŋ"),
        ("二月", "ɚ↘ɥe↘"),
        ("银行", "i↗nxa↗ŋ"),
        ("长按", "ꭧʰa↗ŋa↘n"),
        ("重启", "ꭧʰʊ↗ŋʨʰi↓"),
    ],
)
def test_chinese_words_have_their_sounds_and_tones(text: str, phonemes: str) -> None:
    assert phonemize_chinese(text) == phonemes
    assert set(phonemes) <= set(IDS)


def test_english_keeps_its_punctuation_and_spells_letters(espeak: VoiceWorker) -> None:
    phonemes = EnglishPhonemes(espeak)
    assert phonemes.phonemize_for_kokoro("Hello, world!") == "həlˈO, wˈɜɹld!"
    assert phonemes.phonemize_for_kokoro("the A S two").split()[1] == "ˈA"
    assert phonemes.phonemize("...") == "..."


# --- real voices --------------------------------------------------------------------------------------------


def is_speech(speech: Speech) -> bool:
    return (
        0.4 < speech.seconds < 5
        and float(np.abs(speech.samples).mean()) > 0.02
        and np.abs(speech.samples).max() < 1
    )


@pytest.mark.parametrize(("sentence", "language"), [("The red light is on.", "en"), ("红灯亮了。", "zh")])
def test_espeak_speaks(espeak: VoiceWorker, sentence: str, language: SpokenLanguage) -> None:
    assert is_speech(EspeakVoice(espeak).speak(sentence, language))


def test_kokoro_speaks_both_languages_also_in_one_sentence(weights_folder: Path, espeak: VoiceWorker) -> None:
    voice = KokoroVoice(lambda: ensure_weights(KOKORO, weights_folder), EnglishPhonemes(espeak), threads=2)
    assert is_speech(voice.speak("The light is on.", "en"))
    assert is_speech(voice.speak("请打开 Wi-Fi。", "zh"))
    with pytest.raises(VoiceError, match="nothing"):
        voice.speak("😀", "en")
    voice.close()


def test_piper_speaks_english_alone(weights_folder: Path, espeak: VoiceWorker) -> None:
    voice = PiperVoice(lambda: ensure_weights(PIPER_JOE, weights_folder), EnglishPhonemes(espeak), threads=2)
    assert is_speech(voice.speak("The red light is on.", "en"))
    with pytest.raises(VoiceError):
        voice.speak("红灯亮了。", "zh")
    voice.close()
