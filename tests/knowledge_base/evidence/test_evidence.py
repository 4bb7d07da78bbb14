"""Pages as people see them: what is marked is read back from the PDF under the marked pixels."""

import io
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from fpdf import FPDF
from PIL import Image

from knowledge_base.config import KnowledgeConfig
from knowledge_base.errors import DocumentNotFoundError, PageImageError, PassageNotFoundError
from knowledge_base.evidence.evidence import CitedPassage
from knowledge_base.evidence.page_image import MAX_PIXELS, MAX_SIDE_PIXELS
from knowledge_base.evidence.page_image_process import Pictured, render_page_image
from knowledge_base.evidence.quote_finding import find_quote
from knowledge_base.knowledge import KnowledgeBase
from knowledge_base.passages import DocumentId
from knowledge_base.reading.chunking import Chunk
from knowledge_base.store.store import KnowledgeStore
from tests.conftest import PROJECT_FOLDER

PRINTER_GUIDE = PROJECT_FOLDER / "tests" / "data" / "pages" / "printer-guide.pdf"  # two columns, by Chromium
CHINESE_FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
WORDS = "Opened items can be returned within 14 days. Unopened items can be returned within 30 days."
QUOTE = "Unopened items can be returned within 30 days."


def make_page(write: Callable[[FPDF], object], **options: object) -> bytes:
    pdf = FPDF(**options)  # type: ignore[arg-type]
    pdf.add_page()
    pdf.set_font("Helvetica", size=12)
    write(pdf)
    return bytes(pdf.output())


def draw(data: bytes, quote: str, *, passage: str = "", page: int = 1) -> Image.Image:
    image = render_page_image(Pictured.PDF, data, page=page, quote=quote, passage=passage or quote)
    return Image.open(io.BytesIO(image)).convert("RGB")


Pixels = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


def marked_pixels(image: Image.Image) -> Pixels:
    """Tell which pixels are yellow."""
    red, green, blue = (np.asarray(band, dtype=int) for band in image.split())
    marked: Pixels = (red > 225) & (green > 180) & (blue < 140)
    return marked


def read_marked(data: bytes, image: Image.Image, page: int = 1) -> str:
    """Read the letters and digits of the PDF that stand on yellow ground."""
    marked, is_print = marked_pixels(image), np.asarray(image.convert("L")) < 150
    with pypdfium2.PdfDocument(data) as document:
        shown = document[page - 1]
        position = shown.render(scale=image.width / shown.get_width()).get_posconv(shown)
        text_page = shown.get_textpage()
        letters = []
        for index in range(text_page.count_chars()):
            letter, (left, bottom, right, top) = (
                text_page.get_text_range(index, 1),
                text_page.get_charbox(index),
            )
            if not letter.isalnum():
                continue
            (x1, y1), (x2, y2) = position.to_bitmap(left, bottom), position.to_bitmap(right, top)
            box = np.s_[max(0, min(y1, y2) - 2) : max(y1, y2) + 2, max(0, min(x1, x2) - 2) : max(x1, x2) + 2]
            ground = marked[box][~is_print[box]]
            if ground.size and ground.mean() > 0.5:
                letters.append(letter)
    return "".join(letters)


