"""Bytes → text: by what the file declares, or by what its characters look like in each encoding that is in use.

A text decodes in many encodings; in the right one its letters are those of one language. What a file declares is
believed if its text can be decoded so.
"""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

from knowledge_base.errors import DocumentTypeError

SAMPLE_BYTES = 60_000
DECLARED_BYTES = 4_000
MIN_NULLS = 0.2  # of every second byte, from which text in two bytes a character is told without a mark
CLEARLY = 0.55  # a rating that only language gets
RATED_BYTES = 1_500  # are enough to tell an encoding
SURELY_CHINESE = 0.7
MIN_SAMPLE = 20  # bytes; fewer look like anything
MUCH_WORSE = 0.4  # than the best rating: what the file declares is wrong
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"), (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
)  # fmt: skip
_KANA = re.compile("[\u3041-\u30fe\uff66-\uff9f]")
_ESCAPES = (b"\x1b$B", b"\x1b$@", b"\x1b(J")  # ISO-2022-JP
_DECLARED = re.compile(rb"(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9][\w:.-]{1,30})", re.IGNORECASE)
_WIDER = {  # what programs write under these names
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "shift_jis": "cp932", "shift-jis": "cp932",
    "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932", "big5": "big5hkscs", "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949", "iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "iso-8859-9": "cp1254", "tis-620": "cp874", "macintosh": "mac_roman", "x-mac-roman": "mac_roman",
}  # fmt: skip
# In this order where two fit alike.
_CANDIDATES = (
    "gb18030", "cp1252", "big5hkscs", "cp932", "euc_jp", "cp949", "cp1250", "iso8859_2", "cp1251", "koi8_r", "cp866",
    "iso8859_5", "cp1253", "cp1254", "cp1255", "cp1256", "cp874", "iso8859_15", "mac_roman", "cp850",
)  # fmt: skip
_ALPHABETS = (
    "äöüß", "àâæçéèêëîïôœùûü", "áéíóúüñ", "ãâáàçéêíóôõú", "àèéìíîòóùú", "åäöé", "æøåé", "éëïóöü", "ąćęłńóśźż",
    "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîșşțţ", "čćđšž", "çğıöşüâ", "áðéíóúýþæö", "āčēģīķļņšūž",
    "ąčęėįšųūž", "äõöüšž",
)  # fmt: skip
_SIGNS = "€£§©®°«»‹›–—‘’“”„‚•…·±×²³½¼¾µ™¿¡ªº\u00a0"
_HAN = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经"
    "么去法学如都同现当没动面起看定天分还进好小部其些主样理心前开但因只从想日者意无力它与长把机十民第公此已工使情明性知全三又关点"
    "正业外将两高间由问很最重并物手应体相见利二等产或新己制身果加月话合回特代内信表化老给位次度任先海通教原东提立及员解水名真处走"
    "各入几口认条平系气题活更打女四神总电数安少报才反受目太量再建务做接必件计管期市直金支保区送品货价格退换订单日天元本机请按"
    "們個來時會對說這國過發種動學樣開問現點間經後從裡還當電話買賣價貨訂單請訊號無為與員網頁"
    "円返配達注文商料様お届込払間時東京社電番号内容以上下方法場合使用方確認"
)
_HANGUL = frozenset(
    "이다는을가의에고를은하도지로사기한인어자있대리수것나정시그부장일서해보과라아만주원들상여전면소구공제무화용비품환불매문배송요니"
    "습안내연락처은행조계약및중동성유"
)
_SCRIPTS = (
    ("\u0400", "\u04ff", frozenset("оеаинтсрвлкмдпу")),
    ("\u0370", "\u03ff", frozenset("αοιετσνηυρπκμλω")),
    ("\u0590", "\u05ff", frozenset("יוהלאתרבמנשקעדם")),
    ("\u0600", "\u06ff", frozenset("اليمنرتوبةعسدقف")),
    ("\u0e00", "\u0e7f", frozenset("านรอกเงมยลวดทสตะปบคห่้ีั")),
)


def decode_text(data: bytes) -> str:
    """Decode text, with line feeds as its only ends of lines.

    Raises:
        DocumentTypeError: The bytes are no text.
    """
    return _decode(data).replace("\r\n", "\n").replace("\r", "\n")


def holds_text(data: bytes) -> bool:
    """Tell whether bytes may be text in any encoding."""
    return b"\x00" not in data or _find_mark(data) is not None or _two_bytes(data) is not None


def _decode(data: bytes) -> str:
    encoding = _find_mark(data) or _two_bytes(data)
    if encoding is not None:
        return _strictly(data, encoding)
    if b"\x00" in data:
        msg = "the file is no text"
        raise DocumentTypeError(msg)
    if any(escape in data for escape in _ESCAPES) and (text := _try(data, "iso2022_jp")) is not None:
        return text
    text = _try(data, "utf-8")
    return _guess(data) if text is None else text


