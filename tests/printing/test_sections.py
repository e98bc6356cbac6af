"""Sections: headings beside their texts, short ones kept whole, pages worth turning to."""

import pytest

from ctg_desktop.printing.engine.blocks import Block, Heading, Space, Stack, TextBlock
from ctg_desktop.printing.engine.chapters import Chapter
from ctg_desktop.printing.engine.pages import paginated, well_filled
from ctg_desktop.printing.engine.style import PORTRAIT
from ctg_desktop.printing.sections import grid, numbered, section
from tests.support.sheets import printed, titled


def shares(story: list[Block]) -> list[float]:
    """Return the share of each page that a story fills."""
    return [
        page.height(PORTRAIT.text_width) / PORTRAIT.text_height(first=not n)
        for n, page in enumerate(paginated(story, PORTRAIT))
    ]


def test_section_when_printed_then_its_heading_stands_beside_its_text() -> None:
    sheet = printed(section("La méthode", TextBlock("concertation")))

    (line,) = [each for each in sheet.page_texts()[0].splitlines() if "méthode" in each]
    assert "concertation" in line
    kinds = [node.kind for node in sheet.structure().walk() if node.text.strip()]
    assert kinds[-2:] == ["H2", "P"]


@pytest.mark.parametrize("height", range(560, 680, 14))
@pytest.mark.parametrize("wide", [False, True])
def test_section_when_it_is_short_then_no_page_cuts_it(height: int, *, wide: bool) -> None:
    sheet = printed(Space(height), section("La méthode", TextBlock("mot " * 100), wide=wide))

    counts = [page.count("mot") for page in sheet.page_texts()]
    assert set(counts) <= {0, 100}


def test_section_when_it_is_long_then_it_flows_over_pages() -> None:
    sheet = printed(section("La méthode", TextBlock("mot " * 3000)))

    assert sheet.page_count > 2
    assert "mot" in sheet.page_texts()[0]
    assert sheet.ink_outside(PORTRAIT) == []


@pytest.mark.parametrize("wide", [False, True])
def test_section_when_it_goes_on_then_each_page_says_its_name_for_the_eye_alone(
    *, wide: bool
) -> None:
    sheet = printed(section("Constat", TextBlock("mot " * 2500), wide=wide), TextBlock("fin"))

    first, *others = sheet.page_texts()
    assert "Constat (suite)" not in first
    assert len(others) > 1
    assert all(page.count("Constat (suite)") == 1 for page in others)
    assert "suite" not in sheet.structure().words


def test_heading_when_its_part_goes_on_then_pages_recall_the_parts_that_are_open() -> None:
    long = TextBlock("mot " * 2500)
    sheet = printed(
        Heading(2, "Opérations"), Heading(3, "Une"), long, Heading(3, "Deux"), Heading(2, "Notes")
    )

    assert "Opérations · Une (suite)" in sheet.page_texts()[1]
    two = [Heading(3, "Une"), TextBlock("mot\n" * 12), Heading(3, "Deux"), TextBlock("x\n" * 9)]
    parted = printed(Space(400), Heading(2, "Opérations"), *two)
    assert "Opérations (suite)" in parted.page_texts()[1]
    ended = printed(Heading(2, "Une"), Space(620), Heading(2, "Deux"), TextBlock("x\n" * 9))
    assert "(suite)" not in ended.page_texts()[1]


def test_chapter_when_it_goes_on_then_pages_recall_its_title() -> None:
    parts = [Heading(1, "Ludothèque"), Heading(2, "Étapes"), TextBlock("mot " * 2500)]
    sheet = printed(Chapter("a", Stack(parts)))

    assert all("Ludothèque · Étapes (suite)" in page for page in sheet.page_texts()[2:])


def test_numbers_when_they_have_two_digits_then_they_stay_on_one_line() -> None:
    text = printed(numbered(["point"] * 12)).text("-layout")

    assert "12. " in text


def test_grid_when_printed_then_it_is_read_line_by_line() -> None:
    (found,) = printed(grid([TextBlock(str(n)) for n in range(5)], per_line=2)).structure().all("L")

    assert [item.words for item in found.children] == ["0", "1", "2", "3", "4"]


# --- pages -----------------------------------------------------------------------------------


def story(*lines: int) -> list[Block]:
    """Return sections of so many lines."""
    return titled(*(section(f"Partie {n}", TextBlock("\n".join(["x"] * n))) for n in lines))


def test_pages_when_less_white_saves_one_then_it_is_saved() -> None:
    sections = [4] * 9

    assert len(shares(well_filled(story(*sections), PORTRAIT))) == 1
    assert len(shares(well_filled(story(*sections, 4, 4), PORTRAIT))) == 2


@pytest.mark.parametrize("last", range(3, 40, 3))
def test_pages_when_the_last_one_would_be_a_remnant_then_it_receives_more(last: int) -> None:
    found = shares(well_filled(story(20, 20, 9, 9, 9, 9, 9, last), PORTRAIT))

    assert len(found) > 1
    a_section = (9 * 14 + 14) / PORTRAIT.text_height(first=False)
    assert found[-1] >= 0.3 or found[-2] - a_section < 0.75


def test_pages_when_all_fits_then_white_is_generous() -> None:
    few = story(4, 4)

    assert shares(well_filled(few, PORTRAIT)) > shares(few)


def test_pages_when_arranged_then_nothing_is_lost() -> None:
    arranged = well_filled(story(*range(1, 30)), PORTRAIT)
    text = printed(*arranged[1:]).text()

    assert all(f"Partie {n}" in text for n in range(1, 30))
    assert text.count("x\n") >= sum(range(1, 30)) - 40
