"""The third rung: a rule, and an exercise of the same kind with other numbers, worked out by the program."""

from __future__ import annotations

from fractions import Fraction

from assistant.tutoring.notation import write_number
from assistant.tutoring.problems import EquationProblem, Exercise, Form, FormProblem, Subject, ValueProblem
from assistant.tutoring.situation import gives_away
from assistant.tutoring.units import Dimension
from knowledge_base.text.languages import Language
from model.figures.expression_tree import Operation

Numbers = tuple[int, int, int]
Template = dict[Language, str]
_SETS: tuple[Numbers, ...] = ((4, 3, 6), (6, 5, 8), (5, 7, 9), (8, 2, 7), (3, 8, 11), (7, 4, 12))

_EXAMPLE: dict[Language, str] = {"en": "Example:", "zh": "例如："}
_LINEAR: Template = {
    "en": "Rule: do the same on both sides until the unknown stands alone. Example: {a}x + {b} = {c}. "
    "Take away {b} on both sides: {a}x = {ax}. Divide both sides by {a}: x = {x}.",
    "zh": "规则：等式两边做同样的运算，直到未知数单独在一边。例如：{a}x + {b} = {c}。"
    "两边减去 {b}：{a}x = {ax}。两边除以 {a}：x = {x}。",
}
_QUADRATIC: Template = {
    "en": "Rule: a product is zero when one of its factors is. Example: x² − {sum}x + {product} = 0. "
    "{a} and {b} have the sum {sum} and the product {product}: (x − {a})(x − {b}) = 0, so x = {a} or x = {b}.",
    "zh": "规则：几个因式的积为零，其中至少有一个为零。例如：x² − {sum}x + {product} = 0。"
    "{a} 与 {b} 的和是 {sum}、积是 {product}：(x − {a})(x − {b}) = 0，所以 x = {a} 或 x = {b}。",
}
_SYSTEM: Template = {
    "en": "Rule: add or subtract the equations so that one unknown falls away. "
    "Example: x + y = {total} and x − y = {x}. "
    "Added: 2x = {twice}, so x = {first}. Put in: y = {total} − {first} = {b}.",
    "zh": "规则：把方程相加或相减，消去一个未知数。例如：x + y = {total}，x − y = {x}。"
    "相加：2x = {twice}，所以 x = {first}。代入：y = {total} − {first} = {b}。",
}
_TEMPLATES: dict[Subject, Template] = {
    Subject.ARITHMETIC: {
        "en": "Rule: brackets first, then powers, then × and ÷, then + and −. "
        "Example: {b} + {a} × {x} = {b} + {ax} = {c}.",
        "zh": "规则：先算括号，再算乘方，然后乘除，最后加减。例如：{b} + {a} × {x} = {b} + {ax} = {c}。",
    },
    Subject.PERCENT: {
        "en": "Rule: one per cent is a hundredth of the whole. Example: {a} % of {hundreds}. "
        "One per cent: {hundreds} ÷ 100 = {x}. {a} per cent: {a} × {x} = {ax}.",
        "zh": "规则：百分之一就是整体的一百分之一。例如：求 {hundreds} 的 {a}%。"
        "百分之一：{hundreds} ÷ 100 = {x}。{a}%：{a} × {x} = {ax}。",
    },
    Subject.RATIO: {
        "en": "Rule: add the parts, find the size of one part, then multiply. Example: {whole} in the ratio {a} : {b}. "
        "{a} + {b} = {parts} parts, {whole} ÷ {parts} = {x}, so {a} × {x} = {ax} and {b} × {x} = {bx}.",
        "zh": "规则：先求总份数，再求一份是多少，然后相乘。例如：把 {whole} 按 {a} : {b} 分。"
        "{a} + {b} = {parts} 份，{whole} ÷ {parts} = {x}，所以 {a} × {x} = {ax}，{b} × {x} = {bx}。",
    },
    Subject.UNITS: {
        "en": "Rule: from a big unit to a small one you multiply, the other way you divide. "
        "Example: 1 dm is 10 cm, so {x} dm are {x} × 10 = {tens} cm, and {tens} cm are {tens} ÷ 10 = {x} dm.",
        "zh": "规则：大单位换小单位用乘法，小单位换大单位用除法。"
        "例如：1 分米 = 10 厘米，{x} 分米是 {x} × 10 = {tens} 厘米，{tens} 厘米是 {tens} ÷ 10 = {x} 分米。",
    },
    Subject.PROPORTION: {
        "en": "Rule: find out how much it is for one, then multiply. Example: {a} pens cost {ax} euros. "
        "One costs {ax} ÷ {a} = {x} euros, {b} cost {b} × {x} = {bx} euros.",
        "zh": "规则：先求一份是多少，再相乘。"
        "例如：{a} 支笔 {ax} 元。一支：{ax} ÷ {a} = {x} 元，{b} 支：{b} × {x} = {bx} 元。",
    },
    Subject.GEOMETRY: {
        "en": "Rule: write down the formula of what is asked for, then put the lengths in. "
        "Example: a rectangle of {a} m by {x} m. "
        "Its area is {a} × {x} = {ax} m², its perimeter 2 × ({a} + {x}) = {around} m.",
        "zh": "规则：先写出所求量的公式，再代入长度。例如：长方形长 {a} 米、宽 {x} 米。"
        "面积是 {a} × {x} = {ax} 平方米，周长是 2 × ({a} + {x}) = {around} 米。",
    },
    Subject.STATISTICS: {
        "en": "Rule: for a mean, divide the sum by how many there are; for a median, order them and take the middle. "
        "Example: {low}, {x}, {high}. Mean: ({low} + {x} + {high}) ÷ 3 = {x}. Median: {x}.",
        "zh": "规则：平均数是总和除以个数；中位数是排序后中间的数。"
        "例如：{low}、{x}、{high}。平均数：({low} + {x} + {high}) ÷ 3 = {x}。中位数：{x}。",
    },
}
_SPEED: dict[Dimension, Template] = {
    Dimension.SPEED: {
        "en": "Rule: speed is distance divided by time. Example: {ax} km in {a} h. {ax} ÷ {a} = {x} km/h.",
        "zh": "规则：速度 = 路程 ÷ 时间。例如：{a} 小时走 {ax} 千米。{ax} ÷ {a} = {x} 千米/时。",
    },
    Dimension.LENGTH: {
        "en": "Rule: distance is speed times time. Example: {x} km/h for {a} h. {x} × {a} = {ax} km.",
        "zh": "规则：路程 = 速度 × 时间。例如：每小时 {x} 千米，走 {a} 小时。{x} × {a} = {ax} 千米。",
    },
    Dimension.TIME: {
        "en": "Rule: time is distance divided by speed. Example: {ax} km at {x} km/h. {ax} ÷ {x} = {a} h.",
        "zh": "规则：时间 = 路程 ÷ 速度。例如：以每小时 {x} 千米走 {ax} 千米。{ax} ÷ {x} = {a} 小时。",
    },
}
_FRACTIONS: dict[str, Template] = {
    "+": {
        "en": "Rule: bring fractions to one denominator before you add or subtract them. "
        "Example: 1/{a} + 1/{p} = {p}/{ap} + {a}/{ap} = {a_plus_p}/{ap}.",
        "zh": "规则：异分母分数相加减，要先通分。例如：1/{a} + 1/{p} = {p}/{ap} + {a}/{ap} = {a_plus_p}/{ap}。",
    },
    "*": {
        "en": "Rule: multiply the numerators and multiply the denominators. "
        "Example: 2/{p} × 1/{x} = {product_of_parts}.",
        "zh": "规则：分子乘分子，分母乘分母。例如：2/{p} × 1/{x} = {product_of_parts}。",
    },
    "/": {
        "en": "Rule: to divide by a fraction, multiply by its reciprocal. "
        "Example: 1/{p} ÷ (1/{x}) = 1/{p} × {x}/1 = {x_by_p}.",
        "zh": "规则：除以一个分数，等于乘它的倒数。例如：1/{p} ÷ (1/{x}) = 1/{p} × {x}/1 = {x_by_p}。",
    },
}
_FORMS: dict[Form, Template] = {
    Form.EXPANDED: {
        "en": "Rule: the factor multiplies every term in the bracket. Example: {a}(x + {b}) = {a}x + {ab}.",
        "zh": "规则：括号外的数要乘括号里的每一项。例如：{a}(x + {b}) = {a}x + {ab}。",
    },
    Form.SIMPLIFIED: {
        "en": "Rule: only like terms are put together. Example: {a}x + {b} + {x}x = {a_plus_x}x + {b}.",
        "zh": "规则：只有同类项才能合并。例如：{a}x + {b} + {x}x = {a_plus_x}x + {b}。",
    },
    Form.FACTORED: {
        "en": "Rule: look for what all terms have in common, or for two numbers with the right sum and product. "
        "Example: x² + {sum}x + {product} = (x + {a})(x + {b}).",
        "zh": "规则：找出各项的公因式，或找两个和与积都符合的数。例如：x² + {sum}x + {product} = (x + {a})(x + {b})。",
    },
}


