"""Damaged copies of real files of every format: each is read, or gets an error of ours."""

import subprocess
import sys

import pytest

from knowledge_base.errors import DocumentError
from tests.conftest import PROJECT_FOLDER
from tests.knowledge_base.reading.loaders.files import load, read_file
from tests.knowledge_base.reading.loaders.mutants import mutate

COPIES = 40
TIMEOUT_SECONDS = 120
NAMES = [
    "columns.pdf", "kettle.en.pdf", "kettle.en.docx", "kettle.zh.pptx", "prices.xlsx", "kettle.en.epub",
    "returns.en.html", "kettle.zh.md", "warranty.zh.csv", "faq.en.json", "faq.zh.jsonl", "scan.zh.webp",
    "scan.zh.avif", "scan.en.jpg", "scan.en.pdf",
]  # fmt: skip
KNOWN = {
    "read",
    "document_type",
    "document_too_large",
    "document_encrypted",
    "document_empty",
    "document_unreadable",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_damaged_file_is_read_or_refused(name: str) -> None:
    outcomes: list[str] = []
    while len(outcomes) < COPIES:
        done = run(name, len(outcomes), COPIES - len(outcomes))
        outcomes += done.stdout.split()
        if done.returncode != 0:  # the parser itself crashed: a document's own process contains that
            with pytest.raises(DocumentError):
                load(name, mutate(read_file(name), len(outcomes)))
            outcomes.append("document_unreadable")
    assert set(outcomes) <= KNOWN
    assert "document_unreadable" in outcomes or "read" in outcomes


def run(name: str, first: int, count: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.knowledge_base.reading.loaders.mutants", name, str(first), str(count)],
        cwd=PROJECT_FOLDER,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
