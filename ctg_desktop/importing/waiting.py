"""The rows that wait: put into a small file, to be mended there and taken in later."""

from __future__ import annotations

from pathlib import Path

from ctg_desktop.folder.outputs import replacing
from ctg_desktop.importing.matching import match
from ctg_desktop.importing.plan import Fate, Preview
from ctg_desktop.spreadsheet.tables import REASON_TITLE, Value

WAITING_NAME = "à corriger.xlsx"
"""What the file is called unless the person says otherwise."""


def write_waiting_rows(preview: Preview, path: Path) -> int:
    """Write the rows that are to be mended, with the reason in a last column; return how many.

    The cells are those of the file, with what was mended in them.

    Raises:
        OutputError: the file cannot be written.
    """
    from ctg_desktop.spreadsheet.waiting import write_waiting

    plan = preview.plan
    titles = [title.text or f"Colonne {at + 1}" for at, title in enumerate(match(plan).titles)]
    rows: list[list[Value]] = []
    waiting = preview.of(Fate.TO_MEND)
    for told in waiting:
        reasons = "\n".join(f"{each.cell} : {each.sentence}" for each in told.problems)
        is_headed = len(told.waiting) > 1 and sum(each is not None for each in told.waiting[0]) == 1
        for at, cells in enumerate(told.waiting):
            is_its_own = at == int(is_headed)
            rows.append([*cells, reasons if is_its_own else None])
    with replacing(path) as temporary:
        write_waiting(temporary, [*titles, REASON_TITLE], rows)
    return len(waiting)