def letters_of(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def test_exactly_the_quoted_words_are_marked_over_line_breaks() -> None:
    data = make_page(
        lambda pdf: pdf.multi_cell(w=70, text=f"Returns. {WORDS} Gift cards are final.") and None
    )
    assert read_marked(data, draw(data, QUOTE)) == letters_of(QUOTE)


def test_a_page_that_is_turned_or_cropped_is_marked_in_the_right_place() -> None:
    data = make_page(lambda pdf: pdf.multi_cell(w=100, text=f"{WORDS} Gift cards are final."))
    for degrees in (90, 180, 270):
        with pypdfium2.PdfDocument(data) as document:
            document[0].set_rotation(degrees)
            document[0].set_cropbox(20, 500, 400, 830)
            buffer = io.BytesIO()
            document.save(buffer)
        turned = draw(buffer.getvalue(), QUOTE)
        assert read_marked(buffer.getvalue(), turned) == letters_of(QUOTE)


@pytest.mark.parametrize(
    "quote",
    [
        "Thick envelopes and photographic paper go into the rear slot, one sheet at a time, with the "
        "printable side towards you.",
        "The cleaning programme uses about two millilitres of ink and takes four minutes; do not switch the "
        "printer off meanwhile.",
        "清洗程序大约消耗两毫升墨水，需要四分钟，期间请勿关闭打印机电源。",
    ],
)
def test_columns_and_hyphens_do_not_break_a_quote(quote: str) -> None:
    data = PRINTER_GUIDE.read_bytes()
    assert read_marked(data, draw(data, quote)) == letters_of(quote)


def test_a_table_row_is_marked_where_its_cells_are() -> None:
    data = PRINTER_GUIDE.read_bytes()
    assert read_marked(data, draw(data, "Part: Print head; Months: 12")) == "PartMonthsPrinthead12"


def test_each_line_of_a_quote_is_marked() -> None:
    data = PRINTER_GUIDE.read_bytes()
    found = read_marked(data, draw(data, "Clean the print heads once a month.\n每月清洗一次打印头。"))
    assert found == "Cleantheprintheadsonceamonth每月清洗一次打印头"


@pytest.mark.skipif(not CHINESE_FONT.exists(), reason="needs the Noto CJK font")
def test_chinese_words_are_marked_over_line_breaks() -> None:
    def write(pdf: FPDF) -> None:
        pdf.add_font("noto", fname=CHINESE_FONT, collection_font_number=2)
        pdf.set_font("noto", size=14)
        pdf.multi_cell(
            w=60, text="未拆封的商品可在30天内退货。已拆封的商品可在14天内退货，运费由买家承担。礼品卡不退。"
        )

    data = make_page(write)
    quote = "已拆封的商品可在14天内退货，运费由买家承担。"
    assert read_marked(data, draw(data, quote)) == letters_of(quote)


def test_of_equal_words_those_in_the_passage_are_marked() -> None:
    lines = ["Camera: keep the receipt.", *["Nothing of note here."] * 20, "Charger: keep the receipt."]
    data = make_page(lambda pdf: pdf.multi_cell(w=0, text="\n".join(lines)))
    marked = marked_pixels(draw(data, "keep the receipt", passage="Charger: keep the receipt."))
    assert np.argwhere(marked)[:, 0].min() > 0.3 * marked.shape[0]


def test_the_part_that_is_there_is_marked_and_nothing_where_nothing_is() -> None:
    data = make_page(lambda pdf: pdf.multi_cell(w=0, text=WORDS))
    longer = f"{QUOTE} The next page goes on with gift cards and vouchers."
    assert letters_of(QUOTE) in read_marked(data, draw(data, longer))
    assert not marked_pixels(draw(data, "Der Tiger schläft im Garten.")).any()
    assert not marked_pixels(draw(data, "")).any()


def test_pages_of_any_size_stay_within_bounds() -> None:
    for size in ((14_000, 14_000), (14_000, 3), (3, 14_000), (1, 1)):
        image = draw(make_page(lambda _: None, unit="pt", format=size), "x")
        assert image.width * image.height <= MAX_PIXELS
        assert max(image.size) <= MAX_SIDE_PIXELS


def test_words_are_sharp_enough_to_be_read() -> None:
    image = draw(make_page(lambda pdf: pdf.multi_cell(w=0, text=WORDS)), "x")
    assert math.isclose(image.width, 210 / 25.4 * 140, abs_tol=2)  # A4 at 140 dots an inch


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a PDF",
        b"%PDF-1.7\n" + b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" * 1000,
        PRINTER_GUIDE.read_bytes()[:20_000],
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>>endobj\ntrailer<</Root 1 0 R>>",
    ],
    ids=["empty", "text", "no pages", "cut off", "loop"],
)
def test_a_damaged_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(PageImageError):
        draw(data, "x")


def test_a_page_that_is_not_there_is_refused() -> None:
    for page in (0, -1, 2, 10**9):
        with pytest.raises(PageImageError):
            draw(PRINTER_GUIDE.read_bytes(), "x", page=page)


def test_a_page_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(PageImageError, match="within"):
        render_page_image(
            Pictured.PDF, PRINTER_GUIDE.read_bytes(), page=1, quote="x", passage="x", timeout_seconds=0.001
        )


def save(image: Image.Image, format_: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format_, **options)
    return buffer.getvalue()


def draw_picture(data: bytes, page: int = 1) -> Image.Image:
    image = render_page_image(Pictured.IMAGE, data, page=page, quote="x", passage="x")
    return Image.open(io.BytesIO(image))


def test_a_picture_is_shown_upright_without_its_camera_data() -> None:
    source = Image.new("RGB", (300, 200), "red")
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera"  # turned by a quarter; the maker's name
    shown = draw_picture(save(source, "JPEG", exif=exif))
    assert shown.size == (200, 300)
    assert not shown.getexif()


def test_pictures_are_made_smaller_and_get_a_ground() -> None:
    shown = draw_picture(save(Image.new("RGBA", (6000, 4000), (0, 0, 0, 0)), "PNG"))
    assert shown.width * shown.height <= MAX_PIXELS
    assert shown.convert("RGB").getpixel((5, 5)) == (255, 255, 255)
    assert draw_picture(save(Image.new("RGB", (20, 20)), "AVIF")).size == (20, 20)
    for source in (Image.new("1", (20, 20)), Image.new("P", (20, 20)), Image.new("CMYK", (20, 20))):
        assert draw_picture(save(source, "TIFF")).size == (20, 20)


