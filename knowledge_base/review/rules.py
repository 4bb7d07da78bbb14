"""Passages → rules: what a sentence or the cell of a table lays down, with what is needed to compare it.

A rule is cut from a statement: a row gives one for each cell, a sentence one for each clause that holds a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge_base.passages import Passage
from knowledge_base.text.conditions import Conditions, find_conditions, remove_conditions
from knowledge_base.text.languages import holds_chinese
from knowledge_base.text.negation import denies
from knowledge_base.text.quantities import Quantity, extract_quantities
from knowledge_base.text.statements import Statement, split_statements
from knowledge_base.text.terms import extract_codes, extract_query_terms
from knowledge_base.text.units import Dimension
from knowledge_base.text.words import stem

MIN_CHARACTERS, MAX_CHARACTERS = 6, 600
# words that say nothing about the subject: verbs of rules, prices and places in general
_WEAK_TEXT = """
    cost price fee charge amount sum total rate euro pay paid take last need require must reach call send make offer
    offer apply valid possible available allow permit accept serve within per each every once twice day week month
    year hour minute working business time period duration length item product article goods customer user person
    people parent reader visitor please contact number value property information details our we us they one two
    back end begin start stay run hold use used using currently always usually about approximately least most up
    more less than only also may might shall should would like get gets give gives given after before until during
    between off
    收到 然后 直到 就是 之后 之前 上 中 下 处理 方法 即可 只能 只 每个 一种 按 按照 再 已 会 将 并 并且 号 位于 可能
    使用 其他 另 另外 或者 以及 任何 所有 全部 进入 属于 处 类别 项目 名称 type kind group category sort
    费用 价格 金额 收费 价 元 需要 需 必须 应 应当 须 可 可以 能
    能够 允许 为 是 时间 期限 时长 内 天 日 周 月 年 小时 分钟 商品 产品 物品 客户 顾客
    用户 您 我们 每 每次 次 每位 最多 最少 至少 以内 以上 以下 左右 约 大约 后 前 起 到 至
    享受 提供 收取 支付 进行 开始 结束 工作日 个 名 位 本 台 节 件
    项 共 均 都 请 如 如果 则 由 等 及 其 该 此 人 一
"""
_TITLE_WEAK_TEXT = """
    manual guide faq frequently asked question handbook leaflet brochure policy rule term condition information info
    overview list price sheet data datasheet instruction quick start introduction welcome general help service
    contract agreement regulation care maintenance
    document note version draft copy final contact our about house card description details specification technical
    说明书 说明 指南 手册 常见问题 常见 问题 政策 规则 规定
    条款 须知 信息 概述 价格表 清单 使用 简介 欢迎 联系我们 联系
    文件 版本 草稿 副本 详情 规格 参数 技术 数据 服务 介绍
