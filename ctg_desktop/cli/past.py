"""`historique` and `etat`: what was done, and the plan as it stood on a day."""

from __future__ import annotations

from ctg_desktop.cli.action import SORTED_BY, print_list
from ctg_desktop.cli.output import remark, say, show_json, show_table
from ctg_desktop.cli.parser import FrenchParser, Options, add_filter, add_format, add_order
from ctg_desktop.cli.session import Session
from ctg_desktop.domain.parsing import clean_text
from ctg_desktop.domain.views import HistoryLine
from ctg_desktop.errors import NotFoundError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.history import end_of_day, history, past_day
from ctg_desktop.services.lookup import find_action
from ctg_desktop.typography import local_time, short_date

_HEADERS = ("Date", "Auteur", "Structure", "Champ", "Avant", "Après", "Geste")
_AFTER_COLUMN = 5


def declare_history(parser: FrenchParser) -> None:
    """Declare the options of `historique`."""
    parser.add_argument("reference", metavar="REF", help="référence ou identifiant")
    add_format(parser, "table", "json")
    parser.set_defaults(run=show_history)


def show_history(session: Session, options: Options) -> None:
    """Tell each change of an action and of what hangs on it, oldest first."""
    with session.reading() as uow:
        lines = history(uow, _row(uow, options.reference), session.now)
    if options.format == "json":
        show_json([_record(line) for line in lines])
        return
    show_table(_HEADERS, [_cells(line) for line in lines], flexible=_AFTER_COLUMN)
    if any(line.is_date_doubtful for line in lines):
        remark("Certaines dates viennent d’un ordinateur dont l’horloge était fausse (signe ?).")


def _row(uow: UnitOfWork, reference: str) -> str:
    """Return the identity of the action, or of any row given by its own."""
    try:
        return find_action(uow, reference, deleted=None).id
    except NotFoundError:
        row = clean_text(reference, lines=False) or ""
        if uow.history([row]):
            return row
        raise


def _cells(line: HistoryLine) -> list[str]:
    reason = f" ({line.reason})" if line.reason else ""
    return [
        local_time(line.at) + (" ?" if line.is_date_doubtful else ""),
        line.author,
        line.structure,
        line.field,
        line.before,
        line.after,
        line.label + reason,
    ]


def _record(line: HistoryLine) -> dict[str, object]:
    return {
        "date": line.at.isoformat(),
        "auteur": line.author,
        "structure": line.structure,
        "geste": line.label,
        "champ": line.field,
        "avant": line.before,
        "apres": line.after,
        "raison": line.reason or None,
        "date_douteuse": line.is_date_doubtful,
        "recu_le": line.received_at and line.received_at.isoformat(),
        "recu_par": line.received_by or None,
    }


def declare_state(parser: FrenchParser) -> None:
    """Declare the options of `etat`."""
    parser.add_argument("--au", required=True, metavar="DATE", help="AAAA-MM-JJ ou 3/2/2026")
    add_filter(parser)
    add_order(parser, SORTED_BY)
    add_format(parser, "table", "json", "csv")
    parser.set_defaults(run=show_state)


def show_state(session: Session, options: Options) -> None:
    """List the actions as they stood at the end of a day.

    Raises:
        FieldError: the text is no date, or the day is still to come.
    """
    day = past_day(options.au, session.today)
    with session.reading() as uow, uow.as_of(end_of_day(day)) as reader:
        if options.format == "table":
            say(f"État au {short_date(day)}", "")
        print_list(reader, options, today=day, if_none="Rien n’était encore enregistré.")
