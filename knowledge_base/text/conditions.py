"""Under which condition a sentence holds: opened or unopened, express or standard, adults or children.

Two sentences of different conditions don't contradict each other, whatever their values. The words are those of shops,
services and schools in both languages; what is in no group is left to the comparison of subjects.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

# group → value → English words (a star leaves the end open, - is a space as well) and Chinese words. Within a group the
# first value that fits takes the words, so that 未拆封 is not read as 拆封.
_STRICT: dict[str, dict[str, str]] = {
    "packaging": {
        "unopened": "unopened sealed unused undamaged 未拆封 未开封 未拆 未使用",
        "opened": "opened 已拆封 拆封 开封 拆开 拆箱",
    },
    "fault": {"faulty": "fault faulty faults defect* damaged broken 质量问题 损坏 故障 破损 瑕疵"},
    "speed": {
        "fast": "express overnight next-day quick fast instant turbo rapid 加急 特快 快速 快煮 即时 极速 实时",
        "standard": "standard normal regular ordinary 普通 标准 平邮 常规",
    },
    "destination": {
        "island": "island 海岛 岛屿",
        "abroad": "abroad international overseas foreign other-country other-countries 国外 海外 国际 境外",
        "domestic": "domestic within-the-country 国内 境内",
    },
    "person": {
        "child": "child children kid pupil infant under-age minor 儿童 小孩 孩子 未成年 婴儿 小学生",
        "student": "student 大学生 学生",
        "senior": "senior elderly pensioner 老人 老年 长者",
        "adult": "adult grown-up 成人 成年",
        "teacher": "teacher 教师 老师",
        "company": "company companies business-customer corporate 企业 公司",
        "group": "groups 团体 团队",
        "guest": "non-member 非会员",
    },
    "season": {
        "summer": "summer 夏季 夏天 夏令",
        "winter": "winter 冬季 冬天 冬令",
        "spring": "spring 春季 春天",
        "autumn": "autumn 秋季 秋天",
    },
    "holiday": {"holiday": "holiday vacation 节假日 假期 寒假 暑假 春节"},
    "period": {
        "hour": "per-hour an-hour hourly 每小时 每个小时",
        "day": "per-day a-day daily each-day every-day 每天 每日 日租",
        "week": "per-week a-week weekly 每周 每星期",
        "month": "per-month a-month monthly each-month 每月 每个月 月费 月卡 月租",
        "year": "per-year a-year yearly annual each-year 每年 年费 年卡 年度",
        "person": "per-person each-person 每人 每位",
    },
    "level": {
        "beginner": "beginner elementary 初级 入门 初学",
        "intermediate": "intermediate 中级",
        "advanced": "advanced 高级 进阶",
        "premium": "premium deluxe gold 豪华 尊享 金卡",
        "basic": "basic 基础",
        "pro": "pro professional 专业版",
        "lite": "lite mini 迷你",
    },
    "side": {
        "front": "front 前置 前排",
        "rear": "rear 后置 后排",
        "left": "left-hand left-side 左侧 左边",
        "right": "right-hand right-side 右侧 右边",
        "upper": "upper 上层 上部",
        "lower": "lower 下层 下部",
        "indoor": "indoor 室内",
        "outdoor": "outdoor 室外 户外",
    },
    "class": {
        "first": "first-class 头等 一等",
        "second": "second-class 二等",
        "business": "business-class 商务舱 商务座",
    },
    "exam": {
        "written": "written 笔试",
        "oral": "oral 口试",
        "midterm": "midterm mid-term 期中",
        "final": "final 期末",
    },
    "room": {"single": "single-room 单人", "double": "double-room 双人", "family": "family 家庭"},
    "drive": {"electric": "electric e-bike 电动", "petrol": "petrol 汽油", "diesel": "diesel 柴油"},
    "colour": {"colour": "colour color 彩色", "mono": "black-and-white 黑白"},
    "charge": {
        "deposit": "deposit 押金 保证金 定金",
        "fine": "fine penalty late-fee overdue 滞纳金 罚款 罚金 违约金 逾期",
        "surcharge": "surcharge extra 附加费 加收 额外",
        "replacement": "lost replac* 丢失 遗失 补办",
    },
    "extension": {"extension": "extension extended 延长 续保 续借"},
    "heat": {"hot": "hot 热水 高温", "cold": "cold 冷水 低温"},
    "new": {"new": "new-customer 新客户 新用户", "used": "second-hand refurbished 二手 翻新"},
}
_LOOSE: dict[str, dict[str, str]] = {
    "bound": {
        "least": "at-least minimum min. no-less more-than over exceed* from-the-age "
        "至少 最少 最低 不少于 不低于 以上 超过 起步 满",
        "most": "at-most maximum max. up-to no-more not-exceed* less-than below under "
        "最多 最高 不超过 不得超过 以下 低于 不足 上限",
    },
    "event": {
        "open": "opens opening starts begin* check-in 开门 开放时间 开始 入住 营业",
        "close": "closes closing ends finish check-out depart* 关门 关闭 结束 退房 停止 打烊",
    },
    "channel": {
        "online": "online web app internet 网上 线上 在线",
        "store": "in-store in-the-store at-the-counter in-person 到店 柜台 现场",
        "phone": "by-phone telephone hotline 电话",
    },
    "phase": {"before": "before prior in-advance 之前 以前 提前", "after": "after later 之后 以后"},
    "part": {"day": "morning daytime 上午 白天", "night": "evening night 晚间 夜间"},
    "peak": {"off": "off-peak 非高峰 淡季", "peak": "peak 高峰 旺季"},
}


def _compile(values: Mapping[str, str]) -> re.Pattern[str]:
    alternatives = []
    for value, words in values.items():
        sources = []
        for word in words.split():
            source = re.escape(word.removesuffix("*")).replace(r"\-", r"[\s-]")
            if word.isascii():
                ending = r"\w*" if word.endswith("*") else r"(?:e?s)?\b"
                source = rf"\b{source}{ending}"
            sources.append(source)
        alternatives.append(f"(?P<{value}>{'|'.join(sources)})")
    return re.compile("|".join(alternatives), re.IGNORECASE)


_STRICT_PATTERNS = {group: _compile(values) for group, values in _STRICT.items()}
_LOOSE_PATTERNS = {group: _compile(values) for group, values in _LOOSE.items()}

Conditions = Mapping[str, frozenset[str]]


def find_conditions(text: str) -> Conditions:
    """Return the values of each group that a text names."""
    patterns = _STRICT_PATTERNS | _LOOSE_PATTERNS
    found = {group: _values(pattern, text) for group, pattern in patterns.items()}
    return {group: values for group, values in found.items() if values}


def are_compatible(left: Conditions, right: Conditions) -> bool:
    """Tell whether two sentences hold under the same conditions.

    In most groups naming none is a condition of its own: delivery is not express delivery. In the others, such as
    `before` and `after`, only two different names keep sentences apart.
    """
    empty = frozenset[str]()
    for group in left.keys() | right.keys():
        mine, other = left.get(group, empty), right.get(group, empty)
        if group in _STRICT and mine != other:
            return False
        if mine and other and mine.isdisjoint(other):
            return False
        if group == "bound" and ("least" in mine) != ("least" in other):  # orders of 50 euros or more
            return False
    return True


def count_shared(left: Conditions, right: Conditions) -> int:
    """Return how many conditions two sentences share; each says as much about the subject as a word."""
    return sum(len(left[group] & right[group]) for group in left.keys() & right.keys() if group in _STRICT)


def remove_conditions(text: str) -> str:
    """Return a text without the words that `count_shared` counts, of the same length."""
    for pattern in _STRICT_PATTERNS.values():
        text = pattern.sub(lambda match: " " * len(match.group()), text)
    return text


def _values(pattern: re.Pattern[str], text: str) -> frozenset[str]:
    return frozenset(match.lastgroup for match in pattern.finditer(text) if match.lastgroup)
