"""Word documents that tests make."""

import io
from collections.abc import Callable
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from knowledge_base.reading.loaders.blocks import LoadedDocument
from knowledge_base.reading.loaders.office.docx_loader import load_docx

NAMES = (
    f'{nsdecls("w")} xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def xml(text: str) -> Any:
    """An element; the first tag gets the names of Word, of equations and of old drawings."""
    tag, rest = text.split(">", 1) if "/>" not in text.split(">", 1)[0] + ">" else (text[:-2], "/>")
    return parse_xml(f"{tag} {NAMES}{'' if rest == '/>' else '>'}{rest}")


def read(make: Callable[[Any], None]) -> LoadedDocument:
    document = docx.Document()
    make(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return load_docx(buffer.getvalue())


def add(document: Any, *inner: str) -> None:
    """Add a paragraph of runs and other elements, given as XML."""
    paragraph = document.add_paragraph()
    for one in inner:
        paragraph._p.append(xml(one))


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
