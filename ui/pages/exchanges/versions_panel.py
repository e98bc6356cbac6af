"""The versions of the référentiel: what is in force here, which ones came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from ctg_desktop.domain.changes import DELIVERED
from ctg_desktop.typography import long_date, quoted
from ui.desk import Desk
from ui.pages.sections import Section
from ui.targets import Target
from ui.widgets.labels import Body, Link, Note
from ui.widgets.layout.flow_grid import FlowGrid
from ui.widgets.line_breaks import breakable

if TYPE_CHECKING:
    from ctg_desktop.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Version:
    """A sealed version that is here: its number, who issued it, when."""

    number: int
    issuer: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Versions:
    """The convention as it stands here, and the versions that came, the newest first."""

    title: str
    number: int | None
    came: tuple[Version, ...]


def versions(uow: UnitOfWork) -> Versions:
    """Read which versions of the référentiel are here."""
    from ctg_desktop.domain.convention import Convention

    convention = next(iter(uow.rows(Convention)), None)
    came = [
        Version(
            each.publication,
            each.person,
            datetime.fromtimestamp(each.started_ms / 1000, UTC),
        )
        for each in (birth.incarnation for birth in uow.births())  # those that are sealed
        if each.publication is not None
    ]
    came.sort(key=lambda each: (each.number, each.at), reverse=True)
    title = convention.title if convention is not None else None
    number = convention.version if convention is not None else None
    return Versions(title or "", number, tuple(came))


class VersionsSection(Section):
    """What the agglomeration issued, as far as it came here."""

    key: ClassVar[str] = "versions"

    def __init__(self, desk: Desk) -> None:
        """Show nothing before `refresh`."""
        super().__init__(desk, "Versions du référentiel")
        self._present = Body("", self)
        self._came = FlowGrid(1, most=1, spacing=(0, 0.3))
        self.column.addWidget(self._present)
        self.column.addWidget(self._came)
        words = (
            "Publier une version dans Stratégie"
            if desk.office.is_agglomeration
            else "Voir la convention dans Stratégie"
        )
        link = Link(words, self)
        link.followed.connect(lambda: self.went.emit(Target("strategy")))
        self.column.addWidget(link)

    def refresh(self) -> None:
        """Read which versions are here."""
        self.desk.read(versions, self._show, owner=self, key="versions")

    def _show(self, found: Versions) -> None:
        number = f"version {found.number}" if found.number is not None else "sans version"
        self._present.setText(
            breakable(f"En vigueur ici : {quoted(found.title)}, {number}.")
            if found.title
            else "Aucun référentiel n’est encore arrivé."
        )
        self._came.set_parts(Note(breakable(_words(each))) for each in found.came)


def _words(version: Version) -> str:
    if version.issuer == DELIVERED:
        return f"Version {version.number}, livrée avec le programme"
    return f"Version {version.number}, {version.issuer}, {long_date(version.at.date())}, scellée"
