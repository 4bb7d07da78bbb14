"""Known faults of packages stop the check; a network that is away does not."""

import json
import subprocess

import pytest

from tests.advisories import look

SOUND = {"name": "sound", "version": "1.0", "vulns": []}
FAULTY = {"name": "faulty", "version": "1.0", "vulns": [{"id": "PYSEC-2026-1"}]}
UNKNOWN = {"name": "private", "skip_reason": "not found"}


def look_at(*packages: object) -> tuple[int, str]:
    return look(lambda: True, lambda: json.dumps({"dependencies": packages}))


def test_known_faults_are_asked_for_where_that_is_possible() -> None:
    assert look_at(SOUND, FAULTY, UNKNOWN) == (
        1,
        "2 of 3 packages were asked about.\nfaulty 1.0: PYSEC-2026-1",
    )
    assert look_at(SOUND) == (0, "1 of 1 packages were asked about.")


@pytest.mark.parametrize("said", ["", "no JSON", "{}", json.dumps({"dependencies": [UNKNOWN]})])
def test_a_list_that_does_not_answer_is_said_and_stops_nothing(said: str) -> None:
    status, message = look(lambda: True, lambda: said)
    assert status == 0
    assert "not looked for" in message


def test_without_a_network_it_ends_at_once() -> None:
    def never() -> str:
        raise AssertionError

    def slow() -> str:
        raise subprocess.TimeoutExpired("pip-audit", 300)

    assert look(lambda: False, never)[0] == 0
    assert look(lambda: True, slow)[0] == 0
