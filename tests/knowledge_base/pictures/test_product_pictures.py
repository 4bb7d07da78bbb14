"""Product pictures: real pictures, the real network, SQLite files and FAISS."""

import io
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw

from assistant.product_eye import ProductEye
from knowledge_base.archive import export_knowledge, read_documents
from knowledge_base.errors import (
    DocumentNotFoundError,
    PictureDetailsError,
    PictureDuplicateError,
    PictureNotFoundError,
    PictureUnreadableError,
    TooManyPicturesError,
)
from knowledge_base.knowledge import KnowledgeBase
from knowledge_base.passages import DocumentId, Scope
from knowledge_base.picture_values import CleanPicture, make_picture_details, normalise_barcode
from knowledge_base.pictures import product_pictures
from knowledge_base.pictures.picture_index import PictureIndex
from knowledge_base.properties import make_properties
from model.photos.picture_encoder import PictureEncoder

OpenKnowledge = Callable[..., KnowledgeBase]
EAN = "4006381333931"


@pytest.fixture(scope="session")
def encoder_of_pictures(weights_folder: Path) -> PictureEncoder:
    return PictureEncoder(weights_folder, max_pixels=4_000_000)


@pytest.fixture(scope="session")
def eye(encoder_of_pictures: PictureEncoder) -> ProductEye:
    return ProductEye(encoder_of_pictures, max_bytes=1_000_000, max_pixels=4_000_000)


@pytest.fixture
def shop(open_knowledge: OpenKnowledge, eye: ProductEye) -> KnowledgeBase:
    base = open_knowledge(eye=eye)
    base.start()
    return base


def add_manual(
    base: KnowledgeBase, name: str, collection: str = "shop", valid_until: date | None = None
) -> DocumentId:
    text = f"# {name} manual\n\nHow to reset the {name}: hold the button for ten seconds.\n"
    properties = make_properties(collection=collection, valid_until=valid_until)
    document_id = base.add_document(f"{name}.md", text.encode(), properties)
    base.wait_until_idle()
    return document_id


def draw(kind: str, *, turn: int = 0, size: int = 300) -> bytes:
    """Draw a thing that can be told from the others."""
    picture = Image.new("RGB", (size, size), "white")
    pen = ImageDraw.Draw(picture)
    if kind == "mug":
        pen.ellipse((90, 60, 210, 100), fill="navy")
        pen.rectangle((90, 80, 210, 240), fill="navy")
        pen.arc((190, 110, 260, 200), -90, 90, fill="navy", width=16)
    elif kind == "clock":
        pen.ellipse((40, 40, 260, 260), fill="white", outline="black", width=12)
        for hour in range(12):
            x, y = 150 + 90 * np.sin(hour * np.pi / 6), 150 - 90 * np.cos(hour * np.pi / 6)
            pen.ellipse((x - 6, y - 6, x + 6, y + 6), fill="black")
        pen.line((150, 150, 150, 80), fill="black", width=8)
        pen.line((150, 150, 200, 170), fill="black", width=8)
    else:
        for row in range(6):
            for column in range(10):
                left, top = 10 + 28 * column, 60 + 30 * row
                pen.rectangle((left, top, left + 24, top + 24), fill="dimgray", outline="black")
    output = io.BytesIO()
    picture.rotate(turn, expand=True, fillcolor="white").save(output, "PNG")
    return output.getvalue()


def test_a_photo_finds_the_product_that_looks_like_it(
    shop: KnowledgeBase, encoder_of_pictures: PictureEncoder
) -> None:
    for kind in ("mug", "clock", "keyboard"):
        shop.pictures.add(add_manual(shop, kind), draw(kind))
    for kind in ("mug", "clock", "keyboard"):
        for turn in (0, 180):
            seen = encoder_of_pictures.look(draw(kind, turn=turn, size=300)).embedding
            best = shop.pictures.search(seen, k=3)
            assert best[0].picture.product == f"{kind} manual", (kind, turn)
            assert len({match.picture.id for match in best}) == 3


