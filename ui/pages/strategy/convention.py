"""What the convention says of itself: purpose, partners, objectives, method, frames, figures."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ctg_desktop.domain.convention import Convention, KeyFigure
from ctg_desktop.domain.convention_views import ConventionView, SignatoryView
from ctg_desktop.services.naming import shown
from ctg_desktop.typography import long_date
from ui import theme
from ui.tokens import Size
from ui.widgets.labels import Caption, Heading, Note, Quotation
from ui.widgets.layout.flow_grid import FlowGrid
from ui.widgets.layout.layouts import column
from ui.widgets.line_breaks import breakable

TO_COMPLETE = "à compléter"

_READ_FROM_AFAR = 14
"""A figure of at most so many signs is set large."""


def convention_columns(view: ConventionView) -> list[QWidget]:
    """Return the sections as two columns: what for and how, then who and with what."""
    convention = view.convention
    what_for = [
        _texts("Pourquoi une convention", [convention.purpose]),
        _texts("Une stratégie partagée", [convention.approach]),
        _objectives(view),
        _texts("Méthode", [convention.method]),
        _texts("Pilotage et animation", [convention.steering]),
        _texts("Élu·e en charge", [convention.spokesperson]),
        _texts("Mot de l’élu·e", _word(convention)),
        _texts("La convention précédente", [convention.results]),
    ]
    with_whom = [
        _partners(view.signatories),
        _texts("Engagement des communes", [convention.commitment]),
        _frames(view),
        _key_figures(view.key_figures),
    ]
    return [_column(what_for), _column(with_whom)]


def _column(parts: Iterable[QWidget | None]) -> QWidget:
    made = QWidget()
    layout = column(made, spacing=3)
    for part in parts:
        if part is not None:
            layout.addWidget(part)
    return made


def signed_words(convention: Convention) -> str:
    """Return rank, signature and version in one line."""
    parts = [convention.rank or ""]
    if convention.signed_on is not None:
        parts.append(f"signée le {long_date(convention.signed_on)}")
    if convention.version is not None:
        version = f"référentiel version {convention.version}"
        if convention.issued_on is not None:
            version += f" du {long_date(convention.issued_on)}"
        parts.append(version)
    return " · ".join(part for part in parts if part)


def _section(title: str) -> tuple[QWidget, QVBoxLayout]:
    part = QWidget()
    layout = column(part, spacing=0.75)
    layout.addWidget(Heading(title, 2))
    return part, layout


def _texts(title: str, texts: Iterable[str | None]) -> QWidget | None:
    """Return a section of paragraphs; None when the référentiel says nothing of it."""
    said = [text for text in texts if text]
    if not said:
        return None
    part, layout = _section(title)
    for text in said:
        layout.addWidget(Quotation(breakable(text)))
    return part


def _entry(layout: QVBoxLayout, title: str, notes: Iterable[str | None]) -> None:
    entry = column(spacing=0)
    entry.addWidget(Quotation(breakable(title), bold=True))
    for note in notes:
        if note:
            entry.addWidget(Quotation(breakable(note)))
    layout.addLayout(entry)


def _partners(signatories: Iterable[SignatoryView]) -> QWidget:
    part, layout = _section("Partenaires signataires")
    for view in signatories:
        row, institution = view.signatory, view.institution
        name = (institution.name if institution else None) or shown(institution) or TO_COMPLETE
        name = institution.marked(name) if institution else name
        if row.is_new:
            name += " – nouveau signataire"
        _entry(layout, name, [row.role, row.reason])
    if layout.count() == 1:
        layout.addWidget(Note(f"Signataires : {TO_COMPLETE}."))
    return part


def _objectives(view: ConventionView) -> QWidget:
    part, layout = _section("Objectifs")
    for at, row in enumerate(view.objectives, start=1):
        _entry(layout, f"{at}. {row.title or TO_COMPLETE}", [row.text])
    if layout.count() == 1:
        layout.addWidget(Note(f"Objectifs : {TO_COMPLETE}."))
    return part


def _word(convention: Convention) -> list[str | None]:
    return [convention.word, convention.word_author] if convention.word else []


def _frames(view: ConventionView) -> QWidget | None:
    said = view.convention.frames
    if not view.linked_frames and not said:
        return None
    part, layout = _section("Liens avec les autres cadres")
    if said:
        layout.addWidget(Quotation(breakable(said)))
    for row in view.linked_frames:
        _entry(layout, row.title or TO_COMPLETE, [row.text])
    return part


def _key_figures(figures: tuple[KeyFigure, ...]) -> QWidget | None:
    if not figures:
        return None
    part, layout = _section("Chiffres clés")
    grid = FlowGrid(18, most=4, spacing=(2, 1.5))
    grid.set_parts(_figure(row) for row in figures)
    layout.addWidget(grid)
    return part


def _figure(row: KeyFigure) -> QWidget:
    part = QWidget()
    layout = column(part, spacing=0)
    unit = f" {row.unit}" if row.unit else ""
    words = f"{row.value or TO_COMPLETE}{unit}"
    value = Caption(breakable(words))
    size = Size.LARGE if len(words) <= _READ_FROM_AFAR else Size.TEXT
    value.setFont(theme.current().font(size, bold=True))
    value.setWordWrap(True)
    layout.addWidget(value)
    layout.addWidget(Quotation(breakable(row.label or "")))
    said = [f"au {row.as_of}" if row.as_of else "", row.source or ""]
    if note := ", ".join(each for each in said if each):
        layout.addWidget(Note(breakable(note)))
    return part
