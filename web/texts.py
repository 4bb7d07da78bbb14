"""The words of the interface in English and Chinese; the files are in `texts/` and have the same keys."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge_base.text.languages import Language

TEXTS_FOLDER = Path(__file__).parent / "texts"
LANGUAGES: tuple[Language, ...] = ("en", "zh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The words in one language."""

    language: Language
    words: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """Return a text with its values put in; of one thing it may speak otherwise (`key.one`) than of several."""
        text = self.words.get(f"{key}.one", self.words[key]) if values.get("count") == 1 else self.words[key]
        return text.format(**values) if values else text

    def error(self, code: str, params: Mapping[str, str | int | float], **values: str) -> str:
        """Return what a user is told of an error.

        A text for one of the error's values, such as `error.media_too_large.limit_seconds`, goes before the general.

        Args:
            code: Of the error.
            params: Of the error.
            values: More that its text may show, such as a file's name.
        """
        base = f"error.{code}"
        given = (f"{base}.{name}" for name, value in params.items() if value != "")
        key = next((specific for specific in given if specific in self.words), base)
        known = {"name": "", **values, **params}
        return self.words[key].format(**known).strip()


@cache
def load_texts(language: Language) -> Texts:
    """Read the words of a language."""
    content = (TEXTS_FOLDER / f"{language}.json").read_text(encoding="utf-8")
    return Texts(language=language, words=json.loads(content))
