"""Whether a question asks for a figure, and which: graph, chart, diagram, sketch, new or product picture, cited page.

Told by words, so that no question waits for a model to decide; what a question itself holds (a function, the sides of a
triangle) is drawn from its own words.
"""

from __future__ import annotations

import math
import re
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from model.errors import FigureError
from model.figures.expressions import parse_formula, parse_formula_prefix
from model.figures.specification import MAX_FUNCTIONS, FunctionPlot


class WantedFigure(StrEnum):
    """What a question asks to see."""

    FUNCTION = "function"
    CHART = "chart"
    DIAGRAM = "diagram"
    GEOMETRY = "geometry"
    LOOK = "look"  # what a product looks like
    PAGE = "page"  # of the manual that is cited
    GENERATED = "generated"


_DRAW = r"(?:draw|plot|sketch|graph|show|make|create|give me|picture|visuali[sz]e)"
_SHAPE = (
    r"(?:triangle|square|rectangle|circle|polygon|angle|trapez\w+|parallelogram|rhombus|hexagon|pentagon|cuboid"
    r"|geometry)s?"
)
_HAN_SHAPE = "(?:三角形|正方形|长方形|矩形|圆|多边形|梯形|平行四边形|菱形|角)"
_PLACE = r"(?:button|port|label|switch|slot|connector|plug|reset|valve|filter|handle|lid|socket|number)s?"
_HAN_PLACE = "(?:按钮|按键|接口|标签|开关|插孔|序列号|滤网|阀)"
_PHOTO = (
    r"(?:pictures?|photos?|photographs?|images?|pics?)(?!\s+(?:modes?|quality|resolution|backups?|formats?|storage|sizes?"
    r"|albums?|sensors?|files?))\b"
)
_HAN_PHOTO = "(?:图片|照片|相片|实物图|产品图|商品图|样图|外观图)"
_PRINTED = r"(?:figures?|illustrations?|drawings?|page)"
_ASKS = (
    r"(?:show|see|look(?:ing)? at|(?:find|send|give) (?:me|us)|(?:i|we)(?:'d like| need| want)"
    r"|can (?:i|we) (?:have|get)|(?:is|are) there|(?:do|have) you (?:have|got))"
)
# neither the customer's own photo nor those that a device takes are what they want to see
_OWN_PHOTO = re.compile(
    rf"\b(?:this|these|my|our|the attached|(?:in|on|from) (?:the|a|that))\s+(?:\w+\s+)?{_PHOTO}\b"
    rf"|\bi(?:'ve| have)?(?: just)? (?:took|taken|attached|sent|uploaded|send|attach)\b.*?\b{_PHOTO}\b"
    rf"|(?:这|那|我的?)(?:一)?[张幅个](?:{_HAN_PHOTO}|图)|(?:{_HAN_PHOTO}|图)(?:里|中|上)"
    rf"|我(?:刚|刚刚)?(?:拍|上传|发|附)(?:了|的|过去|给你|给您)*(?:一?[张幅])?(?:{_HAN_PHOTO}|图)"
    "|(?:拍摄?|存储?|保存|录|导出|删除?|下载|备份|上?传)[^，。？]{0,4}(?:照片|图片|相片)"
    "|(?:照片|图片|相片)[^，。？]{0,6}(?:存|导出|删|下载|备份|上传|清晰|像素|质量|模式|格式)",
    re.IGNORECASE,
)
# in this order: a flow chart is a chart in its name alone
_WANTED: tuple[tuple[WantedFigure, re.Pattern[str]], ...] = tuple(
    (kind, re.compile("|".join(patterns), re.IGNORECASE))
    for kind, patterns in (
        (
            WantedFigure.DIAGRAM,
            (
                r"\b(?:flow ?-?charts?|flow diagrams?|diagrams?|mind ?maps?|decision trees?)\b",
                "流程图|示意流程|步骤图|思维导图|框图|决策树",
            ),
        ),
        (
            WantedFigure.CHART,
            (
                r"\b(?:bar|line|pie|column|scatter) ?-?(?:charts?|graphs?|plots?|diagrams?)\b",
                r"\bcharts?\b|\bhistograms?\b|\bplot the (?:data|numbers|prices|values)\b",
                "柱状图|条形图|饼图|折线图|散点图|统计图|图表",
            ),
        ),
        (
            WantedFigure.GEOMETRY,
            (rf"\b{_DRAW}\b.*\b{_SHAPE}\b", f"(?:画|作|绘).*{_HAN_SHAPE}"),
        ),
        (
            WantedFigure.FUNCTION,
            (
                rf"\b(?:plot|graphs?|sketch|parabola|curve|{_DRAW} .*function)\b",
                "(?:画|作|绘).*(?:函数|曲线|图象)|图像|抛物线",
            ),
        ),
        (
            WantedFigure.GENERATED,
            (
                r"\b(?:draw|paint|generate|create|make|imagine)\b.*"
                r"\b(?:picture|image|illustration|drawing|painting|poster|logo)\b",
                "(?:画|生成|创作|绘制)(?:一|个|张|幅|出)*.*(?:图|画|海报|标志)",
            ),
        ),
        (
            WantedFigure.LOOK,
            (
                rf"\b{_ASKS}\b.*\b{_PHOTO}\b|\b(?:a|the|some|any) {_PHOTO} of\b",
                r"\b(?:what|how) (?:does|do|did|would|will|is|are) .*\blook(?:s|ing)?(?: like)?\s*(?:$|[?!.,;])",
                r"\bwhat .* looks? like\b",
                f"{_HAN_PHOTO}|(?:什么|啥)样(?:的)?[？?！!。]*$|长(?:得|成)?(?:什么|啥|怎么?)样|(?:什么|啥)样子|外观",
                "看(?:一下|看|下)?.*图|[有发][没]?有?(?:一?张)?图",
            ),
        ),
        (
            WantedFigure.PAGE,
            (
                rf"\b(?:show|see|look|find|send|have|got)\b.*\b{_PRINTED}\b",
                rf"\bwhere (?:is|are|do i find) .*\b{_PLACE}\b",
                "插图|配图|哪个位置",
                f"在哪(?:里|儿)?.*{_HAN_PLACE}|{_HAN_PLACE}.*在哪",
            ),
        ),
    )
)
_DRAWING_WORDS = re.compile(
    r"\b(?:please|(?:can|could|would) (?:you|i)|(?:draw|plot|sketch|graph|show|make|create|give|visuali[sz]e|see)"
    r"(?: me| us)?)\b|\b(?:an? |the |as ){0,4}+(?:(?:bar|line|pie|column|flow|scatter|simple) ?-?){0,4}+"
    r"(?:chart|diagram|graph|plot|histogram)s?\b(?:\s*(?:of|for|showing|about|comparing|with|on)\b)?"
    r"|请|帮我|给我|能不能|可以|(?:画|绘制?|制作)(?:出|一|个|张|幅|成)*|作(?:出|一个|一张|一幅)"
    r"|用(?=[一柱条饼折统图流])|(?:一[个张幅])?的?"
    r"(?:柱状图|条形图|饼图|折线图|统计图|图表|流程图|步骤图|框图|示意流程)(?:来|表示|展示|说明)?",
    re.IGNORECASE,
)
_EQUATION = re.compile(r"(?<![A-Za-z])(?:y|[fgh]\s*[（(]\s*x\s*[)）])\s*=\s*", re.IGNORECASE)
_AFTER_VERB = re.compile(
    r"(?:\b(?:plot|graph|draw|sketch|function|curve|parabola|of)\b|画出?|作出?|绘制|函数)\s*(?:the\s+)?"
    r"(?:(?:graph|function|curve)s?\s+)?(?:of\s+)?[:：]?\s*(?=[-−+(|√\\0-9a-z])",
    re.IGNORECASE,
)
_NUMBER = r"(-?\s*+(?:(?<!\d)\d++(?:\.\d++)?\s*+(?:π|pi)?|π|pi))"
_RANGE = re.compile(
    rf"(?:from|between|从|在|∈\s*+[\[(（]?|\[)?\s*+{_NUMBER}"
    r"\s*+(?:to|and|until|到|至|和|,|，|~|…|\.\.\.?|<=?\s*[xt]\s*<=?|≤\s*[xt]\s*≤|≤|<)\s*+"
    rf"{_NUMBER}",
    re.IGNORECASE,
)
_DEFAULT_RANGE = (-10.0, 10.0)
ALONE_MARGIN = 3.0  # beside the origin, where nothing else is to be seen
_TURN_RANGE = (-6.5, 6.5)  # a little over one turn to each side
_TRIGONOMETRIC = re.compile(r"sin|cos|tan")
_PI = 3.141592653589793


