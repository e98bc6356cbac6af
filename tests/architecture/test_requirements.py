"""Every package is declared, pinned, and checked against its hashes."""

import re
import sys
from importlib.metadata import packages_distributions

import pytest

from tests.architecture.project import PACKAGES, ROOT, imported_packages, modules

RUN, DEV = "requirements", "requirements-dev"
PIN = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[^ ;]+)(?P<marker> ; [^\\]+?)?")
SYSTEM = {"pyatspi"}
"""What comes with the system, see `packaging/set_up.py`, and runs in its own Python."""
HASHES = re.compile(r"( --hash=sha256:[0-9a-f]{64})+")


def normalised(name: str) -> str:
    """Return the name of a package as pins write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned_lines(file: str) -> list[str]:
    """Return the requirements of `file`.txt, each on one line, without comments."""
    text = (ROOT / f"{file}.txt").read_text(encoding="utf-8")
    joined = re.sub(r"\s*\\\n\s*", " ", text)
    return [line for line in joined.splitlines() if line and not line.startswith("#")]


def pins(file: str) -> dict[str, str]:
    """Return what `file`.txt pins: the whole line of each package, by name and marker."""
    return {line.partition(" --hash")[0]: line for line in pinned_lines(file)}


def declared(file: str) -> set[str]:
    """Return the packages that `file`.in asks for itself."""
    lines = (ROOT / f"{file}.in").read_text(encoding="utf-8").splitlines()
    found = (re.match(r"[A-Za-z0-9._-]+", line) for line in lines if not line.startswith("-"))
    return {normalised(name[0]) for name in found if name}


@pytest.mark.parametrize("file", [RUN, DEV])
def test_pins_when_read_then_each_line_is_an_exact_version_with_hashes(file: str) -> None:
    lines = pinned_lines(file)

    assert lines
    assert [
        line
        for line in lines
        if not (
            PIN.fullmatch(line.partition(" --hash")[0])
            and HASHES.fullmatch(" --hash" + line.partition(" --hash")[2])
        )
    ] == []


@pytest.mark.parametrize("file", [RUN, DEV])
def test_pins_when_read_then_every_declared_package_is_there(file: str) -> None:
    names = {match["name"] for line in pinned_lines(file) if (match := PIN.match(line))}

    assert declared(file) - names == set()


def test_pins_of_development_when_read_then_they_contain_those_of_the_program() -> None:
    assert pins(RUN).items() <= pins(DEV).items()


@pytest.mark.parametrize(
    ("folders", "declarations"),
    [((*PACKAGES, "main.py"), (RUN,)), (("tests", "packaging"), (RUN, DEV))],
    ids=["program", "tests"],
)
def test_imports_when_read_then_every_library_is_declared(
    folders: tuple[str, ...], declarations: tuple[str, ...]
) -> None:
    # The scripts of packaging, which is no package, import one another by their names.
    ours = {*PACKAGES, "tests", "main", *(module.stem for module in modules("packaging"))}
    distributions = packages_distributions()
    imported = set().union(*map(imported_packages, modules(*folders)))
    libraries = imported - ours - SYSTEM - sys.stdlib_module_names
    allowed = set().union(*map(declared, declarations))

    undeclared = {
        library
        for library in libraries
        if not allowed & {normalised(name) for name in distributions.get(library, [library])}
    }

    assert undeclared == set()
