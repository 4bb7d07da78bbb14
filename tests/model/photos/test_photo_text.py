"""Photos as they come, read with the real networks: turned, tilted, dark, small; barcodes; formulas."""

import io

import matplotlib
import numpy as np
import pytest
import zxingcpp
from PIL import Image

from benchmarks.photo_samples import encode, render_prints, vary
from benchmarks.photos import error_rate
from model.photos.barcodes import keep_proven, read_barcodes
from model.photos.photo_reader import PhotoReader
from tests.conftest import PROJECT_FOLDER

matplotlib.use("Agg")
CODES = PROJECT_FOLDER / "tests" / "data" / "photos" / "codes"
PRINTS = {sample.name: sample for sample in render_prints()}


@pytest.fixture(scope="module")
def photos() -> PhotoReader:
    return PhotoReader(max_pixels=40_000_000)


@pytest.mark.parametrize(
    "variant",
    ["turned 90°", "turned 270°", "tilted −28°", "perspective", "dark", "small in 12 MP"],
)
def test_a_nameplate_is_read_in_order_however_it_was_taken(photos: PhotoReader, variant: str) -> None:
    plate = PRINTS["nameplate"]
    read = photos.read(encode(vary(plate.picture, variant)))
    assert error_rate(read.text, plate.text) < 0.06
    assert ("model", "AS-200") in [(one.kind.value, one.value) for one in read.findings]


def test_a_table_is_read_row_by_row_with_its_cells_apart(photos: PhotoReader) -> None:
    read = photos.read(encode(PRINTS["table"].picture)).text.splitlines()
    assert read == ["Size | Price | Stock", "Small | 12.50 | 14", "Medium | 15.00 | 7", "Large | 18.75 | 22"]


def test_a_receipt_keeps_items_and_prices_together(photos: PhotoReader) -> None:
    lines = photos.read(encode(PRINTS["receipt"].picture)).text.splitlines()
    assert "TOTAL EUR 15.44" in lines
    assert "Bread 3.49" in lines


def test_columns_of_chinese_are_read_from_right_to_left(photos: PhotoReader) -> None:
    data = (CODES.parent / "vertical_zh.jpg").read_bytes()
    assert photos.read(data).text.splitlines() == [
        "有評是是非非之士師也",
        "是非不得問之人要取之",
        "巳取之時不參一人見而",
    ]


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("ean13.webp", "8886316200561"),
        ("ean8.webp", "67678983"),
        ("code128.webp", "2-146-11"),
        ("upca.webp", "0890444000335"),
        ("qr_inverted.webp", "MEBKM:URL:http\\://en.wikipedia.org/wiki/Main_Page;;"),
        ("datamatrix.webp", "10f27ce-acb7-4e4e-a7ae-a0b98da6ed4a"),
    ],
)
def test_photographed_barcodes_are_read(file: str, content: str) -> None:
    picture = Image.open(CODES / file).convert("RGB")
    assert [(code.text, code.is_verified) for code in read_barcodes(picture)] == [(content, True)]


def test_a_code_without_a_checksum_counts_only_beside_its_own_characters() -> None:
    code = zxingcpp.create_barcode("LM20391", zxingcpp.BarcodeFormat.Code39)
    bars = Image.fromarray(np.array(zxingcpp.write_barcode_to_image(code, scale=3))).convert("RGB")
    found = read_barcodes(bars)
    assert [one.text for one in found] == ["LM20391"]
    assert keep_proven(found, "Serial LM20392") == ()
    assert keep_proven(found, "Serial LM-20391") == found


def test_an_exercise_becomes_text_with_its_formulas(photos: PhotoReader) -> None:
    import matplotlib.pyplot as plt

    exercise = {
        r"$x^2+5x+6=0$": "x^2+5x+6=0",
        r"$\frac{x+1}{2}=7$": "(x+1)/2=7",
        r"$\sqrt{x+4}=3$": "sqrt(x+4)=3",
        r"$2x-3\leq 11$": "2x-3≤11",
        r"$\frac{x^2-1}{x+1}=4$": "(x^2-1)/(x+1)=4",
    }
    with plt.rc_context({"mathtext.fontset": "cm"}):
        figure = plt.figure(figsize=(8, 6.5), dpi=110)
        for row, formula in enumerate(exercise):
            figure.text(0.08, 0.85 - 0.17 * row, formula, fontsize=26)
        output = io.BytesIO()
        figure.savefig(output, format="png")
        plt.close(figure)
    read = [line.replace(" ", "") for line in photos.read(output.getvalue()).text.splitlines()]
    assert read == list(exercise.values())


@pytest.mark.parametrize("size", [(1, 900), (3, 3), (40, 2000)])
def test_ribbons_and_dots_hold_no_text(photos: PhotoReader, size: tuple[int, int]) -> None:
    output = io.BytesIO()
    Image.new("RGB", size, "gray").save(output, "PNG")
    assert photos.read(output.getvalue()).text == ""
