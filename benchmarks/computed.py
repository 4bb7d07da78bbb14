"""How often an answer is computed rightly, wrongly, or where none should be: `python -m benchmarks.computed`.

Asks the questions of a folder over its documents: the search, the choice of evidence, the classifier that keeps plain
questions away, and the computing, all as in a turn; no language model takes part. `--folder` names another folder.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.computing.computing import compute_answer
from assistant.computing.intent import may_ask_to_compute
from assistant.grounding.selection.selector import LinearSelector
from assistant.settings import PROJECT_FOLDER
from assistant.turn.question.evidence_choice import EvidenceChoice
from assistant.turn.question.finding import Finding
from assistant.turn.responders.computed_answer import read_sheets
from knowledge_base.config import KnowledgeConfig
from knowledge_base.encoding.encoder import SentenceEncoder
from knowledge_base.knowledge import KnowledgeBase
from knowledge_base.text.languages import Language
from model.weights import ensure_weights
from model.weights_manifest import E5_SMALL

DATA = PROJECT_FOLDER / "tests" / "data" / "computed"
PASSAGES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputedCase:
    """A question of `questions.jsonl`; without facts nothing is to be computed."""

    id: str
    language: Language
    kind: str
    document: str
    question: str
    facts: tuple[str, ...] | None

    def judge(self, answer: str | None) -> str:
        """Return `right`, `wrong`, `missed`, `left` where rightly nothing is computed, or `false` where it is."""
        if self.facts is None:
            return "left" if answer is None else "false"
        if answer is None:
            return "missed"
        return "right" if all(_squash(fact) in _squash(answer) for fact in self.facts) else "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a case."""

    case: ComputedCase
    answer: str | None
    judged: str


def main() -> None:
    """Ask all questions of a folder, print what is not as it should be, and count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=DATA / "work")
    parser.add_argument("--all", action="store_true", help="print every answer")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        encoder = SentenceEncoder(
            ensure_weights(E5_SMALL, PROJECT_FOLDER / "data" / "weights") / E5_SMALL.files[0].name
        )
        base = build_base(encoder, Path(data))
        outcomes = list(ask_all(chosen.folder, base))
        base.close()
    for one in outcomes:
        if chosen.all or one.judged not in ("right", "left"):
            print(f"{one.judged}: {one.case.id} {one.case.question}\n    {one.answer}")
    for language in ("en", "zh"):
        counts = Counter(one.judged for one in outcomes if one.case.language == language)
        print(language, ", ".join(f"{count} {judged}" for judged, count in sorted(counts.items())))


def build_base(encoder: SentenceEncoder, folder: Path) -> KnowledgeBase:
    """Return an empty knowledge base that runs."""
    base = KnowledgeBase(
        KnowledgeConfig(
            database_url=f"sqlite:///{folder / 'knowledge.sqlite3'}",
            index_folder=folder / "index",
            encoder=encoder.name,
            load_encoder=lambda _name: encoder,
        )
    )
    base.start()
    return base


def ask_all(folder: Path, base: KnowledgeBase) -> Iterator[Outcome]:
    """Add the documents of a folder to a knowledge base and ask its questions."""
    for path in sorted(folder.iterdir()):
        if path.suffix != ".jsonl":
            base.add_document(path.name, path.read_bytes())
    base.wait_until_idle()
    for case in read_cases(folder):
        answer = _answer(case, base)
        yield Outcome(case=case, answer=answer, judged=case.judge(answer))


def read_cases(folder: Path) -> list[ComputedCase]:
    """Read the questions of a folder."""
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        ComputedCase(
            id=one["id"],
            language=one["language"],
            kind=one["kind"],
            document=one["document"],
            question=one["question"],
            facts=None if one["facts"] is None else tuple(one["facts"]),
        )
        for one in map(json.loads, lines)
    ]


def _answer(case: ComputedCase, base: KnowledgeBase) -> str | None:
    def search(query: str) -> Finding:
        found = base.retrieve(query, k=PASSAGES)
        passages = tuple(scored.passage for scored in found.relevant)
        return Finding(passages=passages, query=query, candidates=found.candidates, stands_alone=True)

    choice = EvidenceChoice(selector=LinearSelector(comparer=base), count=PASSAGES)
    finding, evidence = choice.choose(case.question, search(case.question), search)
    if evidence is None or not finding.passages or not may_ask_to_compute(case.question, base):
        return None
    sheets = list(read_sheets((*evidence.passages, *finding.passages), base))
    computed = compute_answer(case.question, sheets, case.language)
    return None if computed is None else computed.text


def _squash(text: str) -> str:
    return "".join(text.lower().split()).replace("*", "")


if __name__ == "__main__":
    main()
