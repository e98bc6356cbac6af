"""The set-up that every target of the Makefile begins with, run for real in small folders."""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
POPPLER = ("pdfinfo", "pdftoppm", "pdftotext")


class Folder:
    """A folder with the set-up script and one pinned package, made here and served from here."""

    def __init__(self, path: Path) -> None:
        """Take `path` as it is."""
        self.path = path
        self.python = path / ".venv/bin/python"
        self.stamp = path / ".venv/set_up.json"

    @classmethod
    def make(cls, path: Path) -> "Folder":
        """Make a folder in which nothing is prepared yet."""
        (path / "packaging").mkdir(parents=True)
        shutil.copy(ROOT / "packaging/set_up.py", path / "packaging")
        folder = cls(path)
        folder.pin("1.0")
        return folder

    def copy_to(self, path: Path) -> "Folder":
        """Return a copy, environment included."""
        shutil.copytree(self.path, path, symlinks=True)
        return Folder(path)

    def pin(self, version: str, digest: str | None = None) -> None:
        """Pin `version` of the package, under its own hash unless another is given."""
        self.pin_all(self.serve(version=version), digest=digest)

    def serve(self, name: str = "essai", version: str = "1.0", requires: str = "") -> Path:
        """Let the folder serve a package that may require another, and return its wheel."""
        return build_wheel(self.path / "wheels", name, version, requires)

    def pin_all(self, *wheels: Path, digest: str | None = None) -> None:
        """Pin these packages and no other."""
        lines = []
        for wheel in wheels:
            name, version, *_ = wheel.name.split("-")
            found = digest or hashlib.sha256(wheel.read_bytes()).hexdigest()
            lines.append(f"{name}=={version} --hash=sha256:{found}\n")
        for file in ("requirements.txt", "requirements-dev.txt"):
            (self.path / file).write_text("".join(lines), encoding="utf-8")

    def command(self, purpose: str) -> list[str]:
        """Return the command that prepares the folder."""
        return [sys.executable, str(self.path / "packaging/set_up.py"), purpose]

    def environment(self, path: str | None = None) -> Mapping[str, str]:
        """Return the environment of that command: packages come from the folder alone."""
        return os.environ | {
            "PATH": os.environ["PATH"] if path is None else path,
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_FIND_LINKS": str(self.path / "wheels"),
            "PIP_NO_INDEX": "1",
        }

    def set_up(
        self, purpose: str = "run", path: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Prepare the folder and return what that said."""
        return subprocess.run(
            self.command(purpose),
            env=self.environment(path),
            capture_output=True,
            text=True,
            check=False,
        )

    def installed_version(self, name: str = "essai") -> str:
        """Return the version of a package in the environment; nothing when it is not there."""
        question = (
            "import sys; from importlib.metadata import distributions; "
            "print(*(d.version for d in distributions(name=sys.argv[1])))"
        )
        answer = subprocess.run(
            [self.python, "-c", question, name], capture_output=True, text=True, check=True
        )
        return answer.stdout.strip()


def build_wheel(folder: Path, name: str, version: str, requires: str) -> Path:
    """Write into `folder` the smallest package there can be, and return its path."""
    folder.mkdir(exist_ok=True)
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    information = f"{name}-{version}.dist-info"
    needed = f"Requires-Dist: {requires}\n" if requires else ""
    described = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needed}"
    files = {
        f"{information}/METADATA": described,
        f"{information}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{information}/RECORD"] = "".join(
        f"{path},,\n" for path in [*files, f"{information}/RECORD"]
    )
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return wheel


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A folder prepared once, for developing; copy it before changing anything."""
    folder = Folder.make(tmp_path_factory.mktemp("prepared") / "folder")
    done = folder.set_up("dev")
    assert done.returncode == 0, done.stderr
    return folder


def test_set_up_when_folder_is_fresh_then_pinned_package_is_installed(prepared: Folder) -> None:
    assert prepared.installed_version() == "1.0"


@pytest.mark.parametrize("purpose", ["dev", "run"])
def test_set_up_when_what_it_needs_is_installed_then_it_is_silent_and_touches_nothing(
    prepared: Folder, purpose: str
) -> None:
    stamped_at = prepared.stamp.stat().st_mtime_ns

    done = prepared.set_up(purpose)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert prepared.stamp.stat().st_mtime_ns == stamped_at


def test_set_up_when_a_newer_release_of_a_requirement_is_there_then_the_pinned_one_is_installed(
    prepared: Folder, tmp_path: Path
) -> None:
    folder = prepared.copy_to(tmp_path / "folder")
    help_1 = folder.serve("aide", "1.0")
    folder.serve("aide", "2.0")
    folder.pin_all(folder.serve("essai", "2.0", "aide[plus]>=1"), help_1)

    done = folder.set_up()

    assert (done.returncode, done.stderr) == (0, "")
    assert folder.installed_version() == "2.0"
    assert folder.installed_version("aide") == "1.0"


def test_set_up_when_the_pins_are_not_closed_then_a_sentence_names_the_file_and_what_lacks(
    prepared: Folder, tmp_path: Path
) -> None:
    folder = prepared.copy_to(tmp_path / "folder")
    folder.pin_all(folder.serve("essai", "2.0", "oublie>=2"))
    stamped = folder.stamp.read_bytes()

    refused = folder.set_up()

    assert refused.returncode == 1
    *complaints, sentence = refused.stderr.splitlines()
    assert "essai 2.0 requires oublie" in complaints[-1]
    assert sentence.startswith("Le fichier requirements.txt ne fige pas tout")
    assert "make pins" in sentence
    assert folder.stamp.read_bytes() == stamped  # the next run tries again


def test_set_up_when_former_pins_left_a_package_that_lacks_something_then_it_goes(
    prepared: Folder, tmp_path: Path
) -> None:
    folder = prepared.copy_to(tmp_path / "folder")
    folder.pin_all(folder.serve("vieux", "1.0", "aide<2"), folder.serve("aide", "1.0"))
    assert folder.set_up().returncode == 0
    folder.pin_all(folder.serve("essai", "2.0", "aide"), folder.serve("aide", "2.0"))

    done = folder.set_up()

    assert (done.returncode, done.stderr) == (0, "")
    assert folder.installed_version("aide") == "2.0"
    assert folder.installed_version("vieux") == ""


def test_set_up_when_hash_differs_then_sentence_and_next_run_tries_again(
    prepared: Folder, tmp_path: Path
) -> None:
    folder = prepared.copy_to(tmp_path / "folder")
    folder.pin("2.0", digest="0" * 64)

    refused = folder.set_up()

    assert refused.returncode == 1
    assert refused.stderr.splitlines()[-1].startswith("Les paquets Python n'ont pas pu")
    assert folder.installed_version() == "1.0"
    folder.pin("2.0")
    assert folder.set_up().returncode == 0
    assert folder.installed_version() == "2.0"


def test_set_up_when_environment_is_broken_then_it_is_made_again(
    prepared: Folder, tmp_path: Path
) -> None:
    folder = prepared.copy_to(tmp_path / "folder")
    for python in folder.python.parent.glob("python*"):
        python.unlink()

    done = folder.set_up()

    assert done.returncode == 0, done.stderr
    assert folder.installed_version() == "1.0"


def test_set_up_when_started_twice_at_once_then_one_installs_and_both_succeed(
    prepared: Folder, tmp_path: Path
) -> None:
    folder = prepared.copy_to(tmp_path / "folder")
    folder.pin("2.0")

    both = [
        subprocess.Popen(
            folder.command("run"), env=folder.environment(), stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    outputs = [process.communicate()[0] for process in both]

    assert [process.returncode for process in both] == [0, 0]
    assert sorted(bool(output) for output in outputs) == [False, True]
    assert folder.installed_version() == "2.0"


def test_set_up_when_system_package_cannot_be_installed_then_one_sentence_names_command(
    prepared: Folder, tmp_path: Path
) -> None:
    empty_path = tmp_path / "bin"
    empty_path.mkdir()

    done = prepared.set_up("test", path=str(empty_path))

    assert done.returncode == 1
    assert done.stdout == ""
    sentence = done.stderr.rstrip("\n")
    assert "\n" not in sentence
    assert sentence.startswith("Il manque poppler-utils")
    assert "install" in sentence


def test_set_up_when_system_package_is_there_then_it_is_not_asked_for(
    prepared: Folder, tmp_path: Path
) -> None:
    commands = tmp_path / "bin"
    commands.mkdir()
    for name in POPPLER:
        (commands / name).write_text("#!/bin/sh\n", encoding="utf-8")
        (commands / name).chmod(0o755)

    done = prepared.set_up("test", path=str(commands))

    assert done.returncode == 0, done.stderr


def test_set_up_when_purpose_is_unknown_then_usage_and_exit_code_2(prepared: Folder) -> None:
    done = prepared.set_up("voler")

    assert done.returncode == 2
    assert done.stderr.startswith("Usage")


# ------------------------------------------------------------ what a window needs

_debian = pytest.mark.skipif(
    not Path("/etc/debian_version").exists(), reason="only there are the names of packages known"
)

_LIBRARIES = (
    *("libGL.so.1", "libEGL.so.1", "libxkbcommon.so.0", "libglib-2.0.so.0"),
    *("libfontconfig.so.1", "libdbus-1.so.3", "libxcb-cursor.so.0", "libxcb-icccm.so.4"),
    *("libxcb-keysyms.so.1", "libxcb-shape.so.0", "libxkbcommon-x11.so.0"),
)
_SCREEN_PACKAGES = ("at-spi2-core", "dbus", "gir1.2-atspi-2.0", "python3-pyatspi", "xvfb")


class Machine:
    """A PATH on which everything that the tests need is installed, less what is named."""

    def __init__(self, path: Path, *, lacks: tuple[str, ...]) -> None:
        """Make the commands that tell what is installed."""
        path.mkdir()
        self.path = str(path)
        for name in (*POPPLER, "soffice"):
            if name not in lacks:
                self._command(path / name, "")
        libraries = [name for name in _LIBRARIES if name not in lacks]
        self._command(path / "ldconfig", *(f"\t{name} (libc6) => {name}" for name in libraries))
        packages = [name for name in _SCREEN_PACKAGES if name not in lacks]
        self._command(path / "dpkg-query", *(f"{name} installed" for name in packages))

    @staticmethod
    def _command(path: Path, *lines: str) -> None:
        told = "".join(f"echo '{line}'\n" for line in lines)
        path.write_text(f"#!/bin/sh\n{told}", encoding="utf-8")
        path.chmod(0o755)


@_debian
def test_set_up_of_tests_when_library_of_windows_is_missing_then_its_package_is_named(
    prepared: Folder, tmp_path: Path
) -> None:
    machine = Machine(tmp_path / "bin", lacks=("libEGL.so.1", "libglib-2.0.so.0"))

    done = prepared.set_up("test", path=machine.path)

    assert done.returncode == 1
    assert done.stderr.startswith("Il manque libegl1 et libglib2.0-0\u00a0: lancez «")


@_debian
def test_set_up_of_tests_when_virtual_screen_is_missing_then_they_go_without_it(
    prepared: Folder, tmp_path: Path
) -> None:
    machine = Machine(tmp_path / "bin", lacks=("libxcb-icccm.so.4", "python3-pyatspi", "xvfb"))

    done = prepared.set_up("test", path=machine.path)

    assert done.returncode == 0
    assert done.stderr.startswith("Les essais sur un écran virtuel seront passés. Il manque ")
    assert "libxcb-icccm4, python3-pyatspi et xvfb\u00a0: lancez «" in done.stderr


@_debian
def test_set_up_of_tests_when_libreoffice_is_missing_then_they_go_without_it(
    prepared: Folder, tmp_path: Path
) -> None:
    machine = Machine(tmp_path / "bin", lacks=("soffice",))

    done = prepared.set_up("test", path=machine.path)

    assert done.returncode == 0
    assert done.stderr.startswith("L'essai avec LibreOffice sera passé. Il manque libreoffice-calc")


@_debian
@pytest.mark.parametrize(("display", "code"), [("", 0), (":7", 1)], ids=["none", "display"])
def test_set_up_of_program_when_library_of_windows_is_missing_then_only_a_display_asks_for_it(
    prepared: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, display: str, code: int
) -> None:
    machine = Machine(tmp_path / "bin", lacks=("libxcb-cursor.so.0",))
    for name in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", display)

    done = prepared.set_up("run", path=machine.path)

    assert done.returncode == code
    assert done.stderr.startswith("Il manque libxcb-cursor0\u00a0: lancez «" if code else "")
    assert done.stderr.count("\n") == code
