from __future__ import annotations

import copy
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from model.errors import FigureError
from model.figures.diagrams import to_mermaid
from model.figures.drawing import draw_figure
from model.figures.figure_json import parse_figure, to_json
from model.figures.specification import Diagram

FUNCTION: dict[str, Any] = {
    "figure": "function",
    "title": "图像",
    "expressions": ["x^2-4x+3", "1/x"],
    "x_min": -2,
    "x_max": 6,
}
CHART: dict[str, Any] = {
    "figure": "chart",
    "kind": "bar",
    "title": "Prices $x$ & <b>",
    "categories": ["AS-200 无线耳机", "AS-100"],
    "series": [{"name": "2026", "values": [129, 89]}],
    "x_label": "",
    "y_label": "€",
}
DIAGRAM: dict[str, Any] = {
    "figure": "diagram",
    "title": "Reset",
    "nodes": [
        {"id": "a", "text": "Hold power", "is_decision": False},
        {"id": "end", "text": "Light blinks?", "is_decision": True},
        {"id": "c", "text": "完成", "is_decision": False},
    ],
    "edges": [{"start": "a", "end": "end", "text": ""}, {"start": "end", "end": "c", "text": "yes"}],
}
GEOMETRY: dict[str, Any] = {
    "figure": "geometry",
    "title": "",
    "points": [{"name": "A", "x": 0, "y": 0}, {"name": "B", "x": 4, "y": 0}, {"name": "C", "x": 0, "y": 3}],
    "segments": [{"start": "A", "end": "B", "text": "4 cm"}, {"start": "B", "end": "C", "text": ""}],
    "circles": [{"center": "A", "radius": 2}],
    "angles": [
        {"start": "B", "vertex": "A", "end": "C", "text": ""},
        {"start": "A", "vertex": "B", "end": "C", "text": ""},
    ],
}
ALL = [FUNCTION, CHART, DIAGRAM, GEOMETRY]


def changed(specification: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {**copy.deepcopy(specification), **fields}


def node(name: str, text: str = "") -> dict[str, Any]:
    return {"id": name, "text": text, "is_decision": False}


def edge(start: str, end: str) -> dict[str, Any]:
    return {"start": start, "end": end, "text": ""}


def texts_of(svg: bytes) -> str:
    return " ".join(" ".join(element.itertext()) for element in ET.fromstring(svg).iter())  # noqa: S314  # our own


@pytest.mark.parametrize("specification", ALL, ids=lambda s: s["figure"])
def test_each_kind_is_drawn_as_svg_whose_words_are_text(specification: dict[str, Any]) -> None:
    svg = draw_figure(parse_figure(specification))

    assert ET.fromstring(svg).tag.endswith("svg")  # noqa: S314  # our own
    words = {"function": "y = x²-4x+3", "chart": "无线耳机", "diagram": "完成", "geometry": "4 cm"}
    assert words[specification["figure"]] in texts_of(svg)


@pytest.mark.parametrize("specification", ALL, ids=lambda s: s["figure"])
def test_a_figure_is_the_same_after_it_was_saved(specification: dict[str, Any]) -> None:
    figure = parse_figure(specification)

    assert parse_figure(to_json(figure)) == figure


@pytest.mark.parametrize("kind", ["line", "scatter", "pie"])
def test_every_chart_is_drawn(kind: str) -> None:
    chart = parse_figure(changed(CHART, kind=kind, categories=["1", "2"]))

    assert draw_figure(chart).startswith(b"<?xml")


def test_formulas_and_markup_in_a_title_stay_as_they_are_written() -> None:
    assert "Prices $x$ & <b>" in texts_of(draw_figure(parse_figure(CHART)))


@pytest.mark.parametrize(
    "specification",
    [
        "",
        "[]",
        "{",
        '{"figure": "video"}',
        "[" * 100_000,
        changed(FUNCTION, expressions=[]),
        changed(FUNCTION, expressions=["5"]),
        changed(FUNCTION, expressions=["open('/etc/passwd')"]),
        changed(FUNCTION, x_min=3, x_max=3),
        changed(FUNCTION, x_min="NaN"),
        changed(FUNCTION, x_max=1e300),
        changed(FUNCTION, expressions=["x"] * 100),
        changed(CHART, categories=["only one"]),
        changed(CHART, categories=[]),
        changed(CHART, series=[{"name": "", "values": [1, float("inf")]}]),
        changed(CHART, series=[{"name": "", "values": [True, 1]}]),
        changed(CHART, kind="pie", series=[{"name": "", "values": [-1, 2]}]),
        changed(CHART, kind="scatter", categories=["a", "b"]),
        changed(DIAGRAM, edges=[edge("a", "nowhere")]),
        changed(DIAGRAM, nodes=[node("a"), node("a")], edges=[edge("a", "a")]),
        changed(DIAGRAM, nodes=[*DIAGRAM["nodes"], *(node(str(i)) for i in range(500))]),
        changed(GEOMETRY, segments=[], circles=[], angles=[]),
        changed(GEOMETRY, circles=[{"center": "A", "radius": 0}]),
        changed(GEOMETRY, points="A"),
        changed(DIAGRAM, nodes=[{"id": "a", "text": "", "is_decision": "no"}, *DIAGRAM["nodes"]]),
        changed(CHART, title="x" * 81),
        changed(CHART, colour="red"),
        {name: value for name, value in CHART.items() if name != "y_label"},
    ],
    ids=range(28),
)
def test_what_can_not_be_drawn_is_refused(specification: Any) -> None:
    with pytest.raises(FigureError):
        parse_figure(specification)


def test_a_function_without_a_value_in_the_range_is_refused() -> None:
    plot = parse_figure(changed(FUNCTION, expressions=["sqrt(x)"], x_min=-5, x_max=-1))

    with pytest.raises(FigureError):
        draw_figure(plot)


def test_a_pole_does_not_flatten_the_graph() -> None:
    svg = draw_figure(parse_figure(changed(FUNCTION, expressions=["1/x"], x_min=-5, x_max=5))).decode()
    ticks = {float(n.replace("−", "-")) for n in re.findall(r">(−?\d+(?:\.\d+)?)</text>", svg)}

    assert ticks
    assert max(ticks) <= 60


def test_a_label_can_not_speak_mermaid() -> None:
    attack = 'x"]; click n0 href "javascript:alert(1)"; %%{init: {}}%% <img src=x onerror=alert(1)>'
    diagram = parse_figure(changed(DIAGRAM, nodes=[node("attack", attack[:80]), *DIAGRAM["nodes"]]))
    assert isinstance(diagram, Diagram)

    drawn = ET.fromstring(draw_figure(diagram))  # noqa: S314  # our own

    assert not re.search(r'click n0 href "|<img|\]; ', to_mermaid(diagram))
    tags = {element.tag.rpartition("}")[2] for element in drawn.iter()}
    names = {name.rpartition("}")[2] for element in drawn.iter() for name in element.attrib}
    assert not tags & {"a", "img", "image", "script", "foreignObject", "iframe"}
    assert not {name for name in names if name == "href" or name.startswith("on")}


def test_lone_surrogates_and_control_characters_leave_the_labels() -> None:
    svg = draw_figure(parse_figure(changed(CHART, title="a\x00b\ud800c\u202ed")))

    assert "a b c d" in texts_of(svg)