def wanted_figure(question: str) -> WantedFigure | None:
    """Tell what a question asks to see; None where words are enough."""
    theirs = _OWN_PHOTO.sub(" ", question)
    asked = {
        kind: theirs if kind in {WantedFigure.LOOK, WantedFigure.PAGE} else question for kind in WantedFigure
    }
    return next(
        (kind for kind, pattern in _WANTED if pattern.search(asked[kind]) and _can_be_meant(kind, question)),
        None,
    )


def _can_be_meant(kind: WantedFigure, question: str) -> bool:
    """Tell whether a figure can be what is asked for: a garden plot and a learning curve are no graphs of functions."""
    return kind is not WantedFigure.FUNCTION or read_function_plot(question) is not None


def without_drawing(question: str) -> str:
    """Return what a chart or diagram is asked of: the words for drawing would lead the search astray."""
    subject = _DRAWING_WORDS.sub(" ", question)
    return " ".join(subject.split()) if re.search(r"[^\W_]{2}", subject) else question


def read_function_plot(question: str) -> FunctionPlot | None:
    """Read the functions that a question asks to see, and from where to where.

    Returns:
        The plot; None where the question holds no function of x.
    """
    expressions: list[str] = []
    rest = question
    starts = [match.end() for match in _EQUATION.finditer(question)]
    starts = starts or [match.end() for match in _AFTER_VERB.finditer(question)]
    for start in starts:
        try:
            formula, behind = parse_formula_prefix(question[start:])
        except FigureError:
            continue
        if formula.has_variable and formula.text not in expressions and not behind[:1].isalpha():
            expressions.append(formula.text)
            rest = behind
    if not expressions:
        return None
    low, high = _read_range(rest) or _read_range(question, needs_word=True) or _default_range(expressions)
    return FunctionPlot(title="", expressions=tuple(expressions[:MAX_FUNCTIONS]), x_min=low, x_max=high)


