"""Files of every kind become a table, or a sentence that says why not."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from ctg_desktop.errors import FileFormatError
from ctg_desktop.spreadsheet.delimited import pasted_table
from ctg_desktop.spreadsheet.limits import MOST_UNPACKED
from ctg_desktop.spreadsheet.reading import read_book, read_table
from ctg_desktop.spreadsheet.tables import Area, Flaw, Table
from ctg_desktop.typography import plain
from tests.support.peoples_sheets import Sheet, write


def cells(table: Table) -> list[list[object]]:
    return [list(row.cells) for row in table.rows]


def refusal(path: Path) -> str:
    with pytest.raises(FileFormatError) as told:
        read_table(path)
    return plain(told.value.sentence)


# --- what is no spreadsheet --------------------------------------------------------------------


def zipped(path: Path, **parts: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return path


def test_file_when_it_is_no_spreadsheet_then_a_sentence_says_so(tmp_path: Path) -> None:
    empty = tmp_path / "vide.xlsx"
    empty.write_bytes(b"")
    other = tmp_path / "photo.xlsx"
    other.write_bytes(b"\x89PNG\r\n" + b"\0" * 100)
    cut = tmp_path / "coupe.xlsx"
    whole = write(Sheet([["a", "b"]] * 50), tmp_path / "entier.xlsx").read_bytes()
    cut.write_bytes(whole[: len(whole) // 2])
    ole = tmp_path / "ancien.xls"
    ole.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    word = zipped(tmp_path / "lettre.docx", word__document_xml="<w/>")
    locked = zipped(
        tmp_path / "protege.ods",
        META_INF__manifest_xml="<x/>",
        content_xml="<x/>",
    )
    with zipfile.ZipFile(locked, "w") as packed:
        packed.writestr("META-INF/manifest.xml", "<m><manifest:encryption-data/></m>")
        packed.writestr("content.xml", b"\x01\x02")
    bare = tmp_path / "feuille_vide.xlsx"
    openpyxl.Workbook().save(bare)

    assert "est vide" in refusal(empty)
    assert "n’est pas un tableau" in refusal(other)
    assert "abîmé" in refusal(cut)
    assert "abîmé" in refusal(ole)
    assert "Word" in refusal(word)
    assert "mot de passe" in refusal(locked)
    assert "est vide" in refusal(bare)
    assert "n’existe pas" in refusal(tmp_path / "absent.xlsx")


def test_sheet_when_it_is_not_in_the_file_then_those_that_are_there_are_named(
    tmp_path: Path,
) -> None:
    path = write(Sheet([["a"]], name="Plan", other={"Listes": [["b"]]}), tmp_path / "p.xlsx")

    assert [each.name for each in read_book(path).sheets] == ["Plan", "Listes"]
    with pytest.raises(FileFormatError, match="Listes"):
        read_table(path, "Absente")


# --- hostile files -----------------------------------------------------------------------------


def changed(path: Path, part: str, change: Callable[[str], str], **also: bytes) -> Path:
    """Write the parts of a file again, one of them changed."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in {**parts, **also}.items():
            packed.writestr(name, data)
    return path


SHEET = "xl/worksheets/sheet1.xml"


def test_sheet_when_its_used_range_is_a_million_empty_rows_then_it_is_read_as_it_is(
    tmp_path: Path,
) -> None:
    path = write(Sheet([["Action", "Statut"], ["Un", "Idée"]]), tmp_path / "p.xlsx")
    rows = "".join(f'<row r="{at}"><c r="A{at}" s="0"/></row>' for at in range(3, 200_000, 7))
    rows += '<row r="1048576" hidden="1"><c r="XFD1048576" s="0"/></row></sheetData>'
    changed(path, SHEET, lambda text: text.replace("</sheetData>", rows))

    assert cells(read_table(path)) == [["Action", "Statut"], ["Un", "Idée"]]


