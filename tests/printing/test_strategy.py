"""The strategy diagram: nested lists that flow, whatever the number of branches."""

import pytest

from ctg_desktop.printing.engine.style import PORTRAIT
from ctg_desktop.printing.strategy import Branch, Leaf, Level, outline, strategy
from tests.support.sheets import Sheet, printed


def diagram(enjeux: int, ambitions: int, title: str = "Un titre") -> Sheet:
    branches = [
        Branch(
            str(n + 1),
            title,
            "#f0c000",
            [
                Leaf(f"{n + 1}.{k + 1}", title, missing=k == 0)
                for k in range(ambitions // enjeux + (n < ambitions % enjeux))
            ],
        )
        for n in range(enjeux)
    ]
    return printed(strategy(branches))


@pytest.mark.parametrize(("enjeux", "ambitions"), [(1, 1), (3, 8), (5, 14), (2, 60)])
def test_strategy_when_printed_then_each_ambition_is_listed_under_its_enjeu(
    enjeux: int, ambitions: int
) -> None:
    sheet = diagram(enjeux, ambitions)

    (top,) = sheet.structure().all("Document")[0].children[-1:]
    assert len(top.children) == enjeux
    leaves = [item.all("LI")[1:] for item in top.children]
    assert sum(map(len, leaves)) == ambitions
    assert leaves[0][0].words == "1.1 Un titre"
    assert sheet.ink_outside(PORTRAIT) == []


def test_strategy_when_three_and_eight_then_it_holds_on_one_page() -> None:
    assert diagram(3, 8, "Une ambition au titre raisonnable, sur deux lignes").page_count == 1


def test_strategy_when_titles_are_endless_then_they_are_cut_and_the_margins_white() -> None:
    sheet = diagram(5, 14, "Ambition sans fin " * 200)

    assert sheet.ink_outside(PORTRAIT) == []


def test_strategy_when_a_page_parts_an_enjeu_then_the_next_one_says_its_name_again() -> None:
    sheet = diagram(1, 60, "Grandir")

    first, *others = sheet.page_texts()
    assert "suite" not in first
    assert all(page.count("1 Grandir (suite)") == 1 for page in others)
    assert "suite" not in sheet.structure().words


def test_strategy_when_an_enjeu_has_no_ambition_then_it_stands_alone() -> None:
    sheet = printed(strategy([Branch("1", "Seul", "#1b6b8f", [])]))

    assert "1 Seul" in sheet.structure().words


@pytest.mark.parametrize(("enjeux", "ambitions"), [(1, 1), (3, 8), (20, 40), (0, 5)])
def test_outline_when_only_numbers_are_known_then_each_is_listed_under_its_level(
    enjeux: int, ambitions: int
) -> None:
    counts = [count for count in (enjeux, ambitions) if count]
    levels = [
        Level(f"Niveau {n}", [(str(k + 1), "#0b4a85") for k in range(count)])
        for n, count in enumerate(counts, start=1)
    ]
    sheet = printed(outline(levels))

    (top, *_) = sheet.structure().all("L")
    assert [item.children[0].words for item in top.children] == [level.label for level in levels]
    assert [len(item.all("LI")) - 1 for item in top.children] == counts
    assert sheet.ink_outside(PORTRAIT) == []
