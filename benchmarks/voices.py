"""How well and how fast answers are spoken: `python -m benchmarks.voices`.

Each voice speaks the sentences of `spoken_sentences.txt`; the bundled Whisper writes down what it hears. Errors are of
words in English and of characters in Chinese, after both sides were put into words in the same way. espeak-ng is the
named alternative: every number stands beside its own as a ratio.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import opencc
import pypinyin

from benchmarks.edit_distance import count_edits
from knowledge_base.text.languages import Language
from model.hearing.speech_reader import SpeechReader
from model.voices.english import EnglishPhonemes
from model.voices.espeak_voice import EspeakVoice
from model.voices.espeak_worker import KIND as ESPEAK
from model.voices.kokoro_voice import KokoroVoice
from model.voices.piper_voice import PiperVoice
from model.voices.speech import PAUSE_SECONDS, Speech, Voice, encode_wav
from model.voices.spoken_words import speak_words
from model.voices.voice_worker import VoiceWorker
from model.weights import ensure_weights
from model.weights_manifest import KOKORO, PIPER_JOE, WHISPER_BASE

SENTENCES = Path(__file__).with_name("spoken_sentences.txt")
WEIGHTS = Path(__file__).resolve().parent.parent / "data" / "weights"


CLIP_SECONDS = 26.0  # Whisper hears half a minute at once, however little is said in it
CLIP_PAUSE_SECONDS = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One sentence, as a voice spoke it."""

    sentence: str
    speech: Speech
    seconds: float  # from the complete sentence to its sound, the voice loaded
    core_seconds: float  # of the processor, in the voice's process: it does not depend on what else runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What was measured of one voice in one language."""

    voice: str
    language: str
    sentences: int
    units: int  # words in English, characters in Chinese
    wrong: int  # of them
    error_rate: float
    syllable_error_rate: (
        float | None
    )  # Chinese by sound and tone: Whisper writes some words with other characters
    real_time_factor: float  # seconds of work for a second of speech
    core_seconds_for_one: float  # core seconds for a second of speech
    first_sound_seconds: float  # median
    first_sound_p90_seconds: float
    loudness_db: float  # mean, of full scale
    loudness_spread_db: float  # standard deviation between sentences
    clipped: int  # samples at full scale


def read_sentences(language: Language) -> list[str]:
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()
    return [text for code, _, text in (line.partition("\t") for line in lines) if code == language]


def to_units(text: str, language: Language) -> list[str]:
    if language == "zh":
        text = opencc.OpenCC("t2s").convert(text)  # Whisper writes in both scripts
    words = "".join(c if c.isalnum() else " " for c in speak_words(text, language).lower())
    return words.split() if language == "en" else list(words.replace(" ", ""))


def to_syllables(characters: Sequence[str]) -> list[str]:
    return list(pypinyin.lazy_pinyin("".join(characters), style=pypinyin.Style.TONE3))


def speak_all(voice: Voice, language: Language, sentences: Sequence[str]) -> Iterator[Spoken]:
    voice.prepare()
    voice.speak("Hello." if language == "en" else "你好。", language)
    for sentence in sentences:
        started, cores = time.perf_counter(), core_seconds()
        speech = voice.speak(speak_words(sentence, language), language)
        encode_wav(speech)
        yield Spoken(
            sentence=sentence,
            speech=speech,
            seconds=time.perf_counter() - started,
            core_seconds=core_seconds() - cores,
        )


def core_seconds() -> float:
    """Return the processor's time of this process and its living children (Linux)."""
    total = time.process_time()
    for children in Path("/proc/self/task").glob("*/children"):
        for pid in children.read_text(encoding="ascii").split():
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """How many units were heard wrong, and of how many; in Chinese how many syllables were."""

    wrong: int
    total: int
    wrong_syllables: int


