"""A cell says what the spreadsheet shows."""

import io
from datetime import datetime, time, timedelta

import openpyxl
import pytest

from knowledge_base.reading.loaders.office.cell_text import to_shown_text
from tests.knowledge_base.reading.loaders.files import load, texts

DAY = datetime(2026, 3, 5)


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (4155550188, "[<=9999999]###-####;(###) ###-####", "(415) 555-0188"),
        (5550188, "[<=9999999]###-####;(###) ###-####", "555-0188"),
        (825010042, "00000-0000", "82501-0042"),
        (123456789, "###-##-####", "123-45-6789"),
        (20261105, "0000-00-00", "2026-11-05"),
        (1234567, '#,##0.0,,"M"', "1.2M"),
        (1234567, '#,##0, "k"', "1,235 k"),
        (1500, '0.0,"t"', "1.5t"),
        (0, '0.00;-0.00;"free"', "free"),
        (0, '#,##0.00;[Red]-#,##0.00;"-"', "-"),
        (-5.5, "0.00;(0.00)", "(5.50)"),
        (-5.5, "0.00;[Red]0.00", "5.50"),
        (-5.5, "0.00", "-5.50"),
        (-0.001, "0.00", "0.00"),
        (3, "+0;-0;0", "+3"),
        (1, '[=1]"yes";[=0]"no";General', "yes"),
        (0, '[=1]"yes";[=0]"no";General', "no"),
        (3, '[=1]"yes";[=0]"no";General', "3"),
        (75, '[>=90]"A";[>=70]"B";"C"', "B"),
        (12, '[>=90]"A";[>=70]"B";"C"', "C"),
        (12345.678, "0.00E+00", "1.23E+04"),
        (12345.678, "##0.0E+0", "12.3E+3"),
        (0.5, "# ?/?", "1/2"),
        (2.25, "# ??/??", "2 1/4"),
        (2.375, "# ?/8", "2 3/8"),
        (3, "# ?/?", "3"),
        (0.0375, "0.0%", "3.8%"),
        (5, '0" pcs"', "5 pcs"),
        (13, 'General" kg"', "13 kg"),
        (12.5, '0.0"°C"', "12.5°C"),
        (1234.5, '_-* #,##0.00\\ "€"_-;-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-', "1,234.50 €"),
        (1234.5, "#,##0.00\\ [$CHF]", "1,234.50 CHF"),
        (0.5, "#.##", ".5"),
        (5, "#.##", "5."),
        ("abc", '0;0;0;@" (text)"', "abc (text)"),
        ("abc", "0.00", "abc"),
    ],
)
def test_numbers(value: float | str, number_format: str, shown: str) -> None:
    assert to_shown_text(value, number_format) == shown


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (timedelta(hours=42), "[h]:mm", "42:00"),
        (timedelta(hours=30, minutes=5), "[h]:mm:ss", "30:05:00"),
        (timedelta(hours=1, minutes=5), "[mm]:ss", "65:00"),
        (time(14, 30), "h:mm AM/PM", "2:30 PM"),
        (time(0, 5), "hh:mm", "00:05"),
        (DAY, "dd.mm.yyyy", "05.03.2026"),
        (DAY, "[$-407]d. mmmm yyyy", "5. März 2026"),
        (DAY, "[$-40C]dddd d mmmm yyyy", "jeudi 5 mars 2026"),
        (DAY, '[$-804]yyyy"年"m"月"d"日"', "2026年3月5日"),
        (DAY, "[$-804]aaaa", "星期四"),
        (DAY, "[$-409]dddd, mmmm d, yyyy", "Thursday, March 5, 2026"),
        (DAY, "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "Thursday, March 05, 2026"),
        (DAY, "mmm yy", "Mar 26"),
        (DAY, "mm-dd-yy", "2026-03-05"),  # the system's own: it has one meaning here
        (datetime(2026, 3, 5, 14, 30), "d/m/yyyy h:mm AM/PM", "5/3/2026 2:30 PM"),
        (datetime(2026, 3, 5, 7, 5, 9), "yyyy-mm-dd hh:mm:ss", "2026-03-05 07:05:09"),
        (datetime(2026, 3, 5, 14, 30), "上午/下午h:mm", "下午2:30"),
        (DAY, "[$-41F]d mmmm yyyy;@", "5 March 2026"),  # a language whose names are not known
    ],
)
def test_dates_and_durations(value: datetime | time | timedelta, number_format: str, shown: str) -> None:
    assert to_shown_text(value, number_format) == shown


def test_durations_of_a_workbook() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["Process", "Duration", "Price"])
    sheet.append(["Drying of the varnish", timedelta(hours=36, minutes=30), 1234567])
    sheet.append(["Hardening of the glue", timedelta(hours=4), 0])
    for row in (2, 3):
        sheet.cell(row, 2).number_format = "[h]:mm"
        sheet.cell(row, 3).number_format = '0.0,,"M";-0;"free"'
    buffer = io.BytesIO()
    workbook.save(buffer)
    assert texts(load("durations.xlsx", buffer.getvalue())) == [
        "Process: Drying of the varnish; Duration: 36:30; Price: 1.2M",
        "Process: Hardening of the glue; Duration: 4:00; Price: free",
    ]
