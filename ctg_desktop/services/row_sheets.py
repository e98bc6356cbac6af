"""What a printed sheet says of rows: their fields in words, and the rows that belong to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ctg_desktop.domain.fields import Entity, EntityType, FieldSpec, Kind
from ctg_desktop.domain.views import ActionView, RowView, RowWords
from ctg_desktop.ports import Reader
from ctg_desktop.services.naming import Directory, in_order
from ctg_desktop.services.wording import row_words
from ctg_desktop.typography import phone


def row_view(reader: Reader, row: Entity) -> RowView:
    """Gather a row with what belongs to it, however deep."""
    return _view(reader, Directory(reader), row, told=frozenset())


def words_beside(directory: Directory, view: ActionView) -> RowWords:
    """Return the words of an action and of all that hangs on it, but those of rows in the view.

    A row does not say that it belongs to the action, or to its structure. Opérations are in it.
    """
    held = {"main_ambition", view.action.TYPE.part_of, *ActionView.__slots__}
    own = {view.action.id, view.action.structure}
    found: dict[str, Mapping[str, str]] = {
        view.action.id: printed_words(directory, view.action, held)
    }
    for row in view.rows:
        if row is not view.action:
            specs = row.TYPE.fields.values()
            told = [spec.name for spec in specs if spec.target and getattr(row, spec.name) in own]
            found[row.id] = printed_words(directory, row, told)
    for part in view.operations:
        found |= words_beside(directory, part)
    return found


def row_name(directory: Directory, row: Entity, told: Collection[str] = ()) -> str:
    """Return a name that identifies a row, without the fields that its sheet has `told`.

    A row that ties others together is called by them: « Béthune – SIVOM – Petite enfance ».
    """
    specs = [row.TYPE.fields[name] for name in row.TYPE.identified_by if name not in told]
    parts = [row_words(directory, spec, row) for spec in specs]
    is_tie = any(spec.target and part for spec, part in zip(specs, parts, strict=True))
    return " – ".join(filter(None, parts)) if is_tie else row.called


def _view(reader: Reader, directory: Directory, row: Entity, told: frozenset[str]) -> RowView:
    """Return a row; `told` are the fields that its sheet tells already."""
    return RowView(
        row,
        row_name(directory, row, told),
        printed_words(directory, row, told),
        tuple(
            (kind, tuple(_view(reader, directory, each, frozenset({kind.owner})) for each in found))
            for kind in row.TYPE.owned
            if (found := _owned(reader, kind, row))
        ),
    )


def _owned(reader: Reader, kind: EntityType, owner: Entity) -> list[Entity]:
    return in_order(kind, reader.rows(kind.cls, where={kind.owner: owner.id}))


def printed_words(
    directory: Directory, row: Entity, told: Collection[str] = ()
) -> Mapping[str, str]:
    """Return what paper says of the fields of a row, but those `told` elsewhere on it."""
    shown = row.as_shown()
    found = {
        spec.name: _words(directory, spec, shown)
        for spec in row.TYPE.fields.values()
        if spec.printed and spec.name not in told
    }
    return {name: words for name, words in found.items() if words}


def _words(directory: Directory, spec: FieldSpec, row: Entity) -> str:
    """Return a field in words; nothing where a flag says what not knowing means too."""
    if getattr(row, spec.name) is False and not spec.unknown_is_yes:
        return ""
    words = row_words(directory, spec, row)
    return phone(words) if spec.kind is Kind.PHONE else words
