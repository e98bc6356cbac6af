"""How a file of Word looks: its styles and its lists, which people may change as any others.

Styles bear the names that Word knows, in English in the file and in French on screen (`heading 1`
is shown as « Titre 1 »); those of our own have French names.
"""

from __future__ import annotations

from dataclasses import dataclass

from ctg_desktop.printing.engine.fonts import Face
from ctg_desktop.printing.engine.style import (
    ACCENT,
    GREY,
    INK,
    LINE,
    SMALL,
    TextStyle,
)
from ctg_desktop.printing.word.markup import NAMESPACES, border, hexadecimal, twips

FONT = "Calibri"
"""Word has it, and LibreOffice a font of the same widths; ours would have to be installed."""

LABEL_WIDTH = 118.0
"""The column of labels in a list of definitions, in points."""

STEP = 14.0
"""How far the words of an item stand from its dash, in points."""

_TEXT = 10.0


@dataclass(frozen=True, slots=True)
class Look:
    """A style of paragraphs: its identity, and how its words look unless a run says otherwise."""

    style: str
    face: Face = Face.REGULAR
    colour: str = INK


BODY = Look("Normal")
NOTE = Look("Note", colour=GREY)
SMALL_TEXT = Look("PetitTexte")
LEAD = Look("Subtitle", colour=GREY)
FIGURE = Look("ChiffreCle", Face.SEMIBOLD, ACCENT)
DEFINITION = Look("Definition")
CELL = Look("Cellule")
HEADER_CELL = Look("EnTeteTableau", Face.SEMIBOLD)
AFTER_TABLE = Look("ApresTableau")
"""An empty line: two tables in a row would become one, and a file may not end with one."""

BULLET = Look("ListBullet")
NUMBERED = Look("ListNumber")
TITLE = Look("Title", Face.SEMIBOLD)
CONTENTS_TITLE = Look("TOCHeading", Face.SEMIBOLD)
ENTRY = Look("TOC1")
HEADINGS = {
    1: Look("Heading1", Face.SEMIBOLD),
    2: Look("Heading2", Face.SEMIBOLD, ACCENT),
    3: Look("Heading3", Face.SEMIBOLD),
}

TABLE = "TableauCtg"
LABEL_RUN = '<w:rStyle w:val="Libelle"/>'
LINK_RUN = '<w:rStyle w:val="Hyperlink"/>'

DASHES, NUMBERS = 1, 2
"""The lists: any number of items with dashes; items numbered from 1, each list with its own."""


def look_of(style: TextStyle) -> Look:
    """Return the style of Word for a text that is no heading, item or cell."""
    if style.size > _TEXT:
        return FIGURE
    if style.size <= SMALL:
        return NOTE if style.colour == GREY else SMALL_TEXT
    return LEAD if style.colour == GREY and style.face is Face.REGULAR else BODY


def run_properties(face: Face, colour: str, look: Look) -> str:
    """Write how a run differs from the style of its paragraph."""
    found = ""
    if face is not look.face:
        if Face.SEMIBOLD in (face, look.face):
            found += "<w:b/>" if face is Face.SEMIBOLD else '<w:b w:val="0"/>'
        if face is Face.ITALIC:
            found += "<w:i/>"
    if colour != look.colour:
        found += f'<w:color w:val="{"auto" if colour == INK else hexadecimal(colour)}"/>'
    return found


# --- styles ----------------------------------------------------------------------------------


def styles(text_width: float) -> str:
    """Write the styles of a file whose text is so wide, in points."""
    rule = border("top", LINE, 4, 4)
    left = twips(LABEL_WIDTH)
    hanging = f'<w:ind w:left="{left}" w:hanging="{left}"/>'
    tab = f'<w:tabs><w:tab w:val="left" w:pos="{left}"/></w:tabs>'
    item = "<w:contextualSpacing/>"
    written = (
        _DEFAULTS,
        _paragraph("Normal", "Normal", "", is_default=True, quick=True),
        _heading(1, f"{_spacing(0, 3, 252)}", _size(19)),
        _heading(2, f"<w:pBdr>{rule}</w:pBdr>{_spacing(8, 2)}", _ink(ACCENT) + _size(11)),
        _heading(3, _spacing(10, 2), _size(_TEXT)),
        _paragraph("Title", "Title", _spacing(0, 3, 252), _BOLD + _size(26), quick=True),
        _paragraph("TOCHeading", "TOC Heading", _spacing(0, 8), _BOLD + _size(19)),
        _paragraph("TOC1", "toc 1", _entry_tab(text_width) + _spacing(0, 3)),
        _paragraph("Subtitle", "Subtitle", _spacing(0, 6), _ink(GREY), quick=True),
        _paragraph("ListBullet", "List Bullet", _numbered(DASHES) + item, quick=True),
        _paragraph("ListNumber", "List Number", _numbered(NUMBERS) + item, quick=True),
        _paragraph("Note", "Note", _spacing(0, 4), _ink(GREY) + _size(9), quick=True),
        _paragraph("PetitTexte", "Petit texte", _spacing(0, 4), _size(9), quick=True),
        _paragraph("ChiffreCle", "Chiffre clé", _spacing(4, 0), _BOLD + _ink(ACCENT) + _size(18)),
        _paragraph("Definition", "Définition", tab + _spacing(0, 2) + hanging, quick=True),
        _paragraph("Cellule", "Cellule", _spacing(2, 2, 240), _size(SMALL), quick=True),
        _paragraph("ApresTableau", "Après un tableau", _AFTER_TABLE, _size(4)),
        _paragraph("EnTeteTableau", "En-tête de tableau", "<w:keepNext/>", _BOLD, "Cellule"),
        _paragraph("Header", "header", _spacing(0, 0, 240), _ink(GREY) + _size(SMALL)),
        _paragraph("Footer", "footer", _spacing(0, 0, 240), _ink(GREY) + _size(SMALL)),
        _characters("DefaultParagraphFont", "Default Paragraph Font", "", is_default=True),
        _characters("Libelle", "Libellé", _ink(GREY)),
        _characters("Hyperlink", "Hyperlink", f'{_ink(ACCENT)}<w:u w:val="single"/>'),
        _TABLE_NORMAL,
        _table(),
    )
    return f"<w:styles {NAMESPACES}>{''.join(written)}</w:styles>"


