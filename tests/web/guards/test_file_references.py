import json
from typing import Any

import pytest
from gradio.data_classes import FileData
from gradio_client.utils import is_file_obj, is_file_obj_with_meta  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from web.guards.file_references import FileReferenceError, take_file_references

META = {"_type": "gradio.FileData"}
UPLOADED = "/data/uploads/ab/a photo.png"
keys = st.sampled_from(["path", "url", "meta", "orig_name", "files", "text", "x"])
leaves = st.none() | st.booleans() | st.text(max_size=5) | st.just(META) | st.just("/etc/passwd")
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


def objects_in(value: Any) -> list[dict[str, Any]]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return ([value] if isinstance(value, dict) else []) + [
        found for part in inner for found in objects_in(part)
    ]


@settings(max_examples=40)
@given(values)
def test_whatever_gradio_takes_for_a_file_is_found(value: Any) -> None:
    def is_file(candidate: dict[str, Any]) -> bool:
        meta = candidate.get("meta")
        is_marked = (meta is None or isinstance(meta, dict)) and is_file_obj_with_meta(
            {"meta": {}, **candidate}
        )
        return is_marked or is_file_obj(candidate) or FileData.is_file_data(candidate)

    wanted = [candidate["path"] for candidate in objects_in(value) if is_file(candidate)]
    try:
        found = list(take_file_references(value))
    except FileReferenceError:
        return
    assert set(wanted) <= set(found)
    assert not any(candidate.get("url") for candidate in objects_in(value))


@pytest.mark.parametrize("wrapped", [lambda v: v, lambda v: [[v]], lambda v: {"a": {"files": [v]}}])
@pytest.mark.parametrize("written", [lambda v: v, json.dumps, lambda v: json.dumps({"x": json.dumps([v])})])
def test_an_upload_is_named_at_any_depth_and_in_texts_of_json(wrapped: Any, written: Any) -> None:
    assert list(take_file_references(wrapped(written({"path": UPLOADED, "meta": META})))) == [UPLOADED]


@pytest.mark.parametrize(
    "reference",
    [
        {"url": "https://example.org/x"},
        {"url": "file:///etc/passwd", "path": UPLOADED},
        {"url": "https://example.org/gradio_api/file=/etc/passwd", "path": UPLOADED, "meta": META},
        {"path": None, "meta": META},
        {"path": ["/etc/passwd"]},
        {"path": UPLOADED, "is_stream": True},
        {"meta": META},
    ],
)
def test_an_address_or_no_path_is_refused(reference: dict[str, Any]) -> None:
    with pytest.raises(FileReferenceError):
        list(take_file_references([reference]))


def test_the_address_of_an_upload_is_taken_out() -> None:
    address = "http://localhost:7860/en/gradio_api/file=/data/uploads/ab/a%20photo.png"
    value = {"path": UPLOADED, "url": address, "meta": META}
    assert list(take_file_references(value)) == [UPLOADED]
    assert value["url"] is None


def test_what_people_write_is_no_file() -> None:
    asked = ['What does {"path": "/v1"} mean?', '{"path": "/v1", "url": "https://example.org"}', "[" * 5000]
    assert list(take_file_references({"text": asked, "files": []})) == []


def test_values_without_end_are_refused() -> None:
    deep: Any = {"path": "/etc/passwd"}
    for _ in range(300):
        deep = [deep]
    with pytest.raises(FileReferenceError):
        list(take_file_references(deep))
