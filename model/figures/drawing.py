"""A figure → an SVG picture. matplotlib draws graphs, charts and sketches; Mermaid's layout draws diagrams."""

from __future__ import annotations

import io
import threading
import warnings
from typing import Any

import matplotlib as mpl
from cycler import cycler
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Canvas

from model.errors import FigureError
from model.figures.charts import draw_chart
from model.figures.diagrams import draw_diagram
from model.figures.function_plots import draw_function
from model.figures.sketches import draw_geometry
from model.figures.specification import Chart, Diagram, Figure, FunctionPlot, Geometry

WIDTH_INCHES, HEIGHT_INCHES = 6.4, 4.2
# Text stays text: a browser draws it in its own fonts, Chinese too, and a screen magnifier keeps it sharp.
_STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "docent",  # the same figure gives the same bytes
    "font.family": ["DejaVu Sans", "sans-serif"],
    "font.size": 11,
    "text.parse_math": False,
    "axes.unicode_minus": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": cycler(color=["#2563eb", "#dc2626", "#059669", "#d97706", "#7c3aed"]),
}
_LOCK = threading.Lock()  # matplotlib's settings are global


def draw_figure(figure: Figure) -> bytes:
    """Draw a figure.

    Returns:
        SVG, UTF-8, on white.

    Raises:
        FigureError: It can't be drawn.
    """
    if isinstance(figure, Diagram):
        return draw_diagram(figure)
    with _LOCK, warnings.catch_warnings(), mpl.rc_context(_STYLE):
        # the browser has the letters that matplotlib's own font lacks
        warnings.filterwarnings("ignore", message=r"Glyph .* missing from font|findfont")
        canvas = Canvas(figsize=(WIDTH_INCHES, HEIGHT_INCHES), layout="constrained", facecolor="white")
        FigureCanvasSVG(canvas)
        match figure:
            case FunctionPlot():
                draw_function(figure, canvas)
            case Chart():
                draw_chart(figure, canvas)
            case Geometry():
                draw_geometry(figure, canvas)
        output = io.BytesIO()
        try:
            canvas.savefig(output, format="svg", metadata={"Date": None})
        except (ValueError, OverflowError, ArithmeticError) as exc:
            msg = f"the figure can't be drawn: {exc}"
            raise FigureError(msg) from exc
    return output.getvalue()
