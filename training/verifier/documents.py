"""Pairs made of the documents of the repository."""

from __future__ import annotations

import random
from pathlib import Path

from knowledge_base.errors import DocumentError
from knowledge_base.text.statements import split_statements
from training.verifier.changes import make_pairs
from training.verifier.labelled_claims import read_passages
from training.verifier.pairs import Pair

ROOT = Path(__file__).parents[2]
DEV = ROOT / "tests" / "data" / "answers" / "dev"
DOCUMENTS = (
    ROOT / "knowledge_base" / "sources" / "samples",
    ROOT / "tests" / "data" / "library" / "fit",
    ROOT / "tests" / "data" / "library" / "dev2",
    ROOT / "tests" / "data" / "replies" / "work",
)
PAIRS_OF_A_DOCUMENT = 80


def pair_documents(seed: int) -> list[Pair]:
    """Make pairs of the documents that are for training."""
    paths = sorted(path for folder in DOCUMENTS for path in folder.rglob("*") if path.is_file())
    return [pair for path in paths for pair in pair_document(path, PAIRS_OF_A_DOCUMENT, seed)]


def pair_document(path: Path, count: int, seed: int) -> list[Pair]:
    """Make pairs of one document; none of a file that can't be read."""
    chance = random.Random(f"{seed} {path.name}")  # noqa: S311
    try:
        statements = [s for passage in read_passages(path) for s in split_statements(passage)]
    except DocumentError:
        return []
    made = list(make_pairs(statements, chance))
    chance.shuffle(made)
    return made[:count]
