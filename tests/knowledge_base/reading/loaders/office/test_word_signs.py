"""Word: equations, symbol fonts, boxes of forms, readings above characters, and what drawings hold."""

from typing import Any

import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from tests.knowledge_base.reading.loaders.files import texts
from tests.knowledge_base.reading.loaders.office.word_files import add, read, run, xml


def math(*parts: str) -> str:
    return f"<m:oMath>{''.join(parts)}</m:oMath>"


def r(text: str, properties: str = "") -> str:
    return f"<m:r>{f'<m:rPr>{properties}</m:rPr>' if properties else ''}<m:t>{text}</m:t></m:r>"


def e(*parts: str, name: str = "e") -> str:
    return f"<m:{name}>{''.join(parts)}</m:{name}>"


def sup(base: str, above: str) -> str:
    return f"<m:sSup>{e(r(base))}{e(r(above), name='sup')}</m:sSup>"


def setting(group: str, name: str, value: str) -> str:
    return f'<m:{group}><m:{name} m:val="{value}"/></m:{group}>'


def fraction(above: str, below: str, kind: str = "bar") -> str:
    return f"<m:f>{setting('fPr', 'type', kind)}{e(r(above), name='num')}{e(r(below), name='den')}</m:f>"


def large(sign: str, below: str, above: str, inside: str) -> str:
    parts = e(r(below), name="sub") + e(r(above), name="sup") + e(r(inside))
    return f"<m:nary>{setting('naryPr', 'chr', sign) if sign else ''}{parts}</m:nary>"


CASES = "<m:dPr><m:begChr m:val='{'/><m:endChr m:val=''/></m:dPr>"
PAIR = f"<m:eqArr>{e(r('x+y=5'))}{e(r('x-y=1'))}</m:eqArr>"


@pytest.mark.parametrize(
    ("equation", "latex"),
    [
        (math(r("E=m"), sup("c", "2")), "E=mc^{2}"),
        (math(fraction("a", "b")), r"\frac{a}{b}"),
        (math(fraction("a", "b+1", "lin")), "a/(b+1)"),
        (math(f"<m:rad><m:deg>{r('3')}</m:deg>{e(r('8'))}</m:rad>", r("=2")), r"\sqrt[3]{8}=2"),
        (math(r("α≤β±2")), r"\alpha\le\beta\pm 2"),
        (math(large("∑", "i=1", "n", "i")), r"\sum_{i=1}^{n} i"),
        (math(large("", "0", "1", "x"), r("dx")), r"\int_{0}^{1} xdx"),
        (math(f"<m:func>{e(r('sin'), name='fName')}{e(r('x'))}</m:func>"), r"\sin x"),
        (math(f"<m:d>{e(r('x+1'))}</m:d>"), "(x+1)"),
        (math(f"<m:d>{CASES}{e(PAIR)}</m:d>"), r"\begin{cases} x+y=5\\ x-y=1\end{cases}"),
        (
            math(f"<m:m><m:mr>{e(r('1'))}{e(r('0'))}</m:mr><m:mr>{e(r('0'))}{e(r('1'))}</m:mr></m:m>"),
            r"\begin{matrix} 1 & 0\\ 0 & 1\end{matrix}",
        ),
        (math(f"<m:acc>{setting('accPr', 'chr', '⃗')}{e(r('v'))}</m:acc>"), r"\vec{v}"),
        (
            math(f"<m:sSubSup>{e(r('x'))}{e(r('1'), name='sub')}{e(r('2'), name='sup')}</m:sSubSup>"),
            "x_{1}^{2}",
        ),
        (math(r("speed", "<m:nor/>"), r("=3")), r"\text{speed}=3"),
        (math(r("𝑎+𝑏")), "a+b"),
    ],
)
def test_equations_become_latex(equation: str, latex: str) -> None:
    loaded = read(lambda document: add(document, run("Solve "), equation, run(" now.")))
    assert texts(loaded) == [f"Solve ${latex}$ now."]


def test_an_equation_of_its_own_paragraph_and_one_in_a_table() -> None:
    def make(document: Any) -> None:
        add(document, f"<m:oMathPara>{math(r('a=1'))}{math(r('b=2'))}</m:oMathPara>")
        table = document.add_table(rows=2, cols=2)
        table.cell(0, 0).text, table.cell(0, 1).text = "Name", "Formula"
        table.cell(1, 0).text = "Area"
        table.cell(1, 1).paragraphs[0]._p.append(xml(math(r("A=π"), sup("r", "2"))))

    assert texts(read(make)) == ["$a=1$ $b=2$", r"Name: Area; Formula: $A=\pi r^{2}$"]


def test_letters_of_symbol_fonts_become_signs() -> None:
    wingdings = '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'

    def make(document: Any) -> None:
        style = document.styles.add_style("Tick", 2)
        style.element.get_or_add_rPr().append(xml(wingdings))
        add(document, run("Steam: "), '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>')
        add(document, run("Timer: "), run("ü", wingdings), run(" Lock: "), run("\uf0fb", wingdings))
        add(document, run("Lamp: "), run("ü", '<w:rStyle w:val="Tick"/>'))
        add(document, run("Fan: "), '<w:r><w:sym w:font="Wingdings 2" w:char="F050"/></w:r>')
        add(document, run("Angle "), run("a", '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>'))
        add(document, run("für"))

    assert texts(read(make)) == ["Steam: ✓", "Timer: ✓ Lock: ✗", "Lamp: ✓", "Fan: ✓", "Angle α", "für"]


