"""The page on security names tests that exist, and leaves no line without a test or a reason."""

import ast
import re
from functools import cache

import pytest

from tests.conftest import PROJECT_FOLDER
from tests.source_trees import parse_source

PAGE = (PROJECT_FOLDER / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", PAGE)))
ROWS = re.findall(r"^\| ([\d., ]+|LLM\d\d[^|]*) \| ([^|]+) \| ([^|]+) \|$", PAGE, re.MULTILINE)


@cache
def functions_of(path: str) -> frozenset[str]:
    tree = parse_source((PROJECT_FOLDER / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_a_named_test_exists(path: str, name: str) -> None:
    assert name in functions_of(path)


def test_every_line_has_a_test_or_a_reason() -> None:
    bare = [row for row in ROWS if not re.match(r"`tests/|not yet: \S|does not apply, because \S", row[2])]
    assert bare == []


def test_all_requirements_of_level_two_are_there_once() -> None:
    numbers = [number for row in ROWS if row[0][0].isdigit() for number in row[0].split(", ")]
    assert len(numbers) == len(set(numbers)) == 253
    assert {row[0][:5] for row in ROWS if row[0].startswith("LLM")} == {f"LLM{i:02}" for i in range(1, 11)}
