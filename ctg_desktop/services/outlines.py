"""Reading the outlines of communes from a GeoJSON file that a person chose.

The file is data of somebody else: whatever it holds, either outlines come out of it or a
sentence. Nothing is fetched from anywhere.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from ctg_desktop.errors import FileFormatError

SIZE_LIMIT = 32 * 1024 * 1024
"""Largest file read, in bytes: ten times the finest outlines of a large agglomeration, and what
it becomes in memory stays under a gigabyte."""

POINT_LIMIT = 400_000
"""Most points kept: far more than a screen shows of a hundred communes."""

FINEST_SHARE = 4_000
"""Points closer than this share of the territory count as one: half a pixel of a screen."""

CODE_NAMES = (
    *("insee", "insee_com", "code_insee", "codeinsee", "com_insee", "ref:insee"),
    *("codgeo", "com_code", "code_com", "com", "depcom", "inseecom", "code_commune", "code", "id"),
)
"""Properties under which the usual sources write the INSEE code, the surest first."""

_CODE = re.compile(r"(?:^|[^0-9A-Za-z])(\d[0-9AB]\d{3})(?:\.0+)?$")
"""A code as text: alone, behind the name of a layer (`commune.62119`), or once a number."""

_NESTED_GEOMETRIES = 8
"""How deep collections of geometries may lie in one another."""

_MARGIN_DEGREES = 0.02
"""How far outside its outline the label point of a commune may lie: some two kilometres."""

Point: TypeAlias = tuple[float, float]
Ring: TypeAlias = tuple[Point, ...]
Polygon: TypeAlias = tuple[Ring, ...]
"""The outer ring, then its holes; points are longitude and latitude in degrees."""

Places: TypeAlias = Mapping[str, Point | None]
"""The communes asked for: their label point by INSEE code, None where it is not known."""


@dataclass(frozen=True, slots=True)
class Outlines:
    """The outlines found: polygons by INSEE code; `missing` are the codes asked for without one.

    `swapped` tells that the file gave latitudes first, and was read so.
    """

    polygons: Mapping[str, tuple[Polygon, ...]]
    missing: frozenset[str]
    swapped: bool = False


def read_outlines(path: Path, wanted: Places) -> Outlines:
    """Return the outlines of these communes.

    The order of longitude and latitude is recognised by the label points.

    Raises:
        FileFormatError: the file is no GeoJSON in degrees, holds none of these communes, or
            draws them elsewhere.
    """
    kept: dict[str, list[Polygon]] = {}
    others: set[str] = set()
    points = 0
    for code, geometry in _matching(_features(path), wanted):
        before = len(kept.get(code, ()))
        for polygon in _polygons(geometry, path):
            points += sum(map(len, polygon))
            if points > POINT_LIMIT:
                raise _refused(
                    path, "ses contours sont trop détaillés : choisissez-les simplifiés."
                )
            kept.setdefault(code, []).append(polygon)
        if len(kept.get(code, ())) == before:
            others.add(code)
    if not kept:
        raise _refused(path, _why_none(others))
    found, swapped = _upright(kept, wanted, path)
    return Outlines(_thinned(found), frozenset(wanted) - found.keys(), swapped)


def _why_none(others: set[str]) -> str:
    """Tell why a file gives no outline; `others` are communes that it gives otherwise."""
    if others:
        return (
            "il situe les communes par un point ou une ligne, sans leur contour : "
            "choisissez un fichier de polygones."
        )
    return (
        "aucune des communes du territoire n’y a de contour (code INSEE attendu parmi les "
        "propriétés, par exemple « code » ou « insee »)."
    )


def _refused(path: Path, problem: str) -> FileFormatError:
    return FileFormatError(
        f"« {path.name} » n’a pas été repris : {problem} La carte n’a pas changé."
    )


# --- the document ---------------------------------------------------------------------------


def _features(path: Path) -> list[Any]:
    """Return the features of a file; one alone needs no collection."""
    document = _document(path)
    kind = document.get("type")
    if kind == "Topology":
        raise _refused(path, "c’est du TopoJSON : exportez-le en GeoJSON.")
    if kind == "Feature":
        return [document]
    features = document.get("features")
    if kind != "FeatureCollection" or not isinstance(features, list):
        raise _refused(path, "ce n’est pas un GeoJSON de communes (« FeatureCollection »).")
    return features


def _document(path: Path) -> dict[str, Any]:
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise _refused(path, "ce n’est pas un fichier.")
        if size > SIZE_LIMIT:
            raise _refused(path, f"il dépasse {SIZE_LIMIT // 1024**2} Mo.")
        document = json.loads(_decoded(path.read_bytes()))
    except OSError as error:
        raise _refused(path, "il ne peut pas être lu, ou n’est plus là.") from error
    except (ValueError, RecursionError) as error:
        raise _refused(path, "ce n’est pas du GeoJSON.") from error
    if not isinstance(document, dict):
        raise _refused(path, "ce n’est pas du GeoJSON.")
    return document


def _decoded(content: bytes) -> str:
    """Return the text of a file: older programs write names of communes in Windows's own signs."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _matching(features: Iterable[Any], wanted: Places) -> Iterator[tuple[str, Any]]:
    for feature in features:
        if isinstance(feature, dict):
            code = _code(feature, wanted)
            if code is not None:
                yield code, feature.get("geometry")


