"""Headings of plain text, and the lists and measures that look like them."""

import pytest

from knowledge_base.reading.loaders.text_loader import load_text

HANDBOOK = """第一章 总则

本手册适用于全体员工。

第二章　考勤
第一节 工作时间
一、上班
早上九点上班。
（一）弹性时间
可以提前或推迟一小时。
二、下班
下午六点下班。
第三章 请假

请假须提前三天申请。
"""


def test_chinese_headings_are_followed() -> None:
    assert [(block.heading_path, block.text) for block in load_text(HANDBOOK.encode()).blocks] == [
        (("第一章 总则",), "本手册适用于全体员工。"),
        (("第二章 考勤", "第一节 工作时间", "一、上班"), "早上九点上班。"),
        (("第二章 考勤", "第一节 工作时间", "一、上班", "（一）弹性时间"), "可以提前或推迟一小时。"),
        (("第二章 考勤", "第一节 工作时间", "二、下班"), "下午六点下班。"),
        (("第三章 请假",), "请假须提前三天申请。"),
    ]


def test_numbered_sections_are_followed() -> None:
    text = "1.1 Filling\n\nFill in water.\n\n1.2 Cleaning\nUse vinegar.\n1.2.1 Limescale\nWait an hour.\n"
    assert [(block.heading_path, block.text) for block in load_text(text.encode()).blocks] == [
        (("1.1 Filling",), "Fill in water."),
        (("1.2 Cleaning",), "Use vinegar."),
        (("1.2 Cleaning", "1.2.1 Limescale"), "Wait an hour."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "需要的材料\n一、身份证\n二、户口本\n三、照片\n请带原件。",  # a list
        "1.5 litres of water\n0.5 kg of flour\nMix both.",  # measures
        "1.5 litres of water\nBoil it.",
        "第三章 结束",  # nothing stands below it
        "第十二条 员工应当遵守本手册。\n违反者将受处分。",  # an article is a sentence
        "一、本办法自公布之日起施行，由办公室负责解释，未尽事宜另行规定并适时修订完善，各部门应当遵照执行。\n完",
    ],
)
def test_lists_measures_and_sentences_are_no_headings(text: str) -> None:
    blocks = load_text(text.encode()).blocks
    assert {block.heading_path for block in blocks} == {()}
    assert "\n".join(block.text for block in blocks) == text
