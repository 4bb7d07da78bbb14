"""The documentation says what is so."""

import re
from pathlib import Path

import pytest

from assistant.settings_table import put_table_into
from tests.conftest import PROJECT_FOLDER

README = (PROJECT_FOLDER / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (PROJECT_FOLDER / "docs" / "architecture.md").read_text(encoding="utf-8")
PAGES = sorted((*PROJECT_FOLDER.glob("*.md"), *(PROJECT_FOLDER / "docs").rglob("*.md")))
ROOM_ROW = re.compile(r"^\| ((?:`\w+/`(?:, )?)+) \|", re.MULTILINE)


def test_the_readme_holds_the_table_of_settings() -> None:
    assert put_table_into(README) == README


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\((docs/[^)#]+)\)", README))))
def test_what_the_readme_shows_is_there(path: str) -> None:
    assert (PROJECT_FOLDER / path).is_file()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_files_that_a_page_names_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"(?<!Write )`((?:\w+/)+[\w.]+\.\w+)`", text)  # what is to be written is not there yet
    assert [path for path in named if not (PROJECT_FOLDER / path).is_file()] == []
    linked = re.findall(r"\]\(([^)#:]+)\)", text)
    assert [path for path in linked if not (page.parent / path).exists()] == []


def test_the_commands_of_the_readme_are_those_of_the_makefile() -> None:
    targets = set(
        re.findall(r"^(\w[\w-]*):", (PROJECT_FOLDER / "Makefile").read_text(encoding="utf-8"), re.M)
    )
    assert set(re.findall(r"\bmake (\w+)", README)) - {"sure"} <= targets


@pytest.mark.parametrize("floor", ["assistant", "knowledge_base", "model", "web"])
def test_the_architecture_names_every_room(floor: str) -> None:
    _, section = ARCHITECTURE.split(f"\n**{floor}/** — ")
    named = set(re.findall(r"`(\w+)/`", " ".join(ROOM_ROW.findall(section.split("\n**", 1)[0]))))
    rooms = {path.parent.name for path in (PROJECT_FOLDER / floor).glob("*/__init__.py")}
    assert rooms == {room for room in named if (PROJECT_FOLDER / floor / room / "__init__.py").is_file()}
    assert all((PROJECT_FOLDER / floor / room).is_dir() for room in named)


def test_the_architecture_names_every_table() -> None:
    tables = {
        name
        for room in ("assistant", "knowledge_base")
        for path in (PROJECT_FOLDER / room).rglob("*.py")
        for name in re.findall(r'__tablename__ = "(\w+)"', path.read_text(encoding="utf-8"))
    }
    assert tables
    assert tables <= set(re.findall(r"`(\w+)`", ARCHITECTURE))


def test_each_decision_has_a_number_of_its_own() -> None:
    numbers = [path.name[:4] for path in sorted((PROJECT_FOLDER / "docs" / "decisions").glob("*.md"))]
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
