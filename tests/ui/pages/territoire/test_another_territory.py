"""The page « Territoire » of another convention, whose communes are not the delivered ones."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QWidget

from ctg_desktop.domain.choices import TerritoireKind
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.referentiel.reading import read
from tests.referentiel.texts import INVENTED
from tests.support.app import Office, plain
from tests.support.gallery import open_window
from tests.support.window import answered, chosen_in, clicked, find, picture, saved_as, settled
from ui.pages.territoire.page import TerritoirePage
from ui.targets import Target
from ui.widgets.map.commune_map import CommuneMap
from ui.widgets.table.typing_table import TypingTable


def outlines_of(places: list[Territoire], path: Path) -> Path:
    """Write a square around each place, as a file of outlines."""
    features = []
    for place in places:
        assert place.position is not None
        east, north = place.position
        corners = ((0, 0), (0.02, 0), (0.02, 0.02), (0, 0.02), (0, 0))
        ring = [(east + x, north + y) for x, y in corners]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append(
            {"type": "Feature", "properties": {"code": place.insee}, "geometry": geometry}
        )
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_map_when_the_territory_is_another_then_circles_come_first_and_its_own_outlines_are_kept(
    qapp: QApplication, tmp_path: Path
) -> None:
    office = Office(tmp_path / "agglo", "CTV", referentiel=read(INVENTED))
    with office.open() as uow:
        communes = [row for row in uow.rows(Territoire) if row.kind is TerritoireKind.COMMUNE]
    known = [row for row in communes if row.position and row.insee]
    assert known
    path = outlines_of(known, tmp_path / "contours.geojson")

    with open_window(office.folder, office.clock) as window:

        def settle() -> None:
            settled(lambda: window.desk.is_busy)

        window.go(Target("territoire"))
        settle()
        page = window.page
        assert isinstance(page, TerritoirePage)
        drawn = find(page, "Carte des communes", CommuneMap)
        circles = picture(drawn)
        banner = [plain(each.text()) for each in window.banner.findChildren(QLabel)]
        assert not any("contour" in words for words in banner)

        def choose(popup: QWidget) -> None:
            assert isinstance(popup, QMenu)
            answered(saved_as(path))
            chosen_in(popup, "Choisir un fichier de contours (GeoJSON)…")

        answered(choose)
        clicked(find(page, "Contours", QPushButton))
        settle()
        assert picture(drawn) != circles

        clicked(find(page, "Compléter en tableau", QPushButton))
        settle()
        table = find(page, "Communes à compléter", TypingTable)
        assert table.typing_model.rowCount() == len(communes)
