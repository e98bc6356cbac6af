"""What is remembered beside the data: the settings of a folder, the preferences of a person.

The settings are a small JSON file beside the base: they belong to the place, not to the
convention, and are never exchanged. The preferences are one in the person's own place of the
computer: how the window looks and where it was. Neither file is needed to work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ctg_desktop.errors import FieldError, ReadOnlyError
from ctg_desktop.folder.own_files import FOLDER_MODE, path_of, read_object, text_of, write_object
from ctg_desktop.paths import APPLICATION, PREFERENCES_NAME, DataFolder, beside_program

MAX_NAME = 120
"""Longest name printed for a structure, in signs."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a folder; None means that nothing was chosen.

    `logo` is a PNG or JPEG file, `structure_name` what documents print for the structure,
    `signatory_logos` the logos of institutions by identity;
    `second_backups` is the folder where each safety copy is copied once more; `outlines` the
    GeoJSON file of the communes' outlines, None for those that are delivered, `circles` whether
    the map shows circles all the same; `favourites` are the identities of contacts that
    somebody else keeps up to date and that this folder marked. `live_exchange` sends to the
    relay as one works.
    """

    logo: Path | None = None
    structure_name: str | None = None
    second_backups: Path | None = None
    outlines: Path | None = None
    circles: bool = False
    favourites: frozenset[str] = frozenset()
    live_exchange: bool = False
    signatory_logos: Mapping[str, Path] = field(default_factory=dict)


def printed_name(typed: str) -> str | None:
    """Return the name to print for a structure, without superfluous spaces; None for none.

    Raises:
        FieldError: it is too long.
    """
    from ctg_desktop.domain.parsing import clean_text  # the window starts without it

    name = clean_text(typed, lines=False)
    if name and len(name) > MAX_NAME:
        raise FieldError("nom", f"« Nom » compte plus de {MAX_NAME} signes.")
    return name or None


def load(folder: Path) -> Settings:
    """Return the settings of a data folder; a file that is missing or unreadable says nothing."""
    found = read_object(DataFolder(folder).settings)
    return Settings(
        logo=path_of(found.get("logo")),
        structure_name=text_of(found.get("nom_structure"), most=MAX_NAME).strip() or None,
        second_backups=path_of(found.get("secondes_sauvegardes")),
        outlines=path_of(found.get("contours")),
        circles=found.get("cercles") is True,
        favourites=_texts(found.get("favoris")),
        live_exchange=found.get("echange_continu") is True,
        signatory_logos=_paths(found.get("logos_signataires")),
    )


def save(folder: Path, settings: Settings) -> None:
    """Write the settings of a data folder, whole or not at all.

    Raises:
        ReadOnlyError: the place allows no writing.
    """
    kept = {
        "logo": str(settings.logo) if settings.logo else None,
        "nom_structure": settings.structure_name,
        "secondes_sauvegardes": str(settings.second_backups) if settings.second_backups else None,
        "contours": str(settings.outlines) if settings.outlines else None,
        "cercles": settings.circles,
        "favoris": sorted(settings.favourites),
        "echange_continu": settings.live_exchange,
        "logos_signataires": {name: str(path) for name, path in settings.signatory_logos.items()},
    }
    try:
        write_object(DataFolder(folder).settings, kept)
    except OSError as error:
        raise ReadOnlyError(
            f"Les réglages n’ont pas pu être écrits dans « {folder} » : "
            "rien n’a été changé. Vérifiez la place et les droits sur ce dossier."
        ) from error


# ----------------------------------------------------------------------------- preferences

THEMES = ("systeme", "clair", "sombre", "contraste")
SMALLEST_PERCENT, LARGEST_PERCENT = 80, 200
"""The text sizes that one may choose, in percent of the usual one."""


@dataclass(frozen=True, slots=True)
class TableLayout:
    """How a person set out a table: the columns shown, in order, and widths in pixels by column.

    An empty `columns` means those that the table shows by itself; `sort` is the column in whose
    order the rows are, empty for that in which they come.
    """

    columns: tuple[str, ...] = ()
    widths: Mapping[str, int] = field(default_factory=dict)
    sort: str = ""
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the window remembers for one person on one computer.

    `data_folder` is the last one that was open; `window` is where the window stood, in Qt's own
    words (base64); `tables` are by the name of the table, `map_subject` what the map tells by its
    colours,
    `folders` those that file dialogs were last in, by what is chosen there. `preview_zoom` is
    in percent; None shows pages as wide as the place. `spelling` tells to underline misspelt words
    of long texts, `known_words` those that are none, in small letters.
    """

    theme: str = THEMES[0]
    text_percent: int = 100
    data_folder: Path | None = None
    window: str = ""
    map_subject: str = ""
    preview_zoom: int | None = None
    spelling: bool = True
    known_words: frozenset[str] = frozenset()
    tables: Mapping[str, TableLayout] = field(default_factory=dict)
    folders: Mapping[str, Path] = field(default_factory=dict)


