"""Looks for known faults of the pinned packages; says so where no list of faults can be reached.

`python -m tests.advisories` asks pip-audit (https://pypi.org/project/pip-audit/) and ends with 1 where a package has a
known fault. Without a network it ends with 0 within seconds.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

PROJECT = Path(__file__).parents[1]
SOURCE = ("pypi.org", 443)  # where pip-audit asks
CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 15  # for one package
WHOLE_SECONDS = 300
SKIPPED = "Known faults are not looked for: {why}."


def is_reachable() -> bool:
    """Tell whether the list of faults can be asked."""
    try:
        socket.create_connection(SOURCE, CONNECT_SECONDS).close()
    except OSError:
        return False
    return True


def run_audit() -> str:
    """Ask about what is pinned; returns pip-audit's JSON, or nothing where it got no answer."""
    command = [
        *(sys.executable, "-m", "pip_audit", "--disable-pip", "--no-deps", "--progress-spinner", "off"),
        *("--timeout", str(ANSWER_SECONDS), "--format", "json", "-r", "requirements.txt"),
    ]
    done = subprocess.run(
        command, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=WHOLE_SECONDS
    )
    return done.stdout


def look(can_ask: Callable[[], bool] = is_reachable, audit: Callable[[], str] = run_audit) -> tuple[int, str]:
    """Return the exit status and what to say."""
    if not can_ask():
        return 0, SKIPPED.format(why=f"{SOURCE[0]} can't be reached")
    try:
        packages = json.loads(audit())["dependencies"]
    except (subprocess.TimeoutExpired, json.JSONDecodeError, KeyError):
        return 0, SKIPPED.format(why="the list of faults does not answer")
    asked = [package for package in packages if "vulns" in package]
    if not asked:
        return 0, SKIPPED.format(why="the list of faults knows none of the packages")
    found = [
        f"{package['name']} {package['version']}: {fault['id']}"
        for package in asked
        for fault in package["vulns"]
    ]
    return int(bool(found)), "\n".join(
        (f"{len(asked)} of {len(packages)} packages were asked about.", *found)
    )


if __name__ == "__main__":
    exit_status, message = look()
    sys.stdout.write(f"{message.strip()}\n")
    sys.exit(exit_status)
