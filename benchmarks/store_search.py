"""The same embeddings and questions in a store that other assistants use: run by `benchmarks.scale`.

Chroma (Open WebUI's) keeps a graph, HNSW; LanceDB (AnythingLLM's) reads every embedding where no index was asked for.
Runs in an environment of its own, because they bring other versions of libraries that Docent pins:
`python -m venv DIR && DIR/bin/pip install chromadb==1.5.9 lancedb==0.40.0`.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

AT_ONCE = 5000
Search = Callable[[Any, int], set[int]]  # an embedding and how many are wanted → their numbers


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", choices=("chroma", "lance"))
    parser.add_argument("folder", type=Path, help="holds embeddings.npy, queries.npy and nearest.npy")
    chosen = parser.parse_args()
    folder = chosen.folder
    embeddings = np.load(folder / "embeddings.npy", mmap_mode="r")
    queries, nearest = np.load(folder / "queries.npy"), np.load(folder / "nearest.npy")
    with tempfile.TemporaryDirectory(dir=folder) as data:
        started, started_processor = time.perf_counter(), time.process_time()
        name, search = (fill_chroma if chosen.store == "chroma" else fill_lance)(embeddings, data)
        build_seconds = time.perf_counter() - started
        build_processor_seconds = time.process_time() - started_processor
        search(queries[0], 1)  # what is loaded at the first question is loaded
        seconds, processor, hits = list[float](), list[float](), 0
        for query, wanted in zip(queries, nearest, strict=True):
            asked, asked_processor = time.perf_counter(), time.process_time()
            found = search(query, len(wanted))
            seconds.append(time.perf_counter() - asked)
            processor.append(time.process_time() - asked_processor)
            hits += len(found & set(wanted.tolist()))
        written = sum(path.stat().st_size for path in Path(data).rglob("*") if path.is_file())
    print(
        json.dumps(
            {
                "name": name,
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


def fill_chroma(embeddings: Any, data: str) -> tuple[str, Search]:
    import chromadb

    client = chromadb.PersistentClient(data, settings=chromadb.Settings(anonymized_telemetry=False))
    collection = client.create_collection(
        "passages", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
    )
    for start in range(0, len(embeddings), AT_ONCE):
        batch = np.asarray(embeddings[start : start + AT_ONCE])
        collection.add(ids=[str(start + number) for number in range(len(batch))], embeddings=batch)

    def search(query: Any, count: int) -> set[int]:
        found = collection.query(query_embeddings=[query], n_results=count, include=["distances"])
        return {int(number) for number in found["ids"][0]}

    return f"Chroma {chromadb.__version__}", search


def fill_lance(embeddings: Any, data: str) -> tuple[str, Search]:
    import lancedb
    import pyarrow as pa

    columns = embeddings.shape[1]
    schema = pa.schema([("id", pa.int64()), ("vector", pa.list_(pa.float32(), columns))])
    table = lancedb.connect(data).create_table("passages", schema=schema)
    for start in range(0, len(embeddings), AT_ONCE):
        batch = np.asarray(embeddings[start : start + AT_ONCE], dtype=np.float32)
        vectors = pa.FixedSizeListArray.from_arrays(pa.array(batch.reshape(-1)), columns)
        ids = pa.array(np.arange(start, start + len(batch)))
        table.add(pa.table([ids, vectors], schema=schema))
    table.optimize()

    def search(query: Any, count: int) -> set[int]:
        found = table.search(query).distance_type("cosine").select(["id"]).limit(count).to_arrow()
        return set(found["id"].to_pylist())

    return f"LanceDB {lancedb.__version__}", search


if __name__ == "__main__":
    main()
