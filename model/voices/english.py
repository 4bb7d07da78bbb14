"""English text → phonemes, through the process of espeak-ng."""

from __future__ import annotations

import re

from model.voices.voice_worker import VoiceWorker

# espeak-ng drops punctuation, which carries the melody: it is kept here and put back behind the phonemes. A letter A
# that is spelled or calculated with stands alone, too, or it would be read as the article.
_BETWEEN = re.compile(
    r"([,.!?;:—…()\"“”]+(?=\s|$|\W)|(?<=\w )A\b|\bA(?= [A-Z\d]\b)"
    r"|\bA(?= (?:squared|cubed|plus|minus|times|equals|over|sub|to the power|is (?:less|greater|not)|divided)\b))"
)
# espeak-ng's IPA in the notation of the Kokoro voice (as https://github.com/hexgrad/misaki maps it): longest first
_KOKORO = (
    *(("ʔˌn̩", "ʔn"), ("ʔn̩", "ʔn"), ("a^ɪ", "I"), ("a^ʊ", "W"), ("d^ʒ", "ʤ"), ("e^ɪ", "A"), ("t^ʃ", "ʧ")),
    *(
        ("ɔ^ɪ", "Y"),
        ("ə^l", "ᵊl"),
        ("o^ʊ", "O"),
        ("ʲo", "jo"),
        ("ʲə", "jə"),
        ("ʲ", ""),
        ("ɚ", "əɹ"),
        ("r", "ɹ"),
    ),
    *(
        ("x", "k"),
        ("ç", "k"),
        ("ɐ", "ə"),
        ("ɬ", "l"),
        ("\u0303", ""),
        ("e", "A"),
        ("ɜːɹ", "ɜɹ"),
        ("ɜː", "ɜɹ"),
    ),
    *(("ɪə", "iə"), ("ː", ""), ("o", "ɔ"), ("ɾ", "T"), ("ʔ", "t"), ("^", ""), ("\u0329", ""), ("\u0327", "")),
)


class EnglishPhonemes:
    """What English text sounds like."""

    def __init__(self, espeak: VoiceWorker) -> None:
        self._espeak = espeak

    def phonemize(self, text: str) -> str:
        """Return the IPA of a text as espeak-ng writes it, diphthongs tied by `^`, with its punctuation.

        Raises:
            VoiceError: espeak-ng can't be run.
        """
        pieces = [piece.strip() for piece in _BETWEEN.split(text) if piece and piece.strip()]
        words = [piece for piece in pieces if not _is_mark(piece)]
        header, _ = self._espeak.ask({"language": "en", "texts": words}) if words else ({"phonemes": []}, b"")
        found = iter(header["phonemes"])
        joined = ""
        for piece in pieces:
            if _is_mark(piece):
                joined += f" {piece}" if piece in {"(", "“"} else piece
            else:
                joined += f" {next(found)}"
        return joined.strip()

    def phonemize_for_kokoro(self, text: str) -> str:
        """Return the phonemes of a text in the notation of the Kokoro voice.

        Raises:
            VoiceError: espeak-ng can't be run.
        """
        phonemes = self.phonemize(text)
        phonemes = re.sub(r"(\S)\u0329", r"ᵊ\1", phonemes)
        for sound, written in _KOKORO:
            phonemes = phonemes.replace(sound, written)
        return phonemes


def _is_mark(piece: str) -> bool:
    return not any(character.isalnum() for character in piece)
