"""Tables: announced cell by cell, repeated headers, rows over several pages."""

import gc
import re

import pytest

from ctg_desktop.garbage_collector import collector_held
from ctg_desktop.printing.engine.document import rendered
from ctg_desktop.printing.engine.marks import Mark, Marked
from ctg_desktop.printing.engine.style import LANDSCAPE, PORTRAIT, Align
from ctg_desktop.printing.engine.table import Cell, Gauge, Group, States, TableColumn, table
from ctg_desktop.printing.engine.table_layout import Layout
from tests.support.sheets import Sheet, edition, printed, titled

COLUMNS = [
    TableColumn("Référence", width=70),
    TableColumn("Action", 3),
    TableColumn("Statut"),
    TableColumn("Budget", width=60, align=Align.RIGHT),
]
ONGOING = States([Marked(Mark.ONGOING, "En cours"), Marked(Mark.LATE, "En retard")])


def row(n: int, title: str = "Ouvrir un lieu d'accueil") -> list[Cell]:
    return [f"VIL-2026-{n:03d}", title, ONGOING, "1 200 €"]


def plan(*rows: list[Cell] | Group) -> Sheet:
    return printed(table(COLUMNS, rows, row_header=1), page_format=LANDSCAPE)


def test_table_when_printed_then_headers_have_a_scope_and_rows_have_all_cells() -> None:
    structure = plan(*(row(n) for n in range(3))).structure()

    (found,) = structure.all("Table")
    assert [node.kind for node in found.children] == ["THead", "TBody"]
    head, body = found.children
    assert [(c.words, c.entries["/Scope"]) for c in head.all("TH")] == [
        ("Référence", "/Column"),
        ("Action", "/Column"),
        ("Statut", "/Column"),
        ("Budget", "/Column"),
    ]
    assert [[cell.kind for cell in line.children] for line in body.all("TR")] == [
        ["TD", "TH", "TD", "TD"]
    ] * 3
    assert [cell.words for cell in body.all("TR")[1].children] == [
        "VIL-2026-001",
        "Ouvrir un lieu d’accueil",
        "En cours En retard",
        "1\u202f200\u202f€",
    ]


def test_table_when_it_spreads_over_pages_then_headers_repeat_for_the_eye_alone() -> None:
    sheet = plan(*(row(n) for n in range(120)))

    assert sheet.page_count > 3
    assert all("Référence" in page for page in sheet.page_texts())
    structure = sheet.structure()
    assert structure.words.count("Référence") == 1
    assert len(structure.all("Table")) == 1
    assert len(structure.all("TR")) == 121
    assert sheet.ink_outside(LANDSCAPE) == []


def test_row_when_longer_than_pages_then_it_is_one_row_and_nothing_is_lost() -> None:
    sheet = plan(row(1), row(2, "mot " * 4000), row(3))

    assert sheet.page_count > 3
    assert sheet.text().count("mot") == 4000
    rows = sheet.structure().all("TBody")[0].all("TR")
    assert [len(line.children) for line in rows] == [4, 4, 4]
    assert rows[1].children[1].words.count("mot") == 4000
    assert sheet.text().count("VIL-2026-002") == 1
    assert sheet.ink_outside(LANDSCAPE) == []


def test_group_when_the_page_ends_then_it_goes_with_its_first_row() -> None:
    for before in range(14, 22):
        rows: list[list[Cell] | Group] = [row(n) for n in range(before)]
        rows += [Group("Enjeu 1", "3 actions"), Group("Ambition 2", "3 actions", level=2)]
        sheet = plan(*rows, *(row(n) for n in range(900, 903)))
        (page,) = [text for text in sheet.page_texts() if "Ambition 2" in text][:1]
        assert "Enjeu 1" in page
        assert "VIL-2026-900" in page


def test_groups_when_nothing_stands_below_them_then_a_page_may_part_them() -> None:
    empty = [Group(f"Ambition {n}", "aucune action", level=2) for n in range(60)]
    sheet = plan(Group("Enjeu 1", ""), row(1), *empty, row(900), row(901))

    first, *others = sheet.page_texts()
    assert "Ambition 5" in first
    assert len(others) == 2
    assert "Ambition 59" in next(page for page in others if "VIL-2026-900" in page)


