"""Where a text was changed by something else than the keyboard: the caret goes there."""

from __future__ import annotations


def change_end(before: str, after: str) -> int:
    """Return where in `after` ends what makes it differ from `before`, as Qt counts signs."""
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    return len(after[: len(after) - tail].encode("utf-16-le", "surrogatepass")) // 2


def _alike(one: str, other: str) -> int:
    """Return how many signs two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
