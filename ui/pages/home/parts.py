"""The parts of the Accueil, each made again from what was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ctg_desktop.documents import SummaryRequest
from ctg_desktop.domain.action import Action, Etape, SuiviNote
from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.levels import level_name, level_plural, worded
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.services.dashboard import (
    CONFLICTS,
    CONTACTS,
    DAYS_AHEAD,
    FOREIGN,
    NOTES,
    PARTICIPANTS,
    PLACES,
    PROPOSALS,
    Agenda,
    Dashboard,
    ToDo,
)
from ctg_desktop.services.past_gestures import RecentChange
from ctg_desktop.typography import (
    ago,
    capitalised,
    counted,
    etp,
    euros,
    noun,
    number,
    percent,
    short_date,
)
from ui import theme
from ui.targets import Target, target_of
from ui.tokens import Size
from ui.widgets.labels import Body, Caption, Heading, Note
from ui.widgets.layout.flow_grid import FlowGrid
from ui.widgets.layout.layouts import column, px
from ui.widgets.level_line import LevelLine, LevelWords
from ui.widgets.line_breaks import breakable
from ui.widgets.line_button import LineButton
from ui.widgets.progress_bar import StatusLegend

_MILLION = Decimal(1_000_000)
Go = Callable[[Target], None]

_ICONS: Mapping[str, tuple[str, str]] = {
    "en_retard": ("late", "alert"),
    "bloquee": ("blocked", "alert"),
    "sans_note": ("note", "warning"),
    "sans_mesure": ("chart", "warning"),
    "sans_pilote": ("user", "accent"),
    "sans_echeance": ("calendar", "accent"),
    "reference_double": ("duplicate", "warning"),
    CONTACTS: ("verify", "accent"),
    PARTICIPANTS: ("users", "warning"),
    CONFLICTS: ("arbitrate", "alert"),
    PROPOSALS: ("note", "accent"),
    FOREIGN: ("edit", "warning"),
    PLACES: ("pin", "warning"),
    NOTES: ("note", "warning"),
}
"""The icon of each thing to do, and the token of its colour."""

_SECTIONS = {PROPOSALS: "proposals", FOREIGN: "foreign"}
"""The parts of the page of exchanges that things to do lead to."""

NOTHING_TO_DO = "Rien ne presse : tout est à jour. Bonne journée."


def section(title: str) -> tuple[QWidget, QVBoxLayout]:
    """Return a part under its heading, and the layout that it is filled by."""
    part = QWidget()
    layout = column(part, spacing=0.5)
    layout.addWidget(Heading(title, 2))
    return part, layout


# --- what asks for attention ---------------------------------------------------------------


def to_do_part(
    found: Iterable[ToDo], go: Go, settle: Callable[[], None], *, is_local: bool
) -> QWidget:
    """Return « À traiter »: one line per matter; `settle` opens the conflicts.

    Where `is_local`, only the local contacts are checked.
    """
    part, layout = section("À traiter")
    lines = 0
    for matter in found:
        icon, tone = _ICONS[matter.key]
        line = LineButton(matter.words, icon=icon, tone=tone, figure=number(matter.count))
        follow = (
            settle if matter.key == CONFLICTS else _going(go, _target(matter, is_local=is_local))
        )
        line.leads_to(follow, f"a_traiter_{matter.key}")
        layout.addWidget(line)
        lines += 1
    if not lines:
        layout.addWidget(Body(NOTHING_TO_DO))
    return part


def _going(go: Go, target: Target) -> Callable[[], None]:
    return lambda: go(target)


def _target(matter: ToDo, *, is_local: bool) -> Target:
    if matter.query is not None:
        return Target("actions", query=matter.query)
    if matter.key == NOTES:
        return Target("actions", Action.TYPE.name, matter.row, section=SuiviNote.TYPE.name)
    if matter.key == PARTICIPANTS:
        return Target("exchanges", section="participants")
    if matter.key in (PROPOSALS, FOREIGN):
        return Target("exchanges", section=_SECTIONS[matter.key])
    if matter.key == PLACES:
        return Target("territoire", Territoire.TYPE.name, matter.row)
    return Target("contacts", section="to_verify local" if is_local else "to_verify")


def beginning_part(go: Go) -> QWidget:
    """Return what to do first in a folder without any action."""
    part, layout = section("Par où commencer")
    layout.addWidget(
        Body(
            "Aucune action n’est encore enregistrée. La convention est déjà là : il ne "
            "manque que vos actions."
        )
    )
    for name, icon, words, note, target in (
        (
            "premiere_action",
            "plus",
            "Enregistrer une première action",
            worded("Un intitulé et une ambition suffisent ; le reste vient ensuite."),
            Target("actions", section="new"),
        ),
        (
            "voir_strategie",
            "strategy",
            "Découvrir la stratégie de la convention",
            worded("Ses objectifs, ses partenaires et le schéma de ses ambitions."),
            Target("strategy"),
        ),
        (
            "imprimer_synthese",
            "print",
            "Imprimer la synthèse de la convention",
            "Deux à quatre pages à remettre aux élus et aux partenaires.",
            Target("printing", request=SummaryRequest()),
        ),
    ):
        line = LineButton(words, icon=icon, note=note)
        line.leads_to(_going(go, target), name)
        layout.addWidget(line)
    return part


# --- figures -------------------------------------------------------------------------------


def figures_part(found: Dashboard) -> QWidget:
    """Return the key figures of the plan, and below them those of the convention."""
    part = QWidget()
    layout = column(part, spacing=1)
    grid = FlowGrid(14, most=6, spacing=(2, 1.5))
    grid.set_parts(_figure(value, words) for value, words in _figures(found))
    layout.addWidget(grid)
    layout.addWidget(Note(breakable(_convention_words(found))))
    return part


def _figures(found: Dashboard) -> list[tuple[str, str]]:
    """Return each figure with what it counts; what nobody typed yet is said to be missing."""
    progress, means = found.progress, found.means
    running = progress.by_status.get(Status.EN_COURS, 0)
    share = f", {percent(progress.percent)}" if progress.percent is not None else ""
    asked = f"accordés sur {_short_euros(means.requested)} demandés"
    return [
        (number(progress.total), noun(progress.total, "action")),
        (number(progress.done), f"{noun(progress.done, 'réalisée')}{share}"),
        (number(running), "en cours"),
        _or_missing(etp(found.fte), found.fte, f"prévus en {found.today.year}", "ETP prévus"),
        _or_missing(_short_euros(means.planned), means.planned, "de budget prévu", "budget prévu"),
        _or_missing(_short_euros(means.granted), means.requested, asked, "financements"),
    ]


def _or_missing(shown: str, value: Decimal, words: str, what: str) -> tuple[str, str]:
    return (shown, words) if value else ("–", f"{what} : à saisir")


def _short_euros(amount: Decimal) -> str:
    """Return an amount that reads at a glance: « 51,2 M€ », « 45 300 € »."""
    if amount >= _MILLION:
        return f"{number(amount / _MILLION, 1)} M€"
    return euros(round(amount))


def _figure(value: str, words: str) -> QWidget:
    part = QWidget()
    layout = column(part, spacing=0)
    large = Caption(value)
    large.setFont(theme.current().font(Size.LARGE, bold=True))
    layout.addWidget(large)
    layout.addWidget(Note(words))
    return part


def _convention_words(found: Dashboard) -> str:
    """Return the published figures of the convention in one line."""
    convention = found.convention
    parts = []
    if convention.communes_engaged and convention.communes_total:
        parts.append(
            f"{counted(convention.communes_engaged, 'commune engagée', 'communes engagées')} sur "
            f"{number(convention.communes_total)}"
        )
    for posts, fte, one, several in (
        (convention.overall_posts, convention.overall_fte, "d’ensemble", "d’ensemble"),
        (convention.local_posts, convention.local_fte, "local", "locaux"),
    ):
        if posts:
            share = f" ({etp(fte)})" if fte is not None else ""
            words = f"chargé de coopération {one}", f"chargés de coopération {several}"
            parts.append(f"{counted(posts, *words)}{share}")
    enjeux = [level for level in found.strategy if level.enjeu is not None]
    ambitions = sum(len(level.ambitions) for level in found.strategy)
    parts.append(
        f"{number(len(enjeux))} {level_plural(convention, first=True)}, "
        f"{number(ambitions)} {level_plural(convention, first=False)}"
    )
    name = convention.short_title or convention.title or "La convention"
    return f"{name} : {' · '.join(parts)}"


# --- progress ------------------------------------------------------------------------------


def progress_part(found: Dashboard, go: Go) -> QWidget:
    """Return how each enjeu and ambition stands, with the legend of the bars."""
    part, layout = section("Avancement")
    layout.setSpacing(px(0.25))
    legend = StatusLegend()
    legend.show_progress(found.progress)
    layout.addSpacing(px(0.25))
    layout.addWidget(legend)
    convention = found.convention
    words = LevelWords.of(convention, found.strategy, found.contributing)
    scope = frozenset({found.structure.id}) if found.structure else frozenset()
    for level in found.strategy:
        if not level.ambitions:
            continue
        layout.addSpacing(px(0.5))
        below = layout
        if level.enjeu is not None:
            query = ActionQuery(enjeux=frozenset({level.enjeu.id}), structures=scope)
            follow = _going(go, Target("actions", query=query))
            head = LevelLine(words.head(level, level.enjeu))
            head.leads_to(follow, f"avancement_{level.enjeu.id}")
            layout.addWidget(head)
            below = column(spacing=0.25, margins=(2, 0, 0, 0))
            layout.addLayout(below)
        else:
            layout.addWidget(Heading(breakable(_astray_title(found)), 3))
        for view in level.ambitions:
            row = view.ambition
            query = ActionQuery(ambitions=frozenset({row.id}), structures=scope)
            line = LevelLine(words.level(view, level.enjeu))
            line.leads_to(_going(go, Target("actions", query=query)), f"avancement_{row.id}")
            below.addWidget(line)
    if found.others.total:
        layout.addWidget(Note(breakable(_astray_words(found))))
    if note := _still_missing(found, has_titles=words.has_titles):
        layout.addWidget(Note(breakable(note)))
    return part


def _astray_words(found: Dashboard) -> str:
    """Return how many actions have no ambition that the référentiel knows."""
    level = level_name(found.convention, first=False)
    return f"{counted(found.others.total, 'action')} sans {level} du référentiel."


def _astray_title(found: Dashboard) -> str:
    """Return the heading of the ambitions that no enjeu is known for."""
    convention = found.convention
    alone = all(each.enjeu is None or not each.ambitions for each in found.strategy)
    plural = capitalised(level_plural(convention, first=False))
    return plural if alone else f"{plural} sans {level_name(convention, first=True)} précisé"


def _still_missing(found: Dashboard, *, has_titles: bool) -> str:
    """Return what the référentiel does not say yet, politely; empty when it says all."""
    convention = found.convention
    second = level_plural(convention, first=False)
    told = []
    if not has_titles:
        told.append(f"Les intitulés des {second} sont à compléter par l’agglomération.")
    if found.strategy and all(
        not level.ambitions for level in found.strategy if level.enjeu is not None
    ):
        first = level_name(convention, first=True)
        told.append(f"Le référentiel ne dit pas encore de quel {first} relève chacune.")
    return " ".join(told)


# --- recent changes ------------------------------------------------------------------------


# --- the days to come ----------------------------------------------------------------------


def agenda_part(found: Agenda, go: Go) -> QWidget:
    """Return the étapes that are late and those of the days to come, each leading to its action."""
    part, layout = section(f"Étapes : en retard et dans les {DAYS_AHEAD} jours")
    for line in found.lines:
        due, whose = line.etape.due_on, line.action.title or line.action.reference or ""
        button = LineButton(
            line.etape.title or Etape.TYPE.label,
            icon="late" if line.late else "calendar",
            tone="alert" if line.late else "accent",
            figure=short_date(due) if due else "",
            note=f"En retard – {whose}" if line.late else whose,
        )
        button.setAccessibleName(f"{button.accessibleName()}, {whose}")  # many bear one title
        target = Target("actions", Action.TYPE.name, line.action.id, section=Etape.TYPE.name)
        button.leads_to(_going(go, target), f"etape_{line.etape.id}")
        layout.addWidget(button)
    if found.more:
        layout.addWidget(Note(f"Et {counted(found.more, 'autre', 'autres')}."))
    return part


class RecentPart(QWidget):
    """What changed lately, each line leading to what was touched."""

    def __init__(self, found: Iterable[RecentChange], now: datetime, go: Go) -> None:
        """Show the changes, newest first, as seen at an aware instant."""
        super().__init__()
        layout = column(self, spacing=0.5)
        layout.addWidget(Heading("Changements récents", 2))
        self._told: list[tuple[RecentChange, Callable[[str], None]]] = []
        seen: Counter[str] = Counter()
        for at, change in enumerate(found):
            told = f"{change.label} – {change.name}" if change.name else change.label
            target = target_of(change.entity, change.row)
            if target is None:
                still = _StillChange(told)
                layout.addWidget(still)
                self._told.append((change, still.set_note))
            else:
                line = LineButton(told)
                seen[told] += 1
                if seen[told] > 1:  # no two sisters of one name
                    line.setAccessibleName(f"{told} ({seen[told]})")
                line.leads_to(_going(go, target), f"recent_{at}")
                layout.addWidget(line)
                self._told.append((change, line.set_note))
        if not self._told:
            layout.addWidget(Body("Rien n’a encore été enregistré ici."))
        self.tell_time(now)

    def tell_time(self, now: datetime) -> None:
        """Update how long ago the changes were."""
        for change, set_note in self._told:
            set_note(_when_and_who(change, now))


def _when_and_who(change: RecentChange, now: datetime) -> str:
    """Return « il y a 2 h, Camille Essai », and how many changes are meant."""
    if change.is_date_doubtful:
        when = "date douteuse"
    elif change.at > now + timedelta(days=1):
        # One of the two is wrong, and nothing tells which: a référentiel bears its issue date.
        when = f"daté du {short_date(change.at.date())}, après la date de cet ordinateur"
    else:
        when = ago(change.at, now)
    told = f"{when}, {change.author}"
    if change.earlier:
        told += f" (et {counted(change.earlier, 'autre changement', 'autres changements')})"
    return told


class _StillChange(QWidget):
    """A change that leads nowhere: it touched many things at once."""

    def __init__(self, told: str) -> None:
        super().__init__()
        layout = column(self, spacing=0, margins=LineButton.PADDING)
        layout.addWidget(Body(breakable(told)))
        self._note = Note("")
        layout.addWidget(self._note)

    def set_note(self, note: str) -> None:
        self._note.setText(breakable(note))
