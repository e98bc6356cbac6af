"""Python's collector of cycles, paused while a great many objects are made and kept."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_held() -> Iterator[None]:
    """Pause the garbage collector: all that is made within is in use until the end of it.

    A plan of 20 000 actions, an envelope of 10 000 changes are hundreds of thousands of small
    objects; looking through them again and again would take a third of the time, and more the
    longer they are.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
