"""Whole processes that print: the plan d'actions and the synthèse, beside what others do."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.bench.figures import Comparison, Figures, Goal, median_ratio
from tests.bench.processes import commands_measured, run

PLAN_GOAL = Goal(ratio=0.5)
SUMMARY_GOAL = Goal(ratio=3)

_PROGRAM = (sys.executable, "main.py")


def plan_compared(folder: Path, actions: int, rounds: int) -> list[Comparison]:
    """Print the plan d'actions of a folder, tagged, and the same table by other means."""
    table, workbook = folder / "plan.json", folder / "plan.xlsx"
    run([sys.executable, "-m", "tests.bench.plan_table", folder, table, workbook])
    commands: dict[str, Sequence[str | Path]] = {
        "ours": [*_PROGRAM, "--donnees", folder, "imprimer", "plan", "--sortie", folder / "p.pdf"],
        "long": [sys.executable, "-m", "tests.bench.long_table", table, folder / "long.pdf"],
    }
    office = shutil.which("soffice")
    if office:
        profile = f"-env:UserInstallation=file://{folder / 'office'}"
        convert = ["--headless", "--convert-to", "pdf", "--outdir", folder / "converti", workbook]
        commands["office"] = [office, profile, *convert]
    figures = commands_measured(commands, rounds)
    name = f"Plan d'actions de {actions} lignes, balisé"
    return [
        _beside(name, "LibreOffice (xlsx en PDF)", figures, "office", PLAN_GOAL),
        _beside(name, "LongTable de reportlab, sans balises", figures, "long", Goal()),
    ]


def _beside(
    name: str, against: str, figures: dict[str, Figures], reference: str, goal: Goal
) -> Comparison:
    ours, other = figures["ours"], figures.get(reference)
    if other is None:
        note = "soffice n'est pas installé\u00a0: la comparaison manque."
        return Comparison(name, ours, against, goal=goal, note=note)
    ratio = median_ratio(ours.seconds, other.seconds)
    return Comparison(name, ours, against, other, ratio=ratio, goal=goal)


def summary_compared(folder: Path, rounds: int) -> list[Comparison]:
    """Print the synthèse of a folder, and a bare page."""
    output = folder / "synthese.pdf"
    commands: dict[str, Sequence[str | Path]] = {
        "ours": [*_PROGRAM, "--donnees", folder, "imprimer", "synthese", "--sortie", output],
        "bare": [sys.executable, "-m", "tests.bench.bare_page", folder / "page.pdf"],
    }
    figures = commands_measured(commands, rounds)
    against = "script reportlab d'une page"
    name = "Synthèse, processus entier"
    return [_beside(name, against, figures, "bare", SUMMARY_GOAL)]
