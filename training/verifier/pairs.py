"""Pairs of evidence and claim to train on: written by hand, made from documents, and from XInfoTabS."""

from __future__ import annotations

import csv
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge_base.text.languages import holds_chinese, is_chinese
from knowledge_base.text.statements import parse_row
from training.verifier.labelled_claims import CONTRADICTED, NOT_SAID, SUPPORTED, LabelledClaim

FOLDER = Path(__file__).parent
SIGNS = {"+": SUPPORTED, "-": CONTRADICTED, "?": NOT_SAID}
INFOTABS_LABELS = {"E": SUPPORTED, "C": CONTRADICTED, "N": NOT_SAID}
MAX_ROWS = 4  # of a table beside a claim of XInfoTabS
MAX_CELL = 80  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A claim, the statements beside it, and what they make of it; labels as in `labelled_claims`."""

    statements: tuple[str, ...]
    claim: str
    label: str
    heading: str = ""  # above the statements


def read_written_pairs(folder: Path = FOLDER) -> Iterator[Pair]:
    """Read the pairs written by hand.

    `=` begins evidence; `+`, `-` and `?` a claim that is supported, contradicted, not said.
    """
    for path in sorted(folder.glob("written_pairs.*.txt")):
        evidence = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            sign, _, text = line.partition(" ")
            if sign == "=":
                evidence = text
                yield Pair(statements=(evidence,), claim=say_again(evidence), label=SUPPORTED)
            else:
                yield Pair(statements=(evidence,), claim=text, label=SIGNS[sign])


def say_again(evidence: str) -> str:
    """Say what a sentence says word for word; of a row, its first columns."""
    cells = parse_row(evidence)
    if not cells:
        return evidence
    (_, subject), (column, value) = cells[0], cells[1]
    return f"{subject}，{column}：{value}。" if is_chinese(evidence) else f"{subject}: {column} {value}."


def from_labelled(claim: LabelledClaim) -> Pair:
    """Make a pair of a labelled claim and the statements that its author meant."""
    headings = dict.fromkeys(s.heading for s in claim.statements)
    return Pair(
        statements=tuple(s.text for s in claim.statements),
        claim=claim.claim,
        label=claim.label,
        heading=" ".join(headings),
    )


def read_infotabs(folder: Path, language: str, count: int, seed: int) -> list[Pair]:
    """Read claims about tables of Wikipedia from XInfoTabS.

    Args:
        folder: `data` of https://github.com/XInfoTabS/dataset (MIT; the English claims are InfoTabS, Apache-2.0).
        language: `en` or `zh`.
        count: Claims wanted, of whole tables: their rows are read once.
        seed: Chooses them.
    """
    name, separator, prefix = (
        ("en_train.tsv", "\t", "") if language == "en" else ("zh_hypothesis_train.csv", ",", "zh_")
    )
    with (folder / language / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=separator))
    chance = random.Random(seed)  # noqa: S311
    tables = sorted({row["table_id"] for row in rows})
    chance.shuffle(tables)
    order = {table: place for place, table in enumerate(tables)}
    rows.sort(key=lambda row: order[row["table_id"]])  # whole tables: their rows are encoded once
    pairs = []
    for row in rows[:count]:
        path = folder / language / "tables" / f"{prefix}{row['table_id']}.json"
        cells = json.loads(path.read_text(encoding="utf-8"))
        statements = _nearest_rows(row["hypothesis"], cells, chance)
        pairs.append(
            Pair(statements=statements, claim=row["hypothesis"], label=INFOTABS_LABELS[row["label"].strip()])
        )
    return pairs


def _nearest_rows(claim: str, cells: dict[str, Sequence[str]], chance: random.Random) -> tuple[str, ...]:
    """Return the title and the rows that share most with a claim."""
    title, *rows = (f"{name}: {', '.join(values)[:MAX_CELL]}" for name, values in cells.items())
    words = _pieces(claim)
    rows.sort(key=lambda row: (-len(words & _pieces(row)) / (3 + len(_pieces(row))) ** 0.5, chance.random()))
    return (title, *rows[: chance.randint(2, MAX_ROWS) - 1])


def _pieces(text: str) -> frozenset[str]:
    """Return words, or pairs of characters of Chinese."""
    if holds_chinese(text):
        plain = re.sub(r"\W+", "", text)
        return frozenset(plain[i : i + 2] for i in range(len(plain) - 1)) | frozenset(
            re.findall(r"\d+", text)
        )
    return frozenset(re.findall(r"[a-z]{3,}|\d+", text.lower()))