def test_sheet_when_a_cell_is_far_from_the_others_then_it_is_refused(tmp_path: Path) -> None:
    path = write(Sheet([["Action"], ["Un"]]), tmp_path / "p.xlsx")
    far = '<row r="1048576"><c r="ZZ1048576"><v>1</v></c></row></sheetData>'
    changed(path, SHEET, lambda text: text.replace("</sheetData>", far))
    ods = write(Sheet([["Action"], ["Un"]]), tmp_path / "p.ods")
    repeated = '<table:table-row table:number-rows-repeated="1048000">'
    content = '<table:table-cell office:value-type="string" table:number-columns-repeated="900">'
    changed(
        ods,
        "content.xml",
        lambda text: text.replace(
            "</table:table>",
            f"{repeated}{content}<text:p>x</text:p></table:table-cell></table:table-row>"
            "</table:table>",
        ),
    )

    assert "1 048 576" in refusal(path).replace("\u202f", " ")
    assert "s’étend jusqu’à la ligne" in refusal(ods)


def test_xlsb_when_a_cell_is_far_from_the_others_then_it_is_refused(tmp_path: Path) -> None:
    row = bytes([0, 17]) + (1_048_575).to_bytes(4, "little") + bytes(13)
    cell = bytes([5, 16]) + (700).to_bytes(4, "little") + bytes(12)
    with zipfile.ZipFile(tmp_path / "p.xlsb", "w") as packed:
        packed.writestr("xl/workbook.bin", b"")
        packed.writestr("xl/worksheets/sheet1.bin", bytes([0x81, 1, 0]) + row + cell)

    assert "s’étend jusqu’à la ligne" in refusal(tmp_path / "p.xlsb")


