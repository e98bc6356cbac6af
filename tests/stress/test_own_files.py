"""The program's own files, spoilt in every way: read without an error, in bounded memory."""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ctg_desktop.folder import drafts, settings
from ctg_desktop.folder.backup_marks import Mark, marks, note
from ctg_desktop.folder.policy import load_policy
from ctg_desktop.paths import DataFolder
from ctg_desktop.ports import CopyState
from db.folder import hold, identity
from tests.support.mutations import mutations

COUNT = 10_000 if os.environ.get("CTG_STRESS") == "1" else 60
MOST_MEMORY = 64 * 1024 * 1024
"""In bytes, for files that stay under what is read of them."""

NOW = datetime(2026, 2, 3, 9, 32, tzinfo=UTC)


@dataclass(frozen=True)
class Own:
    """A file of the program: how it is called, written, read, and read then put to use."""

    name: str
    write: Callable[[Path], object]
    read: Callable[[Path], object]
    use: Callable[[Path], object]


def use_settings(folder: Path) -> None:
    found = settings.load(folder)
    settings.save(folder, found)
    assert settings.load(folder) == found
    for path in (found.logo, found.second_backups, found.outlines):
        assert path is None or not path.is_file()


def use_preferences(folder: Path) -> None:
    file = folder / settings.PREFERENCES_NAME
    found = settings.load_preferences(file)
    assert found.theme in settings.THEMES
    settings.save_preferences(file, found)
    assert settings.load_preferences(file) == found
    for path in (found.data_folder, *found.folders.values()):
        assert path is None or not path.is_file()


def use_memory(folder: Path) -> None:
    data = DataFolder(folder)
    if (found := identity.remembered(data)) is not None:
        identity.remember(data, found)
        assert identity.remembered(data) == found


def use_holder(folder: Path) -> None:
    hold.held_error(DataFolder(folder), NOW).sentence.encode()


def use_drafts(folder: Path) -> None:
    drafts.save(folder, drafts.load(folder))


def use_policy(folder: Path) -> None:
    found = load_policy(folder / "politique.toml")
    found.problem.encode()
    assert found.second_backups is None or not found.second_backups.is_file()


def write_marks(folder: Path) -> None:
    copy = folder / "ctg_2026-02-03_093200Z_essai.sqlite"
    copy.write_bytes(b"une copie")
    note(copy, Mark(CopyState.VERIFIED, NOW))


def use_marks(folder: Path) -> None:
    marks(folder)
    write_marks(folder)
    assert set(marks(folder)) >= {"ctg_2026-02-03_093200Z_essai.sqlite"}


def write_holder(folder: Path) -> None:
    held = hold.hold(DataFolder(folder), person="Camille Essai", now=NOW)
    kept = DataFolder(folder).holder.read_bytes()
    held.release()
    DataFolder(folder).holder.write_bytes(kept)


LAYOUT = settings.TableLayout(("titre", "statut"), {"titre": 300})
FILES = (
    Own(
        "reglages.json",
        lambda folder: settings.save(
            folder,
            settings.Settings(
                Path("/logos/ville.png"),
                "Ville de Béthune",
                Path("/media/clé"),
                Path("/contours.geojson"),
                favourites=frozenset({"a" * 36, "b" * 36}),
            ),
        ),
        settings.load,
        use_settings,
    ),
    Own(
        settings.PREFERENCES_NAME,
        lambda folder: settings.save_preferences(
            folder / settings.PREFERENCES_NAME,
            settings.Preferences(
                theme="sombre",
                text_percent=120,
                data_folder=Path("/données/ctg"),
                window="AdnQywAD",
                map_subject="population",
                preview_zoom=90,
                tables={"actions": LAYOUT},
                folders={"pdf": Path("/documents")},
            ),
        ),
        lambda folder: settings.load_preferences(folder / settings.PREFERENCES_NAME),
        use_preferences,
    ),
    Own(
        "dossier.json",
        lambda folder: identity.remember(
            DataFolder(folder), identity.Memory("a" * 36, 62, "Camille Essai", is_open=True)
        ),
        lambda folder: identity.remembered(DataFolder(folder)),
        use_memory,
    ),
    Own("ouvert_par.json", write_holder, use_holder, use_holder),
    Own(
        "brouillons.json",
        lambda folder: drafts.save(folder, {"a" * 36: {"text": "Vu la CAF.\nÀ rappeler."}}),
        drafts.load,
        use_drafts,
    ),
    Own("controles.json", write_marks, marks, use_marks),
    Own(
        "politique.toml",
        lambda folder: (folder / "politique.toml").write_text(
            "structure = '62119'\ndossier_sauvegarde = 'S:/CTG'\ntheme = 'contraste'\n",
            encoding="utf-8",
        ),
        use_policy,
        use_policy,
    ),
)


@pytest.mark.parametrize("own", FILES, ids=[own.name for own in FILES])
def test_own_file_when_spoilt_in_any_way_then_it_is_read_or_passed_over(
    tmp_path: Path, own: Own
) -> None:
    own.write(tmp_path)
    file = tmp_path / own.name
    whole = file.read_bytes()
    own.use(tmp_path)

    tracemalloc.start()
    try:
        for spoilt in mutations(whole, COUNT, seed=62):
            file.write_bytes(spoilt)
            own.use(tmp_path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < MOST_MEMORY


@pytest.mark.parametrize("own", FILES, ids=[own.name for own in FILES])
@pytest.mark.parametrize("kind", ["folder", "pipe", "huge", "link to itself"])
def test_own_file_when_it_is_none_then_it_is_passed_over(
    tmp_path: Path, own: Own, kind: str
) -> None:
    own.write(tmp_path)
    file = tmp_path / own.name
    file.unlink()
    if kind == "folder":
        file.mkdir()
    elif kind == "pipe":
        os.mkfifo(file)
    elif kind == "huge":
        with file.open("wb") as hole:
            hole.truncate(1 << 40)  # takes no room on the disk, and more memory than there is
    else:
        file.symlink_to(file)

    own.read(tmp_path)