def make_example(exercise: Exercise, language: Language, variant: int = 0) -> str:
    """Return a rule with an example of other numbers; empty where every example would show the solution.

    Args:
        exercise: What the example is like.
        language: Of the text.
        variant: Which numbers are tried first.
    """
    template = _find_template(exercise)[language]
    for number in range(len(_SETS)):
        made = template.format_map(_make_values(_SETS[(variant + number) % len(_SETS)]))
        if not gives_away(exercise, made):
            return made
    return ""


def make_rule(exercise: Exercise, language: Language) -> str:
    """Return the rule alone."""
    rule, _, _ = _find_template(exercise)[language].partition(_EXAMPLE[language])
    return rule.strip()


def _find_template(exercise: Exercise) -> Template:
    problem = exercise.problem
    if isinstance(problem, FormProblem):
        return _FORMS[problem.form]
    if isinstance(problem, EquationProblem):
        return _QUADRATIC if len(problem.solutions) > 1 else _LINEAR
    if not isinstance(problem, ValueProblem):
        return _SYSTEM
    if problem.subject is Subject.SPEED and problem.unit is not None:
        return _SPEED[problem.unit.dimension]
    if problem.subject is Subject.FRACTIONS:
        return _FRACTIONS[_main_sign(problem)]
    return _TEMPLATES[problem.subject]


