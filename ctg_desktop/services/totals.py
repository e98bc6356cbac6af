"""What the money of an action adds up to: euros apart from posts, and each kind by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ctg_desktop.domain.action import BudgetLine, Financement, mixes_taxes
from ctg_desktop.domain.choices import BudgetKind, BudgetUnit
from ctg_desktop.domain.fields import Entity
from ctg_desktop.domain.views import means_of
from ctg_desktop.typography import etp, euros, spaced


@dataclass(frozen=True, slots=True)
class Total:
    """A line under a table: what is added up, and each column's sum in words by field name."""

    label: str
    sums: Mapping[str, str]


def budget_totals(lines: Iterable[Entity]) -> list[Total]:
    """Return the totals of budget lines by kind and unit; a line without a unit counts euros."""
    groups: dict[tuple[BudgetUnit, BudgetKind | None], list[BudgetLine]] = {}
    for line in lines:
        if isinstance(line, BudgetLine) and (line.planned is not None or line.actual is not None):
            key = (line.unit or BudgetUnit.EURO, line.kind)
            groups.setdefault(key, []).append(line)
    found = []
    for unit in BudgetUnit:
        kinds = [kind for kind in (*BudgetKind, None) if (unit, kind) in groups]
        for kind in kinds:
            found.append(_budget_total(_label(unit, kind), unit, groups[unit, kind]))
        if len(kinds) > 1:
            everything = [line for kind in kinds for line in groups[unit, kind]]
            found.append(_budget_total(_label(unit, None, overall=True), unit, everything))
    return found


def _label(unit: BudgetUnit, kind: BudgetKind | None, *, overall: bool = False) -> str:
    counted = "Total" if unit is BudgetUnit.EURO else f"Total en {unit.label}"
    if overall:
        return f"{counted}, tous types"
    return f"{counted}, {kind.label.lower()}" if kind else counted


def _budget_total(label: str, unit: BudgetUnit, lines: Sequence[BudgetLine]) -> Total:
    written = euros if unit is BudgetUnit.EURO else etp
    mixed = spaced(" (HT et TTC mêlés)") if mixes_taxes(lines) else ""
    return Total(
        f"{label}{mixed}",
        {
            "planned": _sum((line.planned for line in lines), written),
            "actual": _sum((line.actual for line in lines), written),
        },
    )


def financement_totals(lines: Iterable[Entity]) -> list[Total]:
    """Return what was requested, granted and paid in all; nothing where no amount is known."""
    found = [line for line in lines if isinstance(line, Financement)]
    sums = {
        "requested": _sum((line.requested for line in found), euros),
        "granted": _sum((line.granted for line in found), euros),
        "paid": _sum((line.paid for line in found), euros),
    }
    return [Total("Total", sums)] if any(sums.values()) else []


def remaining_words(budget: Iterable[Entity], financements: Iterable[Entity]) -> str:
    """Return what is left to fund: what is planned in euros, less what was granted.

    An empty text where nothing is planned.
    """
    means = means_of(
        [line for line in budget if isinstance(line, BudgetLine)],
        [line for line in financements if isinstance(line, Financement)],
    )
    return means.remaining


def _sum(values: Iterable[Decimal | None], written: Callable[[Decimal], str]) -> str:
    known = [value for value in values if value is not None]
    return written(sum(known, Decimal(0))) if known else ""
