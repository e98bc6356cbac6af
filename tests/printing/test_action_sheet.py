"""The fiche action: what it says, what it leaves out, how long it is, how it looks."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image

from ctg_desktop.domain.action import Indicateur, Mesure, SuiviNote
from ctg_desktop.domain.choices import (
    ActionNature,
    BudgetUnit,
    FundingState,
    IndicatorNature,
    Priority,
    Status,
    Tax,
)
from ctg_desktop.domain.convention import Ambition, FicheCadre, LinkedFrame
from ctg_desktop.domain.people import Institution
from ctg_desktop.domain.views import ActionView, IndicateurView
from ctg_desktop.printing.action_sheet import action_sheet
from ctg_desktop.printing.engine.document import rendered
from ctg_desktop.printing.engine.marks import Mark
from ctg_desktop.printing.engine.style import PORTRAIT
from ctg_desktop.printing.issue import Issue
from ctg_desktop.printing.timeline import Moment, timeline
from tests.printing.test_accessibility import word
from tests.support.action_views import (
    AXE,
    CONVENTION,
    OBJECTIF,
    action_view,
    etape,
    expense,
    funding,
    indicator,
    person,
    row,
    typical,
    words_of,
)
from tests.support.app import plain
from tests.support.sheets import Node, Sheet, findings, printed

TODAY = date(2027, 9, 15)
ISSUE = Issue("Commune de Valbrune", TODAY)

checked = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # those of the checkers


def content(view: ActionView, issue: Issue = ISSUE, *, notes: bool = False) -> bytes:
    document = action_sheet(view, words_of(view), CONVENTION, issue, notes=notes)
    return rendered(document.story, document.edition)


def sheet(view: ActionView, issue: Issue = ISSUE, *, notes: bool = False) -> Sheet:
    return Sheet(content(view, issue, notes=notes))


def words(view: ActionView, *, notes: bool = False) -> str:
    return plain(sheet(view, notes=notes).structure().words)


def headings(view: ActionView, *, notes: bool = False) -> list[str]:
    found = sheet(view, notes=notes).structure().all("H1", "H2", "H3")
    return [plain(node.words) for node in found]


def rows_of(table: Node) -> list[list[str]]:
    return [[plain(cell.words) for cell in line.children] for line in table.all("TR")]


def table_of(view: ActionView, header: str) -> list[list[str]]:
    """Return the rows of the table whose header has this word, header first."""
    tables = [rows_of(table) for table in sheet(view).structure().all("Table")]
    (found,) = [rows for rows in tables if header in rows[0]]
    return found


# --- what it says --------------------------------------------------------------------------


def test_sheet_when_the_action_has_only_a_title_then_nothing_is_printed_empty() -> None:
    view = action_view(ambition=None, enjeu=None, structure=None)

    assert headings(view) == ["Café des parents"]
    assert "Fiche action VAL-2027-003 · Convention des Trois-Vaux 2027-2031" in words(view)
    assert "Le contenu de cette fiche reste à compléter." in words(view)
    assert sheet(view).page_count == 1


def test_sheet_when_the_action_is_typical_then_its_sections_come_in_order() -> None:
    assert headings(typical())[1:] == [
        "Constat",
        "Objectifs",
        "Description",
        "Résultats attendus",
        "Participation des habitants",
        "Publics et territoires",
        "Acteurs",
        "Étapes",
        "Budget et financements",
        "Indicateurs",
    ]


def test_sheet_when_it_names_the_levels_then_they_are_those_of_the_convention() -> None:
    other = row(Ambition, number="9")
    said = words(action_view(other_ambitions=(other,)))

    assert "Axe 1 : Des services pour toutes les familles" in said
    assert "Objectif 7 : Accueillir les jeunes enfants" in said
    assert "Contribue aussi à : Objectif 9 : à compléter" in said
    untitled = action_view(ambition=replace(OBJECTIF, title=None), enjeu=replace(AXE, title=""))
    assert "Axe 1 : à compléter Objectif 7 : à compléter" in words(untitled)


def test_sheet_when_the_action_is_blocked_and_late_then_words_say_it_with_the_reason() -> None:
    view = action_view(
        status=Status.EN_COURS,
        blocked=True,
        blocked_reason="Local indisponible",
        late=True,
        priority=Priority.HAUTE,
        nature=ActionNature.NOUVELLE,
        starts_on=date(2026, 1, 1),
        ends_on=date(2027, 6, 30),
        recurring=True,
    )
    said = words(view)

    assert "Statut En cours Bloquée En retard" in said
    assert "Début : 01/01/2026 Fin prévue : 30/06/2027 Reconduite chaque année" in said
    assert "Priorité Haute Nature Nouvelle" in said
    assert "Bloquée : Local indisponible" in said


def test_sheet_when_the_action_was_given_up_then_it_says_why() -> None:
    view = action_view(status=Status.ABANDONNEE, status_reason="Financement non obtenu")

    assert "Abandonnée : Financement non obtenu" in words(view)


def test_sheet_when_people_are_named_then_how_to_reach_them_follows() -> None:
    view = action_view(
        pilote=person("Camille", "Exemple", "Chargée de mission", email="c.exemple@exemple.fr"),
        referent_technique=person("Claude", "Modèle", mobile="0612345678"),
        elu_referent=person("", "", erased=True),
        partners=(row(Institution, name="Caisse d'allocations", acronym="CAF"),),
        partners_text="Les Petits Pas",
    )
    said = words(view)

    assert "Pilote Camille EXEMPLE, Chargée de mission c.exemple@exemple.fr" in said
    assert "Référent technique Claude MODÈLE 06 12 34 56 78" in said
    assert "Élu·e référent·e Personne effacée" in said
    assert "Partenaires CAF, Les Petits Pas" in said
    links = sheet(view).structure().all("Link")
    assert [link.words for link in links] == [
        "c.exemple@exemple.fr",
        "06\u00a012\u00a034\u00a056\u00a078",
    ]


def test_sheet_when_linked_then_frames_and_actions_are_named() -> None:
    view = action_view(
        fiche_cadre=row(FicheCadre, number="12", title="Parentalité"),
        linked_frames=(row(LinkedFrame, title="Contrat Local de Santé"),),
        linked_actions=(action_view(title="Ludothèque").action,),
    )
    said = words(view)

    assert "Fiche-cadre 12 – Parentalité" in said
    assert "Cadres liés Contrat Local de Santé" in said
    assert "Actions liées VAL-2027-003 : Ludothèque" in said


def test_sheet_when_it_is_incomplete_then_an_elu_does_not_read_what_is_missing() -> None:
    assert "le pilote" not in words(typical(pilote=None))


def test_sheet_when_confidential_or_disputed_then_it_says_so() -> None:
    view = action_view(confidential=True, conflicts=("Pilote", "Fin prévue"))

    assert "Diffusion Confidentielle" in words(view)
    assert "Deux saisies différentes sont à départager : Pilote, Fin prévue." in words(view)


def test_notes_when_asked_then_they_come_the_latest_first() -> None:
    notes = (
        row(SuiviNote, noted_on=date(2027, 4, 2), text="Lancement.", author="Camille Essai"),
        row(SuiviNote, noted_on=date(2027, 7, 1), text="Véhicule livré.", origin="COTECH"),
    )

    assert "Lancement" not in words(action_view(notes=notes))
    said = words(action_view(notes=notes), notes=True)
    assert "1er juillet 2027 Véhicule livré. COTECH 2 avril 2027 Lancement. Camille Essai" in said


# --- étapes --------------------------------------------------------------------------------


def test_etapes_when_printed_then_each_is_done_late_or_to_come_on_the_day_of_edition() -> None:
    assert table_of(typical(), "Étape") == [
        ["N°", "Étape", "Échéance", "État"],
        ["1", "Réunir les partenaires", "15/03/2027", "Faite le 12/03/2027"],
        ["2", "Signer la convention", "30/06/2027", "En retard"],
        ["3", "Ouvrir au public", "06/01/2028", "À venir"],
    ]


def test_etapes_when_the_action_is_over_then_what_was_not_done_is_not_late() -> None:
    view = typical(status=Status.REALISEE, completed_on=date(2027, 7, 1))

    assert [line[-1] for line in table_of(view, "Étape")[1:]] == [
        "Faite le 12/03/2027",
        "Non faite",
        "Non faite",
    ]


def test_timeline_when_there_is_nothing_to_tell_apart_then_it_is_not_drawn() -> None:
    day = date(2027, 3, 1)

    assert timeline(day, day, [Moment(day, 1, Mark.DONE)], TODAY) is None
    assert timeline(day, TODAY, [], TODAY) is None
    assert timeline(date(1999, 1, 1), TODAY, [Moment(day, 1, Mark.DONE)], TODAY) is None
    many = [Moment(day + timedelta(n), n, Mark.PLANNED) for n in range(40)]
    assert timeline(day, TODAY, many, TODAY) is None


@pytest.mark.parametrize("step", [0, 1, 60])
def test_timeline_when_etapes_are_close_then_their_marks_stay_apart_and_inside(step: int) -> None:
    first = date(2027, 10, 1)
    moments = [Moment(first + timedelta(n * step), n + 1, Mark.LATE) for n in range(24)]
    line = timeline(date(2027, 1, 1), date(2027, 12, 31), moments, TODAY)
    assert line is not None
    page = printed(line)

    assert page.ink_outside(PORTRAIT) == []
    lines = [text.split() for text in page.text("-layout").splitlines()]
    assert [str(moment.number) for moment in moments] in lines
    assert page.structure().all("Figure", "Table") == []


# --- means ---------------------------------------------------------------------------------


def test_budget_when_years_have_several_lines_then_each_year_and_the_whole_are_added_up() -> None:
    assert table_of(typical(), "Dépenses") == [
        ["Dépenses", "Type", "Année", "Prévu", "Réalisé"],
        ["Salaires", "Fonctionnement", "2027", "28 500 €", "14 250,50 €"],
        ["Véhicule", "Fonctionnement", "2027", "46 000 €", "44 890 €"],
        ["Salaires", "Fonctionnement", "2028", "57 000 €", ""],
        ["Total 2027", "", "", "74 500 €", "59 140,50 €"],
        ["Total", "", "", "131 500 €", "59 140,50 €"],
    ]


def test_budget_when_it_counts_posts_then_years_are_not_added_up() -> None:
    assert table_of(typical(), "Moyens humains") == [
        ["Moyens humains", "Type", "Année", "Prévu"],
        ["Accueillantes", "Fonctionnement", "2027", "0,8 ETP"],
        ["Accueillantes", "Fonctionnement", "2028", "1,6 ETP"],
    ]
    lines = (
        expense("Accueil", None, "0.8", unit=BudgetUnit.ETP),
        expense("Direction", None, "0.2", unit=BudgetUnit.ETP),
    )
    found = table_of(action_view(budget=lines), "Moyens humains")
    assert found[0] == ["Moyens humains", "Type", "Prévu"]
    assert found[-1] == ["Total", "", "1 ETP"]


def test_budget_when_lines_are_for_the_whole_period_then_they_come_last() -> None:
    lines = (expense("Matériel", None, "500"), expense("Salaires", 2028, "100"))
    found = table_of(action_view(budget=lines), "Dépenses")

    assert [line[0] for line in found] == ["Dépenses", "Salaires", "Matériel", "Total"]
    assert found[2][2] == "Toute la période"
    assert found[-1][3] == "600 €"


def test_financements_when_printed_then_funders_schemes_and_totals_show() -> None:
    assert table_of(typical(), "Financements") == [
        ["Financements", "Dispositif", "Année", "Demandé", "Accordé"],
        ["CAF", "Prestation de service", "2027", "20 000 €", "20 000 €"],
        ["Département", "", "2027", "15 000 €", ""],
        ["CAF", "", "2028", "30 000 €", ""],
        ["Total 2027", "", "", "35 000 €", "20 000 €"],
        ["Total", "", "", "65 000 €", "20 000 €"],
    ]


# --- indicators ----------------------------------------------------------------------------


def test_indicators_when_measured_then_origin_target_and_years_stand_side_by_side() -> None:
    assert (
        table_of(typical(), "Indicateur")
        == [
            ["Indicateur", "Origine", "Cible", "2027", "2028"],
            ["Familles accueillies", "12 en 2026", "60 en 2029", "31", "48"],
            ["Demi-journées d’ouverture", "", "", "40", ""],
        ]
        or table_of(typical(), "Indicateur")[2][0] == "Demi-journées d'ouverture"
    )


def test_indicators_when_years_are_many_then_they_go_on_in_tables_below() -> None:
    measures = {year: f"123456789{year}" for year in range(2020, 2032)}
    view = action_view(indicateurs=(indicator("Personnes", measures),))
    tables = [rows_of(table) for table in sheet(view).structure().all("Table")]

    assert len(tables) > 1
    assert [year for rows in tables for year in rows[0][1:]] == [str(y) for y in measures]
    values = [value for rows in tables for value in rows[1][1:]]
    assert values[0] == "1 234 567 892 020"
    assert len(values) == 12
    assert sheet(view).ink_outside(PORTRAIT) == []


def test_indicators_when_appreciated_then_the_scale_shows_and_the_words_follow() -> None:
    mesures = (
        row(Mesure, measured_on=date(2027, 5, 2), appreciation=2),
        row(Mesure, measured_on=date(2027, 11, 3), appreciation=3, appreciation_text="Mieux."),
    )
    given = row(Indicateur, label="Satisfaction", definition="Enquête annuelle.", unit="avis")
    said = words(action_view(indicateurs=(IndicateurView(given, mesures),)))

    assert "Satisfaction (avis) 2 sur 4 (le 02/05) 3 sur 4 (le 03/11)" in said
    assert "Satisfaction Enquête annuelle. 03/11/2027 : Mieux." in said


# --- how it looks --------------------------------------------------------------------------


def test_sheet_when_typical_then_it_takes_two_pages_at_most() -> None:
    assert sheet(typical(), notes=True).page_count == 2
    short = typical(indicateurs=(), budget=(), financements=())
    assert sheet(short).page_count == 1


def test_sheet_when_printed_twice_then_bytes_are_equal() -> None:
    view = typical()

    assert content(view) == content(view)


def test_sheet_when_it_shows_invented_actions_then_every_page_bears_the_mark() -> None:
    pages = sheet(typical(), replace(ISSUE, is_demonstration=True)).page_texts()

    assert len(pages) == 2
    assert all("Données d’exemple" in page for page in pages)
    assert "Données d’exemple" not in sheet(typical()).text()


def test_sheet_when_there_is_a_logo_then_it_is_announced(tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    Image.new("RGB", (300, 100), "#204060").save(logo)
    (figure,) = sheet(action_view(), replace(ISSUE, logo=logo)).structure().all("Figure")

    assert figure.entries["/Alt"] == "Logo : Commune de Valbrune"


HOSTILE = "<b>&amp; é\u0301 🎉 שלום \x00\x07 <para> =1+1 "
UNBROKEN = "W" * 300


def hostile() -> ActionView:
    """Return all that a person may type, at its longest."""
    return typical(
        title=f"é<b>&{UNBROKEN}"[:300],
        reference="R" * 40,
        constat="x" * 50_000,
        objectifs=HOSTILE * 1300,
        participation="mot " * 12_500,
        blocked=True,
        blocked_reason=UNBROKEN * 3,
        partners_text=HOSTILE * 20,
        ambition=replace(OBJECTIF, title=UNBROKEN, colour="#FFFF00"),
        enjeu=replace(AXE, title=HOSTILE * 6),
        etapes=tuple(
            etape((HOSTILE, UNBROKEN)[n % 2], date(2020, 1, 1) + timedelta(71 * n))
            for n in range(60)
        ),
        budget=tuple(
            expense((HOSTILE, UNBROKEN)[n % 2], 2020 + n % 12, "123456789012.55", "999999999999.99")
            for n in range(24)
        ),
        financements=tuple(
            funding(UNBROKEN, 2020 + n % 12, "123456789012", "999999999999.99", HOSTILE)
            for n in range(24)
        ),
        indicateurs=tuple(
            indicator(
                f"{HOSTILE} {n}",
                {2020 + year: "123456789012.5" for year in range(12)},
                origin_value=Decimal("999999999999.99"),
                origin_year=2020,
                unit="U" * 40,
                source=UNBROKEN,
            )
            for n in range(40)
        ),
    )


def test_sheet_when_hostile_then_nothing_is_lost_nor_leaves_the_margins() -> None:
    page = sheet(hostile(), notes=True)

    assert page.ink_outside(PORTRAIT) == []
    assert page.missing_glyphs() == []
    said = page.structure().words
    assert said.count("mot ") >= 12_499
    assert said.replace(" ", "").count("x") >= 50_000
    assert "<b>&amp ; é" in plain(said)


@checked
@pytest.mark.parametrize("view", [action_view(), typical()], ids=["minimal", "typical"])
def test_sheet_when_checked_then_it_is_accessible(tmp_path: Path, view: ActionView) -> None:
    path = tmp_path / "fiche.pdf"
    path.write_bytes(content(view, replace(ISSUE, is_demonstration=True)))

    assert findings(path) == []


def test_sheet_when_it_goes_on_then_the_head_of_its_pages_says_its_whole_title() -> None:
    title = "Accompagner les jeunes parents des communes rurales vers les services et les droits"
    _first, second = sheet(typical(title=title)).page_texts()

    kind, *lines = [line.strip() for line in second.splitlines()][:3]
    assert kind == "Commune de Valbrune · Fiche action VAL-2027-003"
    assert " ".join(lines) == title


# --- what signed fiches hold -----------------------------------------------------------------


@checked
def test_sheet_when_it_has_operations_then_each_is_there_with_its_own_means(
    tmp_path: Path,
) -> None:
    done = {"status": Status.REALISEE, "completed_on": date(2027, 5, 2)}
    parts = tuple(
        typical(title=f"Opération {at}", reference=f"VAL-2027-01{at}", **(done if at < 2 else {}))
        for at in range(4)
    )
    view = typical(operations=parts)
    shown = words(view)

    assert "2 réalisées sur 4" in shown
    assert "prévu : 657 500 €" in shown
    for at in range(4):
        assert f"VAL-2027-01{at} · Opération {at}" in headings(view)
    assert sheet(view).page_count <= 7
    path = tmp_path / "f.pdf"
    path.write_bytes(content(view))
    # Opérations are alike here: a checker takes the first lines of pages for running ones.
    assert [each for each in findings(path) if not each.startswith("PAG-001")] == []


def test_sheet_when_organisations_pilot_then_they_stand_with_calendar_and_governance() -> None:
    view = action_view(calendar="dernier trimestre 2025", gouvernance="Un comité par an.")
    told = words_of(view)
    own = {**told[view.action.id], "structures_pilotes": "CAF, MSA", "co_porteurs": "Valmont"}
    document = action_sheet(view, {**told, view.action.id: own}, CONVENTION, ISSUE)
    shown = plain(Sheet(rendered(document.story, document.edition)).structure().words)

    assert "Calendrier dernier trimestre 2025" in shown
    assert "Suivi et gouvernance Un comité par an." in shown
    assert "Co-porteurs Valmont Structures pilotes CAF, MSA" in shown


def test_financements_when_their_state_is_known_then_it_is_told_with_the_precision() -> None:
    asked = funding("CAF", None, "30000")
    told = replace(
        asked.financement, state=FundingState.A_SOLLICITER, precision="50 000 € par an et par poste"
    )
    view = action_view(financements=(replace(asked, financement=told),))

    assert "à solliciter, 50 000 € par an et par poste" in words(view)


def test_indicateurs_when_some_count_and_others_appreciate_then_they_are_apart() -> None:
    view = action_view(
        indicateurs=(
            indicator("Ressenti des parents", {}, nature=IndicatorNature.QUALITATIF),
            indicator("Familles", {2027: "31"}, nature=IndicatorNature.QUANTITATIF),
        )
    )

    assert table_of(view, "Indicateur quantitatif")[1][0] == "Familles"
    assert table_of(view, "Indicateur qualitatif")[1][0] == "Ressenti des parents"


@checked
def test_text_when_typed_with_heads_and_dashes_then_it_is_set_and_tagged_so(
    tmp_path: Path,
) -> None:
    text = "Le diagnostic.\nCe que disent les familles :\n- trop loin ;\n- trop cher.\nEt aussi :"
    view = action_view(constat=text)
    tree = sheet(view).structure()

    assert "Ce que disent les familles :" in headings(view)
    assert "Et aussi :" not in headings(view)  # nothing follows it
    assert len(tree.all("LI")) >= 2
    path = tmp_path / "f.pdf"
    path.write_bytes(content(view))
    assert findings(path) == []


def test_etapes_when_typed_in_any_order_then_they_are_by_day_and_undated_ones_last() -> None:
    undated = (etape("Un jour"), etape("Plus tard"))
    dated = (etape("B", date(2028, 1, 1)), etape("A", None, date(2027, 1, 5)))
    view = action_view(etapes=(*undated, *dated))

    assert [line[1] for line in table_of(view, "Étape")[1:]] == ["A", "B", "Un jour", "Plus tard"]


def test_budget_when_it_mixes_ht_and_ttc_then_the_sheet_says_so() -> None:
    lines = (
        replace(expense("Travaux", 2027, "10"), tax=Tax.HT),
        replace(expense("Salaires", 2027, "20"), tax=Tax.TTC),
    )

    assert "Les totaux additionnent des montants HT et TTC." in words(action_view(budget=lines))
    assert "additionnent" not in words(action_view(budget=lines[:1]))


# --- partners, what is left to fund, curves ---------------------------------------------------


@pytest.mark.parametrize("count", [6, 7, 400])
def test_partners_when_they_are_more_than_six_then_they_make_a_list(count: int) -> None:
    names = [f"Partenaire {word(n)}" for n in range(count)]
    partners = tuple(row(Institution, name=name) for name in names[:-1])
    printed = sheet(action_view(partners=partners, partners_text=names[-1]))

    (item,) = (
        each
        for each in printed.structure().all("LI")
        if [node.words for node in each.all("Lbl")] == ["Partenaires"]
    )
    listed = [each.words for each in item.children[1].all("LI")]
    assert listed == ([] if count == 6 else names)
    assert (", ".join(names) in item.words) is (count == 6)


def test_sheet_when_it_is_funded_then_what_is_left_to_fund_stands_below() -> None:
    costs = (expense("Salaires", 2027, "1500"),)
    funded = action_view(budget=costs, financements=(funding("CAF", 2027, "900", "400"),))
    beyond = action_view(budget=costs, financements=(funding("CAF", 2027, "900", "1600"),))

    assert "400 € Reste à financer : 1 100 € (prévu 1 500 €, accordé 400 €)" in words(funded)
    assert "Accordé au-delà du budget : 100 € (prévu 1 500 €, accordé 1 600 €)" in words(beyond)
    assert "Reste à financer" not in words(action_view(budget=costs))


@checked
def test_indicators_when_they_have_two_values_then_a_curve_says_the_same(tmp_path: Path) -> None:
    goal = {"origin_value": Decimal(12), "origin_year": 2026, "target_value": Decimal(60)}
    view = action_view(
        indicateurs=(
            indicator("Familles accueillies", {2027: "31", 2028: "48"}, unit="familles", **goal),
            indicator("Demi-journées", {2027: "40"}),
            indicator("Sans fin", {2027: "7", 2028: "7", 2029: "8"}),
        )
    )
    all_of_them = "Toutes les valeurs sont dans le tableau qui précède."
    printed = sheet(view)

    assert [plain(each.entries["/Alt"]) for each in printed.structure().all("Figure")] == [
        "Courbe de l'indicateur « Familles accueillies », de 12 familles en 2026 à 48 familles en "
        f"2028, pour une cible de 60 familles. {all_of_them}",
        f"Courbe de l'indicateur « Sans fin », de 7 en 2027 à 8 en 2029. {all_of_them}",
    ]
    said = words(view)
    assert "12 familles en 2026, 48 familles en 2028 (cible : 60 familles)" in said
    path = tmp_path / "fiche.pdf"
    path.write_bytes(printed.content)
    assert findings(path) == []
