"""What PySide6 does at each start and at each import, and that the program does without."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from importlib.util import LazyLoader
from types import ModuleType
from typing import Any

_READS = "_mod_uses_pyside"
"""What looks into the source of a module, in the versions that are pinned."""

DEFERRED = frozenset(
    f"shibokensupport.signature.{name}"
    for name in (
        *("errorhandler", "importhandler", "layout", "parser"),
        *("lib.enum_sig", "lib.pyi_generator", "lib.tool"),
    )
)
"""What writes the signatures of Qt's functions: for error messages and for editors.

Not their `mapping`, which the C library looks into without asking for it: it would find nothing
there at the first wrong call, and end the process.
"""


def spare_sources() -> None:
    """Keep PySide6 from reading the source of each module that is imported from now on.

    It looks there for its own name, to know whether the module asks for its methods in
    snake_case; none does. All lines read stay in `linecache`: 17 MB, and 50 ms of a start. A
    version that does it otherwise is left alone.
    """
    import PySide6.QtCore  # noqa: F401 - which begins to read

    feature = sys.modules.get("shibokensupport.feature")
    if hasattr(feature, _READS):
        setattr(feature, _READS, lambda _module: False)


@contextmanager
def signatures_deferred() -> Iterator[None]:
    """Have what the block imports of shiboken run its modules of signatures when they are used.

    It has them as sources, compiled again at each start together with what they import: 20 ms, a
    fifth of what a bare window takes. They are used when a function of Qt is called wrongly. A
    version without modules of these names is left alone.
    """
    found = sys.meta_path
    sys.meta_path = _Finders([_Deferring(), *found])
    try:
        yield
    finally:
        found[:] = (each for each in sys.meta_path if not isinstance(each, _Deferring))
        sys.meta_path = found


class _Finders(list[Any]):
    """Finders of modules, of which the first stays so when shiboken puts its own before all."""

    def insert(self, index: Any, finder: Any) -> None:
        super().insert(max(index, 1), finder)


class _Deferring:
    """Finds the modules of signatures where the others do, to be run at their first use."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in DEFERRED:
            return None
        others = (each for each in sys.meta_path if each is not self)
        found = (each.find_spec(name, path, target) for each in others)
        spec: ModuleSpec | None = next(filter(None, found), None)
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec
