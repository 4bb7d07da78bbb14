"""Dates, times and durations of cells, written as their format's section says, in its language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache

from knowledge_base.reading.loaders.office.format_sections import Kind, Section, Token

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "zh": "一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月",
    "ja": "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
}
_DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "pt": "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
    "zh": "星期一 星期二 星期三 星期四 星期五 星期六 星期日",
    "ja": "月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日",
}
# The lower byte of a Windows language code is its language (MS-LCID, 2.2).
_LANGUAGES = {0x04: "zh", 0x07: "de", 0x0A: "es", 0x0C: "fr", 0x10: "it", 0x11: "ja", 0x13: "nl", 0x16: "pt"}
_UNSHORTENED = frozenset({"zh", "ja"})
SYSTEM_DATES = frozenset(
    {"mm-dd-yy", "m/d/yy h:mm", "m/d/yyyy"}
)  # shown as the reader's own system writes dates
_DAY_ZERO = datetime(1899, 12, 30)  # a cell knows no time zone

Moment = datetime | date | time | timedelta


def format_moment(value: Moment, section: Section, number_format: str) -> str:
    """Write a date, time or duration as a section of its cell's format says."""
    if number_format.lower() in SYSTEM_DATES or not section.has(Kind.DATE, Kind.TIME, Kind.ELAPSED):
        return plain_moment(value)
    moment = _to_datetime(value)
    language = _language_of(section.language)
    is_twelve = section.has(Kind.HALF_DAY)
    return " ".join("".join(_write(moment, section.tokens, language, is_twelve=is_twelve)).split())


def plain_moment(value: Moment) -> str:
    """Write a date or time in a way that has one meaning everywhere."""
    if isinstance(value, datetime):
        is_day = value.time() == time()
        return value.date().isoformat() if is_day else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, time):
        return value.isoformat(timespec="seconds" if value.second else "minutes")
    return str(value)


def _to_datetime(value: Moment) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, time):
        return datetime.combine(_DAY_ZERO.date(), value)
    return _DAY_ZERO + value


def _language_of(code: str) -> str:
    try:
        return _LANGUAGES.get(int(code, 16) & 0xFF, "en")
    except ValueError:
        return (
            "zh"
            if code.lower().startswith("zh")
            else code[:2].lower()
            if code[:2].lower() in _MONTHS
            else "en"
        )


def _write(moment: datetime, tokens: tuple[Token, ...], language: str, *, is_twelve: bool) -> Iterator[str]:
    after_seconds = False
    for token in tokens:
        is_point = token.kind is Kind.POINT and after_seconds
        if token.kind is not Kind.DIGIT and not is_point:  # parts of seconds
            yield _write_token(moment, token, language, is_twelve=is_twelve)
        after_seconds = is_point or (token.kind is Kind.TIME and token.text[0] in "sS")


def _write_token(moment: datetime, token: Token, language: str, *, is_twelve: bool) -> str:
    if token.kind is Kind.DATE:
        return _write_date(moment, token.text.lower(), language)
    if token.kind is Kind.TIME:
        return _write_time(moment, token.text.lower(), is_twelve=is_twelve)
    if token.kind is Kind.ELAPSED:
        return _write_elapsed(moment, token.text)
    if token.kind is Kind.HALF_DAY:
        first, second = token.text.split("/")
        return first if moment.hour < 12 else second
    return token.text


def _write_date(moment: datetime, code: str, language: str) -> str:
    kind = code[0]
    if kind == "y":
        return f"{moment.year % 100:02}" if len(code) <= 2 else str(moment.year)
    if kind in "md":
        return _write_part(moment, code, language)
    if kind == "a":
        return _names(_DAYS, "zh")[moment.weekday()][0 if len(code) == 4 else 2 :]
    return {"e": str(moment.year), "b": str(moment.year + 543)}.get(kind, "")


def _write_part(moment: datetime, code: str, language: str) -> str:
    """Write a month or a day: its number, with a zero in front, shortened, or its name."""
    is_month = code[0] == "m"
    number = moment.month if is_month else moment.day
    if len(code) <= 2:
        return f"{number:02}" if len(code) == 2 else str(number)
    name = (
        _names(_MONTHS, language)[moment.month - 1] if is_month else _names(_DAYS, language)[moment.weekday()]
    )
    if len(code) != 3 or (is_month and language in _UNSHORTENED):
        return name[0] if code == "mmmmm" else name
    return name[-1] if language in _UNSHORTENED else name[:3]


@cache
def _split(names: str) -> tuple[str, ...]:
    return tuple(names.split())


def _names(table: dict[str, str], language: str) -> tuple[str, ...]:
    return _split(table[language])


def _write_time(moment: datetime, code: str, *, is_twelve: bool) -> str:
    hour = (moment.hour % 12 or 12) if is_twelve else moment.hour
    number = {"h": hour, "m": moment.minute, "s": moment.second}[code[0]]
    return f"{number:02}" if len(code) > 1 else str(number)


def _write_elapsed(moment: datetime, code: str) -> str:
    seconds = round((moment - _DAY_ZERO).total_seconds())
    number = seconds // {"h": 3600, "m": 60, "s": 1}[code[0]]
    return str(number).zfill(len(code))
