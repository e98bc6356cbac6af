"""The synthèse of a commune or of a SIVOM: what is known, what is not, on one or two pages."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image

from ctg_desktop.domain.choices import CoordinationScope, EngagementStatus, Status, TerritoireKind
from ctg_desktop.domain.convention import Ambition, Convention, Enjeu
from ctg_desktop.domain.convention_views import (
    AmbitionActions,
    ContactGroup,
    ContactView,
    EnjeuActions,
    PostView,
    Progress,
)
from ctg_desktop.domain.listing import ActionLine
from ctg_desktop.domain.people import Contact, Coordination, Institution
from ctg_desktop.domain.territory import Engagement, Membership, Territoire
from ctg_desktop.domain.views import MembershipView, TerritoireView
from ctg_desktop.printing.engine.document import rendered
from ctg_desktop.printing.engine.pages import paginated
from ctg_desktop.printing.engine.style import PORTRAIT
from ctg_desktop.printing.issue import Issue
from ctg_desktop.printing.territoire_summary import territoire_summary
from ctg_desktop.services.conventions import progress_of
from ctg_desktop.services.place_summary import territoire_view
from tests.printing.test_accessibility import word
from tests.support.app import AGGLOMERATION, TODAY, Office, plain
from tests.support.pages import faults
from tests.support.sheets import Sheet, findings

ISSUE = Issue("Communauté de communes", TODAY)
VILLENEUVE = Territoire(
    id="v",
    kind=TerritoireKind.COMMUNE,
    name="Villeneuve",
    insee="99001",
    siren="999000001",
    postal_codes="99100, 99110",
    population=3_480,
    total_population=3_512,
    population_year=2026,
)
RIVES = Territoire(id="s", kind=TerritoireKind.SIVOM, name="SIVOM des Deux-Rives")
CONVENTION = Convention(
    id="c", title="Convention 2026-2030", level1_singular="enjeu", level2_singular="ambition"
)
CAMILLE = Contact(
    id="k",
    given_name="Camille",
    family_name="exemple",
    function="Chargée de coopération",
    mobile="0639980001",
    email="camille.exemple@exemple.fr",
)


def line(title: str = "Café des parents", **values: object) -> ActionLine:
    given = {
        "id": title,
        "reference": "VIL-2026-001",
        "title": title,
        "status": Status.EN_COURS,
        "priority": None,
        "blocked": False,
        "late": False,
        "confidential": False,
        "starts_on": date(2026, 1, 5),
        "ends_on": date(2026, 12, 31),
        "completed_on": None,
        "main_ambition": "a1",
        "structure": VILLENEUVE.id,
        "structure_name": "Villeneuve",
        "pilote_name": "",
    }
    return ActionLine(**{**given, **values})


def of(place: Territoire = VILLENEUVE, *actions: ActionLine, **values: object) -> TerritoireView:
    """Return the view of a place whose actions stand under the first of three ambitions."""
    ambitions = [Ambition(id=f"a{n}", number=str(n), title=f"Titre {n}") for n in (1, 2, 3)]
    parts = [AmbitionActions(row, actions if row.id == "a1" else ()) for row in ambitions]
    enjeu = Enjeu(id="e", number="1", title="Grandir", colour="#0b4a85")
    given = {
        "engagement": None,
        "memberships": (),
        "posts": (),
        "plan": (EnjeuActions(enjeu, tuple(parts[:2])), EnjeuActions(None, tuple(parts[2:]))),
        "progress": progress_of(actions),
        "local_contacts": (),
        "contacts": (),
    }
    return TerritoireView(territoire=place, convention=CONVENTION, **{**given, **values})


def sheet(view: TerritoireView, issue: Issue = ISSUE) -> Sheet:
    document = territoire_summary(view, issue)
    return Sheet(rendered(document.story, document.edition))


def text(view: TerritoireView) -> str:
    return plain(sheet(view).structure().words)


# --- identity, engagement, coordination ------------------------------------------------------


def test_identity_when_known_then_it_gives_codes_and_both_populations_with_their_year() -> None:
    said = text(of())

    assert "Villeneuve : synthèse communale" in said
    assert "Code INSEE 99001 Codes postaux 99100, 99110 SIREN 999 000 001" in said
    assert "Population municipale 3 480 habitants Population totale 3 512 habitants" in said
    assert "Populations légales édition 2026" in said


def test_identity_when_unknown_then_it_is_to_complete() -> None:
    bare = Territoire(id="b", kind=TerritoireKind.COMMUNE, name="Sans rien")
    said = text(of(bare))

    assert "Code INSEE à compléter" in said
    assert "Population municipale à compléter" in said


@pytest.mark.parametrize(
    ("engagement", "expected"),
    [
        (None, "L'engagement reste à compléter."),
        (
            Engagement(
                id="e",
                status=EngagementStatus.DELIBERATION,
                deliberated_on=date(2025, 12, 4),
                number="2025-112",
            ),
            "Délibération prise, le 4 décembre 2025, n° 2025-112",
        ),
        (
            Engagement(id="e", status=EngagementStatus.DELIBERATION),
            "Délibération prise, date et numéro à compléter",
        ),
        (Engagement(id="e", status=EngagementStatus.EN_ATTENTE), "En attente"),
    ],
)
def test_engagement_when_printed_then_it_says_where_the_deliberation_stands(
    engagement: Engagement | None, expected: str
) -> None:
    assert expected in text(of(engagement=engagement))


def test_coordination_when_there_are_posts_then_who_how_much_and_since_when() -> None:
    post = Coordination(
        id="p", fte=Decimal("0.37"), from_on=date(2026, 2, 1), scope=CoordinationScope.LOCALE
    )
    posts = (PostView(post, CAMILLE, VILLENEUVE),) * 2
    said = text(of(posts=posts))

    assert (
        "Camille EXEMPLE 0,37 ETP, coordination locale, depuis le 1er février 2026 06 39 98 00 01 "
        "camille.exemple@exemple.fr"
    ) in said
    assert "2 postes, 0,74 ETP au total" in said
    assert "Aucun poste" in text(of())


# --- memberships -----------------------------------------------------------------------------


def membership(competence: str, member: Territoire = VILLENEUVE, **values: object) -> object:
    row = Membership(id=competence, competence=competence, from_on=date(2024, 1, 1), **values)
    return MembershipView(row, member, RIVES)


def test_memberships_when_a_commune_has_some_then_each_sivom_tells_its_competences() -> None:
    ties = (
        membership("Petite enfance"),
        membership("Jeunesse"),
        membership("Portage", to_verify=True, source="Statuts"),
    )
    said = text(of(memberships=ties))

    assert "SIVOM des Deux-Rives (depuis le 1er janvier 2024) : Petite enfance, Jeunesse" in said
    assert "(depuis le 1er janvier 2024, source : Statuts, à vérifier) : Portage" in said
    assert "Aucune adhésion à un SIVOM" in text(of())


def test_memberships_when_it_is_a_sivom_then_members_stand_by_competence() -> None:
    other = replace(VILLENEUVE, id="w", name="Œuf-en-Vaux")
    ties = (
        membership("Petite enfance"),
        membership("Petite enfance", other),
        membership("Jeunesse", other),
    )
    said = text(of(RIVES, memberships=ties))

    assert "SIVOM des Deux-Rives : synthèse" in said
    assert "Communes membres 2 communes" in said
    assert "Petite enfance (depuis le 1er janvier 2024) : Villeneuve, Œuf-en-Vaux" in said
    assert "Jeunesse (depuis le 1er janvier 2024) : Œuf-en-Vaux" in said
    assert "Code INSEE" not in said
    assert "Les communes membres restent à compléter." in text(of(RIVES))


# --- actions ---------------------------------------------------------------------------------


def test_actions_when_there_are_some_then_each_tells_its_status_lateness_and_dates() -> None:
    done = line("Ludothèque", status=Status.REALISEE, completed_on=date(2026, 5, 6))
    late = line("Relais", late=True, blocked=True, structure="s", structure_name="SIVOM")
    said = text(of(VILLENEUVE, line(), done, late))

    assert "3 actions 1 réalisée, soit 33 % 2 en cours 1 en retard 1 bloquée" in said
    assert "VIL-2026-001 Café des parents 05/01/2026 – 31/12/2026 En cours" in said
    assert "Ludothèque du 05/01/2026 finie le 06/05/2026 Réalisée" in said
    assert "Relais Portée par : SIVOM 05/01/2026 – 31/12/2026 En cours Bloquée En retard" in said


def test_actions_when_an_ambition_has_none_then_it_is_shown() -> None:
    said = text(of(VILLENEUVE, line()))

    assert "Enjeu 1 : Grandir Ambition 1 : Titre 1 1 action" in said
    assert "Ambition 2 : Titre 2 aucune action Sans enjeu Ambition 3 : Titre 3 aucune action" in (
        said
    )


def test_actions_when_there_is_none_then_every_ambition_waits() -> None:
    said = text(of())

    assert "Aucune action n'est enregistrée pour l'instant." in said
    for number in (1, 2, 3):
        assert f"Ambition {number} : Titre {number} (aucune action)" in said


def test_actions_when_confidential_ones_are_asked_for_then_they_say_so() -> None:
    assert "Café des parents (confidentielle)" in text(of(VILLENEUVE, line(confidential=True)))


# --- early childhood -------------------------------------------------------------------------

ALL = "toutes les communes recensent les besoins des familles et les informent"
PLAN = "Au-delà de 3 500 habitants"
SCHEME = "Au-delà de 10 000 habitants"


@pytest.mark.parametrize(
    ("inhabitants", "expected"),
    [
        (812, {ALL}),
        (3_500, {ALL}),
        (3_501, {ALL, PLAN}),
        (10_000, {ALL, PLAN}),
        (10_001, {ALL, PLAN, SCHEME}),
        (None, {ALL, PLAN, SCHEME}),
    ],
)
def test_early_childhood_when_reminded_then_the_population_chooses_what_to_verify(
    inhabitants: int | None, expected: set[str]
) -> None:
    place = replace(VILLENEUVE, population=inhabitants, total_population=inhabitants)
    said = text(of(place))

    assert {words for words in (ALL, PLAN, SCHEME) if words in said} == expected
    assert "Service public de la petite enfance À vérifier : depuis le 1er janvier 2025" in said
    assert ("Population de la commune : à compléter." in said) == (inhabitants is None)


def test_early_childhood_when_populations_differ_then_the_one_that_counts_is_named() -> None:
    assert "Repère : 3 512 habitants (population totale, édition 2026)." in text(of())


def test_early_childhood_when_it_is_a_sivom_then_nothing_is_reminded() -> None:
    assert "Service public" not in text(of(RIVES))


# --- contacts, pages -------------------------------------------------------------------------


def test_contacts_when_there_are_some_then_local_ones_come_first() -> None:
    caf = Institution(id="i", name="Caisse d'Allocations Familiales", acronym="CAF")
    other = replace(CAMILLE, id="l", given_name="Lou")
    said = text(
        of(
            local_contacts=(ContactView(CAMILLE, None),),
            contacts=(ContactGroup(caf, (ContactView(other, caf),)),),
        )
    )

    assert "Téléphone et courriel Villeneuve Camille EXEMPLE Chargée de coopération" in said
    assert "Caisse d'Allocations Familiales (CAF) Lou EXEMPLE" in said
    assert "Les contacts restent à compléter." in text(of())


def test_synthese_when_any_delivered_place_is_printed_then_it_holds_on_one_page(
    tmp_path: Path,
) -> None:
    with Office(tmp_path / "folder", AGGLOMERATION).open(read_only=True) as uow:
        places = [
            row for row in uow.rows(Territoire) if row.kind is not TerritoireKind.AGGLOMERATION
        ]
        assert len(places) == 103
        for place in places:
            story = territoire_summary(territoire_view(uow, place, TODAY), ISSUE).story
            assert len(list(paginated(story, PORTRAIT))) == 1, place.name


def _institutions(*counts: int) -> tuple[ContactGroup, ...]:
    """Return institutions with so many contacts each."""
    rows = [Institution(id=f"i{n}", name=f"Institution {word(n)}") for n in range(len(counts))]
    return tuple(
        ContactGroup(row, (ContactView(CAMILLE, row),) * count)
        for row, count in zip(rows, counts, strict=True)
    )


def test_synthese_when_contacts_are_many_then_all_are_printed() -> None:
    printed = sheet(of(contacts=_institutions(*([5] * 30))))

    names = [node.words for node in printed.structure().all("TH", "TD")]
    assert names.count("Camille EXEMPLE") == 150


def test_synthese_when_a_commune_is_active_then_it_holds_on_two_pages(tmp_path: Path) -> None:
    actions = [line(f"Une action au titre raisonnable, la {n}e") for n in range(20)]
    view = of(
        VILLENEUVE,
        *actions,
        posts=(PostView(Coordination(id="p", fte=Decimal("0.5")), CAMILLE, VILLENEUVE),),
        memberships=(membership("Petite enfance"),),
        local_contacts=(ContactView(CAMILLE, None),) * 3,
        contacts=_institutions(3, 1, 1, 1),
    )
    output = tmp_path / "f.pdf"
    territoire_summary(view, replace(ISSUE, is_demonstration=True)).print_to(output)

    assert sheet(view).page_count == 2
    assert findings(output) == []
    assert sheet(view).content == sheet(view).content


@pytest.mark.parametrize(("count", "logos"), [(13, 0), (18, 4), (24, 0)])
def test_synthese_when_the_usual_form_takes_three_pages_then_a_close_one_takes_two(
    count: int, logos: int, tmp_path: Path
) -> None:
    title = "Expérimenter un relais petite enfance itinérant dans les quartiers, le n°"
    actions = [
        line(f"{title} {n}", reference=f"VIL-2026-{n:03d}", late=not n % 4, blocked=not n % 7)
        for n in range(1, count + 1)
    ]
    people = [
        replace(CAMILLE, id=f"k{n}", family_name=f"exemple-{word(n)}", service="Service Jeunesse")
        for n in range(15)
    ]
    caf = Institution(id="i", name="Caisse d'Allocations Familiales", acronym="CAF")
    view = of(
        VILLENEUVE,
        *actions,
        local_contacts=tuple(ContactView(each, None) for each in people[:8]),
        contacts=(ContactGroup(caf, tuple(ContactView(each, caf) for each in people[8:])),),
    )
    Image.new("RGB", (90, 40), "#16566b").save(tmp_path / "logo.png")
    pictures = [(f"Signataire {n}", tmp_path / "logo.png") for n in range(logos)]
    issue = replace(
        ISSUE,
        is_demonstration=True,
        logo=pictures[0][1] if pictures else None,
        partners=tuple(pictures[1:]),
    )
    output = tmp_path / "f.pdf"
    territoire_summary(view, issue).print_to(output)
    printed = sheet(view, issue)
    said = plain(printed.structure().words)

    assert printed.page_count == 2
    assert list(faults(printed, PORTRAIT, may_be_close=True)) == []
    assert findings(output) == []
    assert "À compléter L'engagement reste à compléter. Aucun poste" in said
    assert "01/2026 – 12/2026 En cours" in said
    for each in (*(action.reference for action in actions), *(one.name for one in people)):
        assert each in said


def test_synthese_when_the_usual_form_holds_on_two_pages_then_it_is_kept() -> None:
    said = text(of(VILLENEUVE, *[line(f"Action {n}") for n in range(12)]))

    assert "05/01/2026 – 31/12/2026" in said
    assert "L'engagement L'engagement reste à compléter." in said


@pytest.mark.parametrize(
    "place",
    [
        VILLENEUVE,
        RIVES,
        Territoire(id="q"),
        Territoire(id="r", kind=TerritoireKind.QUARTIER, name="Le Moulin"),
    ],
)
def test_synthese_when_nothing_is_known_then_it_is_accessible_all_the_same(
    place: Territoire, tmp_path: Path
) -> None:
    bare = TerritoireView(place, None, (), (), (), Progress(), (), (), Convention(id="c"))
    output = tmp_path / "f.pdf"
    territoire_summary(bare, ISSUE).print_to(output)

    assert findings(output) == []


def test_synthese_when_every_text_is_hostile_then_it_stays_in_its_margins(tmp_path: Path) -> None:
    bad = [
        f"<b>{letter}</b> & <para> 🎉 \u202eשמש\u202c e\u0301te\u0301 =1+1 {letter * 260}"
        for letter in "WMQGHN"
    ]
    place = replace(
        VILLENEUVE, name=bad[0], postal_codes=bad[1], population=None, total_population=None
    )
    contact = replace(
        CAMILLE, family_name="W" * 80, function=bad[2], email=f"{'w' * 200}@{'x' * 40}.fr"
    )
    actions = [line(text, reference=text[-40:], structure_name=text, structure="z") for text in bad]
    view = of(
        place,
        *actions,
        engagement=Engagement(
            id="e", status=EngagementStatus.DELIBERATION, number="W" * 60, document=bad[3]
        ),
        memberships=tuple(membership(each, source=each) for each in bad),
        posts=(
            PostView(Coordination(id="p"), contact, None),
            PostView(Coordination(id="q"), None, None),
        ),
        local_contacts=(ContactView(contact, None),),
    )
    output = tmp_path / "f.pdf"
    territoire_summary(view, ISSUE).print_to(output)
    printed = sheet(view)

    assert printed.ink_outside(PORTRAIT) == []
    assert printed.missing_glyphs() == []
    assert findings(output) == []
