"""Rules of the building that a reader relies on."""

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.conftest import PROJECT_FOLDER
from tests.source_trees import parse_source

ROOMS = ("assistant", "knowledge_base", "model", "sandbox", "web")
MODULES = sorted(path for room in ROOMS for path in (PROJECT_FOLDER / room).rglob("*.py"))
MAX_LINES = 360
MAX_FUNCTION_LINES = 60
MAX_DECISIONS = 10
MAX_MODULES = 22
Function = ast.FunctionDef | ast.AsyncFunctionDef
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
BRANCHES = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.IfExp, ast.match_case)
# Over the limits today; whoever simplifies one takes it out here.
ALLOWED = {
    "assistant/history/migrations/versions/0001_history.py:upgrade",  # released: it stays as it is
}
FORBIDDEN = {  # by contract: a module, and what it may not import
    "floors": ("sandbox/limits.py", "assistant.settings"),
    "only the interface imports gradio": ("model/errors.py", "gradio"),
    "rooms of the assistant": ("assistant/errors.py", "assistant.manager"),
    "rooms of a turn": ("assistant/turn/injection.py", "assistant.turn.pipeline"),
    "rooms of computing": ("assistant/computing/unclear.py", "assistant.computing.computing"),
    "rooms of the knowledge base": ("knowledge_base/errors.py", "knowledge_base.knowledge"),
    "rooms of the loaders": (
        "knowledge_base/reading/loaders/blocks.py",
        "knowledge_base.reading.loaders.process",
    ),
    "rooms of the model": ("model/errors.py", "model.media"),
    "rooms of the pages": ("web/client_address.py", "web.server"),
    "rooms of the sandbox": ("sandbox/errors.py", "sandbox.workers"),
}


def test_modules_are_short() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {path: lines for path, lines in lengths.items() if lines > MAX_LINES} == {}


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


def find_functions(source: str) -> Iterator[Function]:
    return (node for node in ast.walk(parse_source(source)) if isinstance(node, FUNCTIONS))


def count_decisions(function: Function) -> int:
    """One, and one more for each branch, loop, handler, case, condition and further part of an `and` or `or`."""
    decisions = 1
    waiting = list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop()
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            continue  # counted by itself
        decisions += isinstance(node, BRANCHES)
        decisions += len(node.ifs) if isinstance(node, ast.comprehension) else 0
        decisions += len(node.values) - 1 if isinstance(node, ast.BoolOp) else 0
        waiting += ast.iter_child_nodes(node)
    return decisions


def test_decisions_are_counted_with_each_part_of_a_condition() -> None:
    source = "def f(a):\n    if a and a or a:\n        return [x for x in a if x]\n    return 1 if a else 2\n"
    assert [count_decisions(function) for function in find_functions(source)] == [6]


def test_functions_are_short_and_simple() -> None:
    over = {
        f"{path.relative_to(PROJECT_FOLDER)}:{function.name}"
        for path in (*MODULES, PROJECT_FOLDER / "app.py")
        for function in find_functions(path.read_text(encoding="utf-8"))
        if (function.end_lineno or 0) - function.lineno + 1 > MAX_FUNCTION_LINES
        or count_decisions(function) > MAX_DECISIONS
    }
    assert over == ALLOWED


def test_a_folder_holds_few_modules() -> None:
    counts = Counter(str(path.parent.relative_to(PROJECT_FOLDER)) for path in MODULES)
    assert {folder: count for folder, count in counts.items() if count > MAX_MODULES} == {}


def read_imports(path: Path, modules: frozenset[str]) -> Iterator[str]:
    """Yield the modules of ours that one loads, those that only a type checker reads aside."""
    waiting: list[ast.AST] = [parse_source(path.read_text(encoding="utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting += node.orelse
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom):
            inner = {f"{node.module}.{alias.name}" for alias in node.names} & modules
            yield from inner or {node.module or ""} & modules
        else:
            waiting += ast.iter_child_nodes(node)


def test_no_modules_import_each_other() -> None:
    names = {".".join(path.relative_to(PROJECT_FOLDER).with_suffix("").parts): path for path in MODULES}
    known = frozenset(names)
    graph = {name: set(read_imports(path, known)) - {name} for name, path in names.items()}
    assert sum(map(len, graph.values())) > len(graph)  # they are found
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the cycle


@pytest.fixture(scope="module")
def copied_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tree")
    for room in ROOMS:
        for path in (PROJECT_FOLDER / room).rglob("*.py"):
            copy = folder / path.relative_to(PROJECT_FOLDER)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    (folder / "pyproject.toml").write_bytes((PROJECT_FOLDER / "pyproject.toml").read_bytes())
    return folder


def test_each_contract_fails_on_an_import_that_it_forbids(copied_tree: Path) -> None:
    for module, forbidden in FORBIDDEN.values():
        path = copied_tree / module
        path.write_text(f"{path.read_text(encoding='utf-8')}\nimport {forbidden}\n", encoding="utf-8")
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=copied_tree, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    kept = re.findall(r"^(.+) KEPT", done.stdout, re.MULTILINE)
    broken = re.findall(r"^(.+) BROKEN", done.stdout, re.MULTILINE)
    assert (kept, set(broken)) == ([], set(FORBIDDEN))
