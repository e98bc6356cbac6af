"""Which names are written on the map, and where: the most important ones that fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF


@dataclass(frozen=True, slots=True)
class MapName:
    """A place that would like its name written: where it is, the size of its circle (or 0).

    `is_needed` is for the selected one, which comes before all; `may_cover` is the share of its
    box that may lie over circles.
    """

    key: str
    centre: QPointF
    radius: float
    size: QSizeF
    is_needed: bool = False
    may_cover: float = 0.1


def placed_names(
    wishes: Sequence[MapName], marks: Sequence[QRectF], area: QRectF, gap: float
) -> dict[str, QRectF]:
    """Return where each name goes that fits, in the order of the wishes.

    No name overlaps another; `marks` are circles that a name covers only when it must. `area`
    is the place there is, `gap` the least distance between a circle and its name (pixels).
    """
    taken: list[QRectF] = []
    found: dict[str, QRectF] = {}
    for wish in sorted(wishes, key=lambda wish: not wish.is_needed):
        box = _best(wish, taken, marks, area, gap)
        if box is not None:
            found[wish.key] = box
            taken.append(box.adjusted(-gap, -gap / 2, gap, gap / 2))
    return found


def _best(
    wish: MapName, taken: Iterable[QRectF], marks: Sequence[QRectF], area: QRectF, gap: float
) -> QRectF | None:
    reach = _reach(wish, gap)
    occupied = [other for other in taken if other.intersects(reach)]
    near = [mark for mark in marks if mark.intersects(reach)]
    limit = wish.size.width() * wish.size.height() * wish.may_cover
    best: tuple[float, QRectF] | None = None
    for box in _candidates(wish, gap):
        if not area.contains(box) or any(box.intersects(other) for other in occupied):
            continue
        covered = sum(_overlap(box, mark) for mark in near)
        if covered <= limit and (best is None or covered < best[0] - 1):
            best = covered, box
    return best[1] if best else None


def _reach(wish: MapName, gap: float) -> QRectF:
    """Return what the candidates lie in: nothing beyond it is in their way."""
    wide, high = (wish.radius + gap + side for side in (wish.size.width(), wish.size.height()))
    return QRectF(wish.centre.x() - wide, wish.centre.y() - high, 2 * wide, 2 * high)


def _candidates(wish: MapName, gap: float) -> Iterator[QRectF]:
    width, height = wish.size.width(), wish.size.height()
    x, y, away = wish.centre.x(), wish.centre.y(), wish.radius + gap
    if not wish.radius:
        yield QRectF(x - width / 2, y - height / 2, width, height)
    yield QRectF(x + away, y - height / 2, width, height)
    yield QRectF(x - away - width, y - height / 2, width, height)
    yield QRectF(x - width / 2, y - away - height, width, height)
    yield QRectF(x - width / 2, y + away, width, height)
    aside = wish.radius * 0.7 + gap
    yield QRectF(x + aside, y - aside - height, width, height)
    yield QRectF(x + aside, y + aside, width, height)
    yield QRectF(x - aside - width, y - aside - height, width, height)
    yield QRectF(x - aside - width, y + aside, width, height)


def _overlap(one: QRectF, other: QRectF) -> float:
    common = one.intersected(other)
    return common.width() * common.height() if common.isValid() else 0.0
