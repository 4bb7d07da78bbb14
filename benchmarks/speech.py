"""How well and how fast speech is recognised, beside bare faster-whisper on the same weights.

python -m benchmarks.speech                                   the clips of tests/data/speech
python -m benchmarks.speech --clips FOLDER                    others, with a clips.jsonl
python -m benchmarks.speech --variants                        as over a telephone, in noise, quiet, compressed
python -m benchmarks.speech --sounds FOLDER                   sounds that are no speech: what is heard in them
"""

from __future__ import annotations

import argparse
import io
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
import soundfile

from benchmarks.edit_distance import count_edits
from model.errors import MediaError
from model.hearing.heard_text import clean_heard
from model.hearing.sounds import SAMPLE_RATE_HZ, Samples, decode_sound
from model.hearing.speech_reader import SpeechReader

CLIPS = Path("tests/data/speech")
WEIGHTS = Path("data/weights/whisper-base")
MAX_SECONDS = 120.0
SOUND_SUFFIXES = {".wav", ".ogg", ".oga", ".flac", ".mp3", ".m4a", ".webm"}
SAID_NAMES = ("Asterisk", "Digium", "Dashwood", "Linux")  # in the English clips
UNSAID_NAMES = (
    "AeroSound",
    "LumiCam",
    "LumiCharge",
    "Lumen",
    "Margrave",
    "Trentino",
    "Polaris",
    "流明",
    "香米电饭煲",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A recording with what is said in it."""

    name: str
    data: bytes
    language: str
    text: str


@dataclass(slots=True)
class Score:
    """Edits against reference units, and time."""

    edits: int = 0
    units: int = 0
    audio_seconds: float = 0.0
    seconds: float = 0.0

    @property
    def error_rate(self) -> float:
        """Word or character error rate."""
        return self.edits / max(1, self.units)


def read_clips(folder: Path) -> list[Clip]:
    rows = [json.loads(line) for line in (folder / "clips.jsonl").read_text(encoding="utf-8").splitlines()]
    return [
        Clip(
            name=row["file"],
            data=(folder / row["file"]).read_bytes(),
            language=row["language"],
            text=row["text"],
        )
        for row in rows
    ]


def to_units(text: str, language: str) -> list[str]:
    """Words of English, with numbers as digits; characters of Chinese, with numbers as characters."""
    if language == "zh":
        import cn2an

        spelled = str(cn2an.transform(clean_heard(text, "zh"), "an2cn")).replace("两", "二")
        return [char for char in spelled if char.isalnum()]
    from transformers.models.whisper.english_normalizer import EnglishTextNormalizer

    normalise: Any = EnglishTextNormalizer
    return str(normalise({})(text)).split()


def to_flac(samples: Samples, rate_hz: int = SAMPLE_RATE_HZ) -> bytes:
    output = io.BytesIO()
    soundfile.write(output, samples, rate_hz, format="FLAC")
    return output.getvalue()


def over_telephone(samples: Samples) -> bytes:
    resampler = av.AudioResampler(format="flt", layout="mono", rate=8_000)
    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="flt", layout="mono")
    frame.sample_rate = SAMPLE_RATE_HZ
    blocks = [
        block.to_ndarray().reshape(-1) for block in [*resampler.resample(frame), *resampler.resample(None)]
    ]
    output = io.BytesIO()
    soundfile.write(output, np.concatenate(blocks), 8_000, format="WAV", subtype="ULAW")
    return output.getvalue()


def in_noise(samples: Samples) -> bytes:
    level = float(np.sqrt(np.square(samples).mean())) * 10 ** (-10 / 20)
    noise = np.random.default_rng(0).standard_normal(samples.size).astype(np.float32)
    return to_flac(samples + level * noise)


def quiet(samples: Samples) -> bytes:
    return to_flac(samples * np.float32(0.01))


def encoded(container: str, codec: str, bits_per_second: int) -> Callable[[Samples], bytes]:
    def encode(samples: Samples) -> bytes:
        output = io.BytesIO()
        with av.open(output, "w", format=container) as file:
            rate_hz = 48_000 if codec == "libopus" else SAMPLE_RATE_HZ
            stream: Any = file.add_stream(codec, rate=rate_hz, layout="mono")
            stream.bit_rate = bits_per_second
            frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="flt", layout="mono")
            frame.sample_rate = SAMPLE_RATE_HZ
            resampler = av.AudioResampler(stream.format, "mono", rate_hz, frame_size=stream.frame_size or 960)
            for piece in [*resampler.resample(frame), *resampler.resample(None), None]:
                file.mux(stream.encode(piece))
        return output.getvalue()

    return encode


VARIANTS: dict[str, Callable[[Samples], bytes]] = {
    "telephone, 8 kHz mu-law": over_telephone,
    "white noise, 10 dB": in_noise,
    "quiet, 40 dB lower": quiet,
    "MP3, 32 kbit/s": encoded("mp3", "libmp3lame", 32_000),
    "Opus in WebM, 16 kbit/s": encoded("webm", "libopus", 16_000),
}


class Docent:
    """Recognition as the application does it."""

    def __init__(self, terms: Sequence[str] = ()) -> None:
        self._reader = SpeechReader(WEIGHTS, max_seconds=MAX_SECONDS)
        self.terms = terms

    def hear(self, data: bytes, hint: str | None) -> str:
        """Return the words of a clip."""
        return self._reader.transcribe(data, language_hint=hint, terms=self.terms).text


class Bare:
    """faster-whisper with its own voice activity filter and otherwise its defaults."""

    def __init__(self) -> None:
        from faster_whisper import WhisperModel

        self._model = WhisperModel(str(WEIGHTS), device="auto", compute_type="int8", local_files_only=True)

    def hear(self, data: bytes, hint: str | None) -> str:
        """Return the words of a clip."""
        del hint
        segments, _ = self._model.transcribe(io.BytesIO(data), vad_filter=True)
        return " ".join(segment.text for segment in segments)


def measure(clips: Sequence[Clip], engines: dict[str, Docent | Bare]) -> dict[tuple[str, str], Score]:
    """Let the engines hear each clip by turns, so that a busy machine is as busy for each."""
    scores: dict[tuple[str, str], Score] = {}
    for clip in clips:
        said = to_units(clip.text, clip.language)
        length = decode_sound(clip.data, max_seconds=MAX_SECONDS).size / SAMPLE_RATE_HZ
        for name, engine in engines.items():
            started = time.perf_counter()
            text = engine.hear(clip.data, None)
            score = scores.setdefault((clip.language, name), Score())
            score.seconds += time.perf_counter() - started
            score.audio_seconds += length
            score.edits += count_edits(to_units(text, clip.language), said)
            score.units += len(said)
    return scores


def print_scores(title: str, scores: dict[tuple[str, str], Score]) -> None:
    for (language, name), score in scores.items():
        speed = score.audio_seconds / score.seconds
        errors = f"{score.error_rate:.1%} of {score.units}"
        print(f"{title} | {language} | {name} | {errors} | {speed:.2f} s of audio a second", flush=True)


def vary(clips: Sequence[Clip], change: Callable[[Samples], bytes]) -> Iterator[Clip]:
    for clip in clips:
        data = change(decode_sound(clip.data, max_seconds=MAX_SECONDS))
        yield Clip(name=clip.name, data=data, language=clip.language, text=clip.text)


def measure_terms(clips: Sequence[Clip], engine: Docent) -> None:
    """Count names that are heard with and without knowing them, and texts that names change which are not said."""
    counts = {"without names": 0, "with names": 0}
    said = changed = 0
    for clip in clips:
        wanted = [name for name in SAID_NAMES if name.lower() in clip.text.lower()]
        texts: dict[str, str] = {}
        for label, terms in (
            ("without names", ()),
            ("with names", SAID_NAMES),
            ("with others", UNSAID_NAMES),
        ):
            if label == "with names" and not wanted:
                continue
            engine.terms = terms
            texts[label] = engine.hear(clip.data, None)
        said += len(wanted)
        for label in counts:
            counts[label] += sum(name in texts.get(label, "") for name in wanted)
        changed += texts["with others"] != texts["without names"]
    print(
        f"names said: {said}; right: {counts}; of {len(clips)} clips, names that are not said change {changed}"
    )


def measure_sounds(folder: Path, engine: Docent) -> None:
    """Report every sound in which speech is heard."""
    files = sorted(
        path for path in folder.rglob("*") if path.suffix.lower() in SOUND_SUFFIXES and path.is_file()
    )
    heard = refused = 0
    for path in files:
        try:
            text = engine.hear(path.read_bytes(), "en")
        except MediaError:
            refused += 1
            continue
        if text:
            heard += 1
            print(f"heard in {path.name}: {text[:80]}", flush=True)
    print(f"{len(files)} sounds, {refused} refused, speech heard in {heard}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the recognition of speech.")
    parser.add_argument("--clips", type=Path, default=CLIPS)
    parser.add_argument("--variants", action="store_true")
    parser.add_argument("--terms", action="store_true")
    parser.add_argument("--sounds", type=Path)
    arguments = parser.parse_args()
    docent = Docent()
    if arguments.sounds:
        measure_sounds(arguments.sounds, docent)
        return
    clips = read_clips(arguments.clips)
    if arguments.terms:
        measure_terms(clips, docent)
        return
    if arguments.variants:
        for title, change in VARIANTS.items():
            print_scores(title, measure(list(vary(clips, change)), {"Docent": docent}))
        return
    engines: dict[str, Docent | Bare] = {"Docent": docent, "faster-whisper": Bare()}
    measure(clips[:1], engines)  # loads both
    print_scores("as recorded", measure(clips, engines))


if __name__ == "__main__":
    main()
