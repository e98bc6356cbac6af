"""Drives the program through AT-SPI alone, as a screen reader and its keys do.

`python3 screen_reader.py TASK`, with the system's Python: pyatspi comes with the system. TASK is
JSON: the command that starts the program, and the steps to take. What each step found is written
as JSON on the output. Nothing of the program is imported here.

Steps: `["press", role, name]`, `["write", role, name, text]`, `["wait", role, name]`, and
`["row", name, text]`, which gives the cells of the row of a table in which one has that text.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pyatspi

PATIENCE_SECONDS = 30


def main(task):
    """Start the program, take the steps, end it; return what each step found."""
    with subprocess.Popen(task["command"]) as program:
        try:
            return [STEPS[step[0]](*step[1:]) for step in task["steps"]]
        finally:
            program.terminate()


def nodes(node):
    """Yield what is on screen under a node, in the order of the tree."""
    for child in node:
        if child is not None:
            yield child
            yield from nodes(child)


def spoken(text):
    """Return a text with plain spaces and apostrophes, without what only keys need."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'").strip()


def found(role, name):
    """Return the one thing on screen of a role and a name, waited for."""
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    seen = []
    while time.monotonic() < give_up_at:
        try:
            seen = [node for node in nodes(pyatspi.Registry.getDesktop(0)) if is_shown(node)]
            for node in seen:
                if node.getRoleName() == role and spoken(node.name) == spoken(name):
                    return node
        except Exception:  # noqa: BLE001 - the tree changes while it is read: it is read again
            continue
        time.sleep(0.05)
    told = sorted({f"{node.getRoleName()} « {node.name} »" for node in seen})
    raise SystemExit(f"no {role} « {name} » among:\n" + "\n".join(told))


def is_shown(node):
    """Tell whether a person could see a node."""
    states = node.getState()
    return states.contains(pyatspi.STATE_SHOWING) and states.contains(pyatspi.STATE_VISIBLE)


def press(role, name):
    """Press a button, or choose a menu entry."""
    node = found(role, name)
    actions = node.queryAction()
    offered = [actions.getName(at) for at in range(actions.nActions)]
    actions.doAction(offered.index("Press"))
    return name


def write(role, name, text):
    """Put a text into a field."""
    field = found(role, name)
    field.queryComponent().grabFocus()
    field.queryEditableText().setTextContents(text)
    return text


def wait(role, name):
    """Wait for something to be on screen."""
    return found(role, name).name


def row(name, text):
    """Return the cells of the row of a table that holds a text, waited for."""
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    seen = []
    while time.monotonic() < give_up_at:
        table = found("table", name).queryTable()
        seen = [cells(table, at) for at in range(min(table.nRows, 50))]
        for each in seen:
            if spoken(text) in each:
                return each
        time.sleep(0.1)
    raise SystemExit(f"no row with « {text} » among {seen}")


def cells(table, at):
    """Return the names of the cells of a row."""
    found_cells = (table.getAccessibleAt(at, column) for column in range(table.nColumns))
    return [spoken(cell.name) if cell is not None else "" for cell in found_cells]


STEPS = {"press": press, "write": write, "wait": wait, "row": row}

if __name__ == "__main__":
    json.dump(main(json.loads(sys.argv[1])), sys.stdout)
