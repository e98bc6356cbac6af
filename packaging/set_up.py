"""Make this folder ready to run: system packages, virtual environment, pinned packages.

Every target of the Makefile begins here, so it says nothing and takes a moment when there is
nothing to do. Standard library only, and a syntax that older Pythons read: they must get a
sentence rather than a syntax error.

    python3 packaging/set_up.py run     what the program needs
    python3 packaging/set_up.py dev     and the tools that check it
    python3 packaging/set_up.py build   and what makes the delivered program
    python3 packaging/set_up.py test    and what the tests need to look at pages and windows
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows, where nothing starts two of these at once
    fcntl = None

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "set_up.json"

OLDEST_PYTHON = (3, 11)
NEWEST_PYTHON = (3, 14)

# The development pins contain the pins of the program: one installation serves both.
RUN_PINS = ("requirements.txt",)
DEV_PINS = ("requirements-dev.txt", "requirements.txt")
PINS = {"run": RUN_PINS, "dev": DEV_PINS, "build": DEV_PINS, "test": DEV_PINS}

POPPLER_COMMANDS = ("pdfinfo", "pdftoppm", "pdftotext")

# What Qt loads even without a screen, and in a window of X; with the Debian package of each.
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
X_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# Without one of these no window can open: the program says so, and needs no Qt to say it.
DISPLAY_VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")

# A few tests start the program on a virtual screen, and one reads it as a screen reader does.
# They are passed over where these cannot be had.
SCREEN_PACKAGES = ("at-spi2-core", "dbus", "gir1.2-atspi-2.0", "python3-pyatspi", "xvfb")

# One test opens files of the program in LibreOffice; it is passed over without it.
OFFICE_PACKAGES = ("libreoffice-calc-nogui", "libreoffice-writer-nogui")

# The tests of the relay run a server of their own, and are passed over without it.
POSTGRES_COMMANDS = {"pg_ctlcluster": "postgresql", "openssl": "openssl"}

# What PyInstaller looks into libraries with.
BUILD_COMMANDS = {"objdump": "binutils", "strip": "binutils"}
# What makes the delivered folder smaller, compiles the installers, and reads shell: what needs
# one of them says so where it cannot be had.
WISHED_COMMANDS = {
    "icupkg": "icu-devtools",
    "makensis": "nsis",
    "shellcheck": "shellcheck",
    "wixl": "wixl",
}


class SetUpError(Exception):
    """The set-up cannot go on; the message is the sentence to show."""


def main(arguments: list[str]) -> int:
    """Make the folder ready for the purpose named in `arguments`; return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # an accent must not stop an old terminal
    if len(arguments) != 1 or arguments[0] not in PINS:
        print("Usage : python3 packaging/set_up.py run|dev|build|test", file=sys.stderr)
        return 2
    if sys.version_info < OLDEST_PYTHON:
        return restart_with_newer_python(arguments)
    try:
        with only_one_at_a_time():
            set_up(arguments[0])
    except SetUpError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def set_up(purpose: str) -> None:
    """Install what is missing for `purpose`, and nothing when nothing is missing."""
    pins = PINS[purpose]
    wanted = digests(pins)
    is_ready = is_stamped(wanted)
    packages = missing_system_packages(purpose, needs_venv=not is_ready)
    if packages:
        install_system_packages(packages)
    if purpose == "test":
        wished = missing_libraries(X_LIBRARIES) + missing_screen_packages()
        try_to_install(wished, "Les essais sur un écran virtuel seront passés.")
        if is_debian() and not shutil.which("soffice"):
            try_to_install(list(OFFICE_PACKAGES), "L'essai avec LibreOffice sera passé.")
        wished = missing_commands(POSTGRES_COMMANDS) if is_debian() else []
        try_to_install(wished, "Les essais du relais PostgreSQL seront passés.")
    if purpose == "build" and is_debian():
        wished = missing_commands(WISHED_COMMANDS)
        try_to_install(wished, "Le dossier livré sera plus gros, ou rien ne sera compilé.")
    if is_ready:
        return
    if not is_venv_usable():
        create_venv()
    install_pins(pins[0])
    check_pins(pins[0])
    stamp(wanted)


def restart_with_newer_python(arguments: list[str]) -> int:
    """Run again with a recent enough Python of this machine, or say that there is none."""
    for minor in range(NEWEST_PYTHON[1], OLDEST_PYTHON[1] - 1, -1):
        python = shutil.which(f"python3.{minor}")
        if python:
            return subprocess.call([python, str(Path(__file__).resolve()), *arguments])
    print(
        f"Python {OLDEST_PYTHON[0]}.{OLDEST_PYTHON[1]} ou plus récent est nécessaire : "
        "installez-le, puis recommencez.",
        file=sys.stderr,
    )
    return 1


