"""PDF: letters that no reader sees are left out and counted, the text that belongs to a scanned page is kept."""

import io
from collections.abc import Callable

import pytest
from fpdf import FPDF
from fpdf.enums import TextMode
from PIL import Image, ImageDraw

from knowledge_base.reading.loaders.pdf.pdf_loader import load_pdf
from knowledge_base.reading.visibility.left_out import Unseen

SHOWN, SECRET = "The hose costs 39 euros.", "It was bought for 14 euros."
Draw = Callable[[FPDF], None]


def make(draw: Draw) -> FPDF:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=11)
    pdf.text(20, 30, SHOWN)
    draw(pdf)
    return pdf


def read(data: bytes) -> tuple[str, dict[str, int]]:
    loaded = load_pdf(data)
    return " ".join(block.text for block in loaded.blocks), {w.code: w.count for w in loaded.warnings}


def secret(pdf: FPDF) -> None:
    pdf.text(20, 60, SECRET)


def picture(size: tuple[int, int] = (300, 60), colour: str = "navy") -> io.BytesIO:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "PNG")
    buffer.seek(0)
    return buffer


def _invisible(pdf: FPDF) -> None:
    with pdf.local_context(text_mode=TextMode.INVISIBLE):
        secret(pdf)


def _clear(pdf: FPDF) -> None:
    with pdf.local_context(fill_opacity=0.0):
        secret(pdf)


def _white(pdf: FPDF) -> None:
    pdf.set_text_color(253, 253, 253)
    secret(pdf)


def _white_on_white_box(pdf: FPDF) -> None:
    pdf.set_fill_color(0, 60, 120)
    pdf.rect(10, 40, 150, 40, style="F")
    pdf.set_fill_color(255)
    pdf.rect(15, 50, 120, 20, style="F")
    _white(pdf)


def _navy_on_navy(pdf: FPDF) -> None:
    pdf.set_fill_color(0, 0, 128)
    pdf.rect(10, 50, 150, 20, style="F")
    pdf.set_text_color(0, 0, 120)
    secret(pdf)


def _on_a_picture_of_its_colour(pdf: FPDF) -> None:
    pdf.image(picture(colour="white"), x=10, y=50, w=150)
    _white(pdf)


def _tiny(pdf: FPDF) -> None:
    pdf.set_font_size(1)
    secret(pdf)


def _off_page(pdf: FPDF) -> None:
    pdf.text(-200, 60, SECRET)


def _under_a_box(pdf: FPDF) -> None:
    secret(pdf)
    pdf.set_fill_color(255)
    pdf.rect(10, 50, 150, 20, style="F")


def _under_a_picture(pdf: FPDF) -> None:
    secret(pdf)
    pdf.image(picture(), x=10, y=50, w=150)


@pytest.mark.parametrize(
    ("draw", "kind"),
    [
        (_invisible, Unseen.HIDDEN),
        (_clear, Unseen.HIDDEN),
        (_white, Unseen.COLOURLESS),
        (_white_on_white_box, Unseen.COLOURLESS),
        (_navy_on_navy, Unseen.COLOURLESS),
        (_on_a_picture_of_its_colour, Unseen.COLOURLESS),
        (_tiny, Unseen.TINY),
        (_off_page, Unseen.OFF_PAGE),
        (_under_a_box, Unseen.COVERED),
        (_under_a_picture, Unseen.COVERED),
    ],
)
def test_letters_that_no_reader_sees(draw: Draw, kind: Unseen) -> None:
    text, warnings = read(bytes(make(draw).output()))
    assert text == SHOWN
    assert warnings == {kind.value: 1}


def _white_on_navy(pdf: FPDF) -> None:
    pdf.set_fill_color(0, 0, 128)
    pdf.rect(10, 50, 150, 20, style="F")
    _white(pdf)


def _white_on_a_picture(pdf: FPDF) -> None:
    pdf.image(picture(), x=10, y=50, w=150)
    _white(pdf)


def _marked(pdf: FPDF) -> None:
    secret(pdf)
    with pdf.local_context(fill_opacity=0.4):
        pdf.set_fill_color(255, 230, 0)
        pdf.rect(10, 50, 150, 20, style="F")


