"""A mail as it was pasted or forwarded → what its writer says now: no headers, no thread, no greeting, no signature.

These are conventions of mail programs and of letters in both languages, told by where they stand and by their form.
"""

from __future__ import annotations

import re
from itertools import dropwhile, takewhile

MAX_CLOSING_LINES = 8  # of a closing with a signature
MAX_GREETING_WORDS = 8
MAX_GREETING_HAN = 10

_THREAD = re.compile(
    r"^\s*(?:[-—–_=*\s]{3,}(?:original message|forwarded message"
    r"|原始邮件|转发的?邮件|以下为?历史邮件|历史邮件|原邮件).*"
    r"|on\s.{6,120}\bwrote:|在?\s?\d{4}.{4,80}写道[:：]|begin forwarded message:?|[—–―_]{5,})\s*$",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"^[\s>]*(?:from|to|cc|bcc|sent|date|subject|reply-to"
    r"|发件人|收件人|抄送|发送时间|日期|时间|主题|转发|地址|电话)\s*[:：]",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"^\s*(?:(?:(?:with )?(?:kind|best|warm(?:est)?|many)?\s*(?:regards|wishes|greetings)"
    r"|yours?(?: \w+)?|(?:yours )?sincerely"
    r"|respectfully|cheers|best|love|x|greetings|looking forward.{0,30}"
    r"|(?:many )?thanks(?: a lot| again| in advance)?|thank you.{0,30}|thx)"
    r"(?:\s(?:from|to)\s.{1,30})?[\s,.!]*$"
    r"|(?:此致|敬礼|顺祝|祝.{1,12}|谢谢.{0,4}|多谢|辛苦.{1,8}|希望.{2,10}答复|麻烦您了.{0,6})[\s，,。.！!～~]*$)",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^\s*(?:--|—{1,2})\s*$|^\s*sent from my \w+", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.?？。!！]\s*$")
_WORD = re.compile(r"[^\W_\u3400-\u9fff]+")
_HAN = re.compile(r"[\u3400-\u9fff]")


def read_body(mail: str) -> str:
    """Return what the writer of a mail says; of a mail that only forwards, what is forwarded."""
    lines = mail.splitlines()
    cut = next((n for n, line in enumerate(lines) if _THREAD.match(line)), len(lines))
    body = _plain_lines(lines[:cut])
    if not body:
        body = _plain_lines(lines[cut + 1 :])
    return "\n".join(body).strip()


def _plain_lines(lines: list[str]) -> list[str]:
    """Leave out headers, quoted lines, the greeting, and all from the closing on."""
    kept = [line for line in lines if not _HEADER.match(line) and not line.lstrip().startswith(">")]
    kept = list(dropwhile(lambda line: not line.strip() or _is_greeting(line), kept))
    kept = list(takewhile(lambda line: not _SIGNATURE.match(line), kept))
    return _without_closing(kept)


def _without_closing(kept: list[str]) -> list[str]:
    closings = (
        n
        for n, line in enumerate(kept)
        if n > 0 and _CLOSING.match(line) and len(kept) - n <= MAX_CLOSING_LINES
    )
    kept = kept[: next(closings, len(kept))]
    while kept and (not kept[-1].strip() or _is_name(kept[-1])) and len(kept) > 1:
        kept = kept[:-1]
    return kept


def _is_greeting(line: str) -> bool:
    """Tell whether a first line only says whom the mail is for."""
    if re.search(r"question|问题|事[:：]", line):  # “My questions are:” announces what follows
        return False
    is_short = len(_WORD.findall(line)) <= MAX_GREETING_WORDS and len(_HAN.findall(line)) <= MAX_GREETING_HAN
    return is_short and re.search(r"[,，:：!！]\s*$|^[^.?？。,，]*$", line) is not None


def _is_name(line: str) -> bool:
    """Tell whether a last line holds a name or an address: it is short and no sentence."""
    short = len(_WORD.findall(line)) + len(_HAN.findall(line)) <= MAX_GREETING_WORDS
    return short and _SENTENCE_END.search(line) is None and re.match(r"\s*(?:[-*•]|\d+[.)、])", line) is None