def test_a_scan_of_several_pages_shows_the_cited_one() -> None:
    pages = [Image.new("RGB", (20, 20), color) for color in ("red", "blue")]
    scan = save(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    red, _, blue = draw_picture(scan, page=2).convert("RGB").resize((1, 1)).split()
    assert (red.getextrema()[1], blue.getextrema()[0]) == pytest.approx((0, 255), abs=20)
    with pytest.raises(PageImageError):
        draw_picture(scan, page=3)


def test_a_picture_that_is_none_or_too_large_is_refused() -> None:
    bomb = save(Image.new("1", (20_000, 20_000)), "PNG")
    for data in (b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", bomb, bomb[:100]):
        with pytest.raises(PageImageError):
            draw_picture(data)


def test_nothing_of_a_page_is_found_in_an_empty_quote() -> None:
    assert find_quote(list("some page"), "\n\n", "") == []
    assert find_quote([], "words", "words") == []


@pytest.fixture
def knowledge(tmp_path: Path) -> KnowledgeBase:
    def no_encoder(_name: str) -> None:
        raise AssertionError

    config = KnowledgeConfig(
        marks_orders=False,
        database_url=f"sqlite:///{tmp_path / 'knowledge.sqlite3'}",
        index_folder=tmp_path / "index",
        encoder="none",
        load_encoder=no_encoder,  # type: ignore[arg-type]  # nothing is searched here
    )
    return KnowledgeBase(config)


def keep(knowledge: KnowledgeBase, document_id: DocumentId, chunks: list[Chunk]) -> None:
    store: KnowledgeStore = knowledge._store
    embeddings = np.zeros((len(chunks), 4), dtype=np.float32)
    store.replace_passages(document_id, "Guide", chunks, {store.encoder: embeddings})


def chunk(text: str, heading: str = "Returns", page: int | None = None) -> Chunk:
    return Chunk(text=text, heading_path=(heading,), page=page)


def cited(document_id: DocumentId, ordinal: int, text: str, quote: str = "") -> CitedPassage:
    return CitedPassage(document_id=document_id, ordinal=ordinal, text=text, quote=quote or text)


def test_a_passage_is_shown_between_its_neighbours_under_the_same_heading(knowledge: KnowledgeBase) -> None:
    document = knowledge.add_document("guide.md", b"# Guide")
    texts = [f"Passage {number}." for number in range(9)]
    keep(knowledge, document, [chunk("Before.", "Paper"), *map(chunk, texts), chunk("After.", "Ink")])
    first = knowledge.open_evidence(cited(document, 2, "Passage 1.")).section
    assert (first.title, first.heading_path, first.page) == ("Guide", ("Returns",), None)
    assert (first.before, first.after) == (("Passage 0.",), ("Passage 2.", "Passage 3.", "Passage 4."))
    middle = knowledge.open_evidence(cited(document, 6, "Passage 5.")).section
    assert middle.before == ("Passage 2.", "Passage 3.", "Passage 4.")
    assert not knowledge.open_evidence(cited(document, 2, "Passage 1.")).has_page_image


def test_merged_passages_are_opened_as_one(knowledge: KnowledgeBase) -> None:
    document = knowledge.add_document("guide.md", b"# Guide")
    keep(knowledge, document, [chunk(text) for text in ("One.", "Two.", "Three.", "Four.")])
    for ordinal in (1, 2):
        section = knowledge.open_evidence(cited(document, ordinal, "Two.\nThree.")).section
        assert (section.before, section.passage, section.after) == (("One.",), "Two.\nThree.", ("Four.",))


def test_a_passage_that_moved_is_found_and_one_that_changed_is_not(knowledge: KnowledgeBase) -> None:
    document = knowledge.add_document("guide.md", b"# Guide")
    keep(knowledge, document, [chunk("New."), chunk("Old.")])
    assert knowledge.open_evidence(cited(document, 0, "Old.")).section.before == ("New.",)
    for text in ("Older.", "Old. And more.", ""):
        with pytest.raises(PassageNotFoundError):
            knowledge.open_evidence(cited(document, 1, text, "x"))
    with pytest.raises(DocumentNotFoundError):
        knowledge.open_evidence(cited(DocumentId("gone"), 1, "Old."))
    with pytest.raises(DocumentNotFoundError):
        knowledge.render_evidence(cited(DocumentId("gone"), 1, "Old."))


def test_the_page_that_holds_the_quoted_words_is_drawn(knowledge: KnowledgeBase) -> None:
    pdf = FPDF()
    pdf.set_font("Helvetica", size=12)
    for text in ("Opened items can be returned within 14 days.", QUOTE):
        pdf.add_page()
        pdf.cell(text=text)
    data = bytes(pdf.output())
    document = knowledge.add_document("guide.pdf", data)
    keep(
        knowledge,
        document,
        [chunk("Opened items can be returned within 14 days.", page=1), chunk(QUOTE, page=2)],
    )
    merged = cited(document, 0, WORDS, QUOTE)
    evidence = knowledge.open_evidence(merged)
    assert (evidence.has_page_image, evidence.section.page) == (True, 2)
    image = Image.open(io.BytesIO(knowledge.render_evidence(merged))).convert("RGB")
    assert read_marked(data, image, page=2) == letters_of(QUOTE)


def test_a_document_without_pages_has_no_picture(knowledge: KnowledgeBase) -> None:
    document = knowledge.add_document("guide.md", b"# Guide")
    keep(knowledge, document, [chunk("One.")])
    with pytest.raises(PageImageError):
        knowledge.render_evidence(cited(document, 0, "One."))
