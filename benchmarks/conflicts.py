"""How many contradictions are found, and how many flags are wrong: `python -m benchmarks.conflicts`.

Each labelled pair of `tests/data/conflicts.jsonl` is a knowledge base of two documents. Then all documents of a split
stand in one, where a pair has many strangers around it, and the sample knowledge is scanned, which contradicts nothing.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypedDict

from assistant.settings import PROJECT_FOLDER
from knowledge_base.encoding.calibration import CalibrationFiles
from knowledge_base.encoding.encoder import SentenceEncoder
from knowledge_base.knowledge import SAMPLES
from knowledge_base.passages import DocumentId, Passage, PassageId
from knowledge_base.reading.reading import read_chunks
from knowledge_base.review.conflicts import Conflict, ConflictReport, ConflictSearch
from knowledge_base.review.rules import read_rules
from knowledge_base.review.subjects import SubjectComparison
from knowledge_base.text.glossary import Glossary
from model.weights import ensure_weights
from model.weights_manifest import E5_SMALL

DATA = PROJECT_FOLDER / "tests" / "data"


class Side(TypedDict):
    """A document of one passage."""

    title: str
    heading: str
    text: str


class Pair(TypedDict):
    """A line of the labelled pairs."""

    split: str
    language: str
    conflict: bool
    note: str
    left: Side
    right: Side


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=("dev", "test"), default="test")
    parser.add_argument("--errors", action="store_true", help="show what was judged wrongly")
    chosen = parser.parse_args()
    encoder = SentenceEncoder(
        ensure_weights(E5_SMALL, PROJECT_FOLDER / "data" / "weights") / E5_SMALL.files[0].name
    )
    glossary = Glossary()
    search = ConflictSearch(encoder, glossary, CalibrationFiles().read(encoder.name))
    pairs = [pair for pair in read_pairs() if pair["split"] == chosen.split]
    together = [passage for number, pair in enumerate(pairs) for passage in to_passages(pair, number)]
    SubjectComparison(
        glossary, [s for p in together for s in read_rules(p)], subject_cosine_across=0.5
    )  # one walk for all words
    flags = [is_flagged(pair, search) for pair in pairs]
    for language in ("en", "zh", "mixed", "all"):
        asked = [
            (pair, flag)
            for pair, flag in zip(pairs, flags, strict=True)
            if language in (pair["language"], "all")
        ]
        _report(language, asked, show=chosen.errors and language != "all")
    conflicts = find_all(search, together).conflicts
    _report_together(pairs, conflicts)
    for folder in (SAMPLES / "shop", SAMPLES / "school", DATA / "library"):
        found = find_all(search, read_folder(folder))
        print(f"{folder.name}: {found.rule_count} rules, {len(found.conflicts)} flags")
        for conflict in found.conflicts:
            print("  ", _render(conflict))


def read_pairs() -> list[Pair]:
    lines = (DATA / "conflicts.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def is_flagged(pair: Pair, search: ConflictSearch) -> bool:
    """Whether two documents that hold nothing but the pair are said to contradict each other."""
    return bool(find_all(search, to_passages(pair)).conflicts)


def find_all(search: ConflictSearch, passages: Iterable[Passage]) -> ConflictReport:
    report = search.find(passages)
    if report is None:
        msg = "nobody stops a benchmark"
        raise RuntimeError(msg)
    return report


def to_passages(pair: Pair, number: int = 0) -> list[Passage]:
    return [
        Passage(
            id=PassageId(2 * number + place),
            document_id=DocumentId(f"{number:03}{'lr'[place]}"),
            document_title=side["title"],
            heading_path=(side["heading"],),
            page=None,
            ordinal=0,
            text=side["text"],
        )
        for place, side in enumerate((pair["left"], pair["right"]))
    ]


def read_folder(folder: Path) -> Iterator[Passage]:
    for document, path in enumerate(sorted(folder.iterdir())):
        title, chunks = read_chunks(path.name, path.read_bytes())
        for ordinal, chunk in enumerate(chunks):
            yield Passage(
                id=PassageId(1000 * document + ordinal),
                document_id=DocumentId(path.name),
                document_title=title,
                heading_path=chunk.heading_path,
                page=chunk.page,
                ordinal=ordinal,
                text=chunk.text,
            )


def _report(language: str, judged: Sequence[tuple[Pair, bool]], *, show: bool) -> None:
    right = sum(pair["conflict"] and flag for pair, flag in judged)
    wrong = sum(flag for _, flag in judged) - right
    wanted = sum(pair["conflict"] for pair, _ in judged)
    print(
        f"{language}: {right} of {wanted} conflicts found, {wrong} of {len(judged) - wanted} others flagged"
    )
    for pair, flag in judged:
        if show and flag != pair["conflict"]:
            print("   missed" if pair["conflict"] else "   WRONG", pair["left"], pair["right"])


def _report_together(pairs: Sequence[Pair], conflicts: Sequence[Conflict]) -> None:
    labelled = {number for number, pair in enumerate(pairs) if pair["conflict"]}
    own = [c for c in conflicts if c.left.document_id[:-1] == c.right.document_id[:-1]]
    right = [c for c in own if int(c.left.document_id[:-1]) in labelled]
    strangers = [c for c in conflicts if c not in own]
    print(
        f"all {2 * len(pairs)} documents together: {len(right)} of {len(labelled)} conflicts found, "
        f"{len(own) - len(right)} others flagged, {len(strangers)} flags between documents of two pairs"
    )
    for conflict in strangers:
        print("  ", _render(conflict))


def _render(conflict: Conflict) -> str:
    sides = [f"{claim.document_title}: {claim.sentence}" for claim in (conflict.left, conflict.right)]
    return f"{conflict.score:.2f} {conflict.kind} | {' | '.join(sides)}"


if __name__ == "__main__":
    main()
