"""Install the packages in a Debian that has nothing else, try them, and remove them: `make try`.

    sudo python packaging/try_debian.py [SUITE]

It makes a root of its own with debootstrap, in build/, so it takes the administrator and the
network. Each step is told in a line; the exit code is 0 when all hold.
"""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from freeze import version
from places import DIST, NAME, ROOT

SUITE = "bookworm"
FIRST_BASE = ROOT / "tests/data/bases/0001.sqlite.gz"
ODD = "srv/données d'été #1 à 100 %"
"""A folder whose name holds all that paths break on, below the root."""

_TOOLS = {"debootstrap": "debootstrap", "Xvfb": "xvfb", "xwininfo": "x11-utils"}
_DISPLAY = ":97"
_PATIENCE_S = 60


def main(arguments: list[str]) -> int:
    """Try the package and the portable archive; return the exit code."""
    missing = [package for tool, package in _TOOLS.items() if shutil.which(tool) is None]
    if os.geteuid() != 0 or missing:
        needs = f"les paquets {', '.join(missing)}" if missing else "l'administrateur"
        print(f"Cet essai demande {needs}.", file=sys.stderr)
        return 2
    trial = Trial(ROOT / "build" / "debian", arguments[0] if arguments else SUITE)
    failures = [name for name, step in trial.steps() if not _told(name, step)]
    print("ÉCHEC : " + ", ".join(failures) if failures else "Tout fonctionne.")
    return 1 if failures else 0


def _told(name: str, step: Callable[[], None]) -> bool:
    try:
        step()
    except (OSError, subprocess.SubprocessError, AssertionError) as error:
        print(f"ÉCHEC  {name} : {error}", flush=True)
        return False
    print(f"bon    {name}", flush=True)
    return True


