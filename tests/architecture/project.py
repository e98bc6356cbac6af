"""What the tests of the architecture look at: the files of the project, and what they import."""

import ast
import os
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ctg_desktop.garbage_collector import collector_held

ROOT = Path(__file__).resolve().parents[2]

PACKAGES = ("ctg_desktop", "db", "resources", "ui")

_LEFT_BY_TOOLS = {"__pycache__", "build", "dist"}


@cache
def files() -> tuple[Path, ...]:
    """Return every file of the project: those that git follows, or all where git is absent."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return tuple(sorted(_walk()))
    named = (ROOT / name for name in listed.split("\0") if name)
    return tuple(path for path in named if path.is_file())


def _walk() -> Iterator[Path]:
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [
            name
            for name in folders
            if name not in _LEFT_BY_TOOLS and (name == ".ci" or not name.startswith("."))
        ]
        yield from (Path(folder, name) for name in names)


def texts() -> Iterator[tuple[Path, str]]:
    """Yield every text file of the project with its content."""
    for path in files():
        content = path.read_bytes()
        if b"\0" not in content:
            yield path, content.decode("utf-8")


def modules(*folders: str) -> list[Path]:
    """Return the Python files of `folders`, or of the whole project."""
    return [
        path
        for path in files()
        if path.suffix == ".py" and (not folders or path.relative_to(ROOT).parts[0] in folders)
    ]


@cache
def tree(module: Path) -> ast.Module:
    """Return a module of the project as it is parsed."""
    with collector_held():  # nothing of a tree that grows is let go
        return ast.parse(module.read_text(encoding="utf-8"))


@cache
def imported_names(module: Path) -> frozenset[str]:
    """Return the full name of everything that `module` imports, wherever it does."""
    names = set()
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and _called(node).endswith(("__import__", "import_module")):
            names.update(
                argument.value
                for argument in node.args[:1]
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            )
    return frozenset(names)


def _called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def imported_packages(module: Path) -> set[str]:
    """Return the top-level name of everything that `module` imports."""
    return {name.partition(".")[0] for name in imported_names(module)}
