"""What every page of the window is and does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.targets import Target

if TYPE_CHECKING:
    from ctg_desktop.documents import DocumentRequest
    from ctg_desktop.domain.changes import Changes
    from ctg_desktop.domain.fields import EntityType
    from ctg_desktop.domain.listing import RowQuery

Command = Callable[[], None]


class Page(QWidget):
    """One page: shown in the window's middle, made once when it is first asked for.

    The window shows the page's title above it. A subclass reads in `refresh` and shows in the
    callbacks; it never touches the storage itself. `refresh` runs when the page is first shown,
    after a gesture that `concerns` it (at once when the page is visible, else when it is next
    shown), and by F5, which forgets first what was kept.
    """

    went = Signal(object)
    """Target: the person asked to go there."""
    commands_changed = Signal()
    """The commands that the page offers, or may carry out now, changed."""
    row_menu_asked = Signal(object)
    """The QPoint of the screen where a menu of what can be done with the chosen rows is asked."""
    told = Signal(str, object)
    """A sentence for the banner, and its Tone (`ui.notify`)."""
    offered = Signal(object)
    """A Message (`ui.notify`): a sentence with something to do about it at once."""

    key: ClassVar[str] = ""
    title: ClassVar[str] = ""
    help_topic: ClassVar[str] = ""
    """The page of the help that F1 opens: a file of `resources/help` without its suffix."""
    edits: frozenset[str] = frozenset()
    """Entities that have a page of their own and are typed here too: undoing stays here."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Build the page's widgets; `desk` is open."""
        super().__init__(parent)
        self.desk = desk
        self.setAccessibleName(self.title)
        self._is_stale = True
        desk.changed.connect(self._hear)

    # --- for the subclass -------------------------------------------------------------

    def refresh(self) -> None:
        """Read again what the page shows."""

    def concerns(self, changes: Changes) -> bool:
        """Whether the page shows what a gesture touched; by default, any gesture."""
        return bool(changes)

    def show_target(self, target: Target) -> None:
        """Show what a link asked for; the page is on screen when this is called."""

    def target(self) -> Target:
        """Return what leads back to what is on screen, for « Page précédente »."""
        return Target(self.key)

    def commands(self) -> Mapping[str, Command]:
        """Return what to do for each command (see `ui.command_list`) that the page offers now."""
        return {}

    def command_words(self) -> Mapping[str, str]:
        """Return what the menus call commands here that they call otherwise elsewhere."""
        return {}

    def printable(self) -> DocumentRequest | None:
        """Return the document that Ctrl+P previews; None for the synthèse of the convention."""
        return None

    def listed(self) -> tuple[EntityType, RowQuery] | None:
        """Return which rows of an entity an export of the page takes; None for no such list."""
        return None

    def shown_fields(self) -> tuple[str, ...]:
        """Return the fields in the columns of the list on screen, in their order."""
        return ()

    def taken_in(self) -> str:
        """Return the entity whose rows are imported here, by name; empty for none."""
        return ""

    def focus_search(self) -> bool:
        """Put the cursor into the page's own search box; False where there is none."""
        return False

    def shed(self) -> None:
        """Delete what is slow to restyle: the page is rebuilt after a change of theme."""

    def flush(self) -> None:
        """Begin to save what is typed and not saved yet."""

    def is_pending(self) -> bool:
        """Whether something that was typed is not saved yet."""
        return False

    def refusals(self) -> tuple[str, ...]:
        """Return why texts that were typed cannot be saved as they are, in sentences."""
        return ()

    # --- refreshing -------------------------------------------------------------------

    def forget(self) -> None:
        """Keep nothing of what was read before."""

    def refresh_now(self) -> None:
        """Read everything again, ignoring caches (F5)."""
        self.forget()
        self._renew()

    def _renew(self) -> None:
        self._is_stale = False
        self.refresh()

    def _hear(self, changes: Changes) -> None:
        if not self.concerns(changes):
            return
        if self.isVisible():
            self._renew()
        else:
            self._is_stale = True

    # --- Qt ---------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Read what has changed since the page was last on screen."""
        super().showEvent(event)
        if self._is_stale:
            self._renew()
