"""The preview of a référentiel: what taking it in would add, change or withdraw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from ctg_desktop.typography import labelled
from ui import theme
from ui.widgets.labels import Body, Heading, Note
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.tips import plain_tip

if TYPE_CHECKING:
    from ctg_desktop.referentiel.reporting import Report, RowChange

_EMPTY = "(vide)"


class ReferenceImportDialog(QDialog):
    """Shows what would change; nothing is written before the person says so."""

    def __init__(self, report: Report, parent: QWidget) -> None:
        """Show a report of `ctg_desktop.referentiel.importing.preview`."""
        super().__init__(parent)
        self.setWindowTitle("Importer un référentiel")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        has_changes = bool(report.rows)
        layout = column(self, spacing=1, margins=2)
        layout.addWidget(Heading(report.sentence(), 3, self))
        for sentence in report.warnings:
            layout.addWidget(Note(sentence, self, look="alert"))
        if has_changes:
            layout.addWidget(
                Body("Voici ce qui changerait. Vos actions et vos contacts locaux ne changent pas.")
            )
            layout.addWidget(changes_tree(report, "Ce qui changerait", self), 1)
        layout.addLayout(self._buttons(can_take=has_changes))
        wanted = QSize(px(90), px(56) if has_changes else px(10))
        self.resize(wanted.boundedTo(parent.size() * 0.92))

    def _buttons(self, *, can_take: bool) -> QHBoxLayout:
        buttons = row(spacing=1)
        buttons.addStretch(1)
        leave = QPushButton("Ne rien changer" if can_take else "Fermer", self)
        leave.clicked.connect(self.reject)
        leave.setAutoDefault(not can_take)
        buttons.addWidget(leave)
        if can_take:
            take = QPushButton("Reprendre cette version", self)
            take.setProperty("look", "primary")
            take.setDefault(True)
            take.clicked.connect(self.accept)
            buttons.addWidget(take)
        return buttons


def changes_tree(report: Report, name: str, parent: QWidget) -> QTreeWidget:
    """Return the rows of a report, which has some, each with its fields before and after."""
    tree = QTreeWidget(parent)
    tree.setAccessibleName(name)
    tree.setHeaderLabels(["Élément", "Avant", "Après"])
    tree.setUniformRowHeights(True)
    tree.setWordWrap(False)
    items = [_item(change) for change in report.rows]
    tree.addTopLevelItems(items)
    for item in items:
        item.setFirstColumnSpanned(True)
        item.setFont(0, theme.current().font(bold=True))
    if len(report.rows) <= 12:
        tree.expandAll()
    for item, change in zip(items, report.rows, strict=True):
        item.setExpanded(item.isExpanded() or bool(change.ties))
    header = tree.header()
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    header.setStretchLastSection(True)
    header.resizeSection(1, px(22))
    header.resizeSection(2, px(22))
    tree.setCurrentItem(items[0])
    return tree


def _item(change: RowChange) -> QTreeWidgetItem:
    item = QTreeWidgetItem([labelled(change.fate.label, f"{change.label}, {change.name}"), "", ""])
    item.setSizeHint(0, QSize(0, px(3)))
    for field in change.fields:
        before, after = field.before or _EMPTY, field.after or _EMPTY
        child = QTreeWidgetItem([field.label, _one_line(before), _one_line(after)])
        child.setToolTip(1, plain_tip(before))
        child.setToolTip(2, plain_tip(after))
        item.addChild(child)
    if change.ties:
        child = QTreeWidgetItem(["S’y rattachent", change.ties, "à rattacher ailleurs ensuite"])
        child.setToolTip(1, plain_tip(change.ties))
        item.addChild(child)
    return item


def _one_line(text: str) -> str:
    return " ".join(text.split())