def _read_range(text: str, *, needs_word: bool = False) -> tuple[float, float] | None:
    for match in _RANGE.finditer(text):
        if needs_word and not re.match(r"(?:from|between|从|在|∈|\[)", match[0].strip(), re.IGNORECASE):
            continue
        low, high = _read_number(match[1]), _read_number(match[2])
        if low < high:
            return low, high
    return None


def _read_number(text: str) -> float:
    plain = text.replace(" ", "").lower().replace("π", "pi")
    if not plain.endswith("pi"):
        return float(plain)
    factor = plain.removesuffix("pi")
    return _PI * {"": 1.0, "-": -1.0}.get(factor, 0.0) if factor in {"", "-"} else _PI * float(factor)


def _default_range(expressions: list[str]) -> tuple[float, float]:
    """Choose a range that shows the zeros and turning points, the origin among them."""
    if any(map(_TRIGONOMETRIC.search, expressions)):
        return _TURN_RANGE
    x = np.linspace(*_DEFAULT_RANGE, 2001)
    places = [0.0]
    for expression in expressions:
        y = parse_formula(expression)(x)
        places += [round(float(x[i]), 1) for values in (y, np.diff(y)) for i in _sign_changes(values)]
    low, high = min(places), max(places)
    margin = max(1.0, (high - low) / 3) if high > low else ALONE_MARGIN
    return max(_DEFAULT_RANGE[0], float(math.floor(low - margin))), min(
        _DEFAULT_RANGE[1], float(math.ceil(high + margin))
    )


def _sign_changes(values: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    """Find the places where a function crosses zero or touches it, and not those where it has no value."""
    signs = np.sign(values)
    is_known = np.isfinite(signs[1:]) & np.isfinite(signs[:-1])
    return np.flatnonzero(is_known & (signs[1:] != signs[:-1]))
