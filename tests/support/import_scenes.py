"""« Importer » on a spreadsheet as people make them, and as they should not."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from tests.support.window import settled
from ui.dialogs.importing.dialog import ImportDialog, Source
from ui.main_window import MainWindow
from ui.widgets.layout.layouts import px

TITLES = (
    *("N°", "Axe", "Intitulé de l'action", "Descriptif", "Porteur", "Pilote", "Partenaires"),
    *("État", "Priorité", "Début", "Échéance", "Budget prévisionnel 2026", "Financeur 1"),
    *("Montant 1", "Indicateurs", "Couleur"),
)
_PEOPLE = ("Mme ESSAI Camille (CCAS)", "Dominique Témoin", "M. Alix EXEMPLE", "Claude Modèle")
_STATES = ("En cours", "À discuter", "Fait", "Pas commencé", "En retard")
_PRIORITIES = ("Élevé", "Moyenne", "Faible")
_WHAT = ("Ouvrir", "Étendre", "Rénover", "Évaluer", "Animer")
_WHICH = ("un café des parents", "la ludothèque", "l'accueil de loisirs", "le point jeunes")
_WHERE = ("au centre", "au quartier du Mont", "près de la gare", "dans les écoles", "à la maison")


def plan_rows(count: int) -> list[list[object]]:
    """Return rows as a town hall types them; some cells of the first ones are not to be read."""
    rows: list[list[object]] = []
    for at in range(count):
        title = f"{_WHAT[at % 5]} {_WHICH[at // 5 % 4]} {_WHERE[at // 20 % 5]}"
        title += f", phase {at // 100 + 1}" if at >= 100 else ""
        is_done = _STATES[at % 4] == "Fait"
        begin = date(2026, 1, 5) if is_done else date(2026, 1 + at % 12, 1)
        end: object = date(2026, 3, 15) if is_done else date(2027, 1 + at % 12, 15)
        budget: object = 1_000 * (at % 9 + 1)
        if at in (3, 7, 9):
            end = "dès que possible"
        if at == 5:
            budget = "voir avec la CAF"
        rows.append(
            [
                *(at + 1, f"{at % 3 + 1}", title, "Pour que chacun y trouve sa place.", ""),
                *(_PEOPLE[at % 4], "CAF, les écoles" if at % 2 else "", _STATES[at % 4]),
                *(_PRIORITIES[at % 3], begin, end, budget),
                *("CAF" if at % 2 else "", "12 000 €" if at % 2 else "", "Nb familles", "bleu"),
            ]
        )
    if count > 11:
        rows[11][7] = _STATES[4]
    return rows


def plan_file(path: Path, count: int = 24) -> Path:
    """Write a workbook whose titles stand on the third row, under a title of its own."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Plan d'actions"
    sheet.append(["Plan d'actions CTG 2026-2029"])
    sheet.append([])
    sheet.append(list(TITLES))
    for each in plan_rows(count):
        sheet.append(each)
    book.create_sheet("Listes").append(["En cours", "Fait"])
    book.save(path)
    return path


def hostile_file(path: Path) -> Path:
    """Write a workbook full of what breaks layouts and readers."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "<b>Feuille</b> & 'autre'"[:31].replace("/", "-").replace("'", "")
    endless = "Anticonstitutionnellement" * 12
    sheet.append(["Intitulé", endless, "Échéance", "Échéance", "<img src=x>", "Pilote", "Statut"])
    for at in range(30):
        sheet.append(
            [
                f"{endless} {at}" if at % 3 else f"<b>Café</b> & {at}",
                endless * 20,
                ("32/13/2027", "03/04/05", "#REF!", "peut-être")[at % 4],
                "jamais",
                "é" * 5_000,
                f"Mme {endless}-{at} (CCAS), M. Autre & Mme Encore",
                ("", "?", endless, "En retard")[at % 4],
            ]
        )
    book.save(path)
    return path


def importing(part: str = "", make: Callable[[Path], Path] = plan_file) -> Callable[..., QWidget]:
    """Return what opens the dialog on a file; `part` names the step that it is scrolled to."""

    def show(window: MainWindow) -> QWidget:
        desk = window.desk
        with tempfile.TemporaryDirectory() as place:
            path = make(Path(place) / "Plan d'actions 2026.xlsx")
            dialog = ImportDialog(Source(path, entity="action"), desk, window)
            dialog.open()
            settled(lambda: desk.is_busy)
        if part:
            dialog.resize(QSize(px(72), px(58)).boundedTo(dialog.size()))
            settled(lambda: desk.is_busy)
            dialog.show_step(part)
        return dialog

    return show
