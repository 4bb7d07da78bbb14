from collections.abc import Collection

import pytest

from model.photos.confusable_codes import repair_codes


class Catalogue:
    def __init__(self, *codes: str) -> None:
        self.codes = codes

    def known_codes(self, codes: Collection[str]) -> frozenset[str]:
        return frozenset(codes) & frozenset(self.codes)


@pytest.mark.parametrize(
    ("read", "right"),
    [
        ("EAN 40O638I333931", "EAN 4006381333931"),  # the check digit holds with digits only
        ("IMEI 49O1542O3237518", "IMEI 490154203237518"),
        ("EAN 40O638I333932", "EAN 40O638I333932"),  # it does not: kept as it was read
        ("LOT 8O0B", "LOT 8O0B"),
    ],
)
def test_a_check_digit_is_evidence(read: str, right: str) -> None:
    assert repair_codes(read) == right


def test_a_barcode_with_the_same_content_is_evidence() -> None:
    assert repair_codes("S/N LM-2O39I-88", barcodes=["LM-20391-B8"]) == "S/N LM-20391-B8"
    assert repair_codes("S/N LM-2O39I-88", barcodes=["LM-20391-C8"]) == "S/N LM-2O39I-88"


def test_a_model_that_the_documents_name_is_evidence() -> None:
    assert repair_codes("Model A5-2O0", known=Catalogue("AS-200")) == "Model AS-200"
    assert repair_codes("Model A5-2O0", known=Catalogue("AS-200", "A5-200")) == "Model A5-2O0"
    assert repair_codes("Model A5-2O0", known=Catalogue("AS-200", "A5-2O0")) == "Model A5-2O0"
    assert repair_codes("Model A5-2O0") == "Model A5-2O0"


def test_words_stay_words() -> None:
    text = "Boil 5 litres. Slide 1O. SOS 112 on 2024-05-01."
    assert repair_codes(text, known=Catalogue()) == text
