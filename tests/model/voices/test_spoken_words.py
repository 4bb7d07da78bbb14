"""What is said for what is written, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.text.languages import Language
from model.voices.spoken_words import speak_words

ENGLISH = {
    # whole numbers, decimals, ranges
    "It has 3 modes.": "It has three modes.",
    "1,250 pages": "one thousand two hundred fifty pages",
    "about 2.05 times": "about two point zero five times",
    "-5 degrees": "minus five degrees",
    "0.5": "zero point five",
    "007": "zero zero seven",
    "2-3 hours": "two to three hours",
    "pages 5–10": "pages five to ten",
    "order 1234567890": "order one two three four five six seven eight nine zero",
    "1000000": "one million",
    # percent
    "15%": "fifteen percent",
    "5–10% off": "five to ten percent off",
    "0.5 %": "zero point five percent",
    # money
    "$1": "one dollar",
    "$1,299.99": "one thousand two hundred ninety nine dollars and ninety nine cents",
    "$0.99": "ninety nine cents",
    "£5.01": "five pounds and one penny",
    "€5-10": "five to ten euros",
    "199 CNY": "one hundred ninety nine yuan",
    # units
    "5 V": "five volts",
    "1 V": "one volt",
    "5V/2A": "five volts two amps",
    "18.5 kWh": "eighteen point five kilowatt hours",
    "5000 mAh": "five thousand milliamp hours",
    "120 km/h": "one hundred twenty kilometres per hour",
    "-10 °C to 45 °C": "minus ten degrees Celsius to forty five degrees Celsius",
    "25℃": "twenty five degrees Celsius",
    "9.81 m/s²": "nine point eight one metres per second squared",
    "20 m²": "twenty square metres",
    "2.4 GHz": "two point four gigahertz",
    "16 GB": "sixteen gigabytes",
    "60 dB": "sixty decibels",
    "3-5 kg": "three to five kilograms",
    "5 A students": "five A students",
    "10 m high": "ten metres high",
    # dates and times
    "2024-05-01": "May first, twenty twenty four",
    "on May 3, 2025": "on May third, twenty twenty five",
    "3 May": "May third",
    "In 2024": "In twenty twenty four",
    "since 1905": "since nineteen oh five",
    "the 1990s": "the nineteen nineties",
    "9:05": "nine oh five",
    "9:00–18:30": "nine o'clock to eighteen thirty",
    "10:05 a.m.": "ten oh five A M",
    # ordinals and fractions
    "the 1st and the 22nd": "the first and the twenty second",
    "1/2 cup": "one half cup",
    "3/4": "three quarters",
    "2/3": "two thirds",
    "½ cup": "one half cup",
    "24/7 support": "twenty four seven support",
    "a 16:9 screen": "a sixteen to nine screen",
    # codes, models, versions, telephone numbers
    "The AS-200": "The A S two hundred",
    "E-204": "E two oh four",
    "E24": "E twenty four",
    "LC-3000": "L C three thousand",
    "X-1050": "X one oh five oh",
    "MP3": "M P three",
    "IP67": "I P sixty seven",
    "USB-C": "USB-C",
    "COVID-19": "COVID nineteen",
    "SN4F7K": "S N four F seven K",
    "firmware 2.1.3": "firmware two point one point three",
    "Call 400-800-1234.": "Call four zero zero, eight zero zero, one two three four.",
    "+1 (800) 555-0199": "plus one, eight zero zero, five five five, zero one nine nine",
    # signs, short words, links
    "red & blue": "red and blue",
    "e.g. red/blue": "for example red or blue",
    "see https://a.example/b?c=1 now": "see a link now",
    "help@lumen.example": "help at lumen dot example",
    "Great! 😀✅": "Great!",
    "C++ and C#": "C plus plus and C sharp",
    "Settings → Sound": "Settings, then Sound",
    # formulas as people type them
    "3x + 5 = 20": "three x plus five equals twenty",
    "so x=5": "so x equals five",
    "a² + b² = c²": "A squared plus b squared equals c squared",
    "x ≤ 10": "x is less than or equal to ten",
    "10 × 5": "ten times five",
    r"the area \(\pi r^2\)": "the area pi r squared",
}
CHINESE = {
    "共3种模式": "共三种模式",
    "1,250页": "一千二百五十页",
    "约2.05倍": "约二点零五倍",
    "12个月": "十二个月",
    "2个按钮": "两个按钮",
    "共2年": "共两年",
    "第2个": "第二个",
    "第10章": "第十章",
    "2小时": "两小时",
    "10~15天": "十到十五天",
    "2-3 小时": "二到三小时",
    "12345678号": "一二三四五六七八号",
    "占25%": "占百分之二十五",
    "5–10%": "百分之五到百分之十",
    "¥1,299.50": "一千二百九十九点五元",
    "$20": "二十美元",
    "2元": "两元",
    "100元": "一百元",
    "5V/2A": "五伏二安",
    "5000 mAh": "五千毫安时",
    "18 kWh": "十八千瓦时",
    "120 km/h": "一百二十公里每小时",
    "室温25℃": "室温二十五摄氏度",
    "-10 °C": "零下十摄氏度",
    "20 m²": "二十平方米",
    "1.5 kg": "一点五千克",
    "60 dB": "六十分贝",
    "2024年5月1日": "二零二四年五月一日",
    "2024-05-01": "二零二四年五月一日",
    "5月3日": "五月三日",
    "2024年": "二零二四年",
    "9:00–18:30": "九点到十八点三十分",
    "14:05": "十四点零五分",
    "2:00": "两点",
    "1/2": "二分之一",
    "3/4": "四分之三",
    "16:9": "十六比九",
    "AS-200 显示 E-204": "A S 二百显示 E 二零四",
    "固件2.1.3": "固件二点一点三",
    "400-800-1234": "四零零，八零零，幺二三四",
    "13800138000": "幺三八零零幺三八零零零",
    "见 https://a.example。": "见链接。",
    "好的😀": "好的",
    "使用 USB-C 充电": "使用 USB-C 充电",
    "解 3x + 5 = 20": "解三 x 加五等于二十",
    r"面积是 \(\pi r^2\)。": "面积是派 r 的平方。",
    "x ≥ 3": "x 大于等于三",
    "A或B/C": "A或B或C",
}
CASES = [
    *((written, "en", said) for written, said in ENGLISH.items()),
    *((written, "zh", said) for written, said in CHINESE.items()),
]


@pytest.mark.parametrize(("written", "language", "said"), CASES)
def test_it_is_said_as_people_say_it(written: str, language: Language, said: str) -> None:
    assert speak_words(written, language) == said


@given(st.text(max_size=200), st.sampled_from(["en", "zh"]))
def test_any_text_can_be_said_and_no_digit_is_left(text: str, language: Language) -> None:
    said = speak_words(text, language)
    assert not any(character in "0123456789" for character in said)


@pytest.mark.parametrize(
    "text", ["1" * 50_000, "-" * 50_000, "1/" * 20_000, "a" * 50_000, "1:" * 20_000, "(" * 9_000]
)
def test_a_hostile_text_is_said_at_once(text: str) -> None:
    assert len(speak_words(text, "en")) < 200_000