def _entry_tab(text_width: float) -> str:
    """Write where the pages of the contents stand, after dots."""
    return f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{twips(text_width)}"/></w:tabs>'


def _spacing(before: float, after: float, line: int = 259) -> str:
    return (
        f'<w:spacing w:before="{twips(before)}" w:after="{twips(after)}" '
        f'w:line="{line}" w:lineRule="auto"/>'
    )


def _size(points: float) -> str:
    half = round(points * 2)
    return f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'


def _ink(colour: str) -> str:
    return f'<w:color w:val="{hexadecimal(colour)}"/>'


_AFTER_TABLE = '<w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/>'
_BOLD = "<w:b/><w:bCs/>"


def _numbered(number: int) -> str:
    return f'<w:numPr><w:numId w:val="{number}"/></w:numPr>'


_DEFAULTS = (
    "<w:docDefaults><w:rPrDefault><w:rPr>"
    f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
    f'{_size(_TEXT)}<w:lang w:val="fr-FR" w:eastAsia="fr-FR" w:bidi="ar-SA"/>'
    "</w:rPr></w:rPrDefault>"
    f"<w:pPrDefault><w:pPr>{_spacing(0, 4)}</w:pPr></w:pPrDefault></w:docDefaults>"
)


def _paragraph(  # noqa: PLR0913 - a style has as many sides
    identity: str,
    name: str,
    properties: str,
    runs: str = "",
    based_on: str = "Normal",
    *,
    is_default: bool = False,
    quick: bool = False,
) -> str:
    default = ' w:default="1"' if is_default else ""
    base = "" if is_default else f'<w:basedOn w:val="{based_on}"/>'
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{identity}"><w:name w:val="{name}"/>'
        f"{base}{'<w:qFormat/>' if quick else ''}"
        f"<w:pPr>{properties}</w:pPr><w:rPr>{runs}</w:rPr></w:style>"
    )


def _heading(level: int, properties: str, runs: str) -> str:
    # Word shows headings by their names in lower case.
    return (
        f'<w:style w:type="paragraph" w:styleId="Heading{level}">'
        f'<w:name w:val="heading {level}"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/>'
        f'<w:uiPriority w:val="9"/><w:qFormat/><w:pPr><w:keepNext/><w:keepLines/>{properties}'
        f'<w:outlineLvl w:val="{level - 1}"/></w:pPr><w:rPr>{_BOLD}{runs}</w:rPr></w:style>'
    )


def _characters(identity: str, name: str, runs: str, *, is_default: bool = False) -> str:
    default = ' w:default="1"' if is_default else ""
    return (
        f'<w:style w:type="character"{default} w:styleId="{identity}"><w:name w:val="{name}"/>'
        f"<w:rPr>{runs}</w:rPr></w:style>"
    )


_TABLE_NORMAL = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr>'
    '<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
    '<w:left w:w="110" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="110" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
)


def _table() -> str:
    """Write the style of tables: fine lines between the rows, a strong one under the header."""
    lines = border("bottom", LINE, 4) + border("insideH", LINE, 4)
    header = f"<w:tcBorders>{border('bottom', INK, 8)}</w:tcBorders>"
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{TABLE}">'
        f'<w:name w:val="Tableau CTG"/><w:basedOn w:val="TableNormal"/><w:qFormat/>'
        f"<w:tblPr><w:tblBorders>{lines}</w:tblBorders></w:tblPr>"
        f'<w:tblStylePr w:type="firstRow"><w:rPr>{_BOLD}</w:rPr><w:tcPr>{header}'
        f'<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr></w:style>'
    )


# --- lists -----------------------------------------------------------------------------------


def lists(count: int) -> str:
    """Write the lists: the dashes, then `count` numbered lists from `NUMBERS` on."""
    nums = [f'<w:num w:numId="{DASHES}"><w:abstractNumId w:val="0"/></w:num>']
    start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    nums += [
        f'<w:num w:numId="{NUMBERS + n}"><w:abstractNumId w:val="1"/>{start}</w:num>'
        for n in range(max(1, count))
    ]
    return (
        f"<w:numbering {NAMESPACES}>{_levels(0, 'bullet', '–')}{_levels(1, 'decimal', '%1.')}"
        f"{''.join(nums)}</w:numbering>"
    )


def _levels(identity: int, form: str, sign: str) -> str:
    written = [
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{sign.replace("1", str(depth + 1))}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{twips(STEP * (depth + 1))}" w:hanging="{twips(STEP)}"/></w:pPr>'
        f"<w:rPr>{_ink(ACCENT)}</w:rPr></w:lvl>"
        for depth in range(3)
    ]
    return (
        f'<w:abstractNum w:abstractNumId="{identity}"><w:multiLevelType w:val="hybridMultilevel"/>'
        f"{''.join(written)}</w:abstractNum>"
    )
