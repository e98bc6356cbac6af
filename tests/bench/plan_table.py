"""The plan d'actions as a bare table: `python -m tests.bench.plan_table FOLDER`.

Writes into the folder what others print: rows of texts as `plan.json`, the same as `plan.xlsx`,
which LibreOffice converts, and a workbook without rows, `vide.xlsx`. A row of one cell announces
those below it.
"""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

HEADERS = (
    *("Référence", "Intitulé", "Structure", "Pilote", "Statut", "Priorité", "Début", "Échéance"),
)
WIDTHS_MM = (28, 92, 42, 34, 24, 20, 20, 20)

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_RELATION = '<Relationship Id="{id}" Type="{kind}" Target="{target}"/>'


def main(folder: Path) -> None:
    """Write the plan of a folder as JSON and as a workbook."""
    rows = plan_rows(folder)
    text = json.dumps(rows, ensure_ascii=False)
    (folder / "plan.json").write_text(text, encoding="utf-8")
    write_workbook(folder / "plan.xlsx", rows)
    write_workbook(folder / "vide.xlsx", rows[:1])


def plan_rows(folder: Path) -> list[list[str]]:
    """Return the rows of the plan d'actions, headers first."""
    from ctg_desktop.domain.listing import PRINTABLE
    from ctg_desktop.services.plan import plan_view
    from tests.bench.making import TODAY, opened

    rows = [list(HEADERS)]
    with opened(folder) as uow:
        view = plan_view(uow, PRINTABLE, TODAY)
    for group in view.groups:
        for part in group.ambitions:
            rows.append([f"Ambition {part.ambition.number}"])
            for line in part.actions:
                late = " (en retard)" if line.late else ""
                rows.append(
                    [
                        line.reference,
                        line.title,
                        line.structure_name,
                        line.pilote_name,
                        (line.status.label if line.status else "") + late,
                        line.priority.label if line.priority else "",
                        _day(line.starts_on),
                        _day(line.ends_on),
                    ]
                )
    return rows


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def write_workbook(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """Write a workbook: landscape, fitted to the width, headers repeated, wrapped texts."""
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width / 2:.1f}" customWidth="1"/>'
        for n, width in enumerate(WIDTHS_MM, 1)
    )
    lines = "".join(
        f'<row r="{n}">{"".join(_cell(text, 2 if n == 1 else 1) for text in row)}</row>'
        for n, row in enumerate(rows, 1)
    )
    merged = [f'<mergeCell ref="A{n}:H{n}"/>' for n, row in enumerate(rows, 1) if len(row) == 1]
    merges = f'<mergeCells count="{len(merged)}">{"".join(merged)}</mergeCells>' if merged else ""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KINDS}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KINDS}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KINDS}.styles+xml"/></Types>',
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": _relations(
            ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")
        ),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Plan" sheetId="1" r:id="r1"/></sheets><definedNames>'
        '<definedName name="_xlnm.Print_Titles" localSheetId="0">Plan!$1:$1</definedName>'
        "</definedNames></workbook>",
        "xl/styles.xml": _STYLES,
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetPr>'
        f'<pageSetUpPr fitToPage="1"/></sheetPr><cols>{columns}</cols>'
        f"<sheetData>{lines}</sheetData>{merges}"
        '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
        "</worksheet>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{content}')


_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="8"/><name val="Arial"/></font>'
    '<font><b/><sz val="8"/><name val="Arial"/></font></fonts><fills count="1"><fill>'
    '<patternFill patternType="none"/></fill></fills><borders count="1"><border>'
    '<left style="hair"/><right style="hair"/><top style="hair"/><bottom style="hair"/>'
    '</border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/>'
    '<xf fontId="0" borderId="0" applyAlignment="1"><alignment wrapText="1" vertical="top"/></xf>'
    '<xf fontId="1" borderId="0" applyAlignment="1"><alignment wrapText="1" vertical="top"/></xf>'
    "</cellXfs></styleSheet>"
)


def _cell(text: str, style: int) -> str:
    return f'<c t="inlineStr" s="{style}"><is><t>{escape(text)}</t></is></c>'


def _relations(*targets: tuple[str, str]) -> str:
    told = "".join(
        _RELATION.format(id=f"r{n}", kind=f"{_OFFICE}/{kind}", target=target)
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{told}</Relationships>'


if __name__ == "__main__":
    main(Path(sys.argv[1]))
