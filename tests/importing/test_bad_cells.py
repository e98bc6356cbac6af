"""What stands in cells and cannot be taken as it is: each is told at its cell, none is guessed."""

from __future__ import annotations

from datetime import date

import pytest

from ctg_desktop.domain.action import Action, BudgetLine
from ctg_desktop.domain.people import Contact
from ctg_desktop.importing.examining import examine
from ctg_desktop.importing.plan import Fate, Plan, Preview, Question
from ctg_desktop.importing.taking_in import take_in
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.spreadsheet.tables import Flaw, Row, Table, Value
from tests.support.app import TODAY, new_action, plain

HEAD = ("Intitulé", "Ambition")


def sheet(titles: tuple[str, ...], *rows: tuple[Value, ...], typed: bool = True) -> Table:
    """Return a table; its first row, of titles, is row 1."""
    told = [Row(number, row) for number, row in enumerate((titles, *rows), 1)]
    return Table("Plan", tuple(told), max(len(row.cells) for row in told), is_typed=typed)


def plan_of(titles: tuple[str, ...], *rows: tuple[Value, ...], entity: str = "action") -> Plan:
    return Plan(entity, "plan.xlsx", sheet(titles, *rows))


def column(title: str, *values: Value) -> Plan:
    """Return a plan whose actions hold these values under one title."""
    rows = [(f"Action numéro {at}", "1", value) for at, value in enumerate(values)]
    return plan_of((*HEAD, title), *rows)


def said(preview: Preview) -> dict[str, str]:
    """Return what is told of each cell that keeps its row out."""
    return {
        problem.cell: plain(problem.sentence)
        for group in preview.groups
        for problem in group.problems
    }


def question(preview: Preview, start: str) -> Question:
    (found,) = (each for each in preview.questions if each.key.startswith(start))
    return found


# --- numbers and dates -------------------------------------------------------------------------


def test_amounts_when_they_are_no_number_then_each_cell_says_so(uow: UnitOfWork) -> None:
    texts = ("12 k€", "env. 5 000", "2 000 à 3 000", "gratuit", "#REF!", "12 50", True, date.max)
    preview = examine(uow, column("Budget prévu", *texts), TODAY)

    assert list(said(preview)) == [f"C{row}" for row in range(2, 10)]
    assert all("attend un nombre" in each for each in said(preview).values())
    assert preview.count(Fate.TO_MEND) == len(texts)


def test_amounts_when_spreadsheet_noise_is_in_them_then_they_are_what_is_shown(
    uow: UnitOfWork,
) -> None:
    plan = column("Budget prévu", 0.1 + 0.2, 1234.0, "1 234,50 €", "1\u202f000", 1e300)
    preview = examine(uow, plan, TODAY)
    take_in(uow, plan, TODAY)

    assert list(said(preview)) == ["C6"]
    assert sorted(str(row.planned) for row in uow.rows(BudgetLine)) == [
        *("0.3", "1000", "1234", "1234.5"),
    ]


@pytest.mark.parametrize(
    ("answer", "read"),
    [("virgule", ["12000", "1.5", "20000", "2.75"]), ("point", ["12", "1500", "20000", "2.75"])],
)
def test_numbers_when_they_can_be_read_two_ways_then_one_answer_does_for_the_column(
    uow: UnitOfWork, answer: str, read: list[str]
) -> None:
    plan = column("Budget prévu", "12.000 €", "1,500", 20000, "2,75")

    asked = examine(uow, plan, TODAY)
    key = question(asked, "lecture:").key
    take_in(uow, plan.with_answer(key, answer), TODAY)

    assert list(said(asked)) == ["C2", "C3"]
    by_title = {row.id: row.title or "" for row in uow.rows(Action)}
    found = sorted(uow.rows(BudgetLine), key=lambda row: by_title[row.action or ""])
    assert [str(row.planned) for row in found] == read


def test_dates_when_written_in_many_styles_then_each_is_read_or_told(uow: UnitOfWork) -> None:
    values: tuple[Value, ...] = (
        *("15/03/2027", "mars 2027", "T4 2026", date(2027, 1, 2), "fin mars 2027"),
        *("31/02/2027", "bientôt", 46000, "2027", 2027.0),
    )
    plan = column("Fin prévue", *values)
    preview = examine(uow, plan, TODAY)
    take_in(uow, plan, TODAY)

    told = said(preview)
    assert list(told) == ["C7", "C8", "C9"]
    assert "février 2027 finit le 28" in told["C7"]
    assert "format de date" in told["C9"]
    days = {row.title: row.ends_on for row in uow.rows(Action)}
    assert [days.get(f"Action numéro {at}") for at in (0, 1, 2, 3, 4, 8, 9)] == [
        *(date(2027, 3, 15), date(2027, 3, 31), date(2026, 12, 31), date(2027, 1, 2)),
        *(date(2027, 3, 31), date(2027, 12, 31), date(2027, 12, 31)),
    ]


