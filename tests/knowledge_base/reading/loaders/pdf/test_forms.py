"""PDF: what was typed, chosen and ticked in a form is read beside its words, and so are annotations with text."""

from knowledge_base.reading.loaders.pdf.pdf_loader import load_pdf
from tests.knowledge_base.reading.loaders.pdf.drawn import counted
from tests.knowledge_base.reading.loaders.pdf.pdf_source import HELVETICA, show, write_pdf

FONT = HELVETICA.format(more="")
LABELS = (
    "Device:",
    "Colour:",
    "Remarks:",
    "Under warranty",
    "Express",
    "Pays by card",
    "Pays in cash",
    "Secret:",
)


def make(*annotations: str, labels: tuple[str, ...] = LABELS) -> bytes:
    """Labels below each other from y = 700 on, each 30 points below the one before."""
    contents = "\n".join(show(label, 60, 700 - 30 * at) for at, label in enumerate(labels))
    names = " ".join(f"{number} 0 R" for number in range(6, 6 + len(annotations)))
    return write_pdf(
        contents,
        [FONT, *annotations],
        page=f"/Annots [{names}]",
        catalog=f"/AcroForm << /Fields [{names}] /DA (/F1 10 Tf 0 g) /DR << /Font << /F1 5 0 R >> >> >>",
    )


def field(kind: str, at: float, more: str, *, left: float = 160, width: float = 200) -> str:
    bottom = 696 - 30 * at
    return (
        f"<< /Type /Annot /Subtype /Widget /FT /{kind} /Rect [{left} {bottom} {left + width} {bottom + 14}] "
        f"/DA (/F1 10 Tf 0 g) {more} >>"
    )


def box(at: float, *, is_on: bool, left: float, more: str = "") -> str:
    state = "/Yes" if is_on else "/Off"
    return field("Btn", at, f"/T (b{at}{left}) /V {state} /AS {state} {more}", left=left, width=12)


def test_values_stand_with_their_labels() -> None:
    loaded = load_pdf(
        make(
            field("Tx", 0, "/T (a) /V (Espresso machine Vento 3)"),
            field("Ch", 1, "/T (c) /Ff 131072 /Opt [[(r) (Red)] [(b) (Blue)]] /V (b)"),
            field("Tx", 2, "/T (d) /Ff 4096 /V (Leaks at the lid.\\nNeeds a seal.)"),
            box(3, is_on=True, left=140),
            box(4, is_on=False, left=140),
            box(5, is_on=True, left=40, more="/Ff 32768"),
            box(6, is_on=False, left=40, more="/Ff 32768"),
            field("Tx", 7, "/T (s) /Ff 8192 /V (hunter2)"),
        )
    )
    text = "\n".join(block.text for block in loaded.blocks)
    for line in ("Device: Espresso machine Vento 3", "Colour: Blue", "Leaks at the lid. Needs a seal.",
                 "Under warranty ☑", "Express ☐", "☑ Pays by card", "☐ Pays in cash"):  # fmt: skip
        assert line in text
    assert "hunter2" not in text


def test_a_chinese_value() -> None:
    value = "\ufeff一百二十八元".encode("utf-16-be").hex()
    loaded = load_pdf(make(field("Tx", 0, f"/T (a) /V <{value}>"), labels=("Price:",)))
    assert [block.text for block in loaded.blocks] == ["Price: 一百二十八元"]


def test_a_hidden_field_is_left_out_and_counted() -> None:
    loaded = load_pdf(
        make(field("Tx", 0, "/T (a) /V (Bought for 14 euros) /F 2"), labels=("Price: 39 euros",))
    )
    assert [block.text for block in loaded.blocks] == ["Price: 39 euros"]
    assert counted(loaded) == {"left_out_hidden": 1}


def note(kind: str, text: str, more: str = "") -> str:
    return f"<< /Type /Annot /Subtype /{kind} /Rect [160 696 360 710] /Contents ({text}) {more} >>"


def test_text_that_was_typed_on_a_page_and_notes() -> None:
    loaded = load_pdf(
        make(
            note("FreeText", "Closed in January.", "/DA (/F1 10 Tf 0 g)"),
            note("Text", "Ask for the large size."),
            note("Highlight", "Hours:", "/QuadPoints [60 710 90 710 60 696 90 696]"),
            note("Link", "https://example.org"),
            labels=("Hours:",),
        )
    )
    assert [block.text for block in loaded.blocks] == [
        "Hours: Closed in January.",
        "Note: Ask for the large size.",
    ]


def test_words_that_a_reader_struck_out() -> None:
    strike = "/QuadPoints [60 709 160 709 60 697 160 697]"
    loaded = load_pdf(
        make(note("StrikeOut", "", strike), labels=("Return within 30 days.", "Return within 14 days."))
    )
    assert [block.text for block in loaded.blocks] == ["Return within 14 days."]
    assert counted(loaded) == {"left_out_struck": 1}
