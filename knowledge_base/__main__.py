"""`python -m knowledge_base`: hands over to `app.py knowledge`; `app.py` alone composes the parts from the settings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

APP = Path(__file__).resolve().parent.parent / "app.py"

if __name__ == "__main__":
    sys.exit(subprocess.call([sys.executable, str(APP), "knowledge", *sys.argv[1:]]))  # noqa: S603  # ourselves
