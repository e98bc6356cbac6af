"""Where a link of the window leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ctg_desktop.documents import DocumentRequest
    from ctg_desktop.domain.changes import Cell
    from ctg_desktop.domain.fields import EntityType
    from ctg_desktop.domain.listing import ActionQuery


LIST_ICON = "table"
"""The drawing of a page that is made from a description."""


@dataclass(frozen=True, slots=True)
class Target:
    """A place in the window.

    `page` is a page's key; `entity` and `row` name a row to show there; `query` the actions to
    list; `section` a part of the page; `request` the document to preview; `cell` a field of
    the row, or of one within it, to put the keyboard into.
    """

    page: str
    entity: str = ""
    row: str = ""
    query: ActionQuery | None = None
    section: str = ""
    request: DocumentRequest | None = None
    cell: Cell | None = None


def target_of(entity: str, row: str) -> Target | None:
    """Return where a row is shown; None where no page shows it, or a newer version wrote it."""
    page = page_of(entity)
    return Target(page, entity, row) if page and row else None


def icon_of(target: Target | None) -> str:
    """Return the name of the drawing of the page that a link leads to; empty for none.

    A page that is made from a description has that of a list.
    """
    if target is None:
        return ""
    return LIST_ICON if entity_of_page(target.page) is not None else target.page


def entity_of_page(key: str) -> EntityType | None:
    """Return the entity whose description a page is made from; None for any other page."""
    from ctg_desktop.domain.entities import entity_types

    return next((kind for kind in entity_types() if kind.has_page and kind.key == key), None)


def page_of(entity: str) -> str:
    """Return the key of the page that shows the rows of an entity; empty for none."""
    from ctg_desktop.domain.entities import describe

    try:
        return describe(entity).shown_on
    except KeyError:
        return ""
