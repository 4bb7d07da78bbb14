"""Letters of symbol fonts → the signs that a reader sees: a `ü` in Wingdings is a tick.

The tables hold the signs that say something; the other letters of these fonts are pictures and are left out. The
sources are the fonts' mapping files at unicode.org (VENDORS/APPLE/SYMBOL.TXT) and the Unicode proposal for Wingdings
and Webdings (L2/11-196).
"""

from __future__ import annotations

PRIVATE = 0xF000  # where Word and Excel keep a symbol font's letters

_WINGDINGS = {
    0x28: "☎", 0x29: "✆", 0x2A: "✉", 0x36: "⌛", 0x3A: "🖥", 0x46: "☞", 0x45: "☜", 0x47: "☝", 0x48: "☟", 0x4A: "☺",
    0x4B: "😐", 0x4C: "☹", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "☐", 0x71: "❑", 0x72: "❒", 0x75: "◆", 0x76: "❖",
    0x77: "⬥", 0x78: "☒", 0xA1: "○", 0xA4: "◉", 0xA5: "◎", 0xA7: "▪", 0xA8: "☐", 0xAB: "★", 0xAF: "✡", 0xB1: "⌖",
    0xB6: "✰", 0xD5: "⌫", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xEF: "⇦", 0xF0: "⇨",
    0xF1: "⇧", 0xF2: "⇩", 0xF3: "⬄", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    **{0x80 + n: sign for n, sign in enumerate("⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿")},
}  # fmt: skip
_WINGDINGS_2 = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x55: "☒", 0x56: "⊗", 0x57: "🚫",
    0x58: "🚫", 0x97: "●", 0x98: "●", 0x99: "◉", 0x9A: "○", 0x9B: "○", 0xA2: "■", 0xA3: "☐", 0xA4: "☐",
    **{0x69 + n: sign for n, sign in enumerate("⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿")},
}  # fmt: skip
_WINGDINGS_3 = {
    0x66: "←",
    0x67: "→",
    0x68: "↑",
    0x69: "↓",
    0x70: "▲",
    0x71: "▼",
    0x74: "◀",
    0x75: "▶",
    0x7D: "▶",
}
_WEBDINGS = {0x61: "✓", 0x72: "✗", 0x63: "☐", 0x67: "■", 0x6E: "●", 0x33: "◀", 0x34: "▶", 0x35: "▲", 0x36: "▼",
             0x59: "♥", 0x69: "ℹ", 0x78: "🚫", 0xC9: "☎"}  # fmt: skip
_DINGBATS = {0x33: "✓", 0x34: "✓", 0x35: "✗", 0x36: "✗", 0x37: "✗", 0x38: "✗", 0x48: "★", 0x6C: "●", 0x6E: "■",
             0x6F: "☐", 0x71: "☐", 0x75: "◆", 0xE8: "➔"}  # fmt: skip
_SYMBOL = dict(
    zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True),
) | dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)) | {
    0x22: "∀", 0x24: "∃", 0x27: "∍", 0x2D: "−", 0x40: "≅", 0x5C: "∴", 0x5E: "⊥", 0xA3: "≤", 0xA5: "∞",
    0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×",
    0xB5: "∝", 0xB6: "∂", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xC5: "⊕", 0xC6: "∅",
    0xC7: "∩", 0xC8: "∪", 0xC9: "⊃", 0xCA: "⊇", 0xCC: "⊂", 0xCD: "⊆", 0xCE: "∈", 0xCF: "∉", 0xD0: "∠", 0xD1: "∇",
    0xD5: "∏", 0xD6: "√", 0xD7: "⋅", 0xD8: "¬", 0xD9: "∧", 0xDA: "∨", 0xDB: "⇔", 0xDC: "⇐", 0xDE: "⇒", 0xA2: "′",
    0xE5: "∑", 0xF2: "∫",
}  # fmt: skip
_TABLES = {
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "wingdings 3": _WINGDINGS_3,
    "webdings": _WEBDINGS,
    "zapfdingbats": _DINGBATS,
    "zapf dingbats": _DINGBATS,
    "itc zapf dingbats": _DINGBATS,
    "symbol": _SYMBOL,
}
_CP1252 = {ord(bytes([code]).decode("cp1252", "replace")): code for code in range(0x80, 0xA0)}
_KEPT = " \t\n\v0123456789.,+-/()[]{}=<>%"  # Symbol draws these as they are


def is_symbol_font(font: str | None) -> bool:
    """Tell whether a font's letters are signs."""
    return bool(font) and str(font).strip().lower() in _TABLES


def read_symbols(text: str, font: str | None) -> str:
    """Return what a text in a font shows; the text itself in a font of letters."""
    table = _TABLES.get(font.strip().lower()) if font else None
    if table is None:
        return text
    return "".join(_read(char, table) for char in text)


def _read(char: str, table: dict[int, str]) -> str:
    code = ord(char)
    code = _CP1252.get(code, code)
    code = code - PRIVATE if PRIVATE <= code <= PRIVATE + 0xFF else code
    if table is _SYMBOL and chr(code) in _KEPT:
        return chr(code)
    if code > 0xFF:
        return char  # another font stands in for letters that this one does not have
    return " " if chr(code).isspace() else table.get(code, "")
