"""Rules of the building that a reader relies on."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT_FOLDER

ROOMS = ("assistant", "knowledge_base", "model", "sandbox", "web")
MODULES = sorted(path for room in ROOMS for path in (PROJECT_FOLDER / room).rglob("*.py"))
MAX_LINES = 360


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "misc"])
def test_no_module_is_a_drawer(name: str) -> None:
    assert [path for path in MODULES if path.stem == name] == []


def test_nothing_imports_the_app() -> None:
    importing = re.compile(r"^\s*(?:from|import)\s+app\b", re.MULTILINE)
    assert [path for path in MODULES if importing.search(path.read_text(encoding="utf-8"))] == []


def test_the_manager_loads_no_heavy_library() -> None:
    heavy = ("torch", "faiss", "gradio", "transformers", "onnxruntime")
    program = f"import sys, assistant.manager; sys.exit(any(name in sys.modules for name in {heavy}))"
    done = subprocess.run([sys.executable, "-c", program], cwd=PROJECT_FOLDER, check=False)
    assert done.returncode == 0
