"""Every error that a person may meet: what happened, what is safe, what to do.

The text of an error is one or more French sentences, ready to be shown. A bug is never one of
these: it reaches the crash report instead.
"""

from __future__ import annotations

from ctg_desktop.typography import spaced


class CtgError(Exception):
    """Something that a person may meet and can understand; its text is French."""

    def __init__(self, sentence: str) -> None:
        """Keep the French sentence to show; it may be written with plain spaces."""
        self.sentence = spaced(sentence)
        super().__init__(self.sentence)


class InputError(CtgError):
    """What was typed or given cannot be used; nothing was changed.

    `readings` are texts to type in its place, each of which says one of the things that it may
    have meant: the window offers them under the field.
    """

    def __init__(self, sentence: str, readings: tuple[str, ...] = ()) -> None:
        """Keep the readings, beside the sentence."""
        super().__init__(sentence)
        self.readings = readings


class FieldError(InputError):
    """One field refuses its value; `field` is the field's French key (`date_fin`).

    `elsewhere` is the name of another field of the row, in which what was given can stand.
    """

    def __init__(
        self, field: str, sentence: str, readings: tuple[str, ...] = (), *, elsewhere: str = ""
    ) -> None:
        """Keep which field refuses, beside the sentence."""
        super().__init__(sentence, readings)
        self.field = field
        self.elsewhere = elsewhere


class NotFoundError(InputError):
    """Nothing has the reference, code or name that was given."""


class AmbiguousError(InputError):
    """Several rows have the name that was given."""


class RuleError(InputError):
    """A rule of the trade forbids the gesture (a note is never rewritten, for instance)."""


class FileFormatError(InputError):
    """A file that was given (référentiel, logo…) is not what it should be."""


class OutputError(CtgError):
    """A file that should be written cannot be; a former file of that name is untouched."""


class StorageError(CtgError):
    """The data folder cannot be used as asked; what it holds is untouched."""


class FolderMissingError(StorageError):
    """No data folder stands where one was expected."""


class FolderExistsError(StorageError):
    """A data folder already stands where a new one was asked for."""


class FolderHeldError(StorageError):
    """Another window or another computer holds the data folder.

    `holder` says who, after « ouvert » (« par Camille sur l’ordinateur Y depuis 10 h 32 »).
    """

    def __init__(self, sentence: str, holder: str = "") -> None:
        """Keep who holds the folder, beside the sentence."""
        super().__init__(sentence)
        self.holder = holder


class ReadOnlyError(StorageError):
    """The place allows reading alone."""


class DiskFullError(StorageError):
    """The disk has no room left."""


class DisplacedError(StorageError):
    """The open base was moved, deleted or replaced: what was written last is not kept."""


class DamagedError(StorageError):
    """The base is damaged, empty, or gone although it once existed; `what` says how."""

    def __init__(self, sentence: str, what: str = "") -> None:
        """Keep what was found, beside the sentence."""
        super().__init__(sentence)
        self.what = what


class ForeignFileError(StorageError):
    """The file is not a base of CTG Desktop."""


class TooNewError(StorageError):
    """The base was written by a newer version of the program."""


class TooOldError(StorageError):
    """The base was written by a version that this one no longer reads."""
