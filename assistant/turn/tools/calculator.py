"""The tool that reckons: exactly, with fractions."""

from __future__ import annotations

from fractions import Fraction

from pydantic import BaseModel, ConfigDict, Field

from assistant.turn.active_turn import ActiveTurn
from assistant.turn.tools.tool import ToolError, ToolOutcome, ToolSpec
from model.errors import FigureError
from model.figures.expressions import compute

DECIMALS = 6


class Calculation(BaseModel):
    """What is to be computed."""

    model_config = ConfigDict(extra="forbid")

    expression: str = Field(
        min_length=1,
        max_length=200,
        description="Numbers with + - * / ^ and brackets, such as (80 - 12) * 3/4",
    )


def calculate(given: Calculation, turn: ActiveTurn) -> ToolOutcome:
    """Compute an expression.

    Raises:
        ToolError: It can't be read, or divides by zero.
    """
    del turn
    try:
        value = compute(given.expression)
    except (FigureError, ZeroDivisionError, OverflowError) as exc:
        msg = f"{given.expression!r} can't be computed"
        raise ToolError(msg) from exc
    return ToolOutcome(text=f"{given.expression} = {_write(value)}")


def _write(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    rounded = f"{float(value):.{DECIMALS}f}".rstrip("0")
    is_exact = Fraction(rounded) == value
    return rounded if is_exact else f"{value} (about {rounded})"


CALCULATOR = ToolSpec(
    name="calculator",
    description="Computes an arithmetic expression exactly. Use it for every calculation.",
    parameters=Calculation,
    run=calculate,
)
