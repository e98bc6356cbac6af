"""Takes pictures of every page and dialog: `python -m tests.shots.run [--only NAME…]`.

One PNG for each of them, in each theme, at each size of text, on each kind of folder, into
`build/shots`; the pictures of the README into `packaging/pictures`, those of the help into
`resources/help/pictures`. The folders, the clock and the screen are made for it, so that the same
program gives the same pictures.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.folders import ROOT

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

SCREEN = ROOT / "tests" / "data" / "screen.json"
PICTURES = ROOT / "packaging" / "pictures"

_PAINTING_MS = 1000
"""Ample for the pages in sight of a preview."""

THEMES = ("clair", "sombre", "contraste")
PERCENTS = (100, 200)
FOLDERS = ("typical", "empty", "hostile")

README = {"home": "accueil", "sheet": "actions", "printing": "imprimer"}
"""The scenes that the README shows, and the names of their pictures there."""

HELP = {"importing_values": "importer_valeurs", "importing_preview": "importer_apercu"}
"""The scenes that the help shows, and the names of their pictures there."""

HELP_PICTURES = ROOT / "resources" / "help" / "pictures"
_HELP_WIDTH = 505


def main(arguments: Sequence[str]) -> int:
    """Take the pictures that are asked for; return the exit code, 1 when one failed."""
    parser = argparse.ArgumentParser(prog="make shots", description=__doc__)
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="pages, dialogs")
    parser.add_argument("--themes", nargs="+", default=THEMES, choices=THEMES)
    parser.add_argument("--percents", nargs="+", default=PERCENTS, type=int)
    parser.add_argument("--folders", nargs="+", default=FOLDERS, choices=FOLDERS)
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "shots")
    options = parser.parse_args(arguments)
    _settle_surroundings()
    from tests.support.gallery import scenes

    names = [scene.name for scene in scenes()]
    if unknown := set(options.only) - set(names):
        parser.error(f"{', '.join(sorted(unknown))}: among {', '.join(names)}")
    options.output.mkdir(parents=True, exist_ok=True)
    failed: list[str] = []
    sys.excepthook = lambda _kind, error, _trace: failed.append(f"in a slot: {error!r}")
    with tempfile.TemporaryDirectory(prefix="ctg-shots-") as place:
        for kind in options.folders:
            made = _MAKERS[kind](Path(place) / kind)
            for theme, percent in product(options.themes, options.percents):
                look = f"{kind}-{theme}-{percent}"
                with _window(made, Path(place) / look, theme, percent) as window:
                    failed += _shoot(window, look, options.only or names, options.output)
                print(look, file=sys.stderr, flush=True)
    _copy_to_readme(options.output)
    _copy_to_help(options.output)
    for problem in failed:
        print(problem, file=sys.stderr)
    return 1 if failed else 0


def _settle_surroundings() -> None:
    """Take the screen, the place and the hour away from whoever starts this."""
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={SCREEN}"
    os.environ["QT_LOGGING_RULES"] = "default.warning=false"  # what a screen in memory cannot do
    os.environ["TZ"] = "Europe/Paris"
    if hasattr(time, "tzset"):
        time.tzset()


def _typical(folder: Path) -> Path:
    from tests.support.window_folders import typical_folder

    return typical_folder(folder, actions=60)


def _empty(folder: Path) -> Path:
    from tests.support.app import Office

    return Office(folder).folder


def _hostile(folder: Path) -> Path:
    from tests.support.window_folders import hostile_folder

    return hostile_folder(folder)


_MAKERS: Mapping[str, Callable[[Path], Path]] = {
    "typical": _typical,
    "empty": _empty,
    "hostile": _hostile,
}


class StandingClock:
    """It is always 16:30 in Béthune, on the day on which the folders were made."""

    def now(self) -> datetime:
        """Return that instant."""
        return datetime(2026, 9, 15, 14, 30, tzinfo=UTC)


@contextmanager
def _window(made: Path, folder: Path, theme_name: str, percent: int) -> Iterator[object]:
    from tests.support.app import Office
    from tests.support.gallery import open_window
    from ui import theme
    from ui.app import make_application

    make_application()
    theme.current().apply(theme_name, percent)
    with open_window(Office.copied(made, folder).folder, StandingClock()) as window:
        yield window
    shutil.rmtree(folder)


def _shoot(window: object, look: str, names: Sequence[str], output: Path) -> list[str]:
    """Take the pictures of one window; return what failed."""
    from tests.support.gallery import on_screen, scenes

    failed = []
    for scene in scenes():
        if scene.name not in names:
            continue
        try:
            with on_screen(scene, window) as shown:
                _let_pages_be_painted(shown)
                shown.grab().save(str(output / f"{scene.name}-{look}.png"))
        except Exception as error:  # noqa: BLE001 - the other pictures are still worth taking
            failed.append(f"{scene.name}-{look}: {error!r}")
    return failed


def _let_pages_be_painted(shown: QWidget) -> None:
    """Wait for the pages of a preview, which another thread paints once they are asked for."""
    from PySide6.QtPdfWidgets import QPdfView
    from PySide6.QtTest import QTest

    if any(view.isVisible() for view in shown.findChildren(QPdfView)):
        shown.grab()
        QTest.qWait(_PAINTING_MS)


def _copy_to_readme(output: Path) -> None:
    PICTURES.mkdir(exist_ok=True)
    for scene, name in README.items():
        taken = output / f"{scene}-typical-clair-100.png"
        if taken.exists():
            shutil.copyfile(taken, PICTURES / f"{name}.png")


def _copy_to_help(output: Path) -> None:
    """Put pictures into the help, as wide as its text."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage

    HELP_PICTURES.mkdir(exist_ok=True)
    smooth = Qt.TransformationMode.SmoothTransformation
    for scene, name in HELP.items():
        taken = output / f"{scene}-typical-clair-100.png"
        if taken.exists():
            picture = QImage(str(taken)).scaledToWidth(_HELP_WIDTH, smooth)
            picture.save(str(HELP_PICTURES / f"{name}.png"))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
