"""The questions and claims of tests/data/answers are well formed; nothing is measured on them here."""

import html
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest

FOLDER = Path(__file__).parent / "data" / "answers"
PARTS = ("dev", "sealed")
KINDS = {
    "fact", "table", "howto", "yes_no", "comparison", "two_passages", "typos", "colloquial", "followup",
    "across", "arithmetic", "near_miss",
}  # fmt: skip
SAID_OTHERWISE = {"yes_no", "comparison", "across", "arithmetic", "typos"}  # the answer need not be copied
LABELS = {"supported", "contradicted", "not_said"}

Row = dict[str, Any]


def read_rows(part: str, name: str) -> list[Row]:
    lines = (FOLDER / part / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def flatten(text: str) -> str:
    """Lower-case text without tags, table marks and white space."""
    without_tags = html.unescape(re.sub(r"<[^>]+>", "", text))
    return re.sub(r"[\s|*]+", "", without_tags).lower()


@cache
def read_document(part: str, name: str) -> str:
    path = FOLDER / part / name
    if path.suffix == ".docx":
        texts = [
            node.text or "" for node in docx.Document(str(path)).element.iter() if node.tag.endswith("}t")
        ]
        return flatten("".join(texts))
    return flatten(path.read_text(encoding="utf-8"))


def pieces(evidence: str) -> list[str]:
    return [flatten(piece) for piece in evidence.split(" … ")]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("name", ["questions", "claims"])
def test_ids_are_unique_and_both_languages_are_there(part: str, name: str) -> None:
    rows = read_rows(part, name)
    assert max(Counter(row["id"] for row in rows).values()) == 1
    assert {row["language"] for row in rows} == {"en", "zh"}


@pytest.mark.parametrize("part", PARTS)
def test_the_evidence_of_a_question_stands_in_its_documents(part: str) -> None:
    for row in read_rows(part, "questions"):
        texts = [read_document(part, name) for name in row["documents"]]
        assert all(any(piece in text for text in texts) for piece in pieces(row["evidence"])), row["id"]


@pytest.mark.parametrize("part", PARTS)
def test_what_is_expected_of_an_answer_can_be_met(part: str) -> None:
    for row in read_rows(part, "questions"):
        assert row["kind"] in KINDS, row["id"]
        assert row["question"], row["id"]
        assert row["answerable"] == bool(row["facts"]), row["id"]
        assert row["answerable"] == (row["kind"] != "near_miss"), row["id"]
        evidence = flatten(row["evidence"])
        if row["answerable"]:
            assert not [word for word in row["forbidden"] if flatten(word) in evidence], row["id"]
        if row["kind"] not in SAID_OTHERWISE:
            stand = [any(flatten(word) in evidence for word in group) for group in row["facts"]]
            assert all(stand), row["id"]


@pytest.mark.parametrize("part", PARTS)
def test_the_evidence_of_a_claim_stands_in_its_document(part: str) -> None:
    rows = read_rows(part, "claims")
    assert {row["label"] for row in rows} == LABELS
    for row in rows:
        text = read_document(part, row["document"])
        assert all(piece in text for piece in pieces(row["evidence"])), row["id"]


def test_the_sealed_part_shares_no_document_with_the_other() -> None:
    names = [{row["document"] for row in read_rows(part, "claims")} for part in PARTS]
    assert names[0].isdisjoint(names[1])
    assert [len(part) for part in names] == [8, 16]
