"""Every package is declared, pinned, and checked against its hashes."""

import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from itertools import product

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement

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


# ------------------------------------------------------------ the pins are closed

SYSTEMS = {
    "linux": ("Linux", "posix", "x86_64"),
    "darwin": ("Darwin", "posix", "arm64"),
    "win32": ("Windows", "nt", "AMD64"),
}
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def environment(system: str, python: str) -> dict[str, str]:
    """Return what a marker reads on a system, under a Python."""
    platform, os_name, machine = SYSTEMS[system]
    return {
        **{name: str(value) for name, value in default_environment().items()},
        "sys_platform": system,
        "platform_system": platform,
        "os_name": os_name,
        "platform_machine": machine,
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_version": f"{python}.0",
        "platform_release": "",
        "platform_version": "",
    }


def asked(line: str, there: dict[str, str], extras: set[str]) -> Requirement | None:
    """Return the requirement of a line where it holds, with these extras of its package."""
    requirement = Requirement(line)
    marker = requirement.marker
    is_asked = marker is None or any(
        marker.evaluate({**there, "extra": extra}) for extra in extras | {""}
    )
    return requirement if is_asked else None


def open_ends(file: str, there: dict[str, str]) -> Iterator[str]:
    """Yield what the pins of a file ask for, as installed there, that they do not pin."""
    pinned = {}
    for line in pinned_lines(file):
        pin = asked(line.partition(" --hash")[0], there, set())
        if pin is not None:
            pinned[normalised(pin.name)] = next(iter(pin.specifier)).version
    lines = (ROOT / f"{file}.in").read_text(encoding="utf-8").splitlines()
    wanted = [line.partition("#")[0].strip() for line in lines if not line.startswith("-")]
    waiting = [(line, {""}) for line in (*filter(None, wanted), *pinned)]
    seen: set[tuple[str, ...]] = set()
    while waiting:
        line, extras = waiting.pop()
        requirement = asked(line, there, extras)
        if requirement is None or (line, *sorted(extras)) in seen:
            continue
        seen.add((line, *sorted(extras)))
        name = normalised(requirement.name)
        if name not in pinned or not requirement.specifier.contains(pinned[name], prereleases=True):
            yield f"{line} (pinned: {pinned.get(name, 'no')})"
            continue
        try:
            found = requires(name) or []
        except PackageNotFoundError:
            continue  # for another system than this one: nothing here says what it asks for
        waiting += [(each, requirement.extras | {""}) for each in found]


@pytest.mark.parametrize("file", [RUN, DEV])
@pytest.mark.parametrize(("system", "python"), list(product(SYSTEMS, PYTHONS)))
def test_pins_when_installed_anywhere_then_all_that_they_ask_for_is_pinned(
    file: str, system: str, python: str
) -> None:
    assert list(open_ends(file, environment(system, python))) == []
