from __future__ import annotations

from typing import Any

import pytest

from assistant.figures.figure_evidence import keep_supported
from model.figures.figure_json import parse_figure
from model.figures.specification import Chart, Geometry

TABLE = "Model: AS-200 · Price: 1,129 EUR · Stock: 4\nModel: AS-100 · Price: 89 EUR · Stock: 0"


def chart(values: list[float], categories: list[str] | None = None) -> dict[str, Any]:
    return {
        "figure": "chart",
        "kind": "bar",
        "title": "",
        "categories": categories or ["AS-200", "AS-100"],
        "series": [{"name": "Price", "values": values}],
        "x_label": "",
        "y_label": "",
    }


def sketch(ab: str, bc: str) -> dict[str, Any]:
    return {
        "figure": "geometry",
        "title": "",
        "circles": [],
        "angles": [],
        "points": [
            {"name": "A", "x": 0, "y": 0},
            {"name": "B", "x": 4, "y": 0},
            {"name": "C", "x": 4, "y": 3},
        ],
        "segments": [{"start": "A", "end": "B", "text": ab}, {"start": "B", "end": "C", "text": bc}],
    }


def test_a_chart_of_the_sources_numbers_is_kept() -> None:
    kept = keep_supported(parse_figure(chart([1129, 89])), [TABLE])

    assert isinstance(kept, Chart)
    assert [series.values for series in kept.series] == [(1129, 89)]
    assert kept.y_label == "euros"  # the sources say what the numbers are


@pytest.mark.parametrize("values", [[1129, 4], [89, 1129], [1129, 90], [4, 89]])
def test_an_invented_number_or_one_of_another_row_is_not_drawn(values: list[float]) -> None:
    assert keep_supported(parse_figure(chart(values)), [TABLE]) is None


def test_a_category_that_no_source_names_is_not_drawn() -> None:
    assert keep_supported(parse_figure(chart([1129, 89], ["AS-200", "ZX-9"])), [TABLE]) is None


def test_chinese_sentences_carry_their_numbers() -> None:
    sources = ["一月销量 120 台，二月销量 150 台。"]

    assert keep_supported(parse_figure(chart([120, 150], ["一月", "二月"])), sources) is not None
    assert keep_supported(parse_figure(chart([120, 155], ["一月", "二月"])), sources) is None


def test_a_function_with_foreign_numbers_is_not_drawn() -> None:
    plot = parse_figure({"figure": "function", "title": "", "expressions": ["7x^2"], "x_min": 0, "x_max": 1})

    assert keep_supported(plot, ["y = 7x^2"]) == plot
    assert keep_supported(plot, ["y = 6x^2"]) is None


def test_a_diagram_of_other_things_is_not_drawn() -> None:
    diagram = parse_figure(
        {
            "figure": "diagram",
            "title": "",
            "nodes": [
                {"id": "a", "text": "Open the return request", "is_decision": False},
                {"id": "b", "text": "Print the label", "is_decision": False},
            ],
            "edges": [{"start": "a", "end": "b", "text": ""}],
        }
    )

    assert keep_supported(diagram, ["Open a return request, then print the label."]) == diagram
    assert keep_supported(diagram, ["The museum closes at six."]) is None


def test_a_length_that_nobody_gave_is_left_off_and_a_false_scale_is_refused() -> None:
    kept = keep_supported(parse_figure(sketch("4 cm", "99 cm")), ["a side of 4 cm"])
    assert isinstance(kept, Geometry)
    assert [segment.text for segment in kept.segments] == ["4 cm", ""]

    assert keep_supported(parse_figure(sketch("4", "9")), ["sides 4 and 9"]) is None
