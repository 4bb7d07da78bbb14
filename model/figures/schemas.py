"""JSON schemas of the figures that a model may specify: an engine that can constrain its output writes only these."""

from __future__ import annotations

from collections.abc import Mapping
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


def object_schema(**properties: Any) -> dict[str, Any]:
    """Return the schema of an object that has these properties and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def list_schema(items: Mapping[str, Any], least: int, most: int) -> dict[str, Any]:
    """Return the schema of a list of `least` to `most` items."""
    return {"type": "array", "items": items, "minItems": least, "maxItems": most}


SCHEMAS: dict[FigureKind, dict[str, Any]] = {
    FigureKind.FUNCTION: object_schema(
        figure={"const": "function"},
        title=_TEXT,
        expressions=list_schema(_TEXT, 1, MAX_FUNCTIONS),
        x_min=_NUMBER,
        x_max=_NUMBER,
    ),
    FigureKind.CHART: object_schema(
        figure={"const": "chart"},
        kind={"enum": [str(kind) for kind in ChartKind]},
        title=_TEXT,
        categories=list_schema(_TEXT, 1, MAX_CATEGORIES),
        series=list_schema(
            object_schema(name=_TEXT, values=list_schema(_NUMBER, 1, MAX_CATEGORIES)), 1, MAX_SERIES
        ),
        x_label=_TEXT,
        y_label=_TEXT,
    ),
    FigureKind.DIAGRAM: object_schema(
        figure={"const": "diagram"},
        title=_TEXT,
        nodes=list_schema(object_schema(id=_TEXT, text=_TEXT, is_decision={"type": "boolean"}), 2, MAX_NODES),
        edges=list_schema(object_schema(start=_TEXT, end=_TEXT, text=_TEXT), 1, 2 * MAX_NODES),
    ),
    FigureKind.GEOMETRY: object_schema(
        figure={"const": "geometry"},
        title=_TEXT,
        points=list_schema(object_schema(name=_TEXT, x=_NUMBER, y=_NUMBER), 1, MAX_POINTS),
        segments=list_schema(object_schema(start=_TEXT, end=_TEXT, text=_TEXT), 0, MAX_POINTS),
        circles=list_schema(object_schema(center=_TEXT, radius=_NUMBER), 0, 4),
        angles=list_schema(object_schema(start=_TEXT, vertex=_TEXT, end=_TEXT, text=_TEXT), 0, 4),
    ),
}
