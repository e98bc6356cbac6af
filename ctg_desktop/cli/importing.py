"""`importer`: rows of a spreadsheet, seen before they are taken in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from ctg_desktop.cli.output import remark, say, show_json
from ctg_desktop.cli.parser import FrenchParser, Options, add_format
from ctg_desktop.cli.session import Session
from ctg_desktop.errors import FieldError, RuleError
from ctg_desktop.folder.outputs import replacing
from ctg_desktop.importing.correspondence import read as read_correspondence
from ctg_desktop.importing.correspondence import text as correspondence_text
from ctg_desktop.importing.examining import examine
from ctg_desktop.importing.opening import named_kind, opened
from ctg_desktop.importing.plan import Fate, Plan, Preview, Question
from ctg_desktop.importing.taking_in import take_in, told
from ctg_desktop.importing.waiting import write_waiting_rows
from ctg_desktop.typography import counted, plain, quoted

_MOST_CELLS = 8
_MOST_ROWS = 20
_FATES = {
    Fate.NEW: "nouvelle",
    Fate.MODIFIED: "modifiee",
    Fate.UNCHANGED: "inchangee",
    Fate.TO_MEND: "a_corriger",
    Fate.LEFT: "laissee",
}
"""The fates as scripts know them."""


def declare(parser: FrenchParser) -> None:
    """Declare `importer`."""
    parser.add_argument(
        "entite", metavar="ENTITÉ", help="ce que sont les lignes : actions, contacts, engagements…"
    )
    parser.add_argument(
        "fichier", type=Path, metavar="FICHIER", help="xlsx, xlsm, xls, xlsb, ods ou csv"
    )
    parser.add_argument("--feuille", metavar="NOM", default="", help="la feuille (sinon trouvée)")
    parser.add_argument(
        "--titres", type=int, metavar="N", help="la ligne des titres (sinon trouvée ; 0 : aucune)"
    )
    parser.add_argument(
        "--correspondance",
        type=Path,
        metavar="F.toml",
        help="dit où va chaque colonne et répond aux questions",
    )
    parser.add_argument(
        "--ecrire-correspondance",
        type=Path,
        metavar="F.toml",
        help="écrit ce fichier, questions comprises, à compléter",
    )
    parser.add_argument(
        "--attente",
        type=Path,
        metavar="F.xlsx",
        help="met dans ce fichier les lignes à corriger, et importe les autres",
    )
    parser.add_argument("--simuler", action="store_true", help="montre sans rien écrire")
    add_format(parser, "texte", "json")
    parser.set_defaults(run=import_rows)


def import_rows(session: Session, options: Options) -> None:
    """Take rows in, or tell what they would change.

    Raises:
        RuleError: something is left to decide or to mend; nothing was written.
    """
    plan = _plan(options)
    with session.reading() as uow:
        preview = examine(uow, plan, session.today)
    if options.ecrire_correspondance is not None:
        _write(options.ecrire_correspondance, correspondence_text(preview))
        _tell(options, f"Correspondance écrite dans {quoted(options.ecrire_correspondance)}.")
    waiting = options.attente
    can_wait = waiting is not None and not preview.open_questions
    if options.simuler or (_is_undecided(preview) and not can_wait) or not preview.is_ready:
        _show(preview, options, is_written=False)
        if _is_undecided(preview) and not can_wait:
            raise RuleError(_left_to_do(preview))
        return
    if waiting is not None and preview.count(Fate.TO_MEND):
        count = write_waiting_rows(preview, waiting)
        told_waiting = counted(count, "ligne à corriger est", "lignes à corriger sont")
        _tell(options, f"{told_waiting} dans {quoted(waiting)}.")
    with session.writing() as uow:
        report, _changes = take_in(uow, plan, session.today)
    _show(report.preview, options, is_written=True)


def _tell(options: Options, sentence: str) -> None:
    """Tell what was written beside; a JSON document stays alone."""
    (remark if options.format == "json" else say)(sentence)


def _plan(options: Options) -> Plan:
    kind = named_kind(options.entite)
    plan = opened(options.fichier, kind.name, options.feuille)
    if options.titres is not None:
        if options.titres < 0:
            raise FieldError("titres", "La ligne des titres est un nombre, à partir de 1.")
        plan = plan.with_header(options.titres)
    if options.correspondance is not None:
        known = read_correspondence(options.correspondance)
        if known.entity not in (kind.name, plan.entity):
            raise FieldError(
                "correspondance", f"{quoted(options.correspondance.name)} est pour autre chose."
            )
        plan = replace(plan, remembered=known)
    return plan


def _is_undecided(preview: Preview) -> bool:
    return bool(preview.open_questions or preview.count(Fate.TO_MEND))


def _left_to_do(preview: Preview) -> str:
    asked, waiting = len(preview.open_questions), preview.count(Fate.TO_MEND)
    parts = []
    if asked:
        parts.append(counted(asked, "question à décider", "questions à décider"))
    if waiting:
        parts.append(counted(waiting, "ligne à corriger", "lignes à corriger"))
    how = (
        "Les réponses se donnent par --correspondance (--ecrire-correspondance F.toml en fait "
        "le fichier à compléter)."
        if asked
        else "--attente F.xlsx les met de côté et importe les autres."
    )
    return f"Il reste {' et '.join(parts)} : rien n’a été écrit. {how}"


def _write(path: Path, text: str) -> None:
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


# --- telling ---------------------------------------------------------------------------------


def _show(preview: Preview, options: Options, *, is_written: bool) -> None:
    if options.format == "json":
        show_json(document(preview, is_written=is_written))
        return
    say(*_lines(preview))
    say(told(preview) if is_written else f"{told(preview)} Rien n’a été écrit.")


def _lines(preview: Preview) -> Iterator[str]:
    for column in preview.columns:
        if column.path:
            yield f"{column.letters} {quoted(column.title)} → {column.label}"
    yield from preview.remarks
    for question in preview.questions:
        yield from _asked(question)
    for row in preview.of(Fate.MODIFIED)[:_MOST_ROWS]:
        yield f"Modifiée : {row.called} (ligne {row.number})"
        for each in row.changes:
            yield f"    {each.label} : {each.before or '(vide)'} → {each.after or '(vide)'}"
    for group in preview.groups:
        cells = ", ".join(group.cells[:_MOST_CELLS])
        more = "…" if len(group.cells) > _MOST_CELLS else ""
        what = counted(len(group.problems), "cellule")
        yield f"À corriger, {group.kind} : {what}, {cells}{more}"
        for sentence in dict.fromkeys(each.sentence for each in group.problems[:_MOST_CELLS]):
            yield f"    {sentence}"
    if preview.newcomers:
        yield f"Nouveaux : {', '.join(preview.newcomers)}."


def _asked(question: Question) -> Iterator[str]:
    answer = next(
        (each.words for each in question.options if each.answer == question.answer),
        question.answer,
    )
    mark = "À décider" if question.is_open else "Retenu"
    yield f"{mark} : {question.sentence} {f'→ {answer}' if answer else ''}".rstrip()
    if question.problem:
        yield f"    {question.problem}"


def document(preview: Preview, *, is_written: bool) -> dict[str, Any]:
    """Return a preview as scripts read it."""
    return {
        "entite": preview.plan.kind.key,
        "fichier": preview.plan.source,
        "feuille": preview.plan.table.sheet,
        "ecrit": is_written,
        "ligne_des_titres": preview.header,
        "colonnes": [
            {
                "colonne": each.letters,
                "titre": each.title,
                "champ": each.path,
                "non_reprise": each.why,
            }
            for each in preview.columns
        ],
        "remarques": [plain(each) for each in preview.remarks],
        "questions": [
            {
                "cle": each.key,
                "question": plain(each.sentence),
                "choix": {option.answer: plain(option.words) for option in each.options},
                "reponse": each.answer,
                "cellules": each.count,
            }
            for each in preview.questions
        ],
        "lignes": [
            {
                "ligne": row.number,
                "sort": _FATES[row.fate],
                "fiche": row.called,
                "id": row.row_id,
                "modifications": [
                    {"champ": plain(c.label), "avant": plain(c.before), "apres": plain(c.after)}
                    for c in row.changes
                ],
                "a_corriger": [
                    {
                        "cellule": each.cell,
                        "champ": plain(each.kind),
                        "raison": plain(each.sentence),
                    }
                    for each in row.problems
                ],
                "pourquoi": row.why,
            }
            for row in preview.rows
        ],
        "nouveaux": list(preview.newcomers),
    }
