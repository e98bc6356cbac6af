"""Source Sans: how wide its letters are, and how a document embeds the few that it uses.

A face is read from its file the first time a text is set in it, and kept; what a document draws
with it is gathered in an :class:`EmbeddedFont`, which ends as a subset of the font in the file.
reportlab reads and cuts the font; the letters are written as two-byte codes (Type 0, Identity-H)
rather than through its 256-letter subsets, so that a line is always one string and the two
no-break spaces of French stay what they are when the text is copied.
"""

from __future__ import annotations

import hashlib
import struct
from enum import Enum
from functools import cache
from pathlib import Path

import font_source_sans_pro
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFDocument, PDFStream, PDFZCompress
from reportlab.pdfbase.ttfonts import TTFontFace

UNPRINTABLE = "◊"
"""What is printed where the font has no glyph (emoji, right-to-left and Asian scripts)."""


class Face(Enum):
    """The faces of the family; each value is the end of its file's name."""

    REGULAR = "Regular"
    ITALIC = "It"
    SEMIBOLD = "Semibold"
    BOLD = "Bold"
    BOLD_ITALIC = "BoldIt"

    # Faces are looked up for each word: the identity is enough, and much faster.
    __hash__ = object.__hash__


class _WordWidths(dict[str, int]):
    """Width of each word met, in thousandths of the size; computed once per word."""

    _MOST_WORDS = 50_000

    def __init__(self, letters: dict[str, int]) -> None:
        super().__init__()
        self._letters = letters

    def __missing__(self, word: str) -> int:
        if len(self) >= self._MOST_WORDS:
            self.clear()
        width = sum(map(self._letters.__getitem__, word))
        if len(word) < 40:
            self[word] = width
        return width


class Typeface:
    """One face, read from its file: which letters it has, and their widths."""

    def __init__(self, face: Face) -> None:
        """Read the file of `face` (some 3 ms)."""
        path = Path(font_source_sans_pro.font_directory) / f"SourceSansPro-{face.value}.ttf"
        self.ttf = TTFontFace(str(path))
        # A code outside the basic plane would need two units in every table; none is worth it.
        self.widths: dict[str, int] = {
            chr(code): round(self.ttf.charWidths[code])
            for code, glyph in self.ttf.charToGlyph.items()
            if glyph and code < 0x10000
        }
        self.letters = self.widths.keys()
        self.word_widths = _WordWidths(self.widths)

    def can_print(self, text: str) -> bool:
        """Tell whether every letter of `text` has a glyph."""
        return self.letters >= set(text)


@cache
def typeface(face: Face) -> Typeface:
    """Return a face, read from its file the first time."""
    return Typeface(face)


_OF_STRINGS = {ord(sign): f"\\{sign}" for sign in "()\\"} | {ord("\r"): "\\r"}
"""What means something else in a string of PDF, and how it is written there."""


class _Codes(dict[str, str]):
    """The code of each letter in one document, as two signs of a string, given on demand."""

    def __missing__(self, letter: str) -> str:
        code = (len(self) + 1).to_bytes(2, "big").decode("latin-1").translate(_OF_STRINGS)
        self[letter] = code
        return code


class EmbeddedFont:
    """The letters of one face that one document draws."""

    def __init__(self, face: Face, name: str) -> None:
        """Prepare an empty subset; `name` is how pages call the font (`F1`)."""
        self.name = name
        self._typeface = typeface(face)
        self._codes = _Codes()

    def encoded(self, text: str) -> str:
        """Return `text` as the string that a page shows: a sign of it is a byte of the page."""
        return f"({''.join(map(self._codes.__getitem__, text))})"

    def add_to(self, document: PDFDocument) -> PDFDictionary:
        """Write the subset and its tables into `document`; return the font's dictionary."""
        ttf = self._typeface.ttf
        codes = [ord(letter) for letter in self._codes]
        base_name = f"{self._subset_tag()}+{ttf.name.decode('ascii')}"
        descriptor = PDFDictionary(
            {
                "Type": "/FontDescriptor",
                "FontName": f"/{base_name}",
                "Flags": 4 | (64 if ttf.italicAngle else 0),
                "FontBBox": PDFArray(ttf.bbox),
                "ItalicAngle": ttf.italicAngle,
                "Ascent": ttf.ascent,
                "Descent": ttf.descent,
                "CapHeight": ttf.capHeight,
                "StemV": ttf.stemV,
                "FontFile2": document.Reference(_stream(ttf.makeSubset(codes), with_length=True)),
            }
        )
        widths = PDFArray([self._typeface.widths[letter] for letter in self._codes])
        descendant = PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2",
                "BaseFont": f"/{base_name}",
                "CIDSystemInfo": "<</Registry (Adobe) /Ordering (Identity) /Supplement 0>>",
                "FontDescriptor": document.Reference(descriptor),
                "W": PDFArray([1, widths]),
                "CIDToGIDMap": document.Reference(_stream(self._glyph_numbers(codes))),
            }
        )
        return PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/Type0",
                "BaseFont": f"/{base_name}",
                "Encoding": "/Identity-H",
                "DescendantFonts": PDFArray([document.Reference(descendant)]),
                "ToUnicode": document.Reference(_stream(_to_unicode(codes))),
            }
        )

    def _subset_tag(self) -> str:
        digest = hashlib.sha256("".join(self._codes).encode()).digest()
        return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])

    def _glyph_numbers(self, codes: list[int]) -> bytes:
        """Map codes to glyphs of the subset, numbered as `makeSubset` does: by first use."""
        numbers = {0: 0}
        glyphs = [0]
        for code in codes:
            original = self._typeface.ttf.charToGlyph[code]
            glyphs.append(numbers.setdefault(original, len(numbers)))
        return struct.pack(f">{len(glyphs)}H", *glyphs)


def _stream(content: bytes, *, with_length: bool = False) -> PDFStream:
    dictionary = PDFDictionary({"Length1": len(content)} if with_length else {})
    return PDFStream(dictionary, content, [PDFZCompress])


def _to_unicode(codes: list[int]) -> bytes:
    """Write the table that gives each code its letter; blocks of 100, the most allowed."""
    pairs = [f"<{n:04X}> <{code:04X}>" for n, code in enumerate(codes, start=1)]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    for block in blocks:
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode("ascii")
