"""Whether letters of a PDF mean what they say: a font without a map to Unicode shows words and stores other letters.

PDFium knows where a font has no map; where the map is wrong, only the letters tell. Pairs of letters that are common in
languages written in Latin letters make up most of any text in one of them, and few of a text whose letters were
exchanged; for Chinese the commonest characters do the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from knowledge_base.reading.loaders.pdf.page_content import Piece

_PAIRS = frozenset(
    """th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic
    ne ea ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo
    wa ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi pl ig tu ev ld ry
    mp fe bl ab gh ty op wo sa ay ex ke ui fr oo ag au uc ei sc ez qu up ap pp tt ff ck da do du sp gr br cl cr ue ua ga
    go ba bo bi va ov av eu ep az zi za zo ze an ow cz sz rz ki ko ka ku je ja nk ks sk ak ek ik uk kt hr cht ah eh ih
    oh uh lt ht ft ef if uf eb ob ib""".split()  # noqa: SIM905  # as prose
)
_COMMON_HAN = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经"
    "么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全"
    "三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门"
    "任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做"
    "接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南"
    "品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运请日月年本机请按使用说明保修退换货订单价格服务"
)
FEW_COMMON = 0.45  # of the pairs of a text, under which it is none
FEW_COMMON_UNMAPPED = (
    0.5  # the same where the font has no map: one that is readable nevertheless has the right letters
)
FEW_COMMON_BESIDE = 0.6  # the same for a line beside one that is none
FEW_COMMON_HAN = 0.08
MAX_SIGNS = 0.6  # of a text that are neither letters nor figures, if they are of many kinds
MANY_SIGNS = 9
MIN_PAIRS = 12  # of a line that is judged
MIN_BAD = 60  # letters
BAD_SHARE = 0.2  # of a page's letters


def reads_like_language(text: str, *, few: float = FEW_COMMON) -> bool:
    """Tell whether a text may be one in a language; a text that is too short to tell may."""
    han = [char for char in text if "\u4e00" <= char <= "\u9fff"]
    if len(han) > len(text) / 3:
        return len(han) < MIN_PAIRS or sum(map(_COMMON_HAN.__contains__, han)) >= FEW_COMMON_HAN * len(han)
    if _is_signs(text):
        return False
    pairs = [a + b for a, b in pairwise(text.lower()) if "a" <= a <= "z" and "a" <= b <= "z"]
    return len(pairs) < MIN_PAIRS or sum(map(_PAIRS.__contains__, pairs)) >= few * len(pairs)


def _is_signs(text: str) -> bool:
    signs = [char for char in text if not char.isalnum() and not char.isspace()]
    return len(signs) > MAX_SIGNS * len(text) and len(set(signs)) >= MANY_SIGNS


def find_unreadable(pieces: Sequence[Piece]) -> frozenset[int]:
    """Return the pieces of a page, by their place, that read like no language, where they are a good part of it.

    A piece that could be language by chance goes with the bad ones beside it.
    """
    bad = {place for place, piece in enumerate(pieces) if not reads_like_language(piece.text)}
    if not bad:
        return frozenset()
    doubtful = {
        place
        for place, piece in enumerate(pieces)
        if place not in bad and not reads_like_language(piece.text, few=FEW_COMMON_BESIDE)
    }
    for step, order in ((1, sorted(doubtful)), (-1, sorted(doubtful, reverse=True))):
        bad.update(place for place in order if place - step in bad)
    letters = sum(len(pieces[place].text) for place in bad)
    return (
        frozenset(bad) if letters >= MIN_BAD and letters >= BAD_SHARE * count_letters(pieces) else frozenset()
    )


def count_letters(pieces: Iterable[Piece]) -> int:
    """Return how many characters pieces have."""
    return sum(len(piece.text) for piece in pieces)
