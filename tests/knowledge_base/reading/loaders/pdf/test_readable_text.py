"""PDF: a page whose letters mean something else is recognised instead of read."""

import random
import string

import pytest

from knowledge_base.reading.loaders.pdf.pdf_loader import load_pdf
from knowledge_base.reading.loaders.pdf.readable_text import reads_like_language
from tests.knowledge_base.reading.loaders.pdf.pdf_source import HELVETICA, show, write_pdf

LINES = (
    "The battery of the Osprey lawn mower is charged in ninety minutes.",
    "Store it at a charge of forty percent in winter, in a dry place.",
    "A spare battery costs as much as the charger and has its own warranty.",
)


def shifted(text: str) -> str:
    return "".join(chr(ord(char) - 29) if char != " " else char for char in text)


def exchanged(text: str) -> str:
    letters = list(string.ascii_lowercase)
    random.Random(4).shuffle(letters)  # noqa: S311  # always the same
    return text.lower().translate(str.maketrans(string.ascii_lowercase, "".join(letters)))


@pytest.mark.parametrize(
    "text",
    [
        *LINES,
        "Der Akku des Rasenmähers ist in neunzig Minuten geladen.",
        "La batería del cortacésped se carga en noventa minutos.",
        "Akumulator kosiarki ładuje się dziewięćdziesiąt minut.",
        "Ruohonleikkurin akku latautuu yhdeksässäkymmenessä minuutissa.",
        "Аккумулятор газонокосилки заряжается девяносто минут.",
        "割草机的电池需要充电九十分钟，冬天请保存在干燥的地方。",
        "BG-101 Ignition module 14 23.40 BG-102 Gas hose 80 cm 3 17.90",
        "int main(void) { for (int i = 0; i < n; i++) buf[i] = next(p); }",
        "..............................................................",
        "12.50 13.00 14.75 18.20 19.00 22.30",
    ],
)
def test_texts_of_many_kinds_read_like_language(text: str) -> None:
    assert reads_like_language(text)


@pytest.mark.parametrize(
    "text",
    [
        *map(shifted, LINES),
        exchanged(" ".join(LINES)),
        "".join(chr(0x4E00 + 37 * ord(char) % 20_000) for char in LINES[0] if char != " "),
        "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~!#%$&*(+)/-",
    ],
)
def test_letters_that_were_exchanged_do_not(text: str) -> None:
    assert not reads_like_language(text)


def make(lines: tuple[str, ...]) -> bytes:
    def escape(line: str) -> str:
        return "".join(f"\\{ord(char):03o}" for char in line)

    contents = "\n".join(show(escape(line), 60, 700 - 30 * at) for at, line in enumerate(lines))
    return write_pdf(contents, [HELVETICA.format(more="")])


def test_a_page_of_exchanged_letters_is_to_be_recognised() -> None:
    loaded = load_pdf(make(tuple(map(exchanged, LINES))))
    assert loaded.blocks == ()
    assert loaded.picture_pages == (1,)


def test_of_a_mixed_page_the_readable_lines_are_kept() -> None:
    loaded = load_pdf(make((*LINES, *map(exchanged, LINES))))
    assert loaded.picture_pages == (1,)
    assert [block.text for block in loaded.blocks] == list(LINES)


def test_a_readable_page_is_read() -> None:
    loaded = load_pdf(make(LINES))
    assert loaded.picture_pages == ()
    assert [block.text for block in loaded.blocks] == list(LINES)
