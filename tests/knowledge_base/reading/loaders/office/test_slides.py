import io

import pptx
import pytest

from tests.knowledge_base.reading.loaders.files import load, texts, under


@pytest.mark.parametrize(
    ("name", "heading", "row"),
    [
        ("kettle.en.pptx", "Spare parts", "Part: Filter; Number: K-102; Price: €7.50"),
        ("kettle.zh.pptx", "配件", "配件: 滤网; 编号: K-102; 价格: 52元"),
    ],
)
def test_a_slide_is_a_page_under_its_title(name: str, heading: str, row: str) -> None:
    loaded = load(name)
    assert row in under(loaded, heading)
    assert {block.page for block in loaded.blocks if block.heading_path == (heading,)} == {4}


def test_what_the_speaker_noted_is_read_and_a_hidden_slide_is_not() -> None:
    presentation = pptx.Presentation()
    for title in ("Shown", "Hidden"):
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = f"{title} body"
        slide.notes_slide.notes_text_frame.text = f"{title} note"
    slide._element.set("show", "0")
    buffer = io.BytesIO()
    presentation.save(buffer)
    assert texts(load("a.pptx", buffer.getvalue())) == ["Shown body", "Shown note"]
