"""The file: what it says of itself, equal bytes, written whole or not at all."""

import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ctg_desktop.errors import OutputError
from ctg_desktop.printing.engine.blocks import Heading, Stack, TextBlock
from ctg_desktop.printing.engine.chapters import Chapter, contents
from ctg_desktop.printing.engine.document import FIRST_LOOK, LONG, build, rendered
from tests.support.sheets import Sheet, edition, titled


def story() -> list:
    return titled(Heading(2, "Une partie"), TextBlock("Un texte, pour : essai@exemple.fr"))


def test_document_when_data_and_date_are_equal_then_bytes_are_equal() -> None:
    assert rendered(story(), edition()) == rendered(story(), edition())


def test_document_when_the_same_story_is_printed_twice_then_bytes_are_equal() -> None:
    once = story()

    assert rendered(once, edition()) == rendered(once, edition())


def test_long_document_when_looked_at_early_then_its_pages_are_those_of_the_same_file() -> None:
    chapters = [Chapter(f"c{n}", Stack([Heading(2, f"Partie {n}")])) for n in range(LONG)]
    groups = [("", [(f"Partie {n}", chapter.anchor) for n, chapter in enumerate(chapters)])]
    once = titled(contents(groups), *chapters)
    looks: list[tuple[int, Sheet]] = []

    content = rendered(once, edition(), look=lambda count, file: looks.append((count, Sheet(file))))

    assert content == rendered(once, edition())
    pages = Sheet(content).page_texts()
    assert [count for count, _ in looks] == [len(pages)] * 2
    early, whole = (sheet.page_texts() for _, sheet in looks)
    assert (early, whole) == (pages[:FIRST_LOOK], pages)
    assert f"page 1/{len(pages)}" in early[0]


def test_document_when_the_date_differs_then_so_does_its_identifier() -> None:
    first = Sheet(rendered(story(), edition()))
    second = Sheet(rendered(story(), replace(edition(), edited_on=date(2026, 2, 4))))

    assert first.pdf.trailer.ID != second.pdf.trailer.ID


def test_document_when_opened_then_it_gives_title_language_and_conformance() -> None:
    pdf = Sheet(rendered(story(), edition())).pdf

    assert pdf.Root.Lang == "fr-FR"
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert pdf.docinfo["/Title"] == "Un document d’essai"
    assert pdf.docinfo["/CreationDate"] == "D:20260203000000Z"
    with pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == "Un document d’essai"
        assert metadata["pdfuaid:part"] == "1"
    assert all(page.Tabs == "/S" for page in pdf.pages)


def test_document_when_its_title_is_hostile_then_the_metadata_stays_readable() -> None:
    title = "<x> & ]]> 🎉 \x00\ud800"
    pdf = Sheet(rendered(story(), replace(edition(), title=title))).pdf

    with pdf.open_metadata() as metadata:
        assert metadata["dc:title"].startswith("<x> & ]]> 🎉")


def test_document_when_written_then_fonts_are_embedded_subsets() -> None:
    sheet = Sheet(rendered(story(), edition()))

    names = {str(font.BaseFont) for font in sheet.pdf.pages[0].Resources.Font.values()}
    assert {name[7:] for name in names} == {
        "+SourceSansPro-Regular",
        "+SourceSansPro-Semibold",
    }
    assert len(sheet.content) < 60_000


def test_build_when_done_then_only_the_file_is_there(tmp_path: Path) -> None:
    build(story(), tmp_path / "é t é.pdf", edition())

    assert [path.name for path in tmp_path.iterdir()] == ["é t é.pdf"]
    assert (tmp_path / "é t é.pdf").read_bytes() == rendered(story(), edition())


def test_build_when_the_output_is_a_folder_then_a_sentence_says_so(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="est un dossier"):
        build(story(), tmp_path, edition())

    assert list(tmp_path.iterdir()) == []


def test_build_when_the_folder_is_absent_then_a_sentence_says_so(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="n’existe pas"):
        build(story(), tmp_path / "absent" / "f.pdf", edition())


def test_build_when_the_former_file_is_protected_then_it_stays(tmp_path: Path) -> None:
    output = tmp_path / "f.pdf"
    output.write_bytes(b"avant")
    output.chmod(stat.S_IRUSR)

    with pytest.raises(OutputError, match="ne peut pas être remplacé"):
        build(story(), output, edition())

    assert output.read_bytes() == b"avant"
    assert [path.name for path in tmp_path.iterdir()] == ["f.pdf"]
