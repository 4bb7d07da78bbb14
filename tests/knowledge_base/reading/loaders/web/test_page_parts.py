"""Web pages: cautions, folding questions, forms around a page and linked data are read; navigation is not."""

import json

import pytest

from knowledge_base.reading.loaders.blocks import LoadedDocument
from knowledge_base.reading.loaders.web.html_loader import load_html
from tests.knowledge_base.reading.loaders.files import texts

PROSE = "<p>The kettle holds 1.7 litres and keeps water warm for thirty minutes, says its maker.</p>"
SAFE, LOUD = "Yes, rated IP44.", "It has 40 dB."


def read(html: str) -> LoadedDocument:
    return load_html(html.encode())


@pytest.mark.parametrize(
    "html",
    [
        f"<main><article><h1>Care</h1>{PROSE}<aside class='caution'><p>Never use vinegar.</p></aside></article></main>",
        f"<h1>Care</h1>{PROSE}<aside><strong>Warning:</strong> Never use vinegar.</aside>",
        f"<main><h1>Care</h1>{PROSE}<div role='complementary'><p>Never use vinegar.</p></div></main>",
        f"<main><h1>Care</h1>{PROSE}<aside><p>Never use vinegar. See <a href=/care>care</a>.</p></aside></main>",
    ],
)
def test_cautions_beside_the_text_are_read(html: str) -> None:
    assert "Never use vinegar." in " ".join(texts(read(html)))


@pytest.mark.parametrize(
    "part",
    [
        "<aside><h2>Related</h2><ul><li><a href=/a>Filters</a></li><li><a href=/b>Lids</a></li></ul></aside>",
        "<aside class='sidebar'><p>Follow the shop on all channels today</p></aside>",
        "<aside><form><p>Get our letter</p><input name=mail></form></aside>",
        "<div id='CybotCookiebotDialog'><p>This site uses cookies.</p><button>Accept</button></div>",
        "<div class='cookie-notice'>We use cookies to measure visits.</div>",
        "<footer><p>Imprint and contact</p></footer>",
        "<form><label>Your name</label><input><button>Send</button></form>",
        "<nav><a href=/>Home</a> <a href=/shop>Shop</a></nav>",
    ],
)
def test_what_is_no_content_stays_out(part: str) -> None:
    assert texts(read(f"<body><h1>Kettle</h1>{PROSE}{part}</body>")) == [texts(read(PROSE))[0]]


@pytest.mark.parametrize(
    "html",
    [
        "<div class=q onclick='t(this)'>Is it safe?</div><div style='display:none'>{}</div>",
        "<style>.faq-answer{{display:none}} .faq-item.open .faq-answer{{display:block}}</style>"
        "<div class=faq-item><div class=faq-question>Is it safe?</div><div class=faq-answer>{}</div></div>",
        "<style>.answer{{display:none}}</style>"
        "<div class=accordion><h3>Is it safe?</h3><div class=answer>{}</div></div>",
        "<style>.panel{{max-height:0;overflow:hidden}}</style>"
        "<button class=accordion>Is it safe?</button><div class=panel><p>{}</p></div>",
        "<div><h3><button aria-expanded=false aria-controls=p1>Is it safe?</button></h3></div>"
        "<div id=p1 hidden>{}</div>",
        "<button aria-controls=p1><h3>Is it safe?</h3></button><section id=p1 style='display:none'><p>{}</p></section>",
        "<details><summary>Is it safe?</summary>{}</details>",
        "<details><summary><h3>Is it safe?</h3></summary><p>{}</p></details>",
        "<style>.c{{display:none}} input:checked ~ .c{{display:block}}</style>"
        "<div><input type=checkbox id=x><label for=x>Is it safe?</label><div class=c>{}</div></div>",
        "<div role=tablist><button role=tab aria-controls=t1>Is it safe?</button></div>"
        "<div role=tabpanel id=t1 hidden>{}</div>",
        "<style>.pane{{display:none}}</style><ul><li><a href='#t2'>Is it safe?</a></li></ul>"
        "<div>Other</div><div class=pane id=t2>{}</div>",
    ],
)
def test_a_folded_answer_stands_under_its_question(html: str) -> None:
    loaded = read(f"<body><main><h1>FAQ</h1>{html.format(SAFE)}</main></body>")
    found = [block for block in loaded.blocks if block.text == SAFE]
    assert [block.heading_path[-1] for block in found] == ["Is it safe?"]


def test_hidden_text_that_nothing_opens_is_left_out() -> None:
    loaded = read(f"<main><h1>Kettle</h1>{PROSE}<div style='display:none'>Bought for 14 euros.</div></main>")
    assert "14" not in " ".join(texts(loaded))
    assert [warning.code for warning in loaded.warnings] == ["left_out_hidden"]


