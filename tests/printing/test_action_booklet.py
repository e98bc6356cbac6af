"""The recueil des fiches: its contents lead somewhere, and all can read it."""

from pathlib import Path

import pytest

from ctg_desktop.printing.engine.document import rendered
from tests.printing.word.test_word_file import booklet
from tests.support.sheets import Sheet, findings


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # those of the checkers
def test_recueil_when_printed_then_its_contents_lead_to_the_page_of_each_fiche(
    tmp_path: Path,
) -> None:
    document = booklet()
    path = tmp_path / "recueil.pdf"
    path.write_bytes(rendered(document.story, document.edition))
    sheet = Sheet(path.read_bytes())

    summary = sheet.structure().all("TOCI")
    jumps = [each for each in sheet.pdf.pages[1].Annots if "/Dest" in each]
    numbers = {page.objgen: n for n, page in enumerate((p.obj for p in sheet.pdf.pages), 1)}
    pages = [numbers[each.Dest[0].objgen] for each in jumps]
    texts = sheet.page_texts()
    assert len(summary) == len(jumps) == 7
    assert pages == sorted({*pages})
    for entry, page in zip(summary, pages, strict=True):
        title = entry.words.removesuffix(str(page)).partition(" – ")[2].strip() or "Signatures"
        assert entry.words.endswith(str(page))
        assert title in texts[page - 1]
    # Fiches begin alike, on many pages: a checker takes their first lines for running ones.
    assert [each for each in findings(path) if not each.startswith("PAG-001")] == []


def test_recueil_when_printed_then_its_headings_stand_below_its_title() -> None:
    document = booklet()
    structure = Sheet(rendered(document.story, document.edition)).structure()

    assert [node.words for node in structure.all("H1")] == ["Recueil des fiches actions"]
    assert len(structure.all("H2")) == 8
    assert "Constat" in [node.words for node in structure.all("H3")]
