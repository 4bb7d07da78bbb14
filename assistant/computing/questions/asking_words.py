"""Words that ask, count and join: they name nothing that an answer depends on.

Every other word of a question has to be found in what the answer is computed from.
"""

from __future__ import annotations

import re

from assistant.computing.documents.tokens import plain_form

_ENGLISH = """
    a about above all altogether am an and any apart are as ask at be bill both bring but buy by can
    combine combined come comes cost costs could do does either everything excluding expect
    extra for from get go going good group had has have how like i if in included including instead into is it its
    just know let list look looking make many me much must my name need no not now of off on one ones or order
    our out over pay paid per please plus price put same set should so some spend sum take taken tell than that
    the their them then there these they thing things this those to together total two up us use used want was
    we well were what when which who will with within would you your did i'd i'm we'd we're we'll i'll what's
    whats that's each only hello hi thanks between difference fee fees apiece him her he she under below more
    less fewer save exactly amount add adding sums result purchase model kind type option version variant
    product article item enough something anything compared comparison versus vs against people person bigger
    worth money owe budget afford last lasts aged age old offer offered sell sold run according without while
    during whole entire full time draw draws deliver delivers prints print watt watts wattage power discount
    reduction further
"""
_CHINESE = """
    一共 总共 共计 合计 总计 总价 总额 加起来 加在一起 算下来 一起 全部 分别 各自 多少钱 多少 几块 几元
    什么价 价格 价钱 价 钱 请问 请 帮我 帮忙 算算 算一下 算 我们 我 咱们 你们 您 他们 要付 付 支付 要交
    交 要花 花 需要 需 要 得 该 应 想买 想 买 购买 订 租用 租 用 收费 费用 收 和 与 跟 及 以及 还有 加上
    加 再加 再 还 另外 另 外加 外 连 各 每 的 了 呢 吗 吧 呀 啊 嘛 是 有 哪些 哪种 哪个 哪款 哪一个 哪一种
    哪家 哪 什么 谁 几个 比 还是 或者 或 更 最 差多少 相差 差价 差额 差 区别 之间 哪里 能 可以 可 会
    如果 的话 那么 那 这 这个 一下 一样 是不是 有没有 是否 在 为 就 都 也 只 不 没 超过 低于 高于 少于
    多于 不到 大于 小于 以上 以下 以内 之内 不超过 至少 最多 分钟 从 到 把 给 让 对 下来 上 下 里 两者
    二者 两个 一个 个 些 种类 种 款 够 够不够 预算 只有 瓦 功率 输出 来说 大概 出 拿 带 去 来 时 时候
    今天 现在 目前 平均 计算 结果 数 额 单 共 全 总 一 两 二 三 四 五 六 七 八 九 十 中 其中 里面 选 办
    开 使用 报名 报 坐 玩 学 骑 寄 住 吃 喝
"""
# “rent” may be the name of a column, too
_MAY_NAME = frozenset(map(plain_form, ("hire", "rent", "book", "charge", "run", "print", "last")))
_EN = frozenset(plain_form(word) for word in _ENGLISH.split())
_ZH = re.compile("|".join(sorted(map(re.escape, _CHINESE.split()), key=len, reverse=True)))


def is_asking(word: str) -> bool:
    """Tell whether an English word, in its plain form, may stand in a question without naming anything."""
    return word in _EN or word in _MAY_NAME


def names_nothing(token: str) -> bool:
    """Tell whether a word of a label tells nothing apart, in English or Chinese."""
    return (token in _EN and token not in _MAY_NAME) or not without_asking_words(token).strip()


def without_asking_words(text: str) -> str:
    """Return a Chinese text with its words that ask replaced by spaces; its length stays."""
    return _ZH.sub(lambda match: " " * len(match.group()), text)
