"""A way to a server that breaks off where a test says."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class CuttingWay:
    """Hands on what comes to its port, until it has handed on so many pieces in one direction.

    What comes after that is kept, and both ends are closed: with `up` what was asked does not
    arrive, with `down` it is done and the answer does not come.
    """

    def __init__(self, port: int) -> None:
        """Listen on a port of its own, and hand on to `port`."""
        self._target = port
        self.left = {"up": -1, "down": -1}
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def cut_after(self, pieces: int, direction: str) -> None:
        """Break off once so many pieces went through from now on; -1 for never."""
        self.left = {"up": -1, "down": -1, direction: pieces}

    @property
    def is_cut(self) -> bool:
        """Whether it was broken off."""
        return 0 in self.left.values()

    def close(self) -> None:
        """Stop, and wait for all that is under way."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                came, _address = self._listening.accept()
                went = socket.create_connection(("127.0.0.1", self._target))
                thread = threading.Thread(target=self._join, args=(came, went))
                self._threads.append(thread)
                thread.start()

    def _join(self, came: socket.socket, went: socket.socket) -> None:
        down = threading.Thread(target=self._hand_on, args=("down", went, came))
        down.start()
        self._hand_on("up", came, went)
        down.join()
        came.close()
        went.close()

    def _hand_on(self, direction: str, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while (told := source.recv(2**16)) and self.left[direction]:
                target.sendall(told)
                if self.left[direction] > 0:
                    self.left[direction] -= 1
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