"""
_CLAIM = re.compile(
    r"\b(?:can|may|must|is|are|was|were|do|does|has|have|will|allow\w*|accept\w*|support\w*|includ\w*|permit\w*|offer\w*|"
    r"cover\w*|need\w*|work\w*|requir\w*)\b"
    r"|可|能|允许|支持|接受|包括|包含|提供|需|必须|有|是|会|应",
    re.IGNORECASE,
)
_EXCEPTION = re.compile(
    r"\b(?:unless|except|only|if|when|once|where|other than|but)\b|除非|除外|除了|只有|仅|如果|若|但",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(
    r"\b(?:example|e\.g|for instance|task|exercise|suppose|imagine)\b"
    r"|例如|例题|例：|比如|譬如|举例|练习|假设|应用题|[=÷]|\d\s*[×x+]\s*\d",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]\d|\d)(?!\s*(?:euros?|eur|元|mah|w\b))", re.IGNORECASE)
_NAME = re.compile(
    r"\b(?:[A-Z][a-z]+[A-Z]\w*|[a-z]+[A-Z]\w*)(?:[ -]\d+[A-Za-z]?\b)?"
    r"|\b[A-Z][A-Za-z]+[ -]\d{1,4}[A-Za-z]?\b(?!\s*(?:%|am|pm|\w+s\b))"
)
_LIST = re.compile(r"\band\b|[&,，、与和及]", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[，；;]\s*")
_TYPE = re.compile(
    r"manual|data\s?sheet|instructions|user guide|quick start|说明书|使用指南|使用手册|快速入门",
    re.IGNORECASE,
)


def find_subject_words(text: str) -> frozenset[str]:
    """Return the terms of a text that carry meaning, by their roots, of overlapping Chinese ones the longest."""
    terms = {root(term) for term in extract_query_terms(text) if not term.isdigit()}
    joined = "\n".join(terms)
    return frozenset(
        term for term in terms if (len(term) > 1 if term.isascii() else _is_longest(term, joined))
    )


def root(word: str) -> str:
    """Strip the endings that are left of a stem, so that `deliveries` meets `delivery`."""
    stripped = stem(word)
    if not stripped.isascii():
        return stripped
    if stripped.endswith("ing"):  # recordings
        stripped = stem(stripped)
    if len(stripped) > 3 and stripped[-1] in "ei":
        return stripped[:-1] + ("y" if stripped[-1] == "i" else "")
    return stripped


def _is_longest(term: str, joined: str) -> bool:
    return joined.count(term) == 1


def _stems(text: str) -> frozenset[str]:
    return frozenset(root(word) for word in text.split())


WEAK = _stems(_WEAK_TEXT)
TITLE_WEAK = WEAK | _stems(_TITLE_WEAK_TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a title says of its document.

    Attributes:
        words: Terms of the title that name a subject.
        names: Products and codes in it.
        years: Years in it.
        is_manual: Whether it is the title of a product's manual or data sheet.
        is_list: Whether it joins several subjects.
    """

    words: frozenset[str]
    names: frozenset[str]
    years: frozenset[str]
    is_manual: bool
    is_list: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A sentence or a table cell with its row's first cell.

    Attributes:
        passage: Where it stands.
        text: As it is written.
        topic: Of its document.
        quantities: With their places in `text`.
        words: Terms that name its subject, without quantities, conditions and words that any rule has.
        context: Terms of the headings.
        names: Products and codes in the sentence.
        years: Years that the sentence, or else its headings, name apart from dates.
        conditions: Under which it holds.
        is_negated: Whether it denies.
        has_exception: Whether it limits itself by `unless`, `only` and the like.
    """

    passage: Passage
    text: str
    topic: Topic
    quantities: tuple[Quantity, ...]
    words: frozenset[str]
    context: frozenset[str]
    names: frozenset[str]
    years: frozenset[str]
    conditions: Conditions
    is_negated: bool
    has_exception: bool

    @property
    def holds_chinese(self) -> bool:
        """Whether it is written in Chinese."""
        return holds_chinese(self.text)

    @property
    def can_conflict(self) -> bool:
        """Whether it holds a value, a ban, or a permission or claim that another rule may deny."""
        return bool(self.quantities) or self.is_negated or _CLAIM.search(self.text) is not None

    def masked(self) -> str:
        """Return the text with every value replaced by X, so that sentences of the same shape are alike."""
        text = self.text
        for quantity in reversed(self.quantities):
            text = f"{text[: quantity.start]}X{text[quantity.end :]}"
        return text


def read_rules(passage: Passage) -> Iterator[Rule]:
    """Yield the rules of a passage.

    Examples and exercises are left out: their values are invented.
    """
    headings = " ".join(passage.heading_path)
    if _EXAMPLE.search(headings):
        return
    topic = read_topic(passage.document_title)
    for statement in split_statements(passage):
        if _EXAMPLE.search(statement.text) or statement.text[-1] in "?？":
            continue
        for piece in _split_row(statement):
            around = {**find_conditions(headings), **find_conditions(piece)}
            for text in _split_clauses(piece) if len(piece) <= MAX_CHARACTERS else ():
                if len(text) >= MIN_CHARACTERS:
                    yield _read(text, passage, topic, around)


def read_topic(title: str) -> Topic:
    """Read a document's title."""
    names = find_names(title)
    return Topic(
        words=_without_names(find_subject_words(title) - TITLE_WEAK, names),
        names=names,
        years=frozenset(_YEAR.findall(title)),
        is_manual=_TYPE.search(title) is not None,
        is_list=_LIST.search(title) is not None,
    )


def find_names(text: str) -> frozenset[str]:
    """Return product names and codes in one spelling."""
    names = {re.sub(r"[^a-z0-9]", "", match.group().lower()) for match in _NAME.finditer(text)}
    return frozenset(names) | {code for code in extract_codes(text) if not code[0].isdigit()}


def _read(text: str, passage: Passage, topic: Topic, around: Conditions) -> Rule:
    headings = " ".join(passage.heading_path)
    quantities = extract_quantities(text)
    bare = _blank(text, quantities)
    conditions: Conditions = {**around, **find_conditions(bare)}
    if any(quantity.dimension is Dimension.WEEKDAY for quantity in quantities):
        conditions = {group: values for group, values in conditions.items() if group != "holiday"}
    names = find_names(bare)
    return Rule(
        passage=passage,
        text=text,
        topic=topic,
        quantities=quantities,
        words=_without_names(find_subject_words(remove_conditions(bare)) - WEAK, names),
        context=find_subject_words(headings) - TITLE_WEAK,
        names=names,
        years=frozenset(_YEAR.findall(bare)) or frozenset(_YEAR.findall(headings)),
        conditions=conditions,
        is_negated=denies(bare),
        has_exception=_EXCEPTION.search(text) is not None,
    )


def _blank(text: str, quantities: tuple[Quantity, ...]) -> str:
    for quantity in quantities:
        text = text[: quantity.start] + " " * (quantity.end - quantity.start) + text[quantity.end :]
    return text


def _without_names(words: frozenset[str], names: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if not any(word in name for name in names))


def _split_row(statement: Statement) -> Iterator[str]:
    """Split a table row such as `Product: kettle; Warranty: 2 years; Price: 30 EUR` into one piece per value."""
    if not statement.is_row:
        yield statement.text
        return
    first, *cells = (f"{name}: {value}" if name else value for name, value in statement.cells)
    yield from (f"{first}; {cell}" for cell in cells)


def _split_clauses(text: str) -> Iterator[str]:
    """Split a sentence after each clause that holds a value, if a later one does too.

    Chinese strings several rules together with commas. Days of the week stay with the times that follow them.
    """
    parts: list[str] = []
    start = 0
    for end in [*(match.end() for match in _CLAUSE_END.finditer(text)), len(text)]:
        if _holds_value(text[start:end]):
            parts.append(text[start:end])
            start = end
    if not parts:
        yield text
        return
    parts[-1] += text[start:]
    yield from (part.rstrip("，；; ") for part in parts)


def _holds_value(text: str) -> bool:
    return any(quantity.dimension is not Dimension.WEEKDAY for quantity in extract_quantities(text))
