"""Small documents as the loaders write them, for tests of what is computed from them."""

from assistant.computing.computing import compute_answer
from assistant.computing.documents.sheets import Sheet, read_sheet
from knowledge_base.passages import DocumentId, Passage, PassageId
from knowledge_base.text.languages import Language


def make_passage(text: str, ordinal: int = 0, title: str = "Prices", heading: str = "") -> Passage:
    return Passage(
        id=PassageId(ordinal + 1),
        document_id=DocumentId("d"),
        document_title=title,
        heading_path=(heading,) if heading else (),
        page=None,
        ordinal=ordinal,
        text=text,
    )


def make_sheet(*texts: str, title: str = "Prices") -> Sheet:
    return read_sheet([make_passage(text, ordinal, title) for ordinal, text in enumerate(texts)])


def compute(question: str, sheet: Sheet, language: Language = "en") -> str:
    """Return the answer in plain words; empty where nothing is computed."""
    computed = compute_answer(question, [sheet], language)
    return "" if computed is None else computed.text.replace("**", "")
