from __future__ import annotations

import pytest

from assistant.figures.chart_evidence import SupportedChart
from assistant.figures.table_charts import read_table_chart
from knowledge_base.passages import DocumentId, Passage, PassageId
from knowledge_base.text.languages import Language

RENTALS = """Tool: Drill; Rent a day: 8 euros; Deposit: 50 euros or 1 card; Longest loan: 1 week
Tool: Ladder; Rent a day: 5 euros; Deposit: none; Longest loan: 3 days
Tool: Steam cleaner; Rent a day: 12.50 euros; Deposit: 80 euros; Longest loan: 2 days"""
CHINESE = "品种: 绿茶; 价格: 38 元; 产地: 杭州\n品种: 红茶; 价格: 45 元; 产地: 祁门"


def read(question: str, text: str = RENTALS, language: Language = "en") -> SupportedChart | None:
    passage = Passage(
        id=PassageId(1),
        document_id=DocumentId("d"),
        document_title="Tool library",
        heading_path=("Renting tools",),
        page=None,
        ordinal=0,
        text=text,
    )
    return read_table_chart(question, (passage,), language)


def test_the_column_that_the_question_names_is_drawn_and_said() -> None:
    read_chart = read("Please chart the rent of the tools")

    assert read_chart is not None
    chart = read_chart.chart
    assert chart.categories == ("Drill", "Ladder", "Steam cleaner")
    assert (chart.series[0].values, chart.y_label, str(chart.kind)) == ((8, 5, 12.5), "euros", "bar")
    assert read_chart.facts[2] == "Steam cleaner, Rent a day: 12.50 euros"


def test_cells_of_two_units_are_brought_into_one() -> None:
    read_chart = read("bar chart of the longest loan")

    assert read_chart is not None
    assert (read_chart.chart.series[0].values, read_chart.chart.y_label) == ((7, 3, 2), "days")


def test_only_the_rows_that_are_asked_about_are_drawn() -> None:
    read_chart = read("Compare the rent of the ladder and the drill in a bar chart")

    assert read_chart is not None
    assert read_chart.chart.categories == ("Drill", "Ladder")


@pytest.mark.parametrize(
    "question",
    ["Chart the deposit of each tool", "Chart the colours", "Draw a chart of visitors in each month"],
)
def test_a_column_of_more_than_one_number_or_of_other_things_is_not_drawn(question: str) -> None:
    assert read(question) is None


@pytest.mark.parametrize(("question", "kind"), [("用柱状图比较价格", "bar"), ("画一个价格的饼图", "pie")])
def test_a_chinese_table_is_read(question: str, kind: str) -> None:
    read_chart = read(question, CHINESE, "zh")

    assert read_chart is not None
    chart = read_chart.chart
    assert (chart.categories, chart.series[0].values) == (("绿茶", "红茶"), (38, 45))
    assert (chart.title, chart.y_label, str(chart.kind)) == ("价格", "元", kind)


def test_a_single_row_or_a_text_is_no_chart() -> None:
    assert read("chart of the rent", "Tool: Drill; Rent a day: 8 euros") is None
    assert read("chart of the rent", "The rent of a drill is 8 euros a day.") is None
