"""A reference that several sites gave: shown with a place, the same on all, wherever it comes."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest

from ctg_desktop.domain.entities import Action
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.errors import RuleError
from tests.support.sites import Site, hashes, unite

TODAY = date(2026, 9, 15)


@pytest.mark.parametrize("seed", range(3))
def test_references_when_sites_give_them_at_random_then_all_show_alike_and_none_twice(
    make_site: Callable[..., Site], seed: int
) -> None:
    chance = random.Random(seed)
    sites = [make_site(f"Personne {at}") for at in range(2)]
    rows: list[str] = []
    for step in range(14):
        site = chance.choice(sites)
        match chance.choice(("create", "create", "renumber", "delete", "restore", "unite", "undo")):
            case "renumber" if rows:
                reference = chance.choice(("R-1", "R-2", "R-3", None))
                site.write(chance.choice(rows), "reference", reference)
            case "delete" if rows:
                site.delete(chance.choice(rows))
            case "restore" if rows:
                site.restore(chance.choice(rows))
            case "undo":
                with suppress(RuleError):  # nothing is left to undo, or it was changed since
                    site.uow.undo()
            case "unite":
                unite(sites)
            case _:
                rows.append(site.create(f"Action {step}", reference=f"R-{chance.randint(1, 3)}"))
    unite(sites)

    assert len(hashes(sites)) == 1
    shown = [
        {row.id: row.reference for row in site.uow.rows(Action, deleted=None)} for site in sites
    ]
    assert shown[0] == shown[1]
    given = [reference for reference in shown[0].values() if reference]
    assert len(set(given)) == len(given)
    for site in sites:
        assert site.problems() == ()
        lines = site.uow.actions(ActionQuery(), TODAY)
        assert all(line.reference == (shown[0][line.id] or "") for line in lines)
        site.uow.rebuild(lambda *_: None)
        assert {row.id: row.reference for row in site.uow.rows(Action, deleted=None)} == shown[0]
