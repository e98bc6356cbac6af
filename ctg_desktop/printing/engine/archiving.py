"""What makes a file an archive beside an accessible one: PDF/A-2a, its colours and what it says.

Fonts are embedded with their Unicode tables, nothing is transparent, nothing is fetched; what
remains to be told is which colours are meant, and what each property of the metadata is.

Source: ISO 19005-2, 6.2.3 (output intents) and 6.6.2.3.3 (extension schemas).
"""

from __future__ import annotations

from reportlab.pdfbase import pdfdoc

from resources import path

IDENTITY = (
    "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>"
    "<pdfuaid:part>1</pdfuaid:part>"
)
"""The two standards that a file says it follows."""

NAMESPACES = (
    'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" '
    'xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"'
)

SCHEMAS = """<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
"""PDF/A knows the properties of its own schemas, and asks what others are."""

_COLOURS = "sRGB IEC61966-2.1"


def output_intents(document: pdfdoc.PDFDocument) -> pdfdoc.PDFArray:
    """Return the entry of the catalogue that tells what the colours of the file are: sRGB."""
    profile = pdfdoc.PDFStream(
        pdfdoc.PDFDictionary({"N": 3}),
        path("srgb.icc").read_bytes(),
        [pdfdoc.PDFZCompress],
    )
    intent = pdfdoc.PDFDictionary(
        {
            "Type": "/OutputIntent",
            "S": "/GTS_PDFA1",
            "OutputConditionIdentifier": pdfdoc.PDFString(_COLOURS),
            "Info": pdfdoc.PDFString(_COLOURS),
            "DestOutputProfile": document.Reference(profile),
        }
    )
    return pdfdoc.PDFArray([document.Reference(intent)])
