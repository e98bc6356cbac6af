"""The report of a reception: what others sent is printed as it is, however hostile."""

from __future__ import annotations

from ctg_desktop.documents.receptions import report_of
from ctg_desktop.domain.changes import Cell
from ctg_desktop.domain.envelopes import Fault, Refused
from ctg_desktop.printing.engine.style import PORTRAIT
from ctg_desktop.services.receptions import Fate, FieldChange, Reception, RowPreview
from tests.support.app import plain
from tests.support.printed import ISSUE
from tests.support.sheets import Sheet
from tests.support.window_folders import HOSTILE_TITLES

ENDLESS = "x" * 1_000
NAMES = (*HOSTILE_TITLES, ENDLESS, "<b>&</b> <font color=red>rouge</font>", "")


def hostile() -> Reception:
    """Return a reception in which each name and value is one that breaks layouts."""
    rows = tuple(
        RowPreview(
            *("action", f"{at}", name, NAMES[-at - 1], fate),
            tuple(
                FieldChange(
                    *("constat", "Constat", value, name, Cell("action", f"{at}", "constat")),
                    former=None,
                    is_in_conflict=fate is Fate.IN_CONFLICT,
                )
                for value in (*NAMES, "mot " * 3_000)
            ),
        )
        for at, (name, fate) in enumerate(zip(NAMES, [*Fate] * len(NAMES), strict=False))
    )
    refused = tuple(Refused("", name, 1, 2, Fault.ALTERED) for name in NAMES)
    return Reception(rows, 812, 61, 3, NAMES, 2, refused, untold=140_000, papers=2)


def test_report_when_names_and_values_are_hostile_then_all_is_told_within_the_margins() -> None:
    found = hostile()

    page = Sheet(report_of(found, NAMES, ISSUE).rendered(lambda _what, _done, _total: None))

    assert page.ink_outside(PORTRAIT) == []
    said = plain(page.structure().words)
    assert said.count("mot ") >= 3_000 * len(found.rows) - len(found.rows)
    assert said.replace(" ", "").count("x") >= 1_000
    assert "<b>&</b> <font color=red>rouge</font>" in said
    assert "140 000 autres fiches changent" in said


def test_report_when_our_value_was_put_back_then_it_says_so_beside_what_came() -> None:
    cell = Cell("action", "1", "constat")
    field = FieldChange("constat", "Constat", "Le nôtre", "Le leur", cell, former="Le nôtre")
    row = RowPreview("action", "1", "Café des parents", "Béthune", Fate.CHANGED, (field,))
    found = Reception((row,), 1, 0, 0, (), 0, ())

    report = report_of(found, ("envoi.ctg",), ISSUE, {cell})

    page = Sheet(report.rendered(lambda _what, _done, _total: None))
    said = plain(page.structure().words)
    assert "Notre valeur est remise ; reçu : Le leur" in said
