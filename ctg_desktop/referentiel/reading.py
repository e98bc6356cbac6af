"""Reading a référentiel file: each error names the file, the line and the key, in French."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast
from uuid import UUID

from ctg_desktop.domain.choices import Origin
from ctg_desktop.domain.fields import FieldSpec, Kind
from ctg_desktop.errors import FieldError
from ctg_desktop.referentiel import schema, values
from ctg_desktop.referentiel.content import Referentiel, Row
from ctg_desktop.referentiel.drafts import Draft, drafts, nearest
from ctg_desktop.referentiel.naming import Names


def read(path: Path) -> Referentiel:
    """Read and check a référentiel file, whole.

    Raises:
        FileFormatError: the file cannot be used; the sentence names the line and the key.
    """
    found = drafts(path)
    for draft in found:
        _check_keys(draft)
    return Referentiel(_checked(found))


def _checked(found: list[Draft]) -> tuple[Row, ...]:
    """Check the rows, table after table: those that others point to come first."""
    convention = next(draft for draft in found if draft.kind.name == schema.CONVENTION)
    convention_id = _written_id(convention)
    if not convention_id:
        raise convention.place.error(f"la clé « {schema.ID} » manque.")
    seen: dict[str, Draft] = {}
    names = Names()
    for kind in schema.TABLES.values():
        table = [draft for draft in found if draft.kind is kind]
        for position, draft in enumerate(table, start=1):
            _read_values(draft, position, convention_id)
            _resolve(draft, names, own_table=False)
            _identify(draft, convention_id, seen)
            names.add(draft.row())
        for draft in table:
            _resolve(draft, names, own_table=True)
            if not draft.withdrawn:
                _check_whole(draft)
        _check_unique(table)
    return tuple(draft.row() for draft in found)


def _check_keys(draft: Draft) -> None:
    known = [schema.ID, *draft.specs]
    if draft.kind.name != schema.CONVENTION:
        known.append(schema.WITHDRAWN)
    for key in draft.raw:
        if key not in known:
            raise draft.place.error(f"cette clé n’est pas connue{nearest(key, known)}", key)


def _read_values(draft: Draft, position: int, convention_id: str) -> None:
    """Check all values but references; the order is that of the file unless it is written."""
    try:
        if schema.WITHDRAWN in draft.raw:
            draft.withdrawn = values.yes_or_no(schema.WITHDRAWN, draft.raw[schema.WITHDRAWN])
        for key, spec in draft.specs.items():
            if key in draft.raw and not spec.target:
                draft.values[spec.name] = values.stored(spec, draft.raw[key])
    except FieldError as error:
        raise draft.place.error(error.sentence, error.field) from error
    if "order" in draft.kind.fields:
        draft.values.setdefault("order", position)
    for spec in draft.kind.fields.values():
        if spec.target == schema.CONVENTION:
            draft.values[spec.name] = convention_id
    if schema.ORIGIN in draft.kind.fields:
        draft.values[schema.ORIGIN] = Origin.REFERENTIEL.value


def _resolve(draft: Draft, names: Names, *, own_table: bool) -> None:
    """Turn the names of other rows into identities: those of its own table, or of earlier ones."""
    for key, spec in draft.specs.items():
        if key not in draft.raw or not spec.target:
            continue
        if (spec.target == draft.kind.name) is not own_table:
            continue
        try:
            if spec.kind is Kind.REFERENCES:
                named = values.texts(key, draft.raw[key])
                draft.values[spec.name] = tuple(sorted({_one(spec, name, names) for name in named}))
            else:
                name = values.text(key, draft.raw[key])
                draft.values[spec.name] = _one(spec, name, names) if name else None
        except FieldError as error:
            raise draft.place.error(error.sentence, key) from error


def _one(spec: FieldSpec, name: str, names: Names) -> str:
    found = names.find(spec.target, name)
    if not found:
        raise FieldError(spec.key, f"rien ne s’appelle {values.written(name)} dans ce fichier.")
    if len(found) > 1:
        problem = f"plusieurs éléments s’appellent {values.written(name)} ; écrivez l’id du bon."
        raise FieldError(spec.key, problem)
    return next(iter(found))


def _written_id(draft: Draft) -> str:
    """Return the identity that the row bears, in its canonical form, or an empty text."""
    if schema.ID not in draft.raw:
        return ""
    written = draft.raw[schema.ID]
    try:
        return str(UUID(values.text(schema.ID, written)))
    except FieldError as error:
        raise draft.place.error(error.sentence, schema.ID) from error
    except ValueError as error:
        raise draft.place.error(
            f"{values.written(written)} n’est pas un identifiant (UUID) ; remettez celui "
            "d’origine, ou retirez cette ligne si l’élément est nouveau.",
            schema.ID,
        ) from error


def _identify(draft: Draft, convention_id: str, seen: dict[str, Draft]) -> None:
    """Give the row its identity, and refuse one that is already borne."""
    written = _written_id(draft)
    identity = written or schema.derived_id(convention_id, draft.kind, draft.values)
    if identity is None:
        keys = " ou ".join(f"« {spec.key} »" for spec in schema.identifying(draft.kind))
        raise draft.place.error(f"rien ne nomme cet élément, il manque {keys}.")
    if identity in seen:
        where = _where(seen[identity], schema.ID, draft)
        if written:
            raise draft.place.error(f"cet id est déjà celui d’un autre élément ({where}).", "id")
        raise draft.place.error(f"cet élément est déjà écrit ({where}) ; retirez l’un des deux.")
    draft.id = identity
    seen[identity] = draft


def _check_whole(draft: Draft) -> None:
    """Refuse a row that lacks a required key, or whose fields contradict one another."""
    named = schema.REQUIRED.get(draft.kind.name, ())
    for key, spec in draft.specs.items():
        if (spec.required or spec.name in named) and draft.values.get(spec.name) is None:
            raise draft.place.error(f"la clé « {key} » manque, ou elle est vide.")
    version = draft.values.get("version")
    if isinstance(version, int) and version < 1:
        raise draft.place.error("la première version porte le numéro 1.", "version")
    if draft.kind.name in schema.SPANS:
        first, last = (draft.values.get(name) for name in schema.SPANS[draft.kind.name])
        # Years are numbers and days are ISO texts: both compare as they are stored.
        if first is not None and last is not None and cast(Any, last) < first:
            key = draft.kind.fields[schema.SPANS[draft.kind.name][1]].key
            raise draft.place.error("la fin est avant le début.", key)


def _check_unique(table: list[Draft]) -> None:
    seen: dict[tuple[str, object], Draft] = {}
    for draft in table:
        for name in schema.UNIQUE.get(draft.kind.name, ()):
            value = draft.values.get(name)
            if value is None or draft.withdrawn:
                continue
            other = seen.setdefault((name, value), draft)
            if other is not draft:
                key = draft.kind.fields[name].key
                where = _where(other, key, draft)
                raise draft.place.error(f"{values.written(value)} est déjà pris ({where}).", key)


def _where(other: Draft, key: str, draft: Draft) -> str:
    """Say where another row is written, for somebody who looks at this one."""
    where = f"ligne {other.place.lines.of(key)}"
    return where if other.place.name == draft.place.name else f"{where} de « {other.place.name} »"
