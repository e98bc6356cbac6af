"""A QR code that a camera can read."""

import pytest
from PySide6.QtGui import QColor

from tests.support.window import picture
from ui import theme
from ui.widgets.qr_code import QUIET_ZONE, QrCode


@pytest.mark.parametrize("name", ["clair", "sombre", "contraste"])
def test_code_when_shown_then_it_is_black_on_white_with_a_quiet_zone(
    qapp: object, name: str
) -> None:
    theme.current().apply(name, 100)
    code = QrCode()
    assert code.show_text("BEGIN:VCARD\r\nFN:Zoé CŒUR\r\nEND:VCARD\r\n", "Carte de Zoé CŒUR")
    code.resize(code.sizeHint())

    image = picture(code)

    module = image.width() // code.modules
    assert image.width() == module * code.modules
    edge = QUIET_ZONE * module
    quiet = {image.pixelColor(x, edge - 1).name() for x in range(image.width())}
    assert quiet == {"#ffffff"}
    # The corner of a finder pattern: seven dark modules in a row.
    row = [image.pixelColor(edge + at * module + 1, edge + 1) for at in range(8)]
    assert [colour == QColor("black") for colour in row] == [True] * 7 + [False]
    assert code.accessibleDescription() == "Carte de Zoé CŒUR"
    code.deleteLater()


def test_code_when_the_text_is_too_long_then_there_is_none(qapp: object) -> None:
    code = QrCode()

    assert not code.show_text("é" * 4000, "Trop long")
    assert code.modules == 0
    picture(code)
    code.deleteLater()
