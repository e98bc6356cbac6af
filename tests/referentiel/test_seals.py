"""Where a référentiel comes from: its seal, files without one, what is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.domain.convention import Enjeu
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.publishing import Provenance, provenance_of, publication, terms
from ctg_desktop.domain.trust import DELIVERED_KEYS, Role
from ctg_desktop.folder.keys import is_signed
from ctg_desktop.referentiel.importing import take_in
from ctg_desktop.referentiel.reading import read
from ctg_desktop.referentiel.writing import export, issue
from tests.referentiel.texts import DELIVERED, INVENTED, SMALL, written
from tests.support.data_folders import create_folder
from tests.support.folders import reopened
from tests.support.sites import Site, TurnedClock, hashes, trust, unite

TODAY = date(2027, 3, 1)
MakeSite = Callable[..., Site]


def alone(folder: Path, person: str, role: Role | None = None) -> Site:
    """Return a site that nobody certified, or in this role."""
    create_folder(folder, person=person, clock=TurnedClock())
    site = reopened(folder)
    if role is not None:
        trust(site.uow, role)
    return site


def enjeu(folder: Path, title: str) -> Path:
    told = f'{SMALL}[[enjeux]]\nnumero = "1"\nintitule = "{title}"\n'
    return written(folder, told)


def titles(site: Site) -> list[str | None]:
    return [row.title for row in site.uow.rows(Enjeu)]


def test_delivered_when_read_then_its_seal_is_that_of_a_key_that_the_program_trusts() -> None:
    delivered = read(DELIVERED)
    told = delivered.provenance

    assert told is not None
    made = publication(delivered.content(), told)
    is_whole = all(
        is_signed(told.key, *each)
        for each in zip(terms(made), (told.signature, told.seal), strict=True)
    )
    assert is_whole, "run packaging/seal_referentiel.py: the file or what is read of it has changed"
    assert told.key in DELIVERED_KEYS


def test_delivered_when_it_travels_then_it_counts_with_who_had_it_not(
    make_site: MakeSite,
) -> None:
    here, there = make_site(), make_site("Dominique")
    take_in(here.uow, read(DELIVERED), TODAY)

    report = there.receive(here)

    assert report.waiting == ()
    assert len(hashes([here, there])) == 1
    assert take_in(there.uow, read(DELIVERED), TODAY)[0].is_known
    assert there.problems() == ()


def test_issue_when_taken_in_by_hand_elsewhere_then_it_is_what_travels(
    make_site: MakeSite, tmp_path: Path
) -> None:
    here, there = make_site(), make_site("Dominique")
    take_in(here.uow, read(INVENTED), TODAY)
    row = here.uow.rows(Enjeu)[0].id
    here.uow.record(Draft("Essai", (Edit(Cell("enjeu", row, "title"), "Corrigé"),)))
    issue(here.uow, tmp_path / "envoi.toml", TODAY)

    take_in(there.uow, read(tmp_path / "envoi.toml"), TODAY)

    (issued,) = [each for each in here.uow.publications() if each.number == 2]
    assert there.uow.ends()[issued.id] == here.uow.ends()[issued.id]
    report = there.receive(here)
    assert issued.last not in {each.first for each in report.refused}
    assert report.refused == ()
    assert len(hashes([here, there])) == 1
    assert there.problems() == ()


def test_file_when_changed_since_it_was_issued_then_its_seal_is_not_believed(
    make_site: MakeSite, tmp_path: Path
) -> None:
    here = make_site()
    there = alone(tmp_path / "commune", "Commune", Role.PARTICIPANT)
    take_in(here.uow, read(enjeu(tmp_path, "Vrai")), TODAY)
    issue(here.uow, tmp_path / "envoi.toml", TODAY)
    text = (tmp_path / "envoi.toml").read_text(encoding="utf-8")
    assert 'sceau = "' in text
    (tmp_path / "autre.toml").write_text(text.replace("Vrai", "Retouché"), encoding="utf-8")

    take_in(there.uow, read(tmp_path / "autre.toml"), TODAY)

    assert titles(there) == ["Retouché"]
    assert {each.id for each in there.uow.publications()}.isdisjoint(
        each.id for each in here.uow.publications()
    )
    assert here.receive(there).new == 0
    there.receive(here)
    assert titles(there) == titles(here) == ["Vrai"]
    assert there.uow.conflicts() == []
    assert there.problems() == ()
    there.close()


@pytest.mark.parametrize("line", ["", "x", "AAAA", "é", "A" * 1_000_000])
def test_seal_when_it_is_none_then_the_file_is_read_as_if_it_had_none(
    tmp_path: Path, site: Site, line: str
) -> None:
    path = enjeu(tmp_path, "Vrai")
    text = path.read_text(encoding="utf-8").replace("version =", f'sceau = "{line}"\nversion =', 1)
    path.write_text(text, encoding="utf-8")

    take_in(site.uow, read(path), TODAY)

    assert provenance_of(line) is None
    assert titles(site) == ["Vrai"]


@pytest.mark.parametrize("sealed_first", [True, False])
def test_file_without_seal_when_a_sealed_one_of_its_number_meets_it_then_that_one_stands(
    make_site: MakeSite, tmp_path: Path, sealed_first: bool
) -> None:
    agglomeration = make_site("Agglomération")
    commune = alone(tmp_path / "commune", "Commune", Role.PARTICIPANT)
    take_in(agglomeration.uow, read(enjeu(tmp_path, "Scellé")), TODAY)
    if sealed_first:
        commune.receive(agglomeration)
    content = read(enjeu(tmp_path, "Par courriel")).content()
    commune.uow.publish(publication(content, Provenance(commune.uow.key, "f0" * 16)))
    assert titles(commune) == ["Scellé" if sealed_first else "Par courriel"]
    unite([agglomeration, commune])

    assert titles(commune) == titles(agglomeration) == ["Scellé"]
    assert len(hashes([agglomeration, commune])) == 1
    assert commune.problems() == ()
    commune.close()


def test_issue_when_made_before_the_convention_key_then_it_is_sealed_with_it(
    tmp_path: Path,
) -> None:
    agglomeration = alone(tmp_path / "agglo", "Agglomération")
    commune = alone(tmp_path / "commune", "Commune")
    for site, title in ((agglomeration, "De l’agglomération"), (commune, "De la commune")):
        take_in(site.uow, read(enjeu(tmp_path, title)), TODAY)
    commune.receive(agglomeration)
    assert titles(commune) == ["De la commune"]

    commune.uow.follow_authority(agglomeration.uow.found_authority())
    commune.receive(agglomeration)

    assert titles(commune) == ["De l’agglomération"]
    assert commune.problems() == agglomeration.problems() == ()
    for site in (agglomeration, commune):
        site.close()


def test_seed_when_a_person_in_it_is_erased_then_nothing_tells_the_number_by_trying(
    make_site: MakeSite, tmp_path: Path
) -> None:
    here, there = make_site(), make_site("Dominique")
    take_in(here.uow, read(INVENTED), TODAY)
    issue(here.uow, tmp_path / "envoi.toml", TODAY)
    sent = read(tmp_path / "envoi.toml")
    take_in(there.uow, sent, TODAY)
    assert sent.provenance is not None
    assert [each.provenance.seed for each in there.uow.publications()] == [sent.provenance.seed]
    person = next(row for row in here.uow.rows(Contact) if row.mobile)

    here.uow.record(Draft("Effacé", (Edit(Cell("contact", person.id, "erased"), 1),)))
    there.receive(here)

    for site in (here, there):
        assert [each.provenance.seed for each in site.uow.publications()] == [""]
        site.uow.compact()
        held = [path.read_bytes() for path in site.folder.glob("ctg.sqlite*")]
        assert sent.provenance.seed.encode() not in b"".join(held)
        assert "sceau" not in export(site.uow, TODAY)
        assert site.problems() == ()
