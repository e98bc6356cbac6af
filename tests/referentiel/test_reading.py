"""Reading what people type, in the ways they type it."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ctg_desktop.domain.choices import CoordinationScope, EngagementStatus, TerritoireKind
from ctg_desktop.domain.convention import Ambition, Convention, Enjeu, FicheCadre
from ctg_desktop.domain.people import Contact, Coordination
from ctg_desktop.domain.territory import Engagement, Membership, Territoire
from ctg_desktop.errors import FileFormatError
from ctg_desktop.referentiel import schema, writing
from ctg_desktop.referentiel.content import Referentiel
from ctg_desktop.referentiel.reading import read
from tests.referentiel.texts import DELIVERED, INVENTED, SMALL, all_of, named, small, written


@pytest.fixture(scope="module")
def invented() -> Referentiel:
    return read(INVENTED)


def test_other_convention_when_read_then_its_levels_and_numbers_are_its_own(
    invented: Referentiel,
) -> None:
    (convention,) = all_of(invented, Convention)

    assert (convention.level1_singular, convention.level2_plural) == ("axe", "objectifs")
    assert len(all_of(invented, Enjeu)) == 5
    assert len(all_of(invented, Ambition)) == 14
    assert convention.issuer == "Communauté de communes des Trois-Vaux"


def test_other_convention_when_read_then_rows_lead_to_one_another(invented: Referentiel) -> None:
    ambition = next(row for row in all_of(invented, Ambition) if row.number == "3.2")
    sheet = all_of(invented, FicheCadre)[0]
    quarter = next(
        row for row in all_of(invented, Territoire) if row.kind is TerritoireKind.QUARTIER
    )

    assert named(invented, Enjeu, ambition.enjeu).title == "Se déplacer"
    assert {named(invented, Ambition, row_id).number for row_id in sheet.ambitions} == {
        "1.3",
        "5.1",
    }
    assert named(invented, Territoire, quarter.parent).name == "Vaux-le-Bas"


def test_references_when_typed_freely_then_the_row_is_found(invented: Referentiel) -> None:
    engaged = [named(invented, Territoire, row.territoire) for row in all_of(invented, Engagement)]
    member = named(invented, Territoire, all_of(invented, Membership)[0].member)
    post = all_of(invented, Coordination)[0]

    assert [row.name for row in engaged] == ["Vaux-le-Haut", "Vaux-le-Bas"]
    assert member.insee == "99001"
    assert named(invented, Contact, post.contact).family_name == "EXEMPLE"
    assert {
        named(invented, Territoire, row_id).code
        for row_id in all_of(invented, Contact)[0].territoires
    } == {"VLH", "OEU"}


def test_values_when_read_then_they_are_those_of_their_field(invented: Referentiel) -> None:
    engagement = all_of(invented, Engagement)[0]
    post = all_of(invented, Coordination)[0]
    high = next(row for row in all_of(invented, Territoire) if row.code == "VLH")

    assert engagement.status is EngagementStatus.DELIBERATION
    assert engagement.deliberated_on == date(2026, 12, 4)
    assert (post.fte, post.scope) == (Decimal("0.5"), CoordinationScope.LOCALE)
    assert (high.longitude, high.population) == (Decimal("-1.25"), 1204)


def test_text_when_it_looks_like_toml_then_it_stays_a_text(invented: Referentiel) -> None:
    (convention,) = all_of(invented, Convention)

    assert 'intitule = "piège"' in (convention.presentation or "")
    assert "[[enjeux]]\nnumero" in (convention.presentation or "")


# ------------------------------------------------------------------------------ identities


def test_identity_when_none_is_written_then_every_reading_gives_the_same(tmp_path: Path) -> None:
    more = '[[enjeux]]\nnumero = "1"\n[[enjeux]]\nnumero = "2"\n'
    other = '# autre ordre\n[[enjeux]]\nnumero = "2"\nintitule = "Autre"\n'

    assert small(tmp_path, more).rows[2].id == small(tmp_path, other).rows[1].id


def test_identity_when_the_convention_is_another_then_it_differs_but_for_communes(
    tmp_path: Path,
) -> None:
    more = (
        '[[territoires]]\ntype = "commune"\nnom = "A"\ninsee = "99001"\n'
        '[[territoires]]\ntype = "sivom"\nnom = "B"\n'
    )
    other = written(tmp_path, SMALL.replace("7f3c1a52", "11111111") + more, "autre.toml")
    commune, sivom, _ = small(tmp_path, more).rows
    other_commune, other_sivom, _ = read(other).rows

    assert commune.id == other_commune.id
    assert sivom.id != other_sivom.id


def test_identity_when_it_is_written_in_capitals_then_it_is_the_same(tmp_path: Path) -> None:
    more = '[[enjeux]]\nid = "{3F8A7C1E-2B4D-4E6F-8A9B-0C1D2E3F4A5B}"\nnumero = "1"\n'

    assert small(tmp_path, more).rows[1].id == "3f8a7c1e-2b4d-4e6f-8a9b-0c1d2e3f4a5b"


def test_reference_when_it_is_an_identity_then_it_serves_for_namesakes(tmp_path: Path) -> None:
    more = (
        '[[enjeux]]\nid = "3f8a7c1e-2b4d-4e6f-8a9b-0c1d2e3f4a5b"\nnumero = "1"\n'
        '[[enjeux]]\nid = "4f8a7c1e-2b4d-4e6f-8a9b-0c1d2e3f4a5b"\nnumero = "1"\n'
        '[[ambitions]]\nnumero = "1"\nenjeu = "4F8A7C1E-2B4D-4E6F-8A9B-0C1D2E3F4A5B"\n'
    )

    assert small(tmp_path, more).rows[3].values["enjeu"] == "4f8a7c1e-2b4d-4e6f-8a9b-0c1d2e3f4a5b"


def test_convention_when_it_bears_no_id_then_every_reading_gives_the_same_and_the_file_says_it(
    tmp_path: Path,
) -> None:
    text = INVENTED.read_text(encoding="utf-8")
    bare = "\n".join(line for line in text.split("\n") if not line.startswith("id = "))
    other = bare.replace('intitule = "Grandir"', 'intitule = "Vivre"')
    later = bare.replace("annee_fin = 2031", "annee_fin = 2032")

    first = read(written(tmp_path, bare))

    assert read(written(tmp_path, other)).convention.id == first.convention.id
    assert read(written(tmp_path, later)).convention.id != first.convention.id
    # Fixed: what a site took in with an earlier program must stay the same convention.
    assert first.convention.id == "933b52bf-869c-5901-9da9-c96e4442a706"
    assert f'id = "{first.convention.id}"' in writing.text_of(first)


def test_convention_when_it_bears_no_id_then_its_issuer_may_be_a_commune(tmp_path: Path) -> None:
    text = "".join(line for line in SMALL.splitlines(keepends=True) if not line.startswith("id"))
    alone = text + 'emetteur = "Vaux"\n[[territoires]]\ntype = "commune"\nnom = "Vaux"\n'

    named = read(written(tmp_path, alone + 'siren = "999000002"\n'))

    assert named.convention.id
    with pytest.raises(FileFormatError, match="neuf chiffres"):
        read(written(tmp_path, alone + 'siren = "99 2"\n'))


# -------------------------------------------------------------------- what a row may leave out


def test_order_when_none_is_written_then_it_is_that_of_the_file(tmp_path: Path) -> None:
    more = (
        '[[enjeux]]\nnumero = "1"\n[[enjeux]]\nnumero = "2"\nordre = 9\n[[enjeux]]\nnumero = "3"\n'
    )

    assert [row.values["order"] for row in small(tmp_path, more).rows[1:]] == [1, 9, 3]


def test_key_when_absent_then_the_field_is_not_stated_and_when_empty_it_is_emptied(
    tmp_path: Path,
) -> None:
    more = '[[contacts]]\nnom = "A"\ncourriel = ""\nverifie_le = ""\nactif = ""\nterritoires = ""\n'
    (contact,) = (row for row in small(tmp_path, more).rows if row.entity == "contact")

    assert {name for name, value in contact.values.items() if value in (None, ())} == {
        "email",
        "verified_on",
        "active",
        "territoires",
    }
    assert "landline" not in contact.values


def test_row_when_withdrawn_then_its_name_alone_is_needed(tmp_path: Path) -> None:
    more = '[[thematiques]]\ncode = "a"\nsupprime = true\n'
    referentiel = small(tmp_path, more)

    assert referentiel.rows[1].withdrawn
    assert len(referentiel.entities()) == 1


def test_communes_when_saved_by_a_spreadsheet_then_they_are_read(tmp_path: Path) -> None:
    table = "\ufeffcode_insee;nom;population_municipale;latitude\r\n99001;Nœux;1 204;50,5\r\n"
    written(tmp_path, table, "liste.csv")
    referentiel = read(written(tmp_path, 'communes = "liste.csv"\n' + SMALL))
    (commune,) = all_of(referentiel, Territoire)

    assert (commune.kind, commune.name, commune.insee) == (TerritoireKind.COMMUNE, "Nœux", "99001")
    assert (commune.population, commune.latitude) == (1204, Decimal("50.5"))


def test_communes_when_not_beside_the_file_then_the_delivered_ones_serve_their_own_convention(
    tmp_path: Path,
) -> None:
    copied = written(tmp_path, DELIVERED.read_text(encoding="utf-8"))
    other = written(tmp_path, 'communes = "communes.csv"\n' + SMALL, "autre.toml")

    communes = [row for row in all_of(read(copied), Territoire) if row.insee]
    assert len(communes) == 100
    with pytest.raises(FileFormatError, match="n’est pas à côté du référentiel"):
        read(other)


def test_file_when_it_comes_from_windows_then_it_reads_the_same(tmp_path: Path) -> None:
    plain = written(tmp_path, INVENTED.read_text(encoding="utf-8"))
    windows = tmp_path / "windows.toml"
    windows.write_bytes(b"\xef\xbb\xbf" + plain.read_bytes().replace(b"\n", b"\r\n"))

    assert read(windows).edits() == read(plain).edits()


def test_texts_when_they_hold_odd_signs_then_they_are_cleaned(tmp_path: Path) -> None:
    more = '[[enjeux]]\nnumero = "1"\nintitule = "De\\u0301ce\\u0301s\\u0007 \\u202e=1+1 <b>&"\n'

    assert small(tmp_path, more).rows[1].values["title"] == "Décés =1+1 <b>&"


# ----------------------------------------------------------------------------- publication


def test_publication_when_only_comments_and_order_of_blocks_differ_then_it_is_the_same(
    tmp_path: Path,
) -> None:
    one = '[[enjeux]]\nnumero = "1"\n[[publics]]\ncode = "a"\nlibelle = "A"\n'
    other = '[[publics]]\nlibelle = "A" # ici\ncode = "a"\n\n[[enjeux]]\nnumero = "1"\n'

    assert small(tmp_path, one).content() == small(tmp_path, other).content()


@pytest.mark.parametrize(
    "more",
    [
        '[[enjeux]]\nnumero = "1"\nintitule = ""\n',
        '[[enjeux]]\nnumero = "2"\n',
        '[[enjeux]]\nnumero = "1"\nordre = 2\n',
        '[[enjeux]]\nnumero = "1"\nsupprime = true\n',
        '[[enjeux]]\nnumero = "1"\ncouleur = "#000000"\n',
    ],
)
def test_publication_when_anything_else_differs_then_it_is_another(
    tmp_path: Path, more: str
) -> None:
    one = '[[enjeux]]\nnumero = "1"\n'

    assert small(tmp_path, one).content() != small(tmp_path, more).content()


def test_publication_when_made_then_it_is_dated_and_signed_by_its_issuer() -> None:
    content = read(INVENTED).content()

    assert content.issuer == "Communauté de communes des Trois-Vaux"
    assert (content.number, content.issued_ms) == (1, 1_799_971_200_000)


# --------------------------------------------------------------------------- the vocabulary


def test_tables_when_listed_then_each_can_be_named_and_is_written() -> None:
    nameless = {kind.name for kind in schema.TABLES.values() if not schema.identifying(kind)}

    assert nameless == {schema.CONVENTION}
    assert all(kind.file_note for kind in schema.TABLES.values())
    assert writing.TABLES[0].key == schema.CONVENTION
