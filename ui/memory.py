"""How glibc returns freed memory to the system."""

from __future__ import annotations

import sys

_MMAP_THRESHOLD, _ARENA_MAX = -3, -8
"""Names of glibc's `mallopt`."""
_LARGE = 256 * 1024
_POOLS = 2


def give_back_large_blocks() -> None:
    """Let what was taken for a picture go back to the system as soon as it is freed.

    Left alone, glibc learns from each large block that it need not: windows, pages and maps are
    then drawn in one heap among small objects, which keep it from shrinking, and a day's work
    goes on growing. It also has a heap per thread. Other systems have other libraries, which
    give large blocks back by themselves.
    """
    if sys.platform != "linux":
        return
    import ctypes

    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(_MMAP_THRESHOLD, _LARGE)
        set_option(_ARENA_MAX, _POOLS)
