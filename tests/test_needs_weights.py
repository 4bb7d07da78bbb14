import subprocess
import sys
from pathlib import Path

from tests.conftest import PROJECT_FOLDER

TESTS = """
import pytest
from model.errors import VoiceError, WeightsCorruptError, WeightsMissingError

@pytest.fixture
def weights_folder():
    raise WeightsMissingError("the package is not there")

@pytest.fixture
def encoder(weights_folder):
    return weights_folder

def test_through_a_fixture(encoder): ...

@pytest.mark.needs_weights
def test_in_its_middle():
    try:
        raise WeightsMissingError("the package is not there")
    except WeightsMissingError as exc:
        raise VoiceError("no voice") from exc

@pytest.mark.needs_weights
def test_damaged():
    raise WeightsCorruptError("another hash")

def test_without_the_marker():
    raise WeightsMissingError("the package is not there")

@pytest.mark.needs_weights
def test_with_its_weights(): ...
"""


def test_tests_without_their_weights_are_skipped_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(TESTS)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.needs_weights",
        "-p",
        "no:cacheprovider",
        "-rs",
        "-q",
    ]
    options = ["-c", "/dev/null", "-W", "ignore", str(tmp_path / "test_it.py")]
    done = subprocess.run(
        [*command, *options], cwd=PROJECT_FOLDER, capture_output=True, text=True, timeout=300, check=False
    )
    assert "2 failed, 1 passed, 2 skipped" in done.stdout
    assert "weights are missing: the package is not there" in done.stdout
    assert "test_damaged" in done.stdout
    assert "test_without_the_marker" in done.stdout
