"""Taking in a référentiel, in real folders."""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.domain.convention import Ambition, Convention, Enjeu
from ctg_desktop.domain.people import Contact, Coordination, Institution
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import RuleError
from ctg_desktop.referentiel.content import Referentiel
from ctg_desktop.referentiel.importing import preview, take_in
from ctg_desktop.referentiel.reading import read
from ctg_desktop.referentiel.reporting import Fate
from tests.referentiel.texts import DELIVERED, INVENTED, SMALL, small, spaced, written
from tests.support.sites import Site, hashes, unite

TODAY = date(2027, 3, 1)
ENJEU = '[[enjeux]]\nnumero = "1"\n'


def refusal(site: Site, referentiel: Referentiel) -> str:
    before = site.uow.state_hash()
    with pytest.raises(RuleError) as caught:
        take_in(site.uow, referentiel, TODAY)
    assert site.uow.state_hash() == before
    return spaced(caught.value.sentence)


def record(site: Site, entity: str, row: str, **values: str | int | None) -> None:
    edits = tuple(Edit(Cell(entity, row, field), value) for field, value in values.items())
    site.uow.record(Draft("Essai", edits))


# ------------------------------------------------------------------------------ the first


@pytest.mark.parametrize("path", [DELIVERED, INVENTED], ids=["delivered", "invented"])
def test_take_in_when_the_folder_is_empty_then_it_holds_every_row_as_read(
    site: Site, path: Path
) -> None:
    referentiel = read(path)
    report, changes = take_in(site.uow, referentiel, TODAY)

    assert changes
    assert report.previous_version is None
    assert {row.fate for row in report.rows} == {Fate.NEW}
    assert spaced(report.sentence()).endswith(f" : {len(report.rows)} nouveaux.")
    assert len(report.rows) == len(referentiel.rows)
    for row in referentiel.entities():
        found = site.uow.get(type(row), row.id)
        assert found == row
    assert site.problems() == ()


def test_take_in_when_two_sites_do_it_then_they_are_equal_and_have_nothing_to_exchange(
    make_site: Callable[..., Site],
) -> None:
    here, there = make_site("Camille Essai"), make_site("Dominique Essai")
    there.clock.at = there.clock.at.replace(year=2021)
    for site in (here, there):
        take_in(site.uow, read(DELIVERED), TODAY)

    assert len(hashes([here, there])) == 1
    assert here.history() == there.history()
    assert here.receive(there).new == 0


def test_take_in_when_done_again_then_nothing_changes_and_it_says_so(site: Site) -> None:
    referentiel = read(INVENTED)
    take_in(site.uow, referentiel, TODAY)
    before = site.history()

    report, changes = take_in(site.uow, referentiel, TODAY)

    assert report.is_known
    assert not changes
    assert site.history() == before
    assert spaced(report.sentence()) == (
        "« Convention des Trois-Vaux 2027-2031 », version 1 du 15 janvier 2027 : déjà en place, "
        "rien n'a changé."
    )


def test_take_in_when_the_issue_is_after_today_then_it_warns(site: Site) -> None:
    report, _ = take_in(site.uow, read(INVENTED), date(2027, 1, 14))

    assert [spaced(sentence) for sentence in report.warnings] == [
        "Ce référentiel est daté du 15 janvier 2027, après la date de cet ordinateur, "
        "14 janvier 2027 : vérifiez l'une et l'autre."
    ]


def test_preview_when_asked_then_it_tells_the_same_and_writes_nothing(site: Site) -> None:
    before = site.uow.state_hash()

    seen = preview(site.uow, read(INVENTED), TODAY)

    assert site.uow.state_hash() == before
    assert seen == take_in(site.uow, read(INVENTED), TODAY)[0]


# ------------------------------------------------------------------------------- the next


