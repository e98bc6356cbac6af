"""Reading outlines of communes from a file that somebody chose."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from ctg_desktop.errors import FileFormatError
from ctg_desktop.services import outlines
from tests.support.app import BETHUNE, BRUAY, plain

SQUARE = [[2.6, 50.5], [2.7, 50.5], [2.7, 50.6], [2.6, 50.6], [2.6, 50.5]]
HOLE = [[2.62, 50.52], [2.68, 50.52], [2.68, 50.58], [2.62, 50.52]]


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def written(tmp_path: Path, *features: Any, encoding: str = "utf-8") -> Path:
    path = tmp_path / "contours.geojson"
    document = {"type": "FeatureCollection", "features": list(features)}
    path.write_text(json.dumps(document), encoding=encoding)
    return path


@pytest.mark.parametrize(
    "properties",
    [
        {"code": BETHUNE},
        {"INSEE_COM": BETHUNE, "ID": "COMMUNE_0000000009"},
        {"insee": int(BETHUNE)},
        {"com_code": [BETHUNE]},
        {"codgeo": f" {BETHUNE} "},
    ],
)
def test_code_when_under_a_usual_name_then_it_is_found(
    tmp_path: Path, properties: dict[str, Any]
) -> None:
    path = written(tmp_path, feature(polygon(SQUARE), **properties))

    found = outlines.read_outlines(path, {BETHUNE: None, BRUAY: None})

    assert list(found.polygons) == [BETHUNE]
    assert found.missing == {BRUAY}


def test_shapes_when_several_or_with_holes_then_all_are_kept(tmp_path: Path) -> None:
    several = {"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE], [SQUARE]]}
    path = written(tmp_path, feature(several, code=BETHUNE), feature(polygon(SQUARE), code=BETHUNE))

    found = outlines.read_outlines(path, {BETHUNE: None})

    assert [len(rings) for rings in found.polygons[BETHUNE]] == [2, 1, 1]
    assert found.polygons[BETHUNE][0][0][1] == (2.7, 50.5)


def test_file_when_it_begins_with_a_byte_order_mark_then_it_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, feature(polygon(SQUARE), code=BETHUNE), encoding="utf-8-sig")

    assert outlines.read_outlines(path, {BETHUNE: None}).missing == frozenset()


def test_features_when_some_are_no_outline_then_they_are_left_out(tmp_path: Path) -> None:
    odd = [None, 3, {}, feature(None, code=BRUAY), feature({"type": "Point"}, code=BRUAY)]
    path = written(tmp_path, *odd, feature(polygon(SQUARE), code=BETHUNE))

    assert outlines.read_outlines(path, {BETHUNE: None, BRUAY: None}).missing == {BRUAY}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "n'est pas du GeoJSON"),
        ("{", "n'est pas du GeoJSON"),
        ("[" * 100_000, "n'est pas du GeoJSON"),
        ("[]", "n'est pas du GeoJSON"),
        ('{"type": "Topology"}', "TopoJSON"),
        ('{"type": "FeatureCollection"}', "FeatureCollection"),
        ('{"type": "FeatureCollection", "features": []}', "aucune des communes"),
    ],
)
def test_file_when_it_is_something_else_then_a_sentence_says_so(
    tmp_path: Path, text: str, sentence: str
) -> None:
    path = tmp_path / "contours.geojson"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(FileFormatError) as refused:
        outlines.read_outlines(path, {BETHUNE: None})

    told = plain(refused.value.sentence)
    assert sentence in told
    assert "La carte n'a pas changé." in told


@pytest.mark.parametrize(
    ("point", "sentence"),
    [
        ([680_000.0, 7_040_000.0], "pas en degrés"),
        (["2.6", "50.5"], "pas fait de points"),
        ([2.6], "pas fait de points"),
        ([float("nan"), 50.5], "pas de position"),
    ],
)
def test_points_when_they_are_no_position_then_a_sentence_says_so(
    tmp_path: Path, point: list[Any], sentence: str
) -> None:
    path = written(tmp_path, feature(polygon([*SQUARE, point]), code=BETHUNE))

    with pytest.raises(FileFormatError) as refused:
        outlines.read_outlines(path, {BETHUNE: None})

    assert sentence in plain(refused.value.sentence)


def test_outlines_when_finer_than_a_screen_then_they_are_thinned_and_keep_their_shape(
    tmp_path: Path,
) -> None:
    turns = [2 * math.pi * at / 50_000 for at in range(50_000)]
    ring = [[2.6 + 0.3 * math.cos(turn), 50.5 + 0.2 * math.sin(turn)] for turn in turns]
    path = written(tmp_path, feature(polygon([*ring, ring[0]]), code=BETHUNE))

    ((thinned,),) = outlines.read_outlines(path, {BETHUNE: None}).polygons[BETHUNE]

    assert 1_000 < len(thinned) < 15_000
    assert thinned[0] == thinned[-1] == tuple(ring[0])
    longitudes, latitudes = zip(*thinned, strict=True)
    assert max(longitudes) - min(longitudes) == pytest.approx(0.6, abs=0.001)
    assert max(latitudes) - min(latitudes) == pytest.approx(0.4, abs=0.001)


@pytest.mark.parametrize("name", ["absent.geojson", "."])
def test_file_when_it_is_gone_or_a_folder_then_a_sentence_says_so(
    tmp_path: Path, name: str
) -> None:
    with pytest.raises(FileFormatError):
        outlines.read_outlines(tmp_path / name, {BETHUNE: None})


def test_file_when_it_is_not_text_then_a_sentence_says_so(tmp_path: Path) -> None:
    path = tmp_path / "photo.geojson"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe")

    with pytest.raises(FileFormatError):
        outlines.read_outlines(path, {BETHUNE: None})


def test_file_when_it_is_too_large_then_it_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, feature(polygon(SQUARE), code=BETHUNE))
    monkeypatch.setattr(outlines, "SIZE_LIMIT", 20)

    with pytest.raises(FileFormatError, match="dépasse"):
        outlines.read_outlines(path, {BETHUNE: None})


def test_outlines_when_too_detailed_then_a_sentence_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, feature(polygon(SQUARE), code=BETHUNE))
    monkeypatch.setattr(outlines, "POINT_LIMIT", 4)

    with pytest.raises(FileFormatError, match="détaillés"):
        outlines.read_outlines(path, {BETHUNE: None})


# --- files as people find them --------------------------------------------------------------

CENTRE = (2.65, 50.55)
"""Inside the square."""


@pytest.mark.parametrize(
    "properties",
    [
        {"INSEE_COM": float(BETHUNE)},
        {"INSEE_COM": f"{BETHUNE}.0"},
        {"id": f"commune.{BETHUNE}"},
        {"code": f"FR:{BETHUNE}"},
    ],
)
def test_code_when_a_program_has_reshaped_it_then_it_is_found(
    tmp_path: Path, properties: dict[str, Any]
) -> None:
    path = written(tmp_path, feature(polygon(SQUARE), **properties))

    assert list(outlines.read_outlines(path, {BETHUNE: CENTRE}).polygons) == [BETHUNE]


@pytest.mark.parametrize("code", [f"1{BETHUNE}", f"{BETHUNE}1", f"{BETHUNE}.5", 62119.5, 1e300])
def test_code_when_it_only_resembles_then_it_is_not_taken(tmp_path: Path, code: Any) -> None:
    path = written(tmp_path, feature(polygon(SQUARE), code=code))

    with pytest.raises(FileFormatError, match="aucune des communes"):
        outlines.read_outlines(path, {BETHUNE: CENTRE})


def test_identity_when_it_is_that_of_the_feature_then_it_is_found(tmp_path: Path) -> None:
    path = written(tmp_path, {**feature(polygon(SQUARE)), "id": f"commune.{BETHUNE}"})

    assert list(outlines.read_outlines(path, {BETHUNE: CENTRE}).polygons) == [BETHUNE]


def test_feature_when_it_is_alone_then_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "commune.geojson"
    path.write_text(json.dumps(feature(polygon(SQUARE), code=BETHUNE)), encoding="utf-8")

    assert list(outlines.read_outlines(path, {BETHUNE: CENTRE}).polygons) == [BETHUNE]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_file_when_a_windows_program_wrote_it_then_it_is_read(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "contours.geojson"
    document = {
        "type": "FeatureCollection",
        "features": [feature(polygon(SQUARE), code=BETHUNE, nom="Béthune")],
    }
    path.write_text(json.dumps(document, ensure_ascii=False), encoding=encoding)

    assert list(outlines.read_outlines(path, {BETHUNE: CENTRE}).polygons) == [BETHUNE]


def test_shapes_when_in_a_collection_then_its_polygons_are_kept(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [2.65, 50.55]}
    inner = {"type": "GeometryCollection", "geometries": [polygon(SQUARE), point, None]}
    path = written(
        tmp_path, feature({"type": "GeometryCollection", "geometries": [inner]}, code=BETHUNE)
    )

    assert len(outlines.read_outlines(path, {BETHUNE: CENTRE}).polygons[BETHUNE]) == 1


def test_shapes_when_all_are_points_then_the_sentence_says_so(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [2.65, 50.55]}
    path = written(tmp_path, feature(point, code=BETHUNE))

    with pytest.raises(FileFormatError, match="sans leur contour"):
        outlines.read_outlines(path, {BETHUNE: CENTRE})


def test_latitudes_when_they_come_first_then_they_are_put_second_and_it_is_told(
    tmp_path: Path,
) -> None:
    path = written(tmp_path, feature(polygon([point[::-1] for point in SQUARE]), code=BETHUNE))

    found = outlines.read_outlines(path, {BETHUNE: CENTRE})

    assert found.swapped
    assert found.polygons[BETHUNE] == ((tuple(tuple(p) for p in SQUARE),),)


def test_latitudes_when_they_come_first_far_in_the_east_then_they_are_put_second(
    tmp_path: Path,
) -> None:
    square = [[-22.3, 166.4], [-22.2, 166.4], [-22.2, 166.5], [-22.3, 166.5], [-22.3, 166.4]]
    path = written(tmp_path, feature(polygon(square), code="98818"))

    assert outlines.read_outlines(path, {"98818": (166.45, -22.25)}).swapped


def test_outlines_when_they_are_elsewhere_either_way_then_they_are_refused(
    tmp_path: Path,
) -> None:
    path = written(tmp_path, feature(polygon([[x + 3, y] for x, y in SQUARE]), code=BETHUNE))

    with pytest.raises(FileFormatError, match="ne sont pas là"):
        outlines.read_outlines(path, {BETHUNE: CENTRE})


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 400, "9" * 6000])
def test_points_when_a_number_is_none_then_a_sentence_says_so(tmp_path: Path, number: str) -> None:
    path = written(tmp_path, feature(polygon(SQUARE), code=BETHUNE))
    path.write_text(path.read_text().replace("2.7", number, 1), encoding="utf-8")

    with pytest.raises(FileFormatError):
        outlines.read_outlines(path, {BETHUNE: CENTRE})


def test_features_when_very_many_bear_one_code_then_each_is_looked_at_once(tmp_path: Path) -> None:
    shape = polygon(SQUARE)
    path = written(tmp_path, *(feature(shape, code=BETHUNE) for _ in range(20_000)))

    found = outlines.read_outlines(path, {BETHUNE: CENTRE})

    assert len(found.polygons[BETHUNE]) == 20_000
