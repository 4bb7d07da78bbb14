import pytest

from model.photos.findings import FindingKind, find_values


def found(text: str) -> list[tuple[str, str]]:
    return [(finding.kind.value, finding.value) for finding in find_values(text)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Model: AS-200\nS/N LM-20391-B8", [("model", "AS-200"), ("serial", "LM-20391-B8")]),
        ("Model No. WH-1000XM4", [("model", "WH-1000XM4")]),
        ("产品型号：KX-77A 序列号：20391ABC", [("model", "KX-77A"), ("serial", "20391ABC")]),
        ("IMEI: 490154203237518", [("serial", "490154203237518")]),
        ("The update failed with 0x80070057.", [("error", "0x80070057")]),
        ("Check engine P0420", [("error", "P0420")]),
        ("net::ERR_CONNECTION_REFUSED", [("error", "ERR_CONNECTION_REFUSED")]),
        ("Stop code: PAGE_FAULT_IN_NONPAGED_AREA", [("error", "PAGE_FAULT_IN_NONPAGED_AREA")]),
        ("The display shows E-24", [("error", "E-24")]),
        ("Error code 12", [("error", "12")]),
        ("显示 E3 时，请检查锅盖", [("error", "E3")]),
        ("Bought on 2024-05-01 for € 129.90", [("date", "2024-05-01"), ("amount", "€ 129.90")]),
        ("2024年11月3日 合计 1,299.00元", [("date", "2024年11月3日"), ("amount", "1,299.00元")]),
        ("3 Nov 2024", [("date", "3 Nov 2024")]),
    ],
)
def test_values_are_found_with_their_kind(text: str, values: list[tuple[str, str]]) -> None:
    assert found(text) == values


@pytest.mark.parametrize(
    "text",
    [
        "Model name and serial number are on the back.",
        "Call 027-88852022 or see page 12.",
        "Solve 3x + 5 = 20.",
        "A model student, a typewriter and a modern SNACK.",
        "",
    ],
)
def test_ordinary_words_and_numbers_are_no_findings(text: str) -> None:
    assert found(text) == []


def test_each_value_is_named_once_models_first() -> None:
    text = "E-204\nModel AS-200\nE-204\nModel: AS-200"
    assert found(text) == [("model", "AS-200"), ("error", "E-204")]


def test_a_long_text_yields_a_bounded_number() -> None:
    text = " ".join(f"E-{number}" for number in range(3000))
    assert 0 < len(find_values(text)) <= 24
    assert {finding.kind for finding in find_values(text)} == {FindingKind.ERROR}
