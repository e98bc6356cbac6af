"""How the actions of a convention stand, by ambition: bars, statuses in words, warnings."""

from __future__ import annotations

from collections.abc import Sequence

from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.convention import Convention
from ctg_desktop.domain.convention_views import AmbitionView, ConventionView, EnjeuView, Progress
from ctg_desktop.domain.levels import colour_of, level_label, level_name
from ctg_desktop.printing.engine.blocks import Block, Stack, TextBlock
from ctg_desktop.printing.engine.style import ACCENT, GREY
from ctg_desktop.printing.engine.table import Cell, Gauge, Group, States, TableColumn, table
from ctg_desktop.printing.sections import count_bar, section, to_complete
from ctg_desktop.printing.states import status_counts, titled, warning_counts
from ctg_desktop.typography import NO_BREAK, capitalised, counted, percent


def progress_section(view: ConventionView) -> Block:
    """Return how the actions stand: all of them, then those of each ambition."""
    title = "L’avancement des actions"
    groups = [group for group in view.strategy if group.ambitions]
    total = sum((group.progress for group in groups), Progress())
    if not total.total:
        return section(title, to_complete("Aucune action n’est enregistrée pour l’instant."))
    rows: list[Sequence[Cell] | Group] = []
    for group in groups:
        if len(groups) > 1 or group.enjeu:
            rows.append(_group(view.convention, group))
        rows += [_row(view.convention, group, each) for each in group.ambitions]
    columns = (
        TableColumn(capitalised(level_name(view.convention, first=False)), share=1.1),
        TableColumn("Réalisées", width=76),
        TableColumn("Statuts"),
        TableColumn("Alertes", width=74),
    )
    return section(title, _overall(total), table(columns, rows, row_header=0), wide=True)


def _overall(total: Progress) -> Block:
    """Return how all actions stand."""
    words = f"{counted(total.total, 'action')}, dont {counted(total.done, 'réalisée')}"
    if total.percent is not None:
        words += f", soit {percent(total.percent)}"
        if Status.ABANDONNEE in total.by_status:
            words += " de celles qui ne sont pas abandonnées"
    warnings = " et ".join(warning.words for warning in warning_counts(total))
    text = f"{words} ; {warnings}." if warnings else f"{words}."
    return Stack([TextBlock(text), count_bar(status_counts(total))], together=True)


def _group(names: Convention, group: EnjeuView) -> Group:
    summary = counted(group.progress.total, "action")
    if group.enjeu is None:
        return Group(f"Sans {level_name(names, first=True)}", summary, GREY)
    label = level_label(names, group.enjeu)
    return Group(titled(label, group.enjeu), summary, colour_of(None, group.enjeu, ACCENT))


def _row(names: Convention, group: EnjeuView, view: AmbitionView) -> Sequence[Cell]:
    progress = view.progress
    label = titled(level_label(names, view.ambition), view.ambition)
    if not progress.total:
        return [label, "", "Aucune action pour l’instant", ""]
    counts = (each.words.replace(" ", NO_BREAK) for each in status_counts(progress))
    done = progress.percent or 0
    gauge = Gauge(done / 100, percent(done), colour_of(view.ambition, group.enjeu, ACCENT))
    return [label, gauge, ", ".join(counts), States(warning_counts(progress))]
