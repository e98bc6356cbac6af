"""The collection of stored databases: one for each schema and shape that was released, for ever.

`python -m tests.support.stored_bases` writes a base of the present ones into `tests/data/bases`,
compressed, beside what a full check of it finds. It is run before a release that changes either;
from then on that base is never made again, and the next release adds its own beside.
"""

from __future__ import annotations

import gzip
import json
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from ctg_desktop.domain import entities
from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.domain.fields import DELETED, EntityType, FieldSpec, Kind, Scalar, entity_types
from ctg_desktop.paths import DataFolder
from db.lifecycle.checks import present_version
from db.lifecycle.shape import mark
from db.tables import SCHEMA_VERSION
from tests.support.sites import Site, published, unite

BASES = Path(__file__).resolve().parents[1] / "data" / "bases"


@dataclass(frozen=True, slots=True)
class StoredBase:
    """A base of the past: the version of its schema, and what a full check of it must find.

    `mark` is the shape of its derived tables, 0 from before shapes were marked.

    `name` is that of its files; a schema may have several, each with a past of its own.
    """

    name: str
    version: str
    state_hash: str
    counts: dict[str, int]
    titles: list[str]
    mark: int = 0

    def put_into(self, folder: DataFolder) -> None:
        """Make a data folder of it."""
        folder.path.mkdir()
        packed = (BASES / f"{self.name}.sqlite.gz").read_bytes()
        folder.base.write_bytes(gzip.decompress(packed))


def stored_bases() -> list[StoredBase]:
    """Return the whole collection, oldest first."""
    return [
        StoredBase(told.stem, **json.loads(told.read_text(encoding="utf-8")))
        for told in sorted(BASES.glob("*.json"))
    ]


def lived_in(folder: Path) -> Site:
    """Return a site with all that a log can hold.

    Every field of every entity, a publication of the référentiel, another site's changes, a
    conflict, a corbeille, an undo, a person erased.
    """
    site, other = Site(folder / "ctg", "Camille Essai"), Site(folder / "autre", "Dominique Test")
    rows = {kind.name: site.uow.new_id() for kind in entity_types()}
    for kind in entity_types():
        site.uow.record(Draft(f"{kind.label} : tout est rempli", filled(kind, rows)))
    told = (
        Edit(Cell("public", "p", "deleted"), 0),
        Edit(Cell("public", "p", "label"), "Élus"),
    )
    published(site.uow, Draft("Référentiel, version 1", told), 1, "Émetteur")
    disputed = site.create("Ludothèque & <b>jeux</b> d’été 🧸", status="idee")
    unite([site, other])
    site.write(disputed, "status", "en_cours")
    other.write(disputed, "status", "abandonnee")
    other.create("Café des parents", description="Un cœur\n\nDeux paragraphes. " * 40)
    unite([site, other])
    site.delete(site.create("Abandonnée"))
    site.create("Jamais née")
    site.uow.undo()
    erased = site.create("", "contact", family_name="Martin", email="martin@exemple.fr")
    site.uow.record(Draft("Personne effacée", (Edit(Cell("contact", erased, "erased"), 1),)))
    other.close()
    return site


def filled(kind: EntityType, rows: dict[str, str]) -> tuple[Edit, ...]:
    """Return the edits that create the row of an entity with something in each field."""
    row = rows[kind.name]
    edits = [Edit(Cell(kind.name, row, DELETED.name), 0)]
    for spec in kind.fields.values():
        if spec.name == "erased":
            continue
        if spec.is_multiple:
            edits.append(Edit(Cell(kind.name, row, spec.name, rows[spec.target]), 1))
        else:
            edits.append(Edit(Cell(kind.name, row, spec.name), sample(spec, rows)))
    return tuple(edits)


def sample(spec: FieldSpec, rows: dict[str, str]) -> Scalar:
    """Return a stored value that a field may hold."""
    match spec.kind:
        case Kind.TEXT | Kind.LONG_TEXT:
            return f"{spec.label} d’été, cœur & <b>é</b>"[: spec.maximum]
        case Kind.REFERENCE:
            return rows[spec.target]
        case Kind.CHOICE:
            return str(next(iter(spec.choices or ())))
        case Kind.INTEGER:
            return 2026 if spec.minimum else 3
        case _:
            return {
                Kind.DECIMAL: "12.5",
                Kind.DATE: "2026-09-01",
                Kind.BOOLEAN: 1,
                Kind.EMAIL: "nom@exemple.fr",
                Kind.PHONE: "03 21 00 00 00",
                Kind.COLOUR: "#1F6FB2",
            }[spec.kind]


def store() -> None:
    """Add a base of the present schema to the collection."""
    with tempfile.TemporaryDirectory() as folder:
        site = lived_in(Path(folder))
        found = site.uow.verify(lambda _label, _done, _total: None)
        if found.problems:
            raise SystemExit("\n".join(found.problems))
        titles = sorted(row.title or "" for row in site.uow.rows(entities.Action))
        site.close()
        base = gzip.compress(DataFolder(site.folder).base.read_bytes(), mtime=0)
    made = StoredBase(
        str(present_version()), SCHEMA_VERSION, found.state_hash, dict(found.counts), titles, mark()
    )
    told = asdict(made)
    del told["name"]
    text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    (BASES / f"{made.name}.json").write_text(text, encoding="utf-8")
    (BASES / f"{made.name}.sqlite.gz").write_bytes(base)


if __name__ == "__main__":
    store()
