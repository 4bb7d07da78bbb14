"""The documentation says what is so."""

import re

import pytest

from assistant.settings_table import put_table_into
from tests.conftest import PROJECT_FOLDER

README = (PROJECT_FOLDER / "README.md").read_text(encoding="utf-8")


def test_the_readme_holds_the_table_of_settings() -> None:
    assert put_table_into(README) == README


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\((docs/[^)#]+)\)", README))))
def test_what_the_readme_shows_is_there(path: str) -> None:
    assert (PROJECT_FOLDER / path).is_file()


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:\w+/)+[\w.]+\.\w+)`", README))))
def test_files_that_the_readme_names_exist(path: str) -> None:
    assert (PROJECT_FOLDER / path).is_file()


def test_the_commands_of_the_readme_are_those_of_the_makefile() -> None:
    targets = set(
        re.findall(r"^(\w[\w-]*):", (PROJECT_FOLDER / "Makefile").read_text(encoding="utf-8"), re.M)
    )
    assert set(re.findall(r"\bmake (\w+)", README)) - {"sure"} <= targets
