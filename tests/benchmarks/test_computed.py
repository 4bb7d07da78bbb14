"""How the benchmark of computed answers judges, and that what it asks is computed rightly or left alone."""

from collections import Counter
from pathlib import Path

import pytest

from assistant.computing.computing import compute_answer
from assistant.computing.documents.sheets import Sheet, read_sheet
from benchmarks.computed import DATA, ComputedCase, read_cases
from knowledge_base.reading.reading import read_chunks
from tests.assistant.computing.documents import make_passage


@pytest.mark.parametrize(
    ("facts", "answer", "judged"),
    [
        (("12.00",), "2 × €6 = **€ 12.00**", "right"),
        (("13",), "2 × €6 = **€12.00**", "wrong"),
        (("13",), None, "missed"),
        (None, "€12", "false"),
        (None, None, "left"),
    ],
)
def test_judging(facts: tuple[str, ...] | None, answer: str | None, judged: str) -> None:
    case = ComputedCase(id="a", language="en", kind="total", document="", question="?", facts=facts)
    assert case.judge(answer) == judged


def test_ids_are_unique() -> None:
    cases = [case for part in ("work", "held_out") for case in read_cases(DATA / part)]
    assert len({case.id for case in cases}) == len(cases)


@pytest.mark.parametrize(("part", "least_right"), [("work", 89), ("held_out", 24)])
def test_whole_documents(part: str, least_right: int) -> None:
    """Each question over its document as the loaders read it: nothing wrong, and nothing where all should be left."""
    sheets = {path.name: _read(path) for path in (DATA / part).iterdir() if path.suffix != ".jsonl"}
    judged = Counter[str]()
    for case in read_cases(DATA / part):
        computed = compute_answer(case.question, [sheets[case.document]], case.language)
        judged[case.judge(computed.text if computed else None)] += 1
    assert judged["wrong"] == judged["false"] == 0
    assert judged["right"] >= least_right


def _read(path: Path) -> Sheet:
    title, chunks = read_chunks(path.name, path.read_bytes())
    return read_sheet(
        [
            make_passage(chunk.text, ordinal, title, " ".join(chunk.heading_path))
            for ordinal, chunk in enumerate(chunks)
        ]
    )
