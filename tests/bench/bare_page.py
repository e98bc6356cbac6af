"""The least that prints a page with reportlab: `python -m tests.bench.bare_page OUTPUT`."""

from __future__ import annotations

import sys

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas


def main(output: str) -> None:
    """Write one page of forty lines, in a font that every reader has."""
    canvas = Canvas(output, pagesize=A4)
    canvas.setFont("Helvetica", 10)
    for line in range(40):
        canvas.drawString(50, 780 - 18 * line, f"Ligne {line + 1} : de quoi remplir une page.")
    canvas.save()


if __name__ == "__main__":
    main(sys.argv[1])
