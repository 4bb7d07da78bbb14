"""The whole knowledge in one file: a ZIP archive of the original documents with their pictures, and a manifest."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any, Protocol

from knowledge_base.errors import ArchiveError
from knowledge_base.passages import Collection, DocumentId, DocumentProperties, DocumentState, DocumentSummary
from knowledge_base.picture_values import PictureDetails, PictureId, ProductPicture, make_picture_details
from knowledge_base.properties import make_properties

FORMAT = "docent-knowledge"
VERSION = 1
MANIFEST = "manifest.json"
MAX_MANIFEST_BYTES = 50_000_000
UNREADABLE = (
    KeyError,
    TypeError,
    ValueError,
    RuntimeError,  # an entry under a password, or nested without end
    NotImplementedError,
    EOFError,
    OSError,
    zipfile.BadZipFile,
    zlib.error,
)


class ListedCollections(Protocol):
    """The collections as an export sees them."""

    def list(self) -> tuple[Collection, ...]:
        """List the collections."""


class ExportedPictures(Protocol):
    """The product pictures as an export sees them."""

    def list_pictures(self) -> tuple[ProductPicture, ...]:
        """List the pictures."""

    def read(self, picture_id: PictureId) -> tuple[str, bytes]:
        """Return a picture's MIME type and bytes."""


class ExportedKnowledge(Protocol):
    """The knowledge base as an export sees it."""

    def documents(self) -> tuple[DocumentSummary, ...]:
        """List the documents."""

    @property
    def collections(self) -> ListedCollections:
        """The collections."""

    @property
    def pictures(self) -> ExportedPictures:
        """The product pictures."""

    def read_document(self, document_id: DocumentId) -> tuple[str, bytes]:
        """Return a document's name and bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedPicture:
    """A product picture of an archive."""

    data: bytes
    details: PictureDetails


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedDocument:
    """A document of an archive."""

    name: str
    data: bytes
    properties: DocumentProperties
    pictures: tuple[ArchivedPicture, ...] = ()
    is_stopped: bool = False  # an admin took it out of the queue; it waits until it is read again


def export_knowledge(knowledge: ExportedKnowledge, path: Path) -> int:
    """Write an archive; the file appears when it is whole.

    Returns:
        How many documents it holds. Versions that were replaced are left out.
    """
    temporary = path.with_name(f".{path.name}.part")
    entries: list[dict[str, Any]] = []
    pictures = knowledge.pictures.list_pictures()
    try:
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
            for number, document in enumerate(knowledge.documents(), start=1):
                name, data = knowledge.read_document(document.id)
                entries.append(
                    {
                        "file": f"documents/{number:06}",
                        "name": name,
                        "is_stopped": document.state is DocumentState.CANCELLED,
                        **_describe(document.properties),
                        "pictures": [
                            _write_picture(archive, knowledge, picture)
                            for picture in pictures
                            if picture.document_id == document.id
                        ],
                    }
                )
                archive.writestr(entries[-1]["file"], data)
            collections = [
                {"name": c.name, "given_to": sorted(c.given_to) if c.given_to is not None else None}
                for c in knowledge.collections.list()
            ]
            manifest = {
                "format": FORMAT,
                "version": VERSION,
                "collections": collections,
                "documents": entries,
            }
            archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return len(entries)


def read_collections(path: Path) -> dict[str, frozenset[str] | None]:
    """Return the collections of an archive, and the assistants that each is given to.

    Raises:
        ArchiveError: It is no export, or damaged.
    """
    with _open(path) as archive:
        found = _read_manifest(archive, path)["collections"]
    try:
        return {str(c["name"]): None if c["given_to"] is None else frozenset(c["given_to"]) for c in found}
    except (KeyError, TypeError) as exc:
        raise _damaged(path) from exc


def read_documents(path: Path, *, max_bytes: int) -> Iterator[ArchivedDocument]:
    """Yield the documents of an archive one by one; nothing is unpacked to disk.

    Args:
        path: The archive.
        max_bytes: Largest document; a larger one ends the reading.

    Raises:
        ArchiveError: It is no export, damaged, or holds a document that is too large.
        KnowledgeBaseError: A document has properties that can't be.
    """
    with _open(path) as archive:
        for entry in _read_manifest(archive, path)["documents"]:
            try:
                with archive.open(str(entry["file"])) as file:
                    data = _read_bounded(file, max_bytes, path)
                properties = _read_properties(entry)
                name, is_stopped = str(entry["name"]), entry.get("is_stopped") is True
                pictures = _read_pictures(archive, entry, max_bytes, path)
            except UNREADABLE as exc:
                raise _damaged(path) from exc
            yield ArchivedDocument(
                name=name, data=data, properties=properties, is_stopped=is_stopped, pictures=pictures
            )


def _open(path: Path) -> zipfile.ZipFile:
    if not path.exists():
        msg = f"there is no file {str(path)!r}"
        raise ArchiveError(msg, name=path.name)
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as exc:
        raise _damaged(path) from exc


def _read_manifest(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    try:
        with archive.open(MANIFEST) as file:
            manifest = json.loads(_read_bounded(file, MAX_MANIFEST_BYTES, path))
        is_ours = manifest["format"] == FORMAT and manifest["version"] == VERSION
        lists = (manifest["collections"], manifest["documents"])
    except UNREADABLE as exc:
        raise _damaged(path) from exc
    if not is_ours or not all(isinstance(part, list) for part in lists):
        raise _damaged(path)
    return dict(manifest)


def _read_bounded(file: IO[bytes], max_bytes: int, path: Path) -> bytes:
    data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise _damaged(path)
    return data


def _describe(properties: DocumentProperties) -> dict[str, Any]:
    return {
        "collection": properties.collection,
        "tags": list(properties.tags),
        "valid_from": properties.valid_from.isoformat() if properties.valid_from else None,
        "valid_until": properties.valid_until.isoformat() if properties.valid_until else None,
    }


def _write_picture(
    archive: zipfile.ZipFile, knowledge: ExportedKnowledge, picture: ProductPicture
) -> dict[str, Any]:
    name = f"pictures/{picture.id:06}"
    archive.writestr(name, knowledge.pictures.read(picture.id)[1])
    details = picture.details
    return {
        "file": name,
        "product": details.product,
        "caption": details.caption,
        "barcodes": list(details.barcodes),
    }


def _read_pictures(
    archive: zipfile.ZipFile, entry: dict[str, Any], max_bytes: int, path: Path
) -> tuple[ArchivedPicture, ...]:
    found = []
    for picture in entry.get("pictures", ()):  # an older export has none
        with archive.open(str(picture["file"])) as file:
            data = _read_bounded(file, max_bytes, path)
        details = make_picture_details(
            product=str(picture["product"]),
            caption=str(picture["caption"]),
            barcodes=[str(code) for code in picture["barcodes"]],
        )
        found.append(ArchivedPicture(data=data, details=details))
    return tuple(found)


def _read_properties(entry: dict[str, Any]) -> DocumentProperties:
    days = [date.fromisoformat(entry[key]) if entry[key] else None for key in ("valid_from", "valid_until")]
    return make_properties(
        collection=str(entry["collection"]),
        tags=[str(tag) for tag in entry["tags"]],
        valid_from=days[0],
        valid_until=days[1],
    )


def _damaged(path: Path) -> ArchiveError:
    return ArchiveError(f"{path.name!r} is no export of a knowledge base, or it is damaged", name=path.name)
