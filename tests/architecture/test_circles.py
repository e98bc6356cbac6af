"""No module imports itself by way of others: each can be read, moved and tried alone."""

from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.architecture.project import PACKAGES, ROOT, imported_names, modules


def name_of(module: Path) -> str:
    """Return the name under which a module is imported."""
    parts = module.relative_to(ROOT).with_suffix("").parts
    if parts[0] == "packaging":  # no package: its scripts import one another by their names
        return parts[-1]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(folders: tuple[str, ...]) -> dict[str, set[str]]:
    """Return what each module of some folders imports of them, wherever in its text it does."""
    found = {name_of(module): set(imported_names(module)) for module in modules(*folders)}
    return {
        importer: {
            module for name in names if (module := _module(name, found)) not in ("", importer)
        }
        for importer, names in found.items()
    }


def _module(name: str, known: dict[str, set[str]]) -> str:
    while name and name not in known:
        name = name.rpartition(".")[0]
    return name


@pytest.mark.parametrize(
    "folders", [PACKAGES, ("packaging",), ("tests",)], ids=lambda each: each[0]
)
def test_modules_when_followed_through_their_imports_then_none_comes_back_to_itself(
    folders: tuple[str, ...],
) -> None:
    try:
        circle = TopologicalSorter(imports(folders)).prepare()
    except CycleError as error:
        circle = error.args[1]

    assert circle is None


def test_circles_when_two_modules_import_each_other_then_they_are_seen() -> None:
    graph = imports(PACKAGES)
    graph["ctg_desktop.typography"].add("ui.app")

    with pytest.raises(CycleError):
        TopologicalSorter(graph).prepare()
