"""Reading a file of sheets: xlsx, xlsm, xls, xlsb, ods, csv, and cells from the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ctg_desktop.errors import FileFormatError
from ctg_desktop.garbage_collector import collector_held
from ctg_desktop.spreadsheet.delimited import decoded, table_of
from ctg_desktop.spreadsheet.limits import MOST_BYTES, MOST_ROWS, check_area, too_large
from ctg_desktop.spreadsheet.packages import (
    Package,
    SheetFacts,
    check_binary_sheets,
    excel_facts,
    open_document_facts,
    sheet_parts,
)
from ctg_desktop.spreadsheet.tables import Area, Book, Row, SheetInfo, Table, Value
from ctg_desktop.typography import counted, quoted

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

_CONTENT = "content.xml"
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_TEXTS = frozenset((".csv", ".tsv", ".txt", ".tab"))
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".txt")
"""The files that can be read, by the end of their names."""


def read_book(path: Path) -> Book:
    """Return the sheets that a file has; a csv has one.

    Raises:
        FileFormatError: it is no file of sheets, protected, damaged, empty or too large.
    """
    if _is_text(path):
        return Book(path.name, (SheetInfo(path.stem),))
    with _workbook(path, _package(path)) as (opened, _known):
        return Book(path.name, _sheets(opened))


Pick = Callable[[tuple[SheetInfo, ...]], str]
"""Says which of the sheets of a file is to be read; an empty name for the first that is seen."""


def read_table(path: Path, sheet: str | Pick = "") -> Table:
    """Return a sheet of a file: the first one that is seen, unless named or picked.

    Raises:
        FileFormatError: it is no file of sheets, protected, damaged, empty or too large; or it
            has no sheet of that name.
    """
    if _is_text(path):
        text, remark = decoded(_bytes(path))
        return table_of(text, path.stem, remark)
    package = _package(path)
    with _workbook(path, package) as (opened, known), collector_held():
        sheets = _sheets(opened)
        name = _picked(sheets, sheet if isinstance(sheet, str) else sheet(sheets))
        facts = known[name] if name in known else _facts(package, name)
        table = _table(opened, name, facts)
    if not table.rows:
        raise FileFormatError(f"La feuille {quoted(name)} est vide.")
    return table


def _sheets(book: CalamineWorkbook) -> tuple[SheetInfo, ...]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    sheets = tuple(
        SheetInfo(sheet.name, sheet.visible != SheetVisibleEnum.Visible)
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet
    )
    if not sheets:
        raise FileFormatError("Ce classeur n’a aucune feuille de calcul.")
    return sheets


def _picked(sheets: tuple[SheetInfo, ...], name: str) -> str:
    names = [each.name for each in sheets]
    if not name:
        return next((each.name for each in sheets if not each.is_hidden), names[0])
    if name not in names:
        listed = ", ".join(quoted(each) for each in names)
        raise FileFormatError(f"Ce classeur n’a pas de feuille {quoted(name)} (il a : {listed}).")
    return name


def _is_text(path: Path) -> bool:
    """Whether a file is text, as its first bytes tell: its name may say anything."""
    start = _bytes(path, 8)
    if not start.strip():
        raise FileFormatError("Ce fichier est vide.")
    if start.startswith((_ZIP, _OLE)):
        return False
    if path.suffix.lower() not in _TEXTS:
        raise FileFormatError(
            f"{quoted(path.name)} n’est pas un tableau que l’on puisse lire : il faut un fichier "
            "Excel (xlsx, xls), LibreOffice (ods) ou csv."
        )
    return True


def _bytes(path: Path, count: int = -1) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise too_large()
        with path.open("rb") as file:
            return file.read(count)
    except PermissionError as error:
        raise FileFormatError(
            f"{quoted(path.name)} ne peut pas être lu : s’il est ouvert dans Excel, fermez-le "
            "puis recommencez."
        ) from error
    except FileNotFoundError as error:
        raise FileFormatError(f"{quoted(str(path))} n’existe pas.") from error
    except OSError as error:
        raise FileFormatError(f"{quoted(path.name)} ne peut pas être lu.") from error


def _package(path: Path) -> Package | None:
    """Return the parts of a file whose XML can be looked at; None for xls."""
    if not _bytes(path, 4).startswith(_ZIP):
        return None
    package = Package(path)
    encrypted = "META-INF/manifest.xml" in package.names and b"encryption-data" in package.whole(
        "META-INF/manifest.xml"
    )
    if encrypted:
        raise _protected()
    return package


def _protected() -> FileFormatError:
    return FileFormatError(
        "Ce fichier est protégé par un mot de passe : ouvrez-le, ôtez le mot de passe et "
        "enregistrez-le."
    )


@contextmanager
def _workbook(
    path: Path, package: Package | None
) -> Iterator[tuple[CalamineWorkbook, dict[str, SheetFacts]]]:
    """Open a file of sheets, once its parts are known to be no bomb: its reader unpacks them.

    What its reader refuses is told in French. With it come the facts of the sheets of an ods.
    """
    known: dict[str, SheetFacts] = {}
    if package is not None:
        if _CONTENT in package.names:
            known = open_document_facts(package)
        package.check_all(frozenset((_CONTENT,)))
        check_binary_sheets(package)
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        with CalamineWorkbook.from_path(path) as book:
            yield book, known
    except PasswordError as error:
        raise _protected() from error
    except CalamineError as error:
        raise _unreadable(path, package) from error
    except BaseException as error:  # a panic of the reader is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise _unreadable(path, package) from error


def _unreadable(path: Path, package: Package | None) -> FileFormatError:
    what = "abîmé ou n’est pas un classeur"
    if package is not None and "word/document.xml" in package.names:
        what = "un document Word, non un tableau"
    return FileFormatError(f"{quoted(path.name)} est {what} : il ne peut pas être lu.")


def _facts(package: Package | None, sheet: str) -> SheetFacts | None:
    """Return what a pass over a sheet tells; None where its format does not let it."""
    if package is None:
        return None
    if "xl/workbook.xml" not in package.names:
        return None
    parts = sheet_parts(package)
    part = parts.get(sheet, "")
    if part not in package.names:
        return None
    return excel_facts(package, part, sheet)


def _table(book: CalamineWorkbook, name: str, facts: SheetFacts | None) -> Table:
    sheet = book.get_sheet_by_name(name)
    check_area(name, sheet.total_height, sheet.total_width)
    before: tuple[Value, ...] = (None,) * (sheet.start or (0, 0))[1]
    rows: list[Row] = []
    for number, cells in enumerate(sheet.iter_rows(), 1):  # those before the first one, empty too
        values = [None if type(cell) is str and not cell.strip() else cell for cell in cells]
        while values and values[-1] is None:
            values.pop()
        if values:
            rows.append(Row(number, (*before, *values)))
            if len(rows) > MOST_ROWS:
                raise too_large()
    facts_known = facts or SheetFacts()
    merged = [Area(a[0] + 1, a[1], b[0] + 1, b[1]) for a, b in sheet.merged_cell_ranges or []]
    width = max((len(row.cells) for row in rows), default=0)
    if facts is not None:
        rows, width = _with_flawed(rows, width, facts)
    return Table(
        name,
        tuple(rows),
        width,
        frozenset(facts_known.hidden_rows),
        frozenset(facts_known.hidden_columns),
        facts_known.flaws,
        tuple(facts_known.merged or merged),
        remarks=tuple(_remarks(facts, rows, width)),
    )


def _with_flawed(rows: list[Row], width: int, facts: SheetFacts) -> tuple[list[Row], int]:
    """Add the rows that hold nothing but cells whose value is not known."""
    known = {row.number for row in rows}
    lone = {row for row, _ in facts.flaws} - known
    if lone:
        rows = sorted([*rows, *(Row(number, ()) for number in lone)], key=lambda row: row.number)
    return rows, max([width, *(column + 1 for _, column in facts.flaws)])


def _remarks(facts: SheetFacts | None, rows: list[Row], width: int) -> Iterator[str]:
    if facts is None:
        yield (
            "Lignes et colonnes masquées, erreurs et formules sans valeur : non vérifiable dans "
            "ce format. Enregistrez en xlsx pour en être sûr."
        )
        return
    hidden = sum(row.number in facts.hidden_rows for row in rows)
    if hidden:
        yield f"{counted(hidden, 'ligne masquée est lue', 'lignes masquées sont lues')} aussi."
    columns = sum(column < width for column in facts.hidden_columns)
    if columns:
        told = counted(columns, "colonne masquée est lue", "colonnes masquées sont lues")
        yield f"{told} aussi."
    if facts.formulas:
        told = counted(facts.formulas, "formule est reprise", "formules sont reprises")
        yield (
            f"{told} par sa dernière valeur."
            if facts.formulas == 1
            else (f"{told} par leur dernière valeur.")
        )
