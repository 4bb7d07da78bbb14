"""The second rung: where to look, without a number of the exercise."""

from __future__ import annotations

from assistant.tutoring.problems import Subject
from knowledge_base.text.languages import Language

_HINTS: dict[Subject, dict[Language, str]] = {
    Subject.ARITHMETIC: {
        "en": "Look at all the signs first: which part has to be computed before the others?",
        "zh": "先看清所有运算符号：哪一部分要先算？",
    },
    Subject.FRACTIONS: {
        "en": "Look at the denominators and at the sign between the fractions: what does this sign ask for?",
        "zh": "看看分母，再看分数之间的运算符号：这种运算要怎样做？",
    },
    Subject.PERCENT: {
        "en": "Find out first which number is the whole. How much is one per cent of it?",
        "zh": "先找出哪个数是整体。它的百分之一是多少？",
    },
    Subject.RATIO: {
        "en": "Think in equal parts: how many of them are there altogether?",
        "zh": "想一想份数：一共有多少份？",
    },
    Subject.SPEED: {
        "en": "Write down what you know and what you look for: distance, time or speed. "
        "How do the three belong together?",
        "zh": "写出已知什么、要求什么：路程、时间还是速度。这三个量之间有什么关系？",
    },
    Subject.UNITS: {
        "en": "Which of the two units is the bigger one? Will the number get bigger or smaller, then?",
        "zh": "两个单位哪个大？那么换算后的数会变大还是变小？",
    },
    Subject.PROPORTION: {
        "en": "How much is it for one of them? From there, any number is easy.",
        "zh": "一份是多少？求出一份，几份就都容易了。",
    },
    Subject.GEOMETRY: {
        "en": "Make a small sketch and write the lengths beside it. "
        "Is it the edge, the surface or the space that is asked for?",
        "zh": "画一个小草图，标上长度。题目问的是边的长度、面的大小，还是空间的大小？",
    },
    Subject.STATISTICS: {
        "en": "Say in your own words what this measure tells about a list of numbers. What do you need for it?",
        "zh": "用自己的话说说：这个统计量表示什么？要求它需要先做什么？",
    },
    Subject.EQUATION: {
        "en": "Look at what is done to the unknown. What do you have to undo to have it alone?",
        "zh": "看看未知数参与了哪些运算。要让它单独在一边，需要还原什么？",
    },
    Subject.SYSTEM: {
        "en": "Two unknowns are too many for one equation. How can you get rid of one of them?",
        "zh": "一个方程里有两个未知数不好解。怎样才能先消去一个？",
    },
    Subject.TERMS: {
        "en": "Look at the terms one by one: which of them are alike, and what stands before a bracket?",
        "zh": "逐项来看：哪些是同类项？括号前面是什么？",
    },
    Subject.GRAPH: {
        "en": "A straight line needs two points: which values are easy to put in?",
        "zh": "画直线需要两个点：代入哪些值比较方便？",
    },
}


def hint_for(subject: Subject, language: Language) -> str:
    """Return where to look."""
    return _HINTS[subject][language]
