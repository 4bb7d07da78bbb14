"""The labelled sentences of replies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SENTENCES = Path(__file__).parents[2] / "data" / "claims_or_not.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledSentence:
    """A sentence, and what it is: `claim`, `courtesy`, `lead-in` or `ignorance`."""

    text: str
    kind: str


def read_sentences() -> Iterator[LabelledSentence]:
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield LabelledSentence(text=row["text"], kind=row["kind"])
