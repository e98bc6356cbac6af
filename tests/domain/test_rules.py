"""The rules of the trade: lateness, contradictions, steps of status, completeness."""

import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest

from ctg_desktop.domain.action import Action, check_status_step
from ctg_desktop.domain.action_reference import next_reference, reference_prefix
from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.convention_views import Progress
from ctg_desktop.domain.rules import check_row, completeness, is_late
from ctg_desktop.errors import FieldError, RuleError

TODAY = date(2026, 11, 21)
YESTERDAY = TODAY - timedelta(days=1)
SOUND = Action(id="a", title="Une action", main_ambition="m", structure="s", status=Status.IDEE)


@pytest.mark.parametrize("status", list(Status))
def test_lateness_when_the_end_is_past_depends_on_the_status(status: Status) -> None:
    action = replace(SOUND, status=status, ends_on=YESTERDAY)
    never = (Status.IDEE, Status.REALISEE, Status.ABANDONNEE)
    assert is_late(action, TODAY) == (status not in never)


def test_lateness_when_the_end_is_today_or_unknown_is_none() -> None:
    assert not is_late(replace(SOUND, ends_on=TODAY), TODAY)
    assert not is_late(SOUND, TODAY)
    assert is_late(replace(SOUND, status=None, ends_on=YESTERDAY), TODAY)


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"title": None}, "intitule", "Intitulé\u00a0» est à remplir"),
        ({"main_ambition": None}, "ambition", "Ambition principale\u00a0» est à remplir"),
        ({"structure": None}, "structure", "Structure porteuse\u00a0» est à remplir"),
        ({"starts_on": TODAY, "ends_on": YESTERDAY}, "date_fin", "avant le début"),
        (
            {"starts_on": TODAY, "completed_on": YESTERDAY, "status": Status.REALISEE},
            "realisee_le",
            "avant le début",
        ),
        ({"status": Status.REALISEE}, "realisee_le", "demande sa date"),
        ({"status": Status.ABANDONNEE}, "motif", "demande un motif"),
        ({"blocked": True}, "motif_blocage", "demande un motif"),
    ],
)
def test_action_when_its_fields_contradict_one_another_names_the_one_to_mend(
    changed: dict, field: str, sentence: str
) -> None:
    with pytest.raises(FieldError, match=sentence) as raised:
        check_row(replace(SOUND, **changed))
    assert raised.value.field == field


def test_action_when_only_title_ambition_and_structure_are_there_is_sound() -> None:
    check_row(replace(SOUND, status=None))
    check_row(replace(SOUND, starts_on=TODAY, ends_on=TODAY))


def test_status_when_it_goes_the_usual_way_is_allowed() -> None:
    way = [Status.IDEE, Status.A_VENIR, Status.EN_COURS, Status.EN_PAUSE, Status.EN_COURS,
           Status.REALISEE, Status.EN_COURS, Status.ABANDONNEE]  # fmt: skip
    for before, after in itertools.pairwise(way):
        check_status_step(before, after)
    check_status_step(None, Status.REALISEE)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Status.EN_COURS, Status.IDEE),
        (Status.REALISEE, Status.IDEE),
        (Status.REALISEE, Status.A_VENIR),
    ],
)
def test_status_when_the_step_means_nothing_is_refused(before: Status, after: Status) -> None:
    with pytest.raises(RuleError, match="ne peut pas devenir"):
        check_status_step(before, after)


def test_completeness_when_all_is_there_or_nothing_names_what_is_missing() -> None:
    empty = completeness(
        Action(id="a"), indicators=0, budget_lines=0, last_note_on=None, today=TODAY
    )
    assert (empty.done, empty.total, empty.percent) == (0, 8, 0)
    assert "le pilote" in empty.missing
    full = completeness(
        replace(SOUND, description="d", objectifs="o", pilote="p"),
        indicators=3,
        budget_lines=1,
        last_note_on=TODAY - timedelta(days=30),
        today=TODAY,
    )
    assert (full.percent, full.missing) == (100, ())
    stale = completeness(
        replace(SOUND, description="d", objectifs="o", pilote="p"),
        indicators=3,
        budget_lines=1,
        last_note_on=TODAY - timedelta(days=100),
        today=TODAY,
    )
    assert stale.missing == ("une note de suivi de moins de trois mois",)


def test_reference_when_others_exist_takes_the_next_number() -> None:
    prefix = reference_prefix("BET", 2026)
    assert next_reference(prefix, []) == "BET-2026-001"
    assert next_reference(prefix, ["BET-2026-001", "BET-2026-009"]) == "BET-2026-010"
    assert next_reference(prefix, ["BET-2026-999", "BET-2027-1500"]) == "BET-2026-1000"
    assert next_reference(prefix, ["BET-2026-", "BET-2026-abc"]) == "BET-2026-001"


def test_progress_when_actions_are_abandoned_leaves_them_out_of_the_share() -> None:
    one = Progress({Status.REALISEE: 1, Status.EN_COURS: 1, Status.ABANDONNEE: 2}, late_count=1)
    two = Progress({Status.REALISEE: 2, None: 1}, blocked_count=1)
    both = one + two
    assert (both.total, both.done, both.late_count, both.blocked_count) == (7, 3, 1, 1)
    assert (one.percent, both.percent, Progress().percent) == (50, 60, None)
