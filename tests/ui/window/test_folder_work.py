"""What is done with a whole folder: exports, safety copies, the check, the référentiel."""

import json
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QLineEdit, QTreeWidget

from ctg_desktop.domain.convention import Ambition
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.referentiel.importing import take_in
from ctg_desktop.referentiel.reading import read
from ctg_desktop.referentiel.shipped import shipped_referentiel
from ctg_desktop.referentiel.writing import issue
from tests.support.app import AGGLOMERATION, Office, plain
from tests.support.folders import ROOT
from tests.support.window import (
    answered,
    clicked,
    clipboard_text,
    dialog,
    find,
    name_file,
    press,
    typed,
)
from tests.ui.conftest import Settle
from ui.dialogs.reference_import import ReferenceImportDialog
from ui.dialogs.verification import VerificationDialog
from ui.main_window import MainWindow
from ui.pages.actions.page import ActionsPage
from ui.targets import Target

on_typical = pytest.mark.parametrize("folder", ["typical"], indirect=True)
on_first_issue = pytest.mark.parametrize("folder", ["first_issue"], indirect=True)
on_consolidator = pytest.mark.parametrize("folder", ["consolidator"], indirect=True)


pytestmark = pytest.mark.usefixtures("dialogs_closed")


@on_typical
@pytest.mark.parametrize(
    ("command", "name_filter", "suffix"),
    [
        ("export_actions", "csv", "csv"),
        ("export_actions", "json", "json"),
        ("export_contacts", "vcf", "vcf"),
        ("export_contacts", "csv", "csv"),
        ("export_all", "json", "json"),
        ("export_all", "xlsx", "xlsx"),
    ],
)
def test_export_when_a_name_is_given_then_the_file_is_whole_and_the_banner_says_where(
    window: MainWindow,
    settle: Settle,
    tmp_path: Path,
    command: str,
    name_filter: str,
    suffix: str,
) -> None:
    window.do(command)
    name_file(tmp_path / "sortie", name_filter)
    settle()

    written = tmp_path / f"sortie.{suffix}"
    assert str(written) in window.banner.text
    assert "exporté" in window.banner.text
    text = "" if suffix == "xlsx" else written.read_text(encoding="utf-8")
    if suffix == "json":
        json.loads(text)
    if suffix == "csv":
        assert text.startswith("\ufeff")
        assert ";" in text.splitlines()[0]
    if suffix == "vcf":
        assert text.startswith("BEGIN:VCARD")
    if suffix == "xlsx":
        assert "Étapes" in openpyxl.load_workbook(written).sheetnames
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [written.name]


@on_typical
def test_actions_when_exported_from_another_page_then_all_of_them_are(
    window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    counts: list[int] = []
    today = window.desk.today
    window.desk.read(
        lambda uow: uow.count_actions(ActionQuery(), today), counts.append, owner=window
    )
    window.go(Target("contacts"))
    settle()

    window.do("export_actions")
    name_file(tmp_path / "a.json", "json")
    settle()

    assert len(json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))) == counts[0]
    assert plain(window.banner.text).startswith(f"{counts[0]} actions exportées")