def test_dates_when_they_can_be_read_two_ways_then_one_answer_does_for_the_column(
    uow: UnitOfWork,
) -> None:
    plan = column("Fin prévue", "26-12-27", "15/03/2027")

    key = question(examine(uow, plan, TODAY), "lecture:").key
    preview = examine(uow, plan.with_answer(key, "annee"), TODAY)

    assert not said(preview)
    assert preview.count(Fate.NEW) == 2


# --- texts -------------------------------------------------------------------------------------


def test_texts_when_they_are_too_long_or_hold_odd_signs_then_none_is_cut(uow: UnitOfWork) -> None:
    plan = plan_of(
        (*HEAD, "Description"),
        ("T" * 300, "1", "d" * 50_000),
        ("U" * 301, "1", None),
        ("Long", "1", "d" * 50_001),
        ("Café\u00a0des\u00a0parents\x07 \u200bX\rY", "1\u00a0", "a\r\nb\x0bc"),
    )
    preview = examine(uow, plan, TODAY)
    take_in(uow, plan, TODAY)

    assert list(said(preview)) == ["A3", "C4"]
    titles = {row.title: row.description for row in uow.rows(Action)}
    assert titles["T" * 300] == "d" * 50_000
    assert titles["Café\u00a0des\u00a0parents X Y"] == "a\nb c"


def test_cells_when_their_value_is_not_known_then_each_says_why(uow: UnitOfWork) -> None:
    table = sheet((*HEAD, "Statut"), ("Un", "1"), ("Deux", "1"))
    flaws = {(2, 2): Flaw.ERROR, (3, 2): Flaw.NO_VALUE}
    plan = Plan("action", "plan.xlsx", Table("Plan", table.rows, 3, flaws=flaws))

    told = said(examine(uow, plan, TODAY))
    mended = examine(uow, plan.with_cell(2, 2, "En cours").with_cell(3, 2, ""), TODAY)

    assert "erreur" in told["C2"]
    assert "enregistrez-le" in told["C3"]
    assert mended.count(Fate.NEW) == 2


# --- names -------------------------------------------------------------------------------------


def test_people_when_written_in_every_way_then_one_contact_is_made_of_each(
    uow: UnitOfWork,
) -> None:
    plan = column(
        *("Pilote", "Mme ESSAI Camille (CCAS)", "Camille Essai", "ESSAI Camille", "M. TEST"),
    )
    preview = examine(uow, plan, TODAY)
    before = len(uow.rows(Contact))
    take_in(uow, plan, TODAY)

    assert not preview.open_questions
    assert len(uow.rows(Contact)) == before + 2
    made = next(row for row in uow.rows(Contact) if row.name == "Camille ESSAI")
    assert made.service == "CCAS"


def test_people_when_twelve_are_in_a_cell_or_it_is_no_person_then_it_is_asked(
    uow: UnitOfWork,
) -> None:
    twelve = ", ".join(f"Prénom{letter} NOM{letter}" for letter in "ABCDEFGHIJKL")
    plan = column("Pilote", twelve, "Centre social du Mont-Liébaut")

    preview = examine(uow, plan, TODAY)

    first, second = preview.open_questions
    assert len(first.options) == 13
    assert [each.answer for each in second.options] == ["organisme", "-"]
    picked = plan.with_answer(first.key, "PrénomC NOMC").with_answer(second.key, "-")
    take_in(uow, picked, TODAY)
    (led,) = (row for row in uow.rows(Action) if row.pilote)
    names = {row.id: row.name for row in uow.rows(Contact)}
    assert names[led.pilote or ""] == "PrénomC NOMC"
    assert len(led.co_pilotes) == 11


def test_pilote_when_it_is_a_known_organisation_then_it_pilots_as_one(uow: UnitOfWork) -> None:
    preview = examine(uow, column("Pilote", "CAF"), TODAY)
    take_in(uow, preview.plan, TODAY)

    (action,) = uow.rows(Action)
    assert not preview.questions
    assert (action.pilote, len(action.structures_pilotes)) == (None, 1)


def test_dates_when_they_are_words_then_they_can_go_beside(uow: UnitOfWork) -> None:
    plan = column("Fin prévue", "selon les besoins", "15/03/2027")

    preview = examine(uow, plan, TODAY)
    take_in(uow, plan.with_answer("mots:date_fin", "~"), TODAY)

    assert list(said(preview)) == ["C2"]
    assert {row.calendar for row in uow.rows(Action)} == {"selon les besoins", None}


