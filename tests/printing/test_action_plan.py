"""The plan d'actions: how it stands, its groups, its rows, at any length."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ctg_desktop.domain.choices import Priority, Status
from ctg_desktop.domain.convention import Ambition, Enjeu
from ctg_desktop.domain.convention_views import (
    AmbitionActions,
    AmbitionView,
    EnjeuActions,
    EnjeuView,
    PlanView,
    Progress,
)
from ctg_desktop.domain.listing import ActionLine, ActionQuery
from ctg_desktop.printing.action_plan import action_plan
from ctg_desktop.printing.engine.document import rendered
from ctg_desktop.printing.engine.style import LANDSCAPE
from ctg_desktop.printing.issue import Issue
from ctg_desktop.services import demonstration
from ctg_desktop.services.conventions import progress_of
from ctg_desktop.services.plan import plan_view
from tests.support.action_views import AXE, CONVENTION, OBJECTIF, row
from tests.support.app import TODAY, Office, plain
from tests.support.sheets import Sheet, findings

ISSUE = Issue("Les Trois-Vaux", date(2027, 9, 15))
OTHER = row(Ambition, number="9", title=None, enjeu=AXE.id)

checked = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # those of the checkers


def line(n: int = 1, **values: object) -> ActionLine:
    given: dict[str, object] = {
        "id": f"a{n}",
        "reference": f"VAL-2027-{n:03d}",
        "title": f"Ouvrir le lieu {n}",
        "status": Status.EN_COURS,
        "priority": None,
        "blocked": False,
        "late": False,
        "confidential": False,
        "starts_on": date(2027, 1, 1),
        "ends_on": date(2028, 6, 30),
        "completed_on": None,
        "main_ambition": OBJECTIF.id,
        "structure": "s",
        "structure_name": "Valbrune",
        "pilote_name": "Camille EXEMPLE",
    }
    return ActionLine(**{**given, **values})  # type: ignore[arg-type] # a test names fields freely


def progress(lines: Sequence[ActionLine]) -> Progress:
    return progress_of(lines)


def plan(
    *lines: ActionLine,
    enjeu: Enjeu | None = AXE,
    others: Sequence[ActionLine] = (),
    **values: object,
) -> PlanView:
    """Return a plan of two ambitions: `lines` belong to the first one, none to the second."""
    groups = [EnjeuActions(enjeu, (AmbitionActions(OBJECTIF, lines), AmbitionActions(OTHER, ())))]
    if others:
        groups.append(EnjeuActions(None, (), tuple(others)))
    standing = (AmbitionView(OBJECTIF, progress(lines)), AmbitionView(OTHER))
    shown = len(lines) + len(others)
    given: dict[str, object] = {
        "convention": CONVENTION,
        "groups": tuple(groups),
        "shown": shown,
        "total": shown,
        "filters": (),
        "progress": (EnjeuView(enjeu, standing),),
    }
    return PlanView(**{**given, **values})  # type: ignore[arg-type] # a test names fields freely


def content(view: PlanView, issue: Issue = ISSUE) -> bytes:
    document = action_plan(view, issue)
    return rendered(document.story, document.edition)


def sheet(view: PlanView, issue: Issue = ISSUE) -> Sheet:
    return Sheet(content(view, issue))


def words(view: PlanView) -> str:
    return plain(sheet(view).structure().words)


def tables(view: PlanView) -> Iterator[list[list[str]]]:
    for found in sheet(view).structure().all("Table"):
        yield [[plain(cell.words) for cell in each.children] for each in found.all("TR")]


# --- what it says --------------------------------------------------------------------------


def test_plan_when_printed_then_actions_stand_under_their_levels() -> None:
    view = plan(
        line(1, status=Status.REALISEE, priority=Priority.HAUTE),
        line(2, blocked=True, late=True, ends_on=None, pilote_name=""),
    )
    (found,) = tables(view)

    assert found == [
        ["Référence", "Intitulé", "Structure", "Pilote", "Calendrier", "Priorité", "Statut"],
        [
            "Axe 1 : Des services pour toutes les familles – 2 actions, 1 bloquée, 1 en retard",
            "50 %",
        ],
        [
            "Objectif 7 : Accueillir les jeunes enfants – 2 actions, 1 bloquée, 1 en retard",
            "50 %",
        ],
        [
            *("VAL-2027-001", "Ouvrir le lieu 1", "Valbrune", "Camille EXEMPLE"),
            *("01/01/2027 – 30/06/2028", "Haute", "Réalisée"),
        ],
        [
            *("VAL-2027-002", "Ouvrir le lieu 2", "Valbrune", ""),
            *("à partir du 01/01/2027", "", "En cours Bloquée En retard"),
        ],
        ["Objectif 9 : à compléter – aucune action", ""],
    ]


def test_plan_when_filtered_then_it_names_the_filters_and_the_share() -> None:
    view = plan(line(1), filters=("statut : en cours", "structure : Valbrune"), total=1214)

    assert "1 action sur 1 214, filtre : statut : en cours ; structure : Valbrune" in words(view)
    assert "1 action Actions" not in words(view)


def test_plan_when_it_is_that_of_a_day_then_the_title_says_which() -> None:
    view = plan(*(line(n) for n in range(60)), as_of=date(2027, 3, 1))
    found = sheet(view)

    assert [plain(node.words) for node in found.structure().all("H1")] == [
        "Plan d'actions au 1er mars 2027"
    ]
    assert all("Plan d’actions au 01/03/2027" in page for page in found.page_texts()[1:])


def test_plan_when_actions_have_no_ambition_then_they_come_apart() -> None:
    (found,) = tables(plan(line(1), others=[line(2), line(3, status=Status.REALISEE)]))

    assert found[-3] == ["Sans objectif – 2 actions", "50 %"]
    assert [each[0] for each in found[-2:]] == ["VAL-2027-002", "VAL-2027-003"]


def test_plan_when_ambitions_are_tied_to_no_enjeu_then_empty_enjeux_say_nothing() -> None:
    view = plan(line(1), enjeu=None)
    view = replace(view, groups=(EnjeuActions(AXE, ()), *view.groups))

    assert "Axe" not in words(view)
    assert "Objectif 7 : Accueillir les jeunes enfants – 1 action" in words(view)
    tied = EnjeuActions(AXE, (AmbitionActions(replace(OTHER, id="tied"), ()),))
    standing = EnjeuView(AXE, (AmbitionView(replace(OTHER, id="tied")),))
    mixed = replace(view, groups=(tied, view.groups[1]), progress=(standing, *view.progress))
    assert "Sans axe" in words(mixed)


def test_plan_when_no_action_is_left_then_it_says_why_and_names_the_ambitions() -> None:
    assert "Aucune action n'est enregistrée." in words(plan())
    view = plan(filters=("statut : idée",), total=12)
    assert "0 action sur 12, filtre : statut : idée" in words(view)
    assert "Aucune action ne répond à ce filtre." in words(view)
    assert "Objectif 7 : Accueillir les jeunes enfants" in words(view)
    assert "Objectif 9 : à compléter" in words(view)


def test_plan_when_long_then_it_begins_with_how_each_ambition_stands() -> None:
    lines = [line(n, status=list(Status)[n % 3], late=n < 2) for n in range(20)]
    standing, actions = tables(plan(*lines, others=[line(99)]))

    states = ["En cours", "À venir", "Idées", "Bloquées", "En retard"]
    assert standing == [
        ["Objectif", "Actions", *states, "Part réalisée"],
        ["Axe 1 : Des services pour toutes les familles", ""],
        ["Objectif 7 : Accueillir les jeunes enfants", *["20", "6", "7", "7", "0", "2"], "0 %"],
        ["Objectif 9 : à compléter", *["0", "0", "0", "0", "0", "0"], ""],
        ["Sans objectif", *["1", "1", "0", "0", "0", "0"], "0 %"],
        ["Ensemble", *["21", "7", "7", "7", "0", "2"], "0 %"],
    ]
    assert len(actions) == 1 + 2 + 20 + 1 + 1 + 1


# --- how it looks --------------------------------------------------------------------------


def test_plan_when_long_then_headers_and_groups_are_recalled_on_each_page() -> None:
    found = sheet(plan(*(line(n) for n in range(300))))
    pages = found.page_texts()

    assert len(pages) > 10
    assert all("Référence" in page for page in pages[1:])
    assert all("Accueillir les jeunes enfants (suite)" in page for page in pages[2:-1])
    assert found.structure().words.count("Référence") == 1
    assert found.ink_outside(LANDSCAPE) == []


def test_plan_when_hostile_then_nothing_leaves_the_margins() -> None:
    title = "<b>&amp; é\u0301 🎉 שלום \x00 <para> =1+1 " * 8
    lines = [
        line(
            n,
            title=("W" * 300, title)[n % 2],
            reference="R" * 40,
            structure_name=title,
            pilote_name="X" * 160,
            blocked=True,
            late=True,
        )
        for n in range(30)
    ]
    enjeu = replace(AXE, title="W" * 300, colour="#FFFF00")
    found = sheet(plan(*lines, enjeu=enjeu, filters=(title, "W" * 300)))

    assert found.ink_outside(LANDSCAPE) == []
    assert found.missing_glyphs() == []
    assert found.structure().words.count("W" * 20) >= 15


def test_plan_when_printed_twice_then_bytes_are_equal() -> None:
    view = plan(*(line(n) for n in range(40)))

    assert content(view) == content(view)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> PlanView:
    """Return the plan of invented actions under the delivered convention."""
    office = Office(tmp_path_factory.mktemp("plan") / "d", demonstration=True)
    with office.open() as uow:
        demonstration.fill(uow, 200, TODAY, lambda *_: None)
        return plan_view(uow, ActionQuery(confidential=False), TODAY)


@checked
def test_plan_when_it_shows_invented_actions_then_it_is_marked_and_accessible(
    shown: PlanView, tmp_path: Path
) -> None:
    issue = Issue("Agglomération", TODAY, is_demonstration=True)
    path = tmp_path / "plan.pdf"
    path.write_bytes(content(shown, issue))

    assert findings(path) == []
    found = Sheet(path.read_bytes())
    assert all("Données d’exemple" in page for page in found.page_texts())
    assert found.ink_outside(LANDSCAPE) == []
    assert len(found.structure().all("Table")[1].all("TR")) == 1 + 8 + 200


@checked
@pytest.mark.parametrize("lines", [(), (line(1),)], ids=["none", "one"])
def test_plan_when_short_then_it_is_accessible(tmp_path: Path, lines: Sequence[ActionLine]) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(content(plan(*lines)))

    assert findings(path) == []
