"""The program's own journal: what ran, how long, what failed. Never what people typed.

It stays on the machine, in the data folder's `journaux/`, and is cut as it grows.
"""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from ctg_desktop.folder.own_files import FILE_MODE, make_private_folder

NAME = "ctg_desktop"
_STORAGE = "db"
"""Above the loggers of the storage, which are written to the same journal."""

FILE_NAME = "ctg.log"
MAX_BYTES = 500_000
KEPT_FILES = 4


def logger() -> logging.Logger:
    """Return the program's logger; it writes nowhere until a folder is given."""
    for name in (NAME, _STORAGE):
        if not logging.getLogger(name).handlers:  # or Python prints on the error output
            logging.getLogger(name).addHandler(logging.NullHandler())
    found = logging.getLogger(NAME)
    found.propagate = False
    return found


def open_journal(folder: Path) -> logging.Handler | None:
    """Write the journal into a folder, made if needed; None where that cannot be."""
    try:
        make_private_folder(folder)
        handler = _file_handler(folder / FILE_NAME)
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger().addHandler(handler)
    logger().setLevel(logging.INFO)
    logging.getLogger(_STORAGE).addHandler(handler)
    return handler


def _file_handler(path: Path) -> logging.Handler:
    # With what it imports it would be a tenth of the time to the window's first paint.
    from logging.handlers import RotatingFileHandler

    class SilentHandler(RotatingFileHandler):
        """A journal that cannot be written must not print a trace over what the person reads."""

        def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
            del record

        def _open(self) -> Any:
            return open(self.baseFilename, self.mode, encoding=self.encoding, opener=_private)

    return SilentHandler(path, maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, FILE_MODE)


def close_journal(handler: logging.Handler | None) -> None:
    """Stop writing the journal."""
    if handler is not None:
        logger().removeHandler(handler)
        logging.getLogger(_STORAGE).removeHandler(handler)
        with suppress(OSError):  # what a full disk refuses now, it refused before
            handler.close()
