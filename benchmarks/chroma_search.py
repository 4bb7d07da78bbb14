"""The same embeddings and questions in Chroma, the database that many assistants use: run by `benchmarks.scale`.

Runs in an environment of its own, because Chroma brings other versions of libraries that Docent pins:
`python -m venv DIR && DIR/bin/pip install chromadb==1.5.9`.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

import numpy as np

AT_ONCE = 5000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="holds embeddings.npy, queries.npy and nearest.npy")
    folder = parser.parse_args().folder
    import chromadb

    embeddings = np.load(folder / "embeddings.npy", mmap_mode="r")
    queries, nearest = np.load(folder / "queries.npy"), np.load(folder / "nearest.npy")
    with tempfile.TemporaryDirectory(dir=folder) as data:
        client = chromadb.PersistentClient(data, settings=chromadb.Settings(anonymized_telemetry=False))
        collection = client.create_collection(
            "passages", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )
        started, started_processor = time.perf_counter(), time.process_time()
        for start in range(0, len(embeddings), AT_ONCE):
            batch = np.asarray(embeddings[start : start + AT_ONCE])
            ids = [str(number) for number in range(start, start + len(batch))]
            collection.add(ids=ids, embeddings=batch)
        build_seconds = time.perf_counter() - started
        build_processor_seconds = time.process_time() - started_processor
        seconds, processor, hits = list[float](), list[float](), 0
        for query, wanted in zip(queries, nearest, strict=True):
            asked, asked_processor = time.perf_counter(), time.process_time()
            found = collection.query(query_embeddings=[query], n_results=len(wanted), include=["distances"])
            seconds.append(time.perf_counter() - asked)
            processor.append(time.process_time() - asked_processor)
            hits += len({int(i) for i in found["ids"][0]} & set(wanted.tolist()))
        written = sum(path.stat().st_size for path in Path(data).rglob("*") if path.is_file())
    print(
        json.dumps(
            {
                "version": chromadb.__version__,
                "build_seconds": build_seconds,
                "build_processor_seconds": build_processor_seconds,
                "megabytes": written / 1e6,
                "recall": hits / nearest.size,
                "p50_ms": 1000 * float(np.percentile(seconds, 50)),
                "p95_ms": 1000 * float(np.percentile(seconds, 95)),
                "processor_p50_ms": 1000 * float(np.percentile(processor, 50)),
                "processor_p95_ms": 1000 * float(np.percentile(processor, 95)),
            }
        )
    )


if __name__ == "__main__":
    main()
