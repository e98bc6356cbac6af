"""Writing a référentiel as a file that people can read, complete and send."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import tomli_w

from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.fields import FieldSpec, Kind
from ctg_desktop.domain.publishing import line_of
from ctg_desktop.folder.outputs import replacing
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.referentiel import schema
from ctg_desktop.referentiel.base import held
from ctg_desktop.referentiel.content import Referentiel, Row, Value
from ctg_desktop.referentiel.importing import take_in
from ctg_desktop.referentiel.issuing import to_issue
from ctg_desktop.referentiel.naming import Names
from ctg_desktop.referentiel.reading import read
from ctg_desktop.referentiel.reporting import Report
from ctg_desktop.typography import NARROW, NO_BREAK

_HEADER = """\
# Référentiel de la convention, exporté par CTG Desktop
# ======================================================
#
# Pour le compléter
# -----------------
# - Écrivez entre les guillemets : intitule = "Votre texte".
# - Deux guillemets vides ("") veulent dire « à compléter ». Dans une nouvelle version, ils
#   effacent ce que la précédente disait. Une ligne absente, elle, ne change rien.
# - Les nombres s’écrivent sans guillemets et avec un point : etp_locaux = 9.24
# - Les dates s’écrivent sans guillemets, année d’abord : signee_le = 2026-02-03
# - Pour ajouter un élément, copiez un bloc [[…]] et retirez sa ligne « id ». Son identité est
#   alors tirée de la convention et de ce qui le nomme (numéro, code, nom…) : elle est la même
#   partout. Ne changez jamais un « id » déjà écrit : c’est lui qui relie les actions.
# - Pour désigner un autre élément, écrivez son numéro, son code, son sigle ou son nom.
# - Pour retirer un élément, ajoutez-lui la ligne : supprime = true
#   Un élément simplement absent du fichier reste en place.
# - À chaque envoi, augmentez « version » et mettez la date du jour dans « emis_le ».
#
# Les espaces insécables sont ajoutées à l’impression : tapez des espaces ordinaires.
"""

TABLES = tuple(sorted(schema.TABLES.values(), key=lambda kind: kind.is_long_list))
"""The tables of the file in its order: what people complete, then the long lists of places."""

_ORDINARY = dict.fromkeys(map(ord, (NARROW, NO_BREAK)), " ")
"""People complete the file with ordinary spaces: nothing in it has others."""

_TO_COMPLETE = "  # à compléter"

_ABOUT_SEAL = """\
# Le sceau dit qui a émis ce fichier tel quel. Si vous changez quoi que ce soit, il ne vaut plus, et
# l’application l’ignore.
"""

_FIRST = ("version", "emis_le", "emetteur")
"""What changes at each issue stands at the top."""


def export(
    uow: UnitOfWork, today: date, *, version: int | None = None, issued_on: date | None = None
) -> str:
    """Return the file that this folder would send; see `issuing.to_issue`.

    Raises:
        NotFoundError: the folder has no convention yet.
        RuleError: the version asked for is not greater than the one in place.
    """
    content = to_issue(uow, today, version=version, issued_on=issued_on)
    return text_of(_with_provenance(uow, content))


def _with_provenance(uow: UnitOfWork, content: Referentiel) -> Referentiel:
    """Tell where a référentiel comes from, where it is a publication of this folder."""
    known = held(uow, content)
    return content if known is None else replace(content, provenance=known.provenance)


def issue(
    uow: UnitOfWork,
    path: Path,
    today: date,
    *,
    version: int | None = None,
    issued_on: date | None = None,
) -> tuple[Report, Changes]:
    """Write the file to send, and take in here what it says, as all who receive it will.

    Without that, the next issue would bear the same number with another content.

    Raises:
        OutputError: the file cannot be written; a former one is untouched, and so is the base.
        StorageError: a former file is untouched, and so is the base.
    """
    text = export(uow, today, version=version, issued_on=issued_on)
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")
        written = read(temporary)
        taken = take_in(uow, written, today)
        sealed = text_of(_with_provenance(uow, written))
        temporary.write_text(sealed, encoding="utf-8", newline="\n")
    return taken


def text_of(referentiel: Referentiel) -> str:
    """Return a référentiel as TOML, with all it needs and comments for who completes it."""
    names = Names(referentiel.rows)
    parts = [_HEADER]
    for kind in TABLES:
        key, note = kind.key, kind.file_note.translate(_ORDINARY)
        rows = [row for row in referentiel.rows if row.kind is kind]
        parts.append(f"\n# {note}\n# {'-' * len(note)}\n")
        opening = f"[{key}]" if key == schema.CONVENTION else f"[[{key}]]"
        seal = line_of(referentiel.provenance) if referentiel.provenance else ""
        for position, row in enumerate(rows, start=1):
            lines = "".join(_lines(row, position, names))
            if seal and key == schema.CONVENTION:
                lines += f"{_ABOUT_SEAL}{tomli_w.dumps({schema.SEAL: seal})}"
            parts.append(f"\n{opening}\n{lines}")
    return "".join(parts)


def _lines(row: Row, position: int, names: Names) -> Iterator[str]:
    yield tomli_w.dumps({schema.ID: row.id})
    if row.withdrawn:
        yield tomli_w.dumps({schema.WITHDRAWN: True})
    specs = sorted(schema.keys(row.kind).items(), key=lambda item: item[0] not in _FIRST)
    for key, spec in specs:
        if spec.name not in row.values:
            continue
        value = row.values[spec.name]
        if spec.name == "order" and value == position:
            continue
        if value is None:
            yield f'{key} = ""{_TO_COMPLETE}\n'
        else:
            yield tomli_w.dumps({key: _written(spec, value, names)}, multiline_strings=True)


def _written(spec: FieldSpec, value: Value, names: Names) -> Any:
    if isinstance(value, tuple):
        return [names.name(spec.target, member) for member in value]
    if spec.kind is Kind.REFERENCE:
        return names.name(spec.target, str(value))
    if spec.kind is Kind.CHOICE:
        return str(value)
    return spec.decode(value)
