"""How well and how fast answers are spoken: `python -m benchmarks.voices`.

Each voice speaks the sentences of `spoken_sentences.txt`; the bundled Whisper writes down what it hears. Errors are of
words in English and of characters in Chinese, after both sides were put into words in the same way. espeak-ng is the
named alternative: every number stands beside its own as a ratio.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from assistant.conversation import Language
from assistant.spoken_words import speak_words
from model.speech_reader import SpeechReader
from model.voices.english import EnglishPhonemes
from model.voices.espeak_voice import EspeakVoice
from model.voices.kokoro_voice import KokoroVoice
from model.voices.piper_voice import PiperVoice
from model.voices.speech import PAUSE_SECONDS, Voice, encode_wav
from model.voices.worker_process import WorkerProcess
from model.weights import ensure_weights
from model.weights_manifest import KOKORO, PIPER_JOE, WHISPER_BASE

SENTENCES = Path(__file__).with_name("spoken_sentences.txt")
WEIGHTS = Path(__file__).resolve().parent.parent / "data" / "weights"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What was measured of one voice in one language."""

    voice: str
    language: str
    sentences: int
    errors: float  # of words in English, of characters in Chinese
    real_time_factor: float  # seconds of work for a second of speech
    first_sound_seconds: float  # median, from a complete sentence to its sound, the voice loaded
    first_sound_p90_seconds: float
    loading_seconds: float
    loudness_db: float  # mean, of full scale
    loudness_spread_db: float  # standard deviation between sentences
    clipped: int  # samples at full scale


def read_sentences(language: Language) -> list[str]:
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()
    return [text for code, _, text in (line.partition("\t") for line in lines) if code == language]


def distance(expected: Sequence[str], heard: Sequence[str]) -> int:
    """Count the changes from one sequence to another (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for i, unit in enumerate(expected, 1):
        above, row[0] = row[0], i
        for j, other in enumerate(heard, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (unit != other))
    return row[-1]


def to_units(text: str, language: Language) -> list[str]:
    words = "".join(c if c.isalnum() else " " for c in speak_words(text, language).lower())
    return words.split() if language == "en" else list(words.replace(" ", ""))


def measure(
    voice: Voice, language: Language, reader: SpeechReader, count: int, folder: Path | None
) -> Result:
    sentences = read_sentences(language)[:count]
    started = time.perf_counter()
    voice.prepare()
    voice.speak("Hello." if language == "en" else "你好。", language)
    loading = time.perf_counter() - started
    waits, seconds, levels, sounds = [], [], [], []
    clipped = 0
    for sentence in sentences:
        started = time.perf_counter()
        speech = voice.speak(speak_words(sentence, language), language)
        sound = encode_wav(speech)
        waits.append(time.perf_counter() - started)
        spoken = speech.samples[: -int(PAUSE_SECONDS * speech.sample_rate_hz)]
        seconds.append(speech.seconds)
        levels.append(20 * float(np.log10(np.sqrt(np.square(spoken).mean()))))
        clipped += int((np.abs(spoken) >= 0.999).sum())
        sounds.append(sound)
        if folder:
            (folder / f"{voice.name}-{language}-{len(sounds):02}.wav").write_bytes(sound)
    wrong = total = 0
    for sentence, sound in zip(sentences, sounds, strict=True):
        expected = to_units(sentence, language)
        heard = reader.transcribe(sound, language_hint=language).text
        changes = distance(expected, to_units(heard, language))
        wrong, total = wrong + changes, total + len(expected)
        if changes:
            print(f"    {changes} {sentence} | {heard}")
    return Result(
        voice=voice.name,
        language=language,
        sentences=len(sentences),
        errors=wrong / total,
        real_time_factor=sum(waits) / sum(seconds),
        first_sound_seconds=statistics.median(waits),
        first_sound_p90_seconds=sorted(waits)[int(len(waits) * 0.9)],
        loading_seconds=loading,
        loudness_db=statistics.mean(levels),
        loudness_spread_db=statistics.pstdev(levels),
        clipped=clipped,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--voice", choices=["kokoro", "piper", "espeak-ng"], help="this one alone")
    parser.add_argument("--language", choices=["en", "zh"], help="this one alone")
    parser.add_argument("--count", type=int, default=1000, help="sentences of each language")
    parser.add_argument("--keep", type=Path, help="folder for the sounds")
    arguments = parser.parse_args()
    espeak = WorkerProcess("model.voices.espeak_worker", timeout_seconds=30)
    phonemes = EnglishPhonemes(espeak)
    threads, weights = arguments.threads, arguments.weights
    kokoro = KokoroVoice(lambda: ensure_weights(KOKORO, weights), phonemes, threads=threads)
    piper = PiperVoice(lambda: ensure_weights(PIPER_JOE, weights), phonemes, threads=threads)
    plain = EspeakVoice(espeak)
    reader = SpeechReader(weights / WHISPER_BASE.name, max_seconds=60, threads=threads)
    runs: list[tuple[Voice, Language]] = [
        *[(voice, "en") for voice in (plain, piper, kokoro)],
        *[(voice, "zh") for voice in (plain, kokoro)],
    ]
    alternative: dict[str, Result] = {}
    with closing(plain), closing(piper), closing(kokoro):
        for voice, language in runs:
            is_wanted = arguments.voice in {None, voice.name} and arguments.language in {None, language}
            if not is_wanted:
                continue
            result = measure(voice, language, reader, arguments.count, arguments.keep)
            print(json.dumps(asdict(result)))
            base = alternative.setdefault(language, result)
            print(
                f"  beside {base.voice}: errors x{result.errors / base.errors:.2f}, "
                f"first sound x{result.first_sound_seconds / base.first_sound_seconds:.1f}"
            )


if __name__ == "__main__":
    main()
