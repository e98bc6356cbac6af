"""The pages of the window, one package each; `PAGES` lists them in the order of the navigation.

An entity that none of them shows has a page too, made from its description (`ui.pages.register`),
beside the navigation. A page's module is imported when the page is first shown, so that the window
opens fast.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, cast

from ui.targets import LIST_ICON

if TYPE_CHECKING:
    from ctg_desktop.domain.fields import EntityType
    from ctg_desktop.ports import UnitOfWork
    from ui.desk import Desk
    from ui.pages.base import Page


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A page: its key, its French title, its icon, and where its class is.

    `counted` is the module of the service that counts ahead what the page shows first; empty for
    none.
    """

    key: str
    title: str
    icon: str
    module: str
    class_name: str
    counted: str = ""

    def count_ahead(self, desk: Desk) -> None:
        """Have counted what the page shows first, on the storage's thread, while it is made."""
        if not self.counted:
            return
        from ctg_desktop.services.caching import Kept

        today, kept = desk.today, Kept()
        desk.counted_ahead = kept

        def count(uow: UnitOfWork) -> None:
            import_module(self.counted).count_ahead(uow, today, kept)

        desk.read(count, _ignore, owner=desk, key="ahead", failed=_ignore)

    def load(self) -> type[Page]:
        """Import the page's class."""
        return cast("type[Page]", getattr(import_module(self.module), self.class_name))


def _ignore(_told: object) -> None:
    """Leave it to the page, which asks again, to tell what comes of it."""


@dataclass(frozen=True, slots=True)
class RegisterSpec(PageSpec):
    """The page of an entity, made from its description."""

    kind: EntityType = field(kw_only=True)

    def load(self) -> type[Page]:
        """Make the page's class."""
        from ui.pages.register.page import register_page

        return register_page(self.kind)


PAGES = (
    PageSpec(
        *("home", "Accueil", "home", "ui.pages.home.page", "HomePage"),
        counted="ctg_desktop.services.dashboard",
    ),
    PageSpec("actions", "Actions", "actions", "ui.pages.actions.page", "ActionsPage"),
    PageSpec("strategy", "Stratégie", "strategy", "ui.pages.strategy.page", "StrategyPage"),
    PageSpec("contacts", "Contacts", "contacts", "ui.pages.contacts.page", "ContactsPage"),
    PageSpec(
        "territoire", "Territoire", "territoire", "ui.pages.territoire.page", "TerritoirePage"
    ),
    PageSpec("printing", "Imprimer", "print", "ui.pages.printing.page", "PrintingPage"),
    PageSpec("exchanges", "Échanges", "exchange", "ui.pages.exchanges.page", "ExchangesPage"),
    PageSpec(
        "preferences", "Paramètres", "settings", "ui.pages.preferences.page", "PreferencesPage"
    ),
)


def registers() -> tuple[RegisterSpec, ...]:
    """Return the pages that are made from descriptions, in the order of the entities."""
    from ctg_desktop.domain.entities import entity_types  # not before the window is painted

    return tuple(
        RegisterSpec(kind.key, kind.plural, LIST_ICON, "", "", kind=kind)
        for kind in entity_types()
        if kind.has_page
    )


def every_page() -> tuple[PageSpec, ...]:
    """Return all pages, those of the navigation first."""
    return (*PAGES, *registers())


def page_spec(key: str) -> PageSpec:
    """Return the page of a key."""
    for spec in PAGES:
        if spec.key == key:
            return spec
    return next(spec for spec in registers() if spec.key == key)
