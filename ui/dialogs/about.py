"""« À propos »: versions, licences of all that is delivered, where the data come from."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QTextBrowser,
    QWidget,
)

from ctg_desktop.ports import UnitOfWork
from ctg_desktop.typography import spaced
from ctg_desktop.version import version
from ui import icons
from ui.desk import Desk
from ui.dialogs.help_pages import page_text
from ui.dialogs.markdown import show_markdown
from ui.widgets.labels import Body, Heading, Note, Picture
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.layout.scroll import PaperScroll

DELIVERED = (
    *("alembic", "asn1crypto", "backports-tarfile", "cffi", "charset-normalizer"),
    *("chunspell",),
    *("font-source-sans-pro", "importlib-metadata", "jaraco-classes", "jaraco-context"),
    *("jaraco-functools", "keyring", "lazy-importer", "lxml", "mako", "markupsafe"),
    *("more-itertools", "pg8000", "pillow", "platformdirs", "pycparser", "pynacl"),
    *("pyside6-essentials", "pyside6-pdf", "python-calamine", "python-dateutil", "python-docx"),
    *("pywin32-ctypes", "reportlab", "scramp", "segno", "shiboken6", "sqlalchemy", "sqlcipher3"),
    *("tomli-w", "typing-extensions", "tzdata", "xlsxwriter", "zipp"),
)
"""The packages that are delivered with the program; a test compares them with the pins."""

_READ_BY_HAND = {
    # Their metadata name no licence, or several among which this program chooses.
    "chunspell": "MIT (et Hunspell : MPL-1.1)",
    "sqlcipher3": "zlib (et SQLCipher : BSD)",
    "pyside6-essentials": "LGPL-3.0-only",
    "pyside6-pdf": "LGPL-3.0-only",
    "shiboken6": "LGPL-3.0-only",
}
_LICENCE_FILES = ("licen", "copying", "notice")
_NO_TEXT = "Le texte de cette licence n’est pas joint à ce paquet."
_SOURCES = "sources_des_donnees"


@dataclass(frozen=True, slots=True)
class Package:
    """A delivered package: its name, version, and licence in a few words."""

    name: str
    version: str
    licence: str


def delivered() -> list[Package]:
    """Return the delivered packages that are installed, as their own metadata tell them."""
    found = []
    for name in DELIVERED:
        try:
            told = metadata.metadata(name)
        except metadata.PackageNotFoundError:  # not needed on this system
            continue
        found.append(Package(told["Name"], told["Version"], _licence(name, told)))
    return found


def _licence(name: str, told: metadata.PackageMetadata) -> str:
    if name in _READ_BY_HAND:
        return _READ_BY_HAND[name]
    if "License-Expression" in told:
        return told["License-Expression"]
    classifiers = told.get_all("Classifier") or []
    named = [each.rpartition(" :: ")[2] for each in classifiers if each.startswith("License ::")]
    return ", ".join(named) or (told.get_all("License") or [""])[0].partition("\n")[0]


def licence_text(name: str) -> str:
    """Return the texts of licence that a package brings; a sentence when it brings none."""
    files = metadata.files(name) or []
    texts = [
        Path(str(file.locate())).read_text(encoding="utf-8", errors="replace")
        for file in files
        if file.name.lower().startswith(_LICENCE_FILES) and Path(str(file.locate())).is_file()
    ]
    return "\n\n".join(texts) or _NO_TEXT


class AboutDialog(QDialog):
    """Tells what runs here; the versions can be copied for whoever helps."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        """Read what is installed; the storage tells its own version a moment later."""
        super().__init__(parent)
        self.setWindowTitle("À propos de CTG Desktop")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._folder = desk.folder
        self._packages = delivered()
        self._engine = "SQLite"
        self._versions = Body("", self)
        tabs = QTabWidget(self)
        tabs.setDocumentMode(True)
        tabs.setAccessibleName("Détails")
        tabs.addTab(self._program(), "Programme")
        tabs.addTab(self._software(), "Logiciels et licences")
        tabs.addTab(_data_sources(), "Données")
        layout = column(self, spacing=1.5, margins=2)
        layout.addLayout(self._head())
        layout.addWidget(tabs, 1)
        layout.addLayout(self._buttons())
        self._show_versions()
        if desk.is_open:
            desk.read(_engine_of, self._show_engine, owner=self)
        self.resize(QSize(px(74), px(60)).boundedTo(parent.size() * 0.92))

    def _head(self) -> QHBoxLayout:
        sign = Picture(self)
        sign.setPixmap(icons.pixmap("application", "", px(6)))
        words = column(spacing=0)
        words.addWidget(Heading("CTG Desktop", 1, self))
        words.addWidget(Note(f"Version {version()}", self))
        head = row(spacing=1.5)
        head.addWidget(sign)
        head.addLayout(words, 1)
        return head

    def _program(self) -> QWidget:
        tab = PaperScroll(spacing=1, margins=1.5)
        layout = tab.column
        layout.addWidget(
            Body(
                "Suivre une convention territoriale globale dans les mairies : ses actions "
                "locales, leur histoire, et les documents que l’on imprime. Le programme marche "
                "sans réseau : rien ne sort de cet ordinateur que par un fichier que vous envoyez, "
                "ou par un relais que vous choisissez."
            )
        )
        layout.addWidget(Heading("Dossier de données", 3))
        layout.addWidget(Body(str(self._folder)))
        open_folder = QPushButton("Ouvrir le dossier")
        open_folder.clicked.connect(self._open_folder)
        line = row()
        line.addWidget(open_folder)
        line.addStretch(1)
        layout.addLayout(line)
        layout.addWidget(Heading("Versions", 3))
        layout.addWidget(self._versions)
        layout.addWidget(Heading("Licence", 3))
        layout.addWidget(
            Body(
                "CTG Desktop est un logiciel libre, sous licence MIT : on peut l’employer, "
                "l’étudier, le modifier et le redistribuer. Il est fourni sans garantie."
            )
        )
        layout.addStretch(1)
        return tab

    def _software(self) -> QWidget:
        tab = QWidget()
        table = QTableWidget(len(self._packages), 3, tab)
        table.setAccessibleName("Logiciels livrés avec le programme")
        table.setHorizontalHeaderLabels(["Logiciel", "Version", "Licence"])
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        for at, package in enumerate(self._packages):
            for place, words in enumerate((package.name, package.version, package.licence)):
                table.setItem(at, place, QTableWidgetItem(spaced(words)))
        table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        table.horizontalHeader().setHighlightSections(False)
        table.resizeColumnsToContents()
        text = QPlainTextEdit(tab)
        text.setReadOnly(True)
        text.setAccessibleName("Texte de la licence")

        def show(current: int) -> None:
            text.setPlainText(licence_text(self._packages[current].name))

        table.currentCellChanged.connect(lambda current, *_others: show(current))
        table.setCurrentCell(0, 0)
        layout = column(tab, spacing=1, margins=(1, 0))
        layout.addWidget(table, 3)
        layout.addWidget(Note("Le texte de la licence choisie :"))
        layout.addWidget(text, 2)
        return tab

    def _buttons(self) -> QHBoxLayout:
        copy = QPushButton("Copier les versions", self)
        copy.clicked.connect(self._copy)
        close = QPushButton("Fermer", self)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = row(spacing=1)
        buttons.addWidget(copy)
        buttons.addStretch(1)
        buttons.addWidget(close)
        return buttons

    # --- what it says -----------------------------------------------------------------

    def _show_engine(self, engine: str) -> None:
        self._engine = engine
        self._show_versions()

    def _show_versions(self) -> None:
        self._versions.setText(" · ".join(self._lines()[1:]))

    def _lines(self) -> list[str]:
        return [
            f"CTG Desktop {version()}",
            f"Python {platform.python_version()}",
            f"Qt {qVersion()}",
            self._engine,
            f"{platform.system()} {platform.release()} ({platform.machine()})",
        ]

    def _copy(self) -> None:
        packages = [f"{package.name} {package.version}" for package in self._packages]
        QGuiApplication.clipboard().setText("\n".join([*self._lines(), *packages, ""]))

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))


def _engine_of(uow: UnitOfWork) -> str:
    return uow.engine


def _data_sources() -> QTextBrowser:
    browser = QTextBrowser()
    browser.setAccessibleName("Provenance des données")
    browser.setOpenExternalLinks(True)
    browser.setFrameShape(QTextBrowser.Shape.NoFrame)
    show_markdown(browser, page_text(_SOURCES))
    return browser