def test_file_when_it_unpacks_beyond_what_it_claims_then_it_is_refused(tmp_path: Path) -> None:
    path = write(Sheet([["Action"], ["Un"]]), tmp_path / "p.xlsx")
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = packer.compress(b"\0" * 2**22) + packer.flush(zlib.Z_FULL_FLUSH)
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("xl/bombe.xml", block * (MOST_UNPACKED // 2**22 + 1))
        packed.getinfo("xl/bombe.xml").compress_type = zipfile.ZIP_DEFLATED

    assert path.stat().st_size < 2**20
    assert "trop grand" in refusal(path)


def test_file_when_it_declares_entities_then_it_is_refused(tmp_path: Path) -> None:
    laughs = '<!DOCTYPE lolz [<!ENTITY lol "lol">]>'
    xlsx = write(Sheet([["Action"], ["Un"]]), tmp_path / "p.xlsx")
    changed(xlsx, SHEET, lambda text: text.replace("?>", f"?>{laughs}", 1))
    ods = write(Sheet([["Action"], ["Un"]]), tmp_path / "p.ods")
    changed(ods, "content.xml", lambda text: text.replace("?>", f"?>{laughs}", 1))

    assert "entités XML" in refusal(xlsx)
    assert "entités XML" in refusal(ods)


# --- what a spreadsheet holds beside values ------------------------------------------------------


def test_xlsx_when_it_hides_computes_and_merges_then_all_of_it_is_known(tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Été & co")
    book.add_worksheet("Cachée").hide()
    sheet.write("C3", "Action")
    sheet.write("D3", "Coût")
    sheet.write_string("C4", "Un§\nDeux\u00a0trois")
    sheet.write_formula("D4", "=SUM(1,1)", None, 2)
    sheet.write_formula("E4", "=1/0", None, "#DIV/0!")
    sheet.write_formula("F4", "=[autre.xlsx]Feuil1!A1", None, "ailleurs")
    sheet.write("C6", "Caché")
    sheet.set_row(5, None, None, {"hidden": True})
    sheet.set_column(3, 3, None, None, {"hidden": True})
    sheet.merge_range("C7:C8", "Fusionné")
    book.close()
    changed(path, "xl/sharedStrings.xml", lambda text: text.replace("§", "_x000D_"))
    again = openpyxl.load_workbook(path)
    again.worksheets[0]["G4"] = "=A1+1"
    bare = tmp_path / "sans_valeurs.xlsx"
    again.save(bare)

    table = read_table(path)

    assert [row.number for row in table.rows] == [3, 4, 6, 7]
    assert table.rows[1].cells[2:6] == ("Un\r\nDeux\u00a0trois", 2, None, "ailleurs")
    assert table.flaws == {(4, 4): Flaw.ERROR}
    assert (table.hidden_rows, table.hidden_columns) == ({6}, {3})
    assert table.merged == (Area(7, 2, 8, 2),)
    assert [" ".join(each.split()) for each in table.remarks] == [
        "1 ligne masquée est lue aussi.",
        "1 colonne masquée est lue aussi.",
        "2 formules sont reprises par leur dernière valeur.",
    ]
    assert read_table(bare).flaws[4, 6] is Flaw.NO_VALUE


def test_ods_when_it_hides_computes_and_merges_then_all_of_it_is_known(tmp_path: Path) -> None:
    path = write(
        Sheet([["Action"], ["Un", "x"], ["Deux"]], merged=[(1, 0, 2, 0)], hidden=frozenset({2})),
        tmp_path / "p.ods",
    )
    broken = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" '
        'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=A1"/></table:table-row>'
    )
    changed(path, "content.xml", lambda text: text.replace("</table:table-row>", broken, 1))

    table = read_table(path)

    assert table.flaws == {(1, 1): Flaw.ERROR, (1, 2): Flaw.NO_VALUE}
    assert table.hidden_rows == {3}
    assert table.merged == (Area(2, 0, 3, 0),)


def test_workbook_when_it_counts_days_from_1904_then_days_are_right(tmp_path: Path) -> None:
    path = tmp_path / "mac.xlsx"
    book = xlsxwriter.Workbook(str(path), {"date_1904": True})
    look = book.add_format({"num_format": "dd/mm/yyyy"})
    book.add_worksheet().write_datetime(0, 0, date(2027, 3, 15), look)  # type: ignore[arg-type] # a day is taken
    book.close()

    assert cells(read_table(path)) == [[date(2027, 3, 15)]]


# --- text --------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("sign", [";", "\t", ","])
def test_csv_when_written_by_any_program_then_it_is_read(
    tmp_path: Path, encoding: str, sign: str
) -> None:
    text = (
        sign.join(["Intitulé", "Échéance"]) + "\r\n" + sign.join(['"L’été ; à ""Béthune"""', "€"])
    )
    path = tmp_path / "p.csv"
    path.write_bytes(text.encode(encoding))

    assert cells(read_table(path)) == [["Intitulé", "Échéance"], ['L’été ; à "Béthune"', "€"]]


def test_csv_when_a_quote_is_never_closed_then_the_lines_stay_apart_and_it_is_said(
    tmp_path: Path,
) -> None:
    path = tmp_path / "p.csv"
    path.write_text('Titre;Statut\n"Bien vivre;Idée\n\n"Café" des parents;Idée\n"a\nb";c\n')

    table = read_table(path)

    assert cells(table) == [
        ["Titre", "Statut"],
        ['"Bien vivre', "Idée"],
        ['"Café" des parents', "Idée"],
        ["a\nb", "c"],
    ]
    assert [row.number for row in table.rows] == [1, 2, 4, 5]
    assert "Ligne 2" in plain(" ".join(table.remarks))


def test_cells_when_pasted_then_each_line_is_a_row() -> None:
    table = pasted_table('Titre\tNote\r\n"Bien vivre ensemble\tx\r\n"a\nb"\ty\r\n')

    assert cells(table) == [["Titre", "Note"], ['"Bien vivre ensemble', "x"], ["a\nb", "y"]]
    assert not table.is_typed