# ------------------------------------------------------------ one at a time


@contextmanager
def only_one_at_a_time() -> Iterator[None]:
    """Hold this file while the folder is made ready: `make -j` starts several targets."""
    if fcntl is None:
        yield
        return
    with Path(__file__).open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


# ------------------------------------------------------------ system packages


def missing_system_packages(purpose: str, *, needs_venv: bool) -> list[str]:
    """Return the Debian packages that this machine lacks for `purpose`."""
    packages = []
    # Debian and Ubuntu ship Python without the part that puts pip in an environment.
    if needs_venv and importlib.util.find_spec("ensurepip") is None and not is_venv_usable():
        packages.append(f"python3.{sys.version_info.minor}-venv")
    if purpose == "test" and not all(shutil.which(command) for command in POPPLER_COMMANDS):
        packages.append("poppler-utils")
    if purpose in ("build", "test"):
        packages += missing_libraries(QT_LIBRARIES)
    if purpose == "build" and is_debian():
        # The delivered folder carries the libraries of X that few offices have.
        packages += missing_libraries(X_LIBRARIES) + missing_commands(BUILD_COMMANDS)
    if purpose == "run" and any(os.environ.get(name) for name in DISPLAY_VARIABLES):
        packages += missing_libraries({**QT_LIBRARIES, **X_LIBRARIES})
    return packages


def is_debian() -> bool:
    """Tell whether this is Debian or one of its children, whose names of packages are known."""
    return Path("/etc/debian_version").exists()


def missing_libraries(libraries: dict[str, str]) -> list[str]:
    """Return the Debian packages of those `libraries` that this machine lacks."""
    # An ordinary person's PATH leaves out the folder of ldconfig.
    ldconfig = shutil.which("ldconfig") or shutil.which("ldconfig", path="/sbin:/usr/sbin")
    if not is_debian() or not ldconfig:
        return []  # Qt itself names what it lacks
    listed = subprocess.run([ldconfig, "-p"], stdout=subprocess.PIPE, text=True, check=False)
    found = {line.split()[0] for line in listed.stdout.splitlines() if line.strip()}
    return [package for library, package in libraries.items() if library not in found]


def missing_commands(commands: dict[str, str]) -> list[str]:
    """Return the Debian packages of those `commands` that this machine lacks."""
    places = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
    missing = [commands[name] for name in commands if not shutil.which(name, path=places)]
    return list(dict.fromkeys(missing))


def missing_screen_packages() -> list[str]:
    """Return the Debian packages that the tests on a virtual screen lack."""
    if not is_debian() or not shutil.which("dpkg-query"):
        return []
    question = ["dpkg-query", "--show", "--showformat", "${Package} ${db:Status-Status}\\n"]
    answer = subprocess.run(
        [*question, *SCREEN_PACKAGES],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # it says of each absent package that it is absent
        text=True,
        check=False,
    )
    installed = answer.stdout.splitlines()
    return [name for name in SCREEN_PACKAGES if f"{name} installed" not in installed]


def try_to_install(packages: list[str], without: str) -> None:
    """Install `packages`, or say in the sentence `without` what goes without them."""
    if not packages:
        return
    try:
        install_system_packages(packages)
    except SetUpError as error:
        print(f"{without} {error}", file=sys.stderr)


def install_system_packages(packages: list[str]) -> None:
    """Install `packages` with apt.

    Raises:
        SetUpError: apt is absent, refuses, or this person is not the administrator; the message
            names the exact command.
    """
    names = " et ".join(filter(None, [", ".join(packages[:-1]), packages[-1]]))
    command = install_command(packages)
    may_install = hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")
    if not may_install:
        raise SetUpError(f"Il manque {names} : lancez « {command} », puis recommencez.")
    print(f"Installation de {names}…", flush=True)
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    # A failed update is no reason to stop: the lists of the machine may be good enough.
    subprocess.call(["apt-get", "-qq", "update"], env=environment)
    install = ["apt-get", "-qq", "install", "--yes", "--no-install-recommends", *packages]
    # dpkg tells each step; only its warnings matter here.
    if subprocess.call(install, env=environment, stdout=subprocess.DEVNULL) != 0:
        raise SetUpError(
            f"L'installation de {names} a échoué (la raison est ci-dessus) : "
            f"lancez « {command} », puis recommencez."
        )


def install_command(packages: list[str]) -> str:
    """Return the command with which a person installs `packages`."""
    names = " ".join(packages)
    if not shutil.which("apt-get"):
        # Another system, where only its own tool knows the names: poppler keeps its own.
        return "brew install poppler" if sys.platform == "darwin" else f"dnf install {names}"
    command = f"apt-get update && apt-get install --yes {names}"
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return command
    if shutil.which("sudo"):
        return command.replace("apt-get", "sudo apt-get")
    return f'su -c "{command}"'


