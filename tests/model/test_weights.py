import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from model.errors import WeightsCorruptError, WeightsDiskError, WeightsMissingError
from model.weights import ensure_weights, verify_weights
from model.weights_manifest import PackagedPart, Weights, WeightsFile

CONTENT = [b"first part ", b"second part"]


@pytest.fixture
def make_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Weights]:
    """Carrier packages whose code must never run, with a part each."""
    site = tmp_path / "site"
    for number, content in enumerate(CONTENT, start=1):
        data = site / f"carrier_{number}" / "data"
        data.mkdir(parents=True)
        (data / "part.bin").write_bytes(content)
        (data.parent / "__init__.py").write_text("raise SystemExit('a carrier must not be run')")
    monkeypatch.syspath_prepend(str(site))

    def make(sha256: str = hashlib.sha256(b"".join(CONTENT)).hexdigest(), count: int = 2) -> Weights:
        parts = tuple(
            PackagedPart(package=f"carrier_{number}", path="data/part.bin") for number in range(1, count + 1)
        )
        size = sum(map(len, CONTENT))
        return Weights(
            name="tiny", files=(WeightsFile(name="w.bin", size_bytes=size, sha256=sha256, parts=parts),)
        )

    return make


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_parts_are_put_together_in_order_with_progress(
    tmp_path: Path, make_weights: Callable[..., Weights]
) -> None:
    seen: list[tuple[str, int, int]] = []
    folder = ensure_weights(make_weights(), tmp_path / "w", lambda *progress: seen.append(progress))
    assert (folder / "w.bin").read_bytes() == b"".join(CONTENT)
    assert seen == [("w.bin", 11, 22), ("w.bin", 22, 22)]
    verify_weights(make_weights(), tmp_path / "w")


def test_a_verified_file_is_not_written_again(tmp_path: Path, make_weights: Callable[..., Weights]) -> None:
    ensure_weights(make_weights(), tmp_path / "w")
    seen: list[str] = []
    ensure_weights(make_weights(), tmp_path / "w", lambda name, *_: seen.append(name))
    assert seen == []


def test_a_damaged_file_is_put_together_again(tmp_path: Path, make_weights: Callable[..., Weights]) -> None:
    path = ensure_weights(make_weights(), tmp_path / "w") / "w.bin"
    path.write_bytes(b"x" * 22)
    os.utime(path, ns=(1, 1))
    with pytest.raises(WeightsCorruptError):
        verify_weights(make_weights(), tmp_path / "w")
    ensure_weights(make_weights(), tmp_path / "w")
    assert path.read_bytes() == b"".join(CONTENT)


def test_a_wrong_hash_names_file_expected_and_found_and_leaves_nothing(
    tmp_path: Path, make_weights: Callable[..., Weights]
) -> None:
    with pytest.raises(WeightsCorruptError) as caught:
        ensure_weights(make_weights(sha256="0" * 64), tmp_path / "w")
    message = str(caught.value)
    assert "w.bin" in message
    assert "0" * 64 in message
    assert hashlib.sha256(b"".join(CONTENT)).hexdigest() in message
    assert names(tmp_path / "w") == []


def test_a_missing_package_is_named(tmp_path: Path, make_weights: Callable[..., Weights]) -> None:
    with pytest.raises(WeightsMissingError, match="carrier-3"):
        ensure_weights(make_weights(count=3), tmp_path / "w")
    assert not (tmp_path / "w").exists()


def test_a_folder_that_can_not_be_written_is_named(
    tmp_path: Path, make_weights: Callable[..., Weights]
) -> None:
    (tmp_path / "w").write_text("a file stands where the folder should be")
    with pytest.raises(WeightsDiskError, match=r"w\.bin"):
        ensure_weights(make_weights(), tmp_path / "w")


def test_a_full_disk_leaves_nothing(
    tmp_path: Path, make_weights: Callable[..., Weights], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WeightsDiskError, match="No space left"):
        ensure_weights(make_weights(), tmp_path / "w")
    assert names(tmp_path / "w") == []
