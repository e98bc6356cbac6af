"""What stands in the main window: navigation at the left, the page on screen, messages, menus."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QMainWindow, QMenuBar, QWidget

from ctg_desktop.errors import CtgError, StorageError
from ui import theme
from ui.desk import Desk
from ui.icons import application_icon
from ui.notify import Banner, Offer, SavedLabel, Tone
from ui.pages import PAGES, page_spec
from ui.pages.base import Page
from ui.targets import Target, page_of, target_of
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.work_bar import WorkBar
from ui.window.closing import Closing
from ui.window.commands import PAGE_PREFIX, WRITING, CommandSet
from ui.window.dialogs import WindowDialogs
from ui.window.dropping import exchange_files, spreadsheet
from ui.window.exchange_badge import ExchangeBadge
from ui.window.header import Header, marks_of
from ui.window.looks import THEME_PREFIX, look_commands
from ui.window.navigation import Navigation
from ui.window.page_stack import PageStack
from ui.window.trail import Trail
from ui.window.undo_reach import UndoReach
from ui.window.unsaved_texts import UnsavedTexts

if TYPE_CHECKING:
    from ctg_desktop.services.past_gestures import UndoNames, Undone
    from ui.window.folder_work import FolderWork

Do = Callable[[], None]

_STORAGE, _GESTURE = "stockage", "geste"


class Contents(QObject):
    """All that the main window shows and does, in the theme in force."""

    demonstration_asked = Signal()
    """The person wants to try with invented data."""
    stayed = Signal()
    """The person was asked at closing, and chose to stay."""

    def __init__(self, window: QMainWindow, desk: Desk) -> None:
        """Draw all around the pages; they come when the folder is open."""
        super().__init__(window)
        self._window = window
        self.desk = desk
        self._trail = Trail()
        self._first = Target(PAGES[0].key)
        """Where to go as soon as the folder is open."""
        self._undo: UndoNames | None = None
        self._work: FolderWork | None = None
        self._dialogs = WindowDialogs(window, desk)
        self._dialogs.called.connect(self.do)
        self._dialogs.went.connect(self.go)
        self._may_close = False
        self._is_outdated = False
        window.setWindowIcon(application_icon())
        window.setAcceptDrops(True)
        self._build()
        self._closing = Closing(window, desk, lambda: self._stack.pages)
        UndoReach(window)
        self._badge = ExchangeBadge(desk, lambda: self.navigation, self)
        UnsavedTexts(desk, lambda: self.banner, self.go, self)
        self._connect()

    # --- building ---------------------------------------------------------------------

    def _build(self, kept: Sequence[Page] = ()) -> None:
        """Make all that there is, in the theme in force; `kept` are pages of another theme."""
        self._window.setMenuBar(QMenuBar())  # a bar that is cleared keeps its menus
        self.commands = CommandSet(self._window)
        self.commands.called.connect(self.do)
        self.commands.page_called.connect(self._go_to_page)
        self.navigation = Navigation()
        self.navigation.pressed.connect(self._expect)
        self.navigation.asked.connect(self._go_to_page)
        self.navigation.folded.connect(self.commands.action("navigation").setChecked)
        self.header = Header(self.desk)
        self.header.search.went.connect(self.go)
        self.header.help_asked.connect(partial(self.do, "help"))
        self._stack = PageStack(self.desk, kept)
        self._stack.went.connect(self.go)
        self._stack.commands_changed.connect(self._update_commands)
        self._stack.row_menu_asked.connect(self.commands.show_row_menu)
        middle = QWidget()
        layout = row(middle, spacing=0)
        layout.addWidget(self.navigation)
        right = column(spacing=0)
        right.addWidget(self.header)
        right.addWidget(self._stack, 1)
        layout.addLayout(right, 1)
        self.banner = Banner(self._stack)
        for toast in self.banner.toasts:
            toast.came_or_went.connect(self._update_commands)
        self._stack.spoken.connect(self.banner.show_message)
        right.addWidget(self.banner)
        self._window.setCentralWidget(middle)
        self._saved = SavedLabel(" ")
        self._work_bar = WorkBar()
        always = self._work_bar.sizePolicy()
        always.setRetainSizeWhenHidden(True)  # else the page moves whenever it comes and goes
        self._work_bar.setSizePolicy(always)
        status = self._window.statusBar()
        status.setSizeGripEnabled(False)
        status.setContentsMargins(px(1), 0, px(1), 0)
        status.addWidget(self._saved)
        status.addPermanentWidget(self._work_bar)
        self.desk.work_shown.connect(self._work_bar.follow)
        self._update_commands()

    def _connect(self) -> None:
        desk = self.desk
        desk.opened.connect(self._welcome)
        desk.refused.connect(self._forget_pages)
        desk.recording.connect(self._saved.begin)
        desk.saved.connect(self._show_saved)
        desk.idled.connect(self._saved.end)
        desk.failed.connect(self.tell_error)
        desk.recovered.connect(self._tell_recovered)
        desk.undo_changed.connect(self._keep_undo)
        desk.undone.connect(self._show_undone)
        desk.done.connect(self._offer_undo)
        desk.row_asked.connect(self._show_row)
        self._closing.began.connect(self._show_closing)
        self._closing.given_up.connect(self._stay)
        self._closing.came_back.connect(self._show_place)
        self._closing.finished.connect(self._close_now)
        theme.current().changing.connect(self._shed)
        theme.current().changed.connect(self._look_changed)
        desk.idled.connect(self._rebuild_soon)
        desk.worded.connect(self._look_changed)

    # --- the open folder --------------------------------------------------------------

    def _welcome(self) -> None:
        if self.page is None:
            page_spec(self._first.page).count_ahead(self.desk)
        self.show_screen(None)
        self._show_office()
        for notice in self.desk.office.notices:
            self.banner.tell(notice, Tone.WARNING, key="place")
        # The window shows itself before the page's module is imported.
        QTimer.singleShot(0, self, self._begin)

    def _begin(self) -> None:
        if self.page is None:
            self.go(self._first)

    def _forget_pages(self) -> None:
        """Show nothing of a folder that was looked into, and then found not to be sound."""
        self._stack.forget()
        self._trail = Trail()
        self._update_commands()

    def _show_office(self) -> None:
        office = self.desk.office
        name = office.structure.name if office.structure else None
        self.navigation.name_office(name or "")
        self.header.show_marks(marks_of(office))

    def show_screen(self, screen: QWidget | None) -> None:
        """Show a screen in place of the pages (first start, a folder that cannot be opened).

        The window owns it until another one, or None, takes its place.
        """
        self._stack.show_screen(screen)
        for part in (self.navigation, self.header):
            part.setVisible(screen is None)
        self._update_commands()
        self._rebuild()

    # --- going somewhere --------------------------------------------------------------

    @property
    def page(self) -> Page | None:
        """The page on screen."""
        return self._stack.page

    def go(self, target: Target) -> None:
        """Show a page, made now if it never was, and what the target asks for there.

        Before the folder is open the page is marked, and shown as soon as it is.
        """
        if not self.desk.is_open:
            self._first = target
            self._mark_page(target.page)
            return
        if self.page is not None:
            self._trail.leave(self.page.target())
        self._show(target)

    def _go_to_page(self, key: str) -> None:
        if self.page is None or self.page.key != key:
            self.go(Target(key))
        if self.page is not None:
            self._mark_page(self.page.key)

    def _expect(self, key: str) -> None:
        """Import a page's module while its button is down: the click then only makes the page."""
        if self.desk.is_open:
            page_spec(key).load()

    def _go_back(self) -> None:
        if self.page is not None:
            self._show(self._trail.back(self.page.target()))

    def _go_forward(self) -> None:
        if self.page is not None:
            self._show(self._trail.forward(self.page.target()))

    def _show(self, target: Target) -> None:
        self._mark_page(target.page)
        self._stack.show_page(target)
        if self.page is not None:
            self.commands.name_commands(self.page.command_words())
        self._update_commands()

    def _mark_page(self, key: str) -> None:
        title = page_spec(key).title
        self.header.show_title(title)
        self.navigation.check(key)
        self.commands.check_page(key)
        structure = self.desk.office.structure if self.desk.is_open else None
        name = structure.name if structure else None
        self._window.setWindowTitle(f"{title} – {name}" if name else title)

    # --- commands ---------------------------------------------------------------------

    def do(self, command: str) -> None:
        """Carry out a command: the page's way, else the window's."""
        if command.startswith(PAGE_PREFIX):
            self._go_to_page(command.removeprefix(PAGE_PREFIX))
            return
        found = self._offered().get(command)
        if found is not None:
            found()

    def _offered(self) -> Mapping[str, Do]:
        """Return what can be done now: the page's commands before the window's."""
        if self._stack.has_screen or not self.desk.is_open:
            return self._always()
        offered = {**self._own(), **(self.page.commands() if self.page else {})}
        if self.desk.office.is_read_only:
            return {name: do for name, do in offered.items() if name not in WRITING}
        return offered

    def _always(self) -> dict[str, Do]:
        return {
            "quit": lambda: (self._window.close(), None)[1],
            "palette": self._open_palette,
            "help": self.open_help,
            "first_steps": partial(self.open_help, "premiers_pas"),
            "glossary": partial(self.open_help, "glossaire"),
            "shortcuts": partial(self.open_help, "raccourcis"),
            "about": self._dialogs.open_about,
            "navigation": self._fold_navigation,
            **look_commands(self.desk.preferences),
        }

    def _own(self) -> dict[str, Do]:
        office = self.desk.office
        found = {
            **self._always(),
            "print": self._print,
            "export_actions": self._export_actions,
            "export_contacts": self.work.export_contacts,
            "export_all": self.work.export_all,
            "write_model": self.work.write_model,
            "export_reference": self._export_reference,
            "send_file": self._send_file,
            "verify": self.work.verify,
            "gestures": self._dialogs.open_gestures,
            "search": self._search_page,
            "search_all": self._search_all,
            "refresh": self._refresh,
        }
        if self.page is not None and self.page.listed() is not None:
            found["export_list"] = self._export_list
        if not office.is_read_only:
            found["import_reference"] = self.work.import_reference
            found["import_delivered"] = self.work.import_delivered
            found["back_up"] = self.work.back_up
            found["receive_files"] = self._receive_files
            found["exchange_now"] = self._exchange_now
            found["import_rows"] = self._import_rows
            if self._listed_entity():
                found["paste_rows"] = self._paste_rows
            found["new"] = self._new_action
            found["new_from_model"] = self._new_from_model
            if self._undo is not None and (self._undo.undo or self._undo.has_older):
                found["undo"] = self._undo_gesture
            if self._undo is not None and self._undo.redo:
                found["redo"] = self._redo_gesture
        if office.installation.demonstration:
            found["leave_demonstration"] = partial(self.desk.folder_asked.emit, None)
        else:
            found["open_demonstration"] = self.demonstration_asked.emit
        if self.banner.toast.message is not None:
            found["message"] = self.banner.toast.take_keyboard
        if self._trail.can_go_back:
            found["back"] = self._go_back
        if self._trail.can_go_forward:
            found["forward"] = self._go_forward
        return found

    def _update_commands(self) -> None:
        self.commands.enable(self._offered().keys(), pages=not self._stack.has_screen)
        look = self.desk.preferences.value.theme
        self.commands.action(f"{THEME_PREFIX}{look}").setChecked(True)

    def _keep_undo(self, names: UndoNames) -> None:
        self._undo = names
        self.commands.name_undo(names)
        self._update_commands()

    def _undo_gesture(self) -> None:
        """Undo what was done last, or say where older gestures are taken back."""
        is_typing = self.page is not None and self.page.is_pending()
        if is_typing or (self._undo is not None and self._undo.undo):
            self._flush_page()
            self.desk.undo()
            return
        self.banner.tell(
            "Annuler s’arrête à l’ouverture du dossier, et à 50 gestes. Ce qui a été fait "
            "avant s’annule dans l’Historique, un geste à la fois.",
            offer=Offer("Ouvrir l’Historique", self._dialogs.open_gestures),
            key=_GESTURE,
        )

    def _redo_gesture(self) -> None:
        self._flush_page()
        self.desk.redo()

    def _offer_undo(self, sentence: str, gesture: str) -> None:
        """Say what was just done, with the way back; without one nothing was."""
        if not gesture:
            self.banner.tell(sentence, Tone.INFO)
            return
        offer = Offer("Annuler", partial(self.desk.take_back, gesture))
        self.banner.tell(sentence, Tone.GOOD, offer=offer, key=_GESTURE)

    def _show_undone(self, undone: Undone, is_redo: bool) -> None:  # noqa: FBT001 - a signal's
        """Say what undo took back, and go where that changed something."""
        words = f"Rétabli : {undone.words}." if is_redo else f"Annulé : {undone.words}."
        words = f"{words} {undone.note}".strip()
        back = ("Annuler", self._undo_gesture) if is_redo else ("Rétablir", self._redo_gesture)
        self.banner.tell(words, Tone.GOOD, offer=Offer(*back), key=_GESTURE)
        if self.page is not None and undone.entity in self.page.edits:
            return
        if page := page_of(undone.entity):
            place = Target(page, undone.entity, undone.row, cell=undone.cell)
            self._show_place(place if undone.row else Target(page))

    def _show_place(self, target: Target) -> None:
        """Show a place, without leaving the page or the fiche that is on screen already."""
        here = self.page.target() if self.page is not None else Target("")
        is_here = here.page == target.page and target.row in ("", here.row)
        if self.page is not None and is_here:
            self.page.show_target(target)
        else:
            self.go(target)

    def _flush_page(self) -> None:
        """What is typed is a gesture of its own, and the last one."""
        if self.page is not None:
            self.page.flush()

    def _print(self) -> None:
        self._flush_page()
        request = self.page.printable() if self.page else None
        self.go(Target("printing", request=request))

    def _send_file(self) -> None:
        self._flush_page()
        self.work.send_file()

    def _exchange_now(self) -> None:
        """Do a round with the relay where its page says how it goes, or how to choose one."""
        self.go(Target("exchanges"))
        self.desk.exchange_asked.emit()

    def _receive_files(self) -> None:
        self._flush_page()
        self.work.choose_received()

    def _listed_entity(self) -> str:
        """Return the entity that the page on screen lists, where rows of it are made here."""
        name = self.page.taken_in() if self.page is not None else ""
        return name if name and self.work.may_import(name) else ""

    def _import_rows(self) -> None:
        self._flush_page()
        self.work.choose_import(self._listed_entity())

    def _paste_rows(self) -> None:
        """Import what was copied: cells, or a file."""
        self._flush_page()
        copied, entity = QGuiApplication.clipboard().mimeData(), self._listed_entity()
        if (sheet := spreadsheet(copied)) is not None:
            self.work.import_file(sheet, entity)
        else:
            self.work.import_cells(copied.text(), entity)

    def _refresh(self) -> None:
        if self.page is not None:
            self.page.refresh_now()

    def _search_page(self) -> None:
        if self.page is None or not self.page.focus_search():
            self._search_all()

    def _search_all(self) -> None:
        self.header.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.header.search.selectAll()

    def _show_row(self, entity: str, row: str) -> None:
        if target := target_of(entity, row):
            self.go(target)

    def _new_action(self) -> None:
        """Go where actions are made, from a page that makes nothing itself."""
        self.go(Target("actions", section="new"))

    def _new_from_model(self) -> None:
        """Go where actions are made, to begin one as a fiche kept for reuse."""
        self.go(Target("actions", section="new_from_model"))

    def _export_reference(self) -> None:
        """Publish, where the agglomeration edits; elsewhere, write a copy."""
        if self.desk.office.is_agglomeration and not self.desk.office.is_read_only:
            self.go(Target("strategy"))
            publish = self.page.commands().get("export_reference") if self.page else None
            if publish is not None:
                publish()
                return
        self.work.export_reference()

    def _export_actions(self) -> None:
        """Export what the page's own filter finds; everything from elsewhere."""
        listing = self.page if self.page is not None and self.page.key == "actions" else None
        if listing is None:
            self.work.export_actions(None)
        else:
            self.work.export_actions(listing.target().query, listing.shown_fields())

    def _export_list(self) -> None:
        """Export what the page on screen lists."""
        if self.page is not None and (listed := self.page.listed()) is not None:
            self.work.export_rows(*listed, self.page.shown_fields())

    def _fold_navigation(self) -> None:
        is_folded = not self.navigation.is_folded
        self.navigation.fold(is_folded=is_folded)
        self.commands.action("navigation").setChecked(is_folded)

    @property
    def work(self) -> FolderWork:
        """What is done with the whole folder, made when it is first asked for."""
        if self._work is None:
            from ui.window.folder_work import FolderWork

            self._work = FolderWork(self._window, self.desk, lambda: self.banner)
            self._work.went.connect(self.go)
        return self._work

    def _open_palette(self) -> None:
        is_read_only = self.desk.is_open and self.desk.office.is_read_only
        self._dialogs.open_palette(partial(self.commands.every, is_read_only=is_read_only))

    def open_help(self, topic: str = "") -> None:
        """Open a page of the help, that of the page on screen unless told."""
        self._dialogs.open_help(topic or (self.page.help_topic if self.page else ""))

    # --- messages ---------------------------------------------------------------------

    def tell_error(self, error: CtgError) -> None:
        """Show an error in the banner; one of the storage stays until the storage works again."""
        if isinstance(error, StorageError):
            self._saved.tell_waiting()
            self.banner.tell(error.sentence, Tone.ERROR, key=_STORAGE)
        else:
            self.banner.tell(error.sentence, Tone.ERROR)

    def _tell_recovered(self) -> None:
        self.banner.forget(_STORAGE)
        self.banner.tell("L’enregistrement marche de nouveau.", Tone.GOOD)

    def _show_saved(self, at: object) -> None:
        self._saved.tell(at)  # type: ignore[arg-type]  # the signal carries an aware instant

    def _show_closing(self) -> None:
        self._saved.tell_closing()

    # --- look -------------------------------------------------------------------------

    def _shed(self) -> None:
        """End what is made again in any case: pages out of sight, and a fiche.

        Giving each of their widgets another look first would stop the window for a second.
        """
        if self._can_rebuild:
            self._stack.forget_hidden()
            if self.page is not None:
                self.page.shed()

    def _look_changed(self) -> None:
        """Build all again in other lengths and colours, on the same page."""
        self._is_outdated = True
        self._stack.flush()
        self._rebuild_soon()

    def _rebuild_soon(self) -> None:
        if self._is_outdated:
            QTimer.singleShot(0, self, self._rebuild)

    @property
    def _can_rebuild(self) -> bool:
        """Whether nothing is in the way: of what is being saved or made a page hears the end."""
        if self._may_close or self._stack.has_screen:
            return False
        return not self.desk.works and not (self.desk.is_busy and self._stack.pending)

    def _rebuild(self) -> None:
        if not self._is_outdated or not self._can_rebuild:
            return  # the desk tells when it is idle
        self._is_outdated = False
        target = self.page.target() if self.page else None
        is_folded, former, words = self.navigation.is_folded, self.banner, self._saved.text()
        kept = self._stack.let_go()
        self._dialogs.close_help()
        self.commands.deleteLater()
        for part in (self._saved, self._work_bar):
            self._window.statusBar().removeWidget(part)
            part.deleteLater()
        self._build(kept)
        self._saved.setText(words)
        self.banner.take_over(former)
        self.navigation.fold(is_folded=is_folded)
        self.navigation.fit(self._window.width())
        if self.desk.is_open:
            self._show_office()
            self._badge.show()
            if self._undo is not None:
                self._keep_undo(self._undo)
            if target is not None:
                self._show(target)

    # --- closing ----------------------------------------------------------------------

    def _stay(self) -> None:
        self._saved.setText("")
        self.stayed.emit()

    def _close_now(self) -> None:
        self._may_close = True
        geometry = bytes(self._window.saveGeometry().toBase64().data()).decode()
        self.desk.preferences.update(window=geometry)
        self._window.close()

    def may_close(self) -> bool:
        """Whether the window may go now; else it begins to be closed."""
        if not self._may_close:
            self._closing.begin()
        return self._may_close

    # --- what the system asks of the window ---------------------------------------------

    def go_on_unblocked(self) -> None:
        """Go on where a dialog was in the way, once it is closed."""
        self._window.activateWindow()
        if self._work is not None:
            self._work.receive_waiting()

    def take_dragged(self, event: QDragEnterEvent) -> None:
        """Take exchange files that are dropped on the window, or a spreadsheet."""
        if not self.desk.is_open or self._stack.has_screen:
            return
        may_write = not self.desk.office.is_read_only
        if exchange_files(event.mimeData()) or (may_write and spreadsheet(event.mimeData())):
            event.acceptProposedAction()

    def take_dropped(self, event: QDropEvent) -> None:
        """Show what the files would change, once the other program has let go of them."""
        paths = exchange_files(event.mimeData())
        event.acceptProposedAction()
        if (sheet := spreadsheet(event.mimeData())) is not None:
            entity = self._listed_entity()
            QTimer.singleShot(0, self, lambda: self.work.import_file(sheet, entity))
            return
        QTimer.singleShot(0, self, lambda: self.work.receive(paths))

    def fit(self, width: int) -> None:
        """Fold the navigation where the window is narrow."""
        self.navigation.fit(width)
