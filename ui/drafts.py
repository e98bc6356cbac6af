"""What is typed and does not stand yet, kept in a file of the folder while one types on.

A crash or a power cut then loses a few seconds of typing at most, whatever the form. Nothing
waits for it: a thread of its own writes, also while the storage or the press are at work.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from ctg_desktop.folder.drafts import TypedTexts, is_note, save
from ui.tasks import Job, Lane

KEPT_EVERY_MS = 1_500
"""How long what is typed may stand nowhere but on the screen; five seconds may be lost."""


class Drafts(QObject):
    """The texts by their keys (see `ctg_desktop.folder.drafts`); lives on the interface thread."""

    changed = Signal()
    """A text was begun or recorded, or what there is was written to the file."""

    def __init__(self, folder: Callable[[], Path], parent: QObject | None = None) -> None:
        """Hold nothing yet; `folder` tells where they are kept."""
        super().__init__(parent)
        self._folder = folder
        self.lane = Lane("brouillons", self)
        self._texts: dict[str, TypedTexts] = {}
        self._why: dict[str, Mapping[str, str]] = {}
        self._found: frozenset[str] = frozenset()
        self._is_kept = True
        self._is_closed = False
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(KEPT_EVERY_MS)
        self._keeping.timeout.connect(self.flush)

    # --- what there is -----------------------------------------------------------------

    @property
    def texts(self) -> Mapping[str, TypedTexts]:
        """Every text that does not stand yet, by key."""
        return dict(self._texts)

    @property
    def fields(self) -> dict[str, TypedTexts]:
        """The texts of fields, which a form saves by itself."""
        return {key: texts for key, texts in self._texts.items() if not is_note(key)}

    @property
    def notes(self) -> dict[str, TypedTexts]:
        """The notes that are begun, by the identity of their action."""
        return {key: texts for key, texts in self._texts.items() if is_note(key)}

    @property
    def found(self) -> dict[str, TypedTexts]:
        """The texts of fields that were left by a former run, and not taken up yet."""
        return {key: texts for key, texts in self.fields.items() if key in self._found}

    @property
    def new_notes(self) -> frozenset[str]:
        """The notes of this run that are begun and not added."""
        return frozenset(self.notes) - self._found

    @property
    def is_kept(self) -> bool:
        """Whether the file holds all that there is."""
        return self._is_kept

    def why(self, key: str) -> Mapping[str, str]:
        """Return the sentences that say why fields of a row do not stand, by name."""
        return self._why.get(key, {})

    # --- taking in ---------------------------------------------------------------------

    def begin(self, found: Mapping[str, TypedTexts]) -> None:
        """Take what the file held when the folder was opened."""
        self._texts = {**found, **self._texts}
        self._found = frozenset(found)
        self.changed.emit()

    def put(self, key: str, texts: TypedTexts, why: Mapping[str, str] | None = None) -> None:
        """Hold what is on screen under a key; nothing when it stands."""
        self._found -= {key}
        self._why[key] = why or {}
        if texts == self._texts.get(key, {}):
            return
        if texts:
            self._texts[key] = dict(texts)
        else:
            del self._texts[key]
        self._is_kept = False
        if not self._keeping.isActive():  # not again at each key: one may type without a pause
            self._keeping.start()
        self.changed.emit()

    def take(self, key: str) -> TypedTexts:
        """Return what a former run left under a key; the caller shows it from now on."""
        if key not in self._found:
            return {}
        self._found -= {key}
        return self._texts[key]

    def forget_fields(self) -> None:
        """Drop the texts of fields: the person chose to close without them."""
        for key in self.fields:
            self.put(key, {})

    # --- keeping -----------------------------------------------------------------------

    def flush(self) -> None:
        """Begin to write what there is, unless the file holds it."""
        self._keeping.stop()
        if self._is_kept or self._is_closed:
            return
        folder, texts = self._folder(), dict(self._texts)

        def kept(is_done: bool) -> None:  # noqa: FBT001 - what the job returns
            self._is_kept = is_done and texts == self._texts
            if not self._is_kept:
                self._keeping.start()
            self.changed.emit()

        self.lane.submit(Job(lambda: save(folder, texts), kept, lambda _error: False, self))

    def stop(self) -> None:
        """Write what there is, and wait for it."""
        self.flush()
        self._is_closed = True
        self.lane.stop()
