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
    seconds, texts = {}, {}
    for path in sorted(folder.iterdir()):
        started = time.perf_counter()
        texts[path.name] = reader.convert(str(path)).text_content
        seconds[path.name] = time.perf_counter() - started
    print(json.dumps({"version": version("markitdown"), "seconds": seconds, "texts": texts}))


if __name__ == "__main__":
    main()
