"""One page of text as a person writes it with reportlab: `python -m tests.bench.text_page OUTPUT`.

Paragraphs in the fonts of our documents, since those that every reader has lack signs of French.
"""

from __future__ import annotations

import sys
from pathlib import Path

import font_source_sans_pro
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate

_FILES = Path(font_source_sans_pro.__file__).parent / "files"


def main(output: str) -> None:
    """Write one page: a title and thirty lines."""
    for name in ("Regular", "Semibold"):
        registerFont(TTFont(name, str(_FILES / f"SourceSansPro-{name}.ttf")))
    title = ParagraphStyle("title", fontName="Semibold", fontSize=18, leading=24)
    body = ParagraphStyle("body", fontName="Regular", fontSize=10, leading=18)
    lines = [Paragraph(f"Ligne {n} : de quoi remplir une page.", body) for n in range(1, 31)]
    SimpleDocTemplate(output).build([Paragraph("Une page", title), *lines])


if __name__ == "__main__":
    main(sys.argv[1])