def _grey(pdf: FPDF) -> None:
    pdf.set_text_color(150)
    pdf.set_font_size(6)
    secret(pdf)


def _beside_a_box(pdf: FPDF) -> None:
    secret(pdf)
    pdf.set_fill_color(200)
    pdf.rect(20, 61, 150, 20, style="F")


@pytest.mark.parametrize("draw", [_white_on_navy, _white_on_a_picture, _marked, _grey, _beside_a_box])
def test_letters_that_a_reader_sees(draw: Draw) -> None:
    text, warnings = read(bytes(make(draw).output()))
    assert SECRET in text
    assert warnings == {}


def test_only_what_a_black_bar_covers_is_left_out() -> None:
    def draw(pdf: FPDF) -> None:
        pdf.text(20, 60, "Signed by Anna Brook in May.")
        start, width = 20 + pdf.get_string_width("Signed by "), pdf.get_string_width("Anna Brook")
        pdf.set_fill_color(0)
        pdf.rect(start, 56, width, 5.5, style="F")

    text, warnings = read(bytes(make(draw).output()))
    assert "Signed by" in text
    assert "in May." in text
    assert "Anna" not in text
    assert "Brook" not in text
    assert warnings == {Unseen.COVERED.value: 1}


def test_what_lies_outside_the_crop_box_is_left_out() -> None:
    data = bytes(make(secret).output())
    cropped = data.replace(b"/Type /Page\n", b"/Type /Page\n/CropBox [0 700 595 842]\n", 1)
    assert cropped != data
    assert read(cropped) == (SHOWN, {Unseen.OFF_PAGE.value: 1})


def layered(*, is_on: bool) -> bytes:
    """Text in a layer, with the references of the file written by hand: fpdf2 makes no layers."""
    text = f"BT /F 11 Tf 50 700 Td ({SHOWN}) Tj ET /OC /L BDC BT /F 11 Tf 50 650 Td ({SECRET}) Tj ET EMC"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [6 0 R] /D << /ON [%s] /OFF [%s] >> >> >>"
        % (("6 0 R", "") if is_on else ("", "6 0 R")),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources "
        "<< /Font << /F 5 0 R >> /Properties << /L 6 0 R >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "<< /Type /OCG /Name (Layer) >>",
    ]
    data, places = "%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    return f"{data}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()


def test_a_layer_that_is_off_is_not_read() -> None:
    assert read(layered(is_on=True)) == (f"{SHOWN} {SECRET}", {})
    assert read(layered(is_on=False)) == (SHOWN, {Unseen.HIDDEN.value: 1})


LINES = [f"Line {number} of the scanned page says what it costs." for number in range(1, 9)]


def scan(*, is_under: bool) -> bytes:
    """The picture of a page with its text laid invisibly over it, or drawn under it, and an order in the margin."""
    page = Image.new("L", (1240, 1754), 250)
    drawing = ImageDraw.Draw(page)
    for index in range(len(LINES)):
        top = 200 + 120 * index
        for x in range(120, 900, 14):  # strokes in place of letters
            drawing.line((x, top, x + 5, top + 26), fill=20, width=4)
    buffer = io.BytesIO()
    page.save(buffer, "PNG")
    buffer.seek(0)
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=11)
    if not is_under:
        pdf.image(buffer, x=0, y=0, w=210)
    with pdf.local_context(text_mode=TextMode.FILL if is_under else TextMode.INVISIBLE):
        for index, line in enumerate(LINES):
            pdf.text(20.4, (200 + 120 * index + 24) * 210 / 1240, line)
        pdf.text(20, 250, SECRET)
    if is_under:
        pdf.image(buffer, x=0, y=0, w=210)
    return bytes(pdf.output())


@pytest.mark.parametrize("is_under", [False, True])
def test_the_text_of_a_scanned_page_is_kept_where_its_picture_shows_something(*, is_under: bool) -> None:
    text, warnings = read(scan(is_under=is_under))
    assert all(line in text for line in LINES)
    assert SECRET not in text
    assert sum(warnings.values()) == 1
