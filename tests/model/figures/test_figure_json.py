"""What the schema of a figure allows is read, and what is read the schema allows; the rest says what is wrong."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.errors import FigureContradictionError, FigureError
from model.figures.figure_json import parse_figure, read_figure, schema_of_figure, to_json
from model.figures.specification import FigureKind
from tests.model.figures.test_drawing import ALL, CHART, DIAGRAM, FUNCTION, changed

SCHEMAS = {kind: schema_of_figure(kind) for kind in FigureKind}
ODD = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=100)
    | st.lists(st.none(), max_size=40)
    | st.dictionaries(st.text(max_size=3), st.none(), max_size=2)
)


def allows(schema: dict[str, Any], value: Any, root: dict[str, Any]) -> bool:
    """Tell whether a JSON schema allows a value: the words of JSON Schema 2020-12 that ours use, and no others."""
    if "$ref" in schema:
        return allows(root["$defs"][schema["$ref"].rpartition("/")[2]], value, root)
    assert set(schema) <= set(RULES) | {"title", "description", "$defs", "properties", "items"}
    parts: list[tuple[dict[str, Any], Any]] = []
    if isinstance(value, dict) and "properties" in schema:
        assert schema["additionalProperties"] is False
        parts = [(part, value[name]) for name, part in schema["properties"].items() if name in value]
        if not set(value) <= set(schema["properties"]):
            return False
    elif isinstance(value, list):
        parts = [(schema.get("items", {}), entry) for entry in value]
    return all(RULES[word](value, rule) for word, rule in schema.items() if word in RULES) and all(
        allows(part, entry, root) for part, entry in parts
    )


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "number": is_number,
}
RULES: dict[str, Callable[[Any, Any], bool]] = {
    "type": lambda value, rule: TYPES[rule](value),
    "const": lambda value, rule: value == rule,
    "enum": lambda value, rule: value in rule,
    "maxLength": lambda value, rule: not isinstance(value, str) or len(value) <= rule,
    "minItems": lambda value, rule: not isinstance(value, list) or len(value) >= rule,
    "maxItems": lambda value, rule: not isinstance(value, list) or len(value) <= rule,
    "minimum": lambda value, rule: not is_number(value) or value >= rule,
    "maximum": lambda value, rule: not is_number(value) or value <= rule,
    "exclusiveMinimum": lambda value, rule: not is_number(value) or value > rule,
    "required": lambda value, rule: not isinstance(value, dict) or set(rule) <= set(value),
    "additionalProperties": lambda _value, rule: rule is False,  # and checked with the properties
}


@st.composite
def written_by(draw: st.DrawFn, schema: dict[str, Any], root: dict[str, Any], *, slips: bool) -> Any:
    """A value that a schema allows; where slips are allowed, now and then something else stands in it."""
    if slips and draw(st.integers(0, 30)) == 0:
        return draw(ODD)
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return draw(st.sampled_from(schema["enum"]))
    match schema["type"]:
        case "object":
            return draw(objects(schema, root, slips=slips))
        case "array":
            return draw(arrays(schema, root, slips=slips))
        case "string":
            return draw(st.text(max_size=schema["maxLength"] + (2 if slips else 0)))
        case "boolean":
            return draw(st.booleans())
    low, high = schema.get("minimum", -1e12), schema["maximum"]
    least = schema.get("exclusiveMinimum", -math.inf)
    return draw((st.integers(int(low), int(high)) | st.floats(low, high)).filter(lambda n: n > least))


@st.composite
def objects(draw: st.DrawFn, schema: dict[str, Any], root: dict[str, Any], *, slips: bool) -> Any:
    value = {name: draw(written_by(part, root, slips=slips)) for name, part in schema["properties"].items()}
    if slips and draw(st.integers(0, 20)) == 0:
        value.pop(draw(st.sampled_from(sorted(value))))
    if slips and draw(st.integers(0, 20)) == 0:
        value["more"] = draw(ODD)
    return value


@st.composite
def arrays(draw: st.DrawFn, schema: dict[str, Any], root: dict[str, Any], *, slips: bool) -> Any:
    least, most = schema.get("minItems", 0), schema["maxItems"]
    size = draw(st.integers(least, min(most, least + 2)))
    if slips:
        size = draw(st.sampled_from([size, size, size, max(0, least - 1), most, most + 1]))
    part = written_by(schema["items"], root, slips=slips)
    return [draw(part)] * size if size > least + 2 else [draw(part) for _ in range(size)]


def is_read(value: Any) -> bool:
    try:
        read_figure(value if isinstance(value, dict) else json.dumps(value))
    except FigureError:
        return False
    return True


@pytest.mark.parametrize("kind", FigureKind)
@settings(max_examples=40)
@given(data=st.data())
def test_what_the_schema_allows_is_read_and_nothing_else(kind: FigureKind, data: st.DataObject) -> None:
    schema = SCHEMAS[kind]
    value = data.draw(written_by(schema, schema, slips=True))
    names_another = isinstance(value, dict) and value.get("figure") != kind
    if not names_another:
        assert is_read(value) == allows(schema, value, schema)


@pytest.mark.parametrize("kind", FigureKind)
@settings(max_examples=40)
@given(data=st.data())
def test_what_is_read_is_written_so_that_the_schema_allows_it(kind: FigureKind, data: st.DataObject) -> None:
    schema = SCHEMAS[kind]
    figure = read_figure(data.draw(written_by(schema, schema, slips=False)))
    written = json.loads(json.dumps(to_json(figure)))
    assert allows(schema, written, schema)
    assert read_figure(written) == figure


@pytest.mark.parametrize("specification", ALL, ids=lambda s: s["figure"])
def test_the_figures_of_these_tests_are_allowed(specification: dict[str, Any]) -> None:
    schema = SCHEMAS[FigureKind(specification["figure"])]
    assert allows(schema, specification, schema)


@pytest.mark.parametrize(
    ("specification", "error", "words"),
    [
        ({"figure": "video"}, FigureError, "names no kind"),
        (changed(CHART, kind="radar"), FigureError, "kind: .*'bar'"),
        (
            changed(CHART, series=[{"name": "", "values": [1, "2"]}]),
            FigureError,
            r"series\.0\.values\.1: .*number",
        ),
        (changed(DIAGRAM, nodes=[]), FigureError, "nodes: .*at least 2"),
        (changed(FUNCTION, x_max=1e300), FigureError, "x_max: .*less than"),
        (changed(CHART, categories=["one"]), FigureContradictionError, "one number for each category"),
        (changed(DIAGRAM, edges=[{"start": "a", "end": "z", "text": ""}]), FigureContradictionError, "'z'"),
        (changed(FUNCTION, expressions=["5"]), FigureContradictionError, "no function"),
    ],
)
def test_what_is_wrong_is_named(specification: dict[str, Any], error: type[FigureError], words: str) -> None:
    with pytest.raises(FigureError, match=words) as caught:
        parse_figure(specification)
    assert type(caught.value) is error
