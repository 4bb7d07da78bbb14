"""JSON schemas of the figures that a model may specify: an engine that can constrain its output writes only these."""

from __future__ import annotations

from typing import Any

from model.figures.specification import (
    MAX_CATEGORIES,
    MAX_FUNCTIONS,
    MAX_NODES,
    MAX_POINTS,
    MAX_SERIES,
    ChartKind,
    FigureKind,
)

_TEXT: dict[str, Any] = {"type": "string", "maxLength": 60}
_NUMBER: dict[str, Any] = {"type": "number"}


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: dict[str, Any], least: int, most: int) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": least, "maxItems": most}


SCHEMAS: dict[FigureKind, dict[str, Any]] = {
    FigureKind.FUNCTION: _object(
        figure={"const": "function"},
        title=_TEXT,
        expressions=_list(_TEXT, 1, MAX_FUNCTIONS),
        x_min=_NUMBER,
        x_max=_NUMBER,
    ),
    FigureKind.CHART: _object(
        figure={"const": "chart"},
        kind={"enum": [str(kind) for kind in ChartKind]},
        title=_TEXT,
        categories=_list(_TEXT, 1, MAX_CATEGORIES),
        series=_list(_object(name=_TEXT, values=_list(_NUMBER, 1, MAX_CATEGORIES)), 1, MAX_SERIES),
        x_label=_TEXT,
        y_label=_TEXT,
    ),
    FigureKind.DIAGRAM: _object(
        figure={"const": "diagram"},
        title=_TEXT,
        nodes=_list(_object(id=_TEXT, text=_TEXT, is_decision={"type": "boolean"}), 2, MAX_NODES),
        edges=_list(_object(start=_TEXT, end=_TEXT, text=_TEXT), 1, 2 * MAX_NODES),
    ),
    FigureKind.GEOMETRY: _object(
        figure={"const": "geometry"},
        title=_TEXT,
        points=_list(_object(name=_TEXT, x=_NUMBER, y=_NUMBER), 1, MAX_POINTS),
        segments=_list(_object(start=_TEXT, end=_TEXT, text=_TEXT), 0, MAX_POINTS),
        circles=_list(_object(center=_TEXT, radius=_NUMBER), 0, 4),
        angles=_list(_object(start=_TEXT, vertex=_TEXT, end=_TEXT, text=_TEXT), 0, 4),
    ),
}
