"""The file itself: reportlab's objects and the structure tree, packed into a compact PDF 1.7.

reportlab writes each object apart with a plain table of offsets. A tagged plan has tens of
thousands of small objects, so they are put here into compressed object streams, with a
compressed cross-reference stream; the file is several times smaller and written in one go.
Equal content gives equal bytes: the date is the one given, the identifier a digest.

Source: ISO 32000-1, 7.5.7 (object streams) and 7.5.8 (cross-reference streams).
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import chain, islice

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from ctg_desktop.printing.engine.archiving import (
    IDENTITY,
    NAMESPACES,
    SCHEMAS,
    output_intents,
)
from ctg_desktop.printing.engine.fonts import EmbeddedFont
from ctg_desktop.printing.engine.structure import StructureTree

_PRODUCER = "CTG Desktop"
_OBJECTS_PER_STREAM = 200


@dataclass(frozen=True, slots=True)
class Description:
    """What a file says of itself: shown as its title, found by search tools."""

    title: str
    author: str
    edited_on: date
    subject: str = ""


def packed(
    canvas: Canvas,
    document: pdfdoc.PDFDocument,
    tree: StructureTree,
    fonts: Iterable[EmbeddedFont],
    description: Description,
    show: Callable[[bytes], None] | None = None,
) -> bytes:
    """Return the complete file of `document`, whose pages are all closed.

    `show` gets before that a file of the same pages without their structure, for the eye alone:
    it is made in a tenth of the time, and a reader of PDF opens it at once.
    """
    font_dictionary = document.idToObject[pdfdoc.BasicFonts].dict
    for font in fonts:
        font_dictionary[font.name] = document.Reference(font.add_to(document))
    document.Outlines.prepare(document, canvas)
    if document.Outlines.ready < 0:
        document.Catalog.Outlines = None
    _bind(document, tree)
    _describe(document, description)
    root = document.objectcounter = document.objectcounter + 1
    document.Catalog.StructTreeRoot = f"{root} 0 R"
    streams, objects = _written(document)
    pages = [_number(document, f"Page{n + 1}") for n in range(tree.page_count)]
    links = {name: _number(document, name) for name in tree.links}
    ends = "".join(f"/{key} {_number(document, name)} 0 R" for key, name in _ENDS.items())
    untagged, last = sorted(objects.items()), document.objectcounter

    def file_of(last: int, small: Iterable[tuple[int, str]]) -> bytes:
        file = _File(last)
        for number, content in streams.items():
            file.add(number, content)
        file.add_small(small)
        return file.finished(ends)

    if show is not None:
        show(file_of(last, untagged))
    # The tree's numbers come last: a reader's table of a hundred thousand takes it a moment.
    end = tree.number_from(root, last + 1)
    tagged = zip(chain([root], range(last + 1, end)), tree.objects(pages, links), strict=True)
    return file_of(end - 1, chain(untagged, tagged))


def _bind(document: pdfdoc.PDFDocument, tree: StructureTree) -> None:
    """Give pages and links their place in the structure tree."""
    for n, page in enumerate(document.Pages.pages):
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents, page.Tabs = n, "/S"
        page.Trans = None
    for n, name in enumerate(tree.links):
        document.idToObject[name].dict["StructParent"] = tree.page_count + n


_ENDS = {"Root": "Catalog", "Info": "Information"}
"""The two objects that the end of the file names, and how the document calls them."""


def _describe(document: pdfdoc.PDFDocument, description: Description) -> None:
    """Fill the catalogue and the description."""
    metadata = pdfdoc.PDFStream(
        pdfdoc.PDFDictionary({"Type": "/Metadata", "Subtype": "/XML"}),
        _metadata(description).encode("utf-8", "replace"),
    )
    catalogue = document.Catalog
    catalogue.Lang = pdfdoc.PDFString("fr-FR")
    catalogue.MarkInfo = "<</Marked true>>"
    catalogue.ViewerPreferences = "<</DisplayDocTitle true>>"
    catalogue.Metadata = document.Reference(metadata)
    catalogue.__NoDefault__ = [*catalogue.__NoDefault__, "OutputIntents"]
    catalogue.OutputIntents = output_intents(document)
    day = f"(D:{description.edited_on:%Y%m%d}000000Z)"
    information = pdfdoc.PDFDictionary(
        {
            "Title": pdfdoc.PDFString(description.title),
            "Author": pdfdoc.PDFString(description.author),
            "Subject": pdfdoc.PDFString(description.subject),
            "Creator": pdfdoc.PDFString(_PRODUCER),
            "Producer": pdfdoc.PDFString(_PRODUCER),
            "CreationDate": day,
            "ModDate": day,
        }
    )
    document.Reference(information, _ENDS["Info"])
    document.Reference(catalogue, _ENDS["Root"])


_METADATA = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 {namespaces}>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>fr-FR</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{day}</xmp:CreateDate><xmp:ModifyDate>{day}</xmp:ModifyDate>
<xmp:CreatorTool>{producer}</xmp:CreatorTool><pdf:Producer>{producer}</pdf:Producer>
{identity}
</rdf:Description>
{schemas}</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def _metadata(description: Description) -> str:
    """Write the XMP packet; its title must be the one of the description."""
    return _METADATA.format(
        title=escape(description.title),
        author=escape(description.author),
        subject=escape(description.subject),
        day=f"{description.edited_on.isoformat()}T00:00:00Z",
        producer=_PRODUCER,
        namespaces=NAMESPACES,
        identity=IDENTITY,
        schemas=SCHEMAS,
    )


def _number(document: pdfdoc.PDFDocument, name: str) -> int:
    number: int = document.idToObjectNumberAndVersion[name][0]
    return number


def _written(document: pdfdoc.PDFDocument) -> tuple[dict[int, bytes], dict[int, str]]:
    """Write reportlab's objects; return the streams, then the others, by number."""
    streams: dict[int, bytes] = {}
    objects: dict[int, str] = {}
    number = 0
    # Writing an object may register others: they come at the end.
    while number < document.objectcounter:
        number += 1
        name = document.numberToId.get(number)
        if name is None:  # a number kept for the structure tree
            continue
        written = pdfdoc.format(document.idToObject[name], document, toplevel=1)
        if written.endswith(b"endstream\n"):
            streams[number] = written
        else:
            objects[number] = written.decode("latin-1")
    return streams, objects