@pytest.mark.parametrize(
    "html",
    [
        f"<body><form id=aspnetForm><input type=hidden value=x><h1>Kettle</h1>{PROSE}</form></body>",
        f"<body><form><div>Kettle</div><div>{PROSE[3:-4]} {PROSE[3:-4]}</div></form></body>",
        "<body><form><table><tr><th>Holds</th></tr><tr><td>1.7 litres</td></tr></table></form></body>",
    ],
)
def test_a_form_around_a_page_is_looked_through(html: str) -> None:
    assert "1.7 litres" in " ".join(texts(read(html)))


def test_a_page_without_a_body_whose_content_follows_its_styles() -> None:
    assert texts(read(f"<style>p{{color:red}}</style><main><h1>Kettle</h1>{PROSE}</main>"))


def _linked(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def _question(name: str, answer: str) -> dict[str, object]:
    return {"@type": "Question", "name": name, "acceptedAnswer": {"@type": "Answer", "text": answer}}


@pytest.mark.parametrize(
    "value",
    [
        {"@type": "FAQPage", "mainEntity": [_question("Is it loud?", f"<p>{LOUD}</p>")]},
        {"@graph": [{"@type": ["WebPage", "FAQPage"], "mainEntity": _question("Is it loud?", LOUD)}]},
        [
            {
                "@type": "QAPage",
                "mainEntity": {**_question("Is it loud?", ""), "acceptedAnswer": [{"text": LOUD}]},
            }
        ],
    ],
)
def test_questions_of_linked_data_are_read(value: object) -> None:
    loaded = read(f"<head>{_linked(value)}</head><body><main><h1>Kettle</h1>{PROSE}</main></body>")
    assert [(block.heading_path, block.text) for block in loaded.blocks][1:] == [(("Is it loud?",), LOUD)]


def test_linked_data_that_repeats_the_page_or_is_damaged_adds_nothing() -> None:
    value = {"@type": "FAQPage", "mainEntity": [_question("Is it loud?", LOUD)]}
    page = "<body><main><h1>FAQ</h1><h2>Is it loud?</h2><p>It has <b>40</b> dB.</p></main></body>"
    assert len(read(f"<head>{_linked(value)}</head>{page}").blocks) == 1
    damaged = '<script type="application/ld+json">{"@type": "FAQPage",</script>'
    assert len(read(f"<head>{damaged}</head>{page}").blocks) == 1


def test_readings_stay_out_of_words_in_text_tables_and_headings() -> None:
    loaded = read(
        "<body><h2><ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby></h2><p><ruby>望<rt>wàng</rt></ruby><ruby>远<rp>(</rp>"
        "<rt>yuǎn</rt><rp>)</rp></ruby>镜</p><p><ruby><rb>東京</rb><rt>とうきょう</rt></ruby>タワー</p>"
        "<table><tr><th>字</th><th>数</th></tr><tr><td><ruby>山<rt>shān</rt></ruby></td><td>1</td></tr></table></body>"
    )
    assert texts(loaded) == ["望远镜", "東京タワー", "字: 山; 数: 1"]
    assert loaded.blocks[0].heading_path == ("漢字",)
    assert [(warning.code, warning.count) for warning in loaded.warnings] == [("left_out_readings", 5)]


def test_words_that_are_partly_bold_stay_whole_in_tables_and_terms() -> None:
    loaded = read(
        "<table><tr><th>期<b>限</b></th><th>H<sub>2</sub>O</th></tr><tr><td>14<i>天</i></td><td>1<br>2</td></tr></table>"
        "<dl><dt>保<b>修</b></dt><dd>两<b>年</b></dd></dl>"
    )
    assert texts(loaded) == ["期限: 14天; H2O: 1 2", "保修: 两年"]


def test_struck_prices_by_element_style_and_class() -> None:
    loaded = read(
        "<style>.old{text-decoration:line-through}.off{text-decoration-line:line-through}</style><p>Kettle"
        " <span class=old>89</span> 64 <span style='text-decoration: underline line-through red'>70</span>"
        " <strike>71</strike> <span class=off>72</span> <del>73</del> <ins>74</ins> <s><b>75</b></s></p>"
        "<table><tr class=off><td>77</td><td>x</td></tr><tr><td>78</td><td><del>79</del> 80</td></tr></table>"
        "<h2><del>Old</del> New</h2><p>end</p>"
    )
    assert texts(loaded) == ["Kettle 64 74", "78; 80", "end"]
    assert loaded.blocks[-1].heading_path == ("New",)
