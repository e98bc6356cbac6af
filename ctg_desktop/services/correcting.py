"""Proposing a correction of the référentiel to those who keep it: whom to write to, and what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ctg_desktop.domain.choices import CoordinationScope, InstitutionKind, Origin
from ctg_desktop.domain.convention import Convention
from ctg_desktop.domain.folding import fold
from ctg_desktop.domain.people import Contact, Coordination, Institution
from ctg_desktop.ports import Reader
from ctg_desktop.services.contacts import Letter
from ctg_desktop.typography import labelled, long_date, spaced

_EXCERPT = 300
"""Longest text quoted in a draft, in signs: mail programs take short addresses only."""

_SUBJECT_WORDS = frozenset({"ctg"})


def correspondents(reader: Reader) -> tuple[str, ...]:
    """Return the addresses of those who keep the référentiel, as it names them itself.

    Those who hold a post for the whole territory; else those of the agglomeration whose function
    speaks of the CTG; else all of the agglomeration's.
    """
    people = [
        row
        for row in reader.rows(Contact)
        if row.email and row.active is not False and not row.erased
        if row.origin is not Origin.LOCAL
    ]
    holders = {
        post.contact
        for post in reader.rows(Coordination, where={"scope": CoordinationScope.ENSEMBLE.value})
    }
    keepers = {row.id for row in reader.rows(Institution) if row.kind is InstitutionKind.EPCI}
    own = [row for row in people if row.institution in keepers]
    for found in (
        [row for row in people if row.id in holders],
        [row for row in own if _SUBJECT_WORDS & set(fold(row.function or "").split())],
        own,
    ):
        if found:
            return _addresses(found)
    return ()


def _addresses(people: Iterable[Contact]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.email for row in people if row.email))


def correction(
    to: Sequence[str],
    convention: Convention,
    subject: str,
    shown: Sequence[tuple[str, str | None]],
    *,
    sender: str,
) -> Letter:
    """Return the draft of a correction of `subject`, with what is `shown` of it now.

    Each of `shown` is a label and its text; one without a text is said to be missing. `sender`
    is the person, with their structure.
    """
    name = convention.short_title or convention.title or "la convention"
    version = f"version {convention.version}" if convention.version is not None else "sans version"
    if convention.issued_on is not None:
        version += f" du {long_date(convention.issued_on)}"
    lines = [
        "Bonjour,",
        "",
        spaced(f"Je propose une correction du référentiel de {name} ({version}) : {subject}."),
        "",
        spaced("Ce qui est affiché aujourd’hui :"),
        *(f"- {labelled(label, _excerpt(text))}" for label, text in shown),
        "",
        spaced("Ce que je propose :"),
        "- ",
        "",
        f"{sender}",
    ]
    return Letter(
        tuple(to), labelled(name, f"proposition de correction, {subject}"), "\n".join(lines)
    )


def _excerpt(text: str | None) -> str:
    words = " ".join((text or "").split())
    if not words:
        return "à compléter"
    return words if len(words) <= _EXCERPT else f"{words[:_EXCERPT].rstrip()}…"
