"""The real network on its verified weights."""

import io
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from model.errors import MediaTypeError, MediaUnreadableError
from model.photos.picture_encoder import DIMENSION, PictureEncoder, read_labels
from model.weights_manifest import PICTURE_ENCODER
from tests.conftest import PROJECT_FOLDER

PHOTOS = PROJECT_FOLDER / "tests" / "data" / "products"


@pytest.fixture(scope="module")
def encoder(weights_folder: Path) -> PictureEncoder:
    return PictureEncoder(weights_folder, max_pixels=4_000_000)


def test_a_photo_has_a_unit_embedding_and_an_everyday_name(encoder: PictureEncoder) -> None:
    sight = encoder.look((PHOTOS / "lamp-photo.jpg").read_bytes())
    assert sight.embedding.shape == (DIMENSION,)
    assert sight.embedding.dtype == np.float32
    assert np.linalg.norm(sight.embedding) == pytest.approx(1, abs=1e-5)
    (label,) = sight.labels
    assert (label.english, label.chinese) == ("table lamp", "台灯")
    assert 0.6 <= label.probability <= 1


def test_noise_has_no_name(encoder: PictureEncoder) -> None:
    output = io.BytesIO()
    Image.effect_noise((400, 300), 90).convert("RGB").save(output, "PNG")
    assert encoder.look(output.getvalue()).labels == ()


def test_the_same_photo_gives_the_same_numbers_in_every_thread(encoder: PictureEncoder) -> None:
    data = (PHOTOS / "camera-photo.jpg").read_bytes()
    with ThreadPoolExecutor(3) as threads:
        first, *others = threads.map(lambda _: encoder.look(data).embedding, range(3))
    assert all(np.array_equal(first, other) for other in others)


def test_a_turned_photo_is_found_by_the_turned_views(encoder: PictureEncoder) -> None:
    picture = Image.open(PHOTOS / "earbuds-photo.jpg")
    output = io.BytesIO()
    picture.transpose(Image.Transpose.ROTATE_90).save(output, "PNG")
    seen = encoder.look(output.getvalue()).embedding
    views = encoder.look_around((PHOTOS / "earbuds-photo.jpg").read_bytes())
    assert views.shape == (4, DIMENSION)
    assert int((views @ seen).argmax()) == 1
    assert float((views @ seen).max()) > 0.95


@pytest.mark.parametrize(("data", "error"), [(b"", MediaUnreadableError), (b"text", MediaTypeError)])
def test_what_is_no_photo_is_refused(encoder: PictureEncoder, data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        encoder.look(data)


def test_damaged_weights_are_put_together_again(tmp_path: Path, weights_folder: Path) -> None:
    photo = (PHOTOS / "mug-photo.jpg").read_bytes()
    PictureEncoder(weights_folder, max_pixels=4_000_000).look(photo)
    name = PICTURE_ENCODER.files[0].name
    folder = tmp_path / PICTURE_ENCODER.name
    folder.mkdir()
    shutil.copy(weights_folder / PICTURE_ENCODER.name / name, folder / name)
    with (folder / name).open("r+b") as file:
        file.seek(9_000_000)
        file.write(b"damaged")
    assert PictureEncoder(tmp_path, max_pixels=4_000_000).look(photo).embedding.shape == (DIMENSION,)


def test_every_name_is_there_in_both_languages() -> None:
    labels = read_labels()
    assert all(0 <= number < 1000 and english and chinese for number, (english, chinese) in labels.items())
    assert len(labels) > 100
