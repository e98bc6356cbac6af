"""What a folder sends as référentiel, and what comes back of it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.domain.convention import Ambition, Convention, Enjeu
from ctg_desktop.domain.parsing import clean_text
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import NotFoundError, OutputError, RuleError
from ctg_desktop.referentiel.content import Referentiel, Row
from ctg_desktop.referentiel.importing import take_in
from ctg_desktop.referentiel.issuing import to_publish
from ctg_desktop.referentiel.reading import read
from ctg_desktop.referentiel.reporting import Fate
from ctg_desktop.referentiel.writing import export, issue, text_of
from tests.referentiel.texts import DELIVERED, INVENTED, small, spaced, written
from tests.support.sites import Site, hashes

TODAY = date(2027, 3, 1)


def record(site: Site, entity: str, row: str, **values: str | int | None) -> None:
    edits = tuple(Edit(Cell(entity, row, field), value) for field, value in values.items())
    site.uow.record(Draft("Essai", edits))


def exported(site: Site, folder: Path) -> Referentiel:
    return read(written(folder, export(site.uow, TODAY), "export.toml"))


# --------------------------------------------------------------------- what did not change


@pytest.mark.parametrize("path", [DELIVERED, INVENTED], ids=["delivered", "invented"])
def test_export_when_nothing_changed_then_it_is_the_publication_in_place(
    site: Site, tmp_path: Path, path: Path
) -> None:
    take_in(site.uow, read(path), TODAY)
    before = site.uow.state_hash()

    sent = exported(site, tmp_path)
    report, changes = take_in(site.uow, sent, TODAY)

    assert sent.content() == read(path).content()
    assert report.is_known
    assert not changes
    assert site.uow.state_hash() == before


def test_export_when_taken_in_elsewhere_then_both_folders_are_equal(
    make_site: Callable[..., Site], tmp_path: Path
) -> None:
    here, there = make_site(), make_site("Dominique Essai")
    take_in(here.uow, read(DELIVERED), TODAY)

    take_in(there.uow, exported(here, tmp_path), TODAY)

    assert len(hashes([here, there])) == 1


def test_export_when_an_older_version_said_more_then_the_newest_alone_is_sent(
    site: Site, tmp_path: Path
) -> None:
    take_in(site.uow, small(tmp_path, '[[enjeux]]\nnumero = "1"\nintitule = "A"\n'), TODAY)
    take_in(site.uow, small(tmp_path, '[[enjeux]]\nnumero = "2"\n', version=2), TODAY)

    sent = exported(site, tmp_path)

    assert sent.version == 2
    assert [row.values["number"] for row in sent.rows if row.entity == "enjeu"] == ["2"]
    assert take_in(site.uow, sent, TODAY)[0].is_known


# ------------------------------------------------------------------------- what did change


def test_export_when_a_row_was_corrected_then_it_is_the_next_version_with_everything(
    site: Site, tmp_path: Path
) -> None:
    take_in(
        site.uow,
        small(tmp_path, '[[enjeux]]\nnumero = "1"\n[[publics]]\ncode = "a"\nlibelle = "A"\n'),
        TODAY,
    )
    take_in(site.uow, small(tmp_path, '[[enjeux]]\nnumero = "2"\n', version=2), TODAY)
    corrected = next(row for row in site.uow.rows(Enjeu) if row.number == "1")
    record(site, "enjeu", corrected.id, title="Corrigé")

    sent = exported(site, tmp_path)

    assert (sent.version, sent.issued_on) == (3, TODAY)
    assert {row.entity for row in sent.rows} == {"convention", "enjeu", "public"}
    assert {
        row.values["number"]: row.values.get("title") for row in sent.rows if row.entity == "enjeu"
    } == {"1": "Corrigé", "2": None}


def test_export_when_the_structure_is_known_then_it_is_the_issuer(
    site: Site, tmp_path: Path
) -> None:
    take_in(site.uow, read(DELIVERED), TODAY)
    agglomeration = next(row for row in site.uow.rows(Territoire) if row.code == "AGG")
    site.uow.settle(agglomeration.id)
    record(site, "enjeu", site.uow.rows(Enjeu)[0].id, title="Corrigé")

    issuer = exported(site, tmp_path).convention.values["issuer"]

    assert issuer == "Communauté d’agglomération de Béthune-Bruay, Artois Lys Romane"


def test_export_when_a_value_was_emptied_or_a_row_withdrawn_then_others_lose_it_too(
    make_site: Callable[..., Site], tmp_path: Path
) -> None:
    here, there = make_site(), make_site("Dominique Essai")
    for each in (here, there):
        take_in(each.uow, read(INVENTED), TODAY)
    contact, ambition = here.uow.rows(Contact)[0], here.uow.rows(Ambition)[0]
    record(here, "contact", contact.id, mobile=None)
    record(here, "ambition", ambition.id, deleted=1)
    here.uow.record(
        Draft(
            "Essai", (Edit(Cell("contact", contact.id, "territoires", contact.territoires[0]), 0),)
        )
    )

    report, _ = issue(here.uow, tmp_path / "envoi.toml", TODAY)
    take_in(there.uow, read(tmp_path / "envoi.toml"), TODAY)

    assert report.version == 2
    assert len(hashes([here, there])) == 1
    found = there.uow.get(Contact, contact.id)
    assert found is not None
    assert (found.mobile, len(found.territoires)) == (None, 1)
    assert len(there.uow.rows(Ambition)) == 13


def test_export_when_rows_are_local_or_personal_then_they_stay_here(
    site: Site, tmp_path: Path
) -> None:
    take_in(site.uow, read(INVENTED), TODAY)
    contact = site.uow.rows(Contact)[0]
    place, post, person = (site.uow.new_id() for _ in range(3))
    record(site, "institution", place, deleted=0, name="Chez nous", origin="local")
    record(site, "contact", person, deleted=0, family_name="Essai", origin="local")
    record(site, "coordination", post, deleted=0, contact=person, fte="1")
    record(site, "contact", contact.id, institution=place, favourite=1)

    sent = exported(site, tmp_path)

    assert not {place, post, person} & {row.id for row in sent.rows}
    assert not {"institution", "favourite"} & set(
        next(row for row in sent.rows if row.id == contact.id).values
    )


def test_issue_when_done_then_this_folder_has_the_version_that_it_sent(
    site: Site, tmp_path: Path
) -> None:
    take_in(site.uow, read(DELIVERED), TODAY)
    record(site, "enjeu", site.uow.rows(Enjeu)[0].id, title="Grandir")

    report, _ = issue(site.uow, tmp_path / "envoi.toml", TODAY)

    assert (report.version, report.previous_version) == (3, 2)
    assert site.uow.rows(Convention)[0].version == 3
    assert site.uow.conflicts() == []
    assert issue(site.uow, tmp_path / "encore.toml", TODAY)[0].is_known
    assert (tmp_path / "encore.toml").read_bytes() == (tmp_path / "envoi.toml").read_bytes()


def test_issue_when_version_and_date_are_given_then_they_are_those(
    site: Site, tmp_path: Path
) -> None:
    take_in(site.uow, read(INVENTED), TODAY)

    issue(site.uow, tmp_path / "envoi.toml", TODAY, version=7, issued_on=date(2027, 2, 1))
    sent = read(tmp_path / "envoi.toml")

    assert (sent.version, sent.issued_on) == (7, date(2027, 2, 1))


# -------------------------------------------------------------------------------- refusals


def test_export_when_there_is_no_convention_then_it_says_so(site: Site) -> None:
    with pytest.raises(NotFoundError, match="pas encore de convention"):
        export(site.uow, TODAY)


@pytest.mark.parametrize("version", [1, 2])
def test_export_when_the_version_does_not_grow_then_it_is_refused(
    site: Site, tmp_path: Path, version: int
) -> None:
    take_in(site.uow, small(tmp_path, version=2), TODAY)
    record(site, "convention", site.uow.rows(Convention)[0].id, rank="Deuxième")

    with pytest.raises(RuleError) as caught:
        export(site.uow, TODAY, version=version)

    assert spaced(caught.value.sentence) == (
        "La version 2 du référentiel est déjà en place. Donnez à celle-ci un numéro plus grand : 3."
    )


def test_issue_when_the_file_cannot_be_written_then_nothing_changes(
    site: Site, tmp_path: Path
) -> None:
    take_in(site.uow, read(INVENTED), TODAY)
    record(site, "enjeu", site.uow.rows(Enjeu)[0].id, title="Corrigé")
    before = site.uow.state_hash()

    with pytest.raises(OutputError):
        issue(site.uow, tmp_path, TODAY)

    assert site.uow.state_hash() == before


# ------------------------------------------------------------------------------- the text


def test_text_when_written_then_it_tells_how_to_complete_it() -> None:
    text = text_of(read(DELIVERED))

    assert 'intitule = ""  # à compléter' in text
    assert "Pour le compléter" in text
    assert all(f"\n# {title}" in text for title in ("Les contacts", "Les engagements"))
    assert "communes.csv" not in text


def test_text_when_every_example_of_the_delivered_file_is_used_then_it_reads(
    tmp_path: Path,
) -> None:
    text = DELIVERED.read_text(encoding="utf-8")
    for before, after in (
        ("# [[", "[["),
        ('# membre = "Nom de la commune"', 'membre = "Béthune"'),
        ('# sivom = "SIVOM du …"', 'sivom = "SIVOM du Béthunois"'),
        ('# territoire = "Nom de la commune"', 'territoire = "Béthune"'),
        ('# contact = "Prénom NOM"', 'contact = "Alexandre HERMANT"'),
        ('# employeur = "Nom de la commune"', 'employeur = "Béthune"'),
        *((f"# {key} =", f"{key} =") for key in ("competence", "du", "source", "statut")),
        *((f"# {key} =", f"{key} =") for key in ("deliberation_le", "deliberation_numero")),
        *((f"# {key} =", f"{key} =") for key in ("etp", "portee", "numero", "intitule")),
        ("# ambitions =", "ambitions ="),
    ):
        assert before in text
        text = text.replace(before, after)

    entities = {row.entity for row in read(written(tmp_path, text)).rows}

    assert {"membership", "engagement", "coordination", "fiche_cadre"} <= entities


def _texts(*, lines: bool) -> st.SearchStrategy[str | None]:
    alphabet = st.characters(exclude_categories=["Cs"]) | st.sampled_from("\"'\\\n#[]= é…\u202f")
    return st.text(alphabet, max_size=40).map(lambda text: clean_text(text, lines=lines))


@given(
    titles=st.lists(_texts(lines=False), min_size=1, max_size=3),
    presentation=_texts(lines=True),
    numbers=st.lists(st.integers(1, 5), min_size=1, max_size=3),
    withdrawn=st.booleans(),
)
def test_text_when_any_text_stands_in_it_then_reading_gives_it_back(
    tmp_path_factory: pytest.TempPathFactory,
    titles: list[str | None],
    presentation: str | None,
    numbers: list[int],
    withdrawn: bool,
) -> None:
    rows = [
        row for row in read(INVENTED).rows if row.entity not in ("enjeu", "ambition", "fiche_cadre")
    ]
    (convention,) = (row for row in rows if row.entity == "convention")
    convention.values["presentation"] = presentation
    enjeux = [
        Row(
            "enjeu",
            f"00000000-0000-4000-8000-{place:012d}",
            {
                "number": f"n{number}",
                "title": title,
                "order": number,
                "convention": convention.id,
            },
            withdrawn=withdrawn and place == 0,
        )
        for place, (title, number) in enumerate(zip(titles, numbers, strict=False))
    ]
    ambitions = [
        Row(
            "ambition",
            f"00000000-0000-4000-9000-{place:012d}",
            {"number": "1", "enjeu": row.id, "order": 1},
        )
        for place, row in enumerate(enjeux)
    ]
    made = Referentiel((*rows, *enjeux, *ambitions))
    path = tmp_path_factory.getbasetemp() / "aller-retour.toml"
    path.write_text(text_of(made), encoding="utf-8", newline="\n")

    assert read(path).edits() == made.edits()


# --------------------------------------------------------------- what a publication changes


def test_publication_when_foreseen_then_each_row_is_told_before_and_after(site: Site) -> None:
    take_in(site.uow, read(DELIVERED), TODAY)
    ambition = site.uow.rows(Ambition)[0]
    contact, gone = site.uow.rows(Contact)[:2]
    place = next(row for row in site.uow.rows(Territoire) if row.insee)
    record(site, "ambition", ambition.id, title="Accueillir")
    record(site, "contact", contact.id, territoires=None, function="Directrice")
    record(site, "contact", gone.id, deleted=1)
    record(site, "enjeu", "nouvel-enjeu", deleted=0, number="9", title="Se déplacer")
    site.uow.record(
        Draft("Essai", (Edit(Cell("contact", contact.id, "territoires", place.id), 1),))
    )

    foreseen = to_publish(site.uow, TODAY)

    assert not foreseen.is_known
    assert foreseen.version == (foreseen.previous_version or 0) + 1
    told = {row.id: row for row in foreseen.rows}
    assert {row.id: row.fate for row in foreseen.rows} == {
        ambition.id: Fate.CHANGED,
        contact.id: Fate.CHANGED,
        gone.id: Fate.WITHDRAWN,
        "nouvel-enjeu": Fate.NEW,
    }
    assert [(each.label, each.before, each.after) for each in told[ambition.id].fields] == [
        ("Intitulé", "", "Accueillir")
    ]
    changed = {each.label: (each.before, each.after) for each in told[contact.id].fields}
    assert changed["Fonction"] == (contact.function or "", "Directrice")
    assert place.name in changed["Territoires suivis"][1]


def test_publication_when_nothing_changed_or_it_was_changed_back_then_it_says_so(
    site: Site, tmp_path: Path
) -> None:
    take_in(site.uow, read(DELIVERED), TODAY)
    ambition = site.uow.rows(Ambition)[0]
    assert to_publish(site.uow, TODAY).is_known

    record(site, "ambition", ambition.id, title="Accueillir")
    record(site, "ambition", ambition.id, title=ambition.title)

    foreseen = to_publish(site.uow, TODAY)
    assert (foreseen.is_known, foreseen.rows) == (True, ())
    record(site, "ambition", ambition.id, title="Accueillir")
    issue(site.uow, tmp_path / "v2.toml", TODAY)
    assert to_publish(site.uow, TODAY).is_known


def test_publication_when_rows_came_and_went_meanwhile_then_it_is_the_one_in_place(
    site: Site, tmp_path: Path
) -> None:
    take_in(site.uow, read(DELIVERED), TODAY)
    record(site, "enjeu", "nouvel-enjeu", deleted=0, number="9", title="Se déplacer")
    record(site, "enjeu", "nouvel-enjeu", deleted=1)

    foreseen = to_publish(site.uow, TODAY)

    assert (foreseen.is_known, foreseen.rows) == (True, ())
    assert exported(site, tmp_path).content() == read(DELIVERED).content()


def test_publication_when_it_would_tell_nothing_then_its_sentence_says_so(site: Site) -> None:
    take_in(site.uow, read(INVENTED), TODAY)
    contact, ours = site.uow.rows(Contact)[0], site.uow.new_id()
    record(site, "institution", ours, deleted=0, name="Chez nous", origin="local")
    record(site, "contact", contact.id, institution=ours)

    foreseen = to_publish(site.uow, TODAY)

    assert (foreseen.is_known, foreseen.rows) == (False, ())
    assert spaced(foreseen.sentence()).endswith(" : rien ne change.")
