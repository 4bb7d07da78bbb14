"""Which tests one worker of pytest-xdist keeps together: those of a file, and all that need much of the machine.

Tests of a file share its fixtures. Whatever waits for a browser or for the language model is one group, which begins
first: two of them at once would wait for each other until their limits end. (`--dist loadgroup` would do it by marks;
it writes them into the ids of tests, which pytest 9.2 no longer lets it.)
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler.loadscope import LoadScopeScheduling

HEAVY = ("tests/e2e/", "tests/integration/", "tests/model/chat/")


class FileGroups(LoadScopeScheduling):  # type: ignore[misc]  # it ships no type information
    """Gives a worker whole files, and the heavy ones to one worker."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def group_of(test: str) -> str:
    """Return the name of a test's group, by its id."""
    return "heavy" if test.startswith(HEAVY) else test.split("::", 1)[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FileGroups:
    """Use these groups with each `--dist`."""
    return FileGroups(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest; without workers the order of the files stays."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: group_of(item.nodeid) != "heavy")
