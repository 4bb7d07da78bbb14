"""Masks personal data in a question before it is kept for the admin: addresses, numbers of people and orders.

It masks too much rather than too little: every longer run of digits goes, whatever it is. The patterns begin only where
a run of their characters begins and look ahead a bounded way, so that a long text takes no longer than it is long.
"""

from __future__ import annotations

import re

MASK = "•••"
_PATTERNS = (
    re.compile(
        r"(?<![\w.+%-])[\w.+%-]++\s?(?:@|＠|\(at\)|\[at\])\s?[\w-]++(?:\s?(?:\.|\(dot\))\s?[\w-]++)++"
    ),  # e-mail
    re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE),
    re.compile(r"(?<![\w@])@\w{2,}"),  # an account
    re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,3})?\b"),  # IBAN
    re.compile(r"\b\d{17}[\dXx](?![0-9A-Za-z])"),  # Chinese identity number
    re.compile(
        r"(?P<label>\b(?:order|invoice|customer|tracking|parcel|booking|reference|ticket|account|card|passport|member(?:ship)?)"
        r"(?:\s++(?:number|no\.?|id|code))?\s*+(?:is|:|#|=)?\s*+#?\s*+)(?=[\w-]{0,60}\d)[A-Za-z0-9][\w-]{2,}",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?P<label>(?:订单|发票|客户|快递|运单|物流|预订|会员|身份证|银行卡|信用卡|卡|护照|账)(?:编)?(?:号码|号|码)?\s*+(?:是|为|：|:|#)?\s*+)"
        r"(?=[A-Za-z0-9-]{0,60}\d)[A-Za-z0-9][A-Za-z0-9-]{2,}"
    ),
    # six digits or more, in groups or not: telephone, card, order
    re.compile(r"(?<![\w.])[+＋]?[(（]?\d(?:[\s().（）/–-]?\d){5,}(?!\w{0,20}\.\w)"),
    re.compile(r"[A-Za-z]{0,4}[-_]?\d{6,}\w*"),
    re.compile(
        r"(?P<label>(?i:\bmy name is|\bi am called|\bthis is) +)[A-Z][\w'’-]+(?: +[A-Z][\w'’-]+){0,3}"
    ),
    re.compile(r"(?P<label>(?:我叫|我的名字是|姓名[:：是]?)\s*)[\u4e00-\u9fff]{2,4}(?=[，,。.！!\s]|$)"),
)


def mask_personal_data(text: str) -> str:
    """Return a text with what may tell who wrote it replaced by `MASK`."""
    for pattern in _PATTERNS:
        has_label = "label" in pattern.groupindex
        text = pattern.sub(rf"\g<label>{MASK}" if has_label else MASK, text)
    return text
