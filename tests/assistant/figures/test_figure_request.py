from __future__ import annotations

import math

import pytest

from assistant.figures.figure_request import WantedFigure, read_function_plot, wanted_figure, without_drawing
from assistant.figures.sketch_request import read_sketch


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Plot y = x^2 - 4x + 3", "function"),
        ("画出函数 y=2x²-3x+1 的图像", "function"),
        ("Show a bar chart of the prices", "chart"),
        ("请用饼图显示各项比例", "chart"),
        ("Can you draw a flow chart for the return process?", "diagram"),
        ("画一个退货流程图", "diagram"),
        ("Draw a triangle with sides 3, 4 and 5", "geometry"),
        ("画一个半径为4的圆", "geometry"),
        ("Where is the reset button?", "page"),
        ("序列号在哪里？", "page"),
        ("Show me a picture of the AS-200", "look"),
        ("Show me the drawing on page 3", "page"),
        ("what does the LumiCam look like", "look"),
        ("How does the blue kettle look?", "look"),
        ("a photo of the lamp please", "look"),
        ("Do you have any pictures of it?", "look"),
        ("看看这款灯的图片", "look"),
        ("这款灯长什么样？", "look"),
        ("台灯的外观", "look"),
        ("有图吗", "look"),
        ("发张图给我看看", "look"),
        ("它是什么样子的？", "look"),
        ("这张照片里的灯有别的图片吗", "look"),
        ("Draw a picture of a cat in space", "generated"),
        ("画一张太空猫的海报", "generated"),
    ],
)
def test_a_wish_for_a_figure_is_told_from_its_words(question: str, kind: str) -> None:
    assert wanted_figure(question) == WantedFigure(kind)


@pytest.mark.parametrize(
    "question",
    [
        "What is the warranty?",
        "I'd like to see the return policy",
        "How long does the battery last?",
        "退货需要多长时间？",
        "What is the slope of y = 3x + 2?",
        "Do you sell drawing tablets?",
        "What is in this picture?",
        "Does the camera send photos to my phone?",
        "Is there a photo mode?",
        "What pictures can the LumiCam take?",
        "摄像头能拍照片吗",
        "照片保存在哪里",
        "耳机怎么样",
        "I sent you a photo of the label, what is the error?",
        "Which product do you see in my photo?",
        "这张照片里是什么？",
        "我拍了一张照片，这是哪款灯？",
        "How do I look up my order?",
        "怎么样才能退货？",
        "可以退货吗？",
    ],
)
def test_other_questions_want_words(question: str) -> None:
    assert wanted_figure(question) is None


@pytest.mark.parametrize(
    ("question", "expressions", "low", "high"),
    [
        ("Plot y = x^2 - 4x + 3 from -1 to 5", ["x^2 - 4x + 3"], -1, 5),
        ("graph f(x) = 2x+1 and g(x)=x^2 between -2 and 4", ["2x+1", "x^2"], -2, 4),
        ("sketch x^3 - x for -2 <= x <= 2", ["x^3 - x"], -2, 2),
        ("画 y = |x-1| 在 -3 到 5 的图像", ["|x-1|"], -3, 5),
        ("plot sin(x) from -π to 2π", ["sin(x)"], -math.pi, 2 * math.pi),
    ],
)
def test_functions_and_their_range_are_read_from_the_question(
    question: str, expressions: list[str], low: float, high: float
) -> None:
    plot = read_function_plot(question)

    assert plot is not None
    assert list(plot.expressions) == expressions
    assert (plot.x_min, plot.x_max) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("question", "low", "high"),
    [
        ("plot y = (x-5)(x+4)", -7, 8),  # zeros that are whole numbers
        ("plot y = x^2 - 4x + 3", -1, 4),
        ("plot y = 0.5x^3 - 2x + 1", -4, 3),  # near enough to see the hill and the valley
        ("plot y = x^2", -3, 3),
        ("plot y = 1/x", -3, 3),
        ("plot y = sqrt(x)", -3, 3),
    ],
)
def test_without_a_range_what_happens_fills_the_picture(question: str, low: float, high: float) -> None:
    plot = read_function_plot(question)

    assert plot is not None
    assert (plot.x_min, plot.x_max) == (low, high)


def test_without_a_range_the_zeros_and_the_turning_point_are_shown() -> None:
    plot = read_function_plot("draw y = (x-6)(x-8)")

    assert plot is not None
    assert plot.x_min < 0 < 8 < plot.x_max


@pytest.mark.parametrize(
    "question", ["plot my sales", "draw y = 5", "y = ", "plot the route from A to B", ""]
)
def test_a_question_without_a_function_gives_none(question: str) -> None:
    assert read_function_plot(question) is None


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        ("Draw a triangle with sides 3, 4 and 5 cm", {"3 cm", "4 cm", "5 cm"}),
        ("Draw a right triangle with legs 6 cm and 8 cm", {"6 cm", "8 cm", ""}),
        ("三边长为5、6、7的三角形", {"5", "6", "7"}),
        ("画一个长5宽3的长方形", {"5", "3", ""}),
        ("draw a square with side 4", {"4", ""}),
        ("画一个半径为4厘米的圆", {"4 厘米"}),
        ("a circle with diameter 10", {"10"}),
    ],
)
def test_a_shape_with_its_measures_is_sketched(question: str, labels: set[str]) -> None:
    sketch = read_sketch(question)

    assert sketch is not None
    assert {segment.text for segment in sketch.segments} == labels


def test_a_sketch_is_true_to_scale() -> None:
    sketch = read_sketch("Draw a triangle with sides 5, 6 and 7")
    assert sketch is not None
    places = {point.name: (point.x, point.y) for point in sketch.points}

    for segment in sketch.segments:
        assert math.dist(places[segment.start], places[segment.end]) == pytest.approx(float(segment.text))


@pytest.mark.parametrize(
    "question", ["a triangle with sides 1, 2 and 9", "Draw a triangle", "圆", "radius 0"]
)
def test_an_impossible_or_unmeasured_shape_gives_none(question: str) -> None:
    assert read_sketch(question) is None


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("Draw me a bar chart comparing the delivery costs", "the delivery costs"),
        ("Make a flow chart of how I return something", "how I return something"),
        ("Show the warranty periods as a bar chart", "the warranty periods"),
        ("画一个重置摄像头的流程图", "重置摄像头"),
        ("用柱状图比较普通配送和加急配送的费用", "比较普通配送和加急配送的费用"),
        ("请作一张工作日送达时间的条形图", "工作日送达时间"),
        ("Draw a chart", "Draw a chart"),
    ],
)
def test_what_is_to_be_drawn_is_searched_without_the_words_for_drawing(question: str, subject: str) -> None:
    assert without_drawing(question) == subject