class Trial:
    """One Debian without anything, and what is done in it."""

    def __init__(self, root: Path, suite: str) -> None:
        """Choose where the root stands and which Debian it is; nothing is made yet."""
        self._root = root
        self._suite = suite

    def steps(self) -> list[tuple[str, Callable[[], None]]]:
        """Return what is tried, in order."""
        program = f"/usr/lib/{NAME}/{NAME}"
        portable = f"/opt/portable/{NAME}/{NAME}"
        return [
            (f"Debian nu ({self._suite})", self._bootstrap),
            ("paquet installé", self._install),
            ("aucun Python dans ce Debian", self._check_no_python),
            ("essai du programme installé", lambda: self._try(program)),
            ("essai sur un écran virtuel", lambda: self._try_on_display(program)),
            ("dossier au nom difficile", lambda: self._work(program)),
            ("premier dossier de données jamais livré", lambda: self._open_first(program)),
            ("fenêtre sur un écran virtuel", lambda: self._show(program)),
            ("paquet retiré, données gardées", self._remove),
            ("archive portable dépaquetée", self._unpack),
            ("essai du programme portable", lambda: self._try(portable)),
            ("données à côté du programme portable", lambda: self._carry(portable)),
            ("fenêtre du programme portable", lambda: self._show(portable)),
        ]

    def _bootstrap(self) -> None:
        shutil.rmtree(self._root, ignore_errors=True)
        self._root.parent.mkdir(parents=True, exist_ok=True)
        self._run_outside("debootstrap", "--variant=minbase", self._suite, str(self._root))
        # Debian's own sources may be behind a local mirror that this machine knows.
        for name in ("apt.conf.d", "sources.list.d", "sources.list"):
            with suppress(OSError):
                _copy(Path("/etc/apt") / name, self._root / "etc/apt" / name)

    def _install(self) -> None:
        package = DIST / f"{NAME}_{version()}_amd64.deb"
        shutil.copy(package, self._root / "opt")
        self._run("apt-get", "-qq", "update")
        install = ["apt-get", "-qq", "install", "--yes", "--no-install-recommends"]
        self._run(*install, f"/opt/{package.name}")

    def _check_no_python(self) -> None:
        found = list((self._root / "usr/bin").glob("python*"))
        assert found == [], f"il y a {found[0].name}"

    def _try(self, program: str) -> None:
        self._run(program, "--auto-test")

    def _try_on_display(self, program: str) -> None:
        with _display():
            self._run(program, "--auto-test", QT_QPA_PLATFORM="xcb", DISPLAY=_DISPLAY)

    def _work(self, program: str) -> None:
        command = [program, "--donnees", f"/{ODD}"]
        self._run(*command, "initialiser", "--structure", "62119", "--personne", "Camille Essai")
        self._run(*command, "action", "creer", "--intitule", "Œuvrer", "--ambition", "1")
        self._run(*command, "imprimer", "plan", "--sortie", f"/{ODD}/plan.pdf")
        assert (self._root / ODD / "plan.pdf").stat().st_size > 10_000

    def _open_first(self, program: str) -> None:
        folder = self._root / "srv/premier"
        folder.mkdir()
        (folder / "ctg.sqlite").write_bytes(gzip.decompress(FIRST_BASE.read_bytes()))
        self._run(program, "--donnees", "/srv/premier", "verifier")

    def _show(self, program: str) -> None:
        command = ["chroot", str(self._root), program, "--donnees", f"/{ODD}"]
        with _display(), _started([*command], DISPLAY=_DISPLAY):
            _wait_for(lambda: "CTG Desktop" in self._windows(), "aucune fenêtre")

    def _windows(self) -> str:
        return subprocess.run(
            ["xwininfo", "-display", _DISPLAY, "-root", "-tree"],
            capture_output=True,
            text=True,
            check=False,
        ).stdout

    def _remove(self) -> None:
        self._run("apt-get", "-qq", "remove", "--yes", NAME)
        assert not (self._root / "usr/bin" / NAME).is_symlink(), "la commande est encore là"
        assert not (self._root / "usr/lib" / NAME).exists(), "le programme est encore là"
        assert (self._root / ODD / "ctg.sqlite").is_file(), "les données sont parties"

    def _unpack(self) -> None:
        place = self._root / "opt/portable"
        place.mkdir(parents=True)
        archive = DIST / f"{NAME}-{version()}-portable-linux.tar.xz"
        self._run_outside("tar", "--extract", "--file", str(archive), "--directory", str(place))

    def _carry(self, program: str) -> None:
        self._run(program, "initialiser", "--structure", "62119", "--personne", "Camille Essai")
        beside = self._root / Path(program).relative_to("/").parent
        assert (beside / "Donnees/ctg.sqlite").is_file(), "les données sont ailleurs"

    def _run(self, *command: str, **variables: str) -> None:
        self._run_outside("chroot", str(self._root), *command, **variables)

    def _run_outside(self, *command: str, **variables: str) -> None:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": "/srv",
            "LANG": "C.UTF-8",
            "DEBIAN_FRONTEND": "noninteractive",
            "QT_QPA_PLATFORM": "offscreen",
            **variables,
        }
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False, timeout=900
        )
        last = (done.stderr or done.stdout).strip().rpartition("\n")[2]
        assert done.returncode == 0, f"{' '.join(command[2:5])} : {last}"


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        shutil.copy(source, target)


@contextmanager
def _display() -> Iterator[None]:
    """Give a virtual display, which is there when the block begins."""
    with _started(["Xvfb", _DISPLAY, "-screen", "0", "1366x768x24"]):
        ready = ["xwininfo", "-display", _DISPLAY, "-root"]
        _wait_for(
            lambda: subprocess.run(ready, capture_output=True, check=False).returncode == 0,
            "aucun écran virtuel",
        )
        yield


@contextmanager
def _started(command: list[str], **environment: str) -> Iterator[None]:
    process = subprocess.Popen(
        command,
        env={"PATH": os.environ["PATH"], "HOME": "/srv", "LANG": "C.UTF-8", **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=_PATIENCE_S)


def _wait_for(is_there: Callable[[], bool], otherwise: str) -> None:
    give_up_at = time.monotonic() + _PATIENCE_S
    while not is_there():
        assert time.monotonic() < give_up_at, otherwise
        time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
