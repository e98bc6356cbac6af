"""Reading the outlines of communes from a GeoJSON file that a person chose.

The file is data of somebody else: whatever it holds, either outlines come out of it or a
sentence. Nothing is fetched from anywhere.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from ctg_desktop.errors import FileFormatError

SIZE_LIMIT = 64 * 1024 * 1024
"""Largest file read, in bytes: all communes of France in detail are about that."""

POINT_LIMIT = 400_000
"""Most points kept: far more than a screen shows of a hundred communes."""

FINEST_SHARE = 4_000
"""Points nearer to one another than this part of the territory are one: half a screen's pixel."""

CODE_NAMES = (
    *("insee", "insee_com", "code_insee", "codeinsee", "com_insee", "ref:insee"),
    *("codgeo", "com_code", "code_com", "com", "depcom", "inseecom", "code_commune", "code", "id"),
)
"""Properties under which the usual sources write the INSEE code, the surest first."""

Point: TypeAlias = tuple[float, float]
Ring: TypeAlias = tuple[Point, ...]
Polygon: TypeAlias = tuple[Ring, ...]
"""The outer ring, then its holes; points are longitude and latitude in degrees."""


@dataclass(frozen=True, slots=True)
class Outlines:
    """The outlines found: polygons by INSEE code; `missing` are the codes asked for without one."""

    polygons: Mapping[str, tuple[Polygon, ...]]
    missing: frozenset[str]


def read_outlines(path: Path, wanted: Collection[str]) -> Outlines:
    """Return the outlines of the communes of these INSEE codes.

    Raises:
        FileFormatError: the file is no GeoJSON in degrees, or holds none of these communes.
    """
    document = _document(path)
    if document.get("type") == "Topology":
        raise _refused(path, "c’est du TopoJSON\u00a0: exportez-le en GeoJSON.")
    features = document.get("features")
    if document.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise _refused(
            path, "ce n’est pas un GeoJSON de communes («\u00a0FeatureCollection\u00a0»)."
        )
    found: dict[str, tuple[Polygon, ...]] = {}
    points = 0
    for code, geometry in _matching(features, frozenset(wanted)):
        polygons = tuple(_polygons(geometry, path))
        points += sum(len(ring) for polygon in polygons for ring in polygon)
        if points > POINT_LIMIT:
            raise _refused(
                path, "ses contours sont trop détaillés\u00a0: choisissez-les simplifiés."
            )
        if polygons:
            found[code] = (*found.get(code, ()), *polygons)
    if not found:
        raise _refused(
            path,
            "aucune des communes du territoire n’y a de contour (code INSEE attendu parmi les "
            "propriétés, par exemple «\u00a0code\u00a0» ou «\u00a0insee\u00a0»).",
        )
    return Outlines(_thinned(found), frozenset(wanted) - found.keys())


def _refused(path: Path, problem: str) -> FileFormatError:
    return FileFormatError(
        f"«\u00a0{path.name}\u00a0» n’a pas été repris\u00a0: {problem} La carte reste en cercles."
    )


def _document(path: Path) -> dict[str, Any]:
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise _refused(path, "ce n’est pas un fichier.")
        if size > SIZE_LIMIT:
            raise _refused(path, f"il dépasse {SIZE_LIMIT // 1024**2}\u00a0Mo.")
        document = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise _refused(path, "il ne peut pas être lu, ou n’est plus là.") from error
    except (ValueError, RecursionError) as error:
        raise _refused(path, "ce n’est pas du GeoJSON.") from error
    if not isinstance(document, dict):
        raise _refused(path, "ce n’est pas du GeoJSON.")
    return document


def _matching(features: Iterable[Any], wanted: frozenset[str]) -> Iterator[tuple[str, Any]]:
    for feature in features:
        if isinstance(feature, dict):
            code = _code(feature, wanted)
            if code is not None:
                yield code, feature.get("geometry")


def _code(feature: Mapping[str, Any], wanted: frozenset[str]) -> str | None:
    given = feature.get("properties")
    properties = given if isinstance(given, dict) else {}
    by_name = {str(name).lower(): value for name, value in properties.items()}
    candidates = [by_name.get(name) for name in CODE_NAMES] + [feature.get("id")]
    return next((code for each in candidates if (code := _text(each)) in wanted), None)


def _text(value: Any) -> str:
    """Return a code as text; some sources write it as a number, or alone in a list."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:05d}"
    return value.strip() if isinstance(value, str) else ""


def _polygons(geometry: Any, path: Path) -> Iterator[Polygon]:
    if not isinstance(geometry, dict):
        return
    coordinates = geometry.get("coordinates")
    if geometry.get("type") == "Polygon":
        parts = [coordinates]
    elif geometry.get("type") == "MultiPolygon" and isinstance(coordinates, list):
        parts = coordinates
    else:
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
    longitude, latitude = float(given[0]), float(given[1])
    if not (math.isfinite(longitude) and math.isfinite(latitude)):
        raise _refused(path, "un de ses points n’a pas de position.")
    if abs(longitude) > 180 or abs(latitude) > 90:
        raise _refused(
            path,
            "ses coordonnées ne sont pas en degrés\u00a0: exportez-le en WGS\u00a084 "
            "(EPSG\u00a04326).",
        )
    return longitude, latitude


# --- as fine as a screen shows -------------------------------------------------------------


def _thinned(found: Mapping[str, tuple[Polygon, ...]]) -> Mapping[str, tuple[Polygon, ...]]:
    """Return the outlines without the points that no screen tells apart: drawing stays quick."""
    every = [point for polygons in found.values() for ring in _rings(polygons) for point in ring]
    longitudes, latitudes = zip(*every, strict=True)
    extent = max(max(longitudes) - min(longitudes), max(latitudes) - min(latitudes))
    finest = extent / FINEST_SHARE
    return {
        code: tuple(tuple(_thinned_ring(ring, finest) for ring in polygon) for polygon in polygons)
        for code, polygons in found.items()
    }


def _rings(polygons: Iterable[Polygon]) -> Iterator[Ring]:
    return (ring for polygon in polygons for ring in polygon)


def _thinned_ring(ring: Ring, finest: float) -> Ring:
    kept = [ring[0]]
    for point in ring[1:-1]:
        last = kept[-1]
        if abs(point[0] - last[0]) + abs(point[1] - last[1]) >= finest:
            kept.append(point)
    kept.append(ring[-1])
    return tuple(kept) if len(kept) > 3 else ring
