from knowledge_base.reading.loaders.blocks import BlockKind
from tests.knowledge_base.reading.loaders.files import load, texts, under


def test_two_columns_are_read_one_after_the_other_with_the_table_in_its_place() -> None:
    loaded = load("columns.pdf")
    headings = list(dict.fromkeys(block.heading_path[-1] for block in loaded.blocks))
    assert headings == [
        "Membership", "Borrowing", "Reservations", "Rooms", "Printing", "Conduct", "Opening hours", "Complaints",
    ]  # fmt: skip
    assert under(loaded, "Borrowing")[1:] == [
        "Item: Book; Loan period: 28 days; Late fee: 15p a day",
        "Item: Film on disc; Loan period: 7 days; Late fee: 50p a day",
        "Item: Board game with all of its pieces; Loan period: 14 days; Late fee: 30p a day",
        "Item: Sheet music; Loan period: 42 days; Late fee: 10p a day",
    ]
    assert under(loaded, "Complaints") == [
        "Complaints go to the manager, who answers within ten working days. Whoever is not content with the answer "
        "may write to the council's culture committee, which meets on the first Monday of every month and hears "
        "both sides before it decides."
    ]
    assert loaded.title == "Library rules of the town of Elmbrook"
    assert {block.page for block in loaded.blocks} == {1}


def test_chinese_columns_join_without_spaces() -> None:
    loaded = load("columns.zh.pdf")
    assert under(loaded, "使用药品") == [
        "取用药品之前先读标签，核对名称和浓度。多余的药品不能倒回原来的瓶子，也不能倒进水池，应当倒入窗边的废液桶。浓硫酸只能由教师取用。",
        "药品: 稀盐酸; 存放位置: 二号柜; 每组用量: 20毫升",
        "药品: 氢氧化钠溶液; 存放位置: 三号柜; 每组用量: 15毫升",
        "药品: 酚酞试液; 存放位置: 冰箱; 每组用量: 3滴",
    ]
    assert not any(" " in text for text in under(loaded, "意外情况"))


def test_a_table_without_lines_and_lists_and_code() -> None:
    loaded = load("kettle.en.pdf")
    assert under(loaded, "Spare parts") == [
        "Part: Lid; Number: K-101; Price: €4.90",
        "Part: Filter; Number: K-102; Price: €7.50",
        "Part: Base plate with cable; Number: K-103; Price: €19.00",
    ]
    items = [block for block in loaded.blocks if block.kind is BlockKind.ITEM]
    assert [item.text for item in items][:2] == ["• 14 days for opened items", "• 30 days for unopened items"]
    assert items[0].heading_path == ("Aria kettle service handbook", "Care", "Descaling")
    code = [block.text for block in loaded.blocks if block.kind is BlockKind.CODE]
    assert code == ["aria-tool --port /dev/ttyUSB0 reset --wait 5\naria-tool status"]


def test_running_heads_are_dropped_and_a_paragraph_goes_on_over_the_page() -> None:
    loaded = load("handbook.pdf")
    for text in texts(loaded):
        assert "handbook.html" not in text
        assert "1/3" not in text
        assert not text.startswith("Pump handbook")
    assert [len(under(loaded, f"Chapter {number}")) for number in range(1, 6)] == [2] * 5
    second = under(loaded, "Chapter 2")[0]
    assert second.count("by the technician on duty.") == 7  # it begins on page 1 and ends on page 2
    pages = {block.text: block.page for block in loaded.blocks}
    assert pages[second] == 1
    assert pages["The seal of chapter 5 has the number S-105."] == 3


def test_a_scanned_page_is_named_as_a_picture() -> None:
    loaded = load("scan.en.pdf")
    assert loaded.blocks == ()
    assert loaded.picture_pages == (1,)
