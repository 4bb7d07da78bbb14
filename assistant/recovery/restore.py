"""`app.py restore FILE`: puts a backup in the place of what is there, which is kept beside it.

First everything is unpacked and checked into `data/restore`, which appears when it is whole. Then it is applied, by the
server where one is running (it stops, applies and starts again), else at once. Each step of applying is one rename, and
can be repeated: a crash in the middle is continued at the next start.
"""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import BackupError
from assistant.private_files import PRIVATE_FOLDER, make_private
from assistant.recovery.backup import open_backup, read_entry, read_manifest
from assistant.recovery.backup_format import BackupManifest, database_files, target_of
from assistant.recovery.snapshot import check_database
from assistant.settings import Settings
from knowledge_base.errors import DatabaseError
from knowledge_base.ownership import LOCK_NAME, Ownership
from knowledge_base.store.database import create_database_engine, upgrade_database

logger = logging.getLogger(__name__)
STAGED = "restore"
PLAN = "plan.json"
SPARE_BYTES = 100_000_000
OWNER_SECONDS = 5.0  # a server that has just stopped still holds the lock for a moment
WITH_A_DATABASE = ("-wal", "-shm", "-journal")


def is_staged(settings: Settings) -> bool:
    """Tell whether a checked backup waits to be applied."""
    return (settings.data_folder / STAGED).is_dir()


def stage_restore(settings: Settings, path: Path, migrations: Mapping[str, Sequence[Path]]) -> BackupManifest:
    """Unpack and check a backup beside what is there; nothing is changed yet.

    Args:
        settings: Where everything belongs.
        path: The backup.
        migrations: The Alembic folders of each database, by its name in a backup: an older one is brought up to date.

    Raises:
        BackupError: It is no backup, damaged, of a newer version, too large for the disk, or another one waits.
        DamagedDatabaseError: A database of it is damaged.
    """
    if is_staged(settings):
        msg = f"another backup waits in {settings.data_folder / STAGED}; start Docent once to apply it"
        raise BackupError(msg)
    settings.data_folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    with open_backup(path) as archive:
        manifest = read_manifest(archive)
        if manifest.size_bytes + SPARE_BYTES > shutil.disk_usage(settings.data_folder).free:
            msg = f"the disk has no room for {manifest.size_bytes / 1e6:.0f} MB"
            raise BackupError(msg)
        folder = Path(tempfile.mkdtemp(dir=settings.data_folder, prefix=".restore-"))
        try:
            for entry in manifest.entries:
                target_of(entry.name, settings)  # refuses what has no place here
                file = folder / entry.name
                file.parent.mkdir(parents=True, exist_ok=True)
                with file.open("wb") as target:
                    for piece in read_entry(archive, entry):
                        target.write(piece)
                make_private(file)
            _prepare_databases(folder, migrations)
            kept = f"before-restore-{datetime.now(UTC):%Y%m%d-%H%M%S}"
            (folder / PLAN).write_text(json.dumps({"kept": kept}), encoding="utf-8")
            folder.rename(settings.data_folder / STAGED)
        except OSError as exc:
            msg = f"the backup can't be unpacked: {exc}"
            raise BackupError(msg) from exc
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return manifest


def _prepare_databases(folder: Path, migrations: Mapping[str, Sequence[Path]]) -> None:
    for name, scripts in migrations.items():
        file = folder / name
        if not file.exists():
            continue
        check_database(file)
        engine = create_database_engine(f"sqlite:///{file}")
        try:
            for script in scripts:
                upgrade_database(engine, script)
        except DatabaseError as exc:
            msg = f"{name} of the backup can't be used: {exc}"
            raise BackupError(msg) from exc
        finally:
            engine.dispose()


def apply_restore(settings: Settings) -> Path | None:
    """Put what is staged in its place, as the one process that works in the data folder.

    Returns:
        Where what was there before is kept; None where nothing was staged.

    Raises:
        BackupError: A file can't be moved; the next call goes on from there.
        KnowledgeBusyError: Docent is running in this data folder.
    """
    staged = settings.data_folder / STAGED
    if not staged.is_dir():
        return None
    owner = Ownership(settings.data_folder / "index")
    owner.take(timeout_seconds=OWNER_SECONDS)
    try:
        plan = json.loads((staged / PLAN).read_text(encoding="utf-8"))
        kept: Path = settings.data_folder / plan["kept"]
        kept.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        for name, target in database_files(settings).items():
            _swap_database(staged / name, target, kept)
        _add_attachments(staged / "attachments", settings.data_folder / "attachments")
        for file in sorted((staged / "kept").glob("*")):
            _move(settings.data_folder / file.name, kept)
            file.rename(settings.data_folder / file.name)
        _forget_index(settings.data_folder / "index")
        shutil.rmtree(staged)
    except (OSError, ValueError, KeyError) as exc:
        msg = f"the restore stopped halfway and goes on at the next start: {exc}"
        raise BackupError(msg) from exc
    finally:
        owner.give_back()
    logger.info("a backup was restored")
    return kept


def _swap_database(staged: Path, target: Path, kept: Path) -> None:
    if not staged.exists():
        return
    for ending in WITH_A_DATABASE:  # before the file itself: a log without its database does no harm
        _move(Path(f"{target}{ending}"), kept)
    _move(target, kept)
    for ending in WITH_A_DATABASE:
        Path(f"{staged}{ending}").unlink(missing_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(staged, target)  # a database may lie on another disk than the data folder


def _add_attachments(staged: Path, target: Path) -> None:
    """Add the backup's files: one with the same name is the same file, and what nothing uses is swept later."""
    for file in sorted(staged.glob("??/*")):
        place = target / file.parent.name / file.name
        place.parent.mkdir(parents=True, exist_ok=True)
        file.replace(place)


def _forget_index(folder: Path) -> None:
    """Delete the indexes, which are built again from the database; the lock of their owner stays."""
    for path in folder.glob("*"):
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != LOCK_NAME:
            path.unlink()


def _move(path: Path, kept: Path) -> None:
    if path.exists():
        shutil.move(path, kept / path.name)
