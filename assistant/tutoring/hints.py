"""What is said of an attempt, in both languages: only what was proven, and never the result."""

from __future__ import annotations

import re

from assistant.tutoring.judgement import Judgement, Verdict
from assistant.tutoring.misconceptions import Misconception
from assistant.tutoring.problems import EquationProblem, Exercise, SystemProblem, ValueProblem
from knowledge_base.text.languages import Language

_RIGHT: dict[Language, str] = {
    "en": "I checked your answer: {step} is right.",
    "zh": "我核对了你的答案：{step} 是对的。",
}
_SOLVES: dict[Language, str] = {"en": " It solves {exercise}.", "zh": "它是 {exercise} 的解。"}
_WRONG: dict[Language, str] = {
    "en": "I checked your step: {step} is not right yet.",
    "zh": "我核对了你的这一步：{step} 还不对。",
}
_TRUE_AND_WRONG: dict[Language, str] = {
    "en": "I checked your step: {step} is computed correctly, but it is not the way to this answer.",
    "zh": "我核对了你的这一步：{step} 算得没错，但这样求不出这道题的答案。",
}
_MISSING: dict[Language, str] = {
    "en": "I checked your answer: {step} is a solution, but not the only one.",
    "zh": "我核对了你的答案：{step} 是一个解，但不是唯一的解。",
}
_SO_FAR: dict[Language, str] = {
    "en": "I checked your step: {step} is right so far, and you can go on from there.",
    "zh": "我核对了你的这一步：到 {step} 为止是对的，可以接着往下做。",
}
_NOT_YET: dict[Language, str] = {
    "en": "I checked your sum: {step} is computed correctly. It is not the answer to the exercise yet.",
    "zh": "我核对了你的计算：{step} 算得没错，但它还不是这道题的答案。",
}
_IN_ITSELF: dict[Language, str] = {
    "en": "I checked your sum: {step} is computed correctly. "
    "Whether it is the way to solve your exercise, I have not checked.",
    "zh": "我核对了你的计算：{step} 算得没错。至于这道题是不是该这样解，我没有核对。",
}
_AGAIN: dict[Language, str] = {
    "en": "Your last line was {step}, and {stands}. Send me your next line, or this one put right.",
    "zh": "你上一行写的是 {step}，{stands}。请把下一行发给我，或者把这一行改好再发来。",
}
_STANDS: dict[str, dict[Language, str]] = {
    "right": {"en": "it is right", "zh": "这是对的"},
    "wrong": {"en": "that is not right yet", "zh": "这还不对"},
    "so_far": {"en": "as far as it goes there is no mistake in it", "zh": "到这里没有错误"},
}
_EITHER: dict[Language, str] = {
    "en": "{step} is not right yet either: the same thing went wrong as before. {rule}",
    "zh": "{step} 也还不对，错的原因和刚才一样。{rule}",
}
_HINTS: dict[Misconception, dict[Language, str]] = {
    Misconception.ADDED_DENOMINATORS: {
        "en": "Numerators and denominators are not added or subtracted one by one: "
        "bring both fractions to one denominator first.",
        "zh": "分数相加减，不能分子、分母分别相加减：要先通分。",
    },
    Misconception.AREA_AND_PERIMETER: {
        "en": "Look again at what is asked for: the way around, the surface, or the space inside?",
        "zh": "再看看题目问的是什么：是周长、面积，还是体积？",
    },
    Misconception.CALCULATION: {
        "en": "The idea may be right: work this calculation out once more.",
        "zh": "思路可能没问题：请把这一步重新算一遍。",
    },
    Misconception.COMBINED_UNLIKE_TERMS: {
        "en": "Only like terms can be put together: a number with a letter and a number without one stay apart.",
        "zh": "只有同类项才能合并：含字母的项和常数项不能合在一起。",
    },
    Misconception.DISTRIBUTION: {
        "en": "The factor before the bracket multiplies every term inside it.",
        "zh": "括号前的数要和括号里的每一项相乘。",
    },
    Misconception.DIVIDED_ONE_TERM: {
        "en": "When you divide an equation, every term on both sides is divided.",
        "zh": "方程两边同时除以一个数时，每一项都要除。",
    },
    Misconception.HALF_FORGOTTEN: {
        "en": "That is the area of a whole rectangle: how much of it does the triangle fill?",
        "zh": "这是整个长方形的面积：三角形占了其中多少？",
    },
    Misconception.IGNORED_BRACKETS: {
        "en": "What stands in brackets is computed first.",
        "zh": "要先算括号里面的。",
    },
    Misconception.INVERSE_OPERATION: {
        "en": "Look at what is done to the unknown: which operation undoes exactly that?",
        "zh": "看看未知数参与了什么运算：要用哪种逆运算才能还原？",
    },
    Misconception.INVERTED_FRACTION: {
        "en": "Check what is divided by what: to divide by a fraction, you multiply by its reciprocal.",
        "zh": "再看看是谁除以谁：除以一个分数，等于乘它的倒数。",
    },
    Misconception.MEAN_WITHOUT_DIVIDING: {
        "en": "The sum is only the first half of a mean: what is it shared by?",
        "zh": "求和只是求平均数的第一步：还要除以什么？",
    },
    Misconception.MISSING_SOLUTION: {
        "en": "Is there another number that fits the equation?",
        "zh": "还有别的数也满足这个方程吗？",
    },
    Misconception.ORDER_OF_OPERATIONS: {
        "en": "Powers come first, then multiplication and division, then addition and subtraction.",
        "zh": "先算乘方，再算乘除，最后算加减。",
    },
    Misconception.PERCENT_AS_AMOUNT: {
        "en": "The per cent are a part of the whole, not a fixed amount that is added or taken away.",
        "zh": "百分数表示的是整体的一部分，不能直接当作一个数来加减。",
    },
    Misconception.PERCENT_AS_DIVISOR: {
        "en": "One per cent is a hundredth of the whole: divide by 100 first, not by the rate.",
        "zh": "百分之一是整体的百分之一：应先除以 100，而不是除以百分率。",
    },
    Misconception.PERCENT_OF_WRONG_WHOLE: {
        "en": "Ask yourself which number is the whole, the 100 %.",
        "zh": "想一想：哪个数是整体，也就是 100%？",
    },
    Misconception.PERCENT_PART_ONLY: {
        "en": "That is only the part that changes: what happens to the whole?",
        "zh": "这只是变化的那一部分：整体变成了多少？",
    },
    Misconception.PLACE_VALUE: {
        "en": "Look at the place of the decimal point: line the digits up by their place value.",
        "zh": "注意小数点的位置：要把相同的数位对齐。",
    },
    Misconception.POWER_AS_PRODUCT: {
        "en": "A power is not a product with the exponent: the base is multiplied by itself.",
        "zh": "乘方不是底数乘指数：而是底数自己连乘。",
    },
    Misconception.POWER_OF_SUM: {
        "en": "The square of a sum is not the sum of the squares: write the bracket twice and multiply out.",
        "zh": "和的平方不等于平方的和：把括号写两遍再相乘展开。",
    },
    Misconception.RADIUS_AND_DIAMETER: {
        "en": "Check whether the formula needs the radius or the diameter.",
        "zh": "看看公式里用的是半径还是直径。",
    },
    Misconception.RATIO_OF_PART: {
        "en": "How many equal parts are there altogether?",
        "zh": "一共分成了多少个相等的份？",
    },
    Misconception.SIGN: {"en": "Have a close look at the signs.", "zh": "仔细看看正负号。"},
    Misconception.SIGN_OF_BRACKET: {
        "en": "A minus before a bracket turns the sign of every term inside it.",
        "zh": "括号前是减号，去括号时里面每一项都要变号。",
    },
    Misconception.SIGN_WHEN_MOVING: {
        "en": "A term that changes sides changes its sign: do the same on both sides.",
        "zh": "移项要变号：等式两边要做同样的运算。",
    },
    Misconception.SWAPPED_RATIO: {
        "en": "Check the order: which number belongs to which part?",
        "zh": "注意顺序：哪个数对应哪一份？",
    },
    Misconception.UNIT: {
        "en": "Check the unit: how many of the small ones make one of the big ones?",
        "zh": "检查一下单位：一个大单位等于多少个小单位？",
    },
    Misconception.UNSCALED_NUMERATORS: {
        "en": "Whoever multiplies the denominator has to multiply the numerator by the same number.",
        "zh": "通分时，分母乘几，分子也要乘几。",
    },
    Misconception.UNSORTED_MEDIAN: {
        "en": "Put the numbers in order before you look for the middle one.",
        "zh": "先把数按大小排好，再找中间的数。",
    },
    Misconception.WRONG_OPERATION: {
        "en": "Think about which operation belongs here: would the result make sense in the story?",
        "zh": "想一想这里该用哪种运算：得到的结果符合题意吗？",
    },
}