def _main_sign(problem: ValueProblem) -> str:
    setup = problem.setup[0]
    sign = setup.sign if isinstance(setup, Operation) else "+"
    return sign if sign in _FRACTIONS else "+"


def _make_values(numbers: Numbers) -> dict[str, str]:
    """Compute what the templates name: each example is right by how it is made."""
    a, b, x = numbers
    values: dict[str, int | Fraction] = {"a": a, "b": b, "x": x, "p": a + 1}
    values |= {"ax": a * x, "bx": b * x, "ab": a * b, "c": a * x + b, "sum": a + b, "product": a * b}
    values |= {"first": b + x, "total": 2 * b + x, "twice": 2 * (b + x)}
    values |= {"hundreds": 100 * x, "tens": 10 * x, "parts": a + b, "whole": (a + b) * x}
    values |= {"around": 2 * (a + x), "low": x - 2, "high": x + 2, "ap": a * (a + 1), "a_plus_p": 2 * a + 1}
    values |= {"a_plus_x": a + x, "product_of_parts": Fraction(2, (a + 1) * x), "x_by_p": Fraction(x, a + 1)}
    return {name: write_fraction(value) for name, value in values.items()}


def write_fraction(value: int | Fraction) -> str:
    """Write a value with a bar where it is not whole."""
    made = Fraction(value)
    return write_number(made) if made.denominator == 1 else f"{made.numerator}/{made.denominator}"
