"""The icon of the program for Windows, made from its drawing."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

from places import ROOT

DRAWING = ROOT / "resources" / "icons" / "application.svg"
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)


def written_icon(output: Path) -> Path:
    """Write the icon with all its sizes into an `.ico` file, and return it."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PIL import Image
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    _app = QGuiApplication.instance() or QGuiApplication([])
    renderer = QSvgRenderer(str(DRAWING))
    drawn = []
    for size in SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")
        drawn.append(Image.open(BytesIO(buffer.data().data())))
    drawn[-1].save(output, format="ICO", append_images=drawn[:-1], sizes=[i.size for i in drawn])
    return output
