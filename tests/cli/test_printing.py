"""Documents as a person asks for them."""

import io
import re
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from ctg_desktop.paths import DataFolder
from tests.support.app import (
    AGGLOMERATION,
    BETHUNE,
    PERSON,
    Office,
    Terminal,
    carried_out,
    plain,
)
from tests.support.folders import ROOT, run_sql
from tests.support.word_files import WordFile

REF = "BET-2026-001"


@pytest.fixture(scope="module")
def planned(bethune: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An action with a note, one without, and one that is confidential."""
    made = Office.copied(bethune, tmp_path_factory.mktemp("planned") / "d").folder
    create = ("action", "creer", "--intitule")
    return carried_out(
        made,
        (
            *(*create, "Café des parents", "--ambition", "3", "--statut", "en_cours"),
            *("--date_fin", "1/9/2026", "--pilote", "Lou Exemple"),
        ),
        ("note", "ajouter", REF, "--texte", "Une note à imprimer ou non."),
        (*create, "Ludothèque", "--ambition", "1"),
        (*create, "Affaire discrète", "--ambition", "1", "--confidentielle", "oui"),
    )


@pytest.fixture
def filled(planned: Path, nowhere: Terminal) -> Terminal:
    """A terminal on a folder of its own with the three actions."""
    Office.copied(planned, nowhere.folder)
    return nowhere


def text_of(path: Path) -> str:
    """Return the words of a PDF, apart by single spaces."""
    with path.open("rb") as file:
        pages = [page.extract_text() for page in PdfReader(BytesIO(file.read())).pages]
    return " ".join(plain(" ".join(pages)).split())


def printed(terminal: Terminal, tmp_path: Path, *words: str) -> str:
    output = tmp_path / "sortie.pdf"
    told = terminal.done("imprimer", *words, "--sortie", str(output))
    assert plain(told) == f"Document écrit : « {output} ».\n"
    return text_of(output)


def test_summary_when_printed_then_it_tells_the_convention(
    filled: Terminal, tmp_path: Path
) -> None:
    text = printed(filled, tmp_path, "synthese")

    assert "Convention Territoriale Globale 2026-2030" in text
    for name in ("HERMANT", "BIOUT", "THERACHE", "DUPUIS", "COTTIGNY", "WOZNY", "BOURET"):
        assert name in text


_PRINTING = """
import sys
from ctg_desktop.bootstrap import main

folder, *outputs = sys.argv[1:]
for document, output in zip(("synthese", "plan", "annuaire"), outputs, strict=True):
    assert main(["--donnees", folder, "imprimer", document, "--sortie", output]) == 0
print(*sys.modules)
"""
_NEEDLESS = {
    *("sqlalchemy", "alembic", "PySide6", "PIL.ImageOps"),
    *("db.folder.identity", "db.lifecycle.opening"),
    *(f"ctg_desktop.domain.{name}" for name in ("changes", "parsing", "trust")),
    *(f"ctg_desktop.services.{name}" for name in ("history", "lookup", "queries", "rows")),
}


def test_documents_when_printed_whole_then_what_only_writing_and_filters_need_is_not_imported(
    bethune: Path, tmp_path: Path
) -> None:
    """What the storage writes with takes as long to import as three pages to print."""
    folder = shutil.copytree(bethune, tmp_path / "d")

    def printed_all(name: str) -> tuple[list[bytes], set[str]]:
        outputs = [tmp_path / f"{name}-{number}.pdf" for number in range(3)]
        told = subprocess.run(
            [sys.executable, "-c", _PRINTING, folder, *outputs],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        return [each.read_bytes() for each in outputs], set(told.stdout.split())

    early, imported = printed_all("early")
    run_sql(DataFolder(folder), "PRAGMA user_version = 65537")  # brought up to date to be read
    whole, imported_then = printed_all("whole")

    assert imported & _NEEDLESS == set()
    assert "db.lifecycle.opening" in imported_then
    assert whole == early


def test_summary_when_the_progress_is_asked_then_it_is_there(
    filled: Terminal, tmp_path: Path
) -> None:
    assert len(printed(filled, tmp_path, "synthese", "--progression")) > len(
        printed(filled, tmp_path, "synthese")
    )


def test_sheet_when_printed_then_notes_come_on_request(filled: Terminal, tmp_path: Path) -> None:
    without = printed(filled, tmp_path, "fiche", "--action", REF)
    with_notes = printed(filled, tmp_path, "fiche", "--action", REF, "--notes")

    assert "Café des parents" in without
    assert "Une note à imprimer" not in without
    assert "Une note à imprimer" in with_notes


def test_sheet_when_the_action_is_confidential_then_it_must_be_asked(
    filled: Terminal, tmp_path: Path
) -> None:
    told = filled.refused(
        "imprimer", "fiche", "--action", "BET-2026-003", "--sortie", str(tmp_path / "f.pdf")
    )

    assert "est confidentielle" in told
    assert "Affaire discrète" in printed(
        filled, tmp_path, "fiche", "--action", "BET-2026-003", "--confidentielles"
    )


def test_plan_when_printed_then_confidential_actions_stay_out(
    filled: Terminal, tmp_path: Path
) -> None:
    text = printed(filled, tmp_path, "plan")

    assert "Café des parents" in text
    assert "Affaire discrète" not in text
    assert "Affaire discrète" in printed(filled, tmp_path, "plan", "--confidentielles")


def test_plan_when_filtered_then_it_names_the_filter_and_counts(
    filled: Terminal, tmp_path: Path
) -> None:
    text = printed(filled, tmp_path, "plan", "--filtre", "statut=en_cours")

    assert "Ludothèque" not in text
    assert "statut : en cours" in text
    assert re.search(r"1 action sur 2", text)


def test_plan_when_a_past_day_is_asked_then_it_is_as_it_was(
    filled: Terminal, tmp_path: Path
) -> None:
    from datetime import timedelta

    filled.clock.at += timedelta(days=5)
    filled.done("action", "modifier", REF, "--intitule", "Nouveau titre")

    assert "Café des parents" in printed(filled, tmp_path, "plan", "--au", "2026-09-15")
    assert "Nouveau titre" in printed(filled, tmp_path, "plan")


def test_place_when_printed_then_it_is_the_structures_or_the_one_given(
    filled: Terminal, tmp_path: Path
) -> None:
    assert "Café des parents" in printed(filled, tmp_path, "commune")
    bruay = printed(filled, tmp_path, "commune", "--structure", "bruay la buissiere")
    assert "Bruay-la-Buissière" in bruay
    assert "Café des parents" not in bruay


def test_place_when_the_folder_is_the_agglomerations_then_a_commune_is_asked(
    nowhere: Terminal,
) -> None:
    nowhere.done("initialiser", "--structure", AGGLOMERATION, "--personne", PERSON)

    assert "Donnez la commune ou le SIVOM" in nowhere.refused("imprimer", "commune")


def test_directory_when_printed_then_local_contacts_can_be_left_out(
    filled: Terminal, tmp_path: Path
) -> None:
    assert "EXEMPLE" in printed(filled, tmp_path, "annuaire")
    assert "EXEMPLE" not in printed(filled, tmp_path, "annuaire", "--referentiel-seul")


def test_batch_when_printed_then_each_commune_has_its_file(
    filled: Terminal, tmp_path: Path
) -> None:
    folder = tmp_path / "communes"

    code = filled.run("--avancement", "imprimer", "commune", "--lot", str(folder))

    assert code == 0
    assert "Impression : 100 sur 100" in plain(filled.err)
    assert len(list(folder.glob("*.pdf"))) == 100
    assert "Café des parents" in text_of(folder / "62119 Béthune.pdf")


def test_batch_when_sheets_are_printed_then_the_filter_chooses_them(
    filled: Terminal, tmp_path: Path
) -> None:
    folder = tmp_path / "fiches"

    told = filled.done("imprimer", "fiche", "--lot", str(folder), "--filtre", "ambition=1")

    assert plain(told) == f"1 document écrit dans « {folder} ».\n"
    assert [path.name for path in folder.iterdir()] == ["Fiche BET-2026-002 Ludothèque.pdf"]


def test_batch_when_two_sheets_would_share_a_name_then_each_has_its_file(
    terminal: Terminal, tmp_path: Path
) -> None:
    for _ in range(3):
        terminal.done("action", "creer", "--intitule", "Même 漢字 titre", "--ambition", "1")
    run_sql(DataFolder(terminal.folder), f"UPDATE action SET reference = '{REF}'")

    assert terminal.run("imprimer", "fiche", "--lot", str(tmp_path / "lot")) == 0

    name = "Fiche BET-2026-001 Même 漢字 titre"
    assert {path.name for path in (tmp_path / "lot").iterdir()} == {
        *(f"{name}.pdf", f"{name} (2).pdf", f"{name} (3).pdf")
    }


def test_signs_when_the_font_lacks_them_then_they_are_named_and_the_document_is_made(
    filled: Terminal, tmp_path: Path
) -> None:
    filled.done("action", "modifier", REF, "--constat", "Une fête 🎉")
    output = tmp_path / "fiche.pdf"

    assert filled.run("imprimer", "fiche", "--action", REF, "--sortie", str(output)) == 0
    assert "🎉 (« Constat »)" in plain(filled.err)
    assert "Une fête" in text_of(output)
    for command in (
        ("imprimer", "fiche", "--action", REF, "--sortie", str(tmp_path / "fiche.docx")),
        ("imprimer", "fiche", "--lot", str(tmp_path / "lot")),
    ):
        assert filled.run(*command) == 0
        named = "Attention : Fiche BET-2026-001 Café des parents.pdf – La police"
        assert (named in plain(filled.err)) is ("--lot" in command)


def test_batch_when_a_file_is_protected_then_the_sentence_counts_what_was_written(
    filled: Terminal, tmp_path: Path
) -> None:
    folder = tmp_path / "lot"
    folder.mkdir()
    second = folder / "Fiche BET-2026-002 Ludothèque.pdf"
    second.write_bytes(b"ancien")
    second.chmod(0o444)

    told = filled.refused("imprimer", "fiche", "--lot", str(folder))

    assert "l'ancien fichier est intact" in told
    assert f"1 document écrit en entier dans « {folder} », sur 2." in told
    assert second.read_bytes() == b"ancien"


class ImpatientTerminal(io.StringIO):
    """An error output whose reader interrupts at the second document, once."""

    has_had_enough = False

    def write(self, text: str) -> int:
        if "2 sur 2" in text and not self.has_had_enough:
            self.has_had_enough = True
            raise KeyboardInterrupt
        return super().write(text)


def test_batch_when_interrupted_then_what_is_written_is_whole_and_counted(
    filled: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "lot"
    errors = ImpatientTerminal()
    monkeypatch.setattr(sys, "stderr", errors)

    code = filled.run("--avancement", "imprimer", "fiche", "--lot", str(folder))

    assert code == 1
    assert f"2 documents écrits en entier dans « {folder} », sur 2." in plain(errors.getvalue())
    assert [len(PdfReader(path).pages) for path in folder.iterdir()] == [1, 1]


def test_output_when_printing_fails_then_the_former_file_stays(
    filled: Terminal, tmp_path: Path
) -> None:
    output = tmp_path / "plan.pdf"
    output.write_bytes(b"ancien")
    logo = tmp_path / "logo.png"
    logo.write_bytes(b"pas une image")

    told = filled.refused("imprimer", "plan", "--logo", str(logo), "--sortie", str(output))

    assert "ne peut pas être lu comme une image" in told
    assert output.read_bytes() == b"ancien"
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".tmp"] == []


def test_logo_when_it_is_huge_then_a_sentence_tells(filled: Terminal, tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    Image.new("1", (10_000, 10_000)).save(logo)

    told = filled.refused("imprimer", "synthese", "--logo", str(logo))

    assert "trop grand" in told


def test_logo_when_chosen_in_the_settings_then_it_is_printed(
    filled: Terminal, tmp_path: Path
) -> None:
    logo = tmp_path / "logo.png"
    Image.new("RGB", (40, 20), "#1F6F8B").save(logo)
    output = tmp_path / "a.pdf"
    filled.done("imprimer", "plan", "--sortie", str(output))
    without = output.read_bytes()
    filled.done("reglages", "--logo", str(logo), "--nom", "Ville de Béthune")

    filled.done("imprimer", "plan", "--sortie", str(output))

    assert output.read_bytes() != without
    assert "Ville de Béthune" in text_of(output)


def test_signatory_logo_when_chosen_then_it_is_printed_and_one_that_is_gone_is_said(
    filled: Terminal, tmp_path: Path
) -> None:
    logo, output = tmp_path / "caf.png", tmp_path / "a.pdf"
    Image.new("RGB", (40, 20), "#1F6F8B").save(logo)

    told = filled.done("reglages", "--logo-signataire", f"CAF={logo}")
    assert f"Logo de Caisse d'Allocations Familiales du Pas-de-Calais : {logo}" in plain(told)
    filled.done("imprimer", "plan", "--sortie", str(output))
    assert len(PdfReader(BytesIO(output.read_bytes())).pages[0].images) == 1

    logo.unlink()
    assert filled.run("imprimer", "plan", "--sortie", str(output)) == 0
    assert "« caf.png » n'existe pas" in plain(filled.err)
    assert filled.run("imprimer", "fiche", "--lot", str(tmp_path / "lot")) == 0
    assert plain(filled.err).count("« caf.png » n'existe pas") == 1, "once for all its documents"
    assert filled.run("reglages") == 0
    assert "« caf.png » n'existe pas" in plain(filled.err)
    filled.done("reglages", "--logo-signataire", "CAF=")
    assert filled.json("reglages")["logos_signataires"] == {}
    assert "CAF=caf.png" in filled.refused("reglages", "--logo-signataire", "CAF")
    filled.done("institution", "ajouter", "--nom", "Club")
    assert "ne signe pas" in filled.refused("reglages", "--logo-signataire", f"Club={logo}")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["fiche"], "Donnez une action par --action, ou un dossier par --lot"),
        (["fiche", "--action", "BET-2026-999"], "Action inconnue"),
        (["commune", "--structure", "Paris"], "Territoire inconnu : « Paris »"),
        (["plan", "--filtre", "statut=fini"], "n'est pas une valeur de « Statut »"),
        (["plan", "--au", "2030-01-01"], "est à venir"),
        (["synthese", "--sortie", "."], "est un dossier"),
        (["synthese", "--sortie", "absent/f.pdf"], "n'existe pas"),
        (["commune", "--lot", "absent/lot"], "ne peut pas être créé"),
        (["commune", "--lot", "lot", "--structure", BETHUNE], "--lot et --structure ne vont pas"),
        (["commune", "--lot", "lot", "--sortie", "f.pdf"], "--lot et --sortie ne vont pas"),
        (["fiche", "--lot", "lot", "--sortie", "f.pdf"], "--lot et --sortie ne vont pas"),
        (["commune", "--structure", AGGLOMERATION], "ni une commune ni un SIVOM"),
        (["synthese", "--sortie", "-"], "donnez un nom de fichier"),
        (["plan", "--annee", "26"], "« Année » ne peut pas être inférieur à 1900"),
        (["plan", "--filtre", "annee=2026,5"], "« Année » attend un nombre entier"),
    ],
)
def test_printing_when_the_input_is_bad_then_a_sentence_tells(
    filled: Terminal, words: list[str], sentence: str
) -> None:
    assert sentence in filled.refused("imprimer", *words)


def test_printing_when_done_twice_then_the_bytes_are_equal(
    filled: Terminal, tmp_path: Path
) -> None:
    first, second = tmp_path / "1.pdf", tmp_path / "2.pdf"
    for output in (first, second):
        filled.done("imprimer", "fiche", "--action", REF, "--sortie", str(output))

    assert first.read_bytes() == second.read_bytes()


def test_titles_when_they_hold_markup_then_they_are_printed_as_typed(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.done("action", "creer", "--intitule", "<b>A</b> & <para>", "--ambition", "1")

    assert "<b>A</b> & <para>" in printed(terminal, tmp_path, "fiche", "--action", REF)


# --- for Word ------------------------------------------------------------------------------


def test_documents_when_asked_for_word_then_they_are_files_of_word(
    filled: Terminal, tmp_path: Path
) -> None:
    fiche, folder = tmp_path / "fiche.DOCX", tmp_path / "lot"

    filled.done("imprimer", "fiche", "--action", REF, "--notes", "--sortie", str(fiche))
    told = filled.done("imprimer", "fiche", "--lot", str(folder), "--format", "docx")

    assert "Une note à imprimer ou non." in WordFile(fiche.read_bytes()).text()
    assert plain(told) == f"2 documents écrits dans « {folder} ».\n"
    made = sorted(folder.iterdir())
    assert [each.suffix for each in made] == [".docx", ".docx"]
    assert "Café des parents" in WordFile(made[0].read_bytes()).text()


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("synthese", "--sortie", "s.docx"), "n'existe qu'en PDF"),
        (("plan", "--sortie", "p.pdf", "--format", "docx"), "ne va pas avec ce format"),
        (("plan", "--sortie", "p.docx", "--format", "pdf"), "ne va pas avec ce format"),
    ],
)
def test_word_when_the_document_or_its_name_is_of_another_form_then_nothing_is_written(
    filled: Terminal, tmp_path: Path, words: tuple[str, ...], reason: str
) -> None:
    document, option, name, *rest = words

    told = filled.refused("imprimer", document, option, str(tmp_path / name), *rest)

    assert reason in plain(told)
    assert not (tmp_path / name).exists()
