"""One window per person and data folder: a second start brings the first window forward.

The first start holds a lock and listens at a pipe of the computer; the others knock there and
end. Nothing of the network is touched.
"""

from __future__ import annotations

import base64
import os
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QCryptographicHash,
    QDir,
    QElapsedTimer,
    QLockFile,
    QObject,
    QThread,
    QTimer,
    Signal,
)

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

_ANSWER = b"devant\n"
_PATIENCE_MS = 5_000
"""How long a second start waits for the first, which may be starting too."""
_PAUSE_MS, _ANSWER_MS = 100, 500
_LISTENING_AFTER_MS = 100
_LONGEST_LINE = 65_536
"""Of the name of a file that is handed over, in bytes."""


class SingleInstance(QObject):
    """The hold of one window on a data folder; lives on the interface thread."""

    knocked = Signal()
    """Another start asks for the window to come forward."""
    handed = Signal(object)
    """Path: another start was asked to open an exchange file."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        """Name the hold after the person and the folder; nothing is held yet."""
        super().__init__(parent)
        # Not resolved: a share that does not answer would keep the window from showing.
        told = os.path.normcase(os.path.abspath(folder))  # noqa: PTH100 - touches no disk
        name = f"ctg-{_fingerprint(f'{_person()} {told}')}"
        place = _place()
        self._name = name if sys.platform == "win32" else str(place / name)
        self._lock = QLockFile(str(place / f"{name}.lock"))
        self._lock.setStaleLockTime(0)  # an old lock is none the worse, a dead holder's is
        self._server: QLocalServer | None = None

    def hold(self, file: Path | None = None) -> bool:
        """Become the one window of this folder; False when another one came forward instead.

        That one is handed the `file` that was to be opened.

        A first window that does not answer is left alone: the folder itself says who has it.
        """
        waited = QElapsedTimer()
        waited.start()
        while waited.elapsed() < _PATIENCE_MS:
            if self._lock.tryLock(0):
                # Not before the window is painted: what pipes need takes a while to load.
                QTimer.singleShot(_LISTENING_AFTER_MS, self, self._listen)
                return True
            if self._lock.error() is not QLockFile.LockError.LockFailedError:
                _note("aucun verrou possible")
                return True
            if _knock(self._name, file):
                return False
            QThread.msleep(_PAUSE_MS)
        _note("la première fenêtre ne répond pas")
        return True

    def release(self) -> None:
        """Let another start take the folder; releasing twice does no harm."""
        if self._server is not None:
            self._server.close()
        self._server = None
        self._lock.unlock()

    def _listen(self) -> None:
        from PySide6.QtNetwork import QLocalServer

        if not self._lock.isLocked():
            return
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        # The lock is ours: a pipe of that name is what a dead process left.
        QLocalServer.removeServer(self._name)
        if not self._server.listen(self._name):
            _note(self._server.errorString())

    def _answer(self) -> None:
        while self._server is not None and self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            socket.readyRead.connect(partial(self._hear, socket))
            socket.disconnected.connect(socket.deleteLater)
            socket.write(_ANSWER)
            socket.flush()
            self.knocked.emit()
            self._hear(socket)

    def _hear(self, socket: QLocalSocket) -> None:
        """Take the file that another start hands over, in one line."""
        if not socket.canReadLine():
            if socket.bytesAvailable() > _LONGEST_LINE:
                socket.abort()
            return
        try:
            named = base64.b64decode(socket.readLine(_LONGEST_LINE).data(), validate=False)
            self.handed.emit(Path(os.fsdecode(named)))
        except ValueError:
            _note("demande illisible")


def _note(remark: str) -> None:
    from ctg_desktop.folder.logs import logger

    logger().warning("instance unique : %s", remark)


def _knock(name: str, file: Path | None) -> bool:
    """Ask the first window to come forward, and to open a file; whether it answered."""
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    _let_come_forward()
    socket.connectToServer(name)
    is_answered = (
        socket.waitForConnected(_ANSWER_MS)
        and socket.waitForReadyRead(_ANSWER_MS)
        and socket.readAll().data() == _ANSWER
    )
    if is_answered and file is not None:
        socket.write(base64.b64encode(os.fsencode(file)) + b"\n")
        socket.waitForBytesWritten(_ANSWER_MS)
        socket.disconnectFromServer()
        if socket.state() is not QLocalSocket.LocalSocketState.UnconnectedState:
            socket.waitForDisconnected(_ANSWER_MS)
    socket.abort()
    return is_answered


def _let_come_forward() -> None:
    """Let another process take the focus, which Windows gives to ours alone."""
    if sys.platform == "win32":
        import ctypes

        any_process = -1
        ctypes.windll.user32.AllowSetForegroundWindow(any_process)


def _person() -> str:
    if sys.platform == "win32":
        return os.environ.get("USERNAME", "")
    return str(os.getuid())


def _fingerprint(told: str) -> str:
    digest = QCryptographicHash.hash(
        told.encode(errors="surrogatepass"), QCryptographicHash.Algorithm.Sha256
    )
    return bytes(digest.toHex().data()).decode()[:16]


def _place() -> Path:
    """Return a folder for the lock and the pipe that no other person of the computer can enter."""
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
    if runtime.is_absolute() and runtime.is_dir():
        return runtime
    place = Path(QDir.tempPath()) / f"ctg-desktop-{_person()}"
    with suppress(OSError):  # without it there is no lock, and each start has its window
        place.mkdir(mode=0o700, exist_ok=True)
    return place
