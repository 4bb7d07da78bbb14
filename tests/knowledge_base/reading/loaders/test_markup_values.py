"""Values of JSON, CSV and Excel files that are HTML are read as pages are."""

import io
import json

import openpyxl
import pytest

from knowledge_base.reading.loaders.web.markup_values import read_markup
from tests.knowledge_base.reading.loaders.files import load, texts

ARTICLE = "<p>Hold <strong>RST</strong> for 12&nbsp;seconds.</p><ul><li>red</li><li>green</li></ul>"
READ = "Hold RST for 12 seconds.\n- red\n- green"


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (ARTICLE, READ),
        (ARTICLE.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"), READ),
        ("First line<br>Second line<br/>Third", "First line Second line Third"),
        ("Caf&eacute; &amp; bar &#8211; open", "Café & bar – open"),
        ("<h2>Reset</h2><p>Press.</p><script>track()</script><!-- no -->", "Reset\nPress."),
        ("Costs <del>59</del> <b>39</b> euros", "Costs 39 euros"),
        ("退货须在<b>十四</b>天内<br>办理", "退货须在十四天内办理"),
        ("a < b and c > d", "a < b and c > d"),
        ("Use List<String> and x<y", "Use List<String> and x<y"),
        ("AT&T and R&D", "AT&T and R&D"),
        ("plain", "plain"),
    ],
)
def test_markup_becomes_text(value: str, read: str) -> None:
    assert read_markup(value) == read


def test_values_of_json_lines_and_objects() -> None:
    article = {"title": "How to <em>reset</em> it?", "body": ARTICLE, "tags": ["<b>router</b>"]}
    expected = f"{READ}\ntags: router"
    assert texts(load("a.json", json.dumps({"articles": [article]}).encode())) == [expected]
    loaded = load("a.jsonl", json.dumps(article).encode())
    assert texts(loaded) == [expected]
    assert loaded.blocks[0].heading_path == ("How to reset it?",)


def test_cells_of_tables() -> None:
    rows = [
        ("Product", "Description"),
        ("Aria", "<p>Holds <b>1.7</b> litres.</p><p>Was <s>59</s> 39 euros.</p>"),
    ]
    data = "\n".join(f'"{one}";"{two}"' for one, two in rows).encode()
    expected = ["Product: Aria; Description: Holds 1.7 litres. Was 39 euros."]
    loaded = load("a.csv", data)
    assert texts(loaded) == expected
    assert [(warning.code, warning.count) for warning in loaded.warnings] == [("left_out_struck", 1)]
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    workbook.save(buffer)
    assert texts(load("a.xlsx", buffer.getvalue())) == expected
