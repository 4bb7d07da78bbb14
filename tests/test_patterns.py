"""No pattern of Docent takes long on a text that was made to slow it down, and no word is too long for what reads it.

The texts are made of what a pattern itself looks for: its letters, pairs of them, and what often stands in between,
repeated. A pattern that tries every end for every beginning shows itself on one of these.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import pkgutil
import re
import re._constants as opcodes  # type: ignore[import-not-found]  # as the standard library's own tests do
import re._parser as parser  # type: ignore[import-not-found]
import signal
import types
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import product
from time import thread_time
from typing import Any

import pytest

from tests.conftest import PROJECT_FOLDER
from tests.source_trees import parse_source

ROOMS = ("assistant", "knowledge_base", "model", "sandbox", "web")
CHARACTERS = 2000
CPU_SECONDS = 0.2
TRIES = 3
SHORT = 400  # characters; what is quick on these is quick on more, unless it grows with a power above three
SHORT_SECONDS = 0.2 / 125
MAX_PIECES = 12
PAIRED = 4
USUAL = (
    *(
        "a",
        "A",
        "1",
        " ",
        "\t",
        "\n",
        ".",
        ",",
        "-",
        "的",
        "一",
        "。",
        "<",
        "(",
        "[",
        "é",
        "|",
        "*",
        "`",
        "=",
    ),
    *("a ", "1 ", "1.", "1,", "a.", "a-", "a1", "- ", "| ", "a\n", "\n\n", "1 a ", "一的", "<a ", "a=", ". "),
)
CATEGORIES = {opcodes.CATEGORY_DIGIT: "1", opcodes.CATEGORY_SPACE: " ", opcodes.CATEGORY_WORD: "a"}


class TooSlowError(Exception):
    """A pattern was stopped."""


def find_patterns() -> dict[tuple[str, int], str]:
    """Patterns of all modules and where they stand: compiled ones by their values, those in calls by the source."""
    found: dict[tuple[str, int], str] = {}
    for room in ROOMS:
        package = importlib.import_module(room)
        for info in pkgutil.walk_packages(package.__path__, f"{room}."):
            if ".migrations" in info.name or info.name.endswith("__main__"):
                continue
            module = importlib.import_module(info.name)
            seen: set[int] = set()
            for name, value in list(vars(module).items()):
                for pattern in _compiled_in(value, seen):
                    if isinstance(pattern.pattern, str):
                        found.setdefault((pattern.pattern, pattern.flags), f"{info.name}.{name}")
    for room in ROOMS:
        for path in (PROJECT_FOLDER / room).rglob("*.py"):
            for written, line in _written_in(path.read_text(encoding="utf-8")):
                compiled = re.compile(written)
                found.setdefault((written, compiled.flags), f"{path.relative_to(PROJECT_FOLDER)}:{line}")
    return found


def _compiled_in(value: Any, seen: set[int]) -> Iterator[re.Pattern[Any]]:
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, re.Pattern):
        yield value
        return
    for inner in _values_in(value):
        yield from _compiled_in(inner, seen)


def _values_in(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return (*value.keys(), *value.values())
    if isinstance(value, list | tuple | set | frozenset):
        return value
    if isinstance(value, types.FunctionType):
        return value.__defaults__ or ()
    if isinstance(value, type):
        return tuple(vars(value).values()) if value.__module__.split(".")[0] in ROOMS else ()
    if dataclasses.is_dataclass(value):
        return tuple(getattr(value, field.name, None) for field in dataclasses.fields(value))
    return ()


def _written_in(source: str) -> Iterator[tuple[str, int]]:
    """Patterns in calls such as `re.sub("…", …)`; compiled ones are found as values, with their flags."""
    for node in ast.walk(parse_source(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        of, given = node.func.value, node.args[0]
        is_call_of_re = isinstance(of, ast.Name) and of.id == "re" and node.func.attr != "compile"
        if is_call_of_re and isinstance(given, ast.Constant) and isinstance(given.value, str):
            yield given.value, node.lineno


def find_pieces(items: Any) -> set[str]:
    """Return the characters and the words that a parsed pattern looks for."""
    pieces: set[str] = set()
    run = ""
    for operation, given in items:
        if operation is opcodes.LITERAL:
            run += chr(given)
            pieces.add(chr(given))
            continue
        pieces |= {run} if run else set()
        run = ""
        if operation is opcodes.IN:
            pieces |= {_pick(*one) for one in given}
        for inner in _inner(operation, given):
            pieces |= find_pieces(inner)
    return pieces | ({run} if run else set())


def _pick(operation: Any, given: Any) -> str:
    if operation is opcodes.LITERAL:
        return chr(given)
    if operation is opcodes.RANGE:
        return chr(given[0])
    return CATEGORIES.get(given, "-")


def _inner(operation: Any, given: Any) -> Iterable[Any]:
    if operation in {opcodes.MAX_REPEAT, opcodes.MIN_REPEAT, opcodes.POSSESSIVE_REPEAT}:
        return (given[2],)
    if operation is opcodes.SUBPATTERN:
        return (given[3],)
    if operation is opcodes.ATOMIC_GROUP:
        return (given,)
    if operation is opcodes.BRANCH:
        return tuple(given[1])
    if operation in {opcodes.ASSERT, opcodes.ASSERT_NOT}:
        return (given[1],)
    if operation is opcodes.GROUPREF_EXISTS:
        return tuple(part for part in given[1:] if part is not None)
    return ()


def make_hostile_texts(pattern: str, flags: int) -> Iterator[str]:
    """Texts of 2,000 characters that nearly match again and again."""
    found = find_pieces(parser.parse(pattern, flags & ~re.DEBUG))
    pieces = sorted(found, key=lambda piece: (len(piece), piece))[:MAX_PIECES]
    paired = [piece for piece in pieces if len(piece) <= 3][:PAIRED]
    units = dict.fromkeys((*USUAL, *pieces, *("".join(pair) for pair in product(paired, repeat=2))))
    for unit in units:
        yield (unit * (CHARACTERS // len(unit) + 1))[: CHARACTERS - 1] + "\0"


def is_slow(run: Callable[[], object], seconds: float = CPU_SECONDS) -> bool:
    """Whether something takes more CPU time than it may, each time it is tried."""
    return all(_is_stopped(run, seconds) for _ in range(TRIES))


def _is_stopped(run: Callable[[], object], seconds: float) -> bool:
    start = thread_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)  # `re` looks for signals
    try:
        run()
    except TooSlowError:
        return thread_time() - start > seconds * 0.8  # else it was the work of the process's other threads
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return False


@pytest.fixture
def timed() -> Iterator[None]:
    def stop(_number: int, _frame: types.FrameType | None) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGVTALRM, stop)
    yield
    signal.signal(signal.SIGVTALRM, before)


def find_slow_text(pattern: str, flags: int) -> str | None:
    compiled = re.compile(pattern, flags)
    for text in make_hostile_texts(pattern, flags):
        start = thread_time()
        is_hopeless = _is_stopped(partial(_run, compiled, text[-SHORT:]), CPU_SECONDS)
        if is_hopeless or (thread_time() - start > SHORT_SECONDS and is_slow(partial(_run, compiled, text))):
            return text
    return None


def _run(pattern: re.Pattern[str], text: str) -> None:
    deque(pattern.finditer(text), maxlen=0)
    pattern.fullmatch(text)


@pytest.mark.usefixtures("timed")
def test_no_pattern_is_slow_on_hostile_text() -> None:
    patterns = find_patterns()
    assert len(patterns) > 250  # they are found
    slow = {
        where: text[:20]
        for (pattern, flags), where in patterns.items()
        if (text := find_slow_text(pattern, flags))
    }
    assert slow == {}


@pytest.mark.usefixtures("timed")
@pytest.mark.parametrize("pattern", [r"(a+)+b", r"\s*x?\s*y?\s*z", r"(?:a|a)*$"])
def test_a_slow_pattern_is_noticed(pattern: str) -> None:
    assert find_slow_text(pattern, 0) is not None