def _code(feature: Mapping[str, Any], wanted: Places) -> str | None:
    given = feature.get("properties")
    properties = given if isinstance(given, dict) else {}
    by_name = {str(name).lower(): value for name, value in properties.items()}
    candidates = [by_name.get(name) for name in CODE_NAMES] + [feature.get("id")]
    return next((code for each in candidates if (code := _text(each)) in wanted), None)


def _text(value: Any) -> str:
    """Return a code as text; some sources write it as a number, or alone in a list."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, float) and value.is_integer() and abs(value) < 100_000:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 100_000:
        return f"{value:05d}"
    found = _CODE.search(value.strip()[-80:]) if isinstance(value, str) else None
    return found[1] if found else ""


# --- shapes ---------------------------------------------------------------------------------


def _polygons(geometry: Any, path: Path, depth: int = 0) -> Iterator[Polygon]:
    if not isinstance(geometry, dict) or depth > _NESTED_GEOMETRIES:
        return
    coordinates = geometry.get("coordinates")
    match geometry.get("type"):
        case "Polygon":
            parts = [coordinates]
        case "MultiPolygon":
            parts = _listed(coordinates)
        case "GeometryCollection":
            for each in _listed(geometry.get("geometries")):
                yield from _polygons(each, path, depth + 1)
            return
        case _:
            return
    for part in parts:
        rings = tuple(ring for given in _listed(part) if len(ring := _ring(given, path)) > 3)
        if rings:
            yield rings


def _ring(given: Any, path: Path) -> Ring:
    return tuple(_point(each, path) for each in _listed(given))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _point(given: Any, path: Path) -> Point:
    is_pair = isinstance(given, list) and len(given) >= 2
    if not is_pair or not all(isinstance(n, (int, float)) for n in given[:2]):
        raise _refused(path, "un de ses contours n’est pas fait de points.")
    first, second = given[:2]
    if not all(isinstance(n, int) or math.isfinite(n) for n in (first, second)):
        raise _refused(path, "un de ses points n’a pas de position.")
    if abs(first) > 180 or abs(second) > 180:
        raise _not_in_degrees(path)
    return float(first), float(second)


def _not_in_degrees(path: Path) -> FileFormatError:
    return _refused(
        path,
        "ses coordonnées ne sont pas en degrés : exportez-le en WGS 84 (EPSG 4326).",
    )


# --- longitude first ------------------------------------------------------------------------


def _upright(
    found: Mapping[str, list[Polygon]], places: Places, path: Path
) -> tuple[Mapping[str, tuple[Polygon, ...]], bool]:
    """Return the outlines with longitudes first, and whether the file had them second.

    GeoJSON says longitude first, and some exports do not follow it: the label points decide.
    """
    known = [(shapes, point) for code, shapes in found.items() if (point := places.get(code))]
    straight = sum(_surrounds(shapes, point) for shapes, point in known)
    swapped = sum(_surrounds(shapes, point[::-1]) for shapes, point in known)
    is_swapped = swapped > straight
    if known and 2 * max(straight, swapped) < len(known):
        raise _refused(
            path,
            "ses contours ne sont pas là où se trouvent les communes du territoire. Vérifiez que "
            "c’est le bon fichier, en degrés (WGS 84).",
        )
    upright = {
        code: tuple(_swapped(shape) for shape in shapes) if is_swapped else tuple(shapes)
        for code, shapes in found.items()
    }
    if any(abs(point[1]) > 90 for shapes in upright.values() for point in _points(shapes)):
        raise _not_in_degrees(path)
    return upright, is_swapped


def _surrounds(shapes: Iterable[Polygon], point: Point) -> bool:
    """Whether a point lies in the box around the shapes, or just outside."""
    return all(
        min(axis) - _MARGIN_DEGREES <= here <= max(axis) + _MARGIN_DEGREES
        for axis, here in zip(zip(*_points(shapes), strict=True), point, strict=True)
    )


def _swapped(shape: Polygon) -> Polygon:
    return tuple(tuple((second, first) for first, second in ring) for ring in shape)


def _points(shapes: Iterable[Polygon]) -> Iterator[Point]:
    return (point for shape in shapes for ring in shape for point in ring)


# --- as fine as a screen shows -------------------------------------------------------------


def _thinned(found: Mapping[str, tuple[Polygon, ...]]) -> Mapping[str, tuple[Polygon, ...]]:
    """Return the outlines without the points that no screen tells apart: drawing stays quick."""
    every = [point for polygons in found.values() for point in _points(polygons)]
    longitudes, latitudes = zip(*every, strict=True)
    extent = max(max(longitudes) - min(longitudes), max(latitudes) - min(latitudes))
    finest = extent / FINEST_SHARE
    return {
        code: tuple(tuple(_thinned_ring(ring, finest) for ring in polygon) for polygon in polygons)
        for code, polygons in found.items()
    }


def _thinned_ring(ring: Ring, finest: float) -> Ring:
    kept = [ring[0]]
    for point in ring[1:-1]:
        last = kept[-1]
        if abs(point[0] - last[0]) + abs(point[1] - last[1]) >= finest:
            kept.append(point)
    kept.append(ring[-1])
    return tuple(kept) if len(kept) > 3 else ring
