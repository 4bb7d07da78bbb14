"""Pictures as phones, scanners and browsers write them, and as attackers do."""

import io
import struct
import zipfile

import numpy as np
import pytest
from PIL import ExifTags, Image, PngImagePlugin

from model.errors import MediaError, MediaTooLargeError, MediaTypeError, MediaUnreadableError
from model.media import MediaChecker, sniff_kind
from model.photos.decoding_process import decode_apart
from model.photos.photos import clean_photo, decode_photo
from tests.conftest import PROJECT_FOLDER
from tests.heif import with_rotation
from tests.media import make_png

DATA = PROJECT_FOLDER / "tests" / "data"
SCAN_HEIC = (DATA / "documents" / "scan.zh.heic").read_bytes()
CHECKER = MediaChecker(max_photo_pixels=40_000_000, max_voice_seconds=9)
SECRETS = (
    b"GPS",
    b"Apple iPhone",
    b"Anna",
    b"http://ns.adobe.com",
    b"Photoshop 3.0",
    b"ICC_PROFILE",
    b"bank account",
)


def encode(picture: Image.Image, format_: str, **options: object) -> bytes:
    output = io.BytesIO()
    picture.save(output, format_, **options)
    return output.getvalue()


def corner_marked() -> Image.Image:
    """60 x 40, its top left quarter red."""
    picture = Image.new("RGB", (60, 40), "white")
    picture.paste("red", (0, 0, 30, 20))
    return picture


