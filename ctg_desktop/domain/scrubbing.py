"""Which texts of the log are erased with a person (RGPD), and the list that records them.

The list stands in a field of the person's row, so it travels and counts as the erasure does. A
line names what it erases: `v` the values of changes, by incarnation and sequence; `a` the author
of all that an incarnation wrote; `r` the reason of a gesture.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ctg_desktop.domain.changes import ChangeKey


@dataclass(frozen=True, slots=True)
class Scrub:
    """What is erased: values of changes, authors of incarnations, reasons of gestures."""

    changes: frozenset[ChangeKey] = frozenset()
    authors: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Whether anything is erased."""
        return bool(self.changes or self.authors or self.reasons)

    def __or__(self, other: Scrub) -> Scrub:
        """Return what either erases."""
        return Scrub(
            self.changes | other.changes,
            self.authors | other.authors,
            self.reasons | other.reasons,
        )

    def told(self) -> str:
        """Return the list as a text; `read` gives it back."""
        by_writer: dict[str, list[int]] = {}
        for key in self.changes:
            by_writer.setdefault(key.incarnation, []).append(key.sequence)
        values = [
            f"v {writer} {' '.join(map(str, sorted(sequences)))}"
            for writer, sequences in sorted(by_writer.items())
        ]
        authors = [f"a {writer}" for writer in sorted(self.authors)]
        return "\n".join([*values, *authors, *(f"r {each}" for each in sorted(self.reasons))])


def read(text: str) -> Scrub:
    """Return what a list says; what no version writes is passed over."""
    found = [_line(line.split()) for line in text.splitlines()]
    return union(found)


def union(scrubs: Iterable[Scrub]) -> Scrub:
    """Return what any of these erases."""
    whole = Scrub()
    for each in scrubs:
        whole = whole | each
    return whole


def _line(words: list[str]) -> Scrub:
    match words:
        case ["v", writer, *sequences]:
            numbers = [int(each) for each in sequences if each.isdecimal() and len(each) < 16]
            return Scrub(changes=frozenset(ChangeKey(writer, number) for number in numbers))
        case ["a", writer]:
            return Scrub(authors=frozenset({writer}))
        case ["r", gesture]:
            return Scrub(reasons=frozenset({gesture}))
        case _:
            return Scrub()
