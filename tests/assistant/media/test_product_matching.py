"""Which products a photo shows: the signs together, with given similarities."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt
import pytest

from assistant.media.product_matching import SHOWN, ProductMatcher, label_share
from knowledge_base.passages import DocumentId, Scope
from knowledge_base.picture_values import (
    PictureDetails,
    PictureId,
    PictureMatch,
    ProductPicture,
    normalise_barcode,
)
from tests.assistant.fakes import FixedRetriever, passage

EAN = "4006381333931"
NOBODY = np.zeros(4, dtype=np.float32)


def picture(number: int, product: str, barcodes: Sequence[str] = ()) -> ProductPicture:
    codes = tuple(normalise_barcode(code) for code in barcodes)
    return ProductPicture(
        id=PictureId(number),
        document_id=DocumentId(f"d{number}"),
        document_title=f"{product} manual",
        collection="shop",
        product=product,
        caption=product,
        details=PictureDetails(product=product, barcodes=codes),
        mime_type="image/jpeg",
        width=10,
        height=10,
        added_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


@dataclass
class Shelf:
    """Pictures with the similarity that each has to whatever photo comes."""

    similarities: dict[ProductPicture, float]

    def findable(self, scope: Scope) -> tuple[ProductPicture, ...]:
        del scope
        return tuple(self.similarities)

    def search(self, embedding: npt.NDArray[np.float32], *, k: int, scope: Scope) -> tuple[PictureMatch, ...]:
        del embedding, scope
        ordered = sorted(self.similarities.items(), key=lambda pair: -pair[1])
        return tuple(PictureMatch(picture=p, similarity=s) for p, s in ordered[:k])

    def with_barcode(self, barcode: str, scope: Scope) -> tuple[ProductPicture, ...]:
        del scope
        wanted = normalise_barcode(barcode)
        return tuple(p for p in self.similarities if wanted in p.details.barcodes)


def match(
    similarities: dict[ProductPicture, float], *, text: str = "", barcodes: Sequence[str] = ()
) -> list[tuple[str, bool]]:
    retriever = FixedRetriever((passage(1, f"Kettle, article {EAN}, boils water."),))
    matcher = ProductMatcher(pictures=Shelf(similarities), passages=retriever)
    found = matcher.match(NOBODY, text=text, barcodes=barcodes, scope=Scope())
    return [(card.product, card.is_sure) for card in found]


KETTLE, LAMP, RADIO = picture(1, "Kettle K5"), picture(2, "Lamp L2"), picture(3, "Radio R7", [EAN])


def test_what_looks_alike_and_is_far_ahead_is_sure() -> None:
    assert match({KETTLE: 0.8, LAMP: 0.35, RADIO: 0.3}) == [("Kettle K5", True)]


def test_what_looks_like_nothing_gives_no_card() -> None:
    assert match({KETTLE: 0.3, LAMP: 0.28, RADIO: 0.1}) == []
    assert match({KETTLE: 0.3}) == []
    assert match({}) == []


def test_two_that_look_alike_are_both_shown_and_neither_is_sure() -> None:
    found = match({KETTLE: 0.72, LAMP: 0.7, RADIO: 0.1})
    assert [product for product, _ in found] == ["Kettle K5", "Lamp L2"]
    assert not any(is_sure for _, is_sure in found)


def test_the_name_on_the_label_decides_between_two_that_look_alike() -> None:
    assert match({KETTLE: 0.66, LAMP: 0.68}, text="LAMP  L2\n230 V")[0] == ("Lamp L2", True)


def test_a_barcode_is_certain_and_leaves_no_other() -> None:
    assert match({KETTLE: 0.9, RADIO: 0.1}, barcodes=[EAN]) == [("Radio R7", True)]


def test_a_barcode_in_a_passage_names_the_document_of_a_picture() -> None:
    assert match({KETTLE: 0.1, LAMP: 0.2}, barcodes=[EAN]) == [("Kettle K5", True)]
    assert match({KETTLE: 0.1, LAMP: 0.2}, barcodes=["4006381333949"]) == []


def test_a_product_has_one_card_however_many_pictures_and_no_more_than_three_are_shown() -> None:
    second = picture(9, "kettle k5")
    assert len(match({KETTLE: 0.9, second: 0.88, LAMP: 0.3})) == 1
    many = {picture(n, f"Cup {n}{n}"): 0.9 for n in range(1, 8)}
    found = match(many)
    assert len(found) == SHOWN
    assert not any(is_sure for _, is_sure in found)


@pytest.mark.parametrize(
    ("product", "label", "share"),
    [
        ("AeroSound 2", "aerosound 2 charging case", 1.0),
        ("AeroSound 2", "AeroSaund 2", 1.0),  # one letter was read wrongly
        ("AeroSound 2", "LumiCam", 0.0),
        ("AeroSound 2", "2", 0.0),
        ("智能台灯", "智能台灯 使用说明", 1.0),
        ("!!!", "anything", 0.0),
        ("Kettle K5", "", 0.0),
    ],
)
def test_how_much_of_a_name_stands_on_a_label(product: str, label: str, share: float) -> None:
    words = frozenset(label.lower().split())
    assert label_share(product, words) == pytest.approx(share)
