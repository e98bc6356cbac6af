"""The collection of stored exchange files: one for each format that was released, for ever.

`python -m tests.support.stored_files` writes one of the present format into `tests/data/echange`,
beside what a folder that takes it in must show. From the release on it is never made again.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.domain.entities import Action
from ctg_desktop.domain.envelope_format import ENVELOPE_FORMAT
from ctg_desktop.exchange.ctg_file import write_file
from ctg_desktop.exchange.manifest import Purpose, Sender
from ctg_desktop.exchange.sending import Choice, manifest_of, to_send
from ctg_desktop.folder.keys import VARIABLE
from db.lifecycle.opening import open_folder
from db.unit_of_work import SqliteUnitOfWork
from tests.support.data_folders import create_folder
from tests.support.sites import START, Site, TurnedClock, published

FILES = Path(__file__).resolve().parents[1] / "data" / "echange"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of the past, and what a new folder that follows its convention must show of it."""

    name: str
    authority: str
    state_hash: str
    titles: list[str]
    changes: int

    @property
    def path(self) -> Path:
        """Where it is."""
        return FILES / f"{self.name}.ctg"


def stored_files() -> list[StoredFile]:
    """Return the whole collection, oldest first."""
    return [
        StoredFile(told.stem, **json.loads(told.read_text(encoding="utf-8")))
        for told in sorted(FILES.glob("*.json"))
    ]


def store() -> None:
    """Add a file of the present format to the collection."""
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held)
        os.environ[VARIABLE] = str(folder / "cles")
        site = Site(folder / "ctg", "Camille Essai")
        enjeu = (Edit(Cell("enjeu", "e", "deleted"), 0), Edit(Cell("enjeu", "e", "title"), "Vivre"))
        published(site.uow, Draft("Référentiel, version 1", enjeu), 1)
        row = site.create("Ludothèque d’été 🧸", status="idee")
        site.write(row, "title", "Ludothèque d’hiver")
        site.write(row, "publics", 1, member="p")
        site.uow.record(Draft("Raison", (Edit(Cell("action", row, "constat"), "é\n2"),), "Dit"))
        site.delete(site.create("Jetée"))
        site.uow.undo()
        who = Sender("Camille Essai", "Béthune", site.uow.key)
        manifest = manifest_of(site.uow, who, START, Purpose.SENDING)
        path = FILES / f"{ENVELOPE_FORMAT}.ctg"
        FILES.mkdir(exist_ok=True)
        written = write_file(path, manifest, to_send(site.uow, Choice({})))
        made = StoredFile(
            path.stem,
            site.uow.authority,
            site.uow.state_hash(),
            sorted(each.title or "" for each in site.uow.rows(Action)),
            written.changes,
        )
        site.close()
    told = asdict(made)
    del told["name"]
    text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    path.with_suffix(".json").write_text(text, encoding="utf-8")


def empty_folder(folder: Path) -> SqliteUnitOfWork:
    """Make a folder that follows nobody yet."""
    clock = TurnedClock()
    create_folder(folder, person="Lecture", clock=clock)
    return SqliteUnitOfWork(open_folder(folder, clock=clock), clock)


if __name__ == "__main__":
    store()