def test_take_in_when_newer_then_rows_change_by_identity_and_the_report_tells(
    site: Site, tmp_path: Path
) -> None:
    first = ENJEU + '[[enjeux]]\nnumero = "2"\n[[ambitions]]\nnumero = "1"\nenjeu = "1"\n'
    take_in(site.uow, small(tmp_path, first), TODAY)
    second = (
        '[[enjeux]]\nnumero = "1"\nintitule = "Grandir"\n[[enjeux]]\nnumero = "3"\n'
        '[[ambitions]]\nnumero = "1"\nenjeu = "3"\n'
    )

    report, _ = take_in(site.uow, small(tmp_path, second, version=2), TODAY)

    told = {
        (row.entity, row.name, row.fate): {
            change.key: (change.before, change.after) for change in row.fields
        }
        for row in report.rows
    }
    assert told == {
        ("convention", "Convention d’essai", Fate.CHANGED): {"version": ("1", "2")},
        ("enjeu", "1 – Grandir", Fate.CHANGED): {"intitule": ("", "Grandir")},
        ("enjeu", "3", Fate.NEW): {},
        ("ambition", "1", Fate.CHANGED): {"enjeu": ("1", "3")},
    }
    assert [(row.label, row.name) for row in report.kept] == [("Enjeu", "2")]
    assert [row.label for row in report.rows] == ["Convention", "Enjeu", "Enjeu", "Ambition"]
    assert report.counts["enjeu"] == {Fate.CHANGED: 1, Fate.NEW: 1}
    assert spaced(report.sentence()) == (
        "« Convention d'essai », version 2 du 15 janvier 2027 : 1 nouveau, 3 modifiés, 1 absent "
        "du fichier et gardé tel quel."
    )
    assert {row.number: row.title for row in site.uow.rows(Enjeu)} == {
        "1": "Grandir",
        "2": None,
        "3": None,
    }


def test_take_in_when_a_row_is_withdrawn_then_restored_then_both_are_told(
    site: Site, tmp_path: Path
) -> None:
    take_in(site.uow, small(tmp_path, ENJEU), TODAY)

    gone, _ = take_in(site.uow, small(tmp_path, ENJEU + "supprime = true\n", version=2), TODAY)
    assert [row.fate for row in gone.rows if row.entity == "enjeu"] == [Fate.WITHDRAWN]
    assert site.uow.rows(Enjeu) == []

    back, _ = take_in(site.uow, small(tmp_path, ENJEU, version=3), TODAY)
    assert [row.fate for row in back.rows if row.entity == "enjeu"] == [Fate.RESTORED]
    assert len(site.uow.rows(Enjeu)) == 1
    assert site.uow.conflicts() == []


def test_take_in_when_a_value_is_emptied_then_it_goes_and_a_missing_key_changes_nothing(
    site: Site, tmp_path: Path
) -> None:
    contact = '[[contacts]]\nnom = "A"\n'
    full = contact + 'courriel = "a@exemple.fr"\ntelephone = "01 99 00 00 01"\n'
    take_in(site.uow, small(tmp_path, full), TODAY)
    take_in(site.uow, small(tmp_path, contact + 'courriel = ""\n', version=2), TODAY)
    (found,) = site.uow.rows(Contact)

    assert (found.email, found.landline) == (None, "01 99 00 00 01")


def test_take_in_when_members_of_a_set_go_then_they_are_gone(site: Site, tmp_path: Path) -> None:
    rows = ENJEU + "".join(f'[[ambitions]]\nnumero = "{n}"\n' for n in range(1, 4))
    sheet = rows + '[[fiches_cadres]]\nnumero = "A"\nintitule = "A"\nambitions = ["1", "2"]\n'
    take_in(site.uow, small(tmp_path, sheet), TODAY)
    other = sheet.replace('["1", "2"]', '["2", "3"]')

    report, _ = take_in(site.uow, small(tmp_path, other, version=2), TODAY)

    (row,) = (row for row in report.rows if row.entity == "fiche_cadre")
    assert [(change.before, change.after) for change in row.fields] == [("1, 2", "2, 3")]
    assert site.uow.conflicts() == []