def test_groups_when_nothing_stands_below_them_then_they_are_lines_set_together() -> None:
    first, second = Group("Enjeu 1", ""), Group("Enjeu 2", "")
    empty, full = Group("Ambition 1", "", level=2), Group("Ambition 2", "", level=2)
    rows = [first, empty, empty, full, row(1), empty, empty, second, full, row(2)]

    laid = Layout(COLUMNS, rows).at(480).rows

    assert [each.announces for each in laid] == [
        *(True, False, False, True, False, False, False, True, True, False)
    ]
    assert [each.above > 0 for each in laid] == [
        *(False, False, False, True, False, True, False, True, False, False)
    ]


@pytest.mark.parametrize("count", range(3, 60, 4))
def test_rows_when_pages_part_them_then_none_stands_alone(count: int) -> None:
    rows: list[list[Cell] | Group] = []
    for n in range(0, 60, count):
        rows += [Group(f"Ambition {n}", ""), *(row(n + m) for m in range(count))]

    for page in plan(*rows).page_texts():
        groups = re.split(r"Ambition \d+", page)
        found = [group.count("VIL-2026") for group in groups]
        assert 1 not in found, page


def test_long_row_when_a_page_cuts_it_then_no_line_stands_alone() -> None:
    columns = [TableColumn("Action", 3), TableColumn("Statut")]
    for lines in range(12, 40, 3):
        told = [["\n".join([word] * lines), "x\nx\nx"] for word in ("alpha", "beta", "gamma")]
        for page in printed(table(columns, told), page_format=LANDSCAPE).page_texts():
            assert not {page.count(word) for word in ("alpha", "beta", "gamma")} & {1}


def test_group_when_its_rows_go_on_then_the_next_page_recalls_it() -> None:
    sheet = plan(Group("Ambition 2", "60 actions"), *(row(n) for n in range(60)))

    assert all("Ambition 2 (suite)" in page for page in sheet.page_texts()[1:])
    assert "(suite)" not in sheet.structure().words
    heads = [n for n in sheet.structure().all("TH") if n.words == "Ambition 2"]
    assert [(n.entries["/Scope"], n.entries["/ColSpan"]) for n in heads] == [("/Row", "3")]


def test_cells_when_empty_linked_or_drawn_then_each_keeps_its_place() -> None:
    sheet = plan(
        ["", "Écrire à a.b@exemple.fr", States([]), ""],
        ["x", "Fête 🎉", Gauge(1.7, "5 sur 3"), "−1 €"],
    )

    rows = sheet.structure().all("TBody")[0].all("TR")
    assert [cell.words for cell in rows[0].children] == ["", "Écrire à a.b@exemple.fr", "", ""]
    assert [cell.words for cell in rows[1].children] == ["x", "Fête ◊", "5 sur 3", "−1\u202f€"]
    assert [link.words for link in sheet.structure().all("Link")] == ["a.b@exemple.fr"]


def test_table_when_it_has_no_row_then_its_header_shows() -> None:
    assert "Référence" in plan().text()


@pytest.mark.parametrize("title", ["W" * 5000, "<td>&amp;\n" * 50, "Élu\u0301 " * 300])
def test_cell_when_hostile_then_it_stays_in_its_column(title: str) -> None:
    sheet = printed(table(COLUMNS, [row(1, title), row(2)]))

    assert sheet.ink_outside(PORTRAIT) == []
    assert sheet.missing_glyphs() == []
    assert "VIL-2026-002" in sheet.text()


def test_table_when_a_page_begins_with_a_group_then_no_white_parts_it_from_the_header() -> None:
    rows = [each for n in range(40) for each in (Group(f"Enjeu {n}", ""), row(n), row(n))]
    sheet = plan(*rows)

    for n, image in enumerate(sheet.images(dots_per_inch=72)[1:], start=2):
        below_header = image.crop((42, 90, 400, 100))
        assert below_header.getextrema()[0] < 200, f"page {n}"


def test_table_when_printed_then_what_waits_for_the_collector_does_not_grow_with_it() -> None:
    """The collector stops the window for as long as it has objects to go through."""

    def left(count: int) -> int:
        gc.collect()
        with collector_held():
            made = rendered(titled(table(COLUMNS, [row(n) for n in range(count)])), edition())
            assert len(made) > 1000
            return gc.collect()

    left(10)  # what is made once

    few, many = left(20), left(400)

    assert many <= few + 50, (few, many)
