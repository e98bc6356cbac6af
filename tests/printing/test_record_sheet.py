"""The sheet of any row: what it is called, its facts, texts and tables, how it looks."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ctg_desktop.documents import RowRequest, SheetRequest, sheet_of
from ctg_desktop.documents.gathering import compose, gather
from ctg_desktop.domain.action import Action, Indicateur, Mesure
from ctg_desktop.domain.choices import CoordinationScope, EngagementStatus
from ctg_desktop.domain.convention import Ambition, Enjeu, FicheCadre
from ctg_desktop.domain.fields import Entity
from ctg_desktop.domain.people import Contact, Coordination, Institution
from ctg_desktop.domain.territory import Engagement, Membership, Territoire
from ctg_desktop.errors import NotFoundError
from ctg_desktop.ports import UnitOfWork, untold
from ctg_desktop.printing.engine.style import PORTRAIT
from ctg_desktop.services import rows
from ctg_desktop.services.lookup import find_structure
from tests.support.app import BETHUNE, TODAY, Office, new_action, plain
from tests.support.printed import ISSUE
from tests.support.sheets import Sheet, findings

HOSTILE = "<b>&amp; e\u0301 🎉 שלום \x07 <para> =1+1 "
UNBROKEN = "W" * 300

checked = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # those of the checkers


@pytest.fixture
def uow(consolidator: Path, tmp_path: Path) -> Iterator[UnitOfWork]:
    with Office.copied(consolidator, tmp_path / "dossier").open() as opened:
        yield opened


def added(uow: UnitOfWork, cls: type[Entity], **values: Any) -> Entity:
    return rows.add(uow, cls.TYPE, values, TODAY)[0]


def place(uow: UnitOfWork, name: str = BETHUNE) -> str:
    return find_structure(uow, name).id


def sheet(uow: UnitOfWork, row: Entity) -> Sheet:
    return Sheet(compose(uow, RowRequest(row.TYPE.name, row.id), ISSUE).rendered(untold))


def words(uow: UnitOfWork, row: Entity) -> str:
    return plain(sheet(uow, row).structure().words)


def headings(uow: UnitOfWork, row: Entity) -> list[str]:
    found = sheet(uow, row).structure().all("H1", "H2", "H3")
    return [plain(node.words) for node in found]


def tables(uow: UnitOfWork, row: Entity) -> list[list[list[str]]]:
    return [
        [[plain(cell.words) for cell in line.children] for line in table.all("TR")]
        for table in sheet(uow, row).structure().all("Table")
    ]


def sivom(uow: UnitOfWork) -> Entity:
    """Return a SIVOM that two communes belong to."""
    owner = find_structure(uow, "SIVOM du Béthunois")
    for name in ("Béthune", "Essars"):
        added(
            uow,
            Membership,
            member=place(uow, name),
            sivom=owner.id,
            competence="Petite enfance",
            from_on=date(2021, 1, 1),
        )
    return owner


# --- what it is called ---------------------------------------------------------------------


def test_sheet_when_a_row_ties_others_then_it_is_called_by_them(uow: UnitOfWork) -> None:
    post = added(
        uow,
        Coordination,
        contact=uow.rows(Contact)[0].id,
        employer=place(uow),
        scope=CoordinationScope.LOCALE,
    )
    sivom(uow)

    assert headings(uow, post) == ["Alexandre HERMANT – Béthune – Locale"]
    first = uow.rows(Membership)[0]
    assert headings(uow, first) == ["Béthune – SIVOM du Béthunois – Petite enfance"]


def test_sheet_when_the_name_is_a_number_then_the_kind_of_row_comes_before(
    uow: UnitOfWork,
) -> None:
    enjeu = added(uow, Enjeu, number="9")

    assert headings(uow, enjeu) == ["Enjeu 9"]


def test_sheet_when_the_row_is_gone_then_it_says_so(uow: UnitOfWork) -> None:
    row = added(uow, Institution, name="Une maison")
    rows.remove(uow, Institution.TYPE, row.id)

    assert "Institution (retirée) · Convention Territoriale" in words(uow, row)


def test_sheet_when_the_row_never_was_then_a_sentence_says_to_choose(uow: UnitOfWork) -> None:
    with pytest.raises(NotFoundError, match="choisissez-en une"):
        gather(uow, RowRequest("institution", "rien"), TODAY)


# --- what it says --------------------------------------------------------------------------


def test_sheet_when_filled_in_part_then_nothing_is_printed_empty(uow: UnitOfWork) -> None:
    row = added(uow, Institution, name="Une maison", phone="0321000000")

    assert "Téléphone 03 21 00 00 00 Origine Référentiel" in words(uow, row)
    assert "Courriel" not in words(uow, row)
    assert words(uow, row).count("Une maison") == 1


def test_sheet_when_a_flag_is_down_then_only_what_matters_is_said(uow: UnitOfWork) -> None:
    contact = added(uow, Contact, family_name="Essai", active=False, favourite=True)
    member = added(
        uow, Membership, member=place(uow), sivom=place(uow, "SIVOM du Béthunois"), to_verify=False
    )

    assert "En fonction Non" in words(uow, contact)
    assert "Favori" not in words(uow, contact)
    assert "À vérifier" not in words(uow, member)


def test_sheet_when_a_text_is_long_then_it_has_its_heading_and_its_lists(uow: UnitOfWork) -> None:
    row = added(uow, FicheCadre, number="7", title="Parentalité", text="Un lieu :\n- proche\n- sûr")

    found = sheet(uow, row).structure()
    assert headings(uow, row) == ["7 – Parentalité", "Texte", "Un lieu :"]
    assert [plain(each.words) for each in found.all("LBody")] == ["proche", "sûr"]


def test_sheet_when_nothing_is_filled_in_then_it_says_so(uow: UnitOfWork) -> None:
    ambition = added(uow, Ambition, number="99")

    assert "Cette fiche reste à compléter." in words(uow, ambition)


# --- what belongs to it --------------------------------------------------------------------


def test_owned_rows_when_they_fit_then_they_are_a_table_without_empty_columns(
    uow: UnitOfWork,
) -> None:
    assert tables(uow, sivom(uow)) == [
        [
            ["Membre", "Compétence", "Depuis le"],
            ["Béthune", "Petite enfance", "01/01/2021"],
            ["Essars", "Petite enfance", "01/01/2021"],
        ]
    ]


def test_owned_rows_when_they_hold_long_texts_or_rows_then_each_is_told_apart(
    uow: UnitOfWork,
) -> None:
    action = new_action(uow, structure=place(uow))
    row = added(uow, Indicateur, action=action.id, label="Familles")
    added(uow, Mesure, indicateur=row.id, year=2025, value=4, comment="Bon début")
    added(uow, Mesure, indicateur=row.id, year=2026, value=6)
    added(
        uow,
        Engagement,
        territoire=place(uow),
        status=EngagementStatus.DELIBERATION,
        comment="Votée.",
    )

    assert headings(uow, row) == ["Familles", "Mesures", "Béthune – 2025", "Béthune – 2026"]
    assert "Valeur 4 Commentaire Bon début" in words(uow, row)
    assert headings(uow, find_structure(uow, BETHUNE)) == ["Béthune", "Engagements"]
    assert "Mesures Structure : Béthune, Année : 2025, Valeur : 4" in words(uow, action)


def test_sheet_of_a_row_when_one_is_made_for_it_then_it_is_asked_for() -> None:
    assert sheet_of(Action.TYPE, "x") == SheetRequest("x")
    assert sheet_of(Institution.TYPE, "x") == RowRequest("institution", "x")


# --- how it looks --------------------------------------------------------------------------


def hostile(uow: UnitOfWork) -> Entity:
    """Return a row with all that a person may type, at its longest."""
    row = added(uow, Institution, name=UNBROKEN, address=HOSTILE * 6, site="x" * 300)
    contact = added(uow, Contact, family_name=UNBROKEN[:80], institution=row.id, source=HOSTILE)
    for _ in range(2):
        added(uow, Coordination, contact=contact.id, employer=place(uow), fte=999_999_999)
    frame = added(uow, FicheCadre, number="7", title=HOSTILE * 6, text="mot " * 12_000)
    action = new_action(uow, title=HOSTILE * 5, structure=place(uow), constat="x" * 50_000)
    for _ in range(30):
        added(uow, Indicateur, action=action.id, label=UNBROKEN, definition=HOSTILE * 30)
    return frame


def test_sheet_when_hostile_then_nothing_is_lost_nor_leaves_the_margins(uow: UnitOfWork) -> None:
    frame = hostile(uow)

    assert words(uow, frame).count("mot ") >= 11_999
    for kind in (Institution, Contact, FicheCadre, Action):
        page = sheet(uow, uow.rows(kind)[-1])
        assert page.ink_outside(PORTRAIT) == [], kind
        assert page.missing_glyphs() == [], kind


@checked
def test_sheet_when_checked_then_it_is_accessible(uow: UnitOfWork, tmp_path: Path) -> None:
    contact = uow.rows(Contact)[0]
    added(uow, Coordination, contact=contact.id, employer=place(uow), fte=1)
    action = new_action(uow, structure=place(uow))
    indicateur = added(uow, Indicateur, action=action.id, label="Familles", definition="Venues.")
    added(uow, Mesure, indicateur=indicateur.id, year=2026, value=6)
    bare = added(uow, Ambition, number="99")
    path = tmp_path / "fiche.pdf"

    for row in (sivom(uow), contact, action, bare, uow.rows(Territoire)[0]):
        path.write_bytes(sheet(uow, row).content)
        assert findings(path) == [], row.called
