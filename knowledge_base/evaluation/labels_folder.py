"""Where the project's own labelled questions are."""

from __future__ import annotations

from pathlib import Path

LABELS = Path(__file__).resolve().parents[2] / "tests" / "data"
