"""What calamine does not read of xlsx, xlsm and ods: one bounded pass over their XML.

It tells hidden rows and columns, cells that show an error and formulas without a value, and how
far a sheet goes, before anything makes room for it. The parts are unpacked here, piece by piece,
whatever size they claim to have.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile, ZipInfo

from ctg_desktop.errors import FileFormatError
from ctg_desktop.spreadsheet.limits import (
    MOST_COLUMNS,
    MOST_HELD,
    MOST_UNPACKED,
    check_area,
    too_large,
)
from ctg_desktop.spreadsheet.tables import Area, Flaw, column_number

_PIECE = 2**18
_STORED, _DEFLATED = 0, 8
_DECLARED = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(slots=True)
class SheetFacts:
    """What a pass over a sheet found; rows from 1, columns from 0."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    flaws: dict[tuple[int, int], Flaw] = field(default_factory=dict)
    formulas: int = 0
    last_row: int = 0
    last_column: int = 0
    merged: list[Area] = field(default_factory=list)


class Package:
    """A zip of XML parts, whose true size is counted as they are unpacked."""

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises:
            FileFormatError: it is no zip, or a part of it is packed in an unknown way.
        """
        self._path = path
        self._left = MOST_UNPACKED
        try:
            with ZipFile(path) as packed:
                self._parts = {info.filename: info for info in packed.infolist()}
        except (BadZipFile, ValueError, NotImplementedError) as error:
            raise _damaged() from error
        if any(info.flag_bits & 1 for info in self._parts.values()):
            raise FileFormatError("Ce fichier est protégé par un mot de passe : ôtez-le d’abord.")

    @property
    def names(self) -> frozenset[str]:
        """The names of the parts."""
        return frozenset(self._parts)

    def check_all(self, without: frozenset[str] = frozenset()) -> None:
        """Unpack every part but some, to be sure that together they are no bomb.

        Raises:
            FileFormatError: they are too large, or damaged.
        """
        for name in self._parts:
            if name not in without:
                for _piece in self.pieces(name):
                    pass

    def whole(self, name: str) -> bytes:
        """Return a small part.

        Raises:
            FileFormatError: it is not there, too large or damaged.
        """
        held = bytearray()
        for piece in self.pieces(name):
            held += piece
            if len(held) > MOST_HELD:
                raise too_large()
        return bytes(held)

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield a part, piece by piece.

        Raises:
            FileFormatError: it is not there, too large, damaged or declares entities.
        """
        info = self._parts.get(name)
        if info is None:
            raise _damaged()
        is_first = True
        for piece in _unpacked(self._path, info):
            self._left -= len(piece)
            if self._left < 0:
                raise too_large()
            if is_first and _DECLARED.search(piece[:4096]):
                raise FileFormatError(
                    "Ce fichier déclare des entités XML, ce qu’aucun tableur n’écrit : il n’est "
                    "pas lu."
                )
            is_first = False
            yield piece


def _unpacked(path: Path, info: ZipInfo) -> Iterator[bytes]:
    """Yield the bytes of a part until its packed ones end, whatever size it claims."""
    if info.compress_type not in (_STORED, _DEFLATED):
        raise _damaged()
    unpack = zlib.decompressobj(-zlib.MAX_WBITS)
    with path.open("rb") as file:
        file.seek(info.header_offset)
        header = file.read(30)
        if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
            raise _damaged()
        name_size, more_size = (int.from_bytes(header[at : at + 2], "little") for at in (26, 28))
        file.seek(name_size + more_size, 1)
        left = info.compress_size
        while left > 0 and (packed := file.read(min(left, _PIECE))):
            left -= len(packed)
            if info.compress_type == _STORED:
                yield packed
                continue
            while packed:
                try:
                    piece = unpack.decompress(packed, 4 * _PIECE)
                except zlib.error as error:
                    raise _damaged() from error
                if piece:
                    yield piece
                packed = unpack.unconsumed_tail
                if unpack.eof:
                    return


def _damaged() -> FileFormatError:
    return FileFormatError("Ce fichier est abîmé ou n’est pas un classeur : il ne peut être lu.")


def _tree(data: bytes) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise _damaged() from error


# --- xlsx, xlsm ------------------------------------------------------------------------------

_TIE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_TIE = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_PREFIX = re.compile(rb"<((?:\w+:)?)sheetData\b")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)(?<!/)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_ATTRIBUTE = re.compile(rb'([\w:.-]+)\s*=\s*(?:"([^"]*)"|\'([^\']*)\')')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)\b[^>/]*>[^<]*[^<\s]|<(?:\w+:)?is\b")
_PLACE = re.compile(rb'\br\s*=\s*["\']([A-Z]+)([0-9]+)')
_TRUE = frozenset((b"1", b"true", b"on"))


