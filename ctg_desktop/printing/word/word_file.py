"""The file of Word itself: its pages, its running lines, what it says of itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from functools import cache
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.shared import Pt

from ctg_desktop.garbage_collector import collector_held
from ctg_desktop.ports import Tick, untold
from ctg_desktop.printing.engine.blocks import Block, Stack
from ctg_desktop.printing.engine.document import Edition
from ctg_desktop.printing.engine.lines import runs_of
from ctg_desktop.printing.engine.style import GRID, LINE, NOTE, PageFormat
from ctg_desktop.printing.word import look
from ctg_desktop.printing.word.markup import (
    NAMESPACES,
    RAISED,
    TAB,
    Paragraph,
    border,
    field_code,
    run,
    twips,
)
from ctg_desktop.printing.word.writer import Links, Writer
from ctg_desktop.typography import typeset

_WORD_OF_2013 = 15
"""Later versions of Word open such a file as one of theirs."""


def rendered(story: Sequence[Block], edition: Edition, tick: Tick = untold) -> bytes:
    """Return a story as a file of Word (.docx); `tick` may raise to cancel."""
    with collector_held():
        return _rendered(story, edition, tick)


def _rendered(story: Sequence[Block], edition: Edition, tick: Tick) -> bytes:
    document = Document()
    part = document.part
    links = Links(
        cache(lambda uri: part.relate_to(uri, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)),
        lambda picture: part.get_or_add_image(picture)[0],
    )
    writer = Writer(edition.page_format.text_width, links)
    for number, block in enumerate(Stack(story).blocks, 1):
        tick("Mise en forme", number, len(story))
        block.tell(writer)
    _fill(document, writer.body())
    _replace(document.styles.element, look.styles(edition.page_format.text_width))
    _replace(part.numbering_part.element, look.lists(writer.numbered_lists))
    _set_pages(document, edition)
    _replace(document.settings.element, _settings(counts_pages=writer.has_contents))
    _describe(document, edition)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _fill(document: Any, body: str) -> None:
    """Put the text before the properties of its section."""
    (section,) = document.element.body
    for element in list(parse_xml(f"<w:body {NAMESPACES}>{body}</w:body>")):
        section.addprevious(element)


def _replace(element: Any, written: str) -> None:
    """Give an element other children."""
    for child in list(element):
        element.remove(child)
    element.extend(list(parse_xml(written)))


# --- pages -----------------------------------------------------------------------------------


def _set_pages(document: Any, edition: Edition) -> None:
    """Set the page and its running lines, as those of the PDF."""
    page: PageFormat = edition.page_format
    (section,) = document.sections
    is_wide = page.width > page.height
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Pt(page.width), Pt(page.height)
    section.left_margin = section.right_margin = Pt(page.side)
    # The first page has no header; on the others the header moves the text down.
    section.top_margin, section.bottom_margin = Pt(page.first_top), Pt(page.bottom)
    section.header_distance, section.footer_distance = Pt(4 * GRID), Pt(4 * GRID)
    section.different_first_page_header_footer = True
    _write_lines(section.first_page_header, "")
    _write_lines(section.header, _header(edition))
    for footer in (section.first_page_footer, section.footer):
        _write_lines(footer, _footer(edition))


def _write_lines(place: Any, paragraphs: str) -> None:
    place.is_linked_to_previous = False
    empty = Paragraph("Header", "").written()
    _replace(place.part.element, f"<w:hdr {NAMESPACES}>{paragraphs or empty}</w:hdr>")


def _header(edition: Edition) -> str:
    structure = Paragraph("Header", run(typeset(edition.structure), "<w:b/>"))
    title = Paragraph("Header", run(typeset(edition.headed).replace("\n", " ")))
    title.borders["bottom"] = border("bottom", LINE, 4, 4)
    return structure.written() + title.written() + Paragraph("Header", "").written()


def _footer(edition: Edition) -> str:
    folio = f"{run('page ')}{field_code('PAGE')}{run('/')}{field_code('NUMPAGES')}"
    edited = "".join(
        run(each.text, RAISED if each.raised else "") for each in runs_of(edition.edited, NOTE)
    )
    words = Paragraph("Footer", f"{edited}{TAB}{folio}")
    words.borders["top"] = border("top", LINE, 4, 6)
    right = twips(edition.page_format.text_width)
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{right}"/></w:tabs>'
    return words.written().replace("</w:pBdr>", f"</w:pBdr>{tabs}")


# --- what it says of itself ------------------------------------------------------------------


def _settings(*, counts_pages: bool) -> str:
    """Write the language and the version; `counts_pages` lets Word ask to fill the contents in."""
    fields = '<w:updateFields w:val="true"/>' if counts_pages else ""
    return (
        f'<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        f'<w:characterSpacingControl w:val="doNotCompress"/>{fields}<w:compat>'
        '<w:compatSetting w:name="compatibilityMode" '
        f'w:uri="http://schemas.microsoft.com/office/word" w:val="{_WORD_OF_2013}"/></w:compat>'
        '<w:themeFontLang w:val="fr-FR"/><w:decimalSymbol w:val=","/>'
        '<w:listSeparator w:val=";"/></w:settings>'
    )


def _describe(document: Any, edition: Edition) -> None:
    told = document.core_properties
    told.title = typeset(edition.title).replace("\n", " ")[:_LONGEST]
    told.subject = typeset(edition.subject).replace("\n", " ")[:_LONGEST]
    told.author = told.last_modified_by = typeset(edition.structure)[:_LONGEST]
    told.language = "fr-FR"
    told.comments = told.keywords = told.category = ""
    told.created = told.modified = datetime.combine(edition.edited_on, time(), UTC)
    # python-docx begins with a file of an older Word, and says so of it.
    for relations in (document.part.package.rels, document.part.rels):
        for name, relation in list(relations.items()):
            if relation.reltype.rpartition("/")[2] in _NOT_OURS:
                del relations[name]


_NOT_OURS = {"thumbnail", "extended-properties", "stylesWithEffects", "customXml"}
"""What else that file holds: the picture of an empty page, which Word made it, other styles."""

_LONGEST = 255
"""Signs in a property, for python-docx."""
