"""Setting a text written in Markdown on the grid of the window."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontDatabase,
    QPixmap,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrame,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import QTextBrowser

from ui import theme
from ui.tokens import Size
from ui.widgets.layout.layouts import px

_LINE_PERCENT = 125.0


def show_markdown(browser: QTextBrowser, text: str) -> None:
    """Show a text of ours, in the theme in force; its links are left to the browser's owner."""
    document = browser.document()
    document.setDefaultFont(theme.current().font())
    document.setDocumentMargin(px(1))
    document.setMarkdown(text, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
    block = document.begin()
    while block.isValid():
        _set_block(block)
        block = block.next()
    _set_tables(document.rootFrame())
    fit_pictures(browser)
    browser.moveCursor(QTextCursor.MoveOperation.Start)


def fit_pictures(browser: QTextBrowser) -> None:
    """Make no picture wider than the text; each keeps its shape."""
    document = browser.document()
    room = browser.viewport().width() - 4 * px(1)
    block = document.begin()
    while block.isValid():
        for at in block.textFormats():
            shape = at.format.toImageFormat()
            if shape.isValid():
                image = document.resource(
                    QTextDocument.ResourceType.ImageResource, QUrl(shape.name())
                )
                natural = image.width() if isinstance(image, QPixmap) else room
                shape.setWidth(max(px(20), min(natural, room)))
                cursor = QTextCursor(block)
                cursor.setPosition(block.position() + at.start)
                cursor.setPosition(
                    block.position() + at.start + at.length, QTextCursor.MoveMode.KeepAnchor
                )
                cursor.setCharFormat(shape)
                line = QTextBlockFormat()
                line.setLineHeight(100, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
                cursor.mergeBlockFormat(line)
        block = block.next()


def _set_block(block: QTextBlock) -> None:
    cursor = QTextCursor(block)
    shape = QTextBlockFormat()
    shape.setLineHeight(_LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    level = block.blockFormat().headingLevel()
    in_table = cursor.currentTable() is not None
    if level == 1:
        shape.setBottomMargin(px(1))
    elif level > 1:
        shape.setTopMargin(px(2))
        shape.setBottomMargin(px(0.5))
    elif in_table:
        shape.setBottomMargin(0)
    elif block.textList() is not None:
        shape.setBottomMargin(px(0.4))
    else:
        shape.setBottomMargin(px(1))
    cursor.mergeBlockFormat(shape)
    cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
    if level:
        cursor.setCharFormat(_heading(level))  # whole: Markdown's own sizes go
    else:
        _set_parts(block)


def _heading(level: int) -> QTextCharFormat:
    look = theme.current()
    written = QTextCharFormat()
    written.setFont(look.font(Size.LARGE if level == 1 else Size.TEXT, bold=True))
    shade = look.colours.ink if level == 1 else look.colours.accent
    written.setForeground(QBrush(QColor(shade)))
    return written


def _set_parts(block: QTextBlock) -> None:
    """Set links and code in the colours and fonts of the theme."""
    colours = theme.current().colours
    parts = block.begin()
    found = []
    while not parts.atEnd():
        fragment = parts.fragment()
        if fragment.isValid():
            found.append((fragment.position(), fragment.length(), fragment.charFormat()))
        parts += 1
    for position, length, written in found:
        changed = QTextCharFormat()
        if written.isAnchor():
            changed.setForeground(QBrush(QColor(colours.accent)))
            changed.setFontUnderline(True)
        elif written.fontFixedPitch():
            fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
            changed.setFontFamilies([fixed.family()])
            changed.setFontPointSize(theme.current().font(Size.SMALL).pointSizeF())
            changed.setBackground(QBrush(QColor(colours.ground)))
        elif written.fontWeight() > QFont.Weight.Medium:
            changed.setFontWeight(QFont.Weight.DemiBold)
        else:
            continue
        cursor = QTextCursor(block)
        cursor.setPosition(position)
        cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(changed)


def _set_tables(frame: QTextFrame) -> None:
    """Draw tables as the rest of the window: hairlines under rows, no boxes."""
    line = QColor(theme.current().colours.line)
    for child in frame.childFrames():
        if isinstance(child, QTextTable):
            shape = child.format()
            shape.setBorder(0)
            shape.setCellPadding(px(0.4))
            shape.setCellSpacing(0)
            shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
            shape.setBottomMargin(px(1))
            child.setFormat(shape)
            for at in range(child.rows()):
                for place in range(child.columns()):
                    cell = child.cellAt(at, place)
                    written = cell.format().toTableCellFormat()
                    written.setBottomBorder(1)
                    written.setBottomBorderBrush(QBrush(line))
                    cell.setFormat(written)
        _set_tables(child)
