"""Reads documents with markitdown and prints what it took: run by `benchmarks.ingestion`.

Runs in an environment of its own: `python -m venv DIR && DIR/bin/pip install 'markitdown[pdf]==0.1.9'`.
"""

from __future__ import annotations

import argparse
import json
import time
from importlib.metadata import version
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    from markitdown import MarkItDown

    reader = MarkItDown()
    seconds, processor_seconds, texts = {}, {}, {}
    for path in sorted(folder.iterdir()):
        started, started_processor = time.perf_counter(), time.process_time()
        texts[path.name] = reader.convert(str(path)).text_content
        seconds[path.name] = time.perf_counter() - started
        processor_seconds[path.name] = time.process_time() - started_processor
    measured = {"seconds": seconds, "processor_seconds": processor_seconds, "texts": texts}
    print(json.dumps({"version": version("markitdown"), **measured}))


if __name__ == "__main__":
    main()
