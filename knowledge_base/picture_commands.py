"""The commands of `python -m knowledge_base picture`, and the pictures of an import."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, TextIO

from knowledge_base.archive import ArchivedDocument
from knowledge_base.config import KnowledgeConfig
from knowledge_base.errors import DocumentNotFoundError, KnowledgeBaseError, PictureDuplicateError
from knowledge_base.knowledge import KnowledgeBase
from knowledge_base.passages import DocumentId
from knowledge_base.picture_values import PictureId, make_picture_details


def add_picture_commands(commands: Any) -> None:
    """Add `picture add`, `picture list` and `picture remove` to the parser's commands."""
    picture = commands.add_parser("picture", help="pictures by which products are recognised")
    actions = picture.add_subparsers(required=True, metavar="ACTION")
    add = actions.add_parser("add", help="attach pictures of a product to a document")
    add.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    add.add_argument("--document", required=True, metavar="NAME", help="name, title or id of the document")
    add.add_argument("--product", default="", metavar="NAME", help="without it: the document's title")
    add.add_argument("--caption", default="", metavar="TEXT", help="what the pictures show")
    add.add_argument(
        "--barcode", action="append", default=[], metavar="CODE", help="may be given several times"
    )
    add.set_defaults(command=_add)
    actions.add_parser("list", help="list the pictures").set_defaults(command=_list)
    remove = actions.add_parser("remove", help="remove a picture")
    remove.add_argument("id", type=int, metavar="ID", help="as the list shows it")
    remove.set_defaults(command=_remove)


def import_pictures(
    knowledge: KnowledgeBase, document: ArchivedDocument, complain: Callable[[str], None]
) -> int:
    """Add the pictures of an imported document that are not there yet; returns how many could not be used."""
    if not document.pictures:
        return 0
    document_id = next(
        (
            known.id
            for known in knowledge.documents()
            if known.name == document.name and known.properties.collection == document.properties.collection
        ),
        None,
    )
    failures = 0
    for picture in document.pictures:
        try:
            if document_id is None:
                msg = "its document is there under another name"
                raise DocumentNotFoundError(msg)
            knowledge.pictures.add(document_id, picture.data, picture.details)
        except PictureDuplicateError:
            continue
        except KnowledgeBaseError as exc:
            complain(f"a picture of {document.name}: {exc}")
            failures += 1
    return failures


def _add(parsed: argparse.Namespace, config: KnowledgeConfig, output: TextIO) -> int:
    details = make_picture_details(product=parsed.product, caption=parsed.caption, barcodes=parsed.barcode)
    failures = 0
    with closing(KnowledgeBase(config)) as knowledge:
        document_id = _find_document(knowledge, parsed.document)
        for path in parsed.paths:
            try:
                picture_id = knowledge.pictures.add(document_id, path.read_bytes(), details)
                output.write(f"added  {picture_id}  {path.name}\n")
            except PictureDuplicateError:
                output.write(f"unchanged  {path.name}\n")
            except (KnowledgeBaseError, OSError) as exc:
                output.write(f"refused  {path.name}: {exc}\n")
                failures += 1
    return 1 if failures else 0


def _list(_parsed: argparse.Namespace, config: KnowledgeConfig, output: TextIO) -> int:
    with closing(KnowledgeBase(config)) as knowledge:
        for picture in knowledge.pictures.list_pictures():
            codes = f"  barcodes {', '.join(picture.details.barcodes)}" if picture.details.barcodes else ""
            output.write(
                f"{picture.id}  {picture.product}  {picture.width} × {picture.height}  "
                f"of {picture.document_title}{codes}\n"
            )
    return 0


def _remove(parsed: argparse.Namespace, config: KnowledgeConfig, output: TextIO) -> int:
    with closing(KnowledgeBase(config)) as knowledge:
        knowledge.pictures.remove(PictureId(parsed.id))
        output.write(f"removed  {parsed.id}\n")
    return 0


def _find_document(knowledge: KnowledgeBase, name: str) -> DocumentId:
    wanted = name.casefold()
    found = [d for d in knowledge.documents() if wanted in {d.name.casefold(), d.title.casefold(), d.id}]
    if len(found) != 1:
        what = "several documents are" if found else "no document is"
        ids = ", ".join(document.id for document in found)
        msg = f"{what} called {name!r}" + (f"; give one of these ids instead: {ids}" if ids else "")
        raise DocumentNotFoundError(msg)
    return found[0].id
