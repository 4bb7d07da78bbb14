"""How fast the search is over many passages: `python -m benchmarks.scale --passages 1000 100000 500000`.

For each size a knowledge base of synthetic passages is filled, and its own indexes are built over it. Measured are
the dense index beside exact search in the same process, the lexical index, and the whole search with an encoder that
costs nothing. With `--beside PYTHON` (an environment that has Chroma and LanceDB, see `store_search.py`) the same
embeddings and questions go to them as well. Processor time is given beside the time on the clock: it depends less on
what else the machine does. At 500,000 passages this takes ten minutes and more, and 5 GB of disk.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import numpy as np
import numpy.typing as npt
from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from benchmarks.synthetic import DIMENSION, embedding_batches, questions, text_batches
from knowledge_base.encoding.calibration import EMBEDDED_ENCODER, CalibrationFiles
from knowledge_base.index.exact_search import perturb
from knowledge_base.index.indexes import Indexes
from knowledge_base.index.vector_tail import VectorTail
from knowledge_base.knowledge import MIGRATIONS
from knowledge_base.passages import DocumentProperties
from knowledge_base.retrieval.retriever import HybridRetriever
from knowledge_base.store.database import create_database_engine, upgrade_database
from knowledge_base.store.document_store import DocumentStore
from knowledge_base.store.passage_rows import PassageRows
from knowledge_base.store.records import EmbeddingRecord, PassageRecord
from knowledge_base.store.store import KnowledgeStore
from knowledge_base.text.terms import extract_query_terms

Result = TypeVar("Result")
FloatArray = npt.NDArray[np.float32]
QUESTIONS = 200
K = 10
ENCODER = "synthetic"
CANDIDATES = 24  # per retriever, as in the application


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--passages", type=int, nargs="+", default=[1000, 100_000, 500_000])
    parser.add_argument("--beside", help="the Python of an environment that has Chroma and LanceDB")
    parser.add_argument("--stores", nargs="+", default=["chroma", "lance"], help="which of them")
    chosen = parser.parse_args()
    for passages in chosen.passages:
        print(f"## {passages} passages", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            _measure(Path(folder), passages, chosen.beside, chosen.stores)


def _measure(folder: Path, passages: int, beside: str | None, stores: Sequence[str]) -> None:
    engine = create_database_engine(f"sqlite:///{folder / 'knowledge.sqlite3'}")
    upgrade_database(engine, MIGRATIONS)
    store, rows = KnowledgeStore(engine, ENCODER), PassageRows(engine, ENCODER)
    _timed("database filled", lambda: _fill(engine, store, passages))
    before = _peak_megabytes()
    indexes = _timed("indexes opened for the first time", lambda: Indexes(folder / "index", DIMENSION, rows))
    _timed("and built", indexes.wait_until_built)
    print(f"peak memory, grown while they were built: {_peak_megabytes() - before:.0f} MB")
    dense, lexical = folder / "index" / "dense", folder / "index" / "words.sqlite3"
    print(f"files: dense {_megabytes(dense):.0f} MB, lexical {_megabytes(lexical):.0f} MB", flush=True)
    queries = _queries(rows)
    nearest = _measure_dense(indexes, rows, queries)
    _measure_lexical(indexes, rows)
    _measure_whole(indexes, store, queries)
    _measure_changes(engine, indexes, store, queries)
    indexes.close()
    again = _timed("opened again", lambda: Indexes(folder / "index", DIMENSION, rows))
    again.close()
    if beside:
        _measure_beside(folder, rows, queries, nearest, beside, stores)
    engine.dispose()


def _fill(engine: Engine, store: KnowledgeStore, passages: int) -> None:
    document_id = DocumentStore(engine).add("synthetic.txt", uuid4().bytes, DocumentProperties())
    store.replace_passages(document_id, "synthetic", (), {ENCODER: np.empty((0, DIMENSION), np.float32)})
    ordinal = 0
    for embeddings, texts in zip(embedding_batches(passages), text_batches(passages), strict=True):
        rows: list[dict[str, object]] = [
            {
                "id": ordinal + number + 1,
                "document_id": document_id,
                "ordinal": ordinal + number,
                "heading_path": [],
                "page": None,
                "text": text,
            }
            for number, text in enumerate(texts)
        ]
        embedded = [
            {"passage_id": row["id"], "encoder": ENCODER, "embedding": embedding.tobytes()}
            for row, embedding in zip(rows, embeddings, strict=True)
        ]
        ordinal += len(rows)
        with Session(engine) as session, session.begin():
            session.execute(insert(PassageRecord), rows)
            session.execute(insert(EmbeddingRecord), embedded)


def _queries(rows: PassageRows) -> FloatArray:
    generator = np.random.default_rng(3)
    ids = rows.list_passage_ids()
    chosen = np.sort(generator.choice(ids, min(QUESTIONS, len(ids)), replace=False))
    return perturb(np.concatenate([batch for _, batch in rows.read_embeddings(chosen)]), generator)


def _measure_dense(indexes: Indexes, rows: PassageRows, queries: FloatArray) -> npt.NDArray[np.int64]:
    """Compare with exact search, one question of each in turn; returns what exact search finds."""
    exact = VectorTail(DIMENSION)
    for ids, embeddings in rows.read_embeddings(rows.list_passage_ids()):
        exact.add(ids, embeddings)
    found: dict[str, list[list[tuple[int, float]]]] = {"exact": [], "index": []}
    seconds: dict[str, list[float]] = {"exact": [], "index": []}
    processor: dict[str, list[float]] = {"exact": [], "index": []}
    for query in queries:
        row = query.reshape(1, -1)
        for name, search in (("exact", exact.search), ("index", indexes.vectors.search)):
            started, started_processor = time.perf_counter(), time.process_time()
            found[name].append(search(row, K))
            seconds[name].append(time.perf_counter() - started)
            processor[name].append(time.process_time() - started_processor)
    pairs = zip(found["exact"], found["index"], strict=True)
    hits = sum(len({i for i, _ in wanted} & {i for i, _ in got}) for wanted, got in pairs)
    for name, kind in (("exact", "exact"), ("index", f"the index ({indexes.vectors.kind})")):
        print(
            f"dense, {kind}: {_milliseconds(seconds[name])}; of processor time {_milliseconds(processor[name])}"
        )
    print(f"recall@{K} {hits / K / len(queries):.4f}")
    ids = rows.list_passage_ids()
    for share in (2, 20, 1000):
        allowed = ids[::share]
        _latency(
            f"dense, one of {share} passages allowed",
            [lambda q=q, a=allowed: indexes.vectors.search(q, CANDIDATES, allowed=a) for q in queries[:50]],  # type: ignore[misc]
        )
    report = _timed("recall measured as the admin page does", indexes.vectors.measure_recall)
    print(report, flush=True)
    return np.array([[i for i, _ in row] for row in found["exact"]], dtype=np.int64)


def _measure_lexical(indexes: Indexes, rows: PassageRows) -> None:
    asked = [extract_query_terms(question) for question in questions(100)]
    _latency("lexical", [lambda t=t: indexes.words.search(t, CANDIDATES) for t in asked])  # type: ignore[misc]
    _latency("lexical, frequencies", [lambda t=t: indexes.words.count_passages(t) for t in asked])  # type: ignore[misc]
    half = rows.list_passage_ids()[::2]
    _latency(
        "lexical, half of the passages allowed",
        [lambda t=t: indexes.words.search(t, CANDIDATES, allowed=half) for t in asked[:50]],  # type: ignore[misc]
    )


def _measure_whole(indexes: Indexes, store: KnowledgeStore, queries: FloatArray) -> None:
    retriever = HybridRetriever(
        _ReadyEncoder(queries),
        indexes,
        store,
        calibration=CalibrationFiles().read(EMBEDDED_ENCODER),
        relevance_threshold=0.4,
    )
    asked = questions(100)
    _latency("whole search without the encoder", [lambda q=q: retriever.retrieve(q, k=5) for q in asked])  # type: ignore[misc]


def _measure_changes(engine: Engine, indexes: Indexes, store: KnowledgeStore, queries: FloatArray) -> None:
    """Replace a document of 20 passages, as the ingestion does."""
    from knowledge_base.reading.chunking import Chunk

    document_id = DocumentStore(engine).add("changed.txt", uuid4().bytes, DocumentProperties())
    texts = next(text_batches(20))
    chunks = [Chunk(text=text, heading_path=(), page=None) for text in texts]
    embeddings = {ENCODER: np.resize(queries, (20, DIMENSION))}
    changes: list[Callable[[], object]] = [
        lambda: indexes.apply(store.replace_passages(document_id, "changed", chunks, embeddings))
    ]
    _latency("a document of 20 passages replaced, in the database and both indexes", changes * 20)


class _ReadyEncoder:
    """Answers with embeddings that are there already: what is measured is the search."""

    name = ENCODER
    dimension = DIMENSION

    def __init__(self, embeddings: FloatArray) -> None:
        self._embeddings = embeddings
        self._next = 0

    def embed_queries(self, texts: Sequence[str]) -> FloatArray:
        self._next += 1
        return np.resize(self._embeddings[self._next % len(self._embeddings)], (len(texts), DIMENSION))

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        return self._embeddings[: len(texts)]


def _measure_beside(
    folder: Path,
    rows: PassageRows,
    queries: FloatArray,
    nearest: npt.NDArray[np.int64],
    python: str,
    stores: Sequence[str],
) -> None:
    ids = rows.list_passage_ids()[: -20 or None]  # without those of the document that was replaced
    np.save(folder / "embeddings.npy", np.concatenate([e for _, e in rows.read_embeddings(ids)]))
    np.save(folder / "queries.npy", queries)
    np.save(folder / "nearest.npy", nearest - ids[0])
    for store in stores:
        _ask_store(store, folder, python)


def _ask_store(store: str, folder: Path, python: str) -> None:
    script = Path(__file__).parent / "store_search.py"
    command = [python, str(script), store, str(folder)]
    output = subprocess.run(command, check=True, capture_output=True, text=True)
    values = json.loads(output.stdout)
    print(
        f"{values['name']}: built in {values['build_seconds']:.0f} s "
        f"({values['build_processor_seconds']:.0f} s of processor time), {values['megabytes']:.0f} MB, "
        f"p50 {values['p50_ms']:.1f} ms, p95 {values['p95_ms']:.1f} ms; of processor time "
        f"p50 {values['processor_p50_ms']:.1f} ms, p95 {values['processor_p95_ms']:.1f} ms; "
        f"recall@{K} {values['recall']:.4f}",
        flush=True,
    )


def _latency(name: str, calls: Sequence[Callable[[], object]]) -> None:
    seconds, processor = [], []
    for call in calls:
        started, started_processor = time.perf_counter(), time.process_time()
        call()
        seconds.append(time.perf_counter() - started)
        processor.append(time.process_time() - started_processor)
    print(f"{name}: {_milliseconds(seconds)}; of processor time {_milliseconds(processor)}", flush=True)


def _timed(name: str, call: Callable[[], Result]) -> Result:
    started, started_processor = time.perf_counter(), time.process_time()
    result = call()
    seconds, processor = time.perf_counter() - started, time.process_time() - started_processor
    print(f"{name}: {seconds:.1f} s, {processor:.1f} s of processor time", flush=True)
    return result


def _milliseconds(seconds: Sequence[float]) -> str:
    p50, p95 = (1000 * float(np.percentile(seconds, share)) for share in (50, 95))
    return f"p50 {p50:.1f} ms, p95 {p95:.1f} ms"


def _megabytes(path: Path) -> float:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


if __name__ == "__main__":
    main()
