"""A plain LongTable of reportlab, untagged: `python -m tests.bench.long_table TABLE OUTPUT`.

TABLE is the JSON that `tests.bench.plan_table` writes. A cell that must wrap is a Paragraph, as
reportlab has it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate

from tests.bench.plan_table import WIDTHS_MM


def main(table: Path, output: str) -> None:
    """Print the rows; a row of one cell is a title over the whole width."""
    style = getSampleStyleSheet()["BodyText"]
    style.fontSize, style.leading = 8, 10
    rows = json.loads(table.read_text(encoding="utf-8"))
    width = len(rows[0])
    cells, looks = [], [("GRID", (0, 0), (-1, -1), 0.25, colors.grey)]
    for number, row in enumerate(rows):
        if len(row) == 1:
            looks.append(("SPAN", (0, number), (-1, number)))
        filled = [*row, *[""] * (width - len(row))]
        cells.append([Paragraph(escape(cell), style) if cell else "" for cell in filled])
    looks.append(("BACKGROUND", (0, 0), (-1, 0), colors.lightgrey))
    looks.append(("VALIGN", (0, 0), (-1, -1), "TOP"))
    flowable = LongTable(
        cells, colWidths=[each * mm for each in WIDTHS_MM], repeatRows=1, style=looks
    )
    SimpleDocTemplate(output, pagesize=landscape(A4), leftMargin=0, rightMargin=0).build([flowable])


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
