"""Whether a sentence affirms or denies, in English and Chinese.

“Dogs may come in” and “dogs may not come in” share all their words. A word such as “only” or “free” says yes and no at
once, so it excuses a difference.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_OPENER = re.compile(
    r"^\W*(?:no|nope|不是的?|不可以|不能|不行|不需要|不用|没有|不|yes|yeah|sure|of course|certainly|是的|可以的?|能|对)"
    r"(?:\s*[,.!:;–—，。！：；]+\s*|\s*$)",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"\b(?:no|not|never|none|nobody|nothing|neither|nor|without|cannot)\b|n['’]t\b"
    r"|\b(?:sold out|out of stock|out of order|unavailable|prohibited|forbidden)\b"
    r"|不(?!同|过|仅|但|断|锈|少|久)|没|无(?!线|论|限)|未(?![^，。；,;]{1,5}的)|非(?!常|会员)|勿|禁止|缺货|售罄|断货|谢绝",
    re.IGNORECASE,
)
_YES = re.compile(
    r"^\W*(?:yes|yeah|sure|of course|certainly|是的|可以的?|能|对)\s*[,.!:;–—，。！：；]", re.IGNORECASE
)
_FIRST_CLAUSE = re.compile(r"[,;.，；。]|\bbut\b|但")
# what stands in an affirming sentence that may be put as a denial, and in an affirming claim for a denying sentence
_LIMITS = re.compile(
    r"\b(?:only|except|unless|until|closed|free|exclude[sd]?|instead|broken|refused?|lacks?|separately|zero|needs?|must"
    r"|otherwise|used up|full)\b|仅|只|除|闭|关|休息|免|停|拒|另|须|必须|零|满",
    re.IGNORECASE,
)
_YES_OF_NO = re.compile(
    r"\b(?:closed|free|exclude[sd]?|instead|broken|refused?|lacks?|zero|separately|banned|only)\b|仅|只|免|闭|停|拒|另|零",
    re.IGNORECASE,
)
_ZERO = re.compile(r"(?<![\d.,:])0(?:[.,]0+)?(?![\d.,:])")
# limits that are put as a denial, questions, and states of a thing: an unopened parcel denies nothing
_NO_DENIAL = re.compile(
    r"\b(?:no|not) (?:more|less|later|longer than|fewer|only|exceed|earlier)\w*|\bno\. ?\d"
    r"|不超过|不得超过|不低于|不少于|不晚于|不早于|未拆封|未开封|未使用|非会员|非高峰|勿论",
    re.IGNORECASE,
)
_A_NOT_A = re.compile(r"(\w)不\1|是否|能否|可否|有没有")
_NOTHING = re.compile(
    r"(?:0(?:[.,]0+)?\s*\D{0,8}|no|none|not\b.*|[-–—]|n/?a|nil|sold out|out of (?:stock|order)|closed|unavailable"
    r"|无|没有|否|不.*|×|✗|✘|缺货|售罄|断货|休息|闭.{0,3}|停.{0,3}|免.{0,3})",
    re.IGNORECASE,
)
_STOCK_COLUMN = re.compile(
    r"\b(?:stock|availab\w+|quantity|qty|places?|left|remaining|vacanc\w+)\b|库存|数量|现货|余量|剩余|名额|可租|可用",
    re.IGNORECASE,
)
_IN_STOCK = re.compile(
    r"\b(?:in stock|availab\w+|have (?:it|some|any)|left|remaining|vacanc\w+)\b|有货|现货|库存|可租|可用|还有|名额",
    re.IGNORECASE,
)


def denies(text: str) -> bool:
    """Tell whether a sentence denies something."""
    return _STRONG.search(_NO_DENIAL.sub(" ", _A_NOT_A.sub(" ", _fold(text)))) is not None


def without_negation(text: str) -> str:
    """Return a text without its yes and no, so that it can be compared by its topic alone."""
    body = re.sub(r"\bcan(?:['’]t|not)\b", "can", _without_opener(text), flags=re.IGNORECASE)
    return _STRONG.sub("", body)


def contradict(claim: str, clause: str, question: str = "") -> bool:
    """Tell whether a claim affirms what a clause denies, or denies what it affirms.

    A “No,” at the beginning answers the question and is not looked at, unless it is all there is. A “Yes,” before a
    denial misleads, unless a denial was asked for.
    """
    body = _without_opener(claim)
    if denies(body) == denies(clause):
        return _says_yes(claim) and denies(_FIRST_CLAUSE.split(body)[0]) and not _asks_for_no(question)
    words, excuses = (clause, _LIMITS) if denies(body) else (body, _YES_OF_NO)
    return not (excuses.search(_fold(words)) or _ZERO.search(_fold(words)))


def contradicts_cells(claim: str, question: str, cells: Sequence[tuple[str, str]]) -> bool:
    """Tell whether a claim says yes where the cell that it is about says 0 or no, or the other way round.

    Args:
        claim: The sentence.
        question: What was asked; it may name the column.
        cells: The name and value of each column that is meant, the subject left out.
    """
    stock = [value for name, value in cells if is_stock_column(name, f"{claim} {question}")]
    if not stock and len(cells) != 1:
        return False
    meant = stock[0] if stock else cells[0][1]
    if is_nothing(meant) and _says_yes(claim) and not _asks_for_no(question):
        return True
    return _says_otherwise(_without_opener(claim), has_nothing=is_nothing(meant), is_stock=bool(stock))


def _says_otherwise(body: str, *, has_nothing: bool, is_stock: bool) -> bool:
    """Tell whether a claim denies what a cell has, or does not deny what it has not."""
    has_no = denies(body) or bool(_YES_OF_NO.search(body) or _ZERO.search(body))
    if is_stock:
        return has_nothing != has_no and (has_nothing or denies(body))
    return has_nothing and not has_no


def is_stock_column(name: str, text: str) -> bool:
    """Tell whether a column says what is left of a thing, and a text speaks of that."""
    return bool(_STOCK_COLUMN.search(name) and _IN_STOCK.search(text))


def is_nothing(value: str) -> bool:
    """Tell whether the cell of a table says 0, no, or that there is none."""
    return _NOTHING.fullmatch(_fold(value).strip()) is not None


def is_zero(value: str) -> bool:
    """Tell whether the cell of a table is the number 0."""
    return _ZERO.fullmatch(_fold(value).strip()) is not None


def _says_yes(claim: str) -> bool:
    return _YES.match(_fold(claim)) is not None


def _asks_for_no(question: str) -> bool:
    return denies(question) or _YES_OF_NO.search(_fold(question)) is not None


def _without_opener(claim: str) -> str:
    folded = _fold(claim)
    opener = _OPENER.match(folded)
    if opener is None:
        return folded
    rest = folded[opener.end() :]
    return rest if re.search(r"\w", rest) else folded


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
