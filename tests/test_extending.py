"""`docs/extending.md` followed literally, in a copy of Docent: what the page says is written, changed, and used."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import PROJECT_FOLDER

PAGE = (PROJECT_FOLDER / "docs" / "extending.md").read_text(encoding="utf-8")
PACKAGES = ("assistant", "knowledge_base", "model", "sandbox", "tests")
CHECKS = Path("tests") / "extending" / "checks_of_additions.py"
MAX_LINES = 40  # of code that one addition needs, blank lines and lines that are there already left out

_STEP = re.compile(r"^(Write|Change) `([^`]+)`|^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A block of the page, and the file that it is for."""

    verb: str
    path: str
    code: str

    def follow(self, folder: Path) -> None:
        path = folder / self.path
        if self.verb == "Write":
            assert not path.exists(), f"{self.path} is there already"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.code, encoding="utf-8")
            return
        text = path.read_text(encoding="utf-8")
        before, after = self._sides(" -"), self._sides(" +")
        assert text.count(before) == 1, f"{self.path} does not have once:\n{before}"
        path.write_text(text.replace(before, after), encoding="utf-8")

    @property
    def added_lines(self) -> int:
        lines = self.code.splitlines()
        return sum(bool(line.strip()) for line in lines if self.verb == "Write" or line.startswith("+"))

    def _sides(self, marks: str) -> str:
        return "".join(f"{line[1:]}\n" for line in self.code.splitlines() if line[0] in marks)


def read_steps(section: str) -> Iterator[Step]:
    verb = path = ""
    for found in _STEP.finditer(section):
        if found[1]:
            verb, path = found[1], found[2]
        else:
            assert (found[3] == "diff") == (verb == "Change")
            yield Step(verb=verb, path=path, code=found[4])


SECTIONS = dict(part.split("\n", 1) for part in PAGE.split("\n## ")[1:])


def test_the_page_has_all_that_can_be_added() -> None:
    assert list(SECTIONS) == [
        "A loader",
        "An engine",
        "An assistant",
        "A tool",
        "A verifier",
        "A voice",
    ]


@pytest.mark.parametrize("name", SECTIONS)
def test_an_addition_is_short(name: str) -> None:
    assert 0 < sum(step.added_lines for step in read_steps(SECTIONS[name])) <= MAX_LINES


def test_what_the_page_says_works(tmp_path: Path) -> None:
    leave_out = shutil.ignore_patterns("__pycache__", "data", "e2e")
    for package in PACKAGES:
        shutil.copytree(PROJECT_FOLDER / package, tmp_path / package, ignore=leave_out)
    shutil.copy(PROJECT_FOLDER / "pyproject.toml", tmp_path)
    for section in SECTIONS.values():
        for step in read_steps(section):
            step.follow(tmp_path)

    code = PACKAGES[:4]
    for command in (
        ("ruff", "check", "-q", *code),
        ("ruff", "format", "-q", "--check", *code),
        ("pytest", "-q", "-p", "no:cacheprovider", str(CHECKS)),
    ):
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