def test_a_picture_is_called_as_its_document_until_it_is_named(shop: KnowledgeBase) -> None:
    document_id = add_manual(shop, "mug")
    picture_id = shop.pictures.add(document_id, draw("mug"))
    (picture,) = shop.pictures.list_pictures(document_id)
    assert (picture.product, picture.caption) == ("mug manual", "mug manual")
    shop.pictures.describe(
        picture_id, make_picture_details(product=" Blue\tmug ", caption="From the left", barcodes=[EAN])
    )
    (picture,) = shop.pictures.list_pictures()
    assert (picture.product, picture.caption) == ("Blue mug", "From the left")
    assert [p.id for p in shop.pictures.with_barcode(f" {EAN} ")] == [picture_id]
    assert shop.pictures.with_barcode("") == ()


def test_a_picture_is_kept_small_and_without_camera_data(shop: KnowledgeBase) -> None:
    large = Image.effect_noise((2000, 1500), 40).convert("RGB")
    output = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "secret camera"
    large.save(output, "JPEG", exif=exif, quality=40)
    mime_type, data = shop.pictures.read(shop.pictures.add(add_manual(shop, "mug"), output.getvalue()))
    kept = Image.open(io.BytesIO(data))
    assert (mime_type, kept.size, len(kept.getexif())) == ("image/jpeg", (1024, 768), 0)


NO_PICTURES = {
    "empty": b"",
    "text": b"no picture at all",
    "cut off": draw("mug")[:200],
    "damaged": b"\x89PNG\r\n\x1a\n" + b"\0" * 500,
    "document": b"%PDF-1.7\n" + b"x" * 100,
    "too many bytes": b"x" * 1_000_001,
}


def test_what_is_no_picture_is_refused_and_nothing_is_kept(shop: KnowledgeBase) -> None:
    document_id, taken = add_manual(shop, "mug"), []
    for name, data in NO_PICTURES.items():
        with suppress(PictureUnreadableError):
            shop.pictures.add(document_id, data)
            taken.append(name)
    assert taken == []
    assert shop.pictures.list_pictures() == ()


def test_a_picture_that_promises_too_many_pixels_is_not_decoded(shop: KnowledgeBase) -> None:
    output = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(output, "PNG")
    with pytest.raises(PictureUnreadableError) as caught:
        shop.pictures.add(add_manual(shop, "mug"), output.getvalue())
    assert caught.value.params["limit_megapixels"] == 4
    assert shop.pictures.list_pictures() == ()


