"""Whisper through faster-whisper: one piece of speech of up to 30 seconds → words, with one pass of its encoder.

Whisper's encoder is the slow half. faster-whisper runs it once to tell the language and again to write; here it runs
once a piece, and a piece that is written a second time with likely names in mind does not run it again.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.errors import EngineLoadError
from model.hearing.sounds import Samples

MIN_LANGUAGE_PROBABILITY = 0.6
MIN_FOREIGN_PROBABILITY = 0.85  # short Chinese clips are taken for Japanese, Korean or Welsh
EXPECTED_LANGUAGES = ("en", "zh")
MIN_EXPECTED_PROBABILITY = 0.1  # of both: below it the speech is in neither
# Whisper writes on in the script, with the punctuation, that it is shown
PROMPTS = {"zh": "以下是普通话的句子，用简体中文。", "en": ""}
MAX_HOTWORD_TOKENS = 100  # of the 224 that fit in front of a piece
TEMPERATURES = (0.0, 0.4, 0.8)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardSegment:
    """A segment as it was recognised; see https://github.com/openai/whisper/blob/main/whisper/transcribe.py.

    Attributes:
        start_seconds: From the beginning of the piece.
        mean_log_probability: Of its tokens, natural logarithm.
        no_speech_probability: That the piece holds no speech, 0 to 1.
        compression_ratio: Of its text; high where it repeats itself.
        tokens: How many.
    """

    start_seconds: float
    text: str
    mean_log_probability: float
    no_speech_probability: float
    compression_ratio: float
    tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodedPiece:
    """A piece of speech after the encoder."""

    features: Any
    encoded: Any
    language: str
    language_probability: float


class WhisperEngine:
    """The network. Not safe to use from several threads at once."""

    def __init__(self, weights_folder: Path, *, threads: int = 0) -> None:
        """Load the network.

        Raises:
            EngineLoadError: The weights can't be loaded.
        """
        from faster_whisper import WhisperModel  # CTranslate2: only when a clip comes

        try:
            self._model = WhisperModel(
                str(weights_folder),
                device="auto",
                compute_type="int8",
                cpu_threads=threads,
                local_files_only=True,
            )
        except (RuntimeError, ValueError, OSError) as exc:
            msg = f"the speech weights in {weights_folder} can't be loaded: {exc}"
            raise EngineLoadError(msg) from exc

    def encode(self, samples: Samples, *, language: str | None, hint: str | None) -> EncodedPiece:
        """Run the encoder.

        Args:
            samples: Mono at 16 kHz, shape `(samples,)`, up to 30 seconds.
            language: Of the speech, where it is known.
            hint: Decides where the language is unsure.
        """
        from faster_whisper.audio import pad_or_trim

        features = self._model.feature_extractor(samples)
        encoded = self._model.encode(
            pad_or_trim(features[..., : self._model.feature_extractor.nb_max_frames])
        )
        probability = 1.0
        if language is None:
            found = self._model.model.detect_language(encoded)[0]
            language, probability = choose_language({token[2:-2]: share for token, share in found}, hint)
        return EncodedPiece(
            features=features, encoded=encoded, language=language, language_probability=probability
        )

    def write(self, piece: EncodedPiece, hotwords: Sequence[str] = ()) -> tuple[HeardSegment, ...]:
        """Write what an encoded piece says.

        Args:
            piece: From `encode`.
            hotwords: Names that are likely to be said, the likeliest first; those that don't fit are left out.
        """
        from faster_whisper.tokenizer import Tokenizer

        tokenizer = Tokenizer(self._model.hf_tokenizer, True, task="transcribe", language=piece.language)
        segments = self._model.generate_segments(
            piece.features,
            tokenizer,
            self._options(tokenizer, piece.language, hotwords),
            False,
            piece.encoded,
        )
        return tuple(
            HeardSegment(
                start_seconds=segment.start,
                text=segment.text.strip(),
                mean_log_probability=segment.avg_logprob,
                no_speech_probability=segment.no_speech_prob,
                compression_ratio=segment.compression_ratio,
                tokens=len(segment.tokens),
            )
            for segment in segments
        )

    def is_common(self, word: str) -> bool:
        """Tell whether a word is so common that the vocabulary has a token of its own for it."""
        ids = self._model.hf_tokenizer.encode(f" {word.lower()}", add_special_tokens=False).ids
        bare = self._model.hf_tokenizer.encode(word.lower(), add_special_tokens=False).ids
        return min(len(ids), len(bare)) <= 1

    def _options(self, tokenizer: Any, language: str, hotwords: Collection[str]) -> Any:
        from faster_whisper.transcribe import TranscriptionOptions, get_suppressed_tokens

        return TranscriptionOptions(
            beam_size=5,
            best_of=5,
            patience=1,
            length_penalty=1,
            repetition_penalty=1,
            no_repeat_ngram_size=0,
            log_prob_threshold=-1.0,
            no_speech_threshold=0.6,
            compression_ratio_threshold=2.4,
            condition_on_previous_text=False,
            prompt_reset_on_temperature=0.5,
            temperatures=list(TEMPERATURES),
            initial_prompt=PROMPTS.get(language) or None,
            prefix=None,
            suppress_blank=True,
            suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
            without_timestamps=False,
            max_initial_timestamp=1.0,
            word_timestamps=False,
            prepend_punctuations="",
            append_punctuations="",
            multilingual=False,
            max_new_tokens=None,
            clip_timestamps="0",
            hallucination_silence_threshold=None,
            hotwords=_fitting(tokenizer, hotwords),
        )


def choose_language(probabilities: dict[str, float], hint: str | None) -> tuple[str, float]:
    """Choose a language and tell how probable it is; a hint decides where the recogniser is unsure.

    Args:
        probabilities: By ISO 639-1 code.
        hint: Language of the conversation.
    """
    best = max(probabilities, key=lambda language: probabilities[language])
    needed = MIN_LANGUAGE_PROBABILITY if best in EXPECTED_LANGUAGES else MIN_FOREIGN_PROBABILITY
    if probabilities[best] >= needed:
        return best, probabilities[best]
    if sum(probabilities.get(language, 0.0) for language in EXPECTED_LANGUAGES) < MIN_EXPECTED_PROBABILITY:
        return best, probabilities[best]
    likelier = max(EXPECTED_LANGUAGES, key=lambda language: probabilities.get(language, 0.0))
    chosen = hint or likelier
    return chosen, probabilities.get(chosen, 0.0)


def mean_confidence(segments: Sequence[HeardSegment]) -> float:
    """Return the mean probability of all tokens, 0 to 1; 0 without any."""
    count = sum(segment.tokens for segment in segments)
    total = sum(segment.mean_log_probability * segment.tokens for segment in segments)
    return math.exp(total / count) if count else 0.0


def _fitting(tokenizer: Any, hotwords: Collection[str]) -> str | None:
    chosen: list[str] = []
    for word in hotwords:
        if len(tokenizer.encode(" " + ", ".join([*chosen, word]))) > MAX_HOTWORD_TOKENS:
            break
        chosen.append(word)
    return ", ".join(chosen) or None
