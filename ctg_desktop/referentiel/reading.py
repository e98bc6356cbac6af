"""Reading a référentiel file: each error names the file, the line and the key, in French."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from ctg_desktop.domain.choices import Origin, TerritoireKind
from ctg_desktop.domain.fields import FieldSpec, Kind
from ctg_desktop.domain.folding import fold
from ctg_desktop.domain.publishing import provenance_of
from ctg_desktop.errors import FieldError
from ctg_desktop.referentiel import schema, values
from ctg_desktop.referentiel.content import Referentiel, Row, Value
from ctg_desktop.referentiel.file_rows import FileRow, file_rows, suggestion
from ctg_desktop.referentiel.naming import Names

_SIREN_LENGTH = 9


def read(path: Path) -> Referentiel:
    """Read and check a référentiel file, whole.

    Raises:
        FileFormatError: the file cannot be used; the sentence names the line and the key.
    """
    found = file_rows(path)
    for row in found:
        _check_keys(row)
    rows = Referentiel(_checked(found))
    line = next(row for row in found if row.kind.name == schema.CONVENTION).raw.get(schema.SEAL)
    return replace(rows, provenance=provenance_of(line)) if isinstance(line, str) else rows


def _checked(found: list[FileRow]) -> tuple[Row, ...]:
    """Check the rows, table after table: those that others point to come first."""
    convention = next(row for row in found if row.kind.name == schema.CONVENTION)
    convention_id = _written_id(convention) or _convention_id(convention, found)
    seen: dict[str, FileRow] = {}
    names = Names()
    for kind in schema.TABLES.values():
        table = [row for row in found if row.kind is kind]
        for position, row in enumerate(table, start=1):
            _read_values(row, position, convention_id)
            _resolve(row, names, own_table=False)
            _identify(row, convention_id, seen)
            names.add(row.row())
        for row in table:
            _resolve(row, names, own_table=True)
            if not row.withdrawn:
                _check_whole(row)
        _check_unique(table)
    return tuple(row.row() for row in found)


def _check_keys(row: FileRow) -> None:
    known = [schema.ID, *row.specs]
    known.append(schema.SEAL if row.kind.name == schema.CONVENTION else schema.WITHDRAWN)
    for key in row.raw:
        if key not in known:
            raise row.location.error(f"cette clé n’est pas connue{suggestion(key, known)}", key)


def _read_values(row: FileRow, position: int, convention_id: str) -> None:
    """Check all values but references; the order is that of the file unless it is written."""
    try:
        if schema.WITHDRAWN in row.raw:
            row.withdrawn = values.yes_or_no(schema.WITHDRAWN, row.raw[schema.WITHDRAWN])
        for key, spec in row.specs.items():
            if key in row.raw and not spec.target:
                row.values[spec.name] = values.stored(spec, row.raw[key])
    except FieldError as error:
        raise row.location.error(error.sentence, error.field) from error
    if "order" in row.kind.fields:
        row.values.setdefault("order", position)
    for spec in row.kind.fields.values():
        if spec.target == schema.CONVENTION:
            row.values[spec.name] = convention_id
    if schema.ORIGIN in row.kind.fields:
        row.values[schema.ORIGIN] = Origin.REFERENTIEL.value


def _resolve(row: FileRow, names: Names, *, own_table: bool) -> None:
    """Turn the names of other rows into identities: those of its own table, or of earlier ones."""
    for key, spec in row.specs.items():
        if key not in row.raw or not spec.target:
            continue
        if (spec.target == row.kind.name) is not own_table:
            continue
        try:
            if spec.kind is Kind.REFERENCES:
                named = values.texts(key, row.raw[key])
                row.values[spec.name] = tuple(sorted({_one(spec, name, names) for name in named}))
            else:
                name = values.text(key, row.raw[key])
                row.values[spec.name] = _one(spec, name, names) if name else None
        except FieldError as error:
            raise row.location.error(error.sentence, key) from error


def _one(spec: FieldSpec, name: str, names: Names) -> str:
    found = names.find(spec.target, name)
    if not found:
        raise FieldError(spec.key, f"rien ne s’appelle {values.written(name)} dans ce fichier.")
    if len(found) > 1:
        each = sorted(names.name(spec.target, row_id) for row_id in found)
        problem = (
            f"plusieurs éléments s’appellent {values.written(name)} ({' ; '.join(each)}) ; "
            "écrivez l’id du bon, ou ce qui le nomme seul."
        )
        raise FieldError(spec.key, problem)
    return next(iter(found))


def _written_id(row: FileRow) -> str:
    """Return the identity that the row bears, in its canonical form, or an empty text."""
    if schema.ID not in row.raw:
        return ""
    written = row.raw[schema.ID]
    try:
        return str(UUID(values.text(schema.ID, written)))
    except FieldError as error:
        raise row.location.error(error.sentence, schema.ID) from error
    except ValueError as error:
        raise row.location.error(
            f"{values.written(written)} n’est pas un identifiant (UUID) ; remettez celui "
            "d’origine, ou retirez cette ligne si l’élément est nouveau.",
            schema.ID,
        ) from error


def _convention_id(convention: FileRow, found: list[FileRow]) -> str:
    """Return the identity that follows from the SIREN of the issuer and from the years."""
    years = _read_value(convention, "first_year"), _read_value(convention, "last_year")
    issuer = _issuer(convention, found)
    siren = str((issuer and _read_value(issuer, "siren")) or "")
    if None in years or not siren:
        raise convention.location.error(
            f"la clé « {schema.ID} » manque, et rien n’en tient lieu : écrivez les deux années de "
            "la convention, et le « siren » de l’agglomération (ou de la structure que nomme "
            "« emetteur ») dans son bloc [[territoires]]."
        )
    if len(siren) != _SIREN_LENGTH or not siren.isdecimal():
        assert issuer is not None, "who bears it"
        raise issuer.location.error("un SIREN de neuf chiffres est attendu.", "siren")
    return schema.convention_id(siren, years)


def _issuer(convention: FileRow, found: list[FileRow]) -> FileRow | None:
    """Return the structure that `emetteur` names, else the agglomeration if it is the only one."""
    structures = [row for row in found if row.kind.name == schema.TERRITOIRE]
    named = fold(str(_read_value(convention, schema.ISSUER) or ""))
    agglomeration = TerritoireKind.AGGLOMERATION.value
    of_name = [row for row in structures if named and _read_name(row) == named]
    alone = of_name or [row for row in structures if row.raw.get("type") == agglomeration]
    return alone[0] if len(alone) == 1 else None


def _read_name(row: FileRow) -> str:
    return fold(str(_read_value(row, "name") or ""))


def _read_value(row: FileRow, field: str) -> Value:
    """Return what a row states of one field, before the others are read."""
    spec = row.kind.fields[field]
    try:
        return values.stored(spec, row.raw.get(spec.key, ""))
    except FieldError as error:
        raise row.location.error(error.sentence, error.field) from error


def _identify(row: FileRow, convention_id: str, seen: dict[str, FileRow]) -> None:
    """Give the row its identity, and refuse one that is already borne."""
    written = _written_id(row)
    is_convention = row.kind.name == schema.CONVENTION
    named = None if is_convention else schema.derived_id(convention_id, row.kind, row.values)
    identity = convention_id if is_convention else written or named
    if identity is None:
        keys = " ou ".join(f"« {spec.key} »" for spec in schema.identifying(row.kind))
        raise row.location.error(f"rien ne nomme cet élément, il manque {keys}.")
    if identity in seen:
        where = _where(seen[identity], schema.ID, row)
        if written:
            raise row.location.error(f"cet id est déjà celui d’un autre élément ({where}).", "id")
        raise row.location.error(f"cet élément est déjà écrit ({where}) ; retirez l’un des deux.")
    row.id = identity
    seen[identity] = row


def _check_whole(row: FileRow) -> None:
    """Refuse a row that lacks a required key, or whose fields contradict one another."""
    named = schema.DATED if row.kind.name == schema.CONVENTION else ()
    for key, spec in row.specs.items():
        if (spec.required or spec.name in named) and row.values.get(spec.name) is None:
            raise row.location.error(f"la clé « {key} » manque, ou elle est vide.")
    version = row.values.get("version")
    if isinstance(version, int) and version < 1:
        raise row.location.error("la première version porte le numéro 1.", "version")
    if row.kind.span:
        first, last = (row.values.get(name) for name in row.kind.span)
        # Years are numbers and days ISO texts, so that stored values can be compared.
        if first is not None and last is not None and cast(Any, last) < first:
            key = row.kind.fields[row.kind.span[1]].key
            raise row.location.error("la fin est avant le début.", key)


def _check_unique(table: list[FileRow]) -> None:
    seen: dict[tuple[str, object], FileRow] = {}
    for row in table:
        for name in (spec.name for spec in row.kind.fields.values() if spec.unique):
            value = row.values.get(name)
            if value is None or row.withdrawn:
                continue
            other = seen.setdefault((name, value), row)
            if other is not row:
                key = row.kind.fields[name].key
                where = _where(other, key, row)
                raise row.location.error(f"{values.written(value)} est déjà pris ({where}).", key)


def _where(other: FileRow, key: str, row: FileRow) -> str:
    """Say where another row is written, for somebody who looks at this one."""
    where = f"ligne {other.location.lines.of(key)}"
    return (
        where
        if other.location.name == row.location.name
        else f"{where} de « {other.location.name} »"
    )
