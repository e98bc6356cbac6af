"""Logos: drawn when they are pictures, refused with a sentence when they are not."""

import re
import struct
import zlib
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from ctg_desktop.errors import FileFormatError
from ctg_desktop.printing.engine.document import rendered
from ctg_desktop.printing.engine.logo import read_logo
from ctg_desktop.printing.engine.style import PORTRAIT
from ctg_desktop.printing.issue import Document, Issue
from ctg_desktop.printing.masthead import Borne, masthead
from tests.support.app import plain
from tests.support.sheets import Sheet, edition


def picture(path: Path, mode: str = "RGB", size: tuple[int, int] = (300, 120)) -> Path:
    Image.new("RGB", size, "navy").convert(mode).save(path)
    return path


def empty_png(path: Path, width: int, height: int) -> Path:
    """Write a PNG that announces a size without holding the dots."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)
    return path


@pytest.mark.parametrize(
    ("name", "mode"),
    [("a.png", "RGB"), ("a.png", "RGBA"), ("a.png", "P"), ("a.png", "LA"), ("a.jpg", "L")],
)
def test_logo_when_it_is_a_picture_then_it_is_printed_with_its_description(
    tmp_path: Path, name: str, mode: str
) -> None:
    logo = read_logo(picture(tmp_path / name, mode))
    head = masthead("Un document d'essai", structure="Commune de Villeneuve", logo=logo)
    sheet = Sheet(rendered([head], edition()))

    (figure,) = sheet.structure().all("Figure")
    assert figure.entries["/Alt"] == "Logo : Commune de Villeneuve"
    assert "/BBox" in figure.entries
    assert len(sheet.pdf.pages[0].get_images()) == 1
    assert sheet.ink_outside(PORTRAIT) == []


def test_logo_when_read_twice_then_bytes_are_equal(tmp_path: Path) -> None:
    path = picture(tmp_path / "a.png", "RGBA")

    def content() -> bytes:
        head = masthead("Un document", structure="Villeneuve", logo=read_logo(path))
        return rendered([head], edition())

    assert content() == content()


@pytest.mark.parametrize("content", [b"", b"bonjour", b"\x89PNG\r\n\x1a\n", b"%PDF-1.4", b"GIF89a"])
def test_logo_when_it_is_no_picture_then_a_sentence_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "logo.png"
    path.write_bytes(content)

    with pytest.raises(FileFormatError, match=r"«\slogo.png\s» ne peut pas être lu"):
        read_logo(path)


@pytest.mark.parametrize("size", [(10_000, 10_000), (60_000, 60_000), (6_400, 6_400)])
def test_logo_when_it_is_too_large_then_a_sentence_says_so(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    with pytest.raises(FileFormatError, match="trop grand"):
        read_logo(empty_png(tmp_path / "logo.png", *size))


def test_logo_when_absent_then_a_sentence_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match=r"«\slogo.png\s» n’existe pas"):
        read_logo(tmp_path / "logo.png")


def test_logo_when_wholly_transparent_then_a_sentence_says_so(tmp_path: Path) -> None:
    Image.new("RGBA", (300, 120), (255, 0, 0, 0)).save(tmp_path / "logo.png")

    with pytest.raises(FileFormatError, match=r"«\slogo.png\s» est entièrement transparent"):
        read_logo(tmp_path / "logo.png")


def test_logo_when_its_borders_are_transparent_then_they_are_left_out(tmp_path: Path) -> None:
    image = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    image.paste((0, 90, 0, 255), (100, 150, 300, 250))
    image.save(tmp_path / "logo.png")

    assert read_logo(tmp_path / "logo.png").getSize() == (200, 100)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_logo_when_the_camera_was_turned_then_it_is_upright(
    tmp_path: Path, orientation: int
) -> None:
    """The red corner stands at the upper left, whatever way the picture was stored."""
    upright = Image.new("RGB", (80, 40), "white")
    upright.paste("red", (0, 0, 20, 20))
    stored = upright
    for turn in _STORED[orientation]:
        stored = stored.transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / "logo.jpg", exif=exif, quality=95)

    shown = Image.frombytes("RGB", (80, 40), read_logo(tmp_path / "logo.jpg").getRGBData())

    assert [shown.getpixel(at)[1] < 128 for at in ((8, 8), (70, 8), (8, 32), (70, 32))] == [
        True,
        False,
        False,
        False,
    ]


_FLIP, _ROTATED = Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_90
_STORED = {
    1: (),
    2: (_FLIP,),
    3: (_ROTATED, _ROTATED),
    4: (_FLIP, _ROTATED, _ROTATED),
    5: (_FLIP, _ROTATED),
    6: (_ROTATED,),
    7: (_FLIP, _ROTATED, _ROTATED, _ROTATED),
    8: (_ROTATED, _ROTATED, _ROTATED),
}
"""How a camera stores an upright picture under each orientation of the EXIF standard."""


@pytest.mark.parametrize("size", [(1000, 100), (100, 300), (300, 300), (40, 40), (300, 110)])
def test_logo_when_it_is_of_any_shape_then_it_is_large_enough_to_read(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    logo = read_logo(picture(tmp_path / "a.png", size=size))
    sheet = Sheet(rendered([masthead("Un titre", structure="Villeneuve", logo=logo)], edition()))

    (figure,) = sheet.structure().all("Figure")
    left, bottom, right, top = (
        float(edge) for edge in re.findall(r"\d+\.?\d*", figure.entries["/BBox"])
    )
    assert (right - left) * (top - bottom) > 1_500
    assert min(right - left, top - bottom) > 15
    assert (right - left) / (top - bottom) == pytest.approx(size[0] / size[1], rel=0.02)


# --- the signatories' -------------------------------------------------------------------------

_SHAPES = ((800, 100), (300, 300), (120, 360), (600, 260))


@pytest.mark.parametrize("count", [1, 4, 12])
def test_band_when_logos_are_of_any_shape_then_they_weigh_alike_apart_and_in_the_margins(
    tmp_path: Path, count: int
) -> None:
    bornes = [
        Borne(f"Partenaire {n}", read_logo(picture(tmp_path / f"{n}.png", size=_SHAPES[n % 4])))
        for n in range(count)
    ]
    own = read_logo(picture(tmp_path / "own.png"))
    head = masthead("Un titre", structure="Villeneuve", logo=own, partners=bornes)
    sheet = Sheet(rendered([head], edition()))

    figures = sheet.structure().all("Figure")
    assert [each.entries["/Alt"] for each in figures] == [
        "Logo : Villeneuve",
        *(f"Logo : Partenaire {n}" for n in range(count)),
    ]
    boxes = [
        tuple(float(edge) for edge in re.findall(r"\d+\.?\d*", each.entries["/BBox"]))
        for each in figures
    ]
    areas = [(right - left) * (top - bottom) for left, bottom, right, top in boxes]
    assert max(areas) < 3.5 * min(areas)
    assert min(areas) > 400
    for at, (left, bottom, right, top) in enumerate(boxes):
        for other in boxes[:at]:
            apart = other[2] < left or right < other[0] or other[1] > top or bottom > other[3]
            assert apart, (at, other)
    assert sheet.ink_outside(PORTRAIT) == []


def test_document_when_a_signatory_s_logo_is_gone_or_pale_then_it_is_said_and_printed(
    tmp_path: Path,
) -> None:
    pale = tmp_path / "pale.png"
    image = Image.new("RGBA", (90, 90), (0, 0, 0, 0))
    image.paste((255, 255, 255, 255), (10, 10, 80, 80))
    image.save(pale)
    partners = (
        ("CAF", picture(tmp_path / "caf.png")),
        ("MSA", tmp_path / "msa.png"),
        ("Département", pale),
    )
    issue = Issue("Villeneuve", date(2026, 2, 3), partners=partners)
    document = Document([issue.opening("Essai")], issue.edition("Essai"))

    told = [plain(each) for each in document.remarks()]
    assert len(told) == 2
    assert "« msa.png » n'existe pas" in told[0]
    assert "« MSA » est sans logo sur ce document." in told[0]
    assert told[1] == "Le logo de « Département » est presque blanc : il se verra à peine."
    named = Sheet(document.rendered(lambda *_: None)).structure().all("Figure")
    assert [each.entries["/Alt"] for each in named] == ["Logo : CAF", "Logo : Département"]


def test_logo_when_its_file_is_huge_then_it_is_not_even_read(tmp_path: Path) -> None:
    path = picture(tmp_path / "logo.png")
    with path.open("r+b") as file:
        file.truncate(21 * 1024 * 1024)

    with pytest.raises(FileFormatError, match=r"20\sMo au plus"):
        read_logo(path)


def test_logo_when_its_file_changes_then_the_new_one_is_read(tmp_path: Path) -> None:
    path = picture(tmp_path / "logo.png", size=(300, 120))
    assert read_logo(path) is read_logo(path)

    picture(path, size=(120, 300))
    assert read_logo(path).getSize() == (120, 300)


def test_logo_when_it_is_a_scan_in_deep_greys_then_its_greys_stay(tmp_path: Path) -> None:
    path = tmp_path / "scan.png"
    Image.new("I;16", (20, 10), 30_000).save(path)

    logo = read_logo(path)

    assert logo.picture.getpixel((0, 0)) == (117, 117, 117)
    assert not logo.is_pale
