"""Pages: where they break, what runs around them, what stays inside the margins."""

from collections.abc import Callable

import pytest

from ctg_desktop.printing.engine.blocks import (
    Block,
    Heading,
    Indented,
    Part,
    Row,
    Space,
    Stack,
    TextBlock,
)
from ctg_desktop.printing.engine.marks import Mark, Marked
from ctg_desktop.printing.engine.pages import paginated
from ctg_desktop.printing.engine.style import LANDSCAPE, PORTRAIT, PageFormat
from ctg_desktop.printing.engine.table import Cell, Group, TableColumn, table
from ctg_desktop.printing.masthead import masthead
from ctg_desktop.printing.sections import (
    Count,
    KeyFigure,
    callout,
    count_bar,
    definitions,
    key_figures,
    marked_words,
    section,
    to_complete,
)
from ctg_desktop.printing.strategy import Branch, Leaf, strategy
from tests.support.sheets import printed

LINE = 14.0


@pytest.mark.parametrize("height", range(546, 686, 14))
def test_heading_when_the_page_ends_then_it_goes_with_the_text_it_announces(height: int) -> None:
    sheet = printed(
        Space(height), Heading(2, "Une partie"), Heading(3, "Un détail"), TextBlock("mot " * 80)
    )

    first, *others = sheet.page_texts()
    together = first if "Une partie" in first else others[0]
    assert "Un détail" in together
    assert "mot mot" in together


def test_paragraph_when_cut_then_no_line_stands_alone() -> None:
    for height in range(600, 690, 7):
        sheet = printed(Space(float(height)), TextBlock("mot " * 120))
        counts = [
            sum(1 for line in page.splitlines() if line.strip().startswith("mot"))
            for page in sheet.page_texts()
        ]
        assert 1 not in counts


def test_stack_when_it_must_stay_together_then_it_moves_to_the_next_page() -> None:
    kept = Stack([TextBlock("premier"), TextBlock("second " * 60)], together=True)
    sheet = printed(Space(630), kept)

    assert "premier" not in sheet.page_texts()[0]
    assert "premier" in sheet.page_texts()[1]


def test_stack_when_taller_than_a_page_then_it_is_cut_all_the_same() -> None:
    sheet = printed(Stack([TextBlock("mot " * 3000)], together=True))

    assert sheet.page_count > 2
    assert sheet.ink_outside(PORTRAIT) == []


@pytest.mark.parametrize("height", range(560, 660, 7))
def test_key_figures_when_the_page_ends_then_none_is_parted_from_what_it_counts(
    height: int,
) -> None:
    sheet = printed(Space(height), key_figures([KeyFigure("42", "communes engagées")] * 3))

    assert all(page.count("42") == page.count("communes") for page in sheet.page_texts())


def test_row_when_its_parts_differ_then_each_is_cut_where_it_must() -> None:
    sheet = printed(Row([Part(TextBlock("gauche " * 900)), Part(TextBlock("droite"))]))

    assert sheet.text().count("gauche") == 900
    assert sheet.text().count("droite") == 1
    assert sheet.ink_outside(PORTRAIT) == []


COLUMNS = [TableColumn("Référence", width=70), TableColumn("Action", 3), TableColumn("Statut")]
ROW: list[Cell] = ["VIL-2026-001", "Ouvrir un lieu d'accueil", "En cours"]
GROUPS = [Group("Enjeu 1", "3 actions"), Group("Ambition 2", "3 actions", level=2)]
TALL: dict[str, Callable[[], list[Block]]] = {
    "what stays together": lambda: [Stack([TextBlock("mot\n" * 30)], together=True)],
    "a section": lambda: [section("Constat", TextBlock("mot\n" * 30))],
    "a section with long labels": lambda: [
        Stack([section("Acteurs", definitions([("Partenaires", "mot " * 900)]))], together=True)
    ],
    "headings and a table": lambda: [
        Heading(2, "Une partie"),
        table(COLUMNS, [*GROUPS, *[ROW] * 9]),
    ],
    "a table of long rows": lambda: [table(COLUMNS, [["x", "mot " * 150, "x"]] * 3)],
    "a table of empty groups": lambda: [table(COLUMNS, [*[GROUPS[1]] * 30, ROW])],
    "a branch of the strategy": lambda: [
        strategy([Branch("1", "Enjeu", "#1b6b8f", [Leaf(str(n), "mot") for n in range(20)])])
    ],
    "two columns": lambda: [Row([Part(TextBlock("mot " * 300)), Part(TextBlock("mot " * 200))])],
}


@pytest.mark.parametrize("page_format", [PORTRAIT, LANDSCAPE])
@pytest.mark.parametrize("name", TALL)
def test_page_when_the_next_block_is_tall_then_at_most_a_quarter_of_it_is_white(
    name: str, page_format: PageFormat
) -> None:
    full = page_format.text_height(first=True)
    for height in range(0, int(full) - 7, 14):
        story = [Space(float(height)), *TALL[name](), TextBlock("fin " * 60)]
        first, *others = paginated(story, page_format)
        assert not others or first.height(page_format.text_width) >= 0.75 * full, height


@pytest.mark.parametrize("page_format", [PORTRAIT, LANDSCAPE])
def test_running_lines_when_there_are_pages_then_each_says_where_it_stands(
    page_format: PageFormat,
) -> None:
    sheet = printed(TextBlock("mot " * 2500), page_format=page_format)

    total = sheet.page_count
    for n, page in enumerate(sheet.page_texts(), start=1):
        assert f"page {n}/{total}" in page
        assert "Édité le 3 février 2026" in page
        assert "Commune de Villeneuve" in page
    assert "page 1" not in sheet.structure().words


@pytest.mark.parametrize("page_format", [PORTRAIT, LANDSCAPE])
def test_pages_when_every_block_is_hostile_then_the_margins_are_white(
    page_format: PageFormat,
) -> None:
    long, unbroken = "Un texte très long. " * 60, "W" * 900
    sheet = printed(
        masthead(long[:300], structure=unbroken[:300], subtitle=unbroken),
        Heading(2, unbroken),
        TextBlock(unbroken),
        definitions([(unbroken, unbroken), ("Constat", long * 12)]),
        key_figures([KeyFigure(unbroken[:20], long * 12, unbroken)] * 5),
        count_bar([Count(Mark.DONE, unbroken, 3), Count(Mark.IDEA, "idées", 4)]),
        marked_words([Marked(mark, long) for mark in Mark]),
        callout(TextBlock(long * 10)),
        to_complete(unbroken),
        Indented(TextBlock(unbroken), 200.0),
        page_format=page_format,
    )

    assert sheet.ink_outside(page_format) == []
    assert sheet.missing_glyphs() == []


def test_blocks_when_empty_then_nothing_breaks() -> None:
    sheet = printed(Stack([]), definitions([("Constat", "")]), key_figures([]), marked_words([]))

    assert sheet.page_count == 1


def test_bookmarks_when_there_are_headings_then_they_follow_their_levels() -> None:
    sheet = printed(
        Heading(2, "Première"), Heading(3, "Détail"), TextBlock("x"), Heading(2, "Seconde")
    )

    with sheet.pdf.open_outline() as outline:
        (title,) = outline.root
        assert title.title == "Un document d’essai"
        assert [item.title for item in title.children] == ["Première", "Seconde"]
        assert [item.title for item in title.children[0].children] == ["Détail"]


def test_block_when_it_never_fits_then_the_page_still_comes_out() -> None:
    sheet = printed(Heading(2, "Une partie"), Space(2000), TextBlock("fin"))

    assert "fin" in sheet.text()
