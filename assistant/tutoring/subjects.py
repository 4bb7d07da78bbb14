"""Which words a document of a subject has, so that an exercise is not explained with a document of another field."""

from __future__ import annotations

import re

from assistant.tutoring.problems import Subject
from knowledge_base.text.languages import Language

_WORDS: dict[Subject, str] = {
    Subject.ARITHMETIC: r"\b(?:arithmetic|order of operations|brackets|multiplication|division|subtraction)\b"
    r"|运算|乘法|除法|四则",
    Subject.FRACTIONS: r"\b(?:fractions?|denominators?|numerators?)\b|分数|分母|分子",
    Subject.PERCENT: r"\b(?:percent(?:age)?s?|per cent)\b|百分",
    Subject.RATIO: r"\b(?:ratios?|proportions?)\b|按比|比例|比值",
    Subject.SPEED: r"\b(?:speeds?|velocity)\b|速度|路程",
    Subject.UNITS: r"\b(?:units?|conver(?:t|sion)|metres?|meters?|kilomet\w+)\b|单位|换算",
    Subject.PROPORTION: r"\b(?:proportion\w*|rule of three|unit price)\b|比例|单价|总价",
    Subject.GEOMETRY: r"\b(?:area|perimeter|circumference|volume|rectangles?|triangles?|circles?)\b"
    r"|面积|周长|体积|三角形|长方形|圆",
    Subject.STATISTICS: r"\b(?:mean|median|average|statistics)\b|平均|中位数|统计",
    Subject.EQUATION: r"\b(?:equations?|unknowns?|solve)\b|方程|未知数",
    Subject.SYSTEM: r"\b(?:equations?|unknowns?|elimination|substitution)\b|方程|消元",
    Subject.TERMS: r"\b(?:terms?|brackets?|expand|factor\w*|algebra\w*)\b|代数式|多项式|合并同类项|因式|括号",
    Subject.GRAPH: r"\b(?:graphs?|functions?|slope|intercept|straight lines?)\b|函数|图像|斜率|截距",
}
_PATTERNS = {subject: re.compile(words, re.IGNORECASE) for subject, words in _WORDS.items()}
_NAMES: dict[Language, dict[Subject, str]] = {
    "en": {
        Subject.ARITHMETIC: "order of operations",
        Subject.FRACTIONS: "fractions",
        Subject.PERCENT: "percentages",
        Subject.RATIO: "ratio",
        Subject.SPEED: "speed, distance and time",
        Subject.UNITS: "converting units",
        Subject.PROPORTION: "proportion and unit price",
        Subject.GEOMETRY: "area, perimeter and volume",
        Subject.STATISTICS: "mean and median",
        Subject.EQUATION: "solving an equation with one unknown",
        Subject.SYSTEM: "solving a system of equations",
        Subject.TERMS: "terms, brackets and factors",
        Subject.GRAPH: "graph of a function",
    },
    "zh": {
        Subject.ARITHMETIC: "四则运算 运算顺序",
        Subject.FRACTIONS: "分数",
        Subject.PERCENT: "百分数 百分之几",
        Subject.RATIO: "比 按比分配",
        Subject.SPEED: "速度 路程 时间",
        Subject.UNITS: "单位换算",
        Subject.PROPORTION: "比例 单价",
        Subject.GEOMETRY: "面积 周长 体积",
        Subject.STATISTICS: "平均数 中位数",
        Subject.EQUATION: "解方程 未知数",
        Subject.SYSTEM: "解方程组 消元",
        Subject.TERMS: "代数式 括号 因式",
        Subject.GRAPH: "函数 图像",
    },
}
_PLOTS = re.compile(r"\b(?:plot|draw|graph|sketch)\b[^?]{0,40}[=(]|画[^?？]{0,30}=|图像", re.IGNORECASE)


def name_subject(subject: Subject, language: Language) -> str:
    """Return the words that a document of a subject is searched by."""
    return _NAMES[language][subject]


def speaks_of(text: str, subject: Subject) -> bool:
    """Tell whether a document speaks of a subject."""
    return _PATTERNS[subject].search(text) is not None


def asks_for_graph(text: str) -> bool:
    """Tell whether a message asks for the graph of a formula."""
    return _PLOTS.search(text) is not None
