"""Sections: headings beside their texts, short ones kept whole, pages worth turning to."""

import pytest

from ctg_desktop.printing.engine.blocks import Block, Space, TextBlock
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