class _File:
    """The bytes of a file as they grow, and where each object stands in them.

    Objects come one by one and none is kept: a plan has some ten for each of its rows.
    """

    def __init__(self, last: int) -> None:
        """Begin a file whose objects are numbered up to `last`; its own come after them."""
        self._bytes = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        self._last = last
        self._places = bytearray(_FREE * (last + 1))

    def add(self, number: int, content: bytes) -> None:
        """Write an object by itself."""
        self._put(number, 1, len(self._bytes), 0)
        self._bytes += b"%d 0 obj\n%s\nendobj\n" % (number, content.rstrip(b"\n"))

    def add_small(self, objects: Iterable[tuple[int, str]]) -> None:
        """Write objects, of which a sign is a byte, into compressed streams, so many in each."""
        remaining = iter(objects)
        while group := list(islice(remaining, _OBJECTS_PER_STREAM)):
            stream = self._next_number()
            for index, (number, _) in enumerate(group):
                self._put(number, 2, stream, index)
            self.add(stream, _object_stream(group))

    def finished(self, ends: str) -> bytes:
        """Return the whole file; `ends` names its root and its description."""
        digest = hashlib.sha256(self._bytes).hexdigest()[:32]
        table, start = self._next_number(), len(self._bytes)
        self._put(table, 1, start, 0)
        entries = f"/Type/XRef/Size {table + 1}/W[1 4 2]{ends}/ID[<{digest}><{digest}>]"
        self.add(table, _compressed(entries, self._places))
        self._bytes += b"startxref\n%d\n%%%%EOF\n" % start
        return bytes(self._bytes)

    def _next_number(self) -> int:
        self._last += 1
        self._places += _FREE
        return self._last

    def _put(self, number: int, kind: int, place: int, index: int) -> None:
        _PLACE.pack_into(self._places, number * _PLACE.size, kind, place, index)


_PLACE = struct.Struct(">BIH")
"""Where an object stands: its kind, the offset or the number of its stream, its index there."""

_FREE = _PLACE.pack(0, 0, 0xFFFF)


def _object_stream(objects: Sequence[tuple[int, str]]) -> bytes:
    """Write objects into one compressed stream, after the table of where each begins."""
    offsets, offset = [], 0
    for number, content in objects:
        offsets.append(f"{number} {offset}")
        offset += len(content) + 1
    table = " ".join(offsets) + "\n"
    entries = f"/Type/ObjStm/N {len(objects)}/First {len(table)}"
    told = table + "\n".join([content for _, content in objects])
    return _compressed(entries, told.encode("latin-1"))


def _compressed(entries: str, content: bytes | bytearray) -> bytes:
    data = zlib.compress(content)
    header = f"<<{entries}/Filter/FlateDecode/Length {len(data)}>>\nstream\n"
    return header.encode() + data + b"\nendstream"
