"""An action as text: what `action montrer` prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ctg_desktop.domain.action import Action, BudgetLine, Etape, Mesure, SuiviNote
from ctg_desktop.domain.fields import Kind
from ctg_desktop.domain.views import ActionView, FinancementView, IndicateurView
from ctg_desktop.services.naming import Directory
from ctg_desktop.services.row_sheets import printed_words
from ctg_desktop.typography import euros, figure, quantity, short_date, typeset

_INDENT = "    "


def sheet_lines(directory: Directory, view: ActionView) -> list[str]:
    """Return the lines of an action: what is filled in, then what hangs on it."""
    action = view.action
    marks = [
        "en retard" if view.late else "",
        "dans la corbeille" if action.deleted else "",
    ]
    told = ", ".join(mark for mark in marks if mark)
    return [
        f"{action.reference} – {typeset(action.title or '')}" + (f" ({told})" if told else ""),
        "",
        *_fields(directory, action),
        *_listed("Étapes", (_etape(row) for row in view.etapes)),
        *_listed("Budget", (_budget(row) for row in view.budget)),
        *_listed("Financements", (_financement(row) for row in view.financements)),
        *_listed("Indicateurs", (_indicateur(row) for row in view.indicateurs)),
        *_listed("Notes de suivi", (_note(row) for row in view.notes)),
        *_footer(view),
    ]


def _fields(directory: Directory, action: Action) -> Iterator[str]:
    for name, words in printed_words(directory, action, ("reference", "title")).items():
        spec = action.TYPE.fields[name]
        if spec.kind is Kind.LONG_TEXT:
            yield f"{spec.label} :"
            yield from (f"{_INDENT}{line}".rstrip() for line in typeset(words).splitlines())
        else:
            yield f"{spec.label} : {typeset(words) if spec.kind is Kind.TEXT else words}"


def _listed(title: str, lines: Iterable[str]) -> list[str]:
    numbered = [f"  {at}. {line}" for at, line in enumerate(lines, 1)]
    return ["", title, *numbered] if numbered else []


def _etape(row: Etape) -> str:
    parts = [typeset(row.title or "")]
    parts += [f"échéance {short_date(row.due_on)}"] if row.due_on else []
    parts += [f"faite le {short_date(row.done_on)}"] if row.done_on else []
    parts += [row.responsible] if row.responsible else []
    return ", ".join(parts)


def _budget(row: BudgetLine) -> str:
    unit = row.TYPE.fields["planned"].unit_in(row)
    parts = [row.label or (row.kind.label if row.kind else "Ligne")]
    parts += [str(row.year)] if row.year else []
    parts += [f"prévu {quantity(row.planned, unit)}"] if row.planned is not None else []
    parts += [f"réalisé {quantity(row.actual, unit)}"] if row.actual is not None else []
    return ", ".join(parts)


def _financement(view: FinancementView) -> str:
    row = view.financement
    amounts = (("demandé", row.requested), ("accordé", row.granted), ("versé", row.paid))
    parts = [view.funder_name, row.scheme, str(row.year) if row.year else None]
    parts += [f"{word} {euros(amount)}" for word, amount in amounts if amount is not None]
    return ", ".join(part for part in parts if part)


def _indicateur(view: IndicateurView) -> str:
    row = view.indicateur
    unit = row.unit or ""
    parts = [typeset(row.label or "")]
    if row.origin_value is not None:
        parts.append(f"origine {quantity(row.origin_value, unit)}{_year(row.origin_year)}")
    if row.target_value is not None:
        parts.append(f"cible {quantity(row.target_value, unit)}{_year(row.target_year)}")
    parts += [_mesure(mesure, unit) for mesure in view.mesures]
    return ", ".join(parts)


def _year(year: int | None) -> str:
    return f" ({year})" if year else ""


def _mesure(row: Mesure, unit: str) -> str:
    period = short_date(row.measured_on) if row.measured_on else str(row.year)
    value = (
        figure(row.value, unit)
        if row.value is not None
        else (f"{row.appreciation} sur 4" if row.appreciation else row.appreciation_text or "")
    )
    return f"{period} : {value}"


def _note(row: SuiviNote) -> str:
    date = short_date(row.noted_on) if row.noted_on else ""
    origin = f", {row.origin}" if row.origin else ""
    text = typeset(row.text or "").replace("\n", f"\n{_INDENT} ")
    return f"{date} ({row.author}{origin}) : {text}"


def _footer(view: ActionView) -> list[str]:
    gauge = view.completeness
    lines = ["", f"Fiche remplie à {gauge.percent} %"]
    if gauge.missing:
        lines[-1] += f" ; il manque : {', '.join(gauge.missing)}"
    lines[-1] += "."
    if view.conflicts:
        lines.append(f"À arbitrer : {', '.join(view.conflicts)}.")
    return lines