def test_the_same_picture_too_many_and_pictures_of_nothing_are_refused(
    shop: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(product_pictures, "MAX_PICTURES", 2)
    document_id = add_manual(shop, "mug")
    shop.pictures.add(document_id, draw("mug"))
    with pytest.raises(PictureDuplicateError):
        shop.pictures.add(document_id, draw("mug"))
    with pytest.raises(DocumentNotFoundError):
        shop.pictures.add(DocumentId("gone"), draw("clock"))
    shop.pictures.add(document_id, draw("mug", turn=90))
    with pytest.raises(TooManyPicturesError):
        shop.pictures.add(document_id, draw("clock"))
    assert len(shop.pictures.list_pictures(document_id)) == 2


def test_a_new_version_keeps_the_pictures_and_deleting_the_document_deletes_them(shop: KnowledgeBase) -> None:
    document_id = add_manual(shop, "mug")
    shop.pictures.add(document_id, draw("mug"))
    newer = shop.add_document(
        "mug.md", b"# mug\n\nNew text of the manual.", make_properties(collection="shop")
    )
    shop.wait_until_idle()
    (picture,) = shop.pictures.list_pictures(newer)
    assert picture.document_id == newer
    other = shop.pictures.add(add_manual(shop, "clock"), draw("clock"))
    shop.delete_documents(newer)
    assert [p.id for p in shop.pictures.list_pictures()] == [other]
    with pytest.raises(PictureNotFoundError):
        shop.pictures.read(picture.id)


def test_a_picture_is_found_only_where_and_when_its_document_is(
    shop: KnowledgeBase, encoder_of_pictures: PictureEncoder
) -> None:
    mug = add_manual(shop, "mug", collection="kitchen")
    shop.pictures.add(mug, draw("mug"), make_picture_details(barcodes=[EAN]))
    old = add_manual(shop, "old", valid_until=date.today() - timedelta(days=1))
    shop.pictures.add(old, draw("clock"))
    seen = encoder_of_pictures.look(draw("mug")).embedding
    shop_only = Scope(collections=frozenset({"shop"}))
    assert shop.pictures.search(seen, k=5, scope=shop_only) == ()
    assert shop.pictures.with_barcode(EAN, shop_only) == ()
    found = shop.pictures.search(seen, k=5, scope=Scope(collections=frozenset({"kitchen", "shop"})))
    assert [match.picture.document_id for match in found] == [mug]


def test_what_another_process_adds_or_removes_is_found_or_not(
    shop: KnowledgeBase, encoder_of_pictures: PictureEncoder, eye: ProductEye, open_knowledge: OpenKnowledge
) -> None:
    document_id = add_manual(shop, "mug")
    seen = encoder_of_pictures.look(draw("clock")).embedding
    assert shop.pictures.search(seen, k=1) == ()
    elsewhere = open_knowledge(eye=eye)
    picture_id = elsewhere.pictures.add(document_id, draw("clock"))
    assert [m.picture.id for m in shop.pictures.search(seen, k=1)] == [picture_id]
    elsewhere.pictures.remove(picture_id)
    assert shop.pictures.search(seen, k=1) == ()
    with pytest.raises(PictureNotFoundError):
        shop.pictures.remove(picture_id)


def test_pictures_outlive_a_restart_and_are_looked_at_again_by_another_encoder(
    shop: KnowledgeBase, eye: ProductEye, open_knowledge: OpenKnowledge, encoder_of_pictures: PictureEncoder
) -> None:
    picture_id = shop.pictures.add(add_manual(shop, "mug"), draw("mug"))
    shop.close()

    class OtherEye:
        name = "half as wide"
        dimension = 640

        def clean(self, data: bytes) -> CleanPicture:
            return eye.clean(data)

        def embed_views(self, data: bytes) -> npt.NDArray[np.float32]:
            half = eye.embed_views(data)[:, :640]
            unit: npt.NDArray[np.float32] = half / np.linalg.norm(half, axis=1, keepdims=True)
            return unit

    again = open_knowledge(eye=OtherEye())
    half = encoder_of_pictures.look(draw("mug")).embedding[:640]
    assert again.pictures.search(half / np.linalg.norm(half), k=1) == ()
    assert again.pictures.look_again() == 1
    (match,) = again.pictures.search(half / np.linalg.norm(half), k=1)
    assert match.picture.id == picture_id
    assert match.similarity > 0.95
    assert again.pictures.look_again() == 0


def test_an_export_carries_the_pictures(shop: KnowledgeBase, tmp_path: Path) -> None:
    details = make_picture_details(product="Mug", caption="A mug", barcodes=[EAN])
    shop.pictures.add(add_manual(shop, "mug"), draw("mug"), details)
    export_knowledge(shop, tmp_path / "knowledge.zip")
    (document,) = read_documents(tmp_path / "knowledge.zip", max_bytes=1_000_000)
    (picture,) = document.pictures
    assert picture.details == details
    assert Image.open(io.BytesIO(picture.data)).size == (300, 300)


def test_trade_numbers_are_compared_in_their_long_form() -> None:
    assert normalise_barcode("0 36000-29145 2") == normalise_barcode("0036000291452")
    assert normalise_barcode("https://lumen.example/p/1") == "https://lumen.example/p/1"
    with pytest.raises(PictureDetailsError):
        make_picture_details(product="x" * 121)
    with pytest.raises(PictureDetailsError):
        make_picture_details(barcodes=[f"code-{number}" for number in range(21)])


def test_the_index_forgets_what_is_gone() -> None:
    generator = np.random.default_rng(0)
    views = generator.standard_normal((3, 4, 8)).astype(np.float32)
    views /= np.linalg.norm(views, axis=2, keepdims=True)
    index = PictureIndex(8)
    index.follow(np.array([1, 2, 3]), lambda ids: ((int(i), views[i - 1]) for i in ids))
    assert next(found for found, _ in index.search(views[1, 2], 3)) == 2
    assert next(found for found, _ in index.search(views[1, 2], 3, allowed=np.array([1, 3]))) != 2
    index.follow(np.array([1, 3]), lambda ids: ((int(i), views[i - 1]) for i in ids))
    assert {found for found, _ in index.search(views[1, 2], 3)} == {1, 3}
    assert len(index) == 2
    assert index.search(views[0, 0], 0) == []
