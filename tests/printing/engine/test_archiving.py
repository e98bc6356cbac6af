"""Files that are kept: what PDF/A-2a asks beside the tags, on every kind of content."""

import struct
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageCms

from ctg_desktop.printing.engine.blocks import TextBlock
from ctg_desktop.printing.engine.document import rendered
from ctg_desktop.printing.engine.lines import reached
from ctg_desktop.printing.engine.logo import read_logo
from ctg_desktop.printing.masthead import masthead
from resources import path as resource
from tests.support.sheets import archive_findings, edition, printed, titled

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # those of the checkers

_AIIM = "http://www.aiim.org"


def test_file_when_it_holds_links_pictures_and_foreign_signs_then_it_can_be_kept(
    tmp_path: Path,
) -> None:
    for mode, colour in (("RGBA", (1, 90, 200, 120)), ("L", 90), ("LA", (9, 9)), ("P", 3)):
        picture = tmp_path / "logo.png"
        Image.new(mode, (60, 30), colour).save(picture)
        story = [
            masthead("Essai", structure="Valbrune", logo=read_logo(picture)),
            TextBlock([reached(["03 21 00 00 01", "j@exemple.fr"], "Jeanne 🎉 MARTIN")]),
            TextBlock("🎉" * 40_000 + f" https://exemple.fr/{'a' * 40_000} " + "(" * 300),
        ]
        path = tmp_path / "essai.pdf"
        path.write_bytes(rendered(story, edition()))
        assert archive_findings(path) == []


def test_file_when_something_is_taken_away_then_the_checker_says_so(tmp_path: Path) -> None:
    path = tmp_path / "essai.pdf"
    whole = rendered(titled(TextBlock("Un texte.")), edition())
    for spoil in (_without_colours, _without_font, _without_identity):
        with pikepdf.open(BytesIO(whole)) as pdf:
            spoil(pdf)
            pdf.save(path)
        assert archive_findings(path) != [], spoil


def _without_colours(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.OutputIntents


def _without_font(pdf: pikepdf.Pdf) -> None:
    for font in pdf.pages[0].Resources.Font.values():
        del font.DescendantFonts[0].FontDescriptor.FontFile2


def _without_identity(pdf: pikepdf.Pdf) -> None:
    told = pdf.Root.Metadata.read_bytes().replace(b"pdfaid:part>2<", b"pdfaid:part>1<")
    pdf.Root.Metadata = pdf.make_stream(told, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)


def test_metadata_when_read_then_it_names_both_standards_and_explains_its_own_property() -> None:
    pdf = printed(TextBlock("Un texte.")).pdf

    with pdf.open_metadata() as told:
        assert told[f"{{{_AIIM}/pdfa/ns/id/}}part"] == "2"
        assert told[f"{{{_AIIM}/pdfa/ns/id/}}conformance"] == "A"
        assert told[f"{{{_AIIM}/pdfua/ns/id/}}part"] == "1"
    packet = pdf.Root.Metadata.read_bytes()
    assert b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/<" in packet
    assert b"/Filter" not in pdf.Root.Metadata.unparse()


def test_profile_when_pillow_makes_it_then_it_is_the_one_that_is_delivered() -> None:
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made[24:36] = struct.pack(">6H", 2026, 1, 1, 0, 0, 0)
    delivered = resource("srgb.icc").read_bytes()

    shown = ImageCms.getOpenProfile(BytesIO(delivered)).profile
    assert (shown.copyright, shown.profile_description) == (
        "No copyright, use freely",
        "sRGB built-in",
    )
    assert delivered[128:] == bytes(made)[128:]
    assert delivered[24:36] == made[24:36]
