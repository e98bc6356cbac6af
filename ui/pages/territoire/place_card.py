"""The card of a commune, a SIVOM or the agglomeration, to be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ctg_desktop.domain import early_childhood
from ctg_desktop.domain.choices import TerritoireKind
from ctg_desktop.domain.convention_views import AmbitionView, EnjeuView, PostView
from ctg_desktop.domain.levels import cited_level, colour_of, level_name
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.views import MembershipView
from ctg_desktop.services.territoires import PlaceView, is_current
from ctg_desktop.typography import counted, noun, number, phone
from ui import icons, theme
from ui.pages.territoire.wording import (
    TO_COMPLETE,
    engagement_words,
    kind_words,
    period_words,
    post_words,
    status_decoration,
)
from ui.targets import Target
from ui.widgets.labels import Body, Hairline, Heading, Link, Note, Picture
from ui.widgets.layout import layouts
from ui.widgets.layout.flow import Flow
from ui.widgets.layout.focus import focus_kept
from ui.widgets.layout.scroll import PaperCard
from ui.widgets.level_line import Level, LevelLine
from ui.widgets.levels import TITLE_TO_COMPLETE, full_label
from ui.widgets.line_breaks import breakable
from ui.widgets.line_button import LineButton
from ui.widgets.status import drawn

_READ_ONLY = "Ce dossier est ouvert en lecture seule."
_KEPT_ELSEWHERE = (
    "L’engagement et les adhésions font partie du référentiel, que l’agglomération tient à jour."
)


_GONE = (
    "Ce lieu n’est plus dans le référentiel. Ce qui s’y rattache encore peut l’être à celui qui "
    "lui succède."
)


class PlaceCard(PaperCard):
    """One place; links lead to its actions, its people, its printed synthèse."""

    content_spacing = 0.6

    went = Signal(object)
    """Target: the person asked to go there."""
    edit_asked = Signal()
    print_asked = Signal()
    resettling_asked = Signal()
    """What hangs on a place that is gone is to be moved to another one."""
    place_asked = Signal(str)
    """The identity of another place to show."""

    def __init__(self, parent: QWidget | None = None, *, is_read_only: bool) -> None:
        """Make an empty card; `is_read_only` tells that nothing of the folder can be changed."""
        super().__init__(spacing=0, margins=(1.5, 2), parent=parent)
        self._is_read_only = is_read_only
        self.paper.setAccessibleName("Fiche du territoire")
        self._shown = ""
        self.show_nothing()

    def show_nothing(self) -> None:
        """Say how to choose a place."""
        self._shown = ""
        layout = self.emptied()
        layout.addWidget(
            Note("Choisissez une commune ou un SIVOM, dans le tableau ou sur la carte.")
        )
        layout.addStretch(1)

    def show_place(self, view: PlaceView, today: date) -> None:
        """Show a place; the keyboard stays where it was when it is the same one."""
        is_same = view.place.id == self._shown
        at = self.verticalScrollBar().value() if is_same else 0
        self._shown = view.place.id
        with focus_kept(self):
            layout = self.emptied()
            self._add_identity(layout, view)
            self._add_engagement(layout, view)
            self._add_posts(layout, view, today)
            self._add_memberships(layout, view, today)
            self._add_actions(layout, view)
            self._add_reminder(layout, view)
            layout.addStretch(1)
        if self.content is not None:
            self.content.show()
        self.verticalScrollBar().setValue(at)

    def focus_first(self) -> None:
        """Give the keyboard to the first thing that one can do."""
        first = self.paper.findChild(QPushButton)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- identity -----------------------------------------------------------------------

    def _add_identity(self, layout: QVBoxLayout, view: PlaceView) -> None:
        place = view.place
        line = layouts.row(spacing=1)
        line.addWidget(Heading(breakable(place.cited or TO_COMPLETE), 1), 1)
        layout.addLayout(line)
        layout.addWidget(Note(kind_words(place)))
        if place.kind is TerritoireKind.COMMUNE:
            layout.addWidget(Body(_population(view)))
        flow = Flow(spacing=0.7)
        if place.kind is not TerritoireKind.AGGLOMERATION:
            flow.addWidget(_button("print", "Imprimer la synthèse", self.print_asked))
        if view.is_editable or view.has_editable_posts:
            flow.addWidget(_button("edit", "Modifier", self.edit_asked))
        if place.deleted:
            layout.addWidget(Note(_GONE))
            if not self._is_read_only:
                words = "Rattacher à un autre lieu…"
                flow.addWidget(_button("pin", words, self.resettling_asked))
        layout.addLayout(flow)

    # --- engagement, posts, memberships ---------------------------------------------------

    def _add_engagement(self, layout: QVBoxLayout, view: PlaceView) -> None:
        if view.place.kind is TerritoireKind.AGGLOMERATION:
            return
        _add_title(layout, "Engagement")
        engagement = view.engagement
        decoration = status_decoration(engagement.status if engagement else None)
        line = layouts.row(spacing=0.6)
        mark = Picture()
        mark.setPixmap(drawn(decoration, layouts.px(1.8)))
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Body(breakable(engagement_words(engagement))), 1)
        layout.addLayout(line)
        if engagement is not None:
            for label, text in (("Document", engagement.document), ("", engagement.comment)):
                if text:
                    words = f"{label} : {text}" if label else text
                    layout.addWidget(Note(breakable(words)))
        if not view.is_editable:
            layout.addWidget(Note(_READ_ONLY if self._is_read_only else _KEPT_ELSEWHERE))

    def _add_posts(self, layout: QVBoxLayout, view: PlaceView, today: date) -> None:
        _add_title(layout, "Coordination")
        now, over = _split(view.posts, today)
        if not now:
            layout.addWidget(Note("Aucun poste de coopération n’est enregistré."))
        for post in now:
            self._add_post(layout, post)
        self._add_followers(layout, view)
        if over:
            past = " ; ".join(_past_post(post) for post in over)
            layout.addWidget(Note(breakable(f"Auparavant : {past}")))

    def _add_followers(self, layout: QVBoxLayout, view: PlaceView) -> None:
        """Add who follows the place without a post that is told."""
        if not view.followers:
            return
        layout.addWidget(Note("Suivie par" if view.place.is_feminine else "Suivi par"))
        flow = Flow(spacing=0.8)
        for contact in view.followers:
            flow.addWidget(self._contact_link(contact))
        layout.addLayout(flow)

    def _contact_link(self, contact: Contact) -> Link:
        link = Link(contact.cited)
        link.setObjectName(f"contact_{contact.id}")
        target = Target("contacts", Contact.TYPE.name, contact.id)
        link.followed.connect(lambda: self.went.emit(target))
        return link

    def _add_post(self, layout: QVBoxLayout, view: PostView) -> None:
        contact = view.contact
        if contact is None or contact.erased:
            layout.addWidget(Body(f"Titulaire {TO_COMPLETE}", bold=True))
        elif contact.deleted:
            layout.addWidget(Body(contact.cited, bold=True))
        else:
            link = self._contact_link(contact)
            link.setObjectName(f"contact_{view.post.id}")
            layout.addWidget(link)
        reached = [phone(each) for each in _numbers(contact)] if contact else []
        if contact is not None and contact.email:
            reached.append(contact.email)
        layout.addWidget(Note(breakable(post_words(view.post, view.employer))))
        if reached:
            layout.addWidget(Note(" · ".join(reached)))

    def _add_memberships(self, layout: QVBoxLayout, view: PlaceView, today: date) -> None:
        is_sivom = view.place.kind is TerritoireKind.SIVOM
        if view.place.kind is TerritoireKind.AGGLOMERATION:
            return
        _add_title(layout, "Communes membres" if is_sivom else "SIVOM")
        now = [each for each in view.memberships if _is_current(each, today)]
        over = [each for each in view.memberships if not _is_current(each, today)]
        if not now:
            missing = "Communes membres" if is_sivom else "Adhésion à un SIVOM"
            layout.addWidget(Note(f"{missing} : {TO_COMPLETE}."))
        for heading, members in _by_circumstances(now).items():
            layout.addWidget(Note(breakable(heading)))
            flow = Flow(spacing=0.8)
            for other in members:
                flow.addWidget(self._place_link(other, is_sivom=is_sivom))
            layout.addLayout(flow)
        if over:
            words = counted(len(over), "adhésion terminée", "adhésions terminées")
            layout.addWidget(Note(f"{words}, à lire par « Modifier »."))

    def _place_link(self, view: MembershipView, *, is_sivom: bool) -> QWidget:
        other = view.member if is_sivom else view.sivom
        if other is None:
            return Note(TO_COMPLETE)
        link = Link(other.cited or TO_COMPLETE)
        link.setObjectName(f"place_{view.membership.id}")
        competence = view.membership.competence
        if competence:
            link.setAccessibleName(f"{other.cited}, {competence}")
        place_id = other.id
        link.followed.connect(lambda: self.place_asked.emit(place_id))
        return link

    # --- actions --------------------------------------------------------------------------

    def _add_actions(self, layout: QVBoxLayout, view: PlaceView) -> None:
        _add_title(layout, "Actions")
        own = ActionQuery(structures=frozenset({view.place.id}))
        if not view.progress.total:
            layout.addWidget(Note("Aucune action n’est portée ici pour l’instant."))
        else:
            words = noun(view.progress.total, "action portée", "actions portées")
            self._add_line(layout, words, view.progress.total, own)
        if view.concerning:
            one = "action d’une autre structure concerne ce territoire"
            several = "actions d’autres structures concernent ce territoire"
            words = noun(view.concerning, one, several)
            around = ActionQuery(territoires=frozenset({view.place.id}))
            self._add_line(layout, words, view.concerning, around)
        for group in view.strategy:
            self._add_group(layout, view, group, own)
        if view.unsorted.total:
            level = level_name(view.convention, first=False)
            words = counted(view.unsorted.total, "action") + f" sans {level} connue"
            layout.addWidget(Note(words))

    def _add_line(self, layout: QVBoxLayout, words: str, count: int, query: ActionQuery) -> None:
        line = LineButton(words, icon="actions", figure=number(count))
        line.setObjectName(f"actions_{words}")
        line.clicked.connect(lambda: self.went.emit(Target("actions", query=query)))
        layout.addWidget(line)

    def _add_group(
        self, layout: QVBoxLayout, view: PlaceView, group: EnjeuView, own: ActionQuery
    ) -> None:
        """Add the ambitions of an enjeu that have actions; the others in one sentence."""
        if not (view.progress.total and group.ambitions):
            return
        if group.enjeu is not None:
            layout.addWidget(Heading(breakable(full_label(view.convention, group.enjeu)), 3))
        for ambition in group.ambitions:
            if ambition.progress.total:
                layout.addWidget(self._ambition_line(view, group, ambition, own))
        without = [
            cited_level(view.convention, each.ambition)
            for each in group.ambitions
            if not each.progress.total
        ]
        if without:
            layout.addWidget(Note(f"Sans action : {', '.join(without)}."))

    def _ambition_line(
        self, view: PlaceView, group: EnjeuView, part: AmbitionView, own: ActionQuery
    ) -> LevelLine:
        ambition = part.ambition
        level = Level(
            label=cited_level(view.convention, ambition),
            number=ambition.number or "",
            title=ambition.title or "",
            colour=colour_of(ambition, group.enjeu, theme.current().colours.accent),
            progress=part.progress,
            to_complete=TITLE_TO_COMPLETE,
        )
        line = LevelLine(level)
        line.setObjectName(f"ambition_{ambition.id}")
        query = replace(own, ambitions=frozenset({ambition.id}))
        line.clicked.connect(lambda: self.went.emit(Target("actions", query=query)))
        return line

    # --- the reminder ---------------------------------------------------------------------

    def _add_reminder(self, layout: QVBoxLayout, view: PlaceView) -> None:
        sentences = early_childhood.reminder(view.place)
        if not sentences:
            return
        _add_title(layout, early_childhood.TITLE)
        colour = theme.current().colours.warning
        line = layouts.row(spacing=0.6)
        mark = Picture()
        mark.setPixmap(icons.pixmap("verify", colour, layouts.px(1.8)))
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Body(f"{early_childhood.TO_VERIFY}. {' '.join(sentences)}"), 1)
        layout.addLayout(line)


def _add_title(layout: QVBoxLayout, words: str) -> None:
    layout.addSpacing(layouts.px(0.8))
    layout.addWidget(Hairline())
    layout.addWidget(Heading(words, 2))


def _button(icon: str, words: str, asked: SignalInstance) -> QPushButton:
    button = QPushButton(icons.icon(icon), words)
    button.setObjectName(icon)
    button.clicked.connect(lambda _checked: asked.emit())
    return button


def _population(view: PlaceView) -> str:
    place = view.place
    if place.population is None and place.total_population is None:
        return f"Population : {TO_COMPLETE}"
    known = (
        (place.population, "population municipale"),
        (place.total_population, "population totale"),
    )
    parts = [f"{counted(count, 'habitant')} ({which})" for count, which in known if count]
    year = (
        f", populations légales, édition {place.population_year}" if place.population_year else ""
    )
    return " ; ".join(parts) + year


def _split(posts: Iterable[PostView], today: date) -> tuple[list[PostView], list[PostView]]:
    """Return the posts that are not over, and those that are."""
    now: list[PostView] = []
    over: list[PostView] = []
    for view in posts:
        is_over = view.post.to_on is not None and view.post.to_on < today
        (over if is_over else now).append(view)
    return now, over


def _past_post(view: PostView) -> str:
    name = view.contact.cited if view.contact and not view.contact.erased else "titulaire inconnu"
    return f"{name}, {period_words(view.post.from_on, view.post.to_on)}"


def _numbers(contact: Contact) -> list[str]:
    return [each for each in (contact.landline, contact.mobile) if each]


def _is_current(view: MembershipView, today: date) -> bool:
    return is_current(view.membership.from_on, view.membership.to_on, today)


def _by_circumstances(found: Iterable[MembershipView]) -> dict[str, list[MembershipView]]:
    """Group memberships by competence, period and source, as they read best."""
    groups: dict[str, list[MembershipView]] = {}
    for view in found:
        row = view.membership
        competence = row.competence or f"Compétence {TO_COMPLETE}"
        details = [period_words(row.from_on, row.to_on)]
        details += [f"source : {row.source}"] if row.source else []
        details += ["à vérifier"] if row.to_verify else []
        groups.setdefault(f"{competence} ({', '.join(details)})", []).append(view)
    return groups
