"""The pages of the window, one package each; `PAGES` lists them in the order of the navigation.

A page's module is imported when the page is first shown, so that the window opens fast.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from ui.pages.base import Page


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A page: its key, its French title, its icon, and where its class is."""

    key: str
    title: str
    icon: str
    module: str
    class_name: str

    def load(self) -> type[Page]:
        """Import the page's class."""
        return cast("type[Page]", getattr(import_module(self.module), self.class_name))


PAGES = (
    PageSpec("home", "Accueil", "home", "ui.pages.home.page", "HomePage"),
    PageSpec("actions", "Actions", "actions", "ui.pages.actions.page", "ActionsPage"),
    PageSpec("strategy", "Stratégie", "strategy", "ui.pages.strategy.page", "StrategyPage"),
    PageSpec("contacts", "Contacts", "contacts", "ui.pages.contacts.page", "ContactsPage"),
    PageSpec(
        "territoire", "Territoire", "territoire", "ui.pages.territoire.page", "TerritoirePage"
    ),
    PageSpec("printing", "Imprimer", "print", "ui.pages.printing.page", "PrintingPage"),
    PageSpec(
        "preferences", "Paramètres", "settings", "ui.pages.preferences.page", "PreferencesPage"
    ),
)
