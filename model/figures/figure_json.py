"""A figure as JSON: read and checked, written, and the schema that a model writes by."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from model.errors import FigureError
from model.figures.checked_json import read_checked, schema_of
from model.figures.contradictions import check_meaning
from model.figures.specification import Chart, Diagram, Figure, FigureKind, FunctionPlot, Geometry

_TYPES: dict[FigureKind, type[Figure]] = {
    FigureKind.FUNCTION: FunctionPlot,
    FigureKind.CHART: Chart,
    FigureKind.DIAGRAM: Diagram,
    FigureKind.GEOMETRY: Geometry,
}


def parse_figure(data: str | Mapping[str, Any]) -> Figure:
    """Read and check a specification.

    Args:
        data: A JSON object, or its text: `figure` names the kind, the rest are the fields of that kind.

    Raises:
        FigureContradictionError: Its schema allows it, but it contradicts itself or shows nothing.
        FigureError: Its schema does not allow it; the message names the part that is wrong.
    """
    figure = read_figure(data)
    check_meaning(figure)
    return figure


def read_figure(data: str | Mapping[str, Any]) -> Figure:
    """Read what the schema of a kind allows; see `parse_figure`.

    Raises:
        FigureError: Its schema does not allow it.
    """
    try:
        fields = dict(json.loads(data) if isinstance(data, str) else data)
        kind = FigureKind(fields.pop("figure"))
    except (ValueError, TypeError, KeyError, RecursionError) as exc:
        msg = f"the figure's specification names no kind of figure: {type(exc).__name__}"
        raise FigureError(msg) from exc
    return read_checked(_TYPES[kind], fields)


def to_json(figure: Figure) -> dict[str, Any]:
    """Write a figure as the JSON that `parse_figure` reads."""
    kind = next(kind for kind, type_ in _TYPES.items() if isinstance(figure, type_))
    return {"figure": str(kind), **asdict(figure)}


def schema_of_figure(kind: FigureKind) -> dict[str, Any]:
    """Return the JSON schema of a kind of figure: what it allows is read, and nothing else."""
    schema = schema_of(_TYPES[kind])
    return {
        **schema,
        "properties": {"figure": {"const": str(kind)}, **schema["properties"]},
        "required": ["figure", *schema["required"]],
    }