# ------------------------------------------------------------ virtual environment


def is_venv_usable() -> bool:
    """Tell whether the environment has a recent enough Python that runs, and pip."""
    if not VENV_PYTHON.exists():
        return False
    question = f"import sys, pip; sys.exit(sys.version_info < {OLDEST_PYTHON})"
    return subprocess.call([str(VENV_PYTHON), "-c", question], stderr=subprocess.DEVNULL) == 0


def create_venv() -> None:
    """Create the environment, in place of one that no longer runs.

    Raises:
        SetUpError: it could not be created.
    """
    print("Création de l'environnement Python…", flush=True)
    if subprocess.call([sys.executable, "-m", "venv", "--clear", str(VENV)]) != 0:
        raise SetUpError(
            f"L'environnement Python n'a pas pu être créé dans {VENV} : la raison est ci-dessus."
        )


def install_pins(name: str) -> None:
    """Install the packages pinned in the file `name`, each checked against its hash.

    Raises:
        SetUpError: a package could not be fetched, or is not the one that was pinned.
    """
    print("Installation des paquets Python (quelques minutes la première fois)…", flush=True)
    command = [*pip("install"), "--quiet", "--no-input", "--progress-bar", "off"]
    # The file pins everything, so nothing is resolved: pip 23 resolves an extra again and refuses
    # the file on the day one of its packages publishes a newer release.
    command += ["--no-deps"]
    # Wheels only: nothing is compiled, and no package runs its own set-up script.
    command += ["--require-hashes", "--only-binary", ":all:", "--requirement", str(ROOT / name)]
    if subprocess.call(command) != 0:
        raise SetUpError(
            "Les paquets Python n'ont pas pu être installés (la raison est ci-dessus) : "
            "vérifiez l'accès à Internet, puis recommencez."
        )


def check_pins(name: str) -> None:
    """Check that the packages of the file `name` have all that they ask for.

    Raises:
        SetUpError: the file does not pin all of it.
    """
    missing = unmet_requirements()
    if missing:
        remove_all_but(name)  # what former pins had installed may ask for what is gone
        missing = unmet_requirements()
    if missing:
        raise SetUpError(
            f"{missing}\nLe fichier {name} ne fige pas tout ce que ses paquets demandent "
            "(ci-dessus) : récrivez-le par « make pins », puis recommencez."
        )


def unmet_requirements() -> str:
    """Return what pip says of packages whose requirements are not installed, or nothing."""
    checked = subprocess.run(pip("check"), stdout=subprocess.PIPE, text=True, check=False)
    return checked.stdout.strip() if checked.returncode != 0 else ""


def remove_all_but(name: str) -> None:
    """Remove the packages that the file `name` does not pin; pip itself stays."""
    text = (ROOT / name).read_text(encoding="utf-8")
    pinned = {normalised(pin) for pin in re.findall("^([^#\\s=]+)==", text, re.MULTILINE)}
    listed = subprocess.run(
        [*pip("list"), "--format", "json"], stdout=subprocess.PIPE, text=True, check=False
    )
    installed = [package["name"] for package in json.loads(listed.stdout or "[]")]
    left = [each for each in installed if normalised(each) not in pinned | {"pip"}]
    if left:
        subprocess.call([*pip("uninstall"), "--quiet", "--yes", *left])


def normalised(name: str) -> str:
    """Return the name of a package as all its spellings are compared."""
    return re.sub("[-_.]+", "-", name).lower()


def pip(command: str) -> list[str]:
    """Return the beginning of the `command` of pip in the environment."""
    return [str(VENV_PYTHON), "-m", "pip", "--disable-pip-version-check", command]


# ------------------------------------------------------------ stamp


def digests(pins: tuple[str, ...]) -> dict[str, str]:
    """Return the digest of each file of `pins`."""
    return {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in pins}


def is_stamped(wanted: dict[str, str]) -> bool:
    """Tell whether the files with the digests `wanted` are installed, under the same Python."""
    try:
        stamped = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    # A Python that the system has replaced by the next one no longer finds its packages.
    return (
        VENV_PYTHON.exists()
        and stamped.get("python") == os.path.realpath(VENV_PYTHON)
        and wanted.items() <= stamped.get("pins", {}).items()
    )


def stamp(installed: dict[str, str]) -> None:
    """Write down that the files with the digests `installed` are installed."""
    content = {"python": os.path.realpath(VENV_PYTHON), "pins": installed}
    STAMP.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