@on_typical
def test_actions_when_exported_with_the_columns_on_screen_then_the_workbook_has_those(
    window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    window.go(Target("actions"))
    settle()
    page = window.findChild(ActionsPage)
    assert isinstance(page, ActionsPage)
    table = page.panel.table
    keys = [column.key for column in page.panel.model.columns]
    for key, is_shown in (("priority", False), ("completeness", True), ("partners", True)):
        table.layout_of_columns.show(keys.index(key), shown=is_shown)
    settle()

    heads = {}
    for name_filter in ("écran", "Excel (*.xlsx"):
        window.do("export_actions")
        name_file(tmp_path / f"{len(heads)}.xlsx", name_filter)
        settle()
        book = openpyxl.load_workbook(tmp_path / f"{len(heads)}.xlsx")
        heads[name_filter] = [plain(str(cell.value)) for cell in book["Actions"][1]]
        rows = book["Actions"].max_row - 1

    assert heads["écran"][:4] == ["id", "Référence", "Intitulé", "Ambition principale"]
    assert {"Partenaires", "Complétude"} <= set(heads["écran"])
    assert "Priorité" not in heads["écran"]
    assert len(heads["écran"]) < len(heads["Excel (*.xlsx"])
    assert rows == page.panel.model.rowCount()


def test_places_when_exported_from_their_page_then_the_workbook_has_all_of_them(
    window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    window.go(Target("territoire"))
    settle()
    window.do("export_list")
    name_file(tmp_path / "lieux.xlsx")
    settle()

    assert openpyxl.load_workbook(tmp_path / "lieux.xlsx")["Territoires"].max_row == 105
    assert plain(window.banner.text).startswith("104 territoires exportés")


@on_typical
def test_model_when_written_then_it_is_a_workbook_and_the_banner_says_where(
    window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    window.do("write_model")
    name_file(tmp_path / "modele.xlsx")
    settle()

    assert "Modèle écrit" in window.banner.text
    assert openpyxl.load_workbook(tmp_path / "modele.xlsx")["Actions"]["A2"].value == "exemple"


def test_export_when_it_cannot_be_written_then_the_banner_says_why_and_the_file_is_as_it_was(
    window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    kept = tmp_path / "garde.csv"
    kept.write_text("mes notes", encoding="utf-8")
    kept.chmod(0o444)

    window.do("export_contacts")
    answered(lambda box: clicked(find(box, "Oui")))  # « remplacer ? »
    name_file(kept, "csv")
    settle()

    assert kept.read_text(encoding="utf-8") == "mes notes"
    assert "ne peut pas être remplacé" in plain(window.banner.text)


def test_folder_of_an_export_when_one_exports_again_then_the_dialog_begins_there(
    window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    place = tmp_path / "ici"
    place.mkdir()
    window.do("export_contacts")
    name_file(place / "a.csv", "csv")
    settle()

    window.do("export_all")

    asked = dialog(QFileDialog)
    assert isinstance(asked, QFileDialog)
    assert Path(asked.directory().absolutePath()) == place
    labels = {plain(label.text()).replace("&", "") for label in asked.findChildren(QLabel)}
    assert labels >= {"Dossier :", "Nom de fichier :", "Type de fichier :"}


def test_safety_copy_when_asked_for_then_it_is_made(
    window: MainWindow, settle: Settle, office: Office
) -> None:
    window.do("back_up")
    settle()

    assert "Copie de sécurité faite et vérifiée" in window.banner.text
    assert list((office.folder / "sauvegardes").glob("ctg_*.sqlite"))


def test_check_when_all_is_well_then_it_says_so_and_can_be_copied(
    window: MainWindow, settle: Settle
) -> None:
    window.do("verify")
    settle()

    shown = dialog(VerificationDialog)
    assert find(shown, "Tout est en bon état").isVisible()
    clicked(find(shown, "Copier le résultat"))
    assert "Empreinte du contenu" in clipboard_text()
    clicked(find(shown, "Fermer"))
    assert not window.desk.works


@on_typical
def test_check_when_it_is_stopped_then_the_window_works_on(
    window: MainWindow, settle: Settle
) -> None:
    window.do("verify")
    clicked(find(dialog(VerificationDialog), "Arrêter"))
    settle()

    assert window.desk.works == ()
    window.do("back_up")
    settle()
    assert "Copie de sécurité" in window.banner.text


# --- référentiel ------------------------------------------------------------------------


@pytest.fixture
def newer(consolidator: Path, tmp_path: Path) -> Path:
    """A référentiel that the agglomeration completed: one ambition has a title by now."""
    from ctg_desktop.services import rows

    agglomeration = Office.copied(consolidator, tmp_path / "agglomeration")
    path = tmp_path / "referentiel.toml"
    with agglomeration.open() as uow:
        ambition = next(row for row in uow.rows(Ambition) if row.number == "3")
        rows.edit(uow, Ambition.TYPE, ambition.id, {"title": "Accueillir chaque enfant"})
        issue(uow, path, agglomeration.clock.now().date())
    return path


def ambitions(window: MainWindow, settle: Settle) -> list[str | None]:
    found: list[list[Ambition]] = []
    window.desk.read(lambda uow: uow.rows(Ambition), found.append, owner=window)
    settle()
    return [row.title for row in found[0]]


def test_reference_when_examined_then_nothing_is_written_before_it_is_confirmed(
    window: MainWindow, settle: Settle, newer: Path
) -> None:
    window.do("import_reference")
    name_file(newer)
    settle()

    shown = dialog(ReferenceImportDialog)
    tree = find(shown, "Ce qui changerait", QTreeWidget)
    changed = [tree.topLevelItem(at) for at in range(tree.topLevelItemCount())]
    titles = [
        child.text(2)
        for item in changed
        if item
        for child in map(item.child, range(item.childCount()))
        if child
    ]
    assert "Accueillir chaque enfant" in titles
    assert "Accueillir chaque enfant" not in ambitions(window, settle)

    clicked(find(shown, "Reprendre cette version"))
    settle()

    assert "Accueillir chaque enfant" in ambitions(window, settle)
    assert f"version {shipped_referentiel().version + 1}" in plain(window.banner.text)


def test_reference_when_declined_then_nothing_changes(
    window: MainWindow, settle: Settle, newer: Path
) -> None:
    window.do("import_reference")
    name_file(newer)
    settle()
    clicked(find(dialog(ReferenceImportDialog), "Ne rien changer"))
    settle()

    assert "Accueillir chaque enfant" not in ambitions(window, settle)


def test_reference_when_the_file_is_none_then_the_banner_says_so(
    window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    wrong = tmp_path / "faux.toml"
    wrong.write_text("ceci n'est pas\nun référentiel", encoding="utf-8")

    window.do("import_reference")
    name_file(wrong)
    settle()

    assert window.banner.text
    assert not [
        top for top in QApplication.topLevelWidgets() if isinstance(top, ReferenceImportDialog)
    ]


def test_reference_when_already_in_place_then_it_is_said_and_nothing_can_be_taken(
    window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    path = tmp_path / "meme.toml"
    window.do("export_reference")
    name_file(path)
    settle()
    window.do("import_reference")
    name_file(path)
    settle()

    shown = dialog(ReferenceImportDialog)
    assert [b.text() for b in shown.findChildren(type(find(shown, "Fermer"))) if b.isVisible()] == [
        "Fermer"
    ]


@pytest.fixture(scope="session")
def first_issue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the agglomeration that was begun with the first référentiel delivered."""
    first = ROOT / "tests" / "data" / "referentiel" / "ctg_2026_2030_v1.toml"
    folder = tmp_path_factory.mktemp("made") / "premier"
    return Office(folder, AGGLOMERATION, referentiel=read(first)).folder


@on_first_issue
def test_delivered_reference_when_newer_then_the_window_takes_it_in_after_a_preview(
    window: MainWindow, settle: Settle
) -> None:
    window.do("import_delivered")
    settle()
    shown = dialog(ReferenceImportDialog)
    tree = find(shown, "Ce qui changerait", QTreeWidget)
    assert tree.topLevelItemCount() > 0
    clicked(find(shown, "Reprendre cette version"))
    settle()
    assert f"version {shipped_referentiel().version}" in plain(window.banner.text)

    window.do("import_delivered")
    settle()

    told = dialog(ReferenceImportDialog).findChildren(QLabel)
    assert "déjà en place" in plain(" ".join(label.text() for label in told))


@on_consolidator
def test_delivered_reference_when_the_agglomeration_issued_a_later_one_then_that_one_stands(
    window: MainWindow, settle: Settle, newer: Path
) -> None:
    window.desk.write(lambda uow: take_in(uow, read(newer), window.desk.today), owner=window)
    settle()

    window.do("import_delivered")
    settle()

    assert "version 3, plus récente, est déjà en place" in plain(window.banner.text)


@on_consolidator
def test_reference_when_the_agglomeration_exports_it_then_its_page_publishes(
    window: MainWindow, settle: Settle
) -> None:
    window.do("export_reference")
    settle()

    assert window.page is not None
    assert window.page.key == "strategy"
    assert dialog(QDialog).windowTitle() == "Publier le référentiel"


def test_names_of_files_when_typed_with_accents_and_signs_then_they_are_written(
    window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    path = tmp_path / "élus & l’été #1 100 %.csv"
    window.do("export_contacts")
    asked = dialog(QFileDialog)
    field = asked.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(field, QLineEdit)
    field.clear()
    typed(field, str(path))
    press(field, Qt.Key.Key_Return)
    settle()

    assert path.exists()
