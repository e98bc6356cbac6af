"""The spelling of what is typed, for the whole window, and the words known beside the dictionary.

The dictionary is read on the interface thread, while nothing is typed: what reads it holds
Python's lock meanwhile, so that a thread of its own would stop the window just as long (0.1 s).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from ctg_desktop.domain.changes import Changes
    from ctg_desktop.folder.settings import Preferences
    from ctg_desktop.spelling import Fault, Speller
    from ui.preferences import PreferencesStore

_READ_AFTER_MS = 400


class Spelling(QObject):
    """Looks up words; it reads the dictionary once a long text asks for it."""

    changed = Signal()
    """Other words are known now, or none are looked at any more."""
    names_wanted = Signal()
    """The names of the convention are to be read: see `know`."""

    def __init__(self, preferences: PreferencesStore, parent: QObject) -> None:
        """Read nothing yet."""
        super().__init__(parent)
        self._preferences = preferences
        self._speller: Speller | None = None
        self._is_missing = False
        self._names: frozenset[str] = frozenset()
        self._ignored: frozenset[str] = frozenset()
        self._own = preferences.value.known_words
        self._told = self._chosen(preferences.value)
        self._reading = QTimer(self)
        self._reading.setSingleShot(True)
        self._reading.setInterval(_READ_AFTER_MS)
        self._reading.timeout.connect(self._read)
        preferences.changed.connect(self._hear_preferences)

    @property
    def is_ready(self) -> bool:
        """Whether words can be looked up, and are to be."""
        return self._speller is not None and self._preferences.value.spelling

    @property
    def is_missing(self) -> bool:
        """Whether this computer turned out to have no dictionary."""
        return self._is_missing

    def ask(self) -> None:
        """Have the dictionary read in a moment: somebody is about to type a long text."""
        is_wanted = self._preferences.value.spelling and not self._is_missing
        if is_wanted and self._speller is None:
            self._reading.start()

    def faults(self, paragraph: str) -> list[Fault]:
        """Return the words of a paragraph that nothing knows; none before it is ready."""
        if self._speller is None or not self.is_ready:
            return []
        return self._speller.faults(paragraph, self._own)

    def near(self, word: str) -> tuple[str, ...]:
        """Return the known words that look most like one."""
        return () if self._speller is None else self._speller.near(word)

    def learn(self, word: str) -> None:
        """Know a word from now on, on this computer."""
        from ctg_desktop.spelling import learnt_as

        words = self._preferences.value.known_words
        self._preferences.update(known_words=words | {learnt_as(word)})

    def ignore(self, word: str) -> None:
        """Know a word until the program ends."""
        from ctg_desktop.spelling import learnt_as

        self._ignored |= {learnt_as(word)}
        self._renew()

    # --- the names of the convention ----------------------------------------------------

    def hear(self, changes: Changes) -> None:
        """Ask for the names again where a gesture touched them."""
        if self._speller is not None:
            from ctg_desktop.services.own_words import NAMING

            if not changes.entities.isdisjoint(NAMING):
                self.want_names()

    def want_names(self) -> None:
        """Ask for the names, as soon as words are looked up."""
        if self._speller is not None:
            self.names_wanted.emit()

    def know(self, names: frozenset[str]) -> None:
        """Know the words of the names of the open folder."""
        if names != self._names:
            self._names = names
            self._renew()

    # --- within ----------------------------------------------------------------------

    def _read(self) -> None:
        from ctg_desktop.spelling import NoDictionaryError, Speller

        try:
            self._speller = Speller()
        except NoDictionaryError:
            from ctg_desktop.folder.logs import logger

            logger().warning("orthographe : le dictionnaire n’a pas pu être lu")
            self._is_missing = True
        self._renew()
        self.want_names()

    def _renew(self) -> None:
        self._own = self._names | self._ignored | self._preferences.value.known_words
        self.changed.emit()

    def _hear_preferences(self, preferences: Preferences) -> None:
        told = self._chosen(preferences)
        if told != self._told:
            self._told = told
            self.ask()
            self._renew()

    @staticmethod
    def _chosen(preferences: Preferences) -> tuple[bool, frozenset[str]]:
        return preferences.spelling, preferences.known_words
