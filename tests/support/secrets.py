"""A folder in which one action is left out (confidential, or a model), and much points to it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from pypdf import PdfReader

from ctg_desktop.domain.action import Action, Indicateur, Mesure
from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.entities import ENTITIES
from ctg_desktop.domain.fields import Entity, EntityType, FieldSpec, Kind
from ctg_desktop.domain.people import Contact, Institution
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions, rows
from tests.support.app import TODAY, new_action

SECRET = "Xylophage"
"""Stands in every text of the confidential action and of what hangs on it, and nowhere else."""

AMOUNT = Decimal("98765.43")
"""Every amount and measure of it: no total may hold it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The confidential action, and a public one that is linked to it."""

    secret: Action
    public: Action
    contact: Contact

    def marks(self) -> tuple[str, ...]:
        """Return what no output may hold, as it stands in a file."""
        amounts = ("98765", "98 765")
        return (SECRET, SECRET.upper(), self.secret.id, self.secret.reference or "", *amounts)


def keep_secret(uow: UnitOfWork, flag: str = "confidential") -> Kept:
    """Record an action that bears a flag, with all that can hang on it, and what points to it."""
    contact = uow.rows(Contact)[0]
    secret = new_action(uow, f"{SECRET} des rues", status=Status.EN_COURS, **{flag: True})
    values = {
        name: _value(uow, spec)
        for name, spec in Action.TYPE.fields.items()
        if spec.typed and name not in _FIXED
    }
    secret, _ = actions.edit(uow, secret.id, {**values, "pilote": contact.id})
    for cls in ENTITIES:
        if cls.TYPE.owner == "action":
            _hang(uow, cls.TYPE, {"action": secret.id})
    for indicator in uow.rows(Indicateur, where={"action": secret.id}):
        _hang(uow, Mesure.TYPE, {"indicateur": indicator.id})
    new_action(uow, f"{SECRET} : une opération", parent=secret.id, description=SECRET)
    public = new_action(uow, "Ludothèque ouverte", status=Status.EN_COURS)
    for name, spec in Action.TYPE.fields.items():
        if spec.target == Action.TYPE.name and name != Action.TYPE.part_of:
            given: Any = (secret.id,) if spec.is_multiple else secret.id
            public, _ = actions.edit(uow, public.id, {name: given})
    return Kept(secret, public, contact)


_FIXED = frozenset(
    {"title", "main_ambition", "structure", "status", "status_reason", "completed_on"}
    | {"confidential", "model", "pilote", "linked_actions", "parent"}
)


def _hang(uow: UnitOfWork, kind: EntityType, owner: dict[str, str]) -> Entity:
    values = {
        name: _value(uow, spec)
        for name, spec in kind.fields.items()
        if spec.typed and name not in owner and spec.target in _POINTED_TO
    }
    return rows.add(uow, kind, {**values, **owner}, TODAY)[0]


_POINTED_TO = frozenset({"", *(cls.TYPE.name for cls in (Institution, Territoire))})


def _value(uow: UnitOfWork, spec: FieldSpec) -> Any:
    if spec.target:
        ids = tuple(row.id for row in _targets(uow, spec)[:1])
        return ids if spec.is_multiple else next(iter(ids), None)
    if spec.kind in (Kind.TEXT, Kind.LONG_TEXT):
        return f"{SECRET} {spec.key}"[: spec.maximum]
    if spec.kind is Kind.INTEGER:
        return 3 if spec.maximum == 4 else 2026
    if spec.choices is not None:
        return next(iter(spec.choices))
    return {Kind.DECIMAL: AMOUNT, Kind.DATE: date(2026, 9, 1), Kind.BOOLEAN: True}.get(spec.kind)


def _targets(uow: UnitOfWork, spec: FieldSpec) -> list[Entity]:
    cls = next(cls for cls in ENTITIES if cls.TYPE.name == spec.target)
    return list(uow.rows(cls))


def readable(path: Path) -> Iterator[str]:
    """Yield the text of a file, or of each of a folder or a workbook; of a PDF also its title."""
    if path.is_dir():
        for each in sorted(path.iterdir()):
            yield from readable(each)
        return
    yield path.name
    content = path.read_bytes()
    if zipfile.is_zipfile(BytesIO(content)):
        with zipfile.ZipFile(BytesIO(content)) as zipped:
            yield from (zipped.read(name).decode("utf-8") for name in zipped.namelist())
        return
    if content.startswith(b"PK"):
        with ZipFile(path) as parts:
            yield from (parts.read(name).decode("utf-8") for name in parts.namelist())
        return
    if not content.startswith(b"%PDF"):
        yield content.decode("utf-8")
        return
    reader = PdfReader(BytesIO(content))
    yield str(reader.metadata)
    yield from (" ".join(page.extract_text().split()) for page in reader.pages)
