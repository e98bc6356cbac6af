"""The rows of a référentiel file as they are written, before they are checked."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import resources
from ctg_desktop.domain import parsing
from ctg_desktop.domain.choices import TerritoireKind
from ctg_desktop.domain.fields import EntityType, FieldSpec
from ctg_desktop.domain.folding import nearest
from ctg_desktop.errors import FieldError
from ctg_desktop.referentiel import schema
from ctg_desktop.referentiel.content import Row, Value
from ctg_desktop.referentiel.lines import Lines, RowLines, locate
from ctg_desktop.referentiel.source import Location, file_error, parsed, text_of
from ctg_desktop.typography import counted

SHIPPED = ("referentiel", "ctg_2026_2030.toml")
"""Where the delivered convention stands in the resources."""


@dataclass(slots=True)
class FileRow:
    """A row on its way to be checked: `raw` as the file has it, then values and identity."""

    kind: EntityType
    raw: Mapping[str, Any]
    location: Location
    values: dict[str, Value] = field(default_factory=dict)
    id: str = ""
    withdrawn: bool = False

    @property
    def specs(self) -> Mapping[str, FieldSpec]:
        """The keys that the row may have, with their fields."""
        return schema.keys(self.kind)

    def row(self) -> Row:
        """Return the row, checked so far."""
        return Row(self.kind.name, self.id, self.values, self.withdrawn)


def file_rows(path: Path) -> list[FileRow]:
    """Return the rows that a file writes, those that others point to first.

    The table of communes that it names is looked for beside it; that of the delivered convention
    among the delivered data as well.

    Raises:
        FileFormatError: the file is no TOML, or has tables that no référentiel has.
    """
    text = text_of(path)
    document = parsed(path.name, text)
    lines = locate(text)
    _check_tables(document, path.name, lines)
    found: list[FileRow] = []
    for key, kind in schema.TABLES.items():
        content = document.get(key, [])
        rows = [content] if isinstance(content, dict) else content
        found += [
            FileRow(kind, row, Location(path.name, lines.of(key, number)))
            for number, row in enumerate(rows)
        ]
        if kind.name == schema.TERRITOIRE and schema.COMMUNES in document:
            top = Location(path.name, lines.top)
            borne = document[schema.CONVENTION].get(schema.ID)
            found += _communes(_source(document[schema.COMMUNES], path, top, borne), kind)
    return found


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return the end of a sentence that proposes the known word nearest to one that is not."""
    found = nearest(word, known, at_most=1)
    return f" ; vouliez-vous écrire « {found[0]} » ?" if found else "."


def _check_tables(document: Mapping[str, Any], name: str, lines: Lines) -> None:
    """Refuse what is no table of a référentiel, and a file without a convention."""
    for key, content in document.items():
        if key == schema.COMMUNES:
            continue
        line = lines.of(key).first
        if key not in schema.TABLES:
            known = suggestion(key, [*schema.TABLES, schema.COMMUNES])
            raise file_error(name, f"« {key} » n’est pas connu d’un référentiel{known}", line=line)
        if key == schema.CONVENTION:
            if not isinstance(content, dict):
                problem = "la convention s’écrit une seule fois, sous [convention]."
                raise file_error(name, problem, line=line)
        elif not isinstance(content, list) or not all(isinstance(row, dict) for row in content):
            problem = f"chaque élément s’écrit sous [[{key}]], avec des crochets doubles."
            raise file_error(name, problem, line=line)
    if schema.CONVENTION not in document:
        raise file_error(name, "le bloc [convention] manque, ce n’est pas un référentiel.")


# ----------------------------------------------------------------------- the communes' table


def _source(named: Any, path: Path, top: Location, convention: Any) -> Path:
    """Return where the table of communes is; only a plain name in the same folder is accepted."""
    if not isinstance(named, str) or not named.strip(".") or set(named) & set("/\\:\0"):
        raise top.error(
            "un simple nom de fichier est attendu, sans dossier, comme « communes.csv ».",
            schema.COMMUNES,
        )
    beside = path.parent / named
    if beside.exists():
        return beside
    delivered = resources.path(named)
    # Those of the delivered convention are no other territory's.
    if delivered.exists() and convention and f'"{convention}"' in text_of(resources.path(*SHIPPED)):
        return delivered
    raise top.error(f"le fichier « {named} » n’est pas à côté du référentiel.", schema.COMMUNES)


def _communes(path: Path, kind: EntityType) -> list[FileRow]:
    """Return the rows of a table of communes (CSV, with `,` or `;`)."""
    text = text_of(path)
    separator = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    found = []
    try:
        header = [schema.COMMUNE_COLUMNS.get(column, column) for column in next(reader)]
        _check_header(header, kind, Location(path.name, RowLines(1)))
        for cells in reader:
            location = Location(path.name, RowLines(reader.line_num))
            if len(cells) != len(header):
                wanted = counted(len(header), "colonne est attendue", "colonnes sont attendues")
                problem = f"{wanted}, cette ligne en a {len(cells)}."
                raise location.error(problem)
            found.append(FileRow(kind, _commune(header, cells, kind, location), location))
    except csv.Error as error:
        problem = "cette ligne n’est pas du CSV ; vérifiez ses guillemets."
        raise file_error(path.name, problem, line=reader.line_num) from error
    return found


def _check_header(header: list[str], kind: EntityType, location: Location) -> None:
    known = schema.keys(kind)
    for column in header:
        if column not in known:
            raise location.error(
                f"cette colonne n’est pas connue{suggestion(column, known)}", column
            )
        if header.count(column) > 1:
            raise location.error("cette colonne est écrite deux fois.", column)


def _commune(
    header: list[str], cells: list[str], kind: EntityType, location: Location
) -> Mapping[str, Any]:
    """Return a line of a table of communes as TOML would give it; empty cells say nothing."""
    specs = schema.keys(kind)
    raw: dict[str, Any] = {"type": TerritoireKind.COMMUNE.value}
    for column, cell in zip(header, cells, strict=True):
        try:
            value = parsing.parse(specs[column], cell, date.min) if cell.strip() else None
        except FieldError as error:
            raise location.error(error.sentence, column) from error
        if value is not None:
            raw[column] = value
    return raw
