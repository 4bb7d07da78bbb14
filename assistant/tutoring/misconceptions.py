"""What students commonly get wrong. Who does the same with the right problem gets the same wrong value.

To add one: a name here, its hint in both languages in `hints.py`, and a transform in `tree_mistakes.py` (an expression
that is computed wrongly), in `equation_mistakes.py` (a step of an equation) or beside the problem that it belongs to.
"""

from __future__ import annotations

from enum import StrEnum


class Misconception(StrEnum):
    """The likely reason of a wrong step."""

    ADDED_DENOMINATORS = "added_denominators"
    AREA_AND_PERIMETER = "area_and_perimeter"
    CALCULATION = "calculation"
    COMBINED_UNLIKE_TERMS = "combined_unlike_terms"
    DISTRIBUTION = "distribution"
    DIVIDED_ONE_TERM = "divided_one_term"
    HALF_FORGOTTEN = "half_forgotten"
    IGNORED_BRACKETS = "ignored_brackets"
    INVERSE_OPERATION = "inverse_operation"
    INVERTED_FRACTION = "inverted_fraction"
    MEAN_WITHOUT_DIVIDING = "mean_without_dividing"
    MISSING_SOLUTION = "missing_solution"
    ORDER_OF_OPERATIONS = "order_of_operations"
    PERCENT_AS_AMOUNT = "percent_as_amount"
    PERCENT_AS_DIVISOR = "percent_as_divisor"
    PERCENT_OF_WRONG_WHOLE = "percent_of_wrong_whole"
    PERCENT_PART_ONLY = "percent_part_only"
    PLACE_VALUE = "place_value"
    POWER_AS_PRODUCT = "power_as_product"
    POWER_OF_SUM = "power_of_sum"
    RADIUS_AND_DIAMETER = "radius_and_diameter"
    RATIO_OF_PART = "ratio_of_part"
    SIGN = "sign"
    SIGN_OF_BRACKET = "sign_of_bracket"
    SIGN_WHEN_MOVING = "sign_when_moving"
    SWAPPED_RATIO = "swapped_ratio"
    UNIT = "unit"
    UNSCALED_NUMERATORS = "unscaled_numerators"
    UNSORTED_MEDIAN = "unsorted_median"
    WRONG_OPERATION = "wrong_operation"
