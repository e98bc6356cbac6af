"""The annuaire: institutions, contacts, how to reach them, and pages that cut none."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ctg_desktop.domain.choices import InstitutionKind, Origin, TerritoireKind
from ctg_desktop.domain.convention_views import ContactGroup, ContactView
from ctg_desktop.domain.people import Contact, Institution
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.printing.directory import contact_directory
from ctg_desktop.printing.engine.document import rendered
from ctg_desktop.printing.engine.style import PORTRAIT
from ctg_desktop.printing.issue import Issue
from ctg_desktop.services.contacts import directory
from ctg_desktop.services.conventions import convention_of
from tests.support.action_views import CONVENTION, person, row
from tests.support.app import TODAY, Office, plain
from tests.support.sheets import Sheet, findings

ISSUE = Issue("Les Trois-Vaux", date(2027, 9, 15))
CAF = row(
    Institution,
    name="Caisse d'allocations familiales",
    acronym="CAF",
    kind=InstitutionKind.CAF,
    address="1 rue Haute, 62000 Valbrune",
    phone="0321000000",
    email="accueil@exemple.fr",
    site="www.exemple.fr",
)
SYLLABLES = ("bal", "cor", "dun", "fel", "gam", "hiv", "jol", "kir", "lum", "mev")

checked = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # those of the checkers


def shown(contact: Contact, **values: object) -> ContactView:
    return ContactView(**{"contact": contact, "institution": CAF, **values})  # type: ignore[arg-type] # a test names fields freely


def places(*names: str) -> tuple[Territoire, ...]:
    return tuple(row(Territoire, name=name, kind=TerritoireKind.COMMUNE) for name in names)


def name_of(n: int) -> str:
    """Return a name of its own for each number: checkers take what recurs for running lines."""
    return "".join(SYLLABLES[int(digit)] for digit in f"{n:03d}")


def many(count: int) -> ContactGroup:
    contacts = (
        shown(
            person(
                name_of(n).title(),
                name_of(n + 500),
                f"Chargé de {name_of(n)}",
                email=f"{name_of(n)}@exemple.fr",
                mobile=f"06{n:08d}",
            ),
            territoires=places(*(name_of(each).title() for each in range(n % 9))),
        )
        for n in range(count)
    )
    return ContactGroup(CAF, tuple(contacts))


def content(groups: Sequence[ContactGroup], issue: Issue = ISSUE) -> bytes:
    document = contact_directory(groups, CONVENTION, issue)
    return rendered(document.story, document.edition)


def sheet(*groups: ContactGroup) -> Sheet:
    return Sheet(content(groups))


def words(*groups: ContactGroup) -> str:
    return plain(sheet(*groups).structure().words)


# --- what it says --------------------------------------------------------------------------


def test_directory_when_an_institution_is_known_then_all_about_it_shows() -> None:
    found = sheet(ContactGroup(CAF, (shown(person("Camille", "Exemple")),)))
    said = plain(found.structure().words)

    assert "Caisse d'allocations familiales (CAF)" in said
    assert "1 rue Haute, 62000 Valbrune · 03 21 00 00 00" in said
    assert [plain(link.words) for link in found.structure().all("Link")] == [
        "03 21 00 00 00",
        "accueil@exemple.fr",
        "www.exemple.fr",
    ]
    assert "1 contact, 1 institution. Source : référentiel." in said


def test_directory_when_a_contact_is_known_then_all_about_it_shows() -> None:
    contact = person(
        "Camille",
        "Exemple",
        "Responsable de territoire",
        service="Antenne de Valbrune",
        landline="0321000001",
        mobile="+33 6 12 34 56 78",
        email="c.exemple@exemple.fr",
        origin=Origin.LOCAL,
        verified_on=date(2026, 3, 12),
    )
    view = shown(
        contact,
        territoires=places("Valbrune", "Hautmont"),
        thematiques=("Parentalité", "Jeunesse"),
        to_verify=True,
    )
    (entry,) = sheet(ContactGroup(None, (view,))).structure().all("L")[0].children

    assert plain(entry.words) == (
        "Camille EXEMPLE Responsable de territoire Antenne de Valbrune "
        "03 21 00 00 01 06 12 34 56 78 c.exemple@exemple.fr "
        "Suit : Valbrune, Hautmont Thématiques : Parentalité, Jeunesse "
        "Contact local À vérifier : vérifié le 12/03/2026"
    )


def test_directory_when_a_contact_is_local_then_the_head_says_what_that_means() -> None:
    convention = replace(CONVENTION, version=3, issued_on=date(2027, 1, 15))
    group = ContactGroup(None, (shown(person("Camille", "Exemple", origin=Origin.LOCAL)),))
    document = contact_directory([group], convention, ISSUE)
    said = plain(Sheet(rendered(document.story, document.edition)).structure().words)

    assert (
        "« Contact local » : saisi sur place, absent du référentiel "
        "(version 3 du 15 janvier 2027)." in said
    )
    assert "Autres contacts" in said


def test_directory_when_a_contact_was_never_checked_then_it_is_to_verify() -> None:
    group = ContactGroup(CAF, (shown(person("Camille", "Exemple"), to_verify=True),))

    assert "À vérifier : date inconnue" in words(group)


def test_directory_when_a_contact_follows_many_places_then_the_last_ones_are_counted() -> None:
    names = [name_of(n) for n in range(100)]
    group = ContactGroup(CAF, (shown(person("A", "B"), territoires=places(*names)),))

    assert f"{name_of(14)} et 85 autres" in words(group)
    sixteen = ContactGroup(CAF, (shown(person("A", "B"), territoires=places(*names[:16])),))
    assert name_of(15) in words(sixteen)


def test_directory_when_empty_then_it_says_so() -> None:
    assert "Aucun contact n'est enregistré." in words()


# --- how it looks --------------------------------------------------------------------------


def test_directory_when_long_then_no_contact_is_cut_and_institutions_are_recalled() -> None:
    found = sheet(many(300))
    pages = found.page_texts()

    assert 10 < len(pages) < 40
    for n in range(300):
        (page,) = [each for each in pages if name_of(n).title() + " " in each]
        assert f"{name_of(n)}@exemple.fr" in page
    assert all("Caisse d’allocations familiales (CAF) (suite)" in page for page in pages[1:])
    assert "(suite)" not in found.structure().words
    assert len(found.structure().all("LI")) == 300
    assert found.ink_outside(PORTRAIT) == []


def test_directory_when_hostile_then_nothing_leaves_the_margins() -> None:
    text = "<b>&amp; é\u0301 🎉 שלום \x00 <para> "
    contact = person(
        "X" * 80,
        text * 2,
        "W" * 300,
        service=text * 8,
        email=f"{'a' * 60}@{'b' * 100}.fr",
        landline="pas de numéro",
    )
    institution = replace(CAF, name="W" * 300, address=text * 8, site=f"https://{'s' * 200}")
    view = shown(contact, thematiques=(text * 3,) * 30, to_verify=True)
    found = sheet(ContactGroup(institution, (view,) * 10))

    assert found.ink_outside(PORTRAIT) == []
    assert found.missing_glyphs() == []
    assert found.structure().words.count("pas de numéro") == 10


def test_directory_when_printed_twice_then_bytes_are_equal() -> None:
    groups = [many(30)]

    assert content(groups) == content(groups)


@checked
@pytest.mark.parametrize("count", [0, 1, 60])
def test_directory_when_checked_then_it_is_accessible(tmp_path: Path, count: int) -> None:
    path = tmp_path / "annuaire.pdf"
    path.write_bytes(content([many(count)] if count else []))

    assert findings(path) == []


@checked
def test_directory_when_it_is_the_delivered_one_then_it_fits_one_accessible_page(
    tmp_path: Path,
) -> None:
    with Office(tmp_path / "d").open() as uow:
        groups = directory(uow, TODAY)
        convention = convention_of(uow)
    document = contact_directory(groups, convention, replace(ISSUE, is_demonstration=True))
    path = tmp_path / "annuaire.pdf"
    document.print_to(path)
    found = Sheet(path.read_bytes())

    assert findings(path) == []
    assert found.page_count == 1
    assert "Données d’exemple" in found.text()
    for name in ("HERMANT", "BIOUT", "THERACHE", "DUPUIS", "COTTIGNY", "WOZNY", "BOURET"):
        assert name in found.text()
