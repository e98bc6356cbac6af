"""Why some actions were left alone, in words that fit a message."""

from __future__ import annotations

from ctg_desktop.domain.action import Action
from ctg_desktop.services.bulk import BulkReport, Refusal
from tests.support.app import plain
from ui.dialogs.refusals import refusal_line, refusal_lines, refusals


def refused(count: int) -> BulkReport:
    each = (Refusal(f"{at}", f"BET-2026-00{at} – Un titre", "Elle refuse.") for at in range(count))
    return BulkReport((), 0, tuple(each))


def test_refusals_when_one_then_it_is_named() -> None:
    words = plain(refusals(Action.TYPE, refused(1)))

    assert words == "1 action n'a pas changé. BET-2026-000 – Un titre : Elle refuse."


def test_refusals_when_many_then_the_rest_is_counted() -> None:
    assert plain(refusals(Action.TYPE, refused(5))).startswith(
        "5 actions n'ont pas changé. BET-2026-000"
    )
    assert plain(refusals(Action.TYPE, refused(5))).endswith("Et 2 autres.")
    assert plain(refusals(Action.TYPE, refused(4))).endswith("Et 1 autre.")


def test_refusals_when_a_whole_list_refuses_then_the_first_have_a_line_each() -> None:
    lines = refusal_lines(refused(90_000))

    assert len(lines) == 201
    assert plain(lines[0]) == "BET-2026-000 – Un titre : Elle refuse."
    assert plain(lines[-1]) == "Et 89 800 autres."
    assert len(refusal_lines(refused(200))) == 200


def test_refusal_when_the_title_is_endless_then_the_reason_stays_in_sight() -> None:
    line = refusal_line(Refusal("1", "BET-2026-001 – " + "très " * 100, "Elle refuse."))

    assert len(line) < 90
    assert line.endswith("Elle refuse.")
