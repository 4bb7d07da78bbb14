"""The commands `app.py backup FILE` and `app.py restore FILE`."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from assistant.recovery.backup import write_backup
from assistant.recovery.restore import apply_restore, is_staged, stage_restore
from assistant.settings import Settings
from knowledge_base.ownership import is_owned

RESTART_SECONDS = 90.0
LOOK_SECONDS = 0.5

Migrations = Mapping[str, Sequence[Path]]


def run_backup(arguments: Sequence[str], settings: Settings, _migrations: Migrations, output: TextIO) -> int:
    """Write a backup of everything that can't be made again; returns the exit status."""
    parser = argparse.ArgumentParser(prog="app.py backup", description=run_backup.__doc__)
    parser.add_argument("file", type=Path, help="where it goes, such as docent-2026-01-31.zip")
    manifest = write_backup(settings, parser.parse_args(arguments).file)
    output.write(
        f"{len(manifest.entries)} files, {manifest.size_bytes / 1e6:.1f} MB; every hash was read again and is right\n"
    )
    return 0


def run_restore(arguments: Sequence[str], settings: Settings, migrations: Migrations, output: TextIO) -> int:
    """Put a backup in the place of what is there, which is kept beside it; returns the exit status."""
    parser = argparse.ArgumentParser(prog="app.py restore", description=run_restore.__doc__)
    parser.add_argument("file", type=Path, help="a file that `app.py backup` wrote")
    manifest = stage_restore(settings, parser.parse_args(arguments).file, migrations)
    output.write(f"the backup of {manifest.made_at[:16]} is whole: {len(manifest.entries)} files\n")
    if is_owned(settings.data_folder / "index"):
        output.write("Docent is running and starts again with it …\n")
        if not _wait(lambda: not is_staged(settings)):
            output.write("it has not yet; it will at its next start\n")
            return 1
        output.write("restored\n")
        return 0
    kept = apply_restore(settings)
    output.write(f"restored; what was there before is kept in {kept}\n")
    return 0


def _wait(is_done: Callable[[], bool]) -> bool:
    ends = time.monotonic() + RESTART_SECONDS
    while time.monotonic() < ends:
        if is_done():
            return True
        time.sleep(LOOK_SECONDS)
    return is_done()


COMMANDS = {"backup": run_backup, "restore": run_restore}
