"""The synthèse of the convention: every fact, whatever the convention, finished pages."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ctg_desktop.domain.choices import CoordinationScope, Status
from ctg_desktop.domain.convention import Ambition, Convention, Enjeu, KeyFigure, Objective
from ctg_desktop.domain.convention_views import (
    AmbitionView,
    ContactGroup,
    ContactView,
    ConventionView,
    EnjeuView,
    PostView,
    Progress,
    SignatoryView,
)
from ctg_desktop.domain.people import Contact, Coordination, Institution, Signatory
from ctg_desktop.errors import FileFormatError
from ctg_desktop.printing.convention_summary import convention_summary
from ctg_desktop.printing.engine.document import rendered
from ctg_desktop.printing.engine.pages import paginated
from ctg_desktop.printing.engine.style import PORTRAIT
from ctg_desktop.printing.issue import Issue
from ctg_desktop.services import demonstration
from ctg_desktop.services.conventions import convention_view
from tests.support.app import AGGLOMERATION, TODAY, Office, plain
from tests.support.sheets import Sheet, findings

ISSUE = Issue("Communauté d'agglomération", TODAY)

FACTS = """
Convention Territoriale Globale 2026-2030
Deuxième convention du territoire
Signée le 3 février 2026
Communauté d'agglomération de Béthune-Bruay, Artois Lys Romane
SIREN 200 072 460 · 100 communes
Communauté d'agglomération de Béthune-Bruay, Artois Lys Romane (CABBALR)
Caisse d'Allocations Familiales du Pas-de-Calais (CAF)
Département du Pas-de-Calais Nouveau signataire
Mutualité Sociale Agricole Nord-Pas-de-Calais (MSA) Nouveau signataire
La CTG est le seul cadre où elle contractualise
Pacte des Solidarités Humaines
politique globale d'action sanitaire et sociale
partenariat stratégique
coordonne, renforce et développe les services rendus aux familles et aux jeunes
le seul cadre dans lequel la CAF contractualise avec les intercommunalités (EPCI), les SIVOM
sécurise le financement des services et soutient les projets des communes
dans un esprit de solidarité entre les territoires
mieux répondre aux besoins des habitants
réduire les écarts entre les territoires
un cadre de vie où chacun puisse s'épanouir, de la petite enfance à l'entrée dans la vie adulte
une approche transversale, arrêtée avec les signataires institutionnels
cette liste reste ouverte
véritable levier de changement
rôle est essentiel dans l'offre de services aux familles
Élu·e en charge : Virginie Souilliart
Les cinq objectifs
Vision commune – Partager une même connaissance des services rendus aux familles et aux habitants
Priorités partagées – Structurer les actions du territoire autour de priorités communes
Soutien familial – Soutenir les familles, les enfants et les jeunes
Développement des services – Accompagner le développement des services essentiels au quotidien
Mise en œuvre de projets – Faciliter la réalisation de projets utiles aux habitants et au territoire
La stratégie : 3 enjeux et 8 ambitions
restent à compléter
Projet de territoire « L'Agglo 100 % durable »
L'une de ses quatre priorités : garantir le bien-vivre ensemble
la proximité des services pour tous les habitants
Contrat Local de Santé
Contrat de Ville
Charte Handicap
Cadres thématiques de l'habitat
Stratégie de prévention de la délinquance
au premier semestre 2025 dans toute l'agglomération
une large concertation, ouverte aux citoyens, et par la coconstruction
les élus municipaux et communautaires, les techniciens et les chargés de coopération
les partenaires institutionnels, les associations et les habitants
82 des 100 communes se sont engagées par délibération
SIVOM du Bruaysis, le SIVOM du Béthunois et le SIVOM de l'Artois
82 sur 100 Communes engagées par délibération
2 chargés de coopération territoriale de l'agglomération (1,5 ETP)
animation des réseaux, actions de la CTG et pilotage intercommunal
25 chargés de coopération territoriale (9,24 ETP), répartis dans 17 communes et 1 SIVOM
le bonus territoire a progressé de 22 %, passant de 3,1 à 3,8 M€
l'accueil inclusif d'enfants en situation de handicap
services mobiles pour les jeunes en milieu rural
réseau de lutte contre les violences intrafamiliales
Virginie Souilliart, maire de Gosnay
vice-présidente en charge de la santé et de l'action sociale
Chef de Service Appui aux Politiques Sociales Direction Cohésion Sociale et Santé
Alexandre HERMANT
06 42 21 52 47 alexandre.hermant@bethunebruay.fr
Anne-Sophie BIOUT
Chargée de mission en développement social / CTG Service Appui aux Politiques Sociales
06 80 80 78 16 annesophie.biout@bethunebruay.fr
Brigitte THERACHE
Chargée de mission petite enfance / CTG
07 85 02 85 41 brigitte.therache@bethunebruay.fr
Vanessa DUPUIS
Chargée d'études Développement Sanitaire et Social sur les Territoires
03 20 00 20 87
Astrid COTTIGNY
Directrice de la Maison du Département Solidarités de l'Artois
03 59 41 90 05 cottigny.astrid@pasdecalais.fr
Isabelle WOZNY
Responsable de territoire Antenne de Bruay-la-Buissière
06 18 20 37 53 isabelle.wozny@caf62.caf.fr
Clémence BOURET
Responsable de territoire Antenne de Béthune
06 13 63 60 00 clemence.bouret@caf62.caf.fr
"""


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> ConventionView:
    """Return the convention as it is delivered, without any action."""
    office = Office(tmp_path_factory.mktemp("convention") / "folder", AGGLOMERATION)
    with office.open(read_only=True) as uow:
        return convention_view(uow, TODAY)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> ConventionView:
    """Return the same one with the progress of 200 invented actions."""
    folder = tmp_path_factory.mktemp("demonstration") / "folder"
    office = Office(folder, AGGLOMERATION, demonstration=True)
    with office.open() as uow:
        demonstration.fill(uow, 200, TODAY, lambda *_: None)
        return convention_view(uow, TODAY, with_progress=True)


def sheet(view: ConventionView, issue: Issue = ISSUE) -> Sheet:
    document = convention_summary(view, issue)
    return Sheet(rendered(document.story, document.edition))


def text(view: ConventionView, issue: Issue = ISSUE) -> str:
    return plain(sheet(view, issue).structure().words)


def branches(enjeux: int, ambitions: int, title: str = "Un titre") -> tuple[EnjeuView, ...]:
    """Return invented enjeux with their ambitions, spread over them in order."""
    return tuple(
        EnjeuView(
            Enjeu(id=f"e{n}", number=str(n + 1), title=title, colour="#0b4a85"),
            tuple(
                AmbitionView(Ambition(id=f"a{k}", number=str(k + 1), title=title), some_progress())
                for k in range(n, ambitions, enjeux)
            ),
        )
        for n in range(enjeux)
    )


def some_progress() -> Progress:
    return Progress({Status.REALISEE: 1, Status.EN_COURS: 2, Status.ABANDONNEE: 1}, 1, 1)


# --- the delivered convention ----------------------------------------------------------------


@pytest.mark.parametrize("fact", FACTS.strip().splitlines())
def test_synthese_when_the_convention_is_the_delivered_one_then_every_fact_is_printed(
    delivered: ConventionView, fact: str, words: str
) -> None:
    assert plain(fact) in words


@pytest.fixture(scope="module")
def words(delivered: ConventionView) -> str:
    return text(delivered)


def test_synthese_when_printed_then_two_pages_are_full_and_the_last_is_well_begun(
    delivered: ConventionView,
) -> None:
    shares = shares_of_pages(delivered)

    assert len(shares) == 3
    assert min(shares[:2]) > 0.85
    assert shares[2] > 0.5


def shares_of_pages(view: ConventionView) -> list[float]:
    """Return the share of each page that is filled."""
    story = convention_summary(view, ISSUE).story
    return [
        page.height(PORTRAIT.text_width) / PORTRAIT.text_height(first=not n)
        for n, page in enumerate(paginated(story, PORTRAIT))
    ]


def test_synthese_when_data_and_day_are_equal_then_bytes_are_equal(
    delivered: ConventionView,
) -> None:
    assert sheet(delivered).content == sheet(delivered).content


def test_synthese_when_a_contact_has_an_address_then_it_is_a_link(
    delivered: ConventionView,
) -> None:
    links = [node.words for node in sheet(delivered).structure().all("Link")]

    assert len(links) == 13, "six addresses, seven numbers"
    assert "clemence.bouret@caf62.caf.fr" in links


def test_synthese_when_a_partner_signs_for_the_first_time_then_it_is_said(words: str) -> None:
    assert words.count("Nouveau signataire") == 2


def test_synthese_when_checked_then_it_is_accessible(
    delivered: ConventionView, filled: ConventionView, tmp_path: Path
) -> None:
    for n, view in enumerate((delivered, filled, replace(filled, strategy=branches(5, 14)))):
        output = tmp_path / f"{n}.pdf"
        convention_summary(view, ISSUE).print_to(output)
        assert findings(output) == []


# --- the strategy ----------------------------------------------------------------------------


def test_strategy_when_only_numbers_are_known_then_they_are_shown_and_the_rest_is_to_come(
    delivered: ConventionView,
) -> None:
    said = text(delivered)

    assert "3 enjeux 1 2 3 8 ambitions 1 2 3 4 5 6 7 8" in said
    assert "Les intitulés et les rattachements restent à compléter" in said


@pytest.mark.parametrize(("enjeux", "ambitions"), [(1, 1), (3, 8), (5, 14), (4, 0), (2, 80)])
def test_strategy_when_titles_are_known_then_each_ambition_stands_under_its_enjeu(
    delivered: ConventionView, enjeux: int, ambitions: int
) -> None:
    printed = sheet(replace(delivered, strategy=branches(enjeux, ambitions)))

    lists = printed.structure().all("L")
    diagram = next(node for node in lists if node.words.startswith("1 Un titre"))
    counts = [len(item.all("LI")) - 1 for item in diagram.children]
    assert counts == [len(range(n, ambitions, enjeux)) for n in range(enjeux)]
    assert printed.ink_outside(PORTRAIT) == []


def test_strategy_when_there_is_none_then_it_is_said(delivered: ConventionView) -> None:
    assert "La stratégie reste à compléter." in text(replace(delivered, strategy=()))


def test_strategy_when_some_is_missing_then_it_says_what_is_to_come(
    delivered: ConventionView,
) -> None:
    tied, untied = branches(2, 3, title="")
    tied = replace(tied, enjeu=replace(tied.enjeu, title="Grandir"))
    view = replace(delivered, strategy=(tied, replace(untied, enjeu=None)))
    said = text(view)

    assert "1 Grandir 1 Intitulé à compléter 3 Intitulé à compléter" in said
    assert "Ambitions sans enjeu pour l'instant Rattachement à compléter 2 Intitulé" in said


def test_strategy_when_levels_have_other_names_then_the_sheet_uses_them(
    delivered: ConventionView,
) -> None:
    names = replace(
        delivered.convention,
        level1_singular="axe",
        level1_plural="axes",
        level2_singular="objectif",
        level2_plural="objectifs",
    )
    names = replace(names, approach=None)
    view = replace(delivered, convention=names, strategy=branches(5, 14), with_progress=True)
    said = text(view)

    assert "La stratégie : 5 axes et 14 objectifs" in said
    assert "Axe 1 : Un titre" in said
    assert "Objectif 14 : Un titre" in said
    assert "enjeu" not in said
    assert "mbition" not in said


def test_strategy_when_it_cannot_stand_below_then_it_begins_a_page(
    delivered: ConventionView,
) -> None:
    view = replace(delivered, strategy=branches(3, 8, "Un intitulé qui prend deux lignes " * 2))
    pages = sheet(view).page_texts()

    assert [page.count("La stratégie") for page in pages[:2]] == [0, 1]
    assert pages[1].count("intitulé") == 22


# --- progress --------------------------------------------------------------------------------


def test_progress_when_not_asked_for_then_it_is_absent(words: str) -> None:
    assert "L'avancement des actions" not in words


def test_progress_when_asked_for_then_bars_come_with_words(filled: ConventionView) -> None:
    view = replace(filled, strategy=branches(1, 2))
    said = text(view)

    assert "8 actions, dont 2 réalisées, soit 33 % de celles qui ne sont pas abandonnées" in said
    assert "2 bloquées et 2 en retard." in said
    assert (
        "Ambition 2 : Un titre 33 % 1 réalisée, 2 en cours, 1 abandonnée 1 bloquée 1 en retard"
    ) in said


def test_progress_when_an_ambition_has_no_action_then_it_is_shown(filled: ConventionView) -> None:
    empty = EnjeuView(None, (AmbitionView(Ambition(id="x", number="9", title="Vide")),))
    said = text(replace(filled, strategy=(*branches(1, 1), empty)))

    assert "Ambition 9 : Vide Aucune action pour l'instant" in said


def test_progress_when_there_is_no_action_then_it_is_said(delivered: ConventionView) -> None:
    view = replace(delivered, with_progress=True)

    assert "Aucune action n'est enregistrée pour l'instant." in text(view)


def test_synthese_when_actions_are_many_then_it_holds_on_four_pages(
    filled: ConventionView,
) -> None:
    titled = replace(filled, strategy=branches(3, 8, "Un intitulé qui prend deux lignes " * 2))

    for view in (filled, titled, replace(filled, strategy=branches(5, 14))):
        shares = shares_of_pages(view)
        assert 2 <= len(shares) <= 4
        assert shares[-1] >= 0.3


# --- figures ---------------------------------------------------------------------------------


def test_figures_when_engagements_and_posts_are_recorded_then_they_stand_beside_the_published(
    delivered: ConventionView,
) -> None:
    posts = (
        PostView(Coordination(id="1", fte=Decimal("0.5")), None, None),
        PostView(
            Coordination(id="2", fte=Decimal("0.7"), scope=CoordinationScope.LOCALE), None, None
        ),
        PostView(Coordination(id="3", fte=Decimal(1), to_on=date(2026, 1, 1)), None, None),
    )
    said = text(replace(delivered, engaged=12, posts=posts))

    assert "82 sur 100 : selon les chiffres publiés ; enregistré à ce jour : 12" in said
    assert "9,24 ETP : selon les chiffres publiés ; enregistré à ce jour : 2 postes," in (said)
    assert "2 postes, 1,2 ETP." in said
    assert "1,5 ETP : selon les chiffres publiés" in said


def test_figures_when_printed_then_unit_date_and_source_are_there(
    delivered: ConventionView,
) -> None:
    figure = KeyFigure(
        id="f",
        label="Places en crèche",
        value="1234",
        unit="places",
        as_of="31 décembre 2026",
        source="Inventé",
    )
    said = text(replace(delivered, key_figures=(figure, replace(figure, id="g", as_of=None))))

    assert "1234 places Places en crèche" in said
    assert "1234 places : Inventé, 31 décembre 2026." in said
    assert "1234 places : Inventé." in said


# --- the issue -------------------------------------------------------------------------------


def test_synthese_when_the_folder_is_a_demonstration_then_each_page_says_so(
    filled: ConventionView,
) -> None:
    pages = sheet(filled, replace(ISSUE, is_demonstration=True)).page_texts()

    assert all("Données d’exemple" in page for page in pages)


def test_synthese_when_the_logo_is_no_picture_then_a_sentence_says_so(
    delivered: ConventionView, tmp_path: Path
) -> None:
    logo = tmp_path / "logo.png"
    logo.write_text("pas une image")

    with pytest.raises(FileFormatError, match="ne peut pas être lu"):
        convention_summary(delivered, replace(ISSUE, logo=logo))


# --- short and hostile data ------------------------------------------------------------------


def test_synthese_when_everything_is_missing_then_one_page_says_what_is_to_come() -> None:
    view = ConventionView(Convention(id="c"), (), (), (), (), (), (), None, with_progress=True)
    printed = sheet(view)
    said = plain(printed.structure().words)

    assert printed.page_count == 1
    for words in ("La présentation", "Les signataires", "Les objectifs", "Les contacts"):
        assert words in said
    assert said.count("à compléter") == 5


def hostile_texts() -> Iterator[str]:
    """Yield texts that no sheet expects, each one different."""
    n = 0
    while True:
        n += 1
        # No two lines alike, or a checker takes them for the head of each page.
        unbroken = "".join(_word(100 * n + each) for each in range(100 - n)).upper()
        yield f"<b>{n}</b> & <para> 🎉 \u202eשמש\u202c e\u0301te\u0301 \x07=1+1 {unbroken}"


def _word(n: int) -> str:
    """Return one of many words of three letters: no two lines of them are alike."""
    return "".join(chr(ord("a") + n // 26**place % 26) for place in range(3))


def hostile(view: ConventionView) -> ConventionView:
    """Return a convention whose every text is overlong, unbroken or unprintable."""
    bad = hostile_texts()
    long = " ".join(_word(n) for n in range(12_500))
    convention = replace(
        view.convention,
        title=next(bad),
        rank=next(bad),
        presentation=long,
        purpose=next(bad),
        spokesperson=next(bad),
        issuer=next(bad),
        level1_singular=next(bad)[:40],
        level2_plural="W" * 40,
        communes_engaged=10**9,
        communes_total=None,
    )
    institution = Institution(id="i", name=next(bad), acronym="W" * 40)
    contact = Contact(
        id="c",
        given_name=next(bad)[:80],
        family_name=next(bad)[-80:],
        function=next(bad),
        service=next(bad),
        email=f"{'w' * 200}@{'x' * 40}.fr",
        landline="0" * 30,
    )
    enjeu = Enjeu(id="e", number="WWWWWWWWWWWW", title=next(bad), text=long, colour="#ffff00")
    ambitions = tuple(
        AmbitionView(Ambition(id=str(n), number="W" * (n % 12 + 1), title=next(bad), text=long))
        for n in range(14)
    )
    return replace(
        view,
        convention=convention,
        signatories=(
            SignatoryView(Signatory(id="s", role=next(bad), reason=next(bad) * 2), institution),
        ),
        objectives=tuple(Objective(id=str(n), title=next(bad), text=next(bad)) for n in range(9)),
        strategy=(EnjeuView(enjeu, ambitions), EnjeuView(None, ambitions[:3])),
        key_figures=tuple(
            KeyFigure(id=str(n), label=next(bad), value="W" * 40, source=next(bad))
            for n in range(7)
        ),
        contacts=(
            ContactGroup(institution, (ContactView(contact, institution),) * 2),
            ContactGroup(None, (ContactView(replace(contact, email=None), None),)),
        ),
        with_progress=True,
    )


def test_synthese_when_every_text_is_hostile_then_it_stays_in_its_margins(
    filled: ConventionView, tmp_path: Path
) -> None:
    view = hostile(filled)
    printed = sheet(view)
    output = tmp_path / "hostile.pdf"
    convention_summary(view, ISSUE).print_to(output)

    assert printed.ink_outside(PORTRAIT) == []
    assert printed.missing_glyphs() == []
    assert findings(output) == []
    assert _word(12_499) in printed.text()


@pytest.mark.parametrize(
    "words", ["administrateur", "livrée", "dans le référentiel", "Porte-parole"]
)
def test_synthese_when_printed_for_elus_then_nothing_speaks_to_who_maintains_it(
    delivered: ConventionView, words: str
) -> None:
    assert words not in text(delivered)


def test_word_when_its_owners_typed_one_then_it_is_printed_with_its_author(
    delivered: ConventionView,
) -> None:
    convention = replace(delivered.convention, word="Un mot inventé.", word_author="Une élue")

    said = text(replace(delivered, convention=convention))

    assert "Le mot de l'élu·e Un mot inventé. Une élue" in said
    assert "Le mot de l'élu·e" not in text(delivered)
