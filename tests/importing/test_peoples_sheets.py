"""Ten spreadsheets as people make them, each in two formats: what comes in, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from ctg_desktop.domain.fields import Entity, describe
from ctg_desktop.importing.examining import examine
from ctg_desktop.importing.opening import opened
from ctg_desktop.importing.plan import Fate, Plan, Preview
from ctg_desktop.importing.taking_in import take_in
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.naming import Directory
from ctg_desktop.services.records import Hanging
from ctg_desktop.services.wording import row_words
from ctg_desktop.typography import plain as plain_signs
from tests.support.app import TODAY
from tests.support.peoples_sheets import Sheet, shown, write

Expected = Mapping[str, str]
"""Words by label; those of what hangs on a row after its name: « Étape Préparer/Échéance »."""


@dataclass(frozen=True, slots=True)
class Case:
    """A sheet, what its rows are, where it is taken in, what is answered and what then stands.

    `said` are words that the remarks hold; `rows` are what stands, by how each row is called.
    """

    entity: str
    sheet: Sheet
    formats: tuple[str, str]
    rows: Mapping[str, Expected]
    answers: Mapping[str, str] = field(default_factory=dict)
    said: Sequence[str] = ()
    waiting: Sequence[str] = ()
    at_agglomeration: bool = False


PEER = Case(
    "action",
    Sheet(
        [
            [
                "Identification",
                None,
                None,
                "Acteurs",
                None,
                None,
                "Calendrier",
                None,
                None,
                "Financement",
                None,
                None,
                None,
                "Suivi",
                None,
            ],
            [
                "N°",
                "Axe",
                "Intitulé de l'action",
                "Pilote",
                "Élu référent",
                "Publics cibles",
                "Début",
                "Fin",
                "Statut",
                "Financeur 1",
                "Montant 1",
                "Financeur 2",
                "Montant 2",
                "Indicateurs",
                "Code analytique",
            ],
            [
                "auto",
                "1 à 8",
                "En une phrase",
                "Prénom NOM",
                "Prénom NOM",
                None,
                "(jj/mm/aaaa)",
                "(jj/mm/aaaa)",
                "Choisir dans la liste",
                None,
                "en euros",
                None,
                "en euros",
                None,
                None,
            ],
            [
                1,
                3,
                "Café des parents",
                "Camille ESSAI",
                None,
                "Parents",
                date(2026, 2, 1),
                date(2027, 6, 30),
                "En cours",
                "CAF",
                12000,
                "Ville",
                3000.5,
                "Familles accueillies\nSéances tenues",
                "A-12",
            ],
            [
                2,
                5,
                "Séjour en famille",
                None,
                "Dominique TEST",
                "Familles",
                None,
                None,
                "À discuter",
                None,
                None,
                None,
                None,
                None,
                None,
            ],
        ],
        merged=[(0, 0, 0, 2), (0, 3, 0, 5), (0, 6, 0, 8), (0, 9, 0, 12), (0, 13, 0, 14)],
        name="Plan d’actions",
        other={"Listes": [["Statuts"], ["En cours"], ["À discuter"]]},
    ),
    (".xlsx", ".ods"),
    {
        "Café des parents": {
            "Ambition principale": "3",
            "Pilote": "Camille ESSAI",
            "Publics, précision": "",
            "Début": "01/02/2026",
            "Fin prévue": "30/06/2027",
            "Statut": "En cours",
            "Financement/Financeur": "CAF;",
            "Financement/Autre financeur": ";Ville",
            "Financement/Demandé": "12 000 €;3 000,50 €",
            "Indicateur/Libellé": "Familles accueillies;Séances tenues",
        },
        "Séjour en famille": {
            "Ambition principale": "5",
            "Élu·e référent·e": "Dominique TEST",
            "Statut": "Idée",
        },
    },
    said=["Code analytique", "référence"],
)

TYPED = Case(
    "action",
    Sheet(
        [
            ["Plan d'actions CTG de la ville"],
            ["Actions", "Qui ?", "Échéance", "État", "Priorité", "Remarques"],
            ["AXE 1 : Soutenir les parents", None, None, None, None, None],
            ["Ouvrir une ludothèque", "Camille ESSAI", "T4 2027", "prévu", "forte", "Local trouvé"],
            ["Créer un lieu d'accueil", "Mme ESSAI Camille", "mars 2027", "En retard", None, None],
            ["AXE 2 : Aller vers les jeunes", None, None, None, None, None],
            ["Chantiers jeunes", "Claude MODELE", "31/12/2026", "Fait", "faible", None],
        ],
        merged=[(2, 0, 2, 5), (5, 0, 5, 5)],
    ),
    (".xlsx", ".csv"),
    {
        "Ouvrir une ludothèque": {
            "Ambition principale": "1",
            "Pilote": "Camille ESSAI",
            "Fin prévue": "31/12/2027",
            "Statut": "À venir",
            "Priorité": "Haute",
            "Note de suivi/Note de suivi": "Local trouvé",
        },
        "Créer un lieu d'accueil": {
            "Ambition principale": "1",
            "Pilote": "Camille ESSAI",
            "Fin prévue": "31/03/2027",
            "Statut": "En cours",
        },
        "Chantiers jeunes": {
            "Ambition principale": "2",
            "Pilote": "Claude MODELE",
            "Statut": "Réalisée",
            "Réalisée le": "01/09/2026",
            "Priorité": "Basse",
        },
    },
    answers={
        "nom:ambition:axe 1 soutenir les parents": "1",
        "nom:ambition:axe 2 aller vers les jeunes": "2",
        "valeur:statut:en retard": "en_cours",
        "manque:realisee_le": "01/09/2026",
    },
    said=["Plan d'actions CTG"],
)

MERGED = Case(
    "action",
    Sheet(
        [
            ["Ambition", "Action", "Étape", "Échéance étape", "Partenaires"],
            [1, "Café des parents", "Trouver le lieu", date(2026, 10, 1), "CAF"],
            [None, None, "Recruter", date(2026, 12, 1), "CAF"],
            [2, "Chantiers jeunes", "Préparer", None, "MSA"],
        ],
        merged=[(1, 1, 2, 1)],
    ),
    (".xlsx", ".ods"),
    {
        "Café des parents": {
            "Ambition principale": "1",
            "Étape/Intitulé": "Trouver le lieu;Recruter",
            "Étape/Échéance": "01/10/2026;01/12/2026",
            "Partenaires": "CAF",
        },
        "Chantiers jeunes": {"Étape/Intitulé": "Préparer", "Partenaires": "MSA"},
    },
    said=["complète celle du dessus"],
)

EXCEL_CSV = Case(
    "action",
    Sheet(
        [
            [
                "Réf.",
                "Intitulé",
                "Ambition n°",
                "Budget prévu",
                "Début",
                "Fin",
                "Nouvelle ou existante",
            ],
            [
                "A1",
                "Épicerie « sociale » & solidaire",
                "Ambition 4",
                "12 500,50 €",
                "1/2/26",
                "fin mars 2027",
                "Nouveau",
            ],
            ["A2", "Titre; avec point-virgule", "4", "env. 5 000", "01/03/2026", None, "Existant"],
        ]
    ),
    (".csv", ".tsv"),
    {
        "Épicerie « sociale » & solidaire": {
            "Ambition principale": "4",
            "Ligne de budget/Prévu": "12 500,50 €",
            "Début": "01/02/2026",
            "Fin prévue": "31/03/2027",
            "Nature": "Nouvelle",
        },
    },
    said=["2 références ne sont celles"],
    waiting=["D3"],
)

CONTACTS = Case(
    "contact",
    Sheet(
        [
            ["NOM Prénom", "Structure", "Fonction", "Tél", "Portable", "Mail", "Anniversaire"],
            [
                "ESSAI Camille",
                "CAF",
                "Conseillère",
                321000000,
                "06.12.34.56.78",
                "camille.essai@exemple.fr",
                "12 mai",
            ],
            [
                "M. Dominique TEST",
                "Centre social Exemple",
                None,
                None,
                None,
                "dominique.test@exemple.fr",
                None,
            ],
            ["HERMANT Alexandre", None, None, "03 21 00 00 01", None, None, None],
        ]
    ),
    (".xlsx", ".csv"),
    {
        "Camille ESSAI": {
            "Institution": "CAF",
            "Fonction": "Conseillère",
            "Téléphone mobile": "06 12 34 56 78",
            "Courriel": "camille.essai@exemple.fr",
            "Source": "Import de tableau{} du 15/09/2026",
        },
        "Dominique TEST": {
            "Institution": "Centre social Exemple",
            "Courriel": "dominique.test@exemple.fr",
        },
    },
    answers={"nom:institution:centre social exemple": "+"},
    said=["Anniversaire"],
    waiting=["ligne 4"],
)

COMMITTED = Case(
    "engagement",
    Sheet(
        [
            ["Commune", "Délibéré", "Date du conseil municipal", "N° de délibération", "Maire"],
            ["BETHUNE", "oui", date(2026, 3, 12), "2026-14", "X"],
            ["Ville de Bruay-la-Buissière", "non", None, None, None],
            ["62270", "en attente", None, None, None],
        ]
    ),
    (".xlsx", ".csv"),
    {
        "Béthune": {
            "Statut": "Délibération prise",
            "Délibération du": "12/03/2026",
            "Délibération n°": "2026-14",
        },
        "Bruay-la-Buissière": {"Statut": "Non engagé"},
    },
    said=["Maire"],
    at_agglomeration=True,
)

COMMITTED_BY_CODE = Case(
    "engagement",
    Sheet(
        [
            ["Code INSEE", "Délibération prise", "Date", "N°"],
            ["62119", "oui", date(2026, 3, 12), "2026-14"],
        ]
    ),
    (".ods",),
    {"Béthune": {"Statut": "Délibération prise", "Délibération n°": "2026-14"}},
    at_agglomeration=True,
)

MEMBERS = Case(
    "membership",
    Sheet(
        [
            ["SIVOM", "Communes membres", "Compétences", "Depuis"],
            ["SIVOM du Bruaysis", "Divion", "Petite enfance", 2015],
            ["SIVOM du Bruaysis", "Houdain", "Petite enfance", "01/09/2018"],
        ]
    ),
    (".ods", ".csv"),
    {
        "Petite enfance": {"Membre": "Divion;Houdain", "Depuis le": "01/01/2015;01/09/2018"},
    },
    at_agglomeration=True,
)

POSTS = Case(
    "coordination",
    Sheet(
        [
            ["Chargé de coopération", "Collectivité", "ETP", "Depuis le"],
            ["Alexandre HERMANT", "Béthune", 0.5, date(2025, 1, 1)],
            ["Camille ESSAI", "SIVOM de l'Artois", "0,37", "janv. 2026"],
        ]
    ),
    (".xlsx", ".ods"),
    {
        "Alexandre HERMANT": {"Employeur": "Béthune", "ETP": "0,5 ETP"},
        "Camille ESSAI": {"Employeur": "SIVOM de l’Artois", "ETP": "0,37 ETP"},
    },
    at_agglomeration=True,
)

GRID = Case(
    "mesure",
    Sheet(
        [
            ["Action", "Indicateur", "2024", "2025", "Cible"],
            ["Café des parents", "Familles", 12, 15.5, 40],
            ["Café des parents", "Séances", None, 4, None],
        ]
    ),
    (".xlsx", ".csv"),
    {
        "Familles": {"Cible": "40", "Mesure/Année": "2024;2025", "Mesure/Valeur": "12;15,5"},
        "Séances": {"Mesure/Année": "2025", "Mesure/Valeur": "4"},
    },
)

COUNTED = Case(
    "action",
    Sheet(
        [
            ["Axe", "Action", "Cible", "Indicateur 1", "Cible 1", "Indicateur 2", "Cible 2"],
            [3, "Café des parents", "Parents", "Familles", 40, "Séances", 12],
        ]
    ),
    (".xlsx", ".csv"),
    {
        "Café des parents": {
            "Indicateur/Libellé": "Familles;Séances",
            "Indicateur/Cible": "40;12",
        },
    },
)
"""« Cible » is the public of an action, and « Cible 1 » beside an indicator is what it aims at."""

TITLES = Case(
    "ambition",
    Sheet(
        [
            ["N°", "Titre", "Enjeu"],
            [1, "Soutenir les parents", 1],
            ["Ambition 2", "Aller vers les jeunes", 1],
        ]
    ),
    (".ods", ".csv"),
    {
        "1 – Soutenir les parents": {"Intitulé": "Soutenir les parents", "Enjeu": "1"},
    },
    at_agglomeration=True,
)

CASES = {
    "peer": PEER,
    "typed": TYPED,
    "merged": MERGED,
    "excel_csv": EXCEL_CSV,
    "contacts": CONTACTS,
    "committed": COMMITTED,
    "committed_by_code": COMMITTED_BY_CODE,
    "members": MEMBERS,
    "posts": POSTS,
    "grid": GRID,
    "counted": COUNTED,
    "titles": TITLES,
}


def plain(text: str) -> str:
    """Return a text with its signs and spaces as they are typed."""
    return " ".join(plain_signs(text).split())


@pytest.mark.parametrize("name", CASES)
def test_sheet_when_made_as_people_do_then_each_cell_comes_in_or_is_said(
    uow: UnitOfWork, agglomeration: UnitOfWork, tmp_path: Path, name: str
) -> None:
    case = CASES[name]
    folder = agglomeration if case.at_agglomeration else uow
    if case is GRID:
        _make_action(folder)
    for ending in case.formats:
        path = write(case.sheet, tmp_path / f"tableau{ending}")
        plan = opened(path, case.entity)
        for key, answer in case.answers.items():
            plan = plan.with_answer(key, answer)

        preview = examine(folder, plan, TODAY)

        assert not preview.open_questions, [each.sentence for each in preview.open_questions]
        assert [cell for group in preview.groups for cell in group.cells] == list(case.waiting)
        told = plain(" ".join(preview.remarks))
        assert all(plain(words) in told for words in case.said), told
        assert unsaid(preview, case.sheet) == []
        report, changes = take_in(folder, plan, TODAY)
        stood = standing(folder, plan, report.preview)
        for called, expected in case.rows.items():
            for label, words in expected.items():
                assert stood[called][label] == words.format(ending), (called, label)
        folder.undo()
        assert changes


def unsaid(preview: Preview, sheet: Sheet) -> list[str]:
    """Return the cells of a sheet of which nothing is said: not taken, not left, not waiting."""
    titles = {column.index: column for column in preview.columns}
    fates = {row.number: row for row in preview.rows}
    remarks = plain(" ".join(preview.remarks))
    lost = []
    for number, row in enumerate(sheet.rows, 1):
        for at, cell in enumerate(row):
            if cell is None or number <= preview.header:
                continue
            fate = fates.get(number)
            is_left = fate is not None and fate.fate is Fate.LEFT and bool(fate.why)
            column = titles[at]
            name = column.title or f"colonne {column.letters}"
            is_said = is_left or bool(column.path) or plain(name) in remarks
            goes_on = fate is not None or "complète" in remarks
            if not (is_said and goes_on):
                lost.append(f"{column.letters}{number} {shown(cell)}")
    return lost


def standing(uow: UnitOfWork, plan: Plan, preview: Preview) -> dict[str, dict[str, str]]:
    """Return what stands of the rows that came in, in words, by how they are called."""
    kind = describe(plan.entity)
    directory, hanging = Directory(uow), Hanging(uow, kind)
    found: dict[str, dict[str, str]] = {}
    for row in uow.rows(kind.cls):
        told = {
            plain(spec.label): plain(row_words(directory, spec, row))
            for spec in kind.fields.values()
        }
        for child in kind.nested:
            rows = hanging.on(row.id, child)
            for spec in child.fields.values():
                words = [plain(row_words(directory, spec, each)) for each in rows]
                told[f"{plain(child.label)}/{plain(spec.label)}"] = ";".join(words)
        called = _called(directory, row)
        known = found.setdefault(called, {})
        for label, words in told.items():
            known[label] = f"{known[label]};{words}" if label in known else words
    return found


def _called(directory: Directory, row: Entity) -> str:
    told = getattr(row, "title", None) if row.TYPE.name == "action" else row.called
    if not told:
        name = row.TYPE.owner or row.TYPE.structure
        told = directory.name(row.TYPE.fields[name].target, getattr(row, name))
    return plain(told)


def _make_action(uow: UnitOfWork) -> None:
    from tests.support.app import new_action

    new_action(uow, "Café des parents")
