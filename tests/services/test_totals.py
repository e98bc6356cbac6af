"""What the money of an action adds up to."""

from decimal import Decimal

from ctg_desktop.domain.action import BudgetLine, Financement
from ctg_desktop.domain.choices import BudgetKind, BudgetUnit, Tax
from ctg_desktop.services.totals import budget_totals, financement_totals, remaining_words
from tests.support.app import plain

FONCTIONNEMENT, INVESTISSEMENT = BudgetKind


def test_budget_when_kinds_and_units_differ_then_each_is_added_by_itself() -> None:
    lines = [
        BudgetLine(id="1", kind=FONCTIONNEMENT, planned=Decimal(1200), actual=Decimal("800.5")),
        BudgetLine(id="2", kind=FONCTIONNEMENT, unit=BudgetUnit.EURO, planned=Decimal(300)),
        BudgetLine(id="3", kind=INVESTISSEMENT, planned=Decimal(5000)),
        BudgetLine(id="4", unit=BudgetUnit.ETP, planned=Decimal("0.5")),
        BudgetLine(id="5", label="sans montant"),
    ]

    totals = [(total.label, *total.sums.values()) for total in budget_totals(lines)]

    assert totals == [
        ("Total, fonctionnement", "1\u202f500\u202f€", "800,50\u202f€"),
        ("Total, investissement", "5\u202f000\u202f€", ""),
        ("Total, tous types", "6\u202f500\u202f€", "800,50\u202f€"),
        ("Total en ETP", "0,5\u202fETP", ""),
    ]


def test_financements_when_amounts_are_known_then_each_column_is_added() -> None:
    lines = [
        Financement(id="1", requested=Decimal(1000), granted=Decimal(600)),
        Financement(id="2", requested=Decimal(500)),
    ]

    (total,) = financement_totals(lines)

    assert list(total.sums.values()) == ["1\u202f500\u202f€", "600\u202f€", ""]
    assert financement_totals([Financement(id="3")]) == []


def test_remaining_when_granted_falls_short_or_goes_beyond_then_it_says_how_much() -> None:
    planned = [BudgetLine(id="b", planned=Decimal(100)), BudgetLine(id="e", unit=BudgetUnit.ETP)]

    def told(granted: int) -> str:
        given = [Financement(id="f", granted=Decimal(granted), requested=Decimal(500))]
        return plain(remaining_words(planned, given))

    assert told(60) == "Reste à financer : 40 € (prévu 100 €, accordé 60 €)"
    assert told(130) == "Accordé au-delà du budget : 30 € (prévu 100 €, accordé 130 €)"
    assert remaining_words([], [Financement(id="f", granted=Decimal(1))]) == ""


def test_budget_when_some_amounts_are_ht_and_others_ttc_then_the_total_says_so() -> None:
    lines = [
        BudgetLine(id="1", planned=Decimal(10), tax=Tax.HT),
        BudgetLine(id="2", planned=Decimal(20), tax=Tax.TTC),
    ]

    assert [plain(total.label) for total in budget_totals(lines)] == ["Total (HT et TTC mêlés)"]
    assert [plain(total.label) for total in budget_totals(lines[:1])] == ["Total"]