def stored(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(CHECKER.check(data).data))


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_turned_upright(format_: str, orientation: int) -> None:
    # how a camera that is held so sees what is upright
    seen = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    lying = corner_marked()
    if orientation > 1:
        lying = lying.transpose(Image.Transpose(seen[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = stored(encode(lying, format_, exif=exif))
    assert picture.size == (60, 40)
    red, *others = (
        picture.convert("RGB").getpixel(place) for place in ((12, 8), (48, 8), (12, 32), (48, 32))
    )
    assert isinstance(red, tuple)
    assert red[0] > 200
    assert red[1] < 80
    assert all(isinstance(other, tuple) and min(other) > 200 for other in others)


@pytest.mark.parametrize(
    ("quarters", "size"), [(0, (909, 579)), (1, (579, 909)), (2, (909, 579)), (3, (579, 909))]
)
def test_a_heic_is_turned_as_its_container_says(quarters: int, size: tuple[int, int]) -> None:
    upright = np.asarray(decode_photo(SCAN_HEIC, max_pixels=10**7).convert("L"), np.float32)
    turned = decode_photo(with_rotation(SCAN_HEIC, quarters), max_pixels=10**7)
    assert turned.size == size
    assert np.abs(np.asarray(turned.convert("L"), np.float32) - np.rot90(upright, quarters)).mean() < 3


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "CMYK", "I;16", "I", "F"])
def test_pictures_of_every_kind_of_sample_keep_their_light_and_dark(mode: str) -> None:
    ramp = np.tile(np.linspace(0, 255, 64, dtype=np.uint8), (16, 1))
    if mode in {"I;16", "I"}:
        picture = (
            Image.fromarray(ramp.astype(np.uint16) * 257)
            if mode == "I;16"
            else Image.fromarray(ramp.astype(np.int32) * 200)
        )
    else:
        picture = Image.fromarray(ramp).convert("RGB" if mode == "CMYK" else "L").convert(mode)
    format_ = {"CMYK": "JPEG", "F": "TIFF", "I": "TIFF"}.get(mode, "PNG")
    light = np.asarray(stored(encode(picture, format_)).convert("L"), np.float32)
    assert light[:, -8:].mean() > light[:, :8].mean() + 150


def test_the_first_frame_of_an_animation_and_the_first_page_of_a_scan_are_kept() -> None:
    red, blue = Image.new("RGB", (50, 30), "red"), Image.new("RGB", (50, 30), "blue")
    for format_, options in (
        ("WEBP", {"lossless": True}),
        ("GIF", {}),
        ("TIFF", {}),
        ("PNG", {}),
        ("MPO", {}),
    ):
        pixel = (
            stored(encode(red, format_, save_all=True, append_images=[blue], **options))
            .convert("RGB")
            .getpixel((9, 9))
        )
        assert isinstance(pixel, tuple)
        assert pixel[0] > 200, format_
        assert pixel[2] < 60, format_


def _with_secrets(format_: str) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Apple iPhone"
    exif[ExifTags.Base.Artist] = "Anna"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (51.0, 30.0, 12.0)
    options: dict[str, object] = {"exif": exif, "icc_profile": b"\0\0\0\x80ICC_PROFILE of Anna" + bytes(100)}
    if format_ in {"JPEG", "WEBP", "PNG"}:
        options["xmp"] = b'<x:xmpmeta xmlns="http://ns.adobe.com/xap"><GPS>Anna</GPS></x:xmpmeta>'
    if format_ == "JPEG":
        options["comment"] = "Anna's bank account"
    if format_ == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Author", "Anna")
        options["pnginfo"] = notes
    return encode(corner_marked().resize((200, 100)), format_, **options)


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_place_camera_editor_profile_and_comment_are_not_stored(format_: str) -> None:
    data = _with_secrets(format_)
    assert b"Anna" in data
    kept = CHECKER.check(data).data
    picture = Image.open(io.BytesIO(kept))
    assert not picture.getexif()
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert not [secret for secret in SECRETS if secret in kept]


def test_a_thumbnail_with_the_uncropped_picture_is_not_stored() -> None:
    inner = encode(Image.new("RGB", (160, 120), "red"), "JPEG")
    photoshop = b"\xff\xed" + struct.pack(">H", 2 + 14 + len(inner)) + b"Photoshop 3.0\0" + inner
    outer = encode(Image.new("RGB", (200, 100), "white"), "JPEG")
    kept = CHECKER.check(outer[:2] + photoshop + outer[2:]).data
    assert kept.count(b"\xff\xd8\xff") == 1


def test_what_hangs_on_a_photo_after_its_end_is_not_stored() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("run.html", "<script>alert(1)</script>")
    kept = CHECKER.check(encode(corner_marked(), "JPEG") + archive.getvalue()).data
    assert b"PK" not in kept[-200:]
    assert b"<script>" not in kept


@pytest.mark.parametrize(
    "start", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html>", b"%PDF-1.7", b"PK\x03\x04", b"MZ"]
)
def test_what_is_no_picture_is_refused_whatever_it_is_called(start: bytes) -> None:
    with pytest.raises(MediaTypeError):
        sniff_kind(start + encode(corner_marked(), "JPEG"))


@pytest.mark.parametrize(
    ("start", "name"),
    [
        (b"\xff\x0a", "JPEG XL"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "JPEG XL"),
        (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000"),
    ],
)
def test_a_known_format_that_cant_be_read_is_named(start: bytes, name: str) -> None:
    with pytest.raises(MediaTypeError) as refused:
        CHECKER.check(start + bytes(100))
    assert refused.value.params == {"format": name}


def test_a_heic_that_crashes_its_decoder_ends_another_process() -> None:
    hostile = (DATA / "photos" / "invalid_metadata_type.heic").read_bytes()
    with pytest.raises(MediaUnreadableError):
        CHECKER.check(hostile)


def test_a_picture_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(MediaUnreadableError, match="within"):
        decode_apart(SCAN_HEIC, max_pixels=10**7, timeout_seconds=0.01)


@pytest.mark.parametrize("size", [(1, 20_000), (20_000, 1), (1, 1)])
def test_ribbons_and_dots_are_taken(size: tuple[int, int]) -> None:
    photo = clean_photo(encode(Image.new("L", size, 90), "PNG"), max_pixels=40_000_000)
    assert max(photo.width, photo.height) <= 4096
    assert min(photo.width, photo.height) == 1


def test_a_side_that_is_longer_than_any_photo_is_refused() -> None:
    with pytest.raises(MediaTooLargeError):
        decode_photo(make_png(200_000, 1), max_pixels=40_000_000)


def test_broken_camera_data_do_not_spoil_a_photo() -> None:
    exif = b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + bytes(range(256)) * 40
    segment = b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
    plain = encode(corner_marked(), "JPEG")
    assert stored(plain[:2] + segment + plain[2:]).size == (60, 40)


def test_a_large_photo_is_decoded_smaller_than_it_is() -> None:
    large = encode(Image.new("RGB", (9000, 6000), "white"), "JPEG")
    photo = clean_photo(large, max_pixels=40_000_000)
    assert (photo.width, photo.height) == (4096, 2731)


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF"])
def test_files_that_break_off_are_refused_or_used_cleanly(format_: str) -> None:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (90, 120, 3), dtype=np.uint8))
    data = encode(noise, format_)
    for share in (0.05, 0.5, 0.95):
        try:
            clean = CHECKER.check(data[: int(len(data) * share)])
        except MediaError:
            continue
        assert Image.open(io.BytesIO(clean.data)).size == (120, 90)


def test_heic_is_decoded_without_changing_what_pillow_opens() -> None:
    decode_photo(SCAN_HEIC, max_pixels=10**7)
    assert decode_photo(SCAN_HEIC, max_pixels=10**7).size == (909, 579)
    with pytest.raises(MediaTooLargeError):
        decode_photo(SCAN_HEIC, max_pixels=1000)