def sheet_parts(package: Package) -> dict[str, str]:
    """Return the part of each sheet of an Excel file, by the name of the sheet."""
    book = _tree(package.whole("xl/workbook.xml"))
    ties = {
        tie.get("Id"): tie.get("Target", "")
        for tie in _tree(package.whole("xl/_rels/workbook.xml.rels"))
    }
    found = {}
    for element in book.iter():
        if element.tag.rpartition("}")[2] == "sheet":
            target = ties.get(element.get(_TIE) or element.get(_STRICT_TIE), "")
            part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            found[element.get("name", "")] = part
    return found


def excel_facts(package: Package, part: str, sheet: str) -> SheetFacts:
    """Pass over the XML of a sheet of an Excel file.

    Raises:
        FileFormatError: it is damaged, or spans more cells than are read.
    """
    scan = _ExcelScan(sheet)
    held = b""
    for piece in package.pieces(part):
        held += piece
        held = held[scan.pass_over(held) :]
        if len(held) > MOST_HELD:
            raise too_large()
    return scan.facts


class _ExcelScan:
    """Goes through the rows of one sheet, as far as they are unpacked."""

    def __init__(self, sheet: str) -> None:
        self.facts = SheetFacts()
        self._sheet = sheet
        self._prefix: bytes | None = None
        self._row = 0

    def pass_over(self, text: bytes) -> int:
        """Note the rows that are whole; return where the first one begins that is not."""
        start = 0
        if self._prefix is None:
            found = _PREFIX.search(text)
            if found is None:
                return 0
            self._prefix = found[1]
            self._note_columns(text[: found.start()])
            start = found.end()
        begin = b"<%brow" % self._prefix
        end = text.rfind(b"</%brow>" % self._prefix)
        if end < 0:
            return start
        for told in text[start:end].split(begin)[1:]:
            attributes, _, body = told.partition(b">")
            if attributes[:1].strip(b"/ \t\r\n") == b"":
                self._note_row(attributes, body)
        check_area(self._sheet, self.facts.last_row, self.facts.last_column)
        return end

    def _note_columns(self, head: bytes) -> None:
        for found in _COLUMN.finditer(head):
            told = _attributes(found[1])
            if told.get(b"hidden") in _TRUE:
                first, last = _whole(told.get(b"min")), _whole(told.get(b"max"))
                self.facts.hidden_columns.update(range(first - 1, min(last, MOST_COLUMNS)))

    def _note_row(self, attributes: bytes, body: bytes) -> None:
        told = _attributes(attributes)
        self._row = _whole(told.get(b"r")) or self._row + 1
        if told.get(b"hidden") in _TRUE:
            self.facts.hidden_rows.add(self._row)
        valued = max(body.rfind(b"v>"), body.rfind(b"is>"))
        has_formula = _FORMULA.search(body) is not None
        if valued < 0 and not has_formula:
            return
        column = _last_column(body[:valued] if valued >= 0 else body)
        self.facts.last_row = max(self.facts.last_row, self._row)
        self.facts.last_column = max(self.facts.last_column, column)
        if has_formula or b'"e"' in body or b"'e'" in body:
            _note_cells(self.facts, body, self._row)


def _attributes(text: bytes) -> dict[bytes, bytes]:
    return {found[1]: found[2] or found[3] or b"" for found in _ATTRIBUTE.finditer(text)}


def _last_column(body: bytes) -> int:
    """Return how many columns there are up to the last cell of a text that has a value."""
    place = None
    start = body.rfind(b"<c ")
    if start < 0:
        start = body.rfind(b":c ")
    if start >= 0:
        place = _PLACE.search(body, start)
    if place is not None:
        return column_number(place[1].decode()) + 1
    return len(re.findall(rb"<(?:\w+:)?c\b", body))


def _note_cells(facts: SheetFacts, body: bytes, row: int) -> None:
    column = -1
    for found in _CELL.finditer(body):
        place = _PLACE.search(found[1])
        column = column_number(place[1].decode()) if place else column + 1
        told = _attributes(found[1])
        if told.get(b"t") == b"e":
            facts.flaws[row, column] = Flaw.ERROR
        elif _FORMULA.search(found[2]):
            if told.get(b"t") == b"str" or _VALUE.search(found[2]):
                facts.formulas += 1
            else:
                facts.flaws[row, column] = Flaw.NO_VALUE


