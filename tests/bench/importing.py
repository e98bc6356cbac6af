"""A spreadsheet previewed, beside calamine reading it; taken in, beside recording as many rows."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from ctg_desktop.typography import number
from tests.bench.figures import Comparison, Goal, median_ratio
from tests.bench.processes import Side, measured
from tests.support.peoples_sheets import Cell, Sheet, write

if TYPE_CHECKING:
    from ctg_desktop.importing.plan import Plan

PREVIEW = Goal(ratio=6)
TAKING_IN = Goal(ratio=3)

_WORDS = (
    *("parents", "famille", "enfants", "jeunesse", "quartier", "accueil", "atelier", "séjour"),
    *("ludothèque", "droits", "numérique", "écoute", "lien", "social", "habitants", "séniors"),
)
_TITLES = (
    *("Réf", "Axe", "Action", "Descriptif", "Constat", "Objectifs", "Résultats attendus"),
    *("Thématique", "Priorité", "Nature", "Publics", "Publics, précision", "Territoires"),
    *("Pilote", "Référent technique", "Élu référent", "Partenaires", "Autres partenaires"),
    *("Début", "Fin prévue", "Statut", "Motif", "Financeur 1", "Montant 1", "Financeur 2"),
    *("Montant 2", "Budget 2026", "Budget 2027", "Indicateur 1", "Cible 1", "Indicateur 2"),
    *("Cible 2", "Étape 1", "Échéance étape 1", "Commentaires", "Participation des habitants"),
)
_SHARE = 25
"""One row in so many is taken in: recording takes most of that time."""


def compared(folder: Path, rows: int, rounds: int) -> list[Comparison]:
    """Preview a file of so many rows of 36 columns, and take some of them in."""
    whole, part = folder.with_name("plan.xlsx"), folder.with_name("extrait.xlsx")
    few = max(1, rows // _SHARE)
    write(Sheet([_TITLES, *_rows(rows)]), whole)
    write(Sheet([_TITLES, *_rows(few)]), part)
    given = {"folder": folder, "file": part, "times": rounds + 1}
    sides = {
        "preview": Side("tests.bench.importing:preview", {"folder": folder, "file": whole}),
        "bare": Side("tests.bench.importing:bare", {"file": whole}),
        "ours": Side("tests.bench.importing:ours", given),
        "raw": Side("tests.bench.importing:raw", given),
    }
    figures = {name: parts[""] for name, parts in measured(sides, rounds).items()}
    seen, bare, ours, raw = (figures[name] for name in sides)
    return [
        Comparison(
            f"Aperçu de {number(rows)} lignes de {len(_TITLES)} colonnes",
            seen,
            "calamine, même fichier",
            bare,
            ratio=median_ratio(seen.seconds, bare.seconds),
            goal=PREVIEW,
        ),
        Comparison(
            f"Import de {number(few)} lignes",
            ours,
            "le même geste, prêt à enregistrer",
            raw,
            ratio=median_ratio(ours.seconds, raw.seconds),
            goal=TAKING_IN,
        ),
    ]


def _rows(count: int) -> Iterator[list[Cell]]:
    chance = random.Random(1)

    def words(many: int) -> str:
        return " ".join(chance.choice(_WORDS) for _ in range(many)).capitalize()

    def person() -> str:
        given, family = chance.choice(("Camille", "Dominique", "Alix")), chance.choice("ABCDEF")
        return f"{given} ESSAI{family}"

    for at in range(count):
        begun = date(2026, 1, 1) + timedelta(chance.randrange(300))
        yield [
            *(None, str(1 + at % 8), f"Action {at} {words(4)}", words(30), words(20), words(15)),
            *(words(12), "Parentalité", chance.choice(("Haute", "Élevé", "Faible")), "Nouvelle"),
            *("Familles", words(3), chance.choice(("Béthune", "Béthune ; Bruay-la-Buissière"))),
            *(person(), person(), person(), "CAF", "Écoles du secteur", begun),
            *(begun + timedelta(chance.randrange(900)), chance.choice(("En cours", "À discuter"))),
            *(None, "CAF", chance.randrange(100, 20_000), "Département"),
            *(chance.randrange(100, 9_000), chance.randrange(40_000), chance.randrange(40_000)),
            *("Familles accueillies", chance.randrange(90), "Séances", chance.randrange(30)),
            *("Réunir les partenaires", "T3 2026", words(10), words(8)),
        ]


@contextmanager
def preview(folder: str, file: str) -> Iterator[Mapping[str, Callable[[], object]]]:
    """Read the file, match it and find what each row would do in an open folder."""
    from ctg_desktop.importing.examining import examine
    from ctg_desktop.importing.plan import Fate
    from tests.bench.making import TODAY, opened

    with opened(folder) as uow:

        def step() -> None:
            found = examine(uow, _plan(file), TODAY)
            assert found.count(Fate.NEW) == len(found.rows)

        yield {"": step}


@contextmanager
def bare(file: str) -> Iterator[Mapping[str, Callable[[], object]]]:
    """Read the cells of the file with the library alone."""
    from python_calamine import CalamineWorkbook

    yield {"": lambda: CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()}


@contextmanager
def ours(folder: str, file: str, times: int) -> Iterator[Mapping[str, Callable[[], object]]]:
    """Take the file in, each time into another folder."""
    from ctg_desktop.importing.taking_in import take_in
    from tests.bench.making import TODAY, opened

    with ExitStack() as stack:
        fresh = [stack.enter_context(opened(copy)) for copy in _copies(stack, folder, times)]

        def step() -> None:
            _report, changes = take_in(fresh.pop(), _plan(file), TODAY)
            assert changes

        yield {"": step}


@contextmanager
def raw(folder: str, file: str, times: int) -> Iterator[Mapping[str, Callable[[], object]]]:
    """Record the gesture that taking the file in is, made ready before; a copy stands before."""
    from ctg_desktop.importing.taking_in import COPY_REASON, drafted
    from tests.bench.making import TODAY, opened

    with ExitStack() as stack:
        fresh = [stack.enter_context(opened(copy)) for copy in _copies(stack, folder, times)]
        _report, draft = drafted(fresh[0], _plan(file), TODAY)
        assert draft is not None

        def step() -> None:
            uow = fresh.pop()
            uow.back_up(COPY_REASON)
            assert uow.record(draft)

        yield {"": step}


def _plan(file: str) -> Plan:
    from ctg_desktop.importing.opening import opened

    return opened(Path(file), "action").with_answer("manque:structure", "Béthune")


def _copies(stack: ExitStack, folder: str, times: int) -> Iterator[Path]:
    """Yield copies of a folder, of this process alone; they go with the stack."""
    place = Path(folder)
    for _ in range(times):
        copy = Path(tempfile.mkdtemp(dir=place.parent)) / place.name
        stack.callback(shutil.rmtree, copy.parent)
        yield Path(shutil.copytree(place, copy))
