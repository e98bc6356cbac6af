"""Temporary folders, for whole bases and documents on their way: gone at the latest next time."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path

from ctg_desktop.folder.claims import claimed, taken_over

_NAME, _IN_USE = "ctg-provisoire-", "en_cours"


class Scratch:
    """A folder of the system's temporary place that only this process uses, until `close`."""

    def __init__(self) -> None:
        """Make the folder, which no other person enters."""
        self._claim = ExitStack()
        is_ours = False
        while not is_ours:
            self.path = Path(tempfile.mkdtemp(prefix=_NAME))
            with suppress(FileNotFoundError):  # swept away before it was claimed
                self._claim.enter_context(claimed(self.path / _IN_USE, 0o600))
                is_ours = True

    def close(self) -> None:
        """Remove the folder with all that it holds; closing twice does no harm."""
        self._claim.close()
        _remove_scratch(self.path)

    def __enter__(self) -> Path:
        """Return the folder."""
        return self.path

    def __exit__(self, *_error: object) -> None:
        """Remove it, whatever happened."""
        self.close()


def sweep_scratch() -> None:
    """Remove the temporary folders of this person that no process uses any more."""
    with suppress(OSError):
        for path in Path(tempfile.gettempdir()).glob(f"{_NAME}*"):
            # One that is just being made has no claim yet.
            with suppress(OSError), taken_over(path / _IN_USE):
                if not path.is_symlink():
                    _remove_scratch(path)


def _remove_scratch(path: Path) -> None:
    """Remove a temporary folder, what tells that it is one last: it may be cut short again."""
    with suppress(FileNotFoundError):  # another process may remove it at the same moment
        for held in path.glob("*"):
            if held.is_dir() and not held.is_symlink():
                shutil.rmtree(held, ignore_errors=True)
            elif held.name != _IN_USE:
                with suppress(OSError):
                    held.unlink()
    shutil.rmtree(path, ignore_errors=True)
