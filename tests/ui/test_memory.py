"""Memory that was taken for a picture goes back to the system once the picture is gone."""

from __future__ import annotations

import ctypes
import sys

import pytest
from PySide6.QtWidgets import QApplication

MB = 1 << 20


class _Mallinfo(ctypes.Structure):
    _names = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"
    _fields_ = tuple((name, ctypes.c_size_t) for name in _names.split())


def lent_by_the_system() -> int:
    """Return how many bytes were taken from the system as blocks of their own."""
    told = ctypes.CDLL(None).mallinfo2
    told.restype = _Mallinfo
    return int(told().hblkhd)


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "mallinfo2"), reason="glibc's own"
)
def test_block_when_larger_ones_were_freed_before_then_it_is_given_back_once_freed(
    qapp: QApplication,
) -> None:
    larger = bytearray(30 * MB)
    del larger
    before = lent_by_the_system()

    block = bytearray(20 * MB)  # more than lies free by chance among small objects

    assert lent_by_the_system() - before >= 20 * MB
    del block
    assert lent_by_the_system() == before