def test_a_hidden_sign_is_left_out() -> None:
    sign = '<w:r><w:rPr><w:vanish/></w:rPr><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
    assert texts(read(lambda document: add(document, run("Steam: "), sign))) == ["Steam:"]


def test_boxes_and_lists_of_forms() -> None:
    def field(inside: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{inside}</w:ffData></w:fldChar></w:r>'

    def make(document: Any) -> None:
        add(document, field('<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>'), run(" repair"))
        add(document, field('<w:checkBox><w:default w:val="0"/></w:checkBox>'), run(" exchange"))
        add(document, field('<w:checkBox><w:default w:val="1"/></w:checkBox>'), run(" invoice"))
        entries = "".join(f'<w:listEntry w:val="{name}"/>' for name in ("blue", "red"))
        add(document, run("Colour: "), field(f'<w:ddList><w:result w:val="1"/>{entries}</w:ddList>'))

    assert texts(read(make)) == ["☑ repair", "☐ exchange", "☑ invoice", "Colour: red"]


def test_readings_above_characters_stay_out_of_words() -> None:
    def ruby(base: str, reading: str) -> str:
        return (
            f"<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>{reading}</w:t></w:r></w:rt>"
            f"<w:rubyBase><w:r><w:t>{base}</w:t></w:r></w:rubyBase></w:ruby></w:r>"
        )

    loaded = read(
        lambda d: add(d, ruby("望", "wàng"), ruby("远", "yuǎn"), ruby("镜", "jìng"), run("要自己带。"))
    )
    assert texts(loaded) == ["望远镜要自己带。"]
    assert [(warning.code, warning.count) for warning in loaded.warnings] == [("left_out_readings", 1)]


def test_text_boxes_in_paragraphs_and_tables_and_word_art() -> None:
    box = (
        "<w:r><w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:txbxContent>"
        "</v:textbox></v:shape></w:pict></w:r>"
    )

    def make(document: Any) -> None:
        add(document, run("Before."), box.format("The box says 12 volts."))
        table = document.add_table(rows=2, cols=2)
        for cell, text in zip(
            (c for row in table.rows for c in row.cells), ("Part", "Price", "Lid", "5"), strict=True
        ):
            cell.text = text
        table.cell(1, 1).paragraphs[0]._p.append(xml(box.format("Sold out until May.")))
        add(
            document,
            '<w:r><w:pict><v:shape><v:textpath string="Closed on Mondays"/></v:shape></w:pict></w:r>',
        )

    assert texts(read(make)) == [
        "Before.", "The box says 12 volts.", "Part: Lid; Price: 5", "Sold out until May.", "Closed on Mondays",
    ]  # fmt: skip


def _relate(document: Any, kind: str, name: str, content: str) -> str:
    part = Part(PackURI(f"/word/{name}.xml"), "application/xml", content.encode(), document.part.package)
    address = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
    return str(document.part.relate_to(part, address))


def test_charts_and_smartart_are_read_where_they_stand() -> None:
    chart = "http://schemas.openxmlformats.org/drawingml/2006/chart"
    diagram = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
    drawing = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'

    def points(cache: str, *values: str) -> str:
        inside = "".join(f'<c:pt idx="{at}"><c:v>{value}</c:v></c:pt>' for at, value in enumerate(values))
        return f"<c:{cache}>{inside}</c:{cache}>"

    def make(document: Any) -> None:
        series = (
            f"<c:ser><c:tx><c:strRef>{points('strCache', 'Visitors')}</c:strRef></c:tx>"
            f"<c:cat><c:strRef>{points('strCache', 'May', 'June')}</c:strRef></c:cat>"
            f"<c:val><c:numRef>{points('numCache', '310', '420')}</c:numRef></c:val></c:ser>"
        )
        made = f'<c:chartSpace xmlns:c="{chart}"><c:chart><c:plotArea>{series}</c:plotArea></c:chart></c:chartSpace>'
        text = "<dgm:t><a:p><a:r><a:t>Weigh the parcel</a:t></a:r></a:p></dgm:t>"
        model = (
            f'<dgm:dataModel xmlns:dgm="{diagram}" {drawing}><dgm:ptLst><dgm:pt modelId="1">{text}</dgm:pt>'
            "</dgm:ptLst></dgm:dataModel>"
        )
        first, second = (
            _relate(document, "chart", "chart1", made),
            _relate(document, "diagramData", "data1", model),
        )
        add(document, run("See the chart."), f'<w:r><c:chart xmlns:c="{chart}" r:id="{first}"/></w:r>')
        add(document, f'<w:r><dgm:relIds xmlns:dgm="{diagram}" r:dm="{second}"/></w:r>')

    assert texts(read(make)) == [
        "See the chart.",
        "May; Visitors: 310",
        "June; Visitors: 420",
        "Weigh the parcel",
    ]


def test_comments_are_counted() -> None:
    def make(document: Any) -> None:
        add(document, run("The fee is six euros."))
        document.add_comment(document.paragraphs[-1].runs, text="Should it be seven?", author="a")

    loaded = read(make)
    assert texts(loaded) == ["The fee is six euros."]
    assert [(warning.code, warning.count) for warning in loaded.warnings] == [("left_out_comments", 1)]
