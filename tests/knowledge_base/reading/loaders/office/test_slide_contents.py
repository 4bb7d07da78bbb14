"""PowerPoint: charts, SmartArt, equations, groups, symbol fonts and notes are read."""

import io
from collections.abc import Callable
from typing import Any

import pptx
import pptx.chart.data
from lxml import etree
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.util import Inches

from knowledge_base.reading.loaders.blocks import LoadedDocument
from knowledge_base.reading.loaders.office.pptx_loader import load_pptx
from tests.knowledge_base.reading.loaders.files import texts

CategoryChartData: Any = pptx.chart.data.CategoryChartData  # the package has no types
XyChartData: Any = pptx.chart.data.XyChartData
BOX = (Inches(1), Inches(2), Inches(6), Inches(3))
NAMES = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
)


def read(make: Callable[[Any], None]) -> LoadedDocument:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = "Report"
    make(slide)
    buffer = io.BytesIO()
    presentation.save(buffer)
    return load_pptx(buffer.getvalue())


def test_a_chart_says_its_values() -> None:
    def make(slide: Any) -> None:
        data = CategoryChartData(number_format="0.0%")
        data.categories = ["Spring", "Summer"]
        data.add_series("Kettles", (0.25, 0.4))
        data.add_series("Lamps", (0.1, None))
        chart = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *BOX, data).chart
        chart.has_title = True
        chart.chart_title.text_frame.text = "Share of returns"

    assert texts(read(make)) == [
        "Share of returns",
        "Spring; Kettles: 25.0%; Lamps: 10.0%",
        "Summer; Kettles: 40.0%",
    ]


def test_a_pie_and_points() -> None:
    def make(slide: Any) -> None:
        pie = CategoryChartData()
        pie.categories = ["电话", "邮件"]
        pie.add_series("咨询", (70, 30))
        slide.shapes.add_chart(XL_CHART_TYPE.PIE, *BOX, pie)
        points = XyChartData()
        series = points.add_series("Range")
        series.add_data_point(20, 310)
        series.add_data_point(-10, 240)
        slide.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, *BOX, points)

    assert texts(read(make)) == ["电话; 咨询: 70", "邮件; 咨询: 30", "20; Range: 310", "-10; Range: 240"]


def _add_diagram(slide: Any, points: list[tuple[str, str, str]], lines: list[tuple[str, str, int]]) -> None:
    made = "".join(
        f'<dgm:pt modelId="{key}" type="{kind}"><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>'
        for key, kind, text in points
    )
    joined = "".join(
        f'<dgm:cxn modelId="c{at}" srcId="{start}" destId="{end}" srcOrd="{order}" destOrd="0"/>'
        for at, (start, end, order) in enumerate(lines)
    )
    model = f"<dgm:dataModel {NAMES}><dgm:ptLst>{made}</dgm:ptLst><dgm:cxnLst>{joined}</dgm:cxnLst></dgm:dataModel>"
    kind = "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml"
    part = Part(PackURI("/ppt/diagrams/data1.xml"), kind, slide.part.package, model.encode())
    relation = slide.part.relate_to(
        part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/diagramData"
    )
    slide.shapes._spTree.append(
        etree.fromstring(
            f'<p:graphicFrame {NAMES}><p:nvGraphicFramePr><p:cNvPr id="9" name="Diagram"/>'
            "<p:cNvGraphicFramePr/>"
            "<p:nvPr/>"
            '</p:nvGraphicFramePr><p:xfrm><a:off x="1" y="1000000"/><a:ext cx="800" cy="400"/></p:xfrm><a:graphic>'
            '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/diagram">'
            f'<dgm:relIds r:dm="{relation}"/></a:graphicData></a:graphic></p:graphicFrame>',
        )
    )


def test_the_texts_of_smartart_come_in_their_order() -> None:
    def make(slide: Any) -> None:
        points = [
            ("d", "doc", ""),
            ("3", "node", "Close the case"),
            ("1", "node", "Log the complaint"),
            ("2", "node", "Ask for a photo"),
            ("1a", "node", "within 2 hours"),
            ("x", "parTrans", "arrow"),
        ]
        _add_diagram(slide, points, [("d", "1", 0), ("d", "3", 2), ("d", "2", 1), ("1", "1a", 0)])

    assert texts(read(make)) == ["Log the complaint", "within 2 hours", "Ask for a photo", "Close the case"]


def test_an_equation_stands_in_its_text() -> None:
    def make(slide: Any) -> None:
        shape = (
            '<p:sp><p:nvSpPr><p:cNvPr id="{}" name="Text"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/>'
            "<p:txBody><a:bodyPr/>"
            "<a:p><a:r><a:t>{}</a:t></a:r>{}</a:p></p:txBody></p:sp>"
        )
        math = (
            "<a14:m><m:oMath><m:r><m:t>v=</m:t></m:r><m:f><m:num><m:r><m:t>s</m:t></m:r></m:num>"
            "<m:den><m:r><m:t>t</m:t></m:r></m:den></m:f></m:oMath></a14:m>"
        )
        slide.shapes._spTree.append(
            etree.fromstring(
                f'<mc:AlternateContent {NAMES}><mc:Choice Requires="a14">{shape.format(20, "Speed is ", math)}'
                f"</mc:Choice><mc:Fallback>{shape.format(20, ' ', '')}</mc:Fallback></mc:AlternateContent>"
            )
        )

    assert texts(read(make)) == [r"Speed is $v=\frac{s}{t}$"]


def test_groups_and_symbols_and_notes() -> None:
    def make(slide: Any) -> None:
        group = slide.shapes.add_group_shape()
        inner = group.shapes.add_group_shape().shapes.add_textbox(*BOX)
        inner.text_frame.text = "Inside two groups"
        hidden = group.shapes.add_textbox(Inches(1), Inches(4), Inches(2), Inches(1))
        hidden.text_frame.text = "Switched off"
        hidden._element.nvSpPr.cNvPr.set("hidden", "1")
        table = slide.shapes.add_table(2, 2, Inches(1), Inches(5), Inches(4), Inches(1)).table
        for cell, text in zip(
            (c for row in table.rows for c in row.cells), ("Model", "Steam", "Aria", "ü"), strict=True
        ):
            cell.text = text
        table.cell(1, 1).text_frame.paragraphs[0].runs[0].font.name = "Wingdings"
        slide.notes_slide.notes_text_frame.text = "Say that the discount ends in May."

    loaded = read(make)
    assert texts(loaded) == [
        "Inside two groups",
        "Model: Aria; Steam: ✓",
        "Say that the discount ends in May.",
    ]
    assert loaded.blocks[-1].heading_path == ("Report", "Speaker notes")
    assert [(warning.code, warning.count) for warning in loaded.warnings] == [("left_out_hidden", 1)]
