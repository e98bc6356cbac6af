"""The plan d'actions and the synthèse, beside what others do of the same content."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from ctg_desktop.typography import number
from tests.bench.figures import Comparison, Figures, Goal, median_ratio
from tests.bench.processes import Side, commands_measured, measured, run

PLAN_GOAL = Goal(ratio=0.5)
SUMMARY_GOAL = Goal(ratio=3)
_NONE = Goal()

_OFFICE = "LibreOffice (xlsx en PDF)"
_PROGRAM = (sys.executable, "main.py")


def plan_compared(folder: Path, actions: int, rounds: int) -> list[Comparison]:
    """Print the plan d'actions of a folder, tagged, and the same table by reportlab alone."""
    run([sys.executable, "-m", "tests.bench.plan_table", folder])
    sides = {
        "ours": Side("tests.bench.printing:plan", {"folder": folder}),
        "long": Side("tests.bench.printing:long_table", {"folder": folder}),
    }
    figures = {name: parts[""] for name, parts in measured(sides, rounds).items()}
    against = "LongTable de reportlab, sans balises"
    return [_beside(_plan_of(actions), against, figures, "long")]


def _plan_of(actions: int) -> str:
    return f"Plan d'actions de {number(actions)} lignes, balisé"


def office_compared(
    folder: Path, actions: int, long: tuple[int, Path], rounds: int
) -> list[Comparison]:
    """Print the plan d'actions of a folder as a whole process, and convert the same table.

    `long` is a folder with its number of actions, far more, of which the memory is compared.
    """
    if not shutil.which("soffice"):
        print("soffice n'est pas installé\u00a0: passé.", file=sys.stderr)
        return []
    for each in (folder, long[1]):
        run([sys.executable, "-m", "tests.bench.plan_table", each])
    whole = commands_measured(
        {
            "ours": _printing(folder),
            "office": _conversion(folder, "plan"),
            "start": _conversion(folder, "vide"),
        },
        rounds,
    )
    sides = {name: Side(f"tests.bench.printing:{name}", {"folder": folder}) for name in _OPENED}
    inside = {name: parts[""] for name, parts in measured(sides, rounds).items()}
    inside["ours"] = inside.pop("plan")
    name = _plan_of(actions)
    start = f"LibreOffice met {whole['start'].median:.2f} s à démarrer".replace(".", ",")
    return [
        _beside(f"{name}, dossier ouvert", _OFFICE, inside, "office", goal=PLAN_GOAL),
        _beside(f"{name}, processus entier", _OFFICE, whole, "office", goal=PLAN_GOAL, note=start),
        _memory(*long),
    ]


_OPENED = ("plan", "office")


def _printing(folder: Path) -> list[str | Path]:
    output = folder / "p.pdf"
    return [*_PROGRAM, "--donnees", folder, "imprimer", "plan", "--sortie", output]


def _memory(actions: int, folder: Path) -> Comparison:
    """Compare the most memory that a long plan takes, once."""
    figures = commands_measured(
        {"ours": _printing(folder), "office": _conversion(folder, "plan")}, 1
    )
    ours, office = figures["ours"], figures["office"]
    assert ours.peak_bytes is not None
    assert office.peak_bytes is not None
    ratio = ours.peak_bytes / office.peak_bytes
    name = f"{_plan_of(actions)}, mémoire"
    return Comparison(name, ours, _OFFICE, office, ratio=ratio, goal=Goal(ratio=1))


def _conversion(folder: Path, name: str) -> list[str | Path]:
    """Return the command that turns a workbook of `tests.bench.plan_table` into a PDF."""
    # As tagged as ours; a profile of its own, since one that is open refuses a second start.
    tagged = 'pdf:calc_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
    profile = f"-env:UserInstallation=file://{folder / 'office'}"
    output = ["--outdir", folder / "converti", folder / f"{name}.xlsx"]
    return ["soffice", profile, "--headless", "--convert-to", tagged, *output]


def _beside(
    name: str,
    against: str,
    figures: Mapping[str, Figures],
    reference: str,
    *,
    goal: Goal = _NONE,
    note: str = "",
) -> Comparison:
    ours, other = figures["ours"], figures[reference]
    ratio = median_ratio(ours.seconds, other.seconds)
    return Comparison(name, ours, against, other, ratio=ratio, goal=goal, note=note)


@contextmanager
def plan(folder: str) -> Iterator[Mapping[str, Callable[[], object]]]:
    """Gather the plan d'actions of an open folder, lay it out and write it."""
    from ctg_desktop.domain.listing import PRINTABLE
    from ctg_desktop.printing.action_plan import action_plan
    from ctg_desktop.printing.issue import Issue
    from ctg_desktop.services.plan import plan_view
    from tests.bench.making import TODAY, opened

    output = Path(folder) / "ouvert.pdf"
    with opened(folder) as uow:

        def print_plan() -> None:
            view = plan_view(uow, PRINTABLE, TODAY)
            action_plan(view, Issue("Structure d'essai", TODAY)).print_to(output)

        yield {"": print_plan}


@contextmanager
def long_table(folder: str) -> Iterator[Mapping[str, Callable[[], object]]]:
    """Lay out and write the same rows."""
    from tests.bench.long_table import main

    place = Path(folder)
    yield {"": partial(main, place / "plan.json", str(place / "long.pdf"))}


@contextmanager
def office(folder: str) -> Iterator[Mapping[str, Callable[[], object]]]:
    """Convert the same rows; it has no other way than a process."""
    command = _conversion(Path(folder), "plan")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    yield {"": partial(subprocess.run, command, check=True, **quiet)}


def summary_compared(folder: Path, rounds: int) -> list[Comparison]:
    """Print the synthèse of a folder, and a page by other means, each as a whole process."""
    output = folder / "synthese.pdf"
    commands: dict[str, Sequence[str | Path]] = {
        "ours": [*_PROGRAM, "--donnees", folder, "imprimer", "synthese", "--sortie", output],
        "bare": [sys.executable, "-m", "tests.bench.bare_page", folder / "bare.pdf"],
        "text": [sys.executable, "-m", "tests.bench.text_page", folder / "text.pdf"],
        "storage": [sys.executable, "-c", "import sqlalchemy"],
    }
    figures = commands_measured(commands, rounds)
    share = figures["storage"].median / figures["bare"].median
    note = f"charger SQLAlchemy coûte déjà {share:.1f} fois la page nue".replace(".", ",")
    name = "Synthèse, processus entier"
    page = "script reportlab d'une page"
    return [
        _beside(name, f"{page}, nue", figures, "bare", goal=SUMMARY_GOAL, note=note),
        _beside(name, f"{page} de paragraphes, polices incorporées", figures, "text"),
    ]