def test_take_in_when_versions_arrive_in_any_order_then_the_newest_stands_everywhere(
    make_site: Callable[..., Site], tmp_path: Path
) -> None:
    versions = [
        small(tmp_path, f'[[enjeux]]\nnumero = "1"\nintitule = "Titre {n}"\n', version=n)
        for n in (1, 2, 3)
    ]
    sites = [make_site(f"Personne {n}") for n in range(3)]
    for site, taken in zip(sites, ([0, 1, 2], [0, 2], [0]), strict=True):
        for number in taken:
            take_in(site.uow, versions[number], TODAY)

    unite(sites)

    assert len(hashes(sites)) == 1
    assert [site.uow.rows(Enjeu)[0].title for site in sites] == ["Titre 3"] * 3
    assert [site.uow.conflicts() for site in sites] == [[], [], []]


IS_STRESS = os.environ.get("CTG_STRESS") == "1"
_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["take in", "correct", "receive"]), st.integers(0, 2), st.integers(1, 4)
    ),
    max_size=12,
)


@given(steps=_STEPS)
@settings(max_examples=1000 if IS_STRESS else 5)
def test_take_in_when_sites_take_in_correct_and_exchange_at_random_then_all_become_equal(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("sites")
    versions = {
        number: small(
            folder,
            f'[[enjeux]]\nnumero = "1"\nintitule = "Titre {number}"\n'
            f'[[enjeux]]\nnumero = "2"\nsupprime = {str(number % 2 == 0).lower()}\n',
            version=number,
        )
        for number in range(1, 5)
    }
    sites = [Site(folder / str(number), f"Personne {number}") for number in range(3)]
    for number, site in enumerate(sites):
        site.clock.at += timedelta(days=400 * number)
        take_in(site.uow, versions[1], TODAY)
    for step, number, other in steps:
        site = sites[number]
        if step == "take in":
            with suppress(RuleError):
                take_in(site.uow, versions[other], TODAY)
        elif step == "correct":
            record(site, "enjeu", versions[1].rows[other % 2 + 1].id, title=f"Corrigé {other}")
        else:
            site.receive(sites[other % 3])
    take_in(sites[0].uow, versions[4], TODAY)

    unite(sites)

    assert len(hashes(sites)) == 1
    assert {site.uow.rows(Convention)[0].version for site in sites} == {4}
    assert [problem for site in sites for problem in site.problems()] == []
    for site in sites:
        assert take_in(site.uow, versions[4], TODAY)[0].is_known
        site.close()


def test_take_in_when_the_agglomeration_had_corrected_a_row_then_the_file_prevails(
    site: Site, tmp_path: Path
) -> None:
    take_in(site.uow, small(tmp_path, ENJEU), TODAY)
    (enjeu,) = site.uow.rows(Enjeu)
    record(site, "enjeu", enjeu.id, title="Corrigé ici")
    newer = small(tmp_path, ENJEU + 'intitule = "Du fichier"\n', version=2)

    report, _ = take_in(site.uow, newer, TODAY)

    (row,) = (row for row in report.rows if row.entity == "enjeu")
    assert [(change.before, change.after) for change in row.fields] == [
        ("Corrigé ici", "Du fichier")
    ]
    assert site.uow.rows(Enjeu)[0].title == "Du fichier"
    assert site.uow.conflicts() == []
    assert site.problems() == ()


# ------------------------------------------------------------------------------ local data


def test_take_in_when_there_is_local_data_then_it_is_untouched_and_unnamed(
    site: Site, tmp_path: Path
) -> None:
    take_in(site.uow, read(INVENTED), TODAY)
    ambition = site.uow.rows(Ambition)[0]
    action = site.create("Une action", main_ambition=ambition.id)
    local, place, post = (site.uow.new_id() for _ in range(3))
    record(site, "institution", place, deleted=0, name="Chez nous", origin="local")
    record(site, "contact", local, deleted=0, family_name="Essai", origin="local")
    record(site, "coordination", post, deleted=0, contact=local)
    kept = [
        (cls, row_id, site.uow.get(cls, row_id))
        for cls, row_id in (
            (Action, action),
            (Contact, local),
            (Institution, place),
            (Coordination, post),
        )
    ]
    text = INVENTED.read_text(encoding="utf-8").replace("version = 1", "version = 2")
    newer = read(written(tmp_path, text.replace("Ouvrir des places", "Créer des places")))

    report, changes = take_in(site.uow, newer, TODAY)

    assert [(cls, row_id, site.uow.get(cls, row_id)) for cls, row_id, _ in kept] == kept
    assert not {row_id for _, row_id, _ in kept} & {row.id for row in (*report.rows, *report.kept)}
    assert not {row_id for _, row_id, _ in kept} & {row for _, row in changes.rows}
    assert site.uow.rows(Ambition)[0].title == "Créer des places d’accueil"


@pytest.mark.parametrize(
    ("entity", "more", "problem"),
    [
        ("contact", '[[contacts]]\nid = "{}"\nnom = "A"\n', "Contact, ESSAI"),
        ("action", '[[enjeux]]\nid = "{}"\nnumero = "1"\n', "Action, Une action"),
    ],
)
def test_take_in_when_the_file_bears_a_local_identity_then_it_is_refused(
    site: Site, tmp_path: Path, entity: str, more: str, problem: str
) -> None:
    take_in(site.uow, small(tmp_path), TODAY)
    row = site.uow.new_id()
    values = {
        "contact": {"family_name": "Essai", "origin": "local"},
        "action": {"title": "Une action"},
    }
    record(site, entity, row, deleted=0, **values[entity])

    assert refusal(site, small(tmp_path, more.format(row), version=2)) == (
        f"Le fichier emploie l'identifiant {row}, qui est ici celui d'une fiche de cette "
        f"structure : {problem}. Dans le fichier, retirez la ligne « id » de cet élément. Rien "
        "n'a été modifié."
    )


# -------------------------------------------------------------------------------- refusals


def test_take_in_when_older_then_it_is_refused(site: Site, tmp_path: Path) -> None:
    take_in(site.uow, small(tmp_path), TODAY)
    take_in(site.uow, small(tmp_path, version=3), TODAY)

    for version in (1, 2):
        assert refusal(site, small(tmp_path, version=version)) == (
            f"Ce référentiel est la version {version} ; la version 3, plus récente, "
            "est déjà en place. Rien n'a été modifié."
        )


def test_take_in_when_another_content_bears_the_same_number_then_it_is_refused(
    site: Site, tmp_path: Path
) -> None:
    take_in(site.uow, small(tmp_path, version=4), TODAY)

    assert refusal(site, small(tmp_path, ENJEU, version=4)) == (
        "La version 4 du référentiel est déjà en place, avec un autre contenu. Dans le fichier, "
        "donnez à « version » un numéro plus grand : 5. Rien n'a été modifié."
    )


def test_take_in_when_it_is_another_convention_then_it_is_refused(
    site: Site, tmp_path: Path
) -> None:
    take_in(site.uow, small(tmp_path), TODAY)
    other = SMALL.replace("7f3c1a52", "11111111").replace("d’essai", "d’ailleurs")

    assert refusal(site, read(written(tmp_path, other))) == (
        "Ce dossier suit « Convention d'essai » ; le fichier décrit une autre convention, "
        "« Convention d'ailleurs ». Créez-lui son propre dossier. Rien n'a été modifié."
    )


def test_take_in_when_refused_then_the_first_one_still_stands(site: Site, tmp_path: Path) -> None:
    take_in(site.uow, read(INVENTED), TODAY)
    refusal(site, read(DELIVERED))

    assert len(site.uow.rows(Convention, deleted=None)) == 1
    assert len(site.uow.rows(Territoire)) == 6


# ------------------------------------------------- the delivered one beside the agglomeration's


FIRST = Path(__file__).parents[1] / "data" / "referentiel" / "ctg_2026_2030_v1.toml"
"""What was delivered first, as version 1, in the name of the program."""


def issued(folder: Path, *, version: int) -> Referentiel:
    """Return what an agglomeration that began with the first one issues after a completion."""
    text = FIRST.read_text(encoding="utf-8")
    text = text.replace("version = 1", f"version = {version}", 1)
    text = text.replace("Version initiale livrée avec CTG Desktop, d’après les", "Agglomération, ")
    text = text.replace('numero = "1"\nintitule = ""', 'numero = "1"\nintitule = "Grandir"', 1)
    return read(written(folder, text))


def first_enjeu(site: Site) -> Enjeu:
    return next(row for row in site.uow.rows(Enjeu) if row.number == "1")


def test_delivered_when_the_agglomeration_has_issued_that_number_then_its_own_stands(
    site: Site, tmp_path: Path
) -> None:
    take_in(site.uow, read(FIRST), TODAY)
    take_in(site.uow, issued(tmp_path, version=2), TODAY)

    assert "il l'emporte sur celui qui est livré" in refusal(site, read(DELIVERED))
    assert first_enjeu(site).title == "Grandir"


def test_delivered_when_it_came_first_then_the_agglomerations_of_that_number_stands_over_it(
    site: Site, tmp_path: Path
) -> None:
    take_in(site.uow, read(DELIVERED), TODAY)

    report, _ = take_in(site.uow, issued(tmp_path, version=2), TODAY)

    assert not report.is_known
    assert first_enjeu(site).title == "Grandir"
    assert site.uow.rows(Convention)[0].issuer is not None
    assert site.uow.conflicts() == []
    assert site.problems() == ()


def test_delivered_when_both_of_one_number_meet_then_order_of_arrival_does_not_count(
    make_site: Callable[..., Site], tmp_path: Path
) -> None:
    one, other = make_site(), make_site()
    for site in (one, other):
        take_in(site.uow, read(FIRST), TODAY)
    take_in(one.uow, read(DELIVERED), TODAY)
    take_in(other.uow, issued(tmp_path, version=2), TODAY)

    unite([one, other])

    assert len(set(hashes([one, other]))) == 1
    assert first_enjeu(one).title == first_enjeu(other).title == "Grandir"
    assert one.problems() == other.problems() == ()


def test_delivered_when_people_completed_the_former_one_then_nothing_of_theirs_is_lost(
    site: Site,
) -> None:
    take_in(site.uow, read(FIRST), TODAY)
    enjeu, convention = first_enjeu(site).id, site.uow.rows(Convention)[0].id
    record(site, "enjeu", enjeu, title="Grandir", text="Un texte inventé")
    record(site, "convention", convention, method="Notre méthode")

    told = preview(site.uow, read(DELIVERED), TODAY)
    take_in(site.uow, read(DELIVERED), TODAY)

    assert first_enjeu(site).title == "Grandir"
    found = site.uow.rows(Convention)[0]
    assert (found.method, found.version, found.issuer) == ("Notre méthode", 2, None)
    assert "solidarité entre les territoires" in (found.purpose or "")
    fields = {field.key for row in told.rows for field in row.fields}
    assert "portee" in fields
    assert not {"methode", "intitule"} & {
        field.key for row in told.rows if row.id in (enjeu, convention) for field in row.fields
    }
    assert site.uow.conflicts() == []
    assert site.problems() == ()


def test_delivered_when_taken_in_over_the_first_then_its_former_issuer_is_gone(site: Site) -> None:
    take_in(site.uow, read(FIRST), TODAY)

    take_in(site.uow, read(DELIVERED), TODAY)

    assert site.uow.rows(Convention)[0].issuer is None
    assert {row.title for row in site.uow.rows(Enjeu)} == {None}
