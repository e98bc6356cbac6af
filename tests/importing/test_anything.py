"""Whatever stands in cells, a preview tells of it, and what it lets in can be written."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from ctg_desktop.domain.entities import typed_types
from ctg_desktop.domain.fields import EntityType, Kind, describe
from ctg_desktop.importing.examining import examine
from ctg_desktop.importing.plan import Fate, Plan
from ctg_desktop.importing.taking_in import drafted
from ctg_desktop.importing.targets import place, places
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.spreadsheet.tables import Area, Flaw, Row, Table, Value
from tests.support.app import TODAY, new_action

ODD: tuple[Value, ...] = (
    *("Jean DUPONT / Marie CURIE", "MSA; CAF", "BETHUNE", "62119", "3 – X", "En retard", "x"),
    *("(vide)", "'=1", "=1+1", "12 000 €", "12.000", "1,500", "12 k€", "T4 2027", "31/02/2027"),
    *("26-12-27", "a\nb\nc", "- un\n- deux", "x" * 400, "y" * 60_000, "\x00\x07", "\u200b", "😀"),
    *(0, -5, 3.5, 1e300, float("nan"), float("inf"), 2027.0, 46_000, True, False),
    *(date(1900, 1, 1), date(2199, 1, 1), datetime(2026, 1, 2, 3, 4), time(1, 2), timedelta(1)),  # noqa: DTZ001 - a cell has no zone
)
USUAL: dict[Kind, tuple[Value, ...]] = {
    Kind.TEXT: ("Un", "Deux trois"),
    Kind.LONG_TEXT: ("Texte", "a\nb"),
    Kind.DATE: (date(2026, 1, 2), "15/03/2027"),
    Kind.DECIMAL: (1, 2.5, "3,5"),
    Kind.INTEGER: (2026, 1),
    Kind.BOOLEAN: ("oui", "non"),
    Kind.EMAIL: ("a@exemple.fr",),
    Kind.PHONE: ("06 12 34 56 78",),
    Kind.COLOUR: ("#1F6F8B",),
}


def any_cell(uow: UnitOfWork, kind: EntityType, path: str, chance: random.Random) -> Value:
    found = place(kind, path)
    spec = found.spec if found is not None else None
    if chance.random() < 0.5:
        return chance.choice(ODD) if chance.random() < 0.5 else None
    if spec is None:
        return chance.choice([*(row.id for row in uow.rows(kind.cls)), None])
    if spec.choices is not None:
        return chance.choice(list(spec.choices)).label
    if spec.target:
        return chance.choice([None, *(row.cited for row in uow.rows(describe(spec.target).cls))])
    return chance.choice(USUAL[spec.kind])


def any_plan(uow: UnitOfWork, kind: EntityType, chance: random.Random) -> Plan:
    paths = [each.path for each in places(kind)]
    needed = [spec.key for spec in kind.fields.values() if spec.required and spec.typed]
    columns = list(dict.fromkeys([*needed, *chance.sample(paths, min(len(paths), 8))]))
    rows = [
        Row(number, tuple(any_cell(uow, kind, path, chance) for path in columns))
        for number in range(2, 8)
    ]
    titles = Row(1, tuple(f"Titre {at}" for at in range(len(columns))))
    flaws = {(3, 0): Flaw.ERROR} if chance.random() < 0.2 else {}
    merged = (Area(4, 0, 5, 0),) if chance.random() < 0.3 else ()
    table = Table("F", (titles, *rows), len(columns), flaws=flaws, merged=merged)
    return Plan(kind.name, "f.xlsx", table, header=1, columns=dict(enumerate(columns)))


def test_cells_when_anything_stands_in_them_then_what_is_let_in_can_be_written(
    uow: UnitOfWork, agglomeration: UnitOfWork
) -> None:
    written = 0
    for folder in (uow, agglomeration):
        structure = folder.installation.structure
        new_action(folder, "Action d’ici", structure=structure)
        kinds = typed_types() if folder is agglomeration else (describe("contact"),)
        for at, kind in enumerate((*kinds, *[describe("action")] * 5)):
            chance = random.Random(at)
            plan = any_plan(folder, kind, chance)
            preview = examine(folder, plan, TODAY)
            for _ in range(2):
                for asked in preview.open_questions:
                    plan = plan.with_answer(asked.key, chance.choice(asked.options).answer)
                preview = examine(folder, plan, TODAY)
            report, draft = drafted(folder, plan, TODAY)
            count = report.preview.count(Fate.NEW) + report.preview.count(Fate.MODIFIED)
            assert bool(count) == (draft is not None)
            written += count
    assert written > 20
