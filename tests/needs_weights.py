"""Tests that need weights are skipped, with the reason, where a package that carries a part of them is not installed.

A test has the marker `needs_weights` where it uses the fixture `weights_folder`, through others or itself. Damaged
weights are no reason to skip: such a test fails.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from model.errors import WeightsMissingError

MARKER = "needs_weights"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "weights_folder" in getattr(item, "fixturenames", ()):
            item.add_marker(MARKER)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, Any, Any]:
    with _skipped_without_weights(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    with _skipped_without_weights(item):
        return (yield)


@contextmanager
def _skipped_without_weights(item: pytest.Item) -> Iterator[None]:
    try:
        yield
    except Exception as exc:
        missing = _find_missing(exc)
        if missing is None or item.get_closest_marker(MARKER) is None:
            raise
        pytest.skip(f"weights are missing: {missing}")


def _find_missing(error: BaseException | None) -> WeightsMissingError | None:
    while error is not None and not isinstance(error, WeightsMissingError):
        error = error.__cause__
    return error
