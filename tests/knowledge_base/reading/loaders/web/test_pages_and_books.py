from knowledge_base.reading.loaders.blocks import BlockKind
from tests.knowledge_base.reading.loaders.files import load, texts, under


def test_a_web_page_without_what_surrounds_its_content() -> None:
    loaded = load("returns.en.html")
    assert loaded.title == "Returns and refunds"
    assert texts(loaded) == [
        "Most items can be returned within 30 days.",
        "Returns are possible within:",
        "14 days for opened tea",
        "30 days for cups",
        "Item: Tea; Refund Opened: 50 %; Refund Unopened: 100 %",
        "Item: Cup; Refund Opened: 80 %; Refund Unopened: 100 %",
        "We do, if the item is faulty.",
        "Restocking fee: None.",
        "Address: 4 Quay Street",
        "Write to a@b.c.",
        "Label with the code R-7",
    ]
    folded = loaded.blocks[6]
    assert folded.heading_path == ("Returns and refunds", "Questions", "Who pays for the parcel?")
    assert loaded.blocks[7].heading_path == ("Returns and refunds", "Questions")


def test_a_page_whose_body_has_the_class_of_a_sidebar_is_still_read() -> None:
    html = b"<body class='with-sidebar'><div class='menu-page'><h1>Menu</h1><p>Soup costs four pounds.</p></div></body>"
    assert texts(load("a.html", html)) == ["Soup costs four pounds."]


def test_a_book_is_read_in_the_order_of_its_spine() -> None:
    loaded = load("kettle.en.epub")
    assert loaded.title == "Aria kettle service handbook"
    headings = list(dict.fromkeys(block.heading_path[:2] for block in loaded.blocks))
    assert headings == [("Care", "Descaling"), ("Care", "Spare parts"), ("Faults", "Error E-4")]
    assert under(load("kettle.zh.epub"), "配件")[0] == "配件: 壶盖; 编号: K-101; 价格: 35元"


def test_markdown_keeps_code_and_numbers() -> None:
    loaded = load("kettle.en.md")
    assert [block.text for block in loaded.blocks if block.kind is BlockKind.CODE] == [
        "aria-tool --port /dev/ttyUSB0 reset --wait 5\naria-tool status"
    ]
    assert "2. Wait for thirty minutes." in under(loaded, "Descaling")


def test_plain_text_keeps_lists_and_joins_wrapped_lines() -> None:
    text = (
        "The workshop is open from nine to five on every day of\nthe week but Sunday.\n\n"
        "Bring:\n- the receipt\n- the charger\n"
    )
    loaded = load("a.txt", text.encode())
    assert [(block.kind, block.text) for block in loaded.blocks] == [
        (BlockKind.TEXT, "The workshop is open from nine to five on every day of the week but Sunday."),
        (BlockKind.TEXT, "Bring:"),
        (BlockKind.ITEM, "- the receipt"),
        (BlockKind.ITEM, "- the charger"),
    ]
