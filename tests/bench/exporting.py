"""The list of actions as xlsx, gathered and written, beside XlsxWriter given the same cells."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ctg_desktop.typography import number
from tests.bench.figures import Comparison, Goal, median_ratio
from tests.bench.processes import Side, measured, run

if TYPE_CHECKING:
    from ctg_desktop.documents.workbooks import WorkbookFile

GOAL = Goal(ratio=2)
_CELLS = "cellules.pickle"


def compared(folder: Path, actions: int, rounds: int) -> list[Comparison]:
    """Export the actions of a folder, and write what the file holds."""
    run([sys.executable, "-m", "tests.bench.exporting", folder])
    sides = {
        name: Side(f"tests.bench.exporting:{name}", {"folder": folder}) for name in ("ours", "bare")
    }
    ours, bare = (figures[""] for figures in measured(sides, rounds).values())
    ratio = median_ratio(ours.seconds, bare.seconds)
    name = f"Liste de {number(actions)} actions en xlsx"
    against = "XlsxWriter, mêmes cellules et formats"
    return [Comparison(name, ours, against, bare, ratio=ratio, goal=GOAL)]


def main(folder: Path) -> None:
    """Write down the cells that the actions of a folder make."""
    with _table(folder) as table:
        (folder / _CELLS).write_bytes(pickle.dumps(table().workbook.tables[0].rows))


@contextmanager
def _table(folder: Path) -> Iterator[Callable[[], WorkbookFile]]:
    from ctg_desktop.documents.workbooks import actions_workbook
    from ctg_desktop.domain.listing import ActionQuery
    from tests.bench.making import TODAY, opened

    with opened(folder) as uow:
        yield lambda: actions_workbook(uow, ActionQuery(), TODAY)


@contextmanager
def ours(folder: str) -> Iterator[Mapping[str, Callable[[], object]]]:
    """Read all the actions of an open folder and write them."""
    output = Path(folder) / "actions.xlsx"
    with _table(Path(folder)) as table:
        yield {"": lambda: table().write_to(output)}


@contextmanager
def bare(folder: str) -> Iterator[Mapping[str, Callable[[], object]]]:
    """Write the same cells, which stand ready: no list, no width, no height of a row."""
    from xlsxwriter import Workbook

    rows = pickle.loads((Path(folder) / _CELLS).read_bytes())

    def write() -> None:
        book = Workbook(str(Path(folder) / "cellules.xlsx"), {"in_memory": True})
        sheet = book.add_worksheet()
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        days = book.add_format({"num_format": "dd/mm/yyyy"})
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(at, column, cell, plain)
                elif isinstance(cell, date):
                    day = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - no zone
                    sheet.write_datetime(at, column, day, days)
                elif cell is not None:
                    sheet.write_number(at, column, cell, plain)
        book.close()

    yield {"": write}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