def test_name_when_it_is_too_long_for_a_contact_then_its_cell_says_so(uow: UnitOfWork) -> None:
    plan = column("Pilote", f"Camille {'x' * 100}")

    told = said(examine(uow, plan, TODAY))

    assert "80 au plus" in told["C2"]


def test_names_when_near_to_known_ones_then_nothing_is_made_unasked(uow: UnitOfWork) -> None:
    plan = column("Pilote", "Alexandre HERMAN")

    preview = examine(uow, plan, TODAY)

    (asked,) = preview.open_questions
    assert "Alexandre HERMANT" in [each.words for each in asked.options]
    assert not preview.newcomers


# --- rows and columns --------------------------------------------------------------------------


def test_rows_when_two_are_about_one_action_then_both_are_named(uow: UnitOfWork) -> None:
    action = new_action(uow, "Café des parents")
    reference = action.reference or ""
    plan = plan_of(
        ("Référence", *HEAD),
        (reference, "Café des parents", "1"),
        (reference, "Autre titre", "1"),
        (None, "Ludothèque", "1"),
        (None, "ludothèque", "1"),
    )
    preview = examine(uow, plan, TODAY)

    told = said(preview)
    assert "Les lignes 2 et 3 parlent de la même fiche" in told["ligne 3"]
    assert "Les lignes 4 et 5" in told["ligne 5"]
    twice = preview.plan.with_answer("ligne:5", "-")
    assert examine(uow, twice, TODAY).rows[-1].fate is Fate.LEFT


def test_row_when_its_title_is_near_to_one_here_then_it_is_asked_which(uow: UnitOfWork) -> None:
    action = new_action(uow, "Ouvrir un café des parents")
    plan = plan_of((*HEAD, "Priorité"), ("Ouvrir un café de parents", "1", "Haute"))

    asked = examine(uow, plan, TODAY)
    same = examine(uow, plan.with_answer("ligne:2", action.id), TODAY)
    other = examine(uow, plan.with_answer("ligne:2", "+"), TODAY)

    assert asked.rows[0].fate is Fate.TO_MEND
    assert same.rows[0].fate is Fate.MODIFIED
    assert other.rows[0].fate is Fate.NEW


def test_titles_when_there_are_none_then_columns_are_chosen_by_hand(uow: UnitOfWork) -> None:
    plan = plan_of(("Café des parents", "1"), ("Ludothèque", "2"))

    found = examine(uow, plan, TODAY)
    chosen = plan.with_header(0).with_column(0, "intitule").with_column(1, "ambition")
    preview = examine(uow, chosen, TODAY)

    assert found.header == 0
    assert not found.is_ready
    assert preview.count(Fate.NEW) == 2


def test_titles_when_there_are_two_rows_of_them_or_one_twice_then_it_is_said(
    uow: UnitOfWork,
) -> None:
    plan = plan_of((*HEAD, "Pilote", "Pilote"), HEAD, ("Un", "1", None, "Camille ESSAI"))
    preview = examine(uow, plan, TODAY)

    assert [row.why for row in preview.of(Fate.LEFT)] == ["titres répétés"]
    assert "« Pilote » (« Pilote » (colonne C) va déjà au même endroit)" in plain(
        " ".join(preview.remarks)
    )


def test_column_when_it_is_unknown_then_it_can_be_poured_under_its_title(uow: UnitOfWork) -> None:
    plan = plan_of((*HEAD, "Sigle"), ("Un", "1", "Une animatrice"), ("Deux", "1", None))

    poured = plan.with_column(2, "+description")
    take_in(uow, poured, TODAY)
    again = examine(uow, poured, TODAY)

    texts = {row.title: plain(row.description or "") for row in uow.rows(Action)}
    assert texts == {"Un": "Sigle : Une animatrice", "Deux": ""}
    assert again.count(Fate.UNCHANGED) == 2


def test_cell_when_it_is_blank_then_nothing_is_erased_and_vide_erases(uow: UnitOfWork) -> None:
    action = new_action(uow, "Café des parents", description="Texte", recurring=True)
    rows = (action.reference, "Café des parents", "1", None)
    titles = ("Référence", *HEAD, "Description")

    blank = examine(uow, plan_of(titles, rows), TODAY)
    erasing = examine(uow, plan_of(titles, (*rows[:3], "(vide)")), TODAY)

    assert blank.rows[0].fate is Fate.UNCHANGED
    assert [(each.before, each.after) for each in erasing.rows[0].changes] == [("Texte", "")]


def test_cell_when_one_is_changed_then_it_is_one_change(uow: UnitOfWork) -> None:
    action = new_action(uow, "Café des parents", description="Texte")
    plan = plan_of(("id", *HEAD, "Description"), (action.id, "Café des parents", "1", "Autre"))

    _, changes = take_in(uow, plan, TODAY)

    assert [cell.field for cell in changes.cells] == ["description"]
