"""How many pages a second come into the knowledge: `python -m benchmarks.ingestion --beside PYTHON`.

PDF and HTML documents are made of shuffled sentences of the samples. Docent takes them in as it takes an admin's:
read in a process of its own, cut into passages, embedded, saved, indexed. Beside it the same documents are read by
markitdown (in the environment `PYTHON`, see `markitdown_reading.py`), cut at about as many characters, and embedded by
the same encoder; nothing is saved or indexed there. Processor time is given beside the time on the clock: it hardly
depends on what else the machine does.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import tempfile
import time
from html import escape
from pathlib import Path
from typing import TypedDict

from fpdf import FPDF

from assistant.settings import PROJECT_FOLDER
from knowledge_base.config import KnowledgeConfig
from knowledge_base.encoding.encoder import SentenceEncoder
from knowledge_base.ingest import EMBEDDED_AT_ONCE
from knowledge_base.knowledge import SAMPLES, KnowledgeBase
from knowledge_base.reading.reading import read_chunks
from knowledge_base.text.sentences import split_sentences
from model.weights import ensure_weights
from model.weights_manifest import E5_SMALL

DOCUMENTS, PAGES, SENTENCES = 2, 10, 22  # of each format; pages of a document; sentences of a page


PIECE_CHARACTERS = 500  # about as long as a passage of English text


class Reading(TypedDict):
    """What `markitdown_reading.py` prints."""

    version: str
    seconds: dict[str, float]
    processor_seconds: dict[str, float]
    texts: dict[str, str]


class _Stopwatch:
    """Time on the clock and of the processor, this process's and that of those it started."""

    def __init__(self, seconds: float | None = None, processor: float | None = None) -> None:
        self.seconds = -time.perf_counter() if seconds is None else seconds
        self.processor = -_processor_seconds() if processor is None else processor

    def stop(self) -> None:
        self.seconds += time.perf_counter()
        self.processor += _processor_seconds()

    def describe(self, pages: int) -> str:
        return (
            f"{pages / self.seconds:.2f} pages/s, {1000 * self.processor / pages:.0f} ms of processor a page"
        )


def _processor_seconds() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--beside", help="the Python of an environment that has markitdown")
    beside = parser.parse_args().beside
    encoder = SentenceEncoder(
        ensure_weights(E5_SMALL, PROJECT_FOLDER / "data" / "weights") / E5_SMALL.files[0].name
    )
    encoder.embed_passages(["the first call loads the library"])
    with tempfile.TemporaryDirectory() as folder:
        documents = Path(folder) / "documents"
        _write_documents(documents)
        for suffix in (".pdf", ".html"):
            paths = [path for path in sorted(documents.iterdir()) if path.suffix == suffix]
            _measure(paths, encoder, Path(folder) / suffix)
        if beside:
            _measure_beside(documents, encoder, beside)


def _measure(paths: list[Path], encoder: SentenceEncoder, folder: Path) -> None:
    pages = len(paths) * PAGES
    reading = _Stopwatch()
    passages = sum(len(read_chunks(path.name, path.read_bytes())[1]) for path in paths)
    reading.stop()
    knowledge = KnowledgeBase(
        KnowledgeConfig(
            database_url=f"sqlite:///{folder / 'knowledge.sqlite3'}",
            index_folder=folder / "index",
            encoder=encoder.name,
            load_encoder=lambda _name: encoder,
        )
    )
    knowledge.start()
    knowledge.wait_until_idle()
    whole = _Stopwatch()
    for path in paths:
        knowledge.add_document(path.name, path.read_bytes())
    knowledge.wait_until_idle()
    whole.stop()
    knowledge.close()
    print(
        f"Docent, {paths[0].suffix}: reading {reading.describe(pages)}; whole {whole.describe(pages)} "
        f"({pages} pages, {passages} passages)",
        flush=True,
    )


def _measure_beside(documents: Path, encoder: SentenceEncoder, python: str) -> None:
    script = Path(__file__).parent / "markitdown_reading.py"
    output = subprocess.run([python, str(script), str(documents)], check=True, capture_output=True, text=True)
    reading: Reading = json.loads(output.stdout)
    for suffix in (".pdf", ".html"):
        names = [name for name in reading["texts"] if name.endswith(suffix)]
        seconds = sum(reading["seconds"][name] for name in names)
        pieces = [piece for name in names for piece in _cut(reading["texts"][name])]
        embedding = _Stopwatch()
        for start in range(0, len(pieces), EMBEDDED_AT_ONCE):
            encoder.embed_passages(pieces[start : start + EMBEDDED_AT_ONCE])
        embedding.stop()
        pages = len(names) * PAGES
        read = _Stopwatch(seconds, sum(reading["processor_seconds"][name] for name in names))
        whole = _Stopwatch(read.seconds + embedding.seconds, read.processor + embedding.processor)
        print(
            f"markitdown {reading['version']}, {suffix}: reading {read.describe(pages)}; with embedding "
            f"{whole.describe(pages)} ({len(pieces)} pieces)"
        )


def _cut(text: str) -> list[str]:
    return [text[start : start + PIECE_CHARACTERS] for start in range(0, len(text), PIECE_CHARACTERS)]


def _write_documents(folder: Path) -> None:
    folder.mkdir()
    sentences = _sentences()
    generator = random.Random(5)  # noqa: S311  # not for secrets
    for number in range(DOCUMENTS):
        pages = [[generator.choice(sentences) for _ in range(SENTENCES)] for _ in range(PAGES)]
        _write_pdf(folder / f"{number}.pdf", pages)
        pages = [[generator.choice(sentences) for _ in range(SENTENCES)] for _ in range(PAGES)]
        _write_html(folder / f"{number}.html", pages)


def _sentences() -> list[str]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob("*.md"))]
    found = [sentence.text for text in texts for sentence in split_sentences(text)]
    return [s for s in found if s.isascii() and 40 < len(s) < 200 and not set(s) & set("#|*")]


def _write_pdf(path: Path, pages: list[list[str]]) -> None:
    pdf = FPDF()
    for number, sentences in enumerate(pages, start=1):
        pdf.add_page()
        pdf.set_font("Helvetica", "B", 16)
        pdf.multi_cell(0, 10, f"Chapter {number}", new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("Helvetica", size=10)
        for start in range(0, len(sentences), 4):
            text = " ".join(sentences[start : start + 4])
            pdf.multi_cell(0, 5, text, new_x="LMARGIN", new_y="NEXT")
            pdf.ln(3)
    pdf.output(str(path))


def _write_html(path: Path, pages: list[list[str]]) -> None:
    parts = ["<!doctype html><html><head><title>Handbook</title></head><body><nav>Home | Contact</nav>"]
    for number, sentences in enumerate(pages, start=1):
        parts.append(f"<h2>Chapter {number}</h2>")
        for start in range(0, len(sentences), 4):
            parts.append(f"<p>{escape(' '.join(sentences[start : start + 4]))}</p>")
    path.write_text("\n".join([*parts, "</body></html>"]), encoding="utf-8")


if __name__ == "__main__":
    main()
