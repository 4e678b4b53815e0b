"""Pictures are built from their pixels; nothing that was written beside them survives."""

import io

import pytest
from PIL import Image

from coalition.deidentify.files.formats import read_file, sanitise_file
from coalition.deidentify.files.pdf_pictures import jpx_without_comments
from coalition.deidentify.files.results import Unsafe
from tests.support.files import PLANTED, jpeg, mentions, picture, png, png_claiming
from tests.support.public_data import public_data


@pytest.mark.parametrize(
    ("name", "content", "parts"),
    [
        ("a.jpg", jpeg(), {"camera data", "segments of programs", "comments"}),
        ("a.JPEG", jpeg(), {"camera data", "segments of programs", "comments"}),
        ("a.png", png(), {"text chunks"}),
        ("a.jpg", jpeg(comment="-") + PLANTED.encode(), {"bytes after the picture"}),
        ("a.png", png() + PLANTED.encode("utf-16-le"), {"bytes after the picture"}),
    ],
    ids=["jpg", "jpeg", "png", "after a jpg", "after a png"],
)
def test_what_stands_beside_the_pixels_is_read_and_gone_afterwards(name, content, parts):
    reading = read_file(name, content)
    assert all(PLANTED in reading.left_out[part] for part in parts)
    clean = sanitise_file(name, content)
    assert not mentions(clean.content)
    assert clean.parts == {}
    assert clean.unread == ("the picture",)
    with Image.open(io.BytesIO(clean.content)) as built:
        assert set(built.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert not built.getexif()


def test_packed_text_of_a_png_is_read():
    text = read_file("a.png", png()).left_out["text chunks"]
    assert text.count(PLANTED) == 3


def test_the_pixels_of_a_png_stay_the_same():
    with Image.open(io.BytesIO(sanitise_file("a.png", png()).content)) as built:
        assert built.tobytes() == picture().tobytes()


def test_a_picture_is_turned_the_way_the_camera_was_held():
    clean = sanitise_file("a.jpg", jpeg(orientation=6))
    with Image.open(io.BytesIO(clean.content)) as built:
        assert built.size == (30, 40)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_pictures_of_every_usual_kind_are_built(mode):
    written = io.BytesIO()
    kind = "JPEG" if mode == "CMYK" else "PNG"
    source = Image.new("I;16", (4, 4)) if mode == "I;16" else picture().convert(mode)
    source.save(written, kind)
    name = "a.jpg" if mode == "CMYK" else "a.png"
    with Image.open(io.BytesIO(sanitise_file(name, written.getvalue()).content)) as built:
        built.load()
        assert built.size == source.size


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (png_claiming(60_000, 60_000), "too large|million pixels"),
        (png_claiming(8_000, 8_000), "too large|million pixels"),
        (png_claiming(100, 100), "damaged"),
        (png()[:-30], "damaged"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (jpeg(), "not what its ending"),
        (png() + b"PK\x03\x04", "more than a picture"),
        (png() + b"<script>", "more than a picture"),
    ],
)
def test_bombs_damage_and_two_files_in_one_are_refused(content, reason):
    with pytest.raises(Unsafe, match=reason) as refused:
        sanitise_file("a.png", content)
    assert refused.value.way_out.endswith(".")


def test_a_picture_cut_short_is_refused():
    with pytest.raises(Unsafe, match="damaged"):
        sanitise_file("a.jpg", jpeg()[:-150])


def test_words_in_a_picture_are_not_replaced():
    with pytest.raises(Unsafe, match="cannot be replaced"):
        sanitise_file("a.png", png(), {"the picture": "x"})


def test_descriptions_in_a_jpeg_2000_picture_are_cut_out():
    def box(kind, data):
        return (len(data) + 8).to_bytes(4, "big") + kind + data

    clean = box(b"jP  ", b"\r\n\x87\n") + box(b"jp2c", b"pixels")
    assert jpx_without_comments(clean + box(b"xml ", PLANTED.encode())) == clean


def test_public_pictures_lose_everything_beside_their_pixels():
    for file in sorted(public_data("attachments", "images").glob("*.jpg")):
        clean = sanitise_file(file.name, file.read_bytes())
        assert b"Exif" not in clean.content, file.name
        assert not read_file(file.name, clean.content).left_out
