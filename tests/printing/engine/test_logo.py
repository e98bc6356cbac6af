"""Logos: drawn when they are pictures, refused with a sentence when they are not."""

import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from ctg_desktop.errors import FileFormatError
from ctg_desktop.printing.engine.document import rendered
from ctg_desktop.printing.engine.logo import read_logo
from ctg_desktop.printing.engine.style import PORTRAIT
from ctg_desktop.printing.sections import masthead
from tests.support.sheets import Sheet, edition


def picture(path: Path, mode: str = "RGB", size: tuple[int, int] = (300, 120)) -> Path:
    Image.new(mode, size, 1).save(path)
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

    with pytest.raises(FileFormatError, match=r"« logo.png » ne peut pas être lu"):
        read_logo(path)


@pytest.mark.parametrize("size", [(10_000, 10_000), (60_000, 60_000), (6_400, 6_400)])
def test_logo_when_it_is_too_large_then_a_sentence_says_so(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    with pytest.raises(FileFormatError, match="trop grand"):
        read_logo(empty_png(tmp_path / "logo.png", *size))


def test_logo_when_absent_then_a_sentence_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match="ne peut pas être lu"):
        read_logo(tmp_path / "logo.png")
