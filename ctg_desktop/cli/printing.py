"""`imprimer`: the five documents, alone or one per structure or action in a folder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ctg_desktop.cli.parser import FrenchParser, Options, add_filter, sub_commands
from ctg_desktop.domain.views import ActionQuery
from ctg_desktop.services import views

DEFAULT_OUTPUT = Path("synthese.pdf")
"""What is printed without any command, in the current folder."""

YEARS = range(1900, 2201)


@dataclass(frozen=True, slots=True)
class _Edition:
    """What every document of one command shares."""

    structure: str
    edited_on: date
    logo: Path | None
    is_demonstration: bool


# --- options -------------------------------------------------------------------------------


def declare(parser: FrenchParser) -> None:
    """Declare `imprimer` and its documents."""
    add = sub_commands(parser)
    for name, summary, examples, run, declare_more in (
        ("synthese", "la synthèse de la convention", _SUMMARY_EXAMPLES, print_summary, _of_summary),
        (
            "commune",
            "la synthèse d'une commune ou d'un SIVOM",
            _PLACE_EXAMPLES,
            print_place,
            _of_place,
        ),
        ("fiche", "la fiche d'une action", _SHEET_EXAMPLES, print_sheet, _of_sheet),
        ("plan", "le plan d'actions", _PLAN_EXAMPLES, print_plan, _of_plan),
        (
            "annuaire",
            "l'annuaire des contacts",
            _DIRECTORY_EXAMPLES,
            print_directory,
            _of_directory,
        ),
    ):
        command = add(name, summary, examples=examples)
        command.add_argument(
            "--sortie", type=Path, metavar="F.pdf", help=f"fichier à écrire (sinon {name}.pdf)"
        )
        command.add_argument("--logo", type=Path, metavar="F", help="logo PNG ou JPEG")
        declare_more(command)
        command.set_defaults(run=run)


_SUMMARY_EXAMPLES = (
    "imprimer synthese --sortie synthese.pdf",
    "imprimer synthese --progression --sortie synthese.pdf",
)
_PLACE_EXAMPLES = (
    "imprimer commune --structure 62119 --sortie bethune.pdf",
    "imprimer commune --lot communes",
)
_SHEET_EXAMPLES = (
    "imprimer fiche --action BET-2026-003 --notes --sortie fiche.pdf",
    "imprimer fiche --lot fiches --filtre statut=en_cours",
)
_PLAN_EXAMPLES = (
    "imprimer plan --filtre structure=62119 --sortie plan.pdf",
    "imprimer plan --au 2026-12-31 --sortie plan.pdf",
)
_DIRECTORY_EXAMPLES = ("imprimer annuaire --sortie annuaire.pdf",)


def _of_summary(command: FrenchParser) -> None:
    command.add_argument(
        "--progression", action="store_true", help="avec l'avancement des actions par ambition"
    )


def _of_place(command: FrenchParser) -> None:
    command.add_argument(
        "--structure", metavar="CODE", help="code ou nom (sinon la structure du dossier)"
    )
    _add_batch(command, "un fichier par commune dans ce dossier")
    _add_confidential(command)


def _of_sheet(command: FrenchParser) -> None:
    command.add_argument("--action", metavar="REF", help="référence ou identifiant")
    command.add_argument("--notes", action="store_true", help="avec les notes de suivi")
    add_filter(command)
    _add_batch(command, "un fichier par action dans ce dossier")
    _add_confidential(command)


def _of_plan(command: FrenchParser) -> None:
    add_filter(command)
    command.add_argument("--structure", metavar="CODE", help="comme --filtre structure=CODE")
    command.add_argument("--annee", type=int, metavar="AAAA", help="comme --filtre annee=AAAA")
    command.add_argument("--au", metavar="DATE", help="tel qu'il était ce jour-là")
    _add_confidential(command)


def _of_directory(command: FrenchParser) -> None:
    command.add_argument("--referentiel-seul", action="store_true", help="sans les contacts locaux")


def _add_batch(command: FrenchParser, summary: str) -> None:
    command.add_argument("--lot", type=Path, metavar="DOSSIER", help=summary)


def _add_confidential(command: FrenchParser) -> None:
    command.add_argument(
        "--confidentielles", action="store_true", help="avec les actions confidentielles"
    )


def _query(options: Options) -> ActionQuery:
    return ActionQuery() if options.confidentielles else views.PRINTABLE