def preferences_file() -> Path:
    """Return where the preferences of the person who runs the program stand."""
    if (beside := beside_program()) is not None:
        return beside / PREFERENCES_NAME
    import platformdirs

    return Path(platformdirs.user_config_dir(APPLICATION, appauthor=False)) / PREFERENCES_NAME


def load_preferences(file: Path, usual_theme: str | None = None) -> Preferences:
    """Return the preferences of a file, with the default for what is missing or damaged.

    `usual_theme` is for who chose none.
    """
    found = read_object(file)
    theme, percent = found.get("theme"), found.get("taille_texte")
    return Preferences(
        theme=theme if theme in THEMES else usual_theme or THEMES[0],
        text_percent=_within(percent, SMALLEST_PERCENT, LARGEST_PERCENT) or 100,
        data_folder=_resolved(path_of(found.get("dossier")), file.parent),
        window=text_of(found.get("fenetre")),
        map_subject=text_of(found.get("carte")),
        preview_zoom=_within(found.get("zoom_apercu"), 10, 800),
        spelling=found.get("orthographe") is not False,
        known_words=_texts(found.get("mots_connus")),
        tables={name: _table(told) for name, told in _object(found.get("tableaux")).items()},
        folders=_paths(found.get("dossiers")),
    )


def save_preferences(file: Path, preferences: Preferences) -> None:
    """Write the preferences, whole or not at all; their folder is made if needed.

    Raises:
        OSError: the place allows no writing; what was kept before stays.
    """
    kept = {
        "theme": preferences.theme,
        "taille_texte": preferences.text_percent,
        "dossier": _told(preferences.data_folder, file.parent),
        "fenetre": preferences.window,
        "carte": preferences.map_subject,
        "zoom_apercu": preferences.preview_zoom,
        "orthographe": preferences.spelling,
        "mots_connus": sorted(preferences.known_words),
        "tableaux": {
            name: {
                "colonnes": list(layout.columns),
                "largeurs": dict(layout.widths),
                "tri": layout.sort,
                "decroissant": layout.descending,
            }
            for name, layout in preferences.tables.items()
        },
        "dossiers": {name: str(path) for name, path in preferences.folders.items()},
    }
    file.parent.mkdir(FOLDER_MODE, parents=True, exist_ok=True)
    write_object(file, kept)


# ----------------------------------------------------------------------------------- files


def _object(told: object) -> dict[str, Any]:
    return told if isinstance(told, dict) else {}


def _paths(told: object) -> dict[str, Path]:
    found = ((name, path_of(each)) for name, each in _object(told).items())
    return {name: path for name, path in found if path is not None}


def _texts(told: object) -> frozenset[str]:
    found = told if isinstance(told, list) else []
    return frozenset(filter(None, map(text_of, found)))


def _told(path: Path | None, beside: Path) -> str | None:
    """Return a path to keep: within `beside` as seen from there, so that both may move."""
    if path is None:
        return None
    return str(path.relative_to(beside) if path.is_relative_to(beside) else path)


def _resolved(path: Path | None, beside: Path) -> Path | None:
    return beside / path if path is not None else None


def _within(told: object, least: int, most: int) -> int | None:
    if not isinstance(told, int) or isinstance(told, bool):
        return None
    return told if least <= told <= most else None


def _table(told: object) -> TableLayout:
    found = _object(told)
    columns = found.get("colonnes")
    return TableLayout(
        columns=tuple(filter(None, map(text_of, columns))) if isinstance(columns, list) else (),
        widths={
            name: width
            for name, width in _object(found.get("largeurs")).items()
            if _within(width, 1, 10_000)
        },
        sort=text_of(found.get("tri")),
        descending=found.get("decroissant") is True,
    )