def _guess(data: bytes) -> str:
    rated = _rate_encodings(data)
    declared = _declared(data)
    text = _try(data, declared) if declared else None
    if text is not None and rate_text(text[:RATED_BYTES]) > rated[0][0] - MUCH_WORSE:
        return text
    for _, _, guess in rated:
        if (text := _try(data, guess)) is not None:
            return text
    best = from_bytes(data).best()
    return str(best) if best else data.decode("cp1252", "replace")


def _find_mark(data: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)


def _two_bytes(data: bytes) -> str | None:
    """Tell UTF-16 without a mark: by the zeros in its ASCII characters, or by bytes that no other text holds."""
    sample = data[: SAMPLE_BYTES // 2 * 2]
    if len(data) % 2 or len(data) < MIN_SAMPLE or not _CONTROLS.search(sample):
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    few, many = sorted((even, odd))
    if many >= MIN_NULLS * len(sample) / 2 and few <= many / 10:
        encoding = "utf-16-le" if odd > even else "utf-16-be"
        return encoding if _text_of(data, encoding) is not None else None
    sample = sample[: 2 * RATED_BYTES]
    rated = [
        (rate_text(text), name) for name in ("utf-16-le", "utf-16-be") if (text := _text_of(sample, name))
    ]
    best = max(rated, default=(0.0, ""))
    return best[1] if best[0] >= CLEARLY else None


def _text_of(data: bytes, encoding: str) -> str | None:
    """Decode what may be text; a program's bytes make control characters."""
    text = _try(data, encoding)
    return None if text is None or _CONTROL_CHARACTERS.search(text) else text


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:DECLARED_BYTES])
    if match is None:
        return None
    name = match.group(1).decode("ascii").lower()
    return _WIDER.get(name, name)


def _try(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except (UnicodeError, LookupError):
        return None
    return text if isinstance(text, str) else None


def _strictly(data: bytes, encoding: str) -> str:
    text = _try(data, encoding)
    if text is None:
        msg = f"the text can't be decoded as {encoding}"
        raise DocumentTypeError(msg)
    return text


def _rate_encodings(data: bytes) -> list[tuple[float, int, str]]:
    """Return the encodings with how well the text fits them, the likeliest first."""
    sample = _foreign_lines(data)
    rated: list[tuple[float, int, str]] = []
    for place, name in enumerate(_CANDIDATES):
        text = sample.decode(name, "replace")
        rated.append((rate_text(text), -place, name))
        if place == 0 and rated[0][0] >= SURELY_CHINESE and not _KANA.search(text):
            break
    return sorted(rated, reverse=True)


def _foreign_lines(data: bytes) -> bytes:
    """Return lines that hold more than ASCII, as many as are needed to tell an encoding."""
    found: list[bytes] = []
    size = 0
    for line in data[:SAMPLE_BYTES].splitlines():
        if not line.isascii():
            found.append(line[:RATED_BYTES])
            size += len(line)
            if size >= RATED_BYTES:
                break
    return b"\n".join(found)


def rate_text(text: str) -> float:
    """Rate how much the characters of a text beyond ASCII look like language, from about -1 to 1."""
    foreign = [(place, char) for place, char in enumerate(text) if char > "\x7f"]
    if not foreign:
        return 0.0
    kana = sum("\u3041" <= char <= "\u30fe" for _, char in foreign) / len(foreign)
    accents = [char.lower() for _, char in foreign if _is_accented(char)]
    alphabet = max(_ALPHABETS, key=lambda letters: sum(char in letters for char in accents))
    return sum(_rate(text, place, char, kana, alphabet) for place, char in foreign) / len(foreign)


def _is_accented(char: str) -> bool:
    return "\u00c0" <= char <= "\u024f" and char not in "×÷"


def _rate(text: str, place: int, char: str, kana: float, alphabet: str) -> float:
    beside = text[max(place - 1, 0) : place] + text[place + 1 : place + 2]
    is_in_latin = any("a" <= one.lower() <= "z" for one in beside)
    if _is_accented(char):
        return _rate_accented(char, beside, alphabet)
    if char in _SIGNS:
        is_apart = sum(one.isalpha() for one in beside) < 2 or char in "’‘·"
        return 0.1 if is_apart else -1.0
    if "\u3000" <= char <= "\u9fff" or "\uff00" <= char <= "\uff60" or "\uac00" <= char <= "\ud7a3":
        return _rate_eastern(char, kana)
    return -1.0 if is_in_latin else _rate_script(char)


def _rate_script(char: str) -> float:
    for first, last, common in _SCRIPTS:
        if first <= char <= last:
            return 0.9 if char in common else 0.3
    return -1.0


def _rate_accented(char: str, beside: str, alphabet: str) -> float:
    if char.lower() not in alphabet:
        return -0.2
    is_odd = char.isupper() and beside[:1].islower()
    return -0.5 if is_odd else 0.8


def _rate_eastern(char: str, kana: float) -> float:
    if "\uac00" <= char <= "\ud7a3":
        return 1.0 if char in _HANGUL else 0.45
    if "\u4e00" <= char <= "\u9fff":
        return 1.0 if char in _HAN else 0.35
    if "\u3400" <= char <= "\u4dbf":
        return -0.5
    return 0.9 if kana > 0.1 or not "\u3041" <= char <= "\u30fe" else 0.0
