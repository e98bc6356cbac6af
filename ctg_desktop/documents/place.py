"""Reading what the synthèse of a commune or a SIVOM says."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ctg_desktop.documents.manuscript import Manuscript
from ctg_desktop.documents.naming import file_name
from ctg_desktop.documents.requests import PlaceRequest
from ctg_desktop.domain.choices import TerritoireKind
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import NotFoundError, RuleError
from ctg_desktop.services.outgoing import Outgoing
from ctg_desktop.services.place_summary import territoire_view
from ctg_desktop.services.pointing import pointed

if TYPE_CHECKING:
    from ctg_desktop.printing.issue import Document, Issue


def gather_place(reader: Outgoing, request: PlaceRequest, today: date) -> Manuscript:
    """Read the synthèse of a place; see `gathering.gather` for what it raises."""
    place = pointed(reader, Territoire, request.territoire)
    if place is None:
        raise NotFoundError("Cette structure n’est plus dans le dossier : choisissez-en une.")
    _check_is_summed_up(place)
    view = territoire_view(reader, place, today, query=ActionQuery())

    def document(issue: Issue) -> Document:
        from ctg_desktop.printing.territoire_summary import territoire_summary

        return territoire_summary(view, issue)

    return Manuscript(file_name("Synthèse", place.name or ""), document)


def _check_is_summed_up(place: Territoire) -> None:
    """Refuse a place that has no synthèse of its own.

    Raises:
        RuleError: it is neither a commune nor a SIVOM.
    """
    if place.kind not in (TerritoireKind.COMMUNE, TerritoireKind.SIVOM):
        raise RuleError(
            f"{place.name} n’est ni une commune ni un SIVOM : cette synthèse n’est que pour "
            "eux. Imprimez la synthèse de la convention, ou le plan d’actions."
        )
