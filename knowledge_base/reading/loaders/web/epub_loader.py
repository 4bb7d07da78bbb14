"""EPUB books → blocks: the chapters in the order of the spine (https://www.w3.org/TR/epub-33/)."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import unquote

from lxml import etree

from knowledge_base.errors import DocumentEncryptedError, DocumentUnreadableError
from knowledge_base.reading.loaders.blocks import LoadedDocument
from knowledge_base.reading.loaders.encodings import decode_text
from knowledge_base.reading.loaders.packages import DAMAGED, open_package
from knowledge_base.reading.loaders.titles import clean_title
from knowledge_base.reading.loaders.web.html_content import read_soup
from knowledge_base.reading.loaders.web.html_walk import HtmlWalker
from knowledge_base.reading.visibility.left_out import LeftOut

_CONTAINER = "META-INF/container.xml"
_RIGHTS = "META-INF/rights.xml"
_FONT_OBFUSCATION = (b"http://www.idpf.org/2008/embedding", b"http://ns.adobe.com/pdf/enc#RC")
_PAGES = {"application/xhtml+xml", "text/html"}


def load_epub(data: bytes) -> LoadedDocument:
    """Read a book.

    Raises:
        DocumentEncryptedError: Its chapters are encrypted.
        DocumentTooLargeError: It unpacks to more than a document may.
        DocumentUnreadableError: Damaged.
    """
    left_out = LeftOut()
    with open_package(data) as archive:
        try:
            _refuse_encrypted(archive)
            package_path = _find_package(archive)
            package = _parse(archive.read(package_path))
            title = clean_title(_first_text(package, "title"))
            walker = HtmlWalker(lambda address: _resolve(archive, path, address))
            for path in _spine(package, posixpath.dirname(package_path)):
                if path in archive.NameToInfo:
                    chapter = decode_text(archive.read(path))
                    find = partial(_read_sheet, archive, path)
                    walker.visit(read_soup(chapter, left_out, is_page=False, find_sheet=find))
        except (*DAMAGED, etree.LxmlError, AttributeError) as exc:
            msg = f"the book is damaged: {exc}"
            raise DocumentUnreadableError(msg) from exc
    title = title or walker.first_heading
    return LoadedDocument(title=title, blocks=tuple(walker.blocks), warnings=left_out.warnings)


def _read_sheet(archive: zipfile.ZipFile, chapter: str, address: str) -> str | None:
    name = _resolve(archive, chapter, address)
    return decode_text(archive.read(name)) if name else None


def _resolve(archive: zipfile.ZipFile, chapter: str, address: str) -> str:
    """Return the entry that a chapter's picture is in; empty where it is none of the book's."""
    inner = posixpath.join(posixpath.dirname(chapter), unquote(address.partition("#")[0]))
    name = posixpath.normpath(inner)
    return name if name in archive.NameToInfo else ""


def _refuse_encrypted(archive: zipfile.ZipFile) -> None:
    name = "META-INF/encryption.xml"
    if name not in archive.NameToInfo:
        return
    listing = archive.read(name)
    fonts = sum(listing.count(method) for method in _FONT_OBFUSCATION)
    if _RIGHTS in archive.NameToInfo or listing.count(b"EncryptionMethod ") > fonts:
        msg = "the book is protected"
        raise DocumentEncryptedError(msg)


def _parse(xml: bytes) -> Any:
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _find_package(archive: zipfile.ZipFile) -> str:
    for element in _parse(archive.read(_CONTAINER)).iter("{*}rootfile"):
        return str(element.get("full-path"))
    msg = "no package"
    raise KeyError(msg)


def _first_text(package: Any, name: str) -> str:
    return next((" ".join((e.text or "").split()) for e in package.iter(f"{{*}}{name}")), "")


def _spine(package: Any, folder: str) -> Iterator[str]:
    """Yield the paths of the chapters; a table of contents and a cover picture's page are no chapters."""
    items = {item.get("id"): item for item in package.iter("{*}item")}
    for reference in package.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        if (
            item is None
            or item.get("media-type") not in _PAGES
            or "nav" in (item.get("properties") or "").split()
        ):
            continue
        if reference.get("linear") != "no":
            yield posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))
