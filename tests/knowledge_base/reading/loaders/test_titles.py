"""Titles that programs made up are dropped; the first heading or the file's name stands in their place."""

import io
from pathlib import PurePath

import docx
import pytest

from knowledge_base.reading.loaders.titles import clean_title
from knowledge_base.reading.reading import read_document


@pytest.mark.parametrize(
    "title",
    [
        "(anonymous)", "(untitled)", "untitled", "Untitled-1", "Untitled Document", "Microsoft Word - terms.doc",
        "PowerPoint Presentation", "Presentation1", "Book1", "Document (2)", "terms_final.indd", "scan0042.tif",
        "C:\\Users\\ada\\terms.docx", "文档1", "无标题", "新建 Microsoft Word 文档", "工作簿1", "PowerPoint 演示文稿",
        "7f3a9c1e2b4d6f80", "12345", "---", "unspecified", "file:///tmp/a.html", "",
    ],
)  # fmt: skip
def test_made_up_titles(title: str) -> None:
    assert clean_title(title) == ""


@pytest.mark.parametrize(
    ("title", "cleaned"),
    [
        ("Microsoft Word - Terms of hire", "Terms of hire"),
        ("Microsoft PowerPoint - Autumn  sale", "Autumn sale"),
        ("Price list 2026", "Price list 2026"),
        ("Document management", "Document management"),
        ("Test of the kettle", "Test of the kettle"),
        ("退货须知", "退货须知"),
        ("文档管理", "文档管理"),
        ("Wordsworth - Poems", "Wordsworth - Poems"),
    ],
)
def test_titles_of_people(title: str, cleaned: str) -> None:
    assert clean_title(title) == cleaned


@pytest.mark.parametrize(("has_heading", "expected"), [(True, "Returns"), (False, "terms of hire")])
def test_what_stands_in_its_place(has_heading: bool, expected: str) -> None:
    document = docx.Document()
    document.core_properties.title = "Microsoft Word - terms.doc"
    if has_heading:
        document.add_heading("Returns", 1)
    document.add_paragraph("Machines come back within fourteen days.")
    buffer = io.BytesIO()
    document.save(buffer)
    name = PurePath("terms of hire.docx").name
    assert read_document(name, buffer.getvalue()).title == expected
