"""Files of Word: the words of the PDF in its order, in styles that Word knows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from ctg_desktop.domain.action import SuiviNote
from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.convention_views import SignatoryView
from ctg_desktop.domain.people import Institution, Signatory
from ctg_desktop.printing.action_booklet import Booklet, BookletSheet, action_booklet
from ctg_desktop.printing.action_plan import action_plan
from ctg_desktop.printing.action_sheet import action_sheet
from ctg_desktop.printing.engine.blocks import Heading, TextBlock
from ctg_desktop.printing.engine.lines import emphasis, reached, strong
from ctg_desktop.printing.engine.style import ALERT
from ctg_desktop.printing.engine.table import Group, TableColumn, table
from ctg_desktop.printing.issue import Document, Issue
from ctg_desktop.printing.sections import bullets, callout, definitions, grid, numbered, prose
from ctg_desktop.printing.word.word_file import rendered
from tests.printing.test_accessibility import every_block, word
from tests.printing.test_action_plan import line, plan
from tests.support.action_views import CONVENTION, OBJECTIF, action_view, row, typical, words_of
from tests.support.app import plain
from tests.support.sheets import Node, Sheet, edition, titled
from tests.support.word_files import WordFile, tokens

ISSUE = Issue("Commune de Valbrune", date(2027, 9, 15))
HOSTILE = (
    "a\x00b\x1b\x0b\u202ec <b>gras</b> & ]]> \ud800 \ufffe_x000D_ 🎉 {0} %s </w:t>\r\n- un\t=1+1"
)
LONG = "mot " * 12_500


def fiche(issue: Issue = ISSUE, **values: object) -> Document:
    view = typical(**values)
    return action_sheet(view, words_of(view), CONVENTION, issue, notes=True)


def hostile_fiche() -> Document:
    return fiche(
        title=HOSTILE,
        constat=HOSTILE,
        objectifs=LONG,
        publics_text=HOSTILE,
        notes=(row(SuiviNote, text=HOSTILE, author=HOSTILE),),
    )


def empty_fiche() -> Document:
    view = action_view(title=None, reference=None, structure=None, enjeu=None, ambition=None)
    return action_sheet(view, words_of(view), CONVENTION, ISSUE)


def typical_plan() -> Document:
    states = list(Status)
    lines = [
        line(n, status=states[n % 6], late=n % 5 == 0, blocked=n % 7 == 0) for n in range(1, 30)
    ]
    return action_plan(plan(*lines, others=[line(40)]), ISSUE)


def hostile_plan() -> Document:
    lines = [line(1, title=HOSTILE, pilote_name=HOSTILE), line(2, title=LONG)]
    return action_plan(plan(*lines, filters=(HOSTILE,)), ISSUE)


def booklet() -> Document:
    ways = ("Ouvrir", "Soutenir", "Former", "Accueillir", "Relier", "Mesurer")
    views = [
        typical(reference=f"VAL-2027-{n:03d}", title=f"{way} {word(n)}", constat=word(n) * 3)
        for n, way in enumerate(ways)
    ]
    sheets = [BookletSheet(view, words_of(view)) for view in views]
    bank = row(Institution, name="Caisse d'allocations familiales", acronym="CAF")
    groups = [(OBJECTIF, sheets[:4]), (None, sheets[4:])]
    signatories = [SignatoryView(row(Signatory), bank)]
    whole = Booklet(CONVENTION, signatories, groups, 9, ("statut : en cours",))
    return action_booklet(whole, ISSUE)


def all_blocks() -> Document:
    return Document(titled(*every_block(3)), replace(edition(), subject="Essai"))


DOCUMENTS: dict[str, Callable[[], Document]] = {
    "each kind of block": all_blocks,
    "a typical fiche": fiche,
    "an empty fiche": empty_fiche,
    "a hostile fiche": hostile_fiche,
    "a recueil": booklet,
    "an empty recueil": lambda: action_booklet(Booklet(CONVENTION, (), (), 0), ISSUE),
    "a typical plan": typical_plan,
    "an empty plan": lambda: action_plan(plan(), ISSUE),
    "a hostile plan": hostile_plan,
}


def told(document: Document) -> WordFile:
    return WordFile(document.in_word())


def words_on_paper(document: Document) -> list[str]:
    """Return the words of the PDF, without signs of lists and pages, which Word writes itself."""
    return [
        each
        for node in Sheet(document.rendered(lambda *_: None)).structure().walk()
        if not _is_sign(node)
        for each in tokens(_without_page(node))
    ]


def _without_page(node: Node) -> str:
    """Return the text of an element; of an entry of the contents what comes before its page."""
    return re.sub(r"(?<=\D)\d+$", "", node.text) if node.kind == "Link" else node.text


def _is_sign(node: Node) -> bool:
    return node.kind == "Lbl" and re.fullmatch(r"–|\d+\.", node.text.strip()) is not None


@pytest.mark.parametrize("name", DOCUMENTS)
def test_document_when_made_for_word_then_it_says_what_the_pdf_says_and_nothing_is_found(
    name: str,
) -> None:
    document = DOCUMENTS[name]()
    file = told(document)

    assert tokens(file.text()) == words_on_paper(document)
    assert file.findings() == []


def test_fiche_when_made_for_word_then_headings_lists_and_tables_are_those_of_word() -> None:
    file = told(fiche())

    levels = file.headings()
    assert levels[0] == (1, "Ouvrir un lieu d’accueil enfants-parents itinérant dans les villages")
    assert {(2, "Objectifs"), (2, "Étapes")} <= {*levels}
    assert file.paragraphs("List Bullet") == ["toucher 60 familles", "deux demi-journées"]
    assert "Publics\t0-3 ans, parents et futurs parents" in file.paragraphs("Définition")
    headers = [rows[0] for rows in file.tables()]
    assert ["N°", "Étape", "Échéance", "État"] in headers


def test_recueil_when_made_for_word_then_its_contents_lead_to_each_fiche() -> None:
    file = told(booklet())

    body = file.document.element.body
    anchors = body.xpath("//w:hyperlink/@w:anchor")
    assert anchors == [*(f"fiche{n}" for n in range(1, 7)), "signatures"]
    assert {*anchors} <= {*body.xpath("//w:bookmarkStart/@w:name")}
    assert len(body.xpath("//w:pageBreakBefore")) == 8
    titles = [words for level, words in file.headings() if level == 1]
    assert len(titles) == 7
    assert (file.paragraphs("Title"), titles[-1]) == (["Recueil des fiches actions"], "Signatures")


def test_text_when_it_has_links_and_looks_then_word_has_them_too() -> None:
    text = ["Écrire à ", strong("nous"), " ou ", emphasis("à eux"), " : a@exemple.fr, http://[x"]
    file = WordFile(rendered(titled(TextBlock(text)), edition()))

    xml = file.document.element.xml
    assert (xml.count("<w:b/>"), xml.count("<w:i/>")) == (2, 1)
    targets = [each.target_ref for each in _links(file)]
    assert targets == ["mailto:a@exemple.fr"]
    assert "http://[x" in file.text()


def test_text_when_it_has_ordinals_and_ways_to_reach_then_word_has_them_too() -> None:
    text = ["Dès le 1er mars, ", reached(["06 39 98 00 01"], "Jeanne MARTIN")]
    file = WordFile(rendered(titled(TextBlock(text)), replace(edition(), subject="Essai")))

    body = file.document.element.body
    raised = body.xpath("//w:r[w:rPr/w:vertAlign[@w:val='superscript']]/w:t/text()")
    assert raised == ["er"]
    assert [plain(each) for each in body.xpath("//w:hyperlink/@w:tooltip")] == [
        "Appeler Jeanne MARTIN au 06 39 98 00 01"
    ]
    assert [each.target_ref for each in _links(file)] == ["tel:0639980001"]
    assert file.findings() == []


def _links(file: WordFile) -> list[Any]:
    relations = file.document.part.rels.values()
    return [each for each in relations if each.is_external]


def test_lists_when_there_are_several_then_each_counts_from_one_and_items_stay_together() -> None:
    story = [
        numbered(["un", "deux"]),
        numbered(["premier"]),
        definitions([("Note", prose("Début\n- point\nfin"))]),
        callout(bullets(["sous un trait"]), ALERT),
    ]
    file = WordFile(rendered(titled(*story), edition()))

    found = file.document.element.body.xpath("./w:p[w:pPr/w:numPr]/w:pPr/w:numPr/w:numId/@w:val")
    assert found == ["2", "2", "3", "1", "1"]
    assert file.paragraphs("Définition") == ["Note\tDébut", "fin"]


def test_list_when_it_is_all_that_a_label_names_then_the_label_comes_first() -> None:
    names = [TextBlock(name) for name in ("CAF", "MSA", "PMI")]
    told = [("Partenaires", grid(names, per_line=2, close=True)), ("Note", prose("- point"))]
    file = WordFile(rendered(titled(definitions(told)), edition()))

    assert file.paragraphs("Définition") == ["Partenaires\tCAF", "MSA", "PMI", "Note\t"]
    assert re.sub(r"\s+", " ", file.text()).endswith("PMI Note point")


def test_words_when_they_announce_what_follows_then_no_page_parts_them() -> None:
    file = WordFile(rendered(titled(prose("Un comité :\n- point\n- autre")), edition()))

    kept = file.document.element.body.xpath("./w:p[w:pPr/w:keepNext]//w:t/text()")
    assert kept == ["Un comité\u00a0:"]


def test_group_when_nothing_stands_below_it_then_a_page_may_part_it_from_the_next() -> None:
    empty, full = Group("Vide", "", level=2), Group("Pleine", "", level=2)
    columns = [TableColumn("A"), TableColumn("B")]
    shown = table(columns, [Group("Enjeu", ""), empty, full, ["1", "2"], empty])
    file = WordFile(rendered(titled(Heading(2, "Table"), shown), edition()))

    kept = file.document.element.body.xpath(".//w:tc/w:p[w:pPr/w:keepNext]//w:t/text()")
    assert kept == ["Enjeu", "Pleine"]


def test_tables_when_they_follow_one_another_then_they_stay_two() -> None:
    small = [TableColumn("A"), TableColumn("B")]
    two = [table(small, [["1", "2"]]), table(small, [["3", "4"]])]
    file = WordFile(rendered(titled(Heading(2, "Tables"), *two), edition()))

    assert [rows[1] for rows in file.tables()] == [["1", "2"], ["3", "4"]]
    assert "two tables in a row" not in file.findings()


def test_row_when_it_is_longer_than_a_page_then_a_page_may_cut_it() -> None:
    columns = [TableColumn("A"), TableColumn("B")]
    file = WordFile(rendered(titled(table(columns, [["court", "2"], [LONG, "2"]])), edition()))

    rows = file.document.element.body.xpath("//w:tr")
    assert [bool(each.xpath("./w:trPr/w:cantSplit")) for each in rows] == [True, True, False]


def test_logo_when_there_is_one_then_word_has_it_with_its_words(tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    Image.new("RGBA", (40, 20), "#16566b80").save(logo)
    file = told(fiche(replace(ISSUE, logo=logo, is_demonstration=True)))

    described = file.document.element.body.xpath("//wp:docPr/@descr")
    assert described == ["Logo : Commune de Valbrune"]
    assert file.findings() == []
    assert "Données d’exemple" in file.text()


def test_logos_when_signatories_have_some_then_word_has_all_on_one_line(tmp_path: Path) -> None:
    paths = [tmp_path / f"{n}.png" for n in range(3)]
    for at, path in enumerate(paths):
        Image.new("RGB", (40 + 10 * at, 20), "#16566b").save(path)
    partners = (("CAF", paths[1]), ("MSA", paths[2]))
    file = told(fiche(replace(ISSUE, logo=paths[0], partners=partners)))

    (line,) = file.document.element.body.xpath("./w:p[.//wp:inline]")
    assert line.xpath(".//wp:docPr/@descr") == [
        "Logo : Commune de Valbrune",
        "Logo : CAF",
        "Logo : MSA",
    ]
    assert file.findings() == []


def test_file_when_made_twice_then_it_says_the_same_of_itself() -> None:
    first, second = told(fiche()), told(fiche())

    properties = first.document.core_properties
    assert properties.title.startswith("Ouvrir un lieu")
    assert properties.author == "Commune de Valbrune"
    assert properties.created.date() == ISSUE.edited_on
    assert first.text() == second.text()
