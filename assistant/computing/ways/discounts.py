"""A percentage off that both the question and a sentence of the document name."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from assistant.computing.documents.sheets import Sheet
from assistant.computing.questions.question import Question
from assistant.computing.unclear import UnclearError
from knowledge_base.text.quantities import extract_quantities
from knowledge_base.text.units import Dimension


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount:
    """A percentage off, and the sentence of the document that says so."""

    percent: Fraction
    sentence: str


def find_discount(question: Question, sheet: Sheet) -> Discount | None:
    """Return what is taken off; None where the question names none.

    Raises:
        UnclearError: The document does not say the same, or says it of something else.
    """
    if not question.percents:
        return None
    if len(question.percents) > 1:
        msg = "several percentages"
        raise UnclearError(msg)
    wanted = question.percents[0].low
    for sentence in sheet.sentences:
        for quantity in extract_quantities(sentence):
            is_off = quantity.dimension is Dimension.PERCENT and quantity.kind == "off"
            if is_off and abs(quantity.low - wanted) < 1e-9:
                return Discount(percent=Fraction(wanted).limit_denominator(100), sentence=sentence)
    msg = "the document does not name this discount"
    raise UnclearError(msg)