def _whole(text: bytes | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 9 else 0


# --- xlsb ------------------------------------------------------------------------------------

_BINARY_SHEET = re.compile(r"xl/worksheets/[^/]*\.bin")
_ROW_HEAD, _VALUED = 0, range(2, 12)
"""Records of a binary sheet: the head of a row, and its cells that hold a value ([MS-XLSB])."""


def check_binary_sheets(package: Package) -> None:
    """Refuse an xlsb of which a sheet spans more cells than are read.

    Raises:
        FileFormatError: naming its part.
    """
    for name in filter(_BINARY_SHEET.fullmatch, sorted(package.names)):
        data = package.whole(name)
        at = rows = columns = row = 0
        while at + 2 < len(data):
            kind, at = _varied(data, at, 2)
            size, at = _varied(data, at, 4)
            number = int.from_bytes(data[at : at + 4], "little")
            if kind == _ROW_HEAD:
                row = number + 1
            elif kind in _VALUED:
                rows, columns = max(rows, row), max(columns, number + 1)
            at += size
        check_area(name.rpartition("/")[2], rows, columns)


def _varied(data: bytes, at: int, most: int) -> tuple[int, int]:
    """Return the number that stands at a place in as few bytes as it needs, and what follows."""
    number = 0
    for shift in range(most):
        if at >= len(data):
            break
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            break
    return number, at


# --- ods -------------------------------------------------------------------------------------

_ODS_PART = re.compile(
    rb"<table:(table|table-column|table-row|table-cell|covered-table-cell)(?=[\s/>])([^>]*?)(/?)>"
)
_ODS_ERROR = re.compile(
    rb">\s*(?:#(?:DIV/0!|REF!|N/A|NAME\?|VALUE!|NUM!|NULL!|NOM\?|VALEUR!|"
    rb"NOMBRE!|NUL!)|Err:[0-9]{3})\s*<"
)
_ODS_HIDDEN = frozenset((b"collapse", b"filter"))


def open_document_facts(package: Package) -> dict[str, SheetFacts]:
    """Pass over the XML of an ods; return what it tells of each sheet, by name.

    Raises:
        FileFormatError: it is damaged, or spans more cells than are read.
    """
    scan = _OdsScan()
    held = b""
    for piece in package.pieces("content.xml"):
        held += piece
        end = held.rfind(b"</table:table-row>")
        if end < 0:
            if len(held) > MOST_HELD:
                raise too_large()
            continue
        whole, held = held[:end], held[end:]
        scan.pass_over(whole)
    scan.pass_over(held)
    return scan.sheets


class _OdsScan:
    """Goes through the tags of the sheets."""

    def __init__(self) -> None:
        self.sheets: dict[str, SheetFacts] = {}
        self.facts = SheetFacts()
        self._sheet = ""
        self._row = self._column = 0
        self._rows = 1

    def pass_over(self, text: bytes) -> None:
        tags = list(_ODS_PART.finditer(text))
        for at, found in enumerate(tags):
            end = tags[at + 1].start() if at + 1 < len(tags) else len(text)
            self._note(found[1], found[2], text[found.end() : end])

    def _note(self, name: bytes, text: bytes, body: bytes) -> None:
        told = _attributes(text)
        if name == b"table":
            self._sheet = _unescaped(told.get(b"table:name", b""))
            self.facts = self.sheets.setdefault(self._sheet, SheetFacts())
            self._row = self._column = 0
            self._rows = 1
        elif name == b"table-column":
            count = _whole(told.get(b"table:number-columns-repeated")) or 1
            if told.get(b"table:visibility") in _ODS_HIDDEN:
                until = min(self._column + count, MOST_COLUMNS)
                self.facts.hidden_columns.update(range(self._column, until))
            self._column += count
        elif name == b"table-row":
            self._begin_row(told)
        else:
            self._note_cell(told, body)

    def _begin_row(self, told: dict[bytes, bytes]) -> None:
        self._row += self._rows if self._row else 1
        self._rows = _whole(told.get(b"table:number-rows-repeated")) or 1
        self._column = 0
        if told.get(b"table:visibility") in _ODS_HIDDEN and self._rows < MOST_COLUMNS:
            self.facts.hidden_rows.update(range(self._row, self._row + self._rows))

    def _note_cell(self, told: dict[bytes, bytes], body: bytes) -> None:
        count = _whole(told.get(b"table:number-columns-repeated")) or 1
        has_value = b"office:value-type" in told or b"<text:p" in body
        if has_value:
            facts = self.facts
            facts.last_row = max(facts.last_row, self._row + self._rows - 1)
            facts.last_column = max(facts.last_column, self._column + count)
            check_area(self._sheet, facts.last_row, facts.last_column)
        place = (self._row, self._column)
        if told.get(b"calcext:value-type") == b"error" or (
            b"table:formula" in told and _ODS_ERROR.search(body)
        ):
            self.facts.flaws[place] = Flaw.ERROR
        elif b"table:formula" in told and b"office:value-type" not in told:
            self.facts.flaws[place] = Flaw.NO_VALUE
        elif b"table:formula" in told:
            self.facts.formulas += 1
        down = _whole(told.get(b"table:number-rows-spanned")) or 1
        across = _whole(told.get(b"table:number-columns-spanned")) or 1
        if down * across > 1:
            last = (self._row + down - 1, self._column + across - 1)
            self.facts.merged.append(Area(*place, *last))
        self._column += count


def _unescaped(text: bytes) -> str:
    from html import unescape

    return unescape(text.decode("utf-8", errors="replace"))
