"""How a file was matched, as a TOML file that is kept, sent and given to `importer`."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ctg_desktop.domain.fields import describe
from ctg_desktop.domain.folding import fold
from ctg_desktop.errors import FileFormatError
from ctg_desktop.folder import import_memory
from ctg_desktop.importing.matching import Title, match
from ctg_desktop.importing.opening import named_kind
from ctg_desktop.importing.plan import Correspondence, Plan, Preview, Question
from ctg_desktop.spreadsheet.tables import REASON_TITLE
from ctg_desktop.typography import plain, quoted

_MOST_BYTES = 2**20
_ENTITY, _COLUMNS, _ANSWERS = "entite", "colonnes", "reponses"
_HEAD = """\
# Correspondance d’un import de CTG Desktop, pour « importer {key} FICHIER --correspondance ».
# Colonnes : à gauche le titre dans le tableau, à droite le champ ; "" pour ne pas la reprendre.
# Réponses : ce qui précède # est à décider ; ôtez le # et mettez entre guillemets une des réponses.
"""


def read(path: Path) -> Correspondence:
    """Return what a file says.

    Raises:
        FileFormatError: it is none.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise FileFormatError(f"{quoted(path.name)} est trop grand pour une correspondance.")
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise FileFormatError(f"{quoted(str(path))} ne peut pas être lu.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FileFormatError(
            f"{quoted(path.name)} n’est pas un fichier de correspondance : {error}."
        ) from error
    entity = told.get(_ENTITY)
    if not isinstance(entity, str):
        raise FileFormatError(f"{quoted(path.name)} ne dit pas son {quoted(_ENTITY)}.")
    return Correspondence(
        named_kind(entity).name, _texts(told.get(_COLUMNS)), _texts(told.get(_ANSWERS))
    )


def _texts(told: Any) -> dict[str, str]:
    if told is None:
        return {}
    if not isinstance(told, dict) or not all(isinstance(each, str) for each in told.values()):
        raise FileFormatError("Une correspondance met un texte en face de chaque titre.")
    return told


def text(preview: Preview) -> str:
    """Return the file that says how a preview was matched, its questions below."""
    kind = describe(preview.plan.entity)
    lines = [*_HEAD.format(key=kind.key).splitlines(), "", f"{_ENTITY} = {_quoted(kind.key)}"]
    lines += ["", f"[{_COLUMNS}]"]
    seen: set[str] = set()
    for column in preview.columns:
        if column.title and column.title not in seen:
            seen.add(column.title)
            lines.append(f"{_quoted(column.title)} = {_quoted(column.path)}")
    lines += ["", f"[{_ANSWERS}]"]
    for question in preview.questions:
        lines += _asked(question)
    return "\n".join(lines) + "\n"


def _asked(question: Question) -> Iterator[str]:
    yield f"# {_line(question.sentence)} ({question.count} : {', '.join(question.cells[:6])})"
    offered = [f"{each.answer} = {_line(each.words)}" for each in question.options[:40]]
    free = ["ou ce que vous voulez écrire"] if question.is_free else []
    yield f"#   au choix : {' ; '.join([*offered, *free])}"
    mark = "# " if question.is_open else ""
    yield f"{mark}{_quoted(question.key)} = {_quoted(question.answer)}"


def _line(words: str) -> str:
    return " ".join(plain(words).split())


def _quoted(words: str) -> str:
    """Return a text as TOML holds it: as JSON does, but for one sign."""
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")


# --- remembered ------------------------------------------------------------------------------


def recalled(folder: Path, plan: Plan) -> Plan:
    """Return the plan with what the folder remembers of a file with the same titles."""
    found = import_memory.recall(folder, _mark(plan))
    columns, answers = (_kept(found.get(name)) for name in (_COLUMNS, _ANSWERS))
    if not columns:
        return plan
    return replace(plan, remembered=Correspondence(plan.entity, columns, answers))


def remember(folder: Path, preview: Preview) -> None:
    """Remember how a file was matched, beside the base; what cannot be written is forgotten."""
    told = preview.correspondence
    kept = {_COLUMNS: dict(told.columns), _ANSWERS: dict(told.answers)}
    import_memory.remember(folder, _mark(preview.plan), kept)


def _mark(plan: Plan) -> str:
    """Return what stands for the entity and the titles of a plan."""
    titles: list[Title] = [*match(replace(plan, columns={}, remembered=None)).titles]
    words = [fold(each.text) for each in titles if each.text and each.text != REASON_TITLE]
    return hashlib.sha256("\n".join([plan.entity, *words]).encode()).hexdigest()[:32]


def _kept(told: Any) -> Mapping[str, str]:
    pairs = told.items() if isinstance(told, dict) else ()
    return {key: value for key, value in pairs if isinstance(value, str)}
