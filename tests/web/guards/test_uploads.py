from pathlib import Path

import pytest

from assistant.errors import UploadMissingError
from assistant.people.principal import PrincipalId
from web.guards import uploads as module
from web.guards.uploads import Uploads

A, B = PrincipalId("a"), PrincipalId("b")


def put(folder: Path, name: str = "x/a.txt") -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("words")
    return str(path)


def test_a_file_is_its_owners_until_it_is_sent(tmp_path: Path) -> None:
    uploads, path = Uploads(tmp_path), put(tmp_path)
    uploads.add(A, [path])
    assert uploads.take(A, path) == Path(path)
    with pytest.raises(UploadMissingError):
        uploads.take(B, path)
    uploads.drop(B, [path])  # who has not uploaded it can't take it away
    assert uploads.take(A, path)
    uploads.drop(A, [path])
    assert not Path(path).parent.exists()
    with pytest.raises(UploadMissingError):
        uploads.take(A, path)


def test_who_has_sent_a_file_is_known_for_some_minutes(tmp_path: Path) -> None:
    now = 0.0
    uploads, path = Uploads(tmp_path, clock=lambda: now), put(tmp_path)
    uploads.add(A, [path])
    assert not uploads.was_sent(A, path)
    uploads.drop(A, [path])
    assert uploads.was_sent(A, path)
    assert not uploads.was_sent(B, path)
    now = module.SENT_SECONDS
    assert not uploads.was_sent(A, path)


def test_a_file_of_two_goes_with_the_last(tmp_path: Path) -> None:
    uploads, path = Uploads(tmp_path), put(tmp_path)
    uploads.add(A, [path])
    uploads.add(B, [path])
    uploads.drop(A, [path])
    assert not uploads.holds(A, path)
    assert uploads.take(B, path)


@pytest.mark.parametrize("path", ["/etc/passwd", "{}/../secret", "relative"])
def test_what_is_not_in_the_folder_is_no_upload(tmp_path: Path, path: str) -> None:
    uploads = Uploads(tmp_path)
    uploads.add(A, [path.format(tmp_path)])
    assert not uploads.holds(A, path.format(tmp_path))


def test_what_is_never_sent_is_forgotten_after_a_day(tmp_path: Path) -> None:
    now = 0.0
    uploads = Uploads(tmp_path, clock=lambda: now)
    old = put(tmp_path)
    uploads.add(A, [old])
    now = module.KEPT_SECONDS + 1
    uploads.add(A, [put(tmp_path, "y/b.txt")])
    assert not uploads.holds(A, old)
    assert not Path(old).exists()


def test_a_new_start_leaves_nothing_of_an_earlier_run(tmp_path: Path) -> None:
    path = put(tmp_path)
    Uploads(tmp_path).empty_folder()
    assert not Path(path).exists()
    assert tmp_path.stat().st_mode & 0o777 == 0o700
