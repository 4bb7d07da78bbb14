"""Fit the classifiers of `assistant/turn/question/message_kinds.py`.

`python -m training.message_kinds.fit` reports by eightfold cross-validation how many messages of each kind are found
and how many others are taken for it, writes the files, and says their SHA-256, which belong into `CLASSIFIERS`. With
`--held-out` it measures the shipped files on `held_out.jsonl` and fits nothing.

The questions of `training/follow_ups` are questions to the documents here, too.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import KFold

from assistant.turn.question.message_kinds import CLASSIFIERS, MessageKind
from knowledge_base.encoding.second_encoder import SecondEncoder
from knowledge_base.text.languages import Language
from training import follow_ups
from training.kernel_machine import fit, score_apart, write

FOLDER = Path(__file__).parent
COSTS = {MessageKind.TALK: 4.0, MessageKind.RECALL: 4.0}
THRESHOLDS = {MessageKind.TALK: -0.1, MessageKind.RECALL: -0.3}
FOLDS = 8
LANGUAGES: tuple[Language, ...] = ("en", "zh")
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One message of the data."""

    text: str
    language: Language
    kind: MessageKind


def main() -> None:
    """Fit and report, or measure what is held out."""
    if "--held-out" in sys.argv:
        labelled = read_labelled("held_out")
        embeddings = SecondEncoder().embed([one.text for one in labelled])
        scores = {kind: shipped.load().score(embeddings) for kind, shipped in CLASSIFIERS.items()}
        report(labelled, scores)
        return
    labelled = read_labelled("training")
    own = {one.text for one in labelled}
    labelled += [one for one in _read_follow_ups() if one.text not in own]
    embeddings = SecondEncoder().embed([one.text for one in labelled])
    scores = {}
    for kind, shipped in CLASSIFIERS.items():
        labels = np.array([one.kind is kind for one in labelled])
        parts = KFold(FOLDS, shuffle=True, random_state=0).split(embeddings)
        scores[kind] = score_apart(parts, embeddings, labels, cost=COSTS[kind])
        whole = fit(embeddings, labels, cost=COSTS[kind], threshold=THRESHOLDS[kind])
        print(f"{kind}: {len(whole.vectors)} support vectors; SHA-256 {write(whole, shipped.path)}")
    report(labelled, scores)


def read_labelled(split: str) -> list[Labelled]:
    """Read `training` or `held_out`."""
    lines = (FOLDER / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
    read = (json.loads(line) for line in lines)
    return [
        Labelled(text=one["text"], language=one["language"], kind=MessageKind(one["kind"])) for one in read
    ]


def report(labelled: Sequence[Labelled], scores: dict[MessageKind, npt.NDArray[np.float32]]) -> None:
    """Print what is found of each kind and what of the others is taken for it."""
    above = np.stack([scores[kind] - THRESHOLDS[kind] for kind in CLASSIFIERS])
    kinds = [*CLASSIFIERS]
    said = [kinds[i] if above[i, n] >= 0 else MessageKind.QUESTION for n, i in enumerate(above.argmax(0))]
    for kind in kinds:
        found = np.array([one is kind for one in said])
        print(f"{kind}: {', '.join(_describe(labelled, found, kind, language) for language in LANGUAGES)}")
    for one, kind in zip(labelled, said, strict=True):
        if one.kind is not kind and "--wrong" in sys.argv:
            print(f"  {one.text!r} is {one.kind}, taken for {kind}")


def _describe(labelled: Sequence[Labelled], found: BoolArray, kind: MessageKind, language: Language) -> str:
    is_here = np.array([one.language == language for one in labelled])
    is_kind = np.array([one.kind is kind for one in labelled])
    return (
        f"{language} {found[is_here & is_kind].mean():.1%} found, "
        f"{found[is_here & ~is_kind].mean():.1%} of the others"
    )


def _read_follow_ups() -> list[Labelled]:
    path = Path(follow_ups.__file__).with_name("training.jsonl")
    read = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [
        Labelled(text=one["question"], language=one["language"], kind=MessageKind.QUESTION) for one in read
    ]


if __name__ == "__main__":
    main()