def listen(spoken: Sequence[Spoken], language: Language, reader: SpeechReader) -> list[str]:
    """Return what is heard of each clip."""
    heard = []
    for clip in join_clips(spoken):
        rate = clip[0].speech.sample_rate_hz
        pause = np.zeros(int(CLIP_PAUSE_SECONDS * rate), np.float32)
        samples = np.concatenate([part for one in clip for part in (one.speech.samples, pause)])
        sound = encode_wav(Speech(samples=samples, sample_rate_hz=rate))
        heard.append(reader.transcribe(sound, language_hint=language).text)
        print(f"    {heard[-1]}", flush=True)
    return heard


def count_errors(spoken: Sequence[Spoken], heard: Sequence[str], language: Language) -> Heard:
    wrong = total = wrong_syllables = 0
    for clip, text in zip(join_clips(spoken), heard, strict=False):
        expected, found = to_units(" ".join(one.sentence for one in clip), language), to_units(text, language)
        wrong += count_edits(expected, found)
        total += len(expected)
        if language == "zh":
            wrong_syllables += count_edits(to_syllables(expected), to_syllables(found))
    return Heard(wrong=wrong, total=total, wrong_syllables=wrong_syllables)


def join_clips(spoken: Sequence[Spoken]) -> Iterator[list[Spoken]]:
    clip: list[Spoken] = []
    for one in spoken:
        length = sum(other.speech.seconds + CLIP_PAUSE_SECONDS for other in clip)
        if clip and length + one.speech.seconds > CLIP_SECONDS:
            yield clip
            clip = []
        clip.append(one)
    if clip:
        yield clip


def summarize(name: str, language: Language, spoken: Sequence[Spoken], reader: SpeechReader) -> Result:
    heard = count_errors(spoken, listen(spoken, language, reader), language)
    waits, length = [one.seconds for one in spoken], sum(one.speech.seconds for one in spoken)
    sounds = [one.speech.samples[: -int(PAUSE_SECONDS * one.speech.sample_rate_hz)] for one in spoken]
    levels = [20 * float(np.log10(np.sqrt(np.square(samples).mean()))) for samples in sounds]
    return Result(
        voice=name,
        language=language,
        sentences=len(spoken),
        units=heard.total,
        wrong=heard.wrong,
        error_rate=heard.wrong / heard.total,
        syllable_error_rate=heard.wrong_syllables / heard.total if language == "zh" else None,
        real_time_factor=sum(waits) / length,
        core_seconds_for_one=sum(one.core_seconds for one in spoken) / length,
        first_sound_seconds=statistics.median(waits),
        first_sound_p90_seconds=sorted(waits)[int(len(waits) * 0.9)],
        loudness_db=statistics.mean(levels),
        loudness_spread_db=statistics.pstdev(levels),
        clipped=sum(int((np.abs(samples) >= 0.999).sum()) for samples in sounds),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--voice", choices=["kokoro", "piper", "espeak-ng"], help="this one alone")
    parser.add_argument("--language", choices=["en", "zh"], help="this one alone")
    parser.add_argument("--first", type=int, default=0, help="sentence of each language to begin with")
    parser.add_argument("--count", type=int, default=1000, help="sentences of each language")
    arguments = parser.parse_args()
    espeak = VoiceWorker(ESPEAK)
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
    part = slice(arguments.first, arguments.first + arguments.count)
    alternative: dict[str, Result] = {}
    with closing(plain), closing(piper), closing(kokoro):
        for voice, language in runs:
            is_wanted = arguments.voice in {None, voice.name} and arguments.language in {None, language}
            if not is_wanted:
                continue
            spoken = list(speak_all(voice, language, read_sentences(language)[part]))
            result = summarize(voice.name, language, spoken, reader)
            print(json.dumps(asdict(result)), flush=True)
            base = alternative.setdefault(language, result)
            print(
                f"  beside {base.voice}: errors x{result.wrong / max(base.wrong, 1):.2f}, "
                f"core seconds x{result.core_seconds_for_one / base.core_seconds_for_one:.1f}, "
                f"first sound x{result.first_sound_seconds / base.first_sound_seconds:.1f}"
            )


if __name__ == "__main__":
    main()
