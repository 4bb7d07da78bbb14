from __future__ import annotations

from typing import Any

import pytest

from assistant.figures.chart_evidence import SupportedChart, keep_supported_chart
from knowledge_base.text.languages import Language
from model.figures.figure_json import parse_figure
from model.figures.specification import Chart

DELIVERY = (
    "Standard delivery costs 4.90 euros. Deliveries to islands cost 6 euros extra.",
    "Standard delivery takes 2 to 4 working days. Express delivery arrives the next day and costs 9.90 euros.",
)
WARRANTY = ("Chargers: 18 months", "Cameras: 3 years", "Bags: black")


def check(
    sources: tuple[str, ...],
    label: str,
    categories: list[str],
    language: Language = "en",
    **series: list[float],
) -> SupportedChart | None:
    fields: dict[str, Any] = {
        "figure": "chart",
        "kind": "bar",
        "title": "",
        "categories": categories,
        "series": [{"name": name, "values": entry} for name, entry in series.items()],
        "x_label": "",
        "y_label": label,
    }
    figure = parse_figure(fields)
    assert isinstance(figure, Chart)
    return keep_supported_chart(figure, sources, language)


def test_a_wrong_number_gives_way_to_the_only_one_in_the_unit_that_is_meant() -> None:
    kept = check(DELIVERY, "Cost (euros)", ["Standard delivery", "Express delivery"], cost=[4.9, 6])

    assert kept is not None
    assert kept.chart.series[0].values == (4.9, 9.9)
    assert kept.facts == ("Standard delivery: 4.90 euros", "Express delivery: 9.90 euros")


@pytest.mark.parametrize(("label", "value"), [("", 6), ("Days", 9)])
def test_without_one_such_number_nothing_is_guessed(label: str, value: float) -> None:
    assert check(DELIVERY, label, ["Standard delivery", "Express delivery"], cost=[4.9, value]) is None


@pytest.mark.parametrize(("language", "label"), [("en", "months"), ("zh", "个月")])
def test_bars_of_two_units_are_brought_into_one(language: Language, label: str) -> None:
    kept = check(WARRANTY, "", ["Chargers", "Cameras"], language, warranty=[18, 3])

    assert kept is not None
    assert (kept.chart.series[0].values, kept.chart.y_label) == ((18, 36), label)
    assert kept.facts[1] == "Cameras: 3 years"  # as the source says it


def test_a_series_that_the_sources_do_not_hold_is_left_out() -> None:
    kept = check(WARRANTY, "", ["Chargers", "Cameras"], warranty=[18, 3], extension=[0, 2])

    assert kept is not None
    assert [series.name for series in kept.chart.series] == ["warranty"]


def test_numbers_of_different_things_are_no_chart() -> None:
    assert check(("Lamp: 30 euros", "Mug: 2 kg"), "", ["Lamp", "Mug"], worth=[30, 2]) is None
