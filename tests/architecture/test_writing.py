"""Files are written by the few modules that do it whole, with the right owner and name."""

import ast
import re
from pathlib import Path

from tests.architecture.project import ROOT, modules, tree

WRITERS = {"replacing", "replacing_own", "written_aside"}
"""What gives a temporary path, which becomes the file once it is whole."""

EXEMPT = {
    "ctg_desktop/exchange/folder_relay.py": "names a whole file only where none has that name",
    "ctg_desktop/crash.py": "a report of what may have broken the rest, in a private file",
    "db/folder/hold.py": "a courtesy that need not be whole, in a private file",
    "ui/theme.py": "drawings for Qt in a temporary folder of its own",
}

_WRITING = {"write_text", "write_bytes"}


def _given(function: ast.AST) -> set[str]:
    """Return the names of the temporary paths that a function is given."""
    names = set()
    for node in ast.walk(function):
        if isinstance(node, ast.withitem) and isinstance(node.optional_vars, ast.Name):
            calls = [each for each in ast.walk(node.context_expr) if isinstance(each, ast.Call)]
            if any(ast.unparse(call.func) in WRITERS for call in calls):
                names.add(node.optional_vars.id)
    return names


def _unguarded(module: Path) -> list[str]:
    given = _given(tree(module))
    found = []
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            target, _, verb = called.rpartition(".")
            writes = verb in _WRITING or (verb == "open" and _writes(node))
            if writes and target not in given:
                found.append(f"{module.relative_to(ROOT)}:{node.lineno} {called}")
    return found


def _writes(opening: ast.Call) -> bool:
    """Whether a file is opened in a mode that writes."""
    return any(
        isinstance(each, ast.Constant) and re.fullmatch(r"[wax][bt+]*", str(each.value))
        for each in opening.args
    )


def test_modules_when_they_write_a_file_then_it_is_whole_or_not_there() -> None:
    found = [
        line
        for module in modules("ctg_desktop", "db", "ui")
        if str(module.relative_to(ROOT)) not in EXEMPT
        for line in _unguarded(module)
    ]

    assert found == []


def test_modules_when_exempt_then_they_still_write() -> None:
    assert all(_unguarded(ROOT / name) for name in EXEMPT)
