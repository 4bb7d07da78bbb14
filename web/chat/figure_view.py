"""Pictures of a reply → what the chat shows, with a text in their place for those who can't see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.conversation import StoredFigure
from web.markup import plain
from web.texts import Texts

MAX_SPOKEN_VALUES = 12  # of a chart, in its text; the whole is in the picture


def render_figure(figure: StoredFigure, texts: Texts) -> str:
    """Render a figure as HTML: a picture that opens in full size, its description, its caption."""
    kind = str(figure.specification.get("figure"))
    if kind == "none":
        return _note(texts("figure.none"))
    if figure.is_gone:
        return _note(texts("figure.product_gone", product=figure.specification["product"]))
    if kind == "page":
        citation = plain(str(figure.specification.get("citation")))
        address, link = f"/citations/{citation}/page.webp", f"#citation-{citation}"
    else:
        address = link = f"/figures/{figure.id}"
    description = plain(describe_figure(figure.specification, texts)).replace("<br>", " ")
    target = "" if kind == "page" else ' target="_blank"'
    caption = plain(_caption(kind, figure.specification, texts))
    return (
        f'<figure class="figure {plain(kind)}"><a href="{link}"{target}>'
        f'<img src="{address}" alt="{description}" loading="lazy"></a>'
        f"<figcaption>{caption}</figcaption></figure>"
    )


def describe_figure(specification: Mapping[str, Any], texts: Texts) -> str:
    """Say in words what a figure shows."""
    spec = specification
    match spec.get("figure"):
        case "function":
            functions = texts("figure.and").join(f"y = {e}" for e in spec["expressions"])
            return texts(
                "figure.function",
                functions=functions,
                low=_number(spec["x_min"]),
                high=_number(spec["x_max"]),
            )
        case "chart":
            return texts("figure.chart", title=_title(spec), values=_chart_values(spec))
        case "diagram":
            names = {node["id"]: node["text"] for node in spec["nodes"]}
            arrows = (
                f"{names[e['start']]} → {names[e['end']]}" + (f" ({e['text']})" if e["text"] else "")
                for e in spec["edges"]
            )
            return texts("figure.diagram", title=_title(spec), steps="; ".join(arrows))
        case "geometry":
            lengths = (
                f"{s['start']}{s['end']}" + (f" = {s['text']}" if s["text"] else "") for s in spec["segments"]
            )
            return texts("figure.geometry", title=_title(spec), lengths=", ".join(lengths))
        case "generated":
            return texts("figure.generated", prompt=spec["prompt"])
        case "product":
            return str(spec["caption"])
    return texts("figure.page")


def _chart_values(spec: Mapping[str, Any]) -> str:
    """Say the first values of a chart, with the series' name where there are several."""
    values = [
        f"{category} {_number(value)}"
        if len(spec["series"]) == 1
        else f"{category}, {series['name']} {_number(value)}"
        for series in spec["series"]
        for category, value in zip(spec["categories"], series["values"], strict=True)
    ]
    rest = " …" if len(values) > MAX_SPOKEN_VALUES else ""
    unit = f" ({spec['y_label']})" if spec.get("y_label") else ""
    return "; ".join(values[:MAX_SPOKEN_VALUES]) + rest + unit


def _caption(kind: str, specification: Mapping[str, Any], texts: Texts) -> str:
    if kind == "generated":
        return texts("figure.generated_caption")
    if kind == "page":
        return texts("figure.page_caption")
    if kind == "product":
        return _name_product(str(specification["product"]), str(specification["caption"]))
    return str(specification.get("title") or "") or texts(f"figure.{kind}_caption")


def _title(specification: Mapping[str, Any]) -> str:
    title = specification.get("title")
    return f" {title}" if title else ""


def _name_product(product: str, caption: str) -> str:
    """Name a product and what is to be seen of it, once."""
    return caption if product.casefold() in caption.casefold() else f"{product}: {caption}"


def _note(text: str) -> str:
    return f'<p class="figure-note">{plain(text)}</p>'


def _number(value: float) -> str:
    return f"{value:.4g}" if abs(value) < 1e4 else f"{value:g}"
