"""A plugin of pytest: the program as it would be with one field more, and two entities more.

It is loaded before anything else imports the domain (`-p tests.support.invented`), in a process
of its own: the tables, the commands and the screens are made from the descriptions as they are
imported.
"""

from __future__ import annotations

import sys
from datetime import date
from importlib.machinery import ModuleSpec
from importlib.util import find_spec, module_from_spec
from typing import cast

FIELD = (
    '    accroche: str | None = field.text("accroche", "Accroche", section="presentation",'
    " searchable=True)\n"
)
"""The one line that an action has more."""

OF_THE_REFERENTIEL = '    mot_cle: str | None = field.text("mot_cle", "Mot clé", searchable=True)\n'
"""The one line that an ambition has more."""


def with_line(module: str, before: str, line: str) -> None:
    """Import a module as if its source had one line more, before another."""
    spec = cast(ModuleSpec, find_spec(module))
    assert spec.loader is not None
    assert spec.origin is not None
    source = spec.loader.get_source(module)  # type: ignore[attr-defined] # it is a file
    assert source.count(before) == 1, before
    assert line.count("\n") == 1
    made = module_from_spec(spec)
    sys.modules[module] = made
    code = compile(source.replace(before, line + before), spec.origin, "exec")
    exec(code, made.__dict__)  # noqa: S102 - our own source


with_line("ctg_desktop.domain.action", "    priority: Priority | None = field.choice(\n", FIELD)
with_line(
    "ctg_desktop.domain.convention",
    '    enjeu: str | None = field.reference("enjeu", "Enjeu", "enjeu")\n',
    OF_THE_REFERENTIEL,
)

from ctg_desktop.domain import fields as field  # noqa: E402 - after the lines that are more
from ctg_desktop.domain.fields import Entity, Tense, entity  # noqa: E402 - after them too


@entity(
    "atelier",
    "ateliers",
    "Atelier",
    structure="structure",
    handle=("title",),
    caption=("title",),
)
class Atelier(Entity):
    """A workshop that a structure holds: an entity that nobody but this file knows."""

    title: str | None = field.text("intitule", "Intitulé", required=True, searchable=True)
    held_on: date | None = field.day("date", "Date", tense=Tense.NEAR)
    structure: str | None = field.reference(
        "structure", "Structure", "territoire", required=True, filled=lambda birth: birth.structure
    )
    leader: str | None = field.reference("animateur", "Animateur", "contact")
    guests: tuple[str, ...] = field.references("invites", "Invités", "contact")
    actions: tuple[str, ...] = field.references("actions", "Actions", "action")
    minutes: str | None = field.long_text("compte_rendu", "Compte rendu", searchable=True)


@entity("constat", "constats", "Constat", owner="atelier", caption=("text",))
class Constat(Entity):
    """What was seen at a workshop: an owned entity."""

    atelier: str | None = field.reference("atelier", "Atelier", "atelier", required=True)
    text: str | None = field.text("texte", "Texte", required=True, searchable=True)
    due_on: date | None = field.day("echeance", "Échéance", tense=Tense.NEAR)
    order: int | None = field.order()