def describe_judgement(judgement: Judgement, exercise: Exercise, language: Language) -> str:
    """Say what was proven of an attempt at an exercise; empty where nothing was."""
    step = write_step(judgement.step)
    if not step:
        return ""
    if judgement.verdict is Verdict.RIGHT:
        solved = _SOLVES[language] if isinstance(exercise.problem, EquationProblem | SystemProblem) else ""
        return f"{_RIGHT[language]}{solved}".format(step=step, exercise=write_step(exercise.text))
    if judgement.verdict is Verdict.WRONG:
        return _describe_wrong(judgement, step, language)
    if judgement.follows and not isinstance(exercise.problem, ValueProblem):
        return _SO_FAR[language].format(step=step)
    return _NOT_YET[language].format(step=step) if judgement.is_true else ""


def describe_sum(step: str, language: Language, *, is_right: bool) -> str:
    """Say whether a sum is right in itself, where the exercise is not known."""
    return (_IN_ITSELF if is_right else _WRONG)[language].format(step=write_step(step))


def write_step(step: str) -> str:
    """Write a step as one writes it by hand."""
    written = step.replace("*", "×").replace("sqrt", "√").replace("; ", ", ")
    return re.sub(r"(?<![a-z])pi(?![a-z])", "π", written).strip()


def _describe_wrong(judgement: Judgement, step: str, language: Language) -> str:
    hint = _HINTS[judgement.misconception][language] if judgement.misconception else ""
    joint = " " if language == "en" and hint else ""
    return f"{_begin_wrong(judgement, language).format(step=step)}{joint}{hint}"


def describe_again(judgement: Judgement, language: Language) -> str:
    """Say of a line that was judged already how it stands, and what would help; empty where nothing is known of it."""
    step = write_step(judgement.step)
    if not step:
        return ""
    if judgement.verdict is Verdict.RIGHT:
        stands = _STANDS["right"]
    elif judgement.verdict is Verdict.WRONG:
        stands = _STANDS["wrong"]
    else:
        stands = _STANDS["so_far"]
    return _AGAIN[language].format(step=step, stands=stands[language])


def describe_repeated(judgement: Judgement, rule: str, language: Language) -> str:
    """Say that a line went wrong for the same reason as the one before: the rule helps where the hint did not."""
    return _EITHER[language].format(step=write_step(judgement.step), rule=rule)


def _begin_wrong(judgement: Judgement, language: Language) -> str:
    if judgement.misconception is Misconception.MISSING_SOLUTION:
        return _MISSING[language]
    return (_TRUE_AND_WRONG if judgement.is_true else _WRONG)[language]
